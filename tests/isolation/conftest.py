"""Worlds that take long to build: once per file, inside a transaction that is undone after it."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from portal.tenancy.models import Jurisdiction
from tests.isolation.world import World, align_keys, build


@pytest.fixture(scope="module")
def _undone(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A transaction around a whole file; each of its tests is undone by itself within it."""
    around = transaction.atomic()
    with django_db_blocker.unblock():
        around.__enter__()
    yield
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        around.__exit__(None, None, None)


@pytest.fixture(scope="module")
def worlds(_undone: None, django_db_blocker: Any) -> tuple[World, World]:
    """Alder's and Birch's worlds, with the same keys."""
    with django_db_blocker.unblock():
        ours, theirs = (
            Jurisdiction.objects.get(name=f"{name} County") for name in ("Alder", "Birch")
        )
        align_keys(ours, theirs)
        return build(ours, "alderwren"), build(theirs, "birchlark")


@pytest.fixture(scope="module")
def world(_undone: None, django_db_blocker: Any) -> World:
    """Alder's world alone."""
    with django_db_blocker.unblock():
        return build(Jurisdiction.objects.get(name="Alder County"), "alderwren")
