"""From an expected rush of people to the request rate that a vendor must have proved.

All sums are exact fractions until the end, so that no rounding hides in a step. Every step keeps
its formula in figures, because a page that shows only the result cannot be argued with.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from enum import StrEnum
from fractions import Fraction
from typing import Any

Number = Decimal | int


@dataclass(frozen=True, slots=True)
class Surge:
    """What is expected in the busiest window; what is left out changes nothing.

    The short form asks five of these: people, share, window, pages and retries.
    """

    people: Number
    window_s: Number
    share: Number = Decimal(1)
    turnout: Number = Decimal(1)
    burst: Number = Decimal(1)
    pages: Number = Decimal(1)
    requests_per_page: Number = Decimal(1)
    retries: Number = Decimal(1)
    bot_share: Number = Decimal(0)
    headroom: Number = Decimal(1)
    session_s: Number | None = None
    waiting: Number = Decimal(0)
    refresh_s: Number | None = None
    requests_per_refresh: Number = Decimal(1)
    conversion: Number | None = None
    slots: Number | None = None
    drain_s: Number | None = None

    def faults(self) -> tuple[tuple[str, str], ...]:
        """What cannot be computed with, as (field, sentence); nothing means that the sum can be done."""
        checks = (
            ("people", self.people < 0, "The number of people cannot be below 0."),
            ("window_s", self.window_s <= 0, "The time window must be longer than 0 seconds."),
            (
                "share",
                not 0 <= self.share <= 1,
                "The share must lie between 0 and 1 (0.2 is 20 %).",
            ),
            ("turnout", not 0 <= self.turnout <= 1, "The turnout must lie between 0 and 1."),
            (
                "bot_share",
                not 0 <= self.bot_share < 1,
                "The share of bots must be at least 0 and below 1.",
            ),
            (
                "burst",
                self.burst < 1,
                "The busiest minute cannot be below the mean: enter 1 or more.",
            ),
            (
                "retries",
                self.retries < 1,
                "The retry factor must be 1 or more (1 means no retries).",
            ),
            (
                "headroom",
                self.headroom < 1,
                "The headroom must be 1 or more (1.5 is half as much again).",
            ),
            (
                "pages",
                min(self.pages, self.requests_per_page) <= 0,
                "Pages and requests must be above 0.",
            ),
            ("waiting", self.waiting < 0, "The number of people waiting cannot be below 0."),
            (
                "refresh_s",
                self.waiting > 0 and not (self.refresh_s and self.refresh_s > 0),
                "Enter how many seconds pass between two refreshes of the waiting page.",
            ),
            (
                "drain_s",
                self.slots is not None and not (self.drain_s and self.drain_s > 0),
                "Enter in what time all appointments should be given away.",
            ),
        )
        return tuple((field, sentence) for field, wrong, sentence in checks if wrong)

    def problems(self) -> tuple[str, ...]:
        """The sentences alone."""
        return tuple(sentence for _field, sentence in self.faults())


PROPOSED: Mapping[str, Decimal] = {
    "burst": Decimal(3),
    "requests_per_page": Decimal(3),
    "retries": Decimal("1.25"),
    "bot_share": Decimal("0.10"),
    "headroom": Decimal("1.5"),
    "session_s": Decimal(480),
}
"""Figures to start from where nothing better is known; they are ours, not measured."""


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the sum: what it is, how it was computed, and what came out."""

    key: str
    label: str
    formula: str
    value: Decimal
    unit: str

    @property
    def figure(self) -> str:
        """The value as a page prints it."""
        return figure(self.value)

    @property
    def shown(self) -> str:
        """The same with its unit."""
        return f"{figure(self.value)} {self.unit}".strip()


@dataclass(frozen=True, slots=True)
class Demand:
    """What a surge asks of the system, with every step that led there."""

    steps: tuple[Step, ...]

    def value(self, key: str) -> Decimal | None:
        """The value of one step, or None where the surge did not need it."""
        for step in self.steps:
            if step.key == key:
                return step.value
        return None

    @property
    def required(self) -> Decimal:
        """Requests a second that must have been proved."""
        return self.steps[-1].value

    @property
    def required_shown(self) -> str:
        """The same as a page prints it."""
        return self.steps[-1].figure


