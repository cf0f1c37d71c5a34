"""Tried weights on the comparison: an address, never a change, and nothing before the locks."""

import re
from typing import Any

import pytest
from lxml import html

from evaluations.queries import judgement
from evaluations.queries.reports import material_of
from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import workspace
from tests.cast import Cast
from tests.stages import Judged, judged_at

TOPIC = "obs.detection"
FORM = "Try other weights"


@pytest.fixture
def discussed(alder: Jurisdiction, cast: Cast) -> Judged:
    """The second vendor is better at detection alone, and there by far."""

    def choose(who: int, vendor: int, topic: int) -> int:
        return (topic + vendor) % 5

    with workspace(alder):
        return judged_at("discussion", cast, choose=choose)


def read(page: Any) -> str:
    return " ".join(html.fromstring(page.content).text_content().split())


def totals(page: Any) -> dict[str, str]:
    heads = html.fromstring(page.content).xpath("//table[contains(@class,'matrix')]//thead//th")
    return {
        one.xpath("./b/text()")[0]: one.xpath(".//b[@class='figure']/text()")[0]
        for one in heads
        if one.xpath("./b")
    }


def test_tried_weights_change_the_figures_say_so_and_reach_no_report(
    alder: Jurisdiction, cast: Cast, discussed: Judged, sign_in: Any
) -> None:
    ann, url = sign_in(cast.ann), f"/evaluations/{discussed.pk}/compare/"
    usual = ann.get(url)
    with workspace(alder):
        before = material_of(discussed.evaluation).comparison
    names = [
        one for one in html.fromstring(usual.content).xpath("//input/@name") if one.startswith("w-")
    ]
    assert len(names) == 11
    alone = "&".join(f"{one}={100 if one == f'w-{TOPIC}' else 0}" for one in names)
    tried = ann.get(f"{url}?{alone}")
    assert totals(tried) != totals(usual)
    assert "What if the weights were others?" in read(tried)
    assert "Nothing is saved, and reports use the set weights. Back to the set weights" in read(
        tried
    )
    assert re.search(
        r"Vendor 0[12]: (was \d, now \d|stays \d); total was \d\.\d\d, now", read(tried)
    )
    assert "What if the weights" not in read(usual)
    with workspace(alder):
        assert material_of(discussed.evaluation).comparison == before
    assert totals(ann.get(url)) == totals(usual)


def test_what_was_chosen_survives_in_links_and_forms(
    cast: Cast, discussed: Judged, sign_in: Any
) -> None:
    ann, url = sign_in(cast.ann), f"/evaluations/{discussed.pk}/compare/"
    found = html.fromstring(
        ann.get(f"{url}?group=weight&only=differences&count=tested&w-{TOPIC}=3").content
    )
    hrefs = {one.text_content().strip(): one.get("href") for one in found.xpath("//main//a[@href]")}
    assert hrefs["Back to the set weights"] == "?group=weight&only=differences&count=tested"
    assert hrefs["Count everything"] == f"?group=weight&only=differences&w-{TOPIC}=3"
    assert hrefs["Show all"] == f"?count=tested&w-{TOPIC}=3"
    sent = [dict(form.form_values()) for form in found.forms if form.get("method") == "get"]
    filters, weights = (one for one in sent if "group" in one)
    assert filters[f"w-{TOPIC}"] == weights[f"w-{TOPIC}"] == "3"
    for one in (filters, weights):
        assert (one["group"], one["only"], one["count"]) == ("weight", "differences", "tested")


def test_a_wrong_weight_costs_nothing_typed_and_changes_no_figure(
    cast: Cast, discussed: Judged, sign_in: Any
) -> None:
    ann, url = sign_in(cast.ann), f"/evaluations/{discussed.pk}/compare/"
    wrong = ann.get(f"{url}?w-{TOPIC}=a%20lot&w-prep.response=7")
    assert wrong.status_code == 422
    assert "as a whole number, such as 5" in read(wrong)
    fields = {one.name: one.value for one in html.fromstring(wrong.content).xpath("//input[@name]")}
    assert fields[f"w-{TOPIC}"] == "a lot"
    assert fields["w-prep.response"] == "7"
    assert totals(wrong) == totals(ann.get(url))
    assert "What if the weights" not in read(wrong)


def test_who_still_scores_tries_no_weights(
    alder: Jurisdiction, cast: Cast, discussed: Judged, sign_in: Any
) -> None:
    url = f"/evaluations/{discussed.pk}/compare/?w-{TOPIC}=3&group=weight"
    ben = sign_in(cast.ben)
    assert FORM in read(ben.get(url))
    with workspace(alder):
        discussed.evaluation.panel.filter(person_id=cast.ben.pk).update(locked_at=None)
    page = ben.get(url)
    assert page.status_code == 200
    assert FORM not in read(page)
    assert "What if" not in read(page)
    assert "rank" not in html.fromstring(page.content).xpath("string(//table)")
    with workspace(alder):
        judged = judged_at("locked", cast)
    early = read(sign_in(cast.ann).get(f"/evaluations/{judged.pk}/compare/?w-{TOPIC}=3"))
    assert "Answers side by side" in early
    assert FORM not in early
    assert "What if" not in early


def test_tried_weights_never_push_out_what_everybody_reads(
    cast: Cast, discussed: Judged, sign_in: Any
) -> None:
    ann, url = sign_in(cast.ann), f"/evaluations/{discussed.pk}/compare/"
    ann.get(url)
    kept = list(judgement._compared._entries)
    for weight in range(40, 52):
        ann.get(f"{url}?w-{TOPIC}={weight}")
    assert set(judgement._compared._entries) == set(kept)
    assert len(judgement._tried._entries) <= 6
