"""Pages of a library that holds something: no harm from what is typed into them."""

import pytest
from django.db import transaction
from django.test import Client

from tests.cast import Cast
from tests.isolation.test_hostile_text import HOSTILE, Sheet, groups_of, send, sheets_of
from tests.portal.doors import front
from tests.vendors.library.conftest import submit
from tests.vendors.scene import Scene
from vendors.library import accounts, keeping
from vendors.library.models import KeptFile, VendorAccount
from vendors.library.walls import inside


@pytest.fixture
def paths(scene: Scene, library: VendorAccount, cast: Cast) -> list[str]:
    """Every page of a library with answers, a file and somebody who was invited."""
    submit(scene, cast.vera)
    keeping.keep_all(scene.clearwater, library.pk, by=cast.vera)
    accounts.invite(library.pk, "omar@clearwater.example", role="member", by=cast.vera)
    with inside(library.pk):
        file = KeptFile.objects.get()
    base = f"/library/{library.pk}/"
    return ["/library/", base, f"{base}files/", f"{base}files/{file.pk}/", f"{base}people/"]


def test_hostile_words_do_no_harm(paths: list[str], cast: Cast) -> None:
    browser = front(cast.vera)
    found = [sheet for path in paths for sheet in sheets_of(path, page_of(browser, path))]
    assert {name for sheet in found for name in sheet.typed} >= {"email", "expires_on"}
    for number, name in enumerate(HOSTILE):
        for sheet in found:
            for group in groups_of(sheet, number):
                tried(browser, sheet, group, name)


def page_of(browser: Client, path: str) -> bytes:
    answer = browser.get(path)
    assert answer.status_code == 200, path
    return bytes(answer.content)


def tried(browser: Client, sheet: Sheet, group: list[str], name: str) -> None:
    with transaction.atomic():
        send(browser, sheet, group, name)
        transaction.set_rollback(True)
