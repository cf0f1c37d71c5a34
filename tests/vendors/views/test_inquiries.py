"""A vendor asks, all vendors are answered in other words, and nobody else learns who asked."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from evaluations.models import Evaluation
from portal import clock
from portal.access import Refused
from portal.audit.models import Event
from portal.outbox.models import Mail
from portal.tenancy.switch import current
from tests.cast import Cast
from tests.vendors.scene import Scene, join
from vendors.actions import inquiries
from vendors.models import Inquiry, PublishedAnswer

ASKED = "Clearwater runs on one site. Must we have two? Ask vera@clearwater.example"
NEUTRAL = "Is one site enough?"


@pytest.fixture
def evaluation(scene: Scene) -> Evaluation:
    return Evaluation.objects.create(round=scene.round)


@pytest.fixture
def tess(scene: Scene, sign_in: Callable[..., Client]) -> Client:
    return sign_in(join(scene.tollgate, "tess@tollgate.example", "Tess Tolliver", "lead"))


def text_of(answer: Any) -> str:
    return " ".join(html.fromstring(answer.content).text_content().split())


def test_one_asks_and_all_are_answered_without_its_name(
    scene: Scene, evaluation: Evaluation, vera: Client, tess: Client, cast: Cast, sign_in: Any
) -> None:
    own, other = (f"/responses/{one.pk}/ask/" for one in (scene.clearwater, scene.tollgate))
    assert vera.post(own, {"question": ASKED, "topic": "obs.detection"}).status_code == 302
    assert "Waits for an answer." in text_of(vera.get(own))
    assert ASKED not in text_of(tess.get(other))
    told = Mail.objects.get(kind="inquiry_asked")
    assert told.to == cast.ann.email
    assert f"/evaluations/{evaluation.pk}/asked/" in told.text
    assert "Clearwater" not in told.text + told.subject

    ann = sign_in(cast.ann)
    assert "1 question of a vendor waits" in text_of(ann.get("/"))
    queue = f"/evaluations/{evaluation.pk}/asked/"
    queued = text_of(ann.get(queue))
    assert "Clearwater" in queued
    assert f"Times are in the zone {current().time_zone}." in queued
    one = f"{queue}{Inquiry.objects.get().pk}/"
    named = ann.post(one, {"question": ASKED, "answer": "No.", "after": 0, "do": "answer"})
    assert named.status_code == 422
    assert "This names a vendor" in text_of(named)
    assert not PublishedAnswer.objects.exists()
    sent = {"question": NEUTRAL, "answer": "No, two.", "after": 0, "do": "answer"}
    assert ann.post(one, sent).status_code == 302

    page = tess.get(other).content.decode()
    assert NEUTRAL in page
    assert "No, two." in page
    for known in ("Clearwater", cast.vera.email, str(cast.vera), "one site."):
        assert known.lower() not in page.lower()
    mails = Mail.objects.filter(kind="inquiry_answered")
    assert {mail.to for mail in mails} == {cast.vera.email, "tess@tollgate.example"}
    hers = mails.get(to="tess@tollgate.example")
    assert NEUTRAL not in hers.text
    assert "Clearwater" not in hers.text + hers.subject + hers.subject_key
    said = Event.objects.filter(
        verb__in=["asked before answering", "answered a question to all vendors"]
    )
    assert said.count() == 2

    again = sent | {"answer": "One does.", "after": 1}
    assert ann.post(one, sent).status_code == 422
    assert ann.post(one, again).status_code == 302
    both = text_of(tess.get(other))
    assert "One does." in both
    assert "No, two." in both


def test_after_the_date_it_is_refused_and_the_text_is_kept(scene: Scene, vera: Client) -> None:
    url = f"/responses/{scene.clearwater.pk}/ask/"
    with clock.moved(timedelta(days=1, hours=1)):
        late = vera.post(url, {"question": ASKED})
        assert late.status_code == 422
        assert "The date until which questions were taken has passed." in text_of(late)
        assert ASKED in late.content.decode()
        assert "<textarea" not in vera.get(url).content.decode()
    assert not Inquiry.objects.exists()
    assert vera.post(url, {"question": " "}).status_code == 422


def test_a_coordinator_moves_the_date_but_never_past_the_due_one(
    scene: Scene, evaluation: Evaluation, cast: Cast, vera: Client, sign_in: Any
) -> None:
    ann, url = sign_in(cast.ann), f"/evaluations/{evaluation.pk}/asked/"
    past = ann.post(url, {"day": "2099-01-01", "time": "12:00"})
    assert past.status_code == 422
    assert "Questions can’t be taken after answers are due." in text_of(past)
    due = scene.round.due_at
    assert due is not None
    with pytest.raises(Refused):
        inquiries.take_until(scene.round, due + timedelta(seconds=1), by=cast.ann)
    inquiries.take_until(scene.round, due - timedelta(minutes=5), by=cast.ann)
    with clock.moved(timedelta(days=1, hours=1)):
        asked = vera.post(f"/responses/{scene.clearwater.pk}/ask/", {"question": "Which?"})
    assert asked.status_code == 302


def test_a_refusal_is_told_to_the_asker_alone(
    scene: Scene, evaluation: Evaluation, cast: Cast, vera: Client, tess: Client, sign_in: Any
) -> None:
    secret = inquiries.ask(scene.clearwater, "Our trick?", has_secret=True, by=cast.vera)
    url = f"/evaluations/{evaluation.pk}/asked/{secret.pk}/"
    ann = sign_in(cast.ann)
    assert "There is no private answer" in text_of(ann.get(url))
    assert ann.post(url, {"do": "refuse", "reason": ""}).status_code == 422
    assert ann.post(url, {"do": "refuse", "reason": "It gives it away."}).status_code == 302
    assert "It gives it away." in text_of(vera.get(f"/responses/{scene.clearwater.pk}/ask/"))
    assert "gives it away" not in text_of(tess.get(f"/responses/{scene.tollgate.pk}/ask/"))
    assert [one.to for one in Mail.objects.filter(kind="inquiry_refused")] == [cast.vera.email]
    with pytest.raises(Refused):
        inquiries.publish(secret, "Q", "A", after=0, by=cast.ann)
    with pytest.raises(IntegrityError), transaction.atomic():
        Inquiry.objects.filter(pk=secret.pk).update(question="Other words")


def test_pages_ask_the_database_as_often_for_many_as_for_one(
    scene: Scene, evaluation: Evaluation, cast: Cast, vera: Client, sign_in: Any
) -> None:
    ann = sign_in(cast.ann)
    urls = (
        (vera, f"/responses/{scene.clearwater.pk}/ask/"),
        (ann, f"/evaluations/{evaluation.pk}/asked/"),
    )
    seen: list[list[int]] = []
    for number in (1, 3):
        while PublishedAnswer.objects.count() < number:
            asked = inquiries.ask(
                scene.clearwater, f"Q{PublishedAnswer.objects.count()}", by=cast.vera
            )
            inquiries.publish(asked, "Q", "A", after=0, by=cast.ann)
        counts = []
        for client, url in urls:
            client.get(url)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(url).status_code == 200
            counts.append(len(queries))
        seen.append(counts)
    assert seen[0] == seen[1]
