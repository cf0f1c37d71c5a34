"""An amendment asks anew and touches no answer; what was handed in before it is confirmed."""

from datetime import datetime, timedelta

import pytest

from portal import clock
from portal.access import Refused
from portal.outbox.models import Mail
from tests.cast import Cast
from tests.vendors.scene import Scene, join
from vendors.actions import amendments, answers, questionnaires, submissions
from vendors.actions.submissions import QuestionsChanged
from vendors.models import Amendment, Answer, Round
from vendors.questionnaire import edits

ITEM = "cloud.autoscale"


def prepared(scene: Scene, cast: Cast, words: str = "What limits scaling?") -> Amendment:
    """Begin an amendment that rewords one question."""
    begun = amendments.prepare(scene.round, by=cast.ann)
    questionnaires.edit(
        begun.version, lambda q: edits.edit_item(q, ITEM, prompt=words), "words", by=cast.ann
    )
    begun.version.refresh_from_db()
    return begun


def publish(begun: Amendment, cast: Cast, *, due_at: datetime | None = None) -> Amendment:
    seen = begun.version.digest
    return amendments.publish(begun, "It was unclear", by=cast.ann, seen=seen, due_at=due_at)


def test_publishing_moves_the_round_and_no_answer(scene: Scene, cast: Cast) -> None:
    answers.save(scene.clearwater, ITEM, {"limits": "none"}, based_on=0, by=cast.vera)
    before = Answer.objects.values().get()
    begun = prepared(scene, cast)
    assert Round.objects.get(pk=scene.round.pk).version_id == scene.round.version_id
    later = scene.round.due_at + timedelta(days=1)
    done = publish(begun, cast, due_at=later)
    now = Round.objects.select_related("version").get(pk=scene.round.pk)
    assert (now.version_id, now.due_at) == (begun.version_id, later)
    assert now.version.frozen_at is not None
    assert done.at is not None
    assert (done.number, done.due_from, done.due_to) == (1, scene.round.due_at, later)
    assert Answer.objects.values().get() == before
    told = set(Mail.objects.filter(kind="questions_amended").values_list("to", flat=True))
    assert told == {cast.vera.email, "tess@tollgate.example"}


def test_what_was_submitted_is_confirmed_without_any_draft(scene: Scene, cast: Cast) -> None:
    saved = answers.save(scene.clearwater, ITEM, {"limits": "none"}, based_on=0, by=cast.vera)
    first = submissions.submit(scene.clearwater, by=cast.vera)
    answers.save(
        scene.clearwater, ITEM, {"limits": "half a thou"}, based_on=saved.version, by=cast.vera
    )
    done = publish(prepared(scene, cast), cast)
    second = submissions.confirm(scene.clearwater, by=cast.vera, seen=done.version_id)
    assert second.number == 2
    assert second.version_id == done.version_id
    assert second.content["answers"] == first.content["answers"]
    assert second.content["confirms"] == first.reference
    assert submissions.confirm(scene.clearwater, by=cast.vera, seen=done.version_id) == second


def test_what_was_handed_in_for_a_vendor_becomes_its_own_word(scene: Scene, cast: Cast) -> None:
    tollgate = scene.tollgate
    answers.enter_for_vendor(
        tollgate, ITEM, {"limits": "none"}, based_on=0, source="Their call", by=cast.ann
    )
    first = submissions.submit_entered(tollgate, by=cast.ann)
    assert "handed_in_by" in first.content
    done = publish(prepared(scene, cast), cast)
    tess = join(tollgate, "tess@tollgate.example", "Tess Toll", "lead")
    second = submissions.confirm(tollgate, by=tess, seen=done.version_id)
    assert "handed_in_by" not in second.content
    assert second.content["answers"] == first.content["answers"]


def test_a_press_on_an_outdated_page_hands_nothing_in(scene: Scene, cast: Cast) -> None:
    answers.save(scene.clearwater, ITEM, {"limits": "none"}, based_on=0, by=cast.vera)
    done = publish(prepared(scene, cast), cast)
    with pytest.raises(QuestionsChanged):
        submissions.submit(scene.clearwater, by=cast.vera, seen=done.before_id)
    assert not scene.clearwater.submissions.exists()
    assert submissions.submit(scene.clearwater, by=cast.vera, seen=done.version_id).number == 1


def test_what_may_not_be_published(scene: Scene, cast: Cast) -> None:
    begun = amendments.prepare(scene.round, by=cast.ann)
    assert amendments.prepare(scene.round, by=cast.ann) == begun
    with pytest.raises(Refused, match="Nothing is changed"):
        publish(begun, cast)
    begun = prepared(scene, cast)
    with pytest.raises(Refused, match="Somebody changed"):
        amendments.publish(begun, "Unclear", by=cast.ann, seen="older")
    with pytest.raises(Refused, match="Say why"):
        amendments.publish(begun, " ", by=cast.ann, seen=begun.version.digest)
    with pytest.raises(Refused, match="never earlier"):
        publish(begun, cast, due_at=scene.round.due_at - timedelta(hours=1))
    with clock.moved(timedelta(days=3)), pytest.raises(Refused, match="has passed"):
        publish(begun, cast)
    assert Round.objects.get(pk=scene.round.pk).version_id == scene.round.version_id


def test_neither_a_prepared_nor_a_replaced_version_is_offered_to_copy(
    scene: Scene, cast: Cast
) -> None:
    kept = scene.round.version.questionnaire
    begun = prepared(scene, cast)
    assert questionnaires.kept_version(kept) == scene.round.version
    publish(begun, cast)
    assert questionnaires.kept_version(kept) == begun.version


def test_a_dropped_amendment_leaves_nothing(scene: Scene, cast: Cast) -> None:
    amendments.discard(prepared(scene, cast), by=cast.ann)
    assert not Amendment.objects.exists()
    assert scene.round.version.questionnaire.versions.count() == 1


def test_weights_stand_once_answers_of_a_follow_up_can_be_read(scene: Scene, cast: Cast) -> None:
    answers.save(scene.clearwater, ITEM, {"limits": "none"}, based_on=0, by=cast.vera)
    submissions.submit(scene.clearwater, by=cast.vera)
    begun = prepared(scene, cast)
    topic = scene.asked.asked_criteria()[0]
    questionnaires.edit(
        begun.version,
        lambda q: edits.with_weights(q, {topic.key: topic.weight + 1}),
        "weights",
        by=cast.ann,
    )
    begun.version.refresh_from_db()
    Round.objects.filter(pk=scene.round.pk).update(kind="improvement")
    with pytest.raises(Refused, match="read already"):
        publish(begun, cast)
    Round.objects.filter(pk=scene.round.pk).update(kind="acquisition")
    assert publish(begun, cast).number == 1
