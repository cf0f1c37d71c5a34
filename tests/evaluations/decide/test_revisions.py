"""One proposes, another confirms, and a later change is a further revision."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from lxml import html

from evaluations.actions import decisions, panel, rounds, scores
from evaluations.models import (
    AgreedScore,
    Answered,
    Approval,
    Decision,
    Evaluation,
    Outcome,
    Score,
    ScoreRevision,
    Stage,
)
from evaluations.queries.decided import approvers_for, holding, revisions_of
from evaluations.queries.judgement import bench_of, comparison_of
from evaluations.queries.reports import material_of
from evaluations.reports.pieces import scored_by
from evaluations.rules import may_answer
from portal.access import Refused
from portal.accounts.models import User
from portal.audit.models import Event
from portal.frontdoor import actions as front
from portal.frontdoor.models import Confirmation
from portal.jobs.actions import perform
from portal.jobs.models import Job
from portal.outbox.models import Mail
from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import workspace
from tests import deciding
from tests.cast import Cast
from tests.stages import Judged, judged_at

TOPIC = "obs.detection"


def outcomes(judged: Judged) -> dict[int, Outcome]:
    first, *others = judged.responses
    return {first.pk: Outcome.RECOMMENDED} | {one.pk: Outcome.ACCEPTABLE for one in others}


def said(judged: Judged) -> dict[int, decisions.Said]:
    return {
        pk: decisions.Said(one, "Because.", "Thank you.") for pk, one in outcomes(judged).items()
    }


def proposed(judged: Judged, cast: Cast) -> Decision:
    return deciding.propose(judged.evaluation, outcomes(judged), reasons="Best.", by=cast.ann)


def stage_of(judged: Judged) -> str:
    return Evaluation.objects.get(pk=judged.evaluation.pk).stage


def agree(judged: Judged, cast: Cast) -> AgreedScore:
    return scores.agree(
        judged.evaluation, judged.responses[0], TOPIC, 3, reason="Read together.",
        present=["Ben Kapoor"], before=None, by=cast.ann,
    )  # fmt: skip


def test_it_holds_only_once_another_confirmed_it(in_alder: Jurisdiction, cast: Cast) -> None:
    judged = judged_at("discussion", cast)
    decision = proposed(judged, cast)
    columns = {one.key: one for one in comparison_of(bench_of(judged.evaluation)).columns}
    for one in decision.outcomes.all():
        column = columns[str(one.response_id)]
        assert (one.total, one.solid_level) == (round(column.total.score or 0, 4), column.base)
        kept = [(number, shown) for number, shown, _heat in one.levels]
        assert kept == [(at.number, at.roll_up.shown) for at in column.levels if at.asked]
    abe = deciding.approver()
    assert (stage_of(judged), holding(list(revisions_of(judged.evaluation)))) == (
        Stage.DISCUSSION,
        None,
    )
    assert [one.to for one in Mail.objects.filter(kind="decision_waits")] == [abe.email]
    with pytest.raises(Refused, match="somebody else has to confirm"):
        decisions.confirm(decision, by=cast.ann)
    with pytest.raises(Refused, match="waits for Abe Finch"):
        decisions.confirm(decision, by=cast.olive)
    with pytest.raises(Refused, match="waits for its approver"):
        agree(judged, cast)
    with pytest.raises(Refused, match="waits for its approver"):
        panel.remove(judged.reviewers[0], "She left.", by=cast.ann)
    with pytest.raises(Refused, match="waits for its approver already"):
        proposed(judged, cast)
    decisions.confirm(decision, by=abe)
    assert stage_of(judged) == Stage.DECIDED
    with pytest.raises(Refused, match="answered already"):
        decisions.send_back(decision, "No.", by=abe)
    event = Event.objects.get(verb="decided the evaluation")
    assert (event.detail["fingerprint"], event.detail["confirmed_by"]) == (decision.root, str(abe))
    heads = Mail.objects.filter(kind="record_head")
    assert {abe.email, cast.ann.email, cast.ben.email} <= {one.to for one in heads}
    assert event.chain in heads[0].text


def test_without_the_rule_the_proposer_could_confirm_alone(
    in_alder: Jurisdiction, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The guard off: what the rule above is there for."""
    judged = judged_at("discussion", cast)
    decision = proposed(judged, cast)
    monkeypatch.setattr(
        "evaluations.rules.may_answer",
        lambda *_a, **_k: may_answer(decision, deciding.approver().pk, is_operator=False),
    )
    decisions.confirm(decision, by=cast.ann)
    assert stage_of(judged) == Stage.DECIDED


