"""What a vendor types on a topic's page is kept in passing; the page says so, and when it is not."""

import re

import pytest
from django.test import Client
from playwright.sync_api import Request, Route, expect, sync_playwright

from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import workspace
from tests.browsing import CHROMIUM, FLAGS, needs_browser
from tests.portal.live import serving
from tests.vendors.scene import Scene, use_depth
from vendors.models import Answer
from vendors.questionnaire.model import Depth

PATIENCE_MS = 60_000
"""On a busy machine a save takes its time; nothing here is about how long."""

OWN_BUSINESS = re.compile(r":_(file|rows|page|again|paste|zone)$")

pytestmark = [pytest.mark.browser, needs_browser]


def test_typing_survives_a_lost_connection_and_a_lost_session(
    scene: Scene, vera: Client, alder: Jurisdiction
) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    def kept() -> str:
        with workspace(alder):
            return str(Answer.objects.get(item_key="cloud.autoscale").value["limits"])

    with serving() as served, sync_playwright() as driver:
        expect.set_options(timeout=PATIENCE_MS)
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        context = chromium.new_context()
        cookie = {"name": "session", "value": vera.cookies["session"].value}
        context.add_cookies([cookie | {"url": served.at("alder")}])
        page = context.new_page()
        page.goto(served.at("alder") + scene.topic())
        limits = page.get_by_role("textbox", name="What limits the growth")
        status, failed = page.locator("#draft-status"), page.locator("#draft-failed")

        page.route("**/topics/**", hold)
        limits.press_sequentially("A quota")
        expect(status).to_have_text("Saving…")
        held[0].continue_()
        page.unroute("**/topics/**")
        expect(status).to_contain_text("Draft saved at")

        context.set_offline(True)
        limits.press_sequentially(" of 60")
        expect(failed).to_be_in_viewport()
        expect(failed).to_contain_text("Not saved. Your text is still on this page.")
        expect(failed.get_by_role("button", name="Try again")).to_be_visible()
        expect(status).to_have_text("")
        expect(limits).to_have_value("A quota of 60")
        expect(limits).to_be_focused()
        assert served.rows(kept) == "A quota"
        context.set_offline(False)
        expect(status).to_contain_text("Draft saved at")
        expect(failed).to_be_hidden()
        expect(limits).to_be_focused()
        assert served.rows(kept) == "A quota of 60"

        context.clear_cookies(name="session")
        limits.press_sequentially(" copies")
        expect(failed).to_contain_text("You are signed out. Sign in again in another window")
        context.add_cookies([cookie | {"url": served.at("alder")}])
        failed.get_by_role("button", name="Try again").press("Enter")
        expect(failed).to_be_hidden()
        expect(limits).to_be_focused()
        assert served.rows(kept) == "A quota of 60 copies"
        chromium.close()


def fields_of(sent: Request) -> set[str]:
    """Names of the fields that a request carried."""
    return set(re.findall(r'name="([^"]+)"', sent.post_data or ""))


def test_one_small_request_per_change_carries_only_what_changed(
    scene: Scene, vera: Client, alder: Jurisdiction
) -> None:
    sent: list[Request] = []
    use_depth(scene, Depth.FULL)
    with serving() as served, sync_playwright() as driver:
        expect.set_options(timeout=PATIENCE_MS)
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        context = chromium.new_context()
        cookie = {"name": "session", "value": vera.cookies["session"].value}
        context.add_cookies([cookie | {"url": served.at("alder")}])
        page = context.new_page()
        page.on("request", lambda one: sent.append(one) if one.method == "POST" else None)
        page.goto(served.at("alder") + scene.topic())
        status = page.locator("#draft-status")
        limits = page.get_by_role("textbox", name="What limits the growth")
        whole = page.locator("form[data-draft]").evaluate(
            "form => new Set([...form.elements].map((one) => one.name)).size"
        )

        limits.press_sequentially("A quota")
        expect(status).to_contain_text("Draft saved at")
        expect(page.locator("[data-unsaved]")).to_have_count(0)
        # To another field and back: nothing changed, nothing is sent.
        limits.press("Tab")
        limits.focus()
        with page.expect_response("**/topics/**"):
            limits.press_sequentially(" of 60")
        expect(page.locator("[data-unsaved]")).to_have_count(0)
        expect(limits).to_be_focused()
        assert len(sent) == 2
        for one in sent:
            about = fields_of(one) - {"csrfmiddlewaretoken", "completed", "_autosave"}
            assert {name.split(":")[0] for name in about} == {"cloud.autoscale"}
            assert not [name for name in about if OWN_BUSINESS.search(name)]
            assert len(fields_of(one)) < whole / 3

        # What is said of the whole topic goes along with all of its questions.
        with page.expect_response("**/topics/**"):
            page.get_by_label("Yes, I’ve completed this topic").check()
        expect(page.locator("[data-unsaved]")).to_have_count(0)
        parts = {name.split(":")[0] for name in fields_of(sent[-1]) if ":" in name}
        assert len(parts) == page.locator("[data-part]").count()

        # The token of the page is old once she signed in again elsewhere; the cookie's is not.
        page.locator("form[data-draft] [name=csrfmiddlewaretoken]").evaluate(
            "field => { field.value = 'x'.repeat(64); }"
        )
        with page.expect_response("**/topics/**") as answer:
            limits.press_sequentially(" copies")
        assert answer.value.status == 200
        page.get_by_label("No, I’ll come back later").check()
        page.get_by_role("button", name="Save and return to all topics").click()
        expect(page).to_have_url(re.compile(r"/responses/\d+/$"))
        chromium.close()
    with workspace(alder):
        answer = Answer.objects.get(item_key="cloud.autoscale")
    assert answer.value["limits"] == "A quota of 60 copies"
