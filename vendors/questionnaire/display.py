"""An answer in plain words, for pages, PDF and spreadsheets alike.

``shown`` turns a stored value into a flat sequence of labelled pieces; none of the three has to
know what kinds of parts there are. Like all that reads stored values, it never raises.
"""

import calendar
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from vendors.questionnaire.cells import plain_number, plain_text, typed
from vendors.questionnaire.kinds import (
    RAW,
    ROW_KINDS,
    SECONDS,
    WHEN,
    WHEN_STATES,
    YES_PARTIAL_NO,
    columns_of,
    options_of,
    typed_parts,
)
from vendors.questionnaire.model import Column, Item, Kind, Option, Part
from vendors.questionnaire.rows import decimal_of, instant_of, seconds_of, tiers_of
from vendors.questionnaire.values import raw_of

NOT_GIVEN = "Not answered"
_WHEN_LABEL = "Is it there now?"
_NUMBERS = frozenset({Kind.INTEGER, Kind.DECIMAL, Kind.PERCENT, Kind.DURATION})


@dataclass(frozen=True, slots=True)
class Shown:
    """One labelled piece of an answer: a text, a table, or nothing given."""

    key: str
    label: str
    text: str = ""
    headers: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    numeric: tuple[bool, ...] = ()
    """For each column of the table, whether it holds figures (set flush right)."""
    link: str = ""
    """Address that the text names; https or http only."""
    missing: bool = False
    unread: bool = False
    """Typed but not yet readable: only a draft has it."""

    @property
    def is_table(self) -> bool:
        return bool(self.headers)

    @property
    def labelled_rows(self) -> list[list[tuple[str, str]]]:
        """Rows with the head of its column beside each cell, for narrow screens."""
        return [list(zip(self.headers, row, strict=True)) for row in self.rows]


def shown(item: Item, value: object) -> tuple[Shown, ...]:
    """All parts of this answer in the order of the question, missing ones said to be so."""
    stored = value if isinstance(value, Mapping) else {}
    kept = stored.get(RAW)
    kept = kept if isinstance(kept, Mapping) else {}
    raw = raw_of(item, stored) if kept else {}
    pieces = []
    for part in typed_parts(item):
        if part.key in kept:
            pieces.append(Shown(part.key, part.label, _words(raw.get(part.key)), unread=True))
        elif part.key in stored:
            pieces.append(_part(part, stored[part.key]))
        elif part.required or part.needed_if is None:
            pieces.append(_missing(part))
    if item.asks_when:
        pieces.append(_when(stored.get(WHEN)))
    return tuple(pieces)


def summary(item: Item, value: object, limit: int = 200) -> str:
    """The answer in one line, for lists and narrow columns; cut at a word."""
    found = []
    for piece in shown(item, value):
        if piece.missing or piece.key == WHEN:
            continue
        if piece.is_table:
            count = len(piece.rows)
            found.append(f"{piece.label}: {count} {'row' if count == 1 else 'rows'}")
        else:
            found.append(" ".join(piece.text.split()))
    text = " · ".join(found)
    if len(text) <= limit:
        return text
    return text[: limit - 1].rsplit(" ", 1)[0].rstrip(" ·,;") + "…"


def _missing(part: Part) -> Shown:
    return Shown(part.key, part.label, NOT_GIVEN, missing=True)


def _part(part: Part, value: Any) -> Shown:
    if part.kind in ROW_KINDS:
        return _table(part, value)
    if part.kind is Kind.YES_PARTIAL_NO:
        text = _yes_partial_no(value)
    elif part.kind is Kind.MULTI:
        text = _multi(part, value)
    elif part.kind is Kind.CONTACT:
        text = ", ".join(filter(None, (_field(value, key) for key in ("name", "email", "phone"))))
    elif part.kind is Kind.ONCALL:
        return _oncall(part, value)
    else:
        text = cell_text(part, value)
    if not text:
        return _missing(part)
    return Shown(part.key, part.label, text, link=text if part.kind is Kind.URL else "")


def _field(value: Any, key: str) -> str:
    return plain_text(value.get(key)).strip() if isinstance(value, Mapping) else ""


def _label(options: Sequence[Option], key: str) -> str:
    return next((option.label for option in options if option.key == key), key)


def _yes_partial_no(value: Any) -> str:
    choice, text = _field(value, "choice"), _field(value, "text")
    return "\n".join(filter(None, (_label(YES_PARTIAL_NO, choice), text)))


def _multi(part: Part, value: Any) -> str:
    keys = value.get("keys") if isinstance(value, Mapping) else None
    chosen = [plain_text(key) for key in keys] if isinstance(keys, list) else []
    return "\n".join(
        filter(None, [*(_label(part.options, key) for key in chosen), _field(value, "other")])
    )


