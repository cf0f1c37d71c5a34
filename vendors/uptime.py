"""Downtime arithmetic: what a promise allows, and what a list of outages amounts to.

Availabilities are percentages (99.9). What was reached is rounded down when shown, so that
99.8999 never reads as 99.9.
"""

import calendar
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from fractions import Fraction
from math import comb
from statistics import median
from typing import Any

MINUTE = dt.timedelta(minutes=1)
MONTH_MINUTES = Decimal(30 * 24 * 60)
QUARTER_MINUTES = Decimal(90 * 24 * 60)
YEAR_MINUTES = Decimal(365 * 24 * 60)
WEEK_MINUTES = Decimal(7 * 24 * 60)
LONGEST_MONTH = Decimal(31 * 24 * 60 + 60)
"""With the hour that daylight saving time may add."""


def allowed_minutes(availability: Decimal, minutes: Decimal) -> Decimal:
    """Downtime that a promise of this availability allows in so many minutes."""
    return (1 - availability / 100) * minutes


def measured(minutes: Decimal, down: Decimal, *, excluded: Decimal = Decimal(0)) -> Decimal | None:
    """Availability reached, in percent; None where nothing was left to measure."""
    counted = minutes - excluded
    if counted <= 0:
        return None
    return (counted - down) / counted * 100


def worst_case_minutes(availability: Decimal, minutes: Decimal, *, excluded: Decimal) -> Decimal:
    """Downtime that residents may really see where maintenance does not count."""
    return allowed_minutes(availability, minutes - excluded) + excluded


def effective_availability(
    availability: Decimal, minutes: Decimal, *, excluded: Decimal
) -> Decimal:
    """What a promise comes to once the excluded maintenance is counted."""
    return (1 - worst_case_minutes(availability, minutes, excluded=excluded) / minutes) * 100


def allowed_bad_requests(availability: Decimal, valid: int) -> Decimal:
    """Failed requests that a promise allows out of so many valid ones."""
    return (1 - availability / 100) * valid


def burn_rate(error_percent: Decimal, availability: Decimal) -> Decimal | None:
    """How many times faster than allowed the error budget is being spent."""
    budget = 100 - availability
    return error_percent / budget if budget else None


def budget_lasts_hours(rate: Decimal, minutes: Decimal) -> Decimal | None:
    """Hours until the budget of so many minutes is gone at this burn rate."""
    return minutes / 60 / rate if rate else None


def series(*availabilities: Decimal) -> Decimal:
    """Availability (0 to 1) of parts that must all work."""
    product = Decimal(1)
    for one in availabilities:
        product *= one
    return product


def parallel(*availabilities: Decimal) -> Decimal:
    """Availability (0 to 1) of parts of which one is enough, if they fail independently."""
    return 1 - series(*(1 - one for one in availabilities))


def k_of_n(k: int, n: int, availability: Decimal) -> Decimal:
    """Availability (0 to 1) of n like parts of which k must work, if they fail independently.

    Σ C(n, i) aⁱ (1 - a)ⁿ⁻ⁱ for i from k to n.
    """
    broken = 1 - availability
    total = Decimal(0)
    for i in range(k, n + 1):
        # Decimal refuses 0 to the power of 0.
        working = availability**i if i else Decimal(1)
        total += comb(n, i) * working * (broken ** (n - i) if n - i else 1)
    return total


def common_cause(n: int, availability: Decimal, share: Decimal, *, k: int = 1) -> Decimal:
    """The same where a share (0 to 1) of all failures strikes every copy at once.

    With u = 1 - a and share b, for one of n: 1 - (b u + ((1 - b) u)ⁿ). Adding the two ways to fail
    is close where failures are rare, as they are in what is compared here.
    """
    broken = 1 - availability
    return max(k_of_n(k, n, 1 - (1 - share) * broken) - share * broken, Decimal(0))


MOST_COPIES = 20
"""More copies change no figure that anybody prints."""


@dataclass(frozen=True, slots=True)
class Link:
    """One part of a chain: its availability (0 to 1), its copies, how many of them it takes."""

    name: str
    availability: Decimal
    copies: int = 1
    needed: int = 1

    def reached(self, common_share: Decimal = Decimal(0)) -> Decimal:
        """Availability of the part with all its copies."""
        copies = max(min(self.copies, MOST_COPIES), 1)
        needed = max(min(self.needed, copies), 1)
        if copies == 1:
            return self.availability
        return common_cause(copies, self.availability, common_share, k=needed)


