"""What one vendor said here held against what it said elsewhere: by meaning, not by spelling.

An hour is 60 minutes and 99.9 % is 99.90 %, so neither is pointed out; words that explain are
never compared. Tables are held against each other over the rows that both have.
"""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from vendors.questionnaire.cells import plain_text, typed
from vendors.questionnaire.display import cell_text, column_label
from vendors.questionnaire.kinds import (
    ROW_KINDS,
    WHEN,
    WHEN_STATES,
    YES_PARTIAL_NO,
    columns_of,
    typed_parts,
)
from vendors.questionnaire.model import Column, Item, Kind, Option, Part
from vendors.questionnaire.rows import decimal_of, instant_of, quarter_of, seconds_of

NUMBERS = frozenset({Kind.PERCENT, Kind.DECIMAL, Kind.INTEGER})
DAYS = frozenset({Kind.DATE, Kind.MONTH})
NOT_SAID = frozenset({"", "unknown"})
UNIT = "unit"
"""Key of the column that says what the figures of a row are in, where rows may differ in it."""
PER_SECOND = {"s": Decimal(1), "ms": Decimal(1000)}
TOLD_APART_BY = {
    "slo": ("journey", "indicator", "measured_at", "percentile", "window"),
    "promises": ("month", "promise"),
}
"""Columns that make a row the same row, by the rule of its table; elsewhere the first one."""


@dataclass(frozen=True, slots=True)
class Differing:
    """One thing that an answer says and that is another one elsewhere."""

    label: str
    here: str
    elsewhere: str


def differing(item: Item, elsewhere: object, here: object) -> Differing | None:
    """The first thing that both answers say and in which they differ, in words.

    Values are as they are stored; what can't be read in one of them is passed over.
    """
    then = elsewhere if isinstance(elsewhere, Mapping) else {}
    now = here if isinstance(here, Mapping) else {}
    for part in typed_parts(item):
        if part.key in then and part.key in now:
            found = next(_of_part(part, then[part.key], now[part.key]), None)
            if found is not None:
                return found
    return _when(then.get(WHEN), now.get(WHEN)) if item.asks_when else None


def _of_part(part: Part, then: Any, now: Any) -> Iterator[Differing]:
    if part.kind in ROW_KINDS:
        yield from _of_rows(part, then, now)
    elif part.kind is Kind.ONCALL:
        yield from _of_cells(part.label, columns_of(part), then, now)
    elif part.kind is Kind.YES_PARTIAL_NO:
        yield from _of_choice(
            part.label, YES_PARTIAL_NO, _field(then, "choice"), _field(now, "choice")
        )
    elif part.kind is Kind.MULTI:
        was, chosen = _chosen(then), _chosen(now)
        if was and chosen and was != chosen:
            yield Differing(part.label, _labels(part, chosen), _labels(part, was))
    else:
        before, after = _sense(part, then), _sense(part, now)
        if before is not None and after is not None and before != after:
            yield Differing(part.label, cell_text(part, now), cell_text(part, then))


def _of_rows(part: Part, then: Any, now: Any) -> Iterator[Differing]:
    """Row by row, where both tables have one row of this month, quarter, name or other first cell."""
    columns = columns_of(part)
    names = TOLD_APART_BY.get(part.rows_rule, (columns[0].key,))
    named = [one for one in columns if one.key in names]
    others = [one for one in columns if one.key not in {*names, UNIT}]
    before, after = _by_name(named, then), _by_name(named, now)
    for key, row in after.items():
        if key in before:
            name = cell_text(columns[0], row.get(columns[0].key))
            yield from _of_cells(f"{part.label}, {name}", others, before[key], row)


