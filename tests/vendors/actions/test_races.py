"""Two people at once: each acknowledged text is kept, and the clock decides once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any, TypeVar

import pytest
from django.db import connection

from portal import clock
from portal.access import Refused
from portal.accounts.models import User
from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import workspace
from tests.cast import Cast
from tests.vendors.scene import Scene, build, join
from vendors.actions import amendments, answers, questionnaires, submissions
from vendors.actions.answers import Conflict
from vendors.models import Answer, AnswerRevision, Origin, ResponseRole, Round, Submission
from vendors.questionnaire import edits

T = TypeVar("T")
ITEM = "cloud.autoscale"


@pytest.fixture
def people(grove: Jurisdiction) -> Cast:
    def known(name: str) -> User:
        return User.objects.known_as(f"{name.lower()}@grove.example", name)

    return Cast(*[known(name) for name in ("Ann", "Ben", "Cy", "Olive", "Vera", "Mallory")])


@pytest.fixture
def stage(grove: Jurisdiction, people: Cast) -> Scene:
    with workspace(grove):
        scene = build(people)
        join(scene.clearwater, people.ben.email, "Ben", ResponseRole.LEAD)
        return scene


def together(county: Jurisdiction, *acts: Callable[[], T]) -> list[T | Refused]:
    """Do all of this at the same time, each on its own connection."""
    barrier = Barrier(len(acts))

    def run(act: Callable[[], T]) -> T | Refused:
        try:
            with workspace(county):
                barrier.wait(timeout=20)
                return act()
        except Refused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


@pytest.mark.parametrize("version", [0, 1])
def test_two_savers_of_one_question_make_one_conflict(
    grove: Jurisdiction, stage: Scene, people: Cast, version: int
) -> None:
    with workspace(grove):
        if version:
            answers.save(stage.clearwater, ITEM, {"limits": "before"}, based_on=0, by=people.vera)

    def saves(who: User, text: str) -> Callable[[], Any]:
        return lambda: answers.save(
            stage.clearwater, ITEM, {"limits": text}, based_on=version, by=who
        )

    outcomes = together(grove, saves(people.vera, "hers"), saves(people.ben, "his"))
    (conflict,) = [one for one in outcomes if isinstance(one, Conflict)]
    with workspace(grove):
        kept = Answer.objects.get().value["limits"]
        assert {kept, conflict.mine["limits"]} == {"hers", "his"}
        assert conflict.theirs.value["limits"] == kept
        assert AnswerRevision.objects.count() == version + 1


def test_different_questions_never_conflict(
    grove: Jurisdiction, stage: Scene, people: Cast
) -> None:
    outcomes = together(
        grove,
        lambda: answers.save(stage.clearwater, ITEM, {"limits": "a"}, based_on=0, by=people.vera),
        lambda: answers.save(
            stage.clearwater, "sla.uptime", {"clause": "b"}, based_on=0, by=people.ben
        ),
    )
    assert all(isinstance(one, Answer) for one in outcomes)


def test_a_double_click_makes_one_submission(
    grove: Jurisdiction, stage: Scene, people: Cast
) -> None:
    with workspace(grove):
        answers.save(stage.clearwater, ITEM, {"limits": "a"}, based_on=0, by=people.vera)
    outcomes = together(
        grove, *[lambda: submissions.submit(stage.clearwater, by=people.vera, after=0)] * 4
    )
    assert len({one.pk for one in outcomes if isinstance(one, Submission)}) == 1
    assert not any(isinstance(one, Refused) for one in outcomes)
    with workspace(grove):
        assert Submission.objects.count() == 1


def test_submitting_and_the_deadline_at_once_end_on_one_side(
    grove: Jurisdiction, stage: Scene, people: Cast
) -> None:
    """Each submission that was accepted came before the deadline by the database's clock."""
    with workspace(grove):
        answers.save(stage.clearwater, ITEM, {"limits": "a"}, based_on=0, by=people.vera)
        due = clock.now() + timedelta(milliseconds=300)
        Round.objects.filter(pk=stage.round.pk).update(due_at=due)

    def presses() -> int:
        taken = 0
        while True:
            try:
                submissions.submit(stage.clearwater, by=people.vera)
            except Refused:
                return taken
            taken += 1

    outcomes = together(grove, presses, presses, presses)
    with workspace(grove):
        accepted = list(Submission.objects.values_list("at", flat=True))
        assert len(accepted) == sum(int(one) for one in outcomes)  # type: ignore[arg-type]
        assert all(at < due for at in accepted)
        with pytest.raises(Refused, match="has passed"):
            answers.save(stage.clearwater, ITEM, {"limits": "b"}, based_on=1, by=people.vera)


def test_submitting_and_an_amendment_at_once_never_pass_each_other(
    grove: Jurisdiction, stage: Scene, people: Cast
) -> None:
    """Either the answers are in before it, to the old questions, or nothing is handed in."""
    with workspace(grove):
        answers.save(stage.clearwater, ITEM, {"limits": "a"}, based_on=0, by=people.vera)
        begun = amendments.prepare(stage.round, by=people.ann)
        questionnaires.edit(
            begun.version, lambda q: edits.edit_item(q, ITEM, prompt="New?"), "w", by=people.ann
        )
        begun.version.refresh_from_db()
    old = begun.before_id
    outcomes: list[Any] = together(
        grove,
        lambda: submissions.submit(stage.clearwater, by=people.vera, after=0, seen=old),
        lambda: amendments.publish(begun, "Why", by=people.ann, seen=begun.version.digest),
    )
    assert not isinstance(outcomes[1], Refused)
    with workspace(grove):
        assert Round.objects.get().version_id == begun.version_id
        versions = list(Submission.objects.values_list("version_id", flat=True))
        assert versions == ([] if isinstance(outcomes[0], Refused) else [old])


@pytest.mark.parametrize("version", [0, 1])
def test_a_sheet_taken_in_while_a_colleague_saves_loses_neither_text(
    grove: Jurisdiction, stage: Scene, people: Cast, version: int
) -> None:
    with workspace(grove):
        if version:
            answers.save(stage.clearwater, ITEM, {"limits": "before"}, based_on=0, by=people.vera)
    sheet = answers.Draft(ITEM, {"limits": "the sheet's"}, version)

    def taken() -> Any:
        (outcome,) = answers.take_in(stage.clearwater, [sheet], file="a.xlsx", by=people.vera)
        return outcome

    def saved() -> Any:
        return answers.save(
            stage.clearwater, ITEM, {"limits": "his"}, based_on=version, by=people.ben
        )

    outcomes = together(grove, taken, saved)
    (conflict,) = [one for one in outcomes if isinstance(one, Conflict)]
    with workspace(grove):
        kept = Answer.objects.get()
        assert {kept.value["limits"], conflict.mine["limits"]} == {"the sheet's", "his"}
        assert kept.version == version + 1
        assert (kept.origin == Origin.IMPORTED) == (kept.value["limits"] == "the sheet's")
