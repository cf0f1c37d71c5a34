"""Sending mail: a row in the transaction of its cause, a job that sends it, its fate noted."""

import smtplib
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from portal import clock
from portal.accounts.tokens import new_token
from portal.jobs.actions import owe
from portal.notices.choices import way_of
from portal.notices.models import Choice
from portal.outbox.models import Mail, MailState
from portal.tenancy.switch import current

STATES = {
    Choice.EACH: MailState.QUEUED,
    Choice.DAILY: MailState.DAILY,
    Choice.OFF: MailState.OFF,
}
SECRET_MARK = "[[secret]]"  # noqa: S105 -- the place of a secret, not one


@transaction.atomic
def post(kind: str, to: str, context: dict[str, Any], *, key: str = "", secret: str = "") -> Mail:
    """Owe one mail, rendered from templates/emails/<kind>.txt (first line: subject).

    secret: a token for the link, put in at the last moment and not kept; templates write
    {{ secret }} where it belongs. key: what it is about, for looking up what became of it.
    Kinds that an app named optional (portal.notices.kinds) go as their reader chose.
    """
    jurisdiction = current()
    subject, text = words_of(kind, {**context, "secret": SECRET_MARK})
    way = way_of(kind, to, context, jurisdiction)
    mail = Mail.objects.create(
        to=to,
        subject=subject,
        text=text,
        kind=kind,
        subject_key=key,
        bounce_token=new_token(),
        secret=secret,
        state=STATES[way.choice],
        about=way.round,
        line=way.line,
        path=way.path,
    )
    if mail.state == MailState.QUEUED:
        owe("outbox.send", workspace=jurisdiction, subject=mail.pk)
    return mail


def words_of(kind: str, context: dict[str, Any]) -> tuple[str, str]:
    """Return subject and text of a mail as it would be posted; pages show it before it goes."""
    jurisdiction = current()
    shown = {**context, "workspace": jurisdiction, "address": jurisdiction.address}
    with timezone.override(jurisdiction.time_zone):
        text = render_to_string(f"{kind}.txt", shown, using="text")
    subject, _, body = text.strip().partition("\n")
    return " ".join(subject.split())[:300], body.strip() + "\n"


def send(mail: Mail) -> None:
    """Give one mail to the mail server and note what it said; the secret is gone afterwards."""
    if mail.state != MailState.QUEUED:
        return
    jurisdiction = current()
    message = EmailMessage(
        subject=mail.subject,
        body=mail.text.replace(SECRET_MARK, mail.secret),
        from_email=_return_path(mail),
        to=[mail.to],
        headers={
            "From": f'"{_quoted(jurisdiction.name)}" <{settings.MAIL_FROM}>',
            "Message-ID": f"<{mail.pk}@{settings.MAIL_FROM.rpartition('@')[2]}>",
            **({"Reply-To": jurisdiction.contact_email} if jurisdiction.contact_email else {}),
        },
    )
    state, reason = MailState.HELD if settings.MAILBOX_ONLY else MailState.ACCEPTED, ""
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as refusal:
        state, reason = MailState.FAILED, _said(next(iter(refusal.recipients.values())))
    except smtplib.SMTPResponseException as refusal:
        if refusal.smtp_code < 500:
            raise
        state, reason = MailState.FAILED, _said((refusal.smtp_code, refusal.smtp_error))
    Mail.objects.filter(pk=mail.pk, state=MailState.QUEUED).update(
        state=state, reason=reason[:500], tried_at=clock.now(), secret=""
    )


def note_bounce(token: str, reason: str) -> bool:
    """Note that a mail came back; False where no mail of this workspace has that token."""
    return bool(
        Mail.objects.filter(bounce_token=token).update(state=MailState.BOUNCED, reason=reason[:500])
    )


def _return_path(mail: Mail) -> str:
    local, _, domain = settings.BOUNCE_ADDRESS.partition("@")
    return f"{local}+{current().label}.{mail.bounce_token}@{domain}"


def _said(answer: tuple[int, Any]) -> str:
    code, text = answer
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)
    return f"{code} {words}"


def _quoted(name: str) -> str:
    return name.replace("\\", "").replace('"', "'")
