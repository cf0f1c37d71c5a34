"""The front door for strangers and for people who are signed in."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from portal.accounts.models import Membership, Role, SignIn, User
from portal.clock import Now
from portal.frontdoor import sample, waiting
from portal.frontdoor.models import FrontMail, WorkspaceRequest
from portal.frontdoor.waiting import Waiting
from portal.tenancy.models import Domain, Jurisdiction
from tests.cast import Cast
from tests.portal.doors import front

PUBLIC = [
    "/", "/questionnaire/", "/questionnaire.json", "/sample-report/", "/ask/", "/ask/done/",
    "/signed-out/", "/account/login/", "/account/login/code/", "/account/login/password/",
    "/account/inactive/",
]  # fmt: skip
OWN = ["/me/", "/account/password/set/", "/operator/", "/operator/health/"]
WISH = {"jurisdiction": "Cedar City", "name": "Dora Poe", "email": "dora@cedar.example", "note": ""}


@pytest.mark.parametrize("path", PUBLIC)
def test_pages_for_everybody(db: None, path: str) -> None:
    assert front().get(path).status_code == 200


@pytest.mark.parametrize("path", PUBLIC[:6])
def test_pages_for_everybody_take_no_other_method(db: None, path: str) -> None:
    if path != "/ask/":
        assert front().post(path).status_code == 405
    assert front().delete(path).status_code == 405


@pytest.mark.parametrize("path", OWN)
def test_pages_of_ones_own_ask_for_sign_in(db: None, path: str) -> None:
    answer = front().get(path)
    assert (answer.status_code, answer["Location"]) == (
        302,
        f"/account/login/?next={quote(path, safe='')}",
    )


def test_the_front_door_says_what_it_is(db: None) -> None:
    page = front().get("/").content.decode()
    for words in ("choosing a new system", "already have a provider", "Try the demo", "<svg"):
        assert words in page


def test_the_whole_questionnaire_can_be_read(db: None, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        page = front().get("/questionnaire/").content.decode()
    assert page.count("What each score means") == 61
    assert page.count("<h3>") == 17
    assert page.count("Must-have") == 9
    assert "<details" in page
    assert "open>" in front().get("/questionnaire/?print=1").content.decode()


def test_the_questionnaire_is_a_file(db: None) -> None:
    answer = front().get("/questionnaire.json")
    assert "attachment" in answer["Content-Disposition"]
    assert len(json.loads(answer.content)["items"]) == 61


def test_the_sample_report_is_offered_once_it_is_there(
    db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sample, "_providers", [])
    assert "is being made" in front().get("/sample-report/").content.decode()
    assert front().get("/sample-report.pdf").status_code == 404
    path = tmp_path / "sample.pdf"
    sample.provides_sample(lambda: path)
    assert front().get("/sample-report.pdf").status_code == 404
    path.write_bytes(b"%PDF-1.7")
    assert "/sample-report.pdf" in front().get("/sample-report/").content.decode()
    answer: Any = front().get("/sample-report.pdf")
    assert b"".join(answer.streaming_content) == b"%PDF-1.7"


def test_asking_for_a_workspace(db: None, settings: Any) -> None:
    settings.OPERATOR_EMAIL = "ops@service.example"
    assert front().post("/ask/", WISH)["Location"] == "/ask/done/"
    assert WorkspaceRequest.objects.get().jurisdiction == "Cedar City"
    assert FrontMail.objects.get().to == "ops@service.example"
    assert "Cedar City" in FrontMail.objects.get().subject


def test_asking_without_an_operators_address_keeps_the_request(db: None, settings: Any) -> None:
    settings.OPERATOR_EMAIL = ""
    front().post("/ask/", WISH)
    assert WorkspaceRequest.objects.count() == 1
    assert not FrontMail.objects.exists()


def test_asking_says_what_is_wrong(db: None) -> None:
    page = front().post("/ask/", {"email": "x", "jurisdiction": "A\u202eB"}).content.decode()
    for words in ("Enter your name", "Enter an e-mail address", "cannot be shown"):
        assert words in page


def test_asking_is_not_for_machines(db: None) -> None:
    statuses = [
        front().post("/ask/", WISH | {"email": f"d{n}@x.example"}).status_code for n in range(6)
    ]
    assert statuses == [302] * 5 + [429]


@pytest.fixture
def one_teller(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have one app that tells of one thing to do for coordinators."""

    def tell(county: Jurisdiction, person: User, roles: frozenset[str]) -> list[Waiting]:
        found = [Waiting(f"Read 3 answers at {county.name}", "/answers/?a=1&b=2")]
        return found if Role.COORDINATOR in roles else []

    monkeypatch.setattr(waiting, "TELLERS", [tell])


