"""Signing in with a real browser: hosts, cookies, nonces and the policy on forms as they are."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from portal.accounts.models import SignIn
from portal.clock import Now
from portal.demo_mode.models import Persona
from portal.tenancy.models import Jurisdiction
from tests.browsing import CHROMIUM, FLAGS, skip_without_browser
from tests.cast import Cast
from tests.portal.doors import mailed_code
from tests.portal.live import Served, serving

pytestmark = pytest.mark.browser


@pytest.fixture
def served(cast: Cast) -> Iterator[Served]:
    with serving() as served:
        yield served


@pytest.fixture
def browser(served: Served) -> Iterator[Browser]:
    skip_without_browser()
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


def sign_in(page: Page, served: Served, email: str) -> None:
    at = served.at("alder")
    page.goto(f"{at}/sign-in/?next=/members/")
    page.get_by_label("Your e-mail address").fill(email)
    page.get_by_role("button", name="Mail me a code").click()
    page.get_by_label("Code").fill(served.rows(lambda: mailed_code(email)))
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{at}/members/")


def caught_link(context: BrowserContext, at: str) -> str:
    """Begin again in a browser that is signed in at the front door; return the link it came back by."""
    links: list[str] = []
    page = context.new_page()
    page.on("request", lambda sent: links.append(sent.url) if "token=" in sent.url else None)
    page.goto(f"{at}/sign-in/?next=/members/")
    page.close()
    assert len(links) == 1
    return links[0]


@pytest.mark.parametrize("script", [True, False])
def test_from_a_workspace_through_a_code_and_back(
    browser: Browser, served: Served, script: bool
) -> None:
    alder = served.at("alder")
    context = browser.new_context(java_script_enabled=script)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text))
    sign_in(page, served, "ann@alder.example")
    assert page.get_by_role("heading", level=1).inner_text() == "Members"
    jars = {(one["name"], one["domain"], one["httpOnly"]) for one in context.cookies()}
    assert ("session", f"alder.{served.host.partition(':')[0]}", True) in jars
    assert not [one for one in jars if one[0] == "sign-in"]
    assert [said for said in complaints if "Content Security Policy" in said] == []
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(f"http://{served.host}/signed-out/")
    page.goto(f"{alder}/members/")
    # Still signed in at the front door, she is handed over again at once.
    assert page.url == f"{alder}/members/"


def test_a_link_out_of_the_history_lets_nobody_in(browser: Browser, served: Served) -> None:
    alder, birch = served.at("alder"), served.at("birch")
    hers = browser.new_context()
    sign_in(hers.new_page(), served, "ann@alder.example")
    used = caught_link(hers, alder)
    other = browser.new_context().new_page()
    for link in (used, used.replace("alder.", "birch.")):
        answer = other.goto(link)
        assert answer is not None
        assert answer.status == 403
    other.goto(f"{alder}/members/")
    assert re.match(rf"http://{served.host}/account/login/", other.url)
    assert birch not in other.url


def test_the_session_of_one_workspace_is_nothing_at_another(
    browser: Browser, served: Served
) -> None:
    alder, birch = served.at("alder"), served.at("birch")
    hers = browser.new_context()
    sign_in(hers.new_page(), served, "ann@alder.example")
    (session,) = [
        one for one in hers.cookies() if one["name"] == "session" and "alder" in one["domain"]
    ]
    thief = browser.new_context()
    value = session["value"]
    thief.add_cookies([{"name": "session", "value": value, "url": birch}])
    page = thief.new_page()
    page.goto(f"{birch}/members/")
    assert "/account/login/" in page.url
    # Control: at its own workspace the same cookie is the session.
    thief.add_cookies([{"name": "session", "value": value, "url": alder}])
    page.goto(f"{alder}/members/")
    assert page.url == f"{alder}/members/"
    served.rows(lambda: SignIn.objects.update(ended_at=Now()))
    page.goto(f"{alder}/members/")
    assert "/account/login/" in page.url


def test_the_demos_one_click_goes_from_host_to_host(
    browser: Browser, served: Served, cast: Cast, alder: Jurisdiction
) -> None:
    stories = ((cast.ann, "/members/"), (cast.olive, "/activity/"))
    served.rows(
        lambda: [
            Persona.objects.create(
                person=person, jurisdiction=alder, role="Staff", story="…", path=path
            )
            for person, path in stories
        ]
    )
    page = browser.new_context().new_page()
    for name, path in (("Ann Ortiz", "/members/"), ("Olive Watts", "/activity/")):
        page.goto(f"http://{served.host}/start/")
        page.get_by_role("button", name=f"Be {name}").click()
        page.wait_for_url(f"http://alder.{served.host}{path}")
        assert name.split()[1] in page.locator(".me").inner_text()
    active = SignIn.objects.filter(ended_at=None).values_list("person__name", flat=True)
    assert served.rows(lambda: list(active)) == ["Olive Watts"]
