"""Whom to ask, as a coordinator types it: one vendor per line, with an address or without."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from email.utils import parseaddr

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from vendors.mail_domains import FREE_MAIL, SECOND_LEVELS

MOST = 60
NAME_LENGTH = 150
WRITTEN = re.compile(r"^(?P<name>[^<>]*)<(?P<email>[^<>]+)>$")


@dataclass(frozen=True, slots=True)
class Invitee:
    """One vendor as typed: its name, guessed where only an address was given."""

    name: str
    email: str = ""
    guessed: bool = False


@dataclass(frozen=True, slots=True)
class Typed:
    """What a text of lines came to: vendors, and a sentence for each line that was not clear."""

    invitees: tuple[Invitee, ...]
    problems: tuple[str, ...]


def read_lines(text: str, *, email_needed: bool = True) -> Typed:
    """Read "mail", "Name <mail>" or (where no mail is needed) "Name" per line."""
    found: list[Invitee] = []
    problems: list[str] = []
    seen: set[str] = set()
    for number, raw in enumerate(text.splitlines(), start=1):
        line = raw.strip().strip(",;")
        if not line:
            continue
        one = _read(line, email_needed=email_needed)
        if isinstance(one, str):
            problems.append(f"Line {number}: {one}")
        elif (mark := one.email or one.name.lower()) in seen:
            problems.append(f"Line {number}: {one.email or one.name} stands twice. Remove one.")
        else:
            seen.add(mark)
            found.append(one)
    if len(found) > MOST:
        problems.append(f"At most {MOST} vendors can be asked at once; these are {len(found)}.")
    return Typed(tuple(found), tuple(problems))


def _read(line: str, *, email_needed: bool) -> Invitee | str:
    written = WRITTEN.match(line)
    if written:
        name = " ".join(written["name"].split()).strip("\"' ")
        email = parseaddr(written["email"])[1] or written["email"].strip()
    elif "@" in line:
        name, email = "", line
    elif email_needed:
        return f"“{_short(line)}” has no e-mail address. Write it as name@example.org."
    else:
        name, email = " ".join(line.split()), ""
    if email and not _is_address(email):
        return f"“{_short(email)}” is not an e-mail address. Write it as name@example.org."
    if len(name) > NAME_LENGTH:
        return f"The vendor’s name is longer than {NAME_LENGTH} characters. Shorten it."
    return Invitee(name or guess(email), email.lower(), guessed=not name)


def guess(email: str) -> str:
    """Guess a vendor's name from an address: its domain in words, or the person at a free mail."""
    local, _, domain = email.lower().partition("@")
    labels = [label for label in domain.split(".") if label]
    if len(labels) > 1:
        labels = labels[:-1]
    if len(labels) > 1 and labels[-1] in SECOND_LEVELS:
        labels = labels[:-1]
    core = labels[-1] if labels else local
    if core in FREE_MAIL:
        core = local.partition("+")[0]
    words = [word for word in re.split(r"[-_.]+", core) if word]
    return " ".join(word.capitalize() for word in words)[:NAME_LENGTH] or email


def by_vendor(invitees: Iterable[Invitee]) -> dict[str, list[Invitee]]:
    """Put addresses of the same vendor together, by its name whatever its case."""
    together: dict[str, list[Invitee]] = {}
    for one in invitees:
        together.setdefault(one.name.casefold(), []).append(one)
    return together


def _is_address(email: str) -> bool:
    try:
        validate_email(email)
    except ValidationError:
        return False
    return True


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:60] + "…"
