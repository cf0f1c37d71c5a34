"""One second late is refused, and what stood then is kept as it was: sealed, once, for good."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from evaluations.models import Evaluation
from portal import clock
from portal.access import Refused
from portal.audit.models import Event
from portal.digests import Sealed, verify
from portal.outbox.models import Mail
from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import workspace
from tests.cast import Cast
from tests.vendors.actions.test_races import ITEM, people, stage, together
from tests.vendors.scene import Scene, join
from vendors.actions import answers, deadlines, submissions
from vendors.actions.submissions import submit_or_keep
from vendors.models import Answer, LateDraft, Response, Round, Submission

__all__ = ["people", "stage"]

SECRET = "half a thousand at most"


def late(scene: Scene, cast: Cast, by: timedelta = timedelta(seconds=1)) -> LateDraft:
    """Vera presses Submit that long after the date."""
    due = Round.objects.get(pk=scene.round.pk).due_at
    assert due is not None
    with clock.moved(due - clock.now() + by):
        made = submit_or_keep(scene.clearwater, by=cast.vera)
    assert isinstance(made, LateDraft)
    return made


@pytest.fixture
def answered(scene: Scene, cast: Cast) -> Answer:
    return answers.save(scene.clearwater, ITEM, {"limits": SECRET}, based_on=0, by=cast.vera)


def test_one_second_late_is_kept_with_both_instants_and_a_fingerprint(
    scene: Scene, cast: Cast, answered: Answer
) -> None:
    made = late(scene, cast)
    due = scene.round.due_at
    assert due is not None
    assert made.due_at == due
    assert timedelta(seconds=1) <= made.tried_at - due < timedelta(seconds=2)
    assert made.late_by == "1 second"
    assert made.content["answers"][ITEM]["value"] == {"limits": SECRET}
    assert verify(made.content, Sealed.from_dict({"root": made.root, "leaves": made.leaves})) == ()
    assert not Submission.objects.exists()
    event = Event.objects.get(verb="tried to submit after the date and was refused")
    assert event.detail == {
        "vendor": str(scene.clearwater.pk),
        "due": due.isoformat(),
        "tried": made.tried_at.isoformat(),
        "fingerprint": made.root,
    }
    mails = {one.kind: one for one in Mail.objects.filter(subject_key=f"late:{made.pk}")}
    assert (mails["late_kept"].to, mails["late_tried"].to) == (cast.vera.email, cast.ann.email)
    assert made.root in mails["late_kept"].text
    for mail in mails.values():
        assert SECRET not in mail.text
        assert due.astimezone().strftime(":%S") in mail.text


def test_a_moment_before_the_date_is_in_time(scene: Scene, cast: Cast, answered: Answer) -> None:
    """The twin: the same press is a submission while the date lies ahead."""
    assert isinstance(submit_or_keep(scene.clearwater, by=cast.vera), Submission)
    assert not LateDraft.objects.exists()


def test_pressing_again_changes_nothing(scene: Scene, cast: Cast, answered: Answer) -> None:
    first = late(scene, cast)
    told = Mail.objects.count()
    # Whatever else would write past the rules: what was kept is what was there at the first press.
    Answer.objects.filter(pk=answered.pk).update(value={"limits": "more"})
    again = late(scene, cast, timedelta(hours=1))
    assert (again.pk, again.tried_at, again.root) == (first.pk, first.tried_at, first.root)
    assert again.content["answers"][ITEM]["value"] == {"limits": SECRET}
    assert Mail.objects.count() == told
    assert Event.objects.filter(verb__startswith="tried to submit").count() == 1


def test_nothing_is_edited_after_it(scene: Scene, cast: Cast, answered: Answer) -> None:
    late(scene, cast)
    with clock.moved(timedelta(days=2, hours=1)), pytest.raises(Refused, match="has passed"):
        answers.save(scene.clearwater, ITEM, {"limits": "more"}, based_on=1, by=cast.vera)
    for sql in (
        "UPDATE vendors_latedraft SET content = '{}'",
        "UPDATE vendors_latedraft SET tried_at = due_at",
        "DELETE FROM vendors_latedraft",
    ):
        with (
            pytest.raises(IntegrityError, match="stand as they were written"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(sql)


def test_who_may_press_and_when_it_says_why_not(scene: Scene, cast: Cast) -> None:
    with pytest.raises(Refused, match="Nothing has been answered"):
        late(scene, cast)
    answers.save(scene.clearwater, ITEM, {"limits": "a"}, based_on=0, by=cast.vera)
    connie = join(scene.clearwater, "connie@clearwater.example", "Connie Lee")
    with clock.moved(timedelta(days=2, hours=1)):
        with pytest.raises(Refused, match="Only the lead"):
            submit_or_keep(scene.clearwater, by=connie)
        with pytest.raises(Refused, match="not on this response"):
            submit_or_keep(scene.clearwater, by=cast.mallory)
        Response.objects.filter(pk=scene.clearwater.pk).update(withdrawn_at=clock.now())
        with pytest.raises(Refused, match="withdrawn"):
            submit_or_keep(scene.clearwater, by=cast.vera)
    assert not LateDraft.objects.exists()


def test_what_was_submitted_in_time_stands_where_nothing_changed(
    scene: Scene, cast: Cast, answered: Answer
) -> None:
    first = submissions.submit(scene.clearwater, by=cast.vera)
    with pytest.raises(Refused, match=f"submitted {first.reference}, so that stands"):
        late(scene, cast)
    answers.save(scene.clearwater, ITEM, {"limits": "b"}, based_on=1, by=cast.vera)
    assert late(scene, cast).content["answers"][ITEM]["value"] == {"limits": "b"}


def test_more_time_lets_the_vendor_submit_and_a_later_date_is_another_one(
    scene: Scene, cast: Cast, answered: Answer
) -> None:
    due = scene.round.due_at
    assert due is not None
    deadlines.extend(
        scene.round, due + timedelta(days=2), "Why", response=scene.tollgate, by=cast.ann
    )
    first = late(scene, cast)
    with clock.moved(timedelta(days=2, hours=1)):
        deadlines.extend(
            scene.round, due + timedelta(days=1), "Why", response=scene.clearwater, by=cast.ann
        )
        assert isinstance(submit_or_keep(scene.clearwater, by=cast.vera), Submission)
        answers.save(scene.clearwater, ITEM, {"limits": "b"}, based_on=1, by=cast.vera)
    with clock.moved(timedelta(days=3, hours=1)):
        second = submit_or_keep(scene.clearwater, by=cast.vera)
    assert isinstance(second, LateDraft)
    assert (second.due_at, second.pk == first.pk) == (due + timedelta(days=1), False)


def test_nobody_at_the_jurisdiction_reads_it(
    scene: Scene, cast: Cast, answered: Answer, sign_in: Any
) -> None:
    evaluation = Evaluation.objects.create(round=scene.round)
    made = late(scene, cast)
    ann = sign_in(cast.ann)
    with clock.moved(timedelta(days=2, hours=1)):
        for url in (
            f"/evaluations/{evaluation.pk}/",
            f"/evaluations/{evaluation.pk}/late/",
            "/activity/",
        ):
            with CaptureQueriesContext(connection) as seen:
                page = ann.get(url)
            assert page.status_code == 200
            assert SECRET not in page.content.decode()
            asked = [one["sql"] for one in seen if "vendors_latedraft" in one["sql"]]
            assert not any('"content"' in sql or '"leaves"' in sql for sql in asked), url
        shown = ann.get(f"/evaluations/{evaluation.pk}/late/").content.decode()
        assert made.root in shown
        assert "Clearwater, 1 second late" in shown
    assert SECRET not in json.dumps(list(Event.objects.values_list("detail", flat=True)))


def test_presses_around_the_date_end_on_one_side_each(
    grove: Jurisdiction, stage: Scene, people: Cast
) -> None:
    """Before it each is a submission, after it there is one late draft, whoever presses."""
    with workspace(grove):
        answers.save(stage.clearwater, ITEM, {"limits": "a"}, based_on=0, by=people.vera)
        due = clock.now() + timedelta(milliseconds=300)
        Round.objects.filter(pk=stage.round.pk).update(due_at=due)

    def presses() -> list[Any]:
        made: list[Any] = []
        while clock.now() < due + timedelta(milliseconds=150):
            try:
                made.append(submit_or_keep(stage.clearwater, by=people.vera))
            except Refused:
                made.append(None)
        return made

    outcomes = together(grove, presses, presses, presses)
    with workspace(grove):
        assert all(at < due for at in Submission.objects.values_list("at", flat=True))
        # What is unchanged since the last submission is no late draft; where none was in, it is one.
        assert Submission.objects.exists() or LateDraft.objects.count() == 1
        assert all(one.tried_at >= due for one in LateDraft.objects.all())
    assert not any(isinstance(one, Refused) for one in outcomes)


def test_late_presses_at_once_keep_one_draft(
    grove: Jurisdiction, stage: Scene, people: Cast
) -> None:
    with workspace(grove):
        answers.save(stage.clearwater, ITEM, {"limits": "a"}, based_on=0, by=people.vera)
        now = clock.now()
        Round.objects.filter(pk=stage.round.pk).update(
            opened_at=now - timedelta(days=1), due_at=now - timedelta(seconds=1)
        )
    outcomes = together(
        grove, *[lambda who=who: submit_or_keep(stage.clearwater, by=who)  # type: ignore[misc]
                 for who in (people.vera, people.ben, people.vera, people.ben)]
    )  # fmt: skip
    assert {type(one) for one in outcomes} == {LateDraft}
    with workspace(grove):
        assert LateDraft.objects.count() == 1
        assert Event.objects.filter(verb__startswith="tried to submit").count() == 1


def test_an_extension_and_a_late_press_at_once(
    grove: Jurisdiction, stage: Scene, people: Cast
) -> None:
    """Whichever is first under the row's lock: refused by the old date, or in time by the new one."""
    with workspace(grove):
        answers.save(stage.clearwater, ITEM, {"limits": "a"}, based_on=0, by=people.vera)
        now = clock.now()
        deadlines.extend(
            stage.round, now + timedelta(days=9), "Why", response=stage.tollgate, by=people.ann
        )
        Round.objects.filter(pk=stage.round.pk).update(
            opened_at=now - timedelta(days=1), due_at=now - timedelta(seconds=1)
        )
    pressed, given = together(
        grove,
        lambda: submit_or_keep(stage.clearwater, by=people.vera),
        lambda: deadlines.extend(
            stage.round, now + timedelta(days=1), "Why", response=stage.clearwater, by=people.ann
        ),
    )
    assert not isinstance(given, Refused)
    with workspace(grove):
        kinds = (Submission.objects.count(), LateDraft.objects.count())
        assert kinds == ((1, 0) if isinstance(pressed, Submission) else (0, 1))
