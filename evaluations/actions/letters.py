"""Releasing a debrief letter to the vendor that it is about."""

from django.db import transaction

from evaluations import rules
from evaluations.models import Evaluation, Report
from evaluations.queries.decided import is_waiting
from evaluations.queries.reports import conflicts_of, current_snapshot
from portal.accounts.models import User
from portal.audit.record import record
from vendors.models import ReleasedLetter


@transaction.atomic
def release(report: Report, *, by: User) -> ReleasedLetter:
    """Let the vendor's people read this letter from now on; it can't be taken back."""
    # Under the lock of its evaluation no decision is proposed or confirmed meanwhile.
    Evaluation.objects.select_for_update().get(pk=report.evaluation_id)
    report = Report.objects.select_related("evaluation__round__version", "response__vendor").get(
        pk=report.pk
    )
    released = ReleasedLetter.objects.filter(file=report.file_id) if report.file_id else None
    rules.may_release_letter(
        report,
        conflicts=conflicts_of(report.evaluation, by.pk),
        waits=is_waiting(report.evaluation),
        is_current=report.file_id is not None and report.snapshot == current_snapshot(report),
        is_released=released is not None and released.exists(),
    ).require()
    letter = ReleasedLetter.objects.create(
        response=report.response, file=report.file, by_id=by.pk, by_name=str(by)
    )
    record(
        "released a letter to the vendor",
        report,
        by=by,
        key=f"round:{report.evaluation.round_id}",
        vendor=report.response.vendor.name if report.response else "",
        fingerprint=report.file.sha256 if report.file else "",
    )
    return letter
