"""From a workspace to the front door, through a code, and back."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.accounts import actions
from portal.accounts.models import Handover, Membership, SignIn, User
from portal.accounts.tokens import token_hash
from portal.accounts.views import NONCE
from portal.clock import Now
from portal.frontdoor.models import FrontMail
from portal.jobs.models import Job
from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import workspace
from tests.cast import Cast
from tests.portal.doors import at, code_mails, do_jobs, front, mailed_code


def is_in(client: Client) -> bool:
    """Whether this browser is signed in to its workspace: /join/ sends strangers to sign-in."""
    response = client.get("/join/")
    return not (response.status_code == 302 and response["Location"].startswith("/sign-in/"))


def begin(county: Jurisdiction, to: str = "/") -> tuple[Client, str]:
    """Start signing in at a workspace; return the browser and where it was sent."""
    client = Client(HTTP_HOST=county.host)
    return client, client.get("/sign-in/", {"next": to})["Location"]


def path_of(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}"


def handed_over(person: User, county: Jurisdiction, to: str = "/") -> tuple[Client, str]:
    """Go as far as the link that carries the token back to the workspace."""
    client, entrance = begin(county, to)
    answer = front(person).get(path_of(entrance))
    assert answer.status_code == 302
    assert answer["Location"].startswith(f"{county.address}/sign-in/finish/")
    assert answer["Referrer-Policy"] == "no-referrer"
    return client, path_of(answer["Location"])


def test_the_whole_round_trip(alder: Jurisdiction, cast: Cast) -> None:
    here, entrance = begin(alder, "/members/")
    door = at(settings.ROOT_HOST, here)
    answer = door.get(path_of(entrance))
    assert answer["Location"].startswith("/account/login/?next=%2Fenter%2Falder%2F")
    answer = door.post(
        "/account/login/",
        {
            "email": "Ann@Alder.example",
            "next": parse_qs(urlsplit(answer["Location"]).query)["next"][0],
        },
    )
    confirm = answer["Location"]
    page = door.get(confirm).content.decode()
    assert 'autocomplete="one-time-code"' in page
    code = mailed_code("ann@alder.example")
    answer = door.post(
        "/account/login/code/confirm/",
        {"code": f" {code[:3]} {code[3:]} ", "next": parse_qs(urlsplit(confirm).query)["next"][0]},
    )
    assert answer["Location"].startswith("/enter/alder/")
    answer = door.get(answer["Location"])
    answer = here.get(path_of(answer["Location"]))
    assert (answer.status_code, answer["Location"]) == (302, "/members/")
    assert is_in(here)
    assert not Handover.objects.exists()
    assert SignIn.objects.get(person=cast.ann).session_hash == token_hash(
        here.cookies[settings.SESSION_COOKIE_NAME].value
    )


def test_the_mail_is_in_our_words_and_nothing_of_it_is_kept(cast: Cast) -> None:
    front().post("/account/login/", {"email": cast.ann.email})
    code = mailed_code(cast.ann.email)
    (mail,) = code_mails(cast.ann.email)
    assert str(mail.body).startswith(f"Your code is {code}")
    assert not FrontMail.objects.exists()


def test_a_code_that_waited_too_long_is_not_sent(cast: Cast) -> None:
    front().post("/account/login/", {"email": cast.ann.email})
    FrontMail.objects.update(made_at=Now() - timedelta(minutes=16))
    do_jobs()
    assert not code_mails(cast.ann.email)
    assert not FrontMail.objects.exists()


def test_an_unknown_address_looks_and_costs_the_same(cast: Cast) -> None:
    answers = []
    for email in (cast.ann.email, "nobody@nowhere.example"):
        door = front()
        with CaptureQueriesContext(connection) as queries:
            answer = door.post("/account/login/", {"email": email})
        page = door.get(answer["Location"]).content.decode().replace(email, "ADDRESS")
        statements = [query["sql"].split()[:3] for query in queries]
        answers.append((answer.status_code, answer["Location"], len(page), statements))
    known, unknown = answers
    assert known == unknown
    do_jobs()
    assert [mail.to for mail in code_mails()] == [[cast.ann.email]]
    assert not User.objects.filter(email="nobody@nowhere.example").exists()


def test_a_code_for_nobody_is_never_right(db: None) -> None:
    door = front()
    door.post("/account/login/", {"email": "nobody@nowhere.example"})
    for code in ("000000", ""):
        answer = door.post("/account/login/code/confirm/", {"code": code})
        assert answer.status_code == 200
    assert "_auth_user_id" not in door.session


def test_the_third_wrong_code_ends_it_and_says_so(cast: Cast) -> None:
    door = front()
    door.post("/account/login/", {"email": cast.ann.email, "next": "/me/"})
    code = mailed_code(cast.ann.email)
    wrong = "000000" if code != "000000" else "111111"
    for _ in range(2):
        page = door.post("/account/login/code/confirm/", {"code": wrong, "next": "/me/"})
        assert "This is not the code of our latest e-mail" in page.content.decode()
    answer = door.post("/account/login/code/confirm/", {"code": wrong, "next": "/me/"})
    assert answer["Location"].startswith("/account/login/")
    assert "next=%2Fme%2F" in answer["Location"]
    assert "third wrong code" in door.get(answer["Location"]).content.decode()
    late = door.post("/account/login/code/confirm/", {"code": code})
    assert late["Location"].startswith("/account/login/")
    assert "_auth_user_id" not in door.session


def test_codes_are_not_mailed_without_end(cast: Cast) -> None:
    pages = [front().post("/account/login/", {"email": cast.ann.email}) for _ in range(5)]
    assert [page.status_code for page in pages] == [302] * 4 + [200]
    assert "That was too often" in pages[4].content.decode()
    other = front().post("/account/login/", {"email": cast.ben.email})
    assert other.status_code == 302


def test_passwords_are_not_guessed_without_end(cast: Cast) -> None:
    cast.ann.set_password("a long enough secret")
    cast.ann.save()
    tries = {"login": cast.ann.email, "password": "wrong"}
    for _ in range(5):
        assert front().post("/account/login/password/", tries).status_code == 200
    right = {"login": cast.ann.email, "password": "a long enough secret"}
    page = front().post("/account/login/password/", right)
    assert "That was too often" in page.content.decode()


def test_a_password_works_where_one_was_set(cast: Cast) -> None:
    door = front(cast.ann)
    new = {"password1": "a long enough secret", "password2": "a long enough secret"}
    assert door.post("/account/password/set/", new)["Location"] == "/me/?done=password"
    right = {"login": cast.ann.email, "password": "a long enough secret"}
    assert front().post("/account/login/password/", right)["Location"] == "/"
    short = {"oldpassword": "a long enough secret", "password1": "short", "password2": "short"}
    page = door.post("/account/password/change/", short).content.decode()
    assert "at least 12 characters" in page


def test_a_code_under_way_does_not_lose_where_one_goes(cast: Cast) -> None:
    door = front()
    door.post("/account/login/", {"email": cast.ann.email})
    answer = door.get("/account/login/", {"next": "/enter/alder/?nonce=x"})
    assert answer["Location"] == "/account/login/code/confirm/?next=%2Fenter%2Falder%2F%3Fnonce%3Dx"


@pytest.mark.parametrize("to", ["//evil.example", "https://evil.example/", "/\\evil.example"])
def test_nobody_is_sent_to_another_site(cast: Cast, alder: Jurisdiction, to: str) -> None:
    door = front()
    door.post("/account/login/", {"email": cast.ann.email, "next": to})
    code = mailed_code(cast.ann.email)
    answer = door.post("/account/login/code/confirm/", {"code": code, "next": to})
    assert answer["Location"] == "/"
    client, link = handed_over(cast.ann, alder, to)
    assert client.get(link)["Location"] == "/"


def test_a_token_works_once(cast: Cast, alder: Jurisdiction) -> None:
    client, link = handed_over(cast.ann, alder)
    nonce = client.cookies[NONCE].value
    assert client.get(link).status_code == 302
    again = Client(HTTP_HOST=alder.host)
    again.cookies[NONCE] = nonce
    assert again.get(link).status_code == 403
    assert not is_in(again)


def test_a_token_is_refused_without_the_nonce_and_dies(cast: Cast, alder: Jurisdiction) -> None:
    client, link = handed_over(cast.ann, alder)
    stranger = Client(HTTP_HOST=alder.host)
    assert stranger.get(link).status_code == 403
    assert not is_in(stranger)
    # Whoever held it lost it by trying.
    assert client.get(link).status_code == 403


def test_a_token_is_refused_with_another_browsers_nonce(cast: Cast, alder: Jurisdiction) -> None:
    _client, link = handed_over(cast.ann, alder)
    other, _entrance = begin(alder)
    assert other.get(link).status_code == 403
    assert not is_in(other)


def test_a_token_opens_no_other_workspace(
    cast: Cast, alder: Jurisdiction, birch: Jurisdiction
) -> None:
    client, link = handed_over(cast.ann, alder)
    there = Client(HTTP_HOST=birch.host)
    there.cookies[NONCE] = client.cookies[NONCE].value
    assert there.get(link).status_code == 403
    # Control: with nothing but the workspace put right in the row, the same steps let her in.
    client, link = handed_over(cast.ann, alder)
    Handover.objects.update(jurisdiction=birch)
    Membership.objects.create(
        person=cast.ann, jurisdiction=birch, role="reviewer", accepted_at=birch.opened_at
    )
    there.cookies[NONCE] = client.cookies[NONCE].value
    assert there.get(link).status_code == 302
    assert is_in(there)


def test_a_token_is_refused_after_a_minute(cast: Cast, alder: Jurisdiction) -> None:
    for age, status in ((59, 302), (61, 403)):
        client, link = handed_over(cast.ann, alder)
        Handover.objects.update(made_at=Now() - timedelta(seconds=age))
        assert client.get(link).status_code == status


def test_a_closed_account_is_not_handed_over(cast: Cast, alder: Jurisdiction) -> None:
    client, link = handed_over(cast.ann, alder)
    User.objects.filter(pk=cast.ann.pk).update(is_active=False)
    assert client.get(link).status_code == 403


def test_somebody_without_a_role_gets_no_token(cast: Cast, alder: Jurisdiction) -> None:
    _client, entrance = begin(alder)
    page = front(cast.mallory).get(path_of(entrance))
    assert page.status_code == 403
    assert "mallory@elsewhere.example" in page.content.decode()
    assert not Handover.objects.exists()


def test_a_session_of_alder_is_nothing_at_birch(
    cast: Cast, alder: Jurisdiction, birch: Jurisdiction, sign_in: object
) -> None:
    Membership.objects.create(
        person=cast.ann, jurisdiction=birch, role="coordinator", accepted_at=birch.opened_at
    )
    here = sign_in(cast.ann)  # type: ignore[operator]
    key = here.cookies["session"].value
    there = Client(HTTP_HOST=birch.host)
    there.cookies["session"] = key
    assert is_in(here)
    assert not is_in(there)
    # Even where Birch holds a session row of the same key, as after a restored copy.
    with workspace(birch):
        from django.contrib.sessions.models import Session

        Session.objects.create(
            session_key=key, session_data="", expire_date=birch.opened_at + timedelta(days=9)
        )
    assert not is_in(there)
    # Control: the sign-in row is what refused.
    SignIn.objects.filter(person=cast.ann).update(jurisdiction=birch)
    there.cookies["session"] = here.cookies["session"] = key
    assert is_in(there)
    assert not is_in(here)


def test_a_removed_member_is_out_with_the_next_click(
    cast: Cast, alder: Jurisdiction, sign_in: object
) -> None:
    ben = sign_in(cast.ben)  # type: ignore[operator]
    assert is_in(ben)
    with workspace(alder):
        actions.change_roles(cast.ben, [], alder, by=cast.ann)
    assert not is_in(ben)
    # Let in again, the old cookie is still nothing.
    Membership.objects.create(
        person=cast.ben, jurisdiction=alder, role="reviewer", accepted_at=alder.opened_at
    )
    assert not is_in(ben)


@pytest.mark.parametrize(
    "ending",
    [
        {"ended_at": Now()},
        {"last_seen": Now() - timedelta(days=3, minutes=1)},
        {"at": Now() - timedelta(days=14, minutes=1)},
    ],
)
def test_sign_ins_end(cast: Cast, sign_in: object, ending: dict[str, object]) -> None:
    ann = sign_in(cast.ann)  # type: ignore[operator]
    assert is_in(ann)
    SignIn.objects.update(**ending)
    assert not is_in(ann)


def test_a_sign_in_from_before_a_restore_is_over(
    cast: Cast, alder: Jurisdiction, sign_in: object
) -> None:
    ann = sign_in(cast.ann)  # type: ignore[operator]
    Jurisdiction.objects.filter(pk=alder.pk).update(restored_at=Now() + timedelta(seconds=1))
    assert not is_in(ann)


def test_being_there_is_noted_now_and_then(cast: Cast, sign_in: object) -> None:
    ann = sign_in(cast.ann)  # type: ignore[operator]
    SignIn.objects.update(last_seen=Now() - timedelta(hours=1))
    before = SignIn.objects.get().last_seen
    ann.get("/join/")
    seen = SignIn.objects.get().last_seen
    assert seen > before
    ann.get("/join/")
    assert SignIn.objects.get().last_seen == seen


def test_signing_out_of_a_workspace(cast: Cast, sign_in: object) -> None:
    ann = sign_in(cast.ann)  # type: ignore[operator]
    key = ann.cookies["session"].value
    assert ann.get("/sign-out/").status_code == 405
    answer = ann.post("/sign-out/")
    assert answer["Location"] == f"{settings.ROOT_URL}/signed-out/"
    ann.cookies["session"] = key
    assert not is_in(ann)


def test_a_page_of_one_workspace_posts_nothing_to_another(
    cast: Cast, alder: Jurisdiction, birch: Jurisdiction, sign_in: object
) -> None:
    ann = sign_in(cast.ann)  # type: ignore[operator]
    ann.handler.enforce_csrf_checks = True
    token = "t" * 32
    ann.cookies[settings.CSRF_COOKIE_NAME] = token
    form = {"csrfmiddlewaretoken": token}
    foreign = ann.post("/sign-out/", form, HTTP_ORIGIN=birch.address)
    assert foreign.status_code == 403
    assert "open for too long" in foreign.content.decode()
    # Control: the same form from its own host is taken.
    assert ann.post("/sign-out/", form, HTTP_ORIGIN=alder.address).status_code == 302


def test_joining_takes_a_name_once(alder: Jurisdiction, sign_in: object) -> None:
    dan = User.objects.known_as("dan@alder.example")
    Membership.objects.create(person=dan, jurisdiction=alder, role="reviewer", invited_by="Ann")
    client = sign_in(dan)  # type: ignore[operator]
    assert "Your name" in client.get("/join/").content.decode()
    assert "Enter your name" in client.post("/join/", {"name": ""}).content.decode()
    assert Membership.objects.get(person=dan).accepted_at is None
    assert client.post("/join/", {"name": "Dan Roe"}).status_code == 302
    assert Membership.objects.get(person=dan).accepted_at is not None
    assert User.objects.get(pk=dan.pk).name == "Dan Roe"


def test_the_address_of_the_settings_becomes_an_operator(db: None, settings: object) -> None:
    settings.OPERATOR_EMAIL = "Ops@service.example"  # type: ignore[attr-defined]
    front().post("/account/login/", {"email": "ops@service.example"})
    assert mailed_code("ops@service.example")
    assert User.objects.get(email="ops@service.example").is_operator


def test_make_operator_twice_is_one_event(db: None) -> None:
    from portal.audit_service.models import ServiceEvent

    for _ in range(2):
        call_command("make_operator", "op@service.example", verbosity=0)
    assert User.objects.get(email="op@service.example").is_operator
    assert ServiceEvent.objects.filter(verb="made somebody an operator").count() == 1


def test_code_orders_are_counted_though_they_come_by_get(cast: Cast, alder: Jurisdiction) -> None:
    statuses = []
    for _ in range(5):
        token = actions.order_code(cast.vera, alder, "/")
        statuses.append(front().get(f"/code/{token}/").status_code)
    assert statuses == [302] * 4 + [429]
    assert Job.objects.filter(kind="frontdoor.send").count() == 4
