"""The sample report of a service without a demo: made once, about a county that leaves no trace."""

import io
from pathlib import Path
from typing import Any

import pypdf
from django.conf import settings as product
from django.db import connection

from evaluations import sample
from evaluations.demo.build import SAMPLE_COUNTY
from portal.accounts.models import User
from portal.jobs.actions import perform
from portal.jobs.models import Job, JobState
from portal.outbox.models import Mail
from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import workspace
from tests.portal.doors import front


def schemas() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("select nspname from pg_namespace order by 1")
        return [name for (name,) in cursor.fetchall()]


def test_the_first_visitor_has_it_made(
    alder: Jurisdiction, settings: Any, tmp_path: Path, mailoutbox: list[Any]
) -> None:
    settings.DEMO = False
    settings.FILES_ROOT = tmp_path
    before = (schemas(), User.objects.count(), Jurisdiction.objects.count(), Job.objects.count())
    for _visit in range(2):
        assert "is being made" in front().get("/sample-report/").content.decode()
    (job,) = Job.objects.filter(kind=sample.KIND)
    perform(str(job.pk))
    job.refresh_from_db()
    assert (job.state, job.reason) == (JobState.DONE, "")
    answer: Any = front().get("/sample-report.pdf")
    pages = pypdf.PdfReader(io.BytesIO(b"".join(answer.streaming_content))).pages
    words = " ".join(page.extract_text() for page in pages)
    assert SAMPLE_COUNTY in " ".join(words.split())
    assert "Clearwater" in words
    job.delete()
    assert before == (
        schemas(), User.objects.count(), Jurisdiction.objects.count(), Job.objects.count(),
    )  # fmt: skip
    assert [one.name for one in tmp_path.iterdir()] == [sample.NAME]
    assert mailoutbox == []
    with workspace(alder):
        assert not Mail.objects.filter(to__contains="birch").exists()
    assert front().get("/sample-report/").status_code == 200
    assert not Job.objects.filter(kind=sample.KIND).exists()


def test_the_demo_brings_its_own(db: None, settings: Any, tmp_path: Path) -> None:
    settings.FILES_ROOT = tmp_path
    assert product.DEMO
    front().get("/sample-report/")
    assert not Job.objects.filter(kind=sample.KIND).exists()
