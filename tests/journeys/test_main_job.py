"""The main job: from a workspace that is opened to the report that is downloaded, by browser only.

Once in full with scripts, by two vendors; then through the same pages without scripts, and without
a mouse. All of them answer first and are judged afterwards, so that nobody waits while the others'
answers come due.
"""

import datetime as dt
import re
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from tests.journeys.answering import (
    AVAILABILITY,
    MONITORING,
    NEEDED,
    PROVED,
    Filling,
    answer,
    few,
    ran_on,
    strong,
)
from tests.journeys.conftest import OPERATOR, Product
from tests.journeys.people import Manner, Person, Town, until
from tests.journeys.places import ZONE, come_in, open_workspace, words_of_report
from tests.journeys.quick import check_quickly

pytestmark = [pytest.mark.browser, pytest.mark.process]

# Long enough to answer on a busy machine; the other manners and the quick checks fill the time.
OPEN_FOR = dt.timedelta(minutes=3)
CLOSING_MS = 300_000
COORDINATOR = ("cora@dune.example", "Cora Diaz")
FULL, *LEAN = list(Manner)


@dataclass
class Asked:
    """An evaluation whose vendors have answered, and who goes on with it."""

    coordinator: Person
    reviewer: Person
    overview: str
    vendors: tuple[str, ...]


@pytest.fixture(scope="module")
def coordinators() -> dict[Manner, Person]:
    """The coordinator in a browser of each manner; she signs in once, as few codes a minute as a person asks for."""
    return {}


@pytest.fixture(scope="module")
def operator(town: Town, product: Product) -> Person:
    """Who runs the service; signs in once."""
    person = town.person(OPERATOR, "Opal Reyes")
    person.open(f"{product.root}/operator/confirmations/")
    person.sign_in()
    return person


@pytest.fixture(scope="module")
def asked() -> dict[Manner, Asked]:
    """The evaluations that wait for their date."""
    return {}


def test_from_a_workspace_to_two_submissions(
    town: Town,
    product: Product,
    coordinators: dict[Manner, Person],
    asked: dict[Manner, Asked],
) -> None:
    coordinator = coordinators[FULL] = open_workspace(town, product, "dune", COORDINATOR[1])
    vendors = {
        "Clearwater": ("sato@clearwater.example", "Vera Sato", strong()),
        "Tollgate": (
            "lane@tollgate.example",
            "Max Lane",
            {topic: strong()[topic] for topic in (AVAILABILITY, MONITORING)},
        ),
    }
    ask(town, coordinator, FULL, vendors, asked)


@pytest.mark.parametrize("manner", LEAN)
def test_from_signing_in_to_a_receipt(
    town: Town,
    product: Product,
    coordinators: dict[Manner, Person],
    asked: dict[Manner, Asked],
    manner: Manner,
) -> None:
    home = f"http://dune.{product.root.removeprefix('http://')}"
    coordinator = coordinators[manner] = come_in(town, home, *COORDINATOR, manner)
    word = manner.name.lower()
    vendors = {f"Briar {word}": (f"ng@briar-{word}.example", "Ada Ng", few())}
    ask(town, coordinator, manner, vendors, asked)


@pytest.mark.parametrize("manner", Manner)
def test_a_quick_check_ends_in_a_pdf(coordinators: dict[Manner, Person], manner: Manner) -> None:
    """In one sitting, while the answers to the others come due."""
    assert manner in coordinators, "the coordinator did not get in"
    check_quickly(coordinators[manner])


@pytest.mark.parametrize("manner", Manner)
def test_from_closing_to_the_report(
    asked: dict[Manner, Asked], operator: Person, product: Product, manner: Manner
) -> None:
    assert manner in asked, "nobody got as far as a submission"
    one = asked[manner]
    begin_scoring(one.coordinator, one.overview)
    score_everything(one.reviewer, home_of(one.overview))
    page_says = discuss_and_compare(one)
    one.coordinator.open(f"{one.overview}reports/")
    one.coordinator.press("Create PDF report", exact=True)
    report_says = words_of_report(one.coordinator, f"{one.overview}reports/")
    for words in (*page_says, *one.vendors):
        assert words in report_says
    decide(one, operator, product.root)


