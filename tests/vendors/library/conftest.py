"""A response that was submitted, and a library to keep it in."""

import io

import pytest

from portal.accounts.models import User
from tests.cast import Cast
from tests.vendors.scene import Scene
from vendors.actions import answers, evidence, submissions
from vendors.library import accounts
from vendors.library.models import VendorAccount

TEXT = "Scales out at 60 % of memory"
FILE = b"When a server fails we do this.\n"


@pytest.fixture
def library(scene: Scene, cast: Cast) -> VendorAccount:
    return accounts.begin("Clearwater", by=cast.vera)


def submit(scene: Scene, by: User, *, text: str = TEXT) -> None:
    """Two answers and a file, handed in."""
    said = {
        "cloud.autoscale": {"limits": text},
        "sla.uptime": {"promise": "99.95", "clause": "4.2"},
    }
    for key, value in said.items():
        standing = scene.clearwater.answers.filter(item_key=key).first()
        version = standing.version if standing else 0
        answers.save(scene.clearwater, key, value, based_on=version, by=by)
    evidence.attach(
        scene.clearwater,
        io.BytesIO(FILE),
        name="runbook.txt",
        size=len(FILE),
        item_key="cloud.autoscale",
        by=by,
    )
    submissions.submit(scene.clearwater, by=by)
