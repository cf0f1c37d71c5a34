"""What the documents say: the figures of the comparison, no secret, what to ask, no formula."""

import csv
import hashlib
import json
from dataclasses import replace
from decimal import Decimal
from io import BytesIO, StringIO

import openpyxl
import pypdf
import pytest

from evaluations.actions.reports import order
from evaluations.models import Report, ReportKind
from evaluations.queries.reports import material_of
from evaluations.reports.pieces import best_test
from evaluations.reports.words import in_short, of_one, still_open
from evaluations.tasks import make_report
from portal.files import storage
from portal.files.models import StoredFile
from portal.jobs.models import Job
from portal.tenancy.models import Jurisdiction
from tests.cast import Cast
from tests.evaluations.reports.judged import SECRET, Judged, agree, decide, judged
from vendors.actions import rounds as intake
from vendors.actions.statements import Said, save
from vendors.models import Submission

HOSTILE = (
    "<script>alert(1)</script> <link rel=attachment href=file:///etc/passwd> {{ 7|add:7 }} "
    '<img src="http://127.0.0.1:9/x"> </style><svg onload=x> =HYPERLINK("http://x")'
)


def made(report: Report) -> tuple[Report, bytes]:
    make_report(Job.objects.get(pk=report.job))
    report = Report.objects.select_related("file").get(pk=report.pk)
    assert report.file is not None
    return report, storage.read(report.file.key)


def read(content: bytes) -> tuple[pypdf.PdfReader, str]:
    """The document, and all its words with single spaces."""
    reader = pypdf.PdfReader(BytesIO(content))
    return reader, " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def alternatives(reader: pypdf.PdfReader) -> list[str]:
    found, queue = [], [reader.trailer["/Root"]["/StructTreeRoot"]]
    while queue:
        node = queue.pop().get_object()
        if isinstance(node, pypdf.generic.ArrayObject):
            queue += list(node)
        elif isinstance(node, pypdf.generic.DictionaryObject):
            if node.get("/S") == "/Figure":
                found.append(str(node.get("/Alt")))
            if "/K" in node:
                queue.append(node["/K"])
    return found


@pytest.fixture
def pair(in_alder: Jurisdiction, cast: Cast) -> Judged:
    """Two vendors, two reviewers."""
    return judged(cast.ann, [cast.ben, cast.cy])


def test_the_comparison_on_paper_is_the_comparison_on_the_page(pair: Judged, cast: Cast) -> None:
    agree(pair, by=cast.ann)
    comparison = material_of(pair.evaluation).comparison
    report, content = made(order(pair.evaluation, ReportKind.COMPARISON_PDF, by=cast.ann))
    assert content.startswith(b"%PDF-")
    reader, words = read(content)
    first = " ".join(reader.pages[0].extract_text().split())
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "en-US"
    assert root["/MarkInfo"]["/Marked"]
    assert reader.metadata is not None
    assert reader.metadata.title == "Vendor reliability comparison, Vaccine scheduling 2027"
    assert len(reader.pages) == report.pages
    for column in comparison.columns:
        assert f"{column.name} {column.total.shown} of 4" in first
        for level in column.levels:
            assert level.roll_up.shown in first
    for vendor, what in still_open(comparison)[0]:
        assert f"{vendor}{what}" in first
    assert comparison.progress_shown in first
    assert f"ALD-{pair.evaluation.pk:04d}-C · rev 1" in first
    assert report.snapshot[:4] in first
    assert "Draft for discussion" in first
    charts = alternatives(reader)
    assert [one.partition(",")[0] for one in charts].count("Clearwater Scheduling") == 1
    assert "Agreed: 3" in words
    assert report.snapshot in words
    for submission in Submission.objects.filter(response__in=pair.responses):
        assert submission.reference in words
        assert submission.root in words.replace(" ", "")


