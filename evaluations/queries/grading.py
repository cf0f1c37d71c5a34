"""How well an answer is shown: by what was handed in, and by what we found out ourselves."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from evaluations.queries.findings import FindingView
from evaluations.queries.handed_in import HandedIn
from evaluations.scoring import Ceiling, Grade, ceiling_of
from vendors.ageing import months_before
from vendors.questionnaire.model import Questionnaire


@dataclass(frozen=True, slots=True)
class Ground:
    """What a reviewer's grade of one topic of one vendor starts from."""

    files: Ceiling
    """The ceiling by what was handed in alone; it counts until a reviewer confirms a grade."""
    suggested: Grade
    witnessed_by: tuple[FindingView, ...]
    """Our own findings that make the suggestion *independent*; they count once it is confirmed."""

    @property
    def why(self) -> str:
        """What the suggestion rests on, in words."""
        if self.suggested is not self.files.grade:
            return f"our own finding “{self.witnessed_by[0].title}”"
        return "no current proof" if self.suggested is Grade.CLAIM else "the best current file"


def ground_on(
    questionnaire: Questionnaire,
    said: HandedIn,
    criterion: str,
    *,
    closing: dt.date,
    findings: Iterable[FindingView] = (),
) -> Ground:
    """Work out ceiling and suggested grade of one topic."""
    items = questionnaire.items_of(criterion)
    labels = {item.key: item.prompt for item in items}
    facts = [one for one in said.facts if one.item in labels]
    files = ceiling_of(facts, questionnaire.rules, closing=closing, labels=labels)
    oldest = months_before(closing, questionnaire.rules.proof_months)
    witnesses = tuple(
        one
        for one in findings
        if one.witnesses and not one.removed and criterion in one.about and one.seen_on >= oldest
    )
    return Ground(files, Grade.INDEPENDENT if witnesses else files.grade, witnesses)
