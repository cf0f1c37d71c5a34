"""What is written as text is read as text, whatever it looks like."""

import csv
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.documents.sheets import Sheet, csv_bytes, workbook

MADE = datetime(2027, 3, 22, 23, 12, tzinfo=UTC)
STARTS = ["=", "+", "-", "@", "\t", "\r", "\n", "\0", "\uff1d", "\uff0b", "\uff0d", "\uff20"]
HOSTILE = st.one_of(
    st.text(),
    st.builds(str.__add__, st.sampled_from(STARTS), st.text()),
    st.sampled_from(
        ['=HYPERLINK("http://x","y")', "{=1+1}", "http://example.org", "mailto:a@b", "1e5", "#REF!"]
    ),
)


def reread(content: bytes) -> Any:
    return openpyxl.load_workbook(BytesIO(content))


def book_of(*rows: Any, header: Any = ("A",)) -> Any:
    return reread(workbook([Sheet("S", header, rows)], title="T", created=MADE))


@given(st.lists(HOSTILE, min_size=1, max_size=5))
def test_no_text_becomes_a_formula_a_link_or_a_number(texts: list[str]) -> None:
    sheet = book_of(texts)["S"]
    for cell in sheet[2]:
        assert cell.data_type in {"s", "n"}
        assert cell.data_type == "s" or cell.value is None
        assert cell.hyperlink is None


@given(HOSTILE)
def test_no_text_in_a_csv_starts_a_formula(text: str) -> None:
    content = csv_bytes([[text]]).decode("utf-8-sig")
    ((cell,),) = csv.reader(StringIO(content, newline=""))
    assert not cell.startswith(tuple(STARTS))
    assert "\0" not in content


@pytest.mark.parametrize("start", STARTS)
def test_a_start_of_a_formula_is_quoted(start: str) -> None:
    content = csv_bytes([[f"{start}1+1"]]).decode("utf-8-sig")
    assert content.startswith("\"'")


def test_other_texts_and_numbers_are_left_as_they_are() -> None:
    rows = [["a;=1", 'said "no"', -3, Decimal("-1.50"), True, None, date(2027, 3, 1), MADE]]
    assert csv_bytes(rows).decode("utf-8-sig") == (
        '"a;=1","said ""no""",-3,-1.50,"yes","","2027-03-01","2027-03-22T23:12:00Z"\r\n'
    )


def test_values_keep_their_type() -> None:
    row = ["text", 3, Decimal("2.25"), True, None, date(2027, 3, 1), MADE]
    sheet = book_of(row, header=list("ABCDEFG"))["S"]
    *values, day, instant = [cell.value for cell in sheet[2]]
    assert values == ["text", 3, 2.25, "yes", None]
    assert (day.date(), instant.isoformat()) == (date(2027, 3, 1), "2027-03-22T23:12:00")
    assert [cell.value for cell in sheet[1]] == list("ABCDEFG")
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("B2", "A1:G2")
    assert sheet["A1"].font.b


def test_the_same_input_gives_the_same_bytes() -> None:
    sheets = [Sheet("S", ["A"], [["x"]])]
    first = workbook(sheets, title="T", created=MADE)
    assert workbook(sheets, title="T", created=MADE) == first


def test_sheet_names_are_made_to_fit() -> None:
    names = ["Scores: a/b", "scores  a b", "x" * 40, "x" * 40, "", "History", "'quoted'"]
    sheets = [Sheet(name, ["A"], []) for name in names]
    book = reread(workbook(sheets, title="T", created=MADE))
    assert book.sheetnames == [
        "Scores  a b", "scores  a b 2", "x" * 31, "x" * 29 + " 2", "Sheet", "History 2", "quoted"
    ]  # fmt: skip


def test_a_text_that_no_cell_holds_says_that_it_was_cut() -> None:
    value = book_of(["x" * 40_000])["S"]["A2"].value
    assert len(value) == 32_767
    assert value.endswith("[cut off here: a cell holds no more]")
