"""Signing, scoring, locking and agreeing: each action holds its rule whatever page asks."""

import re
from datetime import timedelta

import pytest

from evaluations.actions import panel, rounds, scores
from evaluations.actions.scores import Given, ScoreConflict
from evaluations.models import Outcome, Panelist, Score
from evaluations.queries.judgement import bench_of
from evaluations.queries.sheets import pace_of, sheet_of
from portal import clock
from portal.access import Refused
from portal.audit.models import Event
from portal.outbox.models import Mail
from portal.tenancy.models import Jurisdiction
from tests import deciding
from tests.cast import Cast
from tests.stages import Judged, judged_at, sign

TOPIC = "obs.detection"


def give(judged: Judged, place: int, cast: Cast, given: Given, *, based_on: int = 0) -> object:
    response = judged.responses[0]
    return scores.give(
        judged.reviewers[place],
        response,
        TOPIC,
        given,
        submission=bench_of(judged.evaluation).submissions[response.pk],
        based_on=based_on,
        by=(cast.ben, cast.cy)[place],
    )


def test_nobody_scores_for_another(in_alder: Jurisdiction, cast: Cast) -> None:
    judged = judged_at("declared", cast)
    with pytest.raises(Refused, match="herself"):
        scores.mark(judged.reviewers[0], judged.responses[0], "obs.alert_oncall", 4, by=cast.cy)
    with pytest.raises(Refused, match="herself"):
        panel.lock(judged.reviewers[0], by=cast.ann)
    with pytest.raises(Refused, match="herself"):
        sign(judged.reviewers[0], by=cast.ann)


def test_nobody_scores_before_signing(in_alder: Jurisdiction, cast: Cast) -> None:
    judged = judged_at("scoring", cast)
    with pytest.raises(Refused, match="Sign the declaration"):
        give(judged, 0, cast, Given(3))


def test_a_second_window_loses_nothing(in_alder: Jurisdiction, cast: Cast) -> None:
    judged = judged_at("declared", cast)
    first = give(judged, 0, cast, Given(3, reason="First"))
    assert isinstance(first, Score)
    late = give(judged, 0, cast, Given(1, reason="Second"))
    assert isinstance(late, ScoreConflict)
    assert (late.theirs.reason, late.mine.reason) == ("First", "Second")
    second = give(judged, 0, cast, Given(1, reason="Second"), based_on=1)
    assert isinstance(second, Score)
    assert [one.reason for one in second.revisions.all()] == ["Second", "First"]


def test_a_score_keeps_what_its_reader_read(in_alder: Jurisdiction, cast: Cast) -> None:
    judged = judged_at("declared", cast)
    score = give(judged, 0, cast, Given(3))
    assert isinstance(score, Score)
    assert score.submission is not None
    assert score.submission.response_id == judged.responses[0].pk
    assert re.fullmatch("[0-9a-f]{64}", score.criterion_digest)


def test_marks_of_other_topics_are_refused(in_alder: Jurisdiction, cast: Cast) -> None:
    judged = judged_at("declared", cast)
    response = judged.responses[0]
    with pytest.raises(Refused, match="not asked"):
        scores.give(
            judged.reviewers[0],
            response,
            TOPIC,
            Given(3),
            submission=bench_of(judged.evaluation).submissions[response.pk],
            marks={"sla.uptime": 4},
            based_on=0,
            by=cast.ben,
        )


def test_an_unfinished_sheet_is_not_locked(in_alder: Jurisdiction, cast: Cast) -> None:
    judged = judged_at("declared", cast)
    give(judged, 0, cast, Given(3))
    with pytest.raises(Refused, match="22 answers are not fully scored"):
        panel.lock(judged.reviewers[0], by=cast.ben)
    sheet = sheet_of(bench_of(judged.evaluation), judged.reviewers[0])
    assert {lack.why for lack in sheet.lacks()} == {"no score yet", "no reason yet"}


def test_a_must_have_needs_its_mark_unless_it_is_beyond_judgement(
    in_alder: Jurisdiction, cast: Cast
) -> None:
    judged = judged_at("declared", cast)
    give(judged, 0, cast, Given(3, reason="Well shown"))

    def lacking() -> str:
        sheet = sheet_of(bench_of(judged.evaluation), judged.reviewers[0])
        mine = [
            one.why
            for one in sheet.lacks()
            if (one.criterion.key, one.response) == (TOPIC, judged.responses[0])
        ]
        return "".join(mine)

    assert lacking() == "a must-have has no mark yet"
    give(judged, 0, cast, Given(None, cannot_judge=True), based_on=1)
    assert lacking() == ""


