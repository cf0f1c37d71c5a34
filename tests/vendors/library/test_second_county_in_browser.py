"""A second county is answered from the first one's answers, in a real browser."""

from collections.abc import Callable

import pytest
from django.test import Client
from playwright.sync_api import Browser, expect

from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import workspace
from tests.browsing import needs_browser, window
from tests.cast import Cast
from tests.portal.live import Served
from tests.vendors.library.conftest import TEXT, submit
from tests.vendors.library.second import asks_too
from tests.vendors.scene import Scene
from vendors.models import Submission

PHONE = {"width": 390, "height": 844}

pytestmark = [pytest.mark.browser, needs_browser]


@pytest.fixture
def second(scene: Scene, birch: Jurisdiction, cast: Cast) -> Scene:
    submit(scene, cast.vera)
    return asks_too(birch, cast)[0]


def test_a_second_county_is_answered_from_the_first(
    scene: Scene,
    second: Scene,
    birch: Jurisdiction,
    cast: Cast,
    sign_in: Callable[..., Client],
    served: Served,
    browser: Browser,
) -> None:
    first, other = (
        served.rows(lambda: sign_in(cast.vera)),
        served.rows(lambda: sign_in(cast.vera, birch)),
    )
    alder = window(
        browser, served, first, f"/responses/{scene.clearwater.pk}/receipt/", viewport=PHONE
    )
    alder.get_by_role("link", name="Keep all in a library of your own").click()
    alder.get_by_role("button", name="Begin the library and keep all").click()
    expect(alder.get_by_text("are kept in the library of Clearwater")).to_be_visible()

    page = window(
        browser, served, other, f"/responses/{second.clearwater.pk}/", label="birch", viewport=PHONE
    )
    page.get_by_role("link", name="Start from your earlier answers").click()
    page.get_by_role("button", name="Start from my answers for Alder County").click()
    expect(page.get_by_text("2 answers came along as drafts")).to_be_visible()
    expect(page.get_by_text(TEXT)).to_be_visible()
    for left in (1, 0):
        page.get_by_role("button", name="Still true").first.click()
        expect(page.get_by_role("button", name="Still true")).to_have_count(left)
    # Another figure than elsewhere is pointed out before submitting, to the vendor alone.
    page.goto(served.at("birch") + f"/responses/{second.clearwater.pk}/topics/sla.objectives/")
    page.get_by_label("Promised uptime").fill("99.5")
    page.get_by_role("button", name="Save and return to all topics").click()
    page.get_by_role("link", name="Check answers and submit").first.click()
    expect(page.get_by_text("Only you see this")).to_be_visible()
    expect(page.get_by_text("99.5 % here, 99.95 % in Vaccine scheduling")).to_be_visible()
    # The first county's pages know nothing of the second one's answer, even for this vendor.
    alder.goto(served.at("alder") + f"/responses/{scene.clearwater.pk}/check/")
    expect(alder.get_by_text("99.95")).to_be_visible()
    expect(alder.get_by_text("Only you see this")).to_have_count(0)
    expect(alder.get_by_text("99.5 %")).to_have_count(0)
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 390
    page.goto(served.at("birch") + f"/responses/{second.clearwater.pk}/check/")
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Submit answers").click()
    expect(page.get_by_role("heading", name="Answers submitted")).to_be_visible()

    def handed_in() -> set[str]:
        with workspace(birch):
            return set(Submission.objects.get().content["answers"])

    assert served.rows(handed_in) == {"cloud.autoscale", "sla.uptime"}
