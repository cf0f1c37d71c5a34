"""What the scripts add to a scoring page: keys, a begun reason, quotes, the question when leaving."""

from typing import Any

import pytest
from playwright.sync_api import sync_playwright

from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import workspace
from tests.browsing import CHROMIUM, FLAGS, needs_browser
from tests.cast import Cast
from tests.look.test_pages import open_page
from tests.stages import judged_at


@pytest.mark.browser
@needs_browser
def test_keys_marks_and_words(alder: Jurisdiction, cast: Cast, sign_in: Any) -> None:
    with workspace(alder):
        judged = judged_at("declared", cast)
    response = judged.responses[0].pk
    url = f"/evaluations/{judged.pk}/score/topics/sla.objectives/?vendor={response}"
    content = sign_in(cast.ben).get(url).content.decode()
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = open_page(chromium, content, 1440)
        page.route("**/marks/", lambda route: route.fulfill(status=204))
        page.focus("#mark-sla\\.uptime_0")
        page.keyboard.press("3")
        assert page.is_checked("#mark-sla\\.uptime_3")
        begun = page.input_value("#reason")
        assert begun
        page.focus("#mark-sla\\.uptime_3")
        page.keyboard.press("1")
        assert page.input_value("#reason") not in {"", begun}
        page.fill("#reason", "My own words")
        page.focus("#mark-sla\\.uptime_1")
        page.keyboard.press("4")
        assert page.input_value("#reason") == "My own words"
        page.focus("#value_0")
        page.keyboard.press("2")
        assert page.is_checked("#value_2")
        assert page.is_checked("#mark-sla\\.uptime_4")
        assert page.get_attribute("[data-key=n]", "href")
        chromium.close()
