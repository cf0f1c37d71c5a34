"""The surge formulas reproduce their vectors to the digit and show each step."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vendors.demand import (
    UNKNOWN_PEAK,
    PeakRange,
    Surge,
    computed_peak,
    coverage,
    demand_of,
    figure,
    from_dict,
    stated_peak,
    to_dict,
)

COUNTY = Surge(
    people=500_000,
    share=Decimal("0.2"),
    turnout=Decimal("0.4"),
    window_s=1800,
    burst=3,
    pages=8,
    requests_per_page=3,
    retries=Decimal("1.25"),
    bot_share=Decimal("0.10"),
    headroom=Decimal("1.5"),
    session_s=480,
)
WAITING = replace(COUNTY, waiting=30_000, refresh_s=30, requests_per_refresh=2)


def test_vector_without_waiting():
    demand = demand_of(COUNTY)
    assert demand.value("users") == 40_000
    assert round(demand.value("arrivals"), 3) == Decimal("66.667")
    assert demand.value("concurrent") == 32_000
    assert demand.value("booking_rps") == 2_000
    assert round(demand.value("peak"), 2) == Decimal("2222.22")
    assert round(demand.required, 2) == Decimal("3333.33")
    assert demand.value("polling_rps") is None


def test_vector_with_waiting():
    demand = demand_of(WAITING)
    assert demand.value("polling_rps") == 2_000
    assert round(demand.value("peak"), 2) == Decimal("4444.44")
    assert round(demand.required, 2) == Decimal("6666.67")


def test_every_step_shows_its_sum():
    assert [(one.label, one.formula, one.shown) for one in demand_of(WAITING).steps] == [
        ("People who come in the window", "500,000 × 0.2 × 0.4", "40,000 people"),
        (
            "People who arrive each second, at the busiest moment",
            "40,000 ÷ 1,800 s × 3",
            "66.67 a second",
        ),
        ("People in the system at the same time", "66.67 × 480 s", "32,000 people"),
        ("Requests from people who book", "66.67 × 8 × 3 × 1.25", "2,000 requests a second"),
        (
            "Requests from people who wait and refresh",
            "30,000 ÷ 30 s × 2",
            "2,000 requests a second",
        ),
        ("Peak with bots", "4,000 ÷ (1 - 0.1)", "4,444.44 requests a second"),
        ("Required peak", "4,444.44 × 1.5", "6,666.67 requests a second"),
    ]


def test_short_form_is_five_factors():
    short = Surge(people=100_000, share=Decimal("0.5"), window_s=500, pages=4, retries=2)
    assert demand_of(short).required == 800


def test_bookings_are_held_down_by_slots():
    surge = replace(COUNTY, conversion=Decimal("0.6"))
    assert demand_of(surge).value("bookings") == 40
    scarce = replace(surge, slots=18_000, drain_s=1800)
    assert demand_of(scarce).value("bookings") == 10
    assert demand_of(scarce).required == demand_of(COUNTY).required


def test_coverage_vector():
    held = coverage(2400, computed_peak(COUNTY))
    assert held is not None
    assert round(held.ratio, 6) == Decimal("0.72")
    assert held.suggested_score == 2
    assert held.shown == "2,400 of 3,333.33 requests a second (72 %)"


@pytest.mark.parametrize(
    ("proved", "score", "percent"),
    [
        ("499", 1, "49 %"),
        ("500", 2, "50 %"),
        ("999", 2, "99 %"),
        ("1000", 3, "100 %"),
        ("1499.9", 3, "149 %"),
        ("1500", 4, "150 %"),
    ],
)
def test_coverage_meets_the_anchors(proved, score, percent):
    held = coverage(Decimal(proved), stated_peak(1000))
    assert (held.suggested_score, held.percent) == (score, percent)


def test_nothing_is_compared_with_what_nobody_knows():
    assert coverage(2400, UNKNOWN_PEAK) is None
    assert coverage(None, stated_peak(1000)) is None
    assert UNKNOWN_PEAK.shown == "not known yet"


def test_low_likely_high_in_one_line():
    low, high = replace(COUNTY, turnout=Decimal("0.2")), replace(COUNTY, turnout=Decimal("0.8"))
    span = PeakRange(demand_of(low), demand_of(COUNTY), demand_of(high))
    assert span.shown == "1,666.67 to 6,666.67 requests a second, most likely 3,333.33"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"people": -1}, "The number of people cannot be below 0."),
        ({"window_s": 0}, "The time window must be longer than 0 seconds."),
        ({"share": Decimal(20)}, "The share must lie between 0 and 1 (0.2 is 20 %)."),
        ({"bot_share": 1}, "The share of bots must be at least 0 and below 1."),
        ({"retries": 0}, "The retry factor must be 1 or more (1 means no retries)."),
        (
            {"waiting": 5, "refresh_s": None},
            "Enter how many seconds pass between two refreshes of the waiting page.",
        ),
    ],
)
def test_impossible_input_is_refused_in_words(change, sentence):
    surge = replace(COUNTY, **change)
    assert surge.problems() == (sentence,)
    with pytest.raises(ValueError, match=r"\."):
        demand_of(surge)


def test_figures_as_people_read_them():
    shown = [figure(Decimal(one)) for one in ("1234567.895", "0.005", "0.10", "12.00", "-3.5", "0")]
    assert shown == ["1,234,567.9", "0.005", "0.1", "12", "-3.5", "0"]


@settings(max_examples=100, deadline=None)
@given(
    st.decimals(1, 10**7, places=2),
    st.decimals(0, 1, places=4),
    st.decimals(1, 86_400, places=1),
    st.decimals(1, 20, places=2),
)
def test_more_people_never_need_less_and_storage_loses_nothing(people, share, window, factor):
    surge = replace(COUNTY, people=people, share=share, window_s=window)
    more = replace(surge, people=people * factor)
    assert demand_of(more).required >= demand_of(surge).required
    assert from_dict(to_dict(surge)) == surge
