"""What does not fit is shown beside the answers, asked about after closing, and replied to once."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from evaluations.queries.judgement import bench_of
from evaluations.queries.misfits import hits_of
from portal.access import Refused
from portal.audit.models import Event
from portal.outbox.models import Mail
from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import workspace
from tests.cast import Cast
from tests.stages import judged_at, put_clock_right, round_at, sign
from vendors.actions import clarifications
from vendors.actions.clarifications import About
from vendors.models import Clarification, Kind
from vendors.requirements import Requirements

TOPIC = "deg.fallback"
PLAN = About(TOPIC, "deg.plan", "yes_without_proof")


def test_points_stand_on_their_page_in_the_cell_and_beside_the_score(
    alder: Jurisdiction, cast: Cast, sign_in: Any
) -> None:
    with workspace(alder):
        staged = round_at("scoring", cast)
        ben = staged.evaluation.panel.get(person_id=cast.ben.pk)
        sign(ben, by=cast.ben)
    pk, first = staged.evaluation.pk, staged.first.pk
    prompt = "Is there a written plan for running the service"
    page = sign_in(cast.ann).get(f"/evaluations/{pk}/misfits/").content.decode()
    assert "“Yes” without a file that shows it: “Is there a written plan" in page
    assert "What can you show us?</textarea>" in page
    layout = sign_in(cast.ann).get(f"/evaluations/{pk}/compare/").content.decode()
    assert "1 point does not fit" in layout
    assert f"/evaluations/{pk}/misfits/" in layout
    reviewer = sign_in(cast.ben)
    for url in (f"cells/{first}/{TOPIC}/", f"score/topics/{TOPIC}/?vendor={first}"):
        beside = reviewer.get(f"/evaluations/{pk}/{url}").content.decode()
        assert "“Yes” without a file that shows it" in beside
        assert prompt in beside
    seen = reviewer.get(f"/evaluations/{pk}/misfits/").content.decode()
    assert "A coordinator can send the questions." in seen
    assert "<textarea" not in seen
    assert reviewer.post(f"/evaluations/{pk}/misfits/", {"about": "x"}).status_code == 403


def test_question_goes_out_and_its_reply_comes_back(
    alder: Jurisdiction, cast: Cast, sign_in: Any
) -> None:
    with workspace(alder):
        staged = round_at("closed", cast)
        root = staged.first.submissions.get().root
    pk, first = staged.evaluation.pk, staged.first.pk
    ann, vera = sign_in(cast.ann), sign_in(cast.vera)
    name = f"{first}-yes_without_proof-deg-plan"
    url = f"/evaluations/{pk}/misfits/"

    empty = ann.post(url, {"about": name, f"{name}-question": "  "})
    assert empty.status_code == 422
    assert "Write the question" in empty.content.decode()
    sent = ann.post(url, {"about": name, f"{name}-question": "Where is the <plan>?"})
    assert sent.status_code == 302
    assert ann.post(url, {"about": name, f"{name}-question": "Where is the <plan>?"})

    with workspace(alder):
        one = Clarification.objects.get()
        mails = list(Mail.objects.filter(kind="clarification_asked"))
        assert [mail.to for mail in mails] == [cast.vera.email]
        assert "plan" not in mails[0].text
        assert f"/responses/{first}/clarifications/" in mails[0].text
    overview = vera.get(f"/responses/{first}/").content.decode()
    assert "asked 1 question" in overview
    assert "1 waits for your reply." in " ".join(overview.split())
    assert "1 question to you" in vera.get("/requests/").content.decode()
    box = f"/responses/{first}/clarifications/"
    assert "Where is the &lt;plan&gt;?" in vera.get(box).content.decode()

    blank = vera.post(box, {"question": one.pk, f"c{one.pk}-reply": ""})
    assert blank.status_code == 422
    assert "Write a reply" in blank.content.decode()
    assert (
        vera.post(box, {"question": one.pk, f"c{one.pk}-reply": "It is attached"}).status_code
        == 302
    )
    # A second reply, typed meanwhile by a colleague, is not taken and not lost.
    late = vera.post(box, {"question": one.pk, f"c{one.pk}-reply": "Mine was longer"})
    assert late.status_code == 409
    assert "Mine was longer" in late.content.decode()

    with workspace(alder):
        one.refresh_from_db()
        assert (one.reply, one.reply_version, one.replied_by_name) == (
            "It is attached",
            1,
            str(cast.vera),
        )
        assert [mail.to for mail in Mail.objects.filter(kind="clarification_answered")] == [
            cast.ann.email
        ]
        assert "attached" not in Mail.objects.get(kind="clarification_answered").text
        assert staged.first.submissions.get().root == root
        told = Event.objects.filter(verb__contains="about its answers").count()
        assert told == 2
    for page in (url, f"/evaluations/{pk}/cells/{first}/{TOPIC}/"):
        text = ann.get(page).content.decode()
        assert "It is attached" in text
        assert "Where is the &lt;plan&gt;?" in text


def test_sending_one_text_keeps_the_others_that_were_typed(
    alder: Jurisdiction, cast: Cast, sign_in: Any
) -> None:
    with workspace(alder):
        staged = round_at("closed", cast)
    ann, vera = sign_in(cast.ann), sign_in(cast.vera)
    url = f"/evaluations/{staged.evaluation.pk}/misfits/"
    plan, whole = (
        f"{staged.first.pk}-yes_without_proof-{key}" for key in ("deg-plan", "deg-data_integrity")
    )
    sent = ann.post(
        url, {"about": plan, f"{plan}-question": "First?", f"{whole}-question": "Second, half"}
    )
    assert sent.status_code == 200
    text = sent.content.decode()
    assert "The question was sent" in text
    assert "Second, half</textarea>" in text
    ann.post(url, {"about": whole, f"{whole}-question": "Second?"})

    with workspace(alder):
        first, second = Clarification.objects.all()
    box = f"/responses/{staged.first.pk}/clarifications/"
    typed = {f"c{first.pk}-reply": "One", f"c{second.pk}-reply": "Two, half"}
    answered = vera.post(box, typed | {"question": first.pk})
    assert answered.status_code == 200
    assert "Two, half</textarea>" in answered.content.decode()
    with workspace(alder):
        assert [one.reply for one in Clarification.objects.all()] == ["One", ""]


def test_nobody_is_asked_before_closing(alder: Jurisdiction, cast: Cast, sign_in: Any) -> None:
    with workspace(alder):
        staged = round_at("submitted", cast)
        with pytest.raises(Refused, match="sealed until"):
            clarifications.ask(staged.first, PLAN, "Why?", by=cast.ann)
        assert not Mail.objects.filter(kind="clarification_asked").exists()
    ann = sign_in(cast.ann)
    url = f"/evaluations/{staged.evaluation.pk}/misfits/"
    assert ann.get(url).status_code == 403
    assert ann.post(url, {"about": "1-x"}).status_code == 403


def test_follow_ups_are_asked_as_soon_as_answers_are_in(alder: Jurisdiction, cast: Cast) -> None:
    with workspace(alder):
        staged = round_at("open", cast, kind=Kind.IMPROVEMENT)
        with pytest.raises(Refused, match="not submitted anything"):
            clarifications.ask(staged.first, PLAN, "Why?", by=cast.ann)
        put_clock_right()
    with workspace(alder):
        staged = round_at("submitted", cast, kind=Kind.IMPROVEMENT)
        assert clarifications.ask(staged.first, PLAN, "Why?", by=cast.ann).pk


def test_neither_question_nor_reply_is_endless_or_empty(alder: Jurisdiction, cast: Cast) -> None:
    with workspace(alder):
        staged = round_at("closed", cast)
        for text in ("  ", "x" * 4_001):
            with pytest.raises(Refused, match="at most 4,000"):
                clarifications.ask(staged.first, PLAN, text, by=cast.ann)
        one = clarifications.ask(staged.first, PLAN, "Why?", by=cast.ann)
        for text in ("  ", "x" * 8_001):
            with pytest.raises(Refused, match="at most 8,000"):
                clarifications.reply(one, text, by=cast.vera)
        with pytest.raises(Refused, match="not on this response"):
            clarifications.reply(one, "I know", by=cast.mallory)
        clarifications.reply(one, "Because", by=cast.vera)
        with pytest.raises(Refused, match="replied to already"):
            clarifications.reply(one, "Or else", by=cast.vera)


def test_half_a_reply_is_refused_by_the_database(alder: Jurisdiction, cast: Cast) -> None:
    with workspace(alder):
        staged = round_at("closed", cast)
        one = clarifications.ask(staged.first, PLAN, "Why?", by=cast.ann)
        with pytest.raises(IntegrityError), transaction.atomic():
            Clarification.objects.filter(pk=one.pk).update(reply="So", replied_at=None)


def test_after_the_decision_nobody_is_asked(alder: Jurisdiction, cast: Cast, sign_in: Any) -> None:
    with workspace(alder):
        judged = judged_at("decided", cast, vendors=1, reviewers=[cast.ben])
    ann = sign_in(cast.ann)
    url = f"/evaluations/{judged.pk}/misfits/"
    page = ann.get(url).content.decode()
    assert "The decision is recorded" in page
    assert "<textarea" not in page
    assert ann.post(url, {"about": "x"}).status_code == 403


def test_vendor_that_a_reviewer_has_a_conflict_with_is_not_on_the_page(
    alder: Jurisdiction, cast: Cast, sign_in: Any
) -> None:
    with workspace(alder):
        judged = judged_at("scoring", cast, vendors=2, reviewers=[cast.ben])
        hidden, open_ = judged.responses
        sign(judged.reviewers[0], by=cast.ben, conflicts=[hidden.pk])
    page = sign_in(cast.ben).get(f"/evaluations/{judged.pk}/misfits/").content.decode()
    assert str(open_.vendor) in page
    assert str(hidden.vendor) not in page


def test_page_asks_the_database_as_often_for_30_vendors_as_for_1(
    alder: Jurisdiction, cast: Cast, sign_in: Any
) -> None:
    counts = set()
    for vendors in (1, 3, 30):
        with workspace(alder):
            judged = judged_at("scoring", cast, vendors=vendors, reviewers=[cast.ben])
            for one in judged.responses:
                clarifications.ask(one, PLAN, "Why?", by=cast.ann)
        ann, url = sign_in(cast.ann), f"/evaluations/{judged.pk}/misfits/"
        ann.get(url)
        with CaptureQueriesContext(connection) as queries:
            page = ann.get(url).content.decode()
        assert page.count("No reply yet") == vendors
        counts.add(sum(not one["sql"].startswith("SET search_path") for one in queries))
    assert len(counts) == 1


def test_what_is_required_is_held_against_what_is_promised(
    in_alder: Jurisdiction, cast: Cast
) -> None:
    judged = judged_at("declared", cast, vendors=1)
    bench = bench_of(judged.evaluation)
    pk = judged.responses[0].pk
    promised = bench.said(pk).declared.uptime_promise
    assert promised is not None
    before = {one.code for one in hits_of(bench)[pk]}
    wanted = Requirements(uptime=promised + Decimal("0.01"))
    judged.evaluation.round.requirements = wanted.to_dict()
    after = {one.code for one in hits_of(bench_of(judged.evaluation))[pk]}
    assert after - before == {"uptime_below_required"}
