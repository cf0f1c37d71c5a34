"""The daily mail: what was held back for one person in all her workspaces, in one mail."""

import logging
import smtplib
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import DatabaseError, transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string

from portal import clock
from portal.accounts.models import User
from portal.notices import choices
from portal.notices.models import Choice, Daily
from portal.notices.queries import Place, chosen_by, workspaces_of
from portal.outbox.models import Mail, MailState
from portal.tenancy.switch import workspace

log = logging.getLogger(__name__)
STALE = timedelta(days=7)
REFUSED_FOR_GOOD = 500


@dataclass(frozen=True, slots=True)
class Held:
    """What one workspace held back, and the lines that it comes to."""

    place: Place
    keys: list[UUID]
    lines: list[tuple[str, str]]


@transaction.atomic
def send_daily(person: User) -> bool:
    """Send what was held back, if its time has come; whether a mail went out.

    The rows that it tells of stay locked until the mail server has taken it, so that of two workers
    one tells each of them. Raises what the mail server raises; then all stays held back.
    """
    at = clock.now()
    daily = Daily.objects.filter(person=person).first()
    if daily is None or daily.due_at is None or daily.due_at > at:
        return False
    held = [one for place in workspaces_of(person) if (one := _held_in(place, person))]
    refusal = _send(person, held) if held else ""
    for one in held:
        with workspace(one.place.jurisdiction):
            state = MailState.FAILED if refusal else _gone()
            Mail.objects.filter(pk__in=one.keys).update(state=state, reason=refusal, tried_at=at)
    # Last, so that nobody who has a mail to hold back waits for the mail server. Where another one was
    # planned meanwhile, that one stands.
    Daily.objects.filter(person=person, due_at=daily.due_at).update(due_at=None)
    if not held or refusal:
        return False
    Daily.objects.filter(person=person).update(sent_at=at)
    return True


def _held_in(place: Place, person: User) -> Held | None:
    """Lock what one workspace holds back; one that fails keeps it for another day."""
    wanted = chosen_by(person)
    try:
        with transaction.atomic(), workspace(place.jurisdiction):
            rows = list(_rows(person))
            old = clock.now() - STALE
            left_out = [
                one.pk
                for one in rows
                if one.made_at < old
                or wanted.get((place.jurisdiction.pk, one.about or 0)) == Choice.OFF
            ]
            Mail.objects.filter(pk__in=left_out).update(state=MailState.OFF)
    except DatabaseError:
        log.exception("could not ask %s for held mails", place.jurisdiction.schema_name)
        choices.plan(person)
        return None
    rows = [one for one in rows if one.pk not in left_out]
    base = place.jurisdiction.address
    counted = Counter((one.line, f"{base}{one.path}") for one in rows)
    lines = [(f"{line} ({n} times)" if n > 1 else line, url) for (line, url), n in counted.items()]
    return Held(place, [one.pk for one in rows], lines) if rows else None


def _rows(person: User) -> QuerySet[Mail]:
    """What waits for this person in the active workspace, but for what another worker holds."""
    waiting = Mail.objects.filter(state=MailState.DAILY, to__iexact=person.email)
    return waiting.select_for_update(skip_locked=True).order_by("made_at", "pk")


def _send(person: User, held: list[Held]) -> str:
    """Give the mail to the mail server; return its words where it refuses it for good."""
    stop = f"{settings.ROOT_URL}/mails/stop/{choices.stop_token(person)}/"
    context = {
        "held": held,
        "count": sum(len(one.keys) for one in held),
        "root_url": settings.ROOT_URL,
        "stop": stop,
    }
    text = render_to_string("daily_mail.txt", context, using="text")
    subject, _, body = text.strip().partition("\n")
    message = EmailMessage(
        subject=" ".join(subject.split()),
        body=body.strip() + "\n",
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[person.email],
        headers={
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as refusal:
        return _for_good(*next(iter(refusal.recipients.values())), refusal)
    except smtplib.SMTPResponseException as refusal:
        return _for_good(refusal.smtp_code, refusal.smtp_error, refusal)
    return ""


def _for_good(code: int, said: bytes | str, refusal: smtplib.SMTPException) -> str:
    if code < REFUSED_FOR_GOOD:
        raise refusal
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return f"{code} {words}"[:500]


def _gone() -> MailState:
    return MailState.HELD if settings.MAILBOX_ONLY else MailState.ACCEPTED
