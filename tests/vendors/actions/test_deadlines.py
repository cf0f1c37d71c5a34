"""More time: later only, told to those whose date moves, and nobody else learns of it."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from portal import clock
from portal.access import Refused
from portal.audit.models import Event
from portal.outbox.models import Mail
from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import workspace
from tests.cast import Cast
from tests.vendors.actions.test_races import ITEM, people, stage, together
from tests.vendors.scene import Scene
from vendors import rules
from vendors.actions import answers, deadlines, rounds, submissions
from vendors.models import Extension, Response, Round, Submission
from vendors.queries.deadlines import own_dates

__all__ = ["people", "stage"]

DAY = timedelta(days=1)
WHY = "The storm closed your office."


def again(response: Response) -> Response:
    return Response.objects.select_related("round", "vendor").get(pk=response.pk)


def test_one_vendor_gets_more_time_and_no_other_learns_of_it(scene: Scene, cast: Cast) -> None:
    due = scene.round.due_at
    assert due is not None
    made = deadlines.extend(scene.round, due + DAY, WHY, response=scene.clearwater, by=cast.ann)
    assert (made.due_from, made.due_to) == (due, due + DAY)
    assert rules.due_of(again(scene.clearwater)) == due + DAY
    assert rules.due_of(again(scene.tollgate)) == due
    (mail,) = Mail.objects.filter(kind="more_time")
    assert mail.to == cast.vera.email
    assert WHY not in mail.text, "the page says it"
    event = Event.objects.get(verb="gave a vendor more time")
    assert event.subject == "Clearwater"
    assert event.detail == {
        "vendor": str(scene.clearwater.pk),
        "due_from": due.isoformat(),
        "due_to": (due + DAY).isoformat(),
        "reason": WHY,
    }
    # All stay sealed until the last date, and the other one is as late as it ever was.
    fresh = Round.objects.get(pk=scene.round.pk)
    with clock.moved(timedelta(days=2, hours=1)):
        assert not rules.is_closed(fresh, own_dates(fresh), at=clock.now())
        assert not rules.may_see_answers(fresh, own_dates(fresh), at=clock.now())
        answers.save(scene.clearwater, ITEM, {"limits": "a"}, based_on=0, by=cast.vera)
        assert submissions.submit(scene.clearwater, by=cast.vera).number == 1
        assert not rules.may_write(again(scene.tollgate), at=clock.now())
    with clock.moved(timedelta(days=3, hours=1)):
        assert rules.is_closed(fresh, own_dates(fresh), at=clock.now())


def test_all_get_more_time_and_whoever_had_more_keeps_it(scene: Scene, cast: Cast) -> None:
    due = scene.round.due_at
    assert due is not None
    deadlines.extend(scene.round, due + 3 * DAY, WHY, response=scene.tollgate, by=cast.ann)
    Mail.objects.all().delete()
    deadlines.extend(scene.round, due + DAY, "Two answers of ours came late.", by=cast.ann)
    assert rules.due_of(again(scene.clearwater)) == due + DAY
    assert rules.due_of(again(scene.tollgate)) == due + 3 * DAY
    assert set(Mail.objects.values_list("to", flat=True)) == {cast.vera.email}
    Mail.objects.all().delete()
    deadlines.extend(scene.round, due + 5 * DAY, "And one more.", by=cast.ann)
    assert rules.due_of(again(scene.tollgate)) == due + 5 * DAY
    assert set(Mail.objects.values_list("to", flat=True)) == {
        cast.vera.email,
        "tess@tollgate.example",
    }


def test_a_date_only_becomes_later(scene: Scene, cast: Cast) -> None:
    due = scene.round.due_at
    assert due is not None
    for to in (due, due - timedelta(hours=1)):
        with pytest.raises(Refused, match="never earlier"):
            deadlines.extend(scene.round, to, WHY, by=cast.ann)
    deadlines.extend(scene.round, due + 2 * DAY, WHY, response=scene.clearwater, by=cast.ann)
    with pytest.raises(Refused, match="never earlier"):
        deadlines.extend(scene.round, due + DAY, WHY, response=scene.clearwater, by=cast.ann)
    with clock.moved(timedelta(days=2, hours=5)), pytest.raises(Refused, match="has passed"):
        deadlines.extend(scene.round, due + timedelta(hours=1), WHY, by=cast.ann)
    with pytest.raises(Refused, match="Say why"):
        deadlines.extend(scene.round, due + 3 * DAY, " \n ", by=cast.ann)
    with pytest.raises(Refused, match="Say why"):
        deadlines.extend(scene.round, due + 3 * DAY, "x" * 2_001, by=cast.ann)
    with clock.moved(timedelta(days=4, minutes=1)), pytest.raises(Refused, match="are closed"):
        deadlines.extend(scene.round, due + 9 * DAY, WHY, by=cast.ann)
    Response.objects.filter(pk=scene.tollgate.pk).update(withdrawn_at=clock.now())
    with pytest.raises(Refused, match="not asked any more"):
        deadlines.extend(scene.round, due + 9 * DAY, WHY, response=scene.tollgate, by=cast.ann)
    assert Extension.objects.count() == 1


def test_answers_are_never_due_after_scores(scene: Scene, cast: Cast) -> None:
    due = scene.round.due_at
    assert due is not None
    day = due.date() + timedelta(days=7)
    rounds.change_later(scene.round, scoring_due=day, decision_due=day, by=cast.ann)
    with pytest.raises(Refused, match=r"Scores are due .* Move that date first"):
        deadlines.extend(scene.round, due + 9 * DAY, WHY, by=cast.ann)
    deadlines.extend(scene.round, due + 5 * DAY, WHY, response=scene.clearwater, by=cast.ann)
    for scoring, decision in ((due.date(), None), (None, date(2020, 1, 1)), (day, due.date())):
        with pytest.raises(Refused, match="before"):
            rounds.change_later(
                scene.round, scoring_due=scoring, decision_due=decision, by=cast.ann
            )


def test_what_was_given_stands_in_the_database(scene: Scene, cast: Cast) -> None:
    due = scene.round.due_at
    assert due is not None
    deadlines.extend(scene.round, due + DAY, WHY, by=cast.ann)
    for sql in (
        "UPDATE vendors_extension SET due_to = due_to + interval '1 day'",
        "DELETE FROM vendors_extension",
    ):
        with (
            pytest.raises(IntegrityError, match="stand as they were written"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(sql)


def test_more_time_and_submitting_and_the_date_at_once(
    grove: Jurisdiction, stage: Scene, people: Cast
) -> None:
    """Each submission came before the date that held for it by then, whoever was first."""
    with workspace(grove):
        answers.save(stage.clearwater, ITEM, {"limits": "a"}, based_on=0, by=people.vera)
        due = clock.now() + timedelta(milliseconds=400)
        Round.objects.filter(pk=stage.round.pk).update(due_at=due)

    def presses() -> int:
        taken = 0
        while clock.now() < due + timedelta(milliseconds=300):
            try:
                submissions.submit(stage.clearwater, by=people.vera)
                taken += 1
            except Refused:
                continue
        return taken

    def extends() -> Extension:
        while clock.now() < due - timedelta(milliseconds=60):
            pass
        return deadlines.extend(
            stage.round, due + DAY, WHY, response=stage.clearwater, by=people.ann
        )

    given, *rest = together(grove, extends, presses, presses)
    assert not any(isinstance(one, Refused) for one in rest)
    with workspace(grove):
        came = list(Submission.objects.values_list("at", flat=True))
        assert len(came) == sum(int(one) for one in rest)  # type: ignore[arg-type]
        if isinstance(given, Refused):  # it came too late, and so did all that was pressed then
            assert all(at < due for at in came)
        else:
            assert given.at < due
            assert any(at >= due for at in came)


def test_two_coordinators_at_once_never_take_a_day_away(
    grove: Jurisdiction, stage: Scene, people: Cast
) -> None:
    due = stage.round.due_at
    assert due is not None
    outcomes = together(
        grove,
        *[
            lambda days=days: deadlines.extend(  # type: ignore[misc]
                stage.round, due + days * DAY, WHY, by=people.ann
            )
            for days in (1, 2, 3, 4)
        ],
    )
    assert any(isinstance(one, Extension) for one in outcomes)
    with workspace(grove):
        given = list(Extension.objects.order_by("pk").values_list("due_from", "due_to"))
        assert Round.objects.get().due_at == due + 4 * DAY == given[-1][1]
        assert [to for _from, to in given[:-1]] == [from_ for from_, _to in given[1:]]
