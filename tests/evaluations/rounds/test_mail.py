"""What becomes of invitations, with a real mail server on this machine."""

import io
import socket
import sys
from collections.abc import Iterator
from email.message import EmailMessage
from types import SimpleNamespace
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.core.management import CommandError, call_command

from portal.jobs import actions as jobs
from portal.jobs.models import Job
from portal.outbox.models import Mail
from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import workspace
from tests.cast import Cast
from tests.stages import round_at
from vendors.actions import invitations
from vendors.models import Invitation

THREE = "a@taken.example\nb@refused.example\nc@returned.example"


class Server:
    """Refuses one recipient, takes the others, and keeps what it took."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, str, bytes]] = []

    async def handle_RCPT(  # noqa: N802 -- aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        del server, session, options
        if address.endswith("@refused.example"):
            return "550 5.1.1 There is nobody of that name here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        del server, session
        assert envelope.mail_from is not None
        content = envelope.content
        assert isinstance(content, bytes)
        self.taken.append((envelope.mail_from, envelope.rcpt_tos[0], content))
        return "250 OK"


@pytest.fixture
def server(settings: Any) -> Iterator[Server]:
    kept = Server()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(kept, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = port
    settings.MAILBOX_ONLY = False
    settings.BOUNCE_ADDRESS = "returned@plumbline.example"
    yield kept
    controller.stop()


def report_to(sender: str, of: bytes) -> bytes:
    """A delivery status report as a mail server of the recipient writes it."""
    status = EmailMessage()
    status["Reporting-MTA"] = "dns; returned.example"
    recipient = EmailMessage()
    recipient["Final-Recipient"] = "rfc822; c@returned.example"
    recipient["Action"] = "failed"
    recipient["Status"] = "5.2.2"
    recipient["Diagnostic-Code"] = "smtp; 552 5.2.2 The mailbox is full"
    boundary = "=report="
    parts = (
        b"--" + boundary.encode() + b"\n"
        b"Content-Type: text/plain\n\nYour mail could not be delivered.\n"
        b"--" + boundary.encode() + b"\nContent-Type: message/delivery-status\n\n"
        + status.as_bytes() + recipient.as_bytes()
        + b"\n--" + boundary.encode() + b"\nContent-Type: message/rfc822\n\n" + of[:500]
        + b"\n--" + boundary.encode() + b"--\n"
    )  # fmt: skip
    head = (
        f"From: MAILER-DAEMON@returned.example\nTo: {sender}\n"
        "Subject: Undelivered Mail Returned to Sender\nMIME-Version: 1.0\n"
        f'Content-Type: multipart/report; report-type=delivery-status; boundary="{boundary}"\n\n'
    )
    return head.encode() + parts


def send_all() -> None:
    for job in Job.objects.filter(kind="outbox.send", state="queued"):
        jobs.perform(str(job.pk))


def pipe(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(content)))
    call_command("take_bounce", verbosity=0)


def test_taken_refused_returned_and_opened_are_told_apart(
    alder: Jurisdiction,
    cast: Cast,
    sign_in: Any,
    server: Server,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with workspace(alder):
        staged = round_at("open", cast, vendors=THREE)
    send_all()
    to_returned = [one for one in server.taken if one[1] == "c@returned.example"]
    (sender, _to, content) = to_returned[-1]
    assert sender.startswith("returned+alder.")
    pipe(monkeypatch, report_to(sender, content))

    ann = sign_in(cast.ann)
    address = f"/evaluations/{staged.evaluation.pk}/invitations/"
    page = " ".join(ann.get(address).content.decode().split())
    assert "Accepted by the mail server" in page
    assert "550 5.1.1 There is nobody of that name here" in page
    assert "552 5.2.2 The mailbox is full" in page
    assert page.count(">Failed<") == 1
    assert page.count(">Bounced<") == 1
    home = ann.get("/").content.decode()
    assert "b@refused.example and c@returned.example" in " ".join(home.split())

    with workspace(alder):
        opened = Invitation.objects.get(email="a@taken.example")
        invitations.note_opened(opened)
        Mail.objects.filter(kind="vendor_invited", to="b@refused.example").delete()
    page = ann.get(address).content.decode()
    assert "Opened" in page
    assert "We can’t tell" in page


@pytest.mark.parametrize("sender", ["returned+alder.nope@plumbline.example", "other@x.example",
                                    "returned+nowhere.abc@plumbline.example"])  # fmt: skip
def test_a_returned_mail_of_somebody_else_is_refused(
    alder: Jurisdiction, server: Server, monkeypatch: pytest.MonkeyPatch, sender: str
) -> None:
    del server
    with pytest.raises(CommandError) as refusal:
        pipe(monkeypatch, report_to(sender, b""))
    assert refusal.value.returncode == 67


def test_a_token_of_one_workspace_says_nothing_in_another(
    alder: Jurisdiction,
    birch: Jurisdiction,
    cast: Cast,
    server: Server,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with workspace(alder):
        round_at("open", cast, vendors="a@taken.example")
        token = Mail.objects.get(kind="vendor_invited").bounce_token
    sender = f"returned+{birch.label}.{token}@plumbline.example"
    with pytest.raises(CommandError):
        pipe(monkeypatch, report_to(sender, b""))
    with workspace(alder):
        assert Mail.objects.get(kind="vendor_invited").state == "queued"
