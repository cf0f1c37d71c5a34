"""Topics that were opened again after closing, as vendors and the jurisdiction read them."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject

from vendors.models import Reopening, Response, Round


@dataclass(frozen=True, slots=True)
class Reopened:
    """One question about one topic, and how far it came."""

    pk: int
    topic: str
    question: str
    by: str
    at: dt.datetime
    until: dt.datetime
    before: int
    """The submission that stood when it was asked, by id."""
    stopped_at: dt.datetime | None
    answered_at: dt.datetime | None
    reference: str
    """Of what was handed in to it."""

    def is_open(self, at: dt.datetime) -> bool:
        """Whether the topic can be answered at this instant."""
        return not self.has_ended and at < self.until

    @property
    def has_ended(self) -> bool:
        """Whether somebody ended it, before its time was over."""
        return self.answered_at is not None or self.stopped_at is not None


def reopenings_as_column() -> ArraySubquery:
    """All of a response, the first one first, to annotate with: no query of its own."""
    rows = Reopening.objects.filter(response=OuterRef("pk")).order_by("pk")
    row = JSONObject(
        pk="pk",
        topic="criterion_key",
        question="question",
        by="by_name",
        at="at",
        until="until",
        before=F("before_id"),
        stopped_at="stopped_at",
        answered_at="submission__at",
        reference="submission__reference",
    )
    return ArraySubquery(rows.values(row=row))


def reopenings_to(response: Response) -> tuple[Reopened, ...]:
    """Read that column."""
    return tuple(_read(one) for one in vars(response).get("asked_again") or ())


def _read(row: Mapping[str, Any]) -> Reopened:
    at, until = dt.datetime.fromisoformat(row["at"]), dt.datetime.fromisoformat(row["until"])
    stopped, answered = row["stopped_at"], row["answered_at"]
    return Reopened(
        pk=row["pk"],
        topic=row["topic"],
        question=row["question"],
        by=row["by"],
        at=at,
        until=until,
        before=row["before"],
        stopped_at=dt.datetime.fromisoformat(stopped) if stopped else None,
        answered_at=dt.datetime.fromisoformat(answered) if answered else None,
        reference=row["reference"] or "",
    )


def open_at(at: dt.datetime, *, prefix: str = "") -> Q:
    """Rows whose topic can be answered at this instant."""
    return Q(**{f"{prefix}stopped_at": None, f"{prefix}submission": None, f"{prefix}until__gt": at})


def reopened_in(round_: Round, *, at: dt.datetime) -> QuerySet[Reopening]:
    """Topics of a round that can be answered again now, the first one to end first."""
    rows = Reopening.objects.filter(open_at(at), response__round=round_)
    return rows.select_related("response__vendor").order_by("until", "pk")