def test_confidential_answers_and_files_are_not_printed(pair: Judged, cast: Cast) -> None:
    submission = Submission.objects.get(response=pair.responses[0])
    assert SECRET in json.dumps(submission.content)
    hidden = next(one for one in submission.content["evidence"] if one["confidential"])
    for kind, response in (
        (ReportKind.COMPARISON_PDF, None),
        (ReportKind.VENDOR_PDF, pair.responses[0]),
    ):
        _report, content = made(order(pair.evaluation, kind, response=response, by=cast.ann))
        _reader, words = read(content)
        assert "teapot" not in words
        assert hidden["title"] not in words
        assert hidden["sha256"] in words.replace(" ", "")
    assert "Marked confidential by the vendor; not printed here." in words


def test_the_report_on_one_vendor_ends_with_what_to_ask_for(pair: Judged, cast: Cast) -> None:
    order_ = order(pair.evaluation, ReportKind.VENDOR_PDF, response=pair.responses[1], by=cast.ann)
    _report, content = made(order_)
    reader, words = read(content)
    asked = words[words.rindex("What to ask for") :]
    assert "Ask for" in asked
    assert "Proof" in asked
    levels = [word.rstrip(":") for word in asked.split() if word.rstrip(":").isdigit()]
    assert levels
    assert "Tollgate Labs" in reader.pages[0].extract_text()
    assert "Clearwater" not in words
    assert "Worked out from this answer Downtime that this allows in 30 days: 43.2 minutes" in words


def test_a_decision_ends_the_draft(pair: Judged, cast: Cast) -> None:
    draft, first = made(order(pair.evaluation, ReportKind.COMPARISON_PDF, by=cast.ann))
    decide(pair, by=cast.ann)
    final, second = made(order(pair.evaluation, ReportKind.COMPARISON_PDF, by=cast.ann))
    assert (draft.is_draft, draft.revision) == (True, 1)
    assert (final.is_draft, final.revision) == (False, 2)
    assert draft.snapshot != final.snapshot
    assert "Draft" in read(first)[1]
    words = read(second)[1]
    assert "Draft" not in words
    assert "Decided. Recommended: Clearwater Scheduling" in words
    assert "Best at the base." in words


def test_what_vendors_and_reviewers_write_stays_text(in_alder: Jurisdiction, cast: Cast) -> None:
    there = judged(cast.ann, [cast.ben], vendors=1, texts=HOSTILE)
    for kind, response in (
        (ReportKind.COMPARISON_PDF, None),
        (ReportKind.VENDOR_PDF, there.responses[0]),
    ):
        _report, content = made(order(there.evaluation, kind, response=response, by=cast.ann))
        reader, words = read(content)
        assert "<script>alert(1)</script>" in words
        assert "{{ 7|add:7 }}" in words
        names = reader.trailer["/Root"].get("/Names", {})
        assert "/EmbeddedFiles" not in names
        assert "/JavaScript" not in names
        assert b"root:x:0:0" not in content


def test_the_workbook_holds_numbers_and_no_formula(in_alder: Jurisdiction, cast: Cast) -> None:
    there = judged(cast.ann, [cast.ben, cast.cy], texts="=1+1")
    _report, content = made(order(there.evaluation, ReportKind.WORKBOOK, by=cast.ann))
    book = openpyxl.load_workbook(BytesIO(content))
    assert book.sheetnames == ["Scores", "Reasons", "Evidence", "Requirements", "Method"]
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert "=1+1" in {cell.value for cell in cells}
    comparison = material_of(there.evaluation).comparison
    rows = list(book["Scores"].iter_rows(values_only=True))
    total = next(row for row in rows if row[0] == "total")
    assert total[5] == pytest.approx(float(comparison.columns[0].total.score or 0), abs=1e-4)
    given = [row[4] for row in book["Reasons"].iter_rows(min_row=2, values_only=True)]
    assert given
    assert all(isinstance(one, int) for one in given)
    book.close()


def test_the_csv_has_one_line_per_vendor_and_topic(pair: Judged, cast: Cast) -> None:
    report, content = made(order(pair.evaluation, ReportKind.CSV, by=cast.ann))
    comparison = material_of(pair.evaluation).comparison
    rows = list(csv.DictReader(StringIO(content.decode("utf-8-sig"), newline="")))
    assert len(rows) == len(comparison.columns) * len(comparison.rows)
    cell = comparison.rows[0].cells[0]
    assert float(rows[0]["Score"]) == pytest.approx(float(cell.final or 0), abs=1e-4)
    assert {row["Fingerprint"] for row in rows} == {report.snapshot}
    uptime = next(row for row in comparison.needs if row.key == "uptime")
    printed = uptime.cells[0].printed
    assert (rows[0]["Uptime: needed"], rows[0]["Uptime: proved"]) == ("99.9 %", printed.proof)


