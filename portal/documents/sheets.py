"""Spreadsheets: workbooks and CSV in which no text can become a formula."""

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

Cell = str | int | float | Decimal | bool | date | datetime | None

# What a spreadsheet takes for the start of a formula, full-width forms included.
FORMULA_STARTS = tuple("=+-@\t\r\n\0\uff1d\uff0b\uff0d\uff20")
CELL_CHARACTERS = 32_767
CUT_OFF = " [cut off here: a cell holds no more]"
SHEET_NAME_CHARACTERS = 31
NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
# Not allowed in the XML that a workbook is made of.
NOT_IN_CELLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
INK = "#1b2733"
HEADER_FILL = "#e7f1fa"
LINE = "#cfd7e0"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: a bold header row that stays in view, then the rows."""

    name: str
    header: Sequence[str]
    rows: Iterable[Sequence[Cell]]
    widths: Sequence[float] = ()
    frozen_columns: int = 1
    number_format: str = "0.00"
    """For decimals; whole numbers are shown as they are."""


def workbook(sheets: Sequence[Sheet], *, title: str, created: datetime) -> bytes:
    """Write the sheets as XLSX; the same input gives the same bytes."""
    import xlsxwriter  # slow to load; only exports need it

    out = BytesIO()
    book = xlsxwriter.Workbook(
        out,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    book.set_properties({"title": title, "created": created.astimezone(UTC).replace(tzinfo=None)})
    taken: set[str] = set()
    for sheet in sheets:
        _write_sheet(book, sheet, sheet_name(sheet.name, taken))
    book.close()
    return out.getvalue()


def _write_sheet(book: "Workbook", sheet: Sheet, name: str) -> None:
    page = book.add_worksheet(name)
    header = book.add_format(
        {"bold": True, "font_color": INK, "bg_color": HEADER_FILL, "bottom": 1, "text_wrap": True,
         "valign": "top", "border_color": LINE}
    )  # fmt: skip
    plain = {"valign": "top", "text_wrap": True, "font_color": INK}
    formats = {
        "text": book.add_format(plain),
        "decimal": book.add_format(plain | {"num_format": sheet.number_format}),
        "date": book.add_format(plain | {"num_format": "yyyy-mm-dd", "align": "left"}),
        "instant": book.add_format(plain | {"num_format": 'yyyy-mm-dd hh:mm "UTC"'}),
    }
    for column, label in enumerate(sheet.header):
        page.write_string(0, column, cell_text(label), header)
    for column, width in enumerate(sheet.widths):
        page.set_column(column, column, width)
    page.freeze_panes(1, sheet.frozen_columns)
    last = 0
    for last, row in enumerate(sheet.rows, start=1):
        for column, cell in enumerate(row):
            _write_cell(page, last, column, cell, formats)
    if last:
        page.autofilter(0, 0, last, len(sheet.header) - 1)


def _write_cell(
    page: "Worksheet", row: int, column: int, cell: Cell, formats: dict[str, "Format"]
) -> None:
    match cell:
        case None:
            page.write_blank(row, column, None, formats["text"])
        case bool():
            page.write_string(row, column, "yes" if cell else "no", formats["text"])
        case int():
            page.write_number(row, column, cell, formats["text"])
        case Decimal() | float():
            page.write_number(row, column, float(cell), formats["decimal"])
        case datetime():
            instant = cell.astimezone(UTC).replace(tzinfo=None)
            page.write_datetime(row, column, instant, formats["instant"])
        case date():
            page.write_datetime(row, column, cell, formats["date"])
        case str():
            page.write_string(row, column, cell_text(cell), formats["text"])


def cell_text(text: str) -> str:
    """A text as a cell can hold it."""
    text = NOT_IN_CELLS.sub("\ufffd", text)
    if len(text) > CELL_CHARACTERS:
        return text[: CELL_CHARACTERS - len(CUT_OFF)] + CUT_OFF
    return text


def sheet_name(name: str, taken: set[str]) -> str:
    """A name as spreadsheets allow it, unlike the ones before."""
    clean = (
        NOT_IN_SHEET_NAMES.sub(" ", cell_text(name)).strip(" '")[:SHEET_NAME_CHARACTERS] or "Sheet"
    )
    candidate, number = clean, 1
    # "History" is a name that Excel keeps for itself.
    while candidate.lower() in taken | {"history"}:
        number += 1
        ending = f" {number}"
        candidate = clean[: SHEET_NAME_CHARACTERS - len(ending)] + ending
    taken.add(candidate.lower())
    return candidate


def csv_bytes(rows: Iterable[Sequence[Cell]]) -> bytes:
    """Write rows as CSV that opens rightly in a spreadsheet: UTF-8 with its mark, texts quoted.

    A text that a spreadsheet would calculate gets an apostrophe in front, which it shows as text.
    """
    out = StringIO(newline="")
    # Every text in quotation marks: where the list separator is another, it stays one cell.
    writer = csv.writer(out, quoting=csv.QUOTE_NONNUMERIC)
    writer.writerows([_csv_cell(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig", "replace")


def _csv_cell(cell: Cell) -> str | int | float | Decimal:
    match cell:
        case None:
            return ""
        case bool():
            return "yes" if cell else "no"
        case int() | float() | Decimal():
            return cell
        case datetime():
            return cell.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        case date():
            return cell.isoformat()
        case str():
            guarded = f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell
            return guarded.replace("\0", "")
