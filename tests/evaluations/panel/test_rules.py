"""What a reviewer may do, and the sentence that says why not."""

import pytest

from evaluations import rules
from evaluations.models import Declaration, Evaluation, Panelist, Stage
from portal import clock
from portal.access import Verdict

ON_PANEL = Panelist(name="Ben")
SIGNED = Declaration(vendors=[{"response": 1, "name": "A"}, {"response": 2, "name": "B"}])
CONFLICTED = Declaration(vendors=SIGNED.vendors, conflicts=[2])


def scoring(stage: str = Stage.SCORING) -> Evaluation:
    return Evaluation(stage=stage)


@pytest.mark.parametrize(
    ("panelist", "declaration", "vendors", "refusal"),
    [
        (ON_PANEL, SIGNED, {1, 2}, ""),
        (ON_PANEL, SIGNED, set(), ""),
        (ON_PANEL, CONFLICTED, {1, 2}, ""),
        (None, None, {1}, "not a reviewer"),
        (ON_PANEL, None, {1}, "Sign the declaration"),
        (ON_PANEL, SIGNED, {1, 2, 3}, "A vendor was added"),
    ],
)
def test_entering(
    panelist: Panelist | None, declaration: Declaration | None, vendors: set[int], refusal: str
) -> None:
    assert_says(rules.may_enter(panelist, declaration, vendors), refusal)


@pytest.mark.django_db
def test_whoever_left_the_panel_does_not_enter() -> None:
    left = Panelist(name="Ben", removed_at=clock.now())
    assert_says(rules.may_enter(left, SIGNED, {1}), "not a reviewer")


@pytest.mark.parametrize(
    ("stage", "declaration", "response", "refusal"),
    [
        (Stage.SCORING, SIGNED, 1, ""),
        (Stage.SCORING, CONFLICTED, 1, ""),
        (Stage.SCORING, CONFLICTED, 2, "declared a conflict"),
        (Stage.SCORING, SIGNED, 3, "A vendor was added"),
        (Stage.WAITING, SIGNED, 1, "at the stage Scoring"),
        (Stage.DISCUSSION, SIGNED, 1, "at the stage Scoring"),
        (Stage.DECIDED, SIGNED, 1, "at the stage Scoring"),
    ],
)
def test_scoring_a_vendor(
    stage: str, declaration: Declaration, response: int, refusal: str
) -> None:
    assert_says(rules.may_score(scoring(stage), ON_PANEL, declaration, response), refusal)


@pytest.mark.django_db
def test_a_locked_sheet_takes_no_score() -> None:
    locked = Panelist(name="Ben", locked_at=clock.now())
    assert_says(rules.may_score(scoring(), locked, SIGNED, 1), "You locked your scores")


@pytest.mark.parametrize(
    ("stage", "seen"),
    [
        (Stage.WAITING, False),
        (Stage.SCORING, False),
        (Stage.DISCUSSION, True),
        (Stage.DECIDED, True),
        (Stage.ARCHIVED, True),
    ],
)
def test_scores_of_others_are_seen_from_discussion_on(stage: str, *, seen: bool) -> None:
    assert bool(rules.may_see_scores_of_others(scoring(stage))) is seen


def assert_says(verdict: Verdict, refusal: str) -> None:
    assert bool(verdict) is (not refusal)
    assert refusal in verdict.refusal
