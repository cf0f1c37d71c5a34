"""Telling a provider of a rush that the jurisdiction plans, and its people's word that they have seen it.

Which events there are is known to the judging side alone, whose pages lead here.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from portal import clock
from portal.accounts.models import User
from portal.audit.record import record
from portal.outbox.actions import post
from vendors import rules
from vendors.models import EventNotice, NoticeSeen, Response
from vendors.queries.event_notices import reached_by

MOST_CHARACTERS = 2_000


@dataclass(frozen=True, slots=True)
class Told:
    """What a provider is told: which event, what it is, when, and how many people in one hour."""

    event: int
    what: str
    name: str
    starts_at: datetime
    peak: int | None = None
    called_off: bool = False


@transaction.atomic
def tell(response: Response | None, told: Told, words: str, *, by: User) -> EventNotice:
    """Write a notice and mail it to the provider's people of this response."""
    people = reached_by(response)
    rules.may_tell_of_event(response, has_people=bool(people)).require()
    assert response is not None  # noqa: S101 -- for the type checker: the rule refuses None
    Response.objects.select_for_update(of=("self",)).get(pk=response.pk)
    notice = EventNotice.objects.create(
        response=response,
        event=told.event,
        what=told.what,
        name=told.name,
        starts_at=told.starts_at,
        peak=told.peak,
        called_off=told.called_off,
        words=words.strip(),
        by_id=by.pk,
        by_name=str(by),
        at=clock.now(),
    )
    about = {"notice": notice, "response": response, "by": by}
    for email in people:
        post("event_told", email, about, key=f"event-notice:{notice.pk}")
    record(
        "told a provider of an event",
        notice.name,
        by=by,
        key=f"event:{told.event}",
        vendor=response.vendor.name,
        starts_at=told.starts_at.isoformat(),
        called_off=told.called_off,
        people=len(people),
    )
    return notice


@transaction.atomic
def see(notice: EventNotice, text: str, *, by: User) -> NoticeSeen:
    """Note that one of the provider's people has seen it; a second press changes nothing."""
    response = Response.objects.select_related("round", "vendor").get(pk=notice.response_id)
    Response.objects.select_for_update(of=("self",)).get(pk=response.pk)
    rules.may_act_on_requests(response, rules.member_of(response, by.pk)).require()
    before = notice.seen.filter(by_id=by.pk).first()
    if before is not None:
        return before
    seen = NoticeSeen.objects.create(
        notice=notice, text=text.strip(), by_id=by.pk, by_name=str(by), at=clock.now()
    )
    record(
        "has seen the notice of an event",
        notice.name,
        by=by,
        key=f"event:{notice.event}",
        vendor=response.vendor.name,
    )
    return seen
