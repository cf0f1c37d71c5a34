"""How sure an order is: what other weights, other reviewers and unshown answers would make of it.

The same scores are added up again under drawn weights and drawn reviewers; how often a vendor
comes first says how much the order hangs on how it was weighed and by whom. Orders and tipping
weights are exact fractions; only the draws are added up in floating point.
"""

import math
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from operator import mul

DRAWS = 5_000
CONCENTRATION = 50
"""Weights are drawn from Dirichlet(50 × share): a topic that has 20 % mostly gets 14 to 26 %."""
SURE_FROM = Fraction(4, 5)
COVERED_FROM = Fraction(3, 4)
HIGHEST = Fraction(4)
OUTER = Fraction(1, 20)
"""What a range of places leaves out at each end."""
GENERATOR = "Mersenne Twister (Python’s random.Random), gammavariate for each topic"

# --- What goes in -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Topic:
    """One criterion with its weight, a whole number of 0 or more."""

    key: str
    weight: int


@dataclass(frozen=True, slots=True)
class Cell:
    """What one vendor has on one topic; nothing of both where it has no score."""

    counted: tuple[tuple[str, int], ...] = ()
    """What each reviewer's score counts for, 0 to 4, by the reviewer's key."""
    agreed: Fraction | None = None
    """The agreed score; it stands whoever is drawn or left out."""
    shown: bool = True
    """Whether anything shows that the answer is true."""


@dataclass(frozen=True, slots=True)
class Contender:
    """One vendor; its cells stand in the order of the topics."""

    key: str
    cells: tuple[Cell, ...]
    coverage: Fraction = Fraction(1)
    """The share of the weight that applies to it and is scored, 0 to 1."""
    fails_must_have: bool = False


@dataclass(frozen=True, slots=True)
class Contest:
    """All that the order rests on."""

    topics: tuple[Topic, ...]
    contenders: tuple[Contender, ...]


# --- What comes out -----------------------------------------------------------------------------


class Sureness(StrEnum):
    """How far an order can be relied on."""

    CLEAR = "clear"
    CLOSE = "close"
    TOO_CLOSE = "too close to order on these scores"
    ALONE = "nothing to order"


class Reason(StrEnum):
    """Why an order is not clear."""

    DRAWS = "draws"
    MUST_HAVE = "must_have"
    REVIEWER = "reviewer"
    COVERAGE = "coverage"
    ONE_REVIEWER = "one_reviewer"


@dataclass(frozen=True, slots=True)
class Chance:
    """One vendor across all draws."""

    vendor: str
    total: Fraction
    """With the weights as set and all reviewers, 0 to 4."""
    first: Fraction
    """The share of draws in which it came first, 0 to 1; vendors that tie share a draw."""
    best: int
    worst: int
    """Its places from the 5th to the 95th of 100 draws."""


