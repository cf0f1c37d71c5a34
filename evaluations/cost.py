"""Prices beside scores: two axes that never become one figure.

Totals are worked out by vendors.pricing over the same quantities. A vendor without a price has
none, which is not 0; one in another currency is shown and drawn nowhere, as nothing here converts
money.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from vendors.pricing import NO_PRICE, Fee, Offer, Price, Quantities, Step, money, price_of


@dataclass(frozen=True, slots=True)
class Scored:
    """A vendor as the comparison knows it; the score is 0 to 4, or None."""

    key: str
    name: str
    score: Decimal | None
    score_shown: str


@dataclass(frozen=True, slots=True)
class Line:
    """One vendor: its score and its price, side by side."""

    key: str
    name: str
    score: Decimal | None
    score_shown: str
    price: Price | None
    is_foreign: bool = False
    """Whether the price is in another currency than was asked for."""

    @property
    def price_shown(self) -> str:
        """The total, or that there is none."""
        return self.price.shown if self.price else NO_PRICE

    @property
    def currency(self) -> str:
        """What it is priced in; empty where no price was handed in."""
        return self.price.currency if self.price else ""

    @property
    def notes(self) -> tuple[str, ...]:
        """What has to be known about the total, the vendor's own note last."""
        if self.price is None:
            return ()
        foreign = "In another currency than was asked for." if self.is_foreign else ""
        return tuple(one for one in (foreign, self.price.without_shown, self.price.note) if one)

    @property
    def worked(self) -> tuple[str, ...]:
        """How the total adds up, a line each."""
        return tuple(
            f"{one.label}: {one.shown}" + (f" ({one.worked})" if one.worked else "")
            for one in (self.price.steps if self.price else ())
        )

    @property
    def cells(self) -> tuple[tuple[Fee, tuple[Step, ...]], ...]:
        """Every kind of line with its steps; none where no price was handed in."""
        return tuple((fee, self.price.of(fee) if self.price else ()) for fee in Fee)


@dataclass(frozen=True, slots=True)
class CostSheet:
    """All vendors with score and price, in the order of the comparison."""

    lines: tuple[Line, ...]
    over: Quantities

    @property
    def drawn(self) -> tuple[Line, ...]:
        """Vendors that have both a score and a price in the currency that was asked for."""
        return tuple(
            one
            for one in self.lines
            if one.price is not None and one.score is not None and not one.is_foreign
        )

    @property
    def not_drawn(self) -> tuple[str, ...]:
        """Who is missing in the picture, and why."""
        return tuple(f"{one.name}: {_why_not(one)}" for one in self.lines if one not in self.drawn)

    @property
    def span_shown(self) -> str:
        """The lowest and the highest total, where there are two to compare."""
        totals = sorted(one.price.total for one in self.drawn if one.price)
        if len(totals) < 2:
            return ""
        low, high = (money(one, self.over.currency) for one in (totals[0], totals[-1]))
        return f"Totals go from {low} to {high}."

    @property
    def sentence(self) -> str:
        """The picture in words."""
        said = "; ".join(
            f"{one.name}: score {one.score_shown} of 4, {one.price_shown}" for one in self.drawn
        )
        return f"Score of each vendor over its total price. {said}."


def _why_not(line: Line) -> str:
    if line.price is None:
        return NO_PRICE.lower()
    return f"price in {line.price.currency}" if line.is_foreign else "no score"


def cost_sheet(
    vendors: Iterable[Scored], offers: Mapping[str, Offer], over: Quantities
) -> CostSheet:
    """Lay prices beside scores; offers by the key of the vendor."""
    lines = []
    for one in vendors:
        offer = offers.get(one.key)
        price = price_of(offer, over) if offer else None
        lines.append(
            Line(
                one.key,
                one.name,
                one.score,
                one.score_shown,
                price,
                is_foreign=price is not None and price.currency != over.currency,
            )
        )
    return CostSheet(tuple(lines), over)
