"""What a vendor types on a topic's page is kept in passing; the page says so, and when it is not."""

from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Route, expect, sync_playwright

from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import workspace
from tests.browsing import CHROMIUM, FLAGS, needs_browser
from tests.portal.live import scripts_in, serving
from tests.vendors.scene import Scene
from vendors.models import Answer

PATIENCE_MS = 60_000
"""On a busy machine a save takes its time; nothing here is about how long."""

pytestmark = [pytest.mark.browser, needs_browser]


def test_typing_survives_a_lost_connection_and_a_lost_session(
    scene: Scene, vera: Client, alder: Jurisdiction, tmp_path: Path
) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    def kept() -> str:
        with workspace(alder):
            return str(Answer.objects.get(item_key="cloud.autoscale").value["limits"])

    with scripts_in(tmp_path), serving() as served, sync_playwright() as driver:
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
