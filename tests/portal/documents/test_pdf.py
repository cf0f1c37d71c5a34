"""The report's frame: tagged, titled, in its own typeface, and the same each time."""

from io import BytesIO
from typing import Any

import pypdf
import pytest
from django.template import Context, Engine

from portal.cage.outcome import Failure, Limits
from portal.cage.run import ROOT
from portal.documents.charts import Step, pyramid
from portal.documents.pdf import render
from tests.fixtures.hostile.pages import one_bit_png

LEVELS = (
    "1. Monitoring", "2. Incident response", "3. Postmortem and root-cause analysis",
    "4. Testing and release procedures", "5. Capacity planning", "6. Development", "7. Product",
)  # fmt: skip
SHARES = ("21%", "22%", "9%", "17%", "15%", "8%", "8%")
VENDORS = {
    "Clearwater Scheduling": ("3.38", (3.7, 3.4, 3.2, 3.2, 3.4, 3.1, 3.3)),
    "Tollgate Labs": ("3.08", (3.3, 3.3, 2.8, 2.5, 3.1, 2.9, 3.0)),
    "Briar Health IT": ("2.05", (3.0, 1.6, 1.3, 2.8, 0.4, 2.0, 2.2)),
    "Pine Ridge Systems": ("1.36", (2.3, 1.4, 0.8, 0.7, 1.0, 1.8, 1.5)),
}


def chart_of(name: str, scores: tuple[float, ...]) -> str:
    steps = [
        Step(number, level[3:], str(score), int(score + 0.5))
        for number, (level, score) in enumerate(zip(LEVELS, scores, strict=True), start=1)
    ]
    return pyramid(name, name, steps)


def sample() -> str:
    vendors = [
        {"name": name, "total": total, "chart": chart_of(name, scores)}
        for name, (total, scores) in VENDORS.items()
    ]
    rows = [
        {
            "name": name,
            "share": share,
            "cells": [
                {"score": scores[number], "step": int(scores[number] + 0.5)}
                for _total, scores in VENDORS.values()
            ],
        }
        for number, (name, share) in enumerate(zip(LEVELS, SHARES, strict=True))
    ]
    values = {
        "title": "Vendor reliability comparison",
        "workspace": "Alder County Public Health",
        "about": "Vaccine scheduling 2027",
        "record": "ALD-0042 rev 3",
        "mark": "Draft for discussion",
        "facts_left": [
            ("Status", "Draft for discussion, 81 of 84 scores in"),
            ("Produced", "March 22, 2027, 4:12 pm PT, by M. Ortiz"),
        ],
        "facts_right": [
            ("Scored by", "3 reviewers, March 10 to 24, 2027"),
            ("Record", "ALD-0042 · rev 3 · fingerprint 9f2c…b71e"),
        ],
        "vendors": vendors,
        "rows": rows,
        "still_open": [
            ("Tollgate Labs", ", question 3 (Uptime guarantees): scores 1 to 3"),
            ("Briar Health IT", ", question 4 (Planning and load testing): scores 0 to 2"),
            ("Clearwater Scheduling", ", question 6 (Attacks and bots): scores 2 to 4"),
            ("Tollgate Labs", ": 3 scores missing on questions 6 and 7"),
        ],
        "scale": [
            (0, "Nothing", "Not in place, or not answered."),
            (1, "Weak", "Planned, or in place in name only."),
            (2, "Partial", "In place in part, or claimed without proof."),
            (3, "Solid", "In place, and the attached evidence shows it."),
            (
                4,
                "Strong",
                "In place, and shown to have held under real load or in a real incident.",
            ),
        ],
        "entries": [
            *((f"vendor-{number}", name, False) for number, name in enumerate(VENDORS, start=1)),
            ("scale", "What each score means", False),
        ],
        "words": "We page the on-call engineer within a minute.\nThe last test was in March. " * 3,
    }
    folders = [ROOT / "templates", ROOT / "tests" / "portal" / "documents"]
    engine = Engine(dirs=[str(folder) for folder in folders])
    return engine.get_template("sample.html").render(Context(values))


@pytest.fixture(scope="module")
def report() -> pypdf.PdfReader:
    outcome = render(sample(), title="Vendor reliability comparison", lang="en-US")
    assert outcome, outcome.sentence("The report")
    reader = pypdf.PdfReader(BytesIO(outcome.content))
    # A complaint would be a rule of the style sheet that the engine ignores.
    assert outcome.facts == {"pages": len(reader.pages), "complaints": 0}
    return reader


