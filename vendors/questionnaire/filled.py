"""A questionnaire as cells of text: what a spreadsheet shows, and what its cells say typed.

Every field of a question is one slot, named by part and inner key; a table is rows of cells. Cells
hold the words that a person reads (*Partly*, *5 minutes*), and both ways go through here, so that
what comes back unchanged is known to be unchanged.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from vendors.questionnaire.cells import plain_text
from vendors.questionnaire.kinds import (
    MAX_CELL_TEXT,
    MAX_ROWS,
    MAX_TEXT,
    ROW_KINDS,
    WHEN,
    WHEN_STATES,
    columns_of,
    options_of,
    typed_parts,
)
from vendors.questionnaire.model import Column, Item, Kind, Option, Part
from vendors.questionnaire.values import may_not_apply, raw_of

Row = dict[str, str]

QUESTIONS = "Questions"
"""The sheet with a row for each field."""
MARK = "plumbline"
"""The hidden sheet that says what the workbook belongs to."""
ANSWER_HEAD, REF_HEAD, VERSION_HEAD = "Your answer", "item|slot", "version"
"""Heads of the column to write in and of the two hidden ones beside it."""
FIRST_ROW = 5
"""Where the rows of a table begin on its sheet, counted from its hidden row of keys."""

_FIRST_OF_MONTH = re.compile(r"(\d{4}-\d\d)-01\Z", re.ASCII)
_CHOSEN = frozenset({Kind.CHOICE, Kind.BOOLEAN})
_CONTACT = (("name", "name or function"), ("email", "e-mail"), ("phone", "phone"))
_HINTS = {
    Kind.LINE: "One line of text.",
    Kind.PERCENT: "A percentage, for example 99.95.",
    Kind.DURATION: "A number and its unit, for example 5 minutes or 2 hours.",
    Kind.INTEGER: "A whole number, for example 12.",
    Kind.DECIMAL: "A number, for example 12.5.",
    Kind.DATE: "A date as year-month-day, for example 2027-03-19.",
    Kind.INSTANT: "Date and time in UTC, for example 2027-03-19 16:00.",
    Kind.MONTH: "A month as year-month, for example 2027-03.",
    Kind.URL: "A web address that starts with https:// or http://.",
}


@dataclass(frozen=True, slots=True)
class Slot:
    """One field of a question, which fills one cell."""

    part: str
    inner: str
    label: str
    kind: Kind
    needed: bool
    help: str = ""
    unit: str = ""
    options: tuple[Option, ...] = ()
    note: str = ""
    """When it is needed, where that depends on another field."""

    @property
    def ref(self) -> str:
        """Its name within the question."""
        return f"{self.part}:{self.inner}" if self.inner else self.part

    @property
    def path(self) -> tuple[str, ...]:
        """Where problems with it are told."""
        return (self.part, self.inner) if self.inner else (self.part,)


def slots_of(item: Item) -> tuple[Slot, ...]:
    """The fields of a question that are no tables, in the order of its page."""
    found: list[Slot] = []
    for part in typed_parts(item):
        if part.kind not in ROW_KINDS:
            found += _slots(item, part)
    if item.asks_when:
        found.append(
            Slot(WHEN, "status", "Is it there now?", Kind.CHOICE, needed=True, options=WHEN_STATES)
        )
        found.append(
            Slot(
                WHEN, "date", "By which date", Kind.DATE, needed=False,
                note="Only if it will be there by a date.",
            )
        )  # fmt: skip
    return tuple(found)


def tables_of(item: Item) -> tuple[Part, ...]:
    """The tables of a question; each has a sheet of its own."""
    return tuple(part for part in typed_parts(item) if part.kind in ROW_KINDS)


def _slots(item: Item, part: Part) -> Iterable[Slot]:
    note = _needed_if(item, part)
    if part.kind is Kind.YES_PARTIAL_NO:
        # “Doesn't apply” is said of a whole question only.
        options = tuple(one for one in options_of(part) if one.key != "na" or may_not_apply(item))
        yield Slot(
            part.key, "choice", part.label, Kind.CHOICE, part.required, options=options, note=note
        )
        yield Slot(part.key, "text", "In your words", Kind.TEXT, False, part.help)  # noqa: FBT003
    elif part.kind is Kind.MULTI:
        yield Slot(
            part.key, "keys", part.label, Kind.MULTI, part.required, part.help,
            options=part.options, note=note,
        )  # fmt: skip
        yield Slot(part.key, "other", f"{part.label}: other", Kind.LINE, needed=False)
    elif part.kind is Kind.CONTACT:
        for key, label in _CONTACT:
            yield Slot(
                part.key, key, f"{part.label}: {label}", Kind.LINE, part.required, part.help,
                note=note,
            )  # fmt: skip
    elif part.kind is Kind.ONCALL:
        for one in columns_of(part):
            yield Slot(
                part.key, one.key, f"{part.label}: {one.label}", one.kind, part.required, one.help,
                one.unit, options_of(one), note,
            )  # fmt: skip
    else:
        yield Slot(
            part.key, "", part.label, part.kind, part.required, part.help, part.unit,
            options_of(part), note,
        )  # fmt: skip


def _needed_if(item: Item, part: Part) -> str:
    if part.needed_if is None:
        return ""
    key, wanted = part.needed_if
    other = next((one for one in item.parts if one.key == key), None)
    label = _label(options_of(other), wanted) if other else ""
    return f"Needed if you chose “{label}”."


# --- out -----------------------------------------------------------------------------------------


def texts_of(item: Item, value: object) -> dict[str, str]:
    """What stands in the cells of a question's fields, by slot; unread words included."""
    raw = raw_of(item, value)
    return {slot.ref: _words(slot, _taken(raw, slot)) for slot in slots_of(item)}


