"""What a filled sheet says: whose it is, which cells differ from what was downloaded, what is wrong.

Cells come from outside and are believed in nothing: a name that is not asked is left alone, a
version only says what to compare with. Nothing here writes.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from vendors.questionnaire.filled import (
    ANSWER_HEAD,
    FIRST_ROW,
    MARK,
    QUESTIONS,
    REF_HEAD,
    VERSION_HEAD,
    Row,
    changed_slots,
    is_other_table,
    put_over,
    slots_of,
    tables_of,
)
from vendors.questionnaire.kinds import columns_of
from vendors.questionnaire.model import Item, Part, Questionnaire
from vendors.questionnaire.rows import Problem
from vendors.questionnaire.values import Mode, Value, clean_value

MOST_TABLE_ROWS = 500
MOST_ABOVE = 12
"""Rows in which the heads of a sheet are looked for, because somebody may have put some above."""
_TABLE = re.compile(r"[\w.-]{1,100}\|[\w.-]{1,100}\|\d{1,6}\Z", re.ASCII)
_VERSION = re.compile(r"\d{1,6}\Z", re.ASCII)
_BAD = {
    "formula": "This cell holds a formula. Put its result there as text.",
    "error": "This cell holds an error of the spreadsheet. Put your answer there as text.",
}
TWICE = "This field stands in the sheet twice. Keep one of the two."
MANY = f"More than {MOST_TABLE_ROWS} rows can’t be read. Attach the rest as a file."


class NotOurs(ValueError):  # noqa: N818 - it reads as the sentence it raises
    """This is no sheet of this portal; the message is the sentence shown beside the field."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """One thing wrong in the sheet: where, in the words of a spreadsheet, and why."""

    at: str
    sentence: str


@dataclass(slots=True)
class Table:
    """One table as it stands on its sheet."""

    sheet: str
    letters: dict[str, str] = field(default_factory=dict)
    numbers: list[int] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)


@dataclass(slots=True)
class Filled:
    """One question as it stands in the sheet."""

    version: int = 0
    cells: dict[str, str] = field(default_factory=dict)
    """Texts by slot."""
    places: dict[str, str] = field(default_factory=dict)
    """Addresses by slot."""
    tables: dict[str, Table] = field(default_factory=dict)
    bad: list[Wrong] = field(default_factory=list)
    """Cells that can't be read at all."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that a workbook says of itself and of the questions."""

    mark: Mapping[str, str]
    items: Mapping[str, Filled]


# --- reading -------------------------------------------------------------------------------------


def sheet_of(sheets: Iterable[Mapping[str, Any]]) -> Sheet:
    """Make sense of the cells of a workbook; raises NotOurs."""
    mark: dict[str, str] = {}
    items: dict[str, Filled] = {}
    has_questions = False
    for sheet in sheets:
        name = str(sheet.get("name", ""))
        rows = {int(row): _by_column(cells) for row, cells in sheet.get("rows", {}).items()}
        if name == MARK:
            mark = {_text(row.get(1)): _text(row.get(2)) for row in rows.values()}
        elif head := _found(rows, REF_HEAD.__eq__):
            has_questions = _read_questions(name, rows, head[0], items) or has_questions
        elif head := _found(rows, _TABLE.match):
            _read_table(name, rows, head, items)
    if mark.get("sheet") != "1":
        raise NotOurs(
            "The selected file is no sheet that was downloaded here. Download it first, then fill "
            "it in."
        )
    if not has_questions:
        raise NotOurs(
            f"The sheet “{QUESTIONS}” or its hidden columns are missing. Copy your answers into a "
            "new download."
        )
    return Sheet(mark, items)


def _found(
    rows: Mapping[int, Mapping[int, Any]], wanted: Callable[[str], object]
) -> tuple[int, int] | None:
    """Row and column of the first cell among the heads that is what is wanted."""
    for number in sorted(one for one in rows if one <= MOST_ABOVE):
        for column, cell in sorted(rows[number].items()):
            if wanted(_text(cell)):
                return number, column
    return None


