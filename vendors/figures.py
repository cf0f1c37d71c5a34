"""What an answer comes to: outages, promises, credits and chains worked out beside the words.

Made from the Declared of a submission or of a draft, never stored. What was reached is rounded
down, so that 99.8999 never reads as 99.9.
"""

import calendar
import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Decimal
from typing import Any

from portal.documents.charts import Interval, timeline
from vendors.declared import Declared, declared_by, year_of
from vendors.questionnaire.cells import plain_number
from vendors.questionnaire.derived import share
from vendors.questionnaire.display import Shown, date_text, month_text, seconds_text
from vendors.questionnaire.kinds import MAX_NUMBER
from vendors.questionnaire.rows import credit_of, decimal_of
from vendors.uptime import (
    MONTH_MINUTES,
    YEAR_MINUTES,
    Month,
    Outage,
    Reliability,
    allowed_minutes,
    availability_of,
    by_month,
    chain_of,
    effective_availability,
    reliability_of,
    worst_case_minutes,
)

COMMON_SHARE = Decimal("0.1")
"""Assumed share of failures that strike all copies of a part at once; said wherever it is used."""
_LONG = Decimal(120)
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Figures:
    """What one answer comes to."""

    pieces: tuple[Shown, ...] = ()
    chart: str = ""
    """SVG with its own text alternative; every text in it is escaped."""

    def __bool__(self) -> bool:
        return bool(self.pieces or self.chart)

    @property
    def lines(self) -> tuple[Shown, ...]:
        return tuple(one for one in self.pieces if not one.is_table)

    @property
    def tables(self) -> tuple[Shown, ...]:
        return tuple(one for one in self.pieces if one.is_table)


NO_FIGURES = Figures()


@dataclass(frozen=True, slots=True)
class Context:
    """All that figures are made from."""

    value: Mapping[str, Any]
    declared: Declared
    at: dt.datetime | None
    key: str


