"""The job that sends one person's daily mail."""

import smtplib

from portal.accounts.models import User
from portal.jobs.models import Job
from portal.jobs.registry import job_kind
from portal.notices import choices, daily

TRIES = 6


@job_kind(choices.JOB, in_workspace=False, attempts=TRIES, seconds=120)
def send_daily(job: Job) -> None:
    """Send it if it is still due; where the mail server is away for long, it comes tomorrow."""
    person = User.objects.filter(pk=job.subject, is_active=True).first()
    if person is None:
        return
    try:
        daily.send_daily(person)
    except (smtplib.SMTPException, OSError):
        if job.attempts < TRIES:
            raise
        choices.plan(person)
