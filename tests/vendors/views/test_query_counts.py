"""Lists ask the database the same number of questions for one row and for thirty."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from portal import clock
from portal.files.models import StoredFile
from tests.cast import Cast
from tests.vendors.scene import Scene, join, use_depth
from vendors.actions import rounds, submissions
from vendors.models import Answer, Evidence, EvidenceLink, Response, ResponseMember
from vendors.questionnaire.model import Depth


def more_requests(scene: Scene, cast: Cast, number: int) -> None:
    for _ in range(number - 1):
        due = clock.now() + timedelta(days=3)
        round_ = rounds.draft("Another", version=scene.round.version, due_at=due, by=cast.ann)
        response = Response.objects.create(round=round_, vendor=scene.clearwater.vendor)
        ResponseMember.objects.create(
            response=response, person_id=cast.vera.pk, name="Vera", email="v@c.example", role="lead"
        )
        rounds.open_round(round_, asked=12, by=cast.ann)
        Answer.objects.create(
            response=response, item_key="sla.uptime", value={"clause": "4"},
            by_id=cast.vera.pk, by_name="Vera",
        )  # fmt: skip


def more_of_everything(scene: Scene, cast: Cast, number: int) -> None:
    """Answers, files, colleagues and submissions."""
    for item in scene.asked.items[:number]:
        Answer.objects.create(
            response=scene.clearwater, item_key=item.key, value={"text": "x"},
            by_id=cast.vera.pk, by_name="Vera",
        )  # fmt: skip
    for place in range(number):
        file = StoredFile.objects.create(
            name=f"{place}.pdf", media_type="application/pdf", size=1, sha256="0", key=str(place)
        )
        one = Evidence.objects.create(
            response=scene.clearwater, file=file, title="Plan", by_id=cast.vera.pk, by_name="Vera"
        )
        EvidenceLink.objects.create(evidence=one, item_key="cloud.autoscale")
        join(scene.clearwater, f"c{place}@clearwater.example", f"C {place}")
    for _ in range(min(number, 3)):
        submissions.submit(scene.clearwater, by=cast.vera)


QUERIES = {
    "requests": 6,
    "": 12,
    "check/": 11,
    "colleagues/": 8,
    "receipt/": 7,
    "topics/cloud.elasticity/": 12,
}
"""Three or four of each are the workspace's and the person's."""


@pytest.mark.parametrize("rows", [1, 3, 30])
def test_the_list_of_requests(
    scene: Scene, vera: Client, cast: Cast, rows: int, django_assert_num_queries: Any
) -> None:
    more_requests(scene, cast, rows)
    vera.get("/requests/")
    with django_assert_num_queries(QUERIES["requests"]):
        page = vera.get("/requests/").content.decode()
    assert page.count("/responses/") == rows


@pytest.mark.parametrize("rows", [1, 3, 30])
@pytest.mark.parametrize(
    "page", ["", "check/", "colleagues/", "receipt/", "topics/cloud.elasticity/"]
)
def test_pages_of_a_response(
    scene: Scene,
    vera: Client,
    cast: Cast,
    rows: int,
    page: str,
    django_assert_num_queries: Any,
) -> None:
    use_depth(scene, Depth.FULL)
    more_of_everything(scene, cast, rows)
    path = f"/responses/{scene.clearwater.pk}/{page}"
    vera.get(path)
    with django_assert_num_queries(QUERIES[page]):
        assert vera.get(path).status_code == 200
