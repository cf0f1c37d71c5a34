"""Pages ask the database as often for thirty rows as for one."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from evaluations.actions import panel
from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import workspace
from tests.cast import Cast
from tests.stages import round_at
from vendors.questionnaire.model import Depth

ROWS = (1, 3, 30)
OPEN = (
    "/evaluations/{e}/",
    "/evaluations/{e}/invitations/",
    "/evaluations/{e}/setup/",
    "/vendors/",
)
DRAFT = (
    "/evaluations/{e}/check/",
    "/evaluations/{e}/setup/vendors/",
    "/evaluations/{e}/setup/reviewers/",
)
QUICK = ("/quick-checks/{e}/",)


def queries(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as found:
        assert client.get(url).status_code == 200
    return len(found)


def lines(count: int) -> str:
    return "\n".join(f"mail@vendor-{number}.example" for number in range(count))


@pytest.mark.parametrize(
    ("stage", "depth", "urls"),
    [
        ("open", Depth.ESSENTIALS, OPEN),
        ("draft", Depth.ESSENTIALS, DRAFT),
        ("draft", Depth.QUICK, QUICK),
    ],
)
def test_whatever_number_of_vendors(
    alder: Jurisdiction, cast: Cast, sign_in: Any, stage: str, depth: Depth, urls: tuple[str, ...]
) -> None:
    ann = sign_in(cast.ann)
    found: dict[str, set[int]] = {url: set() for url in urls}
    for rows in ROWS:
        with workspace(alder):
            staged = round_at(stage, cast, vendors=lines(rows), depth=depth)
        for url in urls:
            found[url].add(queries(ann, url.format(e=staged.evaluation.pk)))
    assert {url: counts for url, counts in found.items() if len(counts) > 1} == {}


def test_whatever_number_of_evaluations_to_review(
    alder: Jurisdiction, cast: Cast, sign_in: Any
) -> None:
    ben = sign_in(cast.ben)
    found: dict[str, set[int]] = {"/": set(), "/evaluations/": set()}
    made = 0
    for rows in ROWS:
        with workspace(alder):
            for _ in range(rows - made):
                panel.add(round_at("draft", cast).evaluation, cast.ben, by=cast.ann)
        made = rows
        for url, counts in found.items():
            counts.add(queries(ben, url))
    assert {url: counts for url, counts in found.items() if len(counts) > 1} == {}
