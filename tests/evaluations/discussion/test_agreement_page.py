"""How far reviewers agree, on the page of the discussion."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from evaluations.actions import panel, scores
from evaluations.queries.judgement import bench_of, blind_scores, rows_of
from evaluations.queries.reports import material_of
from portal import clock
from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import workspace
from tests.cast import Cast
from tests.stages import judged_at, sign

TOPIC = "obs.detection"

pytestmark = pytest.mark.django_db


def discussion(client: Any, pk: int) -> str:
    return " ".join(client.get(f"/evaluations/{pk}/discussion/").content.decode().split())


def test_shares_and_figure_stand_below_the_queue(
    alder: Jurisdiction, cast: Cast, sign_in: Any
) -> None:
    with workspace(alder):
        judged = judged_at("discussion", cast, choose=lambda who, vendor, topic: (who + topic) % 5)
    page = discussion(sign_in(cast.ann), judged.pk)
    assert "pairs of scores, 0% are the same" in page
    assert "Agreement beyond chance" in page


def test_scores_that_are_all_the_same_are_said_to_be_so(
    alder: Jurisdiction, cast: Cast, sign_in: Any
) -> None:
    with workspace(alder):
        judged = judged_at("discussion", cast, choose=lambda who, vendor, topic: 3)
    page = discussion(sign_in(cast.ann), judged.pk)
    assert "100% are the same" in page
    assert "All scores are the same: nothing to measure." in page
    assert "beyond chance: <b>" not in page


def test_a_panel_of_one_has_nothing_to_compare(
    alder: Jurisdiction, cast: Cast, sign_in: Any
) -> None:
    with workspace(alder):
        judged = judged_at("discussion", cast, reviewers=[cast.ben])
    assert "Scored by one person, so there is nothing to compare." in discussion(
        sign_in(cast.ann), judged.pk
    )


def test_what_was_agreed_changes_nothing_of_it(alder: Jurisdiction, cast: Cast) -> None:
    with workspace(alder):
        judged = judged_at("discussion", cast)
        bench = bench_of(judged.evaluation)
        keys = [str(one.pk) for one in judged.responses]
        before = blind_scores(bench, rows_of(bench), only=keys)
        scores.agree(
            judged.evaluation,
            judged.responses[0],
            TOPIC,
            4,
            reason="Seen again together",
            present=["Ben Kapoor"],
            before=None,
            by=cast.ann,
        )
        assert blind_scores(bench, rows_of(bench), only=keys) == before
        assert {whom for whom, _what in blind_scores(bench, rows_of(bench), only=keys[:1])} == {
            keys[0]
        }


def test_marks_of_the_recused_reach_no_report(alder: Jurisdiction, cast: Cast) -> None:
    with workspace(alder):
        judged = judged_at("scored", cast, choose=lambda who, vendor, topic: 1 + who)
        cy = next(one for one in judged.reviewers if one.person_id == cast.cy.pk)
        sign(cy, by=cast.cy, conflicts=[judged.responses[0].pk])
        for panelist, person in zip(judged.reviewers, [cast.ben, cast.cy], strict=True):
            panel.lock(panelist, by=person)
        marks = material_of(judged.evaluation).marks
        mine = {mark for given in marks[str(judged.responses[0].pk)].values() for mark in given}
        both = {mark for given in marks[str(judged.responses[1].pk)].values() for mark in given}
    assert mine == {1}
    assert both == {1, 2}


def test_day_and_place_of_the_meeting_stand_beside_the_agreed_score(
    alder: Jurisdiction, cast: Cast, sign_in: Any
) -> None:
    with workspace(alder):
        judged = judged_at("discussion", cast)
        today = clock.now().astimezone(ZoneInfo(alder.time_zone)).date()
    ann, url = (
        sign_in(cast.ann),
        f"/evaluations/{judged.pk}/cells/{judged.responses[0].pk}/{TOPIC}/",
    )
    typed = {
        "value": "3",
        "reason": "Seen again together",
        "present": ["Ben Kapoor"],
        "place": "Room 204, County Hall",
        "met_on": (today + timedelta(days=1)).isoformat(),
    }
    refused = ann.post(url, typed)
    assert refused.status_code == 422
    assert "The meeting can’t lie in the future" in refused.content.decode()
    assert "Room 204, County Hall" in refused.content.decode()
    assert ann.post(url, typed | {"met_on": today.isoformat()}).status_code == 302
    page = " ".join(ann.get(url).content.decode().split())
    assert f"Met on {today:%b} {today.day}, {today.year}, Room 204, County Hall" in page
