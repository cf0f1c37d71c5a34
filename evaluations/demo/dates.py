"""Turns the demo content's relative dates into real ones, counted from the first start.

A whole value may be ``@-40d`` or ``@+60d`` (a day), ``@-40dT14:20`` (an instant, UTC),
``@month-3`` (a month), ``@month-3-12`` (a day of it), ``@month-3-12T14:20`` (an instant in it) or
``@quarter-1``. Inside a sentence the same stands in braces, ``{@-40d}``, and becomes words.
"""

import csv
import datetime as dt
import io
import re
from typing import Any

_TOKEN = re.compile(
    r"@(?:(?P<days>[+-]\d{1,4})d|month-(?P<months>\d{1,2})(?:-(?P<day>0[1-9]|1\d|2[0-8]))?"
    r"|quarter-(?P<quarters>[1-9]))(?:T(?P<hour>[01]\d|2[0-3]):(?P<minute>[0-5]\d))?\Z"
)
_IN_TEXT = re.compile(r"\{(@[^{}]*)\}")
_SETTLED = dt.timedelta(days=30)
"""Vendors answer in the weeks before the first start, and only of quarters that had ended then."""


def resolve(value: Any, first_start: dt.datetime) -> Any:
    """The value with each relative date in it made real, however deep; raises ValueError."""
    if isinstance(value, dict):
        return {key: resolve(one, first_start) for key, one in value.items()}
    if isinstance(value, list):
        return [resolve(one, first_start) for one in value]
    if not isinstance(value, str):
        return value
    if value.startswith("@"):
        return _Moment(value, first_start).stored
    return _IN_TEXT.sub(lambda match: _Moment(match[1], first_start).spoken, value)


def moved_history(text: str, started: dt.datetime) -> str:
    """A Locust history that begins at this instant; the file keeps only the distances."""
    rows = list(csv.reader(io.StringIO(text, newline="")))
    if len(rows) < 2:
        return text
    shift = int(started.timestamp()) - int(rows[1][0])
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(rows[0])
    writer.writerows([str(int(row[0]) + shift), *row[1:]] for row in rows[1:])
    return out.getvalue()


class _Moment:
    """One relative date, as an answer stores it and as a sentence says it."""

    def __init__(self, token: str, first_start: dt.datetime) -> None:
        match = _TOKEN.match(token)
        if match is None:
            raise ValueError(f"“{token}” is not a relative date.")
        today = first_start.astimezone(dt.UTC).date()
        time = f"{match['hour']}:{match['minute']}" if match["hour"] else ""
        if match["days"]:
            self._of_day(today + dt.timedelta(days=int(match["days"])), time)
        elif match["months"] and match["day"]:
            month = _months_back(today, int(match["months"]))
            self._of_day(month.replace(day=int(match["day"])), time)
        elif time:
            raise ValueError(f"“{token}” gives a time without a day.")
        elif match["months"]:
            month = _months_back(today, int(match["months"]))
            self.stored, self.spoken = f"{month:%Y-%m}", f"{month:%B %Y}"
        else:
            settled = today - _SETTLED
            into_quarter = (settled.month - 1) % 3
            month = _months_back(settled, into_quarter + 3 * int(match["quarters"]))
            self.stored = self.spoken = f"{month.year} Q{(month.month - 1) // 3 + 1}"

    def _of_day(self, day: dt.date, time: str) -> None:
        self.stored = f"{day}T{time}:00Z" if time else day.isoformat()
        spoken = f"{day:%B} {day.day}, {day.year}"
        self.spoken = f"{spoken}, {time} UTC" if time else spoken


def _months_back(day: dt.date, months: int) -> dt.date:
    """The first day of the month this many months before."""
    index = day.year * 12 + day.month - 1 - months
    return dt.date(index // 12, index % 12 + 1, 1)
