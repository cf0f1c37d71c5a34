"""Each stage moves where the table says, for whom it says, or says why not."""

import datetime as dt
import itertools
from dataclasses import replace

import pytest

from evaluations.states import (
    MOVES,
    WORDS,
    Role,
    Situation,
    Stage,
    may_move,
    moves_from,
    next_move,
    stage_of,
    still_open,
)

NOW = dt.datetime(2027, 3, 1, 12, tzinfo=dt.UTC)
READY = Situation(
    stage=Stage.DRAFT,
    now=NOW,
    due=NOW + dt.timedelta(days=9),
    due_shown="Fri, March 19, 5:00 pm PT",
    vendors=3,
    questions=12,
    submitted=2,
    reviewers=3,
    decision_reasons=True,
    cancel_reason=True,
)
WAY = (
    Stage.DRAFT,
    Stage.OPEN,
    Stage.CLOSED,
    Stage.SCORING,
    Stage.DISCUSSION,
    Stage.DECIDED,
    Stage.ARCHIVED,
)


def test_every_stage_has_its_words():
    assert set(WORDS) == set(Stage)


def test_the_way_is_one_line_and_the_clock_goes_one_step_of_it():
    steps = {(one.origin, one.target) for one in MOVES if one.target is not Stage.CANCELLED}
    assert steps | {(Stage.OPEN, Stage.CLOSED)} == set(itertools.pairwise(WAY))
    assert next_move(Stage.OPEN) is None
    assert next_move(Stage.SCORING).target is Stage.DISCUSSION
    assert next_move(Stage.ARCHIVED) is None


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("origin", Stage)
@pytest.mark.parametrize("target", Stage)
def test_who_may_move_what_where(origin, target, role):
    allowed = {
        (Stage.DRAFT, Stage.OPEN): {Role.COORDINATOR},
        (Stage.CLOSED, Stage.SCORING): {Role.COORDINATOR},
        (Stage.SCORING, Stage.DISCUSSION): {Role.COORDINATOR},
        (Stage.DISCUSSION, Stage.DECIDED): {Role.COORDINATOR, Role.APPROVER},
        (Stage.DECIDED, Stage.ARCHIVED): {Role.COORDINATOR},
        **{(one, Stage.CANCELLED): {Role.COORDINATOR} for one in WAY[:5]},
    }
    verdict = may_move(target, replace(READY, stage=origin), {role})
    assert bool(verdict) == (role in allowed.get((origin, target), set()))
    assert bool(verdict.refusal) != bool(verdict)


@pytest.mark.parametrize(
    ("target", "change", "reason"),
    [
        (
            Stage.OPEN,
            {"vendors": 0},
            "No vendor is invited yet. Add at least one vendor.",
        ),
        (Stage.OPEN, {"questions": 0}, "No question is left to ask. Bring some back first."),
        (
            Stage.OPEN,
            {"due": None},
            "There is no due date yet. Set the date by which vendors answer.",
        ),
        (Stage.OPEN, {"due": NOW}, "The due date has passed. Set a later one."),
        (
            Stage.SCORING,
            {"stage": Stage.CLOSED, "submitted": 0},
            "No vendor submitted answers. Enter what you know yourselves, or cancel the "
            "evaluation.",
        ),
        (
            Stage.SCORING,
            {"stage": Stage.CLOSED, "reviewers": 0},
            "No reviewer is assigned. Add at least one reviewer.",
        ),
        (
            Stage.DISCUSSION,
            {"stage": Stage.SCORING, "unlocked": ("Ben", "Cy")},
            "Ben and Cy have not locked their scores. Remind them, or remove them from the panel.",
        ),
        (
            Stage.DECIDED,
            {"stage": Stage.DISCUSSION, "undecided": ("Arbor", "Briar", "Clear")},
            "Say what was decided about Arbor, Briar and Clear.",
        ),
        (
            Stage.DECIDED,
            {"stage": Stage.DISCUSSION, "decision_reasons": False},
            "Write down the reasons for the decision.",
        ),
        (
            Stage.CANCELLED,
            {"cancel_reason": False},
            "Give the reason: everybody who takes part will be told.",
        ),
        (
            Stage.CANCELLED,
            {"stage": Stage.DECIDED},
            "What is decided or ended can no longer be cancelled.",
        ),
        (
            Stage.CLOSED,
            {"stage": Stage.OPEN},
            "Nobody closes an evaluation: it closes by itself when its time is up on "
            "Fri, March 19, 5:00 pm PT.",
        ),
        (
            Stage.SCORING,
            {},
            "This evaluation cannot go to “scoring” now; its stage is: draft.",
        ),
        (Stage.DRAFT, {}, "This evaluation is already at this stage: draft."),
    ],
)
def test_why_not(target, change, reason):
    assert may_move(target, replace(READY, **change), {Role.COORDINATOR}).refusal == reason


def test_a_round_may_be_scored_on_statements_alone():
    closed = replace(READY, stage=Stage.CLOSED, submitted=0, statements=4)
    assert may_move(Stage.SCORING, closed, {Role.COORDINATOR})


def test_the_wrong_role_is_told_whose_move_it_is():
    discussion = replace(READY, stage=Stage.DISCUSSION)
    assert (
        may_move(Stage.DECIDED, discussion, {Role.REVIEWER}).refusal
        == "Only a coordinator or an approver can do this."
    )


def test_what_is_left_open_is_told_and_does_not_stop_a_decision():
    left = replace(READY, stage=Stage.DISCUSSION, disagreements=1, missing_scores=2)
    assert still_open(left) == (
        "1 score is still apart and not agreed on.",
        "2 scores are missing.",
    )
    assert may_move(Stage.DECIDED, left, {Role.COORDINATOR})


@pytest.mark.parametrize(
    ("state", "judging", "closed", "stage"),
    [
        ("draft", "waiting", False, Stage.DRAFT),
        ("open", "waiting", False, Stage.OPEN),
        ("open", "waiting", True, Stage.CLOSED),
        ("open", "scoring", True, Stage.SCORING),
        ("open", "decided", True, Stage.DECIDED),
        ("cancelled", "scoring", True, Stage.CANCELLED),
        ("draft", "waiting", True, Stage.DRAFT),
    ],
)
def test_two_halves_make_one_stage(state, judging, closed, stage):
    assert stage_of(state, judging, closed=closed) is stage


def test_a_stage_that_ended_has_no_moves():
    assert moves_from(Stage.ARCHIVED) == moves_from(Stage.CANCELLED) == ()
