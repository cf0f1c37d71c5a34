"""Vendors side by side: exact sums, honest gaps, and the filters of the page."""

import dataclasses
import time
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluations.comparison import (
    Agreed,
    Assignment,
    CellState,
    EvidenceState,
    GivenMark,
    GivenScore,
    Grouping,
    Only,
    Proved,
    Vendor,
    by_rank,
    choose,
    compare,
    filtered,
    lay_out,
)
from evaluations.scoring import ItemFacts, MustHaveState
from tests.evaluations.pure.bank import (
    ABC,
    CLOSING,
    LEVELS,
    PLAN,
    TEST,
    answered,
    everyone,
    item,
    questionnaire,
    scores_of,
)
from vendors.demand import stated_peak

ASKED = questionnaire()


def comparison(asked=ASKED, vendors=ABC, reviewers=("r1",), scores=(), **more):
    options = {
        "closing": CLOSING,
        "assignments": everyone(vendors, *reviewers),
        "facts": {one.key: answered(asked) for one in vendors},
        **more,
    }
    return compare(asked, vendors, scores=scores, **options)


def column(found, key):
    return next(one for one in found.columns if one.key == key)


def cell(found, vendor, criterion):
    row = next(one for one in found.rows if one.key == criterion)
    return next(one for one in row.cells if one.vendor == vendor)


VECTOR = {
    "a": ("3.5", "3", "2", "2.5", "3", "2", "3"),
    "b": ("2.5", "3", "3.5", "3", "2.5", "3", "2.5"),
    "c": ("2", "1.5", "2", "1.5", "3.5", "2.5", "4"),
}


def test_totals_and_ranks_of_the_vector():
    agreed = [
        Agreed(vendor, f"k{at}", Decimal(value))
        for vendor, values in VECTOR.items()
        for at, value in enumerate(values, start=1)
    ]
    scores = [score for key in VECTOR for score in scores_of(key, "r1", [2] * 7)]
    found = comparison(scores=scores, agreed=agreed)
    assert [one.total.score for one in found.columns] == [
        Decimal("2.75"),
        Decimal("2.875"),
        Decimal("2.225"),
    ]
    assert [one.total.shown for one in found.columns] == ["2.75", "2.88", "2.23"]
    assert [one.rank for one in found.columns] == [2, 1, 3]
    assert [one.key for one in by_rank(found).columns] == ["b", "a", "c"]
    assert cell(by_rank(found), "c", "k7") == by_rank(found).rows[6].cells[2]


def test_base_of_the_vector():
    agreed = [
        Agreed("a", f"k{at}", Decimal(value))
        for at, value in enumerate(("3.4", "3.0", "2.6", "1.8", "3.2", "2.9", "3.0"), start=1)
    ]
    found = comparison(vendors=ABC[:1], agreed=agreed)
    assert (found.columns[0].base, found.columns[0].base_shown) == (3, "Solid up to level 3")
    assert [one.roll_up.shown for one in found.columns[0].levels][:4] == [
        "3.4",
        "3.0",
        "2.6",
        "1.8",
    ]


def test_a_level_that_was_not_asked_is_said_and_never_counts_as_zero():
    asked = questionnaire(weights=(1, 1), levels=(1, 3))
    found = comparison(asked, ABC[:1], scores=scores_of("a", "r1", [3, 3]))
    levels = found.columns[0].levels
    assert [one.asked for one in levels] == [True, False, True, False, False, False, False]
    assert (levels[1].roll_up.score, levels[1].roll_up.shown) == (None, "–")
    assert found.columns[0].base_shown == "Solid up to level 3 (not asked: 2)"


def test_a_cell_says_score_range_evidence_and_disagreement():
    scores = [
        *scores_of("a", "r1", [4, 3]),
        *scores_of("a", "r2", [4, 1]),
        *scores_of("a", "r3", [3, 3]),
    ]
    found = comparison(questionnaire((3, 1)), ABC[:1], ("r1", "r2", "r3"), scores)
    first, second = cell(found, "a", "k1"), cell(found, "a", "k2")
    assert (first.final, first.shown, first.heat) == (Decimal(11) / Decimal(3), "3.7", 4)
    assert (first.range_shown, first.disagreement, first.missing) == ("3 to 4", "", "")
    assert (first.evidence, first.evidence_shown) == (EvidenceState.TESTED, "1 file, tested")
    assert (second.range_shown, second.disagreement) == ("1 to 3", "2 apart: discuss")
    assert found.to_discuss() == (second,)
    assert found.disagreements == 1


def test_the_word_of_the_scale_stands_only_where_all_agree():
    scores = [*scores_of("a", "r1", [3]), *scores_of("a", "r2", [3])]
    found = comparison(questionnaire((1,)), ABC[:1], ("r1", "r2"), scores)
    assert cell(found, "a", "k1").range_shown == "Solid"