def test_sent_back_withdrawn_and_proposed_again(in_alder: Jurisdiction, cast: Cast) -> None:
    judged = judged_at("discussion", cast)
    first = proposed(judged, cast)
    with pytest.raises(Refused, match="Say in a sentence why it goes back"):
        decisions.send_back(first, " ", by=deciding.approver())
    decisions.send_back(first, "Say more on Tollgate.", by=deciding.approver())
    assert [one.to for one in Mail.objects.filter(kind="decision_sent_back")] == [cast.ann.email]
    agree(judged, cast)
    second = proposed(judged, cast)
    with pytest.raises(Refused, match="Whoever proposed"):
        decisions.withdraw(second, by=deciding.approver())
    decisions.withdraw(second, by=cast.ann)
    third = proposed(judged, cast)
    decisions.confirm(third, by=deciding.approver())
    answers = [one.approval.answer for one in revisions_of(judged.evaluation)]
    assert answers == [Answered.CONFIRMED, Answered.WITHDRAWN, Answered.SENT_BACK]
    with pytest.raises(IntegrityError, match="stand as they were"), transaction.atomic():
        Approval.objects.update(reason="Something else.")


def test_a_score_that_changed_meanwhile_is_not_confirmed(
    in_alder: Jurisdiction, cast: Cast
) -> None:
    judged = judged_at("discussion", cast)
    decision = proposed(judged, cast)
    Score.objects.filter(panelist=judged.reviewers[0], criterion_key=TOPIC).update(value=0)
    Score.objects.filter(panelist=judged.reviewers[1], criterion_key=TOPIC).update(value=0)
    with pytest.raises(Refused, match="A score changed"):
        decisions.confirm(decision, by=deciding.approver())


def test_a_later_change_says_why_and_the_earlier_one_stays(
    in_alder: Jurisdiction, cast: Cast
) -> None:
    judged = judged_at("decided", cast)
    abe = deciding.approver()
    with pytest.raises(Refused, match="why the decision that holds is to be replaced"):
        decisions.propose(
            judged.evaluation, said(judged), reasons="New.", approver=abe, by=cast.ann
        )
    change = decisions.propose(
        judged.evaluation, said(judged), reasons="New.", approver=abe,
        why_changed="The vendor withdrew its offer.", by=cast.ann,
    )  # fmt: skip
    revisions = list(revisions_of(judged.evaluation))
    assert holding(revisions) == revisions[1]
    with pytest.raises(Refused, match="Have it answered first"):
        decisions.archive(judged.evaluation, by=cast.ann)
    decisions.confirm(change, by=abe)
    revisions = list(revisions_of(judged.evaluation))
    assert (holding(revisions), revisions[1].reasons) == (revisions[0], "All in all.")


def test_an_operator_confirms_where_nobody_else_could(
    in_alder: Jurisdiction, cast: Cast, sign_in: Any
) -> None:
    judged = judged_at("discussion", cast)
    assert approvers_for(judged.evaluation, cast.ann.pk) == []
    decision = decisions.propose(
        judged.evaluation, said(judged), reasons="A secret reason.", approver=None, by=cast.ann
    )
    asked = Confirmation.objects.get()
    assert (asked.fingerprint, asked.asked_by) == (decision.root, str(cast.ann))
    kept = " ".join(str(one) for one in asked.__dict__.values())
    assert "secret" not in kept
    otto = User.objects.create_user("otto@service.example", "Otto Brandt", is_operator=True)
    front.answer_confirmation(asked, "confirmed", by=otto)
    with pytest.raises(Refused, match="answered already"):
        front.answer_confirmation(asked, "sent_back", reason="No.", by=otto)
    job = Job.objects.get(kind="evaluations.confirmation")
    perform(str(job.pk))
    perform(str(job.pk))
    approval = Approval.objects.get()
    assert (approval.is_operator, approval.by_name, stage_of(judged)) == (
        True,
        "Otto Brandt",
        Stage.DECIDED,
    )
    page = sign_in(cast.ann).get(f"/evaluations/{judged.evaluation.pk}/decide/").content.decode()
    assert "an operator of the service who saw nothing" in " ".join(page.split())


def test_a_named_approver_is_needed_where_there_is_one(in_alder: Jurisdiction, cast: Cast) -> None:
    judged = judged_at("discussion", cast)
    deciding.approver()
    with pytest.raises(Refused, match="Name who is to confirm"):
        decisions.propose(judged.evaluation, said(judged), reasons="x", approver=None, by=cast.ann)
    with pytest.raises(Refused, match="Name another coordinator"):
        decisions.propose(
            judged.evaluation, said(judged), reasons="x", approver=cast.ben, by=cast.ann
        )


def unlocked_and_changed(judged: Judged, cast: Cast) -> Score:
    """Ben's sheet was locked, given back, and one score changed before he locked it again."""
    ben = judged.reviewers[0]
    panel.unlock(ben, "To look again.", by=cast.ann)
    score = Score.objects.filter(panelist=ben, criterion_key=TOPIC).earliest("pk")
    scores.give(
        ben, score.response, TOPIC, scores.Given(4, reason="Seen again."),
        submission=score.submission, based_on=score.version, by=cast.ben,
    )  # fmt: skip
    panel.lock(ben, by=cast.ben)
    return score


