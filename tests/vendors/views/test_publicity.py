"""A page for everybody, off until a coordinator shows it, and the way from there to a response."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal import clock
from portal.access import Refused
from portal.audit.models import Event
from portal.outbox.models import Mail
from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import workspace
from tests.cast import Cast
from tests.vendors.actions.test_races import people, stage
from tests.vendors.scene import Scene, join
from vendors import rules
from vendors.actions import inquiries, publicity, rounds
from vendors.models import Invitation, PublicPage, Registration, Response, ResponseMember, Vendor

__all__ = ["people", "stage"]

QUERIES = 9
NEW = {"company": "Riverbend Systems", "name": "Rosa Lind", "email": "rosa@riverbend.example"}


@pytest.fixture
def open_scene(scene: Scene, cast: Cast) -> Scene:
    publicity.show(scene.round, is_shown=True, registers=True, by=cast.ann)
    return scene


@pytest.fixture
def anybody(sign_in: Callable[..., Client]) -> Client:
    return sign_in(None)


def at(scene: Scene, more: str = "") -> str:
    return f"/public/{scene.round.pk}/{more}"


def secret(email: str = NEW["email"]) -> str:
    return str(
        Mail.objects.filter(to=email, kind="registration_to_confirm").latest("made_at").secret
    )


def test_there_is_no_page_until_one_is_shown_and_none_after(
    scene: Scene, anybody: Client, cast: Cast
) -> None:
    ways = [at(scene), at(scene, "register/")]
    assert [anybody.get(one).status_code for one in ways] == [404, 404]
    publicity.show(scene.round, is_shown=True, registers=False, by=cast.ann)
    assert [anybody.get(one).status_code for one in ways] == [200, 200]
    assert b"by invitation only" in anybody.get(ways[1]).content
    assert anybody.post(ways[1], NEW).status_code == 422
    assert not Registration.objects.exists()
    publicity.show(scene.round, is_shown=False, registers=True, by=cast.ann)
    assert [anybody.get(one).status_code for one in ways] == [404, 404]


def test_the_page_names_no_vendor_and_no_person(
    open_scene: Scene, anybody: Client, cast: Cast
) -> None:
    asked = inquiries.ask(open_scene.clearwater, "Is there a test system?", by=cast.vera)
    inquiries.publish(asked, "Is there a test system?", "Yes, from May.", after=0, by=cast.ann)
    inquiries.ask(open_scene.clearwater, "NOT YET ANSWERED", by=cast.vera)
    page = anybody.get(at(open_scene)).content.decode()
    assert "Yes, from May." in page
    assert "Register to respond" in page
    for word in ("Clearwater", "Tollgate", "Vera", "Ann Ortiz", "NOT YET", "clearwater.example"):
        assert word not in page


def test_from_registering_to_responding(
    open_scene: Scene, anybody: Client, cast: Cast, alder: Jurisdiction, sign_in: Any
) -> None:
    sent = anybody.post(at(open_scene, "register/"), NEW)
    assert "on its way to" in sent.content.decode()
    assert not Vendor.objects.filter(name=NEW["company"]).exists()
    link = f"/public/registrations/{secret()}/"
    assert NEW["company"] in anybody.get(link).content.decode()
    assert not Vendor.objects.filter(name=NEW["company"]).exists(), "opening a link changes nothing"
    gone = anybody.post(link)
    assert gone.status_code == 302
    assert "/code/" in gone["Location"]
    response = Response.objects.get(vendor__name=NEW["company"])
    assert response.round_id == open_scene.round.pk
    told = Mail.objects.filter(kind="vendor_registered")
    assert [mail.to for mail in told] == ["ann@alder.example"]
    assert Event.objects.filter(verb="registered to respond").count() == 1
    # She proves the address by the code; then the invitation lets her in as a lead.
    invitation = Invitation.objects.get(response=response)
    assert rules.is_invited(invitation, NEW["email"])
    assert not rules.is_invited(invitation, cast.mallory.email)
    again = anybody.post(link)
    assert again.status_code == 410
    assert "used already" in again.content.decode()
    assert Response.objects.filter(vendor__name=NEW["company"]).count() == 1


def test_a_known_vendors_name_leads_to_nothing_of_that_vendor(
    open_scene: Scene, anybody: Client
) -> None:
    """Mallory registers as Clearwater, in other letters: she gets a vendor and a response of her own."""
    anybody.post(
        at(open_scene, "register/"), NEW | {"company": "CLEARWATER", "email": "m@elsewhere.example"}
    )
    anybody.post(f"/public/registrations/{secret('m@elsewhere.example')}/")
    made = Response.objects.latest("pk")
    assert made.vendor.name == "CLEARWATER (elsewhere.example)"
    assert made.pk != open_scene.clearwater.pk
    assert not ResponseMember.objects.filter(
        response=open_scene.clearwater, email="m@elsewhere.example"
    ).exists()


def test_without_a_name_of_its_own_it_would_join_the_known_vendor(
    open_scene: Scene, anybody: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin with the guard off: the database alone keeps two vendors of one name apart."""
    from django.db import IntegrityError, transaction

    monkeypatch.setattr(publicity, "_own_name", lambda company, email: company)
    anybody.post(at(open_scene, "register/"), NEW | {"company": "Clearwater"})
    with pytest.raises(IntegrityError), transaction.atomic():
        anybody.post(f"/public/registrations/{secret()}/")


