"""What if the weights were others? The same scores under weights that somebody tries out.

Nothing here is kept: tried weights live in an address, and no report is made from them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from evaluations.comparison import Comparison
from vendors.questionnaire.model import Questionnaire

Weights = tuple[tuple[str, int], ...]
"""Topics whose tried weight differs from the set one, by key; empty where none does."""


@dataclass(frozen=True, slots=True)
class Move:
    """Where one vendor stands under tried weights, and where it stood."""

    key: str
    name: str
    was: int | None
    now: int | None
    total_was: str
    total_now: str

    @property
    def moved(self) -> bool:
        """Whether its place is another one."""
        return self.was != self.now

    @property
    def shown(self) -> str:
        """Its place in words; empty while nobody is ranked."""
        if self.was is None or self.now is None:
            return ""
        return f"was {self.was}, now {self.now}" if self.moved else f"stays {self.now}"


def differing(questionnaire: Questionnaire, tried: Mapping[str, int]) -> Weights:
    """Those of the tried weights that are not the set ones, in the order of the topics."""
    return tuple(
        (one.key, tried[one.key])
        for one in questionnaire.asked_criteria()
        if tried.get(one.key, one.weight) != one.weight
    )


def reweighed(questionnaire: Questionnaire, weights: Weights) -> Questionnaire:
    """The questionnaire as it would be with these weights; itself where none differs."""
    if not weights:
        return questionnaire
    tried = dict(weights)
    criteria = tuple(
        replace(one, weight=tried.get(one.key, one.weight)) for one in questionnaire.criteria
    )
    return replace(questionnaire, criteria=criteria)


def changes(questionnaire: Questionnaire, weights: Weights) -> tuple[str, ...]:
    """Each changed weight in words."""
    titles = {one.key: (one.title, one.weight) for one in questionnaire.asked_criteria()}
    return tuple(f"{titles[key][0]}: {titles[key][1]} → {weight}" for key, weight in weights)


def moves(real: Comparison, tried: Comparison) -> tuple[Move, ...]:
    """Each vendor of the tried comparison, in its order there, with its place in both."""
    before = {one.key: one for one in real.columns}
    return tuple(
        Move(
            one.key,
            one.name,
            before[one.key].rank,
            one.rank,
            before[one.key].total.shown,
            one.total.shown,
        )
        for one in tried.columns
    )


def unmoved(found: Sequence[Move]) -> bool:
    """Whether every vendor keeps its place."""
    return not any(one.moved for one in found)
