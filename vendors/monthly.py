"""A provider's monthly figures after signing: what was asked for, what was filed, met or missed.

A month is the date of its first day. Days are those of the workspace's zone; every function that
depends on the day takes it. Uptime is filed as minutes of downtime, because a month that is rounded
to 99.9 % can hide a quarter of an hour. A figure that was corrected is the one that was filed last.
"""

import calendar
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_DOWN, Decimal
from enum import StrEnum
from zoneinfo import ZoneInfo

from vendors.declared import Declared
from vendors.uptime import allowed_minutes, measured

MINUTES_A_DAY = 24 * 60
DAY_TO_FILE = 10
"""Day of the following month by which a month is filed unless somebody says otherwise."""
LAST_DAY_TO_FILE = 28
"""Every month has it."""
MONTHS_AHEAD = 12
"""A first month lies at most this far ahead."""


class Direction(StrEnum):
    """On which side of its target a figure keeps the promise; the values are stored."""

    AT_LEAST = "at least"
    AT_MOST = "at most"


class Unit(StrEnum):
    """What a target counts; the values are stored."""

    PERCENT = "%"
    MINUTES = "minutes"


@dataclass(frozen=True, slots=True)
class Kind:
    """One figure that can be asked for each month.

    criteria: the topics that a miss belongs to, the best first; it goes to the first that is asked.
    field: the figure of ``Declared`` that says what was promised; seconds unless unit is percent.
    asked: what the provider is asked to file, always in minutes.
    """

    key: str
    label: str
    unit: Unit
    direction: Direction
    criteria: tuple[str, ...]
    field: str
    asked: str
    help: str


UPTIME = "uptime"
KINDS = (
    Kind(
        UPTIME,
        "Uptime",
        Unit.PERCENT,
        Direction.AT_LEAST,
        ("posture.availability", "sla.objectives"),
        "uptime_promise",
        "Minutes of downtime",
        "Announced maintenance is left out if it is asked for by itself.",
    ),
    Kind(
        "maintenance",
        "Announced maintenance",
        Unit.MINUTES,
        Direction.AT_MOST,
        ("chg.release", "sla.objectives"),
        "maintenance_s",
        "Minutes of announced maintenance",
        "All of the month together.",
    ),
    Kind(
        "repair",
        "Longest repair",
        Unit.MINUTES,
        Direction.AT_MOST,
        ("posture.repair", "sla.repair", "sla.objectives"),
        "repair_promised_s",
        "Minutes of the longest repair",
        "From the start of an outage until residents could use the service again. 0 without outages.",
    ),
    Kind(
        "paging",
        "Longest wait for the on-call person",
        Unit.MINUTES,
        Direction.AT_MOST,
        ("obs.detection", "prep.response", "sla.repair"),
        "detect_promised_s",
        "Minutes until the on-call person was paged, at the longest",
        "From the start of an outage. 0 without outages.",
    ),
    Kind(
        "loss",
        "Data lost",
        Unit.MINUTES,
        Direction.AT_MOST,
        ("deg.integrity", "deg.fallback"),
        "data_loss_s",
        "Minutes of entries lost in an outage",
        "The most that one outage cost. 0 where nothing was lost.",
    ),
)
"""All that can be asked for; filed figures are minutes throughout."""
BY_KEY: Mapping[str, Kind] = {one.key: one for one in KINDS}


@dataclass(frozen=True, slots=True)
class Objective:
    """One figure with its target, as it was asked for.

    promised: what the provider promised in its last submission, in the same unit; None for nothing.
    """

    key: str
    label: str
    unit: str
    direction: Direction
    target: Decimal
    criterion: str
    promised: Decimal | None = None

    def limit(self, month: date) -> Decimal:
        """Minutes that may be filed for this month at most without missing the target."""
        if self.unit == Unit.PERCENT:
            return allowed_minutes(self.target, Decimal(minutes_of(month)))
        return self.target

    def is_met(self, filed: Decimal, month: date) -> bool:
        return filed <= self.limit(month)

    @property
    def shown_target(self) -> str:
        return f"{self.direction.value} {shown(self.target, self.unit)}"

    def shown_limit(self, month: date) -> str:
        """The most minutes, rounded down so that nobody is promised more than there is."""
        return shown(self.limit(month).quantize(Decimal("0.01"), ROUND_DOWN), Unit.MINUTES)

    def shown_value(self, filed: Decimal, month: date) -> str:
        """What was filed: minutes, and the uptime that they come to."""
        if self.unit != Unit.PERCENT:
            return shown(filed, Unit.MINUTES)
        reached = measured(Decimal(minutes_of(month)), filed) or Decimal(0)
        digits = Decimal(1).scaleb(-max(2, _places(self.target)))
        percent = shown(reached.quantize(digits, ROUND_DOWN), Unit.PERCENT)
        return f"{percent} ({shown(filed, Unit.MINUTES)} down)"


