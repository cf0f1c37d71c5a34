"""The one way into a workspace. State lives on the caller's stack, so threads can't mix it up."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db import connection as untyped_connection
from django_tenants.postgresql_backend.base import FakeTenant
from django_tenants.utils import get_public_schema_name

from portal.tenancy.models import Jurisdiction

# django-tenants puts its own attributes on the connection; the stubs know Django's only.
connection: Any = untyped_connection


class NoWorkspace(Exception):  # noqa: N818 -- reads as what is the case
    """There is no such workspace, or it is not to be served."""


@contextmanager
def workspace(jurisdiction: Jurisdiction) -> Iterator[Jurisdiction]:
    """Work inside this jurisdiction's schema until the block ends, then go back to where one was."""
    before = connection.tenant
    connection.set_tenant(jurisdiction)
    try:
        yield jurisdiction
    finally:
        connection.set_tenant(before)


@contextmanager
def service() -> Iterator[None]:
    """Work in the public schema alone until the block ends."""
    before = connection.tenant
    connection.set_tenant(FakeTenant(schema_name=get_public_schema_name()))
    try:
        yield
    finally:
        connection.set_tenant(before)


def enter_for_request(jurisdiction: Jurisdiction) -> None:
    """Enter a workspace for the length of one request; the middleware leaves it again."""
    connection.set_tenant(jurisdiction)


def leave() -> None:
    """Go to the public schema, as every request does before and after."""
    connection.set_schema_to_public()


def current() -> Jurisdiction:
    """Return the jurisdiction whose schema is active; raises NoWorkspace in public."""
    tenant = connection.tenant
    if not isinstance(tenant, Jurisdiction):
        raise NoWorkspace("No workspace is active here.")
    return tenant


def serving(uuid: UUID | str) -> Jurisdiction:
    """Return the jurisdiction of this id; raises NoWorkspace where it is unknown or suspended."""
    with service():
        found = Jurisdiction.objects.filter(uuid=uuid, suspended_at=None).first()
    if found is None:
        raise NoWorkspace(f"There is no workspace {uuid} to serve.")
    return found
