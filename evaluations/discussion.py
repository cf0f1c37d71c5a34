"""What to talk about first: each cell with what a word about it could change.

A panel has one hour and hundreds of scores. The queue puts first what could change who leads, then
what a must-have hangs on, then what could turn two vendors round; a wide gap that changes nothing
and a reviewer's doubt come after these. Totals are exact fractions.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from textwrap import shorten

from evaluations.scoring import tenths

NEAR = Fraction(1, 2)
"""An average mark less than this above the threshold is near it."""
SHORT = 60
"""Characters of a must-have's question that name it; the cell has all of it."""
NAMED = 3
"""More vendors than this are counted instead of named."""

# --- What goes in -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Vendor:
    """One vendor that the reader sees; others take no part in any figure here."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Topic:
    """One criterion with its weight, a whole number of 0 or more."""

    key: str
    weight: int


@dataclass(frozen=True, slots=True)
class MustHave:
    """The marks of one must-have of one vendor, 0 to 4; nothing where there are none."""

    prompt: str
    mean: Fraction | None
    """The agreed mark where there is one, else the mean of the reviewers' marks."""
    low: int | None = None
    high: int | None = None
    agreed: bool = False


class State(StrEnum):
    """How far the talk about a cell is."""

    OPEN = "open"
    AGREED = "agreed"
    LEFT = "left"
    """Talked about, and left at the average on purpose."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One vendor on one topic."""

    vendor: str
    topic: str
    final: Fraction | None
    """The agreed score, else the mean of what the scores count for; None where it has no score."""
    low: int | None = None
    high: int | None = None
    """The lowest and highest that a reviewer's score counts for."""
    scored: int = 0
    unsure: int = 0
    """Reviewers who scored it, and those of them who say that they are not sure."""
    must_haves: tuple[MustHave, ...] = ()
    state: State = State.OPEN

    @property
    def spread(self) -> int:
        """How far the lowest and the highest score are apart, in points."""
        return 0 if self.low is None or self.high is None else self.high - self.low


# --- What comes out -----------------------------------------------------------------------------


class Reason(StrEnum):
    """Why a cell is worth a word, the weightiest first."""

    LEADER = "leader"
    MUST_HAVE = "must-have"
    ORDER = "order"
    SPREAD = "spread"
    UNSURE = "unsure"


RANKS: Mapping[Reason, int] = {one: at for at, one in enumerate(Reason, start=1)}
LAST = len(RANKS) + 1


@dataclass(frozen=True, slots=True)
class Why:
    """One reason as a sentence without its full stop."""

    reason: Reason
    words: str
    settled: bool = False
    """Whether the panel agreed on just this: it is said, and keeps nothing open."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One cell of the queue."""

    cell: Cell
    rank: int
    """Of its weightiest reason, 1 to 5; 6 where it has none and was settled all the same."""
    why: tuple[Why, ...]
    pull: Fraction
    """Share of the weight × range: how far the total moves between lowest and highest score."""

    @property
    def state(self) -> State:
        """As recorded for the cell; one whose every reason was agreed on is agreed."""
        if self.cell.state is State.OPEN and self.why and all(one.settled for one in self.why):
            return State.AGREED
        return self.cell.state

    @property
    def reasons(self) -> frozenset[Reason]:
        """The kinds of its reasons."""
        return frozenset(one.reason for one in self.why)


def queue(
    vendors: Sequence[Vendor],
    topics: Sequence[Topic],
    cells: Iterable[Cell],
    *,
    spread: int,
    threshold: Fraction,
    ranked: bool = True,
) -> tuple[Entry, ...]:
    """Every cell that is worth a word or was settled, what could change most first.

    Equal ranks go by share × range, then in the order in which the cells came.
    spread: how many points apart reviewers are to be asked to talk, in points of the scale.
    threshold: the mark below which a must-have fails.
    ranked: whether ranks show; until then nothing is said about the order of vendors.
    """
    table = _Table(vendors, topics, cells)
    entries = []
    for cell in table.cells:
        why = [
            *(_leader(table, cell) if ranked else ()),
            *_must_haves(cell, threshold),
            *(_order(table, cell) if ranked else ()),
            *_spread(cell, spread),
            *_unsure(cell),
        ]
        if why or cell.state is not State.OPEN:
            rank = min((RANKS[one.reason] for one in why), default=LAST)
            entries.append(Entry(cell, rank, tuple(why), table.pull(cell)))
    return tuple(sorted(entries, key=lambda one: (one.rank, -one.pull)))


def chosen(
    entries: Iterable[Entry], *, reason: Reason | None = None, state: State | None = None
) -> tuple[Entry, ...]:
    """The entries with a reason and in a state; without either, those with any."""
    return tuple(
        one for one in entries if reason in {None, *one.reasons} and state in {None, one.state}
    )


def counts(entries: Collection[Entry]) -> tuple[Counter[State], Counter[Reason]]:
    """How many entries there are in each state, and how many open ones with each reason."""
    states = Counter(one.state for one in entries)
    reasons = Counter(
        reason for one in entries if one.state is State.OPEN for reason in one.reasons
    )
    return states, reasons


# --- Reasons ------------------------------------------------------------------------------------


