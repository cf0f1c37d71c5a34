"""A coordinator amends, vendors read what changed, and a lead confirms."""

from collections.abc import Callable
from typing import Any

from django.test import Client

from evaluations.models import Evaluation
from portal.tenancy.models import Jurisdiction
from tests.cast import Cast
from tests.stages import round_at
from vendors.actions import amendments, questionnaires
from vendors.models import Amendment, Answer, Response
from vendors.questionnaire import edits

WORDS = "Which limits does scaling have?"
ITEM = "cloud.autoscale"


def reword(evaluation: Evaluation, cast: Cast) -> Amendment:
    begun = amendments.prepare(evaluation.round, by=cast.ann)
    questionnaires.edit(
        begun.version, lambda q: edits.edit_item(q, ITEM, prompt=WORDS), "words", by=cast.ann
    )
    return begun


def pressed(response: Response) -> dict[str, str]:
    last = response.submissions.order_by("-number").values_list("number", flat=True)[0]
    return {"confirmed": "on", "after": str(last)}


def test_from_the_coordinator_to_the_confirmed_answers(
    in_alder: Jurisdiction, cast: Cast, sign_in: Callable[..., Client]
) -> None:
    staged = round_at("submitted", cast)
    ann, vera = sign_in(cast.ann), sign_in(cast.vera)
    base = f"/evaluations/{staged.evaluation.pk}/amendments/"
    own = f"/responses/{staged.first.pk}/"
    check = vera.get(own + "check/").content.decode()
    seen = staged.evaluation.round.version_id
    assert f'name="seen" value="{seen}"' in check

    assert ann.post(base + "begin/").status_code == 302
    begun = reword(staged.evaluation, cast)
    assert WORDS in ann.get(base).content.decode()
    assert "Amendment 1" not in vera.get(own).content.decode()

    digest = Amendment.objects.get().version.digest
    empty = ann.post(base + "publish/", {"reason": "", "seen": digest})
    assert b"Say why the questions change" in empty.content
    done = ann.post(base + "publish/", {"reason": "It was unclear", "seen": digest})
    assert done.status_code == 302
    assert "Clearwater Scheduling" in ann.get(base).content.decode()

    overview = vera.get(own).content.decode()
    assert "before amendment 1" in overview
    assert "It was unclear" in overview
    changed = vera.get(own + "amendments/").content.decode()
    assert "<ins" in changed
    assert "<del" in changed
    assert "Confirm my answers as they stand" in changed
    completed = Answer.objects.filter(response=staged.first, item_key=ITEM, ready="ready").exists()
    assert ("To look at again" in changed) == completed

    late = vera.post(own + "check/", {**pressed(staged.first), "seen": str(seen)})
    assert late.status_code == 409
    assert b"The questions changed meanwhile" in late.content
    assert staged.first.submissions.count() == 1

    outdated: Any = vera.post(own + "amendments/", {"seen": str(seen)})
    assert outdated.status_code == 409
    assert vera.post(own + "amendments/", {"seen": str(begun.version_id)}).status_code == 302
    assert staged.first.submissions.count() == 2
    assert "before amendment 1" not in vera.get(own).content.decode()
    assert "not confirmed since" not in ann.get(base).content.decode()


def test_a_completed_answer_is_looked_at_again(
    in_alder: Jurisdiction, cast: Cast, sign_in: Callable[..., Client]
) -> None:
    staged = round_at("submitted", cast)
    vera, own = sign_in(cast.vera), f"/responses/{staged.first.pk}/"
    topic = own + "topics/cloud.elasticity/"
    assert "Question changed" not in vera.get(own).content.decode()
    begun = reword(staged.evaluation, cast)
    begun.version.refresh_from_db()
    amendments.publish(begun, "It was unclear", by=cast.ann, seen=begun.version.digest)
    assert "Question changed" in vera.get(own).content.decode()
    assert "after you had completed your answer" in vera.get(topic).content.decode()
    before = Answer.objects.get(response=staged.first, item_key=ITEM)
    pressed = vera.post(topic, {"_stands": ITEM, f"{ITEM}:_version": str(before.version)})
    assert pressed.status_code == 302
    after = Answer.objects.get(pk=before.pk)
    assert (after.version, after.value) == (before.version + 1, before.value)
    assert "Question changed" not in vera.get(own).content.decode()
    assert "after you had completed your answer" not in vera.get(topic).content.decode()


def test_a_dropped_amendment_is_gone(
    in_alder: Jurisdiction, cast: Cast, sign_in: Callable[..., Client]
) -> None:
    staged = round_at("open", cast)
    reword(staged.evaluation, cast)
    ann = sign_in(cast.ann)
    assert ann.post(f"/evaluations/{staged.evaluation.pk}/amendments/drop/").status_code == 302
    assert not Amendment.objects.exists()
    publish = ann.get(f"/evaluations/{staged.evaluation.pk}/amendments/publish/")
    assert publish.status_code == 404
