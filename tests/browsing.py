"""The browser that tests drive: Debian's Chromium, and what the system may lack for it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from playwright.sync_api import Browser, Page, expect, sync_playwright

from portal.launch.system import missing_for_browser
from tests.portal.doors import do_jobs
from tests.portal.live import Served

PATIENCE_MS = 60_000
"""On a busy machine a page takes its time; nothing here is about how long."""
CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
MISSING = missing_for_browser()
WITHOUT = f"no browser here; the system lacks {', '.join(MISSING)}"

needs_browser = pytest.mark.skipif(bool(MISSING), reason=WITHOUT)
"""For a test of its own; `make test` prints and counts what was skipped for want of a browser."""


def skip_without_browser() -> None:
    """The same for a fixture or within a test."""
    if MISSING:
        pytest.skip(WITHOUT)


@contextmanager
def open_browser() -> Iterator[Browser]:
    """Chromium for the length of a block; in it, ask for rows by way of the server's thread only."""
    with sync_playwright() as driver:
        expect.set_options(timeout=PATIENCE_MS)
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


def window(
    browser: Browser,
    served: Served,
    client: Client | None,
    path: str,
    *,
    label: str = "alder",
    **how: Any,
) -> Page:
    """Open a page in a browser of its own, signed in as this client is.

    label: of the workspace; empty is the front door. how: as new_context takes it.
    """
    base = served.at(label) if label else f"http://{served.host}"
    context = browser.new_context(**how)
    if client is not None:
        value = client.cookies["session"].value
        context.add_cookies([{"name": "session", "value": value, "url": base}])
    page = context.new_page()
    page.goto(base + path)
    return page


def mailed_link(to: str, part: str) -> str:
    """Send what is owed; return the latest link mailed to this address that holds the part."""
    do_jobs()
    links = [
        link
        for one in mail.outbox
        if one.to == [to]
        for link in re.findall(r"https?://\S+", str(one.body))
        if part in link
    ]
    assert links, f"no link with {part} was mailed to {to}"
    return links[-1].rstrip(".,)")
