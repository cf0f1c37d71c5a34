"""How far reviewers agree: Krippendorff's alpha, its uncertainty, and plain shares beside it.

A unit is one vendor on one criterion, with the scores that reviewers gave it on their own; a score
that is missing is None or left out. Source of the coefficient: K. Krippendorff, Content Analysis,
chapter on reliability. Sums are whole numbers, so that alpha is exact.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import lcm, sqrt

GOOD, TENTATIVE = Fraction(4, 5), Fraction(667, 1000)
"""Krippendorff's usual limits."""
LEAST_CRITERIA = 2
LEAST_UNITS = 12
"""Below it, alpha over equal reviewers scatters too widely to say anything."""
LEAST_UNITS_OF_SECTION = 24
LEAST_FOR_RANGE = 3
WIDTH = 1.96
"""Standard errors to either side of an interval of 95 %."""

Unit = Sequence[int | None]
Cells = Mapping[tuple[str, str], Unit]
"""Scores by vendor key and criterion key."""


class Metric(StrEnum):
    """How far apart two scores are taken to be."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"


@dataclass(frozen=True, slots=True)
class Shares:
    """What share of the pairs of scores is the same, and what share is at most one apart."""

    exact: Fraction
    within_one: Fraction
    pairs: int


@dataclass(frozen=True, slots=True)
class Interval:
    """The jackknife's estimate of alpha, its standard error and 95 % to either side, 1 at most."""

    value: float
    error: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far reviewers agree over some cells; without alpha, `why_not` says why."""

    scores: int
    units: int
    """Cells with two scores or more."""
    shares: Shares | None
    alpha: Fraction | None = None
    interval: Interval | None = None
    why_not: str = ""

    @property
    def words(self) -> str:
        """How alpha reads."""
        return "" if self.alpha is None else reading(self.alpha)

    @property
    def alpha_shown(self) -> str:
        """Alpha with two digits."""
        return "" if self.alpha is None else f"{float(self.alpha):.2f}"

    @property
    def interval_shown(self) -> str:
        """The interval in words."""
        one = self.interval
        return "" if one is None else f"{one.low:.2f} to {one.high:.2f}"

    @property
    def exact_shown(self) -> str:
        """Of how many pairs both scores are the same."""
        return "" if self.shares is None else _percent(self.shares.exact)

    @property
    def within_one_shown(self) -> str:
        """Of how many pairs the scores are at most one apart."""
        return "" if self.shares is None else _percent(self.shares.within_one)


def agreement(cells: Cells, *, least_units: int = LEAST_UNITS) -> Agreement:
    """How far reviewers agree over several criteria, by the ordinal metric.

    Alpha is refused for one criterion alone and for fewer units than least_units; the shares,
    which are plain counts, stand all the same.
    """
    pairable = {at: unit for at, unit in cells.items() if len(_given(unit)) > 1}
    units = tuple(pairable.values())
    scores = sum(len(_given(unit)) for unit in cells.values())
    found = shares(units)
    refused = _refused(pairable, least_units)
    value = None if refused else alpha(units)
    if value is None:
        why = refused or "All scores are the same: nothing to measure."
        return Agreement(scores, len(units), found, why_not=why)
    return Agreement(scores, len(units), found, value, jackknife(units))


def of_section(cells: Cells) -> Agreement:
    """The same over one section, which needs more units to say anything by itself."""
    return agreement(cells, least_units=LEAST_UNITS_OF_SECTION)


def _refused(pairable: Cells, least_units: int) -> str:
    if not pairable:
        return "One reviewer only: agreement needs two scores of the same answer."
    if len({value for unit in pairable.values() for value in _given(unit)}) == 1:
        return "All scores are the same: nothing to measure."
    if len({criterion for _vendor, criterion in pairable}) < LEAST_CRITERIA:
        return "One topic alone says too little: agreement is measured over several."
    if len(pairable) < least_units:
        return (
            f"Too few scores to measure: {len(pairable)} answers were scored by two reviewers or "
            f"more, and it takes {least_units}."
        )
    return ""


def reading(value: Fraction | float) -> str:
    """Alpha in plain words."""
    if value >= GOOD:
        return "good"
    return "tentative" if value >= TENTATIVE else "discuss or reword the anchors"


def alpha(units: Iterable[Unit], metric: Metric = Metric.ORDINAL) -> Fraction | None:
    """Krippendorff's alpha = 1 - Do / De; 1 is full agreement, 0 what chance would give.

    Do = (1/n) sum o_ck d2(c,k) and De = 1/(n(n-1)) sum n_c n_k d2(c,k), with coincidences
    o_ck = sum over units of ordered pairs (c,k) / (m_u - 1), n_c their row sums and n their sum.
    None where it is undefined: nothing pairable, or all scores the same (De = 0).
    """
    table = _Table.of(units)
    return table.alpha(metric)


def jackknife(units: Iterable[Unit], metric: Metric = Metric.ORDINAL) -> Interval | None:
    """Leave out each pairable unit in turn: N a - (N-1) a_i are the pseudo-values.

    Their mean is the estimate, the root of their variance / N its standard error. None for fewer
    than three units, or where alpha without one of them is undefined.
    """
    table = _Table.of(units)
    number = len(table.units)
    whole = table.alpha(metric)
    if whole is None or number < LEAST_FOR_RANGE:
        return None
    pseudo = []
    for unit in table.units:
        table.add(unit, -1)
        without = table.alpha(metric)
        table.add(unit, 1)
        if without is None:
            return None
        pseudo.append(number * float(whole) - (number - 1) * float(without))
    value = sum(pseudo) / number
    variance = sum((one - value) ** 2 for one in pseudo) / (number - 1)
    error = sqrt(variance / number)
    return Interval(value, error, value - WIDTH * error, min(1.0, value + WIDTH * error))


def shares(units: Iterable[Unit]) -> Shares | None:
    """Count each pair of scores of the same unit once; None where there is no pair."""
    exact = near = pairs = 0
    for unit in units:
        values = _given(unit)
        for at, one in enumerate(values):
            for other in values[at + 1 :]:
                pairs += 1
                exact += one == other
                near += abs(one - other) <= 1
    return Shares(Fraction(exact, pairs), Fraction(near, pairs), pairs) if pairs else None


@dataclass(slots=True)
class _Table:
    """Coincidences times `scale`, so that they are whole, and how often each value is given."""

    units: tuple[tuple[int, ...], ...]
    scale: int
    pairs: Counter[tuple[int, int]]
    totals: Counter[int]

    @classmethod
    def of(cls, units: Iterable[Unit]) -> "_Table":
        kept = tuple(given for unit in units if len(given := _given(unit)) > 1)
        scale = lcm(*(len(one) - 1 for one in kept))
        table = cls(kept, scale, Counter(), Counter())
        for one in kept:
            table.add(one, 1)
        return table

    def add(self, unit: tuple[int, ...], sign: int) -> None:
        step = sign * self.scale // (len(unit) - 1)
        for at, one in enumerate(unit):
            self.totals[one] += sign
            for to, other in enumerate(unit):
                if at != to:
                    self.pairs[one, other] += step

    def alpha(self, metric: Metric) -> Fraction | None:
        observed = expected = 0
        for one in self.totals:
            for other in self.totals:
                apart = self._apart(one, other, metric)
                observed += self.pairs[one, other] * apart
                expected += self.totals[one] * self.totals[other] * apart
        if not expected:
            return None
        return 1 - Fraction((self.totals.total() - 1) * observed, self.scale * expected)

    def _apart(self, one: int, other: int, metric: Metric) -> int:
        """The squared distance of two values, four times over: then halves are whole numbers."""
        if metric is Metric.NOMINAL:
            return 4 * (one != other)
        if metric is Metric.INTERVAL:
            return 4 * (one - other) ** 2
        low, high = sorted((one, other))
        between = sum(number for value, number in self.totals.items() if low <= value <= high)
        return (2 * between - self.totals[one] - self.totals[other]) ** 2


def _given(unit: Unit) -> tuple[int, ...]:
    return tuple(one for one in unit if one is not None)


def _percent(share: Fraction) -> str:
    # Rounded down short of the whole: 99.8 of 100 pairs are not all of them.
    return f"{int(share * 100)}%"
