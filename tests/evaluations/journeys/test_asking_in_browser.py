"""Coordinator and vendors around one date: questions, changes, more time, and what comes after."""

import zipfile
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from portal import clock
from portal.accounts.models import User
from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import workspace
from tests.browsing import mailed_link, needs_browser, window
from tests.cast import Cast
from tests.portal.doors import mailed_code
from tests.portal.live import Served
from tests.stages import Staged, put_clock_right, round_at
from vendors.actions import invitations
from vendors.models import Response, Submission
from vendors.rules import due_of

TESS = "sales@tollgate-labs.example"
FIRST, AGAIN = "Thirty copies at most.", "Sixty copies at most."
TOPIC = "cloud.elasticity"

pytestmark = [pytest.mark.browser, needs_browser]


def staged_at(stage: str, alder: Jurisdiction, cast: Cast) -> tuple[Staged, User]:
    """An evaluation whose two vendors have both come in; the second one's lead."""
    with workspace(alder):
        staged = round_at(stage, cast)
        tess = User.objects.known_as(TESS, "Tess Moran")
        if stage == "open":
            for response, person in ((staged.first, cast.vera), (staged.second, tess)):
                invitations.accept(response.invitations.get(), by=person)
    return staged, tess


def ask(page: Page, words: str, *, secret: bool = False) -> None:
    page.get_by_role("textbox", name="Your question").fill(words)
    if secret:
        page.get_by_label("My question contains a business secret").check()
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.get_by_text("Waits for an answer.").first).to_be_visible()


def test_questions_more_time_and_the_last_hours(
    alder: Jurisdiction,
    cast: Cast,
    sign_in: Callable[..., Client],
    served: Served,
    browser: Browser,
) -> None:
    staged, tess = served.rows(lambda: staged_at("open", alder, cast))
    pk, first = staged.evaluation.pk, f"/responses/{staged.first.pk}/"
    open_as = lambda who, path: window(  # noqa: E731
        browser, served, served.rows(lambda: sign_in(who)), path
    )
    vera = open_as(cast.vera, f"{first}ask/")
    ask(vera, "Does Clearwater have to name its hosting company?")
    ask(vera, "May we keep our algorithm to ourselves?", secret=True)

    ann = open_as(cast.ann, f"/evaluations/{pk}/asked/")
    ann.get_by_role("link", name="Does Clearwater have to name").click()
    ann.get_by_label("The question as all vendors read it").fill(
        "Does the hosting company have to be named?"
    )
    ann.get_by_label("Your answer to all vendors").fill("Yes, with the region.")
    ann.get_by_role("button", name="Tell all vendors").click()
    ann.get_by_role("link", name="May we keep our algorithm").click()
    ann.get_by_label("Why it is not answered").fill("Any answer would tell the others what you do.")
    ann.get_by_role("button", name="Refuse the question").click()
    expect(ann.get_by_role("heading", name="Not answered")).to_be_visible()

    other = open_as(tess, f"/responses/{staged.second.pk}/ask/")
    expect(other.get_by_text("Yes, with the region.")).to_be_visible()
    for hidden in ("Clearwater", "Vera", "algorithm"):
        expect(other.get_by_text(hidden)).to_have_count(0)
    vera.reload()
    expect(vera.get_by_text("Any answer would tell the others what you do.")).to_be_visible()

    # One vendor gets a day more, then all of them; each reads why.
    due = served.rows(clock.now) + timedelta(days=15)
    for whom, days, why in (
        ("Clearwater", 1, "Your office was flooded"),
        ("All vendors", 2, "Snow"),
    ):
        ann.goto(served.at("alder") + f"/evaluations/{pk}/more-time/")
        ann.get_by_label(whom).check()
        ann.get_by_label("Answers due later, on").fill(
            (due + timedelta(days=days)).date().isoformat()
        )
        ann.locator("[name=due_time]").fill("12:00")
        ann.get_by_label("Reason").fill(why)
        ann.get_by_role("button", name="Give more time").click()
        vera.goto(served.at("alder") + first)
        expect(vera.get_by_text(why)).to_be_visible()
    other.goto(served.at("alder") + f"/responses/{staged.second.pk}/")
    expect(other.get_by_text("Snow")).to_be_visible()
    expect(other.get_by_text("Your office was flooded")).to_have_count(0)

    # Whom to call is said anew while vendors answer.
    ann.goto(served.at("alder") + f"/evaluations/{pk}/contact/")
    ann.get_by_label("Whom vendors can call").fill("Dana Reyes")
    ann.get_by_label("Phone").fill("555-0177")
    ann.get_by_role("button", name="Save").click()

    def late_on_the_last_day() -> Client:
        with workspace(alder):
            due = due_of(Response.objects.select_related("round").get(pk=staged.first.pk))
            assert due is not None
            clock.move(due - clock.now() - timedelta(hours=3))
        return sign_in(cast.vera)

    try:
        vera = window(browser, served, served.rows(late_on_the_last_day), first)
        expect(vera.get_by_role("heading", name="Not submitted yet")).to_be_visible()
        expect(
            vera.get_by_text("Something does not work? Call Dana Reyes, 555-0177")
        ).to_be_visible()
        expect(vera.get_by_text("questions are not completed:")).to_be_visible()
    finally:
        served.rows(put_clock_right)


