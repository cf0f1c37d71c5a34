"""Every page of every host, opened in a browser at two widths and held against WCAG 2.2 AA."""

import json
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.test import Client
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, sync_playwright

from portal.accounts import actions as accounts
from portal.accounts.models import User
from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import workspace
from tests.browsing import CHROMIUM, FLAGS, needs_browser
from tests.cast import client_of
from tests.isolation.library import fill
from tests.isolation.matrix import Row
from tests.isolation.rows import FRONT, ROWS
from tests.isolation.world import World
from tests.portal.doors import front as front_client
from tests.portal.live import Served, serving

pytestmark = [pytest.mark.browser, needs_browser]
WIDTHS = (1440, 390)
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
    # Fetches all sheets again for rules that are not among these.
    "preload": False,
}
RUN = "async rules => (await axe.run(document, rules)).violations"


def pages(rows: Iterable[Row]) -> list[tuple[Row, str]]:
    """Rows that answer a GET with a page, and the first actor who is let in."""
    found = []
    for row in rows:
        if row.is_page and row.method == "get":
            by_status = {status: actor for actor, status in reversed(row.expect.items())}
            assert by_status.keys() & {200, 403, 404}, f"{row.name} is a page that nobody sees"
            found.append((row, next(by_status[one] for one in (200, 403, 404) if one in by_status)))
    return found


def test_workspace_pages_have_no_violation(alder: Jurisdiction, world: World) -> None:
    with workspace(alder):
        ways = [
            (row.name, actor, reverse(row.name, "portal.urls_workspace", kwargs=row.kwargs(world)))
            for row, actor in pages(ROWS)
        ]
    cookies = {
        actor: cookie_of(client_of(world.people.get(actor), alder, accounts.sign_in))
        for actor in {actor for _name, actor, _path in ways}
    }
    with serving() as served:
        assert not violations(served, served.at("alder"), ways, cookies)


def test_front_door_pages_have_no_violation(alder: Jurisdiction) -> None:
    people = _at_the_front(alder)
    fill(people["person"], "alderwren")
    ways = [
        (
            row.name,
            actor,
            reverse(row.name, "portal.urls_front", kwargs=row.kwargs(None)) + row.query,
        )
        for row, actor in pages(FRONT)
    ]
    cookies = {actor: cookie_of(front_client(person)) for actor, person in people.items()}
    with serving() as served:
        assert not violations(served, f"http://{served.host}", ways, cookies)


def test_a_fault_would_be_found() -> None:
    """Negative control: the same look at a page with a picture that nobody described."""
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        found = _look(chromium.new_page(), "data:text/html,<html lang=en><img src=x><p>Text")
        chromium.close()
    assert any("image-alt" in line for line in found)


def _at_the_front(alder: Jurisdiction) -> dict[str, Any]:
    """Return who opens the front door's pages."""
    person = User.objects.known_as("ann@alder.example", "Ann Ortiz")
    operator = User.objects.create_user("otto@service.example", "Otto", is_operator=True)
    return {"anonymous": None, "person": person, "operator": operator}


def cookie_of(client: Client) -> str:
    morsel = client.cookies.get("session")
    return morsel.value if morsel else ""


def violations(
    served: Served, base: str, ways: list[tuple[str, str, str]], cookies: dict[str, str]
) -> str:
    """Open each page at both widths; return what axe and the width say, in lines."""
    said: dict[str, list[str]] = defaultdict(list)
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for actor in sorted({actor for _name, actor, _path in ways}):
            context = chromium.new_context()
            _sign_in(context, base, cookies[actor])
            page = context.new_page()
            for name, whose, path in ways:
                if whose == actor:
                    said[name] = _look(page, base + path)
            context.close()
        chromium.close()
    return "\n".join(f"{name}: {line}" for name, lines in said.items() for line in lines)


def _sign_in(context: BrowserContext, base: str, cookie: str) -> None:
    if cookie:
        context.add_cookies([{"name": "session", "value": cookie, "url": base}])


def _look(page: Page, address: str) -> list[str]:
    answer = page.goto(address)
    found = [] if answer and answer.status in {200, 403, 404} else [f"answered {answer}"]
    page.evaluate(AXE_SCRIPT)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        violations = page.evaluate(RUN, RULES)
        found += [f"at {width} px {one['id']}: {_where(one)}" for one in violations]
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            found.append(f"at {width} px the page is {wide} px wide")
    return found


def _where(violation: dict[str, Any]) -> str:
    return "; ".join(json.dumps(node["target"]) for node in violation["nodes"][:2])