def chain_of(links: Iterable[Link], *, common_share: Decimal = Decimal(0)) -> Decimal:
    """Availability (0 to 1) of parts that must all work, each with its copies."""
    return series(*(one.reached(common_share) for one in links))


@dataclass(frozen=True, slots=True)
class Outage:
    """One row of an outage table; a stamp that nobody wrote down is None."""

    started: dt.datetime
    detected: dt.datetime | None = None
    acknowledged: dt.datetime | None = None
    mitigated: dt.datetime | None = None
    resolved: dt.datetime | None = None
    planned: bool = False
    scope: str = ""
    """Who was affected: all, part or share; empty where nobody said."""
    cause: str = ""
    """Kind of cause, by its key in the question; empty where nobody said."""

    @property
    def restored(self) -> dt.datetime | None:
        """When the service was back: mitigated, else resolved."""
        return self.mitigated or self.resolved


@dataclass(frozen=True, slots=True)
class Reliability:
    """What a list of outages amounts to over a period; minutes throughout."""

    outages: int
    period: Decimal
    down: Decimal
    planned_down: Decimal
    longest: Decimal | None
    mttd: Decimal | None
    mtta: Decimal | None
    mttr: Decimal | None
    mttr_median: Decimal | None
    mtbf: Decimal | None
    availability: Decimal
    incomplete: int
    """Outages that lack a stamp, and so are missing from one mean or another."""

    def budget(self, promise: Decimal) -> Decimal:
        """Downtime that this promise would have allowed in the period."""
        return allowed_minutes(promise, self.period)

    def budget_used(self, promise: Decimal) -> Decimal | None:
        """Percentage of that budget which was used; above 100 the promise was missed."""
        budget = self.budget(promise)
        return self.down / budget * 100 if budget else None


def reliability_of(
    outages: Iterable[Outage], *, start: dt.datetime, end: dt.datetime
) -> Reliability:
    """Compute means and availability over a period.

    Time to detect runs from start to detection, to acknowledge from detection, to restore from
    start to the moment when the service was back. Outages that overlap are down once. Only what
    lies inside the period counts as down; an outage without an end is down until the period ends.
    Planned downtime is shown apart and does not count.
    """
    if end <= start:
        raise ValueError("The period must end after it starts.")
    rows = [one for one in outages if one.started < end and (one.restored or end) > start]
    unplanned = [one for one in rows if not one.planned]
    period = _minutes(end - start)
    down = _down(unplanned, start, end)
    repairs = _spans((one.started, one.restored) for one in unplanned)
    return Reliability(
        outages=len(unplanned),
        period=period,
        down=down,
        planned_down=_down([one for one in rows if one.planned], start, end),
        longest=max(repairs) if repairs else None,
        mttd=_mean(_spans((one.started, one.detected) for one in unplanned)),
        mtta=_mean(_spans((one.detected, one.acknowledged) for one in unplanned)),
        mttr=_mean(repairs),
        mttr_median=median(repairs) if repairs else None,
        mtbf=(period - down) / len(unplanned) if unplanned else None,
        availability=(period - down) / period * 100,
        incomplete=sum(None in (one.detected, one.acknowledged, one.restored) for one in unplanned),
    )


def read_outages(rows: Sequence[Mapping[str, Any]]) -> tuple[Outage, ...]:
    """Rows of a stored answer as outages; rows without a readable start are left out."""
    found = []
    for row in rows:
        stamps = {
            name: _instant(row.get(name))
            for name in ("started", "detected", "acknowledged", "mitigated", "resolved")
        }
        started = stamps.pop("started")
        if started is not None:
            outage = Outage(
                started,
                **stamps,
                planned=row.get("planned") is True,
                scope=_key(row.get("scope")),
                cause=_key(row.get("cause_class")),
            )
            found.append(outage)
    return tuple(found)


def shown_percent(value: Decimal, promise: Decimal | None = None) -> str:
    """A reached availability with as many digits as the promise has, rounded down."""
    exponent = promise.as_tuple().exponent if promise is not None else -3
    digits = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    return f"{value.quantize(Decimal(1).scaleb(-digits), ROUND_DOWN)} %"


