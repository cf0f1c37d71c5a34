"""Ordering reports, and ordering one again that failed."""

import uuid

from django.db import transaction
from django.db.models import Max

from evaluations import rules
from evaluations.models import Evaluation, Panelist, Report, ReportKind, Stage
from evaluations.queries.decided import revisions_of
from evaluations.queries.papers import strangers_in, told_of, wording_to
from evaluations.queries.reading import answers_open
from evaluations.queries.records import review_of, undecided_in
from evaluations.queries.reports import (
    conflicts_of,
    current_snapshot,
    has_statements,
)
from portal import clock
from portal.access import Refused
from portal.accounts.models import User
from portal.audit.record import record
from portal.jobs.actions import owe
from portal.jobs.actions import try_again as owe_again
from portal.jobs.models import Job, JobState
from portal.tenancy.switch import current
from vendors.models import Response

JOB = "evaluations.report"


@transaction.atomic
def order(
    evaluation: Evaluation,
    kind: ReportKind,
    *,
    response: Response | None = None,
    panelist: Panelist | None = None,
    by: User,
) -> Report:
    """Write down a report and the job that makes it; a second click finds the first one's row."""
    # One order at a time for an evaluation, or two would get the same revision.
    evaluation = (
        Evaluation.objects.select_for_update(of=("self",))
        .select_related("round__version")
        .get(pk=evaluation.pk)
    )
    noted = kind == ReportKind.QUICK_PDF and has_statements(evaluation)
    rules.may_order_report(
        evaluation,
        kind,
        response,
        has_statements=noted,
        answers_open=answers_open(evaluation, at=clock.now()),
        has_submission=response is not None and response.submissions.exists(),
        conflicts=conflicts_of(evaluation, by.pk),
    ).require()
    if kind == ReportKind.EDITION:
        undecided = undecided_in(evaluation)
        rules.may_order_edition(review_of(evaluation), undecided, at=clock.now()).require()
    if kind == ReportKind.SHEET:
        rules.may_print_sheet(evaluation, panelist).require()
    if kind == ReportKind.MEMO:
        told = told_of(list(revisions_of(evaluation)))
        rules.may_write_memo(is_proposed=told is not None).require()
    if kind == ReportKind.DEBRIEF and response is not None:
        words = wording_to(evaluation, response)
        named = strangers_in(words or "", evaluation, response)
        rules.may_write_letter(words, named).require()
    same = Report.objects.filter(
        evaluation=evaluation, kind=kind, response=response, panelist=panelist
    )
    if waiting := _waiting(same.filter(file=None).order_by("-ordered_at").first()):
        return waiting
    pk = uuid.uuid4()
    report = Report.objects.create(
        id=pk,
        evaluation=evaluation,
        response=response,
        panelist=panelist,
        kind=kind,
        revision=(same.aggregate(last=Max("revision"))["last"] or 0) + 1,
        is_draft=evaluation.stage not in {Stage.DECIDED, Stage.ARCHIVED},
        job=owe(JOB, workspace=current(), subject=pk).pk,
        by_id=by.pk,
        by_name=str(by),
    )
    record(
        "ordered a report",
        report,
        by=by,
        key=f"round:{evaluation.round_id}",
        kind=report.kind,
        vendor=response.vendor.name if response else "",
        **({"reviewer": panelist.name} if panelist else {}),
    )
    return report


@transaction.atomic
def try_again(report: Report, *, by: User) -> None:
    """Have a report made that failed; one that is made or under way stays as it is."""
    report = (
        Report.objects.select_for_update(of=("self",))
        .select_related("evaluation")
        .get(pk=report.pk)
    )
    job = _job_of(report)
    if report.file_id or (job and job.state != JobState.FAILED):
        return
    if job is None:
        # Old jobs are forgotten; the report is then made by a new one.
        job = owe(JOB, workspace=current(), subject=report.pk)
        Report.objects.filter(pk=report.pk).update(job=job.pk)
    else:
        owe_again(job)
    record("ordered a report again", report, by=by, key=f"round:{report.evaluation.round_id}")


def _waiting(report: Report | None) -> Report | None:
    """This report, if it is still being made and would show nothing else if ordered now."""
    if report is None:
        return None
    job = _job_of(report)
    if (
        job is None
        or job.is_over
        or (report.snapshot and report.snapshot != current_snapshot(report))
    ):
        return None
    return report


def _job_of(report: Report) -> Job | None:
    return Job.objects.filter(pk=report.job).first() if report.job else None


def kind_named(name: str) -> ReportKind:
    """The kind that a form names."""
    if name not in ReportKind.values:
        raise Refused("Choose which report to make.")
    return ReportKind(name)
