"""The calendar of rushes: planned, checked, told, recorded; and outages that lead to a follow-up."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from evaluations.actions import readiness
from evaluations.actions.readiness import Down, Plan
from evaluations.models import EventCheck, Outage, PlannedEvent
from evaluations.queries.readiness import event_of
from evaluations.readiness import CHECKS, Held, Kind, State
from portal import clock
from portal.access import Refused
from portal.audit.models import Event
from portal.outbox.models import Mail
from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import current
from tests.cast import Cast
from tests.evaluations.requests.scene import follow_up
from vendors.actions import vendors
from vendors.models import EventNotice, NoticeSeen, Observation, Response, Vendor

SignIn = Callable[..., Client]
CANARY = "Heron-word"


def text_of(answer: Any) -> str:
    return " ".join(html.fromstring(answer.content).text_content().split())


def planned(cast: Cast, vendor: Vendor | None = None, *, days: int = 20) -> PlannedEvent:
    """An event some days ahead."""
    at = clock.now() + timedelta(days=days)
    plan = Plan("Over 65", Kind.ELIGIBILITY, at, 4_000, vendor)
    return readiness.add(plan, by=cast.ann)


@pytest.fixture
def theirs(in_alder: Jurisdiction, cast: Cast) -> Response:
    """A follow-up with the current provider, whose Vera has answered."""
    response = follow_up(cast)[1]
    vendors.runs_for_us(response.vendor, by=cast.ann)
    return response


def typed(at: datetime, **more: str) -> dict[str, str]:
    here = at.astimezone(ZoneInfo(current().time_zone))
    return {
        "name": "Over 65",
        "kind": "eligibility",
        "day": here.date().isoformat(),
        "time": f"{here:%H:%M}",
        "peak": "4,000",
        "provider": "",
        **more,
    }


def test_the_whole_way_on_the_pages(theirs: Response, cast: Cast, sign_in: SignIn) -> None:
    ann, vera, provider = sign_in(cast.ann), sign_in(cast.vera), str(theirs.vendor_id)
    starts = (clock.now() + timedelta(days=10)).replace(second=0, microsecond=0)
    bad = ann.post("/calendar/add/", typed(starts, peak="many", name=f"Over 65 {CANARY}"))
    assert bad.status_code == 422
    assert "Enter a whole number" in text_of(bad)
    assert CANARY in bad.content.decode()
    past = ann.post("/calendar/add/", typed(starts - timedelta(days=20)))
    assert "This lies in the past" in text_of(past)
    assert ann.post("/calendar/add/", typed(starts, provider=provider)).status_code == 302
    event = PlannedEvent.objects.get()
    assert event.starts_at == starts
    page = f"/calendar/{event.pk}/"
    assert "Checks due" in text_of(ann.get("/calendar/"))

    ticked = ann.post(f"{page}checks/load/", {"done": "yes", "load-note": "1,300 a second"})
    assert ticked.status_code == 302
    assert ann.post(f"{page}checks/load/", {"done": "no"}).status_code == 302
    words = text_of(ann.get(page))
    assert "0 of 11 checks done" in words
    assert "1,300 a second" in words
    assert EventCheck.objects.count() == 2

    assert ann.post(f"{page}tell/", {"words": f"Reach us {CANARY}"}).status_code == 302
    assert "1 of 11 checks done" in text_of(ann.get(page))
    (mail,) = Mail.objects.filter(kind="event_told")
    assert (mail.to, "4,000" in mail.text) == (cast.vera.email, True)
    inside = f"/responses/{theirs.pk}/events/"
    assert inside in mail.text
    assert "tells you of 1 day" in text_of(vera.get(f"/responses/{theirs.pk}/"))
    assert CANARY in text_of(vera.get(inside))
    notice = EventNotice.objects.get()
    seen = {f"{notice.pk}-text": "Two of us watch"}
    assert vera.post(f"{inside}{notice.pk}/seen/", seen).status_code == 302
    assert vera.post(f"{inside}{notice.pk}/seen/", seen).status_code == 302
    assert NoticeSeen.objects.count() == 1
    assert "tells you of" not in text_of(vera.get(f"/responses/{theirs.pk}/"))
    assert "Two of us watch" in text_of(sign_in(cast.olive).get(page))

    later = typed(starts + timedelta(days=1), provider=provider)
    assert ann.post(f"{page}change/", {**later, "version": "1"}).status_code == 302
    stale = ann.post(f"{page}change/", {**later, "version": "1", "name": CANARY})
    assert "Somebody else changed this event" in text_of(stale)
    assert CANARY in stale.content.decode()
    assert "told last is not what holds now" in text_of(ann.get(page))

    with clock.moved(timedelta(days=12)):
        ann = sign_in(cast.ann)
        went = {"held": "no", "peak_seen": "6000", "change": "Open by groups"}
        assert ann.post(f"{page}record/", went).status_code == 302
        assert "150 % of the 4,000 expected" in text_of(ann.get(page))
        assert "It went down. Open by groups" in text_of(ann.get("/calendar/"))
        assert ann.post(f"{page}checks/load/", {"done": "yes"}).status_code != 302
    assert Event.objects.filter(subject_key=f"event:{event.pk}").count() == 8


def test_an_outage_starts_a_follow_up_that_holds_it_as_a_finding(
    theirs: Response, cast: Cast, sign_in: SignIn
) -> None:
    ann = sign_in(cast.ann)
    with clock.moved(timedelta(days=-2)):
        event = planned(cast, theirs.vendor, days=1)
    start = event.starts_at.astimezone(ZoneInfo(current().time_zone)).replace(second=0)
    form = {
        "provider": str(theirs.vendor_id),
        "start_day": start.date().isoformat(),
        "start_time": f"{start:%H:%M}",
        "end_day": start.date().isoformat(),
        "met": f"A blank page. {CANARY}",
    }
    address = f"/calendar/outages/add/?event={event.pk}"
    half = ann.post(address, form)
    assert half.status_code == 422
    assert "Enter day and time, or leave both empty" in text_of(half)
    end = start + timedelta(minutes=47)
    whole = {**form, "end_day": end.date().isoformat(), "end_time": f"{end:%H:%M}"}
    turned = {**whole, "end_day": (start - timedelta(days=1)).date().isoformat()}
    assert "The end lies before the start" in text_of(ann.post(address, turned))
    assert ann.post(address, whole).status_code == 302
    outage = Outage.objects.get()
    told = {**whole, "end_day": "", "end_time": "", "met": f"Half a page. {CANARY}"}
    assert ann.post(f"/calendar/outages/{outage.pk}/change/", told).status_code == 302
    page = ann.get(f"/calendar/outages/{outage.pk}/")
    assert "Say when it was up again" in text_of(page)
    assert ann.post(f"/calendar/outages/{outage.pk}/change/", whole).status_code == 302
    page = ann.get(f"/calendar/outages/{outage.pk}/")
    assert "Down for 47 minutes: more than 10" in text_of(page)
    (link,) = html.fromstring(page.content).xpath("//a[contains(@href, 'follow-up')]/@href")
    assert "stands there as a finding of yours" in text_of(ann.get(link))
    assert ann.post(link).status_code == 302
    outage.refresh_from_db()
    made = Observation.objects.get(response__round__evaluation=outage.follow_up)
    assert (made.kind, made.details["outage_minutes"], made.red_flag) == ("incident", 47, True)
    assert CANARY in made.details["problem"]
    assert not Mail.objects.filter(text__contains=CANARY).exists()
    assert ann.post(link).status_code != 302
    assert "follow-up was started because of it" in text_of(
        sign_in(cast.olive).get(f"/calendar/outages/{outage.pk}/")
    )


def test_actions_hold_their_rules(theirs: Response, cast: Cast) -> None:
    event = planned(cast)
    with pytest.raises(Refused, match="No provider is named"):
        readiness.tell(event, "", by=cast.ann)
    with pytest.raises(Refused, match="not started yet"):
        readiness.record(event, Held.YES, by=cast.ann)
    silent = planned(cast, Vendor.objects.create(name="Silent"))
    with pytest.raises(Refused, match="Nobody of this provider has joined"):
        readiness.tell(silent, "", by=cast.ann)
    readiness.call_off(event, "No doses came", by=cast.ann)
    assert event_of(event.pk, at=clock.now()).now.state is State.CALLED_OFF
    with pytest.raises(Refused, match="called off"):
        readiness.check(event, "load", done=True, by=cast.ann)
    ahead = Down(theirs.vendor, clock.now() + timedelta(hours=1), None, "Nothing")
    with pytest.raises(Refused, match="lies in the future"):
        readiness.note_outage(ahead, by=cast.ann)


def test_ticks_and_notices_stand_as_they_were_written(theirs: Response, cast: Cast) -> None:
    event = planned(cast, theirs.vendor)
    readiness.check(event, "load", done=True, by=cast.ann)
    readiness.tell(event, "", by=cast.ann)
    for rows in (EventCheck.objects, EventNotice.objects):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(by_name="Mallory")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(
            "ALTER TABLE evaluations_eventcheck DISABLE TRIGGER evaluations_eventcheck_stands"
        )
    assert EventCheck.objects.update(by_name="Mallory") == 2


def test_a_vendor_sees_no_notice_of_another(theirs: Response, cast: Cast, sign_in: SignIn) -> None:
    readiness.tell(planned(cast, theirs.vendor), CANARY, by=cast.ann)
    mallory = sign_in(cast.mallory)
    assert mallory.get(f"/responses/{theirs.pk}/events/").status_code in {302, 403, 404}
    assert sign_in(cast.vera).get("/calendar/").status_code == 403


def test_the_calendar_takes_as_many_queries_for_30_events_as_for_one(
    theirs: Response, cast: Cast, sign_in: SignIn
) -> None:
    ann, counts = sign_in(cast.ann), []
    for number in (1, 3, 30):
        while PlannedEvent.objects.count() < number:
            event = planned(cast, theirs.vendor, days=5 + PlannedEvent.objects.count())
            EventCheck.objects.create(
                event=event, key=CHECKS[0].key, done=True, by_id=cast.ann.pk, by_name="Ann"
            )
            Outage.objects.create(
                vendor=theirs.vendor,
                event=event,
                started_at=clock.now(),
                met="Nothing",
                by_id=cast.ann.pk,
                by_name="Ann",
            )
        with CaptureQueriesContext(connection) as caught:
            assert ann.get("/calendar/").status_code == 200
        counts.append(len(caught))
    assert len(set(counts)) == 1, counts
    assert counts[0] <= 9
