"""How sure the order is: chosen before scoring, and then drawn from the comparison's own figures."""

from fractions import Fraction
from typing import Any

import pytest
from lxml import html

from evaluations.actions import order, rounds
from evaluations.models import Evaluation
from evaluations.queries.judgement import bench_of, comparison_of
from evaluations.queries.order import contest_of, of_100, order_of
from evaluations.stability import stability
from portal.access import Refused
from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import workspace
from tests.cast import Cast
from tests.stages import discuss, judged_at, lock_all, round_at, score_all, sign


def text_of(response: Any) -> str:
    return " ".join(html.fromstring(response.content).text_content().split())


def test_it_is_chosen_before_scoring_and_stands_afterwards(
    alder: Jurisdiction, cast: Cast, sign_in: Any
) -> None:
    with workspace(alder):
        staged = round_at("draft", cast)
    pk = staged.evaluation.pk
    ann = sign_in(cast.ann)
    assert ann.post(f"/evaluations/{pk}/setup/order/", {"prints": "on"}).status_code == 302
    assert "Said beside the ranks" in text_of(ann.get(f"/evaluations/{pk}/setup/"))
    with workspace(alder):
        assert rounds.copy(staged.evaluation, by=cast.ann).prints_order is False
        evaluation = Evaluation.objects.get(pk=pk)
        assert (evaluation.prints_order, evaluation.order_seed) == (True, None)
        assert rounds.copy(evaluation, by=cast.ann).prints_order
        begun = round_at("scoring", cast).evaluation
        assert begun.order_seed is not None
        with pytest.raises(Refused, match="Scoring has begun"):
            order.choose(begun, prints=True, by=cast.ann)
    ann = sign_in(cast.ann)  # weeks have passed
    page = ann.get(f"/evaluations/{begun.pk}/setup/order/")
    assert "nobody is to choose it by what comes out" in text_of(page)
    ann.post(f"/evaluations/{begun.pk}/setup/order/", {"prints": "on"})
    with workspace(alder):
        assert not Evaluation.objects.get(pk=begun.pk).prints_order


def test_the_page_says_where_it_was_not_chosen_and_shows_nothing_before_discussion(
    alder: Jurisdiction, cast: Cast, sign_in: Any
) -> None:
    with workspace(alder):
        judged = judged_at("locked", cast)
    ann, url = sign_in(cast.ann), f"/evaluations/{judged.pk}/order/"
    assert ann.get(url).status_code == 403
    with workspace(alder):
        discuss(judged, [cast.ben, cast.cy], cast)
    assert "It was not chosen before scoring began" in text_of(ann.get(url))
    assert "How sure is this order" not in text_of(ann.get(f"/evaluations/{judged.pk}/compare/"))


def test_the_page_and_the_comparison_rest_on_the_same_figures(
    alder: Jurisdiction, cast: Cast, sign_in: Any
) -> None:
    with workspace(alder):
        judged = judged_at(
            "discussion", cast, vendors=3, choose=lambda who, vendor, topic: (4, 2, 1)[vendor]
        )
        Evaluation.objects.update(prints_order=True, order_seed=7)
        bench = bench_of(Evaluation.objects.select_related("round__version").get(pk=judged.pk))
        comparison = comparison_of(bench)
        found = stability(contest_of(comparison), seed=7)
        assert found is not None
        assert order_of(bench, comparison) == order_of(bench, comparison)
        totals = {one.key: one.total.score for one in comparison.columns}
        for chance in found.chances:
            assert Fraction(totals[chance.vendor] or 0) == pytest.approx(chance.total)
        ranks = {one.key: one.rank for one in comparison.columns}
        assert [ranks[one.vendor] for one in found.chances] == [1, 2, 3]
    ann = sign_in(cast.ann)
    assert "How sure is this order?" in text_of(ann.get(f"/evaluations/{judged.pk}/compare/"))
    text = text_of(ann.get(f"/evaluations/{judged.pk}/order/"))
    assert "Vendor 01 is first in 100 of 100 draws" in text
    assert "No weight of any one topic makes Vendor 01 and Vendor 02 tie." in text
    assert "No single score, moved by one point, changes who leads." in text
    assert f"Without {cast.ben}, Vendor 01 would lead" in text
    assert "Seed 7, drawn when scoring began." in text


def test_a_vendor_that_somebody_has_a_conflict_with_is_not_in_her_order(
    alder: Jurisdiction, cast: Cast, sign_in: Any
) -> None:
    with workspace(alder):
        judged = judged_at("scoring", cast, vendors=3)
        gone = judged.responses[0]
        sign(judged.reviewers[0], by=cast.ben, conflicts=[gone.pk])
        sign(judged.reviewers[1], by=cast.cy)
        people = [cast.ben, cast.cy]
        score_all(judged, people, lambda who, vendor, topic: (4, 2, 1)[vendor], "So")
        lock_all(judged, people, cast)
        discuss(judged, people, cast)
        Evaluation.objects.update(prints_order=True)
    ann, ben = sign_in(cast.ann), sign_in(cast.ben)
    url = f"/evaluations/{judged.pk}/order/"
    assert "Vendor 01" in text_of(ann.get(url))
    text = text_of(ben.get(url))
    assert "Vendor 01" not in text
    assert "Vendor 02 is first in 100 of 100 draws" in text or "Vendor 02 leads" in text
    assert "one that you declared a conflict with is left out" in text


@pytest.mark.parametrize(
    ("share", "shown"),
    [("0", "0"), ("0.004", "fewer than 1"), ("0.797", "just under 80"), ("0.8", "80"),
     ("0.8618", "86"), ("0.9999", "more than 99"), ("1", "100")],
)  # fmt: skip
def test_shares_in_words(share: str, shown: str) -> None:
    assert of_100(Fraction(share)) == shown
