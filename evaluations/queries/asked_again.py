"""What a vendor was asked again about a topic, beside the answer that it first submitted."""

import datetime as dt
from dataclasses import dataclass, replace

from evaluations.queries.answers import AnswerView, answers_of, pictures_of
from evaluations.queries.desk import Desk
from evaluations.queries.masked import masked_submission
from vendors.models import Response, Submission
from vendors.queries.reopenings import Reopened, reopenings_to


@dataclass(frozen=True, slots=True)
class Again:
    """All that was asked again about one topic of one vendor."""

    asked: tuple[Reopened, ...]
    first: tuple[AnswerView, ...] = ()
    """The answer as first submitted; none while nothing else was."""
    first_at: dt.datetime | None = None
    first_by: str = ""
    first_reference: str = ""


def again_on(desk: Desk, response: Response, key: str) -> Again | None:
    """Read it; 2 queries where the vendor answered, else none."""
    mask = desk.bench.mask
    asked = tuple(
        one if mask is None else replace(one, question=mask.text(one.question))
        for one in reopenings_to(response)
        if one.topic == key
    )
    if not asked:
        return None
    answered = [one for one in asked if one.answered_at]
    if not answered:
        return Again(asked)
    first = Submission.objects.get(pk=answered[0].before)
    shown = first if mask is None else masked_submission(first, mask)
    answers = answers_of(desk, shown, key, pictures=pictures_of(shown))
    return Again(
        asked,
        # What was decided about a claim that it does not apply is said of the answer that counts.
        tuple(replace(one, not_applicable="", left_out=False) for one in answers),
        shown.at,
        shown.by_name,
        shown.reference,
    )
