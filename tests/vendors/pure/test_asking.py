"""Until when vendors may ask: working days back from the due date, in the jurisdiction's zone."""

from datetime import datetime
from zoneinfo import ZoneInfo

from vendors.asking import proposed_until

ZONE = "America/Los_Angeles"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(ZONE))


def test_weekends_are_no_working_days_and_the_time_of_day_stays() -> None:
    opened = at("2027-01-04T09:00")
    # Monday: Friday, Thursday, Wednesday.
    assert proposed_until(opened, at("2027-02-15T17:00"), ZONE) == at("2027-02-10T17:00")
    assert proposed_until(opened, at("2027-02-19T17:00"), ZONE) == at("2027-02-16T17:00")
    # The clocks go forward on 14 March; five in the afternoon stays five in the afternoon.
    assert proposed_until(opened, at("2027-03-15T17:00"), ZONE) == at("2027-03-10T17:00")


def test_a_short_request_takes_questions_for_half_its_time() -> None:
    opened, due = at("2027-02-15T09:00"), at("2027-02-17T09:00")
    assert proposed_until(opened, due, ZONE) == at("2027-02-16T09:00")
