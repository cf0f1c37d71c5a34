"""A pause keeps the text, a dead connection keeps it on the page, and the next try recovers."""

import pytest
from playwright.sync_api import expect, sync_playwright

from evaluations.models import Score
from portal.accounts import actions as accounts
from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import workspace
from tests.browsing import CHROMIUM, FLAGS, needs_browser
from tests.cast import Cast, client_of
from tests.evaluations.scoring.test_drafts import card
from tests.portal.live import serving
from tests.stages import judged_at

pytestmark = [pytest.mark.browser, needs_browser]


def test_typing_survives_a_dead_connection(alder: Jurisdiction, cast: Cast) -> None:
    with workspace(alder):
        judged = judged_at("declared", cast)
    ben = client_of(cast.ben, alder, accounts.sign_in)
    cookie = {"name": "session", "value": ben.cookies["session"].value}
    with serving() as served, sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        context = chromium.new_context()
        context.add_cookies([cookie | {"url": served.at("alder")}])
        page = context.new_page()
        page.goto(served.at("alder") + card(judged))
        reason = page.locator("#reason")
        reason.press_sequentially("They test")
        expect(page.locator("#draft-status")).to_contain_text("Draft saved at")
        expect(reason).to_be_focused()
        page.route("**/draft/", lambda route: route.abort())
        reason.press_sequentially(" restores")
        failed = page.locator("#draft-failed")
        expect(failed).to_be_visible()
        expect(reason).to_have_value("They test restores")
        page.unroute("**/draft/")
        failed.get_by_role("button", name="Try again").click()
        expect(page.locator("#draft-status")).to_contain_text("Draft saved at")
        expect(failed).to_be_hidden()
        chromium.close()
    with workspace(alder):
        assert Score.objects.get().reason == "They test restores"