def _by_column(cells: Any) -> dict[int, Any]:
    return {int(column): cell for column, cell in cells.items()}


def _text(cell: Any) -> str:
    return cell.strip() if isinstance(cell, str) else ""


def _read_questions(
    name: str, rows: Mapping[int, Mapping[int, Any]], head: int, items: dict[str, Filled]
) -> bool:
    """Read the rows below the heads; false where a column that is needed is gone."""
    columns = {_text(cell): column for column, cell in rows[head].items()}
    if not {ANSWER_HEAD, VERSION_HEAD} <= set(columns):
        return False
    for number, row in rows.items():
        key, bar, ref = _text(row.get(columns[REF_HEAD])).partition("|")
        if not bar or number <= head:
            continue
        found = items.setdefault(key, Filled(_number(row.get(columns[VERSION_HEAD]))))
        at = f"{name}, cell {letters(columns[ANSWER_HEAD])}{number}"
        if ref in found.cells:
            found.bad.append(Wrong(at, TWICE))
        found.cells[ref] = _said(row.get(columns[ANSWER_HEAD]), at, found)
        found.places[ref] = at
    return True


def _read_table(
    name: str,
    rows: Mapping[int, Mapping[int, Any]],
    head: tuple[int, int],
    items: dict[str, Filled],
) -> None:
    top, first = head
    key, part, version = _text(rows[top][first]).split("|")
    found = items.setdefault(key, Filled(_number(version)))
    columns = {column: _text(cell) for column, cell in rows[top].items() if column > first}
    table = Table(name, {one: letters(column) for column, one in columns.items()})
    if part in found.tables:
        found.bad.append(Wrong(name, TWICE))
    for number, row in sorted(rows.items()):
        if number < top + FIRST_ROW:
            continue
        cells = {
            one: _said(row[column], f"{name}, cell {letters(column)}{number}", found)
            for column, one in columns.items()
            if column in row
        }
        if any(text.strip() for text in cells.values()):
            table.numbers.append(number)
            table.rows.append(cells)
    if len(table.rows) > MOST_TABLE_ROWS:
        found.bad.append(Wrong(name, MANY))
        table.rows, table.numbers = table.rows[:MOST_TABLE_ROWS], table.numbers[:MOST_TABLE_ROWS]
    found.tables[part] = table


def _said(cell: Any, at: str, found: Filled) -> str:
    if isinstance(cell, Mapping):
        found.bad.append(Wrong(at, _BAD.get(str(cell.get("bad")), _BAD["error"])))
        return ""
    return str(cell or "")


def _number(cell: Any) -> int:
    text = _text(cell)
    return int(text) if _VERSION.match(text) else 0


def letters(column: int) -> str:
    """The name of a column, counted from 1."""
    found = ""
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(65 + rest) + found
    return found


# --- comparing -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Changed:
    """What the sheet says of one question that its download did not say."""

    key: str
    version: int
    """Of the answer when the sheet was downloaded; 0 if there was none."""
    cells: Mapping[str, str]
    places: Mapping[str, str]
    tables: Mapping[str, Table]
    bad: tuple[Wrong, ...]

    def as_json(self) -> dict[str, Any]:
        return {
            "key": self.key,
            "version": self.version,
            "cells": dict(self.cells),
            "places": dict(self.places),
            "tables": {
                key: [one.sheet, one.letters, one.numbers, one.rows]
                for key, one in self.tables.items()
            },
            "bad": [[one.at, one.sentence] for one in self.bad],
        }

    @classmethod
    def of_json(cls, found: Mapping[str, Any]) -> "Changed":
        return cls(
            found["key"],
            found["version"],
            found["cells"],
            found["places"],
            {key: Table(*one) for key, one in found["tables"].items()},
            tuple(Wrong(*one) for one in found["bad"]),
        )


