"""The pyramid score: what the level below earned limits the next, and nothing else changes."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from evaluations.comparison import compare
from evaluations.pyramid import Step, pyramid_score
from tests.evaluations.pure.bank import ABC, CLOSING, answered, everyone, questionnaire, scores_of

HALF = Decimal("0.50")
scores = st.none() | st.fractions(0, 4, max_denominator=12)
towers = st.lists(st.tuples(scores, st.integers(1, 40)), max_size=7).map(
    lambda found: [Step(at, score, weight) for at, (score, weight) in enumerate(found, 1)]
)


def steps(*found):
    return [
        Step(at, None if one is None else Fraction(one), 10)
        for at, one in enumerate(found, start=1)
    ]


def test_a_level_counts_at_most_what_the_one_below_earned_plus_the_slack():
    found = pyramid_score(steps("1.6", 4, 3), HALF)
    assert [one.counts for one in found.levels] == [Fraction("1.6"), Fraction("2.1"), 3]
    assert [one.limit for one in found.levels] == [None, Fraction("2.1"), Fraction("4.5")]
    assert found.total == Fraction("6.7") / 3
    assert found.sentence == "2.23: level 2 counts at most 2.10"
    assert pyramid_score(steps(3, 3, "3.5"), HALF).sentence == "3.17: no level is held back"


def test_what_is_not_asked_is_skipped_and_what_is_unscored_stays_so():
    skipped = [Step(1, Fraction(1), 10), Step(4, Fraction(4), 30)]
    assert pyramid_score(skipped, HALF).sentence == "1.38: level 4 counts at most 1.50"
    gap = pyramid_score(steps(1, None, 4), HALF)
    assert [one.counts for one in gap.levels] == [1, None, Fraction("1.5")]
    assert gap.total == Fraction("1.25")
    nothing = pyramid_score(steps(None, None), HALF)
    assert (nothing.total, nothing.exact, nothing.sentence) == (None, None, "–")
    assert pyramid_score([], HALF).total is None


@given(towers, st.decimals(0, 2, places=2))
def test_it_never_adds_and_more_slack_never_takes_away(tower, slack):
    found = pyramid_score(tower, slack)
    wide = pyramid_score(tower, Decimal(4))
    assert not any(one.held for one in wide.levels)
    for step, one in zip(tower, found.levels, strict=True):
        assert (one.counts is None) is (step.score is None)
        assert one.counts is None or one.counts <= step.score
    if found.total is not None:
        assert pyramid_score(tower, Decimal(0)).total <= found.total <= wide.total


def test_it_stands_beside_the_total_and_changes_neither_total_nor_rank():
    asked = questionnaire(weights=(10, 30))
    given_ = [*scores_of("a", "r", (1, 4)), *scores_of("b", "r", (3, 3))]

    def compared(**more):
        return compare(
            asked,
            ABC[:2],
            closing=CLOSING,
            assignments=everyone(ABC[:2], "r"),
            scores=given_,
            facts={one.key: answered(asked) for one in ABC[:2]},
            **more,
        )

    usual, beside = compared(), compared(pyramid_slack=HALF)
    assert [one.pyramid.sentence for one in beside.columns] == [
        "1.38: level 2 counts at most 1.50",
        "3.00: no level is held back",
    ]
    assert [(one.total, one.rank) for one in beside.columns] == [
        (one.total, one.rank) for one in usual.columns
    ]
    assert [one.pyramid for one in usual.columns] == [None, None]
    assert [one for one in beside.how if one not in usual.how] == [beside.how[-1]]
    assert "plus 0.50" in beside.how[-1]
    wide = compared(pyramid_slack=Decimal(4))
    assert [one.pyramid.exact for one in wide.columns] == [one.total.score for one in usual.columns]
