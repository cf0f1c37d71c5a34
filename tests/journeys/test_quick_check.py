"""One person, one sitting: from a name to the PDF, with and without scripts."""

import re

import pytest

from tests.journeys.conftest import Product
from tests.journeys.people import Person, Town
from tests.journeys.places import open_workspace, words_of_report

pytestmark = [pytest.mark.browser, pytest.mark.process, pytest.mark.xdist_group("run")]


def test_a_quick_check_ends_in_a_pdf(town: Town, product: Product) -> None:
    sam = open_workspace(town, product, "ember", "Sam Reed")
    home = sam.page.url.rstrip("/")
    sam.follow("Start a quick check")
    sam.fill("Name of the quick check", "Our sign-up, spring")
    sam.fill("Vendors", "Briar Health IT")
    sam.press("Start", exact=True)
    if "/vendors/" not in sam.page.url:
        sam.follow("Briar Health IT")
    say_what_is_known(sam)
    sam.press("Save and see the result")
    sam.sees("They call us after we call them.")
    sam.press("Create PDF")
    found = re.search(r"/evaluations/\d+/reports/", sam.page.url)
    assert found
    words = words_of_report(sam, f"{home}{found[0]}")
    assert "Briar Health IT" in words
    assert "They call us after we call them." in words


def say_what_is_known(sam: Person) -> None:
    """Eight lines: an answer, where it comes from and a note for each."""
    lines = sam.page.locator("main fieldset").filter(has=sam.page.get_by_text("What do you know?"))
    assert lines.count() == 8
    for number, word in enumerate(["Yes", "Partly", "No", "Unknown"] * 2):
        lines.nth(number).get_by_label(word, exact=True).check()
    for source in sam.page.get_by_label("Where from?").all():
        source.select_option(label="Call or meeting")
    sam.page.get_by_label("Note").nth(1).fill("They call us after we call them.")
