"""Keeping vendors: making them known, naming them anew, noting what is known of them."""

from django.db import transaction

from portal.access import Refused
from portal.accounts.models import User
from portal.audit.record import record
from vendors.models import Response, Vendor


def known_as(name: str) -> Vendor:
    """Return the vendor of this name, made now if there is none; case does not matter."""
    name = " ".join(name.split())
    found = Vendor.objects.filter(name__iexact=name).first()
    return found or Vendor.objects.create(name=name)


@transaction.atomic
def change(
    vendor: Vendor,
    *,
    name: str,
    by: User,
    website: str = "",
    note: str = "",
    is_current_provider: bool = False,
) -> Vendor:
    """Write down anew what this jurisdiction knows of a vendor."""
    name = " ".join(name.split())
    if Vendor.objects.filter(name__iexact=name).exclude(pk=vendor.pk).exists():
        raise Refused(f"There is another vendor called {name}. Give this one a different name.")
    before = vendor.name
    Vendor.objects.filter(pk=vendor.pk).update(
        name=name, website=website, note=note, is_current_provider=is_current_provider
    )
    vendor.refresh_from_db()
    record("changed a vendor", vendor, by=by, key=f"vendor:{vendor.pk}", before=before)
    return vendor


@transaction.atomic
def runs_for_us(vendor: Vendor, *, by: User) -> None:
    """Note that a vendor runs a system for this jurisdiction; noting it twice changes nothing."""
    if Vendor.objects.filter(pk=vendor.pk, is_current_provider=False).update(
        is_current_provider=True
    ):
        record("noted a current provider", vendor, by=by, key=f"vendor:{vendor.pk}")


@transaction.atomic
def rename(response: Response, name: str, *, by: User) -> None:
    """Name the vendor of a draft's response; a name that is known here means that vendor."""
    vendor = response.vendor
    name = " ".join(name.split())
    if not name or name == vendor.name:
        return
    other = Vendor.objects.filter(name__iexact=name).exclude(pk=vendor.pk).first()
    if other is None and not vendor.responses.exclude(pk=response.pk).exists():
        Vendor.objects.filter(pk=vendor.pk).update(name=name)
    else:
        other = other or Vendor.objects.create(name=name)
        if Response.objects.filter(round_id=response.round_id, vendor=other).exists():
            raise Refused(f"{other} is on this evaluation already.")
        Response.objects.filter(pk=response.pk).update(vendor=other)
        if not vendor.responses.exclude(pk=response.pk).exists():
            Vendor.objects.filter(pk=vendor.pk).delete()
    record("named a vendor", name, by=by, key=f"round:{response.round_id}", before=vendor.name)
