"""How marks become a score: suggestions, ceilings, counted scores, finals and must-haves.

Means are exact fractions; they become Decimals of 28 digits when they are handed on, and are
rounded only where they are shown.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction

from vendors.ageing import months_before
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
    DRILL = "drill"
    RECORD = "record"
    """Of an incident, a drill or a measurement: what files were called before these were apart."""
    INCIDENT = "incident"
    MEASUREMENT = "measurement"
    PROBE = "probe"
    AUDIT = "audit"


class Grade(StrEnum):
    """How well an answer is shown, weakest first."""

    CLAIM = "claim"
    DOCUMENT = "document"
    TEST = "test"
    PRODUCTION = "production"
    INDEPENDENT = "independent"

    @property
    def rank(self) -> int:
        """0 for the weakest."""
        return _GRADES.index(self)

    @property
    def meaning(self) -> str:
        """What the word stands for, in a line."""
        return _MEANINGS[self]

    @property
    def is_tested(self) -> bool:
        """Whether something was tried or measured, or seen by somebody else."""
        return self.rank >= Grade.TEST.rank


_GRADES = tuple(Grade)
_MEANINGS: Mapping[Grade, str] = {
    Grade.CLAIM: "The vendor says so; nothing current shows it",
    Grade.DOCUMENT: "A plan, policy, contract or picture says so",
    Grade.TEST: "It was tried: a load test or a drill",
    Grade.PRODUCTION: "It held in earnest: a real incident or a measurement in production",
    Grade.INDEPENDENT: "Somebody other than the vendor saw it: we, a customer, a probe, an audit",
}
GRADE_OF: Mapping[ProofKind, Grade] = {
    ProofKind.DOCUMENT: Grade.DOCUMENT,
    ProofKind.SCREENSHOT: Grade.DOCUMENT,
    ProofKind.LOAD_TEST: Grade.TEST,
    ProofKind.DRILL: Grade.TEST,
    # It may be a drill only, and a grade is not given on the benefit of the doubt.
    ProofKind.RECORD: Grade.TEST,
    ProofKind.INCIDENT: Grade.PRODUCTION,
    ProofKind.MEASUREMENT: Grade.PRODUCTION,
    ProofKind.PROBE: Grade.INDEPENDENT,
    ProofKind.AUDIT: Grade.INDEPENDENT,
}


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
    grade: Grade = Grade.CLAIM
    """How well the answer is shown: by what is attached, else as a reviewer confirmed."""

    @property
    def holds_answer(self) -> bool:
        """Whether something other than the proof limits the score."""
        return any(one.code not in PROOF_CODES for one in self.limits)

    @property
    def note(self) -> str:
        """The strictest reason as a sentence; empty where nothing limits the score."""
        return self.limits[0].text if self.limits else ""

    @property
    def notes(self) -> tuple[str, ...]:
        """All reasons as sentences."""
        return tuple(one.text for one in self.limits)


NO_CEILING = Ceiling(HIGHEST, grade=Grade.INDEPENDENT)
PROOF_CODES = frozenset({"no_proof", "document_only"})


def grade_of(facts: Iterable[ItemFacts], rules: Rules, *, closing: dt.date) -> Grade:
    """The best that is shown by what a vendor attached to a criterion and is still current."""
    proofs = [proof for one in facts if not one.not_applicable for proof in one.proofs]
    current = _current(proofs, rules, closing)
    return max((GRADE_OF[one.kind] for one in current), key=_GRADES.index, default=Grade.CLAIM)


def graded(ceiling: Ceiling, grade: Grade | None, rules: Rules) -> Ceiling:
    """The ceiling with the grade that a reviewer confirmed in place of the one suggested."""
    if grade is None or grade is ceiling.grade or not ceiling.applies:
        return ceiling
    kept = [one for one in ceiling.limits if one.code not in PROOF_CODES]
    return _ceiling([*kept, *_graded_limits(grade, rules)], grade)


def median_grade(grades: Iterable[Grade]) -> Grade | None:
    """The middle one of several reviewers' grades, the lower of two; None of none."""
    ranked = sorted(grades, key=_GRADES.index)
    return ranked[(len(ranked) - 1) // 2] if ranked else None


def _graded_limits(grade: Grade, rules: Rules) -> Iterable[Limit]:
    if grade is Grade.CLAIM:
        at = rules.cap_no_proof
        yield Limit(at, "no_proof", f"Limited to {at}: graded as a claim, nothing shows it")
    elif grade is Grade.DOCUMENT:
        at = rules.cap_document_only
        why = "graded as a document, nothing measured or tried"
        yield Limit(at, "document_only", f"Limited to {at}: {why}")


def _ceiling(limits: Iterable[Limit], grade: Grade) -> Ceiling:
    # sorted() keeps the order of equals, so the reasons read in the order of the questionnaire.
    found = sorted((one for one in limits if one.score < HIGHEST), key=lambda one: one.score)
    return Ceiling(found[0].score if found else HIGHEST, tuple(found), grade=grade)


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
    return _ceiling(limits, grade_of(open_facts, rules, closing=closing))


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
    current = _current(proofs, rules, closing)
    if not current:
        at = rules.cap_no_proof
        if not proofs:
            why = "no proof attached"
        elif all(one.dated is None for one in proofs):
            why = "no proof says what date it is from"
        else:
            why = f"the proof is older than {_months(rules.proof_months)}"
        yield Limit(at, "no_proof", f"Limited to {at}: {why}")
    elif all(GRADE_OF[one.kind] is Grade.DOCUMENT for one in current):
        at = rules.cap_document_only
        why = "shown in documents only, nothing measured or tried"
        yield Limit(at, "document_only", f"Limited to {at}: {why}")


def _current(proofs: Iterable[Proof], rules: Rules, closing: dt.date) -> list[Proof]:
    oldest = months_before(closing, rules.proof_months)
    return [one for one in proofs if one.dated is not None and one.dated >= oldest]


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


def _months(number: int) -> str:
    return "one month" if number == 1 else f"{number} months"
