"""A topic opens only while every sheet that scores it can change, and no sheet locks over it."""

from datetime import timedelta
from typing import Any

import pytest

from evaluations import rules
from evaluations.actions import assigning, panel, reopening
from portal import clock
from portal.access import Refused, Verdict
from portal.accounts.models import User
from portal.tenancy.models import Jurisdiction
from tests.cast import Cast
from tests.stages import Judged, judged_at, put_clock_right
from vendors.actions import reopenings
from vendors.models import Reopening, Response

TOPIC, OTHER = "cloud.elasticity", "sla.objectives"
ASKED = "Which limits hold at night?"
TIME = timedelta(days=2)

pytestmark = pytest.mark.usefixtures("_put_right")


@pytest.fixture
def _put_right(db: None) -> Any:
    yield
    put_clock_right()


def ask(judged: Judged, cast: Cast, response: Response | None = None) -> Reopening:
    return reopening.ask(
        judged.evaluation,
        response or judged.responses[0],
        TOPIC,
        ASKED,
        clock.now() + TIME,
        by=cast.ann,
    )


def lead_of(response: Response) -> User:
    return User.objects.get(pk=response.members.get().person_id)


def test_no_sheet_locks_over_an_open_topic(in_alder: Jurisdiction, cast: Cast) -> None:
    judged = judged_at("scored", cast)
    ben, cy = judged.reviewers
    made = ask(judged, cast)
    for one, person in ((ben, cast.ben), (cy, cast.cy)):
        with pytest.raises(Refused, match="can answer until"):
            panel.lock(one, by=person)
    reopenings.hand_in(made, by=lead_of(judged.responses[0]))
    assert panel.lock(ben, by=cast.ben).locked_at
    # And none opens over a locked one.
    with pytest.raises(Refused, match=r"Ben .*locked scores"):
        ask(judged, cast)
    panel.unlock(ben, "A topic is asked about again.", by=cast.ann)
    again = ask(judged, cast)
    with pytest.raises(Refused, match="can answer until"):
        panel.lock(ben, by=cast.ben)
    reopenings.stop(again, by=cast.ann)
    assert panel.lock(ben, by=cast.ben).locked_at


def test_the_twin_without_the_rules(
    in_alder: Jurisdiction, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    judged = judged_at("scored", cast)
    ben = judged.reviewers[0]
    monkeypatch.setattr(rules, "may_lock_over", lambda *_: Verdict())
    monkeypatch.setattr(rules, "may_reopen", lambda *_: Verdict())
    ask(judged, cast)
    assert panel.lock(ben, by=cast.ben).locked_at
    ask(judged, cast, judged.responses[1])
    assert Reopening.objects.count() == 2


def test_a_time_that_is_over_keeps_nobody_from_locking(in_alder: Jurisdiction, cast: Cast) -> None:
    judged = judged_at("scored", cast)
    made = ask(judged, cast)
    clock.move(timedelta(days=15) + TIME + timedelta(minutes=1))
    assert panel.lock(judged.reviewers[0], by=cast.ben).locked_at
    with pytest.raises(Refused, match="closed again"):
        reopenings.hand_in(made, by=lead_of(judged.responses[0]))


def test_a_sheet_that_does_not_score_the_topic_stands_apart(
    in_alder: Jurisdiction, cast: Cast
) -> None:
    judged = judged_at("scored", cast)
    ben, cy = judged.reviewers
    assigning.assign(ben, topics=[OTHER], vendors=[], by=cast.ann)
    ben.refresh_from_db()
    panel.lock(ben, by=cast.ben)
    ask(judged, cast)
    panel.unlock(ben, "To look once more.", by=cast.ann)
    assert panel.lock(ben, by=cast.ben).locked_at
    with pytest.raises(Refused, match="can answer until"):
        panel.lock(cy, by=cast.cy)


def test_no_topic_opens_once_scoring_is_over(in_alder: Jurisdiction, cast: Cast) -> None:
    judged = judged_at("discussion", cast)
    with pytest.raises(Refused, match="Scoring is over"):
        ask(judged, cast)
    elsewhere = judged_at("declared", cast)
    with pytest.raises(Refused, match="not part of"):
        ask(judged, cast, elsewhere.responses[0])
    assert not Reopening.objects.exists()
