"""A file on its way through a slow line: how far it is, what an interruption costs, what arrives."""

import socket
import threading
from contextlib import suppress

import pytest
from django.test import Client
from playwright.sync_api import Page, expect, sync_playwright

from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import workspace
from tests.browsing import CHROMIUM, FLAGS, needs_browser
from tests.portal.live import Served, serving
from tests.vendors.scene import Scene
from tests.vendors.views.test_answering import PDF
from tests.vendors.views.test_in_the_browser import PICTURES
from vendors.models import Answer, Evidence

MEGABYTES = 14
BIG = PDF + b"\n%" + b"0" * (MEGABYTES << 20) + b"\n%%EOF\n"
WORDS = "At most 60 copies of the web server, set by a quota with our host."
STOPS_AFTER = 2 << 20
"""Bytes after which the line stands still; what buffers take on top is less than the file."""
MOMENT_MS = 60_000


class Line:
    """The way from the browser to the server: a test lets it stand still, cuts it, opens it."""

    def __init__(self, port: int) -> None:
        self.server = port
        self.may_go_on = threading.Event()
        self.is_cut = False
        self.door = socket.create_server(("127.0.0.1", 0))
        self.port = self.door.getsockname()[1]
        threading.Thread(target=self._let_in, daemon=True).start()

    def open(self) -> None:
        self.is_cut = False
        self.may_go_on.set()

    def cut(self) -> None:
        self.is_cut = True
        self.may_go_on.set()

    def _let_in(self) -> None:
        with suppress(OSError):
            while True:
                browser, _address = self.door.accept()
                server = socket.create_connection(("127.0.0.1", self.server))
                for ends in ((browser, server, True), (server, browser, False)):
                    threading.Thread(target=self._carry, args=ends, daemon=True).start()

    def _carry(self, origin: socket.socket, target: socket.socket, is_way_up: bool) -> None:
        carried = 0
        with suppress(OSError):
            while part := origin.recv(65_536):
                carried += len(part)
                if is_way_up and carried > STOPS_AFTER:
                    self.may_go_on.wait()
                    if self.is_cut:
                        break
                target.sendall(part)
        for end in (origin, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()


@pytest.mark.browser
@needs_browser
def test_a_slow_and_an_interrupted_upload(scene: Scene, vera: Client, alder: Jurisdiction) -> None:
    with serving() as served, sync_playwright() as driver:
        line = Line(int(served.host.rpartition(":")[2]))
        way = f"--host-resolver-rules=MAP * 127.0.0.1:{line.port}"
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, way])
        context = chromium.new_context()
        base = served.at("alder")
        cookie = vera.cookies["session"].value
        context.add_cookies([{"name": "session", "value": cookie, "url": base}])
        page = context.new_page()
        page.goto(base + scene.topic())
        try:
            send_and_interrupt(page, served, line, alder)
            refuse_what_it_is_not(page, served, alder)
        finally:
            line.cut()
            line.door.close()
            chromium.close()


def send_and_interrupt(page: Page, served: Served, line: Line, alder: Jurisdiction) -> None:
    file = page.get_by_label("Add a file")
    file.set_input_files({"name": "big.pdf", "mimeType": "application/pdf", "buffer": BIG})
    page.get_by_label("Page that answers this").fill("7")
    bar = page.get_by_role("progressbar", name="Sending the file.")
    page.get_by_role("button", name="Upload").click()
    page.wait_for_function(
        "bar => bar.value > 0 && bar.value < bar.max", arg=bar.element_handle(), timeout=MOMENT_MS
    )
    expect(page.get_by_text(f"of {MEGABYTES} MB sent").first).to_be_visible()
    page.get_by_role("textbox", name="What limits the growth").fill(WORDS)
    picture(page, "going")
    line.cut()
    expect(page.get_by_text("The file was not sent in full")).to_be_visible(timeout=MOMENT_MS)
    expect(page.get_by_role("button", name="Try again")).to_be_focused()
    picture(page, "broken")
    assert file.evaluate("one => one.files[0].name") == "big.pdf"
    assert served.rows(lambda: kept(alder)) == ([], [])
    line.open()
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("link", name="big").first).to_be_visible(timeout=MOMENT_MS)
    (evidence,), (answer,) = served.rows(lambda: kept(alder))
    assert evidence.file.size == len(BIG)
    assert evidence.links.all()[0].page == 7
    assert answer.value["limits"] == WORDS
    expect(page.get_by_role("textbox", name="What limits the growth")).to_have_value(WORDS)


def picture(page: Page, name: str) -> None:
    for width in (1440, 390) if PICTURES else ():
        page.set_viewport_size({"width": width, "height": 900})
        box = page.locator("[data-upload-box]")
        box.scroll_into_view_if_needed()
        page.screenshot(path=f"{PICTURES}/{name}-{width}.png")


def kept(alder: Jurisdiction) -> tuple[list[Evidence], list[Answer]]:
    """What arrived: files and answers."""
    with workspace(alder):
        files = Evidence.objects.select_related("file").prefetch_related("links")
        return list(files), list(Answer.objects.all())


def refuse_what_it_is_not(page: Page, served: Served, alder: Jurisdiction) -> None:
    """A refused file stays selected, with the sentence at its field; no word is lost."""
    page.get_by_role("textbox", name="What limits the growth").fill(f"{WORDS} Changed.")
    file = page.get_by_label("Add a file")
    file.set_input_files(
        {"name": "plan.pdf", "mimeType": "application/pdf", "buffer": b"Plain text"}
    )
    page.get_by_role("button", name="Upload").click()
    sentence = page.locator(".error-text").first
    expect(sentence).to_be_visible(timeout=MOMENT_MS)
    expect(file).to_be_focused()
    assert file.get_attribute("aria-describedby").endswith(sentence.get_attribute("id"))
    expect(page.get_by_role("textbox", name="What limits the growth")).to_have_value(
        f"{WORDS} Changed."
    )
    assert len(served.rows(lambda: kept(alder))[0]) == 1
