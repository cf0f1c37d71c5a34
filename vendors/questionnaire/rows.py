"""Rules that hold between the cells of a row, the rows of a table, or the parts of an answer.

A part names its rule (``rows_rule``). A rule sees the rows that could be read, each with the place
where it stands in the form, and answers problems; it never changes or drops a row.
"""

import calendar
import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from typing import Any

from vendors.questionnaire.cells import plain_number
from vendors.questionnaire.model import Column, Item

Row = Mapping[str, Any]
Rows = Sequence[tuple[int, Row]]

STAMPS = ("started", "detected", "acknowledged", "mitigated", "resolved")
_QUARTER = re.compile(r"(\d{4})[ -]?Q([1-4])\Z", re.ASCII | re.IGNORECASE)
_DAY_MINUTES = 1_440
_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in an answer: where (part, row, column) and the sentence shown there."""

    path: tuple[str | int, ...]
    sentence: str
    missing: bool = False
    """Nothing is wrong with what was typed, but more is needed before it can be submitted."""


def minutes_in_month(month: str) -> int:
    """Minutes of a month given as ``2027-03``, without daylight saving time."""
    year, number = (int(one) for one in month.split("-"))
    return calendar.monthrange(year, number)[1] * _DAY_MINUTES


def complete_row(rule: str, row: dict[str, Any]) -> dict[str, Any]:
    """A row with what the rule can fill in by itself."""
    if rule == "months" and "month" in row and "minutes_in_month" not in row:
        return row | {"minutes_in_month": minutes_in_month(row["month"])}
    return row


def problems_of(rule: str, rows: Rows, columns: Sequence[Column]) -> Iterable[Problem]:
    """Problems between cells and rows; their paths begin with the row."""
    check = _RULES.get(rule)
    return check(rows, {column.key: column.label for column in columns}) if check else ()


def decimal_of(value: Any) -> Decimal | None:
    """A stored number; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    try:
        found = Decimal(value)
    except (InvalidOperation, ValueError):
        return None
    return found if found.is_finite() else None


def seconds_of(value: Any) -> int | None:
    """Seconds of a stored duration; None for anything else."""
    seconds = value.get("seconds") if isinstance(value, Mapping) else None
    return seconds if type(seconds) is int else None


def instant_of(value: Any) -> dt.datetime | None:
    """A stored instant; None for anything else."""
    try:
        found = dt.datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return found if found is not None and found.tzinfo else None


def quarter_of(value: Any) -> str | None:
    """A stored quarter as ``2027 Q1``, in whichever way it is written; None for anything else."""
    found = _QUARTER.match(value) if isinstance(value, str) else None
    return f"{found[1]} Q{found[2]}" if found else None


def _months(rows: Rows, labels: Mapping[str, str]) -> Iterable[Problem]:
    yield from _twice(rows, ("month",), "This month stands in the table twice.")
    for index, row in rows:
        usual = minutes_in_month(row["month"]) if "month" in row else None
        minutes = decimal_of(row.get("minutes_in_month"))
        # The hour of daylight saving time may be in or out, as the measuring tool counts.
        if usual is not None and minutes is not None and abs(minutes - usual) not in {0, 60}:
            yield Problem(
                (index, "minutes_in_month"),
                f"This month has {usual:,} minutes. Leave it empty to have it filled in.",
            )
        down = [decimal_of(row.get(key)) for key in ("unplanned_down_min", "planned_down_min")]
        total = sum((one for one in down if one is not None), Decimal(0))
        most = minutes if minutes is not None else usual
        if most is not None and total > most:
            yield Problem(
                (index, "unplanned_down_min"),
                f"Downtime of {plain_number(total)} minutes is more than the month has.",
            )


def _promises(rows: Rows, labels: Mapping[str, str]) -> Iterable[Problem]:
    yield from _twice(rows, ("month", "promise"), "This promise stands twice for this month.")


def _twice(rows: Rows, keys: tuple[str, ...], sentence: str) -> Iterable[Problem]:
    seen: set[tuple[Any, ...]] = set()
    for index, row in rows:
        if not all(key in row for key in keys):
            continue
        found = tuple(str(row[key]).casefold() for key in keys)
        if found in seen:
            yield Problem((index, keys[-1]), sentence)
        seen.add(found)


def _outages(rows: Rows, labels: Mapping[str, str]) -> Iterable[Problem]:
    for index, row in rows:
        stamps = [(key, at) for key in STAMPS if (at := instant_of(row.get(key))) is not None]
        for (before, earlier), (after, later) in pairwise(stamps):
            if later < earlier:
                yield Problem(
                    (index, after),
                    f"“{labels.get(after, after)}” can't be earlier than "
                    f"“{labels.get(before, before)}”.",
                )


def _quarters(rows: Rows, labels: Mapping[str, str]) -> Iterable[Problem]:
    yield from _twice(rows, ("quarter",), "This quarter stands in the table twice.")
    for index, row in rows:
        quarter = row.get("quarter")
        if isinstance(quarter, str) and quarter_of(quarter) is None:
            yield Problem((index, "quarter"), "Write the quarter like this: 2027 Q1.")
        median, p90 = seconds_of(row.get("median")), seconds_of(row.get("p90"))
        if median is not None and p90 is not None and p90 < median:
            yield Problem((index, "p90"), "The 90th percentile can't be below the median.")


def _slo(rows: Rows, labels: Mapping[str, str]) -> Iterable[Problem]:
    for index, row in rows:
        yield from _percentile(index, row)
        target = decimal_of(row.get("target"))
        if target is not None and row.get("unit") == "percent" and target >= _HUNDRED:
            yield Problem(
                (index, "target"),
                "A target must be below 100 %: nothing works at every moment, and a target of "
                "100 % leaves no room to change anything.",
            )
        actual = decimal_of(row.get("last_actual"))
        if actual is not None and row.get("unit") == "percent" and actual > _HUNDRED:
            yield Problem((index, "last_actual"), "A percentage lies between 0 and 100.")