def test_who_is_asked_already_gets_her_own_way_in_and_the_page_tells_nobody(
    open_scene: Scene, anybody: Client, cast: Cast
) -> None:
    words = {
        re.sub(r"[\w.]+@[\w.]+", "", anybody.post(at(open_scene, "register/"), NEW | {"email": email})
               .content.decode().split("</header>")[-1])
        for email in ("tess@tollgate.example", cast.vera.email, "new@riverbend.example")
    }  # fmt: skip
    assert len({re.sub(r'value="[^"]+"|nonce="[^"]+"', "", one) for one in words}) == 1
    kinds = {
        email: list(
            Mail.objects.filter(to=email).order_by("made_at").values_list("kind", flat=True)
        )
        for email in ("tess@tollgate.example", cast.vera.email, "new@riverbend.example")
    }
    assert kinds["tess@tollgate.example"] == ["vendor_invited", "vendor_invited"]
    assert kinds[cast.vera.email][-1] == "registration_known"
    assert kinds["new@riverbend.example"] == ["registration_to_confirm"]


def test_many_registrations_stop_for_an_hour(open_scene: Scene, anybody: Client) -> None:
    for number in range(publicity.MOST_AN_HOUR):
        publicity.register(open_scene.round, **NEW | {"email": f"n{number}@riverbend.example"})
    answer = anybody.post(at(open_scene, "register/"), NEW)
    assert answer.status_code == 422
    assert "Try again in an hour" in answer.content.decode()
    assert NEW["company"] in answer.content.decode(), "what was typed is kept"
    with clock.moved(timedelta(minutes=61)):
        assert anybody.post(at(open_scene, "register/"), NEW).status_code == 200


def test_asking_twice_within_a_minute_sends_one_mail(open_scene: Scene, anybody: Client) -> None:
    for _press in range(3):
        anybody.post(at(open_scene, "register/"), NEW)
    assert Mail.objects.filter(kind="registration_to_confirm").count() == 1


def test_links_end(open_scene: Scene, anybody: Client, cast: Cast) -> None:
    anybody.post(at(open_scene, "register/"), NEW)
    link = f"/public/registrations/{secret()}/"
    assert anybody.get("/public/registrations/unknown/").status_code == 404
    with clock.moved(timedelta(days=2)):
        assert anybody.post(link).status_code == 410
    publicity.show(open_scene.round, is_shown=True, registers=False, by=cast.ann)
    answer = anybody.post(link)
    assert answer.status_code == 410
    assert "by invitation only" in answer.content.decode()
    publicity.show(open_scene.round, is_shown=True, registers=True, by=cast.ann)
    rounds.cancel(open_scene.round, "No money", by=cast.ann)
    assert anybody.post(link).status_code == 410
    assert "was cancelled" in anybody.get(at(open_scene)).content.decode()
    assert not Vendor.objects.filter(name=NEW["company"]).exists()


@pytest.mark.parametrize("field", ["company", "name"])
@pytest.mark.parametrize(
    "text", ["", " ", "x" * 121, "Clear\u202ewater", "Clear\u200bwater", "a\0b"]
)
def test_a_wrong_name_is_said_at_its_field(
    open_scene: Scene, anybody: Client, field: str, text: str
) -> None:
    answer = anybody.post(at(open_scene, "register/"), NEW | {field: text})
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert not Registration.objects.exists()


@pytest.mark.parametrize("count", [1, 3, 30])
def test_the_page_asks_the_same_number_of_questions_whatever_it_shows(
    open_scene: Scene, anybody: Client, cast: Cast, count: int
) -> None:
    for number in range(count):
        held = inquiries.ask(open_scene.clearwater, f"Question {number}?", by=cast.vera)
        inquiries.publish(held, f"Question {number}?", "Yes.", after=0, by=cast.ann)
    anybody.get(at(open_scene))
    with CaptureQueriesContext(connection) as asked:
        assert anybody.get(at(open_scene)).status_code == 200
    assert len(asked) == QUERIES


def test_a_draft_is_never_public(scene: Scene, cast: Cast) -> None:
    draft = rounds.draft("Draft", version=scene.round.version, due_at=None, by=cast.ann)
    with pytest.raises(Refused, match="Open the evaluation first"):
        publicity.show(draft, is_shown=True, registers=True, by=cast.ann)
    assert not PublicPage.objects.filter(round=draft).exists()


def test_pressing_a_link_twice_at_once_makes_one_response(
    grove: Jurisdiction, stage: Scene, people: Cast
) -> None:
    with workspace(grove):
        publicity.show(stage.round, is_shown=True, registers=True, by=people.ann)
        publicity.register(stage.round, **NEW)
        held = Registration.objects.get()
    barrier = Barrier(4)

    def press(_number: int) -> bool:
        try:
            with workspace(grove):
                barrier.wait(timeout=20)
                return bool(publicity.confirm(held))
        except Refused:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(press, range(4))) == [False, False, False, True]
    with workspace(grove):
        assert Response.objects.filter(vendor__name=NEW["company"]).count() == 1


def test_a_colleague_of_a_vendor_is_known_too(open_scene: Scene) -> None:
    join(open_scene.clearwater, "connie@clearwater.example", "Connie Lee")
    found = publicity.asked_already(open_scene.round, "connie@clearwater.example")
    assert found == open_scene.clearwater
