"""Preparing a letter with requests, sending it, and saying where a concern stands."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Max

from evaluations import rules
from evaluations.concerns import ENDED, Concern
from evaluations.models import ConcernMove, Evaluation, PlannedRequest
from evaluations.queries.requests import planned_to
from portal import clock
from portal.access import Refused
from portal.accounts.models import User
from portal.audit.record import record
from vendors.actions import changes
from vendors.actions.changes import Asked
from vendors.models import RequestLetter, Response
from vendors.queries.questionnaires import questionnaire_of


@dataclass(frozen=True, slots=True)
class Wanted:
    """One request as it is planned; item is empty for one of the coordinator's own."""

    criterion: str
    item: str
    ask: str
    proof: str
    by_day: date
    place: int = 0


@transaction.atomic
def plan(response: Response, wanted: Iterable[Wanted], *, by: User) -> int:
    """Put requests into the letter that is being prepared; what is in it already stays as it is."""
    locked = _locked(response)
    rules.may_plan_requests(locked).require()
    topics = {one.key for one in questionnaire_of(locked.round.version).criteria}
    there = PlannedRequest.objects.filter(response=locked)
    items = set(there.exclude(item_key="").values_list("item_key", flat=True))
    last = there.aggregate(last=Max("place"))["last"] or 0
    fresh = [one for one in wanted if one.criterion in topics and one.item not in items]
    PlannedRequest.objects.bulk_create(
        PlannedRequest(
            response=locked,
            criterion_key=one.criterion,
            item_key=one.item,
            ask=one.ask.strip(),
            proof=one.proof.strip(),
            by_day=one.by_day,
            place=one.place or last + number,
        )
        for number, one in enumerate(fresh, start=1)
    )
    if fresh:
        _record("prepared requests", locked, by=by, requests=len(fresh))
    return len(fresh)


@transaction.atomic
def change(planned: PlannedRequest, *, ask: str, proof: str, by_day: date, by: User) -> None:
    """Word a planned request anew."""
    locked = _locked(planned.response)
    rules.may_plan_requests(locked).require()
    found = PlannedRequest.objects.filter(pk=planned.pk)
    if not found.update(ask=ask.strip(), proof=proof.strip(), by_day=by_day):
        raise Refused("This request is not in the letter any more. Load the page again.")
    _record("changed a prepared request", locked, by=by, topic=planned.criterion_key)


@transaction.atomic
def drop(planned: PlannedRequest, *, by: User) -> None:
    """Take a planned request out of the letter; if a gap suggested it, it is proposed again."""
    locked = _locked(planned.response)
    PlannedRequest.objects.filter(pk=planned.pk).delete()
    _record("dropped a prepared request", locked, by=by, topic=planned.criterion_key)


@transaction.atomic
def send(response: Response, intro: str, *, by: User) -> RequestLetter:
    """Send the letter as it was prepared; afterwards nothing is prepared any more."""
    locked = _locked(response)
    questionnaire = questionnaire_of(locked.round.version)
    asked = [
        Asked(
            level=level.number,
            level_title=level.title,
            why=level.why,
            criterion=one.topic.key,
            topic=one.topic.title,
            item=one.row.item_key,
            ask=one.row.ask,
            proof=one.row.proof,
            by_day=one.row.by_day,
        )
        for level in planned_to(locked, questionnaire)
        for one in level.requests
    ]
    letter = changes.send(locked, asked, intro, by=by)
    PlannedRequest.objects.filter(response=locked).delete()
    return letter


@transaction.atomic
def move_concern(
    evaluation: Evaluation, response: Response, key: str, to: Concern, why: str, *, by: User
) -> ConcernMove:
    """Say where the concern about one topic of a vendor stands."""
    locked = _locked(response)
    rules.may_move_concern(evaluation, locked).require()
    if key not in {one.key for one in questionnaire_of(locked.round.version).asked_criteria()}:
        raise Refused("This topic is not asked in the evaluation. Load the page again.")
    if to in ENDED and not why.strip():
        raise Refused(f"Say why the concern is {to.value}.")
    move = ConcernMove.objects.create(
        evaluation=evaluation,
        response=locked,
        criterion_key=key,
        state=to,
        why=why.strip(),
        by_id=by.pk,
        by_name=str(by),
        at=clock.now(),
    )
    _record("moved a concern", locked, by=by, topic=key, state=to.value)
    return move


def _locked(response: Response) -> Response:
    """Hold the row, so that two coordinators neither send a letter twice nor half of one."""
    Response.objects.select_for_update(of=("self",)).get(pk=response.pk)
    return Response.objects.select_related("round__version", "vendor").get(pk=response.pk)


def _record(verb: str, response: Response, *, by: User, **detail: object) -> None:
    record(
        verb,
        response.vendor,
        by=by,
        key=f"round:{response.round_id}",
        vendor=str(response.pk),
        **detail,
    )
