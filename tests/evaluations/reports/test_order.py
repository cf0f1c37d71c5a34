"""Ordering over HTTP: who may, what a second click does, failure and trying again, query counts."""

import uuid
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from evaluations.actions import panel, reports, rounds
from evaluations.models import Report, ReportKind
from portal import clock
from portal.access import Refused
from portal.audit.models import Event
from portal.jobs.models import Job, JobState
from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import workspace
from tests.cast import Cast
from tests.evaluations.reports.judged import Judged, agree, judged
from tests.stages import put_clock_right, round_at
from vendors.models import Response


@pytest.fixture
def pair(alder: Jurisdiction, cast: Cast) -> Judged:
    with workspace(alder):
        return judged(cast.ann, [cast.ben, cast.cy])


def address(made: Judged, *rest: object) -> str:
    return "/".join(["/evaluations", str(made.evaluation.pk), "reports", *map(str, rest), ""])


def test_an_order_is_a_row_and_a_job(
    pair: Judged, alder: Jurisdiction, cast: Cast, sign_in: Any
) -> None:
    ann = sign_in(cast.ann)
    assert b"Create PDF report" in ann.get(address(pair)).content
    page = ann.post(address(pair), {"report": "comparison_pdf"}, follow=True)
    assert page.redirect_chain == [(address(pair), 302)]
    assert b"Being made" in page.content
    assert b"Refresh" in page.content
    with workspace(alder):
        report = Report.objects.get()
        assert report.by_name == "Ann Ortiz"
        job = Job.objects.get(pk=report.job)
        assert (job.kind, job.state, job.subject) == (
            "evaluations.report",
            "queued",
            str(report.pk),
        )
        assert Event.objects.latest("number").verb == "ordered a report"
    part = ann.get(address(pair, report.pk), headers={"HX-Request": "true"})
    assert b'hx-trigger="every 2s"' in part.content
    assert b"<html" not in part.content
    assert b"<html" in ann.get(address(pair, report.pk)).content


def test_a_second_click_finds_the_first_row(pair: Judged, cast: Cast, in_alder: Any) -> None:
    first = reports.order(pair.evaluation, ReportKind.CSV, by=cast.ann)
    assert reports.order(pair.evaluation, ReportKind.CSV, by=cast.ann) == first
    other = reports.order(pair.evaluation, ReportKind.WORKBOOK, by=cast.ann)
    assert other != first
    assert other.revision == 1


def test_a_report_already_read_is_not_given_for_newer_scores(
    pair: Judged, cast: Cast, in_alder: Any
) -> None:
    first = reports.order(pair.evaluation, ReportKind.CSV, by=cast.ann)
    Report.objects.filter(pk=first.pk).update(snapshot=reports.current_snapshot(first))
    assert reports.order(pair.evaluation, ReportKind.CSV, by=cast.ann) == first
    agree(pair, by=cast.ann)
    second = reports.order(pair.evaluation, ReportKind.CSV, by=cast.ann)
    assert second.revision == 2


def test_nothing_on_scores_before_discussion(in_alder: Any, cast: Cast) -> None:
    staged = round_at("scoring", cast)
    put_clock_right()
    with pytest.raises(Refused, match="discussion is opened"):
        reports.order(staged.evaluation, ReportKind.COMPARISON_PDF, by=cast.ann)
    with pytest.raises(Refused, match="Nothing is noted down"):
        reports.order(staged.evaluation, ReportKind.QUICK_PDF, by=cast.ann)
    assert not Report.objects.exists()


def test_a_vendor_of_another_evaluation_is_refused(pair: Judged, in_alder: Any, cast: Cast) -> None:
    elsewhere = rounds.start_with("Other", [], due_at=None, by=cast.ann)
    stranger = Response.objects.create(round=elsewhere.round, vendor=pair.responses[0].vendor)
    with pytest.raises(Refused, match="not part of"):
        reports.order(pair.evaluation, ReportKind.VENDOR_PDF, response=stranger, by=cast.ann)
    with pytest.raises(Refused, match="Choose the vendor"):
        reports.order(pair.evaluation, ReportKind.VENDOR_PDF, by=cast.ann)


