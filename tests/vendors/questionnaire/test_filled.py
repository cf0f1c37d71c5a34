"""Cells and values: the way out and the way back, and what cells are taken for."""

import datetime as dt
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.vendors.questionnaire.examples import TODAY, full_raw
from vendors.questionnaire.filled import (
    changed_slots,
    how_to_fill,
    is_other_table,
    put_over,
    rows_of,
    slots_of,
    tables_of,
    texts_of,
    typed_in,
)
from vendors.questionnaire.imports import NotOurs, letters, sheet_of
from vendors.questionnaire.kinds import columns_of
from vendors.questionnaire.model import Item, Kind
from vendors.questionnaire.reading import standard
from vendors.questionnaire.values import Mode, clean_value
from vendors.sheet_reading import words_of

ITEMS = standard().items


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.key)
def test_a_full_answer_survives_the_way_out_and_back(item: Item) -> None:
    value, problems = clean_value(item, full_raw(item), today=TODAY)
    assert not problems
    texts = texts_of(item, value)
    tables = {part.key: rows_of(item, part, value) for part in tables_of(item)}
    assert not changed_slots(item, value, texts)
    assert not any(is_other_table(item, one, value, tables[one.key]) for one in tables_of(item))
    back, problems = clean_value(item, put_over(item, {}, texts, tables), today=TODAY)
    assert (back, problems) == (value, ())


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.key)
def test_each_cell_says_how_to_fill_it_in(item: Item) -> None:
    fields = [*slots_of(item), *(one for part in tables_of(item) for one in columns_of(part))]
    assert all(how_to_fill(one) for one in fields)
    assert len({one.ref for one in slots_of(item)}) == len(slots_of(item))


@given(text=st.text(max_size=60), place=st.integers(0, len(ITEMS) - 1))
def test_a_draft_of_any_words_comes_back_as_it_was(text: str, place: int) -> None:
    item = ITEMS[place]
    cells = {slot.ref: text for slot in slots_of(item)}
    rows = {part.key: [{one.key: text for one in columns_of(part)}, {}] for part in tables_of(item)}
    value, _ = clean_value(item, put_over(item, {}, cells, rows), today=TODAY, mode=Mode.DRAFT)
    texts = texts_of(item, value)
    assert not changed_slots(item, value, texts)
    again, _ = clean_value(item, put_over(item, value, texts, {}), today=TODAY, mode=Mode.DRAFT)
    assert again == value


def test_choices_are_taken_by_label_or_key_in_any_case() -> None:
    slots = [one for item in ITEMS for one in slots_of(item) if one.options]
    assert slots
    for slot in slots:
        for option in slot.options:
            wanted: Any = [option.key] if slot.kind is Kind.MULTI else option.key
            assert typed_in(slot, f" {str(option.label).upper()} ") == wanted
            assert typed_in(slot, option.key) == wanted


@pytest.mark.parametrize(
    ("value", "number_format", "words"),
    [
        (12, "General", "12"),
        (12.0, "General", "12"),
        (0.1 + 0.2, "0.00", "0.30000000000000004"),
        (0.9995, "0.00%", "99.95"),
        (1, "0%", "100"),
        (1e21, "General", "1000000000000000000000"),
        (100, "General", "100"),
        (True, "General", "yes"),
        (dt.datetime(2027, 3, 19), "yyyy-mm-dd", "2027-03-19"),  # noqa: DTZ001
        (dt.datetime(2027, 3, 19, 16, 0), "", "2027-03-19 16:00"),  # noqa: DTZ001
        (dt.datetime(2027, 3, 19, 15, 59, 59, 999_900), "", "2027-03-19 16:00"),  # noqa: DTZ001
        (dt.datetime(2027, 3, 19, 16, 0, 5), "", "2027-03-19 16:00:05"),  # noqa: DTZ001
        (dt.time(16, 5), "", "16:05:00"),
        (dt.timedelta(minutes=90), "[h]:mm", "5400 seconds"),
        ("=1+1", "@", "=1+1"),
    ],
)
def test_what_programs_store_is_read_as_somebody_typed_it(
    value: object, number_format: str, words: str
) -> None:
    assert words_of(value, number_format) == words


def test_columns_have_the_names_that_spreadsheets_give_them() -> None:
    assert [letters(one) for one in (1, 26, 27, 52, 53, 702, 703)] == [
        "A", "Z", "AA", "AZ", "BA", "ZZ", "AAA",
    ]  # fmt: skip


NAMES = ("Questions", "plumbline", "x")
CELLS = (
    "item|slot",
    "version",
    "Your answer",
    "a|b|1",
    "sheet",
    "1",
    "a|b",
    "",
    {"bad": "formula"},
)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(NAMES), st.integers(1, 8), st.integers(1, 5), st.sampled_from(CELLS)
        ),
        max_size=15,
    )
)
def test_no_cells_whatever_break_the_reading(cells: list[tuple[str, int, int, Any]]) -> None:
    sheets: dict[str, dict[str, dict[str, Any]]] = {name: {} for name in NAMES}
    for name, row, column, cell in cells:
        sheets[name].setdefault(str(row), {})[str(column)] = cell
    with suppress(NotOurs):
        found = sheet_of({"name": name, "rows": rows} for name, rows in sheets.items())
        assert found.mark["sheet"] == "1"
