"""The pyramid score: a strong upper level counts for little above a weak lower one.

counts(n) = min(score(n), score(below n) + slack); the total is the mean of what the levels count
for, weighted as in the total. It stands beside the total and replaces neither it nor the rank.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

MOST_SLACK = Decimal(2)
NOTHING = "–"


@dataclass(frozen=True, slots=True)
class Step:
    """One asked level as scored, 0 to 4, with the scored weight that stands behind it."""

    number: int
    score: Fraction | None
    weight: int


@dataclass(frozen=True, slots=True)
class Capped:
    """What a level counts for, and the most that it could; no limit where nothing is below."""

    number: int
    counts: Fraction | None
    limit: Fraction | None
    held: bool
    """Whether the limit took something off."""


@dataclass(frozen=True, slots=True)
class PyramidScore:
    """One vendor's levels under the rule, base first, and their weighted mean."""

    slack: Decimal
    levels: tuple[Capped, ...]
    total: Fraction | None

    @property
    def exact(self) -> Decimal | None:
        """The total as a Decimal of 28 digits."""
        if self.total is None:
            return None
        return Decimal(self.total.numerator) / Decimal(self.total.denominator)

    @property
    def shown(self) -> str:
        """The total as headings show it, half up."""
        return NOTHING if self.exact is None else _shown(self.exact)

    @property
    def note(self) -> str:
        """Which levels are held back, and to what."""
        if self.total is None:
            return ""
        held = [
            f"level {one.number} counts at most "
            f"{_shown(Decimal(one.limit.numerator) / Decimal(one.limit.denominator))}"
            for one in self.levels
            if one.held and one.limit is not None
        ]
        return ", ".join(held) if held else "no level is held back"

    @property
    def sentence(self) -> str:
        """Total and note in one line."""
        return f"{self.shown}: {self.note}" if self.note else self.shown


def pyramid_score(levels: Iterable[Step], slack: Decimal) -> PyramidScore:
    """Hold each level to what the level below earned plus the slack.

    Levels come base first and only those that were asked, so a level stands on the asked one below
    it. A level without a score stays without one and holds nothing back: the next stands on the
    nearest scored level below. What a level earned is its own score, not what it counts for.
    """
    capped: list[Capped] = []
    below: Fraction | None = None
    above, weights = Fraction(0), 0
    for one in levels:
        limit = None if below is None else below + Fraction(slack)
        if one.score is None:
            capped.append(Capped(one.number, None, limit, held=False))
            continue
        counts = one.score if limit is None else min(one.score, limit)
        capped.append(Capped(one.number, counts, limit, held=counts < one.score))
        above += counts * one.weight
        weights += one.weight
        below = one.score
    return PyramidScore(slack, tuple(capped), above / weights if weights else None)


def method(slack: Decimal) -> str:
    """The rule in words, for pages and reports."""
    return (
        "Pyramid score: a level counts at most what the asked level below it earned plus "
        f"{_shown(slack)}; a level without a score holds nothing back. It is weighted as the total "
        "is, stands beside it, and changes neither the total nor the rank."
    )


def _shown(value: Decimal) -> str:
    return str(value.quantize(Decimal("0.01"), ROUND_HALF_UP))
