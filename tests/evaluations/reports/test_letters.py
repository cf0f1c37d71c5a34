"""Debrief letters: a vendor reads its own scores and gaps, and not a word about anybody else."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from evaluations.actions import decisions, letters
from evaluations.actions.reports import order
from evaluations.models import Decision, Outcome, Report, ReportKind
from evaluations.queries.papers import by_section
from evaluations.queries.reports import material_of
from evaluations.reports.vendor import requests_of
from portal.access import Refused
from portal.accounts.models import User
from portal.audit.models import Event
from portal.outbox.models import Mail
from portal.tenancy.models import Jurisdiction
from tests import deciding
from tests.cast import Cast
from tests.evaluations.reports.judged import NAMES, Judged, agree, judged
from tests.evaluations.reports.test_documents import made, read
from vendors.models import ReleasedLetter

INSIDE = "Their chief engineer is leaving, we hear."
WORDING = "Thank you. Your plan for incidents was the strongest part of your answers."


def said(there: Judged, wording: str = WORDING) -> dict[int, decisions.Said]:
    """An outcome for each vendor, with a reason that stays inside."""
    return {
        one.pk: decisions.Said(Outcome.ACCEPTABLE, f"{INSIDE} {one.vendor}", wording)
        for one in there.responses
    }


def decided(there: Judged, cast: Cast, wording: str = WORDING, why: str = "") -> None:
    decision = decisions.propose(
        there.evaluation, said(there, wording), reasons="Weighed by the committee.",
        approver=deciding.approver(), open_matters=["One reviewer is new."], why_changed=why,
        by=cast.ann,
    )  # fmt: skip
    decisions.confirm(decision, by=deciding.approver())
    there.evaluation.refresh_from_db()


def letter(there: Judged, cast: Cast, at: int = 0) -> tuple[Report, bytes]:
    return made(
        order(there.evaluation, ReportKind.DEBRIEF, response=there.responses[at], by=cast.ann)
    )


@pytest.fixture
def pair(in_alder: Jurisdiction, cast: Cast) -> Judged:
    there = judged(cast.ann, [cast.ben, cast.cy])
    agree(there, by=cast.ann)
    decided(there, cast)
    return there


def test_a_letter_says_the_vendors_own_figures_and_names_nobody_else(
    pair: Judged, cast: Cast
) -> None:
    first = pair.responses[0]
    report, content = letter(pair, cast)
    if folder := os.environ.get("KEEP_PAPERS"):
        (Path(folder) / "letter.pdf").write_bytes(content)
    reader, words = read(content)
    root = reader.trailer["/Root"]
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("en-US", True)
    page = " ".join(reader.pages[0].extract_text().split())
    for told in (
        first.vendor.name, "Acceptable", WORDING, "Decided: confirmed on", "America/Los_Angeles",
        "2 reviewers", f"Page 1 of {report.pages}",
    ):  # fmt: skip
        assert told in page
    material = material_of(pair.evaluation)
    column = next(one for one in material.comparison.columns if one.key == str(first.pk))
    assert f"Your weighted total is {column.total.shown} of 4" in page
    for level in column.levels:
        assert not level.asked or f"{level.title} {level.roll_up.shown} " in page
    sections = by_section(material)
    at = next(n for n, one in enumerate(sections.columns) if one.key == str(first.pk))
    for group in sections.groups:
        assert f"{group.title} {group.roll_ups[at].shown} " in page
    gaps = [ask for level in requests_of(material, str(first.pk)) for ask in level.asks]
    assert gaps
    for ask in gaps:
        assert " ".join(ask.question.split()) in words
    text = words + str(reader.metadata) + str(report.file.name if report.file else "")
    strangers = [
        *(one for one in NAMES if one != first.vendor.name), *map(str, (cast.ann, cast.ben)),
        "Cy Lund", "Abe Finch", INSIDE, "Weighed by", "is new", "The log was shown",
    ]  # fmt: skip
    assert [one for one in strangers if one in text] == []
    # What is sought above is found where it may stand.
    _report, whole = made(order(pair.evaluation, ReportKind.COMPARISON_PDF, by=cast.ann))
    inside = read(whole)[1]
    for one in (NAMES[1], "Cy Lund", "Weighed by", "The log was shown"):
        assert one in inside


def test_a_letter_is_read_by_its_vendor_alone_and_only_once_released(
    pair: Judged, cast: Cast, sign_in: Callable[[Any], Client]
) -> None:
    report, content = letter(pair, cast)
    first, second = pair.responses
    hers, rivals = (
        sign_in(User.objects.get(email=f"lead{at}@vendor{at}.example")) for at in range(2)
    )
    assert b"What was decided" not in hers.get(f"/responses/{first.pk}/").content
    assert not ReleasedLetter.objects.exists()
    where = f"/evaluations/{pair.evaluation.pk}/reports/{report.pk}"
    ann = sign_in(cast.ann)
    listed = f"/evaluations/{pair.evaluation.pk}/reports/"
    assert "Release to the vendor" in ann.get(listed).content.decode()
    assert sign_in(cast.ben).post(f"{where}/release").status_code == 403
    assert ann.post(f"{where}/release").status_code == 302
    released = ReleasedLetter.objects.get()
    assert Event.objects.filter(verb="released a letter to the vendor").count() == 1
    mail = Mail.objects.get(kind="letter_released")
    assert mail.to == "lead0@vendor0.example"
    assert WORDING not in mail.text
    after = ann.get(listed).content.decode()
    assert "Released to the vendor by" in after
    assert "Release to the vendor" not in after
    assert b"What was decided" in hers.get(f"/responses/{first.pk}/").content
    got = hers.get(f"/responses/{first.pk}/letters/{released.pk}/")
    assert b"".join(got) == content
    for one in (first.pk, second.pk):
        assert rivals.get(f"/responses/{one}/letters/{released.pk}/").status_code == 404
    assert b"What was decided" not in rivals.get(f"/responses/{second.pk}/").content
    with pytest.raises(Refused, match="released already"):
        letters.release(report, by=cast.ann)
    with pytest.raises(IntegrityError), transaction.atomic():
        released.delete()


def test_only_what_holds_goes_out(pair: Judged, cast: Cast) -> None:
    report, _content = letter(pair, cast)
    other, _content = made(order(pair.evaluation, ReportKind.MASTER_PDF, by=cast.ann))
    with pytest.raises(Refused, match="Only a debrief letter"):
        letters.release(other, by=cast.ann)
    waits = decisions.propose(
        pair.evaluation, said(pair, "Thank you all the same."), reasons="Weighed again.",
        approver=deciding.approver(), why_changed="A slip.", by=cast.ann,
    )  # fmt: skip
    with pytest.raises(Refused, match="waits to be confirmed"):
        letters.release(report, by=cast.ann)
    decisions.confirm(waits, by=deciding.approver())
    with pytest.raises(Refused, match="Create it again"):
        letters.release(report, by=cast.ann)
    again, content = letter(pair, cast)
    assert "Thank you all the same." in read(content)[1]
    letters.release(again, by=cast.ann)
    assert ReleasedLetter.objects.get().file_id == again.file_id


def test_no_letter_before_the_decision_nor_with_somebody_elses_name(
    in_alder: Jurisdiction, cast: Cast
) -> None:
    there = judged(cast.ann, [cast.ben])
    with pytest.raises(Refused, match="once the decision holds"):
        letter(there, cast)
    decided(there, cast, f"You came close to {NAMES[1].upper()}, thought ben kapoor.")
    with pytest.raises(Refused, match=f"name Ben Kapoor, {NAMES[1]}"):
        letter(there, cast)
    decided(there, cast, why="It named another vendor.")
    _report, content = letter(there, cast, at=1)
    page = " ".join(read(content)[0].pages[0].extract_text().split())
    assert "Scored by one person" in page
    assert "Ben Kapoor" not in page


def test_a_memo_tells_what_is_proposed_and_then_what_was_decided(
    in_alder: Jurisdiction, cast: Cast
) -> None:
    there = judged(cast.ann, [cast.ben, cast.cy])
    with pytest.raises(Refused, match="Nothing is decided or proposed"):
        order(there.evaluation, ReportKind.MEMO, by=cast.ann)
    waits = decisions.propose(
        there.evaluation, said(there), reasons="Weighed by the committee.",
        approver=deciding.approver(), open_matters=["One reviewer is new."], by=cast.ann,
    )  # fmt: skip
    report, content = made(order(there.evaluation, ReportKind.MEMO, by=cast.ann))
    first = " ".join(read(content)[0].pages[0].extract_text().split())
    assert "Proposed, revision 1: waits for Abe Finch to confirm it" in first
    assert report.is_draft
    decisions.confirm(waits, by=deciding.approver())
    there.evaluation.refresh_from_db()
    decided(there, cast, why="A figure was read wrongly.")
    report, content = made(order(there.evaluation, ReportKind.MEMO, by=cast.ann))
    if folder := os.environ.get("KEEP_PAPERS"):
        (Path(folder) / "memo.pdf").write_bytes(content)
    reader, words = read(content)
    first = " ".join(reader.pages[0].extract_text().split())
    assert not report.is_draft
    for told in (
        "Decided: confirmed on", "revision 2", "Weighed by the committee.", "One reviewer is new.",
        "A figure was read wrongly.", f"Proposed {cast.ann}", "Confirmed Abe Finch",
        "America/Los_Angeles", f"Page 1 of {report.pages}",
    ):  # fmt: skip
        assert told in first
    for column in material_of(there.evaluation).comparison.columns:
        rank, total = column.rank, column.total.shown
        assert f"{column.name} Acceptable {rank} {total} {column.must_haves_shown}" in first
        assert f"{INSIDE} {column.name}" in words
    assert WORDING in words
    roots = list(Decision.objects.values_list("root", flat=True))
    assert len(roots) == 2
    for root in roots:
        assert root in words.replace(" ", "")
