"""Who has which topic in hand, read along with the response: no query of its own."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject
from django.utils import timezone

from vendors.models import Answer, HandOver, ReadyState, Response
from vendors.questionnaire.model import Questionnaire


@dataclass(frozen=True, slots=True)
class Handed:
    """One topic in a colleague's hands, as one reader sees it."""

    member_pk: int
    name: str
    by_name: str
    until: dt.date | None
    over_at: dt.datetime | None
    """When the day `until` is over in the workspace's zone."""
    note: str
    is_mine: bool
    """Whether it was handed to the reader."""
    is_done: bool
    """Whether every question of the topic is marked completed."""


def handed_columns() -> dict[str, ArraySubquery]:
    """Open hand-overs and completed questions of a response, to annotate responses with."""
    open_ones = HandOver.objects.filter(response=OuterRef("pk"), ended_at=None)
    done = Answer.objects.filter(response=OuterRef("pk"), ready=ReadyState.READY)
    row = JSONObject(
        key="criterion_key",
        member="member_id",
        person="member__person_id",
        name="member__name",
        by_name="by_name",
        until="until",
        note="note",
    )
    return {
        "handed_rows": ArraySubquery(open_ones.values(row=row)),
        "done_keys": ArraySubquery(done.exclude(value={}).values("item_key")),
    }


def handed_in(response: Response, asked: Questionnaire, *, reader: UUID) -> dict[str, Handed]:
    """Read these columns: hand-overs by the key of their topic."""
    done = set(vars(response).get("done_keys", ()))
    return {
        row["key"]: _handed(
            row,
            reader=reader,
            is_done=all(item.key in done for item in asked.items_of(row["key"])),
        )
        for row in vars(response).get("handed_rows", ())
    }


def _handed(row: Mapping[str, Any], *, reader: UUID, is_done: bool) -> Handed:
    until = dt.date.fromisoformat(row["until"]) if row["until"] else None
    return Handed(
        row["member"],
        row["name"],
        row["by_name"],
        until,
        end_of(until) if until else None,
        row["note"],
        is_mine=UUID(row["person"]) == reader,
        is_done=is_done,
    )


def end_of(day: dt.date) -> dt.datetime:
    midnight = dt.datetime.combine(day + dt.timedelta(days=1), dt.time.min)
    return timezone.make_aware(midnight)