def test_who_may(pair: Judged, alder: Jurisdiction, cast: Cast, sign_in: Any) -> None:
    with workspace(alder):
        report = reports.order(pair.evaluation, ReportKind.CSV, by=cast.ann)
    for person, seen, ordered in (
        (cast.ann, 200, 302), (cast.olive, 200, 403), (cast.ben, 200, 403),
        (cast.vera, 403, 403), (cast.mallory, 302, 302),
    ):  # fmt: skip
        client = sign_in(person) if person != cast.mallory else sign_in(None)
        assert client.get(address(pair)).status_code == seen, person
        assert client.post(address(pair), {"report": "csv"}).status_code == ordered, person
        again = client.post(address(pair, report.pk).rstrip("/") + "/again")
        assert again.status_code == ordered, person
    assert sign_in(cast.ann).get(address(pair, uuid.uuid4())).status_code == 404
    assert sign_in(cast.ann).post(address(pair), {"report": "nonsense"}).status_code == 403
    assert sign_in(cast.ann).post(address(pair), {"report": "vendor_pdf:0"}).status_code == 404


def test_a_reviewer_with_a_conflict_gets_no_report_on_that_vendor(
    pair: Judged, alder: Jurisdiction, cast: Cast, sign_in: Any
) -> None:
    first, second = pair.responses
    with workspace(alder):
        panel.declare(
            pair.panel[0], text="t", conflicts=[first.pk], explanation="A cousin.",
            typed_name="Ben", by=cast.ben,
        )  # fmt: skip
        every = reports.order(pair.evaluation, ReportKind.CSV, by=cast.ann)
        mine = [
            reports.order(pair.evaluation, ReportKind.VENDOR_PDF, response=one, by=cast.ann)
            for one in (first, second)
        ]
    ben, cy = sign_in(cast.ben), sign_in(cast.cy)
    assert ben.get(address(pair, every.pk)).status_code == 404
    assert ben.get(address(pair, mine[0].pk)).status_code == 404
    assert ben.get(address(pair, mine[1].pk)).status_code == 200
    assert first.vendor.name not in ben.get(address(pair)).content.decode()
    assert cy.get(address(pair, every.pk)).status_code == 200


def test_a_failed_report_says_why_and_can_be_tried_again(
    pair: Judged, alder: Jurisdiction, cast: Cast, sign_in: Any
) -> None:
    with workspace(alder):
        report = reports.order(pair.evaluation, ReportKind.CSV, by=cast.ann)
        jobs = Job.objects.filter(pk=report.job)
        jobs.update(state=JobState.FAILED, reason="The report is too long.", ended_at=clock.now())
    ann = sign_in(cast.ann)
    page = ann.get(address(pair)).content.decode()
    assert "The report is too long." in page
    assert "Try again" in page
    assert "Try again" not in sign_in(cast.olive).get(address(pair)).content.decode()
    ann.post(address(pair, report.pk).rstrip("/") + "/again")
    assert jobs.get().state == JobState.QUEUED
    jobs.delete()
    assert "nothing is left of the attempt" in ann.get(address(pair)).content.decode()
    ann.post(address(pair, report.pk).rstrip("/") + "/again")
    with workspace(alder):
        assert Job.objects.get(pk=Report.objects.get().job).state == JobState.QUEUED


@pytest.mark.parametrize("person", ["ann", "ben"])
def test_the_page_asks_the_database_the_same_whatever_the_number(
    person: str, pair: Judged, alder: Jurisdiction, cast: Cast, sign_in: Any
) -> None:
    client = sign_in(getattr(cast, person))
    asked = []
    for number in (1, 3, 30):
        with workspace(alder):
            Report.objects.all().delete()
            for revision in range(number):
                job = Job.objects.create(kind="evaluations.report", workspace=alder.uuid)
                Report.objects.create(
                    evaluation=pair.evaluation, kind=ReportKind.VENDOR_PDF, job=job.pk,
                    response=pair.responses[0], revision=revision, by_id=cast.ann.pk, by_name="Ann",
                )  # fmt: skip
        with CaptureQueriesContext(
            connection,
        ) as queries:
            page = client.get(address(pair))
        assert page.content.count(b"Being made") == number
        asked.append(len(queries))
    assert len(set(asked)) == 1, asked
    assert asked[0] <= 22
