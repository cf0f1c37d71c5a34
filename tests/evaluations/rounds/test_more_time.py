"""A coordinator gives more time; the vendor reads it, and its neighbours do not."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from evaluations.models import Evaluation
from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import current
from tests.cast import Cast
from tests.vendors.conftest import scene
from tests.vendors.scene import Scene, join
from tests.vendors.views.test_inquiries import text_of
from vendors.actions import deadlines
from vendors.models import Extension

__all__ = ["scene"]

WHY = "The storm closed your office."


@pytest.fixture
def url(scene: Scene) -> str:
    evaluation = Evaluation.objects.create(round=scene.round)
    return f"/evaluations/{evaluation.pk}/more-time/"


def sent(scene: Scene, whom: str, days: int = 1, **more: str) -> dict[str, str]:
    due = scene.round.due_at
    assert due is not None
    local = due.astimezone(ZoneInfo(current().time_zone))
    day = local.date().fromordinal(local.date().toordinal() + days)
    return {
        "whom": whom,
        "due_day": day.isoformat(),
        "due_time": "17:00",
        "reason": WHY,
    } | more


def test_the_page_gives_it_and_both_sides_read_it(
    scene: Scene, url: str, cast: Cast, sign_in: Any
) -> None:
    ann: Client = sign_in(cast.ann)
    assert "Clearwater, due" in text_of(ann.get(url))
    done = ann.post(url, sent(scene, str(scene.clearwater.pk)), follow=True)
    page = text_of(done)
    assert "Extended for Clearwater on" in page
    assert f"because: {WHY}" in page
    hers = text_of(sign_in(cast.vera).get(f"/responses/{scene.clearwater.pk}/"))
    assert "Extended on" in hers
    assert f"because: {WHY}" in hers
    tess = sign_in(join(scene.tollgate, "tess@tollgate.example", "Tess Tolliver", "lead"))
    assert WHY not in text_of(tess.get(f"/responses/{scene.tollgate.pk}/"))
    ann.post(url, sent(scene, "all", days=3, reason="Holidays."))
    for client, response in ((tess, scene.tollgate), (sign_in(cast.vera), scene.clearwater)):
        assert "Extended for everybody on" in text_of(client.get(f"/responses/{response.pk}/"))
    # Observers may be kept from names: they read what was given to all.
    olive = text_of(sign_in(cast.olive).get(url.replace("more-time/", "")))
    assert "because: Holidays." in olive
    assert WHY not in olive


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"whom": ""}, "Choose one vendor or all of them"),
        ({"whom": "999999"}, "Select a valid choice"),
        ({"due_day": "2020-01-01"}, "The due date must be in the future."),
        ({"due_day": ""}, "Enter the day on which answers are due"),
        ({"due_time": "25:99"}, "Enter the time as hours and minutes"),
        ({"reason": "  "}, "Say why there is more time"),
        ({"reason": "x" * 2_001}, "must be 2000 characters or fewer"),
        ({"reason": "no\x00thing"}, "Null characters are not allowed"),
    ],
)
def test_what_is_wrong_is_said_and_no_word_lost(
    scene: Scene, url: str, cast: Cast, sign_in: Any, changes: dict[str, str], sentence: str
) -> None:
    answer = sign_in(cast.ann).post(url, sent(scene, "all") | changes)
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    if "reason" not in changes:
        assert WHY in answer.content.decode()
    assert not Extension.objects.exists()


def test_an_earlier_date_is_refused_at_its_field(
    scene: Scene, url: str, cast: Cast, sign_in: Any
) -> None:
    answer = sign_in(cast.ann).post(url, sent(scene, "all", days=-1))
    assert answer.status_code == 422
    assert "never earlier" in text_of(answer)
    assert WHY in answer.content.decode()


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "\u202egnp.exe",
        "=HYPERLINK(1)",
        "{{ request }}{% csrf_token %}",
        "a" * 2_000,
    ],
)
def test_hostile_reasons_are_shown_as_text(
    scene: Scene, url: str, cast: Cast, sign_in: Any, hostile: str
) -> None:
    ann = sign_in(cast.ann)
    assert ann.post(url, sent(scene, "all", reason=hostile)).status_code == 302
    page = sign_in(cast.vera).get(f"/responses/{scene.clearwater.pk}/").content.decode()
    assert "<script>alert" not in page
    assert hostile in text_of(sign_in(cast.vera).get(f"/responses/{scene.clearwater.pk}/"))


def test_pages_ask_as_often_for_thirty_as_for_one(
    in_alder: Jurisdiction, scene: Scene, url: str, cast: Cast, sign_in: Any
) -> None:
    ann, vera, found = sign_in(cast.ann), sign_in(cast.vera), []
    due = scene.round.due_at
    assert due is not None
    own = f"/responses/{scene.clearwater.pk}/"
    given = 0
    for rows in (1, 3, 30):
        while given < rows:
            given += 1
            deadlines.extend(
                scene.round,
                due + timedelta(hours=given),
                WHY,
                response=scene.clearwater,
                by=cast.ann,
            )
        for client, page in ((ann, url), (ann, url.replace("more-time/", "")), (vera, own)):
            client.get(page)
            with CaptureQueriesContext(connection) as seen:
                assert client.get(page).content.decode().count(WHY) == rows
            found.append((page, len(seen)))
    assert len(set(found)) == 3
