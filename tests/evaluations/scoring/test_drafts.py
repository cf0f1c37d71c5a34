"""What is typed is kept in passing, and no kept text is ever lost."""

from typing import Any

from evaluations.actions import panel, rounds
from evaluations.models import Panelist, Score, ScoreRevision
from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import workspace
from tests.cast import Cast
from tests.evaluations.scoring.test_journey import form_of
from tests.stages import Judged, judged_at

TOPIC = "obs.detection"


def card(judged: Judged) -> str:
    return f"/evaluations/{judged.pk}/score/topics/{TOPIC}/?vendor={judged.responses[0].pk}"


def cell(judged: Judged, what: str) -> str:
    return f"/evaluations/{judged.pk}/score/vendors/{judged.responses[0].pk}/{TOPIC}/{what}/"


def test_a_pause_keeps_the_text_and_versions_do_not_flood(
    alder: Jurisdiction, cast: Cast, sign_in: Any
) -> None:
    with workspace(alder):
        judged = judged_at("declared", cast)
    ben = sign_in(cast.ben)
    typed = form_of(ben.get(card(judged)).content, "open")
    texts = ["They test", "They test restores", "They test restores monthly", "Nothing is tested"]
    for number, text in enumerate(texts):
        typed |= {"version": str(number), "reason": text}
        said = ben.post(cell(judged, "draft"), typed)
        assert said.status_code == 200
        assert "Draft saved at" in said.content.decode()
        assert f'value="{number + 1}"' in said.content.decode()
    with workspace(alder):
        score = Score.objects.get()
        assert (score.reason, score.value) == (texts[3], None)
        # Text that only went on is one version; only what was written over is appended.
        assert [one.reason for one in ScoreRevision.objects.all()] == [texts[2]]
    page = ben.get(cell(judged, "versions")).content.decode()
    assert texts[2] in page
    taken = ben.post(cell(judged, "versions"), {"take": "3", "version": "4"})
    assert taken.status_code == 302
    with workspace(alder):
        assert Score.objects.get().reason == texts[2]
        assert {one.reason for one in ScoreRevision.objects.all()} == set(texts[2:])
    assert texts[3] not in sign_in(cast.cy).get(cell(judged, "versions")).content.decode()


def test_what_is_not_complete_costs_no_word(alder: Jurisdiction, cast: Cast, sign_in: Any) -> None:
    with workspace(alder):
        judged = judged_at("declared", cast)
    ben = sign_in(cast.ben)
    typed = form_of(ben.get(card(judged)).content, "open")
    typed |= {"value": "3", "cannot_judge": "on", "grade": "independent", "reason": "Half"}
    said = ben.post(cell(judged, "draft"), typed)
    assert said.status_code == 200
    assert "press Save to see what is missing" in said.content.decode()
    with workspace(alder):
        score = Score.objects.get()
        assert (score.reason, score.value, score.grade) == ("Half", None, "")
    far = ben.post(cell(judged, "draft"), typed | {"version": "1", "reason": "x" * 8001})
    assert far.status_code == 409
    assert "8,000 characters" in far.content.decode()


def test_two_tabs_see_both_texts_and_mine_is_kept(
    alder: Jurisdiction, cast: Cast, sign_in: Any
) -> None:
    with workspace(alder):
        judged = judged_at("declared", cast)
    ben = sign_in(cast.ben)
    typed = form_of(ben.get(card(judged)).content, "open")
    assert ben.post(cell(judged, "draft"), typed | {"reason": "Theirs"}).status_code == 200
    late = ben.post(cell(judged, "draft"), typed | {"reason": "Mine"})
    assert late.status_code == 409
    assert "Theirs" in late.content.decode()
    assert "Keep mine" in late.content.decode()
    assert ben.post(card(judged), typed | {"reason": "Mine", "keep": "1"}).status_code == 302
    with workspace(alder):
        assert Score.objects.get().reason == "Mine"
        assert {one.reason for one in ScoreRevision.objects.all()} == {"Theirs", "Mine"}


