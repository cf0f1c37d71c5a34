"""Prices as they were handed in. Whoever asks for the jurisdiction asks what may be seen first."""

from collections.abc import Collection

from vendors.models import Price, Response, Round
from vendors.pricing import Offer, Quantities, offer_from, quantities_from


def priced_for(round_: Round) -> Quantities:
    """What the prices of a round are worked out for."""
    return quantities_from(round_.priced)


def last_price(response: Response) -> Price | None:
    """The price that stands."""
    return response.prices.defer("leaves").order_by("-number").first()


def offer_in(price: Price | None) -> Offer | None:
    """What a price asks."""
    return None if price is None else offer_from(price.content["offer"])


def offers_of(responses: Collection[int]) -> dict[int, Offer]:
    """The offers that stand, by response (1 query)."""
    last = (
        Price.objects.filter(response__in=responses)
        .defer("leaves")
        .order_by("response_id", "-number")
        .distinct("response_id")
    )
    return {one.response_id: offer_from(one.content["offer"]) for one in last}
