"""How sure the order of a comparison is, in words; worked out of the comparison itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from uuid import UUID

from evaluations.comparison import Cell, Comparison
from evaluations.queries.judgement import Bench
from evaluations.queries.known import Known
from evaluations.scoring import Grade, tenths, to_decimal, two_decimals
from evaluations.stability import (
    CONCENTRATION,
    COVERED_FROM,
    GENERATOR,
    SURE_FROM,
    Chance,
    Contender,
    Contest,
    Nudge,
    Reason,
    Stability,
    Sureness,
    Tipping,
    Topic,
    stability,
)
from evaluations.stability import Cell as Given
from portal.tenancy.switch import current

_found: Known[tuple[UUID, int, Contest], Stability | None] = Known(24)

NUDGES = 12
TONES = {Sureness.CLEAR: "success", Sureness.CLOSE: "warning", Sureness.TOO_CLOSE: "warning"}


@dataclass(frozen=True, slots=True)
class Line:
    """One vendor across the draws."""

    name: str
    total: str
    first: str
    places: str


@dataclass(frozen=True, slots=True)
class Tip:
    """One topic whose weight could tip the order."""

    topic: str
    share: str
    at: str
    note: str


@dataclass(frozen=True, slots=True)
class Order:
    """All that is said about how sure an order is."""

    tone: str
    verdict: str
    lines: tuple[Line, ...]
    first_two: str
    tips: tuple[Tip, ...]
    """The smallest move first."""
    no_tip: str
    left_out: tuple[str, ...]
    nudged: tuple[str, ...]
    """Single scores of which one point changes who leads; at most so many as can be read."""
    nudges: str
    """How many there are, as a sentence."""
    unshown: str
    method: tuple[str, ...]


def contest_of(comparison: Comparison) -> Contest:
    """What the order of a comparison rests on: the same scores, weights and gaps."""
    rows = comparison.rows
    return Contest(
        tuple(Topic(row.key, row.weight) for row in rows),
        tuple(
            Contender(
                column.key,
                tuple(_given(row.cells[at]) for row in rows),
                coverage=Fraction(column.total.coverage or 0),
                fails_must_have=column.fails_must_have,
            )
            for at, column in enumerate(comparison.columns)
        ),
    )


def _given(cell: Cell) -> Given:
    return Given(
        cell.counted,
        agreed=Fraction(cell.final) if cell.agreed and cell.final is not None else None,
        shown=cell.grade is not Grade.CLAIM,
    )


def order_of(bench: Bench, comparison: Comparison) -> Order | None:
    """Say how sure the order of these vendors is (no query).

    None while ranks don't show, where nothing is scored, and where it was not chosen in time.
    """
    seed = bench.evaluation.order_seed
    contest = contest_of(comparison)
    if not comparison.ranked or seed is None or not any(one.weight for one in contest.topics):
        return None
    key = (current().uuid, seed, contest)
    found = _found.get(key) or _found.keep(key, stability(contest, seed=seed))
    return None if found is None else _in_words(found, bench, comparison)


def printed(bench: Bench, comparison: Comparison) -> Order | None:
    """The same for reports: only where a coordinator chose before scoring to have it said."""
    return order_of(bench, comparison) if bench.evaluation.prints_order else None


def _in_words(found: Stability, bench: Bench, comparison: Comparison) -> Order:
    names = {one.key: one.name for one in comparison.columns}
    people = {str(one.pk): one.name for one in bench.panel}
    topics = {row.key: row.short_title for row in comparison.rows}
    ties = sorted(
        (one for one in found.tipping if one.change is not None),
        key=lambda one: abs(one.change or Fraction(0)),
    )
    first_two = _listed([names[one.vendor] for one in found.chances[:2]])
    return Order(
        tone=TONES.get(found.sureness, "info"),
        verdict=_verdict(found, names, people),
        lines=tuple(_line(one, names) for one in found.chances),
        first_two=first_two,
        tips=tuple(
            Tip(topics[one.topic], percent(one.share), percent(one.at), _note(one, found))
            for one in ties
            if one.at is not None
        ),
        no_tip=_no_tip(len(found.tipping), len(ties), first_two),
        left_out=tuple(
            f"Without {people.get(one.reviewer, 'a reviewer')}, {_lead(one.leads, names)}"
            f"{'' if one.leads == found.leads else ': the order hangs on these scores'}."
            for one in found.left_out
        ),
        nudged=tuple(_nudged(one, names, topics) for one in found.nudged[:NUDGES]),
        nudges=_nudges(len(found.nudged)),
        unshown=f"If answers that nothing shows counted as 0, {_lead(found.unshown, names)}"
        f"{', as now' if found.unshown == found.leads else ''}.",
        method=_method(found),
    )


def _verdict(found: Stability, names: dict[str, str], people: dict[str, str]) -> str:
    first = found.chances[0]
    name, often = names[first.vendor], of_100(first.first)
    if found.sureness is Sureness.ALONE:
        return f"Only {name} has scores, so there is nothing to order."
    if found.sureness is Sureness.CLEAR:
        return (
            f"Clear: {name} is first in {often} of 100 draws, fails no must-have, and leads "
            "whichever reviewer is left out."
        )
    changing = [people.get(one.reviewer, "one reviewer") for one in found.changed_by]
    why = {
        Reason.DRAWS: f"it is first in {often} of 100 draws, and {percent_whole(SURE_FROM)} "
        "would be clear",
        Reason.MUST_HAVE: "it fails a must-have",
        Reason.REVIEWER: f"it would not lead alone without {_listed(changing, 'or')}",
        Reason.COVERAGE: f"less than {percent_whole(COVERED_FROM)}% of the weight is scored for "
        f"{_listed([names[one] for one in found.thin])}",
        Reason.ONE_REVIEWER: "one person scored",
    }
    reasons = "; ".join(why[one] for one in found.reasons)
    if found.sureness is Sureness.TOO_CLOSE:
        return f"Too close to order on these scores: {reasons}."
    if len(found.leads) > 1:
        return f"Close: {_lead(found.leads, names)}."
    return f"Close: {name} leads, but {reasons}."


def _line(chance: Chance, names: dict[str, str]) -> Line:
    best, worst = chance.best, chance.worst
    return Line(
        names[chance.vendor],
        two_decimals(to_decimal(chance.total)),
        of_100(chance.first),
        str(best) if best == worst else f"{best} to {worst}",
    )


def _note(tip: Tipping, found: Stability) -> str:
    notes = []
    if tip == found.nearest:
        notes.append("the smallest move")
    if tip == found.nearest_relative:
        notes.append("the smallest move for what it weighs")
    return " and ".join(notes)


def _nudged(one: Nudge, names: dict[str, str], topics: dict[str, str]) -> str:
    moved = f"{tenths(one.score)} to {tenths(one.moved)}"
    return f"{names[one.vendor]}, {topics[one.topic]}, {moved}: {_lead(one.leads, names)}."


def _nudges(number: int) -> str:
    if not number:
        return "No single score, moved by one point, changes who leads."
    moves = "One move of a single score" if number == 1 else f"{number} moves of a single score"
    changes = "changes" if number == 1 else "change"
    first = f"; these are the {NUDGES} on the heaviest topics" if number > NUDGES else ""
    return f"{moves} by one point {changes} who leads{first}."


def _no_tip(topics: int, ties: int, first_two: str) -> str:
    if not topics or topics == ties:
        return ""
    if not ties:
        return f"No weight of any one topic makes {first_two} tie."
    left = topics - ties
    return (
        "No weight of the other topic does."
        if left == 1
        else (f"No weight of any of the other {left} topics does.")
    )


def _method(found: Stability) -> tuple[str, ...]:
    drawn = (
        "and reviewers are drawn too, as many as there are, so that some count twice and some not "
        "at all; an agreed score stands"
        if found.resampled
        else "reviewers stay as they are"
    )
    return (
        f"{found.draws:,} draws. In each one the weights are drawn around those that were set "
        f"(Dirichlet distribution, {CONCENTRATION} × share), {drawn}.",
        "Places leave out the lowest and the highest 5 of 100 draws.",
        "A tipping weight is the share of one topic at which the first two vendors have the same "
        "total, while all other topics keep their proportions.",
        "One point more or less: the score of one vendor on one topic is raised or lowered by one, "
        "never beyond 0 or 4, while all others stay.",
        "An answer that nothing shows is one whose grade is claim.",
        f"Clear: first in at least {percent_whole(SURE_FROM)} of 100 draws, no failed must-have, "
        "and no left-out reviewer changes who leads. Too close to order: less than "
        f"{percent_whole(COVERED_FROM)}% of a vendor’s weight is scored, or one person scored. "
        "Close: everything else.",
        f"Seed {found.seed}, drawn when scoring began. Generator: {GENERATOR}. The same seed and "
        "scores give the same draws.",
    )


def _lead(keys: Sequence[str], names: dict[str, str]) -> str:
    if not keys:
        return "nobody would have a score"
    named = _listed([names[one] for one in keys])
    return f"{named} would lead" if len(keys) == 1 else f"{named} would lead together"


def _listed(words: Sequence[str], link: str = "and") -> str:
    *most, last = words or [""]
    return f"{', '.join(most)} {link} {last}" if most else last


def of_100(share: Fraction) -> str:
    """A share of all draws as a number of 100, never rounded across what makes it clear."""
    if 0 < share < Fraction(1, 200):
        return "fewer than 1"
    if Fraction(199, 200) <= share < 1:
        return "more than 99"
    shown = int(share * 100 + Fraction(1, 2))
    if share < SURE_FROM and shown >= SURE_FROM * 100:
        return f"just under {percent_whole(SURE_FROM)}"
    return str(shown)


def percent(share: Fraction) -> str:
    """A share to a tenth of a percent, half up."""
    return f"{to_decimal(share * 100).quantize(Decimal('0.1'), ROUND_HALF_UP)}%"


def percent_whole(share: Fraction) -> str:
    return str(int(share * 100))
