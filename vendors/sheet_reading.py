"""The caged task that reads a filled workbook into plain texts, without a thought of what they mean."""

import datetime as dt
import json
import os
import zipfile
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from portal.cage.task import RefusedError, UnreadableError, Work, caged_task

SOURCE = "source"
RESULT = "cells.json"
FORMULA = "formula"
ERROR = "error"
MOST_UNPACKED = 60 << 20
MOST_SHEETS = 150
MOST_ROWS = 2_000
MOST_COLUMNS = 60
MOST_CHARACTERS = 3_000_000
LINKS = (
    "xl/externallinks/",
    "xl/connections.xml",
    "xl/querytables/",
    "xl/embeddings/",
    "xl/activex/",
    "xl/ctrlprops/",
)
MACROS = ("xl/macrosheets/", "xl/vbaproject", "xl/dialogsheets/")

# A cell: its text, or what stands in the place of a text that a person typed.
Cell = str | dict[str, str]


@caged_task
def main(work: Work) -> None:
    """Write all sheets as `cells.json`: their names, and by row and column the cells that hold something."""
    with work.open(SOURCE) as source:
        _refuse_more_than_cells(source)
        source.seek(0)
        book = _book(source)
        sheets = [sheet for sheet in book.worksheets if hasattr(sheet, "iter_rows")]
        if len(sheets) > MOST_SHEETS:
            raise RefusedError("has more sheets than can be read")
        room = [MOST_CHARACTERS]
        found = [{"name": sheet.title, "rows": dict(_rows(sheet, room))} for sheet in sheets]
    work.write(RESULT, json.dumps(found).encode("ascii"))


def _refuse_more_than_cells(source: Any) -> None:
    """Refuse what a sheet to fill in never has; names and sizes are those of the archive's list."""
    try:
        with zipfile.ZipFile(source) as archive:
            members = archive.infolist()
    except zipfile.BadZipFile as error:
        raise UnreadableError from error
    if sum(one.file_size for one in members) > MOST_UNPACKED:
        raise RefusedError("becomes too large when it is opened")
    names = [one.filename.lower().lstrip("/") for one in members]
    if any(name.startswith(MACROS) for name in names):
        raise RefusedError("contains macros. Save it without them, as an Excel workbook (.xlsx)")
    if any(name.startswith(LINKS) for name in names):
        raise RefusedError(
            "contains links to other files or data. Copy your answers into the sheet that you "
            "downloaded here"
        )


def _book(source: Any) -> Any:
    # One parser on every machine, whatever else is installed.
    os.environ["OPENPYXL_LXML"] = "False"
    import openpyxl  # noqa: PLC0415 -- wanted in the cage only
    from openpyxl.xml import DEFUSEDXML  # noqa: PLC0415

    if not DEFUSEDXML:
        raise RuntimeError("Without defusedxml no workbook is read.")
    return openpyxl.load_workbook(source, read_only=True, keep_links=False)


def _rows(sheet: Any, room: list[int]) -> Iterator[tuple[int, dict[int, Cell]]]:
    sheet.reset_dimensions()
    for number, row in enumerate(sheet.iter_rows(max_row=MOST_ROWS, max_col=MOST_COLUMNS), 1):
        cells = dict(_cells(row, room))
        if cells:
            yield number, cells


def _cells(row: Any, room: list[int]) -> Iterator[tuple[int, Cell]]:
    for column, cell in enumerate(row, 1):
        if cell.value is None:
            continue
        found: Cell
        if cell.data_type == "f":
            found = {"bad": FORMULA}
        elif cell.data_type == "e":
            found = {"bad": ERROR}
        else:
            found = words_of(cell.value, cell.number_format or "")
            room[0] -= len(found)
            if room[0] < 0:
                raise RefusedError("holds more text than can be taken in at once")
        if found != "":
            yield column, found


def words_of(value: object, number_format: str) -> str:
    """A cell's value as somebody would type it; programs make dates and numbers out of typed text."""
    match value:
        case bool():
            return "yes" if value else "no"
        case int() | float():
            found = Decimal(repr(value))
            found = found * 100 if "%" in number_format else found
            text = format(found, "f")
            return text.rstrip("0").rstrip(".") if "." in text else text
        case dt.datetime():
            moment = (value + dt.timedelta(milliseconds=500)).replace(microsecond=0)
            return str(moment).removesuffix(" 00:00:00").removesuffix(":00")
        case dt.date() | dt.time():
            return str(value)
        case dt.timedelta():
            return f"{round(value.total_seconds())} seconds"
        case str():
            return value
        case _:
            return str(value)


def sheets_in(content: bytes) -> list[Mapping[str, Any]]:
    """The way back, outside the cage."""
    found = json.loads(content)
    return found if isinstance(found, list) else []
