"""Downtime arithmetic reproduces its vectors to the digit."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vendors.uptime import (
    MONTH_MINUTES,
    WEEK_MINUTES,
    YEAR_MINUTES,
    Link,
    Month,
    Outage,
    allowed_bad_requests,
    allowed_minutes,
    budget_lasts_hours,
    burn_rate,
    by_month,
    chain_of,
    common_cause,
    effective_availability,
    k_of_n,
    measured,
    parallel,
    read_months,
    read_outages,
    reliability_of,
    series,
    shown_percent,
    worst_case_minutes,
)

D = Decimal
START = dt.datetime(2027, 1, 1, tzinfo=dt.UTC)
END = START + dt.timedelta(days=90)


def outage(day: int, detected: int, acknowledged: int, restored: int) -> Outage:
    start = START + dt.timedelta(days=day)
    after = [start + dt.timedelta(minutes=one) for one in (detected, acknowledged, restored)]
    return Outage(start, *after)


THREE = (outage(10, 4, 9, 38), outage(40, 2, 3, 12), outage(70, 15, 20, 95))


@pytest.mark.parametrize(
    ("promise", "days28", "days30", "days31", "year_h", "week"),
    [
        ("90", "4032", "4320", "4464", "876", "1008"),
        ("95", "2016", "2160", "2232", "438", "504"),
        ("99", "403.2", "432", "446.4", "87.6", "100.8"),
        ("99.5", "201.6", "216", "223.2", "43.8", "50.4"),
        ("99.9", "40.32", "43.2", "44.64", "8.76", "10.08"),
        ("99.95", "20.16", "21.6", "22.32", "4.38", "5.04"),
        ("99.99", "4.032", "4.32", "4.464", "0.876", "1.008"),
        ("99.999", "0.4032", "0.432", "0.4464", "0.0876", "0.1008"),
    ],
)
def test_what_a_promise_allows(promise, days28, days30, days31, year_h, week):
    day = 24 * 60
    assert allowed_minutes(D(promise), D(28 * day)) == D(days28)
    assert allowed_minutes(D(promise), MONTH_MINUTES) == D(days30)
    assert allowed_minutes(D(promise), D(31 * day)) == D(days31)
    assert allowed_minutes(D(promise), YEAR_MINUTES) / 60 == D(year_h)
    assert allowed_minutes(D(promise), WEEK_MINUTES) == D(week)


def test_maintenance_that_does_not_count_is_downtime_all_the_same():
    hidden = {"excluded": D(8 * 60)}
    assert worst_case_minutes(D("99.9"), MONTH_MINUTES, **hidden) == D("522.72")
    assert round(effective_availability(D("99.9"), MONTH_MINUTES, **hidden), 2) == D("98.79")


def test_measured_availability():
    assert measured(D(1000), D(1)) == D("99.9")
    assert measured(D(1000), D(9), excluded=D(100)) == D(99)
    assert measured(D(100), D(0), excluded=D(100)) is None


def test_requests_and_burn_rate():
    assert allowed_bad_requests(D("99.99"), 2_500_000) == 250
    rate = burn_rate(D("0.4"), D("99.9"))
    assert rate == 4
    assert budget_lasts_hours(rate, MONTH_MINUTES) == 180
    assert allowed_minutes(D("99.9"), MONTH_MINUTES) / 10 == D("4.32")


def test_composition():
    assert round(series(*[D("0.999")] * 4), 9) == D("0.996005996")
    assert parallel(D("0.99"), D("0.99")) == D("0.9999")
    chain = series(D("0.9999"), parallel(D("0.995"), D("0.995")), D("0.9995"))
    assert round(chain, 9) == D("0.999375065")
    assert k_of_n(2, 3, D("0.99")) == D("0.999702")
    assert k_of_n(1, 2, D("0.99")) == D("0.9999")
    assert common_cause(2, D("0.99"), D("0.1")) == D("0.998919")
    assert common_cause(2, D("0.99"), D(0)) == D("0.9999")
    parts = (Link("Web", D("0.9999")), Link("Zones", D("0.995"), 2), Link("Data", D("0.9995")))
    assert round(chain_of(parts), 9) == D("0.999375065")
    assert Link("Hall", D("0.99"), copies=2).reached(D("0.1")) == D("0.998919")
    assert Link("Hall", D("0.99"), copies=3, needed=2).reached() == D("0.999702")


@given(
    share=st.decimals(0, 1, places=3),
    availability=st.decimals("0.5", 1, places=4),
    n=st.integers(1, 6),
    k=st.integers(1, 6),
)
def test_copies_help_and_common_causes_take_it_back(share, availability, n, k):
    k = min(k, n)
    alone = k_of_n(k, n, availability)
    assert 0 <= alone <= 1
    assert abs(k_of_n(n, n, availability) - availability**n) < D("1e-20")
    together = common_cause(n, availability, share, k=k)
    assert 0 <= together <= 1
    if k == 1:
        assert availability - D("1e-20") <= together <= alone + D("1e-20")


def test_list_of_outages_by_calendar_month():
    rows = (
        Outage(dt.datetime(2027, 1, 31, 23, 30, tzinfo=dt.UTC), resolved=START.replace(month=2)),
        Outage(
            START.replace(month=2, hour=1), resolved=START.replace(month=2, hour=3), planned=True
        ),
        Outage(END + dt.timedelta(hours=1)),
    )
    assert by_month(rows, start=START, end=END) == (
        Month("2027-01", D(44640), D(30), D(0)),
        Month("2027-02", D(40320), D(0), D(120)),
        Month("2027-03", D(44640), D(0), D(0)),
    )


@given(
    st.lists(
        st.tuples(st.integers(-5, 100), st.integers(0, 9_000), st.booleans()).map(
            lambda one: Outage(
                START + dt.timedelta(days=one[0]),
                resolved=START + dt.timedelta(days=one[0], minutes=one[1]),
                planned=one[2],
            )
        ),
        max_size=8,
    )
)
def test_months_add_up_to_the_whole(rows):
    whole = reliability_of(rows, start=START, end=END)
    months = by_month(rows, start=START, end=END)
    assert sum(one.minutes for one in months) == whole.period
    assert sum(one.unplanned for one in months) == whole.down
    assert sum(one.planned for one in months) == whole.planned_down
    assert 0 <= whole.availability <= 100


def test_three_outages_in_ninety_days():
    found = reliability_of(THREE, start=START, end=END)
    assert found.outages == 3
    assert found.mttd == 7
    assert round(found.mtta, 4) == D("3.6667")
    assert round(found.mttr, 3) == D("48.333")
    assert found.mttr_median == 38
    assert found.longest == 95
    assert found.down == 145
    assert round(found.availability, 6) == D("99.888117")
    assert round(found.mtbf / (found.mtbf + found.mttr) * 100, 6) == D("99.888117")
    assert found.budget(D("99.9")) == D("129.6")
    assert round(found.budget_used(D("99.9")), 2) == D("111.88")
    assert found.incomplete == 0


def test_overlapping_planned_and_open_outages():
    hour = dt.timedelta(hours=1)
    rows = (
        Outage(START + hour, resolved=START + 3 * hour),
        Outage(START + 2 * hour, resolved=START + 4 * hour),
        Outage(START + 10 * hour, resolved=START + 11 * hour, planned=True),
        Outage(END - hour),
        Outage(END + hour, resolved=END + 2 * hour),
    )
    found = reliability_of(rows, start=START, end=END)
    assert found.outages == 3
    assert found.down == 4 * 60
    assert found.planned_down == 60
    assert found.mttr == 120
    assert found.incomplete == 3


def test_no_outage_has_no_means():
    found = reliability_of((), start=START, end=END)
    assert (found.availability, found.mttr, found.mtbf, found.mttd) == (100, None, None, None)


def test_a_period_must_have_a_length():
    with pytest.raises(ValueError, match="end after it starts"):
        reliability_of((), start=END, end=START)


def test_stored_rows_become_outages():
    rows = [
        {"started": "2027-01-01T08:00:00Z", "resolved": "2027-01-01T08:30:00Z", "planned": True},
        {"started": "", "resolved": "2027-01-01T08:30:00Z"},
        {"started": "2027-01-01T08:00:00"},
        {},
    ]
    start = dt.datetime(2027, 1, 1, 8, tzinfo=dt.UTC)
    assert read_outages(rows) == (
        Outage(start, resolved=start + dt.timedelta(minutes=30), planned=True),
    )


def test_stored_rows_become_months():
    whole = {"month": "2027-02", "unplanned_down_min": "5", "planned_down_min": "60"}
    rows = [
        whole,
        whole | {"month": "2027-01", "minutes_in_month": 44700},
        whole | {"month": "soon"},
        whole | {"unplanned_down_min": "x"},
        whole | {"unplanned_down_min": "40300"},
        {},
    ]
    assert read_months(rows) == (
        Month("2027-01", D(44700), D(5), D(60)),
        Month("2027-02", D(40320), D(5), D(60)),
    )


def test_reached_figures_are_rounded_down_to_the_promise():
    assert shown_percent(D("99.8999"), D("99.9")) == "99.8 %"
    assert shown_percent(D("99.8881"), D("99.95")) == "99.88 %"
    assert shown_percent(D("99.8889"), D("99")) == "99 %"
    assert shown_percent(D("99.88811")) == "99.888 %"
