"""From the declaration of interest to a record that a stranger checks: three reviewers, five vendors."""

import datetime as dt
import io
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pypdf
import pytest
from playwright.sync_api import expect

from tests.journeys.answering import today
from tests.journeys.conftest import Product
from tests.journeys.panel_stage import LABEL, VENDORS, email_of, lead_of
from tests.journeys.people import Manner, Person, Town, until
from tests.journeys.places import come_in, words_of_report

pytestmark = [pytest.mark.browser, pytest.mark.process]

RECUSED = VENDORS[4]
"""Rue's brother works there."""
MADE_MS = 120_000


@pytest.fixture(scope="module")
def home(product: Product) -> str:
    product.manage("shell", "-c", "from tests.journeys.panel_stage import build; build()")
    return f"http://{LABEL}.{product.root.removeprefix('http://')}"


def come(town: Town, home: str, name: str) -> Person:
    return come_in(town, home, email_of(name), name, Manner.SCRIPTS)


def test_from_declaration_to_a_verified_bundle(town: Town, home: str, tmp_path: Path) -> None:
    reviewers = [come(town, home, name) for name in ("Rae One", "Rob Two", "Rue Three")]
    cora = come(town, home, "Cora Diaz")
    cora.open(f"{home}/evaluations/")
    cora.follow("Scheduling for five")
    overview = cora.page.url
    for place, reviewer in enumerate(reviewers):
        declare(reviewer, home, conflict=RECUSED if place == 2 else "")
        nothing_of_others(reviewer, overview)
        score_all(reviewer, home, apart=place)
    cora.open(f"{overview}move/discussion/")
    cora.go(cora.page.locator("main form button.btn"))
    agree_on_the_first(cora, overview)
    totals = totals_on_page(cora, overview)
    recused = reviewers[2].page.goto(f"{overview}compare/")
    assert recused is not None
    assert RECUSED not in recused.text()
    decide(cora, overview)
    abe = come(town, home, "Abe Finch")
    abe.open(f"{overview}decide/")
    abe.press("Confirm the decision")
    abe.sees("The decision is confirmed")
    cora.open(f"{overview}reports/")
    cora.press("Create PDF report", exact=True)
    report = words_of_report(cora, f"{overview}reports/")
    for words in (*totals, *VENDORS, "Recommended"):
        assert words in report
    cora.press("Create record bundle")
    folder = unpacked(newest(cora, f"{overview}reports/", "bundle"), tmp_path / "bundle")
    assert checks(folder).startswith("everything agrees\n")
    assert "sheets: 3," in checks(folder)
    number, chain = kept_by_mail(cora)
    assert f"event {number} has the fingerprint that you gave" in checks(folder, number, chain)
    decision = folder / "decision.json"
    decision.write_text(decision.read_text().replace("It showed what it promises.", "Made up."))
    assert checks(folder).startswith("decision.json: revision 1 has changed")
    the_letter_reaches_its_vendor_alone(cora, town, home, overview)
    the_vendor_has_its_say_on_the_record(town, home)


def the_letter_reaches_its_vendor_alone(cora: Person, town: Town, home: str, overview: str) -> None:
    """Made, read and released; the vendor reads it on its page, and nothing of the others."""
    first = VENDORS[0]
    cora.open(f"{overview}reports/")
    cora.press(f"Create debrief letter to {first}")
    reports = f"{overview}reports/"
    pages = pypdf.PdfReader(io.BytesIO(newest(cora, reports, "debrief"))).pages
    words = " ".join(" ".join(page.extract_text() for page in pages).split())
    assert "Thank you for your answers." in words
    assert "As the scores say." not in words
    assert not any(name in words for name in (*VENDORS[1:], "Rae One", "Rob Two", "Rue Three"))
    cora.open(reports)
    cora.press(re.compile("Release to the vendor"))
    cora.open(reports)
    cora.sees("Released to the vendor by Cora Diaz")
    for name, shown in ((first, True), (VENDORS[1], False)):
        vendor = town.person(lead_of(name), f"Lead of {name}")
        vendor.open(f"{home}/sign-in/")
        vendor.sign_in()
        vendor.page.wait_for_url("**/requests/")
        vendor.follow("Scheduling for five")
        assert vendor.page.get_by_role("heading", name="What was decided").is_visible() is shown


def the_vendor_has_its_say_on_the_record(town: Town, home: str) -> None:
    """A records officer tells the vendors; one objects; the officer withholds it with a reason."""
    ola = come(town, home, "Ola Records")
    ola.open(f"{home}/records/")
    ola.follow("Scheduling for five")
    record = ola.page.url
    until_day = today() + dt.timedelta(days=14)
    ola.write(ola.page.locator("[name=object_by]"), until_day.isoformat())
    ola.press("Tell the vendors")
    ola.sees("They may object until")
    vendor = town.person(lead_of(VENDORS[0]), f"Lead of {VENDORS[0]}")
    vendor.open_mail("What of your answers may be handed out?")
    vendor.sign_in()
    vendor.sees_heading("The public record")
    form = vendor.page.locator("form").filter(has=vendor.page.locator("[name=other-field]"))
    vendor.page.locator("[name=other-field]").select_option(index=1)
    vendor.write(form.locator("textarea"), "It names our suppliers.")
    vendor.go(form.get_by_role("button", name="Send"))
    vendor.sees("It names our suppliers.")
    ola.open(record)
    card = ola.page.locator("section.card").filter(has_text="It names our suppliers.")
    ola.tick(card.get_by_label("Withhold it"))
    card.locator("[name=code]").select_option(label="Trade secret or commercial information")
    ola.write(card.locator("[name=why]"), "Suppliers are not public.")
    ola.go(card.get_by_role("button", name=re.compile("Record this")))
    ola.sees("Suppliers are not public.")
    ola.sees("Vendors may still object. The edition can be made after that day.")