def test_a_ceiling_counts_and_says_why():
    asked = questionnaire((1,))
    facts = {"a": answered(asked, proofs=())}
    scores = [GivenScore("r1", "a", "k1", 4), GivenScore("r2", "a", "k1", 4, lifted=True)]
    found = cell(comparison(asked, ABC[:1], ("r1", "r2"), scores, facts=facts), "a", "k1")
    assert (found.final, found.low, found.high) == (3, 2, 4)
    assert found.limited
    assert found.ceiling_note == "Limited to 2: no proof attached"
    assert found.notes == "No evidence · 2 apart: discuss · Limited to 2: no proof attached"


def test_a_ceiling_that_takes_nothing_off_is_not_mentioned():
    asked = questionnaire((1,))
    facts = {"a": answered(asked, proofs=(PLAN,))}
    found = comparison(asked, ABC[:1], scores=scores_of("a", "r1", [3]), facts=facts)
    assert not cell(found, "a", "k1").limited
    assert cell(found, "a", "k1").notes == "1 file"


def test_agreed_stands_in_for_the_mean_and_ends_the_disagreement():
    scores = [*scores_of("a", "r1", [4]), *scores_of("a", "r2", [1])]
    agreed = [Agreed("a", "k1", Decimal(3))]
    found = comparison(questionnaire((1,)), ABC[:1], ("r1", "r2"), scores, agreed=agreed)
    one = cell(found, "a", "k1")
    assert (one.shown, one.average_shown, one.disagreement, one.agreed) == ("3.0", "2.5", "", True)
    assert one.notes == "1 file, tested · Agreed (average 2.5)"


def test_cannot_judge_is_in_but_leaves_the_mean():
    scores = [GivenScore("r1", "a", "k1", None), GivenScore("r2", "a", "k1", 3)]
    found = comparison(questionnaire((1,)), ABC[:1], ("r1", "r2"), scores)
    one = cell(found, "a", "k1")
    assert (one.final, one.missing, one.cannot_judge, found.ranked) == (3, "", 1, True)


def test_no_rank_before_every_assigned_score_is_in():
    scores = [*scores_of("a", "r1", [3] * 7), *scores_of("b", "r1", [3] * 6)]
    found = comparison(vendors=ABC[:2], scores=scores)
    assert not found.ranked
    assert [one.rank for one in found.columns] == [None, None]
    assert found.rank_note == "Ranks appear once all scores are in: 1 score is missing."
    assert column(found, "b").missing_shown == "1 score missing"
    assert column(found, "b").total.coverage_shown == "90% scored"
    assert column(found, "b").total.score == 3
    assert found.progress_shown == "13 of 14 scores in"
    assert by_rank(found) is found
    assert cell(found, "b", "k7").shown == "–"
    assert cell(found, "b", "k7").missing == "0 of 1 scored"


def test_equal_totals_share_a_rank():
    scores = [one for key in "abc" for one in scores_of(key, "r1", [2 if key == "c" else 3] * 7)]
    assert [one.rank for one in comparison(scores=scores).columns] == [1, 1, 3]


def test_ranks_compare_unrounded_totals():
    asked = questionnaire((1000, 1))
    scores = [*scores_of("a", "r1", [3, 3]), *scores_of("b", "r1", [3, 4])]
    found = comparison(asked, ABC[:2], scores=scores)
    assert [one.total.shown for one in found.columns] == ["3.00", "3.00"]
    assert [one.rank for one in found.columns] == [2, 1]


def test_a_silent_vendor_is_shown_and_not_ranked():
    vendors = (ABC[0], Vendor("s", "Silent", responded=False))
    found = compare(
        ASKED,
        vendors,
        closing=CLOSING,
        assignments=[Assignment("r1", "a")],
        scores=scores_of("a", "r1", [3] * 7),
        facts={"a": answered(ASKED)},
    )
    assert [one.rank for one in found.columns] == [1, None]
    assert column(found, "s").missing_shown == "did not respond"
    assert cell(found, "s", "k1").state is CellState.NOT_ASSIGNED
    assert cell(found, "s", "k1").ceiling == 0


def test_what_does_not_apply_leaves_the_sum():
    asked = questionnaire((1, 3))
    facts = {
        "a": (
            ItemFacts("k1.a", answered=True, must_have=True, not_applicable=True),
            ItemFacts("k2.a", answered=True, proofs=(TEST,)),
        )
    }
    scores = scores_of("a", "r1", [0, 4])
    found = comparison(asked, ABC[:1], scores=scores, facts=facts)
    assert cell(found, "a", "k1").state is CellState.NOT_APPLICABLE
    assert cell(found, "a", "k1").shown == "n/a"
    assert (found.columns[0].total.score, found.columns[0].total.coverage) == (4, 1)
    assert found.scores_expected == 1
    assert not found.columns[0].levels[0].asked
    assert found.columns[0].must_haves_shown == "No must-haves"


