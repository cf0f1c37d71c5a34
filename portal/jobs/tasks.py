"""What the broker may call: one task that does a job by its id, one that rings again."""

from datetime import timedelta

from celery import shared_task
from django.db import connection

from portal import clock
from portal.jobs import actions
from portal.jobs.models import Job
from portal.tenancy import switch


@shared_task(name="portal.jobs.run", ignore_result=True)
def run(job_id: str) -> None:
    """Do one job. The id is all that a message carries."""
    switch.leave()
    try:
        actions.perform(job_id)
    finally:
        switch.leave()
        connection.close()


@shared_task(name="portal.jobs.sweep", ignore_result=True)
def sweep() -> None:
    """Ring for jobs whose message was lost or whose worker died, and forget old finished ones."""
    switch.leave()
    try:
        actions.sweep()
        Job.objects.filter(ended_at__lt=clock.now() - timedelta(days=90)).delete()
    finally:
        connection.close()
