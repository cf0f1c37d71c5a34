"""Away and back in a real browser: download, fill in elsewhere, look, take in."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import expect, sync_playwright

from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import workspace
from tests.browsing import CHROMIUM, FLAGS, needs_browser
from tests.portal.live import serving
from tests.vendors.scene import Scene
from tests.vendors.sheets.filling import base, cell_of, changed
from vendors.models import Answer

KEY = "cloud.autoscale"
WORDS = "Between two and ninety servers, filled in on a train without a connection."
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
pytestmark = [pytest.mark.browser, needs_browser]


@pytest.mark.parametrize("scripts", [True, False])
def test_a_sheet_goes_out_and_comes_back(
    scene: Scene, vera: Client, alder: Jurisdiction, tmp_path: Path, *, scripts: bool
) -> None:
    def written() -> str:
        with workspace(alder):
            return str(Answer.objects.get(item_key=KEY).value["limits"])

    def nothing() -> bool:
        with workspace(alder):
            return not Answer.objects.exists()

    with serving() as served, sync_playwright() as driver:
        expect.set_options(timeout=60_000)
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        context = chromium.new_context(java_script_enabled=scripts)
        cookie = {"name": "session", "value": vera.cookies["session"].value}
        context.add_cookies([cookie | {"url": served.at("alder")}])
        page = context.new_page()
        page.goto(served.at("alder") + f"{base(scene)}/")
        page.get_by_role("link", name="Answer away from the portal").click()
        with page.expect_download() as given:
            page.get_by_role("link", name="Spreadsheet to fill in").click()
        content = Path(given.value.path()).read_bytes()
        assert given.value.suggested_filename == "Questionnaire, Vaccine scheduling.xlsx"

        def write(book: object) -> None:
            cell_of(book, KEY, "limits").value = WORDS
            cell_of(book, "obs.monitor_up", "interval").value = "soon"

        filled = tmp_path / given.value.suggested_filename
        filled.write_bytes(changed(content, write))
        page.get_by_label("Filled spreadsheet").set_input_files(filled)
        page.get_by_role("button", name="Show what would change").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(
            "What the spreadsheet would change"
        )
        expect(page.get_by_text(WORDS)).to_be_visible()
        expect(page.get_by_text("Can’t be read as an answer:")).to_have_count(1)
        if scripts:
            found = Axe().run(page, options=RULES).response["violations"]
            assert not found, [(one["id"], one["nodes"][0]["html"]) for one in found]
        for width in (1440, 390, 320):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, width
        assert served.rows(nothing)
        page.get_by_role("button", name="Take these in").click()
        expect(page.get_by_text("1 answer was taken in.")).to_be_visible()
        assert served.rows(written) == WORDS
        context.close()
        chromium.close()
