"""How marks become a score: suggestions, ceilings, counted scores, finals and must-haves.

Means are exact fractions; they become Decimals of 28 digits when they are handed on, and are
rounded only where they are shown.
"""

import calendar
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache

from vendors.questionnaire.model import Rules

LOWEST, HIGHEST = 0, 4
SOLID = 3


class When(StrEnum):
    """Whether a capability is there now, by a date, or later."""

    NOW = "now"
    BY_DATE = "by_date"
    LATER = "later"


class ProofKind(StrEnum):
    """What a proof is; the first two speak about a thing, the others come out of it."""

    DOCUMENT = "document"
    SCREENSHOT = "screenshot"
    LOAD_TEST = "load_test"
    RECORD = "record"


DOCUMENTS = frozenset({ProofKind.DOCUMENT, ProofKind.SCREENSHOT})


@dataclass(frozen=True, slots=True)
class Proof:
    """One proof of an answer; the same key on two items is the same proof."""

    key: str
    kind: ProofKind
    dated: dt.date | None = None


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """What a vendor handed in for one item, without a word on how good it is."""

    item: str
    answered: bool
    must_have: bool = False
    when: When | None = None
    proofs: tuple[Proof, ...] = ()
    not_applicable: bool = False
    """The vendor said so and the coordinator approved it: the item leaves the sum."""
    approved_by: str = ""
    """Who approved that it does not apply."""
    claim: str | None = None
    """The vendor's reason why it does not apply; None where it doesn't say so. Alone it counts
    as unanswered."""


@dataclass(frozen=True, slots=True)
class Limit:
    """One reason why a score cannot count for more."""

    score: int
    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Ceiling:
    """The most that a criterion can count for a vendor, with every reason, strictest first."""

    score: int
    limits: tuple[Limit, ...] = ()
    applies: bool = True
    """False where all items were approved as not applicable: then there is nothing to score."""

    @property
    def note(self) -> str:
        """The strictest reason as a sentence; empty where nothing limits the score."""
        return self.limits[0].text if self.limits else ""

    @property
    def notes(self) -> tuple[str, ...]:
        """All reasons as sentences."""
        return tuple(one.text for one in self.limits)


NO_CEILING = Ceiling(HIGHEST)


def ceiling_of(
    facts: Sequence[ItemFacts],
    rules: Rules,
    *,
    closing: dt.date,
    labels: Mapping[str, str] | None = None,
) -> Ceiling:
    """The ceiling of one criterion for one vendor; labels name items in the reasons."""
    open_facts = [one for one in facts if not one.not_applicable]
    if not open_facts:
        return Ceiling(HIGHEST, applies=False)
    limits = [
        *_unanswered(open_facts, rules),
        *_must_haves(open_facts, rules, labels or {}),
        *_proofs(open_facts, rules, closing),
    ]
    # sorted() keeps the order of equals, so the reasons read in the order of the questionnaire.
    limits = sorted((one for one in limits if one.score < HIGHEST), key=lambda one: one.score)
    return Ceiling(limits[0].score if limits else HIGHEST, tuple(limits))


def _unanswered(facts: Sequence[ItemFacts], rules: Rules) -> Iterable[Limit]:
    if not any(one.answered for one in facts):
        at = rules.cap_unanswered
        yield Limit(at, "unanswered", f"Limited to {at}: nothing was answered")


def _must_haves(
    facts: Sequence[ItemFacts], rules: Rules, labels: Mapping[str, str]
) -> Iterable[Limit]:
    at = rules.cap_must_have_later
    for one in facts:
        if not one.must_have:
            continue
        name = f"the must-have “{labels[one.item]}”" if one.item in labels else "a must-have"
        if one.claim is not None:
            why = "is said not to apply, and that is not approved"
            yield Limit(at, "must_have", f"Limited to {at}: {name} {why}")
        elif not one.answered:
            yield Limit(at, "must_have", f"Limited to {at}: {name} was not answered")
        elif one.when is When.BY_DATE:
            yield Limit(at, "must_have", f"Limited to {at}: {name} is promised by a date, not now")
        elif one.when is When.LATER:
            yield Limit(at, "must_have", f"Limited to {at}: {name} is planned for later, not now")


def _proofs(facts: Sequence[ItemFacts], rules: Rules, closing: dt.date) -> Iterable[Limit]:
    proofs = [proof for one in facts for proof in one.proofs]
    oldest = months_before(closing, rules.proof_months)
    current = [one for one in proofs if one.dated is not None and one.dated >= oldest]
    if not current:
        at = rules.cap_no_proof
        if not proofs:
            why = "no proof attached"
        elif all(one.dated is None for one in proofs):
            why = "no proof says what date it is from"
        else:
            why = f"the proof is older than {_months(rules.proof_months)}"
        yield Limit(at, "no_proof", f"Limited to {at}: {why}")
    elif all(one.kind in DOCUMENTS for one in current):
        at = rules.cap_document_only
        why = "shown in documents only, nothing measured or tried"
        yield Limit(at, "document_only", f"Limited to {at}: {why}")


