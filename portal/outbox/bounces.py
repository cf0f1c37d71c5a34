"""Reading returned mails: whose it was, from the address it came back to, and why."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import getaddresses

from django.conf import settings

from portal.outbox.actions import note_bounce
from portal.tenancy.models import Domain
from portal.tenancy.switch import service, workspace

MOST_BYTES = 2_000_000
WHERE = ("X-Original-To", "Delivered-To", "Envelope-To", "To")
NO_WORDS = "It came back without saying why."


class UnknownBounce(ValueError):  # noqa: N818 -- reads as what is the case
    """The returned mail is none of ours; the message says so."""


@dataclass(frozen=True, slots=True)
class Returned:
    """What a returned mail says: label and token out of our address, and the server's words."""

    label: str
    token: str
    reason: str


def take(content: bytes, *, recipient: str = "") -> Returned:
    """Note the bounce at the mail that it returns; raises UnknownBounce where there is none."""
    returned = read(content, recipient=recipient)
    with service():
        domain = Domain.objects.select_related("tenant").filter(label=returned.label).first()
    if domain is None:
        raise UnknownBounce(f"There is no workspace {returned.label!r}.")
    with workspace(domain.tenant):
        if not note_bounce(returned.token, returned.reason):
            raise UnknownBounce(f"No mail of {returned.label!r} has this token.")
    return returned


def read(content: bytes, *, recipient: str = "") -> Returned:
    """Read label, token and reason out of a returned mail."""
    message = message_from_bytes(content[:MOST_BYTES], policy=policy.default)
    headers = [str(value) for name in WHERE for value in message.get_all(name, [])]
    found = _ours([recipient, *(address for _name, address in getaddresses(headers))])
    if found is None:
        raise UnknownBounce("It was not sent to an address that our mails come back to.")
    label, token = found
    return Returned(label, token, reason_of(message))


def reason_of(message: EmailMessage) -> str:
    """The receiving server's words, as the report quotes them."""
    for part in message.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        for fields in part.iter_parts() if part.is_multipart() else ():
            said = fields.get("Diagnostic-Code") or fields.get("Status")
            if said:
                text = str(said)
                return " ".join(text.partition(";")[2].split() or text.split())[:500]
    return NO_WORDS


def _ours(addresses: Iterable[str]) -> tuple[str, str] | None:
    local, _, domain = settings.BOUNCE_ADDRESS.partition("@")
    pattern = re.compile(
        rf"{re.escape(local)}\+(?P<label>[a-z0-9.-]+)\.(?P<token>[\w-]+)@{re.escape(domain)}",
        re.IGNORECASE,
    )
    for address in addresses:
        match = pattern.fullmatch(address.strip())
        if match:
            return match["label"].lower(), match["token"]
    return None
