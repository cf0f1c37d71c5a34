"""Two sample answers: chosen before scoring, placed alone, shown to whoever placed them herself."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from evaluations import rules
from evaluations.actions import calibration, panel, rounds
from evaluations.actions.calibration import Placed
from evaluations.anchors import PROPOSED
from evaluations.models import CalibrationScore, Evaluation, Panelist
from evaluations.queries.judgement import bench_of, blind_scores, comparison_of, counts_of, rows_of
from portal.access import ALLOWED, Refused
from portal.accounts.models import User
from portal.audit.models import Event
from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import workspace
from tests.cast import Cast
from tests.stages import Judged, discuss, judged_at, lock_all, round_at, score_all, sign

CHOSEN = PROPOSED["obs.detection"]
GIVEN = {
    "value_0": "2",
    "reason_0": "A heron looks at it",
    "value_1": "4",
    "reason_1": "Two services and a rota",
}
MEANT = "Meant to get 1 Weak."


def text_of(response: Any) -> str:
    return " ".join(html.fromstring(response.content).text_content().split())


def with_samples(stage: str, cast: Cast) -> Judged:
    """An evaluation at a stage, whose sample answers were chosen before."""
    judged = judged_at(stage, cast)
    Evaluation.objects.filter(pk=judged.pk).update(calibration=CHOSEN.keep())
    return judged


def place(panelist: Panelist, *values: int, by: User) -> None:
    calibration.place(panelist, [Placed(one, "Read so") for one in values], by=by)


def test_a_coordinator_chooses_a_topic_and_words_both_answers(
    alder: Jurisdiction, cast: Cast, sign_in: Any
) -> None:
    with workspace(alder):
        evaluation = round_at("draft", cast).evaluation
    ann, url = sign_in(cast.ann), f"/evaluations/{evaluation.pk}/setup/samples/"
    assert "Answer A" not in text_of(ann.get(url))
    page = html.fromstring(ann.get(url + "?topic=obs.detection").content)
    (form,) = page.xpath("//form[.//textarea]")
    filled = dict(form.form_values())
    assert filled["text_1"].strip().startswith("Two outside services")
    assert (filled["intended_0"], filled["intended_1"]) == ("1", "3")
    wrong = ann.post(url, filled | {"intended_0": "7", "why_1": " ", "text_0": "A heron"})
    for sentence in ("Choose a score from 0 to 4", "why answer B gets this score", "A heron"):
        assert sentence in text_of(wrong)
    assert "A heron" in text_of(ann.post(url, filled | {"topic": "none", "text_0": "A heron"}))
    assert ann.post(url, filled | {"text_0": "A heron"}).status_code == 302
    assert "Two on" in text_of(ann.get(f"/evaluations/{evaluation.pk}/setup/"))
    with workspace(alder):
        evaluation.refresh_from_db()
        assert evaluation.calibration["answers"][0]["text"] == "A heron"
        assert rounds.copy(evaluation, by=cast.ann).calibration == evaluation.calibration
        event = Event.objects.get(detail__what="sample answers")
        assert event.detail == {"what": "sample answers", "topic": "obs.detection"}
    assert ann.post(url, {"_none": "1"}).status_code == 302
    with workspace(alder):
        evaluation.refresh_from_db()
        assert evaluation.calibration == {}
        begun = round_at("scoring", cast).evaluation
        with pytest.raises(Refused, match="Scoring has begun"):
            calibration.choose(begun, CHOSEN, by=cast.ann)


def test_nobody_sees_how_others_placed_the_answers_before_her_own(
    alder: Jurisdiction, cast: Cast, sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with workspace(alder):
        judged = with_samples("declared", cast)
        before = _counted(judged)
    url = f"/evaluations/{judged.pk}/samples/"
    ann, ben, cy = (sign_in(one) for one in (cast.ann, cast.ben, cast.cy))
    assert "Sample answers: not done yet" in text_of(ben.get("/scoring/"))
    first = ben.get(f"/evaluations/{judged.pk}/score/next/", follow=True)
    assert "Sample answers: not done yet" in text_of(first)
    wrong = ben.post(url, GIVEN | {"value_0": "7", "reason_1": ""})
    assert wrong.status_code == 422
    for sentence in (
        "Choose a score from 0 to 4 for answer A",
        "Say in a few words why, for answer B",
        "A heron looks at it",
    ):
        assert sentence in text_of(wrong)
    assert MEANT not in text_of(ben.get(url))
    assert ben.post(url, GIVEN).status_code == 302
    page = text_of(ben.get(url))
    assert MEANT in page
    assert "2 Partial You" in page
    assert "Sample answers: done" in text_of(ben.get("/scoring/"))
    assert "not done yet" not in text_of(
        ben.get(f"/evaluations/{judged.pk}/score/next/", follow=True)
    )
    again = ben.post(url, GIVEN)
    assert again.status_code == 422
    assert "what you gave stands" in text_of(again)
    assert "2 Partial Ben" not in text_of(cy.get(url))
    assert MEANT not in text_of(cy.get(url))
    assert ann.get(url).status_code == 403
    reviewers = text_of(ann.get(f"/evaluations/{judged.pk}/panel/"))
    assert "1 of 2 reviewers have scored both" in reviewers
    with workspace(alder):
        assert _counted(judged) == before
        event = Event.objects.get(verb="scored the sample answers")
        assert event.detail == {}
    # The guard is what keeps it from Cy: without it the page shows where Ben stands.
    monkeypatch.setattr(rules, "may_see_calibration", lambda **_: ALLOWED)
    assert "2 Partial Ben" in text_of(cy.get(url))
    assert MEANT in text_of(cy.get(url))
    assert "A heron" not in text_of(cy.get(url))


def test_it_asks_for_a_declaration_and_comes_too_late_after_locking(
    alder: Jurisdiction, cast: Cast, sign_in: Any
) -> None:
    with workspace(alder):
        judged = with_samples("scoring", cast)
    url = f"/evaluations/{judged.pk}/samples/"
    ben = sign_in(cast.ben)
    assert ben.get(url).url.endswith("/declaration/")
    with workspace(alder):
        first, second = judged.reviewers
        with pytest.raises(Refused, match="Sign the declaration"):
            place(first, 1, 3, by=cast.ben)
        sign(first, by=cast.ben)
        # A conflict with a vendor is no obstacle: no vendor stands here.
        sign(second, by=cast.cy, conflicts=[judged.responses[0].pk])
        with pytest.raises(Refused, match="Only the reviewer herself"):
            place(first, 1, 3, by=cast.cy)
        for values in ((5, 1), (1, -1)):
            with pytest.raises(Refused, match="from 0 to 4"):
                place(second, *values, by=cast.cy)
        place(second, 1, 3, by=cast.cy)
        score_all(judged, [cast.ben], lambda *_: 3, "Seen in the answer")
        panel.lock(first, by=cast.ben)
    late = ben.post(url, GIVEN)
    assert late.status_code == 422
    assert "too late for the sample answers" in text_of(late)
    assert "A heron looks at it" in text_of(late)
    with workspace(alder):
        for change in (CalibrationScore.objects.all().delete, _rewrite):
            with pytest.raises(IntegrityError), transaction.atomic():
                change()


def _counted(judged: Judged) -> tuple[object, ...]:
    """All that figures, the comparison, agreement and progress are made from."""
    bench = bench_of(judged.evaluation)
    compared = comparison_of(bench, address=lambda *_: "")
    only = [str(one.pk) for one in bench.responses]
    return compared, blind_scores(bench, rows_of(bench), only=only), counts_of(bench)


def _rewrite() -> None:
    CalibrationScore.objects.update(value=0)


def test_discussion_opens_them_to_the_panel_with_reasons_and_no_figure_moves(
    alder: Jurisdiction, cast: Cast, sign_in: Any
) -> None:
    with workspace(alder):
        judged = with_samples("scored", cast)
        before = _counted(judged)
        place(judged.reviewers[0], 2, 4, by=cast.ben)
        assert _counted(judged) == before
        people = [cast.ben, cast.cy]
        lock_all(judged, people, cast)
        discuss(judged, people, cast)
    for person in (cast.ann, cast.cy, cast.olive):
        page = text_of(sign_in(person).get(f"/evaluations/{judged.pk}/samples/"))
        assert "2 Partial Ben" in page
        assert "Ben 2: Read so" in page


def test_the_page_reads_as_much_for_two_reviewers_as_for_one(
    alder: Jurisdiction, cast: Cast, sign_in: Any
) -> None:
    with workspace(alder):
        judged = with_samples("declared", cast)
        place(judged.reviewers[0], 1, 3, by=cast.ben)
    ben, url = sign_in(cast.ben), f"/evaluations/{judged.pk}/samples/"
    alone = _queries(ben, url)
    with workspace(alder):
        place(judged.reviewers[1], 1, 2, by=cast.cy)
    assert _queries(ben, url) == alone
    assert "2 Partial Cy" in text_of(ben.get(url))


def _queries(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as taken:
        assert client.get(url).status_code == 200
    return len(taken)
