"""Consensus notes: what the panel agreed on and left as it was, with all that was written."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from django.template.loader import render_to_string
from django.utils.formats import date_format

from evaluations.comparison import Cell, CellState, Row
from evaluations.models import AgreedScore, Comment
from evaluations.queries.reports import Material
from evaluations.queries.settled import Agreement, Left
from evaluations.reports import pieces
from evaluations.reports.comparison import method_of
from evaluations.reports.master import alone
from evaluations.reports.pieces import Contents, Record
from evaluations.scoring import one_decimal
from portal.tenancy.switch import current

TITLE = "Consensus notes"
Part = Callable[[int, str], None]
OnCell = TypeVar("OnCell", AgreedScore, Comment)


@dataclass(frozen=True, slots=True)
class Note:
    """One thing that was agreed on: from what to what, why, and who was there when and where."""

    about: str
    change: str
    reason: str
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Talk:
    """All that was settled and written about one topic of one vendor."""

    title: str
    counts: str
    notes: tuple[Note, ...]
    left: tuple[tuple[str, str], ...]
    """Each reason for which it was left at the average, and who wrote it down when."""
    written: tuple[tuple[str, str], ...]
    """Each contribution, and whose it is from when."""


def html_of(material: Material, record: Record, *, part: Part) -> str:
    """The whole document; each vendor is counted."""
    contents = Contents()
    vendors = []
    for at, column in enumerate(material.comparison.columns):
        part(at + 1, column.name)
        if talks := _talks(material, at):
            contents.add(f"vendor-{at + 1}", column.name)
            vendors.append((f"vendor-{at + 1}", column, talks))
    contents.add("method", "How this was calculated")
    facts = record.facts_of(pieces.status_of(material), pieces.scored_by(material), "Scored by")
    facts["facts_left"].append(("Time zone", current().time_zone))
    found = [talk for _anchor, _column, talks in vendors for talk in talks]
    context = {
        "title": TITLE,
        "mark": "Draft for discussion" if material.is_draft else "",
        **facts,
        "alone": alone(material),
        "sums": [
            ("Answers talked about", len(found)),
            ("Scores and marks agreed on", sum(len(one.notes) for one in found)),
            ("Left at the average, with a reason", sum(len(one.left) for one in found)),
            ("Contributions in writing", sum(len(one.written) for one in found)),
        ],
        "entries": contents.entries,
        "vendors": vendors,
        **method_of(material, record),
    }
    return render_to_string("reports/consensus.html", context)


def _talks(material: Material, at: int) -> tuple[Talk, ...]:
    """What was settled and written about one vendor, in the order of the comparison."""
    found = (_talk(material, row, row.cells[at]) for row in material.comparison.all_rows)
    return tuple(one for one in found if one.notes or one.left or one.written)


def _talk(material: Material, row: Row, cell: Cell) -> Talk:
    response = int(cell.vendor)
    settled = material.bench.settled_on(response)
    prompts = {one.key: one.prompt for one in material.bench.questionnaire.items_of(row.key)}
    agreed = [_agreed(one, "Score") for one in _of(material.talks, response, row.key)]
    marks = [
        _agreed(one, f"Mark: {prompts[one.item]}")
        for one in sorted(settled.marks, key=lambda one: (one.item, one.number))
        if one.item in prompts
    ]
    return Talk(
        title=row.title,
        counts="does not apply" if cell.state is CellState.NOT_APPLICABLE else cell.shown,
        notes=(*agreed, *marks),
        left=tuple(_left(one) for one in settled.left if one.criterion == row.key),
        written=tuple(
            (one.text, f"{one.by_name}, {pieces.dated(one.at)}")
            for one in _of(material.written, response, row.key)
        ),
    )


def _of(rows: Sequence[OnCell], response: int, criterion: str) -> list[OnCell]:
    return [one for one in rows if (one.response_id, one.criterion_key) == (response, criterion)]


def _agreed(one: AgreedScore | Agreement, about: str) -> Note:
    facts = (
        ("Day", _day(one.met_on) if one.met_on else ""),
        ("Place", one.place),
        ("Present", ", ".join(one.present)),
        ("Noted", f"{one.by_name}, {pieces.dated(one.at)}"),
    )
    return Note(
        about=about,
        change=f"{_before(one.before)} to {one.value}",
        reason=one.reason,
        facts=tuple((label, words) for label, words in facts if words),
    )


def _before(value: Decimal | None) -> str:
    return "no score" if value is None else one_decimal(value)


def _day(day: dt.date) -> str:
    return date_format(day, "F j, Y")


def _left(one: Left) -> tuple[str, str]:
    return one.reason, f"{one.by_name}, {pieces.dated(one.at)}"
