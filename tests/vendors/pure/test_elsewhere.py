"""What differs from what was said elsewhere is found by meaning; another spelling is no difference."""

import copy
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.vendors.questionnaire.examples import TODAY, full_raw
from vendors.elsewhere import differing
from vendors.questionnaire.model import Depth, Item, Kind, Option, Part
from vendors.questionnaire.reading import standard
from vendors.questionnaire.values import clean_value

MONTHS = standard().item("posture.availability_history")
QUARTERS = standard().item("posture.mttr_track")
OBJECTIVES = standard().item("sla.slo")
ONCALL = next(one for one in standard().items if any(p.kind is Kind.ONCALL for p in one.parts))


def asks(kind: Kind, **more: Any) -> Item:
    part = Part("it", "The thing", kind, **more)
    return Item("k", "c", "Question?", (part,), "", {}, Depth.FULL, "operations")


def span(amount: int, unit: str) -> dict[str, Any]:
    return {"seconds": amount, "unit": unit}


OPTIONS = (Option("a", "Alpha"), Option("b", "Beta"))
MULTI = asks(Kind.MULTI, options=OPTIONS)
YES = asks(Kind.YES_PARTIAL_NO)


@pytest.mark.parametrize(
    ("item", "one", "other"),
    [
        (asks(Kind.PERCENT), "99.9", "99.90"),
        (asks(Kind.DURATION, unit="hours"), span(3600, "hours"), span(3600, "minutes")),
        (asks(Kind.DATE), "2027-01-31", " 2027-01-31"),
        (asks(Kind.INSTANT), "2027-01-31T16:00:00Z", "2027-01-31T17:00:00+01:00"),
        (MULTI, {"keys": ["a", "b"]}, {"keys": ["b", "a"], "other": "And more."}),
        (YES, {"choice": "yes", "text": "Always"}, {"choice": "yes", "text": "At all times"}),
        (YES, {"choice": "yes"}, {"choice": "unknown"}),
        (asks(Kind.TEXT), "One sentence.", "Quite another one."),
        (asks(Kind.PERCENT), "99.9", None),
    ],
)
def test_another_spelling_is_no_difference(item: Item, one: Any, other: Any) -> None:
    assert differing(item, {"it": one}, {"it": other}) is None
    assert differing(item, {"it": other}, {"it": one}) is None


@pytest.mark.parametrize(
    ("item", "one", "other", "said"),
    [
        (asks(Kind.PERCENT), "99.9", "99.5", ("99.5 %", "99.9 %")),
        (
            asks(Kind.DURATION),
            span(3600, "hours"),
            span(7200, "minutes"),
            ("120 minutes", "1 hour"),
        ),
        (asks(Kind.DATE), "2027-01-31", "2027-02-01", ("February 1, 2027", "January 31, 2027")),
        (asks(Kind.BOOLEAN), True, False, ("No", "Yes")),
        (asks(Kind.CHOICE, options=OPTIONS), "a", "b", ("Beta", "Alpha")),
        (MULTI, {"keys": ["a"]}, {"keys": ["b", "a"]}, ("Alpha, Beta", "Alpha")),
        (YES, {"choice": "yes"}, {"choice": "no"}, ("No", "Yes")),
    ],
)
def test_another_meaning_is_said_in_words(item: Item, one: Any, other: Any, said: Any) -> None:
    found = differing(item, {"it": one}, {"it": other})
    assert found is not None
    assert (found.label, found.here, found.elsewhere) == ("The thing", *said)


def months(*rows: tuple[str, str]) -> dict[str, Any]:
    return {"months": [{"month": month, "unplanned_down_min": down} for month, down in rows]}


def test_tables_are_compared_over_the_months_that_both_have() -> None:
    there = months(("2027-01", "10"), ("2027-02", "0"), ("2026-12", "500"))
    assert differing(MONTHS, there, months(("2027-02", "0.0"), ("2027-01", "10"))) is None
    found = differing(MONTHS, there, months(("2027-03", "7"), ("2027-01", "12")))
    assert found is not None
    assert "January 2027: " in found.label
    assert (found.here, found.elsewhere) == ("12 minutes", "10 minutes")
    # A month that stands twice says two things, and neither is pointed out.
    assert differing(MONTHS, there, months(("2027-01", "1"), ("2027-01", "2"))) is None


