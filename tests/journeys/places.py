"""Where journeys begin and end: a workspace that is opened, a report that is downloaded."""

import io
import re

import pypdf

from tests.journeys.conftest import OPERATOR, Product
from tests.journeys.people import Manner, Person, Town, until

ZONE = "America/Denver"
REPORT_MS = 120_000


def open_workspace(town: Town, product: Product, label: str, name: str) -> Person:
    """An operator opens it; its first coordinator comes in by the mail."""
    county, email = (
        f"{label.title()} County",
        f"{name.split(maxsplit=1)[0].lower()}@{label}.example",
    )
    operator = town.person(OPERATOR, "Opal Reyes")
    operator.open(f"{product.root}/operator/open/")
    operator.sign_in()
    operator.open(f"{product.root}/operator/open/")
    operator.fill("Name", county)
    operator.page.locator("[name=label]").fill(label)
    operator.page.locator("[name=time_zone]").select_option(ZONE)
    operator.page.locator("[name=coordinator_email]").fill(email)
    operator.press("Open the workspace")
    operator.sees(county)
    coordinator = town.person(email, name)
    coordinator.open_mail(f"Your workspace {county} is open")
    coordinator.sign_in()
    coordinator.fill("Your name", coordinator.name)
    coordinator.press("Accept and go in")
    coordinator.sees_heading(f"What needs you at {county}")
    return coordinator


def come_in(town: Town, home: str, email: str, name: str, manner: Manner) -> Person:
    """Sign in to a workspace, with the code from the mail, in a browser of this manner."""
    person = town.person(email, name, manner)
    person.open(f"{home}/sign-in/")
    person.sign_in()
    person.sees_heading("What needs you at")
    return person


def words_of_report(person: Person, reports: str) -> str:
    """Wait for the worker, download the newest report, return its words with single spaces."""
    ready = person.page.get_by_role("link", name=re.compile("Download")).first

    def made() -> bool:
        person.open(reports)
        return ready.is_visible()

    until(person.page, made, patience_ms=REPORT_MS)
    content = person.download(ready)
    assert content.startswith(b"%PDF-")
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())