def declare(reviewer: Person, home: str, *, conflict: str) -> None:
    page = reviewer.page
    reviewer.open(f"{home}/scoring/")
    reviewer.follow("Sign and start")
    if conflict:
        reviewer.tick(page.get_by_label("I have a conflict"))
        reviewer.tick(page.get_by_label(conflict, exact=True))
        reviewer.fill("What is the conflict?", "My brother works there.")
    else:
        reviewer.tick(page.get_by_label("I have no conflict with these vendors"))
    reviewer.fill("Your full name", reviewer.name)
    reviewer.press("Sign and continue")


def nothing_of_others(reviewer: Person, overview: str) -> None:
    """Before discussion there is no score of others to be had."""
    answer = reviewer.page.goto(f"{overview}compare/")
    assert answer is not None
    assert "Shown with figures" not in answer.text()
    assert "rank 1" not in answer.text()


def score_all(reviewer: Person, home: str, *, apart: int) -> None:
    """Each answer with marks, score and reason; the third reviewer is harder on the first vendors."""
    reviewer.open(f"{home}/scoring/")
    reviewer.follow(re.compile("Start scoring|Continue scoring"))
    given = 0
    while "/lock/" not in reviewer.page.url:
        card = reviewer.page.locator("form.card-split")
        expect(card).to_be_visible()
        value = 1 if apart == 2 and given < 4 else 3
        for marks in card.locator("fieldset.marks").all():
            reviewer.tick(marks.locator(f"input[value='{value}']"))
        reviewer.tick(card.locator(f"input[name=value][value='{value}']"))
        reviewer.write(card.get_by_label("Reason").first, "Shown with figures and a date.")
        reviewer.go(card.get_by_role("button", name="Save and go to next unscored"))
        given += 1
    reviewer.press(re.compile("Lock my scores"))
    reviewer.sees(re.compile("You locked your scores"))


def agree_on_the_first(cora: Person, overview: str) -> None:
    """The first of the queue: what the panel agreed on, where, and who was there."""
    cora.open(f"{overview}discussion/")
    cora.go(cora.page.locator("main ol.tasks a").first)
    form = cora.page.locator("form").filter(
        has=cora.page.get_by_role("button", name=re.compile("Record agreed score"))
    )
    cora.tick(form.locator("input[name=value][value='3']"))
    cora.write(form.locator("[name=reason]"), "We read the plan together.")
    for one in form.locator("input[name=present]").all():
        cora.tick(one)
    cora.go(form.get_by_role("button", name=re.compile("Record agreed score")))
    cora.open(f"{overview}discussion/?state=agreed")
    cora.sees("the average was")


def totals_on_page(cora: Person, overview: str) -> list[str]:
    cora.open(f"{overview}compare/")
    cora.sees("rank 1")
    heads = cora.page.locator("table.matrix thead th").all_inner_texts()
    totals = [found[0] for head in heads if (found := re.search(r"\d\.\d\d", head))]
    assert len(totals) == len(VENDORS)
    return totals


def decide(cora: Person, overview: str) -> None:
    cora.open(f"{overview}decide/")
    first, *others = cora.page.locator(".card.decide").all()
    cora.tick(first.get_by_label("Recommended", exact=True))
    for card in others:
        cora.tick(card.get_by_label("Acceptable", exact=True))
    for card in (first, *others):
        cora.write(card.locator("textarea").nth(0), "As the scores say.")
        cora.write(card.locator("textarea").nth(1), "Thank you for your answers.")
    cora.fill("Reasons for the decision", "It showed what it promises.")
    cora.fill("Who confirms it", "Abe Finch")
    cora.press("Propose the decision")
    cora.sees("Waits to be confirmed")


def newest(person: Person, reports: str, kind: str) -> bytes:
    """Wait for the worker, then download what was ordered last."""
    top = person.page.locator("section.card[id^=report-]").first
    ready = top.get_by_role("link", name=re.compile("Download"))

    def made() -> bool:
        person.open(reports)
        return kind in top.inner_text().lower() and ready.is_visible()

    until(person.page, made, patience_ms=MADE_MS)
    return person.download(ready)


def unpacked(content: bytes, folder: Path) -> Path:
    with zipfile.ZipFile(io.BytesIO(content)) as bundle:
        bundle.extractall(folder)
    return folder


def checks(folder: Path, *known: str) -> str:
    """What a Python that knows nothing of ours says of it."""
    words = [
        sys.executable,
        "-I",
        "-S",
        str(folder / "verify.py"),
        *([str(folder), *known] if known else []),
    ]
    done = subprocess.run(words, check=False, capture_output=True, text=True, timeout=60)
    assert done.stderr == ""
    return done.stdout


def kept_by_mail(cora: Person) -> tuple[str, str]:
    text = cora.mailbox.text_of(cora.email, "Keep this")
    found = re.search(r"Event (\d+)\s+([0-9a-f]{64})", text)
    assert found
    return found[1], found[2]
