"""Who scores what: a part assignment counts everywhere, and nothing outside of it does."""

from dataclasses import replace
from typing import Any

import pytest

from evaluations.actions import panel, rounds, scores
from evaluations.actions.assigning import assign
from evaluations.actions.scores import Check, Given
from evaluations.checklists import CHECKLISTS, Presence
from evaluations.models import Panelist, Score
from evaluations.queries import my_scoring
from evaluations.queries.assigning import spread_of
from evaluations.queries.judgement import (
    bench_of,
    blind_scores,
    comparison_of,
    counts_of,
    expected_of,
    rows_of,
)
from evaluations.queries.sheets import sheet_of
from portal import clock
from portal.access import Refused
from portal.audit.models import Event
from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import workspace
from tests.cast import Cast
from tests.stages import Judged, judged_at, lock_all, score_all

TOPIC = "obs.detection"


def given_by_ben(judged: Judged, cast: Cast, topic: str, *, vendor: int = 0) -> object:
    response = judged.responses[vendor]
    return scores.give(
        judged.reviewers[0],
        response,
        topic,
        Given(3, reason="Seen"),
        submission=bench_of(judged.evaluation).submissions[response.pk],
        based_on=0,
        by=cast.ben,
    )


def anew(judged: Judged) -> Judged:
    """With the reviewers as they are assigned now."""
    return replace(judged, reviewers=list(judged.evaluation.panel.all()))


def test_what_is_not_assigned_takes_nothing(in_alder: Jurisdiction, cast: Cast) -> None:
    judged = judged_at("declared", cast)
    ben, (first, second) = judged.reviewers[0], judged.responses
    topics = [one.key for one in bench_of(judged.evaluation).questionnaire.asked_criteria()]
    other = next(one for one in topics if one != TOPIC)
    foreign = next(one for one in CHECKLISTS if TOPIC not in one.criteria)
    assign(ben, topics=[TOPIC], vendors=[first.pk], by=cast.ann)
    assert isinstance(given_by_ben(judged, cast, TOPIC), Score)  # The guard lets hers through.
    with pytest.raises(Refused, match="This topic is not assigned to you"):
        given_by_ben(judged, cast, other)
    with pytest.raises(Refused, match="This vendor is not assigned to you"):
        given_by_ben(judged, cast, TOPIC, vendor=1)
    item = bench_of(judged.evaluation).questionnaire.items_of(other)[0]
    with pytest.raises(Refused, match="This topic is not assigned"):
        scores.mark(ben, first, item.key, 3, by=cast.ben)
    line = Check(foreign.key, foreign.lines[0].key, Presence.PRESENT)
    with pytest.raises(Refused, match="This topic is not assigned"):
        scores.check(ben, first, [line], by=cast.ben)
    with pytest.raises(Refused, match="This vendor is not assigned"):
        scores.confirm(
            ben,
            second,
            TOPIC,
            Given(None),
            submission=bench_of(judged.evaluation).submissions[second.pk],
            by=cast.ben,
        )
    assert Score.objects.filter(panelist=ben).count() == 1


def test_a_part_is_counted_as_a_part_and_locked_as_one(in_alder: Jurisdiction, cast: Cast) -> None:
    judged = judged_at("declared", cast)
    ben, first = judged.reviewers[0], judged.responses[0]
    given_by_ben(judged, cast, TOPIC, vendor=1)
    assign(ben, topics=[TOPIC], vendors=[first.pk], by=cast.ann)
    bench = bench_of(judged.evaluation)
    asked = len(bench.questionnaire.asked_criteria())
    # What he gave outside stays there and counts nowhere.
    assert Score.objects.filter(panelist_id=ben.pk).count() == 1
    assert counts_of(bench)[ben.pk] == 0
    assert expected_of(bench) == 2 * asked + 1
    assert spread_of(bench).load[ben.pk] == 1
    line = my_scoring.lines_of(cast.ben.pk, at=clock.now())[0]
    assert (line.done, line.total) == (0, 1)
    ben = Panelist.objects.get(pk=ben.pk)
    assert sheet_of(bench, ben).places == [(first.pk, TOPIC)]
    with pytest.raises(Refused, match="1 answer is not fully scored"):
        panel.lock(ben, by=cast.ben)
    score_all(anew(judged), [cast.ben, cast.cy], lambda *at: 4, "Seen")
    lock_all(judged, [cast.ben, cast.cy], cast)
    locked = Event.objects.filter(verb="locked her or his scores").earliest("number")
    assert locked.detail["topics"] == [TOPIC]
    with pytest.raises(Refused, match="Unlock them first"):
        assign(ben, topics=[], vendors=[], by=cast.ann)
    rounds.open_discussion(judged.evaluation, by=cast.ann)
    bench = bench_of(judged.evaluation)
    found = blind_scores(bench, rows_of(bench), only=[str(one.pk) for one in judged.responses])
    assert {at for at, all_ in found.items() if len(all_) == 2} == {(str(first.pk), TOPIC)}
    compared = comparison_of(bench)
    assert (compared.scores_in, compared.scores_expected) == (2 * asked + 1, 2 * asked + 1)