def _places(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0


def shown(value: Decimal, unit: str) -> str:
    """A figure with its unit, without idle zeros."""
    plain = f"{value:f}"
    number = plain.rstrip("0").rstrip(".") if "." in plain else plain
    if unit == Unit.MINUTES and value == 1:
        return "1 minute"
    return f"{number} {unit}"


@dataclass(frozen=True, slots=True)
class Proposal:
    """One figure that can be asked for, its topic, and what was promised of it; None for nothing."""

    kind: Kind
    criterion: str
    promised: Decimal | None

    def objective(self, target: Decimal) -> Objective:
        """The figure with the target that is asked for."""
        kind = self.kind
        return Objective(
            kind.key,
            kind.label,
            kind.unit.value,
            kind.direction,
            target,
            self.criterion,
            self.promised,
        )


def proposals(declared: Declared, topics: Collection[str]) -> tuple[Proposal, ...]:
    """What can be asked for, with what a submission promised of each.

    topics: keys of what the evaluation asks; a figure that belongs to none of them is left out,
    because nobody could say there what a miss means.
    """
    found = ((one, next((key for key in one.criteria if key in topics), "")) for one in KINDS)
    return tuple(Proposal(one, key, _promised(declared, one)) for one, key in found if key)


def _promised(declared: Declared, kind: Kind) -> Decimal | None:
    found: Decimal | int | None = getattr(declared, kind.field)
    if found is None:
        return None
    return Decimal(found) if kind.unit is Unit.PERCENT else Decimal(found) / 60


def may_be_target(kind: Kind, target: Decimal) -> str:
    """Why a target can't be one, as a sentence; empty where it can."""
    if kind.unit is Unit.PERCENT:
        return "" if 0 < target <= 100 else "Enter a share above 0 and up to 100 %."
    return "" if 0 <= target <= 31 * MINUTES_A_DAY else "Enter minutes that fit into a month."


# --- Months -----------------------------------------------------------------------------------


def month_of(day: date) -> date:
    return day.replace(day=1)


def following(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)


def months(first: date, last: date) -> Iterator[date]:
    """All months from one to another, both included."""
    while first <= last:
        yield first
        first = following(first)


def minutes_of(month: date) -> int:
    return calendar.monthrange(month.year, month.month)[1] * MINUTES_A_DAY


def due_of(month: date, day: int) -> date:
    """The last day on which a month is filed in time."""
    return following(month).replace(day=day)


def in_words(month: date) -> str:
    return f"{calendar.month_name[month.month]} {month.year}"


# --- What was filed ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for from a month on, until something else is; without objectives: nothing."""

    first: date
    due_day: int
    objectives: tuple[Objective, ...]


@dataclass(frozen=True, slots=True)
class Filed:
    """The figures of one month as they were filed once, by key, in minutes."""

    month: date
    at: datetime
    figures: Mapping[str, Decimal]


class Outcome(StrEnum):
    """What became of a figure or of a month, in the words that people read."""

    RUNNING = "Not over yet"
    WAITED_FOR = "To file"
    MET = "Met"
    MISSED = "Missed"
    NOT_FILED = "Not filed"


@dataclass(frozen=True, slots=True)
class Figure:
    """One objective in one month: what was filed, since when that stands, and what it means."""

    objective: Objective
    month: date
    outcome: Outcome
    value: Decimal | None = None
    since: datetime | None = None

    @property
    def shown(self) -> str:
        """What was filed in words; empty while nothing was."""
        return "" if self.value is None else self.objective.shown_value(self.value, self.month)

    @property
    def limit(self) -> str:
        return self.objective.shown_limit(self.month)


@dataclass(frozen=True, slots=True)
class Line:
    """One month: by when it is filed, its figures, and how often it was corrected."""

    month: date
    due: date
    outcome: Outcome
    figures: tuple[Figure, ...]
    filed_on: date | None = None
    """When it was filed first."""
    times: int = 0

    @property
    def words(self) -> str:
        return in_words(self.month)

    @property
    def is_over(self) -> bool:
        return self.outcome is not Outcome.RUNNING

    @property
    def is_to_file(self) -> bool:
        """Whether figures are awaited, in time or not."""
        return self.outcome in {Outcome.WAITED_FOR, Outcome.NOT_FILED}

    @property
    def was_late(self) -> bool:
        return self.filed_on is not None and self.filed_on > self.due

    @property
    def missed(self) -> tuple[Figure, ...]:
        return tuple(one for one in self.figures if one.outcome is Outcome.MISSED)

    def figure(self, key: str) -> Figure | None:
        return next((one for one in self.figures if one.objective.key == key), None)


def asked_in(month: date, asked: Sequence[Asked]) -> Asked | None:
    """What holds for a month: what was asked last of all that had begun; asked in that order."""
    found = [one for one in asked if one.first <= month]
    return found[-1] if found and found[-1].objectives else None


def series(
    asked: Sequence[Asked], filed: Sequence[Filed], *, today: date, zone: ZoneInfo
) -> tuple[Line, ...]:
    """Every month that was asked for up to the running one, oldest first.

    asked and filed in the order in which they were written.
    """
    if not asked:
        return ()
    first = min(one.first for one in asked)
    lines = []
    for month in months(first, month_of(today)):
        if holds := asked_in(month, asked):
            those = [one for one in filed if one.month == month]
            lines.append(_line(month, holds, those, today, zone))
    return tuple(lines)


def _line(month: date, asked: Asked, filed: Sequence[Filed], today: date, zone: ZoneInfo) -> Line:
    due = due_of(month, asked.due_day)
    empty = _without_figures(month, due, today)
    figures = tuple(_figure(one, month, filed, empty) for one in asked.objectives)
    outcomes = {one.outcome for one in figures}
    order = (Outcome.MISSED, empty, Outcome.MET)
    return Line(
        month,
        due,
        next(one for one in order if one in outcomes),
        figures,
        filed[0].at.astimezone(zone).date() if filed else None,
        len(filed),
    )


def _without_figures(month: date, due: date, today: date) -> Outcome:
    if today < following(month):
        return Outcome.RUNNING
    return Outcome.WAITED_FOR if today <= due else Outcome.NOT_FILED


def _figure(objective: Objective, month: date, filed: Sequence[Filed], empty: Outcome) -> Figure:
    value, since = None, None
    for one in filed:
        said = one.figures.get(objective.key)
        if said is not None and said != value:
            value, since = said, one.at
    if value is None:
        return Figure(objective, month, empty)
    outcome = Outcome.MET if objective.is_met(value, month) else Outcome.MISSED
    return Figure(objective, month, outcome, value, since)


# --- What it means to whoever judges -----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Miss:
    """A figure that missed its target or was not filed, and since when that is so."""

    figure: Figure
    at: datetime

    @property
    def words(self) -> str:
        target = self.figure.objective
        of = f"{target.label} in {in_words(self.figure.month)}"
        if self.is_unfiled:
            return f"{of}: not filed"
        # A target that somebody set is not called a promise: the provider reads it in letters.
        said = "promised" if target.promised == target.target else "asked for"
        return f"{of}: {self.figure.shown}, {said} {target.shown_target}"

    @property
    def is_unfiled(self) -> bool:
        return self.figure.outcome is Outcome.NOT_FILED


def misses(lines: Iterable[Line], *, zone: ZoneInfo) -> dict[str, tuple[Miss, ...]]:
    """What was missed or not filed, by topic, the newest month first.

    A month counts as not filed from midnight after its due day.
    """
    found: dict[str, list[Miss]] = {}
    for line in sorted(lines, key=lambda one: one.month, reverse=True):
        for figure in line.figures:
            if figure.outcome is Outcome.MISSED and figure.since is not None:
                at = figure.since
            elif figure.outcome is Outcome.NOT_FILED:
                at = datetime.combine(line.due + timedelta(days=1), time.min, zone)
            else:
                continue
            found.setdefault(figure.objective.criterion, []).append(Miss(figure, at))
    return {topic: tuple(those) for topic, those in found.items()}


# --- When to remind ----------------------------------------------------------------------------

DAYS_BEFORE = 3
"""How long before its due day a month is reminded of, but never before the month is over."""
DAYS_AFTER = 7
"""How long after its due day it is still news that a month was not filed."""


class Turn(StrEnum):
    """Why somebody is written to about a month; the values are stored."""

    NEAR = "near"
    OVER = "over"


def turns_of(month: date, due: date) -> dict[Turn, date]:
    """The first day of each turn of a month."""
    near = max(due - timedelta(days=DAYS_BEFORE), following(month))
    return {Turn.NEAR: near, Turn.OVER: due + timedelta(days=1)}


def turn_of(line: Line, day: date) -> Turn | None:
    """Why to write about a month on a day; None where there is no need."""
    turns = turns_of(line.month, line.due)
    if line.outcome is Outcome.WAITED_FOR and day >= turns[Turn.NEAR]:
        return Turn.NEAR
    is_news = day <= line.due + timedelta(days=DAYS_AFTER)
    return Turn.OVER if line.outcome is Outcome.NOT_FILED and is_news else None


def next_turn(asked: Sequence[Asked], *, after: date) -> date | None:
    """The next day after one on which a turn of a month begins; None if nothing is asked for."""
    if not asked:
        return None
    start = max(min(one.first for one in asked), month_of(month_of(after) - timedelta(days=1)))
    end = max(start, *(one.first for one in asked), following(month_of(after)))
    days = (
        day
        for month in months(start, end)
        if (holds := asked_in(month, asked))
        for day in turns_of(month, due_of(month, holds.due_day)).values()
    )
    return min((day for day in days if day > after), default=None)
