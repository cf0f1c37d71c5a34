"""Marks become scores by the rules: ceilings with reasons, means, must-haves, the base."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluations.scoring import (
    Ceiling,
    ItemFacts,
    Mark,
    MustHaveState,
    Proof,
    ProofKind,
    When,
    ceiling_of,
    counted,
    final_score,
    months_before,
    must_have_state,
    one_decimal,
    suggest,
    tenths,
    two_decimals,
    unbroken_base,
)
from vendors.questionnaire.model import Rules

RULES = Rules()
CLOSING = dt.date(2027, 3, 19)
FRESH = Proof("a", ProofKind.DOCUMENT, dt.date(2026, 12, 1))
TESTED = Proof("b", ProofKind.LOAD_TEST, dt.date(2026, 12, 1))
OLD = Proof("c", ProofKind.LOAD_TEST, dt.date(2026, 3, 18))
PICTURE = Proof("e", ProofKind.SCREENSHOT, dt.date(2026, 12, 1))
UNDATED = Proof("d", ProofKind.DOCUMENT)


def facts(item="x.one", *, answered=True, must=False, when=None, proofs=(), na=False) -> ItemFacts:
    return ItemFacts(item, answered, must, when, tuple(proofs), na)


@pytest.mark.parametrize(
    ("items", "score", "note"),
    [
        ([facts(answered=False)], 0, "Limited to 0: nothing was answered"),
        ([facts(proofs=[TESTED]), facts("x.two", answered=False)], 4, ""),
        (
            [facts(proofs=[TESTED]), facts("x.two", answered=False, must=True)],
            1,
            "Limited to 1: the must-have “Two” was not answered",
        ),
        (
            [facts("x.two", must=True, when=When.BY_DATE, proofs=[TESTED])],
            1,
            "Limited to 1: the must-have “Two” is promised by a date, not now",
        ),
        (
            [facts("x.two", must=True, when=When.LATER, proofs=[TESTED])],
            1,
            "Limited to 1: the must-have “Two” is planned for later, not now",
        ),
        ([facts("x.two", must=True, when=When.NOW, proofs=[TESTED])], 4, ""),
        ([facts(when=When.LATER, proofs=[TESTED])], 4, ""),
        ([facts()], 2, "Limited to 2: no proof attached"),
        ([facts(proofs=[OLD])], 2, "Limited to 2: the proof is older than 12 months"),
        ([facts(proofs=[UNDATED])], 2, "Limited to 2: no proof says what date it is from"),
        ([facts(proofs=[UNDATED, OLD])], 2, "Limited to 2: the proof is older than 12 months"),
        (
            [facts(proofs=[FRESH])],
            3,
            "Limited to 3: shown in documents only, nothing measured or tried",
        ),
        (
            [facts(proofs=[FRESH, OLD])],
            3,
            "Limited to 3: shown in documents only, nothing measured or tried",
        ),
        (
            [facts(proofs=[PICTURE])],
            3,
            "Limited to 3: shown in documents only, nothing measured or tried",
        ),
        ([facts(), facts("x.two", proofs=[FRESH, TESTED])], 4, ""),
        ([facts(na=True), facts("x.two", answered=False)], 0, "Limited to 0: nothing was answered"),
    ],
)
def test_ceilings_and_their_reasons(items, score, note):
    ceiling = ceiling_of(items, RULES, closing=CLOSING, labels={"x.two": "Two"})
    assert (ceiling.score, ceiling.note, ceiling.applies) == (score, note, True)


def test_all_reasons_are_kept_strictest_first():
    ceiling = ceiling_of([facts(answered=False, must=True)], RULES, closing=CLOSING)
    assert [(one.score, one.code) for one in ceiling.limits] == [
        (0, "unanswered"),
        (1, "must_have"),
        (2, "no_proof"),
    ]
    assert ceiling.notes[1] == "Limited to 1: a must-have was not answered"


def test_a_criterion_that_does_not_apply_has_nothing_to_score():
    assert not ceiling_of([facts(na=True)], RULES, closing=CLOSING).applies
    assert not ceiling_of([], RULES, closing=CLOSING).applies


def test_proof_exactly_twelve_months_old_is_current():
    proof = Proof("a", ProofKind.RECORD, dt.date(2026, 3, 19))
    assert ceiling_of([facts(proofs=[proof])], RULES, closing=CLOSING).score == 4


def test_own_caps_are_followed():
    rules = Rules(cap_no_proof=4, cap_document_only=4, proof_months=1)
    assert ceiling_of([facts()], rules, closing=CLOSING).limits == ()


@pytest.mark.parametrize(
    ("day", "months", "earlier"),
    [
        ((2025, 2, 28), 12, (2024, 2, 28)),
        ((2024, 2, 29), 12, (2023, 2, 28)),
        ((2027, 1, 31), 11, (2026, 2, 28)),
        ((2027, 12, 5), 12, (2026, 12, 5)),
    ],
)
def test_months_before(day, months, earlier):
    assert months_before(dt.date(*day), months) == dt.date(*earlier)


@pytest.mark.parametrize(
    ("given_score", "limit", "lifted", "counts"),
    [(4, 2, False, 2), (4, 2, True, 4), (1, 2, False, 1), (0, 4, False, 0)],
)
def test_counted_is_the_smaller_unless_lifted(given_score, limit, lifted, counts):
    assert counted(given_score, Ceiling(limit), lifted=lifted) == counts


def test_suggestion_is_the_mean_of_marks():
    items = [facts("a"), facts("b"), facts("c")]
    found = suggest(items, [Mark("a", 3), Mark("b", 4), Mark("c", 3)])
    assert (one_decimal(found.mean), found.score, found.shown) == (
        "3.3",
        3,
        "Your marks suggest 3.3",
    )


def test_unanswered_suggests_zero_blank_nothing_and_cannot_judge_leaves_the_mean():
    items = [facts("a"), facts("b", answered=False), facts("c"), facts("d"), facts("e", na=True)]
    found = suggest(items, [Mark("a", 3), Mark("d", None), Mark("e", 4)])
    assert (found.mean, found.score) == (Decimal("1.5"), 2)
    assert (found.marked, found.items) == (2, 4)


def test_no_marks_suggest_nothing():
    found = suggest([facts("a")], [])
    assert (found.mean, found.score, found.shown) == (None, None, "No marks yet")


def test_final_is_agreed_else_the_exact_mean():
    assert final_score(None, [3, 3, 4]) == Fraction(10, 3)
    assert final_score(Decimal("2.5"), [4, 4]) == Fraction(5, 2)
    assert final_score(0, [4]) == 0
    assert final_score(None, []) is None


@pytest.mark.parametrize(
    ("agreed", "marks", "missing", "na", "state"),
    [
        (None, [2, 2], 0, False, MustHaveState.MET),
        (None, [1, 2], 0, False, MustHaveState.FAILED),
        (None, [1, 3], 0, False, MustHaveState.MET),
        (None, [4], 1, False, MustHaveState.OPEN),
        (None, [], 0, False, MustHaveState.OPEN),
        (2, [0, 0], 0, False, MustHaveState.MET),
        (Decimal("1.9"), [4, 4], 0, False, MustHaveState.FAILED),
        (1, [], 2, False, MustHaveState.FAILED),
        (None, [0], 0, True, MustHaveState.NOT_APPLICABLE),
    ],
)
def test_must_haves(agreed, marks, missing, na, state):
    assert must_have_state(agreed, marks, RULES, missing=missing, not_applicable=na) is state


@pytest.mark.parametrize(
    ("scores", "base"),
    [
        (["3.4", "3.0", "2.6", "1.8", "3.2", "2.9", "3.0"], 3),
        (["2.5"] * 7, 7),
        (["2.4999", "4"], 0),
        ([None, "4"], 0),
        (["3", None, "4"], 1),
        ([], 0),
    ],
)
def test_unbroken_base(scores, base):
    levels = [(at + 1, None if one is None else Decimal(one)) for at, one in enumerate(scores)]
    assert unbroken_base(levels, RULES) == base


def test_a_level_that_was_not_asked_does_not_break_the_base():
    assert unbroken_base([(1, Decimal(3)), (2, Decimal(3)), (4, Decimal(3))], RULES) == 4


def test_shown_half_up():
    assert (one_decimal(Decimal("2.25")), one_decimal(Decimal("2.35"))) == ("2.3", "2.4")
    assert two_decimals(Decimal("2.875")) == "2.88"


@given(st.fractions(0, 4, max_denominator=120))
def test_tenths_round_exactly_half_up(value):
    assert tenths(value) == str(int(value * 10 + Fraction(1, 2)) / 10)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.builds(
            ItemFacts,
            item=st.sampled_from("abcd"),
            answered=st.booleans(),
            must_have=st.booleans(),
            when=st.none() | st.sampled_from(When),
            proofs=st.lists(st.sampled_from([FRESH, TESTED, OLD, UNDATED]), max_size=2).map(tuple),
            not_applicable=st.booleans(),
        ),
        max_size=4,
    ),
    st.integers(0, 4),
)
def test_a_ceiling_never_raises_a_score_and_says_why_it_lowers_it(items, score):
    ceiling = ceiling_of(items, RULES, closing=CLOSING)
    assert counted(score, ceiling) <= score
    assert (ceiling.score < 4) == bool(ceiling.note)
    assert all(one.text.startswith(f"Limited to {one.score}: ") for one in ceiling.limits)
