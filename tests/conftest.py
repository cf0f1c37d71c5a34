"""Two workspaces side by side, made once per run; each test's writes are rolled back."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import get_resolver
from playwright.sync_api import Browser

from portal.accounts import actions as accounts
from portal.accounts.models import Membership, Role, User
from portal.tenancy.actions import Opening, open_workspace
from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import workspace
from tests.browsing import open_browser
from tests.cast import Cast, client_of
from tests.portal.live import Served, serving

LONG = ("journeys", "isolation", "launch", "evaluations/reports")
"""Folders whose files take longest; each file stays on one process."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long files first, so that all processes end together; journeys in the order they are told."""
    items.sort(key=_place)


def _place(item: pytest.Item) -> tuple[int, str, int]:
    folder = item.path.parent.relative_to(Path(__file__).parent).as_posix()
    if folder == "journeys":
        return (0, item.path.name, item.reportinfo()[1] or 0)
    return (LONG.index(folder) if folder in LONG else len(LONG), "", 0)


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: Any, request: pytest.FixtureRequest
) -> Iterator[None]:
    """Make the database with the public schema and the two workspaces."""
    from django.test.utils import setup_databases, teardown_databases

    worker = getattr(request.config, "workerinput", {}).get("workerid", "")
    name = connection.settings_dict["TEST"]["NAME"]
    if worker:
        connection.settings_dict["TEST"]["NAME"] = f"{name}_{worker}"
    with django_db_blocker.unblock():
        old = setup_databases(verbosity=0, interactive=False)
        call_command("migrate_schemas", shared=True, verbosity=0)
        for county, label in (("Alder County", "alder"), ("Birch County", "birch")):
            open_workspace(
                Opening(county, label, "America/Los_Angeles", f"ann@{label}.example"), by=None
            )
    yield
    with django_db_blocker.unblock():
        teardown_databases(old, verbosity=0)


@pytest.fixture(scope="session", autouse=True)
def _addresses(django_test_environment: None) -> None:
    """Read all addresses first: a test that turns demo mode off would leave some out for the rest."""
    for addresses in ("portal.urls_front", "portal.urls_workspace"):
        assert get_resolver(addresses).url_patterns


@pytest.fixture(autouse=True)
def _public_afterwards() -> Iterator[None]:
    yield
    connection.set_schema_to_public()


@pytest.fixture
def alder(db: None) -> Jurisdiction:
    """Our county."""
    return Jurisdiction.objects.get(name="Alder County")


@pytest.fixture
def birch(db: None) -> Jurisdiction:
    """The county next door."""
    return Jurisdiction.objects.get(name="Birch County")


@pytest.fixture
def in_alder(alder: Jurisdiction) -> Iterator[Jurisdiction]:
    """Work inside Alder's schema for the length of a test."""
    with workspace(alder):
        yield alder


@pytest.fixture
def cast(alder: Jurisdiction) -> Cast:
    """Ann coordinates, Ben and Cy review, Olive observes, Vera answers for a vendor, Mallory is a stranger."""
    people = Cast(
        ann=User.objects.known_as("ann@alder.example", "Ann Ortiz"),
        ben=User.objects.known_as("ben@alder.example", "Ben Kapoor"),
        cy=User.objects.known_as("cy@alder.example", "Cy Lund"),
        olive=User.objects.known_as("olive@alder.example", "Olive Watts"),
        vera=User.objects.known_as("vera@clearwater.example", "Vera Sato"),
        mallory=User.objects.known_as("mallory@elsewhere.example", "Mallory Stone"),
    )
    User.objects.filter(pk=people.ann.pk).update(name="Ann Ortiz")
    people.ann.name = "Ann Ortiz"
    roles = {
        people.ann: Role.COORDINATOR,
        people.ben: Role.REVIEWER,
        people.cy: Role.REVIEWER,
        people.olive: Role.OBSERVER,
        people.vera: Role.VENDOR,
    }
    for person, role in roles.items():
        Membership.objects.update_or_create(
            person=person, jurisdiction=alder, role=role, defaults={"accepted_at": alder.opened_at}
        )
    return people


@pytest.fixture
def sign_in(alder: Jurisdiction) -> Any:
    """Return a function that gives a client signed in to Alder (or another workspace)."""

    def signed_in(person: User | None, at: Jurisdiction | None = None) -> Client:
        return client_of(person, at or alder, accounts.sign_in)

    return signed_in


@pytest.fixture
def served(db: None) -> Iterator[Served]:
    """The product behind a real socket, with scripts and styles."""
    with serving() as served:
        yield served


@pytest.fixture
def browser(served: Served) -> Iterator[Browser]:
    """Chromium. Name it last: what is set up after it finds the browser's event loop in its thread."""
    with open_browser() as chromium:
        yield chromium
