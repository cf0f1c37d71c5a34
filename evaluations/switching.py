"""Stay or switch: what each way costs month by month, and what must be true for switching to win.

Three kinds of way: the provider as it is today, the same provider with what it has promised, and
challengers. Money is in one currency to the cent, time in whole months. Nothing here decides: it
says which conditions hold on the figures that were entered, and which nobody has stated yet.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from enum import StrEnum
from math import ceil

WEEKS_IN_A_YEAR, MONTHS_IN_A_YEAR = 52, 12
LONGEST = 120
CENT = Decimal("0.01")


class Kind(StrEnum):
    """What a way is."""

    TODAY = "today"
    PROMISED = "promised"
    CHALLENGER = "challenger"

    @property
    def words(self) -> str:
        """The kind as pages say it."""
        return {
            "today": "Today’s provider, as it is",
            "promised": "Today’s provider, as promised",
            "challenger": "Switch",
        }[self]


@dataclass(frozen=True, slots=True)
class Cost:
    """What a way costs; money that nobody stated is None, which is not 0."""

    monthly: Decimal | None = None
    """Running fee of one month, all sites and features that you use."""
    setup: Decimal = Decimal(0)
    migration: Decimal = Decimal(0)
    """Moving the data, checking it, and training."""
    partners: Decimal = Decimal(0)
    """Fees of integration partners, once."""
    features: Decimal = Decimal(0)
    """Features with a fee of their own, once."""

    @property
    def once(self) -> Decimal:
        """All that is paid once."""
        return self.setup + self.migration + self.partners + self.features


@dataclass(frozen=True, slots=True)
class Way:
    """One way to go on."""

    key: str
    name: str
    kind: Kind
    score: Decimal | None = None
    """Reliability, 0 to 4."""
    base: int | None = None
    """Highest level up to which every level is solid, 0 to 7."""
    failed: tuple[str, ...] = ()
    """Must-haves that it fails, in words."""
    cost: Cost = Cost()
    weeks: int | None = None
    """Until it serves residents; 0 for what runs already."""
    overlap: int = 0
    """Months after that in which the old contract is still paid."""
    export: bool | None = None
    """Whether all data can be taken out in a form that others read."""
    exit: bool | None = None
    """Whether the old contract can be ended by then."""

    @property
    def live(self) -> int:
        """Months until it serves, rounded up."""
        return ceil((self.weeks or 0) * MONTHS_IN_A_YEAR / WEEKS_IN_A_YEAR)


def path(way: Way, today: Way, months: int) -> tuple[Decimal, ...] | None:
    """What was paid in all after 0, 1 … months; None where a running fee is not stated.

    Who stays pays once and then each month. Who switches pays once, the old fee until the new
    system serves and through the overlap, and the new fee from then on.
    """
    old, new = today.cost.monthly, way.cost.monthly
    if old is None or new is None:
        return None
    if way.kind is not Kind.CHALLENGER:
        return tuple(way.cost.once + new * month for month in range(months + 1))
    last_old = way.live + way.overlap
    return tuple(
        way.cost.once + old * min(month, last_old) + new * max(month - way.live, 0)
        for month in range(months + 1)
    )


def break_even(way: Way, stay: Way, today: Way, months: int) -> int | None:
    """The month from which on switching has cost no more than staying; None if not within them."""
    mine, theirs = path(way, today, months), path(stay, today, months)
    if mine is None or theirs is None:
        return None
    cheaper = [mine[month] <= theirs[month] for month in range(months + 1)]
    if not cheaper[-1]:
        return None
    return max((month + 1 for month in range(months + 1) if not cheaper[month]), default=0)


def highest_fee(way: Way, stay: Way, today: Way, months: int) -> Decimal | None:
    """The highest running fee at which switching costs no more within so many months.

    once + old (live + overlap) + x (months - live) = what staying costs, solved for x; None where a
    fee is not stated or the new system is not live by then. Negative: it can't be reached.
    """
    old, kept = today.cost.monthly, path(stay, today, months)
    paid = months - way.live
    if old is None or kept is None or paid <= 0:
        return None
    left = kept[months] - way.cost.once - old * min(months, way.live + way.overlap)
    return (left / paid).quantize(CENT, ROUND_FLOOR)


class State(StrEnum):
    """Whether a condition holds on the figures that were entered."""

    HOLDS = "holds"
    FAILS = "fails"
    UNKNOWN = "unknown"

    @property
    def words(self) -> str:
        """The state as pages say it."""
        return {"holds": "Holds", "fails": "Does not hold", "unknown": "Not known yet"}[self]


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that must be true for switching to win."""

    key: str
    sentence: str
    state: State


