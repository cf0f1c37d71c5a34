"""Mail backend that keeps what would be sent, for the mailbox page."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from portal.demo_mode.models import KeptMail
from portal.tenancy.switch import service


class MailboxBackend(BaseEmailBackend):
    """Keeps mail in the public schema instead of sending it."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        with service():
            for message in email_messages:
                for to in message.recipients():
                    KeptMail.objects.create(
                        to=to,
                        sender=message.extra_headers.get("From", message.from_email),
                        subject=str(message.subject),
                        text=str(message.body),
                    )
        return len(email_messages)
