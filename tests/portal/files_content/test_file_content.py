"""A file is taken only when name and content agree, and refused with a sentence."""

from email.message import Message
from io import BytesIO
from itertools import islice, repeat

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from portal.files import content
from portal.files.content import Kind, RefusedFileError
from tests.fixtures.hostile import files
from tests.fixtures.hostile.pages import one_bit_png

PROTECTED = "The selected file is password protected. Upload one without."
DAMAGED = "The selected file is damaged. Save it again."
TOO_LARGE_OPENED = "The selected file becomes too large when it is opened."
MACROS = "The selected file contains macros. Save it without them."
EMPTY = "The selected file is empty."
UTF8 = "The selected file must be saved as UTF-8 text."
NOT_TEXT = "The selected file is not plain text. Save it as UTF-8 text."
TYPES = "The selected file must be a PDF, PNG, JPEG, DOCX, XLSX, CSV, JSON, TXT or JTL."


def not_really(what: str) -> str:
    return f"The selected file is not really {what}. Save it again in that format."


def picture(kind: str) -> bytes:
    out = BytesIO()
    Image.new("RGB", (40, 30)).save(out, kind)
    return out.getvalue()


def workbook() -> bytes:
    out = BytesIO()
    openpyxl.Workbook().save(out)
    return out.getvalue()


def refusal(name: str, data: bytes) -> str:
    """Answer the sentence that refuses a file, or nothing if it is taken."""
    try:
        content.examine(name, BytesIO(data), len(data))
    except RefusedFileError as error:
        return str(error)
    return ""


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("plan.pdf", files.pdf()),
        ("PLAN.PDF", files.pdf(b"/EncryptionIsAWord")),
        ("graph.png", picture("PNG")),
        ("graph.jpg", picture("JPEG")),
        ("graph.jpeg", picture("JPEG")),
        ("plan.docx", files.office("docx")),
        ("plan.xlsx", workbook()),
        ("stats.csv", b"a,b\n1,2\n"),
        ("stats.csv", b"\xef\xbb\xbfa;b\r\n1;2\r\n"),
        ("summary.json", b' {"metrics": {}}\n'),
        ("list.json", b"[1]"),
        ("notes.txt", "Überlast: 5 × geprüft ✓\n".encode()),
        ("results.jtl", b"timeStamp,elapsed\n1,2\n"),
        ("results.jtl", b"timeStamp;elapsed\n1;2\n"),
        ("results.jtl", b"timeStamp\telapsed\n1\t2\n"),
        ("results.jtl", b'<?xml version="1.0"?><testResults/>'),
        # Not ours to find; the scanner does.
        ("eicar.txt", files.EICAR),
    ],
)
def test_an_honest_file_is_taken(name: str, data: bytes) -> None:
    assert refusal(name, data) == ""


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("page.svg", b"<svg/>", TYPES),
        ("page.html", b"<html>", TYPES),
        ("report.pdf.exe", b"MZ", TYPES),
        (".htaccess", b"x", TYPES),
        ("pdf", files.pdf(), TYPES),
        ("macros.docm", files.office(), TYPES),
        ("page.pdf", b"<html><script>alert(1)</script>", not_really("a PDF")),
        ("page.pdf", b"<html>" + files.pdf(), not_really("a PDF")),
        ("cut.pdf", files.pdf()[:20], not_really("a PDF")),
        ("locked.pdf", files.pdf(b"<</Encrypt 5 0 R>>"), PROTECTED),
        ("locked.pdf", files.pdf(b"<</Encrypt <</V 4>> >>"), PROTECTED),
        ("empty.pdf", b"", EMPTY),
        ("graph.png", picture("JPEG"), not_really("a PNG picture")),
        ("graph.jpg", b"<svg/>", not_really("a JPEG picture")),
        ("cut.png", picture("PNG")[:12], "The selected file is damaged. Save the picture again."),
        (
            "flood.png",
            one_bit_png(13_000),
            "The selected picture has 13,000 by 13,000 pixels; it must have at most 25 million.",
        ),
        ("plan.docx", files.pdf(), not_really("a Word document")),
        ("plan.docx", files.office("xlsx"), not_really("a Word document")),
        ("plan.xlsx", files.office("docx"), not_really("an Excel workbook")),
        ("plan.docx", files.ENCRYPTED_OFFICE, PROTECTED),
        ("plan.docx", files.OLD_OFFICE, not_really("a Word document")),
        ("plan.docx", files.office()[:-30], DAMAGED),
        ("bomb.xlsx", files.office("xlsx", {"xl/a.xml": bytes(9 << 20)}), TOO_LARGE_OPENED),
        ("macro.docx", files.office(more={"word/vbaProject.bin": b"x"}), MACROS),
        ("macro.docx", files.office(content_types=b"vnd.ms-word.macroEnabled.12"), MACROS),
        ("slip.docx", files.office(more={"../../evil": b"x"}), DAMAGED),
        ("slip.docx", files.office(more={"/etc/cron.d/x": b"x"}), DAMAGED),
        ("link.docx", files.office_with_link(), DAMAGED),
        ("overlap.xlsx", files.office_with_overlap(), DAMAGED),
        ("many.xlsx", files.office("xlsx", {f"x/{n}": b"" for n in range(2_001)}), DAMAGED),
        ("stats.csv", b"a,b\x00\n", NOT_TEXT),
        ("stats.csv", "ä,b\n".encode("latin-1"), UTF8),
        ("stats.csv", b"a,b\n\xc3", UTF8),
        ("stats.csv", b"<html>", not_really("a CSV file")),
        ("stats.csv", b'{"a": 1}', not_really("a CSV file")),
        ("stats.csv", b"  \n \n", EMPTY),
        ("summary.json", b"a,b\n", not_really("a JSON file")),
        ("summary.json", b'{"a": 1', not_really("a JSON file")),
        ("notes.txt", b"  <!DOCTYPE html><script>", not_really("plain text")),
        ("notes.txt", b"%PDF-1.7\x01\x02", NOT_TEXT),
        ("results.jtl", b"just words", not_really("a JMeter result file")),
    ],
)
def test_a_lying_file_is_refused_with_the_reason(name: str, data: bytes, sentence: str) -> None:
    assert refusal(name, data) == sentence


