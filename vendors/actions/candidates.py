"""Keeping the long list: putting a vendor on it, and moving it with a reason."""

from django.db import transaction

from portal.access import Refused
from portal.accounts.models import User
from portal.audit.record import record
from vendors import longlist
from vendors.models import Candidate, CandidateMove


@transaction.atomic
def add(
    name: str,
    category: str,
    *,
    by: User,
    email: str = "",
    in_use: bool = False,
    known_users: str = "",
    source: str = "",
) -> Candidate:
    """Put a vendor on the long list."""
    name = " ".join(name.split())
    if not name or category not in longlist.BY_KEY:
        raise Refused("Give the vendor’s name, and say what kind of vendor it is.")
    if Candidate.objects.filter(name__iexact=name).exists():
        raise Refused(f"{name} is on the list already.")
    made = Candidate.objects.create(
        name=name,
        email=email,
        category=category,
        in_use=in_use,
        known_users=known_users.strip(),
        source=source.strip(),
    )
    _append(made, by)
    record("put a vendor on the long list", made, by=by, key="long-list")
    return made


@transaction.atomic
def move(candidate: Candidate, standing: str, reason: str, *, by: User) -> Candidate:
    """Short-list a vendor, leave it out, or take either back; always with a reason."""
    found = Candidate.objects.select_for_update().get(pk=candidate.pk)
    if standing not in longlist.WORDS:
        raise Refused("Choose where the vendor stands.")
    if not reason.strip():
        raise Refused("Say why. The reason stays with the vendor.")
    found.standing, found.reason = standing, reason.strip()
    found.save(update_fields=["standing", "reason"])
    _append(found, by)
    record("moved a vendor on the long list", found, by=by, key="long-list", to=standing)
    return found


def _append(candidate: Candidate, by: User) -> None:
    CandidateMove.objects.create(
        candidate=candidate,
        standing=candidate.standing,
        reason=candidate.reason,
        by_id=by.pk,
        by_name=str(by),
    )
