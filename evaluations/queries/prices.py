"""Prices for those who may see them: read nowhere else on the jurisdiction's side."""

from evaluations.comparison import Comparison
from evaluations.cost import CostSheet, Scored, cost_sheet
from evaluations.queries.desk import Desk
from evaluations.visibility import Thing
from vendors.queries.prices import offers_of, priced_for


def costs_of(desk: Desk, comparison: Comparison) -> CostSheet:
    """Lay the prices of the vendors that a person sees beside their scores (1 query).

    comparison: without the vendors that she has a conflict with.
    """
    desk.may_see(Thing.PRICES).require()
    offers = offers_of([one.pk for one in desk.responses])
    return cost_sheet(
        [
            Scored(one.key, one.name, one.total.score, one.total.shown)
            for one in comparison.columns
            if one.key in desk.keys
        ],
        {str(pk): offer for pk, offer in offers.items()},
        priced_for(desk.evaluation.round),
    )
