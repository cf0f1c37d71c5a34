"""The people of the tests, and browsers of theirs."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.test import Client

from portal.accounts.models import User
from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import workspace


@dataclass(frozen=True)
class Cast:
    """Who is who."""

    ann: User
    ben: User
    cy: User
    olive: User
    vera: User
    mallory: User


class Browser(Client):
    """A client whose requests leave the test in the workspace that it was working in."""

    def request(self, **request: Any) -> Any:
        before: Any = connection
        tenant = before.tenant
        try:
            return super().request(**request)
        finally:
            before.set_tenant(tenant)


def client_of(person: User | None, at: Jurisdiction, note: Callable[..., Any]) -> Client:
    """Return a client on a workspace's host, signed in there unless person is None."""
    client = Browser(HTTP_HOST=at.host)
    if person is not None:
        with workspace(at):
            session = SessionStore()
            session.create()
        note(person, at, session.session_key)
        client.cookies["session"] = session.session_key
    return client
