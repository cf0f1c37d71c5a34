"""What an answer was before: everybody on the response reads it, and nothing is overwritten."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.test import Client
from lxml import html

from portal.accounts.models import User
from tests.cast import Cast
from tests.vendors.scene import Scene, join
from vendors.actions import answers
from vendors.actions.answers import Conflict
from vendors.models import Answer, AnswerRevision, Origin, ReadyState

KEY = "cloud.autoscale"


def path_of(scene: Scene, key: str = KEY) -> str:
    return f"/responses/{scene.clearwater.pk}/history/{key}/"


def say(scene: Scene, text: str, based_on: int, by: User, **more: Any) -> Answer:
    saved = answers.save(scene.clearwater, KEY, {"limits": text}, based_on=based_on, by=by, **more)
    assert not isinstance(saved, Conflict)
    return saved


@pytest.fixture
def connie_lee(scene: Scene) -> User:
    return join(scene.clearwater, "connie@clearwater.example", "Connie Lee")


@pytest.fixture
def two_versions(scene: Scene, cast: Cast, connie_lee: User) -> Answer:
    """Vera's text with a mark, then Connie's."""
    say(scene, "Sixty copies.", 0, cast.vera, confidential_reason="A trade secret.")
    return say(scene, "Thirty copies.", 1, connie_lee, ready=True)


def cards(page: bytes) -> list[str]:
    found = html.fromstring(page).xpath("//section[starts-with(@aria-labelledby, 'version_')]")
    return [" ".join(one.text_content().split()) for one in found]


def texts_of(answer: Answer) -> list[tuple[int, str]]:
    return [(one.version, one.value["limits"]) for one in answer.revisions.order_by("version")]


def test_both_members_see_who_wrote_what(
    scene: Scene, two_versions: Answer, connie_lee: User, vera: Client, sign_in: Any
) -> None:
    for member in (vera, sign_in(connie_lee)):
        newest, first = cards(member.get(path_of(scene)).content)
        assert newest.startswith("Version 2 Current Connie Lee, ")
        assert first.startswith("Version 1 Vera Sato, ")
        assert "Thirty copies." in newest
        assert "Sixty copies." not in newest
        assert "Sixty copies." in first
        assert "Current" not in first
        assert " PDT" in first or " PST" in first
        assert "typed by the vendor" in first
        assert "Take this version" in first
        assert "Take this version" not in newest


def test_a_version_stands_again_and_all_are_kept(
    scene: Scene, two_versions: Answer, connie_lee: User, sign_in: Any
) -> None:
    member = sign_in(connie_lee)
    done = member.post(path_of(scene), {"take": "1", "version": "2"})
    assert done["Location"] == f"{scene.topic()}#q-{KEY}"
    page = member.get(scene.topic())
    assert "Version 1 stands again. What stood before is kept." in page.content.decode()
    assert html.fromstring(page.content).get_element_by_id(f"q-{KEY}") is not None
    now = Answer.objects.get(pk=two_versions.pk)
    assert (now.version, now.value, now.by_name) == (3, {"limits": "Sixty copies."}, "Connie Lee")
    assert (now.confidential, now.confidential_reason) == (True, "A trade secret.")
    assert now.ready == ReadyState.DRAFT
    kept = [(1, "Sixty copies."), (2, "Thirty copies."), (3, "Sixty copies.")]
    assert texts_of(now) == kept
    # Pressed twice, or by two people at once, it is one version.
    member.post(path_of(scene), {"take": "1", "version": "2"})
    assert texts_of(now) == kept


def test_a_stale_choice_overwrites_nothing(
    scene: Scene, two_versions: Answer, cast: Cast, vera: Client
) -> None:
    say(scene, "Ninety copies.", 2, cast.vera)
    refused = vera.post(path_of(scene), {"take": "1", "version": "2"}, follow=True)
    assert refused.request["PATH_INFO"] == path_of(scene)
    told = "Somebody saved a newer text. Look at it, then choose again."
    assert told in refused.content.decode()
    assert "Ninety copies." in cards(refused.content)[0]
    now = Answer.objects.get(pk=two_versions.pk)
    assert (now.version, now.value) == (3, {"limits": "Ninety copies."})
    assert AnswerRevision.objects.count() == 3


def test_what_the_jurisdiction_had_entered_comes_back_as_confirmed(
    scene: Scene, cast: Cast
) -> None:
    answers.enter_for_vendor(
        scene.clearwater, KEY, {"limits": "Ten."}, based_on=0, source="A call", by=cast.ann
    )
    say(scene, "Sixty copies.", 1, cast.vera)
    now = answers.restore(scene.clearwater, KEY, 1, based_on=2, by=cast.vera)
    assert isinstance(now, Answer)
    assert (now.version, now.origin, now.source) == (3, Origin.CONFIRMED, "A call")


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"take": "7", "version": "2"}, 403),
        ({"take": "one", "version": "2"}, 404),
        ({"take": "1"}, 404),
    ],
)
def test_what_no_button_sends_is_refused(
    scene: Scene, two_versions: Answer, vera: Client, sent: dict[str, str], status: int
) -> None:
    assert vera.post(path_of(scene), sent).status_code == status
    assert AnswerRevision.objects.count() == 2


def test_nobody_else_has_the_page(
    scene: Scene, two_versions: Answer, cast: Cast, vera: Client, sign_in: Any
) -> None:
    other = sign_in(join(scene.tollgate, "tess@tollgate.example", "Tess Hall"))
    for client, status in ((other, 404), (sign_in(cast.ann), 403), (sign_in(cast.ben), 403)):
        assert client.get(path_of(scene)).status_code == status
        sent = {"take": "1", "version": "2"}
        assert client.post(path_of(scene), sent).status_code == status
    assert AnswerRevision.objects.count() == 2
    assert vera.get(path_of(scene, "no.such")).status_code == 404
    unanswered = next(one.key for one in scene.asked.asked_items() if one.key != KEY)
    page = vera.get(path_of(scene, unanswered)).content.decode()
    assert "Nothing was answered here yet." in page


def test_after_closing_it_is_read_and_no_longer_taken(
    scene: Scene,
    two_versions: Answer,
    vera: Client,
    past_due_page: Callable[[], AbstractContextManager[None]],
) -> None:
    with past_due_page():
        page = vera.get(path_of(scene)).content
        assert len(cards(page)) == 2
        assert b"Take this version" not in page
        assert vera.post(path_of(scene), {"take": "1", "version": "2"}).status_code == 403
        assert path_of(scene) in vera.get(scene.topic()).content.decode()
    assert AnswerRevision.objects.count() == 2


def test_the_topic_leads_there_once_there_is_something_earlier(
    scene: Scene, vera: Client, cast: Cast
) -> None:
    say(scene, "Sixty copies.", 0, cast.vera)
    assert path_of(scene) not in vera.get(scene.topic()).content.decode()
    say(scene, "Thirty copies.", 1, cast.vera)
    assert path_of(scene) in vera.get(scene.topic()).content.decode()


@pytest.mark.parametrize("count", [1, 30, 60])
def test_queries_do_not_grow_with_versions(
    scene: Scene, vera: Client, cast: Cast, count: int, django_assert_num_queries: Any
) -> None:
    answer = say(scene, "Text 1", 0, cast.vera)
    AnswerRevision.objects.bulk_create(
        AnswerRevision(
            answer=answer, version=number, value={"limits": f"Text {number}"},
            origin=Origin.TYPED, by_id=cast.vera.pk, by_name="Vera Sato",
        )
        for number in range(2, count + 1)
    )  # fmt: skip
    Answer.objects.filter(pk=answer.pk).update(version=count)
    vera.get(path_of(scene))
    with django_assert_num_queries(9):
        page = vera.get(path_of(scene)).content
    assert len(cards(page)) == min(count, 50)
    if count > 50:
        assert len(cards(vera.get(path_of(scene) + "?page=2").content)) == count - 50