def test_a_company_finds_the_public_page_and_registers(
    alder: Jurisdiction,
    cast: Cast,
    sign_in: Callable[..., Client],
    served: Served,
    browser: Browser,
) -> None:
    staged, _tess = served.rows(lambda: staged_at("open", alder, cast))
    path = f"/public/{staged.evaluation.round_id}/"
    visitor = window(browser, served, None, path)
    closed = visitor.reload()
    assert closed is not None
    assert closed.status == 404
    client = served.rows(lambda: sign_in(cast.ann))
    ann = window(browser, served, client, f"/evaluations/{staged.evaluation.pk}/public/")
    ann.get_by_label("companies may register").check()
    ann.get_by_role("button", name="Save").click()
    visitor.reload()
    visitor.get_by_role("link", name="Register to respond").click()
    visitor.get_by_label("Company").fill("Briar Booking")
    visitor.get_by_label("Your name").fill("Bo Briar")
    visitor.get_by_label("E-mail address").fill("bo@briar.example")
    visitor.get_by_role("button", name="Send me the link").click()
    expect(visitor.get_by_role("heading", name="Look in your mailbox")).to_be_visible()
    visitor.goto(served.rows(lambda: mailed_link("bo@briar.example", "/public/registrations/")))
    visitor.get_by_role("button", name="Continue").click()
    visitor.get_by_label("Code").fill(served.rows(lambda: mailed_code("bo@briar.example")))
    visitor.get_by_role("button", name="Sign in").click()
    expect(visitor.get_by_text("Briar Booking").first).to_be_visible()
    ann.reload()
    expect(ann.get_by_text("Responds")).to_be_visible()


