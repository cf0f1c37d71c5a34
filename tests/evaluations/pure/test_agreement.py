"""How far reviewers agree: published figures, our own vector, and what is not to be measured."""

from fractions import Fraction

import pytest

from evaluations.agreement import (
    Metric,
    agreement,
    alpha,
    jackknife,
    of_section,
    reading,
    shares,
)

N = None
PUBLISHED = tuple(
    zip(
        (1, 2, 3, 3, 2, 1, 4, 1, 2, N, N, N),
        (1, 2, 3, 3, 2, 2, 4, 1, 2, 5, N, 3),
        (N, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, N),
        (1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, N),
        strict=True,
    )
)
"""Krippendorff's example of 12 units and 4 coders, with gaps."""
OWN = (
    (3, 3, 2), (4, 4, 4), (1, 2, 1), (0, 0, N), (2, 3, 3), (4, 3, 4),
    (N, 1, 1), (2, 2, 2), (3, 4, 3), (1, 0, 1), (2, N, 2), (4, 4, 3),
)  # fmt: skip
NARROW = ((3, 3, 3),) * 25 + ((3, 3, 2),) * 5


def cells(units, criteria=4):
    return {(f"v{at // criteria}", f"k{at % criteria}"): unit for at, unit in enumerate(units)}


@pytest.mark.parametrize(
    ("units", "metric", "expected"),
    [
        (PUBLISHED, Metric.NOMINAL, 0.743421),
        (PUBLISHED, Metric.ORDINAL, 0.815388),
        (PUBLISHED, Metric.INTERVAL, 0.849107),
        (OWN, Metric.ORDINAL, 0.867397),
        (OWN, Metric.INTERVAL, 0.873446),
        (OWN, Metric.NOMINAL, 0.474178),
    ],
)
def test_alpha_of_the_vectors(units, metric, expected):
    assert float(alpha(units, metric)) == pytest.approx(expected, abs=5e-7)


def test_the_shares_and_the_jackknife_of_our_vector():
    found = shares(OWN)
    assert (found.pairs, round(float(found.exact), 4), found.within_one) == (30, 0.5333, 1)
    interval = jackknife(OWN)
    assert interval.value == pytest.approx(0.9073, abs=5e-5)
    assert interval.error == pytest.approx(0.0589, abs=5e-5)
    assert interval.low == pytest.approx(interval.value - 1.96 * interval.error)
    assert interval.high == 1.0


def test_where_all_scores_are_alike_alpha_misleads_and_the_share_stands_beside_it():
    found = agreement(cells(NARROW))
    assert round(float(found.alpha), 3) == -0.047
    assert (found.exact_shown, found.within_one_shown) == ("88%", "100%")
    assert (found.words, found.scores, found.units) == ("discuss or reword the anchors", 90, 30)


def test_what_is_undefined_is_none_and_says_why():
    same, alone = ((3, 3),) * 12, ((3, N), (2,)) * 6
    assert (alpha(same), alpha(alone), alpha(()), jackknife(same)) == (None, None, None, None)
    assert agreement(cells(same)).why_not == "All scores are the same: nothing to measure."
    assert agreement(cells(same)).exact_shown == "100%"
    assert agreement(cells(alone)).why_not.startswith("One reviewer only")
    assert agreement(cells(alone)).shares is None


def test_one_topic_alone_and_too_few_answers_are_refused():
    one_topic = {(f"v{at}", "k1"): unit for at, unit in enumerate(OWN)}
    assert (agreement(one_topic).alpha, agreement(one_topic).shares.pairs) == (None, 30)
    assert agreement(one_topic).why_not.startswith("One topic alone")
    assert agreement(cells(OWN)).alpha == alpha(OWN)
    assert agreement(cells(OWN[:11])).why_not.startswith("Too few scores to measure: 11 answers")
    assert of_section(cells(OWN)).alpha is None
    assert of_section(cells(OWN * 2)).alpha == alpha(OWN * 2)


def test_the_limits_of_the_words():
    assert reading(Fraction("0.8")) == "good"
    assert reading(Fraction("0.7999")) == reading(Fraction("0.667")) == "tentative"
    assert reading(Fraction("0.6669")) == "discuss or reword the anchors"


def test_neither_the_order_of_reviewers_nor_a_single_score_changes_alpha():
    turned = tuple(unit[::-1] for unit in reversed(OWN))
    assert alpha(turned) == alpha(OWN) == alpha((*OWN, (4, N, N)))