def test_what_is_not_relevant_to_us_is_listed_with_its_reason():
    items = (
        item("k1.a", "k1"),
        item("k2.a", "k2", not_relevant="We run it ourselves."),
        item("k1.b", "k1", left_out=True),
    )
    found = comparison(questionnaire((1, 3), items=items), ABC[:1])
    assert [row.key for row in found.rows] == ["k1"]
    assert found.rows[0].share == 1
    assert found.not_asked == (
        "Question k2.a? Not relevant to us: We run it ourselves.",
        "Question k1.b? Left out.",
    )


@pytest.mark.parametrize(
    ("marks", "agreed", "state", "words"),
    [
        ({"r1": 3, "r2": 2}, None, MustHaveState.MET, "1 of 1 must-haves met"),
        ({"r1": 1, "r2": 2}, None, MustHaveState.FAILED, "0 of 1 must-haves met, 1 failed"),
        ({"r1": 4}, None, MustHaveState.OPEN, "0 of 1 must-haves met, 1 open"),
        ({"r1": 0, "r2": 0}, 2, MustHaveState.MET, "1 of 1 must-haves met"),
        ({"r1": 3, "r2": None}, None, MustHaveState.MET, "1 of 1 must-haves met"),
        ({"r1": 3, "stranger": 0}, None, MustHaveState.OPEN, "0 of 1 must-haves met, 1 open"),
    ],
)
def test_must_haves_beside_the_total(marks, agreed, state, words):
    found = comparison(
        vendors=ABC[:1],
        reviewers=("r1", "r2"),
        marks=[GivenMark(who, "a", "k1.a", mark) for who, mark in marks.items()],
        agreed_marks=[] if agreed is None else [Agreed("a", "k1.a", Decimal(agreed))],
    ).columns[0]
    assert [one.state for one in found.must_haves] == [state]
    assert found.must_haves_shown == words
    assert found.fails_must_have == (state is MustHaveState.FAILED)


def test_needed_and_proved():
    found = comparison(
        required=stated_peak(Decimal(1000)),
        proved={"a": Proved(Decimal(1200)), "b": Proved(Decimal("999.9"), "Older than 12 months")},
    ).peak
    assert found.needed_shown == "1,000 requests a second"
    assert [(one.shown, one.percent, one.enough, one.note) for one in found.cells] == [
        ("1,200 a second", "120 %", True, ""),
        ("999.9 a second", "99 %", False, "Older than 12 months"),
        ("Nothing proved", "", None, "No load-test file that can be read"),
    ]


def test_groups_by_level_base_first_and_by_section_in_order():
    scores = scores_of("a", "r1", [1, 2, 3, 4, 1, 2, 3])
    by_level = comparison(vendors=ABC[:1], scores=scores)
    by_section = comparison(vendors=ABC[:1], scores=scores, grouping=Grouping.SECTION)
    assert [one.number for one in by_level.groups] == [1, 2, 3, 4, 5, 6, 7]
    assert by_level.groups[0].share_shown == "20% of the score"
    assert [one.key for one in by_section.groups] == ["odd", "even"]
    assert [row.key for row in by_section.groups[1].rows] == ["k2", "k4", "k6"]
    assert by_section.groups[1].roll_ups[0].score == Decimal(130) / Decimal(45)
    assert by_section.columns == by_level.columns


def test_one_reviewer_is_said_to_be_one():
    line = "One reviewer scored: every figure is one person's view."
    assert line in comparison(reviewers=("r1",)).how
    assert line not in comparison(reviewers=("r1", "r2")).how


def test_weights_of_zero_are_scored_and_do_not_count():
    asked = questionnaire((0, 1))
    found = comparison(asked, ABC[:1], scores=scores_of("a", "r1", [0, 4]))
    assert (found.columns[0].total.score, cell(found, "a", "k1").shown) == (4, "0.0")
    nothing = comparison(questionnaire((0, 0)), ABC[:1], scores=scores_of("a", "r1", [0, 4]))
    assert (nothing.columns[0].total.score, nothing.columns[0].rank) == (None, None)


