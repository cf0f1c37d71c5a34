"""A real worker process makes reports: progress is seen, and a killed one harms nothing."""

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pypdf
import pytest

from evaluations.models import Report
from evaluations.queries.reports import material_of
from portal import clock
from portal.files.models import StoredFile
from portal.jobs import actions
from portal.jobs.models import Job, JobState
from portal.tenancy.switch import workspace
from tests.evaluations.reports.conftest import VENDORS, County, Worker

pytestmark = pytest.mark.process
PATIENCE_SECONDS = 150.0
PAUSE = threading.Event()

Start = Callable[[], Worker]


def ordered(county: County, what: str) -> Report:
    """Order over HTTP and give the row."""
    address = f"/evaluations/{county.made.evaluation.pk}/reports/"
    assert county.browser.post(address, {"report": what}).status_code == 302
    with workspace(county.at):
        return Report.objects.latest("ordered_at")


def watched(report: Report, until: Callable[[Job], bool]) -> list[tuple[str, int, str]]:
    """Every state, count and step that was seen until something is so."""
    seen: list[tuple[str, int, str]] = []
    give_up = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < give_up:
        job = Job.objects.get(pk=report.job)
        now = (job.state, job.done_steps, job.step)
        if now not in seen:
            seen.append(now)
        if until(job):
            return seen
        # Looking again at once would take the processor from those who are watched.
        PAUSE.wait(0.02)
    raise AssertionError(f"it never came so far: {seen}")


def is_over(job: Job) -> bool:
    return job.is_over


def test_progress_is_seen_and_the_pdf_says_what_the_page_says(
    county: County, start_worker: Start
) -> None:
    report = ordered(county, "comparison_pdf")
    address = f"/evaluations/{county.made.evaluation.pk}/reports/"
    assert b"Waiting for its turn" in county.browser.get(address).content
    start_worker()
    seen = watched(report, is_over)
    assert seen[0][0] == JobState.QUEUED
    assert seen[-1][0] == JobState.DONE, seen[-1]
    steps = [step for state, _done, step in seen if state == JobState.RUNNING]
    assert len(set(steps)) >= 5, steps
    assert any(step.startswith("Vendor ") and f"of {VENDORS}" in step for step in steps), steps
    assert any(step.startswith("Laying out page") for step in steps), steps
    done = [done for _state, done, _step in seen]
    assert done == sorted(done)
    page = county.browser.get(address).content.decode()
    assert "Ready" in page
    answer = county.browser.get(f"{address}{report.pk}/file")
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["Content-Type"] == "application/pdf"
    first = " ".join(pypdf.PdfReader(BytesIO(content)).pages[0].extract_text().split())
    with workspace(county.at):
        columns = material_of(county.made.evaluation).comparison.columns
        fingerprint = Report.objects.select_related("file").get(pk=report.pk).file
    assert fingerprint is not None
    assert fingerprint.sha256 in page
    for column in columns:
        assert column.total.shown in first
        assert column.name.split()[0] in first


def test_a_worker_killed_while_it_renders_leaves_one_file_in_the_end(
    county: County, start_worker: Start
) -> None:
    report = ordered(county, f"vendor_pdf:{county.made.responses[0].pk}")
    killed = start_worker()
    watched(report, lambda job: job.step.startswith("Laying out page"))
    killed.kill()
    assert Job.objects.get(pk=report.job).state == JobState.RUNNING
    # The lease would run for minutes more; here it ran out.
    Job.objects.filter(pk=report.job).update(leased_until=clock.now() - timedelta(seconds=1))
    start_worker()
    assert actions.sweep() >= 1
    watched(report, is_over)
    job = Job.objects.get(pk=report.job)
    assert (job.state, job.attempts) == (JobState.DONE, 2)
    actions.ring(str(job.pk))
    with workspace(county.at):
        made = Report.objects.select_related("file").get(pk=report.pk)
        assert made.file is not None
        assert StoredFile.objects.filter(name=made.file.name).count() == 1


def test_other_kinds_come_out_of_the_worker_too(county: County, start_worker: Start) -> None:
    reports = [ordered(county, what) for what in ("workbook", "csv")]
    start_worker()
    for report in reports:
        watched(report, is_over)
    with workspace(county.at):
        made = Report.objects.filter(pk__in=[one.pk for one in reports]).select_related("file")
        assert sorted(one.file.name.rpartition(".")[2] for one in made if one.file) == [
            "csv", "xlsx",
        ]  # fmt: skip
