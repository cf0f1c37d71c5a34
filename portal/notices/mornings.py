"""When the next daily mail goes out."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo


def next_morning(now: datetime, zone: str, hour: int, last: datetime | None) -> datetime:
    """The next time that the clock in this zone shows this hour, on a day without a mail so far."""
    place = ZoneInfo(zone)
    day = now.astimezone(place).date()
    if last is not None:
        day = max(day, last.astimezone(place).date() + timedelta(days=1))
    due = datetime.combine(day, time(hour), place)
    return due if due > now else datetime.combine(day + timedelta(days=1), time(hour), place)
