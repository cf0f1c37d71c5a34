"""Until when vendors may ask: a date, counted back from the one on which answers are due."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

WORKING_DAYS = 3


def proposed_until(opened: datetime, due: datetime, zone: str) -> datetime:
    """Three working days before answers are due, at the same time of day there.

    Where less than twice that lies between opening and due, it is halfway: nobody finds the time
    for questions over before it began. opened, due: aware instants; zone: an IANA name. Holidays
    are not known, Saturdays and Sundays are.
    """
    day, left = due.astimezone(ZoneInfo(zone)), WORKING_DAYS
    while left:
        day -= timedelta(days=1)
        left -= day.weekday() < 5
    return max(day.astimezone(due.tzinfo), opened + (due - opened) / 2)
