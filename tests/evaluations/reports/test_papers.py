"""The papers of a decision: the figures of the comparison, each reviewer's own, nobody recused."""

import os
import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import connection

from evaluations import rules
from evaluations.actions import panel, scores, settling
from evaluations.actions.reports import order
from evaluations.models import Comment, ReportKind, Score
from evaluations.queries.papers import by_section
from evaluations.queries.reports import current_snapshot, material_of
from evaluations.reports.master import _sheet
from portal import clock
from portal.access import Refused
from portal.tenancy.models import Jurisdiction
from tests.cast import Cast
from tests.evaluations.reports.judged import agree, judged
from tests.evaluations.reports.test_documents import made, read
from tests.stages import judged_at


def test_the_master_sheet_holds_every_score_and_the_figures_of_the_page(
    in_alder: Jurisdiction, cast: Cast
) -> None:
    there = judged(cast.ann, [cast.ben, cast.cy])
    agree(there, by=cast.ann)
    report, content = made(order(there.evaluation, ReportKind.MASTER_PDF, by=cast.ann))
    if folder := os.environ.get("KEEP_PAPERS"):
        (Path(folder) / "master.pdf").write_bytes(content)
    reader, words = read(content)
    root = reader.trailer["/Root"]
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("en-US", True)
    assert len(reader.pages) == report.pages
    first = " ".join(reader.pages[0].extract_text().split())
    for said in ("Draft for discussion", "America/Los_Angeles", f"Page 1 of {report.pages}"):
        assert said in first
    assert "one person" not in first
    material = material_of(there.evaluation)
    for column in material.comparison.columns:
        assert f"{column.name} {column.rank} {column.total.shown}" in first
    for group in by_section(material).groups:
        assert group.title in words
        for one in group.roll_ups:
            assert one.shown in words
    at = next(n for n, one in enumerate(material.comparison.columns)
              if one.key == str(there.responses[0].pk))  # fmt: skip
    groups = _sheet(material, material.comparison.columns[at], at)["tables"][0]["groups"]
    rows = {row["title"]: row for group in groups for row in group["rows"]}
    for row in material.comparison.rows:
        cell, line = row.cells[at], rows[row.short_title]
        opinions = material.opinions[cell.vendor, row.key]
        assert [one[0] for one in line["given"]] == [str(one.given) for one in opinions]
        for one, said in zip(opinions, line["given"], strict=True):
            assert ("counts" in said) == (dict(cell.counted)[str(one.panelist)] < (one.given or 0))
        before, after = line["before"], line["after"]
        line_ = [row.weight, line["share"], line["limit"], *line["given"], before, after]
        assert " ".join([row.short_title, *map(str, line_), cell.shown]) in words
    agreed = next(row for row in rows.values() if row["after"] != "–")
    assert (agreed["after"], agreed["before"] != "–") == ("3.0", True)


def test_the_master_sheet_names_nobody_recused_and_says_who_scored_alone(
    in_alder: Jurisdiction, cast: Cast
) -> None:
    there = judged(cast.ann, [cast.ben, cast.cy])
    first = there.responses[0]
    panel.declare(
        there.panel[0], text="t", conflicts=[first.pk], explanation="A cousin.",
        typed_name="Ben", by=cast.ben,
    )  # fmt: skip
    material = material_of(there.evaluation)
    names = {
        column.key: _sheet(material, column, at)["tables"][0]["names"]
        for at, column in enumerate(material.comparison.columns)
    }
    assert names[str(first.pk)] == ["Cy Lund"]
    assert names[str(there.responses[1].pk)] == ["Ben Kapoor", "Cy Lund"]
    _report, content = made(order(there.evaluation, ReportKind.MASTER_PDF, by=cast.ann))
    page = " ".join(read(content)[0].pages[0].extract_text().split())
    assert (
        f"Scored by one person alone, because the others declared a conflict: {first.vendor.name}"
        in page
    )
    panel.remove(there.panel[0], "Moved away.", by=cast.ann)
    with pytest.raises(Refused, match="You declared a conflict"):
        order(there.evaluation, ReportKind.MASTER_PDF, by=cast.ben)


def test_no_master_sheet_before_discussion(in_alder: Jurisdiction, cast: Cast) -> None:
    staged = judged_at("locked", cast)
    with pytest.raises(Refused, match="discussion is opened"):
        order(staged.evaluation, ReportKind.MASTER_PDF, by=cast.ann)