@pytest.mark.parametrize("keeps", [False, True])
def test_drafts_go_with_the_decision_and_locked_versions_stay(
    alder: Jurisdiction, cast: Cast, keeps: bool
) -> None:
    Jurisdiction.objects.filter(pk=alder.pk).update(keeps_drafts=keeps)
    alder.refresh_from_db()
    with workspace(alder):
        judged = judged_at("scored", cast)
        ben = judged.reviewers[0]
        score = Score.objects.filter(panelist=ben, criterion_key=TOPIC).earliest("pk")
        scores.give(
            ben, score.response, TOPIC, scores.Given(1, reason="A first thought."),
            submission=score.submission, based_on=score.version, by=cast.ben,
        )  # fmt: skip
        for place, person in zip(judged.reviewers, (cast.ben, cast.cy), strict=True):
            panel.lock(place, by=person)
        changed = unlocked_and_changed(judged, cast)
        before = ScoreRevision.objects.filter(score=changed).count()
        with pytest.raises(IntegrityError, match="stand as they were"), transaction.atomic():
            ScoreRevision.objects.all().delete()
        rounds.open_discussion(judged.evaluation, by=cast.ann)
        deciding.decide(judged.evaluation, outcomes(judged), reasons="Best.", by=cast.ann)
        left = set(ScoreRevision.objects.filter(score=changed).values_list("reason", flat=True))
        event = Event.objects.get(verb="decided the evaluation")
        assert Score.objects.filter(panelist=ben, value=None).count() == 0
        if keeps:
            assert (
                ScoreRevision.objects.filter(score=changed).count(),
                event.detail["drafts_deleted"],
            ) == (before, 0)
        else:
            assert left == {"A first thought.", "Seen again."}
            assert event.detail["drafts_deleted"] > 0
        with pytest.raises(IntegrityError, match="stand as they were"), transaction.atomic():
            ScoreRevision.objects.all().delete()


def test_the_form_names_what_is_missing_and_keeps_what_was_typed(
    alder: Jurisdiction, cast: Cast, sign_in: Any
) -> None:
    with workspace(alder):
        judged = judged_at("discussion", cast)
        abe = deciding.approver()
        pk = judged.evaluation.pk
    first = judged.responses[0].pk
    url = f"/evaluations/{pk}/decide/"
    typed = {
        f"outcome-{first}": "recommended",
        f"wording-{first}": "We liked your plan.",
        "reasons": "Best.",
    }
    answer = sign_in(cast.ann).post(url, typed)
    text = html.fromstring(answer.content).text_content()
    assert answer.status_code == 422
    for words in ("Choose an outcome for Vendor 02", "Say in a sentence why, for Vendor 01",
                  "Choose who is to confirm it", "We liked your plan."):  # fmt: skip
        assert words in text
    whole = typed | {
        "approver": str(abe.pk),
        "open_matters": "The price of texts.\n\nA second site.",
    }
    for one in judged.responses:
        whole |= {f"outcome-{one.pk}": "acceptable", f"reason-{one.pk}": "It will do."}
    assert sign_in(cast.ann).post(url, whole).status_code == 302
    hers = sign_in(abe)
    page = hers.get(url).content.decode()
    assert "The price of texts." in page
    assert "Confirm the decision" in page
    assert "Confirm the decision" not in sign_in(cast.ann).get(url).content.decode()
    empty = hers.post(f"{url}1/send-back/", {"reason": ""})
    assert empty.status_code == 422
    told = html.fromstring(empty.content)
    assert told.xpath("string(//title)").strip().startswith("Error")
    assert "Say in a sentence why it goes back" in told.xpath("string(//*[@role='alert'])")
    assert hers.post(f"{url}1/confirm/").status_code == 302
    with workspace(alder):
        assert Decision.objects.get().open_matters[-2:] == ["The price of texts.", "A second site."]


def test_a_panel_of_one_goes_from_its_scores_to_the_decision(
    alder: Jurisdiction, cast: Cast, sign_in: Any
) -> None:
    with workspace(alder):
        judged = judged_at("locked", cast, reviewers=[cast.ben])
        pk = judged.evaluation.pk
    ann = sign_in(cast.ann)
    move = f"/evaluations/{pk}/move/discussion/"
    assert "One person scored, so there is no discussion." in ann.get(move).content.decode()
    gone = ann.post(move)
    assert (gone.status_code, gone["Location"]) == (302, f"/evaluations/{pk}/decide/")
    with workspace(alder):
        assert not Mail.objects.filter(kind="discussion_opened").exists()
        assert scored_by(material_of(judged.evaluation)).startswith("one person, ")
