"""The main job: from a workspace that is opened to the report that is downloaded, by browser only."""

import datetime as dt
import re
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from tests.journeys.answering import (
    AVAILABILITY,
    MONITORING,
    NEEDED,
    PROVED,
    answer,
    ran_on,
    strong,
)
from tests.journeys.conftest import Product
from tests.journeys.people import Person, Town, until
from tests.journeys.places import ZONE, open_workspace, words_of_report

pytestmark = [pytest.mark.browser, pytest.mark.process, pytest.mark.xdist_group("run")]

# Long enough for two vendors to answer on a busy machine, short enough to wait for.
OPEN_FOR = dt.timedelta(minutes=4)
CLOSING_MS = 300_000


def test_from_a_workspace_to_the_report(town: Town, product: Product) -> None:
    coordinator = open_workspace(town, product, "dune", "Cora Diaz")
    home = coordinator.page.url.rstrip("/")
    reviewer = invite_reviewer(town, coordinator, home)
    due = start_evaluation(coordinator, home)
    overview = coordinator.page.url
    strong_vendor = town.person("sato@clearwater.example", "Vera Sato")
    weak_vendor = town.person("lane@tollgate.example", "Max Lane")
    respond(strong_vendor, strong())
    respond(weak_vendor, {topic: strong()[topic] for topic in (AVAILABILITY, MONITORING)})
    assert right_now() < due, "answering took longer than the round was open"
    nothing_is_seen_before_closing(coordinator, overview)
    begin_scoring(coordinator, overview)
    score_everything(reviewer, home)
    page_says = discuss_and_compare(coordinator, overview)
    coordinator.open(f"{overview}reports/")
    coordinator.press("Create PDF report", exact=True)
    report_says = words_of_report(coordinator, f"{overview}reports/")
    for words in (*page_says, "Clearwater", "Tollgate"):
        assert words in report_says
    decide(coordinator, overview)


def right_now() -> dt.datetime:
    """The wall clock, as the people of this journey read it."""
    return dt.datetime.now(ZoneInfo(ZONE))  # noqa: TID251


def invite_reviewer(town: Town, coordinator: Person, home: str) -> Person:
    coordinator.open(f"{home}/members/invite/")
    coordinator.fill("E-mail address", "rae@dune.example")
    coordinator.page.get_by_label("Reviewer", exact=True).check()
    coordinator.press("Send the invitation")
    reviewer = town.person("rae@dune.example", "Rae Okoye")
    reviewer.open_mail("invites you to Dune County")
    reviewer.sign_in()
    reviewer.fill("Your name", reviewer.name)
    reviewer.press("Accept and go in")
    return reviewer


def start_evaluation(coordinator: Person, home: str) -> dt.datetime:
    """Three fields, then a reviewer, then open; return when answers are due."""
    due = right_now().replace(second=0) + OPEN_FOR
    coordinator.open(f"{home}/evaluations/start/")
    coordinator.fill("Name of the evaluation", "Vaccine scheduling 2027")
    coordinator.fill(
        "Vendors’ e-mail addresses",
        "Clearwater <sato@clearwater.example>\nTollgate <lane@tollgate.example>",
    )
    coordinator.fill("Answers due on", f"{due:%Y-%m-%d}")
    coordinator.page.locator("[name=due_time]").fill(f"{due:%H:%M}")
    coordinator.press("Continue to check")
    check = coordinator.page.url
    coordinator.open(check.replace("/check/", "/setup/reviewers/"))
    coordinator.page.get_by_label("Rae Okoye").check()
    coordinator.page.locator("main form button.btn").first.click()
    coordinator.open(check.replace("/check/", "/setup/peak/"))
    coordinator.page.get_by_label("We have one number").check()
    coordinator.page.locator("[name=rate]").fill(NEEDED)
    coordinator.press("Save and continue")
    coordinator.open(check)
    coordinator.press("Open for answers")
    coordinator.open(check.replace("/check/", "/"))
    coordinator.sees("Open for answers")
    return due


