"""Vendors side by side: one value that page, PDF, spreadsheet and JSON all draw from.

`compare` computes each figure once and hands it on as it is shown, so that no two outputs can
disagree and no template has to count. `lay_out` is what may be seen before discussion opens: the
same rows and columns with answers, evidence and counts, built without any score at hand.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction

from evaluations.needs import NeedRow
from evaluations.needs import take as take_needs
from evaluations.pyramid import PyramidScore, Step, method, pyramid_score
from evaluations.scoring import (
    NO_CEILING,
    Ceiling,
    Grade,
    ItemFacts,
    MustHaveState,
    ProofKind,
    ceiling_of,
    counted,
    final_score,
    graded,
    mean_of,
    median_grade,
    must_have_state,
    tenths,
    to_decimal,
    two_decimals,
    unbroken_base,
    whole,
)
from vendors.demand import UNKNOWN_PEAK, RequiredPeak, coverage, figure
from vendors.questionnaire.model import Criterion, Item, PackName, Questionnaire

COLUMNS_AT_ONCE = 5
NOTHING = "–"

# --- What goes in -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Vendor:
    """One column: a vendor that was asked, whether or not it answered."""

    key: str
    name: str
    responded: bool = True
    href: str = ""


@dataclass(frozen=True, slots=True)
class Assignment:
    """That a reviewer is to score a vendor; all criteria, unless some are named."""

    reviewer: str
    vendor: str
    criteria: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class GivenScore:
    """One reviewer's score as given; None says that she could not judge it."""

    reviewer: str
    vendor: str
    criterion: str
    given: int | None
    lifted: bool = False
    grade: Grade | None = None
    """How well the answer is shown, as she confirmed it; None leaves what the files suggest."""


@dataclass(frozen=True, slots=True)
class Agreed:
    """The score (or, for an item, the mark) that reviewers agreed on after discussion."""

    vendor: str
    key: str
    score: Decimal


@dataclass(frozen=True, slots=True)
class GivenMark:
    """One reviewer's mark for an item; only those of must-haves are looked at here."""

    reviewer: str
    vendor: str
    item: str
    mark: int | None


@dataclass(frozen=True, slots=True)
class Proved:
    """The highest rate that a vendor's load-test file shows, or why it shows none."""

    rps: Decimal | None
    note: str = ""


class Grouping(StrEnum):
    """What the rows are grouped by."""

    LEVEL = "level"
    SECTION = "section"
    WEIGHT = "weight"
    """One group of all topics, the heaviest first."""


class Counting(StrEnum):
    """Which scores count; all but the first is a what-if view."""

    ALL = "all"
    TESTED = "tested"


Address = Callable[[str, str], str]
"""Makes the address of a cell out of vendor key and criterion key."""

# --- What comes out -----------------------------------------------------------------------------


class CellState(StrEnum):
    """Whether a cell holds a score, and why not."""

    SCORED = "scored"
    UNSCORED = "unscored"
    NOT_ASSIGNED = "not_assigned"
    NOT_APPLICABLE = "not_applicable"


class EvidenceState(StrEnum):
    """What stands behind an answer."""

    NONE = "none"
    FILES = "files"
    TESTED = "tested"


@dataclass(frozen=True, slots=True)
class Cell:
    """One vendor on one criterion."""

    vendor: str
    criterion: str
    href: str
    state: CellState
    evidence: EvidenceState
    evidence_shown: str
    expected: int
    in_hand: int
    """Reviewers who scored it or said that they cannot judge it."""
    cannot_judge: int = 0
    final: Decimal | None = None
    shown: str = NOTHING
    heat: int | None = None
    """The nearest whole score, for colour and meter."""
    low: int | None = None
    high: int | None = None
    range_shown: str = ""
    """The lowest and highest score, or the scale's word where all agree."""
    disagreement: str = ""
    missing: str = ""
    ceiling: int = 4
    ceiling_note: str = ""
    limited: bool = False
    """Whether the ceiling took something off a given score."""
    agreed: bool = False
    average_shown: str = ""
    """The mean that an agreed score stands in for."""
    left_out: str = ""
    """What does not apply to this vendor, and who approved that."""
    files: Ceiling = NO_CEILING
    """The ceiling by what was handed in alone; a reviewer's grade is put in by `graded`."""
    grade: Grade | None = None
    """The middle one of the reviewers' grades, else what the files suggest."""
    grade_shown: str = ""
    counted: tuple[tuple[str, int], ...] = ()
    """What each reviewer's score counts for, by the reviewer's key."""
    untested: bool = False
    """Whether a what-if view counts this topic as 0, because nothing was tested."""

    @property
    def notes(self) -> str:
        """All that is said beside the figure, in one line for sheets and screen readers."""
        limit = self.ceiling_note if self.limited else ""
        agreed = ""
        if self.agreed:
            agreed = f"Agreed (average {self.average_shown})" if self.average_shown else "Agreed"
        unsure = f"{self.cannot_judge} could not judge" if self.cannot_judge else ""
        untested = "Not tested: counts as 0 here" if self.untested else ""
        parts = (
            self.evidence_shown, untested, self.left_out, self.disagreement, self.missing, unsure,
            limit, agreed,
        )  # fmt: skip
        return " · ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class RollUp:
    """A weighted mean over some criteria, and how much of their weight is scored."""

    score: Decimal | None
    shown: str
    heat: int | None
    coverage: Decimal | None
    coverage_shown: str
    range_shown: str = ""


@dataclass(frozen=True, slots=True)
class LevelScore:
    """One step of a vendor's pyramid."""

    number: int
    title: str
    asked: bool
    roll_up: RollUp


