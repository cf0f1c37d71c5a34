"""What may be done with memberships, and why not."""

from collections.abc import Sequence

from portal.access import ALLOWED, Verdict, refused
from portal.accounts.models import Membership, Role, User


def may_change_roles(held: Sequence[Membership], person: User, roles: Sequence[Role]) -> Verdict:
    """Refuse when the workspace would be left without a coordinator."""
    others = [
        one
        for one in held
        if one.role == Role.COORDINATOR and one.accepted_at and one.person_id != person.pk
    ]
    is_one = any(one.role == Role.COORDINATOR and one.person_id == person.pk for one in held)
    if is_one and Role.COORDINATOR not in roles and not others:
        return refused(
            "This is the last coordinator here. Make somebody else a coordinator first; "
            "once they have accepted, you can change this."
        )
    return ALLOWED