@dataclass(frozen=True, slots=True)
class Month:
    """One month of an availability table; minutes throughout."""

    month: str
    minutes: Decimal
    unplanned: Decimal
    planned: Decimal

    @property
    def counted(self) -> Decimal | None:
        """Percent reached with planned downtime left out, as contracts count."""
        return measured(self.minutes, self.unplanned, excluded=self.planned)

    @property
    def seen(self) -> Decimal | None:
        """Percent reached as residents saw it: planned downtime is downtime."""
        return measured(self.minutes, self.unplanned + self.planned)


def read_months(rows: Iterable[Mapping[str, Any]]) -> tuple[Month, ...]:
    """Rows of a stored availability table, oldest first; unreadable ones are left out."""
    found = []
    for row in rows:
        month = row.get("month")
        length = _amount(row.get("minutes_in_month")) or _length_of(month)
        down = _amount(row.get("unplanned_down_min"))
        planned = _amount(row.get("planned_down_min")) or Decimal(0)
        if not isinstance(month, str) or length is None or down is None:
            continue
        if 0 < length <= LONGEST_MONTH and down + planned <= length:
            found.append(Month(month, length, down, planned))
    return tuple(sorted(found, key=lambda one: one.month))


def _length_of(month: object) -> Decimal | None:
    """Minutes of a month given as ``2027-03``; None for anything else."""
    try:
        first = dt.date.fromisoformat(f"{month}-01")
    except ValueError:
        return None
    return Decimal(calendar.monthrange(first.year, first.month)[1] * 24 * 60)


def availability_of(months: Sequence[Month], *, seen: bool = False) -> Decimal | None:
    """Percent reached over these months together; with ``seen`` maintenance is downtime too."""
    minutes = sum((one.minutes for one in months), Decimal(0))
    unplanned = sum((one.unplanned for one in months), Decimal(0))
    planned = sum((one.planned for one in months), Decimal(0))
    if seen:
        return measured(minutes, unplanned + planned)
    return measured(minutes, unplanned, excluded=planned)


def by_month(
    outages: Iterable[Outage], *, start: dt.datetime, end: dt.datetime
) -> tuple[Month, ...]:
    """What a list of outages did to each calendar month (UTC) of a period, oldest first."""
    rows, found = tuple(outages), []
    since = start.astimezone(dt.UTC)
    while since < end:
        year, place = divmod(since.year * 12 + since.month, 12)
        till = min(dt.datetime(year, place + 1, 1, tzinfo=dt.UTC), end)
        inside = [one for one in rows if one.started < till and (one.restored or end) > since]
        found.append(
            Month(
                f"{since.year}-{since.month:02}",
                _minutes(till - since),
                _down([one for one in inside if not one.planned], since, till),
                _down([one for one in inside if one.planned], since, till),
            )
        )
        since = till
    return tuple(found)


def _amount(value: object) -> Decimal | None:
    """A stored number of minutes; None for anything that no month can hold."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    try:
        found = Decimal(value)
    except (ArithmeticError, ValueError):
        return None
    return found if found.is_finite() and 0 <= found <= LONGEST_MONTH else None


def _key(value: object) -> str:
    return value if isinstance(value, str) else ""


def _instant(value: object) -> dt.datetime | None:
    if not isinstance(value, str):
        return None
    try:
        instant = dt.datetime.fromisoformat(value)
    except ValueError:
        return None
    return instant if instant.tzinfo else None


def _minutes(span: dt.timedelta) -> Decimal:
    exact = Fraction(span // dt.timedelta(microseconds=1), 60_000_000)
    return Decimal(exact.numerator) / Decimal(exact.denominator)


def _spans(
    pairs: Iterable[tuple[dt.datetime | None, dt.datetime | None]],
) -> list[Decimal]:
    return [
        _minutes(till - since)
        for since, till in pairs
        if since is not None and till is not None and till >= since
    ]


def _mean(values: Sequence[Decimal]) -> Decimal | None:
    return sum(values, Decimal(0)) / len(values) if values else None


def _down(outages: Iterable[Outage], start: dt.datetime, end: dt.datetime) -> Decimal:
    total, reached = dt.timedelta(0), start
    for one in sorted(outages, key=lambda outage: outage.started):
        since, till = max(one.started, reached), min(one.restored or end, end)
        if till > since:
            total += till - since
            reached = till
    return _minutes(total)