def objective(indicator: str, target: str, unit: str) -> dict[str, Any]:
    return {"journey": "Book a slot", "indicator": indicator, "target": target, "unit": unit}


def test_objectives_are_compared_in_one_unit_and_per_indicator() -> None:
    key = next(part.key for part in OBJECTIVES.parts if part.kind is Kind.TABLE)
    there = {key: [objective("latency", "2", "s"), objective("availability", "99.9", "percent")]}
    same = {
        key: [objective("availability", "99.90", "percent"), objective("latency", "2000", "ms")]
    }
    assert differing(OBJECTIVES, there, same) is None
    slower = {key: [objective("latency", "2500", "ms")]}
    found = differing(OBJECTIVES, there, slower)
    assert found is not None
    assert (found.here, found.elsewhere) == ("2500 ms", "2 s")
    other = {key: [objective("latency", "95", "percent")]}
    assert differing(OBJECTIVES, there, other) is None


def test_people_on_call_are_compared_field_by_field() -> None:
    part = next(one for one in ONCALL.parts if one.kind is Kind.ONCALL)
    there = {part.key: {"people": 8, "ack_target": span(300, "minutes"), "hours": "always"}}
    assert (
        differing(ONCALL, there, {part.key: {"people": 8, "ack_target": span(300, "seconds")}})
        is None
    )
    found = differing(ONCALL, there, {part.key: {"people": 8, "hours": "office"}})
    assert found is not None
    assert (found.here, found.elsewhere) == ("Office hours", "24 hours, every day")


def test_a_date_promised_is_compared_too() -> None:
    item = replace(YES, asks_when=True)
    by = [{"when": {"status": "by", "date": f"2027-0{month}-01"}} for month in (3, 4)]
    found = differing(item, *by)
    assert found is not None
    assert (found.here, found.elsewhere) == ("April 1, 2027", "March 1, 2027")
    now = differing(item, by[0], {"when": {"status": "now"}})
    assert now is not None
    assert differing(item, by[0], copy.deepcopy(by[0])) is None
    left = [{"when": one["when"] | {"status": "now"}} for one in by]
    assert differing(item, *left) is None


@pytest.mark.parametrize("written", ["2027 Q1", "2027Q1", "2027-q1"])
def test_a_quarter_is_the_same_however_it_is_written(written: str) -> None:
    def counted(quarter: str, outages: int) -> dict[str, Any]:
        return {"quarters": [{"quarter": quarter, "outages": outages}]}

    there = counted("2027 Q1", 3)
    assert differing(QUARTERS, there, counted(written, 3)) is None
    found = differing(QUARTERS, there, counted(written, 4))
    assert found is not None
    assert (found.here, found.elsewhere) == ("4", "3")
    assert differing(QUARTERS, there, counted("2027 Q2", 4)) is None


CELLS = st.one_of(
    st.none(), st.booleans(), st.integers(-5, 5), st.text(max_size=4),
    st.sampled_from(["99.9", "99.90", "yes", "2027-01", "2027-01-31"]),
)  # fmt: skip
STORED = st.recursive(
    CELLS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["month", "choice", "keys", "seconds", "people"]), inner, max_size=3
        )
    ),
    max_leaves=8,
)
ITEMS = [*standard().items, MULTI]


@given(st.sampled_from(ITEMS), st.data())
def test_whatever_is_stored_it_never_raises_and_both_ways_agree(item: Item, data: Any) -> None:
    keys = [part.key for part in item.parts] + ["when"]
    one, other = (data.draw(st.dictionaries(st.sampled_from(keys), STORED)) for _ in range(2))
    assert (differing(item, one, other) is None) == (differing(item, other, one) is None)
    assert differing(item, one, copy.deepcopy(one)) is None


@pytest.mark.parametrize("item", standard().items, ids=lambda item: item.key)
def test_a_full_answer_never_differs_from_itself(item: Item) -> None:
    value, _problems = clean_value(item, full_raw(item), today=TODAY)
    assert differing(item, value, copy.deepcopy(value)) is None
