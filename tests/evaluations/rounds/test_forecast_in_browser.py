"""The sum follows what is typed, the errors stand at their fields, and the focus stays."""

import pytest
from playwright.sync_api import expect, sync_playwright

from portal.accounts import actions as accounts
from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import workspace
from tests.browsing import CHROMIUM, FLAGS, needs_browser
from tests.cast import Cast, client_of
from tests.evaluations.rounds.test_required import WIDE
from tests.portal.live import serving
from tests.stages import round_at

pytestmark = [pytest.mark.browser, needs_browser]


def test_the_sum_follows_what_is_typed(alder: Jurisdiction, cast: Cast) -> None:
    with workspace(alder):
        evaluation = round_at("draft", cast).evaluation
    ann = client_of(cast.ann, alder, accounts.sign_in)
    path = f"/evaluations/{evaluation.pk}/setup/peak/"
    ann.post(path, WIDE)
    cookie = {"name": "session", "value": ann.cookies["session"].value}
    with serving() as served, sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        context = chromium.new_context()
        context.add_cookies([cookie | {"url": served.at("alder")}])
        page = context.new_page()
        page.goto(served.at("alder") + path)
        people = page.get_by_label("Likely of: Population")
        people.fill("600000")
        expect(page.locator("#sum")).to_contain_text("4,000 requests a second")
        expect(page.get_by_role("status")).to_contain_text("most likely 4,000")
        people.press_sequentially("x")
        expect(page.locator("#problem_people")).to_contain_text("Enter a number")
        expect(people).to_be_focused()
        expect(people).to_have_value("600000x")
        people.press("Backspace")
        expect(page.locator("#problem_people")).to_be_empty()
        page.get_by_label("We don’t know yet").check()
        expect(page.locator("#sum")).to_contain_text("Nothing yet")
        expect(people).to_be_hidden()
        chromium.close()
