"""Answers read the same, in plain words, wherever they are printed."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.vendors.questionnaire.examples import TODAY, full_raw
from tests.vendors.questionnaire.test_values import hostile
from vendors.questionnaire.display import NOT_GIVEN, duration_text, seconds_text, shown, summary
from vendors.questionnaire.kinds import RAW, quick_item
from vendors.questionnaire.model import Item
from vendors.questionnaire.reading import standard
from vendors.questionnaire.values import Mode, clean_value

ITEMS = standard().items


def text_of(key: str, part: str, value: Any) -> str:
    pieces = {piece.key: piece for piece in shown(standard().item(key), {part: value})}
    return pieces[part].text


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.key)
def test_full_answer_has_nothing_missing(item: Item) -> None:
    value, _ = clean_value(item, full_raw(item), today=TODAY)
    pieces = shown(item, value)

    assert not any(piece.missing or piece.unread for piece in pieces)
    for piece in pieces:
        assert piece.text or piece.rows
        assert all(len(row) == len(piece.headers) == len(piece.numeric) for row in piece.rows)
    assert summary(item, value)
    assert all(piece.missing for piece in shown(item, {}))


def test_figures_are_said_in_words() -> None:
    assert text_of("sla.uptime", "promise", "99.95") == "99.95 %"
    assert text_of("sla.uptime", "window", "month") == "Calendar month"
    assert text_of("deg.plan", "last_drill", "2027-03-19") == "March 19, 2027"
    assert text_of("prep.headroom", "rps", "12000.5") == "12,000.5 requests/s"
    assert text_of("deg.plan", "answer", {"choice": "partial", "text": "Half."}) == "Partly\nHalf."
    assert text_of("chg.ease", "urgent", {"seconds": 7200, "unit": "hours"}) == "2 hours"
    assert duration_text({"seconds": 3600, "unit": "hours"}) == "1 hour"
    assert duration_text({"seconds": 5400, "unit": "hours"}) == "1.5 hours"
    assert duration_text({"seconds": 100, "unit": "days"}) == "100 seconds"
    assert [seconds_text(one) for one in (1, 119, 2900, 8000, 200_000)] == [
        "1 second",
        "119 seconds",
        "48.3 minutes",
        "2.2 hours",
        "2.3 days",
    ]


def test_table_has_heads_with_units_and_rows_in_words() -> None:
    item = standard().item("posture.mttr_log")
    value, _ = clean_value(item, full_raw(item), today=TODAY)
    table = next(piece for piece in shown(item, value) if piece.is_table)

    assert table.headers[0] == "Started"
    assert table.rows[0][0] == "2027-01-31 16:00 UTC"
    assert "Our monitoring" in table.rows[0]


def test_credit_tiers_stand_from_the_highest_uptime_down() -> None:
    item = standard().item("sla.remedy")
    raw = full_raw(item)
    raw["tiers"] = raw["tiers"][::-1]
    value, _ = clean_value(item, raw, today=TODAY)
    table = next(piece for piece in shown(item, value) if piece.key == "tiers")
    assert [row[0] for row in table.rows] == ["99.9 %", "99 %", "95 %", "0 %"]


def test_draft_shows_what_could_not_be_read() -> None:
    item = standard().item("sla.uptime")
    value, _ = clean_value(item, {"promise": "four nines"}, today=TODAY, mode=Mode.DRAFT)
    pieces = {piece.key: piece for piece in shown(item, value)}
    assert pieces["promise"].unread
    assert pieces["promise"].text == "four nines"
    assert pieces["method"].text == NOT_GIVEN


def test_quick_line_is_an_item_like_any_other() -> None:
    item = quick_item(standard().section("obs"))
    value, problems = clean_value(item, {"answer": "partial", "source": "A call"}, today=TODAY)
    assert problems == ()
    assert shown(item, value)[0].text == "Partly"


def test_summary_is_cut_at_a_word() -> None:
    item = standard().item("cloud.load_balancing")
    text = summary(item, {"how": "word " * 100}, 40)
    assert len(text) <= 40
    assert text.endswith("word…")


@settings(max_examples=80, deadline=None)
@given(item=st.sampled_from(ITEMS), value=hostile)
def test_whatever_is_stored_can_be_shown(item: Item, value: Any) -> None:
    for stored in (value, {part.key: value for part in item.parts} | {"when": value, RAW: value}):
        for piece in shown(item, stored):
            assert isinstance(piece.text, str)
    rows = {part.key: [{c.key: value for c in part.columns}] for part in item.parts}
    assert shown(item, rows)
