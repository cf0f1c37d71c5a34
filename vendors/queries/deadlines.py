"""Who was given more time, as vendors and coordinators read it."""

import datetime as dt
from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q
from django.db.models.functions import JSONObject

from vendors.models import Extension, Response, Round


@dataclass(frozen=True, slots=True)
class Extended:
    """More time that was given, as a vendor reads it."""

    at: dt.datetime
    due_to: dt.datetime
    reason: str
    for_all: bool


def extensions_as_column() -> ArraySubquery:
    """What holds for a response, the newest first, to annotate with; never another vendor's."""
    holds = Q(response=OuterRef("pk")) | Q(response=None, round=OuterRef("round"))
    rows = Extension.objects.filter(holds).order_by("-pk")
    return ArraySubquery(
        rows.values(
            row=JSONObject(at="at", due_to="due_to", reason="reason", response="response_id")
        )
    )


def extended_for(response: Response) -> list[Extended]:
    """Read that column."""
    return [
        Extended(
            at=dt.datetime.fromisoformat(one["at"]),
            due_to=dt.datetime.fromisoformat(one["due_to"]),
            reason=one["reason"],
            for_all=one["response"] is None,
        )
        for one in vars(response).get("more_time", ())
    ]


def extensions_of(round_: Round) -> list[Extension]:
    """All that was given in a round, the newest first, with the vendors' names."""
    return list(round_.extensions.select_related("response__vendor"))


def asked_in(round_: Round) -> list[Response]:
    """Vendors that can be given more time, by name."""
    asked = round_.responses.filter(withdrawn_at=None).select_related("vendor", "round")
    return list(asked.order_by("vendor__name", "pk"))


def own_dates(round_: Round) -> list[dt.datetime | None]:
    """Own later dates of the vendors that are still asked: what closing looks at."""
    return list(round_.responses.filter(withdrawn_at=None).values_list("due_at", flat=True))
