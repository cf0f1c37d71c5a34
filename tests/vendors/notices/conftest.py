"""A real mail server on this machine, and mails that may be held back."""

import socket
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, cast

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class Server:
    """Keeps what it took; answers with what a test tells it to."""

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []
        self.recipient = "250 OK"

    async def handle_RCPT(  # noqa: N802 -- aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        del server, session, options
        if self.recipient.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.recipient

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        del server, session
        assert isinstance(envelope.content, bytes)
        read = message_from_bytes(envelope.content, policy=policy.default)
        self.taken.append(cast(EmailMessage, read))
        return "250 OK"

    def daily(self) -> list[EmailMessage]:
        """The daily mails among what it took."""
        return [one for one in self.taken if "daily mail" in one["Subject"]]


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
    yield kept
    controller.stop()