def rows_of(item: Item, part: Part, value: object) -> list[Row]:
    """What stands in the rows of a table, by column."""
    rows = raw_of(item, value).get(part.key, [])
    return [_row(part, row) for row in rows if isinstance(row, Mapping)]


def _row(part: Part, row: Mapping[str, Any]) -> Row:
    return {one.key: text for one in columns_of(part) if (text := _words(one, row.get(one.key)))}


def _taken(raw: Mapping[str, Any], slot: Slot) -> Any:
    found = raw.get(slot.part)
    if not slot.inner:
        return found
    return found.get(slot.inner) if isinstance(found, Mapping) else None


def _words(field: Slot | Column, raw: Any) -> str:
    if isinstance(raw, Mapping):
        amount = plain_text(raw.get("amount")).strip()
        return f"{amount} {plain_text(raw.get('unit')).strip()}".strip() if amount else ""
    if field.kind is Kind.MULTI and isinstance(raw, list):
        return "\n".join(_label(options_of_field(field), plain_text(one)) for one in raw)
    text = plain_text(raw).strip()
    if field.kind in _CHOSEN:
        return _label(options_of_field(field), text)
    return text.replace("T", " ", 1) if field.kind is Kind.INSTANT else text


def options_of_field(field: Slot | Column) -> Sequence[Option]:
    """What can be chosen in one cell."""
    return field.options if isinstance(field, Slot) else options_of(field)


def _label(options: Sequence[Option], key: str) -> str:
    return next((str(one.label) for one in options if one.key == key), key)


def how_to_fill(field: Slot | Column) -> str:
    """What a cell takes, in words: its kind, its choices, its help."""
    options = " / ".join(str(one.label) for one in options_of_field(field))
    if field.kind is Kind.MULTI:
        said = f"One or more of these, each on a line of its own: {options}"
    elif field.kind in _CHOSEN:
        said = f"One of: {options}"
    elif field.kind is Kind.TEXT:
        most = MAX_TEXT if isinstance(field, Slot) else MAX_CELL_TEXT
        said = f"Text of at most {most:,} characters."
    else:
        said = _HINTS.get(field.kind, "")
    if field.unit and field.kind not in {Kind.DURATION, Kind.INSTANT}:
        said += f" In {field.unit}."
    return " ".join(filter(None, (said, field.help, field.note if isinstance(field, Slot) else "")))


def table_hint(part: Part) -> str:
    """What stands above a table's sheet."""
    return " ".join(filter(None, (part.help, f"One line per row, at most {MAX_ROWS}.")))


# --- in ------------------------------------------------------------------------------------------


def typed_in(field: Slot | Column, text: str) -> Any:
    """What a form would have posted for the words of one cell."""
    text = plain_text(text).strip()
    options = options_of_field(field)
    if field.kind is Kind.MULTI:
        return [_key(options, one.strip()) for one in _lines(options, text) if one.strip()]
    if field.kind in _CHOSEN:
        return _key(options, text)
    if field.kind is Kind.MONTH:
        # A spreadsheet makes the first day of it out of a month.
        return _FIRST_OF_MONTH.sub(r"\1", text)
    return text


def _lines(options: Sequence[Option], text: str) -> list[str]:
    lines = text.split("\n")
    known = {str(one.label).casefold() for one in options}
    split = (one.split(";") if one.strip().casefold() not in known else [one] for one in lines)
    return [piece for line in split for piece in line]


def _key(options: Sequence[Option], text: str) -> str:
    word = text.casefold()
    for one in options:
        if word in {one.key.casefold(), str(one.label).casefold()}:
            return one.key
    return text


def changed_slots(item: Item, value: object, cells: Mapping[str, str]) -> dict[str, str]:
    """Of cells by slot those that say something else than this value."""
    before = texts_of(item, value)
    return {
        slot.ref: cells[slot.ref]
        for slot in slots_of(item)
        if slot.ref in cells and typed_in(slot, cells[slot.ref]) != typed_in(slot, before[slot.ref])
    }


def is_other_table(item: Item, part: Part, value: object, rows: Sequence[Row]) -> bool:
    """Whether the rows of a table say something else than this value."""
    return _typed_rows(part, rows) != _typed_rows(part, rows_of(item, part, value))


def _typed_rows(part: Part, rows: Iterable[Row]) -> list[Row]:
    columns = columns_of(part)
    found = (
        {one.key: typed for one in columns if (typed := typed_in(one, row.get(one.key, "")))}
        for row in rows
    )
    return [row for row in found if row]


def put_over(
    item: Item,
    value: object,
    cells: Mapping[str, str],
    tables: Mapping[str, Sequence[Row]],
) -> dict[str, Any]:
    """A value with other words in some of its cells and tables, as a form would have posted it."""
    raw = raw_of(item, value)
    for slot in slots_of(item):
        if slot.ref not in cells:
            continue
        typed = typed_in(slot, cells[slot.ref])
        if slot.inner:
            found = raw.get(slot.part)
            raw[slot.part] = {**(found if isinstance(found, dict) else {}), slot.inner: typed}
        else:
            raw[slot.part] = typed
    for part in tables_of(item):
        if part.key in tables:
            columns = columns_of(part)
            raw[part.key] = [
                {one.key: typed_in(one, row.get(one.key, "")) for one in columns}
                for row in tables[part.key]
            ]
    return raw
