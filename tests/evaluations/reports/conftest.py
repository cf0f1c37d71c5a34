"""A county whose rows are committed, a broker, and worker processes that see both."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from portal.accounts import actions as accounts
from portal.accounts.models import Membership, User
from portal.celery import app
from portal.demo_mode.models import KeptMail
from portal.environment import PROJECT_ROOT
from portal.jobs.models import Job
from portal.tenancy.actions import Opening, open_workspace
from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import workspace
from tests.cast import client_of
from tests.committed import leaving_nothing
from tests.evaluations.reports.judged import Judged, judged
from tests.launch.conftest import end_launches, launch_environment, start_launch

VENDORS = 20


@dataclass(frozen=True)
class County:
    """A county with an evaluation of many vendors, and its coordinator's browser."""

    at: Jurisdiction
    ann: User
    made: Judged
    browser: Client


@pytest.fixture(scope="module")
def county(django_db_setup: None, django_db_blocker: Any) -> Iterator[County]:
    """Rows that other processes see; all of them go again."""
    with django_db_blocker.unblock(), leaving_nothing():
        before = set(User.objects.values_list("pk", flat=True))
        mails = set(KeptMail.objects.values_list("pk", flat=True))
        at = open_workspace(
            Opening("Cedar County", "cedar", "America/Los_Angeles", "ann@cedar.example"), by=None
        )
        ann = User.objects.get(email="ann@cedar.example")
        Membership.objects.filter(person=ann).update(accepted_at=at.opened_at)
        reviewers = [
            User.objects.known_as(f"{name.lower()}@cedar.example", name) for name in ("Dee", "Eve")
        ]
        with workspace(at):
            made = judged(ann, reviewers, vendors=VENDORS)
        yield County(at, ann, made, client_of(ann, at, accounts.sign_in))
        connection.set_schema_to_public()
        Job.objects.filter(workspace=at.uuid).delete()
        with connection.cursor() as cursor:
            cursor.execute(f'DROP SCHEMA "{at.schema_name}" CASCADE')
        Jurisdiction.objects.filter(pk=at.pk).delete()
        User.objects.exclude(pk__in=before).delete()
        KeptMail.objects.exclude(pk__in=mails).delete()


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A broker of our own, to which this process rings as well."""
    data = tmp_path_factory.mktemp("broker") / "data"
    launch = start_launch(data, "services", DATABASE_URL=database_url())
    launch.hear("running")
    url = launch.addresses()["BROKER_URL"]
    with pytest.MonkeyPatch.context() as patch:
        # Celery reads this variable before any setting.
        patch.setenv("CELERY_BROKER_URL", url)
        app._after_fork()
        yield url
        app.pool.force_close_all()
    app._after_fork()
    end_launches([launch], data)


def database_url() -> str:
    told = connection.settings_dict
    return "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format_map(told)


@dataclass
class Worker:
    """A Celery worker and the processes that it started."""

    process: subprocess.Popen[bytes]

    def kill(self) -> None:
        """End it and its children without a word, as the machine does when memory runs out."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@pytest.fixture
def start_worker(broker: str, tmp_path: Path) -> Iterator[Callable[[], Worker]]:
    """Start a worker on the tests' database and files."""
    workers: list[Worker] = []

    def start() -> Worker:
        environment = launch_environment(
            tmp_path / "data",
            DATABASE_URL=database_url(),
            BROKER_URL=broker,
            FILES_ROOT=str(settings.FILES_ROOT),
        )
        environment.pop("CELERY_BROKER_URL", None)
        command = (sys.executable, "-m", "celery", "-A", "portal", "worker", "--concurrency=1")
        with (tmp_path / f"worker{len(workers)}.log").open("wb") as log:
            process = subprocess.Popen(
                command, cwd=PROJECT_ROOT, env=environment, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip
        workers.append(Worker(process))
        return workers[-1]

    yield start
    for worker in workers:
        worker.kill()
