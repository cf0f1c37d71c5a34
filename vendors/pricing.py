"""What a vendor asks for its system, worked out over the same quantities for every vendor.

Amounts are money in one currency, to the cent. A line is once, for each year, or for each hour of
custom work; where it is for each site it counts once for every site. A total is the plain sum of
the lines: nothing is discounted, and no price ever meets a score.

    set-up:            amount
    each site:         amount × sites [× years]
    each year:         amount × years
    custom work:       amount × hours
    partner, feature:  amount [× years]
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

MOST = Decimal(10) ** 10
MOST_FEATURES = 5
MOST_SITES, MOST_YEARS, MOST_HOURS = 100_000, 30, 100_000
CURRENCY = re.compile(r"[A-Z]{3}")
NO_PRICE = "No price handed in"


class Fee(StrEnum):
    """What money is asked for."""

    SETUP = "setup"
    SITE = "site"
    YEARLY = "yearly"
    HOURLY = "hourly"
    PARTNER = "partner"
    FEATURE = "feature"

    @property
    def words(self) -> str:
        """The line as pages name it."""
        return _FEES[self]


_FEES = {
    Fee.SETUP: "Set-up, once",
    Fee.SITE: "For each site",
    Fee.YEARLY: "For each year",
    Fee.HOURLY: "Custom work, for each hour",
    Fee.PARTNER: "Fees of integration partners",
    Fee.FEATURE: "Features with a fee of their own",
}
FIXED = tuple(one for one in Fee if one is not Fee.FEATURE)
"""Lines that every vendor says something about; features come on top."""
CHOSEN = frozenset({Fee.SITE, Fee.PARTNER, Fee.FEATURE})
"""Lines that may be once or for each year; of the others that is given."""


class Stand(StrEnum):
    """What a vendor says about a line."""

    AMOUNT = "amount"
    INCLUDED = "included"
    NOT_OFFERED = "not_offered"

    @property
    def words(self) -> str:
        """The choice as pages say it."""
        return {"amount": "Amount", "included": "Included", "not_offered": "Not offered"}[self]


class Basis(StrEnum):
    """How often an amount is due."""

    ONCE = "once"
    YEARLY = "yearly"

    @property
    def words(self) -> str:
        """The choice as pages say it."""
        return "once" if self is Basis.ONCE else "each year"


@dataclass(frozen=True, slots=True)
class Quantities:
    """What every total is worked out for."""

    sites: int = 1
    years: int = 1
    hours: int = 0
    currency: str = "USD"

    @property
    def words(self) -> str:
        """The quantities in a line."""
        return f"{_number(self.sites, 'site')}, {_number(self.years, 'year')}, " + (
            f"{_number(self.hours, 'hour')} of custom work"
        )

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "sites": self.sites,
            "years": self.years,
            "hours": self.hours,
            "currency": self.currency,
        }


def quantities_from(stored: Mapping[str, Any]) -> Quantities:
    """The opposite of Quantities.to_dict; what can't be read is as where nothing was set."""
    usual = Quantities()
    most = {"sites": MOST_SITES, "years": MOST_YEARS, "hours": MOST_HOURS}
    read = {
        name: value
        if isinstance(value := stored.get(name), int) and 0 <= value <= most[name]
        else getattr(usual, name)
        for name in most
    }
    currency = stored.get("currency")
    known = isinstance(currency, str) and CURRENCY.fullmatch(currency)
    return Quantities(**read, currency=str(currency) if known else usual.currency)


@dataclass(frozen=True, slots=True)
class Quote:
    """One line of a price; only an amount has a figure, only a feature a name."""

    fee: Fee
    stand: Stand
    amount: Decimal | None = None
    basis: Basis = Basis.ONCE
    name: str = ""

    @property
    def label(self) -> str:
        """What the line is for: a feature goes by its own name."""
        return self.name or self.fee.words


@dataclass(frozen=True, slots=True)
class Offer:
    """What one vendor asks."""

    currency: str
    quotes: tuple[Quote, ...]
    note: str = ""

    def problems(self) -> tuple[str, ...]:
        """Sentences for what makes this no offer at all; forms say the same at their fields."""
        said = [one.fee for one in self.quotes if one.fee is not Fee.FEATURE]
        found = [f"Say something about “{one.words}”." for one in FIXED if said.count(one) != 1]
        if not CURRENCY.fullmatch(self.currency):
            found.append("Enter the currency as three capital letters, such as USD.")
        if len(self.quotes) - len(said) > MOST_FEATURES:
            found.append(f"At most {MOST_FEATURES} features can have a fee of their own.")
        for one in self.quotes:
            if one.fee is Fee.FEATURE and not one.name.strip():
                found.append("Name every feature that has a fee of its own.")
            if one.stand is Stand.AMOUNT and not is_amount(one.amount):
                found.append(f"Enter an amount of 0 or more for “{one.label}”.")
        return tuple(found)

    def to_dict(self) -> dict[str, Any]:
        """As JSON; amounts as text, so that no digit is lost."""
        return {
            "currency": self.currency,
            "note": self.note,
            "lines": [
                {
                    "fee": one.fee.value,
                    "stand": one.stand.value,
                    "amount": None if one.amount is None else f"{one.amount:f}",
                    "basis": one.basis.value,
                    "name": one.name,
                }
                for one in self.quotes
            ],
        }


