"""Hostile words in every field that a vendor's person can type into, found on the pages themselves.

A field that is added later is tried without being named here. Each sending is undone, so that all meet the same world.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.template import engines
from django.test import Client
from django.urls import reverse
from lxml import html

from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import workspace
from tests.isolation.matrix import Row
from tests.isolation.rows import ROWS
from tests.isolation.world import World

MARKED = "hostilewren"
"""In each text that is whole enough to be found again on a page."""

HOSTILE: dict[str, bytes] = {
    "script": f"{MARKED}<script>alert(1)</script>".encode(),
    "attribute": f'{MARKED}"><img src=x onerror=alert(1)>'.encode(),
    "quote": f"{MARKED}' onmouseover='alert(1)".encode(),
    "template": f"{MARKED}{{{{7*7}}}}{{% debug %}}{{{{ request.session }}}}".encode(),
    "link": f"{MARKED}<link rel=attachment href=file:///etc/passwd>".encode(),
    "style": f"{MARKED}<style>@import url(http://127.0.0.1:9/)</style>".encode(),
    "scheme": b"javascript:alert(1)//" + MARKED.encode(),
    "formula": f'=HYPERLINK("http://127.0.0.1:9/","{MARKED}")'.encode(),
    "tab first": f"\t=1+1 {MARKED}".encode(),
    "database": f"{MARKED}' OR 1=1; DROP TABLE vendors_answer; --".encode(),
    "format": f"{MARKED} %s %d %(x)s {{0}} $user \\0 \\u0000".encode(),
    "header": f"{MARKED}\r\nBcc: mallory@elsewhere.example\r\n\r\nx".encode(),
    "nul": f"{MARKED}\0after".encode(),
    "controls": f"{MARKED}\x0b\x1b[31m\x7f\ufffe\uffff".encode(),
    "lone surrogate": MARKED.encode() + b"\xed\xa0\x80",
    "no utf-8": MARKED.encode() + b"\xff\xfe\xc3",
    "turned round": f"{MARKED}\u202egnp.exe\u2066\u200b\ufeff".encode(),
    "combining marks": (MARKED + "e" + "\u0301" * 500).encode(),
    "numbers": "１２٣".encode(),
    "huge number": b"1" + b"0" * 400,
    "not a number": b"NaN",
    "infinite": b"1e400",
    "minus nothing": b"-0",
    "far date": b"999999999-99-99",
    "only spaces": "\u2003\u200b \t".encode(),
    "long": MARKED.encode() + b"x" * 120_000,
}
PLAIN = {
    name: words.decode()
    for name, words in HOSTILE.items()
    if name in {"script", "attribute", "quote", "template", "link", "style", "database", "format"}
}
"""What a browser can show again letter by letter."""

ANSWERED = {200, 302, 400, 403, 404, 409, 413, 422}
SMALL = 6
"""Fields of a form that are tried one by one too; a large one takes each question by itself."""
TURNS = 3
"""Each field alone meets every third text; with the others it meets all."""
LARGEST = 4 << 20
"""Bytes of typed words in one sending; more is refused before anything is read."""
TYPED = {"text", "email", "search", "tel", "url", "number", "date", "time", "datetime-local", None}


@dataclass(frozen=True)
class Sheet:
    """One form of a page as a browser would send it, and the names that can be typed into."""

    page: str
    action: str
    plain: list[tuple[str, str]] = field(default_factory=list)
    typed: list[str] = field(default_factory=list)

    def body(self, fields: list[str], words: bytes) -> bytes:
        pairs = [
            (name.encode(), words if name in fields else value.encode())
            for name, value in self.plain
        ]
        return urlencode(pairs).encode()


def sheets_of(path: str, page: bytes) -> Iterator[Sheet]:
    document = html.fromstring(page)
    for form in document.forms:
        if (form.get("method") or "").lower() != "post":
            continue
        sheet = Sheet(path, form.get("action") or path)
        pressed = False
        for control in form.xpath(".//input|.//textarea|.//select|.//button"):
            name, kind = control.get("name"), control.get("type")
            if control.xpath("ancestor::template") or control.get("disabled") is not None:
                continue
            if control.tag == "button" or kind in {"file", "submit"}:
                if name and not pressed and kind != "file":
                    sheet.plain.append((name, control.get("value") or ""))
                    pressed = True
                continue
            if not name or (kind in {"radio", "checkbox"} and control.get("checked") is None):
                continue
            sheet.plain.append((name, control.value or ""))
            if control.tag == "textarea" or (control.tag == "input" and kind in TYPED):
                sheet.typed.append(name)
        if sheet.typed:
            yield sheet


def vendor_pages(world: World) -> Iterator[tuple[str, str]]:
    """Pages that a vendor's lead sees, and those on which a coordinator writes what a vendor said."""
    for row in ROWS:
        if row.is_page and row.method == "get" and row.name.startswith("vendors:"):
            actor = "coordinator" if row.name.startswith("vendors:enter") else "lead"
            if row.expect[actor] == 200:
                yield actor, _path(row, world)


