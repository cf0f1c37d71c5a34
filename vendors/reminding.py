"""When a vendor is reminded that answers are due: days by the clock on the wall, hours by the clock."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo


class Mark(StrEnum):
    """How long before the date; the values are stored."""

    WEEK = "7 days"
    THREE_DAYS = "3 days"
    DAY = "1 day"
    HOURS = "2 hours"


DAYS = {Mark.WEEK: 7, Mark.THREE_DAYS: 3, Mark.DAY: 1}
HOURS = {Mark.HOURS: 2}


@dataclass(frozen=True, slots=True)
class Planned:
    """One reminder: which, and at what instant (UTC)."""

    mark: Mark
    at: datetime


def planned(due: datetime, zone: str) -> tuple[Planned, ...]:
    """The reminders before a date, in the order of time.

    due: an aware instant; zone: an IANA name. Where the clocks change in between, "a day before" is
    the same time of day; a time that the change leaves out is the instant an hour later, and one
    that comes twice is the first.
    """
    there = due.astimezone(ZoneInfo(zone))
    by_day = [
        Planned(mark, (there - timedelta(days=n)).astimezone(UTC)) for mark, n in DAYS.items()
    ]
    # Two aware instants of one zone are subtracted as wall clocks: hours are counted in UTC.
    by_hour = [Planned(mark, due.astimezone(UTC) - timedelta(hours=n)) for mark, n in HOURS.items()]
    return tuple(sorted([*by_day, *by_hour], key=lambda one: one.at))


def newest_due(open_: Iterable[Planned], *, at: datetime) -> Planned | None:
    """Of the reminders whose time has come, the one that is sent: after a standstill no burst goes out."""
    come = [one for one in open_ if one.at <= at]
    return max(come, key=lambda one: one.at, default=None)