def ask(
    town: Town,
    coordinator: Person,
    manner: Manner,
    vendors: dict[str, tuple[str, str, dict[str, list[Filling]]]],
    asked: dict[Manner, Asked],
) -> None:
    """Invite a reviewer and vendors, who answer and submit before the date."""
    home = coordinator.page.url.rstrip("/")
    reviewer = invite_reviewer(town, coordinator, home, manner)
    lines = "\n".join(f"{name} <{email}>" for name, (email, _who, _told) in vendors.items())
    due = start_evaluation(coordinator, home, f"Scheduling {manner}", lines, reviewer.name)
    overview = coordinator.page.url
    for email, who, told in vendors.values():
        respond(town.person(email, who, manner), told)
    assert right_now() < due, "answering took longer than the evaluation was open"
    nothing_is_seen_before_closing(coordinator, overview, len(vendors))
    asked[manner] = Asked(coordinator, reviewer, overview, tuple(vendors))


def right_now() -> dt.datetime:
    """The wall clock, as the people of this journey read it."""
    return dt.datetime.now(ZoneInfo(ZONE))  # noqa: TID251


def home_of(overview: str) -> str:
    return overview.partition("/evaluations/")[0]


def invite_reviewer(town: Town, coordinator: Person, home: str, manner: Manner) -> Person:
    word = manner.name.lower()
    reviewer = town.person(f"rae-{word}@dune.example", f"Rae {word.title()}", manner)
    coordinator.open(f"{home}/members/invite/")
    coordinator.fill("E-mail address", reviewer.email)
    coordinator.tick(coordinator.page.get_by_label("Reviewer", exact=True))
    coordinator.press("Send the invitation")
    reviewer.open_mail("invites you to Dune County")
    reviewer.sign_in()
    reviewer.fill("Your name", reviewer.name)
    reviewer.press("Accept and go in")
    reviewer.sees_heading("What needs you at Dune County")
    return reviewer


def start_evaluation(
    coordinator: Person, home: str, name: str, lines: str, reviewer: str
) -> dt.datetime:
    """Three fields, then a reviewer, then open; return when answers are due."""
    coordinator.open(f"{home}/evaluations/start/")
    coordinator.fill("Name of the evaluation", name)
    coordinator.fill("Vendors’ e-mail addresses", lines)
    due = right_now().replace(second=0, microsecond=0) + OPEN_FOR
    coordinator.fill("Answers due on", f"{due:%Y-%m-%d}")
    coordinator.write(coordinator.page.locator("[name=due_time]"), f"{due:%H:%M}")
    coordinator.press("Continue to check")
    check = coordinator.page.url
    coordinator.open(check.replace("/check/", "/setup/reviewers/"))
    coordinator.tick(coordinator.page.get_by_label(reviewer))
    coordinator.go(coordinator.page.locator("main form button.btn").first)
    coordinator.open(check.replace("/check/", "/setup/peak/"))
    coordinator.tick(coordinator.page.get_by_label("We have one number"))
    coordinator.write(coordinator.page.locator("[name=rate]"), NEEDED)
    coordinator.press("Save and continue")
    coordinator.open(check)
    coordinator.press("Open for answers")
    coordinator.sees("Open for answers")
    return due


def respond(vendor: Person, topics: dict[str, list[Filling]]) -> None:
    """From the mail to the receipt."""
    vendor.open_mail("asks")
    vendor.press("Continue")
    vendor.type_code()
    vendor.fill("Your name", vendor.name)
    vendor.press("Accept and start")
    answer(vendor, topics)
    vendor.follow("Check answers and submit")
    vendor.tick(vendor.page.locator("main form input[type=checkbox]"))
    vendor.press(re.compile("Submit answers"))
    vendor.sees(re.compile(r"R\d+-\d+-1"))