def structure(reader: pypdf.PdfReader) -> list[Any]:
    """Walk the tree of tags."""
    found, waiting = [], [reader.root_object["/StructTreeRoot"]]
    while waiting:
        element = waiting.pop().get_object()
        if isinstance(element, list):
            waiting += element
        elif isinstance(element, dict):
            found.append(element)
            if "/K" in element:
                waiting.append(element["/K"])
    return found


def test_it_is_tagged_titled_and_says_its_language(report: pypdf.PdfReader) -> None:
    root = report.root_object
    assert root["/Lang"] == "en-US"
    assert root["/MarkInfo"]["/Marked"] == True  # noqa: E712 -- a PDF object, not a bool
    assert root["/ViewerPreferences"]["/DisplayDocTitle"] == True  # noqa: E712
    assert report.metadata is not None
    assert report.metadata.title == "Vendor reliability comparison"


def test_each_chart_has_its_sentence(report: pypdf.PdfReader) -> None:
    figures = [tag for tag in structure(report) if tag.get("/S") == "/Figure"]
    assert sorted(str(tag["/Alt"]) for tag in figures) == sorted(
        f"{name}, levels from the base up: "
        + ", ".join(f"{level[3:]} {score}" for level, score in zip(LEVELS, scores, strict=True))
        + "."
        for name, (_total, scores) in VENDORS.items()
    )


def test_tables_have_header_cells_and_lists_are_lists(report: pypdf.PdfReader) -> None:
    kinds = [str(tag.get("/S")) for tag in structure(report)]
    assert kinds.count("/Table") == 1
    assert kinds.count("/TH") == len(VENDORS) + 2 + len(LEVELS) + 1
    assert {"/H1", "/H2", "/L", "/LI", "/Caption"} <= set(kinds)


def test_page_1_stands_alone_and_pages_are_numbered(report: pypdf.PdfReader) -> None:
    first, contents, *_rest = [page.extract_text() for page in report.pages]
    for words in ("In short", "Weighted total", "Still open", "Strong"):
        assert words in first
    assert "Status Draft for discussion, 81 of 84 scores in" in first
    assert f"Page 1 of {len(report.pages)}" in first
    assert "Alder County Public Health · ALD-0042 rev 3 · may be a public record" in first
    assert "Draft for discussion" in contents
    assert contents.index("Clearwater Scheduling") < contents.index("Pine Ridge Systems")


def test_contents_lead_to_the_page_they_name(report: pypdf.PdfReader) -> None:
    text = report.pages[1].extract_text().split()
    assert [word for word in text if word.isdigit()][:5] == ["3", "4", "5", "6", "7"]
    links = [note.get_object()["/Dest"] for note in report.pages[1]["/Annots"]]
    # One for the words and one for the number.
    assert links[::2] == links[1::2] == [*(f"vendor-{number}" for number in range(1, 5)), "scale"]
    for page, name in zip(report.pages[2:], [*VENDORS, "What each"], strict=True):
        assert page.extract_text().startswith(name)


def test_only_our_typeface_is_used(report: pypdf.PdfReader) -> None:
    fonts = {
        str(font.get_object()["/BaseFont"]).partition("+")[2]
        for page in report.pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert fonts == {"Open-Sans", "Open-Sans-Semi-Bold", "Open-Sans-Bold"}


def test_the_same_input_gives_the_same_bytes() -> None:
    html = "<h1>Report</h1><p>Words.</p>"
    first = render(html, title="T").content
    assert render(html, title="T").content == first
    assert render(html, title="U").content != first


def test_language_and_title_are_set_whatever_the_page_says() -> None:
    outcome = render("<html lang=xx><title>No</title><p>x", title="Yes & so", lang="es")
    reader = pypdf.PdfReader(BytesIO(outcome.content))
    assert reader.metadata is not None
    assert (reader.metadata.title, reader.root_object["/Lang"]) == ("Yes & so", "es")


def test_a_logo_is_an_asset() -> None:
    page = '<p><img src="asset:logo.png" alt="Alder County">'
    outcome = render(page, title="T", assets={"logo.png": one_bit_png(16)})
    (figure,) = [
        tag
        for tag in structure(pypdf.PdfReader(BytesIO(outcome.content)))
        if tag.get("/S") == "/Figure"
    ]
    assert figure["/Alt"] == "Alder County"


def test_a_report_that_takes_too_long_ends_with_a_sentence() -> None:
    limits = Limits(wall_seconds=0.2)
    outcome = render("<p>x", title="T", limits=limits)
    assert outcome.failure == Failure.TOO_LONG
    assert outcome.sentence("The report") == "The report took too long."


def test_text_without_bytes_is_still_printed() -> None:
    assert render("<p>\ud800 and \x00", title="T")
