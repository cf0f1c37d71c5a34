"""Mail that belongs to no workspace: a row first, then a job that sends it."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string

from portal import clock
from portal.frontdoor.models import FrontMail
from portal.jobs.actions import owe
from portal.outbox.actions import SECRET_MARK

WORTH_SENDING = timedelta(minutes=15)
"""A secret is of no use later, so its mail is not sent later."""


@transaction.atomic
def post_front(
    kind: str, to: str, context: dict[str, Any] | None = None, *, secret: str = ""
) -> FrontMail:
    """Owe one mail of the service, rendered from templates/emails/<kind>.txt (first line: subject)."""
    shown = {**(context or {}), "root_url": settings.ROOT_URL, "secret": SECRET_MARK}
    text = render_to_string(f"{kind}.txt", shown, using="text")
    subject, _, body = text.strip().partition("\n")
    mail = FrontMail.objects.create(
        to=to,
        subject=" ".join(subject.split())[:300],
        text=body.strip() + "\n",
        secret=secret,
    )
    owe("frontdoor.send", workspace=None, subject=mail.pk)
    return mail


def post_nowhere(kind: str) -> None:
    """Do all that owing a mail does, for nobody: so that time tells nothing about an address."""
    post_front(kind, "", secret="000000")  # noqa: S106 -- a code of nobody


def send(mail: FrontMail) -> None:
    """Give one mail to the mail server; afterwards nothing of it is kept."""
    stale = mail.secret and mail.made_at < clock.now() - WORTH_SENDING
    if mail.to and not stale:
        EmailMessage(
            subject=mail.subject.replace(SECRET_MARK, mail.secret),
            body=mail.text.replace(SECRET_MARK, mail.secret),
            from_email=settings.DEFAULT_FROM_EMAIL,
            to=[mail.to],
        ).send()
    FrontMail.objects.filter(pk=mail.pk).delete()
