"""The comparison and its cells: what stands there, and what it costs."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from evaluations.models import Evaluation
from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import workspace
from tests.cast import Cast
from tests.stages import Judged, discuss, judged_at, lock_all, score_all, sign
from vendors.models import Round
from vendors.questionnaire.model import Depth
from vendors.requirements import Requirements, Support

TOPIC = "obs.detection"
LISTED = "prep.response"
"""A topic with checklists."""
MOST_QUERIES = 14
"""Of any page here; the fullest is a topic of one vendor in discussion, with its checklists, findings,
questions, marks and page pictures."""
MOST_OF_COMPARISON = 12


@pytest.fixture
def discussed(alder: Jurisdiction, cast: Cast) -> Judged:
    with workspace(alder):
        return judged_at("discussion", cast, choose=lambda who, vendor, topic: (4 - vendor, 2)[who])


def test_the_comparison_shows_figures_ranges_and_what_to_discuss(
    discussed: Judged, cast: Cast, sign_in: Any
) -> None:
    page = html.fromstring(sign_in(cast.ann).get(f"/evaluations/{discussed.pk}/compare/").content)
    text = " ".join(page.text_content().split())
    assert "44 of 44 scores in" in text
    assert "rank 1" in text
    assert "2 apart: discuss" in text
    assert len(page.xpath("//svg[@role='img']|//*[local-name()='svg'][@role='img']")) == 2
    assert len(page.xpath("//table[contains(@class,'matrix')]//tbody//a")) == 22
    assert len(page.xpath("//*[contains(@class,'group')]")) >= 5


WANTED = Requirements(uptime=Decimal("99.97"), repair_s=3_600, support=Support.ALWAYS)


@pytest.mark.parametrize("stage", ["declared", "discussion"])
def test_needs_promises_and_proofs_stand_there_before_and_in_discussion(
    alder: Jurisdiction, cast: Cast, sign_in: Any, stage: str
) -> None:
    with workspace(alder):
        judged = judged_at(stage, cast, depth=Depth.FULL)
        Round.objects.update(
            requirements=WANTED.to_dict(), peak_basis="number", peak_rate=Decimal(2_000)
        )
    page = html.fromstring(sign_in(cast.ann).get(f"/evaluations/{judged.pk}/compare/").content)
    rows = {
        " ".join(row.xpath("th")[0].text_content().split()): [
            " ".join(cell.text_content().split()) for cell in row.xpath("td")
        ]
        for row in page.xpath("//tr[contains(@class, 'plain')]")
    }
    found = {name: cells for name, cells in rows.items() if not name.startswith("Must-haves")}
    assert list(found) == [
        "Tested rate Needed: 2,000 requests a second",
        "Uptime Needed: 99.97 % (allows 12.9 minutes of downtime in 30 days)",
        "Longest repair time Needed: within 1 hour",
        "Support hours Needed: 24 hours, every day",
    ]
    rate, uptime, repair, _support = found.values()
    assert rate[0].startswith("Nothing proved")
    assert "Promised: 99.95 %, counted over a calendar month, not enough" in uptime[0]
    assert uptime[0].startswith("99.")
    assert "over" in uptime[0].split("Promised")[0]
    assert "Promised: within 4 hours, not enough" in repair[0]
    assert repair[0].startswith("No outage in 12 months")
    assert {len(cells) for cells in found.values()} == {2}


def test_a_reviewer_sees_no_figure_of_a_vendor_that_she_has_a_conflict_with(
    alder: Jurisdiction, cast: Cast, sign_in: Any
) -> None:
    with workspace(alder):
        judged = judged_at("declared", cast)
        gone = judged.responses[0]
        Round.objects.update(requirements=WANTED.to_dict())
        place = next(one for one in judged.reviewers if one.person_id == cast.ben.pk)
        sign(place, by=cast.ben, conflicts=[gone.pk])
    for person, columns in ((cast.ben, 1), (cast.cy, 2)):
        page = sign_in(person).get(f"/evaluations/{judged.pk}/compare/").content
        rows = html.fromstring(page).xpath("//tr[contains(@class, 'plain')]")
        assert {len(row.xpath("td")) for row in rows} == {columns}
        assert (str(gone.vendor) in page.decode()) is (columns == 2)


def test_filters_are_addresses(discussed: Judged, cast: Cast, sign_in: Any) -> None:
    ann = sign_in(cast.ann)

    def cells(query: str) -> int:
        page = html.fromstring(ann.get(f"/evaluations/{discussed.pk}/compare/{query}").content)
        return len(page.xpath("//table[contains(@class,'matrix')]//tbody//a"))

    assert cells("?only=disagreements") == 22
    assert cells("?only=unscored") == 0
    assert cells(f"?vendor={discussed.responses[0].pk}") == 11
    assert cells("?group=section&only=differences") == 22
    assert cells("?vendor=0&vendor=x&only=nonsense") == 22


def test_a_what_if_view_counts_only_what_was_tested_and_saves_nothing(
    discussed: Judged, cast: Cast, sign_in: Any
) -> None:
    ann, url = sign_in(cast.ann), f"/evaluations/{discussed.pk}/compare/"
    usual = ann.get(url).content
    page = html.fromstring(ann.get(f"{url}?count=tested").content)
    text = " ".join(page.text_content().split())
    assert "What if only what was tested or better counted? 22 scores rest on a claim" in text
    assert text.count("Not tested: counts as 0") == 22
    totals = page.xpath("//th//b[@class='figure']/text()")
    assert totals == ["0.00", "0.00"]
    # The queue is that of the real scores, and the page without the parameter is as before.
    assert "11 scores need a discussion" in text
    assert "Not tested" not in usual.decode()
    assert "What if only" not in usual.decode()
    assert html.fromstring(ann.get(url).content).xpath(
        "//th//b[@class='figure']/text()"
    ) == html.fromstring(usual).xpath("//th//b[@class='figure']/text()")


def test_an_agreed_score_stands_in_for_the_average(
    discussed: Judged, cast: Cast, sign_in: Any
) -> None:
    ann = sign_in(cast.ann)
    url = f"/evaluations/{discussed.pk}/cells/{discussed.responses[0].pk}/{TOPIC}/"
    wrong = ann.post(url, {"value": "", "reason": "", "present": []})
    assert wrong.status_code == 422
    assert "Select the score that the panel agreed on" in wrong.content.decode()
    done = ann.post(url, {"value": "4", "reason": "Read together.", "present": ["Ben Kapoor"]})
    assert done.status_code == 302
    text = " ".join(html.fromstring(ann.get(url).content).text_content().split())
    assert "Agreed score" in text
    assert "The average was 3.0" in text
    assert "Present: Ben Kapoor" in text
    matrix = ann.get(f"/evaluations/{discussed.pk}/compare/").content.decode()
    assert "<del" in matrix
    assert "average 3.0" in matrix


def test_no_rank_while_a_score_is_missing(alder: Jurisdiction, cast: Cast, sign_in: Any) -> None:
    with workspace(alder):
        judged = judged_at("discussion", cast)
        place = judged.reviewers[0]
        place.scores.filter(criterion_key=TOPIC).update(value=None)
    page = sign_in(cast.ann).get(f"/evaluations/{judged.pk}/compare/").content.decode()
    assert "Ranks appear once all scores are in: 2 scores are missing." in page
    assert "rank 1" not in page
    assert "1 of 2 scored" in page


def test_hostile_names_stay_text(alder: Jurisdiction, cast: Cast, sign_in: Any) -> None:
    bad = "<script>alert(1)</script>"
    with workspace(alder):
        judged = judged_at("discussion", cast, reason=bad)
        judged.responses[0].vendor.__class__.objects.filter(
            pk=judged.responses[0].vendor_id
        ).update(name=bad)
    ann = sign_in(cast.ann)
    cell = f"/evaluations/{judged.pk}/cells/{judged.responses[0].pk}/{TOPIC}/"
    for url in (f"/evaluations/{judged.pk}/compare/", cell, f"/evaluations/{judged.pk}/decide/"):
        text = ann.get(url).content.decode()
        assert bad not in text
        assert "&lt;script&gt;alert(1)" in text


def test_pages_ask_the_database_as_often_for_30_vendors_as_for_1(
    alder: Jurisdiction, cast: Cast, sign_in: Any
) -> None:
    counts: dict[str, set[int]] = {}
    for vendors in (1, 3, 30):
        with workspace(alder):
            judged = judged_at("declared", cast, vendors=vendors, reviewers=[cast.ben])
        ann, ben = sign_in(cast.ann), sign_in(cast.ben)
        one = judged.responses[0].pk
        # What a submission says is read once per process; the pages that follow know it.
        ann.get(f"/evaluations/{judged.pk}/compare/")
        score(counts, ben, f"/evaluations/{judged.pk}/score/topics/{TOPIC}/?vendor={one}")
        score(counts, ben, f"/evaluations/{judged.pk}/score/topics/{LISTED}/?vendor={one}")
        score(counts, ben, f"/evaluations/{judged.pk}/score/vendors/{one}/")
        score(counts, ben, f"/evaluations/{judged.pk}/score/lock/")
        score(counts, ben, "/scoring/")
        score(counts, ann, f"/evaluations/{judged.pk}/panel/")
        score(counts, ann, f"/evaluations/{judged.pk}/not-applicable/")
        score(counts, ann, f"/evaluations/{judged.pk}/compare/")
        score(counts, ann, f"/evaluations/{judged.pk}/search/?q=yes")
        score(counts, ann, f"/evaluations/{judged.pk}/cells/{one}/{TOPIC}/")
        with workspace(alder):
            score_all(judged, [cast.ben], lambda who, vendor, topic: vendor % 5, "So")
            lock_all(judged, [cast.ben], cast)
            discuss(judged, [cast.ben], cast)
            Evaluation.objects.filter(pk=judged.pk).update(prints_order=True)
        score(counts, ann, f"/evaluations/{judged.pk}/compare/#after")
        score(counts, ann, f"/evaluations/{judged.pk}/order/")
        score(counts, ann, f"/evaluations/{judged.pk}/cells/{one}/{TOPIC}/#after")
        score(counts, ann, f"/evaluations/{judged.pk}/cells/{one}/{LISTED}/#after")
        score(counts, ann, f"/evaluations/{judged.pk}/compare/?count=tested")
        score(counts, ann, f"/evaluations/{judged.pk}/findings/{one}/")
        score(counts, ann, f"/evaluations/{judged.pk}/discussion/")
        score(counts, ann, f"/evaluations/{judged.pk}/decide/")
    assert {page: found for page, found in counts.items() if len(found) > 1} == {}
    assert max(max(found) for found in counts.values()) <= MOST_QUERIES, counts
    compared = {page: found for page, found in counts.items() if "/compare/" in page}
    assert max(max(found) for found in compared.values()) <= MOST_OF_COMPARISON, compared


def score(counts: dict[str, set[int]], client: Client, url: str) -> None:
    page = "".join("n" if one.isdecimal() else one for one in url)
    page = page.replace("nn", "n").replace("nn", "n")
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    asked = [one for one in queries if not one["sql"].startswith("SET search_path")]
    counts.setdefault(page, set()).add(len(asked))
