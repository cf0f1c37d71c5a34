"""What filed months are worth under the terms that the provider stated: credits, month by month.

The arithmetic is that of ``vendors.terms``: announced maintenance up to what the terms allow does
not count, what exceeds it does, and no credit is above the cap. Shares are percent of a month's fee.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from vendors.monthly import UPTIME, Line, minutes_of
from vendors.questionnaire.cells import plain_number
from vendors.questionnaire.display import month_text
from vendors.terms import MONTHS_IN, Period, Terms, replay_months
from vendors.uptime import Month, shown_percent

FEE = Decimal(100)
"""Of one month; only shares of it are said."""
HOW: Mapping[str, str] = {
    "automatic": "Credits come off the invoice by themselves.",
    "claim": "Credits are paid only to those who claim them.",
}


@dataclass(frozen=True, slots=True)
class Credits:
    """Months that broke the promise with what they are worth, newest first; and what else to know."""

    rows: tuple[str, ...]
    note: str


def credits_in(terms: Terms, lines: Iterable[Line]) -> Credits | None:
    """What the filed months are worth; None where no uptime was promised or none was filed."""
    months = [found for line in lines if (found := _month(line)) is not None]
    if terms.promise is None or not months:
        return None
    if terms.window in MONTHS_IN:
        note = f"The promise is counted over a {terms.window}, so no single month pays a credit."
        return Credits((), note)
    if terms.claim == "none" or not terms.tiers:
        return Credits((), "The terms name no credit, so a missed promise costs nothing.")
    missed = [one for one in replay_months(terms, months, fee=FEE).periods if one.missed]
    if not missed:
        promise = plain_number(terms.promise)
        return Credits((), f"No month that was filed breaks the promised {promise} %.")
    return Credits(tuple(_words(one) for one in reversed(missed)), HOW.get(terms.claim, ""))


def _month(line: Line) -> Month | None:
    """A month as the terms count it; None where its downtime was not filed."""
    down, planned = _filed(line, UPTIME), _filed(line, "maintenance")
    if down is None:
        return None
    minutes = Decimal(minutes_of(line.month))
    # Both may be filed up to a whole month; together they are no more than there is.
    return Month(f"{line.month:%Y-%m}", minutes, down, min(planned or Decimal(0), minutes - down))


def _filed(line: Line, key: str) -> Decimal | None:
    figure = line.figure(key)
    return figure.value if figure else None


def _words(one: Period) -> str:
    reached = "" if one.reached is None else f"{shown_percent(one.reached)} reached, "
    worth = f"{plain_number(one.credit)} % of the month’s fee" if one.credit else "no tier pays"
    return f"{month_text(one.first)}: {reached}{worth}"
