"""Whose department's questions are in whose hands, read along with the response: no query of its own."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import Coalesce, JSONObject

from vendors.models import Department, DepartmentHandOver, Response
from vendors.queries.handovers import Handed, end_of
from vendors.questionnaire.model import Item, Questionnaire


@dataclass(frozen=True, slots=True)
class Share:
    """All questions that one department usually answers, and who has them in hand."""

    department: Department
    items: tuple[Item, ...]
    done: int
    """How many of them are marked completed."""
    held: Handed | None
    is_waiting: bool
    """Whether it waits for somebody who has not accepted her invitation yet."""
    to: str
    """The recipient's value in the form."""

    @property
    def words(self) -> str:
        return str(self.department.label)


@dataclass(frozen=True, slots=True)
class Bit:
    """What one topic holds of a department's questions that are in somebody's hands."""

    share: Share
    items: tuple[Item, ...]


def departments_column() -> ArraySubquery:
    """Open hand-overs of departments, to annotate responses with."""
    open_ones = DepartmentHandOver.objects.filter(response=OuterRef("pk"), ended_at=None)
    row = JSONObject(
        department="department",
        member="member_id",
        invitation="invitation_id",
        person="member__person_id",
        name=Coalesce("member__name", "invitation__email"),
        by_name="by_name",
        until="until",
    )
    return ArraySubquery(open_ones.values(row=row))


def shares_in(response: Response, asked: Questionnaire, *, reader: UUID) -> dict[str, Share]:
    """Read this column: every department of which something is asked, in their order."""
    rows = {row["department"]: row for row in vars(response).get("department_rows", ())}
    done = set(vars(response).get("done_keys", ()))
    shares = {}
    for one in Department:
        items = tuple(item for item in asked.asked_items() if item.asked_of == one)
        if items:
            count = sum(item.key in done for item in items)
            shares[str(one)] = _share(one, items, count, rows.get(str(one)), reader)
    return shares


def bits_in(shares: Iterable[Share]) -> dict[str, tuple[Bit, ...]]:
    """By topic: the questions there that came to somebody with her department."""
    bits: dict[str, tuple[Bit, ...]] = {}
    for share in shares:
        if share.held is None:
            continue
        for key in dict.fromkeys(item.criterion for item in share.items):
            mine = tuple(item for item in share.items if item.criterion == key)
            bits[key] = (*bits.get(key, ()), Bit(share, mine))
    return bits


def _share(
    department: Department,
    items: tuple[Item, ...],
    done: int,
    row: Mapping[str, Any] | None,
    reader: UUID,
) -> Share:
    if row is None:
        return Share(department, items, done, None, is_waiting=False, to="")
    until = dt.date.fromisoformat(row["until"]) if row["until"] else None
    held = Handed(
        row["member"] or 0,
        row["name"],
        row["by_name"],
        until,
        end_of(until) if until else None,
        "",
        is_mine=bool(row["person"]) and UUID(row["person"]) == reader,
        is_done=done == len(items),
    )
    waits = row["member"] is None
    to = f"invitation-{row['invitation']}" if waits else f"member-{row['member']}"
    return Share(department, items, done, held, is_waiting=waits, to=to)
