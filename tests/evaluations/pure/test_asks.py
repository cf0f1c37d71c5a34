"""What to ask for: gaps from the base up, each with its next anchor and its proof."""

from dataclasses import replace

from evaluations.asks import asks_of
from evaluations.comparison import GivenMark, compare
from evaluations.scoring import ItemFacts
from tests.evaluations.pure.bank import (
    ABC,
    CLOSING,
    TEST,
    everyone,
    item,
    questionnaire,
    scores_of,
)

ITEMS = (
    item("k1.a", "k1"),
    item("k1.must", "k1", must=True),
    item("k2.a", "k2"),
    item("k3.a", "k3"),
)
ASKED = questionnaire((2, 5, 9), levels=(1, 2, 1), items=ITEMS)


def fact(key, *, answered=True, proofs=(TEST,), na=False):
    return ItemFacts(key, answered, key == "k1.must", None, tuple(proofs), na)


def asks(facts, scores=(2, 2, 2), marks=None):
    marks = marks or {}
    found = compare(
        ASKED,
        ABC[:1],
        closing=CLOSING,
        assignments=everyone(ABC[:1], "r1"),
        scores=scores_of("a", "r1", scores),
        facts={"a": facts},
        marks=[GivenMark("r1", "a", key, mark) for key, mark in marks.items()],
    )
    by_item = {key: [mark] for key, mark in marks.items()}
    return asks_of(ASKED, found, "a", facts=facts, marks=by_item)


ALL = tuple(fact(one.key) for one in ITEMS)


def test_base_first_then_must_haves_then_weight():
    assert [one.item for one in asks(ALL)] == ["k1.must", "k3.a", "k1.a", "k2.a"]


def test_each_gap_asks_for_its_next_anchor_and_names_the_proof():
    marks = {"k1.a": 1, "k1.must": 3, "k2.a": 4, "k3.a": 3}
    (ask,) = asks(ALL, marks=marks)
    assert (ask.item, ask.score, ask.target) == ("k1.a", 1, 2)
    assert (ask.request, ask.proof) == ("k1.a at 2", "Proof of k1.a")
    assert ask.standing == "1 Weak"
    assert (ask.level_title, ask.criterion_title) == ("Level 1", "Topic 1")


def test_nothing_is_asked_of_a_vendor_that_is_solid_throughout():
    assert asks(ALL, scores=(3, 4, 3)) == ()


def test_an_unanswered_item_is_always_a_gap():
    facts = (*ALL[:2], fact("k2.a", answered=False, proofs=()), ALL[3])
    (ask,) = asks(facts, scores=(3, 4, 3))
    assert (ask.item, ask.standing, ask.target) == ("k2.a", "Not answered", 1)
    assert ask.limit == "Limited to 0: nothing was answered"


def test_a_failed_must_have_is_a_gap_whatever_its_topic_scores():
    marks = {"k1.a": 4, "k1.must": 1, "k2.a": 4, "k3.a": 4}
    (ask,) = asks(ALL, scores=(4, 4, 4), marks=marks)
    assert (ask.item, ask.must_have) == ("k1.must", True)


def test_what_does_not_apply_is_not_asked_for():
    facts = (*ALL[:2], replace(ALL[2], not_applicable=True), ALL[3])
    assert [one.item for one in asks(facts)] == ["k1.must", "k3.a", "k1.a"]


def test_a_good_answer_without_proof_is_a_quick_win():
    facts = (*ALL[:2], fact("k2.a", proofs=()), ALL[3])
    marks = {"k1.a": 3, "k1.must": 3, "k2.a": 2, "k3.a": 3}
    (ask,) = asks(facts, scores=(3, 4, 3), marks=marks)
    assert (ask.item, ask.quick_win) == ("k2.a", True)
    assert ask.standing == "2 Partial, no proof attached"
    assert ask.limit == "Limited to 2: no proof attached"


def test_a_strong_answer_that_nothing_shows_lacks_its_proof_and_not_the_next_step():
    facts = (*ALL[:2], fact("k2.a", proofs=()), ALL[3])
    marks = {"k1.a": 3, "k1.must": 3, "k2.a": 4, "k3.a": 3}
    (ask,) = asks(facts, scores=(3, 4, 3), marks=marks)
    assert (ask.item, ask.target, ask.request) == ("k2.a", 4, "k2.a at 4")
    assert (ask.proof, ask.quick_win) == ("Proof of k2.a", True)


def test_an_agreed_mark_stands_above_the_marks():
    found = compare(
        ASKED,
        ABC[:1],
        closing=CLOSING,
        assignments=everyone(ABC[:1], "r1"),
        scores=scores_of("a", "r1", (3, 3, 3)),
        facts={"a": ALL},
    )
    agreed = asks_of(ASKED, found, "a", facts=ALL, marks={"k2.a": [1]}, agreed_marks={"k2.a": 3})
    given = asks_of(ASKED, found, "a", facts=ALL, marks={"k2.a": [1]})
    assert [one.item for one in agreed] == []
    assert [one.item for one in given] == ["k2.a"]
