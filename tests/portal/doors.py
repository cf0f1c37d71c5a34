"""Browsers at the front door, and the mail that was sent."""

import re

from django.conf import settings
from django.core import mail as mail_outbox
from django.core.mail import EmailMessage
from django.test import Client

from portal.accounts.models import User
from portal.jobs.actions import perform
from portal.jobs.models import Job
from portal.tenancy.switch import leave

CODE = re.compile(r"\d{6} is your sign-in code")
BACKEND = settings.AUTHENTICATION_BACKENDS[0]


def front(person: User | None = None) -> Client:
    """Return a browser at the front door, signed in there unless person is None."""
    leave()
    client = Client(HTTP_HOST=settings.ROOT_HOST)
    if person is not None:
        client.force_login(person, backend=BACKEND)
    return client


def at(host: str, client: Client) -> Client:
    """Return the same browser at another host: each host has cookies of its own."""
    jars = client.__dict__.setdefault("jars", {})
    jars[client.defaults["HTTP_HOST"]] = client.cookies
    other = Client(HTTP_HOST=host)
    other.__dict__["jars"] = jars
    other.cookies = jars.setdefault(host, other.cookies)
    return other


def do_jobs() -> None:
    """Do what a worker would have done by now."""
    leave()
    for pk in list(Job.objects.filter(state="queued").values_list("pk", flat=True)):
        perform(str(pk))
        leave()


def mailed_code(to: str) -> str:
    """Return the latest code that was mailed to this address."""
    do_jobs()
    mails = code_mails(to)
    assert mails, f"no code was mailed to {to}"
    return str(mails[-1].subject)[:6]


def code_mails(to: str = "") -> list[EmailMessage]:
    """Return the mails with codes that went out, to this address or all; the latest last."""
    return [
        mail
        for mail in mail_outbox.outbox
        if CODE.match(str(mail.subject)) and (not to or mail.to == [to])
    ]