def _percentile(index: int, row: Row) -> Iterable[Problem]:
    percentile = decimal_of(row.get("percentile"))
    if percentile is None:
        if row.get("indicator") == "latency":
            yield Problem(
                (index, "percentile"),
                "Speed needs a percentile: for 95 of 100 visitors, write 95.",
                missing=True,
            )
    elif not 0 < percentile < _HUNDRED:
        yield Problem((index, "percentile"), "A percentile lies between 0 and 100.")
    if row.get("indicator") == "latency" and row.get("unit") in {"percent", "per_s"}:
        yield Problem((index, "unit"), "Speed is given in milliseconds or seconds.")


def _severities(rows: Rows, labels: Mapping[str, str]) -> Iterable[Problem]:
    yield from _twice(rows, ("level",), "This severity stands in the table twice.")
    for index, row in rows:
        respond, restore = seconds_of(row.get("respond")), seconds_of(row.get("restore_target"))
        if respond is not None and restore is not None and restore < respond:
            yield Problem((index, "restore_target"), "This is shorter than the time to respond.")


def _capacity(rows: Rows, labels: Mapping[str, str]) -> Iterable[Problem]:
    for index, row in rows:
        for key in ("window_s", "refresh_s"):
            if decimal_of(row.get(key)) == 0:
                yield Problem((index, key), "This must be more than 0 seconds.")
        if decimal_of(row.get("people_waiting")) and "refresh_s" not in row:
            yield Problem(
                (index, "refresh_s"),
                "Say how often the people who wait refresh the page.",
                missing=True,
            )
        if "tested_rps" in row and "test_date" not in row:
            yield Problem((index, "test_date"), "Say when this was tested.", missing=True)


# --- credit tiers --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Tier:
    """Uptime from this figure up to, but not including, that one earns this credit, all in %."""

    start: Decimal
    end: Decimal
    credit: Decimal
    row: int = 0


def tiers_of(rows: Rows) -> list[Tier]:
    """The rows that give all three figures, from the lowest uptime to the highest."""
    tiers = []
    for index, row in rows:
        start, end, credit = (decimal_of(row.get(key)) for key in ("from", "to", "credit"))
        if start is not None and end is not None and credit is not None:
            tiers.append(Tier(start, end, credit, index))
    return sorted(tiers, key=lambda tier: (tier.start, tier.end))


def tier_problems(rows: Rows) -> Iterable[Problem]:
    """Gaps and overlaps between credit tiers, each named with its figures."""
    tiers = tiers_of(rows)
    for tier in tiers:
        if tier.start >= tier.end:
            yield Problem((tier.row, "to"), "The upper figure must be above the lower one.")
            return
    if tiers and len(tiers) == len(rows) and tiers[0].start > 0:
        yield Problem(
            (tiers[0].row, "from"),
            f"No tier covers 0 % to {_shown(tiers[0].start)} %. Begin the lowest tier at 0.",
        )
    for lower, upper in pairwise(tiers):
        if upper.start > lower.end:
            yield Problem(
                (upper.row, "from"),
                f"No tier covers {_shown(lower.end)} % to {_shown(upper.start)} %. "
                "Each tier must begin where the one below it ends.",
            )
        elif upper.start < lower.end:
            end = min(lower.end, upper.end)
            yield Problem(
                (upper.row, "from"),
                f"Two tiers cover {_shown(upper.start)} % to {_shown(end)} %. "
                "Each tier must begin where the one below it ends.",
            )


def credit_for(rows: Sequence[Row], reached: Decimal) -> Decimal | None:
    """The credit that a reached uptime earns; None where no tier says anything."""
    return credit_of(tiers_of(list(enumerate(rows))), reached)


def credit_of(tiers: Sequence[Tier], reached: Decimal) -> Decimal | None:
    """The same for tiers: the lower bound belongs to its tier, the upper to the next one."""
    for tier in tiers:
        if tier.start <= reached < tier.end or reached == tier.end == _HUNDRED:
            return tier.credit
    return None


def _shown(figure: Decimal) -> str:
    return plain_number(figure)


_RULES: Mapping[str, Callable[[Rows, Mapping[str, str]], Iterable[Problem]]] = {
    "months": _months,
    "promises": _promises,
    "outages": _outages,
    "quarters": _quarters,
    "slo": _slo,
    "severities": _severities,
    "capacity": _capacity,
}


# --- on-call and rules between parts -------------------------------------------------------------


def oncall_problems(found: Row) -> Iterable[Problem]:
    """What can't be true of an on-call rotation."""
    people, sites = decimal_of(found.get("people")), decimal_of(found.get("sites"))
    if people == 0:
        yield Problem(("people",), "At least one person must take part.")
    if sites == 0:
        yield Problem(("sites",), "They work from at least one site.")
    if people and sites and sites > people:
        yield Problem(("sites",), "There can't be more sites than people.")
    if found.get("primary_backup") is True and people is not None and people < 2:
        yield Problem(("people",), "A primary and a backup are two people.")


def answer_problems(item: Item, value: Row) -> Iterable[Problem]:
    """Problems between the parts of one of the standard questions."""
    if item.key == "posture.change_fail_rate":
        changes, failed = decimal_of(value.get("changes")), decimal_of(value.get("failed"))
        if changes is not None and failed is not None and failed > changes:
            yield Problem(("failed",), "More changes failed than were made. Check both numbers.")