def test_ones_workspaces_and_what_waits_there(
    cast: Cast, birch: Jurisdiction, one_teller: None
) -> None:
    Membership.objects.create(person=cast.ann, jurisdiction=birch, role=Role.REVIEWER)
    page = front(cast.ann).get("/").content.decode()
    assert "Read 3 answers at Alder County" in page
    assert "/go/alder/?next=%2Fanswers%2F%3Fa%3D1%26b%3D2" in page
    assert "You are invited as reviewer." in page
    assert "Read 3 answers at Birch County" not in page
    assert "Nothing waits" in front(cast.ben).get("/").content.decode()
    assert "No workspaces yet" in front(cast.mallory).get("/").content.decode()


@pytest.mark.parametrize(("rows", "queries"), [(1, 5), (3, 5), (30, 5)])
def test_queries_of_ones_workspaces(
    cast: Cast, rows: int, queries: int, django_assert_num_queries: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(waiting, "TELLERS", [])
    monkeypatch.setattr(waiting, "OWN_TELLERS", [])
    for number in range(rows):
        county = Jurisdiction.objects.create(schema_name=f"t_none{number:04}", name=f"C{number}")
        Domain.objects.create(tenant=county, label=f"c{number}")
        Membership.objects.create(person=cast.mallory, jurisdiction=county, role=Role.OBSERVER)
    door = front(cast.mallory)
    with django_assert_num_queries(queries):
        page = door.get("/").content.decode()
    assert page.count('id="place-') == rows


def test_a_workspace_behind_this_version_takes_no_other_along(
    cast: Cast, alder: Jurisdiction, birch: Jurisdiction, monkeypatch: pytest.MonkeyPatch
) -> None:
    def tell(county: Jurisdiction, person: User, roles: frozenset[str]) -> list[Waiting]:
        if county == alder:
            with connection.cursor() as cursor:
                cursor.execute("SELECT * FROM a_table_to_come")
        return [Waiting("Read an answer", "/")]

    monkeypatch.setattr(waiting, "TELLERS", [tell])
    Membership.objects.create(
        person=cast.ann, jurisdiction=birch, role=Role.REVIEWER, accepted_at=Now()
    )
    page = front(cast.ann).get("/").content.decode()
    assert page.count("is being maintained") == 1
    assert page.count("Read an answer") == 1
    assert front(cast.ann).get("/me/").status_code == 200


def test_a_suspended_workspace_is_listed_and_not_entered(
    cast: Cast, alder: Jurisdiction, one_teller: None
) -> None:
    Jurisdiction.objects.filter(pk=alder.pk).update(suspended_at=Now())
    page = front(cast.ann).get("/").content.decode()
    assert "not being served" in page
    assert "Read 3 answers" not in page
    answer = Client(HTTP_HOST=alder.host).get("/join/")
    assert answer.status_code == 503
    assert "Alder County" in answer.content.decode()


def test_changing_oneself(cast: Cast) -> None:
    door = front(cast.ann)
    assert door.post("/me/", {"name": "Ann O. Ortiz"})["Location"] == "/me/?done=saved"
    person = User.objects.get(pk=cast.ann.pk)
    assert (person.name, person.single_keys) == ("Ann O. Ortiz", False)
    page = door.post("/me/", {"name": ""}).content.decode()
    assert "Enter name" in page
    assert "A. Ortiz" in page


def test_ending_one_and_all_of_ones_sign_ins(cast: Cast, sign_in: Any) -> None:
    ann, ben = sign_in(cast.ann), sign_in(cast.ben)
    door, other = front(cast.ann), front(cast.ann)
    assert "Alder County" in door.get("/me/").content.decode().split("<main")[1]
    of_ann, of_ben = SignIn.objects.get(person=cast.ann), SignIn.objects.get(person=cast.ben)
    assert door.get(f"/me/sessions/{of_ann.pk}/end/").status_code == 405
    assert door.post(f"/me/sessions/{of_ben.pk}/end/").status_code == 404
    assert door.post(f"/me/sessions/{of_ann.pk}/end/").status_code == 302
    assert ann.get("/members/").status_code == 302
    assert ben.get("/join/")["Location"] == "/"
    assert "Nowhere but here" in door.get("/me/").content.decode()
    assert other.get("/me/").status_code == 200
    assert door.post("/me/sessions/end-all/").status_code == 302
    assert door.get("/me/").status_code == 200
    assert other.get("/me/").status_code == 302


@pytest.mark.parametrize("rows", [1, 3, 30])
def test_queries_of_ones_own_page(
    cast: Cast, alder: Jurisdiction, rows: int, django_assert_num_queries: Any
) -> None:
    for number in range(rows):
        SignIn.objects.create(person=cast.ann, jurisdiction=alder, session_hash=f"{number:064}")
    door = front(cast.ann)
    with django_assert_num_queries(6):
        page = door.get("/me/").content.decode()
    assert page.count("Sign out there") == rows


def test_old_sign_ins_are_not_listed(cast: Cast, alder: Jurisdiction) -> None:
    SignIn.objects.create(
        person=cast.ann, jurisdiction=alder, session_hash="x", at=Now() - timedelta(days=15)
    )
    assert "Nowhere but here" in front(cast.ann).get("/me/").content.decode()


HOSTS = [
    ("localhost:8000", 200), ("LOCALHOST:8000", 200), ("localhost", 200),
    ("alder.localhost:8000", 302), ("ALDER.localhost:8000", 302), ("Alder.LocalHost", 302),
    ("birch.localhost:8000", 302), ("cedar.localhost:8000", 404), ("www.localhost:8000", 404),
    ("alder.birch.localhost:8000", 404), ("alder.localhost.evil.example", 404),
    ("evil.example", 404), ("127.0.0.1:8000", 404), ("xalder.localhost", 404), ("*.localhost", 404),
    ("alder", 404), ("public.localhost", 404), ("bad host", 404), ("evil/..", 404),
    ("alder.localhost:notaport", 404),
]  # fmt: skip


@pytest.mark.parametrize(("host", "status"), HOSTS)
def test_hosts(
    alder: Jurisdiction, host: str, status: int, django_assert_max_num_queries: Any
) -> None:
    before = Domain.objects.count(), Jurisdiction.objects.count()
    with django_assert_max_num_queries(6):
        answer = Client(HTTP_HOST=host).get("/" if status == 200 else "/join/")
    assert answer.status_code == status
    assert (Domain.objects.count(), Jurisdiction.objects.count()) == before
    if status == 404:
        assert "nothing at this address" in answer.content.decode()
        assert "Alder" not in answer.content.decode()


def test_a_forwarded_host_is_ignored(alder: Jurisdiction, birch: Jurisdiction) -> None:
    browser = Client(HTTP_HOST=alder.host, HTTP_X_FORWARDED_HOST=birch.host)
    assert f"{settings.ROOT_URL}/enter/alder/" in browser.get("/sign-in/")["Location"]


def test_an_error_page_for_each_door(alder: Jurisdiction) -> None:
    for host in (settings.ROOT_HOST, alder.host):
        answer = Client(HTTP_HOST=host).get("/no/such/page/")
        assert answer.status_code == 404
        assert "Page not found" in answer.content.decode()
