"""What the tests of the vendors' side share."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from django.test import Client

from portal import clock
from portal.tenancy.models import Jurisdiction
from tests.cast import Cast
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
