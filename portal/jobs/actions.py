"""Owing, claiming, counting and ending jobs."""

import logging
import uuid
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from kombu.exceptions import OperationalError

from portal import clock
from portal.celery import app
from portal.jobs.models import Job, JobState
from portal.jobs.registry import KINDS, JobFailed
from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import NoWorkspace, serving, workspace

log = logging.getLogger(__name__)
GIVEN_UP = "It was tried {attempts} times and did not finish. Try again, or tell the people who run this service."
GONE = "Its workspace is not being served."


def owe(
    kind: str,
    *,
    workspace: Jurisdiction | None,
    subject: object = "",
    due_at: datetime | None = None,
) -> Job:
    """Write down a job in the caller's transaction and ring the bell once that is committed."""
    if kind not in KINDS:
        raise ValueError(f"There is no job of kind {kind!r}.")
    if KINDS[kind].in_workspace and workspace is None:
        raise ValueError(f"A job of kind {kind!r} needs its workspace.")
    fields: dict[str, Any] = {"due_at": due_at} if due_at else {}
    job = Job.objects.create(
        kind=kind, workspace=workspace.uuid if workspace else None, subject=str(subject), **fields
    )
    if due_at is None:
        job_id = str(job.pk)
        transaction.on_commit(lambda: ring(job_id))
    return job


def owe_once(kind: str, *, workspace: Jurisdiction, subject: object, due_at: datetime) -> None:
    """Owe a job for an instant unless one waits for it already; the caller holds the subject's row."""
    there = Job.objects.filter(
        kind=kind, workspace=workspace.uuid, subject=str(subject), due_at=due_at
    )
    if not there.filter(state=JobState.QUEUED).exists():
        owe(kind, workspace=workspace, subject=subject, due_at=due_at)


def ring(job_id: str) -> None:
    """Tell the broker that a job is owed. A silent broker is no harm: the sweeper rings again."""
    try:
        app.send_task("portal.jobs.run", args=[job_id], retry=False, ignore_result=True)
    except (OperationalError, OSError) as error:
        log.warning("broker did not take job %s: %s", job_id, type(error).__name__)


def sweep() -> int:
    """Ring for every job that is due and held by nobody; return how many."""
    instant = clock.now()
    owed = Job.objects.filter(
        Q(state=JobState.QUEUED, due_at__lte=instant)
        | Q(state=JobState.RUNNING, leased_until__lt=instant)
    ).values_list("pk", flat=True)
    ids = [str(pk) for pk in owed[:500]]
    for job_id in ids:
        ring(job_id)
    return len(ids)


def perform(job_id: str) -> None:
    """Claim a job and do it; at whatever number of deliveries it ends once."""
    job = _claim(job_id)
    if job is None:
        return
    kind = KINDS.get(job.kind)
    if kind is None:
        _end(job, JobState.FAILED, f"This version of the portal does not know {job.kind!r}.")
        return
    if job.attempts > kind.attempts:
        _end(job, JobState.FAILED, GIVEN_UP.format(attempts=kind.attempts))
        return
    try:
        if kind.in_workspace:
            with workspace(serving(job.workspace or uuid.UUID(int=0))):
                kind.work(job)
        else:
            kind.work(job)
    except NoWorkspace:
        _end(job, JobState.FAILED, GONE)
    except JobFailed as failure:
        _end(job, JobState.FAILED, str(failure))
    except Exception as error:
        log.exception("job %s (%s) did not finish", job.pk, job.kind)
        if job.attempts >= kind.attempts:
            _end(job, JobState.FAILED, GIVEN_UP.format(attempts=kind.attempts))
        else:
            _release(job, type(error).__name__)
    else:
        _end(job, JobState.DONE)


def count(job: Job, done: int, of: int, step: str = "") -> None:
    """Say how far a job is; the page that waits for it reads this."""
    Job.objects.filter(pk=job.pk, lease=job.lease).update(
        done_steps=done, all_steps=of, step=step[:200]
    )


def try_again(job: Job) -> None:
    """Put a failed job back into the queue."""
    Job.objects.filter(pk=job.pk, state=JobState.FAILED).update(
        state=JobState.QUEUED,
        attempts=0,
        reason="",
        ended_at=None,
        done_steps=0,
        due_at=clock.now(),
    )
    job_id = str(job.pk)
    transaction.on_commit(lambda: ring(job_id))


def _claim(job_id: str) -> Job | None:
    """Take the lease by compare-and-set: of ten deliveries at once, one gets it."""
    instant = clock.now()
    lease = uuid.uuid4()
    kind = Job.objects.filter(pk=job_id).values_list("kind", flat=True).first()
    seconds = KINDS[kind].seconds if kind in KINDS else 60
    free = Q(state=JobState.QUEUED, due_at__lte=instant) | Q(
        state=JobState.RUNNING, leased_until__lt=instant
    )
    taken = Job.objects.filter(free, pk=job_id).update(
        state=JobState.RUNNING,
        lease=lease,
        leased_until=instant + timedelta(seconds=seconds + 30),
        attempts=F("attempts") + 1,
    )
    return Job.objects.get(pk=job_id) if taken else None


def _end(job: Job, state: JobState, reason: str = "") -> None:
    Job.objects.filter(pk=job.pk, lease=job.lease, state=JobState.RUNNING).update(
        state=state, reason=reason[:500], ended_at=clock.now(), leased_until=None
    )


def _release(job: Job, reason: str) -> None:
    wait = timedelta(seconds=5 * 2**job.attempts)
    Job.objects.filter(pk=job.pk, lease=job.lease).update(
        state=JobState.QUEUED, reason=reason[:500], leased_until=None, due_at=clock.now() + wait
    )
