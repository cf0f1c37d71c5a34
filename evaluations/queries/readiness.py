"""The calendar as pages show it: events with their checks, records, notices and outages."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from evaluations import readiness
from evaluations.models import EventCheck, EventRecord, Outage, PlannedEvent
from evaluations.queries.providers import evaluations_of
from evaluations.readiness import Event, Kind, Standing
from portal.tenancy.switch import current
from vendors.models import EventNotice, Response, Vendor
from vendors.queries.event_notices import notices_of

MOST = 60
"""How many past events and outages the calendar lists."""


@dataclass(frozen=True, slots=True)
class Planned:
    """One event in the calendar."""

    row: PlannedEvent
    now: Standing
    ticks: dict[str, EventCheck]
    """By check, what was said last."""

    @property
    def tone(self) -> str:
        """How its state is marked."""
        return TONES[self.now.state]


TONES = {
    readiness.State.COMING: "info",
    readiness.State.DUE: "warning",
    readiness.State.HELD: "ask",
    readiness.State.RECORDED: "done",
    readiness.State.CALLED_OFF: "off",
}


@dataclass(frozen=True, slots=True)
class Calendar:
    """What lies ahead, and what is over with the record that holds."""

    coming: tuple[Planned, ...]
    past: tuple[tuple[Planned, EventRecord | None], ...]
    more: int
    """How many past events are not listed."""


def calendar(*, at: datetime) -> Calendar:
    """Read the calendar (5 queries)."""
    rows = _rows()
    ahead = rows.filter(starts_at__gt=at, called_off_at=None)
    over = rows.exclude(pk__in=ahead.values("pk")).order_by("-starts_at", "-pk")
    listed = planned([*ahead, *over[:MOST]], at=at)
    by_key = {one.row.pk: one for one in listed}
    ordered = readiness.calendar(one.now for one in listed)
    past = [by_key[one.event.key] for one in ordered.past]
    records = EventRecord.objects.filter(event__in=[one.row.pk for one in past])
    last = {one.event_id: one for one in records.order_by("pk")}
    return Calendar(
        coming=tuple(by_key[one.event.key] for one in ordered.coming),
        past=tuple((one, last.get(one.row.pk)) for one in past),
        more=max(0, over.count() - MOST) if len(past) >= MOST else 0,
    )


def planned(rows: Iterable[PlannedEvent], *, at: datetime) -> list[Planned]:
    """These events with where they stand (1 query)."""
    listed = list(rows)
    ticks: dict[int, dict[str, EventCheck]] = {one.pk: {} for one in listed}
    for one in EventCheck.objects.filter(event__in=listed).order_by("pk"):
        ticks[one.event_id][one.key] = one
    return [_planned(one, ticks[one.pk], at) for one in listed]


def event_of(pk: int, *, at: datetime) -> Planned:
    """One event (2 queries); raises PlannedEvent.DoesNotExist."""
    return planned([_rows().get(pk=pk)], at=at)[0]


def _rows() -> QuerySet[PlannedEvent]:
    recorded = EventRecord.objects.filter(event=OuterRef("pk"))
    return PlannedEvent.objects.select_related("vendor").annotate(recorded=Exists(recorded))


def _planned(row: PlannedEvent, ticks: dict[str, EventCheck], at: datetime) -> Planned:
    event = Event(
        key=row.pk,
        name=row.name,
        kind=Kind(row.kind),
        starts_at=row.starts_at,
        zone=current().time_zone,
        peak=row.peak,
        provider=row.vendor.name if row.vendor else "",
        is_recorded=bool(vars(row).get("recorded")),
        is_called_off=row.called_off_at is not None,
    )
    done = {key for key, one in ticks.items() if one.done}
    return Planned(row, readiness.standing_of(event, done, at=at), ticks)


def trail_of(event: PlannedEvent) -> list[EventCheck]:
    """Every tick and every one taken away, the latest first (1 query)."""
    return list(event.checks.order_by("-pk"))


def told_of(event: PlannedEvent) -> list[EventNotice]:
    """What providers were told of an event, the latest first (2 queries)."""
    return list(notices_of([event.pk]))


def is_told_as_it_stands(event: PlannedEvent, notices: Sequence[EventNotice]) -> bool:
    """Whether the last notice says what holds now."""
    if not notices:
        return False
    last = notices[0]
    return (
        last.starts_at == event.starts_at
        and last.peak == event.peak
        and last.called_off is (event.called_off_at is not None)
        and last.response.vendor_id == event.vendor_id
    )


def outages() -> QuerySet[Outage]:
    """Outages that hurt, the latest first."""
    return Outage.objects.select_related("vendor", "event", "follow_up__round")


def providers() -> list[Vendor]:
    """Who runs a system for this jurisdiction today (1 query)."""
    return list(Vendor.objects.filter(is_current_provider=True))


def follow_up_from(vendor: Vendor) -> Response | None:
    """The latest response of a provider from which a follow-up can be started (1 query)."""
    return next((response for _one, response, may in evaluations_of(vendor) if may), None)
