"""In a browser: from a decided choice over a letter, a promise, a slip and proof to the next follow-up."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, expect, sync_playwright

from portal import clock
from portal.accounts.models import User
from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import workspace
from tests.browsing import CHROMIUM, FLAGS, needs_browser
from tests.cast import Cast
from tests.evaluations.requests.scene import today
from tests.evaluations.requests.test_over_years import open_again
from tests.portal.live import Served, serving
from tests.stages import judged_at, put_clock_right
from vendors.actions import carrying, submissions
from vendors.models import CarriedAnswer, Round

pytestmark = [pytest.mark.browser, needs_browser]


def test_from_a_decided_choice_to_the_next_years_follow_up(
    in_alder: Jurisdiction, cast: Cast, sign_in: Callable[..., Client], tmp_path: Path
) -> None:
    judged = judged_at("decided", cast, vendors=1, choose=lambda reviewer, vendor, topic: topic % 3)
    lead = User.objects.get(email="lead@vendor01.example")
    vendor = judged.responses[0].vendor_id
    proof = tmp_path / "week.txt"
    proof.write_text("168 of 168 checks answered\n")
    until = today() + timedelta(days=20)
    with serving() as served, sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        expect.set_options(timeout=60_000)

        def rows(ask: Callable[[], Any]) -> Any:
            def inside() -> Any:
                with workspace(in_alder):
                    return ask()

            return served.rows(inside)

        def window(person: User, path: str) -> Page:
            return _window(chromium, served, served.rows(lambda: sign_in(person)), path)

        ann = window(cast.ann, f"/vendors/{vendor}/")
        ann.get_by_role("link", name="Start a follow-up").click()
        ann.get_by_role("button", name="Start the follow-up").click()
        expect(ann.get_by_text("This is the follow-up.")).to_be_visible()
        made = rows(lambda: Round.objects.select_related("evaluation").latest("pk"))
        number = made.evaluation.pk
        response = rows(lambda: open_again(made.evaluation, lead, cast))
        rows(lambda: _hand_in(response, lead))

        ann.goto(served.at("alder") + f"/evaluations/{number}/requests/{response.pk}/")
        ann.get_by_role("link", name="Prepare a letter").click()
        for box in ann.get_by_role("checkbox").all()[1:]:
            box.uncheck()
        ann.get_by_role("button", name="Put the chosen ones into the letter").click()
        ann.get_by_role("button", name="Send the letter").click()
        expect(ann.get_by_text("Letter 1 is sent.")).to_be_visible()

        theirs = window(lead, f"/responses/{response.pk}/")
        theirs.get_by_role("link", name="Read, reply and hand in proof").click()
        theirs.get_by_role("link", name="1.1").click()
        theirs.get_by_label("We agree, and will have done it").check()
        theirs.get_by_label("Day by which it is done").fill(until.isoformat())
        theirs.get_by_role("button", name="Send reply").click()
        expect(theirs.get_by_text("agreed by")).to_be_visible()

        # The choice was decided fifteen days from now already.
        rows(lambda: clock.move(timedelta(days=40)))
        theirs = window(lead, f"/responses/{response.pk}/changes/")
        expect(theirs.get_by_text("passed without proof")).to_be_visible()
        theirs.get_by_role("link", name="1.1").click()
        theirs.get_by_label("File", exact=False).first.set_input_files(proof)
        theirs.get_by_role("button", name="Hand in proof").click()
        expect(theirs.get_by_text("The proof was handed in.")).to_be_visible()

        ann = window(cast.ann, f"/evaluations/{number}/requests/{response.pk}/")
        ann.get_by_role("link", name="1.1").click()
        expect(ann.get_by_text("week.txt")).to_be_visible()
        ann.get_by_label("Verified: it is done").check()
        ann.get_by_role("button", name="Save and tell the vendor").click()
        expect(ann.get_by_text("Verified", exact=True)).to_be_visible()
        ann.goto(served.at("alder") + f"/vendors/{vendor}/progress/")
        expect(ann.get_by_role("heading", name="1 of 1 changes fixed")).to_be_visible()
        expect(ann.get_by_role("img", name="1 of 1 fixed by")).to_be_visible()

        ann.goto(served.at("alder") + f"/vendors/{vendor}/")
        ann.get_by_role("link", name=f"Start a follow-up of {made.name}").click()
        ann.get_by_role("button", name="Start the follow-up").click()
        following = rows(lambda: Round.objects.select_related("evaluation").latest("pk"))
        assert following.copied_from_id == made.pk
        another = rows(lambda: open_again(following.evaluation, lead, cast))
        theirs.goto(served.at("alder") + f"/responses/{another.pk}/")
        theirs.get_by_role("button", name="Bring those answers along").click()
        expect(theirs.get_by_text("came along as drafts")).to_be_visible()
        chromium.close()
    put_clock_right()


def _window(chromium: Any, served: Served, client: Client, path: str) -> Page:
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    value = client.cookies["session"].value
    context.add_cookies([{"name": "session", "value": value, "url": served.at("alder")}])
    page: Page = context.new_page()
    page.goto(served.at("alder") + path)
    return page


def _hand_in(response: Any, lead: User) -> None:
    """The vendor takes over its earlier answers in the first follow-up and submits them."""
    carrying.carry_over(response, by=lead)
    CarriedAnswer.objects.filter(answer__response=response).update(looked_at=clock.now())
    submissions.submit(response, by=lead)
