"""The job that sends one mail of the service itself."""

import smtplib

from portal.frontdoor import mail
from portal.frontdoor.models import FrontMail
from portal.jobs.models import Job
from portal.jobs.registry import JobFailed, job_kind

REFUSED_FOR_GOOD = 500


@job_kind("frontdoor.send", in_workspace=False, attempts=6, seconds=60)
def send(job: Job) -> None:
    """Send the mail of this job, if it is still owed."""
    owed = FrontMail.objects.filter(pk=job.subject).first()
    if owed is None:
        return
    try:
        mail.send(owed)
    except smtplib.SMTPRecipientsRefused:
        FrontMail.objects.filter(pk=owed.pk).delete()
        raise JobFailed("The mail server refused the recipient’s address.") from None
    except smtplib.SMTPResponseException as refusal:
        if refusal.smtp_code < REFUSED_FOR_GOOD:
            raise
        FrontMail.objects.filter(pk=owed.pk).delete()
        raise JobFailed(f"The mail server refused the mail ({refusal.smtp_code}).") from None