def _path(row: Row, world: World) -> str:
    return reverse(row.name, "portal.urls_workspace", kwargs=row.kwargs(world)) + row.query


@pytest.fixture
def sheets(world: World, alder: Jurisdiction) -> list[tuple[Client, Sheet]]:
    with workspace(alder):
        ways = list(vendor_pages(world))
    browsers = {actor: world.client(actor) for actor in ("lead", "coordinator")}
    found: dict[tuple[str, tuple[str, ...]], tuple[Client, Sheet]] = {}
    for actor, path in ways:
        for sheet in sheets_of(path, browsers[actor].get(path).content):
            found.setdefault((sheet.action, tuple(sheet.typed)), (browsers[actor], sheet))
    return list(found.values())


def test_hostile_words_do_no_harm(sheets: list[tuple[Client, Sheet]]) -> None:
    assert len(sheets) >= 10
    assert sum(len(sheet.typed) for _browser, sheet in sheets) >= 50
    for number, name in enumerate(HOSTILE):
        for browser, sheet in sheets:
            for group in groups_of(sheet, number):
                with transaction.atomic():
                    send(browser, sheet, group, name)
                    transaction.set_rollback(True)


def test_without_escaping_the_same_words_do_harm(
    sheets: list[tuple[Client, Sheet]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin with the guard off: it must be noticed."""
    monkeypatch.setattr(engines["django"].engine, "autoescape", False)
    (browser, sheet) = next(pair for pair in sheets if pair[1].action.endswith("/ask/"))
    for name in ("script", "attribute"):
        with pytest.raises(AssertionError, match=f"{name}.* of "):
            send(browser, sheet, sheet.typed, name)


def groups_of(sheet: Sheet, number: int) -> list[list[str]]:
    """All fields at once, and some one by one: where one is refused, the others go no further."""
    words = list(HOSTILE.values())[number]
    alone = [
        [one] for place, one in enumerate(sheet.typed[:SMALL]) if (place + number) % TURNS == 0
    ]
    if len(words) * len(sheet.typed) > LARGEST:
        return alone or [sheet.typed[:1]]
    return [sheet.typed, *(alone if len(sheet.typed) <= SMALL else [])]


def send(browser: Client, sheet: Sheet, group: list[str], name: str) -> None:
    where = f"{name!r} in {group[:3]} of {sheet.page}"
    answer = browser.post(
        sheet.action, sheet.body(group, HOSTILE[name]),
        content_type="application/x-www-form-urlencoded",
    )  # fmt: skip
    assert answer.status_code in ANSWERED, f"{where}: {answer.status_code}"
    if answer.status_code == 302:
        after = browser.get(answer["Location"])
        assert after.status_code in ANSWERED, f"{where}: then {after.status_code}"
        pages = [after.content, browser.get(sheet.page).content]
    else:
        pages = [answer.content]
        if name in PLAIN and answer.status_code in {200, 422}:
            assert_words_are_kept(answer.content, group, PLAIN[name], where)
    for page in pages:
        assert_harmless(page, where)


def assert_words_are_kept(page: bytes, group: list[str], words: str, where: str) -> None:
    controls = html.fromstring(page).xpath("//input|//textarea")
    held = {one.get("name"): one.value for one in controls if one.get("name") in group}
    for one in group:
        assert (held.get(one) or "").strip() == words.strip(), f"{where}: {one} lost its words"


def assert_harmless(page: bytes, where: str) -> None:
    """No element, attribute or address came out of the words."""
    if not page.strip():
        return
    document = html.fromstring(page)
    for element in document.iter():
        if not isinstance(element.tag, str):
            continue
        assert element.get("onerror") is None, where
        assert element.get("onmouseover") is None, where
        assert not (element.get("href") or "").lower().startswith(("javascript:", "file:")), where
        assert "127.0.0.1:9/" not in (element.get("href") or element.get("src") or ""), where
        if element.tag in {"script", "style"}:
            assert MARKED not in (element.text or ""), where
            assert "alert(1)" not in (element.text or ""), where
