"""A vendor takes back what it submitted, with a reason, and comes back by one press in time."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from portal import clock
from portal.access import ALLOWED, Refused
from portal.accounts.models import User
from portal.audit.models import Event
from portal.outbox.models import Mail
from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import workspace
from tests.cast import Cast
from tests.vendors.scene import Scene, build
from vendors import rules
from vendors.actions import deadlines, responses, rounds, submissions
from vendors.models import Answer, Reminder, Response, Round, Submission
from vendors.onward import Judging

WHY = "Our contract <b>fell</b> through"


def url(scene: Scene, end: str = "") -> str:
    return f"/responses/{scene.clearwater.pk}/{end}"


def text_of(client: Client, path: str) -> str:
    return " ".join(client.get(path).content.decode().split())


def fresh(scene: Scene) -> Response:
    return Response.objects.select_related("round", "vendor").get(pk=scene.clearwater.pk)


def hand_in(scene: Scene, by: User) -> Submission:
    Answer.objects.create(
        response=scene.clearwater, item_key="sla.uptime", value={"text": "SECRET WORDS"},
        by_id=by.pk, by_name="Vera",
    )  # fmt: skip
    return submissions.submit(scene.clearwater, by=by)


@pytest.fixture
def submitted(scene: Scene, cast: Cast) -> Scene:
    hand_in(scene, cast.vera)
    return scene


def test_withdrawn_by_the_lead_told_noted_and_taken_up_again(
    submitted: Scene, vera: Client, connie: Client, cast: Cast, sign_in: Callable[..., Client]
) -> None:
    last = submitted.clearwater.submissions.get()
    assert url(submitted, "withdraw/") in text_of(vera, url(submitted))
    asked = text_of(vera, url(submitted, "withdraw/"))
    assert last.reference in asked
    assert fresh(submitted).withdrawn_at is None, "looking changes nothing"
    done = vera.post(url(submitted, "withdraw/"), {"reason": WHY})
    assert done.status_code == 302
    held = fresh(submitted)
    assert held.withdrew
    assert held.withdraw_reason == WHY
    page = text_of(vera, url(submitted))
    assert "You withdrew your answers" in page
    assert "fell&lt;/b&gt; through" in page
    assert 'id="onward"' not in page
    assert "They count no more" in text_of(vera, url(submitted, "receipt/"))
    event = Event.objects.get(verb="withdrew its answers")
    assert event.detail["reference"] == last.reference
    assert event.detail["reason"] == WHY
    mails = Mail.objects.filter(kind="answers_withdrawn")
    assert {one.to for one in mails} == {
        "ann@alder.example", cast.vera.email, "connie@clearwater.example"
    }  # fmt: skip
    for mail in mails:
        assert "fell" not in mail.text + mail.subject
        assert "SECRET WORDS" not in mail.text
    assert vera.post(submitted.topic(), {}).status_code == 403
    assert connie.post(url(submitted, "again/")).status_code == 403
    assert vera.post(url(submitted, "again/")).status_code == 302
    held = fresh(submitted)
    assert (held.withdrew, held.withdrawn_at, held.withdraw_reason) == (False, None, "")
    assert "Submitted" in text_of(vera, url(submitted))
    assert Event.objects.filter(verb="answers again after withdrawing").count() == 1
    assert Mail.objects.filter(kind="answers_back").count() == 3
    assert vera.get(submitted.topic()).status_code == 200
    assert Submission.objects.get(pk=last.pk).root == last.root


def test_the_coordinator_reads_who_withdrew_and_why(
    alder: Jurisdiction, cast: Cast, sign_in: Callable[..., Client]
) -> None:
    from tests.stages import round_at

    with workspace(alder):
        staged = round_at("submitted", cast)
        responses.withdraw(staged.first, WHY, by=cast.vera)
        mail = Mail.objects.get(kind="answers_withdrawn", to=cast.ann.email)
    link = f"/evaluations/{staged.evaluation.pk}/invitations/"
    assert link in mail.text
    page = text_of(sign_in(cast.ann), link)
    assert "The vendor withdrew its answers: Our contract &lt;b&gt;fell&lt;/b&gt; through" in page
    assert "0 of 1 submitted" in page


@pytest.mark.parametrize("typed", ["", "   ", "x" * 2001, "a\0b"])
def test_without_a_reason_that_can_be_told_nothing_happens(
    submitted: Scene, vera: Client, typed: str
) -> None:
    page = vera.post(url(submitted, "withdraw/"), {"reason": typed})
    assert page.status_code == 200
    assert "error-text" in page.content.decode()
    assert not fresh(submitted).withdrew


def test_who_may_not(submitted: Scene, connie: Client, sign_in: Callable[..., Client]) -> None:
    assert connie.post(url(submitted, "withdraw/"), {"reason": WHY}).status_code == 403
    assert "withdraw/" not in text_of(connie, url(submitted))
    assert not fresh(submitted).withdrew


def test_without_the_rule_a_contributor_would_withdraw_for_all(
    submitted: Scene, connie: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin with the guard off."""
    monkeypatch.setattr(rules, "may_withdraw", lambda *who, **how: ALLOWED)
    assert connie.post(url(submitted, "withdraw/"), {"reason": WHY}).status_code == 302
    assert fresh(submitted).withdrew


