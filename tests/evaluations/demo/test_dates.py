import datetime as dt

import pytest

from evaluations.demo.dates import moved_history, resolve

START = dt.datetime(2027, 3, 1, 23, 30, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("token", "stored", "spoken"),
    [
        ("@-40d", "2027-01-20", "January 20, 2027"),
        ("@+60d", "2027-04-30", "April 30, 2027"),
        ("@-40dT14:20", "2027-01-20T14:20:00Z", "January 20, 2027, 14:20 UTC"),
        ("@month-3", "2026-12", "December 2026"),
        ("@month-14", "2026-01", "January 2026"),
        ("@month-1-28", "2027-02-28", "February 28, 2027"),
        ("@month-3-05T09:00", "2026-12-05T09:00:00Z", "December 5, 2026, 09:00 UTC"),
        ("@quarter-1", "2026 Q4", "2026 Q4"),
        ("@quarter-4", "2026 Q1", "2026 Q1"),
    ],
)
def test_a_relative_date_as_value_and_in_a_sentence(token: str, stored: str, spoken: str) -> None:
    assert resolve(token, START) == stored
    assert resolve(f"Tried on {{{token}}}, again.", START) == f"Tried on {spoken}, again."


def test_a_quarter_counts_only_when_it_had_ended_while_vendors_answered() -> None:
    assert resolve("@quarter-1", START.replace(month=1, day=10)) == "2026 Q3"


def test_dates_are_found_however_deep_and_the_rest_is_left_alone() -> None:
    value = {"rows": [{"at": "@-1d", "n": 3, "ok": True}], "mail": "desk@harbor.example"}
    assert resolve(value, START) == {
        "rows": [{"at": "2027-02-28", "n": 3, "ok": True}],
        "mail": "desk@harbor.example",
    }


@pytest.mark.parametrize("token", ["@40d", "@-40", "@month-3-31", "@month-3T10:00", "@soon", "@"])
def test_what_is_no_relative_date_is_refused(token: str) -> None:
    with pytest.raises(ValueError, match=r"is not a relative date|without a day"):
        resolve(token, START)


def test_a_history_is_moved_to_its_day_and_keeps_its_distances() -> None:
    text = "Timestamp,User Count\n100,0\n105,40\n"
    assert moved_history(text, dt.datetime(1970, 1, 1, 1, tzinfo=dt.UTC)) == (
        "Timestamp,User Count\n3600,0\n3605,40\n"
    )
