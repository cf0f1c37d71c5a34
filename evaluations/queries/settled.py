"""What the panel settled, read along with the responses: no query of its own."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from evaluations.models import AgreedMark, LeftOpen


@dataclass(frozen=True, slots=True)
class Agreement:
    """A mark that was agreed on for one must-have."""

    item: str
    number: int
    value: int
    before: Decimal | None
    reason: str
    present: tuple[str, ...]
    met_on: dt.date | None
    place: str
    by_name: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Left:
    """A cell that was left at the average on purpose."""

    criterion: str
    reason: str
    by_name: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Settled:
    """What was settled about one vendor, the last of a question or topic last."""

    marks: tuple[Agreement, ...] = ()
    left: tuple[Left, ...] = ()

    def values(self) -> dict[str, int]:
        """The mark that counts for each must-have."""
        return {one.item: one.value for one in self.marks}

    def marks_on(self, items: Collection[str]) -> list[Agreement]:
        """What was agreed on these must-haves, the last first."""
        return [one for one in reversed(self.marks) if one.item in items]

    def left_on(self, criterion: str) -> Left | None:
        """The last time that this topic was left as it was."""
        return next((one for one in reversed(self.left) if one.criterion == criterion), None)


NOTHING = Settled()


def agreed_marks_as_column() -> ArraySubquery:
    """The agreed marks of a response in order, to annotate responses with."""
    rows = AgreedMark.objects.filter(response=OuterRef("pk")).order_by("number", "pk")
    return ArraySubquery(
        rows.values(
            row=JSONObject(
                item="item_key", number="number", value="value", before="before", reason="reason",
                present="present", met_on="met_on", place="place", by="by_name", at="at",
            )
        )
    )  # fmt: skip


def left_open_as_column() -> ArraySubquery:
    """The topics of a response that were left as they were, to annotate responses with."""
    rows = LeftOpen.objects.filter(response=OuterRef("pk")).order_by("pk")
    return ArraySubquery(
        rows.values(
            row=JSONObject(criterion="criterion_key", reason="reason", by="by_name", at="at")
        )
    )


def settled_of(marks: Iterable[Mapping[str, Any]], left: Iterable[Mapping[str, Any]]) -> Settled:
    """Read these two columns."""
    return Settled(
        tuple(
            Agreement(
                one["item"],
                one["number"],
                one["value"],
                None if one["before"] is None else Decimal(str(one["before"])),
                one["reason"],
                tuple(one["present"]),
                dt.date.fromisoformat(one["met_on"]) if one["met_on"] else None,
                one["place"],
                one["by"],
                dt.datetime.fromisoformat(one["at"]),
            )
            for one in marks
        ),
        tuple(
            Left(one["criterion"], one["reason"], one["by"], dt.datetime.fromisoformat(one["at"]))
            for one in left
        ),
    )