def offer_from(stored: Mapping[str, Any]) -> Offer:
    """The opposite of Offer.to_dict; ValueError for what it never wrote."""
    quotes = []
    for one in stored["lines"]:
        try:
            amount = None if one["amount"] is None else Decimal(one["amount"])
        except InvalidOperation:
            raise ValueError(f"{one['amount']!r} is no amount.") from None
        quotes.append(
            Quote(Fee(one["fee"]), Stand(one["stand"]), amount, Basis(one["basis"]), one["name"])
        )
    return Offer(stored["currency"], tuple(quotes), stored["note"])


def is_amount(amount: Decimal | None) -> bool:
    """Whether this is money that can be asked: 0 or more, to the cent, and not absurd."""
    if amount is None or not amount.is_finite() or not 0 <= amount < MOST:
        return False
    return amount == amount.quantize(Decimal("0.01"))


@dataclass(frozen=True, slots=True)
class Step:
    """One line worked out: how, and what it comes to; None is not offered."""

    fee: Fee
    label: str
    worked: str
    """The sum in words, such as "400 × 12 sites × 5 years"; empty where nothing is multiplied."""
    total: Decimal | None
    shown: str

    @property
    def is_amount(self) -> bool:
        """Whether money is asked for it, be it 0; included or not offered is said in words."""
        return self.shown not in {Stand.INCLUDED.words, Stand.NOT_OFFERED.words}


@dataclass(frozen=True, slots=True)
class Price:
    """What an offer comes to over stated quantities."""

    steps: tuple[Step, ...]
    total: Decimal
    currency: str
    shown: str
    without: tuple[str, ...]
    """Labels of lines that are not offered, and so not in the total."""
    note: str = ""

    @property
    def without_shown(self) -> str:
        """A sentence about what the total leaves out, empty where it leaves nothing out."""
        return f"Not offered, so not in the total: {'; '.join(self.without)}." * bool(self.without)

    def of(self, fee: Fee) -> tuple[Step, ...]:
        """The steps of one kind of line."""
        return tuple(one for one in self.steps if one.fee is fee)


def price_of(offer: Offer, over: Quantities) -> Price:
    """Work an offer out, line by line."""
    steps = tuple(_step(one, offer.currency, over) for one in offer.quotes)
    total = sum((one.total for one in steps if one.total is not None), Decimal(0))
    return Price(
        steps=steps,
        total=total,
        currency=offer.currency,
        shown=money(total, offer.currency),
        without=tuple(one.label for one in steps if one.total is None),
        note=offer.note,
    )


def _step(quote: Quote, currency: str, over: Quantities) -> Step:
    if quote.stand is not Stand.AMOUNT or quote.amount is None:
        total = Decimal(0) if quote.stand is Stand.INCLUDED else None
        return Step(quote.fee, quote.label, "", total, quote.stand.words)
    factors: list[tuple[int, str]] = []
    if quote.fee is Fee.SITE:
        factors.append((over.sites, "site"))
    if quote.fee is Fee.HOURLY:
        factors.append((over.hours, "hour"))
    if quote.fee is Fee.YEARLY or (quote.fee in CHOSEN and quote.basis is Basis.YEARLY):
        factors.append((over.years, "year"))
    total = quote.amount
    for count, _noun in factors:
        total *= count
    words = [plain(quote.amount), *(_number(*one) for one in factors)]
    worked = " × ".join(words) if factors else ""
    return Step(quote.fee, quote.label, worked, total, money(total, currency))


def money(amount: Decimal, currency: str) -> str:
    """An amount with its currency; cents only where there are any."""
    return f"{currency} {plain(amount)}"


def plain(amount: Decimal) -> str:
    """An amount with commas; cents only where there are any."""
    whole = amount == amount.to_integral_value()
    return f"{amount:,.0f}" if whole else f"{amount:,.2f}"


def _number(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
