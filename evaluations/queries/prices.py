"""Prices for those who may see them: read nowhere else on the jurisdiction's side."""

from collections.abc import Collection

from evaluations.comparison import Comparison
from evaluations.cost import CostSheet, Scored, cost_sheet
from evaluations.models import Stage
from evaluations.queries.desk import Desk
from evaluations.queries.judgement import Bench
from evaluations.visibility import Thing
from vendors.queries.prices import offers_of, priced_for

UNSEALED = frozenset({Stage.DISCUSSION, Stage.DECIDED, Stage.ARCHIVED})
"""Stages that an evaluation reaches only with every sheet locked."""


def costs_of(desk: Desk, comparison: Comparison) -> CostSheet:
    """Lay the prices of the vendors that a person sees beside their scores (1 query).

    comparison: without the vendors that she has a conflict with.
    """
    desk.may_see(Thing.PRICES).require()
    return _laid(desk.bench, comparison, {one.pk for one in desk.responses})


def costs_to_print(bench: Bench, comparison: Comparison) -> CostSheet | None:
    """The same for a report on all vendors; None where no price was asked for or all are sealed."""
    if not bench.evaluation.round.asks_price or bench.evaluation.stage not in UNSEALED:
        return None
    return _laid(bench, comparison, {one.pk for one in bench.responses})


def _laid(bench: Bench, comparison: Comparison, seen: Collection[int]) -> CostSheet:
    return cost_sheet(
        [
            Scored(one.key, one.name, one.total.score, one.total.shown)
            for one in comparison.columns
            if int(one.key) in seen
        ],
        {str(pk): offer for pk, offer in offers_of(seen).items()},
        priced_for(bench.evaluation.round),
    )
