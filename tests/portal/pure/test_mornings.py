"""When the next daily mail goes out."""

from datetime import UTC, datetime

import pytest

from portal.notices.mornings import next_morning

ZONE = "America/Los_Angeles"


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "hour", "last", "due"),
    [
        ("2026-06-01 13:59", 7, None, "2026-06-01 14:00"),
        ("2026-06-01 14:00", 7, None, "2026-06-02 14:00"),
        ("2026-06-01 15:00", 7, None, "2026-06-02 14:00"),
        # In winter the clock on the wall is an hour behind.
        ("2026-12-01 14:30", 7, None, "2026-12-01 15:00"),
        # The night on which clocks go forward.
        ("2026-03-07 16:00", 7, None, "2026-03-08 14:00"),
        # One on a day: she had today's at 7 and then chose 11.
        ("2026-06-01 15:00", 11, "2026-06-01 14:00", "2026-06-02 18:00"),
        ("2026-06-02 13:00", 7, "2026-06-01 14:00", "2026-06-02 14:00"),
    ],
)
def test_the_next_morning(now: str, hour: int, last: str | None, due: str) -> None:
    assert next_morning(utc(now), ZONE, hour, utc(last) if last else None) == utc(due)
