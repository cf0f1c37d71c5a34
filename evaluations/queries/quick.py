"""Quick checks as values, out of the statements that were written down."""

from evaluations.quick import Known, Line, QuickCheck, quick_check
from vendors.models import Response, Round, Statement
from vendors.queries.questionnaires import questionnaire_of
from vendors.questionnaire.model import Questionnaire


def checks_of(round_: Round) -> list[tuple[Response, QuickCheck]]:
    """The check of every vendor of a round, in two queries."""
    questionnaire = questionnaire_of(round_.version)
    responses = list(round_.responses.select_related("vendor").prefetch_related("statements"))
    return [(one, check_of(questionnaire, list(one.statements.all()))) for one in responses]


def check_of(questionnaire: Questionnaire, statements: list[Statement]) -> QuickCheck:
    """The check of one vendor."""
    known = {section.key for section in questionnaire.sections}
    lines = [
        Line(one.about, Known(one.finding), one.get_source_display(), one.note)
        for one in statements
        if one.about in known
    ]
    return quick_check(questionnaire, lines)
