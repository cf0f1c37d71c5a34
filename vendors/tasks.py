"""Jobs of the vendors' side: reading load tests, printing receipts."""

from typing import Any, cast

from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone

from portal import clock
from portal.cage.outcome import Limits
from portal.cage.run import run
from portal.documents import pdf
from portal.files import storage
from portal.files.actions import keep
from portal.files.content import clean_name
from portal.jobs import actions as jobs
from portal.jobs.models import Job
from portal.jobs.registry import JobFailed, job_kind
from portal.tenancy.switch import current
from vendors.actions import change_reminders, changes, monthly_reminders, reminders
from vendors.actions import evidence as attached
from vendors.models import (
    Evidence,
    PrintedLetter,
    Receipt,
    RequestLetter,
    Response,
    Round,
    Submission,
)
from vendors.queries.changes import letter_of

READ_TEST = "vendors.loadtest_reading:main"
# The largest file that may be attached, 500 MB, takes a quarter of a minute on a free core.
READING_LIMITS = Limits(wall_seconds=420, cpu_seconds=300, memory_bytes=512 << 20)
SPREAD_OVER_FILES = (".csv", ".json")
MOST_SIBLINGS = 24
NOT_READ = "The file could not be read as a load test: it {reason}. It stays attached."


@job_kind("vendors.read_loadtest", attempts=2, seconds=450)
def read_loadtest(job: Job) -> None:
    """Read a load-test file in the cage, with those that belong to the same test."""
    one = Evidence.objects.select_related("file").filter(pk=job.subject, removed_at=None).first()
    if one is None:
        return
    near = {f"{each.pk}:{each.file.name}": each for each in _siblings(one)}
    outcome = run(
        READ_TEST,
        {name: storage.path_of(each.file.key) for name, each in near.items()},
        options={"about": f"{one.pk}:{one.file.name}"},
        limits=READING_LIMITS,
        on_progress=lambda done, total: jobs.count(job, done, total, "MB read"),
    )
    if not outcome:
        attached.note_refusal([one.pk], NOT_READ.format(reason=outcome.reason))
        return
    pks = [near[name].pk for name in cast("list[str]", outcome.facts["together"])]
    if "reading" in outcome.facts:
        attached.note_reading(pks, cast("dict[str, Any]", outcome.facts["reading"]))
    else:
        attached.note_refusal(pks, str(outcome.facts["refusal"]))
    taken = {near[name].file.sha256 for name in cast("list[str]", outcome.facts["together"])}
    for each in near.values():
        if each.pk not in pks and taken & _taken_in(each):
            # A file that came later is nearer to what this record took in: read it anew.
            jobs.owe(job.kind, workspace=current(), subject=each.pk)


def _taken_in(one: Evidence) -> set[str]:
    """Fingerprints of the other files that a record was read from."""
    sources = (one.reading or {}).get("raw_sha256", [])
    return {source["sha256"] for source in sources} - {one.file.sha256}


def _siblings(one: Evidence) -> list[Evidence]:
    """Files on the same questions that may be of the same test; which are, their content tells."""
    if not one.file.name.lower().endswith(SPREAD_OVER_FILES):
        return [one]
    items = one.links.values_list("item_key", flat=True)
    kind = Q(file__name__iendswith=".csv") | Q(file__name__iendswith=".json")
    found = (
        Evidence.objects.select_related("file")
        .filter(kind, response=one.response_id, removed_at=None, links__item_key__in=list(items))
        .exclude(pk=one.pk)
        .distinct()
        .order_by("-pk")
    )
    return sorted([one, *found[: MOST_SIBLINGS - 1]], key=lambda each: each.pk)


@job_kind(reminders.JOB, seconds=120)
def remind(job: Job) -> None:
    """Send the reminders of a round that are due."""
    if (round_ := Round.objects.filter(pk=job.subject).first()) is not None:
        reminders.send_due(round_)


@job_kind(change_reminders.JOB, seconds=120)
def remind_of_changes(job: Job) -> None:
    """Send the reminders of a provider's dates that are due."""
    if (response := Response.objects.filter(pk=job.subject).first()) is not None:
        change_reminders.send_due(response)


@job_kind(monthly_reminders.JOB, seconds=120)
def remind_of_months(job: Job) -> None:
    """Remind a provider of a month that is due, and leave the next reminder."""
    if (response := Response.objects.filter(pk=job.subject).first()) is not None:
        monthly_reminders.send_due(response)


@job_kind("vendors.receipt", seconds=120)
def print_receipt(job: Job) -> None:
    """Print the receipt of a submission, once."""
    submission = (
        Submission.objects.select_related("response__vendor", "response__round", "version")
        .filter(pk=job.subject, receipt=None)
        .first()
    )
    if submission is None:
        return
    workspace = current()
    title = f"Receipt {submission.reference}"
    with timezone.override(workspace.time_zone):
        html = render_to_string(
            "reports/receipt.html",
            {
                "title": title,
                "workspace": workspace.name,
                "record": submission.reference,
                "mark": "",
                "submission": submission,
                "response": submission.response,
                "round": submission.response.round,
            },
        )
    outcome = pdf.render(html, title=title)
    if not outcome:
        raise JobFailed(outcome.sentence("The receipt"))
    name = f"receipt-{submission.reference}.pdf"
    file = keep([outcome.files["document.pdf"]], name=name, media_type="application/pdf", by=None)
    Receipt.objects.get_or_create(submission=submission, defaults={"file": file})


@job_kind(changes.PRINT, seconds=120)
def print_letter(job: Job) -> None:
    """Print a letter with requests, once."""
    row = RequestLetter.objects.filter(pk=job.subject, printed=None).first()
    if row is None:
        return
    letter = letter_of(row, at=clock.now())
    workspace = current()
    response = letter.row.response
    contact = (workspace.contact_name, workspace.contact_email, workspace.contact_phone)
    title = f"{letter.title} to {response.vendor.name}"
    with timezone.override(workspace.time_zone):
        html = render_to_string(
            "reports/requests.html",
            {
                "title": letter.title,
                "workspace": workspace.name,
                "contact": ", ".join(filter(None, contact)),
                "record": title,
                "mark": "",
                "letter": letter,
                "response": response,
                "round": response.round,
            },
        )
    outcome = pdf.render(html, title=title)
    if not outcome:
        raise JobFailed(outcome.sentence("The letter"))
    name = clean_name(f"{title}, {response.round.name}.pdf")
    file = keep([outcome.files["document.pdf"]], name=name, media_type="application/pdf", by=None)
    PrintedLetter.objects.get_or_create(letter=row, defaults={"file": file})