def test_a_file_starting_like_a_formula_is_guarded_in_csv(
    in_alder: Jurisdiction, cast: Cast
) -> None:
    there = judged(cast.ann, [cast.ben], vendors=1)
    response = there.responses[0]
    type(response.vendor).objects.filter(pk=response.vendor.pk).update(name="@SUM(1)")
    _report, content = made(order(there.evaluation, ReportKind.CSV, by=cast.ann))
    assert b'"\'@SUM(1)"' in content
    assert b'"@SUM(1)"' not in content


def test_running_the_job_again_changes_nothing(pair: Judged, cast: Cast) -> None:
    report, content = made(order(pair.evaluation, ReportKind.CSV, by=cast.ann))
    kept = StoredFile.objects.count()
    again, same = made(report)
    assert StoredFile.objects.count() == kept
    assert (again.file_id, again.made_at) == (report.file_id, report.made_at)
    assert hashlib.sha256(same).hexdigest() == again.file.sha256
    assert content == same


def test_the_quick_check_has_a_line_for_each_question(in_alder: Jurisdiction, cast: Cast) -> None:
    there = judged(cast.ann, [cast.ben], vendors=2)
    sections = there.questionnaire.quick_sections()
    findings = ("yes", "partly", "no", "unknown")
    for response in there.responses:
        said = [
            Said(one.key, findings[at % 4], "call", f"Note {at} <b>bold</b>")
            for at, one in enumerate(sections)
        ]
        assert save(response, said, by=cast.ann) == []
    _report, content = made(order(there.evaluation, ReportKind.QUICK_PDF, by=cast.ann))
    reader, words = read(content)
    assert len(reader.pages) <= 3
    for one in sections:
        assert words.count(one.title) >= 2
    assert "Note 1 <b>bold</b>" in words
    assert "Call or meeting" in words
    assert words.count("What to ask next") == 2


# --- The sentences ------------------------------------------------------------------------------


def short(made_: Judged) -> str:
    return " ".join(in_short(material_of(made_.evaluation)))


def test_in_short_names_leader_and_runner_up_once_all_is_in(pair: Judged) -> None:
    columns = material_of(pair.evaluation).comparison.columns
    assert f"<strong>{columns[0].name}</strong> scores highest ({columns[0].total.shown} of 4)" in (
        short(pair)
    )
    assert f"<strong>{columns[1].name}</strong> follows ({columns[1].total.shown})" in short(pair)


def test_in_short_names_nobody_while_scores_are_missing(pair: Judged) -> None:
    missing = pair.panel[0].scores.filter(response=pair.responses[0]).first()
    pair.panel[0].scores.filter(pk=missing.pk).update(value=None)
    words = short(pair)
    assert "1 score is missing, so no order is given yet" in words
    assert "highest" not in words


def test_in_short_says_when_totals_are_equal(pair: Judged) -> None:
    for place in pair.panel:
        place.scores.update(value=2, lifted_by="seen")
    words = short(pair)
    assert "share the highest score (2.00 of 4)" in words
    assert "follow" not in words
    assert "On no answer are the reviewers 2 points or more apart." in words


def test_a_single_reviewer_is_said_to_be_one(in_alder: Jurisdiction, cast: Cast) -> None:
    there = judged(cast.ann, [cast.ben], vendors=2, silent=1)
    words = short(there)
    assert "One reviewer scored: every figure is one person’s view." in words
    assert "<strong>Tollgate Labs</strong> did not respond." in words
    material = material_of(there.evaluation)
    column = next(one for one in material.comparison.columns if not one.responded)
    assert "No score of <strong>Tollgate Labs</strong> is in yet." in of_one(material, column)


