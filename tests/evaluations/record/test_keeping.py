"""How long a record is kept, and a legal hold that deletes nothing."""

from datetime import date, timedelta
from typing import Any

import pytest

from evaluations.actions import panel, records, rounds, scores
from evaluations.actions.decisions import _in_years
from evaluations.models import Evaluation, Outcome, Score, ScoreRevision
from portal import clock
from portal.access import Refused
from portal.audit.models import Event
from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import workspace
from tests import deciding
from tests.cast import Cast
from tests.evaluations.record.test_edition import officer
from tests.stages import Judged, judged_at


def decide(judged: Judged, cast: Cast) -> Evaluation:
    outcomes = {one.pk: Outcome.ACCEPTABLE for one in judged.responses}
    deciding.decide(judged.evaluation, outcomes, reasons="Best.", by=cast.ann)
    return Evaluation.objects.get(pk=judged.evaluation.pk)


@pytest.mark.parametrize("held", [True, False])
def test_under_a_hold_no_draft_is_deleted(in_alder: Jurisdiction, cast: Cast, held: bool) -> None:
    judged = judged_at("scored", cast)
    ben = judged.reviewers[0]
    score = Score.objects.filter(panelist=ben).earliest("pk")
    scores.give(
        ben, score.response, score.criterion_key, scores.Given(1, reason="On second thoughts."),
        submission=score.submission, based_on=score.version, by=cast.ben,
    )  # fmt: skip
    for place, person in zip(judged.reviewers, (cast.ben, cast.cy), strict=True):
        panel.lock(place, by=person)
    rounds.open_discussion(judged.evaluation, by=cast.ann)
    before = ScoreRevision.objects.count()
    if held:
        records.keep(judged.evaluation, until=None, held=True, reason="A suit.", by=cast.olive)
    evaluation = decide(judged, cast)
    detail = Event.objects.get(verb="decided the evaluation").detail
    assert (ScoreRevision.objects.count() == before) is (detail["drafts_deleted"] == 0)
    assert (detail["drafts_deleted"] == 0) is held
    assert evaluation.kept_until == _in_years(clock.now().date(), 7)


def test_it_is_never_shortened_into_the_past_or_under_a_hold(
    in_alder: Jurisdiction, cast: Cast
) -> None:
    evaluation = decide(judged_at("discussion", cast), cast)
    today = clock.now().date()
    assert evaluation.kept_until is not None
    later = evaluation.kept_until + timedelta(days=400)
    with pytest.raises(Refused, match="in the future"):
        records.keep(evaluation, until=date(2020, 1, 1), held=False, reason="x", by=cast.olive)
    with pytest.raises(Refused, match="Enter the day"):
        records.keep(evaluation, until=None, held=False, reason="x", by=cast.olive)
    with pytest.raises(Refused, match="Give the reason"):
        records.keep(evaluation, until=later, held=False, reason=" ", by=cast.olive)
    kept = records.keep(evaluation, until=later, held=True, reason="A suit.", by=cast.olive)
    assert (kept.held_by, kept.hold_reason) == (str(cast.olive), "A suit.")
    with pytest.raises(Refused, match="longer and not shorter"):
        records.keep(evaluation, until=today, held=True, reason="x", by=cast.olive)
    lifted = records.keep(evaluation, until=later, held=False, reason="Settled.", by=cast.olive)
    assert (lifted.held_at, lifted.hold_reason) == (None, "")


def test_the_leap_day_has_a_next_day() -> None:
    assert _in_years(date(2028, 2, 29), 7) == date(2035, 3, 1)
    assert _in_years(date(2028, 2, 28), 7) == date(2035, 2, 28)


def test_the_page_says_what_is_wrong_at_its_field(
    alder: Jurisdiction, cast: Cast, sign_in: Any
) -> None:
    officer(alder, cast.olive)
    with workspace(alder):
        evaluation = decide(judged_at("discussion", cast), cast)
    hers = sign_in(cast.olive, alder)
    url = f"/evaluations/{evaluation.pk}/records/kept/"
    wrong = hers.post(url, {"until": "2020-01-01", "held": "on", "reason": ""})
    assert wrong.status_code == 422
    for words in ("Choose a day in the future", "Say in a sentence why"):
        assert words in wrong.content.decode()
    right = {"until": f"{evaluation.kept_until}", "held": "on", "reason": "A suit is pending."}
    assert hers.post(url, right).status_code == 302
    assert "A suit is pending." in hers.get("/records/kept/").content.decode()
    assert sign_in(cast.ann, alder).get(url).status_code == 403
