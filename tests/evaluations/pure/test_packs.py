"""What is asked beside reliability has figures of its own, and moves none of reliability's."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from evaluations.comparison import Comparison, by_rank, choose, compare, lay_out
from tests.evaluations.pure.bank import (
    ABC,
    CLOSING,
    answered,
    everyone,
    item,
    questionnaire,
    scores_of,
)
from vendors.questionnaire.model import Criterion, PackName, Section

ALONE = questionnaire()
PACKED = replace(
    ALONE,
    packs=(PackName("extra", "Something else"),),
    sections=(*ALONE.sections, Section("extra.all", 9, "All", "All?")),
    criteria=(
        *ALONE.criteria,
        Criterion("extra.one", "extra.all", 0, "One", "One", 30, pack="extra"),
        Criterion("extra.two", "extra.all", 0, "Two", "Two", 10, pack="extra"),
    ),
    items=(
        *ALONE.items,
        item("extra.one.a", "extra.one", must=True),
        item("extra.two.a", "extra.two"),
    ),
)
KEYS = ("extra.one", "extra.two")
Given = list[list[int]]


def compared(given: Given, beside: Given, asked=PACKED) -> Comparison:
    """Three vendors scored by one reviewer: reliability by `given`, the pack by `beside`."""
    scores = [
        score
        for one, row in zip(ABC, given, strict=True)
        for score in scores_of(one.key, "r1", row)
    ]
    extra = [
        replace(scores_of(one.key, "r1", [value])[0], criterion=key)
        for one, row in zip(ABC, beside, strict=True)
        for key, value in zip(KEYS, row, strict=True)
    ]
    return compare(
        asked,
        ABC,
        closing=CLOSING,
        assignments=everyone(ABC, "r1"),
        scores=[*scores, *extra],
        facts={one.key: answered(asked) for one in ABC},
    )


def rows(width: int) -> st.SearchStrategy[Given]:
    return st.lists(
        st.lists(st.integers(0, 4), min_size=width, max_size=width), min_size=3, max_size=3
    )


@given(rows(7), rows(2))
def test_no_score_of_a_pack_moves_anything_of_reliability(
    reliability: Given, beside: Given
) -> None:
    found = compared(reliability, beside)
    without = compared(reliability, beside, ALONE)
    assert replace(found, packs=(), how=()) == replace(without, how=())
    (pack,) = found.packs
    for column, row in zip(pack.comparison.columns, beside, strict=True):
        one, two = row
        assert column.total.score == Decimal(30 * one + 10 * two) / 40


@given(rows(7), rows(2))
def test_no_score_of_reliability_moves_anything_of_a_pack(
    reliability: Given, beside: Given
) -> None:
    (pack,) = compared(reliability, beside).packs
    (still,) = compared([[0] * 7] * 3, beside).packs
    assert pack == still


def test_columns_of_a_pack_follow_those_of_reliability() -> None:
    found = compared([[0] * 7, [2] * 7, [1] * 7], [[2, 2], [0, 0], [1, 1]])
    ranked = by_rank(found)
    assert [one.key for one in ranked.columns] == ["b", "c", "a"]
    assert [one.key for one in ranked.packs[0].comparison.columns] == ["b", "c", "a"]
    (chosen,) = choose(found, ["c"]).packs
    assert [one.total.shown for one in chosen.comparison.columns] == ["1.00"]


def test_shares_are_of_the_pack_alone_and_nothing_lies_on_a_level() -> None:
    (pack,) = compared([[1] * 7] * 3, [[1, 1]] * 3).packs
    assert [row.share_shown for row in pack.comparison.rows] == [
        "75% of its score",
        "25% of its score",
    ]
    assert not pack.comparison.columns[0].levels
    assert PACKED.share(PACKED.criterion("k1")) == ALONE.share(ALONE.criterion("k1"))
    assert PACKED.level_of(PACKED.criterion("extra.one")).title == "Something else"


def test_before_discussion_it_is_laid_out_beside_too() -> None:
    facts = {one.key: answered(PACKED) for one in ABC}
    laid = lay_out(PACKED, ABC, closing=CLOSING, facts=facts, scores_in=0, scores_expected=0)
    assert [one.title for group in laid.packs[0].layout.groups for one in group.rows] == [
        "One",
        "Two",
    ]
    assert "extra.one" not in {one.key for group in laid.groups for one in group.rows}
