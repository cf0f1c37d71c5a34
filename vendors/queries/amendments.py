"""Amendments as vendors and coordinators read them, and whose answers came before the last one."""

import datetime as dt
from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject

from vendors.models import Amendment, Answer, ReadyState, Response, Round, Submission
from vendors.queries.questionnaires import questionnaire_of
from vendors.questionnaire.changes import Changes, changes_between


@dataclass(frozen=True, slots=True)
class Published:
    """One published amendment as an overview names it."""

    number: int
    at: dt.datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Amended:
    """One amendment with all that it changed."""

    amendment: Amendment
    changes: Changes


def amendments_as_column() -> ArraySubquery:
    """The published amendments of a response's round, the newest first, to annotate with."""
    rows = Amendment.objects.filter(round=OuterRef("round")).exclude(at=None).order_by("-number")
    return ArraySubquery(rows.values(row=JSONObject(number="number", at="at", reason="reason")))


def answered_as_column() -> Subquery:
    """The questionnaire version that the last submission answers, to annotate responses with."""
    rows = Submission.objects.filter(response=OuterRef("pk")).order_by("-number")
    return Subquery(rows.values("version_id")[:1])


def published_to(response: Response) -> list[Published]:
    """Read the first of these columns."""
    return [
        Published(one["number"], dt.datetime.fromisoformat(one["at"]), one["reason"])
        for one in vars(response).get("amended", ())
    ]


def is_outdated(response: Response) -> bool:
    """Whether what this vendor handed in last answers an earlier version; reads the second."""
    answered = vars(response).get("answered")
    return answered is not None and answered != response.round.version_id


def amended(round_: Round) -> list[Amended]:
    """All published amendments of a round with their changes, the newest first."""
    found = round_.amendments.exclude(at=None).select_related("version", "before")
    return [
        Amended(one, changes_between(questionnaire_of(one.before), questionnaire_of(one.version)))
        for one in found
    ]


def to_look_at_again(response: Response, found: list[Amended]) -> set[str]:
    """Questions whose answer was completed before they were reworded, and not saved since."""
    completed = Answer.objects.filter(response=response, ready=ReadyState.READY).exclude(value={})
    saved = dict(completed.values_list("item_key", "saved_at"))
    return {
        one.item.key
        for each in found
        for one in each.changes.reworded
        if one.item.key in saved and each.amendment.at and saved[one.item.key] < each.amendment.at
    }


def not_confirmed(round_: Round) -> list[Response]:
    """Vendors whose last submission answers an earlier version: their state, nothing of content."""
    responses = round_.responses.filter(withdrawn_at=None, declined_at=None)
    return list(
        responses.annotate(answered=answered_as_column())
        .exclude(answered=None)
        .exclude(answered=round_.version_id)
        .select_related("vendor")
    )
