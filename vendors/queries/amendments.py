"""Amendments as vendors and coordinators read them, and whose answers came before the last one."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Model, OuterRef, Subquery
from django.db.models.functions import JSONObject

from vendors.models import Amendment, Answer, ReadyState, Response, Round, Submission
from vendors.queries.questionnaires import questionnaire_of
from vendors.questionnaire.changes import Changes, changes_between


@dataclass(frozen=True, slots=True)
class Published:
    """One published amendment as an overview names it, and the questions it put in other words."""

    number: int
    at: dt.datetime
    reason: str
    reworded: tuple[str, ...]
    version: int
    """Id of the questionnaire version that it put in place."""


@dataclass(frozen=True, slots=True)
class Amended:
    """One amendment with all that it changed."""

    amendment: Amendment
    changes: Changes


def amendments_as_column() -> ArraySubquery:
    """The published amendments of a row's round, the newest first, to annotate with."""
    rows = Amendment.objects.filter(round=OuterRef("round")).exclude(at=None).order_by("-number")
    names = {name: name for name in ("number", "at", "reason", "reworded", "version")}
    return ArraySubquery(rows.values(row=JSONObject(**names)))


def answered_as_column() -> Subquery:
    """The questionnaire version that the last submission answers, to annotate responses with."""
    rows = Submission.objects.filter(response=OuterRef("pk")).order_by("-number")
    return Subquery(rows.values("version_id")[:1])


def confirmed_as_column() -> Subquery:
    """When a vendor last handed in or confirmed, to annotate responses with."""
    rows = Submission.objects.filter(response=OuterRef("pk")).order_by("-number")
    return Subquery(rows.values("at")[:1])


def published_to(row: Model) -> list[Published]:
    """Read the first of these columns."""
    return [
        Published(
            one["number"],
            dt.datetime.fromisoformat(one["at"]),
            one["reason"],
            tuple(one["reworded"]),
            one["version"],
        )
        for one in vars(row).get("amended", ())
    ]


def amendments_to(row: Model) -> list[Published]:
    """The same of a row with a round, read here where it lacks the column (1 query)."""
    if "amended" not in vars(row):
        rows = type(row)._default_manager.filter(pk=row.pk)
        vars(row)["amended"] = rows.values_list(amendments_as_column(), flat=True).get()
    return published_to(row)


def rewords_since(published: Iterable[Published], at: dt.datetime) -> dict[str, Published]:
    """Questions that were put in other words after an instant, with the last amendment that did it."""
    newest_last = sorted(published, key=lambda one: one.number)
    return {key: one for one in newest_last if one.at > at for key in one.reworded}


def rewords_after(published: Iterable[Published], version: int) -> dict[str, Published]:
    """The same after the questionnaire version (its id) that a submission answers."""
    newest_last = sorted(published, key=lambda one: one.number)
    seen = next((one.number for one in newest_last if one.version == version), 0)
    return {key: one for one in newest_last if one.number > seen for key in one.reworded}


def overtaken(response: Response, answers: Iterable[Answer]) -> dict[str, Published]:
    """Questions completed before they were put in other words, and not saved or handed in since.

    answers: all of the response, which carries the columns of amendments and of the last submission.
    """
    published = published_to(response)
    confirmed: dt.datetime | None = vars(response).get("confirmed_at")
    found = {}
    for one in answers if published else ():
        since = max(one.saved_at, confirmed) if confirmed else one.saved_at
        newest = rewords_since(published, since)
        if one.ready == ReadyState.READY and one.item_key in newest:
            found[one.item_key] = newest[one.item_key]
    return found


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


def not_confirmed(round_: Round) -> list[Response]:
    """Vendors whose last submission answers an earlier version: their state, nothing of content."""
    responses = round_.responses.filter(withdrawn_at=None, declined_at=None)
    return list(
        responses.annotate(answered=answered_as_column())
        .exclude(answered=None)
        .exclude(answered=round_.version_id)
        .select_related("vendor")
    )
