"""Hints that a reviewer may be close to a vendor, by the domains of their e-mail addresses."""

from collections.abc import Collection, Mapping
from urllib.parse import urlsplit

from vendors.mail_domains import FREE_MAIL, SECOND_LEVELS

Domains = frozenset[str]


def domain_of(email: str) -> str:
    """The domain of an address in small letters; empty where it says nothing, as free mail does.

    >>> domain_of("Ben@Mail.Clearwater.example"), domain_of("ben@gmail.com")
    ('mail.clearwater.example', '')
    """
    domain = email.strip().lower().rpartition("@")[2].strip(".")
    return "" if _is_free(domain) else domain


def domains_of(emails: Collection[str], website: str = "") -> Domains:
    """The domains of a vendor: of its people's addresses and of its website."""
    host = (urlsplit(website).hostname or "").removeprefix("www.")
    found = {domain_of(one) for one in emails} | {"" if _is_free(host) else host}
    return frozenset(found - {""})


def hints_for(email: str, vendors: Mapping[int, Domains]) -> frozenset[int]:
    """The vendors (by response id) with a domain that is the reviewer's, or above or below it."""
    own = domain_of(email)
    if not own:
        return frozenset()
    return frozenset(pk for pk, known in vendors.items() if any(_akin(own, one) for one in known))


def _akin(one: str, other: str) -> bool:
    return one == other or one.endswith(f".{other}") or other.endswith(f".{one}")


def _is_free(domain: str) -> bool:
    labels = domain.split(".")
    if len(labels) < 2:
        return True
    core = labels[-3] if len(labels) > 2 and labels[-2] in SECOND_LEVELS else labels[-2]
    # A bare public suffix ("co.uk") is nobody's.
    return core in FREE_MAIL or (len(labels) == 2 and core in SECOND_LEVELS)
