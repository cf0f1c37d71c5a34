"""What one vendor says does not apply to it: unanswered until a coordinator approves it."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from lxml import html

from evaluations.actions import not_applicable, panel, rounds
from evaluations.models import Evaluation, NotApplicable
from evaluations.queries.judgement import bench_of, comparison_of, layout_of
from evaluations.queries.my_scoring import lines_of
from evaluations.queries.sheets import sheet_of
from portal import clock
from portal.access import Refused
from portal.accounts.models import User
from portal.audit.models import Event
from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import workspace
from tests.cast import Cast
from tests.stages import (
    TODAY,
    Judged,
    discuss,
    lock_all,
    put_clock_right,
    round_at,
    score_all,
    sign,
)
from tests.vendors.questionnaire.examples import full_raw
from vendors.actions import answers, invitations, submissions
from vendors.models import Response
from vendors.queries.questionnaires import questionnaire_of
from vendors.questionnaire.values import clean_value

WHOLE, PART = "chg.zero_downtime", "deg.data_integrity"
"""Questions that Vendor 01 says don't apply: the one question of its topic, and a must-have."""
SAID = "Nothing is ever updated here: the county runs a copy that stands still."
REASON = "True: the copy is ours to update."


def hand_in(response: Response, claimed: tuple[str, ...]) -> None:
    invitation = response.invitations.get()
    lead = User.objects.known_as(invitation.email, f"Lead of {response.vendor}")
    response = invitations.accept(invitation, by=lead)
    for item in questionnaire_of(response.round.version).asked_items():
        raw = full_raw(item)
        if item.key in claimed:
            raw = {
                part.key: {"choice": "na", "text": SAID}
                for part in item.parts
                if part.kind == "yes_partial_no"
            }
        value, _problems = clean_value(item, raw, today=TODAY)
        answers.save(response, item.key, value, based_on=0, by=lead, ready=True)
    submissions.submit(response, by=lead)


@pytest.fixture
def scoring(alder: Jurisdiction, cast: Cast) -> Judged:
    """Two vendors, of which the first claims twice; Ben and Cy have signed."""
    with workspace(alder):
        put_clock_right()
        lines = "\n".join(f"Vendor {n:02} <lead@vendor{n:02}.example>" for n in (1, 2))
        evaluation = round_at("open", cast, vendors=lines).evaluation
        responses = list(evaluation.round.responses.order_by("pk"))
        hand_in(responses[0], (WHOLE, PART))
        hand_in(responses[1], ())
        clock.move(timedelta(days=15))
        for person in (cast.ben, cast.cy):
            panel.add(evaluation, person, by=cast.ann)
        rounds.begin_scoring(evaluation, by=cast.ann)
        fresh = Evaluation.objects.select_related("round__version").get(pk=evaluation.pk)
        reviewers = list(fresh.panel.all())
        for one, person in zip(reviewers, (cast.ben, cast.cy), strict=True):
            sign(one, by=person)
    return Judged(fresh, responses, reviewers)


def decide(judged: Judged, item: str, *, by: User, **how: Any) -> NotApplicable:
    return not_applicable.decide(
        judged.evaluation,
        judged.responses[0],
        item,
        **{"said": SAID, "approved": True, "reason": REASON, "by": by, **how},
    )


def post(ann: Client, judged: Judged, place: int, **more: str) -> Any:
    """Press Record in one of the forms of the page."""
    url = f"/evaluations/{judged.pk}/not-applicable/"
    forms = [
        one for one in html.fromstring(ann.get(url).content).forms if "claim" in dict(one.fields)
    ]
    return ann.post(url, {**dict(forms[place].form_values()), **more})


def words(answer: Any) -> str:
    return " ".join(html.fromstring(answer.content).text_content().split())


def test_a_claim_counts_as_unanswered_until_it_is_approved(
    scoring: Judged, alder: Jurisdiction, cast: Cast, sign_in: Any
) -> None:
    ann = sign_in(cast.ann)
    assert "2 to decide" in words(ann.get(f"/evaluations/{scoring.pk}/"))
    page = words(ann.get(f"/evaluations/{scoring.pk}/not-applicable/"))
    assert page.count(SAID) == 2
    with workspace(alder):
        bench = bench_of(scoring.evaluation)
        cells = {one.key: one.cells[0] for group in layout_of(bench).groups for one in group.rows}
    topic = bench.questionnaire.item(WHOLE).criterion
    assert (cells[topic].answered_shown, cells[topic].applies) == ("0 of 1 answered", True)
    assert cells[topic].limit_note.startswith("Limited to 0")
    integrity = bench.questionnaire.item(PART).criterion
    assert "is said not to apply, and that is not approved" in cells[integrity].limit_note or (
        cells[integrity].limit_note.startswith("Limited to 0")
    )
    cell = f"/evaluations/{scoring.pk}/cells/{scoring.responses[0].pk}/{topic}/"
    assert "it counts as unanswered" in words(ann.get(cell))