def demand_of(surge: Surge) -> Demand:
    """Do the sum; raises ValueError with a sentence where the surge cannot be computed with."""
    problems = surge.problems()
    if problems:
        raise ValueError(" ".join(problems))
    steps: list[Step] = []

    def add(key: str, label: str, formula: str, value: Fraction, unit: str) -> Fraction:
        steps.append(Step(key, label, formula, to_decimal(value), unit))
        return value

    f = Fraction
    users = add(
        "users",
        "People who come in the window",
        _times(surge.people, surge.share, surge.turnout),
        f(surge.people) * f(surge.share) * f(surge.turnout),
        "people",
    )
    arrivals = add(
        "arrivals",
        "People who arrive each second, at the busiest moment",
        f"{figure(to_decimal(users))} ÷ {figure(surge.window_s)} s{_more(surge.burst)}",
        users / f(surge.window_s) * f(surge.burst),
        "a second",
    )
    if surge.session_s is not None:
        add(
            "concurrent",
            "People in the system at the same time",
            f"{figure(to_decimal(arrivals))} × {figure(surge.session_s)} s",
            arrivals * f(surge.session_s),
            "people",
        )
    per_booking = f(surge.pages) * f(surge.requests_per_page) * f(surge.retries)
    total = add(
        "booking_rps",
        "Requests from people who book",
        figure(to_decimal(arrivals))
        + "".join(map(_more, (surge.pages, surge.requests_per_page, surge.retries))),
        arrivals * per_booking,
        "requests a second",
    )
    if surge.waiting:
        refresh = surge.refresh_s or 1
        total += add(
            "polling_rps",
            "Requests from people who wait and refresh",
            f"{figure(surge.waiting)} ÷ {figure(refresh)} s × {figure(surge.requests_per_refresh)}",
            f(surge.waiting) / f(refresh) * f(surge.requests_per_refresh),
            "requests a second",
        )
    if surge.conversion is not None:
        add("bookings", *_bookings(surge, arrivals))
    peak = add(
        "peak",
        "Peak with bots" if surge.bot_share else "Peak",
        figure(to_decimal(total))
        + (f" ÷ (1 - {figure(surge.bot_share)})" if surge.bot_share else ""),
        total / (1 - f(surge.bot_share)),
        "requests a second",
    )
    add(
        "required",
        "Required peak",
        f"{figure(to_decimal(peak))}{_more(surge.headroom)}",
        peak * f(surge.headroom),
        "requests a second",
    )
    return Demand(tuple(steps))


class PeakKind(StrEnum):
    """How a jurisdiction said what it needs."""

    UNKNOWN = "unknown"
    NUMBER = "number"
    COMPUTED = "computed"


@dataclass(frozen=True, slots=True)
class RequiredPeak:
    """The rate that vendors are held against, or that nobody knows it yet.

    rps is the likely one; high is what the same forecast asks for if all of it comes high.
    """

    kind: PeakKind
    rps: Decimal | None = None
    demand: Demand | None = None
    high: Decimal | None = None

    @property
    def shown(self) -> str:
        """The figure with its unit, or that it is not known."""
        if self.rps is None:
            return "not known yet"
        return f"{figure(self.rps)} requests a second"

    @property
    def high_shown(self) -> str:
        """The high figure where it says more than the likely one, else nothing."""
        if self.rps is None or self.high is None or self.high <= self.rps:
            return ""
        return f"{figure(self.high)} if it comes high"


UNKNOWN_PEAK = RequiredPeak(PeakKind.UNKNOWN)


def stated_peak(rps: Number) -> RequiredPeak:
    """A required peak that somebody gives as one number."""
    if rps <= 0:
        raise ValueError("The required peak must be above 0.")
    return RequiredPeak(PeakKind.NUMBER, Decimal(rps))


