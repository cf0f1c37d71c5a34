"""Files that are no filled sheet: each is refused with a sentence, none harms the portal."""

import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

import openpyxl
import pytest
from django.test import Client

from portal.cage.outcome import Failure
from portal.cage.run import run
from portal.files.content import RefusedFileError, examine
from tests.cast import Cast
from tests.vendors.actions.test_amendments import prepared, publish
from tests.vendors.scene import Scene
from tests.vendors.sheets.filling import (
    base,
    cell_of,
    changed,
    download,
    member,
    opened,
    repacked,
    saved,
    text_of,
    upload,
)
from vendors.forms.sheets import LIMITS, TASK
from vendors.models import Answer
from vendors.sheet_reading import MOST_UNPACKED, SOURCE

KEY = "cloud.autoscale"
MAIN = "xl/worksheets/sheet1.xml"
Damage = Callable[[bytes], bytes]


def with_member(name: str, content: bytes = b"x") -> Damage:
    return lambda sheet: repacked(sheet, **{name: content})


def foreign(_sheet: bytes) -> bytes:
    return saved(openpyxl.Workbook())


def without_hidden_columns(sheet: bytes) -> bytes:
    return changed(sheet, lambda book: book["Questions"].delete_cols(8, 2))


def without_mark(sheet: bytes) -> bytes:
    return changed(sheet, lambda book: book.remove(book["plumbline"]))


def macro_type(sheet: bytes) -> bytes:
    types = member(sheet, "[Content_Types].xml").replace(
        b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    )
    return repacked(sheet, **{"[Content_Types].xml": types})


def entities(sheet: bytes) -> bytes:
    """A sheet whose XML calls an entity by name, which a careless reader follows."""
    declared = b'<!DOCTYPE x [<!ENTITY a "read from the entity">]>'
    page = member(sheet, MAIN)
    head, rest = page.split(b"\n", 1)
    inline = b'<c r="F2" t="inlineStr"><is><t>&a;</t></is></c>'
    start = rest.index(b'<c r="F2"')
    ends = (rest.find(b"</c>", start), rest.find(b"/>", start))
    end = min(
        place + len(tag) for place, tag in zip(ends, (b"</c>", b"/>"), strict=True) if place > 0
    )
    page = head + b"\n" + declared + rest[:start] + inline + rest[end:]
    return repacked(sheet, **{MAIN.replace("/", "__"): page})


def many_sheets(sheet: bytes) -> bytes:
    def add(book: Any) -> None:
        for _ in range(160):
            book.create_sheet()

    return changed(sheet, add)


def too_wordy(sheet: bytes) -> bytes:
    def write(book: Any) -> None:
        page = book["How to use it"]
        for row in range(1, 110):
            page.cell(row, 3).value = os.urandom(15_000).hex()

    return changed(sheet, write)