def test_filters():
    scores = [
        *scores_of("a", "r1", [3, 3, 3, 3, 3, 3, 3]),
        *scores_of("a", "r2", [3, 1, 3, 3, 3, 3, 3]),
        *scores_of("b", "r1", [3, 2, 4, 3, 3, 3, 3]),
        *scores_of("b", "r2", [3, 2, 4, 3, 3, 3]),
    ]
    found = comparison(vendors=ABC[:2], reviewers=("r1", "r2"), scores=scores)

    def keys(*only):
        return [row.key for row in filtered(found, only).rows]

    assert keys() == [f"k{at}" for at in range(1, 8)]
    assert keys(Only.DIFFERENCES) == ["k3"]
    assert keys(Only.DISAGREEMENTS) == ["k2"]
    assert keys(Only.UNSCORED) == ["k7"]
    assert keys(Only.DIFFERENCES, Only.UNSCORED) == []
    assert filtered(found, [Only.UNSCORED]).columns == found.columns


def test_up_to_five_columns():
    vendors = tuple(Vendor(f"v{at}", f"Vendor {at}") for at in range(7))
    found = comparison(vendors=vendors)
    assert [one.key for one in choose(found).columns] == ["v0", "v1", "v2", "v3", "v4"]
    few = choose(found, ["v6", "nobody", "v2", "v6"])
    assert [one.key for one in few.columns] == ["v6", "v2"]
    assert [one.vendor for one in few.rows[0].cells] == ["v6", "v2"]
    assert [one.vendor for one in few.peak.cells] == ["v6", "v2"]
    assert len(few.groups[0].roll_ups) == 2


def test_addresses_are_ready_on_the_cell():
    found = comparison(address=lambda vendor, criterion: f"/c/{vendor}/{criterion}/")
    assert cell(found, "b", "k2").href == "/c/b/k2/"


def test_before_discussion_there_is_nothing_to_see_but_answers_and_counts():
    facts = {"a": answered(ASKED), "b": (ItemFacts("k1.a", answered=True, must_have=True),)}
    found = lay_out(ASKED, ABC[:2], closing=CLOSING, facts=facts, scores_in=5, scores_expected=14)
    assert found.progress_shown == "5 of 14 scores in"
    first, second = found.groups[0].rows[0].cells
    assert (first.answered_shown, first.evidence_shown) == ("1 of 1 answered", "1 file, tested")
    assert (second.evidence_shown, second.limit_note) == (
        "No evidence",
        "Limited to 2: no proof attached",
    )
    assert found.groups[1].rows[0].cells[1].answered_shown == "0 of 1 answered"
    names = set()

    def walk(value):
        if dataclasses.is_dataclass(value):
            for field in dataclasses.fields(value):
                names.add(field.name)
                walk(getattr(value, field.name))
        elif isinstance(value, tuple):
            for one in value:
                walk(one)

    walk(found)
    assert names.isdisjoint(
        {"final", "shown_score", "total", "rank", "low", "high", "heat", "average_shown", "score"}
    )


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(0, 5), min_size=1, max_size=4),
    st.data(),
)
def test_every_total_is_the_weighted_mean_of_its_cells(weights, data):
    asked = questionnaire(weights)
    values = st.lists(st.none() | st.integers(0, 4), min_size=len(weights), max_size=len(weights))
    scores = [
        one
        for vendor in ABC
        for reviewer in ("r1", "r2")
        for one in scores_of(vendor.key, reviewer, data.draw(values))
    ]
    found = comparison(asked, ABC, ("r1", "r2"), scores)
    for at, vendor in enumerate(found.columns):
        scored = [
            (row.weight, Fraction(row.cells[at].final).limit_denominator(1000))
            for row in found.rows
            if row.cells[at].final is not None and row.weight
        ]
        if scored:
            total = sum(weight * score for weight, score in scored)
            expected = total / sum(weight for weight, _score in scored)
            assert Fraction(vendor.total.score).limit_denominator(10**6) == expected
        else:
            assert vendor.total.score is None
    best = [one for one in found.columns if one.rank == 1]
    assert all(one.total.score <= best[0].total.score for one in found.columns if one.rank)


def test_twenty_vendors_and_five_reviewers_are_compared_in_no_time():
    asked = questionnaire(tuple(range(1, 18)), levels=[1 + at % 7 for at in range(17)])
    asked = replace(asked, levels=LEVELS)
    vendors = tuple(Vendor(f"v{at}", f"Vendor {at}") for at in range(20))
    reviewers = tuple(f"r{at}" for at in range(5))
    scores = [
        GivenScore(reviewer, vendor.key, f"k{at}", (at + len(vendor.key)) % 5)
        for vendor in vendors
        for reviewer in reviewers
        for at in range(1, 18)
    ]
    facts = {one.key: answered(asked) for one in vendors}
    best = 1.0
    for _attempt in range(5):
        start = time.process_time()
        comparison(asked, vendors, reviewers, scores, facts=facts)
        best = min(best, time.process_time() - start)
    assert best < 0.06
