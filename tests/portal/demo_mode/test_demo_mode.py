"""One click to be anybody, a mailbox to read, and neither where others can reach it."""

from typing import Any

import pytest
from django.conf import settings
from django.core.mail import EmailMessage

from portal.accounts.models import SignIn
from portal.demo_mode import checks
from portal.demo_mode.backend import MailboxBackend
from portal.demo_mode.models import KeptMail, Persona
from portal.tenancy.models import Jurisdiction
from tests.cast import Cast
from tests.portal.doors import at, front


@pytest.fixture
def personas(cast: Cast, alder: Jurisdiction) -> list[Persona]:
    cast.mallory.__class__.objects.filter(pk=cast.mallory.pk).update(is_operator=True)
    rows = [
        (cast.ann, alder, "Coordinator", "Three vendors wait for an answer.", "/members/"),
        (cast.ben, alder, "Reviewer", "Two scores from locking.", "/join/"),
        (cast.mallory, None, "Operator", "A county asks for a workspace.", "/operator/"),
    ]
    return [
        Persona.objects.create(
            person=person, jurisdiction=county, role=role, story=story, path=path, order=order
        )
        for order, (person, county, role, story, path) in enumerate(rows)
    ]


def walk(door: Any, answer: Any) -> tuple[Any, Any]:
    """Follow redirects from host to host as a browser does; return the last host's browser too."""
    browser = door
    for _step in range(8):
        if answer.status_code != 302:
            break
        url = answer["Location"]
        if url.startswith("http"):
            host, _slash, path = url.removeprefix(f"{settings.SCHEME}://").partition("/")
            browser, url = at(host, browser), f"/{path}"
        answer = browser.get(url)
    return browser, answer


def test_start_here_lists_people_by_role(personas: list[Persona]) -> None:
    page = front().get("/start/").content.decode()
    assert page.index("Coordinator") < page.index("Reviewer") < page.index("Operator")
    assert "Two scores from locking." in page
    assert "Be Ben Kapoor" in page


def test_start_here_before_the_demo_is_built(db: None) -> None:
    assert "The demo is being built" in front().get("/start/").content.decode()


@pytest.mark.parametrize("rows", [1, 3, 30])
def test_queries_of_start_here(
    cast: Cast, alder: Jurisdiction, rows: int, django_assert_num_queries: Any
) -> None:
    for order in range(rows):
        Persona.objects.create(
            person=cast.ann, jurisdiction=alder, role="Reviewer", story="…", order=order
        )
    with django_assert_num_queries(2):
        front().get("/start/")


def test_one_click_lands_where_the_story_goes_on(personas: list[Persona]) -> None:
    door = front()
    browser, page = walk(door, door.post(f"/start/{personas[0].pk}/"))
    assert page.status_code == 200
    assert page.request["PATH_INFO"] == "/members/"
    assert "Ann Ortiz" in page.content.decode()
    assert browser.defaults["HTTP_HOST"].startswith("alder.")


def test_becoming_another_ends_the_one_before(personas: list[Persona], cast: Cast) -> None:
    door = front()
    browser, _page = walk(door, door.post(f"/start/{personas[0].pk}/"))
    key = browser.cookies["session"].value
    door = at(settings.ROOT_HOST, browser)
    browser, page = walk(door, door.post(f"/start/{personas[2].pk}/"))
    assert (page.status_code, page.request["PATH_INFO"]) == (200, "/operator/")
    assert not SignIn.objects.filter(person=cast.ann, ended_at=None).exists()
    old = at("alder." + settings.ROOT_HOST, browser)
    old.cookies["session"] = key
    assert old.get("/members/").status_code == 302


def test_becoming_somebody_takes_a_post_and_leaves_real_people_signed_in(
    personas: list[Persona], cast: Cast, alder: Jurisdiction
) -> None:
    assert front().get(f"/start/{personas[0].pk}/").status_code == 405
    assert front().post("/start/9999/").status_code == 404
    Persona.objects.filter(person=cast.ben).delete()
    SignIn.objects.create(person=cast.ben, jurisdiction=alder, session_hash="x" * 64)
    front(cast.ben).post(f"/start/{personas[0].pk}/")
    assert SignIn.objects.filter(person=cast.ben, ended_at=None).exists()


def test_nobody_becomes_anybody_without_demo_mode(personas: list[Persona], settings: Any) -> None:
    settings.DEMO = False
    assert front().post(f"/start/{personas[0].pk}/").status_code == 403


def test_the_mailbox_keeps_what_would_be_sent(db: None, django_assert_num_queries: Any) -> None:
    for number in range(30):
        text = f"See http://alder.localhost:8000/x/{number} <script>"
        mail = EmailMessage(f"Mail {number}", text, "p@x.example", [f"v{number % 3}@x.example"])
        MailboxBackend().send_messages([mail])
    with django_assert_num_queries(3):
        page = front().get("/mailbox/").content.decode()
    assert page.count("/mailbox/") == 30 + 1
    one = front().get("/mailbox/", {"to": "V1@x.example"}).content.decode()
    assert one.count('data-label="To">v1@x.example') == 10
    kept = KeptMail.objects.get(subject="Mail 4")
    mail_page = front().get(f"/mailbox/{kept.pk}/").content.decode()
    assert 'href="http://alder.localhost:8000/x/4"' in mail_page
    assert "<script>" not in mail_page.split("<main")[1]
    assert front().get("/mailbox/99999/").status_code == 404


@pytest.mark.parametrize(
    ("demo", "host", "found"),
    [
        (True, "localhost:8000", []),
        (True, "demo.localhost", []),
        (True, "reviews.example.org", ["demo_mode.E001"]),
        (True, "localhost.example.org:8000", ["demo_mode.E001"]),
        (False, "reviews.example.org", []),
    ],
)
def test_a_check_refuses_demo_mode_where_others_reach_it(
    settings: Any, demo: bool, host: str, found: list[str]
) -> None:
    settings.DEMO, settings.ROOT_HOST = demo, host
    assert [message.id for message in checks.only_under_localhost(None)] == found


def test_a_deployment_has_no_demo_mode(settings: Any) -> None:
    from django.core.management import call_command
    from django.core.management.base import SystemCheckError

    settings.DEMO, settings.ROOT_HOST = True, "localhost:8000"
    with pytest.raises(SystemCheckError, match=r"demo_mode\.E002"):
        call_command("check", deploy=True, tags=["security"])
    settings.DEMO = False
    assert checks.not_in_a_deployment(None) == []