def conditions(
    way: Way,
    ways: Sequence[Way],
    *,
    months: int,
    currency: str,
    needed_by: dt.date | None = None,
    start: dt.date | None = None,
) -> tuple[Condition, ...]:
    """What must be true for this challenger to be the better way than staying.

    ways: all of them, today's provider among them. months: how far ahead costs are compared.
    needed_by, start: the day on which the system must serve, and the day from which weeks count.
    """
    today = next(one for one in ways if one.kind is Kind.TODAY)
    stay = next((one for one in ways if one.kind is Kind.PROMISED), today)
    found = [_more_reliable(way, stay), _solid_base(way, stay), _must_haves(way)]
    found += [_fee(way, stay, today, months, currency), _pays_off(way, stay, today, months)]
    if needed_by is not None and start is not None:
        found.append(_in_time(way, needed_by, start))
    found.append(
        Condition("export", "Your data can be taken out whole, and others can read it.",
                  _told(holds=way.export))
    )  # fmt: skip
    found.append(
        Condition("exit", "The present contract lets you leave by then.", _told(holds=way.exit))
    )
    return tuple(found)


def _told(*, holds: bool | None) -> State:
    if holds is None:
        return State.UNKNOWN
    return State.HOLDS if holds else State.FAILS


def _more_reliable(way: Way, stay: Way) -> Condition:
    stays = "as promised" if stay.kind is Kind.PROMISED else "today"
    if way.score is None or stay.score is None:
        sentence = f"It is more reliable than your provider {stays}."
        return Condition("score", sentence, State.UNKNOWN)
    sentence = f"It is more reliable: {way.score:.2f} of 4 against {stay.score:.2f} {stays}."
    return Condition("score", sentence, _told(holds=way.score > stay.score))


def _solid_base(way: Way, stay: Way) -> Condition:
    sentence = "Its base is solid at least as far up the pyramid."
    known = way.base is not None and stay.base is not None
    return Condition(
        "base", sentence, _told(holds=(way.base or 0) >= (stay.base or 0) if known else None)
    )


def _must_haves(way: Way) -> Condition:
    if way.failed:
        return Condition(
            "must_haves", f"It fails no must-have; now: {'; '.join(way.failed)}.", State.FAILS
        )
    return Condition(
        "must_haves", "It fails no must-have.", _told(holds=None if way.score is None else True)
    )


def _fee(way: Way, stay: Way, today: Way, months: int, currency: str) -> Condition:
    most = highest_fee(way, stay, today, months)
    if most is None:
        return Condition("fee", "Its running fee is low enough to pay off.", State.UNKNOWN)
    if most < 0:
        sentence = f"Moving costs less than {months} months can bring back."
        return Condition("fee", sentence, State.FAILS)
    sentence = f"Its running fee is at most {currency} {most:,.2f} a month."
    fee = way.cost.monthly
    return Condition("fee", sentence, _told(holds=None if fee is None else fee <= most))


def _pays_off(way: Way, stay: Way, today: Way, months: int) -> Condition:
    if path(way, today, months) is None or path(stay, today, months) is None:
        return Condition("break_even", f"It pays off within {months} months.", State.UNKNOWN)
    month = break_even(way, stay, today, months)
    if month is None:
        return Condition("break_even", f"It pays off within {months} months.", State.FAILS)
    sentence = f"It pays off within {months} months: from month {month} on."
    return Condition("break_even", sentence, State.HOLDS)


def _in_time(way: Way, needed_by: dt.date, start: dt.date) -> Condition:
    sentence = f"It serves residents by {needed_by:%-d %B %Y}."
    if way.weeks is None:
        return Condition("in_time", sentence, State.UNKNOWN)
    return Condition(
        "in_time", sentence, _told(holds=start + dt.timedelta(weeks=way.weeks) <= needed_by)
    )
