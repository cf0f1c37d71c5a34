"""One topic opens again for one vendor and a time; all else stays closed and as it was."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from portal import clock
from portal.access import Refused, Verdict
from portal.accounts.models import User
from portal.audit.models import Event
from portal.digests import words_digest
from portal.outbox.models import Mail
from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import workspace
from tests.cast import Cast
from tests.vendors.actions.test_races import people, stage, together
from tests.vendors.scene import Scene, join
from vendors import rules
from vendors.actions import answers, evidence, prices, reopenings, submissions
from vendors.actions.answers import Draft
from vendors.models import Answer, Kind, Reopening, Response, Round, Submission
from vendors.pricing import Offer

__all__ = ["people", "stage"]

TOPIC, ITEM = "cloud.elasticity", "cloud.autoscale"
OTHER = "sla.uptime"
ASKED = "Which limits hold at night?"
LATER, SOON = timedelta(days=3), timedelta(days=2)


@pytest.fixture
def closed(scene: Scene, cast: Cast) -> Iterator[Scene]:
    """Vera submitted two answers with a file each, went on writing, and answers are closed."""
    for key, words in ((ITEM, "Ten at once."), (OTHER, "99.9 percent.")):
        answers.save(scene.clearwater, key, {"limits": words}, based_on=0, by=cast.vera)
        attach(scene, f"{key}.png", key, cast.vera)
    submissions.submit(scene.clearwater, by=cast.vera)
    answers.save(scene.clearwater, OTHER, {"limits": "Never mind."}, based_on=1, by=cast.vera)
    with clock.moved(LATER):
        yield scene


PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


def attach(scene: Scene, name: str, key: str, by: User) -> Any:
    content = PNG + name.encode()
    return evidence.attach(
        scene.clearwater, BytesIO(content), name=name, size=len(content), item_key=key, by=by
    )


def asked(scene: Scene, cast: Cast, key: str = TOPIC) -> Reopening:
    return reopenings.ask(scene.clearwater, key, ASKED, clock.now() + SOON, by=cast.ann)


def test_only_the_topic_changes_and_what_was_first_submitted_stays(
    closed: Scene, cast: Cast
) -> None:
    first = Submission.objects.get()
    made = asked(closed, cast)
    assert made.before == first
    answers.save(closed.clearwater, ITEM, {"limits": "Ninety."}, based_on=1, by=cast.vera)
    attach(closed, "night.png", ITEM, cast.vera)
    second = reopenings.hand_in(made, by=cast.vera)
    assert second.number == 2
    assert second.content["answers"][ITEM]["value"] == {"limits": "Ninety."}
    # What was typed elsewhere and never submitted is not in it.
    assert second.content["answers"][OTHER] == first.content["answers"][OTHER]
    names = [one["name"] for one in second.content["evidence"]]
    assert names == [f"{ITEM}.png", f"{OTHER}.png", "night.png"]
    assert second.content["answers_again"] == {"topic": TOPIC, "before": first.reference}
    first.refresh_from_db()
    assert first.content["answers"][ITEM]["value"] == {"limits": "Ten at once."}
    # It is closed again with that, and a second click changes nothing.
    assert reopenings.hand_in(made, by=cast.vera) == second
    with pytest.raises(Refused, match="has passed"):
        answers.save(closed.clearwater, ITEM, {"limits": "More."}, based_on=2, by=cast.vera)


def test_people_are_told_without_words_of_answers_and_the_record_knows(
    closed: Scene, cast: Cast
) -> None:
    Mail.objects.all().delete()
    made = asked(closed, cast)
    (mail,) = Mail.objects.filter(kind="topic_reopened")
    assert mail.to == cast.vera.email
    assert ASKED not in mail.text
    event = Event.objects.get(verb="asked a vendor about one topic again")
    assert event.detail["question_fingerprint"] == words_digest(ASKED)
    assert event.detail["until"] == made.until.isoformat()
    second = reopenings.hand_in(made, by=cast.vera)
    (mail,) = Mail.objects.filter(kind="topic_answered_again")
    assert mail.to == cast.ann.email
    assert "Ten at once" not in mail.text
    assert Mail.objects.get(kind="submission_receipt").to == cast.vera.email
    event = Event.objects.get(verb="submitted one topic again")
    assert event.detail["reference"] == second.reference
    assert event.detail["fingerprint"] == second.root


def acts(closed: Scene, cast: Cast, key: str, files: dict[str, Any]) -> list[Callable[[], Any]]:
    """Every act by which a vendor's person writes an answer or a file of one question."""
    response, by = closed.clearwater, cast.vera
    version = Answer.objects.get(response=response, item_key=key).version
    file = files[key]
    return [
        lambda: answers.save(response, key, {"limits": "x"}, based_on=version, by=by),
        lambda: answers.save_all(response, [Draft(key, {"limits": "y"}, version + 1)], by=by),
        lambda: answers.restore(response, key, 1, based_on=version + 2, by=by),
        lambda: attach(closed, f"new {key}.png", key, by),
        lambda: evidence.describe(
            file, key, title="New", kind="audit", speaks_of=None, page=2,
            confidential_reason="", based_on=1, by=by,
        ),
        lambda: evidence.remove(file, key, by=by),
        lambda: evidence.bring_back(file, key, by=by),
        lambda: evidence.use_again(file, key, by=by, page=4),
    ]  # fmt: skip


