"""Requests for a workspace and their answers; the test of the mail server."""

import smtplib
import socket
import ssl
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction

from portal import clock
from portal.access import Refused
from portal.accounts.models import User
from portal.audit.record import record_service
from portal.frontdoor.mail import post_front
from portal.frontdoor.models import Confirmation, WorkspaceRequest
from portal.jobs.actions import owe
from portal.tenancy.actions import Opening, open_workspace
from portal.tenancy.models import Jurisdiction

TEST_SECONDS = 10


@transaction.atomic
def ask_for_workspace(wish: WorkspaceRequest) -> WorkspaceRequest:
    """Keep a request and tell the operator, where the settings name one."""
    wish.save(force_insert=True)
    if settings.OPERATOR_EMAIL:
        post_front("workspace_wanted", settings.OPERATOR_EMAIL, {"wish": wish})
    record_service("was asked for a workspace", wish.jurisdiction, by=None)
    return wish


@transaction.atomic
def open_wanted(
    opening: Opening, *, by: User, wish: WorkspaceRequest | None = None
) -> Jurisdiction:
    """Open a workspace, and settle the request that asked for it."""
    jurisdiction = open_workspace(opening, by=by)
    if wish is not None:
        _settle(wish, f"opened at {jurisdiction.host}")
    return jurisdiction


@transaction.atomic
def decline(wish: WorkspaceRequest, reason: str, *, by: User) -> None:
    """Say no to a request, with the reason."""
    _settle(wish, f"declined: {reason}"[:200])
    post_front("workspace_declined", wish.email, {"wish": wish, "reason": reason})
    record_service("declined a request for a workspace", wish.jurisdiction, by=by)


def _settle(wish: WorkspaceRequest, outcome: str) -> None:
    """Compare and set: of two operators who answer at once, one does."""
    settled = WorkspaceRequest.objects.filter(pk=wish.pk, answered_at=None).update(
        answered_at=clock.now(), outcome=outcome[:200]
    )
    if not settled:
        raise Refused("This request was answered already.")


def test_mail(to: str) -> str:
    """Send a test mail now; return what went wrong in plain words, or nothing."""
    message = EmailMessage(
        subject="Test mail from Plumbline",
        body="This mail was sent to see whether mail goes out. Nothing is expected of you.\n",
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[to],
    )
    options: dict[str, Any] = {} if settings.MAILBOX_ONLY else {"timeout": TEST_SECONDS}
    server = get_connection(**options)
    try:
        server.send_messages([message])
    except smtplib.SMTPException as error:
        return _what_it_said(error)
    except OSError as error:
        return _why_not_reached(error)
    finally:
        # A server that refuses TLS or login leaves the connection open.
        server.close()
    return ""


test_mail.__test__ = False  # type: ignore[attr-defined]


def _why_not_reached(error: OSError) -> str:
    """Say what failed before the mail server said a word, and which setting to look at."""
    match error:
        case ssl.SSLError():
            return (
                "TLS failed: the server's certificate does not hold, or it does not speak TLS on "
                f"this port. Look at EMAIL_URL ({_reason(error)})."
            )
        case socket.gaierror():
            return "There is no mail server of this name. Look at the host in EMAIL_URL."
        case ConnectionRefusedError():
            return (
                "The connection was refused: nothing listens at this host and port. Look at both in "
                "EMAIL_URL, and whether the mail server runs."
            )
        case TimeoutError():
            return f"The mail server did not answer within {TEST_SECONDS} seconds."
        case _:
            return f"The mail server could not be reached ({_reason(error)})."


def _what_it_said(error: smtplib.SMTPException) -> str:
    """Say what the mail server refused, and which setting to look at. Subclasses stand first."""
    match error:
        case smtplib.SMTPAuthenticationError():
            return (
                f"The login was refused. Look at user and password in EMAIL_URL ({_code(error)})."
            )
        case smtplib.SMTPRecipientsRefused():
            answers = next(iter(error.recipients.values()))
            return f"The recipient was refused ({_said(*answers)})."
        case smtplib.SMTPSenderRefused():
            return f"The sender was refused. Look at MAIL_FROM ({_code(error)})."
        case smtplib.SMTPNotSupportedError():
            return (
                "The server offers no TLS, or no login. Look at the start of EMAIL_URL: smtp, "
                f"smtp+tls or smtps ({_reason(error)})."
            )
        case smtplib.SMTPResponseException():
            return f"The mail server refused the mail ({_code(error)})."
        case smtplib.SMTPServerDisconnected():
            return "The mail server hung up. It may want TLS: smtps or smtp+tls in EMAIL_URL."
        case _:
            return f"The mail could not be sent ({_reason(error)})."


def _reason(error: Exception) -> str:
    return str(error)[:200] or type(error).__name__


def _code(error: smtplib.SMTPResponseException) -> str:
    return _said(error.smtp_code, error.smtp_error)


def _said(code: int, text: bytes | str) -> str:
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return f"it said {code} {words}"[:200]


def ask_operator(
    workspace: Jurisdiction, subject: int, number: int, fingerprint: str, *, by: User
) -> None:
    """Ask the operators to confirm something of a workspace of which they see the fingerprint."""
    asked = Confirmation.objects.create(
        workspace=workspace,
        subject=subject,
        number=number,
        fingerprint=fingerprint,
        asked_by=str(by),
        at=clock.now(),
    )
    if settings.OPERATOR_EMAIL:
        post_front("confirmation_wanted", settings.OPERATOR_EMAIL, {"asked": asked})


def take_back(workspace: Jurisdiction, subject: int) -> None:
    """Nobody needs to confirm this any more."""
    Confirmation.objects.filter(workspace=workspace, subject=subject, answered_at=None).update(
        answered_at=clock.now(), answer="withdrawn"
    )


@transaction.atomic
def answer_confirmation(asked: Confirmation, answer: str, *, reason: str = "", by: User) -> None:
    """Confirm or send back; the workspace hears of it by a job. Of two operators one answers."""
    settled = Confirmation.objects.filter(pk=asked.pk, answered_at=None).update(
        answered_at=clock.now(), answer=answer, reason=reason, by=by
    )
    if not settled:
        raise Refused("This was answered already.")
    owe("evaluations.confirmation", workspace=asked.workspace, subject=asked.pk)
    record_service(
        f"answered a request to confirm: {answer}",
        asked.workspace.name,
        by=by,
        fingerprint=asked.fingerprint,
    )
