"""Two people in real browsers: one question at the same time, and rows out of a spreadsheet."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from playwright.sync_api import Browser, expect

from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import workspace
from tests.browsing import needs_browser, window
from tests.portal.live import Served
from tests.vendors.scene import Scene, use_depth
from vendors.models import Answer
from vendors.questionnaire.model import Depth

HIS, HERS = "Thirty copies at most.", "Sixty copies at most."

pytestmark = [pytest.mark.browser, needs_browser]


def answer_in(
    alder: Jurisdiction, key: str
) -> Callable[[], tuple[dict[str, object], list[object]]]:
    def read() -> tuple[dict[str, object], list[object]]:
        with workspace(alder):
            answer = Answer.objects.get(item_key=key)
            return answer.value, [one.value.get("limits") for one in answer.revisions.all()]

    return read


def test_two_browsers_on_one_question_lose_neither_text(
    scene: Scene,
    vera: Client,
    connie: Client,
    alder: Jurisdiction,
    served: Served,
    browser: Browser,
) -> None:
    hers, his = (window(browser, served, one, scene.topic()) for one in (vera, connie))
    his.get_by_role("textbox", name="What limits the growth").press_sequentially(HIS)
    expect(his.locator("#draft-status")).to_contain_text("Draft saved at")

    limits = hers.get_by_role("textbox", name="What limits the growth")
    limits.press_sequentially(HERS)
    status = hers.locator("#draft-status")
    expect(status).to_contain_text("Not saved. Connie Lee changed the answer")
    expect(limits).to_be_focused()
    expect(limits).to_have_value(HERS)
    status.get_by_role("button", name="See both versions").click()

    expect(hers.get_by_role("heading", level=1)).to_have_text("This answer was changed meanwhile")
    for words in (HIS, HERS):
        expect(hers.get_by_text(words, exact=True).first).to_be_visible()
    hers.get_by_label("Merge by hand").check()
    hers.get_by_role("button", name="Go on").click()

    expect(hers.get_by_text("Put both versions together.")).to_be_visible()
    expect(hers.locator("[data-kept-back]")).to_be_hidden()
    expect(limits).to_have_value(HERS)
    limits.press("Control+End")
    limits.press_sequentially(" Thirty of them at once.")
    expect(hers.locator("#draft-status")).to_contain_text("Draft saved at")
    value, before = served.rows(answer_in(alder, "cloud.autoscale"))
    assert value["limits"] == f"{HERS} Thirty of them at once."
    assert HIS in before
    assert hers.evaluate("Object.keys(localStorage).length") == 0


def test_rows_are_pasted_from_a_spreadsheet(
    scene: Scene, vera: Client, alder: Jurisdiction, served: Served, browser: Browser
) -> None:
    served.rows(lambda: use_depth(scene, Depth.FULL))
    page = window(
        browser, served, vera, scene.topic("posture.repair"),
        permissions=["clipboard-read", "clipboard-write"],
    )  # fmt: skip
    rows = "Start\tEnd\tImpact\n2026-01-05 08:00\t2026-01-05 08:38\tall\n"
    rows += "2026-02-06 08:00\t2026-02-06 08:12\tall\n"
    page.evaluate("rows => navigator.clipboard.writeText(rows)", rows)
    page.get_by_text("Paste or upload rows").first.click()
    page.get_by_label(re.compile("^Rows for")).first.press("Control+V")
    page.get_by_role("button", name="Look at these rows").first.click()
    expect(page.get_by_text("2 rows can be added.")).to_be_visible()
    page.get_by_role("button", name=re.compile("^Add 2 rows")).click()
    expect(page.get_by_role("group", name="Row 2")).to_be_visible()
    value, _before = served.rows(answer_in(alder, "posture.mttr_log"))
    assert [one["started"][:10] for one in value["outages"]] == ["2026-01-05", "2026-02-06"]  # type: ignore[attr-defined]
