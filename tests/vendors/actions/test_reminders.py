"""Reminders 7, 3 and 1 days and 2 hours before answers are due: once each, and only where they are wanted."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction

from portal import clock
from portal.audit.models import Event
from portal.jobs import actions as jobs
from portal.jobs.models import Job, JobState
from portal.outbox.models import Mail
from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import workspace
from tests.cast import Cast
from tests.vendors.actions.test_races import people, stage
from tests.vendors.scene import Scene, join
from vendors.actions import (
    amendments,
    answers,
    deadlines,
    invitations,
    questionnaires,
    reminders,
    rounds,
    submissions,
)
from vendors.actions import responses as said
from vendors.models import Reminder, ReminderEnd, Response, Round, Vendor
from vendors.questionnaire import edits

__all__ = ["people", "stage"]

ITEM = "cloud.autoscale"
MARKS = [("7 days", 7 * 24), ("3 days", 3 * 24), ("1 day", 24), ("2 hours", 2)]


@pytest.fixture
def ahead(scene: Scene) -> Scene:
    """Answers are due in thirty days, which no change of clocks is near enough to matter for."""
    Round.objects.filter(pk=scene.round.pk).update(due_at=clock.now() + timedelta(days=30))
    reminders.plan(scene.round)
    return scene


def before_due(scene: Scene, hours: float) -> timedelta:
    """How far to move the clock so that it is this long before the date."""
    due = Round.objects.get(pk=scene.round.pk).due_at
    assert due is not None
    return due - timedelta(hours=hours) - clock.now()


def sweep_and_do() -> None:
    """What the worker does: every reminder job whose time has come."""
    for job in Job.objects.filter(
        kind=reminders.JOB, state=JobState.QUEUED, due_at__lte=clock.now()
    ):
        jobs.perform(str(job.pk))


def reminded(to: str) -> int:
    return Mail.objects.filter(to=to, kind="vendor_reminded").count()


def test_each_goes_out_once_at_its_time(ahead: Scene, cast: Cast) -> None:
    for number, (_mark, hours) in enumerate(MARKS, start=1):
        with clock.moved(before_due(ahead, hours + 1.2)):
            sweep_and_do()
            assert reminded(cast.vera.email) == number - 1
        with clock.moved(before_due(ahead, hours - 0.1)):
            sweep_and_do()
            sweep_and_do()
            reminders.send_due(ahead.round)
            assert reminded(cast.vera.email) == number
    with clock.moved(before_due(ahead, -1)):
        sweep_and_do()
    assert reminded(cast.vera.email) == 4
    done = Reminder.objects.filter(response=ahead.clearwater, due_at=Round.objects.get().due_at)
    assert {(one.mark, one.end) for one in done} == {(mark, "sent") for mark, _hours in MARKS}
    assert not Job.objects.filter(
        kind=reminders.JOB, state=JobState.QUEUED, due_at__lte=clock.now()
    )


def test_who_has_not_accepted_gets_her_link_again(ahead: Scene) -> None:
    before = Mail.objects.filter(to="tess@tollgate.example", kind="vendor_invited").count()
    with clock.moved(before_due(ahead, 7 * 24 - 0.1)):
        sweep_and_do()
    sent = Mail.objects.filter(to="tess@tollgate.example", kind="vendor_invited")
    assert sent.count() == before + 1
    assert sent.latest("made_at").secret


def test_the_mail_names_date_zone_and_time_left_and_no_answer(ahead: Scene, cast: Cast) -> None:
    answers.save(ahead.clearwater, ITEM, {"limits": "CANARY"}, based_on=0, by=cast.vera)
    with clock.moved(before_due(ahead, 2.0)):
        sweep_and_do()
    mail = Mail.objects.get(to=cast.vera.email, kind="vendor_reminded")
    assert "PST" in mail.text or "PDT" in mail.text
    assert "1 hour" in mail.text
    assert f"/responses/{ahead.clearwater.pk}/" in mail.text
    assert "CANARY" not in mail.subject + mail.text


def test_after_a_standstill_one_goes_out_and_no_burst(ahead: Scene, cast: Cast) -> None:
    with clock.moved(before_due(ahead, 20)):
        sweep_and_do()
    assert reminded(cast.vera.email) == 1
    ends = dict(Reminder.objects.filter(response=ahead.clearwater, end__in=["sent", "missed"])
                .values_list("mark", "end"))  # fmt: skip
    assert ends == {"7 days": "missed", "3 days": "missed", "1 day": "sent"}


def test_nobody_is_reminded_whose_answers_are_in(ahead: Scene, cast: Cast) -> None:
    answers.save(ahead.clearwater, ITEM, {"limits": "a"}, based_on=0, by=cast.vera)
    submissions.submit(ahead.clearwater, by=cast.vera)
    with clock.moved(before_due(ahead, 24)):
        sweep_and_do()
    assert reminded(cast.vera.email) == 0
    assert set(
        Reminder.objects.filter(response=ahead.clearwater, ended_at__isnull=False)
        .exclude(end__in=[ReminderEnd.CANCELLED, ReminderEnd.TOO_LATE])
        .values_list("end", flat=True)
    ) == {ReminderEnd.NOT_NEEDED}


def test_who_answered_earlier_questions_is_reminded(ahead: Scene, cast: Cast) -> None:
    answers.save(ahead.clearwater, ITEM, {"limits": "a"}, based_on=0, by=cast.vera)
    submissions.submit(ahead.clearwater, by=cast.vera)
    begun = amendments.prepare(ahead.round, by=cast.ann)
    questionnaires.edit(
        begun.version,
        lambda content: edits.edit_item(content, ITEM, prompt="How does it grow now?"),
        "changed a question",
        by=cast.ann,
    )
    begun.refresh_from_db()
    amendments.publish(begun, "Unclear", by=cast.ann, seen=begun.version.digest)
    with clock.moved(before_due(ahead, 24)):
        sweep_and_do()
    assert reminded(cast.vera.email) == 1


@pytest.mark.parametrize("how", ["declined", "withdrawn", "cancelled"])
def test_nobody_is_reminded_who_is_not_expected(ahead: Scene, cast: Cast, how: str) -> None:
    if how == "declined":
        said.decline(ahead.clearwater, "No time", by=cast.vera)
    elif how == "withdrawn":
        invitations.withdraw_vendor(ahead.clearwater, "Wrong one", by=cast.ann)
    else:
        rounds.cancel(ahead.round, "No money", by=cast.ann)
    with clock.moved(before_due(ahead, 24)):
        sweep_and_do()
    assert reminded(cast.vera.email) == 0


def test_a_moved_date_cancels_what_was_planned_and_plans_anew(ahead: Scene, cast: Cast) -> None:
    first = Round.objects.get().due_at
    assert first is not None
    deadlines.extend(
        ahead.round, first + timedelta(days=5), "Holidays", response=ahead.clearwater, by=cast.ann
    )
    ends = Reminder.objects.filter(response=ahead.clearwater, due_at=first)
    assert set(ends.values_list("end", flat=True)) == {ReminderEnd.CANCELLED}
    with clock.moved(before_due(ahead, 24)):
        sweep_and_do()
        # Hers is due in six days now: the one of seven days went out, the one of a day did not.
        assert reminded(cast.vera.email) == 1
    tollgate = Reminder.objects.filter(response=ahead.tollgate, due_at=first)
    assert tollgate.filter(end=ReminderEnd.SENT).count() == 1


def test_a_vendor_that_is_asked_late_gets_what_is_still_ahead(ahead: Scene, cast: Cast) -> None:
    with clock.moved(before_due(ahead, 2 * 24)):
        late = rounds.add_vendor(
            ahead.round, Vendor.objects.create(name="Late"), email="l@late.example", by=cast.ann
        )
        ends = dict(Reminder.objects.filter(response=late).values_list("mark", "end"))
        assert ends == {
            "7 days": ReminderEnd.TOO_LATE, "3 days": ReminderEnd.TOO_LATE, "1 day": "", "2 hours": "",
        }  # fmt: skip


def test_every_colleague_is_reminded_and_a_removed_one_is_not(ahead: Scene, cast: Cast) -> None:
    join(ahead.clearwater, "connie@clearwater.example", "Connie")
    join(ahead.clearwater, "gone@clearwater.example", "Gone")
    ahead.clearwater.members.filter(email="gone@clearwater.example").update(removed_at=clock.now())
    with clock.moved(before_due(ahead, 24)):
        sweep_and_do()
    assert [reminded(f"{one}@clearwater.example") for one in ("vera", "connie", "gone")] == [
        1,
        1,
        0,
    ]


def test_the_log_says_that_the_portal_reminded(ahead: Scene) -> None:
    with clock.moved(before_due(ahead, 24)):
        sweep_and_do()
    event = Event.objects.filter(verb="reminded vendors").get()
    assert event.by_name == "Plumbline"
    assert event.detail["mails"] == 2


def test_a_round_that_was_open_before_gets_its_plan(ahead: Scene, cast: Cast) -> None:
    """As after an upgrade: no reminder is planned, and there is one job."""
    Reminder.objects.all().delete()
    Job.objects.filter(kind=reminders.JOB).delete()
    jobs.owe(reminders.JOB, workspace=_county(), subject=ahead.round.pk)
    sweep_and_do()
    assert Reminder.objects.filter(response=ahead.clearwater, end="").count() == 4
    with clock.moved(before_due(ahead, 24)):
        sweep_and_do()
    assert reminded(cast.vera.email) == 1


def _county() -> Jurisdiction:
    return Jurisdiction.objects.get(name="Alder County")


def test_two_workers_at_once_send_once(grove: Jurisdiction, stage: Scene, people: Cast) -> None:
    with workspace(grove):
        Reminder.objects.filter(mark="1 day", end="").update(at=clock.now() - timedelta(minutes=1))
    barrier = Barrier(4)

    def work(_number: int) -> int:
        try:
            with workspace(grove):
                barrier.wait(timeout=20)
                return reminders.send_due(stage.round)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(work, range(4))) == [0, 0, 0, 3]
    with workspace(grove):
        assert reminded(people.vera.email) == 1


def test_without_the_rounds_row_held_they_would_send_more(
    grove: Jurisdiction, stage: Scene, people: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin with the guard off: both see the reminder as open before either ends it."""
    with workspace(grove):
        Reminder.objects.filter(mark="1 day", end="").update(at=clock.now() - timedelta(minutes=1))
    monkeypatch.setattr(reminders, "_locked", lambda pk: Round.objects.get(pk=pk))
    barrier, met = Barrier(2), Barrier(2)
    waits = reminders._waits

    def together(response: Response, at: object) -> bool:
        if response.pk == stage.clearwater.pk:
            met.wait(timeout=20)
        return waits(response, at)  # type: ignore[arg-type]

    monkeypatch.setattr(reminders, "_waits", together)

    def work(_number: int) -> int:
        try:
            with workspace(grove):
                barrier.wait(timeout=20)
                return reminders.send_due(stage.round)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sum(pool.map(work, range(2))) > 3
    with workspace(grove):
        assert reminded(people.vera.email) == 2


def test_the_table_takes_no_second_row_for_one_reminder(ahead: Scene) -> None:
    one = Reminder.objects.filter(end="").first()
    assert one is not None
    with pytest.raises(IntegrityError), transaction.atomic():
        Reminder.objects.create(response=one.response, due_at=one.due_at, mark=one.mark, at=one.at)