def test_before_anything_is_in_there_is_nothing_to_withdraw(scene: Scene, vera: Client) -> None:
    assert vera.get(url(scene, "withdraw/")).status_code == 403
    assert url(scene, "decline/") in text_of(vera, url(scene))


def test_who_submitted_can_not_decline_and_go_on_counting(submitted: Scene, cast: Cast) -> None:
    with pytest.raises(Refused, match="Withdraw them instead"):
        responses.decline(submitted.clearwater, "No", by=cast.vera)
    assert fresh(submitted).declined_at is None


def test_after_the_date_and_while_reviewers_read_it_is_too_late(
    submitted: Scene,
    vera: Client,
    cast: Cast,
    past_due_page: Callable[[], AbstractContextManager[None]],
) -> None:
    with past_due_page(), pytest.raises(Refused, match="date on which answers were due"):
        responses.withdraw(submitted.clearwater, WHY, by=cast.vera)
    rounds.tell_stage(submitted.round, Judging.SCORED)
    assert "withdraw/" not in text_of(vera, url(submitted))
    with pytest.raises(Refused, match="reading your answers already"):
        responses.withdraw(submitted.clearwater, WHY, by=cast.vera)


def test_its_own_later_date_does_not_let_a_vendor_back_in_once_others_are_read(
    submitted: Scene,
    vera: Client,
    cast: Cast,
    past_due_page: Callable[[], AbstractContextManager[None]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    later = clock.now() + timedelta(days=9)
    deadlines.extend(submitted.round, later, "Snow", response=submitted.clearwater, by=cast.ann)
    with past_due_page():
        responses.withdraw(fresh(submitted), WHY, by=cast.vera)
        own_dates = list(
            submitted.round.responses.filter(withdrawn_at=None).values_list("due_at", flat=True)
        )
        held = Round.objects.get(pk=submitted.round.pk)
        assert rules.is_closed(held, own_dates, at=clock.now()), "others can be read by now"
        with pytest.raises(Refused, match="has passed"):
            responses.answer_again(fresh(submitted), by=cast.vera)
        # The twin with the guard off: it would write on while others' answers are open.
        monkeypatch.setattr(rules, "may_answer_again", lambda *who, **how: ALLOWED)
        responses.answer_again(fresh(submitted), by=cast.vera)
        assert rules.may_write(fresh(submitted), at=clock.now())


def test_whom_the_jurisdiction_stopped_asking_does_not_come_back_by_itself(
    submitted: Scene, vera: Client, cast: Cast
) -> None:
    from vendors.actions import invitations

    invitations.withdraw_vendor(submitted.clearwater, "Not eligible", by=cast.ann)
    assert vera.post(url(submitted, "again/")).status_code == 403
    assert fresh(submitted).withdrawn_at
    assert "You withdrew" not in text_of(vera, url(submitted))
    with pytest.raises(Refused, match="invitation was withdrawn"):
        responses.withdraw(submitted.clearwater, WHY, by=cast.vera)


def test_asked_anew_by_the_coordinator_nothing_of_it_is_left(submitted: Scene, cast: Cast) -> None:
    responses.withdraw(submitted.clearwater, WHY, by=cast.vera)
    held = fresh(submitted)
    rounds.add_vendor(held.round, held.vendor, email="", by=cast.ann)
    held = fresh(submitted)
    assert (held.withdrew, held.withdrawn_at) == (False, None)


def test_the_table_takes_no_withdrawal_without_its_reason(submitted: Scene) -> None:
    row = Response.objects.filter(pk=submitted.clearwater.pk)
    for fields in ({"withdrew": True}, {"withdrew": True, "withdrawn_at": clock.now()}):
        with pytest.raises(IntegrityError), transaction.atomic():
            row.update(**fields)


def test_reminders_are_planned_again(submitted: Scene, cast: Cast) -> None:
    responses.withdraw(submitted.clearwater, WHY, by=cast.vera)
    Reminder.objects.filter(response=submitted.clearwater).delete()
    responses.answer_again(fresh(submitted), by=cast.vera)
    assert Reminder.objects.filter(response=submitted.clearwater).exists()


def test_withdrawing_and_submitting_at_once_leaves_one_of_the_two(grove: Jurisdiction) -> None:
    """Both take the round's row: what is submitted after the withdrawal is refused."""
    names = ("Ann", "Ben", "Cy", "Olive", "Vera", "Mallory")
    people = Cast(*[User.objects.known_as(f"{n.lower()}@grove.example", n) for n in names])
    with workspace(grove):
        scene = build(people)
        hand_in(scene, people.vera)
    barrier = Barrier(2)

    def run(act: Callable[[], Any]) -> Any:
        try:
            with workspace(grove):
                barrier.wait(timeout=20)
                return act()
        except Refused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        left = pool.submit(run, lambda: responses.withdraw(scene.clearwater, WHY, by=people.vera))
        sent = pool.submit(run, lambda: submissions.submit(scene.clearwater, by=people.vera))
        assert left.result() is None
        outcome = sent.result()
    with workspace(grove):
        held = fresh(scene)
        assert held.withdrew
        event = Event.objects.get(verb="withdrew its answers")
        last = held.submissions.first()
        assert last is not None
        # Whichever came first: the withdrawal names the last submission there ever was.
        assert event.detail["reference"] == last.reference
        assert isinstance(outcome, Refused) == (last.number == 1)
