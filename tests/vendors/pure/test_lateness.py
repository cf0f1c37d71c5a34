"""How late in words: the largest whole unit, and never nothing."""

from datetime import UTC, datetime, timedelta

import pytest

from vendors.lateness import late_by

DUE = datetime(2027, 3, 19, 17, tzinfo=UTC)


@pytest.mark.parametrize(
    ("late", "words"),
    [
        (timedelta(0), "less than a second"),
        (timedelta(microseconds=999_999), "less than a second"),
        (timedelta(seconds=1), "1 second"),
        (timedelta(seconds=59, microseconds=999_999), "59 seconds"),
        (timedelta(minutes=1), "1 minute"),
        (timedelta(minutes=119), "1 hour"),
        (timedelta(hours=25), "1 day"),
        (timedelta(days=40), "40 days"),
    ],
)
def test_it_is_never_rounded_up(late: timedelta, words: str) -> None:
    assert late_by(DUE, DUE + late) == words
