"""Jobs of the vendors' side: reading load tests, printing receipts."""

import re
from collections.abc import Iterable
from typing import Any, cast

from django.template.loader import render_to_string
from django.utils import timezone

from portal.cage.outcome import Limits
from portal.cage.run import run
from portal.documents import pdf
from portal.files import storage
from portal.files.actions import keep
from portal.jobs.models import Job
from portal.jobs.registry import JobFailed, job_kind
from portal.tenancy.switch import current
from vendors.actions import evidence as attached
from vendors.loadtests import MOST_FILES
from vendors.models import Evidence, Receipt, Submission

READ_TEST = "vendors.loadtest_reading:main"
READING_LIMITS = Limits(wall_seconds=60, cpu_seconds=60, memory_bytes=1 << 30)
LOCUST_ENDING = re.compile(r"_(stats|stats_history|failures|exceptions)\.csv$", re.IGNORECASE)
NOT_READ = "The file could not be read as a load test: it {reason}. It stays attached."


@job_kind("vendors.read_loadtest", attempts=2, seconds=120)
def read_loadtest(job: Job) -> None:
    """Read a load-test file in the cage, with those that belong to the same test."""
    one = Evidence.objects.select_related("file").filter(pk=job.subject, removed_at=None).first()
    if one is None:
        return
    # Files of one name first; where they say nothing together, all tables on the question.
    together = _of_one_name(one)
    facts = _read(together)
    if "reading" not in facts and len(wider := _siblings(one)) > len(together):
        found = _read(wider)
        together, facts = (wider, found) if "reading" in found else ([one], facts)
    pks = [each.pk for each in together]
    if "reading" in facts:
        attached.note_reading(pks, cast("dict[str, Any]", facts["reading"]))
    else:
        attached.note_refusal(pks, str(facts["refusal"]))


def _siblings(one: Evidence) -> list[Evidence]:
    """Locust writes one test into several CSV files; those on the same question belong together."""
    if not one.file.name.lower().endswith(".csv"):
        return [one]
    items = one.links.values_list("item_key", flat=True)
    found = (
        Evidence.objects.select_related("file")
        .filter(response=one.response_id, removed_at=None, links__item_key__in=list(items))
        .filter(file__name__iendswith=".csv")
        .distinct()
        .order_by("pk")
    )
    return list(found[:MOST_FILES])


def _of_one_name(one: Evidence) -> list[Evidence]:
    """Of these the ones whose names differ only in the ending that Locust gives each."""
    mine = LOCUST_ENDING.sub("", one.file.name)
    return [each for each in _siblings(one) if LOCUST_ENDING.sub("", each.file.name) == mine]


def _read(together: Iterable[Evidence]) -> dict[str, Any]:
    inputs = {f"{each.pk}:{each.file.name}": storage.path_of(each.file.key) for each in together}
    outcome = run(READ_TEST, inputs, limits=READING_LIMITS)
    if not outcome:
        return {"refusal": NOT_READ.format(reason=outcome.reason)}
    return dict(outcome.facts)


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
