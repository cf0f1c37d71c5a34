"""What waits for a vendor's people, for the list of workspaces at the front door."""

from collections.abc import Iterator

from django.urls import reverse

from portal import clock
from portal.accounts.models import Role, User
from portal.frontdoor.waiting import Waiting, tells_what_is_own, tells_what_waits
from portal.tenancy.models import Jurisdiction
from vendors import rules
from vendors.library.accounts import memberships_of
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


@tells_what_is_own
def of_libraries(person: User) -> Iterator[Waiting]:
    """Yield the libraries that a person is in, and those that she is invited to: one query."""
    for one in memberships_of(person.pk):
        if one.accepted_at:
            path = reverse("library-answers", args=[one.account_id])
            yield Waiting(f"The library of {one.account}", path)
        else:
            yield Waiting(f"Join the library of {one.account}", reverse("libraries"))
