"""Mails that one may do without. Each app names its own in a module called `notices`."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from portal.accounts.models import User


@dataclass(frozen=True, slots=True)
class Notice:
    """A kind of mail that can wait for the daily mail or be left out."""

    words: str
    """What happened, as the daily mail says it: never what somebody wrote."""
    path: str
    """Where in the workspace it is read; filled like a format string from the mail's context."""
    until: str
    """Name of an instant in the context after which the mail is of no use."""
    staff: bool


OPTIONAL: dict[str, Notice] = {}


def optional(kind: str, words: str, path: str, *, until: str = "", staff: bool = False) -> None:
    """Say that mails of this kind may be held back. Their context has the evaluation as `round`."""
    OPTIONAL[kind] = Notice(words, path, until, staff)


@dataclass(frozen=True, slots=True)
class About:
    """One evaluation, as a person chooses about it: its round's key and its name."""

    round: int
    name: str


Teller = Callable[[User, frozenset[str]], Iterable[About]]
"""Given a person and her accepted roles, in a workspace's schema: few queries, please."""

TELLERS: list[Teller] = []


def tells_evaluations(teller: Teller) -> Teller:
    """Register a function that says about which evaluations a person gets mail here."""
    TELLERS.append(teller)
    return teller