@dataclass(frozen=True, slots=True)
class Tipping:
    """The weight of one topic, as a share, at which the first two vendors tie."""

    topic: str
    share: Fraction
    at: Fraction | None
    """0 to 1, the others scaled in proportion; None where no weight of this topic does it."""

    @property
    def change(self) -> Fraction | None:
        """How far the share would have to move."""
        return None if self.at is None else self.at - self.share

    @property
    def relative(self) -> Fraction | None:
        """The same as a part of the share; None for a topic without weight."""
        return None if self.at is None or not self.share else (self.at - self.share) / self.share


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Who would lead without one reviewer."""

    reviewer: str
    leads: tuple[str, ...]
    """Several where they tie; none where no score would be left."""


@dataclass(frozen=True, slots=True)
class Nudge:
    """One cell moved by one point, never beyond 0 or 4, that changes who leads."""

    vendor: str
    topic: str
    score: Fraction
    moved: Fraction
    leads: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stability:
    """How sure the order is."""

    chances: tuple[Chance, ...]
    """The vendors that have a total, best first; equal ones in the order they came."""
    leads: tuple[str, ...]
    tipping: tuple[Tipping, ...]
    left_out: tuple[LeftOut, ...]
    unshown: tuple[str, ...]
    """Who would lead if answers that nothing shows counted as 0."""
    sureness: Sureness
    reasons: tuple[Reason, ...]
    thin: tuple[str, ...]
    """Vendors with too little of their weight scored."""
    draws: int
    seed: int
    resampled: bool
    nudged: tuple[Nudge, ...] = ()
    """Single cells of which one point more or less changes who leads, the heaviest topic first."""

    @property
    def nearest(self) -> Tipping | None:
        """The topic that tips the order with the smallest move of its share."""
        found = [(abs(one.change), one) for one in self.tipping if one.change is not None]
        return min(found, key=lambda one: one[0])[1] if found else None

    @property
    def nearest_relative(self) -> Tipping | None:
        """The topic that tips the order with the smallest move for what it weighs."""
        found = [(abs(one.relative), one) for one in self.tipping if one.relative is not None]
        return min(found, key=lambda one: one[0])[1] if found else None

    @property
    def changed_by(self) -> tuple[LeftOut, ...]:
        """Reviewers without whom another vendor would lead, or lead too."""
        return tuple(one for one in self.left_out if one.leads != self.leads)


def stability(
    contest: Contest, *, seed: int, draws: int = DRAWS, resample: bool = True
) -> Stability | None:
    """Say how sure the order of a contest is; None where no vendor has a score.

    seed: of the generator; the same seed gives the same draws, bit for bit.
    resample: also draw the reviewers of each draw, as many as there are, with replacement.
    Raises ValueError with a sentence where the weights add up to 0, one is negative, or a vendor
    does not have one cell for each topic.
    """
    bench = _Bench(contest)
    totals = {one: total for one in bench.all if (total := bench.total(one)) is not None}
    if not totals:
        return None
    order = sorted(totals, key=lambda one: -totals[one])
    names = [one.key for one in contest.contenders]
    leads = _leads(names, totals)
    firsts, places = bench.draw(order, random.Random(seed), draws, resample=resample)  # noqa: S311
    chances = tuple(
        Chance(names[one], totals[one], Fraction(firsts[one]) / draws, *_range(places[one], draws))
        for one in order
    )
    left_out = tuple(
        LeftOut(reviewer, _leads(names, bench.totals(order, without=reviewer)))
        for reviewer in bench.reviewers
        if len(bench.reviewers) > 1
    )
    thin = tuple(names[one] for one in order if contest.contenders[one].coverage < COVERED_FROM)
    sureness, reasons = _judge(
        chances,
        fails=contest.contenders[order[0]].fails_must_have,
        changed=any(one.leads != leads for one in left_out),
        thin=bool(thin),
        reviewers=len(bench.reviewers),
    )
    return Stability(
        chances=chances,
        leads=leads,
        tipping=bench.tipping(order[0], order[1]) if len(order) > 1 else (),
        left_out=left_out,
        unshown=_leads(names, bench.totals(order, shown_only=True)),
        sureness=sureness,
        reasons=reasons,
        thin=thin,
        draws=draws,
        seed=seed,
        resampled=resample,
        nudged=bench.nudged(totals, names),
    )


def _judge(
    chances: Sequence[Chance], *, fails: bool, changed: bool, thin: bool, reviewers: int
) -> tuple[Sureness, tuple[Reason, ...]]:
    if len(chances) == 1:
        return Sureness.ALONE, ()
    too_few = {Reason.COVERAGE: thin, Reason.ONE_REVIEWER: reviewers <= 1}
    unsure = {
        Reason.DRAWS: chances[0].first < SURE_FROM,
        Reason.MUST_HAVE: fails,
        Reason.REVIEWER: changed,
    }
    for sureness, reasons in ((Sureness.TOO_CLOSE, too_few), (Sureness.CLOSE, unsure)):
        if any(reasons.values()):
            return sureness, tuple(reason for reason, holds in reasons.items() if holds)
    return Sureness.CLEAR, ()


def _leads(names: Sequence[str], totals: Mapping[int, Fraction | None]) -> tuple[str, ...]:
    found = {one: total for one, total in totals.items() if total is not None}
    best = max(found.values(), default=None)
    return tuple(names[one] for one in sorted(found) if found[one] == best)


def _range(places: Counter[int], draws: int) -> tuple[int, int]:
    """The places at which 5 % and 95 % of the draws are reached."""
    ends, reached = [], 0
    wanted = [OUTER * draws, (1 - OUTER) * draws]
    for place in sorted(places):
        reached += places[place]
        while wanted and reached >= wanted[0]:
            ends.append(place)
            wanted.pop(0)
    return ends[0], ends[1]


class _Bench:
    """A contest whose topics and cells fit together."""

    def __init__(self, contest: Contest) -> None:
        self.topics = contest.topics
        self.cells = [one.cells for one in contest.contenders]
        self.all = range(len(self.cells))
        if any(one.weight < 0 for one in self.topics):
            raise ValueError("A weight is a whole number of 0 or more.")
        if not any(one.weight for one in self.topics):
            raise ValueError("The weights add up to 0. Give at least one topic a weight.")
        if any(len(cells) != len(self.topics) for cells in self.cells):
            raise ValueError("Each vendor needs one cell for each topic.")
        found = {who for cells in self.cells for cell in cells for who, _value in cell.counted}
        self.reviewers = sorted(found)

    @cached_property
    def shares(self) -> list[Fraction]:
        whole = sum(one.weight for one in self.topics)
        return [Fraction(one.weight, whole) for one in self.topics]

    def total(
        self, contender: int, *, without: str = "", shown_only: bool = False
    ) -> Fraction | None:
        """The weighted mean over the scored topics, exact."""
        above, below = Fraction(0), 0
        for topic, cell in zip(self.topics, self.cells[contender], strict=True):
            value = _final(cell, without)
            if value is not None and topic.weight:
                above += topic.weight * (value if cell.shown or not shown_only else 0)
                below += topic.weight
        return above / below if below else None

    def totals(
        self, contenders: Sequence[int], *, without: str = "", shown_only: bool = False
    ) -> dict[int, Fraction | None]:
        return {one: self.total(one, without=without, shown_only=shown_only) for one in contenders}

    # --- Draws

    def draw(
        self, order: Sequence[int], source: random.Random, draws: int, *, resample: bool
    ) -> tuple[dict[int, Fraction], dict[int, Counter[int]]]:
        """How often each vendor came first, and how often in each place."""
        alphas = [float(CONCENTRATION * share) for share in self.shares]
        scored = [[float(_is_scored(cell)) for cell in self.cells[one]] for one in order]
        # A vendor that is scored on everything needs no sum of its own to divide by.
        whole = [all(row) for row in scored]
        reviewers = self.reviewers if resample and len(self.reviewers) > 1 else []
        known: dict[tuple[str, ...], list[list[float]]] = {}
        firsts = dict.fromkeys(order, Fraction(0))
        places: dict[int, Counter[int]] = {one: Counter() for one in order}
        for _draw in range(draws):
            weights = [source.gammavariate(alpha, 1) if alpha else 0.0 for alpha in alphas]
            panel = tuple(sorted(source.choices(reviewers, k=len(reviewers)))) if reviewers else ()
            values = known.get(panel)
            if values is None:
                values = known[panel] = self._values(order, panel)
            every = sum(weights)
            totals = [
                sum(map(mul, weights, row)) / (every if full else sum(map(mul, weights, mask)))
                for row, mask, full in zip(values, scored, whole, strict=True)
            ]
            ranked = sorted(totals, reverse=True)
            first = ranked[0]
            place = {total: at for at, total in reversed([*enumerate(ranked, 1)])}
            for one, total in zip(order, totals, strict=True):
                places[one][place[total]] += 1
            ahead = [one for one, total in zip(order, totals, strict=True) if total == first]
            for one in ahead:
                firsts[one] += Fraction(1, len(ahead))
        return firsts, places

    def _values(self, order: Sequence[int], panel: tuple[str, ...]) -> list[list[float]]:
        """The score of every cell under a drawn panel; 0 where there is none."""
        times = Counter(panel)
        return [[_mean(cell, times) for cell in self.cells[one]] for one in order]

    # --- One point more or less

    def nudged(self, totals: Mapping[int, Fraction], names: Sequence[str]) -> tuple[Nudge, ...]:
        """Each cell moved by one while all others stay; equal weights in the order of vendors."""
        now = _leads(names, totals)
        found: list[tuple[int, Nudge]] = []
        for one, total in totals.items():
            best = max((other for key, other in totals.items() if key != one), default=None)
            if best is None:
                return ()
            rows = [
                (topic, value)
                for topic, cell in zip(self.topics, self.cells[one], strict=True)
                if topic.weight and (value := _final(cell)) is not None
            ]
            below = sum(topic.weight for topic, _value in rows)
            for topic, value in rows:
                for end in (max(value - 1, Fraction(0)), min(value + 1, HIGHEST)):
                    then = total + topic.weight * (end - value) / below
                    # On the same side of the best of the others as before: nobody else leads.
                    if _side(then, best) != _side(total, best):
                        leads = _leads(names, {**totals, one: then})
                        if leads != now:
                            nudge = Nudge(names[one], topic.key, value, end, leads)
                            found.append((topic.weight, nudge))
        return tuple(nudge for _weight, nudge in sorted(found, key=lambda one: -one[0]))

    # --- Tipping weights

    def tipping(self, first: int, second: int) -> tuple[Tipping, ...]:
        finals = [[_final(cell) for cell in self.cells[one]] for one in (first, second)]
        return tuple(
            Tipping(topic.key, share, self._tie(at, *finals))
            for at, (topic, share) in enumerate(zip(self.topics, self.shares, strict=True))
        )

    def _tie(
        self, at: int, first: Sequence[Fraction | None], second: Sequence[Fraction | None]
    ) -> Fraction | None:
        """The share of a topic, nearest to its own, at which two vendors tie.

        With t the topic's share and s = 1 - t that of all others, which keep their proportions, a
        vendor's total is (t·x + s·P) / (t·m + s·C): x its score there, m whether it has one, P and
        C the sums of share × score and of share over its other scored topics. Where both are
        scored on everything the tie is t = (R2 - R1) / ((x1 - x2) + (R2 - R1)), R their means over
        the others; a gap in one of them makes the equation quadratic.
        """
        share = self.shares[at]
        if share == 1:
            return None
        (x1, m1, p1, c1), (x2, m2, p2, c2) = (self._parts(at, one) for one in (first, second))
        tt, ts, ss = x1 * m2 - x2 * m1, x1 * c2 + p1 * m2 - x2 * c1 - p2 * m1, p1 * c2 - p2 * c1
        found = [
            root
            for root in _roots(tt - ts + ss, ts - 2 * ss, ss)
            if 0 <= root <= 1 and all(root * m + (1 - root) * c for m, c in ((m1, c1), (m2, c2)))
        ]
        return min(found, key=lambda root: abs(root - share), default=None)

    def _parts(
        self, at: int, finals: Sequence[Fraction | None]
    ) -> tuple[Fraction, int, Fraction, Fraction]:
        others = [
            (share / (1 - self.shares[at]), value)
            for number, (share, value) in enumerate(zip(self.shares, finals, strict=True))
            if number != at and value is not None
        ]
        mine = finals[at]
        return (
            Fraction(mine or 0),
            int(mine is not None),
            sum((share * value for share, value in others), Fraction(0)),
            sum((share for share, _value in others), Fraction(0)),
        )


def _roots(a: Fraction, b: Fraction, c: Fraction) -> list[Fraction]:
    """Where a·t² + b·t + c is 0; none where it is 0 everywhere."""
    if not a:
        return [-c / b] if b else []
    under = b * b - 4 * a * c
    if under < 0:
        return []
    root = Fraction(math.sqrt(under))
    return [(-b - root) / (2 * a), (-b + root) / (2 * a)]


def _side(total: Fraction, best: Fraction) -> int:
    """1 ahead, 0 level, -1 behind."""
    return (total > best) - (total < best)


def _is_scored(cell: Cell) -> bool:
    return cell.agreed is not None or bool(cell.counted)


def _final(cell: Cell, without: str = "") -> Fraction | None:
    if cell.agreed is not None:
        return cell.agreed
    values = [value for who, value in cell.counted if who != without]
    return Fraction(sum(values), len(values)) if values else None


def _mean(cell: Cell, times: Mapping[str, int]) -> float:
    """The mean over the drawn reviewers, each as often as drawn.

    Where none of them scored the cell, it keeps the mean of those who did: a draw must not take a
    vendor's scores away because the reviewers who are kept from it were drawn.
    """
    if cell.agreed is not None:
        return float(cell.agreed)
    number = above = 0
    for who, value in cell.counted:
        often = times.get(who, 0)
        number += often
        above += often * value
    if number:
        return above / number
    return float(_final(cell) or 0)