@dataclass(slots=True)
class _Lines:
    """Figures while they are being put together."""

    prefix: str
    pieces: list[Shown] = field(default_factory=list)

    def say(self, label: str, text: str) -> None:
        self.pieces.append(Shown(f"{self.prefix}.{len(self.pieces)}", label, text))

    def table(self, label: str, headers: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        self.pieces.append(
            Shown(
                f"{self.prefix}.{len(self.pieces)}",
                label,
                headers=tuple(headers),
                rows=tuple(tuple(row) for row in rows),
                numeric=(False, *(True for _ in headers[1:])),
            )
        )


def figures_of(
    item_key: str,
    content: Mapping[str, Any],
    *,
    declared: Declared | None = None,
    at: dt.datetime | None = None,
    key: str = "",
) -> Figures:
    """What the answer to this question comes to; empty for questions without arithmetic.

    content: as a submission has it. at: when the twelve months of a list of outages end.
    key: a name for the chart that is unique on its page.
    """
    compute = _FIGURES.get(item_key)
    answers = content.get("answers")
    answer = answers.get(item_key) if isinstance(answers, Mapping) else None
    value = answer.get("value") if isinstance(answer, Mapping) else None
    if compute is None or not isinstance(value, Mapping) or not value:
        return NO_FIGURES
    context = Context(
        value, declared or declared_by(content, at=at), at, f"{key}{item_key}" or item_key
    )
    return compute(context)


def percent(value: Decimal, promise: Decimal | None = None) -> str:
    """A reached availability: three digits after the point, or as many as the promise, down."""
    exponent = promise.as_tuple().exponent if promise is not None else 0
    digits = max(3, -exponent if isinstance(exponent, int) else 0)
    return f"{plain_number(value.quantize(Decimal(1).scaleb(-digits), ROUND_DOWN))} %"


def minutes_text(minutes: Decimal) -> str:
    """Downtime in minutes, with hours beside long ones."""
    text = plain_number(minutes.quantize(Decimal("0.01"), ROUND_HALF_UP))
    said = f"{text} minute" if text == "1" else f"{text} minutes"
    if minutes < _LONG:
        return said
    hours = plain_number((minutes / 60).quantize(Decimal("0.1"), ROUND_HALF_UP))
    return f"{said} ({hours} hours)"


def used_text(down: Decimal, budget: Decimal) -> str:
    """How much of a budget was used; a promise of 100 % leaves none."""
    if budget <= 0:
        return "no budget" if down else "0 %"
    used = (down / budget * 100).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return f"{plain_number(used)} %"


# --- outages and months --------------------------------------------------------------------------


def _history(at: Context) -> Figures:
    months, promise = at.declared.months, at.declared.uptime_promise
    if not months:
        return NO_FIGURES
    lines = _Lines(at.key)
    named = "1 month" if len(months) == 1 else f"{len(months)} months"
    seen, counted = availability_of(months, seen=True), availability_of(months)
    if seen is not None:
        lines.say(f"Availability over {named}, as residents saw it", percent(seen, promise))
    planned = sum((one.planned for one in months), Decimal(0))
    if planned and counted is not None:
        lines.say("With announced maintenance left out", percent(counted, promise))
    unplanned = sum((one.unplanned for one in months), Decimal(0))
    whole = sum((one.minutes - one.planned for one in months), Decimal(0))
    if promise is not None and unplanned <= whole:
        _budget(lines, promise, unplanned, whole, named)
    _by_month(lines, months, promise)
    down = [one for one in months if one.unplanned or one.planned]
    return Figures(tuple(lines.pieces), _months_chart(at, months) if down else "")


def _budget(lines: _Lines, promise: Decimal, down: Decimal, minutes: Decimal, period: str) -> None:
    budget = allowed_minutes(promise, minutes)
    lines.say(
        f"Error budget of the promise used in {period}",
        f"{used_text(down, budget)}: {minutes_text(down)} of {minutes_text(budget)} that "
        f"{plain_number(promise)} % allows",
    )


def _by_month(lines: _Lines, months: Sequence[Month], promise: Decimal | None) -> None:
    headers = ["Month", "Unplanned, minutes", "Planned, minutes", "Availability"]
    if promise is not None:
        headers.append(f"Budget of {plain_number(promise)} % used")
    rows = []
    for one in months:
        reached = one.counted
        row = [
            month_text(one.month),
            _round(one.unplanned),
            _round(one.planned),
            percent(reached, promise) if reached is not None else "not measured",
        ]
        if promise is not None:
            budget = allowed_minutes(promise, one.minutes - one.planned)
            row.append(used_text(one.unplanned, budget))
        rows.append(row)
    lines.table("Month by month, maintenance left out of availability", headers, rows)


def _round(minutes: Decimal) -> str:
    return plain_number(minutes.quantize(Decimal("0.1"), ROUND_UP))


def _outages(at: Context) -> Figures:
    outages, promise = at.declared.outage_list, at.declared.uptime_promise
    if not outages:
        return NO_FIGURES
    start, end = year_of(outages, at.at)
    found = reliability_of(outages, start=start, end=end)
    lines = _Lines(at.key)
    _means(lines, found)
    if found.availability is not None:
        lines.say(
            f"Availability in the 12 months to {date_text(end.date().isoformat())}",
            percent(found.availability, promise),
        )
    if promise is not None:
        _budget(lines, promise, found.down, found.period, "12 months")
    touched = [one for one in by_month(outages, start=start, end=end) if one.unplanned]
    if touched:
        _by_month(lines, touched, promise)
    return Figures(tuple(lines.pieces), _outages_chart(at, found, outages, (start, end)))


def _means(lines: _Lines, found: Reliability) -> None:
    counted = "1 unplanned outage" if found.outages == 1 else f"{found.outages} unplanned outages"
    lines.say("Counted", f"{counted}, {minutes_text(found.down)} in all")
    for label, minutes in (
        ("Mean time to notice (MTTD), from the start", found.mttd),
        ("Mean time to acknowledge (MTTA), from noticing", found.mtta),
        ("Mean time to repair (MTTR), from the start until residents could use it", found.mttr),
        ("Median time to repair", found.mttr_median),
        ("Longest", found.longest),
    ):
        if minutes is not None:
            lines.say(label, minutes_text(minutes))
    if found.mtbf is not None:
        lines.say("Mean time between failures (MTBF)", seconds_text(int(found.mtbf * 60)))
    if found.incomplete:
        number = "1 outage lacks" if found.incomplete == 1 else f"{found.incomplete} outages lack"
        lines.say("Not counted everywhere", f"{number} a time, and so is missing from some means")


def _outages_chart(
    at: Context,
    found: Reliability,
    outages: Sequence[Outage],
    period: tuple[dt.datetime, dt.datetime],
) -> str:
    start, end = period
    whole = (end - start) / dt.timedelta(minutes=1)
    intervals = []
    for one in outages:
        since, till = max(one.started, start), min(one.restored or end, end)
        if till > since:
            left, right = ((stamp - start) / dt.timedelta(minutes=1) for stamp in (since, till))
            intervals.append(
                Interval(
                    left / whole,
                    right / whole,
                    right - left,
                    one.planned,
                    minutes_text(Decimal(str(round(right - left, 2)))),
                )
            )
    longest = f", the longest {minutes_text(found.longest)}" if found.longest is not None else ""
    planned = sum(one.planned for one in intervals)
    sentence = (
        f"Twelve months to {date_text(end.date().isoformat())}: {found.outages} unplanned, "
        f"{minutes_text(found.down)} in all{longest}; {planned} planned, "
        f"{minutes_text(found.planned_down)}."
    )
    return timeline(at.key, sentence, _ticks(start, end), intervals)


def _ticks(start: dt.datetime, end: dt.datetime) -> list[tuple[float, str]]:
    """Where each month of a period begins."""
    ticks: list[tuple[float, str]] = []
    year, month = start.year, start.month
    while True:
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        first = dt.datetime(year, month, 1, tzinfo=start.tzinfo)
        if first >= end:
            return ticks
        ticks.append(((first - start) / (end - start), _short(year, month)))


def _short(year: int, month: int) -> str:
    name = calendar.month_abbr[month]
    return f"{name} {year}" if month == 1 else name


def _months_chart(at: Context, months: Sequence[Month]) -> str:
    wide = 1 / max(len(months), _MONTHS)
    intervals = [
        Interval(
            (place + 0.2) * wide,
            (place + 0.8) * wide,
            float(minutes),
            planned,
            minutes_text(minutes),
        )
        for place, one in enumerate(months)
        for minutes, planned in ((one.unplanned, False), (one.planned, True))
        if minutes
    ]
    ticks = [(place * wide, month_text(one.month)[:3]) for place, one in enumerate(months)]
    worst = max(months, key=lambda one: one.unplanned)
    unplanned = sum((one.unplanned for one in months), Decimal(0))
    planned = sum((one.planned for one in months), Decimal(0))
    sentence = (
        f"{month_text(months[0].month)} to {month_text(months[-1].month)}: "
        f"{minutes_text(unplanned)} unplanned, most in {month_text(worst.month)} "
        f"with {minutes_text(worst.unplanned)}; {minutes_text(planned)} planned."
    )
    return timeline(at.key, sentence, ticks, intervals)


# --- promises ------------------------------------------------------------------------------------


def _promise(at: Context) -> Figures:
    promise = at.declared.uptime_promise
    if promise is None:
        return NO_FIGURES
    lines = _Lines(at.key)
    month, year = (allowed_minutes(promise, one) for one in (MONTH_MINUTES, YEAR_MINUTES))
    lines.say("Downtime that this allows in 30 days", minutes_text(month))
    lines.say("In a year", minutes_text(year))
    if at.declared.maintenance_s:
        _worst(lines, promise, Decimal(at.declared.maintenance_s) / 60)
    return Figures(tuple(lines.pieces))


def _worst(lines: _Lines, promise: Decimal, hidden: Decimal) -> None:
    if hidden >= MONTH_MINUTES:
        return
    worst = worst_case_minutes(promise, MONTH_MINUTES, excluded=hidden)
    lines.say(
        "Most that residents may see in 30 days",
        f"{minutes_text(worst)}, because {minutes_text(hidden)} of maintenance do not count",
    )
    lines.say(
        "In a year",
        minutes_text(
            worst_case_minutes(
                promise, YEAR_MINUTES, excluded=hidden * YEAR_MINUTES / MONTH_MINUTES
            )
        ),
    )
    lines.say(
        "For residents the promise is worth",
        percent(effective_availability(promise, MONTH_MINUTES, excluded=hidden)),
    )


def _definition(at: Context) -> Figures:
    promise, hidden = at.declared.uptime_promise, at.declared.maintenance_s
    if promise is None or not hidden:
        return NO_FIGURES
    lines = _Lines(at.key)
    _worst(lines, promise, Decimal(hidden) / 60)
    return Figures(tuple(lines.pieces))


def _repair(at: Context) -> Figures:
    promise, restore = at.declared.uptime_promise, at.declared.repair_promised_s
    if restore is None:
        return NO_FIGURES
    lines = _Lines(at.key)
    if promise is not None:
        budget = allowed_minutes(promise, MONTH_MINUTES)
        lines.say(
            "One repair that takes as long as promised",
            f"{minutes_text(Decimal(restore) / 60)}, {used_text(Decimal(restore) / 60, budget)} "
            f"of the {minutes_text(budget)} that {plain_number(promise)} % allows in 30 days",
        )
    if at.declared.repair_achieved_s is not None:
        lines.say(
            f"Reached so far ({at.declared.repair_source.lower()})",
            minutes_text(at.declared.repair_achieved_s / 60),
        )
    return Figures(tuple(lines.pieces))


def _credits(at: Context) -> Figures:
    tiers, months = at.declared.credit_tiers, at.declared.months
    promise = at.declared.uptime_promise
    if not tiers:
        return NO_FIGURES
    lines = _Lines(at.key)
    if promise is not None and (credit := credit_of(tiers, promise)):
        lines.say(
            "Credit for keeping the promise",
            f"{plain_number(credit)} %: {plain_number(promise)} % lies in a tier that pays",
        )
    rows, paid = [], 0
    for one in months:
        if one.counted is None:
            continue
        credit = credit_of(tiers, one.counted)
        paid += bool(credit)
        said = "no tier covers it" if credit is None else f"{plain_number(credit)} %"
        rows.append((month_text(one.month), percent(one.counted, promise), said))
    if rows:
        lines.say("Months declared that would have earned a credit", f"{paid} of {len(rows)}")
        lines.table("Declared months under these tiers", ("Month", "Availability", "Credit"), rows)
    return Figures(tuple(lines.pieces))


def _chain(at: Context) -> Figures:
    links, promise = at.declared.links, at.declared.uptime_promise
    if not links:
        return NO_FIGURES
    lines = _Lines(at.key)
    rows = [
        (
            one.name or "Unnamed part",
            f"{plain_number(one.availability * 100)} %",
            f"{one.needed} of {one.copies}",
            percent(one.reached(COMMON_SHARE) * 100, promise),
        )
        for one in links
    ]
    lines.table(
        "Availability of each part with its zones",
        ("Part", "In one zone", "Zones needed", "With all zones"),
        rows,
    )
    apart, together = (
        chain_of(links, common_share=one) * 100 for one in (Decimal(0), COMMON_SHARE)
    )
    lines.say("All parts together, if zones fail independently", percent(apart, promise))
    lines.say(
        "If one failure in ten strikes all zones of a part at once", percent(together, promise)
    )
    if promise is not None:
        verdict = "more than" if promise > together else "not more than"
        lines.say("Promised", f"{plain_number(promise)} %, {verdict} these parts give together")
    missing = len(at.declared.tiers) - len(links)
    if missing:
        named = "1 part has" if missing == 1 else f"{missing} parts have"
        lines.say("Left out", f"{named} no availability, so that the chain is no better than this")
    return Figures(tuple(lines.pieces))


def _failed_share(at: Context) -> Figures:
    changes, failed = (decimal_of(at.value.get(one)) for one in ("changes", "failed"))
    if not changes or failed is None or not 0 <= failed <= changes <= MAX_NUMBER:
        return NO_FIGURES
    lines = _Lines(at.key)
    lines.say("Share that failed", f"{share(failed, changes)} %")
    return Figures(tuple(lines.pieces))


_FIGURES: Mapping[str, Callable[[Context], Figures]] = {
    "posture.change_fail_rate": _failed_share,
    "posture.availability_history": _history,
    "posture.mttr_log": _outages,
    "sla.uptime": _promise,
    "sla.definition": _definition,
    "sla.mttr": _repair,
    "sla.remedy": _credits,
    "cloud.multi_zone": _chain,
}