def counted(given: int, ceiling: Ceiling, *, lifted: bool = False) -> int:
    """What a given score counts for; a reviewer who saw other proof may lift the ceiling."""
    return given if lifted else min(given, ceiling.score)


@dataclass(frozen=True, slots=True)
class Mark:
    """One reviewer's mark for an item; without a mark, she could not judge it."""

    item: str
    mark: int | None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What the marks of one reviewer suggest as the score of a criterion."""

    mean: Decimal | None
    score: int | None
    """The mean as a whole number, half up; None where there is nothing to go by."""
    marked: int
    items: int

    @property
    def shown(self) -> str:
        """The mean in words."""
        if self.mean is None:
            return "No marks yet"
        return f"Your marks suggest {one_decimal(self.mean)}"


def suggest(facts: Sequence[ItemFacts], marks: Iterable[Mark]) -> Suggestion:
    """The mean of the marks. An unanswered item suggests 0; a blank of an answered one nothing."""
    given = {one.item: one.mark for one in marks}
    relevant = [one for one in facts if not one.not_applicable]
    values: list[int] = []
    for one in relevant:
        if one.item in given:
            mark = given[one.item]
            if mark is not None:
                values.append(mark)
        elif not one.answered:
            values.append(LOWEST)
    mean = mean_of(values)
    marked = sum(one.item in given for one in relevant)
    if mean is None:
        return Suggestion(None, None, marked, len(relevant))
    return Suggestion(to_decimal(mean), whole(mean), marked, len(relevant))


def final_score(agreed: Decimal | int | None, scores: Sequence[int]) -> Fraction | None:
    """The agreed score if there is one, else the mean of what the reviewers' scores count for."""
    return Fraction(agreed) if agreed is not None else mean_of(scores)


class MustHaveState(StrEnum):
    """How a vendor stands on one must-have."""

    MET = "met"
    FAILED = "failed"
    OPEN = "open"
    NOT_APPLICABLE = "not_applicable"


def must_have_state(
    agreed: Decimal | int | None,
    marks: Sequence[int],
    rules: Rules,
    *,
    missing: int = 0,
    not_applicable: bool = False,
) -> MustHaveState:
    """A must-have fails when its agreed mark, else the mean of marks, is below the threshold.

    It stays open while marks are missing, so that nothing is said before all have judged.
    """
    if not_applicable:
        return MustHaveState.NOT_APPLICABLE
    value = final_score(agreed, marks)
    if value is None or (agreed is None and missing > 0):
        return MustHaveState.OPEN
    return MustHaveState.FAILED if value < Fraction(rules.must_have_below) else MustHaveState.MET


def unbroken_base(levels: Iterable[tuple[int, Fraction | Decimal | None]], rules: Rules) -> int:
    """The highest level up to which every level is solid; 0 where the base is not.

    Levels come base first and only those that were asked; None is a level without a score yet.
    """
    reached = 0
    for number, score in levels:
        if score is None or Fraction(score) < Fraction(rules.solid_from):
            break
        reached = number
    return reached


def mean_of(values: Sequence[int]) -> Fraction | None:
    """The exact mean, or None of nothing."""
    return Fraction(sum(values), len(values)) if values else None


def to_decimal(value: Fraction) -> Decimal:
    """A fraction as a Decimal of 28 digits."""
    return Decimal(value.numerator) / Decimal(value.denominator)


def whole(value: Fraction) -> int:
    """The nearest whole number, half up."""
    return int(value + Fraction(1, 2))


def one_decimal(value: Decimal) -> str:
    """A score as cells show it, half up."""
    return str(value.quantize(Decimal("0.1"), ROUND_HALF_UP))


def tenths(value: Fraction) -> str:
    """An exact score of 0 or more as cells show it, half up."""
    steps = (20 * value.numerator + value.denominator) // (2 * value.denominator)
    return f"{steps // 10}.{steps % 10}"


def two_decimals(value: Decimal) -> str:
    """A total as headings show it, half up."""
    return str(value.quantize(Decimal("0.01"), ROUND_HALF_UP))


@lru_cache(maxsize=64)
def months_before(day: dt.date, months: int) -> dt.date:
    """The same day so many months earlier, or the last day of a shorter month."""
    index = day.year * 12 + day.month - 1 - months
    year, month = divmod(index, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last))


def _months(number: int) -> str:
    return "one month" if number == 1 else f"{number} months"
