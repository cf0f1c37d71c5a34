"""What is typed becomes a value that can be stored, compared and shown, and nothing is lost."""

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.vendors.questionnaire.examples import ONCALL, TODAY, full_raw
from vendors.questionnaire.kinds import RAW
from vendors.questionnaire.model import Column, Depth, Item, Kind, Option, Part
from vendors.questionnaire.reading import standard
from vendors.questionnaire.rows import credit_for
from vendors.questionnaire.values import (
    Mode,
    claims_not_applicable,
    clean_value,
    completeness,
    is_answered,
    may_not_apply,
    raw_of,
)

ITEMS = standard().items
by_key = pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.key)


def one(part: Part) -> Item:
    return Item("own.q", "own.c", "Question?", (part,), "", {}, Depth.FULL, "operations")


def sentences(item: Item, raw: Any, mode: Mode = Mode.COMPLETE) -> dict[tuple[Any, ...], str]:
    _, problems = clean_value(item, raw, today=TODAY, mode=mode)
    return {problem.path: problem.sentence for problem in problems}


def refused(kind: Kind, raw: Any, **more: Any) -> str:
    """The sentence for this raw value in a draft; the typed words must still be there."""
    item = one(Part("p", "Part", kind, **more))
    value, problems = clean_value(item, {"p": raw}, today=TODAY, mode=Mode.DRAFT)
    assert "p" in value[RAW]
    assert len(problems) == 1
    return problems[0].sentence


def taken(kind: Kind, raw: Any, **more: Any) -> Any:
    value, problems = clean_value(
        one(Part("p", "Part", kind, **more)), {"p": raw}, today=TODAY, mode=Mode.DRAFT
    )
    assert problems == ()
    return value["p"]


@by_key
def test_full_answer_is_complete(item: Item) -> None:
    value, problems = clean_value(item, full_raw(item), today=TODAY)

    assert problems == ()
    assert is_answered(item, value)
    assert completeness(item, value, today=TODAY).complete
    json.dumps(value)


@by_key
def test_empty_draft_is_fine_and_empty_answer_is_not(item: Item) -> None:
    assert clean_value(item, {}, today=TODAY, mode=Mode.DRAFT) == ({}, ())
    value, problems = clean_value(item, {}, today=TODAY)
    assert value == {}
    assert problems
    assert not is_answered(item, {})
    assert not completeness(item, {}, today=TODAY).started


@by_key
def test_cleaning_the_form_of_a_value_gives_that_value(item: Item) -> None:
    value, _ = clean_value(item, full_raw(item), today=TODAY)
    again, problems = clean_value(item, raw_of(item, value), today=TODAY)
    assert again == value
    assert problems == ()


@by_key
def test_half_an_answer_keeps_every_typed_word(item: Item) -> None:
    nonsense = "\N{ARABIC-INDIC DIGIT FIVE} wörds, 99,9 & half a th"

    def spoil(raw: Any) -> Any:
        if isinstance(raw, dict):
            return {key: spoil(one) for key, one in raw.items()}
        if isinstance(raw, list):
            return [spoil(one) for one in raw]
        return nonsense

    value, _ = clean_value(item, spoil(full_raw(item)), today=TODAY, mode=Mode.DRAFT)
    typed = json.dumps(spoil(full_raw(item)), ensure_ascii=False).count("half a th")
    kept = json.dumps(value, ensure_ascii=False).count("half a th")
    assert kept >= typed
    assert clean_value(item, raw_of(item, value), today=TODAY, mode=Mode.DRAFT)[0] == value


