"""The job that sends one mail."""

from portal.jobs.models import Job
from portal.jobs.registry import job_kind
from portal.outbox import actions
from portal.outbox.models import Mail


@job_kind("outbox.send", attempts=8, seconds=60)
def send(job: Job) -> None:
    """Send the mail of this job, if it is still owed."""
    mail = Mail.objects.filter(pk=job.subject).first()
    if mail is not None:
        actions.send(mail)
