"""Topics in a colleague's hands: handed, seen by both, overdue, given back, taken back, left."""

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from portal import clock
from portal.access import Refused
from portal.outbox.models import Mail
from portal.tenancy.switch import current
from tests.cast import Cast
from tests.vendors.scene import Scene, join
from vendors.actions import handovers, members
from vendors.models import Answer, Ended, HandOver, ReadyState, ResponseRole

TOPIC = "cloud.elasticity"
SECRET_NOTE = "Ask Omar for the plan"


def url(scene: Scene, end: str = "", key: str = TOPIC) -> str:
    return f"/responses/{scene.clearwater.pk}/handovers/{key}/{end}"


def today() -> date:
    """The day in the workspace's zone."""
    return timezone.localdate(clock.now(), ZoneInfo(current().time_zone))


def hand(scene: Scene, client: Client, name: str = "Connie Lee", **typed: str) -> Any:
    member = scene.clearwater.members.get(name=name)
    return client.post(url(scene), {"member": member.pk, **typed})


def text_of(client: Client, path: str) -> str:
    return " ".join(client.get(path).content.decode().split())


def test_both_see_who_has_what_until_when(scene: Scene, vera: Client, connie: Client) -> None:
    day = today() + timedelta(days=1)
    assert hand(scene, vera, until=day.isoformat(), note=SECRET_NOTE).status_code == 302
    overview = f"/responses/{scene.clearwater.pk}/"
    said = f"by {day:%a}, {day:%B} {day.day}"
    assert f"Handed to you, {said}" in text_of(connie, overview)
    assert f"With Connie Lee, {said}" in text_of(vera, overview)
    assert f"With Connie Lee, {said}" in text_of(vera, f"{overview}colleagues/")
    assert SECRET_NOTE in text_of(connie, scene.topic())
    assert "overdue" not in text_of(vera, overview)
    mail = Mail.objects.get(kind="topic_handed")
    assert mail.to == "connie@clearwater.example"
    assert scene.topic() in mail.text
    assert SECRET_NOTE not in mail.text + mail.subject


def test_overdue_is_said_until_the_topic_is_completed(
    scene: Scene, vera: Client, connie: Client, cast: Cast
) -> None:
    hand(scene, vera, until=today().isoformat())
    overview = f"/responses/{scene.clearwater.pk}/"
    with clock.moved(timedelta(days=1)):
        assert "overdue" in text_of(connie, overview)
        assert "overdue" in text_of(vera, f"{overview}colleagues/")
        for item in scene.asked.items_of(TOPIC):
            Answer.objects.create(
                response=scene.clearwater, item_key=item.key, value={"text": "x"},
                ready=ReadyState.READY, by_id=cast.vera.pk, by_name="Vera",
            )  # fmt: skip
        assert "overdue" not in text_of(connie, overview)


@pytest.mark.parametrize(
    ("days", "sentence"), [(-1, "This day has passed"), (9, "Answers are due")]
)
def test_a_day_that_cannot_be_costs_no_typed_word(
    scene: Scene, vera: Client, connie: Client, days: int, sentence: str
) -> None:
    day = today() + timedelta(days=days)
    page = hand(scene, vera, until=day.isoformat(), note=SECRET_NOTE).content.decode()
    assert sentence in page
    assert SECRET_NOTE in page
    assert not HandOver.objects.exists()


def test_a_hand_over_is_no_permission(scene: Scene, vera: Client, connie: Client) -> None:
    hand(scene, vera)
    join(scene.clearwater, "omar@clearwater.example", "Omar")
    assert "Everybody on this response can still answer" in text_of(vera, scene.topic())
    assert vera.get(scene.topic()).status_code == 200
    assert connie.get(url(scene)).status_code == 403
    assert hand(scene, connie, "Omar").status_code == 403


def test_giving_back_tells_the_leads(scene: Scene, vera: Client, connie: Client) -> None:
    hand(scene, vera)
    assert connie.post(url(scene, "end/")).status_code == 302
    assert HandOver.objects.get().ended == Ended.GIVEN_BACK
    assert (
        Mail.objects.get(kind="topic_given_back").to
        == scene.clearwater.members.get(role=ResponseRole.LEAD).email
    )
    assert connie.post(url(scene, "end/")).status_code == 403


def test_only_the_lead_takes_back_what_another_has(
    scene: Scene, vera: Client, connie: Client
) -> None:
    join(scene.clearwater, "omar@clearwater.example", "Omar")
    hand(scene, vera, "Omar")
    assert connie.post(url(scene, "end/")).status_code == 403
    assert vera.post(url(scene, "end/")).status_code == 302
    assert HandOver.objects.get().ended == Ended.TAKEN_BACK


def test_one_has_it_at_a_time_and_the_same_twice_is_one_mail(
    scene: Scene, vera: Client, connie: Client
) -> None:
    join(scene.clearwater, "omar@clearwater.example", "Omar")
    hand(scene, vera)
    hand(scene, vera)
    assert Mail.objects.filter(kind="topic_handed").count() == 1
    hand(scene, vera, "Omar")
    assert HandOver.objects.get(ended_at=None).member.name == "Omar"
    assert HandOver.objects.exclude(ended_at=None).get().ended == Ended.PASSED


def test_who_leaves_has_nothing_in_hand(scene: Scene, connie: Client, cast: Cast) -> None:
    member = scene.clearwater.members.get(name="Connie Lee")
    handovers.hand_over(scene.clearwater, TOPIC, member, until=None, note="", by=cast.vera)
    members.remove(member, by=cast.vera)
    assert HandOver.objects.get().ended == Ended.LEFT
    with pytest.raises(Refused, match="no longer works"):
        handovers.hand_over(scene.clearwater, TOPIC, member, until=None, note="", by=cast.vera)


@pytest.mark.parametrize("rows", [1, 3, 12])
def test_the_form_asks_the_same_of_the_database(
    scene: Scene, vera: Client, cast: Cast, rows: int, django_assert_num_queries: Any
) -> None:
    topics = scene.asked.asked_criteria()
    for place in range(rows):
        person = join(scene.clearwater, f"c{place}@clearwater.example", f"C {place}")
        member = scene.clearwater.members.get(person_id=person.pk)
        key = topics[place % len(topics)].key
        handovers.hand_over(scene.clearwater, key, member, until=None, note="", by=cast.vera)
    base = f"/responses/{scene.clearwater.pk}/"
    for path, bound in ((url(scene), 7), (base, 12), (f"{base}colleagues/", 8)):
        vera.get(path)
        with django_assert_num_queries(bound):
            assert vera.get(path).status_code == 200
