"""One second late, as the three people who deal with it live it in a browser."""

import os
import re
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from evaluations.models import Evaluation
from portal import clock
from portal.accounts import actions as accounts
from portal.accounts.models import User
from portal.outbox.models import Mail
from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import workspace
from tests.browsing import CHROMIUM, FLAGS, needs_browser
from tests.cast import Cast, client_of
from tests.portal.live import Served, serving
from tests.stages import put_clock_right
from tests.vendors.actions.test_late import SECRET
from tests.vendors.actions.test_races import ITEM
from tests.vendors.scene import Scene, build
from vendors.actions import answers
from vendors.models import LateAcceptance, LateDraft

pytestmark = [pytest.mark.browser, needs_browser]
GUEST = "pat@auditor.example"
PICTURES = os.environ.get("PICTURES", "")
"""Folder to put a picture of each page into, to look at."""


def seen(page: Page, name: str) -> None:
    """No page is wider than a telephone; a picture of it where somebody wants to look."""
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        if PICTURES:
            page.screenshot(path=f"{PICTURES}/{name}-{width}.png", full_page=True)


def test_one_second_late(alder: Jurisdiction, cast: Cast) -> None:
    with workspace(alder):
        scene = build(cast)
        evaluation = Evaluation.objects.create(round=scene.round)
        answers.save(scene.clearwater, ITEM, {"limits": SECRET}, based_on=0, by=cast.vera)
        guest = User.objects.known_as(GUEST)
    try:
        with serving() as served, sync_playwright() as driver:
            chromium = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)

            def opened(person: User) -> Page:
                def cookie() -> str:
                    return client_of(person, alder, accounts.sign_in).cookies["session"].value

                context = chromium.new_context()
                value = served.rows(cookie)
                context.add_cookies(
                    [{"name": "session", "value": value, "url": served.at("alder")}]
                )
                page = context.new_page()
                page.set_default_timeout(15_000)
                return page

            _vendor(opened(cast.vera), served, scene, alder)
            _coordinator(opened(cast.ann), served, evaluation)
            _second(opened(guest), served, alder)
            _afterwards(opened(cast.vera), opened(cast.ann), served, scene, evaluation)
            chromium.close()
    finally:
        put_clock_right()


def _vendor(page: Page, served: Served, scene: Scene, alder: Jurisdiction) -> None:
    """Vera opens the page in time and presses one second too late."""
    page.goto(f"{served.at('alder')}/responses/{scene.clearwater.pk}/check/")
    page.get_by_role("checkbox").check()
    due = scene.round.due_at
    assert due is not None
    served.rows(lambda: clock.move(due - clock.now() + timedelta(seconds=1)))
    page.get_by_role("button", name="Submit answers to").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your answers came too late")
    made: Any = served.rows(lambda: _in(alder, LateDraft.objects.get))
    for instant in (made.due_at, made.tried_at):
        expect(page.locator(f'time[datetime="{instant.isoformat()}"]')).to_be_visible()
    shown = page.get_by_role("main").inner_text()
    stamps = re.findall(r"\((\d\d:\d\d:\d\d) P[SD]T\)", shown)
    assert len(set(stamps)) == 2, shown
    assert made.root in shown
    seen(page, "late-refused")
    page.get_by_role("link", name="Go to your answers").click()
    expect(page.get_by_text("too late. They were not submitted.")).to_be_visible()
    seen(page, "late-vendor")


def _coordinator(page: Page, served: Served, evaluation: Evaluation) -> None:
    """Ann reads both instants, gives a reason and asks Pat, who has no account anywhere."""
    page.goto(f"{served.at('alder')}/evaluations/{evaluation.pk}/")
    page.get_by_role("link", name="See who, and what can be done").click()
    expect(page.get_by_role("heading", level=2)).to_contain_text("Clearwater, 1 second late")
    assert SECRET not in page.content()
    seen(page, "late-list")
    page.get_by_role("link", name="Accept it, with a second person").click()
    page.get_by_label("Reason for accepting it").fill("The county’s own mail was down until five.")
    page.get_by_label("Somebody else, by e-mail").check()
    page.get_by_role("button", name="Ask the second person").click()
    expect(page.get_by_text("Enter the address of the second person").first).to_be_visible()
    expect(page.get_by_label("Reason for accepting it")).to_have_value(re.compile("mail was down"))
    page.get_by_label("E-mail address of somebody else").fill(GUEST)
    seen(page, "late-ask")
    page.get_by_role("button", name="Ask the second person").click()
    expect(page.get_by_text(f"{GUEST} is asked by mail")).to_be_visible()
    seen(page, "late-asked")


def _second(page: Page, served: Served, alder: Jurisdiction) -> None:
    """Pat comes by the link, sees one question and nothing else, says yes and is out."""
    asked: Any = served.rows(lambda: _in(alder, LateAcceptance.objects.get))
    mail: Any = served.rows(lambda: _in(alder, lambda: Mail.objects.get(kind="late_confirm")))
    page.goto(f"{served.at('alder')}/late/{mail.secret}/")
    expect(page.get_by_role("button", name="Continue")).to_be_visible()
    expect(page.get_by_text("Clearwater")).to_have_count(0)
    seen(page, "late-link")
    page.goto(f"{served.at('alder')}/late/questions/{asked.pk}/")
    expect(page.get_by_text("The county’s own mail was down until five.")).to_be_visible()
    assert SECRET not in page.content()
    seen(page, "late-question")
    page.get_by_label("Your name").fill("Pat Audit")
    page.get_by_role("button", name="Yes, it counts").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
    seen(page, "late-thanks")


def _afterwards(
    vera: Page, ann: Page, served: Served, scene: Scene, evaluation: Evaluation
) -> None:
    """It counts under the fingerprint of the first press, and is marked on both sides."""
    vera.goto(f"{served.at('alder')}/responses/{scene.clearwater.pk}/receipt/")
    expect(vera.get_by_text("came after their date and were accepted by two")).to_be_visible()
    seen(vera, "late-receipt")
    ann.goto(f"{served.at('alder')}/evaluations/{evaluation.pk}/late/")
    expect(ann.get_by_text("It counts, marked as late")).to_be_visible()
    seen(ann, "late-counts")


def _in(alder: Jurisdiction, ask: Any) -> Any:
    with workspace(alder):
        return ask()