def respond(vendor: Person, topics: dict[str, list[object]]) -> None:
    """From the mail to the receipt."""
    vendor.open_mail("asks")
    vendor.press("Continue")
    vendor.type_code()
    vendor.fill("Your name", vendor.name)
    vendor.press("Accept and start")
    answer(vendor, topics)  # type: ignore[arg-type]
    vendor.follow("Check answers and submit")
    vendor.page.locator("main form input[type=checkbox]").check()
    vendor.press(re.compile("Submit answers"))
    vendor.sees(re.compile(r"R\d+-\d+-1"))


def nothing_is_seen_before_closing(coordinator: Person, overview: str) -> None:
    coordinator.open(overview)
    coordinator.sees("2 of 2")
    compare = coordinator.page.goto(f"{overview}compare/")
    assert compare is not None
    assert "outside probe" not in compare.text()


def may_begin(coordinator: Person, overview: str) -> bool:
    coordinator.open(f"{overview}move/scoring/")
    return not coordinator.page.get_by_text("Not yet.").is_visible()


def begin_scoring(coordinator: Person, overview: str) -> None:
    coordinator.open(f"{overview}move/scoring/")
    until(coordinator.page, lambda: may_begin(coordinator, overview), patience_ms=CLOSING_MS)
    coordinator.page.locator("main form button.btn").click()
    coordinator.open(overview)
    coordinator.sees("Scoring")


def score_everything(reviewer: Person, home: str) -> None:
    """Sign the declaration, then mark each question, score each answer with a reason, and lock."""
    reviewer.open(f"{home}/scoring/")
    reviewer.follow("Sign and start")
    reviewer.page.get_by_label("I have no conflict with these vendors").check()
    reviewer.fill("Your full name", reviewer.name)
    reviewer.press("Sign and continue")
    reviewer.open(f"{home}/scoring/")
    reviewer.follow(re.compile("Start scoring|Continue scoring"))
    while "/lock/" not in reviewer.page.url:
        give_score(reviewer)
    reviewer.press(re.compile("Lock my scores"))
    reviewer.sees(re.compile("You locked your scores"))


def give_score(reviewer: Person) -> None:
    """Three for each question and for the whole, and on to the next answer."""
    card = reviewer.page.locator("form.card-split")
    for marks in card.locator("fieldset.marks").all():
        marks.locator("input[value='3']").check(force=True)
    card.locator("input[name=value][value='3']").check(force=True)
    card.get_by_label("Reason").first.fill("Shown with figures and a date.")
    before = reviewer.page.url
    card.get_by_role("button", name="Save and go to next unscored").click()
    reviewer.page.wait_for_url(lambda url: url != before)


def discuss_and_compare(coordinator: Person, overview: str) -> list[str]:
    """Open the discussion; return what the page shows and the report must say as well."""
    coordinator.open(f"{overview}move/discussion/")
    coordinator.page.locator("main form button.btn").click()
    coordinator.open(f"{overview}compare/")
    coordinator.sees("rank 1")
    heads = coordinator.page.locator("table.matrix thead th").all_inner_texts()
    totals = [found[0] for head in heads if (found := re.search(r"\d\.\d\d", head))]
    assert len(totals) == 2
    # The load test that the vendor's page read: rate and day, here and in the report.
    ran = ran_on()
    proved = [f"{PROVED} requests a second", f"(Locust), ran {ran:%B} {ran.day}, {ran.year}"]
    row = coordinator.page.locator("table.matrix tr.plain").filter(has_text=PROVED)
    expect(row).to_contain_text("125 % of the need")
    for words in proved:
        expect(row).to_contain_text(words)
    return [*totals, *proved]


def decide(coordinator: Person, overview: str) -> None:
    coordinator.open(f"{overview}decide/")
    for choice in coordinator.page.get_by_label("Acceptable").all():
        choice.check()
    coordinator.fill("Reasons for the decision", "Clearwater showed what it promises.")
    coordinator.press("Record the decision")
    coordinator.open(overview)
    expect(coordinator.page.get_by_text("Decided").first).to_be_visible()
