"""What the tests of the vendors' side share."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from portal import clock
from portal.accounts.models import User
from portal.jobs.models import Job
from portal.tenancy.actions import Opening, open_workspace
from portal.tenancy.models import Jurisdiction
from tests.cast import Cast
from tests.committed import leaving_nothing
from tests.vendors.scene import Scene, build, join, token_of


@pytest.fixture
def scene(in_alder: Jurisdiction, cast: Cast) -> Scene:
    return build(cast)


@pytest.fixture
def token(scene: Scene) -> str:
    """The secret of Tollgate's link, as it stands in the mail."""
    return token_of(scene.tollgate)


@pytest.fixture
def vera(sign_in: Callable[..., Client], cast: Cast) -> Client:
    return sign_in(cast.vera)


@pytest.fixture
def connie(scene: Scene, sign_in: Callable[..., Client]) -> Client:
    """A contributor of Clearwater."""
    return sign_in(join(scene.clearwater, "connie@clearwater.example", "Connie Lee"))


@pytest.fixture
def past_due_page() -> Callable[[], AbstractContextManager[None]]:
    """Just past the date, for the length of a block; nobody signed in before that is forgotten yet."""
    return lambda: clock.moved(timedelta(days=2, minutes=1))


@pytest.fixture
def grove(django_db_setup: None, django_db_blocker: Any) -> Iterator[Jurisdiction]:
    """A workspace of its own whose writes are committed, for tests with several connections."""
    with django_db_blocker.unblock(), leaving_nothing():
        connection.set_schema_to_public()
        before = set(User.objects.values_list("pk", flat=True))
        opening = Opening("Grove County", "grove", "America/Los_Angeles", "ann@grove.example")
        county = open_workspace(opening, by=None)
        try:
            yield county
        finally:
            connection.set_schema_to_public()
            Job.objects.filter(workspace=county.uuid).delete()
            with connection.cursor() as cursor:
                cursor.execute(f"DROP SCHEMA {county.schema_name} CASCADE")
            Jurisdiction.objects.filter(pk=county.pk).delete()
            User.objects.exclude(pk__in=before).delete()
            connection.close()
