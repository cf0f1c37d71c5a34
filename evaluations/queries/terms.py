"""One vendor's terms: the schedule, and its declared outages under two sets of terms."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from zoneinfo import ZoneInfo

from evaluations.models import ContractWord, Evaluation, ReportKind
from evaluations.queries.reading import ReadingCopy, reading_of
from portal.digests import fingerprint
from portal.tenancy.switch import current
from vendors.declared import declared_by
from vendors.figures import minutes_text
from vendors.pricing import plain
from vendors.questionnaire.cells import plain_number
from vendors.questionnaire.display import month_text
from vendors.terms import WHOLE_YEAR, Period, Replay, Terms, replay, replay_months
from vendors.uptime import Month, Outage, shown_percent


@dataclass(frozen=True, slots=True)
class History:
    """The twelve months that a submission declares, up to a day."""

    outages: tuple[Outage, ...]
    months: tuple[Month, ...]
    start: dt.datetime
    end: dt.datetime

    @property
    def source(self) -> str:
        """Where the downtime is taken from, in words; empty where nothing was declared."""
        if self.outages:
            return "the list of outages"
        return "the table of months" if self.months else ""

    def under(self, terms: Terms, fee: Decimal) -> Replay:
        """What these months come to under a set of terms."""
        if self.outages:
            return replay(terms, self.outages, start=self.start, end=self.end, fee=fee)
        return replay_months(terms, self.months, fee=fee)


def words() -> dict[str, str]:
    """What this workspace calls the clauses (1 query)."""
    return dict(ContractWord.objects.values_list("key", "label"))


def history_of(content: object, *, closing: dt.date) -> History:
    """The calendar months up to that of the closing, twelve in all."""
    end = dt.datetime.combine(closing, dt.time.max, ZoneInfo(current().time_zone))
    end = end.astimezone(dt.UTC)
    year, month = divmod(end.year * WHOLE_YEAR + end.month - WHOLE_YEAR, WHOLE_YEAR)
    start = dt.datetime(year, month + 1, 1, tzinfo=dt.UTC)
    declared = declared_by(content, at=end)
    return History(
        tuple(one for one in declared.outage_list if (one.restored or end) > start),
        declared.months[-WHOLE_YEAR:],
        start,
        end,
    )


@dataclass(frozen=True, slots=True)
class Side:
    """One set of terms in the table of the replay, ready to print."""

    title: str
    replayed: Replay

    @property
    def sum(self) -> str:
        one = self.replayed
        missed = f"{one.missed} miss{'' if one.missed == 1 else 'es'}"
        return f"{missed}, {plain(one.money)} back"

    @property
    def rows(self) -> list[tuple[str, str, str, str, str]]:
        """Period, reached, counted, not counted, credit."""
        paid = [
            f"{plain_number(one.credit)} %, {plain(one.money)}" if one.credit else "None"
            for one in self.replayed.periods
        ]
        return [(*row, credit) for row, credit in zip(counted_in(self.replayed), paid, strict=True)]


def counted_in(replayed: Replay) -> list[tuple[str, str, str, str]]:
    """Each period with what was reached, counted and not counted, in words."""
    return [
        (
            _months(one),
            "–" if one.reached is None else shown_percent(one.reached),
            minutes_text(one.down),
            minutes_text(one.left_out),
        )
        for one in replayed.periods
    ]


@dataclass(frozen=True, slots=True)
class PrintedTerms:
    """What the terms of one vendor are printed from: its submission, and the clauses' own words."""

    copy: ReadingCopy
    words: Mapping[str, str]

    def snapshot(self) -> str:
        """The fingerprint of all that is printed."""
        answers = self.copy.snapshot(ReportKind.TERMS_PDF)
        return fingerprint({"answers": answers, "words": dict(self.words)})


def printed_terms_of(evaluation: Evaluation, response: int | None) -> PrintedTerms:
    """Read what the terms of one vendor are printed from."""
    return PrintedTerms(reading_of(evaluation, response), words())


def _months(period: Period) -> str:
    first, last = month_text(period.first), month_text(period.last)
    return first if first == last else f"{first} to {last}"
