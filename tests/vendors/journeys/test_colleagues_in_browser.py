"""A company answers together: who joins, who has what in hand, who submits, and who is out again."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from portal import clock
from portal.accounts.models import User
from portal.outbox.actions import post
from portal.outbox.models import Mail, MailState
from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import workspace
from tests.browsing import mailed_link, needs_browser, window
from tests.cast import Cast
from tests.portal.doors import do_jobs, front, mailed_code
from tests.portal.live import Served
from tests.vendors.scene import Scene, build, token_of
from vendors.actions import reminders
from vendors.models import Answer, Round, Submission

CONNIE = "connie@clearwater.example"
FIRST, SECOND = "Thirty copies at most.", "Sixty copies at most."
ASKED = "May we keep the names of our customers to ourselves?"

pytestmark = [pytest.mark.browser, needs_browser]


def come_in(page: Page, served: Served, address: str) -> None:
    """Press Continue on an invitation and type the code that it mails."""
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Code").fill(served.rows(lambda: mailed_code(address)))
    page.get_by_role("button", name="Sign in").click()


def test_a_lead_and_a_colleague_share_the_work(
    scene: Scene, vera: Client, alder: Jurisdiction, served: Served, browser: Browser
) -> None:
    home = f"/responses/{scene.clearwater.pk}/"
    lead = window(browser, served, vera, f"{home}colleagues/")
    lead.get_by_label("E-mail address").fill(CONNIE)
    lead.get_by_label("Contributor").check()
    lead.get_by_role("button", name="Send the link").click()
    expect(lead.get_by_text("Invited, not yet here")).to_be_visible()

    # All of one kind in one step, before she has joined.
    lead.get_by_role("link", name="Hand over Operations").click()
    lead.get_by_label(CONNIE).check()
    lead.get_by_role("button", name="Hand over").click()
    expect(lead.get_by_text("Waits until she or he joins").first).to_be_visible()

    link = served.rows(lambda: mailed_link(CONNIE, "/invitations/"))
    hers = window(browser, served, None, "/sign-in/")
    hers.goto(link)
    come_in(hers, served, CONNIE)
    hers.get_by_label("Your name").fill("Connie Lee")
    hers.get_by_role("button", name="Accept and start").click()
    expect(hers.get_by_text("yours").first).to_be_visible()

    # One topic with a day; the lead sees who has what.
    tomorrow = (served.rows(clock.now) + timedelta(days=1)).date().isoformat()
    lead.goto(served.at("alder") + f"{home}handovers/cloud.elasticity/")
    lead.get_by_label("Connie Lee").check()
    lead.get_by_label("Done by").fill(tomorrow)
    lead.get_by_role("button", name="Hand it over").click()
    lead.goto(served.at("alder") + home)
    expect(lead.get_by_text("with Connie Lee").first).to_be_visible()

    hers.goto(served.at("alder") + scene.topic())
    limits = hers.get_by_role("textbox", name="What limits the growth")
    for words in (FIRST, SECOND):
        limits.fill(words)
        expect(hers.locator("#draft-status")).to_contain_text("Draft saved at")
        hers.reload()
    expect(limits).to_have_value(SECOND)

    # Each acknowledged text can be read and taken again by everybody on the response.
    lead.goto(served.at("alder") + f"{home}history/cloud.autoscale/")
    first = lead.get_by_role("region").filter(has_text=FIRST)
    first.get_by_role("button", name="Take this version").click()
    hers.reload()
    expect(limits).to_have_value(FIRST)

    hers.goto(served.at("alder") + home)
    hers.get_by_role("button", name="Ask to submit").click()
    expect(hers.get_by_text("asked the leads to submit").first).to_be_visible()
    lead.goto(served.rows(lambda: mailed_link("vera@clearwater.example", "/check/")))
    expect(lead.get_by_text("Connie Lee asked the leads to submit")).to_be_visible()
    expect(lead.get_by_text("public-records law")).to_be_visible()
    lead.get_by_role("checkbox").check()
    lead.get_by_role("button", name="Submit answers").click()
    expect(lead.get_by_role("heading", name="Answers submitted")).to_be_visible()

    def handed_in() -> str:
        with workspace(alder):
            answers = Submission.objects.get().content["answers"]
            return str(answers["cloud.autoscale"]["value"]["limits"])

    assert served.rows(handed_in) == FIRST


def token_at(county: Jurisdiction, scene: Scene) -> str:
    with workspace(county):
        return token_of(scene.tollgate)


def test_the_wrong_person_passes_it_on_and_who_is_removed_is_out(
    scene: Scene, vera: Client, alder: Jurisdiction, served: Served, browser: Browser
) -> None:
    first = f"/invitations/{served.rows(lambda: token_at(alder, scene))}/"
    page = window(browser, served, None, first)
    come_in(page, served, "tess@tollgate.example")
    page.get_by_role("link", name="I’m not the right person").click()
    page.get_by_label("Your colleague’s name").fill("Nora Quist")
    page.get_by_label("E-mail address").fill("nora@tollgate.example")
    page.get_by_role("button", name="Pass it on").click()
    other = window(browser, served, None, "/sign-in/")
    other.goto(served.rows(lambda: mailed_link("nora@tollgate.example", "/invitations/")))
    come_in(other, served, "nora@tollgate.example")
    expect(other.get_by_role("button", name="Accept and start")).to_be_visible()
    page.goto(served.at("alder") + first)
    expect(page.get_by_role("button", name="Accept and start")).to_have_count(0)

    lead = window(browser, served, vera, f"/responses/{scene.clearwater.pk}/colleagues/")
    lead.get_by_label("E-mail address").fill(CONNIE)
    lead.get_by_label("Contributor").check()
    lead.get_by_role("button", name="Send the link").click()
    hers = window(browser, served, None, "/sign-in/")
    hers.goto(served.rows(lambda: mailed_link(CONNIE, "/invitations/")))
    come_in(hers, served, CONNIE)
    hers.get_by_label("Your name").fill("Connie Lee")
    hers.get_by_role("button", name="Accept and start").click()
    expect(hers.get_by_role("heading", name="Your answers")).to_be_visible()
    lead.reload()
    lead.get_by_role("link", name="Remove Connie Lee").click()
    lead.get_by_role("button", name="Remove").click()
    hers.get_by_role("link", name="Check answers and submit").click()
    expect(hers.get_by_role("heading", name="Your answers")).to_have_count(0)
    expect(hers.get_by_text("no longer")).to_be_visible()


def link_after(later: timedelta, person: User, part: str) -> str:
    """Let that much time pass for the worker alone; return the newest link that was mailed to her."""
    with clock.moved(later):
        do_jobs()
        # What these posted is sent by the next ones.
        return mailed_link(person.email, part)


def test_marks_choices_and_requests_of_two_counties(
    scene: Scene,
    vera: Client,
    cast: Cast,
    alder: Jurisdiction,
    birch: Jurisdiction,
    sign_in: Callable[..., Client],
    served: Served,
    browser: Browser,
) -> None:
    def second() -> Client:
        with workspace(birch):
            build(cast)
        return sign_in(cast.vera)

    client = served.rows(second)
    page = window(browser, served, client, scene.topic())
    page.get_by_role("textbox", name="What limits the growth").fill(FIRST)
    page.get_by_text("Is this answer confidential?").first.click()
    page.get_by_label("Mark this answer as confidential").first.check()
    page.get_by_label("Why it is confidential").first.fill("It names our quota")
    plan = {"name": "quota.txt", "mimeType": "text/plain", "buffer": b"Our quota is 60.\n"}
    page.get_by_label("Add a file").first.set_input_files(plan)
    page.get_by_role("button", name="Upload").first.click()
    page.get_by_role("link", name="Details of quota").click()
    page.get_by_label("This file is confidential").check()
    page.get_by_label("Why it is confidential").fill("It shows our contract")
    page.get_by_role("button", name="Save").first.click()
    page.goto(served.at("alder") + f"/responses/{scene.clearwater.pk}/check/")
    for why in ("It names our quota", "It shows our contract"):
        expect(page.get_by_text(f"Confidential: {why}")).to_be_visible()
    expect(page.get_by_text("You marked 1 answer and 1 file as confidential.")).to_be_visible()

    def marked() -> bool:
        with workspace(alder):
            return bool(Answer.objects.get(item_key="cloud.autoscale").confidential)

    assert served.rows(marked)
    door = window(browser, served, served.rows(lambda: front(cast.vera)), "/requests/", label="")
    for county in ("Alder County", "Birch County"):
        expect(door.get_by_role("row").filter(has_text=county)).to_be_visible()
    door.goto(f"http://{served.host}/me/mails/")
    of_alder = door.get_by_label(re.compile("Alder County"))
    of_alder.select_option("daily")
    door.get_by_role("button", name="Save").click()
    expect(door.get_by_text("Saved.")).to_be_visible()
    door.reload()
    expect(of_alder).to_have_value("daily")

    def held_back() -> list[str]:
        with workspace(alder):
            context = {"round": scene.round, "response": scene.clearwater, "is_first": True}
            post("inquiry_answered", cast.vera.email, context | {"words": ASKED})
            return [one.state for one in Mail.objects.filter(kind="inquiry_answered")]

    assert served.rows(held_back) == [MailState.DAILY]
    door.goto(served.rows(lambda: link_after(timedelta(days=2), cast.vera, "/ask/")))
    expect(door.get_by_role("heading", name="Questions and answers")).to_be_visible()
    assert not [one for one in mail.outbox if ASKED in str(one.body)]

    # A week before the date, and not a second time once it is later.
    def a_week_before() -> str:
        with workspace(alder):
            due = clock.now() + timedelta(days=30)
            Round.objects.filter(pk=scene.round.pk).update(due_at=due)
            reminders.plan(scene.round)
        return link_after(timedelta(days=23, minutes=6), cast.vera, "/responses/")

    door.goto(f"http://{served.host}/me/mails/")
    of_alder.select_option("each")
    door.get_by_role("button", name="Save").click()
    expect(door.get_by_text("Saved.")).to_be_visible()
    door.goto(served.rows(a_week_before))
    expect(door.get_by_role("heading", name="Vaccine scheduling")).to_be_visible()
