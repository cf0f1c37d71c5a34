"""What the vendors of the demo ask for their systems; all of it invented."""

from collections.abc import Mapping
from decimal import Decimal

from vendors.pricing import Basis, Fee, Offer, Quantities, Quote, Stand

OVER = Quantities(sites=12, years=5, hours=200, currency="USD")


def _offer(
    setup: int,
    site: int | None,
    yearly: int,
    hourly: int | None,
    partner: Quote,
    *features: Quote,
    note: str = "",
) -> Offer:
    return Offer(
        OVER.currency,
        (
            Quote(Fee.SETUP, Stand.AMOUNT, Decimal(setup)),
            Quote(Fee.SITE, Stand.INCLUDED)
            if site is None
            else Quote(Fee.SITE, Stand.AMOUNT, Decimal(site), Basis.YEARLY),
            Quote(Fee.YEARLY, Stand.AMOUNT, Decimal(yearly)),
            Quote(Fee.HOURLY, Stand.NOT_OFFERED)
            if hourly is None
            else Quote(Fee.HOURLY, Stand.AMOUNT, Decimal(hourly)),
            partner,
            *features,
        ),
        note,
    )


def _yearly(fee: Fee, amount: int, name: str = "") -> Quote:
    return Quote(fee, Stand.AMOUNT, Decimal(amount), Basis.YEARLY, name)


OFFERS: Mapping[str, Offer] = {
    "clearwater": _offer(
        48_000, 1_200, 96_000, 165, Quote(Fee.PARTNER, Stand.INCLUDED),
        _yearly(Fee.FEATURE, 9_600, "Text messages above 250,000 a year"),
        note="Net of tax. Holds for 180 days.",
    ),
    "tollgate": _offer(
        15_000, 2_400, 54_000, 140, _yearly(Fee.PARTNER, 12_500),
        _yearly(Fee.FEATURE, 6_000, "Waiting room"),
        _yearly(Fee.FEATURE, 4_800, "Reports for the board"),
    ),
    "harborlight": _offer(
        72_000, None, 118_000, 185, Quote(Fee.PARTNER, Stand.INCLUDED),
        note="All sites of the county, however many they become.",
    ),
    "briar": _offer(9_500, 900, 31_000, None, _yearly(Fee.PARTNER, 7_200)),
    "pineridge": _offer(
        26_000, 1_500, 44_000, 120,
        Quote(Fee.PARTNER, Stand.AMOUNT, Decimal(18_000)),
        note="The fee of the records system is what its maker charges today.",
    ),
}  # fmt: skip
"""By the key of a vendor."""
