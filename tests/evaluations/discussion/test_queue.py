"""The queue of the discussion: why a cell stands there, and who is left out of it."""

from typing import Any

import pytest
from lxml import html

from evaluations.actions import panel, scores
from evaluations.actions.scores import Given
from evaluations.queries.judgement import bench_of
from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import workspace
from tests.cast import Cast
from tests.stages import Judged, discuss, judged_at, lock_all, sign

pytestmark = pytest.mark.django_db


def entries(client: Any, pk: int, query: str = "") -> list[str]:
    page = html.fromstring(client.get(f"/evaluations/{pk}/discussion/{query}").content)
    found = page.xpath("//ol[contains(@class,'tasks')]/li")
    return [" ".join(one.text_content().split()) for one in found]


def close_call(who: int, vendor: int, topic: int) -> int:
    """Everything level but one cell of the first vendor, on which reviewers are apart."""
    return (1, 4)[who] if (vendor, topic) == (0, 3) else 3


def test_reasons_stand_in_words_and_what_was_agreed_leaves_the_queue(
    alder: Jurisdiction, cast: Cast, sign_in: Any
) -> None:
    with workspace(alder):
        judged = judged_at("discussion", cast, choose=close_call)
        bench = bench_of(judged.evaluation)
        topic = bench.questionnaire.asked_criteria()[3]
    ann = sign_in(cast.ann)
    first = entries(ann, judged.pk)[0]
    assert first.startswith(f"{topic.title}, Vendor 01")
    assert "Could change who leads: with 4, Vendor 01 would lead." in first
    assert "Reviewers are 3 apart: 1 to 4." in first
    assert entries(ann, judged.pk, "?why=spread")[0] == first
    assert not entries(ann, judged.pk, "?why=unsure")
    assert not entries(ann, judged.pk, "?state=agreed")
    with workspace(alder):
        scores.agree(
            judged.evaluation, judged.responses[0], topic.key, 4, reason="Seen again",
            present=["Ben Kapoor"], before=None, by=cast.ann,
        )  # fmt: skip
    assert not any(one.startswith(topic.title) for one in entries(ann, judged.pk))
    (agreed,) = entries(ann, judged.pk, "?state=agreed")
    assert "agreed 4.0, the average was 2.5" in agreed
    assert "Agreed" in agreed


def test_a_reviewers_doubt_is_a_reason_and_reads_no_query_more(
    alder: Jurisdiction, cast: Cast, sign_in: Any, django_assert_max_num_queries: Any
) -> None:
    with workspace(alder):
        judged = judged_at("scored", cast, vendors=3, choose=lambda who, vendor, topic: vendor + 2)
        bench = bench_of(judged.evaluation)
        topic = bench.questionnaire.asked_criteria()[0]
        doubt(judged, topic.key, cast)
        people = [cast.ben, cast.cy]
        lock_all(judged, people, cast)
        discuss(judged, [], cast)
    ann = sign_in(cast.ann)
    (found,) = entries(ann, judged.pk, "?why=unsure")
    assert "1 of 2 reviewers is not sure." in found
    with django_assert_max_num_queries(12):
        ann.get(f"/evaluations/{judged.pk}/discussion/")


def test_the_recused_neither_see_nor_infer_the_vendor_that_is_kept_from_them(
    alder: Jurisdiction, cast: Cast, sign_in: Any
) -> None:
    with workspace(alder):
        judged = judged_at("scored", cast, vendors=2, choose=close_call)
        cy = next(one for one in judged.reviewers if one.person_id == cast.cy.pk)
        sign(cy, by=cast.cy, conflicts=[judged.responses[1].pk])
        for panelist, person in zip(judged.reviewers, [cast.ben, cast.cy], strict=True):
            panel.lock(panelist, by=person)
        discuss(judged, [], cast)
    seen, kept_from = (" ".join(entries(sign_in(one), judged.pk)) for one in (cast.ben, cast.cy))
    assert "Could change who leads: with 4, Vendor 01 would lead." in seen
    assert "Reviewers are 3 apart" in kept_from
    assert "Vendor 02" not in kept_from
    assert "lead" not in kept_from


def doubt(judged: Judged, topic: str, cast: Cast) -> None:
    bench = bench_of(judged.evaluation)
    response = judged.responses[1]
    ben = next(one for one in judged.reviewers if one.person_id == cast.ben.pk)
    scores.give(
        ben,
        response,
        topic,
        Given(3, reason="Perhaps", confidence="low", lifted_by="Demo on site"),
        submission=bench.submissions[response.pk],
        based_on=1,
        by=cast.ben,
    )
