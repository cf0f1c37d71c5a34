"""How well an answer is shown: suggested, confirmed, counted, and what would be left of a total."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.comparison import Counting, GivenScore, by_rank, compare
from evaluations.scoring import (
    GRADE_OF,
    Ceiling,
    Grade,
    ItemFacts,
    Proof,
    ProofKind,
    ceiling_of,
    grade_of,
    graded,
    median_grade,
)
from tests.evaluations.pure.bank import ABC, CLOSING, TEST, answered, everyone, questionnaire
from vendors.models import EvidenceKind
from vendors.questionnaire.model import Rules

RULES = Rules()
FRESH, STALE = dt.date(2027, 1, 5), dt.date(2026, 3, 18)
GRADES = list(Grade)


def facts(*kinds: ProofKind, dated: dt.date | None = FRESH) -> list[ItemFacts]:
    proofs = tuple(Proof(kind.value, kind, dated) for kind in kinds)
    return [ItemFacts("k1.a", answered=True, proofs=proofs)]


@pytest.mark.parametrize(
    ("kinds", "grade"),
    [
        ((), Grade.CLAIM),
        ((ProofKind.DOCUMENT, ProofKind.SCREENSHOT), Grade.DOCUMENT),
        ((ProofKind.DOCUMENT, ProofKind.LOAD_TEST), Grade.TEST),
        ((ProofKind.DRILL,), Grade.TEST),
        ((ProofKind.RECORD,), Grade.TEST),
        ((ProofKind.LOAD_TEST, ProofKind.INCIDENT), Grade.PRODUCTION),
        ((ProofKind.MEASUREMENT,), Grade.PRODUCTION),
        ((ProofKind.MEASUREMENT, ProofKind.PROBE), Grade.INDEPENDENT),
        ((ProofKind.AUDIT,), Grade.INDEPENDENT),
    ],
)
def test_the_best_current_file_suggests_the_grade(kinds, grade):
    assert grade_of(facts(*kinds), RULES, closing=CLOSING) is grade
    assert grade_of(facts(*kinds, dated=STALE), RULES, closing=CLOSING) is Grade.CLAIM
    assert grade_of(facts(*kinds, dated=None), RULES, closing=CLOSING) is Grade.CLAIM


def test_every_kind_of_file_has_a_grade_and_a_name():
    assert set(GRADE_OF) == set(ProofKind)
    assert {one.value for one in EvidenceKind} == {one.value for one in ProofKind}


@pytest.mark.parametrize(
    ("grade", "score"),
    [(Grade.CLAIM, 2), (Grade.DOCUMENT, 3), *((one, 4) for one in GRADES[2:])],
)
def test_a_confirmed_grade_takes_the_place_of_the_suggested_one(grade, score):
    for start in ((), (ProofKind.DOCUMENT,), (ProofKind.LOAD_TEST,)):
        ceiling = graded(ceiling_of(facts(*start), RULES, closing=CLOSING), grade, RULES)
        assert (ceiling.score, ceiling.grade) == (score, grade)


def test_no_grade_lifts_what_is_not_about_proof():
    unanswered = ceiling_of([ItemFacts("k1.a", answered=False)], RULES, closing=CLOSING)
    assert graded(unanswered, Grade.INDEPENDENT, RULES).score == 0
    assert graded(unanswered, Grade.INDEPENDENT, RULES).holds_answer
    assert graded(Ceiling(4, applies=False), Grade.CLAIM, RULES).score == 4


@given(st.lists(st.sampled_from(GRADES), min_size=1))
def test_the_middle_grade_is_one_that_was_given_and_never_above_half(grades):
    found = median_grade(grades)
    assert found in grades
    assert sum(one.rank <= found.rank for one in grades) * 2 >= len(grades)
    assert sum(one.rank < found.rank for one in grades) * 2 < len(grades)


def test_nobody_no_grade_and_the_lower_of_two():
    assert median_grade([]) is None
    assert median_grade([Grade.INDEPENDENT, Grade.CLAIM]) is Grade.CLAIM


ASKED = questionnaire(weights=(10, 10))


def compared(counting=Counting.ALL, grades=(None, None), **proofs):
    vendors = ABC[:2]
    scores = [
        GivenScore("r", vendor.key, key, given, grade=grade)
        for vendor, values in zip(vendors, ((4, 3), (3, 2)), strict=True)
        for key, given, grade in zip(("k1", "k2"), values, grades, strict=True)
    ]
    handed_in = {one.key: answered(ASKED, proofs=proofs.get(one.key, (TEST,))) for one in vendors}
    return compare(
        ASKED, vendors, closing=CLOSING, assignments=everyone(vendors, "r"), scores=scores,
        facts=handed_in, counting=counting,
    )  # fmt: skip


def test_counting_only_what_was_tested_takes_the_rest_to_nought_and_turns_the_order():
    paper = (Proof("p", ProofKind.DOCUMENT, FRESH),)
    usual = compared(a=paper)
    assert [one.total.shown for one in usual.columns] == ["3.00", "2.50"]
    assert [one.name for one in by_rank(usual).columns] == ["Arbor", "Briar"]
    strict = compared(Counting.TESTED, a=paper)
    assert [one.total.shown for one in strict.columns] == ["0.00", "2.50"]
    assert [one.name for one in by_rank(strict).columns] == ["Briar", "Arbor"]
    assert [cell.untested for row in strict.rows for cell in row.cells] == [True, False] * 2
    assert [one.base for one in strict.columns] == [0, 1]
    assert "Not tested: counts as 0 here" in strict.rows[0].cells[0].notes
    assert not any(cell.untested for row in usual.rows for cell in row.cells)


def test_what_a_reviewer_confirmed_decides_and_not_what_is_attached():
    paper = (Proof("p", ProofKind.DOCUMENT, FRESH),)
    seen = compared(Counting.TESTED, grades=(Grade.INDEPENDENT, None), a=paper)
    assert [row.cells[0].shown for row in seen.rows] == ["4.0", "0.0"]
    doubted = compared(grades=(Grade.CLAIM, Grade.TEST))
    assert [row.cells[0].shown for row in doubted.rows] == ["2.0", "3.0"]
    assert doubted.rows[0].cells[0].grade_shown == "Shown by: claim"
    assert doubted.rows[0].cells[0].limited
    assert doubted.rows[0].cells[0].ceiling_note.startswith("Limited to 2: graded as a claim")
    assert compared().rows[0].cells[0].grade_shown == "Suggested grade: test"


@given(st.lists(st.sampled_from([None, *GRADES]), min_size=2, max_size=2))
def test_the_what_if_never_gives_more_than_the_real_count(grades):
    real = compared(grades=tuple(grades))
    strict = compared(Counting.TESTED, grades=tuple(grades))
    for one, other in zip(real.columns, strict.columns, strict=True):
        assert (other.total.score or 0) <= (one.total.score or 0)
    assert strict.scores_in == real.scores_in
