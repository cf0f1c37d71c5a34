"""What to ask a vendor for: its gaps, base of the hierarchy first, each as a request.

Each gap names the next step of its own anchors and the proof that would close it, so that a
jurisdiction can hand the list over as it is.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from evaluations.comparison import CellState, Comparison
from evaluations.scoring import HIGHEST, SOLID, ItemFacts, MustHaveState, mean_of
from vendors.questionnaire.model import Item, Questionnaire


@dataclass(frozen=True, slots=True)
class Ask:
    """One request: what is missing, what to ask for, and what would show it."""

    level: int
    level_title: str
    criterion: str
    criterion_title: str
    item: str
    question: str
    must_have: bool
    standing: str
    """Where the vendor stands on this item now, in words."""
    score: int | None
    target: int
    request: str
    """The anchor of the next score, which is what to ask for."""
    wanted: str
    """The anchor of a solid answer, or of the next score above it: what a letter asks for."""
    proof: str
    limit: str
    """What limits the topic's score for now, if anything."""
    quick_win: bool
    """Whether proof alone, and no change to the system, is missing."""


def asks_of(
    questionnaire: Questionnaire,
    comparison: Comparison,
    vendor: str,
    *,
    facts: Iterable[ItemFacts],
    marks: Mapping[str, Iterable[int]],
    agreed_marks: Mapping[str, Decimal] | None = None,
) -> tuple[Ask, ...]:
    """Requests to one vendor: must-haves first within a level, then the heavier topic.

    An item is a gap where its mark is below 3; without a mark, where it is unanswered or its
    topic scores below 3; and where it lacks the proof whose absence holds its topic below 3. What
    does not apply to the vendor is not asked for.
    """
    fact_of = {one.item: one for one in facts}
    at = next(n for n, column in enumerate(comparison.columns) if column.key == vendor)
    failed = {
        one.item for one in comparison.columns[at].must_haves if one.state is MustHaveState.FAILED
    }
    weighted: list[tuple[tuple[int, bool, int], Ask]] = []
    for row in comparison.rows:
        cell = row.cells[at]
        if cell.state is CellState.NOT_APPLICABLE:
            continue
        for item in questionnaire.items_of(row.key):
            fact = fact_of.get(item.key) or _silent(item)
            mark = _mark(item, marks, agreed_marks or {})
            unproved = cell.limited and not fact.proofs and (cell.final or 0) < SOLID
            gap = unproved or item.key in failed or _is_gap(fact, mark, cell.final)
            if fact.not_applicable or not gap:
                continue
            score = None if mark is None else int(mark)
            reached = score if score is not None else _guess(fact, cell.final)
            # A good answer that nothing shows lacks its proof, not the next step.
            target = reached if unproved and reached >= SOLID else min(reached + 1, HIGHEST)
            ask = Ask(
                level=row.level,
                level_title=row.level_title,
                criterion=row.key,
                criterion_title=row.title,
                item=item.key,
                question=item.prompt,
                must_have=item.must_have,
                standing=_standing(questionnaire, fact, score),
                score=score,
                target=target,
                request=_anchor(item, target),
                wanted=_anchor(item, max(target, SOLID)),
                proof=item.proof,
                limit=cell.ceiling_note if cell.limited or not fact.answered else "",
                quick_win=fact.answered and not fact.proofs and (score or 0) >= SOLID - 1,
            )
            weighted.append(((row.level, not item.must_have, -row.weight), ask))
    weighted.sort(key=lambda one: one[0])
    return tuple(ask for _order, ask in weighted)


def easiest_first(asks: Iterable[Ask]) -> tuple[Ask, ...]:
    """The same within each level by what they take: proof alone, then the shortest way to solid.

    Among equals the order stays, so must-haves and heavier topics come first.
    """
    return tuple(
        sorted(
            asks,
            key=lambda one: (one.level, not one.quick_win, -(one.score or 0)),
        )
    )


def _silent(item: Item) -> ItemFacts:
    return ItemFacts(item.key, answered=False, must_have=item.must_have)


def _mark(
    item: Item, marks: Mapping[str, Iterable[int]], agreed: Mapping[str, Decimal]
) -> Fraction | None:
    if item.key in agreed:
        return Fraction(agreed[item.key])
    return mean_of(list(marks.get(item.key, ())))


def _is_gap(fact: ItemFacts, mark: Fraction | None, topic: Decimal | None) -> bool:
    if not fact.answered:
        return True
    if mark is not None:
        return mark < SOLID
    return topic is not None and topic < SOLID


def _guess(fact: ItemFacts, topic: Decimal | None) -> int:
    """Where an item without marks stands: nowhere if unanswered, else where its topic does."""
    if not fact.answered or topic is None:
        return 0
    return int(topic)


def _standing(questionnaire: Questionnaire, fact: ItemFacts, score: int | None) -> str:
    if not fact.answered:
        return "Not answered"
    words = {step.score: step.label for step in questionnaire.scale}
    marked = "Not marked" if score is None else f"{score} {words.get(score, '')}".strip()
    return marked if fact.proofs else f"{marked}, no proof attached"


def _anchor(item: Item, target: int) -> str:
    """The anchor of the target, or of the nearest score above it that has one."""
    for score in range(target, HIGHEST + 1):
        if item.anchors.get(score):
            return item.anchors[score]
    return ""