def computed_peak(surge: Surge) -> RequiredPeak:
    """A required peak that comes out of a surge, with the sum kept to show."""
    demand = demand_of(surge)
    return RequiredPeak(PeakKind.COMPUTED, demand.required, demand)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the sum, three times; None where that sum does not have it."""

    key: str
    label: str
    unit: str
    low: Step | None
    likely: Step | None
    high: Step | None

    @property
    def varies(self) -> bool:
        """Whether the three are not all the same."""
        values = {one.value if one else None for one in (self.low, self.likely, self.high)}
        return len(values) > 1


@dataclass(frozen=True, slots=True)
class PeakRange:
    """Low, likely and high: one figure alone would claim to know too much."""

    low: Demand
    likely: Demand
    high: Demand

    @property
    def shown(self) -> str:
        """The three required rates in one line; one of them where they are the same."""
        low, likely, high = (figure(one.required) for one in (self.low, self.likely, self.high))
        if low == high:
            return f"{likely} requests a second"
        return f"{low} to {high} requests a second, most likely {likely}"

    @property
    def is_wide(self) -> bool:
        """Whether low and high say anything that likely does not."""
        return any(one.varies for one in self.lines)

    @property
    def lines(self) -> tuple[Line, ...]:
        """The three sums side by side, in the order of the fullest of them."""
        sums = [
            {step.key: step for step in one.steps} for one in (self.low, self.likely, self.high)
        ]
        order = max(sums, key=len)
        lines = []
        for key in order:
            low, likely, high = (one.get(key) for one in sums)
            step = likely or order[key]
            lines.append(Line(key, step.label, step.unit, low, likely, high))
        return tuple(lines)


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of the required rate was proved, as a ratio; 1 is all of it."""

    needed: Decimal
    proved: Decimal
    ratio: Decimal

    @property
    def percent(self) -> str:
        """The ratio as a whole percentage, rounded down so that 99.6 % is not all of it."""
        return f"{int(self.ratio * 100)} %"

    @property
    def suggested_score(self) -> int:
        """The score whose anchor this ratio meets; a 4 also wants a production-like set-up."""
        for score, least in ((4, "1.5"), (3, "1"), (2, "0.5")):
            if self.ratio >= Decimal(least):
                return score
        return 1

    @property
    def shown(self) -> str:
        """The whole comparison in words."""
        return f"{figure(self.proved)} of {figure(self.needed)} requests a second ({self.percent})"


def coverage(proved: Number | None, required: RequiredPeak) -> Coverage | None:
    """Hold what was proved against what is needed; None where either is not known."""
    if proved is None or required.rps is None:
        return None
    ratio = to_decimal(Fraction(proved) / Fraction(required.rps))
    return Coverage(required.rps, Decimal(proved), ratio)


def figure(value: Number, *, places: int = 2) -> str:
    """A number as people read it: thousands separated, at most two decimals, half up."""
    amount = Decimal(value)
    places = places if abs(amount) >= 1 else max(places, 4)
    step = Decimal(1).scaleb(-places)
    with localcontext() as context:
        context.prec = 60
        text = f"{amount.quantize(step, ROUND_HALF_UP):,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def to_decimal(value: Fraction) -> Decimal:
    """A fraction as a Decimal of 28 digits."""
    return Decimal(value.numerator) / Decimal(value.denominator)


def to_dict(surge: Surge) -> dict[str, str | None]:
    """A surge as JSON; figures as text, so that none loses a digit."""
    return {
        name: None if (value := getattr(surge, name)) is None else str(value)
        for name in Surge.__dataclass_fields__
    }


def from_dict(stored: Mapping[str, Any]) -> Surge:
    """The opposite of to_dict; what is missing takes its neutral value."""
    known = {
        name: None if stored[name] is None else Decimal(str(stored[name]))
        for name in Surge.__dataclass_fields__
        if name in stored
    }
    return Surge(**known)  # type: ignore[arg-type]  # None stands only where to_dict wrote it


def _times(*factors: Number) -> str:
    """Factors in a row; the first always, the others only where they change something."""
    first, *rest = factors
    return figure(first) + "".join(_more(one) for one in rest)


def _more(factor: Number) -> str:
    return "" if factor == 1 else f" × {figure(factor)}"


def _bookings(surge: Surge, arrivals: Fraction) -> tuple[str, str, Fraction, str]:
    wanted = arrivals * Fraction(surge.conversion or 0)
    text = f"{figure(to_decimal(arrivals))} × {figure(surge.conversion or 0)}"
    if surge.slots is not None and surge.drain_s:
        supply = Fraction(surge.slots) / Fraction(surge.drain_s)
        text = f"the smaller of {text} and {figure(surge.slots)} ÷ {figure(surge.drain_s)} s"
        wanted = min(wanted, supply)
    return "Bookings needed each second", text, wanted, "a second"