@pytest.mark.parametrize(
    ("kind", "most", "sentence"),
    [
        (Kind.PDF, 25 << 20, "The selected file must be smaller than 25 MB."),
        (Kind.CSV, 500 << 20, "The selected file must be smaller than 500 MB."),
        (Kind.JTL, 500 << 20, "The selected file must be smaller than 500 MB."),
        (Kind.JSON, 500 << 20, "The selected file must be smaller than 500 MB."),
    ],
)
def test_the_size_limit_depends_on_the_type(kind: Kind, most: int, sentence: str) -> None:
    content.refuse_size(most, kind)
    with pytest.raises(RefusedFileError) as refused:
        content.refuse_size(most + 1, kind)
    assert str(refused.value) == sentence


def test_a_stream_longer_than_it_said_is_cut_at_the_limit() -> None:
    stream = content.within_limit(repeat(bytes(1 << 20)), Kind.PDF)
    assert sum(map(len, islice(stream, 25))) == 25 << 20
    with pytest.raises(RefusedFileError):
        next(stream)


def test_an_examined_stream_stands_at_its_start() -> None:
    stream = BytesIO(b"a,b\n")
    assert content.examine("stats.csv", stream, 4) is Kind.CSV
    assert stream.read() == b"a,b\n"


def test_a_character_may_lie_across_two_reads() -> None:
    data = b"a," + "✓".encode() * 50_000
    assert refusal("stats.csv", data) == ""


NAMES = [
    ("Load test.pdf", "Load test.pdf"),
    ("../../etc/passwd", "passwd"),
    ("..\\..\\evil.pdf", "evil.pdf"),
    ("C:\\Users\\ann\\plan.pdf", "plan.pdf"),
    ("r\u202efdp.exe", "rfdp.exe"),
    ("a\r\nX: y.pdf", "aX_ y.pdf"),
    ("nul\x00byte.pdf", "nulbyte.pdf"),
    ("zero\u200bwidth\ufeff.pdf", "zerowidth.pdf"),
    (".htaccess", "htaccess"),
    ("con.pdf", "_con.pdf"),
    ("LPT1", "_LPT1"),
    ("contract.pdf", "contract.pdf"),
    ("  many   spaces .pdf ", "many spaces.pdf"),
    ("Cafe\u0301.pdf", "Café.pdf"),
    ("", "file"),
    ("...", "file"),
    ("\ud800.pdf", "pdf"),
    ("a" * 300 + ".pdf", "a" * 146 + ".pdf"),
    ("a." + "b" * 300, "a." + "b" * 148),
    ("x" + "\u0301" * 500 + ".pdf", "x" + "\u0301" * 145 + ".pdf"),
    ('what? <b>"quoted"</b>.csv', "b_.csv"),
    ("計画書.pdf", "計画書.pdf"),
]


@pytest.mark.parametrize(("given_name", "clean"), NAMES)
def test_names_are_cleaned(given_name: str, clean: str) -> None:
    assert content.clean_name(given_name) == clean


@given(st.text())
def test_a_clean_name_stays_as_it_is_and_fits_any_system(name: str) -> None:
    clean = content.clean_name(name)
    assert content.clean_name(clean) == clean
    assert 1 <= len(clean) <= 150
    assert not set(clean) & set('/\\<>:"|?*\r\n\0\u202e\u200b')
    clean.encode()


@given(st.text())
def test_the_attachment_header_is_one_line_of_ascii_that_gives_the_name_back(name: str) -> None:
    clean = content.clean_name(name)
    header = content.content_disposition(clean)
    assert header.isascii()
    assert header.isprintable()
    message = Message()
    message["Content-Disposition"] = header
    assert message.get_content_disposition() == "attachment"
    assert message.get_filename() is not None


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("plan.pdf", 'attachment; filename="plan.pdf"'),
        ("Café.pdf", "attachment; filename=\"Cafe.pdf\"; filename*=UTF-8''Caf%C3%A9.pdf"),
        ("100%.pdf", "attachment; filename=\"100_.pdf\"; filename*=UTF-8''100%25.pdf"),
        ("計画.pdf", "attachment; filename=\".pdf\"; filename*=UTF-8''%E8%A8%88%E7%94%BB.pdf"),
    ],
)
def test_the_content_disposition(name: str, header: str) -> None:
    assert content.content_disposition(name) == header


def test_names_that_are_taken_are_numbered_and_stay_within_their_length() -> None:
    assert content.numbered("plan.pdf", {"other.pdf"}) == "plan.pdf"
    assert content.numbered("plan.pdf", {"plan.pdf"}) == "plan (2).pdf"
    assert content.numbered("plan.pdf", {"plan.pdf", "plan (2).pdf"}) == "plan (3).pdf"
    longest = "x" * 146 + ".pdf"
    told_apart = content.numbered(longest, {longest})
    assert len(told_apart) == 150
    assert told_apart.endswith("x (2).pdf")
