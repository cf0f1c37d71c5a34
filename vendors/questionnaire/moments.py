"""Dates with times as tools export them, turned into the UTC text that a form shows.

What can't be read is left alone, so that the form tells it at its cell.
"""

import datetime as dt
import re
from collections.abc import Iterable
from zoneinfo import ZoneInfo

ZONES = {
    "UTC": "UTC",
    "America/New_York": "Eastern time",
    "America/Chicago": "Central time",
    "America/Denver": "Mountain time",
    "America/Phoenix": "Arizona",
    "America/Los_Angeles": "Pacific time",
    "America/Anchorage": "Alaska",
    "Pacific/Honolulu": "Hawaii",
    "America/Puerto_Rico": "Puerto Rico",
}
"""Zones that a person may choose for times that name none."""

_OFFSETS = {
    "z": 0, "utc": 0, "gmt": 0, "est": -5, "edt": -4, "cst": -6, "cdt": -5,
    "mst": -7, "mdt": -6, "pst": -8, "pdt": -7, "akst": -9, "akdt": -8, "hst": -10,
}  # fmt: skip
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january", "feb february", "mar march", "apr april", "may", "jun june",
            "jul july", "aug august", "sep sept september", "oct october", "nov november",
            "dec december",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_CLOCK = re.compile(
    r"(?P<day>.+?)[T,\s]+(?P<hour>\d{1,2}):(?P<minute>\d\d)(:(?P<second>\d\d)([.,]\d{1,9})?)?"
    r"\s*(?P<half>[ap]\.?m\.?)?\s*\(?(?P<zone>Z|[A-Z]{3,4}|(UTC|GMT)?[+-]\d\d:?\d\d)?\)?\Z",
    re.ASCII | re.IGNORECASE,
)
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})\Z", re.ASCII)
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})[-/.](\d{4})\Z", re.ASCII)
_NAMED = re.compile(r"(?:[a-z]{3,9},?\s+)?([a-z]{3,9})\.?\s+(\d{1,2}),?\s+(\d{4})\Z", re.IGNORECASE)
_NAMED_DAY_FIRST = re.compile(
    r"(?:[a-z]{3,9},?\s+)?(\d{1,2})\.?[\s-]+([a-z]{3,9})\.?,?[\s-]+(\d{4})\Z", re.IGNORECASE
)
_EPOCH = re.compile(r"\d{10}(\d{3})?\Z", re.ASCII)


def day_comes_first(texts: Iterable[str]) -> bool:
    """Whether dates like 18/03/2027 in a column can only be day, month, year."""
    for text in texts:
        match = _CLOCK.match(text.strip())
        parts = _YEAR_LAST.match(match["day"].strip()) if match else None
        if parts and int(parts[1]) > 12:
            return True
    return False


def in_utc(text: str, zone: str = "UTC", *, day_first: bool = False) -> str | None:
    """``2027-03-18T23:00`` for a date and time in any usual spelling; None for anything else.

    zone: where times that name no zone were written down. Times that a clock never showed, in the
    hour that daylight saving time skips, are none.
    """
    text = " ".join(text.split())
    try:
        if _EPOCH.match(text):
            seconds = int(text[:10])
            return _shown(dt.datetime.fromtimestamp(seconds, dt.UTC))
        found = _read(text, zone, day_first=day_first)
    except (ValueError, OverflowError):
        return None
    return _shown(found) if found is not None else None


def _read(text: str, zone: str, *, day_first: bool) -> dt.datetime | None:
    match = _CLOCK.match(text)
    day = _day(match["day"].strip(" ,"), day_first=day_first) if match else None
    if match is None or day is None:
        return None
    hour, half = int(match["hour"]), (match["half"] or "")[:1].lower()
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "p" else 0)
    clock = dt.time(hour, int(match["minute"]), int(match["second"] or 0))
    if match["zone"]:
        offset = _offset(match["zone"])
        if offset is None:
            return None
        return dt.datetime.combine(day, clock, dt.timezone(offset)).astimezone(dt.UTC)
    there = ZoneInfo(zone if zone in ZONES else "UTC")
    local = dt.datetime.combine(day, clock, there)
    found = local.astimezone(dt.UTC)
    if found.astimezone(there).replace(tzinfo=None) != local.replace(tzinfo=None):
        return None
    return found


def _day(text: str, *, day_first: bool) -> dt.date | None:
    if match := _YEAR_FIRST.match(text):
        return dt.date(int(match[1]), int(match[2]), int(match[3]))
    if match := _YEAR_LAST.match(text):
        first, second, year = int(match[1]), int(match[3]), int(match[4])
        # With points between, the day stands first wherever such dates are written.
        if day_first or match[2] == ".":
            first, second = second, first
        return dt.date(year, first, second)
    if match := _NAMED.match(text):
        month, day, year = match[1], int(match[2]), int(match[3])
    elif match := _NAMED_DAY_FIRST.match(text):
        day, month, year = int(match[1]), match[2], int(match[3])
    else:
        return None
    number = _MONTHS.get(month.lower())
    return dt.date(year, number, day) if number else None


def _offset(text: str) -> dt.timedelta | None:
    word = text.lower()
    if word in _OFFSETS:
        return dt.timedelta(hours=_OFFSETS[word])
    digits = word.removeprefix("utc").removeprefix("gmt")
    if digits[:1] not in {"+", "-"}:
        return None
    figures = digits[1:].replace(":", "")
    span = dt.timedelta(hours=int(figures[:2]), minutes=int(figures[2:]))
    return span if digits[0] == "+" else -span


def _shown(found: dt.datetime) -> str:
    return found.strftime("%Y-%m-%dT%H:%M:%S" if found.second else "%Y-%m-%dT%H:%M")
