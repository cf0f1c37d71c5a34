"""What waits for a person in her workspaces. Each app says it in a module named `waiting`."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from portal.accounts.models import User
from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import workspace


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing to do: the sentence that is shown, and the path in the workspace that it leads to."""

    text: str
    path: str


Teller = Callable[[Jurisdiction, User, frozenset[str]], Iterable[Waiting]]
"""Given workspace, person and her accepted roles, in the workspace's schema: few queries, please."""

TELLERS: list[Teller] = []
MOST_EACH = 4


def tells_what_waits(teller: Teller) -> Teller:
    """Register a function that says what waits for a person in the active workspace."""
    TELLERS.append(teller)
    return teller


OwnTeller = Callable[[User], Iterable[Waiting]]
"""Given a person, in the public schema: what is hers outside all workspaces, with its path there."""

OWN_TELLERS: list[OwnTeller] = []


def tells_what_is_own(teller: OwnTeller) -> OwnTeller:
    """Register a function that says what a person has at the front door itself."""
    OWN_TELLERS.append(teller)
    return teller


def own_of(person: User) -> list[Waiting]:
    """Ask all apps, outside of all workspaces."""
    return [one for teller in OWN_TELLERS for one in teller(person)]


def waiting_in(jurisdiction: Jurisdiction, person: User, roles: frozenset[str]) -> list[Waiting]:
    """Ask all apps, inside this workspace."""
    with workspace(jurisdiction):
        told = [one for teller in TELLERS for one in teller(jurisdiction, person, roles)]
    return told[:MOST_EACH]