def test_discussion_waits_while_nobody_scores_a_cell(in_alder: Jurisdiction, cast: Cast) -> None:
    judged = judged_at("declared", cast, reviewers=[cast.ben])
    ben, (first, second) = judged.reviewers[0], judged.responses
    assign(ben, topics=[], vendors=[first.pk], by=cast.ann)
    score_all(anew(judged), [cast.ben], lambda *at: 3, "Seen")
    lock_all(judged, [cast.ben], cast)
    spread = spread_of(bench_of(judged.evaluation))
    asked = len(spread.thin)
    assert (spread.nobody, spread.single) == (asked, asked)
    with pytest.raises(Refused, match=rf"of {second.vendor.name}.* and {asked - 3} more.*Add a"):
        rounds.open_discussion(judged.evaluation, by=cast.ann)
    panel.unlock(ben, "He takes both.", by=cast.ann)
    # Both vendors ticked are all vendors, later ones too.
    both = assign(ben, topics=[], vendors=[first.pk, second.pk], by=cast.ann)
    assert both.vendors == []
    score_all(anew(judged), [cast.ben], lambda *at: 3, "Seen")
    lock_all(judged, [cast.ben], cast)
    rounds.open_discussion(judged.evaluation, by=cast.ann)
    with pytest.raises(Refused, match="Scoring is over"):
        assign(ben, topics=[TOPIC], vendors=[], by=cast.ann)


def test_only_what_is_there_is_assigned(in_alder: Jurisdiction, cast: Cast) -> None:
    judged = judged_at("scoring", cast)
    with pytest.raises(Refused, match="not part of the evaluation"):
        assign(judged.reviewers[0], topics=["no.such"], vendors=[], by=cast.ann)
    with pytest.raises(Refused, match="not part of the evaluation"):
        assign(judged.reviewers[0], topics=[], vendors=[10**6], by=cast.ann)


def test_the_page_assigns_and_scoring_goes_by_it(
    alder: Jurisdiction, cast: Cast, sign_in: Any
) -> None:
    with workspace(alder):
        judged = judged_at("declared", cast)
        asked = bench_of(judged.evaluation).questionnaire.asked_criteria()
    other = next(one.key for one in asked if one.key != TOPIC)
    ben, (first, second) = judged.reviewers[0], judged.responses
    ann, his = sign_in(cast.ann), sign_in(cast.ben)
    here = f"/evaluations/{judged.pk}"
    page = f"{here}/panel/{ben.pk}/assignment/"
    odd = ann.post(page, {"topics": ["no.such"]})
    assert odd.status_code == 200
    assert "no.such is not one of the available choices" in odd.text
    saved = ann.post(page, {"topics": [TOPIC], "vendors": [first.pk]}, follow=True)
    assert f"Saved what {ben.name} scores." in saved.text
    assert "scored by one reviewer only" in saved.text
    onward = his.get(f"{here}/score/next/")["Location"]
    assert onward.startswith(f"{here}/score/topics/{TOPIC}/?vendor={first.pk}")
    assert his.get(onward.partition("#")[0]).status_code == 200
    for outside in (
        f"{here}/score/topics/{TOPIC}/?vendor={second.pk}",
        f"{here}/score/vendors/{second.pk}/",
        f"{here}/score/vendors/{first.pk}/?topic={other}",
    ):
        told = his.get(outside)
        assert told.status_code == 403
        assert "not assigned to you" in told.text
