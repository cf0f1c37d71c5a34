"""The comparison for other programs, and one vendor's answers to read without a score."""

import json
from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from evaluations.actions.reports import order
from evaluations.models import ReportKind, Stage
from evaluations.queries.reports import material_of
from portal.access import Refused
from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import workspace
from tests.cast import Cast
from tests.evaluations.reports.judged import REASONS, SENTENCES, agree, judged
from tests.evaluations.reports.test_documents import made, read
from tests.stages import judged_at, round_at
from vendors.models import Submission

CANARY = "Zugvogel reason of Ben"


def test_the_json_holds_the_figures_of_page_and_workbook(
    in_alder: Jurisdiction, cast: Cast
) -> None:
    there = judged(cast.ann, [cast.ben, cast.cy])
    agree(there, by=cast.ann)
    report, content = made(order(there.evaluation, ReportKind.JSON, by=cast.ann))
    found = json.loads(content)
    material = material_of(there.evaluation)
    comparison = material.comparison
    assert found["evaluation"]["fingerprint"] == report.snapshot
    assert found["method"]["how"] == list(comparison.how)
    for vendor, column in zip(found["vendors"], comparison.columns, strict=True):
        assert (vendor["name"], vendor["rank"]) == (column.name, column.rank)
        assert vendor["total"]["shown"] == column.total.shown
        assert Decimal(vendor["total"]["score"]) == column.total.score
        shown = [one.roll_up.shown for one in column.levels]
        assert [one["shown"] for one in vendor["levels"]] == shown
        assert vendor["evidence"]
    _report, sheets = made(order(there.evaluation, ReportKind.WORKBOOK, by=cast.ann))
    book = openpyxl.load_workbook(BytesIO(sheets))
    lines = [one for one in book["Scores"].iter_rows(values_only=True) if one[0] == "topic"]
    reasons = 0
    for topic, row, line in zip(found["topics"], comparison.rows, lines, strict=True):
        assert (topic["key"], topic["title"]) == (row.key, line[2])
        for at, (one, cell) in enumerate(zip(topic["vendors"], row.cells, strict=True)):
            assert one["shown"] == cell.shown
            assert Decimal(one["score"]) == cell.final
            assert float(one["score"]) == pytest.approx(line[5 + at], abs=1e-4)
            opinions = material.opinions[cell.vendor, row.key]
            assert [(s["reviewer"], s["given"], s["reason"]) for s in one["scores"]] == [
                (o.reviewer, o.given, o.reason) for o in opinions
            ]
            reasons += len(opinions) + bool(one["agreed"])
    assert reasons == book["Reasons"].max_row - 1
    assert [one["agreed"]["reason"] for t in found["topics"] for one in t["vendors"] if one["agreed"]] == [
        "The log was shown in the meeting."
    ]  # fmt: skip
    assert b"teapot" not in content
    book.close()


def test_a_reading_copy_holds_the_answers_and_no_score(in_alder: Jurisdiction, cast: Cast) -> None:
    there = judged(cast.ann, [cast.ben, cast.cy])
    first, second = there.responses
    ordered = order(there.evaluation, ReportKind.READING_PDF, response=first, by=cast.ann)
    report, content = made(ordered)
    reader, words = read(content)
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    submission = Submission.objects.get(response=first)
    assert submission.reference in words
    assert "Load test of the whole booking path" in words
    assert sum(one in words for one in SENTENCES) >= 3
    for item in there.questionnaire.asked_items()[:5]:
        assert " ".join(item.prompt.split()) in words
    for reason in REASONS:
        assert reason[:30] not in words
    for stranger in ("Ben Kapoor", "Cy Lund", second.vendor.name, "Weighted total", "teapot"):
        assert stranger not in words
    assert not report.is_draft


def test_a_reading_copy_can_be_made_while_reviewers_score(
    in_alder: Jurisdiction, cast: Cast, sign_in: Any
) -> None:
    staged = judged_at("scored", cast, reason=CANARY)
    first = staged.responses[0]
    page = sign_in(cast.ann).get(f"/evaluations/{staged.pk}/reports/").content.decode()
    assert f'value="reading_pdf:{first.pk}"' in page
    assert 'value="vendor_pdf:' not in page
    with workspace(in_alder):
        assert staged.evaluation.stage == Stage.SCORING
        ordered = order(staged.evaluation, ReportKind.READING_PDF, response=first, by=cast.ann)
        _report, content = made(ordered)
        assert CANARY not in read(content)[1]
        with pytest.raises(Refused, match="Reports show scores"):
            order(staged.evaluation, ReportKind.VENDOR_PDF, response=first, by=cast.ann)


def test_no_reading_copy_before_closing_nor_of_nothing(in_alder: Jurisdiction, cast: Cast) -> None:
    kind = ReportKind.READING_PDF
    staged = round_at("submitted", cast)
    with pytest.raises(Refused):
        order(staged.evaluation, kind, response=staged.first, by=cast.ann)
    staged = round_at("closed", cast)
    with pytest.raises(Refused, match="Choose the vendor"):
        order(staged.evaluation, kind, by=cast.ann)
    with pytest.raises(Refused, match="submitted nothing"):
        order(staged.evaluation, kind, response=staged.second, by=cast.ann)
    assert order(staged.evaluation, kind, response=staged.first, by=cast.ann).pk