@dataclass(frozen=True, slots=True)
class MustHave:
    """One must-have of one vendor."""

    item: str
    criterion: str
    topic: str
    prompt: str
    state: MustHaveState
    shown: str
    mean: Decimal | None = None
    """The agreed mark, else the mean of the marks that are in."""
    low: int | None = None
    high: int | None = None
    agreed: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """One vendor with all that is said about it as a whole."""

    key: str
    name: str
    href: str
    responded: bool
    total: RollUp
    rank: int | None
    rank_shown: str
    levels: tuple[LevelScore, ...]
    base: int
    base_shown: str
    must_haves: tuple[MustHave, ...]
    must_haves_shown: str
    fails_must_have: bool
    missing: int
    missing_shown: str
    pyramid: PyramidScore | None = None
    """Stands beside the total where it was chosen; ranks never follow it."""


@dataclass(frozen=True, slots=True)
class Row:
    """One criterion across the vendors."""

    key: str
    title: str
    short_title: str
    section: str
    section_title: str
    level: int
    level_title: str
    weight: int
    share: Decimal
    share_shown: str
    cells: tuple[Cell, ...]

    @property
    def differs(self) -> bool:
        """Whether the vendors are not all shown the same score."""
        return len({one.shown for one in self.cells}) > 1


@dataclass(frozen=True, slots=True)
class Group:
    """The criteria of one level or section, with each vendor's score there."""

    key: str
    number: int
    title: str
    share: Decimal
    share_shown: str
    roll_ups: tuple[RollUp, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class PeakCell:
    """What one vendor proved of the required peak."""

    vendor: str
    shown: str
    proved: Decimal | None
    ratio: Decimal | None
    percent: str
    enough: bool | None
    note: str


@dataclass(frozen=True, slots=True)
class PeakRow:
    """Needed against proved."""

    needed: Decimal | None
    needed_shown: str
    cells: tuple[PeakCell, ...]
    high_shown: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """All vendors, all criteria, all sums."""

    grouping: Grouping
    columns: tuple[Column, ...]
    groups: tuple[Group, ...]
    peak: PeakRow
    needs: tuple[NeedRow, ...]
    ranked: bool
    rank_note: str
    scores_in: int
    scores_expected: int
    disagreements: int
    unscored: int
    not_asked: tuple[str, ...]
    how: tuple[str, ...]
    packs: "tuple[PackComparison, ...]" = ()
    """What is asked beside reliability; no sum here takes in anything of it."""

    @property
    def all_rows(self) -> tuple[Row, ...]:
        """Rows of the packs too, for what is done topic by topic and adds nothing up."""
        return (*self.rows, *(row for one in self.packs for row in one.comparison.rows))

    def must_haves_of(self, vendor: str) -> tuple[MustHave, ...]:
        """All must-haves of one vendor (its key), those of the packs too."""
        parts = (self, *(one.comparison for one in self.packs))
        columns = (one for part in parts for one in part.columns if one.key == vendor)
        return tuple(one for column in columns for one in column.must_haves)

    @property
    def rows(self) -> tuple[Row, ...]:
        """All rows, group after group."""
        return tuple(row for group in self.groups for row in group.rows)

    @property
    def progress_shown(self) -> str:
        """How many of the assigned scores are in."""
        return f"{self.scores_in} of {self.scores_expected} scores in"

    def to_discuss(self) -> tuple[Cell, ...]:
        """Cells on which reviewers are apart: widest spread first, then the heavier criterion."""
        rows = self.all_rows
        apart = [(cell, row.weight) for row in rows for cell in row.cells if cell.disagreement]
        apart.sort(key=lambda one: (-((one[0].high or 0) - (one[0].low or 0)), -one[1]))
        return tuple(cell for cell, _weight in apart)


@dataclass(frozen=True, slots=True)
class PackComparison:
    """The vendors on one pack: figures of its own, grouped by its sections."""

    key: str
    title: str
    comparison: Comparison

    @property
    def columns(self) -> tuple[Column, ...]:
        """The vendors."""
        return self.comparison.columns


# --- Comparing ----------------------------------------------------------------------------------


def compare(
    questionnaire: Questionnaire,
    vendors: Sequence[Vendor],
    *,
    closing: dt.date,
    assignments: Iterable[Assignment],
    scores: Iterable[GivenScore],
    facts: Mapping[str, Sequence[ItemFacts]],
    agreed: Iterable[Agreed] = (),
    marks: Iterable[GivenMark] = (),
    agreed_marks: Iterable[Agreed] = (),
    required: RequiredPeak = UNKNOWN_PEAK,
    proved: Mapping[str, Proved] | None = None,
    needs: Sequence[NeedRow] = (),
    grouping: Grouping = Grouping.LEVEL,
    counting: Counting = Counting.ALL,
    pyramid_slack: Decimal | None = None,
    address: Address | None = None,
) -> Comparison:
    """Lay the vendors side by side: reliability, and each pack that is asked for itself.

    Facts are each vendor's items as submitted; needs what is required of it (evaluations.needs);
    rules and weights are those of the questionnaire.
    Scores outside an assignment and of criteria that were not asked are ignored.
    """
    given = _Given(
        closing, tuple(assignments), tuple(scores), facts, tuple(agreed), tuple(marks),
        tuple(agreed_marks), counting, address,
    )  # fmt: skip
    reliability = questionnaire.of("")
    table = given.laid(reliability, vendors)
    table.slack = pyramid_slack
    return replace(
        _compared(table, grouping),
        peak=_peak(vendors, required, proved or {}),
        needs=tuple(needs),
        packs=tuple(
            PackComparison(
                one.key,
                one.title,
                _compared(given.laid(questionnaire.of(one.key), vendors), Grouping.SECTION),
            )
            for one in questionnaire.asked_packs()
        ),
        not_asked=_not_asked(questionnaire),
        how=_how(reliability, table, questionnaire.asked_packs()),
    )


@dataclass(frozen=True, slots=True)
class _Given:
    """What was handed in and given, whatever part of the questionnaire it belongs to."""

    closing: dt.date
    assignments: Sequence[Assignment]
    scores: Sequence[GivenScore]
    facts: Mapping[str, Sequence[ItemFacts]]
    agreed: Sequence[Agreed]
    marks: Sequence[GivenMark]
    agreed_marks: Sequence[Agreed]
    counting: Counting
    address: Address | None

    def laid(self, part: Questionnaire, vendors: Sequence[Vendor]) -> "_Table":
        """The work bench of one part."""
        table = _Table(part, vendors, self.closing, self.assignments, self.facts, self.address)
        table.counting = self.counting
        table.add_scores(self.scores)
        table.add_agreed(self.agreed)
        table.add_marks(self.marks, self.agreed_marks)
        return table


def _compared(table: "_Table", grouping: Grouping) -> Comparison:
    vendors, groups = table.vendors, _groups(table, grouping)
    missing = {vendor.key: table.missing_of(vendor.key) for vendor in vendors}
    totals = {vendor.key: table.total_of(vendor.key) for vendor in vendors}
    ranked = bool(table.expected_in_all) and not any(missing.values())
    ranks = _ranks(totals) if ranked else {}
    cells = list(table.cells.values())
    return Comparison(
        grouping=grouping,
        columns=tuple(_column(table, one, ranks.get(one.key), missing[one.key]) for one in vendors),
        groups=groups,
        peak=_peak((), UNKNOWN_PEAK, {}),
        needs=(),
        ranked=ranked,
        rank_note=_rank_note(table.expected_in_all, sum(missing.values())),
        scores_in=table.expected_in_all - sum(missing.values()),
        scores_expected=table.expected_in_all,
        disagreements=sum(bool(one.disagreement) for one in cells),
        unscored=sum(one.state is CellState.UNSCORED or bool(one.missing) for one in cells),
        not_asked=(),
        how=(),
    )


@dataclass(slots=True)
class _Sheet:
    """Scores of one cell while they are gathered."""

    given: dict[str, GivenScore]
    assigned: set[str]


class _Table:
    """The work bench of one comparison: who was to score what, and what came in."""

    def __init__(
        self,
        questionnaire: Questionnaire,
        vendors: Sequence[Vendor],
        closing: dt.date,
        assignments: Iterable[Assignment],
        facts: Mapping[str, Sequence[ItemFacts]],
        address: Address | None,
    ) -> None:
        self.questionnaire = questionnaire
        self.rules = questionnaire.rules
        self.vendors = vendors
        self.criteria = questionnaire.asked_criteria()
        self.items: dict[str, tuple[Item, ...]] = {
            one.key: questionnaire.items_of(one.key) for one in self.criteria
        }
        self.words = {step.score: step.label for step in questionnaire.scale}
        self.weight_of_all = sum(one.weight for one in self.criteria)
        self.whole = "its score" if any(one.pack for one in self.criteria) else "the score"
        self.address = address
        self.counting = Counting.ALL
        self.slack: Decimal | None = None
        labels = {item.key: item.prompt for items in self.items.values() for item in items}
        self.facts: dict[tuple[str, str], list[ItemFacts]] = {}
        self.ceilings: dict[tuple[str, str], Ceiling] = {}
        for vendor in vendors:
            by_item = {one.item: one for one in facts.get(vendor.key, ())}
            for criterion in self.criteria:
                mine = [
                    by_item.get(item.key) or ItemFacts(item.key, False, item.must_have)  # noqa: FBT003
                    for item in self.items[criterion.key]
                ]
                at = (vendor.key, criterion.key)
                self.facts[at] = mine
                self.ceilings[at] = ceiling_of(mine, self.rules, closing=closing, labels=labels)
        self.sheets = {at: _Sheet({}, set()) for at in self.ceilings}
        self._assign(assignments)
        self.agreed: dict[tuple[str, str], Decimal] = {}
        self.marks: dict[tuple[str, str], dict[str, int | None]] = defaultdict(dict)
        self.agreed_marks: dict[tuple[str, str], Decimal] = {}
        self._cells: dict[tuple[str, str], Cell] = {}
        self._finals: dict[tuple[str, str], Fraction | None] = {}
        self._counted: dict[tuple[str, str], dict[str, int]] = {}
        self._roll_ups: dict[tuple[object, ...], RollUp] = {}

    def _assign(self, assignments: Iterable[Assignment]) -> None:
        for one in assignments:
            keys = one.criteria if one.criteria is not None else [c.key for c in self.criteria]
            for key in keys:
                at = (one.vendor, key)
                if at in self.sheets and self.ceilings[at].applies:
                    self.sheets[at].assigned.add(one.reviewer)
        self.expected_in_all = sum(len(sheet.assigned) for sheet in self.sheets.values())
        self.reviewers = sorted({one for sheet in self.sheets.values() for one in sheet.assigned})

    def add_scores(self, scores: Iterable[GivenScore]) -> None:
        for one in scores:
            sheet = self.sheets.get((one.vendor, one.criterion))
            if sheet is not None and one.reviewer in sheet.assigned:
                sheet.given[one.reviewer] = one

    def add_agreed(self, agreed: Iterable[Agreed]) -> None:
        self.agreed = {
            (one.vendor, one.key): one.score
            for one in agreed
            if (one.vendor, one.key) in self.ceilings
        }

    def add_marks(self, marks: Iterable[GivenMark], agreed_marks: Iterable[Agreed]) -> None:
        for one in marks:
            self.marks[(one.vendor, one.item)][one.reviewer] = one.mark
        self.agreed_marks = {(one.vendor, one.key): one.score for one in agreed_marks}

    @property
    def cells(self) -> dict[tuple[str, str], Cell]:
        """Every cell, computed once, in the order of vendors and criteria."""
        if not self._cells:
            for at in self.sheets:
                self._cells[at] = self._cell(*at)
        return self._cells

    def counted_of(self, vendor: str, criterion: str) -> dict[str, int]:
        """What each reviewer's score counts for."""
        at = (vendor, criterion)
        if at not in self._counted:
            self._counted[at] = {
                one.reviewer: counted(one.given, self._ceiling_for(one), lifted=one.lifted)
                for one in self.sheets[at].given.values()
                if one.given is not None
            }
        return self._counted[at]

    def _ceiling_for(self, score: GivenScore) -> Ceiling:
        """The ceiling of a cell under the grade that this reviewer confirmed."""
        return graded(self.ceilings[score.vendor, score.criterion], score.grade, self.rules)

    def grade_of(self, at: tuple[str, str]) -> tuple[Grade, bool]:
        """How well a cell is shown, and whether a reviewer said so."""
        confirmed = median_grade(one.grade for one in self.sheets[at].given.values() if one.grade)
        return confirmed or self.ceilings[at].grade, confirmed is not None

    def is_untested(self, at: tuple[str, str]) -> bool:
        """Whether the view counts a scored cell as 0, because nothing there was tested."""
        return self.counting is Counting.TESTED and not self.grade_of(at)[0].is_tested

    def final_of(self, vendor: str, criterion: str) -> Fraction | None:
        """The exact final score of a cell."""
        at = (vendor, criterion)
        if at not in self._finals:
            applies = self.ceilings[at].applies
            values = list(self.counted_of(vendor, criterion).values()) if applies else []
            final = final_score(self.agreed.get(at) if applies else None, values)
            if final is not None and self.is_untested(at):
                final = Fraction(0)
            self._finals[at] = final
        return self._finals[at]

    def _cell(self, vendor: str, criterion: str) -> Cell:
        at = (vendor, criterion)
        sheet = self.sheets[at]
        evidence, evidence_shown = _evidence(self.facts[at])
        grade, confirmed = self.grade_of(at)
        ceiling = graded(self.ceilings[at], grade, self.rules)
        grade_shown = _grade_shown(grade, confirmed=confirmed) if ceiling.applies else ""
        href = self.address(vendor, criterion) if self.address else ""
        expected, in_hand = len(sheet.assigned), len(sheet.given)
        final = self.final_of(vendor, criterion)
        if final is None:
            state = _unscored_state(expected, applies=ceiling.applies)
            return Cell(
                vendor, criterion, href, state, evidence, evidence_shown, expected, in_hand,
                cannot_judge=in_hand,
                missing=_missing(in_hand, expected) if state is CellState.UNSCORED else "",
                shown=_UNSCORED_SHOWN[state],
                ceiling=ceiling.score,
                ceiling_note=ceiling.note,
                left_out=_left_out(self.facts[at]),
                files=self.ceilings[at],
                grade=grade,
                grade_shown=grade_shown,
            )  # fmt: skip
        values = self.counted_of(vendor, criterion)
        low, high = (min(values.values()), max(values.values())) if values else (None, None)
        agreed = at in self.agreed
        average = mean_of(list(values.values()))
        return Cell(
            vendor, criterion, href, CellState.SCORED, evidence, evidence_shown, expected, in_hand,
            cannot_judge=in_hand - len(values),
            final=to_decimal(final),
            shown=tenths(final),
            heat=whole(final),
            low=low,
            high=high,
            range_shown="" if self.is_untested(at) else _range(low, high, self.words),
            disagreement=""
            if agreed
            else _disagreement(low, high, self.rules.spread_to_discuss),
            missing=_missing(in_hand, expected),
            ceiling=ceiling.score,
            ceiling_note=ceiling.note,
            limited=any(
                one.given is not None and values[one.reviewer] < one.given
                for one in sheet.given.values()
            ),
            agreed=agreed,
            average_shown=_shown_mean(average) if agreed else "",
            left_out=_left_out(self.facts[at]),
            counted=tuple(sorted(values.items())),
            untested=self.is_untested(at),
            files=self.ceilings[at],
            grade=grade,
            grade_shown=grade_shown,
        )  # fmt: skip

    def missing_of(self, vendor: str) -> int:
        """Assigned scores of a vendor that are not in."""
        return sum(
            len(sheet.assigned) - len(sheet.given)
            for (key, _criterion), sheet in self.sheets.items()
            if key == vendor
        )

    def total_of(self, vendor: str) -> Fraction | None:
        """The exact total, for ranks."""
        return self.weighted(vendor, self.criteria)[0]

    def weighted(
        self, vendor: str, criteria: Sequence[Criterion]
    ) -> tuple[Fraction | None, int, int]:
        """The exact weighted mean, the scored weight and the weight that applies."""
        # Sums are kept per denominator: as exact as adding fractions, in a fraction of the time.
        sums: dict[int, int] = {}
        scored = applies = 0
        for one in criteria:
            if not self.ceilings[vendor, one.key].applies:
                continue
            applies += one.weight
            final = self.final_of(vendor, one.key)
            if final is not None and one.weight:
                scored += one.weight
                below = final.denominator
                sums[below] = sums.get(below, 0) + final.numerator * one.weight
        if not scored:
            return None, scored, applies
        total = sum((Fraction(above, below) for below, above in sums.items()), Fraction(0))
        return total / scored, scored, applies

    def roll_up(self, vendor: str, criteria: Sequence[Criterion], *, total: bool = False) -> RollUp:
        """The weighted mean over these criteria, with its coverage and the reviewers' range."""
        at = (vendor, total, *(one.key for one in criteria))
        if at not in self._roll_ups:
            self._roll_ups[at] = self._roll_up(vendor, criteria, total=total)
        return self._roll_ups[at]

    def _roll_up(self, vendor: str, criteria: Sequence[Criterion], *, total: bool) -> RollUp:
        score, scored, applies = self.weighted(vendor, criteria)
        covered = Fraction(scored, applies) if applies else None
        coverage_shown = "" if covered is None or covered == 1 else f"{_percent(covered)} scored"
        if score is None:
            coverage_decimal = None if covered is None else to_decimal(covered)
            return RollUp(None, NOTHING, None, coverage_decimal, coverage_shown)
        exact = to_decimal(score)
        spread = self._range_of_reviewers(vendor, criteria)
        return RollUp(
            score=exact,
            shown=two_decimals(exact) if total else tenths(score),
            heat=whole(score),
            coverage=to_decimal(covered or Fraction(0)),
            coverage_shown=coverage_shown,
            range_shown="" if spread is None else f"{spread[0]} to {spread[1]}",
        )

    def _range_of_reviewers(
        self, vendor: str, criteria: Sequence[Criterion]
    ) -> tuple[str, str] | None:
        """The lowest and highest mean that a single reviewer's scores give."""
        sums: dict[str, list[int]] = {}
        for one in criteria:
            untested = self.is_untested((vendor, one.key))
            for reviewer, value in self.counted_of(vendor, one.key).items():
                entry = sums.setdefault(reviewer, [0, 0])
                entry[0] += 0 if untested else one.weight * value
                entry[1] += one.weight
        means = [Fraction(total, weight) for total, weight in sums.values() if weight]
        if len(means) < 2:
            return None
        # Rounding keeps the order, so the smallest text belongs to the smallest mean.
        shown = [tenths(one) for one in means]
        return min(shown), max(shown)


def _column(table: _Table, vendor: Vendor, rank: int | None, missing: int) -> Column:
    levels = []
    for level in table.questionnaire.levels:
        criteria = [one for one in table.criteria if one.level == level.number]
        asked = any(table.ceilings[vendor.key, one.key].applies for one in criteria)
        levels.append(
            LevelScore(level.number, level.title, asked, table.roll_up(vendor.key, criteria))
        )
    levels.sort(key=lambda one: one.number)
    base = unbroken_base(
        [(one.number, one.roll_up.score) for one in levels if one.asked], table.rules
    )
    must_haves = _must_haves(table, vendor.key)
    failed = sum(one.state is MustHaveState.FAILED for one in must_haves)
    expected = sum(
        len(sheet.assigned) for (key, _one), sheet in table.sheets.items() if key == vendor.key
    )
    return Column(
        key=vendor.key,
        name=vendor.name,
        href=vendor.href,
        responded=vendor.responded,
        total=table.roll_up(vendor.key, table.criteria, total=True),
        rank=rank,
        rank_shown="" if rank is None else f"rank {rank}",
        levels=tuple(levels),
        base=base,
        base_shown=_base_shown(base, levels),
        must_haves=must_haves,
        must_haves_shown=_must_haves_shown(must_haves),
        fails_must_have=failed > 0,
        missing=missing,
        missing_shown=_column_missing(vendor, missing, expected),
        pyramid=_pyramid(table, vendor.key, levels),
    )


def _pyramid(table: _Table, vendor: str, levels: Sequence[LevelScore]) -> PyramidScore | None:
    if table.slack is None:
        return None
    steps = []
    for level in levels:
        criteria = [one for one in table.criteria if one.level == level.number]
        score, scored, _applies = table.weighted(vendor, criteria)
        if level.asked:
            steps.append(Step(level.number, score, scored))
    return pyramid_score(steps, table.slack)


def _groups(table: _Table, grouping: Grouping) -> tuple[Group, ...]:
    groups = []
    for key, number, title, criteria in _grouped(table, grouping):
        share = _share(sum(one.weight for one in criteria), table.weight_of_all)
        groups.append(
            Group(
                key=key,
                number=number,
                title=title,
                share=to_decimal(share),
                share_shown=f"{_percent(share)} of {table.whole}",
                roll_ups=tuple(table.roll_up(one.key, criteria) for one in table.vendors),
                rows=tuple(_row(table, one) for one in criteria),
            )
        )
    return tuple(groups)


def _grouped(
    table: _Table, grouping: Grouping
) -> Iterable[tuple[str, int, str, tuple[Criterion, ...]]]:
    if grouping is Grouping.WEIGHT:
        heaviest = tuple(sorted(table.criteria, key=lambda one: -one.weight))
        if heaviest:
            yield "weight", 0, "All topics, heaviest first", heaviest
        return
    if grouping is Grouping.SECTION:
        for section, criteria in table.questionnaire.by_section():
            number = 0 if criteria[0].pack else section.order
            yield section.key, number, section.title, criteria
        return
    for level in sorted(table.questionnaire.levels, key=lambda one: one.number):
        criteria = tuple(one for one in table.criteria if one.level == level.number)
        if criteria:
            yield str(level.number), level.number, level.title, criteria


def _row(table: _Table, criterion: Criterion) -> Row:
    share = _share(criterion.weight, table.weight_of_all)
    return Row(
        key=criterion.key,
        title=criterion.title,
        short_title=criterion.short_title,
        section=criterion.section,
        section_title=table.questionnaire.section(criterion.section).title,
        level=criterion.level,
        level_title=table.questionnaire.level_of(criterion).title,
        weight=criterion.weight,
        share=to_decimal(share),
        share_shown=f"{_percent(share)} of {table.whole}",
        cells=tuple(table.cells[one.key, criterion.key] for one in table.vendors),
    )


_MUST_HAVE_WORDS = {
    MustHaveState.MET: "Met",
    MustHaveState.FAILED: "Failed",
    MustHaveState.OPEN: "Open",
    MustHaveState.NOT_APPLICABLE: "Does not apply",
}


def _must_haves(table: _Table, vendor: str) -> tuple[MustHave, ...]:
    found = []
    for criterion in table.criteria:
        at = (vendor, criterion.key)
        for item, fact in zip(table.items[criterion.key], table.facts[at], strict=True):
            if not item.must_have:
                continue
            given = table.marks.get((vendor, item.key), {})
            assigned = table.sheets[at].assigned
            marks = [mark for who, mark in given.items() if who in assigned and mark is not None]
            agreed = table.agreed_marks.get((vendor, item.key))
            value = final_score(agreed, marks)
            state = must_have_state(
                agreed,
                marks,
                table.rules,
                missing=len(assigned - given.keys()),
                not_applicable=fact.not_applicable,
            )
            words = _MUST_HAVE_WORDS[state]
            if agreed is not None and state is not MustHaveState.NOT_APPLICABLE:
                words = f"{words} (agreed mark {agreed})"
            topic = criterion.short_title
            found.append(
                MustHave(
                    item.key,
                    criterion.key,
                    topic,
                    item.prompt,
                    state,
                    words,
                    mean=None if value is None else to_decimal(value),
                    low=min(marks, default=None),
                    high=max(marks, default=None),
                    agreed=agreed is not None,
                )
            )
    return tuple(found)


def _must_haves_shown(must_haves: Sequence[MustHave]) -> str:
    relevant = [one.state for one in must_haves if one.state is not MustHaveState.NOT_APPLICABLE]
    if not relevant:
        return "No must-haves"
    met, failed, left = (
        relevant.count(one) for one in (MustHaveState.MET, MustHaveState.FAILED, MustHaveState.OPEN)
    )
    parts = [f"{met} of {len(relevant)} must-haves met"]
    parts += [f"{failed} failed"] if failed else []
    parts += [f"{left} open"] if left else []
    return ", ".join(parts)


def _peak(
    vendors: Sequence[Vendor], required: RequiredPeak, proved: Mapping[str, Proved]
) -> PeakRow:
    cells = []
    for vendor in vendors:
        mine = proved.get(vendor.key, Proved(None, "No load-test file that can be read"))
        held = coverage(mine.rps, required)
        cells.append(
            PeakCell(
                vendor=vendor.key,
                shown="Nothing proved" if mine.rps is None else f"{figure(mine.rps)} a second",
                proved=mine.rps,
                ratio=held.ratio if held else None,
                percent=held.percent if held else "",
                enough=held.ratio >= 1 if held else None,
                note=mine.note,
            )
        )
    return PeakRow(required.rps, required.shown, tuple(cells), required.high_shown)


def _ranks(totals: Mapping[str, Fraction | None]) -> dict[str, int]:
    """Equal totals share a rank, and the next one counts on; no total has no rank."""
    scored = {key: total for key, total in totals.items() if total is not None}
    return {
        key: 1 + sum(other > total for other in scored.values()) for key, total in scored.items()
    }


def _rank_note(expected: int, missing: int) -> str:
    if not expected:
        return "Ranks appear once reviewers are assigned and all scores are in."
    if not missing:
        return ""
    scores = "score is" if missing == 1 else "scores are"
    return f"Ranks appear once all scores are in: {missing} {scores} missing."


def _left_out(facts: Sequence[ItemFacts]) -> str:
    out = [one for one in facts if one.not_applicable]
    if not out:
        return ""
    names = ", ".join(dict.fromkeys(one.approved_by for one in out if one.approved_by))
    by = f", approved by {names}" if names else ""
    if len(out) == len(facts):
        return f"not applicable{by}"
    return f"{len(out)} of {len(facts)} questions not applicable{by}"


def _evidence(facts: Iterable[ItemFacts]) -> tuple[EvidenceState, str]:
    proofs = {proof.key: proof for one in facts for proof in one.proofs}
    if not proofs:
        return EvidenceState.NONE, "No evidence"
    files = "1 file" if len(proofs) == 1 else f"{len(proofs)} files"
    if any(one.kind is ProofKind.LOAD_TEST for one in proofs.values()):
        return EvidenceState.TESTED, f"{files}, tested"
    return EvidenceState.FILES, files


def _grade_shown(grade: Grade, *, confirmed: bool) -> str:
    return f"Shown by: {grade.value}" if confirmed else f"Suggested: {grade.value}"


_UNSCORED_SHOWN = {
    CellState.UNSCORED: NOTHING,
    CellState.NOT_ASSIGNED: NOTHING,
    CellState.NOT_APPLICABLE: "n/a",
}


def _unscored_state(expected: int, *, applies: bool) -> CellState:
    if not applies:
        return CellState.NOT_APPLICABLE
    return CellState.UNSCORED if expected else CellState.NOT_ASSIGNED


def _missing(in_hand: int, expected: int) -> str:
    return "" if in_hand >= expected else f"{in_hand} of {expected} scored"


def _shown_mean(mean: Fraction | None) -> str:
    return "" if mean is None else tenths(mean)


def _range(low: int | None, high: int | None, words: Mapping[int, str]) -> str:
    if low is None or high is None:
        return ""
    return words.get(low, "") if low == high else f"{low} to {high}"


def _disagreement(low: int | None, high: int | None, spread: int) -> str:
    if low is None or high is None or high - low < spread:
        return ""
    return f"{high - low} apart: discuss"


def _base_shown(base: int, levels: Sequence[LevelScore]) -> str:
    if not base:
        return "Not solid at the base"
    skipped = [str(one.number) for one in levels if not one.asked and one.number < base]
    note = f" (not asked: {', '.join(skipped)})" if skipped else ""
    return f"Solid up to level {base}{note}"


def _column_missing(vendor: Vendor, missing: int, expected: int) -> str:
    if not vendor.responded and not expected:
        return "did not respond"
    if not expected:
        return "no reviewers assigned"
    if not missing:
        return "all scores in"
    return "1 score missing" if missing == 1 else f"{missing} scores missing"


def _share(weight: int, total: int) -> Fraction:
    return Fraction(weight, total) if total else Fraction(0)


def _percent(share: Fraction) -> str:
    return f"{to_decimal(share * 100).quantize(Decimal(1), ROUND_HALF_UP)}%"


def _not_asked(questionnaire: Questionnaire) -> tuple[str, ...]:
    lines = []
    for item in questionnaire.items:
        if item.not_relevant:
            lines.append(f"{item.prompt} Not relevant to us: {item.not_relevant}")
        elif item.left_out:
            lines.append(f"{item.prompt} Left out.")
    return tuple(lines)


def _how(questionnaire: Questionnaire, table: _Table, packs: Sequence[PackName]) -> tuple[str, ...]:
    rules = questionnaire.rules
    scale = ", ".join(f"{step.score} {step.label}" for step in questionnaire.scale)
    lines = [
        f"Scale: {scale}.",
        "A topic's score is the agreed score where one is recorded, else the mean of what the "
        "reviewers' scores count for.",
        "A score counts for no more than its limit: "
        f"{rules.cap_unanswered} where nothing was answered, "
        f"{rules.cap_must_have_later} where a must-have is unanswered or not there now, "
        f"{rules.cap_no_proof} without proof from the {rules.proof_months} months before closing, "
        f"{rules.cap_document_only} where documents are the only proof. A reviewer may lift a "
        "limit by naming the proof that was seen.",
        "Each topic has a grade that says how well it is shown: claim, document, test, production, "
        "independent. It is suggested by what is attached and current; a reviewer who confirms "
        "another one says why, and limits for lack of proof follow what she confirmed. Where "
        "reviewers differ, the middle grade is shown, the lower one of two.",
        "A total is the sum of weight × score over the scored topics, divided by the sum of their "
        f"weights. All weights add up to {table.weight_of_all}.",
        "A reviewer's blank and “cannot judge” leave the mean; what does not apply to a vendor "
        "leaves the sum.",
        f"A must-have fails where its agreed mark, else the mean of its marks, is below "
        f"{figure(rules.must_have_below)}, whatever the total.",
        f"Solid up to level N: every level from 1 to N that was asked scores "
        f"{figure(rules.solid_from)} or more.",
        "What is required is held against what a vendor promises, and by itself against what its "
        "records and load-test files show; neither changes a score. What was reached is rounded "
        "down, what a repair took is rounded up.",
        f"Scores {rules.spread_to_discuss} or more apart are marked for discussion.",
        "Figures are rounded half up when shown; ranks compare unrounded totals.",
    ]
    if packs:
        titles = ", ".join(f"“{one.title}”" for one in packs)
        lines.append(
            f"Beside reliability these were asked: {titles}. Each has a total of its own by the same "
            "rules. None is part of the score, the levels or the ranks."
        )
    if table.slack is not None:
        lines.append(method(table.slack))
    if len(table.reviewers) == 1:
        lines.insert(2, "One reviewer scored: every figure is one person's view.")
    return tuple(lines)


# --- Before discussion --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class BlindCell:
    """One vendor on one criterion, without a word on how it was scored."""

    vendor: str
    criterion: str
    href: str
    applies: bool
    answered: int
    asked: int
    answered_shown: str
    evidence: EvidenceState
    evidence_shown: str
    limit_note: str
    left_out: str = ""


@dataclass(frozen=True, slots=True)
class BlindRow:
    """One criterion across the vendors."""

    key: str
    title: str
    short_title: str
    level: int
    weight: int
    share_shown: str
    cells: tuple[BlindCell, ...]


@dataclass(frozen=True, slots=True)
class BlindGroup:
    """The criteria of one level or section."""

    key: str
    number: int
    title: str
    share_shown: str
    rows: tuple[BlindRow, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """Answers and evidence side by side, and how many scores are in over all."""

    grouping: Grouping
    columns: tuple[Vendor, ...]
    groups: tuple[BlindGroup, ...]
    peak: PeakRow
    needs: tuple[NeedRow, ...]
    progress_shown: str
    packs: tuple["PackLayout", ...] = ()


@dataclass(frozen=True, slots=True)
class PackLayout:
    """The same of one pack, by its sections."""

    key: str
    title: str
    layout: Layout

    @property
    def columns(self) -> tuple[Vendor, ...]:
        """The vendors."""
        return self.layout.columns


def lay_out(
    questionnaire: Questionnaire,
    vendors: Sequence[Vendor],
    *,
    closing: dt.date,
    facts: Mapping[str, Sequence[ItemFacts]],
    scores_in: int,
    scores_expected: int,
    required: RequiredPeak = UNKNOWN_PEAK,
    proved: Mapping[str, Proved] | None = None,
    needs: Sequence[NeedRow] = (),
    grouping: Grouping = Grouping.LEVEL,
    address: Address | None = None,
) -> Layout:
    """What may be seen while reviewers score alone.

    No score goes in, so none can come out; vendors keep the order they are given in.
    """
    progress = f"{scores_in} of {scores_expected} scores in"

    def laid(part: Questionnaire, grouping: Grouping) -> Layout:
        groups = _blind_groups(_Table(part, vendors, closing, (), facts, address), grouping)
        return Layout(grouping, tuple(vendors), groups, _peak((), UNKNOWN_PEAK, {}), (), progress)

    return replace(
        laid(questionnaire.of(""), grouping),
        peak=_peak(vendors, required, proved or {}),
        needs=tuple(needs),
        packs=tuple(
            PackLayout(one.key, one.title, laid(questionnaire.of(one.key), Grouping.SECTION))
            for one in questionnaire.asked_packs()
        ),
    )


def _blind_groups(table: _Table, grouping: Grouping) -> tuple[BlindGroup, ...]:
    found = []
    for key, number, title, criteria in _grouped(table, grouping):
        share = _share(sum(one.weight for one in criteria), table.weight_of_all)
        rows = tuple(_blind_row(table, one) for one in criteria)
        found.append(BlindGroup(key, number, title, f"{_percent(share)} of {table.whole}", rows))
    return tuple(found)


def _blind_row(table: _Table, criterion: Criterion) -> BlindRow:
    cells = []
    for vendor in table.vendors:
        at = (vendor.key, criterion.key)
        relevant = [one for one in table.facts[at] if not one.not_applicable]
        answered = sum(one.answered for one in relevant)
        evidence, evidence_shown = _evidence(relevant)
        cells.append(
            BlindCell(
                vendor=vendor.key,
                criterion=criterion.key,
                href=table.address(*at) if table.address else "",
                applies=table.ceilings[at].applies,
                answered=answered,
                asked=len(relevant),
                answered_shown=f"{answered} of {len(relevant)} answered" if relevant else "n/a",
                evidence=evidence,
                evidence_shown=evidence_shown,
                limit_note=table.ceilings[at].note,
                left_out=_left_out(table.facts[at]),
            )
        )
    return BlindRow(
        criterion.key,
        criterion.title,
        criterion.short_title,
        criterion.level,
        criterion.weight,
        f"{_percent(_share(criterion.weight, table.weight_of_all))} of {table.whole}",
        tuple(cells),
    )


# --- Choosing what to show ----------------------------------------------------------------------


class Only(StrEnum):
    """Filters of the rows; several together keep what all of them keep."""

    DIFFERENCES = "differences"
    DISAGREEMENTS = "disagreements"
    UNSCORED = "unscored"


_KEEPS: Mapping[Only, Callable[[Row], bool]] = {
    Only.DIFFERENCES: lambda row: row.differs,
    Only.DISAGREEMENTS: lambda row: any(cell.disagreement for cell in row.cells),
    Only.UNSCORED: lambda row: any(
        cell.missing or cell.state is CellState.UNSCORED for cell in row.cells
    ),
}


def filtered(comparison: Comparison, only: Collection[Only]) -> Comparison:
    """Keep the rows that pass every filter; sums and counts stay those of all rows."""
    if not only:
        return comparison
    groups = (
        replace(
            group, rows=tuple(row for row in group.rows if all(_KEEPS[one](row) for one in only))
        )
        for group in comparison.groups
    )
    packs = (replace(one, comparison=filtered(one.comparison, only)) for one in comparison.packs)
    return replace(
        comparison,
        groups=tuple(group for group in groups if group.rows),
        packs=tuple(one for one in packs if one.comparison.groups),
    )


def choose(comparison: Comparison, keys: Sequence[str] = ()) -> Comparison:
    """Keep up to five columns: those named, in the order they are named, else the first five."""
    position = {column.key: at for at, column in enumerate(comparison.columns)}
    wanted = [position[key] for key in dict.fromkeys(keys) if key in position]
    return narrowed(comparison, (wanted or list(range(len(position))))[:COLUMNS_AT_ONCE])


def by_rank(comparison: Comparison) -> Comparison:
    """Columns by rank, those without one last; unchanged while nobody is ranked."""
    if not comparison.ranked:
        return comparison
    last = len(comparison.columns) + 1
    order = sorted(
        range(len(comparison.columns)), key=lambda at: comparison.columns[at].rank or last
    )
    return narrowed(comparison, order)


def narrowed(comparison: Comparison, order: Sequence[int]) -> Comparison:
    """Keep these columns, in this order, by their present places; of the packs as well."""

    def rows(group: Group) -> tuple[Row, ...]:
        return tuple(replace(row, cells=tuple(row.cells[at] for at in order)) for row in group.rows)

    return replace(
        comparison,
        columns=tuple(comparison.columns[at] for at in order),
        groups=tuple(
            replace(one, roll_ups=tuple(one.roll_ups[at] for at in order), rows=rows(one))
            for one in comparison.groups
        ),
        peak=replace(
            comparison.peak,
            cells=tuple(comparison.peak.cells[at] for at in order if comparison.peak.cells),
        ),
        needs=take_needs(comparison.needs, order),
        packs=tuple(
            replace(one, comparison=narrowed(one.comparison, order)) for one in comparison.packs
        ),
    )