CASES: dict[str, tuple[str, Damage, str]] = {
    "text": ("a.xlsx", lambda _: b"Hello", "not really an Excel workbook"),
    "empty": ("a.xlsx", lambda _: b"", "is empty"),
    "zip": ("a.xlsx", lambda _: _zip({"a.txt": b"a"}), "not really an Excel workbook"),
    "half": ("a.xlsx", lambda sheet: sheet[: len(sheet) // 2], "is damaged"),
    "xls name": ("a.xls", lambda sheet: sheet, "must be an Excel workbook (.xlsx)"),
    "xlsm name": ("a.xlsm", lambda sheet: sheet, "must be an Excel workbook (.xlsx)"),
    "xls": ("a.xlsx", lambda _: bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, "not really"),
    "huge": ("a.xlsx", lambda sheet: sheet + b"\0" * (5 << 20), "smaller than 5 MB"),
    "bomb": ("a.xlsx", lambda sheet: repacked(sheet, bomb=b"\0" * (70 << 20)), "too large when"),
    "macro": ("a.xlsx", with_member("xl__vbaProject.bin"), "contains macros"),
    "macro type": ("a.xlsx", macro_type, "contains macros"),
    "macro sheet": ("a.xlsx", with_member("xl__macrosheets__sheet1.xml"), "contains macros"),
    "link": ("a.xlsx", with_member("xl__externalLinks__externalLink1.xml"), "links to other files"),
    "data": ("a.xlsx", with_member("xl__connections.xml"), "links to other files"),
    "object": ("a.xlsx", with_member("xl__embeddings__oleObject1.bin"), "links to other files"),
    "entities": ("a.xlsx", entities, "could not be read"),
    "no xml": ("a.xlsx", with_member("xl__workbook.xml", b"<nothing"), "could not be read"),
    "many sheets": ("a.xlsx", many_sheets, "more sheets"),
    "wordy": ("a.xlsx", too_wordy, "more text"),
    "foreign": ("a.xlsx", foreign, "no sheet that was downloaded here"),
    "no mark": ("a.xlsx", without_mark, "no sheet that was downloaded here"),
    "no columns": ("a.xlsx", without_hidden_columns, "hidden columns are missing"),
}


def _zip(members: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize("case", CASES)
def test_it_is_refused_with_a_sentence(scene: Scene, vera: Client, case: str) -> None:
    name, damage, sentence = CASES[case]
    answer = upload(scene, vera, damage(download(scene, vera)), name)
    assert answer.status_code == 200
    assert sentence in text_of(answer)
    assert "What the spreadsheet would change" not in text_of(answer)
    assert b'type="file"' in answer.content


def test_no_file_is_told(scene: Scene, vera: Client) -> None:
    assert "Choose a file" in text_of(vera.post(f"{base(scene)}/sheet/", {}))


def test_a_link_that_a_program_made_of_an_address_is_fine(scene: Scene, vera: Client) -> None:
    def write(book: Any) -> None:
        cell = cell_of(book, KEY, "limits")
        cell.value = "See https://status.example.org/limits for all the limits that hold"
        cell.hyperlink = "https://status.example.org/limits"

    answer = upload(scene, vera, changed(download(scene, vera), write))
    assert "1 question would change" in text_of(answer)


def test_the_careless_reader_follows_what_the_cage_refuses(
    scene: Scene, vera: Client, tmp_path: Any
) -> None:
    """The twin: the same file, read without defusedxml."""
    path = tmp_path / "entities.xlsx"
    path.write_bytes(entities(download(scene, vera)))
    script = (
        "import sys, openpyxl; "
        "print(openpyxl.load_workbook(sys.argv[1], read_only=True)['Questions']['F2'].value)"
    )
    careless = os.environ | {"OPENPYXL_DEFUSEDXML": "False", "OPENPYXL_LXML": "False"}
    found = subprocess.run(
        [sys.executable, "-c", script, path],
        env=careless,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "read from the entity" in found.stdout
    assert not run(TASK, {SOURCE: path}, limits=LIMITS)


def test_the_cage_itself_refuses_what_the_first_look_would_miss(scene: Scene, vera: Client) -> None:
    content = download(scene, vera)
    out = BytesIO(content)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_STORED) as archive:
        archive.writestr("xl/externalLinks/externalLink1.xml", b"x")
    outcome = run(TASK, {SOURCE: out.getvalue()}, limits=LIMITS)
    assert outcome.failure is Failure.REFUSED
    assert outcome.network_wall
    bomb = repacked(content, bomb=os.urandom(1 << 20) * (1 + (MOST_UNPACKED >> 20)))
    assert run(TASK, {SOURCE: bomb}, limits=LIMITS).reason == "becomes too large when it is opened"
    with pytest.raises(RefusedFileError):
        examine("a.xlsx", BytesIO(repacked(content, bomb=b"\0" * (70 << 20))), 1)


HOSTILE = (
    "\u202eabc",
    "<script>alert(1)</script>",
    "a\x00b",
    "x" * 9_000,
    "\ud83d\ude00",
    "_x0000_",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_are_shown_harmlessly_or_told(scene: Scene, vera: Client, text: str) -> None:
    content = download(scene, vera)
    inline = escape(text).encode("utf-8", "surrogatepass")
    book = opened(content)
    row = cell_of(book, KEY, "limits").row
    page = member(content, MAIN)
    start = page.index(f'<c r="F{row}"'.encode())
    ends = [place for tag in (b"</c>", b"/>") if (place := page.find(tag, start)) > 0]
    end = min(ends) + (4 if page[min(ends) : min(ends) + 4] == b"</c>" else 2)
    cell = f'<c r="F{row}" t="inlineStr"><is><t>'.encode() + inline + b"</t></is></c>"
    answer = upload(
        scene,
        vera,
        repacked(content, **{MAIN.replace("/", "__"): page[:start] + cell + page[end:]}),
    )
    assert answer.status_code == 200
    assert b"<script>alert" not in answer.content
    assert b"\x00" not in answer.content
    assert "\u202e" not in answer.content.decode()
    assert not Answer.objects.exists()


# --- the questions changed meanwhile --------------------------------------------------------------


def test_a_sheet_of_an_earlier_version_gives_what_is_still_asked(
    scene: Scene, vera: Client, cast: Cast
) -> None:
    def write(book: Any) -> None:
        cell_of(book, KEY, "limits").value = "Said to the question as it was put before the change."
        cell_of(book, "obs.monitor_up", "interval").value = "2 minutes"

    content = changed(download(scene, vera), write)
    publish(prepared(scene, cast, "How does the service grow with load?"), cast)
    text = text_of(upload(scene, vera, content))
    assert "These questions were changed since you downloaded the sheet" in text
    assert "How does the service grow with load?" in text
    assert "1 question would change" in text
    assert "2 minutes" in text
    assert "Said to the question as it was" not in text


def test_a_sheet_of_other_questions_is_refused(scene: Scene, vera: Client) -> None:
    def write(book: Any) -> None:
        for row in book["plumbline"].iter_rows(max_col=2):
            if row[0].value == "digest":
                row[1].value = "0" * 64

    answer = upload(scene, vera, changed(download(scene, vera), write))
    assert "holds other questions than those asked here" in text_of(answer)
