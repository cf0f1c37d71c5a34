"""Page, PDF, spreadsheet, CSV, JSON and record bundle show the same figures, cell by cell."""

import csv
import io
import json
import re
import zipfile
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import openpyxl
import pytest
from lxml import html

from evaluations.actions.reports import order
from evaluations.models import ReportKind
from portal.accounts.models import User
from portal.tenancy.models import Jurisdiction
from tests.cast import Cast
from tests.evaluations.reports.judged import Judged, agree, decide, judged
from tests.evaluations.reports.test_documents import made, read

Figures = dict[tuple[str, str], str]
"""By vendor and topic what the cell shows, with one decimal; by vendor and "" its total, with two."""
WAS = re.compile(r"\(was \d\.\d\)")


def shown(value: Any, places: str) -> str:
    return str(Decimal(str(value)).quantize(Decimal(places), ROUND_HALF_UP))


def on_the_page(content: bytes) -> Figures:
    table = html.fromstring(content).xpath("//table[contains(@class, 'matrix-scores')]")[0]
    heads = table.xpath(".//thead//th")[1:]
    names = [one.xpath("string(b)") for one in heads]
    found: Figures = {}
    for name, head in zip(names, heads, strict=True):
        (found[name, ""],) = re.findall(r"\d\.\d\d", head.text_content())
    for row in table.xpath(".//tbody/tr[td/a[contains(@class, 'cell')]]"):
        topic = row.xpath("string(th/b)").strip()
        for cell in row.xpath("td/a"):
            found[cell.get("data-label"), topic] = cell.xpath("string(.//b)")
    return found


def in_the_pdf(content: bytes, vendors: list[str], shorts: dict[str, str]) -> Figures:
    reader, _text = read(content)
    page = next(
        p
        for p in (one.extract_text() for one in reader.pages)
        if p.startswith("Scores by topic") or "The chip is what counts" in p
    )
    text = WAS.sub("", " ".join(page.split()))
    found: Figures = {}
    for title, short in shorts.items():
        row = re.search(
            rf"(?<!: ){re.escape(short)} \d+% (.*?)(?= [A-Z][a-z -]+ \d+% |Weighted total)", text
        )
        assert row, short
        values = re.findall(r"\b\d\.\d\b", row[1])
        found |= {(name, title): value for name, value in zip(vendors, values, strict=True)}
    totals = re.search(r"Weighted total 100% (\d\.\d\d) (\d\.\d\d) (\d\.\d\d)", text)
    assert totals
    return found | {(name, ""): value for name, value in zip(vendors, totals.groups(), strict=True)}


def in_the_sheet(content: bytes) -> Figures:
    rows = list(openpyxl.load_workbook(io.BytesIO(content))["Scores"].values)
    head = rows[0]
    found: Figures = {}
    for row in rows[1:]:
        for name, value in zip(head[5:], row[5:], strict=True):
            if row[0] == "topic":
                found[str(name), str(row[2])] = shown(value, "0.1")
            elif row[0] == "total":
                found[str(name), ""] = shown(value, "0.01")
    return found


def in_the_csv(content: bytes) -> Figures:
    found: Figures = {}
    for row in csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")):
        found[row["Vendor"], row["Topic"]] = shown(row["Score"], "0.1")
        found[row["Vendor"], ""] = shown(row["Vendor total"], "0.01")
    return found


def in_the_json(content: bytes) -> Figures:
    value = json.loads(content)
    names = {one["key"]: one["name"] for one in value["vendors"]}
    found = {(one["name"], ""): one["total"]["shown"] for one in value["vendors"]}
    return found | {
        (names[cell["vendor"]], topic["title"]): cell["shown"]
        for topic in value["topics"]
        for cell in topic["vendors"]
    }


def in_the_bundle(content: bytes) -> Figures:
    with zipfile.ZipFile(io.BytesIO(content)) as bundle:
        value = json.loads(bundle.read("figures.json"))
        asked = json.loads(bundle.read("questionnaire.json"))
    titles = {one["key"]: one["title"] for one in asked["criteria"]}
    names = {one["key"]: one["name"] for one in value["vendors"]}
    found = {(one["name"], ""): one["total"]["shown"] for one in value["vendors"]}
    return found | {
        (names[cell["vendor"]], titles[cell["topic"]]): cell["shown"] for cell in value["cells"]
    }


def ordered(made_of: Judged, kind: ReportKind, by: User) -> bytes:
    return made(order(made_of.evaluation, kind, by=by))[1]


def test_all_show_the_same_figures(in_alder: Jurisdiction, cast: Cast, sign_in: Any) -> None:
    pair = judged(cast.ann, [cast.ben, cast.cy], vendors=3)
    agree(pair, by=cast.ann)
    decide(pair, by=cast.ann)
    page = on_the_page(sign_in(cast.ann).get(f"/evaluations/{pair.evaluation.pk}/compare/").content)
    assert len(page) == 3 * (11 + 1)
    ranked = sorted({name for name, _topic in page}, key=lambda name: -Decimal(page[name, ""]))
    shorts = {one.title: one.short_title for one in pair.questionnaire.asked_criteria()}
    files = {kind: ordered(pair, kind, cast.ann) for kind in (
        ReportKind.COMPARISON_PDF, ReportKind.WORKBOOK, ReportKind.CSV, ReportKind.JSON,
        ReportKind.BUNDLE,
    )}  # fmt: skip
    said = {
        "PDF": in_the_pdf(files[ReportKind.COMPARISON_PDF], ranked, shorts),
        "spreadsheet": in_the_sheet(files[ReportKind.WORKBOOK]),
        "CSV": in_the_csv(files[ReportKind.CSV]),
        "JSON": in_the_json(files[ReportKind.JSON]),
        "bundle": in_the_bundle(files[ReportKind.BUNDLE]),
    }
    for name, figures in said.items():
        assert figures == page, name


def test_a_figure_that_differs_is_seen() -> None:
    """The reader of figures is not blind: another cell gives another reading."""
    rows = "Vendor,Topic,Score,Vendor total\r\nA,Plan,2.5,2.50\r\n"
    other = rows.replace("2.5,", "2.4,")
    assert in_the_csv(rows.encode()) != in_the_csv(other.encode())
    with pytest.raises(KeyError):
        in_the_csv(b"Vendor,Topic\r\nA,Plan\r\n")
