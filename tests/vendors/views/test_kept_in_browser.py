"""Words that were typed and not saved outlive the page: kept in this browser, for this person alone."""

from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack

import pytest
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect

from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import workspace
from tests.browsing import needs_browser
from tests.cast import Cast, client_of
from tests.portal.doors import mailed_code
from tests.portal.live import Served
from tests.vendors.scene import Scene
from vendors.models import Answer

pytestmark = [pytest.mark.browser, needs_browser]


@pytest.fixture
def context(browser: Browser) -> BrowserContext:
    return browser.new_context()


def be(context: BrowserContext, client: Client, served: Served) -> None:
    context.clear_cookies(name="session")
    value = client.cookies["session"].value
    context.add_cookies([{"name": "session", "value": value, "url": served.at("alder")}])


def type_without_a_connection(context: BrowserContext, address: str, words: str) -> Page:
    """Type words of which the server hears nothing, and close the page; return a new one."""
    page = context.new_page()
    page.goto(address)
    context.set_offline(True)
    page.get_by_role("textbox", name="What limits the growth").press_sequentially(words)
    expect(page.locator("#draft-failed")).to_be_visible()
    page.close()
    context.set_offline(False)
    return context.new_page()


def kept(page: Page) -> int:
    return int(page.evaluate("Object.keys(localStorage).length"))


def test_words_survive_a_dead_connection_and_a_reload(
    scene: Scene, vera: Client, alder: Jurisdiction, served: Served, context: BrowserContext
) -> None:
    be(context, vera, served)
    address = served.at("alder") + scene.topic()
    page = type_without_a_connection(context, address, "A quota of 60")
    page.goto(address)
    expect(page.get_by_text("Your unsaved words are back.")).to_be_visible()
    expect(page.get_by_role("textbox", name="What limits the growth")).to_have_value(
        "A quota of 60"
    )
    expect(page.locator("#draft-status")).to_contain_text("Draft saved at")
    expect(page.locator("[data-unsaved]")).to_have_count(0)
    assert kept(page) == 0
    assert served.rows(saved_in(alder)) == "A quota of 60"
    # Once it is saved there is nothing to put back.
    page.reload()
    expect(page.locator("[data-kept-back]")).to_be_hidden()


def saved_in(alder: Jurisdiction) -> Callable[[], str]:
    def read() -> str:
        with workspace(alder):
            answer = Answer.objects.filter(item_key="cloud.autoscale").first()
            return str(answer.value["limits"]) if answer else ""

    return read


def test_without_the_copy_they_are_lost(
    scene: Scene, vera: Client, served: Served, context: BrowserContext
) -> None:
    """The same with the script taken away: it is what keeps them."""
    be(context, vera, served)
    context.route("**/kept.js", lambda route: route.abort())
    address = served.at("alder") + scene.topic()
    page = type_without_a_connection(context, address, "A quota of 60")
    page.goto(address)
    expect(page.get_by_role("textbox", name="What limits the growth")).to_have_value("")


def test_words_survive_a_session_that_ended_and_signing_in_again(
    scene: Scene,
    cast: Cast,
    vera: Client,
    alder: Jurisdiction,
    served: Served,
    context: BrowserContext,
) -> None:
    be(context, vera, served)
    page = context.new_page()
    address = served.at("alder") + scene.topic()
    page.goto(address)
    limits = page.get_by_role("textbox", name="What limits the growth")
    context.clear_cookies(name="session")
    limits.press_sequentially("A quota of 60")
    page.get_by_role("button", name="Save and return to all topics").click()
    page.get_by_label("Your e-mail address").fill(cast.vera.email)
    page.get_by_role("button", name="Mail me a code").click()
    page.get_by_label("Code").fill(served.rows(lambda: mailed_code(cast.vera.email)))
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(address)
    expect(limits).to_have_value("A quota of 60")
    expect(page.locator("#draft-status")).to_contain_text("Draft saved at")
    assert served.rows(saved_in(alder)) == "A quota of 60"