def test_a_locked_sheet_opens_only_with_a_reason(in_alder: Jurisdiction, cast: Cast) -> None:
    judged = judged_at("locked", cast)
    first = judged.reviewers[0]
    assert first.sheet_root
    with pytest.raises(Refused, match="You locked"):
        give(judged, 0, cast, Given(0), based_on=1)
    with pytest.raises(Refused, match="Say why"):
        panel.unlock(first, " ", by=cast.ann)
    panel.ask_to_unlock(first, "I mixed up two vendors.", by=cast.ben)
    asked = Mail.objects.filter(kind="unlock_asked").get()
    assert asked.to == "ann@alder.example"
    assert "I mixed up two vendors." in asked.text
    panel.unlock(first, "He mixed up two vendors.", by=cast.ann)
    assert isinstance(give(judged, 0, cast, Given(0, reason="Swapped"), based_on=1), Score)
    event = Event.objects.filter(verb="unlocked a reviewer’s scores").get()
    assert event.detail["reason"] == "He mixed up two vendors."


def test_discussion_waits_for_the_last_sheet(in_alder: Jurisdiction, cast: Cast) -> None:
    judged = judged_at("scored", cast)
    panel.lock(judged.reviewers[0], by=cast.ben)
    with pytest.raises(Refused, match="not locked"):
        rounds.open_discussion(judged.evaluation, by=cast.ann)
    assert panel.remind(judged.evaluation, by=cast.ann) == 1
    assert Mail.objects.filter(kind="reviewer_reminded").get().to == cast.cy.email
    panel.lock(judged.reviewers[1], by=cast.cy)
    rounds.open_discussion(judged.evaluation, by=cast.ann)
    with pytest.raises(Refused, match="until discussion opens"):
        panel.unlock(judged.reviewers[0], "Too late.", by=cast.ann)


def test_scoring_needs_somebody_who_scores(in_alder: Jurisdiction, cast: Cast) -> None:
    judged = judged_at("scoring", cast)
    assert Mail.objects.filter(kind="scoring_begun").count() == 2
    with pytest.raises(Refused, match="begun already"):
        rounds.begin_scoring(judged.evaluation, by=cast.ann)
    with pytest.raises(Refused, match="No reviewer"):
        judged_at("scoring", cast, reviewers=[])


def test_a_conflict_stays_in_later_declarations(in_alder: Jurisdiction, cast: Cast) -> None:
    judged = judged_at("scoring", cast)
    kept_away, other = judged.responses
    place = judged.reviewers[0]
    sign(place, by=cast.ben, conflicts=[kept_away.pk])
    sign(place, by=cast.ben)
    declaration = panel.declaration_of(place)
    assert declaration is not None
    assert declaration.conflicts == [kept_away.pk]
    assert place.declarations.count() == 2
    assert sheet_of(bench_of(judged.evaluation), place).vendors == (other,)
    with pytest.raises(Refused, match="conflict"):
        give(judged, 0, cast, Given(4))


def test_agreeing_belongs_to_discussion(in_alder: Jurisdiction, cast: Cast) -> None:
    judged = judged_at("locked", cast)

    def agree(reason: str = "We read it together.") -> int:
        made = scores.agree(
            judged.evaluation,
            judged.responses[0],
            TOPIC,
            3,
            reason=reason,
            present=["Ben Kapoor"],
            before=None,
            by=cast.ann,
        )
        return made.number

    with pytest.raises(Refused, match="at the stage Discussion"):
        agree()
    rounds.open_discussion(judged.evaluation, by=cast.ann)
    with pytest.raises(Refused, match="Say in a sentence"):
        agree(" ")
    assert (agree(), agree()) == (1, 2)
    assert Score.objects.filter(criterion_key=TOPIC, value=3).count() < 4


def test_deciding_needs_an_outcome_for_each_and_no_conflict(
    in_alder: Jurisdiction, cast: Cast
) -> None:
    judged = judged_at("discussion", cast, reviewers=[cast.ben, cast.ann])
    first, second = judged.responses
    with pytest.raises(Refused, match="1 have none yet"):
        deciding.decide(
            judged.evaluation, {first.pk: Outcome.RECOMMENDED}, reasons="Best.", by=cast.ann
        )
    both = {first.pk: Outcome.RECOMMENDED, second.pk: Outcome.ACCEPTABLE}
    with pytest.raises(Refused, match="reasons"):
        deciding.decide(judged.evaluation, both, reasons=" ", by=cast.ann)
    sign(Panelist.objects.get(person_id=cast.ann.pk), by=cast.ann, conflicts=[first.pk])
    with pytest.raises(Refused, match="somebody else has to decide"):
        deciding.decide(judged.evaluation, both, reasons="Best.", by=cast.ann)


@pytest.mark.django_db
def test_pace_is_the_usual_time_between_saves() -> None:
    start = clock.now()
    minutes = [0, 3, 6, 10, 200, 203]
    saved = [start + timedelta(minutes=one) for one in minutes]
    assert pace_of(saved) == timedelta(minutes=3)
    assert pace_of(saved[:2]) is None
    assert pace_of([]) is None
