"""What can't be taken is refused with a sentence, and nothing that was typed is gone."""

from typing import Any

import pytest
from lxml import html

from evaluations.actions import decisions, scores, settling
from evaluations.models import Score
from portal.access import Refused
from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import workspace
from tests.cast import Cast
from tests.deciding import approver
from tests.evaluations.scoring.test_journey import form_of
from tests.stages import judged_at

TOPIC = "obs.detection"


def test_a_score_outside_the_scale(alder: Jurisdiction, cast: Cast, sign_in: Any) -> None:
    with workspace(alder):
        judged = judged_at("declared", cast)
    ben = sign_in(cast.ben)
    url = f"/evaluations/{judged.pk}/score/topics/{TOPIC}/?vendor={judged.responses[0].pk}"
    typed = form_of(ben.get(url).content, "open") | {"value": "7", "reason": "Far too good."}
    answer = ben.post(url, typed)
    assert answer.status_code == 422
    page = html.fromstring(answer.content)
    assert "Choose a score from 0 to 4" in page.text_content()
    assert "Far too good." in page.text_content()
    with workspace(alder):
        assert not Score.objects.filter(value=7).exists()


def test_an_agreed_score_outside_the_scale(alder: Jurisdiction, cast: Cast, sign_in: Any) -> None:
    with workspace(alder):
        judged = judged_at("discussion", cast)
    url = f"/evaluations/{judged.pk}/cells/{judged.responses[0].pk}/{TOPIC}/"
    typed = {"value": "9", "reason": "We all liked it.", "present": ["Ben Kapoor"]}
    answer = sign_in(cast.ann).post(url, typed)
    assert answer.status_code == 422
    assert "from 0 to 4" in answer.content.decode()
    assert "We all liked it." in answer.content.decode()


def test_actions_refuse_it_too(in_alder: Jurisdiction, cast: Cast) -> None:
    judged = judged_at("declared", cast)
    with pytest.raises(Refused, match="from 0 to 4"):
        scores.give(
            judged.reviewers[0], judged.responses[0], TOPIC, scores.Given(7, reason="x"),
            submission=judged.responses[0].submissions.get(), based_on=0, by=cast.ben,
        )  # fmt: skip


def test_an_agreed_mark_outside_the_scale(in_alder: Jurisdiction, cast: Cast) -> None:
    judged = judged_at("discussion", cast)
    with pytest.raises(Refused, match="from 0 to 4"):
        settling.agree_mark(
            judged.evaluation, judged.responses[0], "obs.monitor_up", 9, reason="x",
            present=[], before=None, by=cast.ann,
        )  # fmt: skip


def test_a_decision_about_a_vendor_that_is_not_there(in_alder: Jurisdiction, cast: Cast) -> None:
    judged = judged_at("discussion", cast)
    said = {one.pk: decisions.Said(decisions.Outcome.ACCEPTABLE, "x") for one in judged.responses}
    decision = decisions.propose(
        judged.evaluation, said | {999_999: decisions.Said(decisions.Outcome.RECOMMENDED, "x")},
        reasons="Best.", approver=approver(), by=cast.ann,
    )  # fmt: skip
    assert set(decision.outcomes.values_list("response_id", flat=True)) == set(said)
