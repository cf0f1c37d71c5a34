"""What a person may do in a library, each answer with its reason."""

from portal.access import ALLOWED, Verdict, refused
from vendors.library.models import AccountMember, AccountRole


def may_use(member: AccountMember | None) -> Verdict:
    """Whether this person may read and fill a library."""
    if member is None or member.removed_at:
        return refused("You are not in this library. Ask one of its leads to invite you.")
    if member.accepted_at is None:
        return refused("You were invited to this library. Join it first.")
    return ALLOWED


def may_lead(member: AccountMember | None) -> Verdict:
    """Whether this person may say who is in a library."""
    if not (use := may_use(member)):
        return use
    if member is not None and member.role != AccountRole.LEAD:
        return refused("Only a lead of this library can do that. Ask one of them.")
    return ALLOWED


def may_go(member: AccountMember, *, other_leads: int) -> Verdict:
    """Whether somebody can leave or be removed: somebody has to be left who can invite."""
    if member.role == AccountRole.LEAD and member.accepted_at and other_leads == 0:
        return refused("A library needs a lead. Invite another lead first, then go.")
    return ALLOWED
