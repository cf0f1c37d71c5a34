"""What a price comes to: every line over the stated quantities, and nothing guessed."""

from dataclasses import replace
from decimal import Decimal

import pytest

from vendors.pricing import (
    FIXED,
    Basis,
    Fee,
    Offer,
    Quantities,
    Quote,
    Stand,
    is_amount,
    money,
    offer_from,
    price_of,
    quantities_from,
)

OVER = Quantities(sites=12, years=5, hours=200, currency="USD")


def quote(fee: Fee, amount: str, basis: Basis = Basis.ONCE, name: str = "") -> Quote:
    return Quote(fee, Stand.AMOUNT, Decimal(amount), basis, name)


OFFER = Offer(
    "USD",
    (
        quote(Fee.SETUP, "40000"),
        quote(Fee.SITE, "400.50", Basis.YEARLY),
        quote(Fee.YEARLY, "60000"),
        quote(Fee.HOURLY, "150"),
        Quote(Fee.PARTNER, Stand.INCLUDED),
        quote(Fee.FEATURE, "0.10", Basis.YEARLY, "Text messages"),
    ),
    "Net of tax.",
)


def test_each_line_is_worked_out_and_the_total_is_their_sum():
    price = price_of(OFFER, OVER)
    worked = [(one.label, one.worked, one.shown) for one in price.steps]
    assert worked == [
        ("Set-up, once", "", "USD 40,000"),
        ("For each site", "400.50 × 12 sites × 5 years", "USD 24,030"),
        ("For each year", "60,000 × 5 years", "USD 300,000"),
        ("Custom work, for each hour", "150 × 200 hours", "USD 30,000"),
        ("Fees of integration partners", "", "Included"),
        ("Text messages", "0.10 × 5 years", "USD 0.50"),
    ]
    assert price.total == Decimal("394030.50")
    assert (price.shown, price.without_shown) == ("USD 394,030.50", "")


def test_what_is_not_offered_is_named_and_never_counts_as_free():
    quotes = tuple(
        Quote(one.fee, Stand.NOT_OFFERED) if one.fee is Fee.HOURLY else one for one in OFFER.quotes
    )
    price = price_of(replace(OFFER, quotes=quotes), OVER)
    assert price.total == Decimal("364030.50")
    assert price.of(Fee.HOURLY)[0].total is None
    assert price.without_shown == ("Not offered, so not in the total: Custom work, for each hour.")


def test_a_basis_counts_only_where_it_can_be_chosen():
    once = price_of(Offer("EUR", (quote(Fee.SITE, "10"),)), OVER)
    odd = price_of(Offer("EUR", (quote(Fee.SETUP, "10", Basis.YEARLY),)), OVER)
    assert (once.total, odd.total) == (120, 10)


def test_an_offer_survives_its_json():
    assert offer_from(OFFER.to_dict()) == OFFER
    assert quantities_from(OVER.to_dict()) == OVER
    assert quantities_from({"sites": "x", "years": -1, "currency": 3}) == Quantities()
    with pytest.raises(ValueError, match="no amount"):
        offer_from({"currency": "USD", "note": "", "lines": [
            {"fee": "setup", "stand": "amount", "amount": "x", "basis": "once", "name": ""}]})  # fmt: skip


def test_problems_name_the_line():
    assert OFFER.problems() == ()
    missing = replace(OFFER, quotes=OFFER.quotes[1:])
    assert missing.problems() == ("Say something about “Set-up, once”.",)
    free = Quote(Fee.FEATURE, Stand.AMOUNT, None)
    assert len(replace(OFFER, quotes=(*OFFER.quotes, free)).problems()) == 2
    assert len(replace(OFFER, currency="usd", quotes=()).problems()) == len(FIXED) + 1


@pytest.mark.parametrize(
    ("amount", "fits"),
    [("0", True), ("0.01", True), ("0.001", False), ("-1", False), ("1E10", False), ("NaN", False)],
)
def test_amounts_are_money(amount: str, fits: bool):
    assert is_amount(Decimal(amount)) is fits


def test_money_shows_cents_only_where_there_are_any():
    assert money(Decimal("1234567.00"), "USD") == "USD 1,234,567"
    assert money(Decimal("0.5"), "EUR") == "EUR 0.50"
