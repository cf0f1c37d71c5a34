"""The prices of the demo can be handed in, and differ enough to be worth a picture."""

import pytest

from evaluations.demo.prices import OFFERS, OVER
from vendors.pricing import price_of


@pytest.mark.parametrize("vendor", OFFERS)
def test_each_offer_can_be_handed_in(vendor: str) -> None:
    assert OFFERS[vendor].problems() == ()
    assert price_of(OFFERS[vendor], OVER).total > 0


def test_totals_are_all_different() -> None:
    assert len({price_of(one, OVER).total for one in OFFERS.values()}) == len(OFFERS) == 5