def test_every_act_asks_the_same_gate(
    closed: Scene, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    response = closed.clearwater
    files = {one.links.get().item_key: one for one in response.evidence.all()}
    for act in acts(closed, cast, ITEM, files):
        with pytest.raises(Refused, match="has passed"):
            act()
    asked(closed, cast)
    for act in acts(closed, cast, OTHER, files):
        with pytest.raises(Refused, match="Only the topic"):
            act()
    for key in ("confirm", "keep_own", "use_noted"):
        how = {"based_on": 1} if key == "confirm" else {"noted": 1}
        with pytest.raises(Refused, match="Only the topic"):
            getattr(answers, key)(response, OTHER, **how, by=cast.vera)
    # One save for two topics writes neither.
    both = [Draft(ITEM, {"limits": "z"}, 1), Draft(OTHER, {"limits": "z"}, 2)]
    with pytest.raises(Refused, match="Only the topic"):
        answers.save_all(response, both, by=cast.vera)
    for act in acts(closed, cast, ITEM, files):
        act()
    # The twin: without the gate all of the response could be written after closing.
    monkeypatch.setattr(rules, "may_edit_again", lambda *_, **__: Verdict())
    for act in acts(closed, cast, OTHER, files):
        act()


def test_what_is_no_topic_stays_closed(closed: Scene, cast: Cast) -> None:
    asked(closed, cast)
    with pytest.raises(Refused, match="has passed"):
        submissions.submit(closed.clearwater, by=cast.vera)
    Round.objects.filter(pk=closed.round.pk).update(asks_price=True)
    with pytest.raises(Refused, match="has passed"):
        prices.hand_in(closed.clearwater, Offer("USD", ()), after=0, by=cast.vera)
    with pytest.raises(Refused, match="has passed"):
        answers.enter_for_vendor(
            closed.clearwater, ITEM, {"limits": "x"}, based_on=0, source="Call", by=cast.ann
        )
    # Nobody else's response opens with it.
    tess = join(closed.tollgate, "tess@tollgate.example", "Tess", "lead")
    with pytest.raises(Refused, match="has passed"):
        answers.save(closed.tollgate, ITEM, {"limits": "x"}, based_on=0, by=tess)


def test_a_file_that_proves_a_closed_topic_too_is_not_described_anew(
    closed: Scene, cast: Cast
) -> None:
    asked(closed, cast)
    shared = closed.clearwater.evidence.get(links__item_key=OTHER)
    evidence.use_again(shared, ITEM, by=cast.vera, page=3)
    with pytest.raises(Refused, match="Only the topic"):
        evidence.describe(
            shared, ITEM, title="x", kind="audit", speaks_of=None, page=1,
            confidential_reason="", based_on=1, by=cast.vera,
        )  # fmt: skip


def test_only_a_lead_of_this_response_hands_in(closed: Scene, cast: Cast) -> None:
    made = asked(closed, cast)
    helper = join(closed.clearwater, "helper@clearwater.example", "Hedda")
    answers.save(closed.clearwater, ITEM, {"limits": "Ninety."}, based_on=1, by=helper)
    with pytest.raises(Refused, match="Only the lead"):
        reopenings.hand_in(made, by=helper)
    with pytest.raises(Refused, match="not on this response"):
        reopenings.hand_in(made, by=cast.mallory)
    with pytest.raises(Refused, match="not on this response"):
        answers.save(closed.clearwater, ITEM, {"limits": "x"}, based_on=2, by=cast.mallory)
    assert Submission.objects.count() == 1


def test_when_the_time_is_over_what_was_submitted_stands(closed: Scene, cast: Cast) -> None:
    made = asked(closed, cast)
    answers.save(closed.clearwater, ITEM, {"limits": "Ninety."}, based_on=1, by=cast.vera)
    with clock.moved(LATER + SOON + timedelta(seconds=1)):
        with pytest.raises(Refused, match="closed again"):
            reopenings.hand_in(made, by=cast.vera)
        with pytest.raises(Refused, match="has passed"):
            answers.save(closed.clearwater, ITEM, {"limits": "x"}, based_on=2, by=cast.vera)
        with pytest.raises(Refused, match="closed already"):
            reopenings.stop(made, by=cast.ann)
    assert Submission.objects.count() == 1
    assert Answer.objects.get(item_key=ITEM).value == {"limits": "Ninety."}


def test_a_coordinator_closes_it_before_its_time(closed: Scene, cast: Cast) -> None:
    made = asked(closed, cast)
    reopenings.stop(made, by=cast.ann)
    reopenings.stop(made, by=cast.ann)
    assert Event.objects.filter(verb="closed a topic again before its time").count() == 1
    assert Mail.objects.get(kind="topic_closed_again").to == cast.vera.email
    with pytest.raises(Refused, match="closed again"):
        reopenings.hand_in(made, by=cast.vera)
    # Asked once more, the older one stays closed while the topic is open.
    again = asked(closed, cast)
    with pytest.raises(Refused, match="closed again"):
        reopenings.hand_in(made, by=cast.vera)
    reopenings.hand_in(again, by=cast.vera)
    with pytest.raises(Refused, match="has answered"):
        reopenings.stop(again, by=cast.ann)


def test_when_a_topic_can_be_opened(closed: Scene, cast: Cast) -> None:
    response, until = closed.clearwater, clock.now() + SOON
    with pytest.raises(Refused, match="not submitted anything"):
        reopenings.ask(closed.tollgate, TOPIC, ASKED, until, by=cast.ann)
    for words in (" \n ", "x" * 4_001):
        with pytest.raises(Refused, match="Write a question"):
            reopenings.ask(response, TOPIC, words, until, by=cast.ann)
    with pytest.raises(Refused, match="is not asked"):
        reopenings.ask(response, "no.such", ASKED, until, by=cast.ann)
    with pytest.raises(Refused, match="has passed"):
        reopenings.ask(response, TOPIC, ASKED, clock.now(), by=cast.ann)
    made = reopenings.ask(response, TOPIC, ASKED, until, by=cast.ann)
    assert reopenings.ask(response, TOPIC, ASKED, until, by=cast.ann) == made
    with pytest.raises(Refused, match="can still answer"):
        reopenings.ask(response, TOPIC, "Another?", until, by=cast.ann)
    Response.objects.filter(pk=response.pk).update(withdrawn_at=clock.now())
    with pytest.raises(Refused, match="withdrawn"):
        reopenings.hand_in(made, by=cast.vera)
    with pytest.raises(Refused, match="withdrawn"):
        answers.save(response, ITEM, {"limits": "x"}, based_on=1, by=cast.vera)


def test_no_topic_opens_before_closing(scene: Scene, cast: Cast) -> None:
    answers.save(scene.clearwater, ITEM, {"limits": "x"}, based_on=0, by=cast.vera)
    submissions.submit(scene.clearwater, by=cast.vera)
    with pytest.raises(Refused, match="sealed until"):
        reopenings.ask(scene.clearwater, TOPIC, ASKED, clock.now() + SOON, by=cast.ann)
    # A provider's answers can be read at once, and changed until the date all the same.
    Round.objects.filter(pk=scene.round.pk).update(kind=Kind.IMPROVEMENT)
    with pytest.raises(Refused, match="not closed yet"):
        reopenings.ask(scene.clearwater, TOPIC, ASKED, clock.now() + SOON, by=cast.ann)


def test_two_clicks_at_once_hand_in_once(grove: Jurisdiction, stage: Scene, people: Cast) -> None:
    made = race(grove, stage, people)
    outcomes = together(grove, *[lambda: reopenings.hand_in(made, by=people.vera)] * 4)
    assert len({one.pk for one in outcomes if isinstance(one, Submission)}) == 1
    with workspace(grove):
        assert Submission.objects.count() == 2


def test_handing_in_and_closing_never_pass_each_other(
    grove: Jurisdiction, stage: Scene, people: Cast
) -> None:
    """Whichever comes first stands, and the other is refused."""
    made = race(grove, stage, people)
    outcomes = together(
        grove,
        lambda: reopenings.hand_in(made, by=people.vera),
        lambda: reopenings.stop(made, by=people.ann),
    )
    assert sum(isinstance(one, Refused) for one in outcomes) == 1
    with workspace(grove):
        found = Reopening.objects.get()
        assert (found.stopped_at is None) != (found.submission_id is None)
        # The twin: whoever got past the lock would be refused by the table.
        with pytest.raises(IntegrityError), transaction.atomic():
            Reopening.objects.update(stopped_at=clock.now(), submission=Submission.objects.last())


def test_handing_in_while_the_time_runs_out(
    grove: Jurisdiction, stage: Scene, people: Cast
) -> None:
    """What waited for the round's row until after the time is refused by the clock at that instant."""
    made = race(grove, stage, people)
    with workspace(grove):
        soon = clock.now() + timedelta(milliseconds=400)
        Reopening.objects.filter(pk=made.pk).update(until=soon)

    def hold() -> None:
        with transaction.atomic():
            submissions.held(stage.clearwater)
            while clock.now() <= soon:
                pass

    outcomes = together(grove, hold, lambda: hand_in_at(soon, made, people))
    with workspace(grove):
        handed_in = Submission.objects.filter(number=2).first()
        assert (handed_in is None) == any(isinstance(one, Refused) for one in outcomes)
        assert handed_in is None or handed_in.at < soon


def hand_in_at(soon: Any, made: Reopening, people: Cast) -> Submission:
    """Press shortly before the end, while somebody may hold the round."""
    while clock.now() < soon - timedelta(milliseconds=200):
        pass
    return reopenings.hand_in(made, by=people.vera)


def race(grove: Jurisdiction, stage: Scene, people: Cast) -> Reopening:
    """A topic that is open again, on everybody's clock."""
    with workspace(grove):
        answers.save(stage.clearwater, ITEM, {"limits": "a"}, based_on=0, by=people.vera)
        submissions.submit(stage.clearwater, by=people.vera)
        past = clock.now() - timedelta(minutes=1)
        rows = Round.objects.filter(pk=stage.round.pk)
        rows.update(opened_at=past - timedelta(days=1), due_at=past)
        return reopenings.ask(stage.clearwater, TOPIC, ASKED, clock.now() + SOON, by=people.ann)
