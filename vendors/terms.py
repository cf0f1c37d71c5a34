"""What a contract says about uptime: its terms, their traps, and what they would have paid.

Percentages are 0 to 100, spans minutes, money in one currency to the cent. Traps are clauses that
were seen in real contracts of public bodies. Nothing here is legal advice: it shows what words come
to in minutes and money, so that whoever negotiates knows what to ask for.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from vendors.declared import Said, tiers_in
from vendors.figures import minutes_text
from vendors.questionnaire.cells import plain_number
from vendors.questionnaire.rows import Tier, credit_of
from vendors.uptime import (
    MONTH_MINUTES,
    QUARTER_MINUTES,
    YEAR_MINUTES,
    Month,
    Outage,
    allowed_minutes,
    by_month,
    effective_availability,
    measured,
    shown_percent,
)

CENT = Decimal("0.01")
LONGEST_SPAN = Decimal(10)
"""Minutes; the guide calls a longer outage of a vaccine system unacceptable."""

PERIODS: Mapping[str, Decimal] = {
    "month": MONTH_MINUTES,
    "rolling_28": Decimal(28 * 24 * 60),
    "rolling_30": MONTH_MINUTES,
    "quarter": QUARTER_MINUTES,
    "year": YEAR_MINUTES,
}
WHOLE_YEAR = 12
MONTHS_IN: Mapping[str, int] = {"quarter": 3, "year": WHOLE_YEAR}
"""Periods that are counted over several calendar months; any other is counted month by month."""

LEFT_OUT_CAUSES: Mapping[str, str] = {"third_party": "dependency", "attack": "attack"}
"""What a contract leaves out of the count, and the kind of cause that it excuses."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What is promised, what does not count, and what a miss costs; None where nothing is said."""

    promise: Decimal | None = None
    window: str = "month"
    """Key of the period that the promise is counted over."""
    maintenance: Decimal = Decimal(0)
    """Minutes of announced maintenance each month that do not count as downtime."""
    left_out: frozenset[str] = frozenset()
    """Keys of what else does not count: partial, slowness, third_party, attack and so on."""
    tiers: tuple[Tier, ...] = ()
    cap: Decimal | None = None
    """Percent of the period's fee at which credits end."""
    claim: str = ""
    """automatic, claim or none."""

    def counts(self, outage: Outage) -> bool:
        """Whether an unplanned outage is downtime under these terms."""
        if "partial" in self.left_out and outage.scope in {"part", "share"}:
            return False
        return all(
            outage.cause != cause for key, cause in LEFT_OUT_CAUSES.items() if key in self.left_out
        )

    @property
    def effective(self) -> Decimal | None:
        """Percent that residents may rely on once maintenance is counted."""
        if self.promise is None:
            return None
        return effective_availability(self.promise, MONTH_MINUTES, excluded=self.maintenance)


def terms_of(content: object) -> Terms:
    """The terms that a submission's content gives; total."""
    said = Said(content)
    seconds = said.seconds("sla.definition", "maintenance") or 0
    return Terms(
        promise=said.percent("sla.uptime", "promise"),
        window=said.text("sla.uptime", "window") or "month",
        maintenance=min(Decimal(seconds) / 60, MONTH_MINUTES - 1),
        left_out=said.keys("sla.definition", "exclusions") - {"none"},
        tiers=tiers_in(said.rows("sla.remedy", "tiers")),
        cap=said.percent("sla.remedy", "cap"),
        claim=said.text("sla.remedy", "claim"),
    )


# --- what past outages would have paid -----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Period:
    """One period of the replay: what was reached under the terms, and what it would have paid."""

    first: str
    last: str
    """Its months, such as 2027-03; the same where it is one month long."""
    down: Decimal
    """Minutes that count as downtime."""
    left_out: Decimal
    """Minutes for which residents were shut out, but which do not count."""
    reached: Decimal | None
    """Percent; None where all of the period was left out."""
    missed: bool
    credit: Decimal
    """Percent of the period's fee, the cap applied."""
    money: Decimal


