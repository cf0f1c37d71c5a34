"""How the cells of an evaluation are spread over its reviewers: counts, never a value."""

from dataclasses import dataclass

from evaluations.queries.judgement import Bench
from vendors.models import Response
from vendors.questionnaire.model import Criterion


@dataclass(frozen=True, slots=True)
class Thin:
    """One topic, the vendors on it that nobody scores, and those that one reviewer alone does."""

    criterion: Criterion
    nobody: tuple[str, ...]
    single: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Spread:
    """Load and shortage of a panel."""

    load: dict[int, int]
    """How many cells each panelist scores."""
    thin: tuple[Thin, ...]

    @property
    def nobody(self) -> int:
        return sum(len(one.nobody) for one in self.thin)

    @property
    def single(self) -> int:
        return sum(len(one.single) for one in self.thin)


def spread_of(bench: Bench) -> Spread:
    """Count who scores what. Only vendors that submitted are to be scored (no query)."""
    load = dict.fromkeys((one.pk for one in bench.panel), 0)
    thin = []
    for criterion in bench.questionnaire.asked_criteria():
        nobody: list[str] = []
        single: list[str] = []
        for response, who in cells_on(bench, criterion):
            load.update({pk: load[pk] + 1 for pk in who})
            if len(who) < 2:
                (single if who else nobody).append(response.vendor.name)
        if nobody or single:
            thin.append(Thin(criterion, tuple(nobody), tuple(single)))
    return Spread(load, tuple(thin))


def cells_on(bench: Bench, criterion: Criterion) -> list[tuple[Response, list[int]]]:
    """Each vendor that is to be scored on a topic, with the ids of the reviewers who do it."""
    assigned, out = bench.assigned(), bench.not_applying()
    return [
        (one, [who.pk for who in bench.panel if assigned(who.pk, one.pk, criterion.key)])
        for one in bench.responses
        if one.pk in bench.submissions and (one.pk, criterion.key) not in out
    ]


def unscored_by_all(bench: Bench) -> list[str]:
    """The cells that nobody scores, in words (no query)."""
    return [
        f"“{one.criterion.short_title}” of {name}"
        for one in spread_of(bench).thin
        for name in one.nobody
    ]