def _of_cells(label: str, columns: Sequence[Column], then: Any, now: Any) -> Iterator[Differing]:
    then, now = (one if isinstance(one, Mapping) else {} for one in (then, now))
    for column in columns:
        before, after = _in_row(column, then), _in_row(column, now)
        if before is None or after is None or before == after:
            continue
        if column.kind in NUMBERS and not column.unit and before[1] != after[1]:
            # Figures in two units that can't be worked out into one another say nothing.
            continue
        yield Differing(
            f"{label}: {column_label(column)}", _words(column, now), _words(column, then)
        )


def _in_row(column: Column, row: Mapping[str, Any]) -> tuple[Hashable, str] | None:
    """What a cell means, and the unit of its row where its figure has none of its own."""
    sense, unit = _sense(column, row.get(column.key)), _same_words(row.get(UNIT))
    if sense is None:
        return None
    if column.kind not in NUMBERS or column.unit:
        return sense, ""
    if unit in PER_SECOND and isinstance(sense, Decimal):
        return sense / PER_SECOND[unit], "s"
    return sense, unit


def _words(column: Column, row: Mapping[str, Any]) -> str:
    text, unit = cell_text(column, row[column.key]), plain_text(row.get(UNIT))
    return f"{text} {unit}".strip() if column.kind in NUMBERS and not column.unit else text


def _by_name(named: Sequence[Column], rows: Any) -> dict[Hashable, Mapping[str, Any]]:
    """Rows by what tells them apart; those that share it with another row are left out."""
    found: dict[Hashable, Mapping[str, Any]] = {}
    twice: set[Hashable] = set()
    for row in rows if isinstance(rows, list) else ():
        if not isinstance(row, Mapping):
            continue
        key = tuple(_name(column, row.get(column.key)) for column in named)
        if key in found:
            twice.add(key)
        if any(key):
            found[key] = row
    return {key: row for key, row in found.items() if key not in twice}


def _name(column: Column, value: Any) -> Hashable:
    sense = _sense(column, value)
    if sense is None:
        # Forms take 2027 Q1, 2027Q1 and 2027-q1 for the same quarter, and keep what was typed.
        return quarter_of(value) or _same_words(value)
    return sense


def _same_words(value: Any) -> str:
    return " ".join(plain_text(value).casefold().split())


def _sense(field: Part | Column, value: Any) -> Hashable | None:
    """What a value means, equal for equal meanings; None where it means nothing that compares."""
    if field.kind is Kind.DURATION:
        return seconds_of(value)
    if field.kind in NUMBERS:
        return decimal_of(value)
    if field.kind is Kind.INSTANT:
        return instant_of(value)
    if field.kind in DAYS or field.kind is Kind.CHOICE:
        return plain_text(value).strip() or None
    if field.kind is Kind.BOOLEAN:
        return typed(value, field.kind) or None
    return None


def _of_choice(label: str, options: tuple[Option, ...], then: str, now: str) -> Iterator[Differing]:
    if then != now and not NOT_SAID & {then, now}:
        words = {option.key: option.label for option in options}
        yield Differing(label, words.get(now, now), words.get(then, then))


def _when(then: Any, now: Any) -> Differing | None:
    """Whether it is there now, or by when: what is promised for one date is compared by that date."""
    label = "Is it there now?"
    before, after = _field(then, "status"), _field(now, "status")
    if before == after == "by":
        day = Part("date", label, Kind.DATE)
        return next(_of_part(day, _field(then, "date"), _field(now, "date")), None)
    # A date that was typed before “now” or “later” was chosen stays stored and says nothing.
    return next(_of_choice(label, WHEN_STATES, before, after), None)


def _field(value: Any, key: str) -> str:
    return plain_text(value.get(key)).strip() if isinstance(value, Mapping) else ""


def _chosen(value: Any) -> frozenset[str]:
    keys = value.get("keys") if isinstance(value, Mapping) else None
    return frozenset(plain_text(key) for key in keys) if isinstance(keys, list) else frozenset()


def _labels(part: Part, keys: frozenset[str]) -> str:
    return ", ".join(option.label for option in part.options if option.key in keys)