def changed_in(sheet: Sheet, items: Sequence[Item], before: Mapping[str, object]) -> list[Changed]:
    """The questions of which the sheet says something new; before: values as they were downloaded."""
    found = []
    for item in items:
        filled = sheet.items.get(item.key)
        if filled is None:
            continue
        value = before.get(item.key, {})
        cells = changed_slots(item, value, filled.cells)
        tables = {
            part.key: filled.tables[part.key]
            for part in tables_of(item)
            if _is_whole(part, filled)
            and is_other_table(item, part, value, filled.tables[part.key].rows)
        }
        if cells or tables or filled.bad:
            found.append(
                Changed(item.key, filled.version, cells, filled.places, tables, tuple(filled.bad))
            )
    return found


def missing_from(sheet: Sheet, items: Iterable[Item]) -> list[Item]:
    """Questions of which a field, a column or a table is not in the sheet; it stays as it is."""
    return [item for item in items if _is_cut(item, sheet.items.get(item.key, Filled()))]


def _is_cut(item: Item, filled: Filled) -> bool:
    if any(slot.ref not in filled.cells for slot in slots_of(item)):
        return True
    return not all(_is_whole(part, filled) for part in tables_of(item))


def _is_whole(part: Part, filled: Filled) -> bool:
    """Whether a table is there with all its columns; of half a table nobody knows what it says."""
    table = filled.tables.get(part.key)
    return table is not None and all(one.key in table.letters for one in columns_of(part))


def read_change(
    item: Item, changed: Changed, before: object, *, today: dt.date
) -> tuple[Value, tuple[Wrong, ...]]:
    """The value that a question would have, by the readers of its page, and which cells are wrong."""
    raw = put_over(
        item, before, changed.cells, {key: one.rows for key, one in changed.tables.items()}
    )
    value, problems = clean_value(item, raw, today=today, mode=Mode.DRAFT)
    wrong = [Wrong(_place(item, changed, one), _sentence(item, one)) for one in problems]
    return value, (*changed.bad, *wrong)


def _place(item: Item, changed: Changed, problem: Problem) -> str:
    part, *rest = (str(one) for one in problem.path) if problem.path else ("",)
    if part in changed.tables:
        table = changed.tables[part]
        row = problem.path[1] if len(problem.path) > 1 else None
        if not isinstance(row, int) or row >= len(table.numbers):
            return table.sheet
        letter = table.letters.get(rest[1], "") if len(rest) > 1 else ""
        number = table.numbers[row]
        return f"{table.sheet}, cell {letter}{number}" if letter else f"{table.sheet}, row {number}"
    slots = [one for one in slots_of(item) if one.part == part]
    named = [one for one in slots if one.path == tuple(str(one) for one in problem.path)]
    for slot in named or slots:
        if slot.ref in changed.places:
            return changed.places[slot.ref]
    return QUESTIONS


def _sentence(item: Item, problem: Problem) -> str:
    """What is wrong, with the name of the column or field that it is about."""
    part = _part_of(item, problem)
    if part is None:
        return problem.sentence
    label = part.label
    if len(problem.path) > 2:
        label = next((one.label for one in columns_of(part) if one.key == problem.path[2]), label)
    return problem.sentence if label in problem.sentence else f"{label}: {problem.sentence}"


def _part_of(item: Item, problem: Problem) -> Part | None:
    return next((one for one in item.parts if problem.path[:1] == (one.key,)), None)


def same_questions(old: Questionnaire, now: Questionnaire) -> tuple[list[Item], list[Item]]:
    """Questions that are asked now as they were, and those that were changed or are new."""
    before = {item.key: item for item in old.asked_items()}
    same = [item for item in now.asked_items() if before.get(item.key) == item]
    other = [item for item in now.asked_items() if before.get(item.key) != item]
    return same, other
