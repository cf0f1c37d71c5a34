"""Grade, checklist and findings in Chromium at two widths: no rule of axe broken, nothing wider."""

import os
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from lxml import html
from playwright.sync_api import sync_playwright

from evaluations.actions import rounds
from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import workspace
from tests.browsing import CHROMIUM, FLAGS, needs_browser
from tests.cast import Cast
from tests.evaluations.scoring.proved import PLAN, note, proved
from tests.evaluations.scoring.test_journey import form_of
from tests.look.test_pages import RULES, open_page

PICTURES = os.environ.get("PICTURES", "")
"""Folder to put a picture of each page into, to look at."""
OPEN_ALL = "document.querySelectorAll('details').forEach((one) => { one.open = true })"


@pytest.fixture
def pages(alder: Jurisdiction, cast: Cast, sign_in: Any) -> dict[str, str]:
    """The pages by name, with something in each of their parts."""
    with workspace(alder):
        case = proved(cast)
        finding = note(case.first, cast.ann)
        note(
            case.first,
            cast.ben,
            kind="demo",
            title="Booking shown live",
            details={"shown": "live", "residents": "Booked in four steps"},
            about=(PLAN, "deg.fallback"),
        )
    ann, ben = sign_in(cast.ann), sign_in(cast.ben)
    url = case.topic(PLAN)
    made = {"findings": ann.get(case.page())}
    fields = form_of(ben.get(url).content, "open")
    checks = dict.fromkeys((one for one in fields if one.startswith("check-")), "present")
    places = {"place-response_plan-roles": "p. 4", "check-response_plan-exit": "missing"}
    typed = {"value": "3", "reason": "Read in full.", "grade": "claim", "go": "stay"}
    made["score_error"] = ben.post(url, fields | checks | places | typed)
    typed |= {"grade": "independent", "seen_in": str(finding.pk)}
    assert ben.post(url, fields | checks | places | typed).status_code == 302
    made["score_saved"] = ben.get(url)
    made["press"] = ann.get(case.page("add/press/"))
    one = case.page(f"{finding.pk}/")
    stale = form_of_finding(ann.get(one).content)
    assert ann.post(one, stale | {"note": "Theirs"}).status_code == 302
    made["conflict"] = ann.post(one, stale | {"note": "Mine"})
    with workspace(alder):
        case.evaluation.panel.update(locked_at=case.evaluation.made_at)
        rounds.open_discussion(case.evaluation, by=cast.ann)
    made["cell"] = ann.get(f"/evaluations/{case.pk}/cells/{case.first.pk}/{PLAN}/")
    made["what_if"] = ann.get(f"/evaluations/{case.pk}/compare/?count=tested")
    tried = f"/evaluations/{case.pk}/compare/?group=weight&w-{PLAN}"
    made["tried"] = ann.get(f"{tried}=90")
    made["tried_error"] = ann.get(f"{tried}=many")
    return {name: answer.content.decode() for name, answer in made.items()}


def form_of_finding(page: bytes) -> dict[str, Any]:
    """What a browser would send of the page's form as it stands."""
    (form,) = [one for one in html.fromstring(page).forms if "enctype" in one.attrib]
    return {name: value for name, value in form.form_values() if value is not None}


@pytest.mark.browser
@needs_browser
def test_every_page_passes_axe_and_fits(pages: dict[str, str]) -> None:
    problems = []
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for name, content in pages.items():
            for width in (1440, 390):
                page = open_page(chromium, content, width)
                page.evaluate(OPEN_ALL)
                if PICTURES:
                    page.screenshot(path=f"{PICTURES}/{name}-{width}.png", full_page=True)
                options = {"runOnly": {"type": "tag", "values": RULES}}
                found = Axe().run(page, options=options)
                problems += [
                    f"{name}-{width}: {one['id']}: {node['html'][:160]}"
                    for one in found.response["violations"]
                    for node in one["nodes"]
                ]
                page.set_viewport_size({"width": min(width, 320), "height": 900})
                wide = page.evaluate("document.documentElement.scrollWidth")
                if wide > 320:
                    problems.append(f"{name}: {wide} px wide at 320")
                page.close()
        chromium.close()
    assert problems == []
