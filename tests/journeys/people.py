"""People in front of a browser, and the mail that they read; nothing here knows the database."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.journeys.keys import attach_by_keys, push_by_keys, tick_by_keys, write_by_keys

PATIENCE_MS = 30_000
T = TypeVar("T")


def until(page: Page, told: Callable[[], T], *, patience_ms: int = PATIENCE_MS) -> T:
    """Ask again and again, as a person reloads a page, until there is an answer."""
    last = time.monotonic() + patience_ms / 1000
    while not (answer := told()):
        assert time.monotonic() < last, f"waited in vain at {page.url}"
        page.wait_for_timeout(250)
    return answer


@dataclass
class Mailbox:
    """The demo's mailbox, open in a window of its own."""

    page: Page
    root: str
    read: list[str] = field(default_factory=list)

    def wait_for(self, to: str, subject: str) -> str:
        """Return the address of the newest unread mail to somebody, once it is there."""
        address = f"{self.root}/mailbox/?{urlencode({'to': to})}"

        def arrived() -> str:
            self.page.goto(address)
            for link in self.page.locator("tbody th a").all():
                path = link.get_attribute("href") or ""
                if subject in link.inner_text() and path not in self.read:
                    return path
            return ""

        path = until(self.page, arrived)
        self.read.append(path)
        return f"{self.root}{path}"

    def text_of(self, to: str, subject: str) -> str:
        self.page.goto(self.wait_for(to, subject))
        return self.page.inner_text("main")

    def code_for(self, to: str) -> str:
        found = re.search(r"Your code is (\d{6})", self.text_of(to, "is your sign-in code"))
        assert found
        return found[1]

    def count(self, to: str, subject: str) -> int:
        self.page.goto(f"{self.root}/mailbox/?{urlencode({'to': to})}")
        return self.page.get_by_role("link", name=subject).count()


@dataclass
class Person:
    """Somebody with an address and a browser of her own."""

    email: str
    name: str
    page: Page
    mailbox: Mailbox

    @property
    def context(self) -> BrowserContext:
        return self.page.context

    @property
    def root(self) -> str:
        return self.mailbox.root

    def push(self, control: Locator) -> None:
        """Press a button or follow a link."""
        control.click()

    def go(self, control: Locator) -> None:
        """Press or follow what leads to another page, and wait until that is there."""
        with self.page.expect_navigation(wait_until="domcontentloaded"):
            self.push(control)

    def tick(self, control: Locator) -> None:
        """Choose a radio button or a checkbox."""
        control.check(force=True)

    def write(self, field: Locator, text: str) -> None:
        """Fill a field, or choose from a list by what it says."""
        expect(field, f"no such field at {self.page.url}").to_be_attached()
        if field.evaluate("one => one.tagName") == "SELECT":
            field.select_option(label=text)
        else:
            field.fill(text)

    def attach(self, field: Locator, name: str, kind: str, content: bytes) -> None:
        """Choose a file."""
        field.set_input_files({"name": name, "mimeType": kind, "buffer": content})

    def open(self, address: str) -> None:
        self.page.goto(address)

    def press(self, name: str | re.Pattern[str], *, exact: bool = False) -> None:
        """Press a button by what it says."""
        self.go(self.page.get_by_role("button", name=name, exact=exact))

    def follow(self, name: str | re.Pattern[str], *, exact: bool = False) -> None:
        """Follow the first link that says this."""
        self.go(self.page.get_by_role("link", name=name, exact=exact).first)

    def fill(self, label: str | re.Pattern[str], value: str, *, exact: bool = False) -> None:
        self.write(self.page.get_by_label(label, exact=exact).first, value)

    def sees(self, text: str | re.Pattern[str]) -> Locator:
        """Wait until the page shows a text."""
        found = self.page.get_by_text(text).first
        expect(found).to_be_visible()
        return found

    def sees_heading(self, text: str | re.Pattern[str]) -> None:
        expect(self.page.get_by_role("heading", level=1, name=text)).to_be_visible()

    def open_mail(self, subject: str) -> None:
        """Open a mail and follow its link."""
        self.page.goto(self.mailbox.wait_for(self.email, subject))
        self.go(self.page.locator(".answer a").first)

    def type_code(self) -> None:
        self.fill("Code", self.mailbox.code_for(self.email))
        self.press("Sign in", exact=True)

    def sign_in(self) -> None:
        """Sign in at whatever page asks for it, with the code from the mail."""
        self.fill("E-mail address", self.email)
        self.press("Mail me a code")
        self.type_code()

    def download(self, link: Locator) -> bytes:
        with self.page.expect_download() as waiting:
            self.push(link)
        return waiting.value.path().read_bytes()


class Typist(Person):
    """Somebody without a mouse: only keys, and only what has a visible focus."""

    def push(self, control: Locator) -> None:
        push_by_keys(control)

    def tick(self, control: Locator) -> None:
        tick_by_keys(control)

    def write(self, field: Locator, text: str) -> None:
        write_by_keys(field, text)

    def attach(self, field: Locator, name: str, kind: str, content: bytes) -> None:
        attach_by_keys(field, name, kind, content)


class Manner(StrEnum):
    """How somebody uses a browser."""

    SCRIPTS = "with scripts"
    PLAIN = "without scripts"
    KEYS = "without a mouse"


@dataclass
class Town:
    """Where people come from: one browser program, a window for each person."""

    browser: Browser
    mailbox: Mailbox
    windows: list[BrowserContext] = field(default_factory=list)

    def person(self, email: str, name: str, manner: Manner = Manner.SCRIPTS) -> Person:
        window = self.browser.new_context(
            java_script_enabled=manner is not Manner.PLAIN,
            locale="en-US",
            viewport={"width": 1280, "height": 900},
        )
        window.set_default_timeout(PATIENCE_MS)
        self.windows.append(window)
        kind = Typist if manner is Manner.KEYS else Person
        page = window.new_page()
        # Listened for from the start: a driver that begins with the key press comes late at times,
        # and the browser opens a dialog of its own.
        page.on("filechooser", lambda _chooser: None)
        return kind(email, name, page, self.mailbox)