def _when(value: Any) -> Shown:
    status = _field(value, "status")
    if not status:
        return Shown(WHEN, _WHEN_LABEL, NOT_GIVEN, missing=True)
    text = _label(WHEN_STATES, status)
    if status == "by" and (day := _field(value, "date")):
        text = f"It will be there by {date_text(day)}"
    return Shown(WHEN, _WHEN_LABEL, text)


def _oncall(part: Part, value: Any) -> Shown:
    found = value if isinstance(value, Mapping) else {}
    rows = tuple(
        (field.label, cell_text(field, found[field.key]))
        for field in columns_of(part)
        if field.key in found
    )
    if not rows:
        return _missing(part)
    return Shown(
        part.key, part.label, headers=("Figure", "Answer"), rows=rows, numeric=(False, False)
    )


def _table(part: Part, value: Any) -> Shown:
    columns = columns_of(part)
    given = [row for row in value if isinstance(row, Mapping)] if isinstance(value, list) else []
    if part.kind is Kind.CREDIT_TIERS:
        order = [tier.row for tier in reversed(tiers_of(list(enumerate(given))))]
        given = [given[index] for index in order] if len(order) == len(given) else given
    if not given:
        return _missing(part)
    return Shown(
        part.key,
        part.label,
        headers=tuple(column_label(column) for column in columns),
        rows=tuple(
            tuple(cell_text(column, row.get(column.key), unit=False) for column in columns)
            for row in given
        ),
        numeric=tuple(column.kind in _NUMBERS for column in columns),
    )


def column_label(column: Column) -> str:
    """The head of a column, with the unit that its figures are in."""
    if column.unit and column.kind not in {Kind.DURATION, Kind.INSTANT}:
        return f"{column.label} ({column.unit})"
    return column.label


def cell_text(field: Part | Column, value: Any, *, unit: bool = True) -> str:
    """One value in words; empty when there is none."""
    if value is None or value == "":
        return ""
    if field.kind is Kind.DURATION:
        return duration_text(value)
    if field.kind in {Kind.CHOICE, Kind.BOOLEAN}:
        key = typed(value, field.kind)
        return _label(options_of(field), key)
    if field.kind in _DATES:
        return _DATES[field.kind](plain_text(value))
    if field.kind in _NUMBERS:
        return _number(field, value, unit=unit)
    return plain_text(value)


def _number(field: Part | Column, value: Any, *, unit: bool) -> str:
    found = decimal_of(value)
    if found is None:
        return plain_text(value)
    if field.kind is Kind.PERCENT:
        return f"{found:f} %"
    text = f"{found:,f}" if found >= 10_000 else f"{found:f}"
    return f"{text} {field.unit}" if unit and field.unit else text


def duration_text(value: Any) -> str:
    """A span of time in the unit in which it was given: ``2 hours``, ``1.5 days``."""
    seconds = seconds_of(value)
    if seconds is None:
        return ""
    unit = value.get("unit")
    unit = unit if unit in SECONDS else "seconds"
    amount = Decimal(seconds) / SECONDS[unit]
    if -int(amount.as_tuple().exponent) > 6:
        unit, amount = "seconds", Decimal(seconds)
    text = plain_number(amount)
    return f"{text} {unit.removesuffix('s') if text == '1' else unit}"


def seconds_text(seconds: int) -> str:
    """A computed span of time in the largest unit that keeps it readable."""
    for unit in ("days", "hours", "minutes"):
        if seconds >= 2 * SECONDS[unit]:
            amount = (Decimal(seconds) / SECONDS[unit]).quantize(Decimal("0.1"))
            return f"{plain_number(amount)} {unit}"
    return f"{seconds} {'second' if seconds == 1 else 'seconds'}"


def date_text(value: str) -> str:
    """``2027-03-19`` as ``March 19, 2027``."""
    try:
        day = dt.date.fromisoformat(value)
    except ValueError:
        return value
    return f"{calendar.month_name[day.month]} {day.day}, {day.year}"


def instant_text(value: str) -> str:
    """A stored instant as ``2027-03-19 16:00 UTC``."""
    found = instant_of(value)
    if found is None:
        return value
    found = found.astimezone(dt.UTC)
    return found.strftime("%Y-%m-%d %H:%M:%S UTC" if found.second else "%Y-%m-%d %H:%M UTC")


def month_text(value: str) -> str:
    """``2027-03`` as ``March 2027``."""
    try:
        day = dt.date.fromisoformat(f"{value}-01")
    except ValueError:
        return value
    return f"{calendar.month_name[day.month]} {day.year}"


_DATES = {Kind.DATE: date_text, Kind.INSTANT: instant_text, Kind.MONTH: month_text}


def _words(raw: Any) -> str:
    """Everything typed in a part that can't be read yet, as one text."""
    if isinstance(raw, Mapping):
        return " ".join(filter(None, (_words(one) for one in raw.values())))
    if isinstance(raw, list):
        return "\n".join(filter(None, (_words(one) for one in raw)))
    return plain_text(raw)