def test_the_peak_that_is_needed_stands_beside_what_was_proved(pair: Judged, cast: Cast) -> None:
    intake.set_peak(pair.evaluation.round, basis="number", peak={}, rate=Decimal(300), by=cast.ann)
    cell = material_of(pair.evaluation).comparison.peak.cells[0]
    ran = "ran March 3, 2027, on a copy of production of the same size"
    for kind, response, tests in (
        (ReportKind.COMPARISON_PDF, None, 2),
        (ReportKind.VENDOR_PDF, pair.responses[0], 1),
    ):
        _report, content = made(order(pair.evaluation, kind, response=response, by=cast.ann))
        reader, words = read(content)
        assert "300 requests a second" in words
        assert cell.shown in words or response is None
        assert f"Load test of the whole booking path (k6), {ran}" in words
        charts = alternatives(reader)
        assert len([one for one in charts if one.startswith("Requests a second: ")]) == tests
        assert len([one for one in charts if one.startswith("Response time, 95%")]) == tests
        assert all("needed: 300" in one for one in charts if one.startswith("Requests a second"))


def test_a_confidential_load_test_is_neither_named_nor_drawn(pair: Judged, cast: Cast) -> None:
    bench = material_of(pair.evaluation).bench
    submission = bench.submissions[pair.responses[0].pk]
    key = str(pair.responses[0].pk)
    assert best_test(material_of(pair.evaluation), key)["test"] is not None
    for one in submission.content["evidence"]:
        one["confidential"] = True
    material = replace(material_of(pair.evaluation), bench=bench)
    assert best_test(material, key)["test"] is None


def test_the_comparison_says_need_promise_and_proof_of_every_vendor(
    pair: Judged, cast: Cast
) -> None:
    words = read(made(order(pair.evaluation, ReportKind.COMPARISON_PDF, by=cast.ann))[1])[1]
    for row in material_of(pair.evaluation).comparison.needs:
        for one in row.cells:
            assert row.need.need in words
            assert one.printed.promise in words
            assert one.printed.proof in words


def test_the_report_on_one_vendor_says_need_promise_and_proof(pair: Judged, cast: Cast) -> None:
    response = pair.responses[1]
    order_ = order(pair.evaluation, ReportKind.VENDOR_PDF, response=response, by=cast.ann)
    words = read(made(order_)[1])[1]
    comparison = material_of(pair.evaluation).comparison
    at = [one.key for one in comparison.columns].index(str(response.pk))
    for row in comparison.needs:
        line = row.cells[at].printed
        for said in (line.need, line.promise, line.proof):
            assert said in words


def test_figures_out_of_confidential_answers_are_not_printed(
    in_alder: Jurisdiction, cast: Cast
) -> None:
    there = judged(cast.ann, [cast.ben], vendors=1)
    last = there.responses[0].submissions.get()
    content = last.content
    content["answers"]["sla.uptime"] = {
        **(content["answers"].get("sla.uptime") or next(iter(content["answers"].values()))),
        "value": {"promise": "99.9731", "window": "month"},
        "confidential": True,
    }
    for one in content["evidence"]:
        one["confidential"] = True
    hidden = there.responses[0].submissions.create(
        number=2, version=last.version, content=content, leaves=[], root="0" * 64,
        reference="R-2", by_id=last.by_id, by_name=last.by_name,
    )  # fmt: skip
    comparison = material_of(there.evaluation).comparison
    uptime = next(row for row in comparison.needs if row.key == "uptime").cells[0]
    assert uptime.line.promise.startswith("99.9731 %")
    for kind, response in (
        (ReportKind.COMPARISON_PDF, None),
        (ReportKind.VENDOR_PDF, there.responses[0]),
    ):
        report = order(there.evaluation, kind, response=response, by=cast.ann)
        words = read(made(report)[1])[1]
        assert "99.9731" not in words
        assert "Confidential, not printed" in words
        assert "Load test of the whole booking path" not in words
    for kind in (ReportKind.WORKBOOK, ReportKind.CSV):
        content_ = made(order(there.evaluation, kind, by=cast.ann))[1]
        assert b"99.9731" not in (content_ if kind == ReportKind.CSV else _sheets(content_))
    del hidden


def _sheets(content: bytes) -> bytes:
    book = openpyxl.load_workbook(BytesIO(content))
    cells = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row]
    book.close()
    return "\n".join(cells).encode()