def test_consensus_notes_hold_all_that_was_agreed_left_and_written(
    in_alder: Jurisdiction, cast: Cast
) -> None:
    there = judged(cast.ann, [cast.ben, cast.cy])
    agree(there, by=cast.ann)
    first, second = there.responses
    topic, other = there.questionnaire.asked_criteria()[:2]
    scores.agree(
        there.evaluation, first, topic.key, 2, reason="The log turned out to be old.",
        present=["Cy Lund"], before="3", met_on=date(2026, 3, 9), place="Room 4", by=cast.ann,
    )  # fmt: skip
    must = next(one for one in there.questionnaire.asked_items() if one.must_have)
    settling.agree_mark(
        there.evaluation, second, must.key, 1, reason="Nobody is on call at night.",
        present=["Ben Kapoor", "Cy Lund"], before=Decimal("2.5"), by=cast.ann,
    )  # fmt: skip
    settling.leave(
        there.evaluation, second, other.key, reason="Two views of one answer.", by=cast.ann
    )
    Comment.objects.create(
        evaluation=there.evaluation, response=first, criterion_key=other.key,
        text="I read page 3 otherwise.", by_id=cast.ben.pk, by_name=str(cast.ben), at=clock.now(),
    )  # fmt: skip
    ordered = order(there.evaluation, ReportKind.CONSENSUS, by=cast.ann)
    report, content = made(ordered)
    if folder := os.environ.get("KEEP_PAPERS"):
        (Path(folder) / "consensus.pdf").write_bytes(content)
    reader, words = read(content)
    page = " ".join(reader.pages[0].extract_text().split())
    for said in (
        "Draft for discussion", "America/Los_Angeles", "Scores and marks agreed on 3",
        "Left at the average, with a reason 1", "Contributions in writing 1",
    ):  # fmt: skip
        assert said in page
    for said in (
        "Score Agreed: 2.5 to 3 The log was shown in the meeting. Present Ben Kapoor, Cy Lund",
        "Score Agreed: 3.0 to 2 The log turned out to be old. Day March 9, 2026 Place Room 4 "
        "Present Cy Lund Noted Ann",
        "Agreed: 2.5 to 1 Nobody is on call at night.", "Two views of one answer.",
        "I read page 3 otherwise. Ben Kapoor", f"{topic.title} counts 2",
    ):  # fmt: skip
        assert said in words
    assert report.snapshot == current_snapshot(report)
    Comment.objects.create(
        evaluation=there.evaluation, response=first, criterion_key=other.key, text="So do I.",
        by_id=cast.cy.pk, by_name=str(cast.cy), at=clock.now(),
    )  # fmt: skip
    assert report.snapshot != current_snapshot(report)
    panel.declare(
        there.panel[0], text="t", conflicts=[first.pk], explanation="A cousin.",
        typed_name="Ben", by=cast.ben,
    )  # fmt: skip
    with pytest.raises(Refused, match="You declared a conflict"):
        order(there.evaluation, ReportKind.CONSENSUS, by=cast.ben)


def test_the_sheet_of_a_reviewer_holds_what_she_locked_and_nobody_elses(
    in_alder: Jurisdiction, cast: Cast
) -> None:
    there = judged(cast.ann, [cast.ben, cast.cy])
    ben, cy = there.evaluation.panel.all()
    Score.objects.filter(panelist=ben).update(confidence="low")
    with pytest.raises(Refused, match="Choose a reviewer"):
        order(there.evaluation, ReportKind.SHEET, by=cast.ann)
    ordered = order(there.evaluation, ReportKind.SHEET, panelist=ben, by=cast.ann)
    other = order(there.evaluation, ReportKind.SHEET, panelist=cy, by=cast.ann)
    assert (ordered.revision, other.revision, ordered.pk == other.pk) == (1, 1, False)
    report, content = made(ordered)
    if folder := os.environ.get("KEEP_PAPERS"):
        (Path(folder) / "sheet.pdf").write_bytes(content)
    reader, words = read(content)
    page = " ".join(reader.pages[0].extract_text().split())
    for said in (
        "Ben Kapoor", "America/Los_Angeles", ben.sheet_root, "what is printed is what was locked",
        "No interest.", f"Signed {cast.ben}", "Conflict with no vendor", "Draft for discussion",
    ):  # fmt: skip
        assert said in page
    assert "Cy Lund" not in words
    titles = {one.key: one.short_title for one in there.questionnaire.asked_criteria()}
    own = list(Score.objects.filter(panelist=ben))
    assert len(own) == 2 * len(titles)
    for one in own:
        assert re.search(
            rf"{re.escape(titles[one.criterion_key])} {one.value} [0-4] not very sure", words
        )
        assert one.reason in words
    assert report.snapshot == current_snapshot(report)
    # Whatever is altered below the product is told on page 1.
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE evaluations_score DISABLE TRIGGER USER")
        cursor.execute(
            "UPDATE evaluations_score SET reason = 'Never written.' WHERE id = %s", [own[0].pk]
        )
    again = order(there.evaluation, ReportKind.SHEET, panelist=ben, by=cast.ann)
    assert "not what was locked" in read(made(again)[1])[0].pages[0].extract_text()


def test_whoever_has_a_conflict_reads_her_own_sheet_alone(
    in_alder: Jurisdiction, cast: Cast
) -> None:
    there = judged(cast.ann, [cast.ben, cast.cy])
    ben, cy = there.evaluation.panel.all()
    own, others = (
        order(there.evaluation, ReportKind.SHEET, panelist=one, by=cast.ann) for one in (ben, cy)
    )
    conflicts = frozenset({there.responses[0].pk})
    for report, may in ((own, True), (others, False)):
        read_by = rules.may_read_report(
            report, reads_all=False, coordinates=False, panelist=ben, conflicts=conflicts
        )
        assert bool(read_by) is may
    assert rules.may_read_report(
        others, reads_all=False, coordinates=False, panelist=ben, conflicts=frozenset()
    )
