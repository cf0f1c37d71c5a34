"""Tried weights: the same scores under other weights, and who moves."""

from hypothesis import given
from hypothesis import strategies as st

from evaluations.comparison import Grouping, Only, by_rank, compare, filtered, lay_out
from evaluations.forms.what_if import TriedWeightsForm
from evaluations.what_if import changes, differing, moves, reweighed, unmoved
from tests.evaluations.pure.bank import ABC, CLOSING, answered, everyone, questionnaire, scores_of

ASKED = questionnaire(weights=(10, 30, 20))
VENDORS = ABC[:2]


def compared(weights=(), **more):
    return compare(
        reweighed(ASKED, weights),
        VENDORS,
        closing=CLOSING,
        assignments=everyone(VENDORS, "r"),
        scores=[*scores_of("a", "r", (4, 1, 2)), *scores_of("b", "r", (1, 3, 2))],
        facts={one.key: answered(ASKED) for one in VENDORS},
        **more,
    )


def test_tried_weights_turn_the_order_and_say_so():
    real, tried = compared(), compared((("k1", 90),))
    assert [one.total.shown for one in real.columns] == ["1.83", "2.33"]
    assert [one.total.shown for one in tried.columns] == ["3.07", "1.57"]
    found = moves(real, by_rank(tried))
    assert [(one.name, one.shown) for one in found] == [
        ("Arbor", "was 2, now 1"),
        ("Briar", "was 1, now 2"),
    ]
    assert not unmoved(found)
    assert unmoved(moves(real, real))
    assert changes(ASKED, (("k1", 90),)) == ("Topic 1: 10 → 90",)


def test_a_weight_as_it_is_set_is_not_tried_and_an_unknown_topic_is_ignored():
    assert differing(ASKED, {"k1": 10, "k2": 30, "gone": 4}) == ()
    assert differing(ASKED, {"k3": 0, "k1": 1}) == (("k1", 1), ("k3", 0))
    assert reweighed(ASKED, ()) is ASKED


@given(st.lists(st.integers(0, 100), min_size=3, max_size=3).filter(any))
def test_tried_weights_touch_no_cell_and_one_factor_for_all_changes_nothing(weights):
    real = compared()
    tried = compared(tuple(zip(("k1", "k2", "k3"), weights, strict=True)))
    assert [row.cells for row in tried.rows] == [row.cells for row in real.rows]
    tenfold = compared((("k1", 100), ("k2", 300), ("k3", 200)))
    assert [one.total for one in tenfold.columns] == [one.total for one in real.columns]


def test_by_weight_is_one_group_heaviest_first_under_set_and_tried_weights():
    (group,) = compared(grouping=Grouping.WEIGHT).groups
    assert [row.weight for row in group.rows] == [30, 20, 10]
    assert group.share_shown == "100% of the score"
    assert [one.shown for one in group.roll_ups] == ["1.8", "2.3"]
    tried = compared((("k1", 90),), grouping=Grouping.WEIGHT)
    assert [row.key for row in tried.rows] == ["k1", "k2", "k3"]
    left = filtered(tried, [Only.DIFFERENCES])
    assert [row.key for row in left.rows] == ["k1", "k2"]
    blind = lay_out(
        ASKED, VENDORS, closing=CLOSING, facts={}, scores_in=0, scores_expected=0,
        grouping=Grouping.WEIGHT,
    )  # fmt: skip
    assert [row.key for group in blind.groups for row in group.rows] == ["k2", "k3", "k1"]


def problems(**typed):
    form = TriedWeightsForm(
        {name.replace("_", "-"): value for name, value in typed.items()}, questionnaire=ASKED
    )
    assert form.weights == ()
    return [" ".join(one) for one in form.errors.values()]


def test_the_form_says_at_the_field_what_is_wrong_and_refuses_all_zero():
    assert problems() == problems(other="3") == problems(w_k1="10") == []
    assert problems(w_k1="ten") == ["Enter the weight of “Topic 1” as a whole number, such as 5"]
    assert problems(w_k1="9" * 9000) == problems(w_k1="1.5") == problems(w_k1="ten")
    assert problems(w_k1="-1") == ["The weight of “Topic 1” must be 0 or more"]
    assert problems(w_k2="101") == ["The weight of “Topic 2” must be 100 or less"]
    assert problems(w_k2="") == ["Enter the weight of “Topic 2”; 0 leaves it out of the sum"]
    (zero,) = problems(w_k1="0", w_k2="0", w_k3="0")
    assert zero.startswith("All weights are 0")
    tried = TriedWeightsForm({"w-k2": " 3 "}, questionnaire=ASKED)
    assert tried.weights == (("k2", 3),)
