"""One person, one sitting: from a name to the PDF."""

import re

from tests.journeys.people import Person
from tests.journeys.places import words_of_report

SAID = "They call us after we call them."


def check_quickly(sam: Person) -> None:
    home = "/".join(sam.page.url.split("/")[:3])
    sam.open(f"{home}/")
    sam.follow(re.compile("Start a quick check"))
    sam.fill("Name of the quick check", "Our sign-up, spring")
    sam.fill("Vendors", "Briar Health IT")
    sam.press("Start", exact=True)
    if "/vendors/" not in sam.page.url:
        sam.follow("Briar Health IT")
    say_what_is_known(sam)
    sam.press("Save and see the result")
    sam.sees(SAID)
    sam.press("Create PDF")
    found = re.search(r"/evaluations/\d+/reports/", sam.page.url)
    assert found
    words = words_of_report(sam, f"{home}{found[0]}")
    assert "Briar Health IT" in words
    assert SAID in words


def say_what_is_known(sam: Person) -> None:
    """Eight lines: an answer and where it comes from for each, and a note."""
    lines = sam.page.locator("main fieldset").filter(has=sam.page.get_by_text("What do you know?"))
    assert lines.count() == 8
    sources = sam.page.get_by_label("Where from?")
    for number, word in enumerate(["Yes", "Partly", "No", "Unknown"] * 2):
        sam.tick(lines.nth(number).get_by_label(word, exact=True))
        sam.write(sources.nth(number), "Call or meeting")
        if number == 1:
            sam.write(sam.page.get_by_label("Note").nth(1), SAID)
