"""Opening workspaces, all or nothing; suspending and resuming them."""

import zoneinfo
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from portal import clock
from portal.access import Refused
from portal.accounts.models import Membership, Role, User
from portal.audit.record import record, record_service
from portal.outbox.actions import post
from portal.tenancy.models import Domain, Jurisdiction, RetiredSchema
from portal.tenancy.names import label_verdict, name_verdict, new_schema_name
from portal.tenancy.prepared import make_schema
from portal.tenancy.switch import service, workspace


@dataclass(frozen=True, slots=True)
class Opening:
    """What is asked of whoever opens a workspace."""

    name: str
    label: str
    time_zone: str
    coordinator_email: str


class WrongOpening(Refused):
    """What was asked can't be done; problems maps field names to sentences."""

    def __init__(self, problems: dict[str, str]) -> None:
        self.problems = problems
        super().__init__(" ".join(problems.values()))


def problems_of(opening: Opening) -> dict[str, str]:
    """Say what stands against opening this workspace, by field; empty where nothing does."""
    problems = {
        "name": name_verdict(opening.name).refusal,
        "label": label_verdict(opening.label).refusal,
        "time_zone": ""
        if opening.time_zone in zoneinfo.available_timezones()
        else "Choose a time zone from the list, such as America/Los_Angeles.",
    }
    try:
        validate_email(opening.coordinator_email)
    except ValidationError:
        problems["coordinator_email"] = (
            "Enter the coordinator’s e-mail address, like name@example.org."
        )
    with service():
        if not problems["label"] and Domain.objects.filter(label=opening.label).exists():
            problems["label"] = (
                f"There is a workspace at “{opening.label}” already. Choose another address."
            )
        if not problems["name"] and Jurisdiction.objects.filter(name__iexact=opening.name).exists():
            problems["name"] = f"There is a workspace named “{opening.name}” already."
    return {field: sentence for field, sentence in problems.items() if sentence}


def open_workspace(opening: Opening, *, by: User | None) -> Jurisdiction:
    """Make schema, address and first coordinator in one transaction; nothing is left of a failure."""
    if problems := problems_of(opening):
        raise WrongOpening(problems)
    with service(), transaction.atomic():
        jurisdiction = Jurisdiction.objects.create(
            schema_name=_unused_schema_name(),
            name=opening.name,
            time_zone=opening.time_zone,
            contact_email=opening.coordinator_email,
        )
        Domain.objects.create(tenant=jurisdiction, label=opening.label)
        make_schema(jurisdiction.schema_name)
        person = User.objects.known_as(opening.coordinator_email)
        Membership.objects.create(
            person=person,
            jurisdiction=jurisdiction,
            role=Role.COORDINATOR,
            invited_by=str(by) if by else "the people who run this service",
        )
        record_service("opened a workspace", opening.name, by=by, label=opening.label)
        with workspace(jurisdiction):
            post("workspace_opened", person.email, {"person": person})
            record("opened the workspace", opening.name, by=by, label=opening.label)
    return jurisdiction


@transaction.atomic
def suspend(jurisdiction: Jurisdiction, *, by: User) -> None:
    """Serve a workspace no longer; all in it stays as it is."""
    changed = Jurisdiction.objects.filter(pk=jurisdiction.pk, suspended_at=None).update(
        suspended_at=clock.now()
    )
    if not changed:
        raise Refused(f"{jurisdiction} is suspended already.")
    with workspace(jurisdiction):
        record("suspended the workspace", jurisdiction.name, by=by)
    record_service("suspended a workspace", jurisdiction.name, by=by)


@transaction.atomic
def resume(jurisdiction: Jurisdiction, *, by: User) -> None:
    """Serve a suspended workspace again."""
    changed = Jurisdiction.objects.filter(pk=jurisdiction.pk, suspended_at__isnull=False).update(
        suspended_at=None
    )
    if not changed:
        raise Refused(f"{jurisdiction} is being served already.")
    with workspace(jurisdiction):
        record("resumed the workspace", jurisdiction.name, by=by)
    record_service("resumed a workspace", jurisdiction.name, by=by)


def _unused_schema_name() -> str:
    name = new_schema_name()
    RetiredSchema.objects.create(schema_name=name)
    return name
