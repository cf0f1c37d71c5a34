from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from evaluations import readiness
from evaluations.readiness import CHECKS, DAYS_BEFORE, Event, Kind, State

OPENS = datetime(2027, 3, 15, 6, 0, tzinfo=UTC)
"""Midnight to 15 March in Denver, where clocks went forward the day before."""
EVENT = Event(1, "Over 65", Kind.ELIGIBILITY, OPENS, "America/Denver", peak=4_000)
ALL = {one.key for one in CHECKS}


def at(days_before: float) -> datetime:
    return OPENS - timedelta(days=days_before)


def test_the_checklist_is_ours_whole_and_grouped_by_day() -> None:
    assert DAYS_BEFORE == (14, 7, 1, 0)
    assert len(ALL) == len(CHECKS) >= 10
    assert all(one.words and one.why and one.why.endswith(".") for one in CHECKS)
    found = readiness.standing_of(EVENT, (), at=at(40))
    assert [one.title for one in found.groups][1:] == [
        "7 days before",
        "One day before",
        "On the day",
    ]
    assert len(found.lines) == len(CHECKS)


def test_days_are_those_of_the_zone() -> None:
    found = readiness.standing_of(EVENT, (), at=at(40))
    assert EVENT.day.isoformat() == "2027-03-15"
    assert [one.day.isoformat() for one in found.groups] == [
        "2027-03-01",
        "2027-03-08",
        "2027-03-14",
        "2027-03-15",
    ]
    utc = readiness.standing_of(replace(EVENT, zone="Pacific/Honolulu"), (), at=at(40))
    assert utc.groups[-1].day.isoformat() == "2027-03-14"


@pytest.mark.parametrize(
    ("event", "done", "days_before", "state"),
    [
        (EVENT, (), 15, State.COMING),
        (EVENT, (), 13, State.DUE),
        (EVENT, ALL, 13, State.COMING),
        (EVENT, {"told", "load", "spread"}, 13, State.COMING),
        (EVENT, {"told", "load", "spread"}, 6, State.DUE),
        (EVENT, (), 0, State.HELD),
        (replace(EVENT, is_recorded=True), (), -1, State.RECORDED),
        (replace(EVENT, is_called_off=True), (), 5, State.CALLED_OFF),
    ],
)
def test_an_event_stands_where_its_date_and_its_checks_put_it(event, done, days_before, state):
    found = readiness.standing_of(event, done, at=at(days_before))
    assert found.state is state
    assert found.is_past is (state in {State.HELD, State.RECORDED, State.CALLED_OFF})


def test_what_is_due_is_named() -> None:
    found = readiness.standing_of(EVENT, {"told"}, at=at(10))
    assert [one.check.key for one in found.due] == ["load", "spread"]
    assert found.done == 1


def test_the_calendar_runs_from_now_in_both_directions() -> None:
    events = [
        replace(EVENT, key=key, starts_at=OPENS + timedelta(days=days))
        for key, days in ((1, 3), (2, -9), (3, 1), (4, -2))
    ]
    made = readiness.calendar(readiness.standing_of(one, (), at=OPENS) for one in events)
    assert [one.event.key for one in made.coming] == [3, 1]
    assert [one.event.key for one in made.past] == [4, 2]


def test_what_came_is_held_against_what_was_expected() -> None:
    assert readiness.against_expected(4_000, 6_000).endswith("150 % of the 4,000 expected")
    assert readiness.against_expected(None, 1_200) == "1,200 people in the busiest hour"
    assert readiness.against_expected(4_000, None) == ""


def test_a_part_of_a_minute_counts_as_one() -> None:
    assert readiness.minutes_down(OPENS, OPENS + timedelta(minutes=10)) == 10
    assert readiness.minutes_down(OPENS, OPENS + timedelta(minutes=10, seconds=1)) == 11
    assert readiness.minutes_down(OPENS, None) is None
    assert readiness.outage_in_words(10) == "Down for 10 minutes"
    assert readiness.outage_in_words(47) == "Down for 47 minutes: more than 10"
    assert readiness.outage_in_words(None).startswith("Not up again")