hostile = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(), max_size=12)
    | st.sampled_from(["yes", "99.9", "1e400", "NaN", "2027-13-40", "https://[", "\ud800", "\x00"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["amount", "unit", "choice", "text", "keys", "other", "name", "from"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=6,
)


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_no_input_raises_and_what_is_kept_is_stable(data: st.DataObject) -> None:
    item = data.draw(st.sampled_from(ITEMS))
    raw = {part.key: data.draw(hostile) for part in item.parts} | {"when": data.draw(hostile)}
    for part in item.parts:
        if part.columns and data.draw(st.booleans()):
            raw[part.key] = [{column.key: data.draw(hostile) for column in part.columns}]

    value, _ = clean_value(item, raw, today=TODAY)

    json.dumps(value, allow_nan=False).encode("utf-8")
    json.dumps(value, ensure_ascii=False).encode("utf-8")
    assert "\\u0000" not in json.dumps(value)
    assert clean_value(item, raw_of(item, value), today=TODAY)[0] == value


@settings(max_examples=60, deadline=None)
@given(item=st.sampled_from(ITEMS), value=hostile)
def test_foreign_values_raise_nothing(item: Item, value: Any) -> None:
    stored = {part.key: value for part in item.parts} | {"when": value, RAW: value}
    raw_of(item, stored)
    is_answered(item, stored)
    completeness(item, stored, today=TODAY)
    completeness(item, value, today=TODAY)


@pytest.mark.parametrize(
    ("kind", "raw", "value"),
    [
        (Kind.PERCENT, "99.95 %", "99.95"),
        (Kind.PERCENT, "99.90", "99.90"),
        (Kind.PERCENT, "100", "100"),
        (Kind.INTEGER, "1,200", 1200),
        (Kind.DECIMAL, "0012.50", "12.50"),
        (Kind.DATE, "3/9/2027", "2027-03-09"),
        (Kind.INSTANT, "2027-03-18 16:00", "2027-03-18T16:00:00Z"),
        (Kind.INSTANT, "2027-03-18T16:00:30-07:00", "2027-03-18T23:00:30Z"),
        (Kind.MONTH, "3/2027", "2027-03"),
        (Kind.DURATION, {"amount": "1.5", "unit": "hours"}, {"seconds": 5400, "unit": "hours"}),
        (Kind.DURATION, "90 min", {"seconds": 5400, "unit": "minutes"}),
        (Kind.URL, "http://example.org/a?b=c", "http://example.org/a?b=c"),
        (Kind.TEXT, "a\x00b\r\nc\ud800", "ab\nc"),
        (Kind.LINE, "  two \n words ", "two words"),
        (Kind.BOOLEAN, "no", False),
    ],
)
def test_usual_spellings_are_read(kind: Kind, raw: Any, value: Any) -> None:
    assert taken(kind, raw) == value


@pytest.mark.parametrize(
    ("kind", "raw", "word"),
    [
        (Kind.PERCENT, "100.0001", "between 0 and 100"),
        (Kind.PERCENT, "99.99999", "4 digits"),
        (Kind.PERCENT, "99,9", "point"),
        (Kind.PERCENT, "-1", "below 0"),
        (Kind.DECIMAL, "NaN", "number"),
        (Kind.DECIMAL, "inf", "number"),
        (Kind.DECIMAL, "1e400", "number"),
        (Kind.DECIMAL, "9" * 13, "too large"),
        (Kind.INTEGER, "\N{ARABIC-INDIC DIGIT ONE}\N{ARABIC-INDIC DIGIT TWO}", "digits 0 to 9"),
        (Kind.INTEGER, "\N{FULLWIDTH DIGIT ONE}", "digits 0 to 9"),
        (Kind.INTEGER, "1.5", "whole"),
        (Kind.DATE, "2027-02-30", "no such day"),
        (Kind.DATE, "soon", "year-month-day"),
        (Kind.DATE, "0001-01-01", "year"),
        (Kind.INSTANT, "2027-03-18 25:00", "no such time"),
        (Kind.INSTANT, "2027-03-18 10:00+99:99", "no such time"),
        (Kind.MONTH, "2027-13", "months"),
        (Kind.DURATION, {"amount": "0.0001", "unit": "hours"}, "whole seconds"),
        (Kind.DURATION, {"amount": "1", "unit": "moons"}, "Choose"),
        (Kind.DURATION, {"amount": "99999999999", "unit": "days"}, "hundred years"),
        (Kind.URL, "javascript:alert(1)", "https://"),
        (Kind.URL, "https://[broken", "https://"),
        (Kind.URL, "https://a b.example", "https://"),
        (Kind.URL, "https://name:word@example.org", "passwords"),
        (Kind.URL, "ftp://example.org", "https://"),
        (Kind.BOOLEAN, "perhaps", "yes or no"),
        (Kind.TEXT, "x" * 8001, "1 characters too long"),
        (Kind.CONTACT, {"name": "A", "email": "a@b", "phone": ""}, "e-mail"),
        (Kind.CONTACT, {"name": "A", "email": "", "phone": "call me"}, "phone"),
        (Kind.YES_PARTIAL_NO, {"choice": "maybe", "text": "x"}, "list"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(kind: Kind, raw: Any, word: str) -> None:
    assert word in refused(kind, raw)


def test_tests_and_drills_do_not_lie_in_the_future() -> None:
    assert "future" in refused(Kind.DATE, "2027-03-20", past=True)
    assert taken(Kind.DATE, "2027-03-19", past=True) == "2027-03-19"
    assert taken(Kind.DATE, "2027-03-20") == "2027-03-20"
    assert "future" in refused(Kind.MONTH, "2027-04", past=True)


def test_choices_are_those_of_the_list() -> None:
    options = (Option("a", "A"), Option("none", "None"))
    assert "list" in refused(Kind.CHOICE, "b", options=options)
    assert "list" in refused(Kind.MULTI, {"keys": ["b"], "other": ""}, options=options)
    assert taken(Kind.MULTI, {"keys": ["a", "a"], "other": " more "}, options=options) == {
        "keys": ["a"],
        "other": "more",
    }
    item = one(Part("p", "Part", Kind.MULTI, options=options))
    assert "none" in sentences(item, {"p": {"keys": ["a", "none"]}})[("p",)]


def test_short_text_is_a_draft_but_no_answer() -> None:
    item = one(Part("p", "Part", Kind.TEXT))
    assert sentences(item, {"p": "Yes."}, Mode.DRAFT) == {}
    assert "30 characters" in sentences(item, {"p": "Yes."})[("p",)]
    assert sentences(one(Part("p", "Part", Kind.TEXT, required=False)), {"p": "Yes."}) == {}


def test_yes_needs_no_words_and_everything_else_does() -> None:
    item = one(Part("p", "Part", Kind.YES_PARTIAL_NO))
    assert sentences(item, {"p": {"choice": "yes"}}) == {}
    for choice in ("partial", "no", "unknown", "na"):
        assert ("p", "text") in sentences(item, {"p": {"choice": choice}})
        assert sentences(item, {"p": {"choice": choice}}, Mode.DRAFT) == {}
    assert ("p", "choice") in sentences(item, {"p": {"text": "Only words."}})


def test_when_asks_for_a_date_only_for_by() -> None:
    item = standard().item("cloud.load_balancing")
    raw = full_raw(item)
    assert sentences(item, raw | {"when": {"status": "now"}}) == {}
    assert sentences(item, raw | {"when": {"status": "later"}}) == {}
    assert ("when", "date") in sentences(item, raw | {"when": {"status": "by"}})
    assert ("when", "date") in sentences(
        item, raw | {"when": {"status": "by", "date": "2027-03-01"}}
    )
    assert ("when", "status") in sentences(item, raw | {"when": {}})


def test_choice_can_make_another_part_necessary() -> None:
    item = standard().item("prep.load_tool")
    raw = full_raw(item) | {"tool": "k6", "tool_other": ""}
    assert sentences(item, raw) == {}
    assert ("tool_other",) in sentences(item, raw | {"tool": "other"})


def test_missing_cell_is_named_at_its_place() -> None:
    item = standard().item("sla.support")
    raw = full_raw(item) | {
        "channels": [{}, {"channel": "Phone", "reply_time": {"amount": "x", "unit": "hours"}}]
    }
    assert set(sentences(item, raw)) == {("channels", 1, "hours"), ("channels", 1, "reply_time")}
    assert set(sentences(item, raw, Mode.DRAFT)) == {("channels", 1, "reply_time")}


def test_fifty_rows_fit() -> None:
    part = Part("p", "Part", Kind.TABLE, columns=(Column("a", "A", Kind.LINE),))
    assert len(taken(Kind.TABLE, [{"a": "x"}] * 50, columns=part.columns)) == 50
    assert "50 rows" in refused(Kind.TABLE, [{"a": "x"}] * 51, columns=part.columns)


def table_problems(key: str, part: str, **cells: Any) -> dict[Any, str]:
    item = standard().item(key)
    raw = full_raw(item)
    raw[part][0] = {**raw[part][0], **cells}
    return {path[2]: text for path, text in sentences(item, raw).items() if len(path) == 3}


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("started", "detected"),
        ("detected", "acknowledged"),
        ("acknowledged", "mitigated"),
        ("mitigated", "resolved"),
    ],
)
def test_outage_runs_forward(earlier: str, later: str) -> None:
    assert later in table_problems("posture.mttr_log", "outages", **{later: "2027-01-31T15:00"})
    assert (
        table_problems("posture.mttr_log", "outages", detected="", acknowledged="", mitigated="")
        == {}
    )


def test_month_has_its_own_minutes() -> None:
    def problems(**cells: str) -> dict[Any, str]:
        return table_problems("posture.availability_history", "months", **cells)

    assert problems(month="2027-02", minutes_in_month="40320") == {}
    assert "40,320" in problems(month="2027-02", minutes_in_month="44640")["minutes_in_month"]
    assert problems(month="2026-11", minutes_in_month="43260") == {}
    assert "unplanned_down_min" in problems(unplanned_down_min="44640", planned_down_min="1")
    item = standard().item("posture.availability_history")
    raw = full_raw(item)
    raw["months"] = [raw["months"][0] | {"minutes_in_month": ""}] * 2
    value, found = clean_value(item, raw, today=TODAY)
    assert value["months"][0]["minutes_in_month"] == 44640
    assert [problem.path for problem in found] == [("months", 1, "month")]


def test_objectives_hold_their_rules() -> None:
    def problems(**cells: str) -> set[Any]:
        return set(table_problems("sla.slo", "objectives", **cells))

    assert problems(percentile="") == {"percentile"}
    assert problems(percentile="100") == {"percentile"}
    assert problems(unit="percent", indicator="availability", target="100", percentile="") == {
        "target",
        "last_actual",
    }
    assert not problems(
        unit="percent", indicator="availability", target="99.9", percentile="", last_actual="99.8"
    )


def test_waiting_people_refresh() -> None:
    assert set(
        table_problems("prep.traffic_scenarios", "scenarios", refresh_s="", window_s="0")
    ) == {"refresh_s", "window_s"}
    assert set(table_problems("prep.traffic_scenarios", "scenarios", test_date="")) == {"test_date"}


@pytest.mark.parametrize(
    ("cells", "where"),
    [
        ({"people": "0"}, "people"),
        ({"people": "1", "sites": "1"}, "people"),
        ({"sites": "0"}, "sites"),
        ({"people": "2", "sites": "3"}, "sites"),
        ({"hours": ""}, "hours"),
    ],
)
def test_rotation_can_be_true(cells: dict[str, str], where: str) -> None:
    item = standard().item("prep.oncall_rota")
    assert ("rota", where) in sentences(item, {"rota": ONCALL | cells, "when": {"status": "now"}})


def test_more_changes_than_were_made_cannot_fail() -> None:
    item = standard().item("posture.change_fail_rate")
    assert ("failed",) in sentences(item, {"changes": "10", "failed": "11"})


def tier_sentences(*tiers: tuple[str, str, str]) -> list[str]:
    item = one(Part("t", "Tiers", Kind.CREDIT_TIERS))
    rows = [dict(zip(("from", "to", "credit"), tier, strict=True)) for tier in tiers]
    return list(sentences(item, {"t": rows}, Mode.DRAFT).values())


def test_credit_tiers_meet() -> None:
    assert tier_sentences(("99", "99.9", "5"), ("95", "99", "10"), ("0", "95", "25")) == []
    gap = tier_sentences(("99.0", "99.9", "5"), ("95.0", "98.9", "10"), ("0", "95", "25"))
    assert gap == [
        "No tier covers 98.9 % to 99 %. Each tier must begin where the one below it ends."
    ]
    overlap = tier_sentences(("0", "99", "5"), ("98", "99.9", "10"))
    assert overlap[0].startswith("Two tiers cover 98 % to 99 %.")
    assert "Begin the lowest tier at 0" in tier_sentences(("95", "99", "5"))[0]
    assert "above the lower" in tier_sentences(("99", "95", "5"))[0]


@pytest.mark.parametrize(
    ("reached", "credit"),
    [
        ("100", "0"),
        ("99.9", "0"),
        ("99.8999", "5"),
        ("99.0", "5"),
        ("98.95", "10"),
        ("95", "10"),
        ("94.9", "25"),
        ("0", "25"),
    ],
)
def test_lower_bound_belongs_to_the_tier(reached: str, credit: str) -> None:
    item = standard().item("sla.remedy")
    value, _ = clean_value(item, full_raw(item), today=TODAY)
    assert credit_for(value["tiers"], Decimal(reached)) == Decimal(credit)


def test_what_does_not_apply_needs_nothing_but_the_reason() -> None:
    item = standard().item("chg.zero_downtime")
    without, problems = clean_value(item, {item.parts[0].key: {"choice": "na"}}, today=TODAY)
    assert [one.sentence for one in problems] == ["Say why this doesn't apply."]
    assert claims_not_applicable(item, without) == ""
    told = {item.parts[0].key: {"choice": "na", "text": "We never update it. "}}
    value, problems = clean_value(item, told, today=TODAY)
    assert problems == ()
    assert claims_not_applicable(item, value) == "We never update it."
    assert completeness(item, value, today=TODAY).complete


def test_one_part_that_does_not_apply_is_not_the_whole_question() -> None:
    item = standard().item("deg.data_integrity")
    first, second, third, _text = [one.key for one in item.parts]
    some = {first: {"choice": "na", "text": "x"}, second: {"choice": "yes", "text": ""}}
    assert claims_not_applicable(item, some) is None
    every = {key: {"choice": "na", "text": "No records here."} for key in (first, second, third)}
    assert claims_not_applicable(item, every) == "No records here."
    assert not may_not_apply(standard().item("prep.launch_gate"))
    assert claims_not_applicable(item, "nonsense") is None
