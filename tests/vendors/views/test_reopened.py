"""The vendor's pages of a topic that is open again: what is asked, until when, and both answers."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.test import Client

from portal import clock
from tests.cast import Cast
from tests.vendors.scene import Scene, form_of
from vendors.actions import answers, reopenings, submissions
from vendors.models import Answer, LateDraft, Submission

TOPIC, ITEM, OTHER = "cloud.elasticity", "cloud.autoscale", "sla.uptime"
ASKED = "Which limits hold at <night>?"


@pytest.fixture
def again(scene: Scene, cast: Cast) -> Iterator[Scene]:
    """Vera submitted two answers; answers are closed, and one topic is open again for two days."""
    for key, words in ((ITEM, "Ten at once."), (OTHER, "Ninety-nine.")):
        answers.save(scene.clearwater, key, {"limits": words}, based_on=0, by=cast.vera)
    submissions.submit(scene.clearwater, by=cast.vera)
    with clock.moved(timedelta(days=3)):
        until = clock.now() + timedelta(days=2)
        reopenings.ask(scene.clearwater, TOPIC, ASKED, until, by=cast.ann)
        yield scene


@pytest.fixture
def vera_later(again: Scene, sign_in: Callable[..., Client], cast: Cast) -> Client:
    return sign_in(cast.vera)


def test_a_vendor_answers_one_topic_again(again: Scene, vera_later: Client) -> None:
    vera, pk = vera_later, again.clearwater.pk
    overview = vera.get(f"/responses/{pk}/").content.decode()
    assert "Only this topic is open, until" in overview
    assert "Which limits hold at &lt;night&gt;?" in overview
    assert "PDT" in overview or "PST" in overview or "EDT" in overview or "EST" in overview
    assert "1 topic open again" in vera.get("/requests/").content.decode()
    page = vera.get(again.topic())
    assert "Save, then check and submit this topic" in page.content.decode()
    other = vera.get(again.topic("sla.objectives")).content.decode()
    assert "can be read and no longer changed" in other
    sent = form_of(page.content) | {f"{ITEM}:limits": ["Ninety at once."], "_save": ["continue"]}
    done = vera.post(again.topic(), sent)
    assert done.headers["Location"] == f"{again.topic()}again/"
    check = vera.get(f"{again.topic()}again/").content.decode()
    assert "Ten at once." in check
    assert "Ninety at once." in check
    assert "Your draft, not submitted" in check
    done = vera.post(f"{again.topic()}again/", follow=True)
    page = done.content.decode()
    assert "Submitted again" in page
    assert "Ten at once." in page
    assert "Ninety at once." in page
    assert "Submit this topic to" not in page
    assert Submission.objects.count() == 2
    # It is closed with that, and a second press makes no third one.
    assert vera.post(f"{again.topic()}again/").status_code == 302
    assert Submission.objects.count() == 2
    assert "no longer changed" in vera.get(again.topic()).content.decode()
    assert "You submitted it again" in vera.get(f"/responses/{pk}/").content.decode()


def test_typing_is_saved_in_passing_and_nowhere_else(again: Scene, vera_later: Client) -> None:
    page = vera_later.get(again.topic())
    sent = form_of(page.content) | {f"{ITEM}:limits": ["Ninety."], "_autosave": ["1"]}
    assert vera_later.post(again.topic(), sent, headers={"HX-Request": "true"}).status_code == 200
    assert Answer.objects.get(item_key=ITEM).value["limits"] == "Ninety."
    closed = again.topic("sla.objectives")
    sent = {f"{OTHER}:limits": ["x"], f"{OTHER}:_version": ["1"], "_autosave": ["1"]}
    refused = vera_later.post(closed, sent, headers={"HX-Request": "true"})
    assert refused.status_code == 403
    assert Answer.objects.get(item_key=OTHER).value == {"limits": "Ninety-nine."}
    # A question of another topic that is sent along with the open page is no way in.
    vera_later.post(again.topic(), form_of(page.content) | {f"{OTHER}:limits": ["x"]})
    assert Answer.objects.get(item_key=OTHER).value == {"limits": "Ninety-nine."}


def test_too_late_costs_no_word_and_says_so(
    again: Scene, vera_later: Client, sign_in: Callable[..., Client], cast: Cast
) -> None:
    answers.save(again.clearwater, ITEM, {"limits": "Ninety."}, based_on=1, by=cast.vera)
    clock.move(timedelta(days=5, seconds=1))
    vera = sign_in(cast.vera)
    refused = vera.post(f"{again.topic()}again/")
    assert refused.status_code == 409
    assert "closed again" in refused.content.decode()
    assert "Ninety." in refused.content.decode()
    assert "The time was over" in vera.get(f"/responses/{again.clearwater.pk}/").content.decode()
    assert Submission.objects.count() == 1


def test_the_check_page_leads_there_and_keeps_nothing_late(
    again: Scene, vera_later: Client, cast: Cast
) -> None:
    answers.save(again.clearwater, ITEM, {"limits": "Ninety."}, based_on=1, by=cast.vera)
    page = vera_later.get(f"/responses/{again.clearwater.pk}/check/").content.decode()
    assert f"{again.topic()}again/" in page
    assert "Submit late" not in page
    assert not LateDraft.objects.exists()


def test_a_contributor_is_told_whom_to_ask(again: Scene, sign_in: Callable[..., Client]) -> None:
    from tests.vendors.scene import join

    connie = sign_in(join(again.clearwater, "connie@clearwater.example", "Connie Lee"))
    page = connie.get(f"{again.topic()}again/").content.decode()
    assert "Only the lead" in page
    assert connie.post(f"{again.topic()}again/").status_code == 409
    assert Submission.objects.count() == 1


def test_nothing_was_asked_about_another_topic(again: Scene, vera_later: Client) -> None:
    url = f"/responses/{again.clearwater.pk}/topics/sla.objectives/again/"
    assert vera_later.get(url).status_code == 404
    assert vera_later.get(f"/responses/{again.clearwater.pk}/topics/none/again/").status_code == 404


def test_pages_take_no_query_more(
    again: Scene,
    vera_later: Client,
    cast: Cast,
    django_assert_max_num_queries: Callable[..., object],
) -> None:
    vera_later.get(again.topic())
    with django_assert_max_num_queries(12):  # type: ignore[attr-defined]
        vera_later.get(f"/responses/{again.clearwater.pk}/")
    with django_assert_max_num_queries(13):  # type: ignore[attr-defined]
        vera_later.get(again.topic())
    counts = []
    for _times in (1, 3, 30):
        while again.clearwater.reopenings.count() < _times:
            last = again.clearwater.reopenings.last()
            assert last is not None
            reopenings.stop(last, by=cast.ann)
            until = clock.now() + timedelta(days=1)
            reopenings.ask(again.clearwater, TOPIC, ASKED, until, by=cast.ann)
        with django_assert_max_num_queries(20) as counted:  # type: ignore[attr-defined]
            vera_later.get(f"{again.topic()}again/")
        counts.append(len(counted))
    assert len(set(counts)) == 1