@dataclass(frozen=True, slots=True)
class Replay:
    """The declared outages under one set of terms."""

    periods: tuple[Period, ...]

    @property
    def money(self) -> Decimal:
        return sum((one.money for one in self.periods), Decimal(0))

    @property
    def missed(self) -> int:
        return sum(one.missed for one in self.periods)

    @property
    def left_out(self) -> Decimal:
        return sum((one.left_out for one in self.periods), Decimal(0))

    @property
    def down(self) -> Decimal:
        return sum((one.down for one in self.periods), Decimal(0))


def replay(
    terms: Terms, outages: Iterable[Outage], *, start: dt.datetime, end: dt.datetime, fee: Decimal
) -> Replay:
    """Run declared outages through a set of terms, by calendar months in UTC.

    Where the promise is counted over a quarter or a year, so many months in a row are one period.

    fee: of one month. Per period, with T its minutes, x the maintenance that does not count and d
    the downtime that does: reached = (T - x - d)/(T - x); the credit is the tier of that figure, at
    most the cap. Raises ValueError where the period does not end after it starts.
    """
    if end <= start:
        raise ValueError("The period must end after it starts.")
    rows = tuple(outages)
    counted = [one for one in rows if one.planned or terms.counts(one)]
    return _replayed(
        terms,
        zip(
            by_month(rows, start=start, end=end),
            by_month(counted, start=start, end=end),
            strict=True,
        ),
        fee,
    )


def replay_months(terms: Terms, months: Iterable[Month], *, fee: Decimal) -> Replay:
    """The same from a table of months, which does not tell what was partial or had an outside cause."""
    return _replayed(terms, ((one, one) for one in months), fee)


@dataclass(frozen=True, slots=True)
class _Counted:
    """A month under a set of terms; minutes."""

    month: str
    minutes: Decimal
    down: Decimal
    excluded: Decimal
    seen: Decimal


def _replayed(terms: Terms, months: Iterable[tuple[Month, Month]], fee: Decimal) -> Replay:
    rows = [_counted(terms, seen, counted) for seen, counted in months]
    size = MONTHS_IN.get(terms.window, 1)
    blocks = (rows[at : at + size] for at in range(0, len(rows), size))
    return Replay(tuple(_period(terms, block, fee) for block in blocks))


def _counted(terms: Terms, seen: Month, counted: Month) -> _Counted:
    """What of a month is downtime; maintenance beyond what the terms allow is."""
    excluded = min(counted.planned, terms.maintenance)
    return _Counted(
        seen.month,
        seen.minutes,
        counted.unplanned + counted.planned - excluded,
        excluded,
        seen.unplanned + seen.planned,
    )


def _period(terms: Terms, rows: Sequence[_Counted], fee: Decimal) -> Period:
    down = sum((row.down for row in rows), Decimal(0))
    reached = measured(
        sum((row.minutes for row in rows), Decimal(0)),
        down,
        excluded=sum((row.excluded for row in rows), Decimal(0)),
    )
    credit = _credit(terms, reached)
    return Period(
        first=rows[0].month,
        last=rows[-1].month,
        down=down,
        left_out=sum((row.seen for row in rows), Decimal(0)) - down,
        reached=reached,
        missed=terms.promise is not None and reached is not None and reached < terms.promise,
        credit=credit,
        money=(fee * len(rows) * credit / 100).quantize(CENT, ROUND_HALF_UP),
    )


def _credit(terms: Terms, reached: Decimal | None) -> Decimal:
    if reached is None or terms.claim == "none":
        return Decimal(0)
    credit = credit_of(terms.tiers, reached) or Decimal(0)
    return credit if terms.cap is None else min(credit, terms.cap)


# --- traps ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Trap:
    """A clause that takes back what another one promises."""

    key: str
    clause: str
    """Key of the clause of the schedule that it lies in."""
    says: str
    """What the words come to."""
    ask: str
    """What to ask for instead."""