def test_a_form_sent_whole_leaves_no_copy(
    scene: Scene, vera: Client, served: Served, context: BrowserContext
) -> None:
    be(context, vera, served)
    page = context.new_page()
    page.route(
        "**/topics/**", lambda route: route.abort() if is_draft(route) else route.continue_()
    )
    page.goto(served.at("alder") + scene.topic())
    page.get_by_role("textbox", name="What limits the growth").press_sequentially("A quota")
    assert kept(page) == 1
    page.get_by_role("button", name="Save and return to all topics").click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text("")
    page.wait_for_url(f"**/responses/{scene.clearwater.pk}/")
    assert kept(page) == 0
    assert "saved" not in {one["name"] for one in context.cookies()}


def is_draft(route: object) -> bool:
    return "hx-request" in route.request.headers  # type: ignore[attr-defined]


def test_signing_out_clears_it(
    scene: Scene, vera: Client, served: Served, context: BrowserContext
) -> None:
    be(context, vera, served)
    page = type_without_a_connection(context, served.at("alder") + scene.topic(), "A quota")
    page.goto(f"{served.at('alder')}/requests/")
    assert kept(page) == 1
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(lambda url: "requests" not in url)
    page.goto(served.at("alder") + "/theme.css")
    assert kept(page) == 0


def test_another_person_sees_nothing_of_it(
    scene: Scene, vera: Client, connie: Client, served: Served, context: BrowserContext
) -> None:
    be(context, vera, served)
    address = served.at("alder") + scene.topic()
    page = type_without_a_connection(context, address, "A quota of 60")
    be(context, connie, served)
    page.goto(address)
    expect(page.get_by_role("textbox", name="What limits the growth")).to_have_value("")
    expect(page.locator("[data-kept-back]")).to_be_hidden()
    assert kept(page) == 0


def test_after_closing_the_words_can_still_be_read_and_copied(
    scene: Scene,
    vera: Client,
    served: Served,
    context: BrowserContext,
    past_due_page: Callable[[], AbstractContextManager[None]],
) -> None:
    be(context, vera, served)
    address = served.at("alder") + scene.topic()
    page = type_without_a_connection(context, address, "A quota of <b>60</b>")
    with ExitStack() as undoing:
        late = past_due_page()
        served.rows(late.__enter__)
        undoing.callback(served.rows, lambda: late.__exit__(None, None, None))
        page.goto(address)
        expect(page.get_by_text("These answers can be read and no longer changed.")).to_be_visible()
        box = page.locator("[data-kept-lost]")
        expect(box).to_contain_text("nobody else sees them")
        expect(box.get_by_label("What limits the growth")).to_have_value("A quota of <b>60</b>")
        box.get_by_role("button", name="Remove them from this browser").click()
        expect(box).to_have_count(0)
        assert kept(page) == 0


def test_old_copies_go(
    scene: Scene, cast: Cast, vera: Client, served: Served, context: BrowserContext
) -> None:
    be(context, vera, served)
    address = served.at("alder") + scene.topic()
    page = type_without_a_connection(context, address, "A quota of 60")
    page.goto(f"{served.at('alder')}/requests/")
    page.evaluate(
        """() => {
          const [key] = Object.keys(localStorage);
          const copy = JSON.parse(localStorage.getItem(key));
          localStorage.setItem(key, JSON.stringify({ ...copy, at: Date.now() - 31 * 86400e3 }));
        }"""
    )
    page.goto(address)
    expect(page.get_by_role("textbox", name="What limits the growth")).to_have_value("")
    assert kept(page) == 0


def test_a_refused_form_leads_back_to_its_page_and_never_to_another_site(
    scene: Scene, alder: Jurisdiction
) -> None:
    anonymous = client_of(None, alder, lambda *_: None)
    here = f"http://{anonymous.defaults['HTTP_HOST']}{scene.topic()}"
    for referer, back in [
        (here, scene.topic().replace("/", "%2F")),
        ("https://elsewhere.example/steal/", "%2F"),
        ("http://[", "%2F"),
        ("", "%2F"),
    ]:
        answer = anonymous.post(scene.topic(), headers={"Referer": referer})
        assert answer["Location"] == f"/sign-in/?next={back}"
