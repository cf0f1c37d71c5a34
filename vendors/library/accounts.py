"""Libraries and who is in them. Nobody is let in by the domain of an address."""

from uuid import UUID

from django.db import transaction

from portal import clock
from portal.access import Refused
from portal.accounts.models import User
from portal.audit.record import record_service
from portal.frontdoor.mail import post_front
from portal.tenancy.switch import service
from vendors.library import rules
from vendors.library.models import IS_IN, AccountMember, AccountRole, VendorAccount


@transaction.atomic
def begin(name: str, *, by: User) -> VendorAccount:
    """Open a library with this person as its lead; a second press finds the first one's."""
    if not name.strip():
        raise Refused("Give your library a name, such as your company’s.")
    with service():
        # The person's row, because there is no row yet that two presses could hold.
        User.objects.select_for_update().get(pk=by.pk)
        there = VendorAccount.objects.filter(begun_by=by, name=name.strip()).first()
        if there is not None and member_of(there.pk, by.pk) is not None:
            return there
        account = VendorAccount.objects.create(name=name.strip(), begun_by=by)
        AccountMember.objects.create(
            account=account, person=by, role=AccountRole.LEAD, accepted_at=clock.now()
        )
        record_service("began a vendor’s library", account.name, by=by)
    return account


@transaction.atomic
def invite(account_pk: UUID, email: str, *, role: str, by: User) -> AccountMember:
    """Invite somebody, who has to join herself; again, after she was removed, as well."""
    account = held(account_pk)
    rules.may_lead(member_of(account_pk, by.pk)).require()
    person = User.objects.known_as(email)
    before = AccountMember.objects.filter(account=account, person=person).first()
    if before is not None and before.removed_at is None:
        raise Refused(f"{person} is in this library or was invited already.")
    member, _made = AccountMember.objects.update_or_create(
        account=account,
        person=person,
        defaults={
            "role": role,
            "invited_by": str(by),
            "invited_at": clock.now(),
            "accepted_at": None,
            "removed_at": None,
        },
    )
    post_front("library_invited", person.email, {"account": account, "by": by})
    record_service("invited to a vendor’s library", account.name, by=by, person=str(person))
    return member


@transaction.atomic
def join(account_pk: UUID, *, by: User) -> AccountMember:
    """Take an invitation up."""
    account = held(account_pk)
    member = member_of(account_pk, by.pk)
    if member is None:
        raise Refused("You are not invited to this library. Ask one of its leads.")
    if member.accepted_at is None:
        AccountMember.objects.filter(pk=member.pk).update(accepted_at=clock.now())
        record_service("joined a vendor’s library", account.name, by=by)
    member.refresh_from_db()
    return member


@transaction.atomic
def remove(account_pk: UUID, person_pk: UUID, *, by: User) -> AccountMember:
    """Take somebody out, or leave; it holds from the next request on."""
    account = held(account_pk)
    if person_pk != by.pk:
        rules.may_lead(member_of(account_pk, by.pk)).require()
    member = member_of(account_pk, person_pk)
    if member is None:
        raise Refused("This person is no longer in the library.")
    leads = AccountMember.objects.filter(IS_IN, account=account, role=AccountRole.LEAD)
    rules.may_go(member, other_leads=leads.exclude(pk=member.pk).count()).require()
    AccountMember.objects.filter(pk=member.pk).update(removed_at=clock.now())
    record_service("removed from a vendor’s library", account.name, by=by, person=str(member))
    return member


def member_of(account_pk: UUID, person_pk: UUID) -> AccountMember | None:
    """This person's place in a library, invited or in it."""
    return (
        AccountMember.objects.select_related("account", "person")
        .filter(account=account_pk, person=person_pk, removed_at=None)
        .first()
    )


def accounts_of(person_pk: UUID) -> list[VendorAccount]:
    """Libraries that a person is in now."""
    mine = AccountMember.objects.filter(IS_IN, person=person_pk)
    return list(VendorAccount.objects.filter(pk__in=mine.values("account")).order_by("begun_at"))


def memberships_of(person_pk: UUID) -> list[AccountMember]:
    """A person's places in libraries, invited or in them."""
    places = AccountMember.objects.filter(person=person_pk, removed_at=None)
    return list(places.select_related("account"))


def invitations_of(person_pk: UUID) -> list[AccountMember]:
    """Libraries that a person was invited to and has not joined."""
    waiting = AccountMember.objects.filter(person=person_pk, accepted_at=None, removed_at=None)
    return list(waiting.select_related("account"))


def held(account_pk: UUID) -> VendorAccount:
    """Hold a library's row until the transaction ends, so that two presses follow each other."""
    found = VendorAccount.objects.select_for_update().filter(pk=account_pk).first()
    if found is None:
        raise Refused("There is no such library.")
    return found
