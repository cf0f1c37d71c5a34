"""Rows pasted from a spreadsheet into a table: one line per row, cells apart by tabs."""

from typing import Any

from vendors.questionnaire.cells import plain_text
from vendors.questionnaire.kinds import columns_of, options_of
from vendors.questionnaire.model import Column, Kind, Part

_MOST_LINES = 500


def rows_from_text(part: Part, text: object) -> list[dict[str, Any]]:
    """Pasted text as rows of this table, as a form would post them; a head line is skipped.

    Cells are taken in the order of the columns, or by the names in the head line if there is one.
    What doesn't fit a column is kept as typed, so that it is told at its cell and not lost.
    """
    columns = list(columns_of(part))
    lines = [line for line in plain_text(text).split("\n")[:_MOST_LINES] if line.strip()]
    cells = [[cell.strip().strip('"') for cell in line.split("\t")] for line in lines]
    if cells and (order := _head(cells[0], columns)):
        columns, cells = order, cells[1:]
    return [
        {column.key: _cell(column, cell) for column, cell in zip(columns, row, strict=False)}
        for row in cells
    ]


def _head(cells: list[str], columns: list[Column]) -> list[Column]:
    """The columns that a head line names, in its order; empty if it is no head line."""
    names = {name.casefold(): column for column in columns for name in (column.key, column.label)}
    named = [names.get(cell.casefold()) for cell in cells]
    return [column for column in named if column] if all(named) else []


def _cell(column: Column, cell: str) -> str:
    if column.kind in {Kind.CHOICE, Kind.BOOLEAN}:
        for option in options_of(column):
            if cell.casefold() in {option.key.casefold(), option.label.casefold()}:
                return option.key
    return cell
