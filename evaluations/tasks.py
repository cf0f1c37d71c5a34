"""The jobs that make one report and the sample report. Running one twice makes one file."""

from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from evaluations import sample
from evaluations.actions import decisions
from evaluations.demo.build import sample_report
from evaluations.models import Answered, Decision, Report
from evaluations.queries.decided import answer_to
from evaluations.reports.making import Made, make
from portal import clock
from portal.access import Refused
from portal.accounts.models import User
from portal.files.actions import keep
from portal.frontdoor.models import Confirmation
from portal.jobs.actions import count
from portal.jobs.models import Job
from portal.jobs.registry import JobFailed, job_kind
from portal.tenancy.switch import current


@job_kind("evaluations.report", seconds=240)
def make_report(job: Job) -> None:
    """Make the file of this job's report, unless it is there already."""
    report = (
        Report.objects.select_related("evaluation__round__version", "response__vendor")
        .filter(pk=job.subject, file=None)
        .first()
    )
    if report is None:
        return
    pk = report.pk
    with timezone.override(ZoneInfo(current().time_zone)):
        made = make(
            report,
            count=lambda done, of, words: count(job, done, of, words),
            noted=lambda snapshot: _note(pk, snapshot),
        )
    _keep(report, made)


def _note(pk: UUID, snapshot: str) -> None:
    Report.objects.filter(pk=pk).update(snapshot=snapshot)


@job_kind("evaluations.confirmation")
def hear_operator(job: Job) -> None:
    """Carry out what an operator answered; an answer that came twice changes nothing."""
    asked = Confirmation.objects.select_related("by").get(pk=job.subject, workspace=current())
    decision = Decision.objects.select_related("approval").get(pk=asked.subject)
    if answer_to(decision) is not None or asked.by is None:
        return
    try:
        if asked.answer == Answered.CONFIRMED:
            decisions.confirm(decision, by=asked.by, is_operator=True)
        else:
            decisions.send_back(decision, asked.reason, by=asked.by, is_operator=True)
    except Refused as no:
        decisions.send_back(decision, str(no), by=asked.by, is_operator=True)


@job_kind(sample.KIND, in_workspace=False, attempts=2, seconds=300)
def make_sample(job: Job) -> None:
    """Make the sample report of the front door, unless it is there already."""
    del job
    if sample.place().is_file():
        return
    content = sample_report()
    if content is None:
        raise JobFailed("The sample report could not be made; reports can’t be printed here.")
    sample.keep(content)


@transaction.atomic
def _keep(report: Report, made: Made) -> None:
    """Keep the file under the row's lock: whoever comes second finds one there and keeps none."""
    if Report.objects.select_for_update().get(pk=report.pk).file_id:
        return
    by = User.objects.filter(pk=report.by_id).first()
    file = keep([made.content], name=made.name, media_type=made.media_type, by=by)
    Report.objects.filter(pk=report.pk).update(
        file=file, pages=made.pages, is_draft=made.is_draft, made_at=clock.now()
    )