def test_an_amendment_is_confirmed_and_what_was_submitted_is_in_hand(
    alder: Jurisdiction,
    cast: Cast,
    sign_in: Callable[..., Client],
    served: Served,
    browser: Browser,
) -> None:
    staged, _tess = served.rows(lambda: staged_at("submitted", alder, cast))
    pk, first = staged.evaluation.pk, f"/responses/{staged.first.pk}/"
    ann = window(
        browser, served, served.rows(lambda: sign_in(cast.ann)), f"/evaluations/{pk}/amendments/"
    )
    ann.get_by_role("button", name="Begin an amendment").click()
    ann.wait_for_url("**/questionnaires/*/")
    ann.goto(ann.url.rstrip("/") + "/questions/cloud.autoscale/")
    ann.get_by_label("Question", exact=True).fill("What grows by itself, and what is its limit?")
    ann.get_by_role("button", name="Save").first.click()
    ann.goto(served.at("alder") + f"/evaluations/{pk}/amendments/")
    ann.get_by_role("link", name="Publish it").click()
    ann.get_by_label("Reason").fill("The limit was asked for twice")
    due = served.rows(clock.now) + timedelta(days=20)
    ann.get_by_label("Answers due later, on").fill(due.date().isoformat())
    ann.locator("[name=due_time]").fill("12:00")
    ann.get_by_role("button", name="Publish amendment 1").click()
    expect(ann.get_by_text("not confirmed since")).to_be_visible()

    vera = window(browser, served, served.rows(lambda: sign_in(cast.vera)), first)
    expect(vera.get_by_text("The limit was asked for twice")).to_be_visible()
    expect(vera.get_by_text(f"{due:%B} {due.day}").first).to_be_visible()
    vera.get_by_role("listitem").filter(has_text="Question changed").get_by_role("link").click()
    expect(vera.get_by_text("after you had completed your answer")).to_be_visible()
    vera.go_back()
    vera.get_by_role("link", name="See what changed").click()
    vera.get_by_role("button", name="Confirm my answers as they stand").click()
    vera.goto(served.at("alder") + first)
    expect(vera.get_by_text("Question changed")).to_have_count(0)
    vera.goto(served.at("alder") + f"{first}receipt/")
    expect(vera.get_by_role("heading", name="Where it stands")).to_be_visible()
    with vera.expect_download() as given:
        vera.get_by_role("link", name="Download all that you submitted (ZIP)").first.click()
    assert "SHA256SUMS" in {
        name.rpartition("/")[2] for name in zipfile.ZipFile(given.value.path()).namelist()
    }
    ann.goto(served.at("alder") + f"/evaluations/{pk}/amendments/")
    expect(ann.get_by_text("not confirmed since")).to_have_count(0)

    vera.goto(served.at("alder") + f"{first}withdraw/")
    vera.get_by_label("Why do you withdraw?").fill("Our insurer has to agree first")
    vera.get_by_role("button", name="Withdraw our answers").click()
    expect(vera.get_by_text("They count no more.").first).to_be_visible()
    vera.goto(served.at("alder") + first)
    vera.get_by_role("button", name="Answer again").click()
    expect(vera.get_by_text("reference").first).to_be_visible()


def test_one_topic_opens_again_after_closing(
    alder: Jurisdiction,
    cast: Cast,
    sign_in: Callable[..., Client],
    served: Served,
    browser: Browser,
) -> None:
    staged, _tess = served.rows(lambda: staged_at("closed", alder, cast))
    pk, first = staged.evaluation.pk, staged.first.pk
    try:
        client = served.rows(lambda: sign_in(cast.ann))
        ann = window(browser, served, client, f"/evaluations/{pk}/cells/{first}/{TOPIC}/ask/")
        ann.get_by_label("Question to the vendor").fill("What limits the growth?")
        until = served.rows(clock.now) + timedelta(days=3)
        ann.locator("[name=due_day]").fill(until.date().isoformat())
        ann.locator("[name=due_time]").fill("12:00")
        ann.get_by_role("button", name="Ask and open this topic").click()

        vera = window(
            browser, served, served.rows(lambda: sign_in(cast.vera)), f"/responses/{first}/"
        )
        expect(vera.get_by_text("Only this topic is open")).to_be_visible()
        vera.get_by_role("link", name="Change your answers").first.click()
        vera.get_by_role("textbox", name="What limits the growth").fill(AGAIN)
        expect(vera.locator("#draft-status")).to_contain_text("Draft saved at")
        vera.goto(served.at("alder") + f"/responses/{first}/topics/{TOPIC}/again/")
        expect(vera.get_by_text(AGAIN).first).to_be_visible()
        vera.get_by_role("button", name="Submit this topic").click()
        expect(vera.get_by_role("heading", name="Submitted again").first).to_be_visible()
        expect(vera.get_by_role("heading", name="First submitted").first).to_be_visible()

        def both() -> list[bool]:
            with workspace(alder):
                rows = Submission.objects.filter(response=first).order_by("number")
                return [AGAIN in str(one.content) for one in rows]

        assert served.rows(both) == [False, True]
    finally:
        served.rows(put_clock_right)
