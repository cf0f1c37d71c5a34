"""The providers of today, one row each: how reliable, what is asked of them, which date comes next."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.safestring import SafeString

from evaluations.models import Answered, PlannedEvent, Stage, VendorOutcome
from evaluations.queries.providers import conflicts_of
from evaluations.queries.readiness import Planned, planned, providers
from portal.documents.charts import Step, pyramid
from portal.look.formats import day_in_words, in_words
from vendors import changes
from vendors.changes import Result, Tally
from vendors.models import RequestedChange, Response, RoundState, Vendor
from vendors.queries.changes import Change, changes_of, local_day
from vendors.questionnaire.reading import standard
from vendors.rules import due_of


@dataclass(frozen=True, slots=True)
class Next:
    """A date that lies ahead: when, what, and where one reads about it."""

    at: datetime
    when: str
    what: str
    url: str


@dataclass(frozen=True, slots=True)
class Row:
    """One provider; figures as the last decision rests on them, dates as they stand now."""

    vendor: Vendor
    last: VendorOutcome | None
    tally: Tally
    next: Next | None

    @property
    def pyramid(self) -> SafeString:
        """The levels that the last decision rests on, drawn; empty where they were not kept."""
        if self.last is None or not self.last.levels:
            return SafeString("")
        kept = {number: (shown, heat) for number, shown, heat in self.last.levels}
        steps = [
            Step(one.number, one.title, *kept.get(one.number, ("", None)), one.number in kept)
            for one in standard().levels
        ]
        # The chart escapes every text that is in it.
        return SafeString(pyramid(f"provider-{self.vendor.pk}", self.vendor.name, steps, width=120))

    @property
    def kept(self) -> int:
        """Requests that were fixed by their date."""
        return self.tally.results[Result.KEPT]

    @property
    def slipped(self) -> int:
        """Requests whose date was not kept, fixed by now or not."""
        return self.tally.results[Result.SLIPPED] + self.tally.results[Result.LATE]

    @property
    def open(self) -> int:
        return self.tally.results[Result.OPEN]

    @property
    def declined(self) -> int:
        return self.tally.results[Result.DECLINED]


def portfolio(reader: UUID, *, at: datetime) -> list[Row]:
    """Every current provider (9 queries, however many there are; 1 without any).

    What the reader declared a conflict about is left out.
    """
    vendors = providers()
    if not vendors:
        return []
    kept_away = conflicts_of(reader)
    last = _last(vendors, kept_away)
    asked: dict[int, list[Change]] = defaultdict(list)
    rows = RequestedChange.objects.filter(letter__response__vendor__in=vendors)
    rows = rows.select_related("letter__response__round__evaluation")
    for one in changes_of(rows.exclude(letter__response__in=kept_away), at=at):
        asked[one.row.letter.response.vendor_id].append(one)
    ahead: dict[int, list[Next]] = defaultdict(list)
    for event in _events(vendors, at):
        ahead[event.row.vendor_id or 0].append(_of_event(event))
    for response in _answering(vendors, kept_away):
        due = due_of(response)
        if due and due > at:
            ahead[response.vendor_id].append(_of_answers(response, due))
    return [
        Row(
            one,
            last.get(one.pk),
            changes.tally(each.counted for each in asked[one.pk]),
            _soonest([*ahead[one.pk], *_of_requests(asked[one.pk], at)]),
        )
        for one in vendors
    ]


def _last(vendors: Collection[Vendor], kept_away: Collection[int]) -> dict[int, VendorOutcome]:
    """What was confirmed last about each, with its figures (1 query)."""
    rows = (
        VendorOutcome.objects.filter(
            response__vendor__in=vendors,
            response__withdrawn_at=None,
            decision__approval__answer=Answered.CONFIRMED,
            decision__evaluation__stage__in=[Stage.DECIDED, Stage.ARCHIVED],
        )
        .exclude(response__in=kept_away)
        .select_related("response", "decision__evaluation__round")
        .order_by("response__vendor_id", "-decision__evaluation__decided_at", "-decision__number")
        .distinct("response__vendor_id")
    )
    return {one.response.vendor_id: one for one in rows}


def _events(vendors: Collection[Vendor], at: datetime) -> list[Planned]:
    """The next event of each, with its checks (2 queries)."""
    rows = PlannedEvent.objects.filter(vendor__in=vendors, starts_at__gt=at, called_off_at=None)
    rows = (
        rows.select_related("vendor").order_by("vendor_id", "starts_at", "pk").distinct("vendor_id")
    )
    return planned(rows, at=at)


def _answering(vendors: Collection[Vendor], kept_away: Collection[int]) -> Iterable[Response]:
    """Where a provider is being asked now (1 query)."""
    rows = Response.objects.filter(
        vendor__in=vendors, withdrawn_at=None, declined_at=None, round__state=RoundState.OPEN
    )
    return rows.exclude(pk__in=kept_away).select_related("round__evaluation")


def _of_event(event: Planned) -> Next:
    due = len(event.now.due)
    checks = f"{event.now.done} of {len(event.now.lines)} checks done"
    late = f", {due} due by now" if due else ""
    return Next(
        event.row.starts_at,
        in_words(event.row.starts_at),
        f"{event.row.name}: {checks}{late}",
        reverse("evaluations:event", args=[event.row.pk]),
    )


def _of_answers(response: Response, due: datetime) -> Next:
    url = reverse("evaluations:overview", args=[response.round.evaluation.pk])
    return Next(due, in_words(due), f"Answers due: {response.round.name}", url)


def _of_requests(asked: Iterable[Change], at: datetime) -> list[Next]:
    """Dates of requests that lie ahead; one that passed is counted as slipped."""
    today = local_day(at)
    return [
        Next(
            datetime.combine(one.now.due, at.timetz()),
            day_in_words(one.now.due),
            f"Request {one.number}: {one.row.topic}",
            reverse(
                "evaluations:request",
                args=[
                    one.row.letter.response.round.evaluation.pk,
                    one.row.letter.response_id,
                    one.row.pk,
                ],
            ),
        )
        for one in asked
        if one.now.waits_for_date and one.now.due >= today
    ]


def _soonest(dates: list[Next]) -> Next | None:
    return min(dates, key=lambda one: (one.at, one.url), default=None)