def test_locked_and_recused_sheets_keep_nothing(
    alder: Jurisdiction, cast: Cast, sign_in: Any
) -> None:
    with workspace(alder):
        judged = judged_at("declared", cast)
    ben = sign_in(cast.ben)
    typed = form_of(ben.get(card(judged)).content, "open") | {"reason": "Late"}
    with workspace(alder):
        Panelist.objects.filter(person_id=cast.ben.pk).update(locked_at=judged.evaluation.made_at)
    said = ben.post(cell(judged, "draft"), typed)
    assert said.status_code == 409
    assert "You locked your scores" in said.content.decode()
    cy = sign_in(cast.cy)
    assert cy.post(
        f"/evaluations/{judged.pk}/declaration/",
        {"interest": "some", "conflicts": [judged.responses[0].pk], "explanation": "A cousin",
         "typed_name": "Cy Lund"},
    ).status_code == 302  # fmt: skip
    assert cy.post(cell(judged, "draft"), typed).status_code == 404
    with workspace(alder):
        assert not Score.objects.exists()


def test_what_was_locked_unsaved_is_shown_and_what_was_written_over_is_not(
    alder: Jurisdiction, cast: Cast, sign_in: Any
) -> None:
    with workspace(alder):
        judged = judged_at("scored", cast, reviewers=[cast.ben])
    ben = sign_in(cast.ben)
    typed = form_of(ben.get(card(judged)).content, "open")
    for version, reason in (("1", "A thought of my own"), ("2", "What I stand by")):
        said = ben.post(cell(judged, "draft"), typed | {"version": version, "reason": reason})
        assert said.status_code == 200
    with workspace(alder):
        panel.lock(judged.reviewers[0], by=cast.ben)
        rounds.open_discussion(judged.evaluation, by=cast.ann)
    shown = f"/evaluations/{judged.pk}/cells/{judged.responses[0].pk}/{TOPIC}/"
    page = sign_in(cast.ann).get(shown).content.decode()
    assert "What I stand by" in page
    assert "Seen in the answer" in page
    assert "A thought of my own" not in page


def test_a_session_that_ended_puts_no_page_into_the_page(
    alder: Jurisdiction, cast: Cast, sign_in: Any
) -> None:
    """The script gets a plain no, and leaves the typed words where they are."""
    with workspace(alder):
        judged = judged_at("declared", cast)
    answer = sign_in(None).post(cell(judged, "draft"), {}, headers={"HX-Request": "true"})
    assert (answer.status_code, answer["Content-Type"]) == (401, "text/plain; charset=utf-8")
    # Without a script it is the way to signing in, as on any page.
    assert sign_in(None).post(cell(judged, "draft"), {}).status_code == 302


def test_a_form_of_ones_own_making_is_no_fault_of_the_portal(
    alder: Jurisdiction, cast: Cast, sign_in: Any
) -> None:
    with workspace(alder):
        judged = judged_at("declared", cast)
    ben = sign_in(cast.ben)
    for typed in ({}, {"take": "1"}, {"take": "1", "version": "x"}):
        assert ben.post(cell(judged, "versions"), typed).status_code == 404


def test_proof_seen_elsewhere_and_confidence_come_back_with_a_version(
    alder: Jurisdiction, cast: Cast, sign_in: Any
) -> None:
    with workspace(alder):
        judged = judged_at("declared", cast)
    ben = sign_in(cast.ben)
    typed = form_of(ben.get(card(judged)).content, "open")
    first = {
        "version": "0",
        "reason": "As seen",
        "lifted_by": "Their status page",
        "confidence": "low",
    }
    then = {"version": "1", "reason": "As seen", "lifted_by": "A call", "confidence": "high"}
    for step in (first, then):
        assert ben.post(cell(judged, "draft"), typed | step).status_code == 200
    assert "Their status page" in ben.get(cell(judged, "versions")).content.decode()
    ben.post(cell(judged, "versions"), {"take": "1", "version": "2"})
    with workspace(alder):
        score = Score.objects.get()
        assert (score.lifted_by, score.confidence) == ("Their status page", "low")
