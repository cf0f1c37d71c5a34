"""Changing what a workspace says of itself."""

from dataclasses import asdict, dataclass

from django.db import transaction

from portal.accounts.models import User
from portal.audit.record import record
from portal.members import rules
from portal.tenancy.models import Jurisdiction
from portal.tenancy.names import name_verdict

LOGO_TYPE = "image/png"


@dataclass(frozen=True, slots=True)
class Settings:
    """What coordinators may set."""

    name: str
    time_zone: str
    accent: str
    contact_name: str
    contact_email: str
    contact_phone: str
    threads: bool
    keeps_drafts: bool = False


@transaction.atomic
def change_settings(jurisdiction: Jurisdiction, new: Settings, *, by: User) -> bool:
    """Write what differs and record it; False where nothing does."""
    name_verdict(new.name).require()
    if new.accent:
        rules.accent_verdict(new.accent).require()
    row = Jurisdiction.objects.select_for_update().defer("logo").get(pk=jurisdiction.pk)
    changed = {key: value for key, value in asdict(new).items() if getattr(row, key) != value}
    if not changed:
        return False
    before = {key: getattr(row, key) for key in changed}
    Jurisdiction.objects.filter(pk=row.pk).update(**changed)
    record("changed the settings", new.name, by=by, before=before, after=changed)
    return True


@transaction.atomic
def set_logo(jurisdiction: Jurisdiction, png: bytes, *, by: User) -> None:
    """Keep a logo that was drawn anew (portal.members.logo)."""
    Jurisdiction.objects.filter(pk=jurisdiction.pk).update(logo=png, logo_type=LOGO_TYPE)
    record("set the logo", jurisdiction.name, by=by, size=len(png))


@transaction.atomic
def remove_logo(jurisdiction: Jurisdiction, *, by: User) -> None:
    """Go back to the product's own mark."""
    Jurisdiction.objects.filter(pk=jurisdiction.pk).update(logo=None, logo_type="")
    record("removed the logo", jurisdiction.name, by=by)