def nothing_is_seen_before_closing(coordinator: Person, overview: str, vendors: int) -> None:
    coordinator.open(overview)
    coordinator.sees(f"{vendors} of {vendors}")
    compare = coordinator.page.goto(f"{overview}compare/")
    assert compare is not None
    assert "outside probe" not in compare.text()
    assert "Shieldwall" not in compare.text()


def may_begin(coordinator: Person, overview: str) -> bool:
    coordinator.open(f"{overview}move/scoring/")
    return not coordinator.page.get_by_text("Not yet.").is_visible()


def begin_scoring(coordinator: Person, overview: str) -> None:
    coordinator.open(f"{overview}move/scoring/")
    until(coordinator.page, lambda: may_begin(coordinator, overview), patience_ms=CLOSING_MS)
    coordinator.go(coordinator.page.locator("main form button.btn"))
    coordinator.sees("Scoring")


def score_everything(reviewer: Person, home: str) -> None:
    """Sign the declaration, then mark each question, score each answer with a reason, and lock."""
    reviewer.open(f"{home}/scoring/")
    reviewer.follow("Sign and start")
    reviewer.tick(reviewer.page.get_by_label("I have no conflict with these vendors"))
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
    expect(card).to_be_visible()
    for marks in card.locator("fieldset.marks").all():
        reviewer.tick(marks.locator("input[value='3']"))
    reviewer.tick(card.locator("input[name=value][value='3']"))
    reviewer.write(card.get_by_label("Reason").first, "Shown with figures and a date.")
    reviewer.go(card.get_by_role("button", name="Save and go to next unscored"))


def discuss_and_compare(one: Asked) -> list[str]:
    """Open the discussion; return what the page shows and the report must say as well."""
    coordinator = one.coordinator
    coordinator.open(f"{one.overview}move/discussion/")
    coordinator.go(coordinator.page.locator("main form button.btn"))
    coordinator.follow("Compare vendors")
    coordinator.sees("rank 1")
    heads = coordinator.page.locator("table.matrix thead th").all_inner_texts()
    totals = [found[0] for head in heads if (found := re.search(r"\d\.\d\d", head))]
    assert len(totals) == len(one.vendors)
    return [*totals, *proved_by_locust(coordinator)] if len(one.vendors) > 1 else totals


def proved_by_locust(coordinator: Person) -> list[str]:
    """The load test that the vendor's page read: rate and day, on this page and in the report."""
    ran = ran_on()
    proved = [f"{PROVED} requests a second", f"(Locust), ran {ran:%B} {ran.day}, {ran.year}"]
    row = coordinator.page.locator("table.matrix tr.plain").filter(has_text=PROVED)
    expect(row).to_contain_text("125 % of the need")
    for words in proved:
        expect(row).to_contain_text(words)
    return proved


def decide(one: Asked, operator: Person, root: str) -> None:
    """She is the only coordinator, so an operator confirms, by its fingerprint alone."""
    coordinator = one.coordinator
    coordinator.open(f"{one.overview}decide/")
    for choice in coordinator.page.get_by_label("Acceptable", exact=True).all():
        coordinator.tick(choice)
    for vendor in one.vendors:
        coordinator.fill(f"Reason, for your own record: {vendor}", "It will do.")
    coordinator.fill("Reasons for the decision", "It showed what it promises.")
    coordinator.press("Propose the decision")
    coordinator.sees("an operator of the service")
    operator.open(f"{root}/operator/confirmations/")
    operator.follow("Answer Dune County")
    operator.tick(operator.page.get_by_label("Confirm", exact=True))
    operator.press("Send the answer")

    def decided() -> bool:
        coordinator.open(one.overview)
        return coordinator.page.get_by_text("Decided").first.is_visible()

    until(coordinator.page, decided)
