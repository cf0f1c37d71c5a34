"""Monthly figures of a provider: what was asked for, what was filed, and what became of each month."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet

from portal.tenancy.switch import current
from vendors import monthly
from vendors.declared import Declared, declared_by
from vendors.models import MonthlyAsk, MonthlyFiling, MonthlyObjective, Response, Submission
from vendors.monthly import Asked, Direction, Filed, Line, Miss, Objective
from vendors.queries.changes import local_day


@dataclass(frozen=True, slots=True)
class Column:
    """One figure of the table of months."""

    key: str
    label: str
    target: str
    """In words, as it was asked for last."""


@dataclass(frozen=True, slots=True)
class Filing:
    """What was filed once, in words."""

    row: MonthlyFiling
    words: tuple[str, ...]
    is_correction: bool

    @property
    def month(self) -> str:
        return monthly.in_words(self.row.month)


@dataclass(frozen=True, slots=True)
class Months:
    """All that was asked of one response and all that was filed."""

    asks: tuple[MonthlyAsk, ...]
    filings: tuple[MonthlyFiling, ...]
    lines: tuple[Line, ...]
    """Oldest first."""

    @property
    def asked(self) -> list[Asked]:
        return [asked_of(one) for one in self.asks]

    @property
    def newest_first(self) -> list[Line]:
        return list(reversed(self.lines))

    @property
    def columns(self) -> list[Column]:
        """Every figure of any month, in the order in which figures are asked for."""
        found: dict[str, Objective] = {}
        for line in self.lines:
            found |= {one.objective.key: one.objective for one in line.figures}
        order = list(monthly.BY_KEY)
        return [
            Column(one.key, one.label, one.shown_target)
            for one in sorted(found.values(), key=lambda one: order.index(one.key))
        ]

    @property
    def standing(self) -> MonthlyAsk | None:
        """What was asked last, if it asks for anything."""
        last = self.asks[-1] if self.asks else None
        return last if last is not None and last.objectives.all() else None

    @property
    def asked_now(self) -> tuple[Objective, ...]:
        """What was asked last."""
        return asked_of(self.asks[-1]).objectives if self.asks else ()

    @property
    def since(self) -> str:
        """From which month on that holds."""
        return monthly.in_words(self.asks[-1].first) if self.asks else ""

    def line(self, month: date) -> Line | None:
        return next((one for one in self.lines if one.month == month), None)

    def filed(self, month: date) -> list[MonthlyFiling]:
        """What was filed for a month, the newest first."""
        return [one for one in reversed(self.filings) if one.month == month]

    def said(self, month: date | None = None) -> list[Filing]:
        """What was filed, for one month or for all of them, the newest first."""
        seen: set[date] = set()
        found = []
        for row in self.filings:
            if month is None or row.month == month:
                found.append(Filing(row, self._words(row), row.month in seen))
                seen.add(row.month)
        return found[::-1]

    def _words(self, row: MonthlyFiling) -> tuple[str, ...]:
        line = self.line(row.month)
        given = {one.key: one.value for one in row.figures.all()}
        return tuple(
            f"{one.objective.label}: {one.objective.shown_value(given[one.objective.key], row.month)}"
            for one in (line.figures if line else ())
            if one.objective.key in given
        )


def zone() -> ZoneInfo:
    return ZoneInfo(current().time_zone)


def months_of(response: Response, *, at: datetime) -> Months:
    """Read the months of one response (4 queries)."""
    return months_among(Response.objects.filter(pk=response.pk), at=at).get(
        response.pk, Months((), (), ())
    )


def months_among(responses: QuerySet[Response], *, at: datetime) -> dict[int, Months]:
    """Read the months of several responses, those left out that were asked nothing (4 queries)."""
    asks: dict[int, list[MonthlyAsk]] = {}
    for ask in (
        MonthlyAsk.objects.filter(response__in=responses)
        .prefetch_related("objectives")
        .order_by("pk")
    ):
        asks.setdefault(ask.response_id, []).append(ask)
    filings: dict[int, list[MonthlyFiling]] = {}
    for filing in (
        MonthlyFiling.objects.filter(response__in=list(asks))
        .prefetch_related("figures")
        .order_by("pk")
    ):
        filings.setdefault(filing.response_id, []).append(filing)
    return {pk: _months(those, filings.get(pk, []), at) for pk, those in asks.items()}


def _months(asks: Sequence[MonthlyAsk], filings: Sequence[MonthlyFiling], at: datetime) -> Months:
    lines = monthly.series(
        [asked_of(one) for one in asks],
        [filed_of(one) for one in filings],
        today=local_day(at),
        zone=zone(),
    )
    return Months(tuple(asks), tuple(filings), lines)


def asked_of(row: MonthlyAsk) -> Asked:
    return Asked(row.first, row.due_day, tuple(_objective(one) for one in row.objectives.all()))


def _objective(row: MonthlyObjective) -> Objective:
    return Objective(
        row.key,
        row.label,
        row.unit,
        Direction(row.direction),
        row.target,
        row.criterion_key,
        row.promised,
    )


def filed_of(row: MonthlyFiling) -> Filed:
    return Filed(row.month, row.at, {one.key: one.value for one in row.figures.all()})


def misses_of(response: Response, *, at: datetime) -> dict[str, tuple[Miss, ...]]:
    """What one response missed or did not file, by topic, the newest month first (4 queries)."""
    return monthly.misses(months_of(response, at=at).lines, zone=zone())


def promises_of(response: Response) -> Declared:
    """What the provider promised in its last submission; nothing where there is none (1 query).

    Until it has handed in anything in a follow-up, that is the one in the decided evaluation before.
    """
    before = Q(response__vendor=response.vendor_id, response__round=response.round.copied_from_id)
    rows = Submission.objects.filter(Q(response=response) | before)
    last = rows.order_by("-at", "-pk").first()
    return declared_by(last.content if last else {})


def monthly_as_column() -> Exists:
    """Whether figures were ever asked for, to annotate responses with: no query of its own."""
    return Exists(MonthlyAsk.objects.filter(response=OuterRef("pk")))
