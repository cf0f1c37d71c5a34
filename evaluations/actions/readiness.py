"""Planning events, ticking checks, telling the provider, recording how it went, noting outages."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from evaluations import readiness, rules
from evaluations.actions import rounds
from evaluations.models import Evaluation, EventCheck, EventRecord, Outage, PlannedEvent
from portal import clock
from portal.access import Refused
from portal.accounts.models import User
from portal.audit.record import record as write
from portal.look.formats import in_words
from vendors.actions import event_notices, observations
from vendors.actions.event_notices import Told
from vendors.actions.observations import Noted
from vendors.models import EventNotice, Response, Vendor
from vendors.queries.changes import local_day
from vendors.queries.event_notices import latest_of

CHECKS: Mapping[str, readiness.Check] = {one.key: one for one in readiness.CHECKS}
TOLD = "told"
"""The check that a notice to the provider ticks."""


@dataclass(frozen=True, slots=True)
class Plan:
    """An event as typed."""

    name: str
    kind: readiness.Kind
    starts_at: datetime
    peak: int | None = None
    vendor: Vendor | None = None


@transaction.atomic
def add(plan: Plan, *, by: User) -> PlannedEvent:
    """Put an event into the calendar."""
    rules.may_plan_for(plan.starts_at, at=clock.now()).require()
    event = PlannedEvent.objects.create(
        **_fields(plan), by_id=by.pk, by_name=str(by), made_at=clock.now()
    )
    _record("planned an event", event, by, starts_at=event.starts_at.isoformat())
    return event


@transaction.atomic
def change(event: PlannedEvent, plan: Plan, *, based_on: int, by: User) -> PlannedEvent:
    """Plan an event anew, unless somebody else did since it was read."""
    locked = _locked(event)
    rules.may_change_event(locked, at=clock.now()).require()
    if locked.version != based_on:
        raise Refused(
            "Somebody else changed this event meanwhile. What you typed is below and not saved: "
            "hold it against the calendar, then save it again."
        )
    rules.may_plan_for(plan.starts_at, at=clock.now()).require()
    before = locked.starts_at
    for name, value in _fields(plan).items():
        setattr(locked, name, value)
    locked.version += 1
    locked.save(update_fields=[*_fields(plan), "version"])
    moved = {"before": before.isoformat()} if before != locked.starts_at else {}
    _record("changed a planned event", locked, by, starts_at=locked.starts_at.isoformat(), **moved)
    return locked


@transaction.atomic
def call_off(event: PlannedEvent, why: str, *, by: User) -> None:
    """Call an event off; what was told of it and ticked for it stays."""
    locked = _locked(event)
    rules.may_change_event(locked, at=clock.now()).require()
    if not why.strip():
        raise Refused("Say why it is called off.")
    PlannedEvent.objects.filter(pk=locked.pk).update(
        called_off_at=clock.now(), called_off_by=str(by), called_off_why=why.strip()
    )
    _record("called off an event", locked, by, why=why.strip())


@transaction.atomic
def check(event: PlannedEvent, key: str, *, done: bool, note: str = "", by: User) -> EventCheck:
    """Tick one check, or take a tick away; both are kept."""
    locked = _locked(event)
    rules.may_check(locked, is_recorded=locked.records.exists()).require()
    if key not in CHECKS:
        raise Refused("This check is not on the list any more. Load the page again.")
    last = locked.checks.filter(key=key).last()
    if (last is not None and last.done) is done:
        raise Refused(
            "Somebody ticked this meanwhile." if done else "There is no tick here any more."
        )
    ticked = EventCheck.objects.create(
        event=locked,
        key=key,
        done=done,
        note=note.strip(),
        by_id=by.pk,
        by_name=str(by),
        at=clock.now(),
    )
    _record("ticked a check" if done else "took a tick away", locked, by, check=key)
    return ticked


@transaction.atomic
def tell(event: PlannedEvent, words: str, *, by: User) -> EventNotice:
    """Tell the provider of an event, or that it is called off, as it stands now.

    The check for it is ticked along, unless it is already.
    """
    locked = _locked(event)
    rules.may_tell_provider(locked, at=clock.now()).require()
    assert locked.vendor is not None  # noqa: S101 -- for the type checker: the rule refuses None
    last, called_off = locked.checks.filter(key=TOLD).last(), locked.called_off_at is not None
    told = Told(
        event=locked.pk,
        what=readiness.Kind(locked.kind).words,
        name=locked.name,
        starts_at=locked.starts_at,
        peak=locked.peak,
        called_off=called_off,
    )
    notice = event_notices.tell(latest_of(locked.vendor), told, words, by=by)
    if not called_off and not (last is not None and last.done):
        check(locked, TOLD, done=True, note="By mail from this page", by=by)
    return notice


@transaction.atomic
def record(
    event: PlannedEvent,
    held: readiness.Held,
    *,
    peak_seen: int | None = None,
    change: str = "",
    by: User,
) -> EventRecord:
    """Record how an event went; a later record stands before the earlier ones."""
    locked = _locked(event)
    rules.may_record(locked, at=clock.now()).require()
    made = EventRecord.objects.create(
        event=locked,
        held=held,
        peak_seen=peak_seen,
        change=change.strip(),
        by_id=by.pk,
        by_name=str(by),
        at=clock.now(),
    )
    _record("recorded how an event went", locked, by, held=held.value)
    return made


@dataclass(frozen=True, slots=True)
class Down:
    """An outage as typed."""

    vendor: Vendor
    started_at: datetime
    ended_at: datetime | None
    met: str
    event: PlannedEvent | None = None


@transaction.atomic
def note_outage(down: Down, *, by: User) -> Outage:
    """Note an outage that hurt."""
    rules.may_have_begun(down.started_at, at=clock.now()).require()
    rules.may_have_ended(down.started_at, down.ended_at, at=clock.now()).require()
    if not down.met.strip():
        raise Refused("Say what residents met.")
    outage = Outage.objects.create(
        vendor=down.vendor,
        event=down.event,
        started_at=down.started_at,
        ended_at=down.ended_at,
        met=down.met.strip(),
        by_id=by.pk,
        by_name=str(by),
        at=clock.now(),
    )
    write(
        "noted an outage",
        down.vendor,
        by=by,
        key=f"vendor:{down.vendor.pk}",
        outage=outage.pk,
        minutes=readiness.minutes_down(down.started_at, down.ended_at),
    )
    return outage


@transaction.atomic
def change_outage(outage: Outage, down: Down, *, by: User) -> None:
    """Correct an outage, or say when it was up again; how it read before stands in the activity log."""
    before = Outage.objects.select_for_update(of=("self",)).get(pk=outage.pk)
    rules.may_have_begun(down.started_at, at=clock.now()).require()
    rules.may_have_ended(down.started_at, down.ended_at, at=clock.now()).require()
    rules.may_change_provider(before, down.vendor).require()
    Outage.objects.filter(pk=before.pk).update(
        vendor=down.vendor,
        started_at=down.started_at,
        ended_at=down.ended_at,
        met=down.met.strip() or before.met,
    )
    write(
        "corrected an outage",
        down.vendor,
        by=by,
        key=f"vendor:{down.vendor.pk}",
        outage=before.pk,
        was={
            "started_at": before.started_at.isoformat(),
            "ended_at": before.ended_at.isoformat() if before.ended_at else None,
            "met": before.met,
        },
    )


@transaction.atomic
def follow_up(response: Response, name: str, outage: Outage, *, by: User) -> Evaluation:
    """Draft a follow-up because of an outage, which stands there as a finding of our own."""
    found = Outage.objects.select_for_update(of=("self",)).get(pk=outage.pk)
    rules.may_follow_outage(found, response).require()
    made = rounds.follow_up(response, name, by=by)
    about = made.round.responses.get(vendor_id=found.vendor_id)
    minutes = readiness.minutes_down(found.started_at, found.ended_at)
    details: dict[str, object] = {"system": "As residents meet it", "problem": found.met[:2_000]}
    if minutes is not None:
        details["outage_minutes"] = minutes
    noted = Noted(
        title=f"Outage of {in_words(found.started_at)}",
        seen_on=local_day(found.started_at),
        source=f"Our calendar, noted by {found.by_name}",
        red_flag=True,
        details=details,
    )
    observations.add(about, "incident", noted, by=by)
    Outage.objects.filter(pk=found.pk).update(follow_up=made)
    return made


def _fields(plan: Plan) -> dict[str, object]:
    return {
        "name": " ".join(plan.name.split()),
        "kind": plan.kind.value,
        "starts_at": plan.starts_at,
        "peak": plan.peak,
        "vendor": plan.vendor,
    }


def _locked(event: PlannedEvent) -> PlannedEvent:
    """Hold the row, so that two people neither change nor tick the same at once."""
    PlannedEvent.objects.select_for_update(of=("self",)).get(pk=event.pk)
    return PlannedEvent.objects.select_related("vendor").get(pk=event.pk)


def _record(verb: str, event: PlannedEvent, by: User, **detail: object) -> None:
    write(verb, event, by=by, key=f"event:{event.pk}", **detail)
