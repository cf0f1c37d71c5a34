"""A quick check as a picture, level by level from the base up."""

from evaluations.quick import SHOWN, Known, QuickCheck
from portal.documents.charts import Step, pyramid
from vendors.questionnaire.model import Questionnaire

HEAT = {Known.YES: 4, Known.PARTLY: 2, Known.NO: 0}
WORST_FIRST = (Known.NO, Known.UNKNOWN, Known.PARTLY, Known.YES)


def pyramid_of(questionnaire: Questionnaire, check: QuickCheck, name: str) -> str:
    """A pyramid as SVG: each level shows the weakest answer of the sections that touch it."""
    found: dict[int, list[Known]] = {level.number: [] for level in questionnaire.levels}
    for row in check.rows:
        if row.known is None:
            continue
        for touched in {one.level for one in questionnaire.criteria if one.section == row.section}:
            found[touched].append(row.known)
    steps = []
    for level in questionnaire.levels:
        worst = next((one for one in WORST_FIRST if one in found[level.number]), None)
        steps.append(
            Step(
                number=level.number,
                title=level.title,
                shown=SHOWN[worst] if worst else "?",
                heat=HEAT.get(worst) if worst else None,
            )
        )
    return pyramid("quick", name, steps, width=220)
