"""One mail a day over all workspaces: once, with no content, and stopped by its own link."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from threading import Barrier
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core import signing
from django.db import connection
from django.db.models import QuerySet
from django.test import Client

from portal import clock
from portal.accounts.models import Membership, Role, User
from portal.clock import Now
from portal.jobs import actions as jobs
from portal.jobs.models import Job
from portal.notices import choices, daily
from portal.notices.models import Choice, Daily, MailChoice
from portal.outbox.actions import post
from portal.outbox.models import Mail, MailState
from portal.tenancy.models import Domain, Jurisdiction
from portal.tenancy.switch import leave, service, workspace
from tests.cast import Cast
from tests.vendors.notices.conftest import Server
from tests.vendors.scene import Scene, build
from vendors.models import Response

SECRET = "the secret that the vendor asked about"


def answered(response: Response, to: str) -> Mail:
    """A mail that one may do without."""
    context = {"round": response.round, "response": response, "is_first": True, "words": SECRET}
    return post("inquiry_answered", to, context)


def wants(person: User, scene: Scene, at: Jurisdiction, choice: Choice = Choice.DAILY) -> None:
    MailChoice.objects.update_or_create(
        person=person, workspace=at, round=scene.round.pk, defaults={"choice": choice}
    )


def do_due() -> None:
    """Do what workers would do by now, whatever tenant the test was in."""
    with service():
        due = Job.objects.filter(state="queued", due_at__lte=clock.now(), kind=choices.JOB)
        for pk in list(due.values_list("pk", flat=True)):
            jobs.perform(str(pk))
            leave()


@contextmanager
def next_day() -> Iterator[None]:
    with clock.moved(timedelta(hours=25)):
        yield


@pytest.fixture
def both(scene: Scene, alder: Jurisdiction, birch: Jurisdiction, cast: Cast) -> tuple[Scene, Scene]:
    """Vera answers in two counties and wants one mail a day about both."""
    wants(cast.vera, scene, alder)
    with workspace(birch):
        other = build(cast)
    wants(cast.vera, other, birch)
    return scene, other


def test_one_mail_over_all_workspaces(
    both: tuple[Scene, Scene], birch: Jurisdiction, cast: Cast, server: Server
) -> None:
    ours, theirs = both
    held = [answered(ours.clearwater, cast.vera.email) for _ in range(2)]
    with workspace(birch):
        answered(theirs.clearwater, cast.vera.email)
    assert {one.state for one in held} == {MailState.DAILY}
    do_due()
    assert not server.daily(), "it is not morning yet"
    with next_day():
        do_due()
        do_due()
    (mail,) = server.daily()
    assert mail["To"] == cast.vera.email
    text = mail.get_content()
    assert text.count("Vaccine scheduling: a question was answered to all vendors") == 2
    assert "(2 times)" in text
    assert f"http://alder.localhost:8000/responses/{ours.clearwater.pk}/ask/" in text
    assert f"http://birch.localhost:8000/responses/{theirs.clearwater.pk}/ask/" in text
    assert SECRET not in text
    assert "Alder" not in mail["Subject"]
    assert {one.state for one in Mail.objects.filter(about=ours.round.pk)} == {MailState.ACCEPTED}
    assert Daily.objects.get(person=cast.vera).due_at is None


def test_nothing_happened_nothing_is_sent(
    both: tuple[Scene, Scene], cast: Cast, server: Server
) -> None:
    choices.plan(cast.vera)
    with next_day():
        do_due()
    assert not server.taken
    assert Daily.objects.get(person=cast.vera).sent_at is None


def test_one_a_day(both: tuple[Scene, Scene], cast: Cast, server: Server) -> None:
    with next_day():
        choices.plan(cast.vera)
    with clock.moved(timedelta(hours=49)):
        answered(both[0].clearwater, cast.vera.email)
        Daily.objects.update(due_at=Now())
        Job.objects.filter(kind=choices.JOB).update(due_at=Now())
        do_due()
        assert len(server.daily()) == 1
        sent = Daily.objects.get().sent_at
        assert sent is not None
        answered(both[0].clearwater, cast.vera.email)
        do_due()
        assert len(server.daily()) == 1
        due = Daily.objects.get().due_at
        assert due is not None
        zone = ZoneInfo(choices.zone_of(cast.vera))
        assert due.astimezone(zone).date() > sent.astimezone(zone).date()


def test_who_chose_nothing_gets_each_and_who_chose_none_gets_none(
    scene: Scene, alder: Jurisdiction, cast: Cast, server: Server
) -> None:
    assert answered(scene.clearwater, cast.vera.email).state == MailState.QUEUED
    wants(cast.vera, scene, alder, Choice.OFF)
    assert answered(scene.clearwater, cast.vera.email.upper()).state == MailState.OFF
    assert answered(scene.clearwater, "somebody@else.example").state == MailState.QUEUED
    with next_day():
        do_due()
    assert not server.daily()


@pytest.mark.parametrize("choice", [Choice.DAILY, Choice.OFF])
def test_what_one_must_get_always_goes(
    scene: Scene, alder: Jurisdiction, cast: Cast, choice: Choice
) -> None:
    wants(cast.vera, scene, alder, choice)
    context = {"round": scene.round, "response": scene.clearwater, "reason": "", "number": 1}
    for kind in ("questions_amended", "round_cancelled", "vendor_withdrawn", "letter_released"):
        assert post(kind, cast.vera.email, context).state == MailState.QUEUED, kind


def test_what_would_come_too_late_goes_at_once(
    scene: Scene, alder: Jurisdiction, cast: Cast
) -> None:
    wants(cast.vera, scene, alder)
    now = clock.now()
    about = {"round": scene.round, "response": scene.clearwater, "now": now}
    soon = about | {"due": now + timedelta(minutes=1)}
    assert post("vendor_reminded", cast.vera.email, soon).state == MailState.QUEUED
    later = about | {"due": now + timedelta(days=3)}
    assert post("vendor_reminded", cast.vera.email, later).state == MailState.DAILY


def test_a_choice_is_about_one_evaluation_of_one_workspace(
    both: tuple[Scene, Scene], birch: Jurisdiction, cast: Cast
) -> None:
    MailChoice.objects.filter(workspace=birch).delete()
    with workspace(birch):
        assert answered(both[1].clearwater, cast.vera.email).state == MailState.QUEUED
    assert answered(both[0].clearwater, cast.vera.email).state == MailState.DAILY


def test_a_server_that_is_away_costs_nothing(
    both: tuple[Scene, Scene], cast: Cast, server: Server
) -> None:
    held = answered(both[0].clearwater, cast.vera.email)
    server.recipient = "451 4.3.2 Come back later"
    with next_day():
        do_due()
        job = Job.objects.filter(kind=choices.JOB).latest("made_at")
        assert (job.state, job.attempts) == ("queued", 1)
        held.refresh_from_db()
        assert held.state == MailState.DAILY
        server.recipient = "250 OK"
        Job.objects.filter(pk=job.pk).update(due_at=Now())
        do_due()
    assert len(server.daily()) == 1


def test_a_server_that_is_away_for_long_puts_it_off_to_the_next_day(
    both: tuple[Scene, Scene], cast: Cast, server: Server
) -> None:
    held = answered(both[0].clearwater, cast.vera.email)
    server.recipient = "451 4.3.2 Come back later"
    with next_day():
        for _ in range(6):
            Job.objects.filter(kind=choices.JOB, state="queued").update(due_at=Now())
            do_due()
        due = Daily.objects.get().due_at
        assert due is not None
        assert due > clock.now()
    held.refresh_from_db()
    assert held.state == MailState.DAILY
    server.recipient = "250 OK"
    with clock.moved(timedelta(hours=50)):
        do_due()
    assert len(server.daily()) == 1


def test_an_address_that_is_refused_for_good_is_noted_at_each_mail(
    both: tuple[Scene, Scene], cast: Cast, server: Server
) -> None:
    held = answered(both[0].clearwater, cast.vera.email)
    server.recipient = "550 5.1.1 There is nobody of that name here"
    with next_day():
        do_due()
    held.refresh_from_db()
    assert held.state == MailState.FAILED
    assert "nobody of that name" in held.reason
    assert Job.objects.filter(kind=choices.JOB).latest("made_at").state == "done"


def test_a_workspace_that_fails_keeps_its_own_for_another_day(
    both: tuple[Scene, Scene], cast: Cast, server: Server
) -> None:
    with service():
        gone = Jurisdiction.objects.create(schema_name="t_gone00001", name="Gone County")
        Domain.objects.create(tenant=gone, label="gone")
    Membership.objects.create(
        person=cast.vera, jurisdiction=gone, role=Role.VENDOR, accepted_at=Now()
    )
    answered(both[0].clearwater, cast.vera.email)
    with next_day():
        do_due()
        due = Daily.objects.get().due_at
        assert due is not None
        assert due > clock.now(), "and it is asked again"
    assert len(server.daily()) == 1


def test_who_left_a_workspace_hears_no_more_of_it(
    both: tuple[Scene, Scene], alder: Jurisdiction, cast: Cast, server: Server
) -> None:
    answered(both[0].clearwater, cast.vera.email)
    Membership.objects.filter(person=cast.vera, jurisdiction=alder).delete()
    with next_day():
        do_due()
    assert not server.daily()


def stop_of(mail: Any) -> str:
    # A long header is folded on its way.
    whole = "".join(mail["List-Unsubscribe"].split())
    found = re.fullmatch(r"<http://[^/]+(/mails/stop/[^>]+)>", whole)
    assert found
    return found[1]


def test_its_own_link_stops_it_and_does_nothing_else(
    both: tuple[Scene, Scene], birch: Jurisdiction, cast: Cast, server: Server
) -> None:
    answered(both[0].clearwater, cast.vera.email)
    MailChoice.objects.filter(workspace=birch).update(choice=Choice.EACH)
    with next_day():
        do_due()
    (mail,) = server.daily()
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = stop_of(mail)
    browser = Client(HTTP_HOST="localhost:8000", enforce_csrf_checks=True)
    with service():
        page = browser.get(path)
        assert "Stop the daily mail" in page.content.decode()
        assert MailChoice.objects.filter(choice=Choice.DAILY).exists(), "looking changes nothing"
        done = browser.post(path, {"List-Unsubscribe": "One-Click"})
        assert (done.status_code, "session" in browser.cookies) == (200, False)
        assert browser.get("/me/").status_code == 302, "it signs nobody in"
        left = dict(MailChoice.objects.values_list("workspace__name", "choice"))
        assert left == {"Alder County": "off", "Birch County": "each"}
        assert browser.get(path[:-2] + "x/").status_code == 404
        assert browser.delete(path).status_code == 405
    assert answered(both[0].clearwater, cast.vera.email).state == MailState.OFF


def test_what_waited_when_it_was_stopped_is_not_sent(
    both: tuple[Scene, Scene], cast: Cast, server: Server
) -> None:
    held = answered(both[0].clearwater, cast.vera.email)
    choices.stop_daily(cast.vera)
    choices.plan(cast.vera)
    with next_day():
        do_due()
    assert not server.daily()
    held.refresh_from_db()
    assert held.state == MailState.OFF


def test_a_token_of_something_else_stops_nothing(cast: Cast) -> None:
    assert choices.person_of(choices.stop_token(cast.vera)) == cast.vera
    assert choices.person_of(signing.dumps(str(cast.vera.pk), salt="another")) is None


@pytest.fixture
def committed(grove: Jurisdiction) -> User:
    """Somebody for whom a mail is held back, to be seen by several connections."""
    vera = User.objects.known_as("vera@grove.example", "Vera")
    Membership.objects.create(person=vera, jurisdiction=grove, role=Role.VENDOR, accepted_at=Now())
    with workspace(grove):
        Mail.objects.create(
            to=vera.email, subject="x", text="x", kind="inquiry_answered", bounce_token="x",
            state=MailState.DAILY, about=1, line="Scheduling: a question was answered", path="/",
        )  # fmt: skip
    Daily.objects.create(person=vera, due_at=Now())
    return vera


def at_once(person: User, number: int) -> list[bool]:
    barrier = Barrier(number)

    def work(_number: int) -> bool:
        try:
            leave()
            barrier.wait(timeout=20)
            return daily.send_daily(person)
        finally:
            connection.close()

    with ThreadPoolExecutor(number) as pool:
        return sorted(pool.map(work, range(number)))


def test_two_workers_at_once_send_one(grove: Jurisdiction, committed: User, server: Server) -> None:
    assert at_once(committed, 4) == [False, False, False, True]
    assert len(server.daily()) == 1


def test_without_the_rows_held_they_would_send_more(
    grove: Jurisdiction, committed: User, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin with the guard off: both see the mail as held back before either sends it."""
    both = Barrier(2)

    def unlocked(person: User) -> QuerySet[Mail]:
        found = list(Mail.objects.filter(state=MailState.DAILY, to=person.email))
        both.wait(timeout=20)
        return found  # type: ignore[return-value]

    monkeypatch.setattr(daily, "_rows", unlocked)
    at_once(committed, 2)
    assert len(server.daily()) == 2