def test_a_decision_needs_a_reason_and_loses_no_word(
    scoring: Judged, alder: Jurisdiction, cast: Cast, sign_in: Any
) -> None:
    ann = sign_in(cast.ann)
    answer = post(ann, scoring, 0, decision="approve", reason="")
    assert answer.status_code == 422
    assert "Say in a sentence why" in words(answer)
    answer = post(ann, scoring, 1, reason="Kept words")
    assert answer.status_code == 422
    assert "Kept words" in words(answer)
    with workspace(alder):
        assert not NotApplicable.objects.exists()


def test_what_is_approved_leaves_sheet_score_and_comparison(
    scoring: Judged, alder: Jurisdiction, cast: Cast, sign_in: Any
) -> None:
    ann, ben = sign_in(cast.ann), sign_in(cast.ben)
    for _claim in range(2):
        assert post(ann, scoring, 0, decision="approve", reason=REASON).status_code == 302
    assert "all decided" in words(ann.get(f"/evaluations/{scoring.pk}/"))
    first = scoring.responses[0].pk
    with workspace(alder):
        event = Event.objects.filter(verb="approved as not applicable").earliest("pk")
        assert event.detail["reason"] == REASON
        bench = bench_of(scoring.evaluation)
        asked = bench.questionnaire
        topic, integrity = asked.item(WHOLE).criterion, asked.item(PART).criterion
        assert (first, topic) in bench.not_applying()
        out = len(bench.not_applying())
        assert layout_of(bench).progress_shown == f"0 of {2 * (22 - out)} scores in"
        assert lines_of(cast.ben.pk, at=clock.now())[0].total == 22 - out
    card = words(ben.get(f"/evaluations/{scoring.pk}/score/topics/{topic}/?vendor={first}"))
    assert f"Not applicable, approved by Ann Ortiz: {REASON}" in card
    laid = words(ann.get(f"/evaluations/{scoring.pk}/compare/"))
    assert "not applicable, approved by Ann Ortiz" in laid
    assert f"of {22 - out}" in words(ann.get(f"/evaluations/{scoring.pk}/panel/"))
    with workspace(alder):
        people = (cast.ben, cast.cy)
        give_what_is_left(scoring, people)
        lock_all(scoring, people, cast)
        discuss(scoring, people, cast)
        fresh = Evaluation.objects.select_related("round__version").get(pk=scoring.pk)
        compared = comparison_of(bench_of(fresh))
        (row,) = [one for one in compared.rows if one.key == topic]
        assert (row.cells[0].shown, row.cells[0].left_out) == (
            "n/a",
            "not applicable, approved by Ann Ortiz",
        )
        assert compared.ranked
        # Once scores show, nothing is taken out of them or brought back.
        with pytest.raises(Refused, match="scores are open"):
            decide(scoring, WHOLE, by=cast.ann, approved=False)
    assert "not applicable, approved by" in words(ann.get(f"/evaluations/{scoring.pk}/compare/"))
    assert integrity


def give_what_is_left(judged: Judged, people: tuple[User, ...]) -> None:
    """Score every cell that still applies, and no other."""
    score_all(
        judged,
        people,
        lambda who, vendor, topic: 3,
        "Seen",
        skip=bench_of(judged.evaluation).not_applying(),
    )
    for panelist in judged.reviewers:
        assert sheet_of(bench_of(judged.evaluation), panelist).lacks() == []


def test_a_refusal_stands_beside_the_answer_and_can_be_changed(
    scoring: Judged, alder: Jurisdiction, cast: Cast
) -> None:
    with workspace(alder):
        decide(scoring, WHOLE, by=cast.ann, approved=False, reason="You do update it.")
        assert not bench_of(scoring.evaluation).not_applying()
        assert [one.ruling is None for one in bench_of(scoring.evaluation).claims()].count(
            True
        ) == 1
        decide(scoring, WHOLE, by=cast.ann)
        assert bench_of(scoring.evaluation).not_applying()
        assert NotApplicable.objects.count() == 2


def test_a_decision_holds_for_the_words_that_were_read(
    scoring: Judged, alder: Jurisdiction, cast: Cast
) -> None:
    with workspace(alder):
        with pytest.raises(Refused, match="something else meanwhile"):
            decide(scoring, WHOLE, by=cast.ann, said="Older words")
        with pytest.raises(Refused, match="something else meanwhile"):
            decide(scoring, "sla.uptime", by=cast.ann)
        with pytest.raises(Refused, match="why"):
            decide(scoring, WHOLE, by=cast.ann, reason=" ")


def test_nothing_of_it_shows_before_closing(alder: Jurisdiction, cast: Cast, sign_in: Any) -> None:
    with workspace(alder):
        put_clock_right()
        lines = "Vendor 01 <lead@vendor01.example>"
        evaluation = round_at("open", cast, vendors=lines).evaluation
        response = evaluation.round.responses.get()
        hand_in(response, (WHOLE,))
    ann = sign_in(cast.ann)
    assert ann.get(f"/evaluations/{evaluation.pk}/not-applicable/").status_code == 403
    assert "to decide" not in words(ann.get(f"/evaluations/{evaluation.pk}/"))
    with workspace(alder), pytest.raises(Refused, match="sealed"):
        decide(Judged(evaluation, [response], []), WHOLE, by=cast.ann)
