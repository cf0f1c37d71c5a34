"""Which vendor records of jurisdictions are an account's own, as it says itself. No workspace knows."""

from uuid import UUID

from django.db import transaction

from portal import clock
from portal.access import Refused
from portal.accounts.models import User
from portal.audit.record import record_service
from portal.tenancy.switch import current
from vendors.library import rules
from vendors.library.accounts import held, member_of
from vendors.library.models import AccountLink
from vendors.library.walls import inside


def say_own(account_pk: UUID, vendor_pk: int, *, by: User) -> None:
    """Say that this workspace's vendor record is the account's own; anew where that was undone."""
    where = {"jurisdiction": current().uuid, "vendor_pk": vendor_pk, "undone_at": None}
    said = {"place": current().name, "by_name": str(by)}
    with inside(account_pk):
        AccountLink.objects.get_or_create(account_id=account_pk, **where, defaults=said)


@transaction.atomic
def undo(account_pk: UUID, link_pk: int, *, by: User) -> AccountLink:
    """Say that a vendor record is not the account's own after all. The row stays and says by whom.

    What was kept stays as well: it is the vendor's, and is taken out by itself. The log names no place.
    """
    account = held(account_pk)
    rules.may_lead(member_of(account_pk, by.pk)).require()
    with inside(account_pk):
        link = AccountLink.objects.select_for_update().filter(pk=link_pk, undone_at=None).first()
        if link is None:
            raise Refused("This link was undone already, or there is no such link.")
        link.undone_at, link.undone_by = clock.now(), str(by)
        link.save(update_fields=["undone_at", "undone_by"])
    record_service("undid a link of a vendor’s library", account.name, by=by)
    return link