def traps_of(terms: Terms, *, gravest_coverage: str = "") -> tuple[Trap, ...]:
    """The traps in a set of terms, in the order of the schedule.

    gravest_coverage: key of the hours in which the shortest repair time holds.
    """
    return tuple(_traps(terms, gravest_coverage))


def _traps(terms: Terms, gravest_coverage: str) -> Iterator[Trap]:
    promise = terms.promise
    if promise is not None and terms.window in MONTHS_IN:
        allowed = allowed_minutes(promise, PERIODS[terms.window])
        if allowed > LONGEST_SPAN:
            yield Trap(
                "window",
                "uptime",
                f"Counted over a {terms.window}, one outage of {minutes_text(allowed)} in a row keeps the promise.",
                "Count by the calendar month, and limit the length of a single outage.",
            )
    if terms.maintenance and terms.effective is not None and promise is not None:
        yield Trap(
            "maintenance",
            "maintenance",
            f"With {minutes_text(terms.maintenance)} of maintenance a month left out, the {plain_number(promise)} % "
            f"come to {shown_percent(terms.effective, Decimal('0.00'))} for residents.",
            "Name the hours at night in which maintenance may take place, and count what exceeds them.",
        )
    for key, (says, ask) in LEFT_OUT.items():
        if key in terms.left_out:
            yield Trap(key, "exclusions", says, ask)
    yield from _credit_traps(terms)
    if gravest_coverage in {"office", "none"}:
        yield Trap(
            "coverage",
            "repair",
            "The shortest repair time does not hold at night and at weekends.",
            "Ask for the gravest severity to be covered at all hours.",
        )


def _credit_traps(terms: Terms) -> Iterator[Trap]:
    if terms.claim == "none":
        yield Trap(
            "no_credits",
            "credits",
            "A missed promise costs the vendor nothing.",
            "Ask for credits that grow with the length of the downtime.",
        )
        return
    if terms.claim == "claim":
        yield Trap(
            "claim",
            "credits",
            "Credits are paid only to those who claim them, often within days.",
            "Ask for credits that come off the next invoice by themselves.",
        )
    if terms.promise is not None and terms.tiers and (unpaid := _unpaid(terms)) is not None:
        yield Trap(
            "unpaid",
            "credits",
            f"Between {plain_number(unpaid)} % and the promised {plain_number(terms.promise)} % "
            "the promise is broken and nothing is paid.",
            "Let the first tier begin right below the promise.",
        )
    highest = max((one.credit for one in terms.tiers), default=Decimal(0))
    if terms.cap is not None and terms.cap < highest:
        yield Trap(
            "cap",
            "cap",
            f"The highest tier promises {plain_number(highest)} %, but credits end at {plain_number(terms.cap)} %.",
            "Ask for a cap above the highest tier.",
        )


def _unpaid(terms: Terms) -> Decimal | None:
    """The lowest figure from which, up to the promise, no tier pays; None where each miss pays."""
    promise = terms.promise or Decimal(0)
    paid_up_to = max((one.end for one in terms.tiers if one.credit > 0), default=Decimal(0))
    return paid_up_to if paid_up_to < promise else None


LEFT_OUT: Mapping[str, tuple[str, str]] = {
    "partial": (
        "An outage counts only where it shuts out everybody.",
        "Count an outage of one site, one language or one step of booking.",
    ),
    "slowness": (
        "A system too slow to book with counts as up.",
        "Count minutes in which a page takes longer than an agreed time.",
    ),
    "third_party": (
        "Failures of the services that the vendor builds on do not count, and hosting is one of them.",
        "Leave out only services that you chose yourself.",
    ),
    "attack": (
        "Downtime under attack does not count, though fending attacks off is part of the service.",
        "Leave out only attacks beyond a size that both sides name.",
    ),
    "emergency": (
        "Maintenance without notice does not count, and any repair may be called that.",
        "Count maintenance that was not announced as agreed.",
    ),
}
"""What contracts leave out of the count: what that comes to, and what to ask for."""
