"""Reminders by the clock on the wall, also across the two nights on which clocks change."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vendors.reminding import HOURS, Mark, Planned, newest_due, planned

ZONE = "America/Los_Angeles"
HERE = ZoneInfo(ZONE)
START = datetime(2020, 1, 1, tzinfo=UTC)
ZONES = ("America/Los_Angeles", "Europe/London", "Australia/Lord_Howe", "Asia/Kolkata", "UTC")


def by_mark(due: datetime, zone: str = ZONE) -> dict[Mark, datetime]:
    return {one.mark: one.at for one in planned(due, zone)}


@pytest.mark.parametrize(
    ("due", "hours"),
    [
        (datetime(2026, 6, 10, 17, tzinfo=HERE), 24),
        # Clocks go forward on March 8 and back on November 1, 2026, at two in the morning.
        (datetime(2026, 3, 8, 17, tzinfo=HERE), 23),
        (datetime(2026, 11, 1, 17, tzinfo=HERE), 25),
    ],
)
def test_a_day_before_is_the_same_time_of_day(due: datetime, hours: int) -> None:
    found = by_mark(due)
    assert found[Mark.DAY].astimezone(HERE).hour == 17
    assert due.astimezone(UTC) - found[Mark.DAY] == timedelta(hours=hours)
    assert due.astimezone(UTC) - found[Mark.HOURS] == timedelta(hours=2)


def test_two_hours_before_are_two_hours_in_the_night_itself() -> None:
    due = datetime(2026, 3, 8, 3, 30, tzinfo=HERE)
    assert by_mark(due)[Mark.HOURS].astimezone(HERE).hour == 0


def test_a_time_that_the_night_leaves_out_is_an_hour_later() -> None:
    due = datetime(2026, 3, 9, 2, 30, tzinfo=HERE)
    assert by_mark(due)[Mark.DAY].astimezone(HERE) == datetime(2026, 3, 8, 3, 30, tzinfo=HERE)


@given(
    st.integers(0, 20 * 366 * 24 * 60).map(lambda n: START + timedelta(minutes=n)),
    st.sampled_from(ZONES),
)
def test_all_four_come_in_order_before_the_date(due: datetime, zone: str) -> None:
    found = planned(due, zone)
    assert [one.mark for one in found] == [Mark.WEEK, Mark.THREE_DAYS, Mark.DAY, Mark.HOURS]
    instants = [one.at for one in found]
    assert instants == sorted(set(instants))
    assert instants[-1] < due
    assert due - instants[-1] == timedelta(hours=HOURS[Mark.HOURS])


def test_after_a_standstill_only_the_newest_is_sent() -> None:
    due = datetime(2026, 6, 10, 17, tzinfo=HERE)
    found = planned(due, ZONE)
    assert newest_due(found, at=due - timedelta(days=8)) is None
    assert newest_due(found, at=due - timedelta(hours=25)) == found[1]
    assert newest_due(found, at=due - timedelta(minutes=1)) == found[3]
    assert newest_due(found[:1], at=due) == Planned(Mark.WEEK, found[0].at)