class _Table:
    """All totals, and what they would be with one cell moved."""

    def __init__(
        self, vendors: Sequence[Vendor], topics: Sequence[Topic], cells: Iterable[Cell]
    ) -> None:
        self.names = {one.key: one.name for one in vendors}
        self.weights = {one.key: one.weight for one in topics}
        self.whole = sum(self.weights.values())
        self.cells = [one for one in cells if one.vendor in self.names]
        above: dict[str, Fraction] = {}
        self.below: Counter[str] = Counter()
        for one in self.cells:
            weight = self.weights[one.topic]
            if one.final is not None and weight:
                above[one.vendor] = above.get(one.vendor, Fraction(0)) + weight * one.final
                self.below[one.vendor] += weight
        self.totals = {key: value / self.below[key] for key, value in above.items()}
        self.sorted = sorted((total, key) for key, total in self.totals.items())
        self.ladder = [total for total, _key in self.sorted]

    def pull(self, cell: Cell) -> Fraction:
        if not self.whole:
            return Fraction(0)
        return Fraction(self.weights[cell.topic] * cell.spread, self.whole)

    def moved(self, cell: Cell) -> list[tuple[int, Fraction]]:
        """The ends of the reviewers' range that move its vendor's total, with that total."""
        weight = self.weights[cell.topic]
        final, total = cell.final, self.totals.get(cell.vendor)
        if final is None or total is None or not weight or cell.low is None or cell.high is None:
            return []
        below = self.below[cell.vendor]
        return [
            (end, total + weight * (end - final) / below)
            for end in dict.fromkeys((cell.low, cell.high))
            if end != final
        ]

    def leads(self, moved: str = "", total: Fraction | None = None) -> frozenset[str]:
        """Who leads, where one vendor's total is another one."""
        best = total
        for one, key in reversed(self.sorted):
            if key != moved:
                best = one if best is None else max(best, one)
                break
        if best is None:
            return frozenset()
        at = bisect_left(self.ladder, best)
        found = {key for one, key in self.sorted[at:] if one == best and key != moved}
        return frozenset(found | ({moved} if total == best else set()))

    def passed(self, cell: Cell, total: Fraction) -> list[str]:
        """The vendors to which its vendor would stand otherwise: ahead, level or behind."""
        was = self.totals[cell.vendor]
        low, high = min(was, total), max(was, total)
        between = self.sorted[bisect_left(self.ladder, low) : bisect_right(self.ladder, high)]
        return [key for _total, key in between if key != cell.vendor]

    def listed(self, keys: Collection[str]) -> str:
        """Vendors by name in the order they came, or how many they are."""
        if len(keys) > NAMED:
            return f"{len(keys)} vendors"
        *most, last = [name for key, name in self.names.items() if key in keys]
        return f"{', '.join(most)} and {last}" if most else last


def _leader(table: _Table, cell: Cell) -> Iterable[Why]:
    now = table.leads()
    changes = []
    for end, total in table.moved(cell):
        then = table.leads(cell.vendor, total)
        if then != now:
            together = " together" if len(then) > 1 else ""
            changes.append(f"with {end}, {table.listed(then)} would lead{together}")
    if changes:
        yield Why(Reason.LEADER, f"Could change who leads: {'; '.join(changes)}")


def _order(table: _Table, cell: Cell) -> Iterable[Why]:
    passed = {key for _end, total in table.moved(cell) for key in table.passed(cell, total)}
    if passed:
        words = f"Could change its place towards {table.listed(passed)}"
        yield Why(Reason.ORDER, words)


def _must_haves(cell: Cell, threshold: Fraction) -> Iterable[Why]:
    for one in cell.must_haves:
        words = _at_stake(one, threshold)
        if words:
            yield Why(Reason.MUST_HAVE, words, settled=one.agreed)


def _at_stake(one: MustHave, threshold: Fraction) -> str:
    if one.mean is None:
        return ""
    name, needed, shown = (
        f"the must-have “{shorten(one.prompt, SHORT, placeholder='…')}”",
        _plain(threshold),
        _mean(one),
    )
    fails = one.mean < threshold
    if one.agreed:
        return f"Fails {name}: the agreed mark is {shown}, {needed} is needed" if fails else ""
    if one.low is not None and one.high is not None and one.low < threshold <= one.high:
        stands = "fails" if fails else "passes"
        return (
            f"Reviewers stand on both sides of {needed} on {name}: {one.low} to {one.high}, "
            f"average {shown}, so it {stands} for now"
        )
    if fails:
        return f"Fails {name}: the average mark is {shown}, {needed} is needed"
    if one.mean < threshold + NEAR:
        return f"Close on {name}: the average mark is {shown}, {needed} is needed"
    return ""


def _mean(one: MustHave) -> str:
    """A mean, never rounded across what it is held against."""
    mean = one.mean or Fraction(0)
    shown = tenths(mean)
    if Fraction(shown) > mean and Fraction(shown).denominator == 1:
        return f"just under {_plain(Fraction(shown))}"
    return _plain(mean) if mean.denominator == 1 else shown


def _plain(value: Fraction) -> str:
    return str(value.numerator) if value.denominator == 1 else tenths(value)


def _spread(cell: Cell, spread: int) -> Iterable[Why]:
    if cell.spread >= spread:
        words = f"Reviewers are {cell.spread} apart: {cell.low} to {cell.high}"
        yield Why(Reason.SPREAD, words)


def _unsure(cell: Cell) -> Iterable[Why]:
    if cell.unsure:
        are = "is" if cell.unsure == 1 else "are"
        yield Why(Reason.UNSURE, f"{cell.unsure} of {cell.scored} reviewers {are} not sure")
