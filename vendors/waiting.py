"""What waits for a vendor's people, for the list of workspaces at the front door."""

from collections.abc import Iterator

from portal import clock
from portal.accounts.models import Role, User
from portal.frontdoor.waiting import Waiting, tells_what_waits
from portal.tenancy.models import Jurisdiction
from vendors import rules
from vendors.queries.own import requests_of


@tells_what_waits
def of_vendors(
    jurisdiction: Jurisdiction, person: User, roles: frozenset[str]
) -> Iterator[Waiting]:
    """Yield the responses that are still to be handed in, and those with a topic open again."""
    del jurisdiction
    if Role.VENDOR not in roles:
        return
    at = clock.now()
    for one in requests_of(person.pk, at=at):
        begins = rules.may_write(one.response, at=at) and not getattr(one.response, "handed_in", 0)
        again = getattr(one.response, "open_again", 0) > 0
        if bool(begins) or again:
            text = f"{one.response.round}: {one.word.lower()}"
            yield Waiting(text, f"/responses/{one.response.pk}/")
