"""What the panel settles beside scores: the mark of a must-have, and what it leaves as it is."""

from datetime import date
from decimal import Decimal

from django.db import transaction

from evaluations import rules
from evaluations.models import AgreedMark, Evaluation, LeftOpen, Stage
from evaluations.queries.decided import is_waiting
from portal.access import Refused
from portal.accounts.models import User
from portal.audit.record import record
from portal.digests import words_digest
from vendors.models import Response
from vendors.queries.questionnaires import questionnaire_of


@transaction.atomic
def agree_mark(
    evaluation: Evaluation,
    response: Response,
    item_key: str,
    value: int,
    *,
    reason: str,
    present: list[str],
    before: Decimal | None,
    met_on: date | None = None,
    place: str = "",
    by: User,
) -> AgreedMark:
    """Record the mark agreed on for one must-have; the reviewers' marks stay as they are."""
    evaluation = _guard(evaluation, response)
    rules.on_the_scale(value).require()
    if not reason.strip():
        raise Refused("Say in a sentence why the panel agreed on this mark.")
    items = questionnaire_of(evaluation.round.version).asked_items()
    if not any(one.key == item_key and one.must_have for one in items):
        raise Refused("Marks are agreed for must-haves only. Agree on the topic’s score instead.")
    earlier = AgreedMark.objects.filter(evaluation=evaluation, response=response, item_key=item_key)
    agreed = AgreedMark.objects.create(
        evaluation=evaluation,
        response=response,
        item_key=item_key,
        number=earlier.count() + 1,
        value=value,
        before=before,
        reason=reason,
        present=present,
        met_on=met_on,
        place=place,
        by_id=by.pk,
        by_name=str(by),
    )
    record(
        "recorded an agreed mark",
        response.vendor,
        by=by,
        key=f"round:{evaluation.round_id}",
        question=item_key,
        value=value,
        reason_fingerprint=words_digest(reason),
    )
    return agreed


@transaction.atomic
def leave(
    evaluation: Evaluation, response: Response, criterion_key: str, *, reason: str, by: User
) -> LeftOpen:
    """Record that the panel talked about a cell and left it at the average."""
    evaluation = _guard(evaluation, response)
    if not reason.strip():
        raise Refused("Say in a sentence why the panel left it at the average.")
    asked = questionnaire_of(evaluation.round.version).asked_criteria()
    if not any(one.key == criterion_key for one in asked):
        raise Refused("This topic is not asked in the evaluation. Go back and open it again.")
    left = LeftOpen.objects.create(
        evaluation=evaluation,
        response=response,
        criterion_key=criterion_key,
        reason=reason,
        by_id=by.pk,
        by_name=str(by),
    )
    record(
        "left a score at the average",
        response.vendor,
        by=by,
        key=f"round:{evaluation.round_id}",
        criterion=criterion_key,
        reason_fingerprint=words_digest(reason),
    )
    return left


def _guard(evaluation: Evaluation, response: Response) -> Evaluation:
    evaluation = (
        Evaluation.objects.select_for_update(of=("self",))
        .select_related("round__version")
        .get(pk=evaluation.pk)
    )
    if evaluation.stage != Stage.DISCUSSION:
        raise Refused("This is recorded while the evaluation is at the stage Discussion.")
    rules.may_change_scores(waits=is_waiting(evaluation)).require()
    if response.round_id != evaluation.round_id or response.withdrawn_at:
        raise Refused("This vendor is not part of the evaluation.")
    return evaluation
