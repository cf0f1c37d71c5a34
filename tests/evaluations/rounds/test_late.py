"""What came late counts only by a second person's yes, before anybody locked, and is marked."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from evaluations.actions import late as acting
from evaluations.actions import panel, rounds
from evaluations.models import Evaluation
from evaluations.queries.judgement import bench_of
from portal import clock
from portal.access import Refused
from portal.accounts.models import Membership, Role, SignIn, User
from portal.audit.models import Event
from portal.outbox.models import Mail
from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import current, workspace
from tests.cast import Browser, Cast
from tests.stages import Judged, put_clock_right, score_all, sign
from tests.vendors.actions.test_late import SECRET
from tests.vendors.actions.test_races import ITEM, people, stage, together
from tests.vendors.conftest import grove, scene
from tests.vendors.scene import Scene
from tests.vendors.views.test_inquiries import text_of
from vendors import rules as intake
from vendors.actions import accepting, answers, deadlines
from vendors.actions.submissions import submit_or_keep
from vendors.models import (
    LateAcceptance,
    LateDraft,
    Response,
    Round,
    Submission,
)

__all__ = ["grove", "people", "scene", "stage"]

WHY = "The county’s own mail was down until five."
GUEST = "pat@auditor.example"


@pytest.fixture
def late(scene: Scene, cast: Cast) -> Any:
    """Vera came one second late; the clock stays behind the date for the test."""
    Evaluation.objects.create(round=scene.round)
    answers.save(scene.clearwater, ITEM, {"limits": SECRET}, based_on=0, by=cast.vera)
    due = scene.round.due_at
    assert due is not None
    clock.move(due - clock.now() + timedelta(seconds=1))
    try:
        made = submit_or_keep(scene.clearwater, by=cast.vera)
        assert isinstance(made, LateDraft)
        yield made
    finally:
        put_clock_right()


@pytest.fixture
def evaluation(late: LateDraft) -> Evaluation:
    return Evaluation.objects.get()


@pytest.fixture
def asked(evaluation: Evaluation, late: LateDraft, cast: Cast) -> LateAcceptance:
    return acting.ask(evaluation, late, WHY, GUEST, by=cast.ann)


@pytest.fixture
def pat(asked: LateAcceptance) -> User:
    return User.objects.get(email=GUEST)


def token_of(asked: LateAcceptance) -> str:
    return str(Mail.objects.get(kind="late_confirm", subject_key=f"acceptance:{asked.pk}").secret)


def test_a_yes_of_two_makes_it_the_submission_as_it_was_sealed(
    late: LateDraft, asked: LateAcceptance, pat: User, cast: Cast
) -> None:
    assert not Submission.objects.exists()
    made = acting.confirm(asked, by=pat, name="Pat Audit")
    assert (made.root, made.content, made.leaves) == (late.root, late.content, late.leaves)
    assert (made.by_name, made.late_id) == (late.by_name, late.pk)
    assert made.reference.endswith("-1-LATE")
    (mail,) = Mail.objects.filter(kind="submission_receipt")
    assert mail.to == cast.vera.email
    assert mail.subject.startswith("Late answers accepted by")
    assert made.root in mail.text
    assert SECRET not in mail.text
    assert Mail.objects.get(kind="late_answered").to == cast.ann.email
    event = Event.objects.get(verb="accepted a late submission")
    assert (event.by_name, event.subject) == ("Pat Audit", "Clearwater")
    assert event.detail == {
        "vendor": str(late.response_id),
        "reference": made.reference,
        "fingerprint": late.root,
        "due": late.due_at.isoformat(),
        "tried": late.tried_at.isoformat(),
        "reason": WHY,
        "asked_by": str(cast.ann),
        "confirmed_by": "Pat Audit",
        "addresses": [cast.ann.email, GUEST],
    }


def test_nobody_confirms_her_own_question(
    evaluation: Evaluation, late: LateDraft, asked: LateAcceptance, cast: Cast
) -> None:
    for person in (cast.ann, cast.ben, cast.vera, cast.mallory):
        with pytest.raises(Refused, match="Somebody else was asked"):
            acting.confirm(asked, by=person)
    accepting.withdraw(asked, by=cast.ann)
    for address in (cast.ann.email, cast.ann.email.upper()):
        with pytest.raises(Refused, match="second person"):
            acting.ask(evaluation, late, WHY, address, by=cast.ann)
    for address in (cast.vera.email, "tess@tollgate.example", "boss@tollgate.example"):
        with pytest.raises(Refused, match="belongs to a vendor"):
            acting.ask(evaluation, late, WHY, address, by=cast.ann)
    for address, reason in (("no address", WHY), (GUEST, " "), (GUEST, "x" * 2_001)):
        with pytest.raises(Refused):
            acting.ask(evaluation, late, reason, address, by=cast.ann)
    assert not Submission.objects.exists()


def test_with_the_rule_off_the_database_still_wants_two(
    asked: LateAcceptance, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin: without the rule the asker would get through, up to the constraint below it."""
    monkeypatch.setattr(intake, "may_confirm_late", lambda *a, **k: intake.ALLOWED)
    with pytest.raises(IntegrityError, match="vendors_late_takes_two"), transaction.atomic():
        accepting.confirm(asked, by=cast.ann)
    assert accepting.confirm(asked, by=cast.mallory).late_id


def test_nobody_learns_a_hidden_name_by_being_asked(
    evaluation: Evaluation, late: LateDraft, cast: Cast, sign_in: Any
) -> None:
    """The twin is in it: where names are not hidden, the same person may be asked and reads it."""
    asked = acting.ask(evaluation, late, WHY, cast.olive.email.upper(), by=cast.ann)
    olive, url = sign_in(cast.olive), f"/late/questions/{asked.pk}/"
    assert "Clearwater" in text_of(olive.get(url))
    Evaluation.objects.update(hides_vendors=True)
    assert olive.get(url).status_code == 404
    evaluation.refresh_from_db()
    accepting.withdraw(asked, by=cast.ann)
    with pytest.raises(Refused, match="names are hidden from this person"):
        acting.ask(evaluation, late, WHY, cast.olive.email, by=cast.ann)
    assert acting.ask(evaluation, late, WHY, GUEST, by=cast.ann).waits


def test_a_no_is_told_to_both_and_is_final(
    evaluation: Evaluation, late: LateDraft, asked: LateAcceptance, pat: User, cast: Cast
) -> None:
    with pytest.raises(Refused, match="why it is not accepted"):
        accepting.refuse(asked, " ", by=pat)
    accepting.refuse(asked, "All had the same time.", by=pat, name="Pat Audit")
    told = Mail.objects.filter(text__contains="All had the same time.")
    assert {(one.kind, one.to) for one in told} == {
        ("late_answered", cast.ann.email),
        ("late_refused", cast.vera.email),
    }
    with pytest.raises(Refused, match="asked or answered already"):
        acting.ask(evaluation, late, WHY, "other@auditor.example", by=cast.ann)
    with pytest.raises(Refused, match="answered already"):
        acting.confirm(asked, by=pat)
    assert not Submission.objects.exists()


def test_a_coordinator_says_no_alone(
    evaluation: Evaluation, late: LateDraft, cast: Cast, sign_in: Any
) -> None:
    url = f"/evaluations/{evaluation.pk}/late/{late.pk}/decline/"
    ann = sign_in(cast.ann)
    empty = ann.post(url, {"reason": ""})
    assert "Say why" in text_of(empty)
    assert ann.post(url, {"reason": "It was announced twice."}).status_code == 302
    assert Mail.objects.get(kind="late_refused").to == cast.vera.email
    page = text_of(sign_in(cast.vera).get(f"/responses/{late.response_id}/"))
    assert "does not accept them, because: It was announced twice." in page
    assert "may accept them" not in page


def test_the_guest_sees_one_question_and_is_out_after_it(
    late: LateDraft, evaluation: Evaluation, asked: LateAcceptance, pat: User, sign_in: Any
) -> None:
    anonymous = Browser(HTTP_HOST=current().host)
    link = f"/late/{token_of(asked)}/"
    before = text_of(anonymous.get(link))
    assert "p•••@auditor.example" in before
    for hidden in ("Clearwater", WHY, late.root):
        assert hidden not in before
    on = anonymous.post(link)
    assert on.status_code == 302
    assert "/code/" in on["Location"]
    assert LateAcceptance.objects.get().waits

    guest = sign_in(pat)
    url = f"/late/questions/{asked.pk}/"
    assert guest.get("/")["Location"] == url
    page = text_of(guest.get(url))
    for shown in ("Clearwater", WHY, late.root, "1 second late"):
        assert shown in page
    assert SECRET not in guest.get(url).content.decode()
    for closed in (
        "/evaluations/", f"/evaluations/{evaluation.pk}/", f"/evaluations/{evaluation.pk}/late/",
        "/members/", "/activity/", "/requests/", "/vendors/",
    ):  # fmt: skip
        assert guest.get(closed).status_code == 403, closed
    assert guest.get(f"/responses/{late.response_id}/").status_code in {403, 404}
    assert guest.get("/join/").status_code == 404
    nameless = guest.post(url, {"do": "confirm", "name": "", "reason": "kept"})
    assert nameless.status_code == 422
    assert "kept" in nameless.content.decode()
    wordless = guest.post(url, {"do": "refuse", "name": "Pat", "reason": ""})
    assert wordless.status_code == 422
    assert "Say why it is not accepted" in text_of(wordless)
    done = guest.post(url, {"do": "confirm", "name": "Pat Audit", "reason": ""})
    assert "it counts, marked as late" in text_of(done)
    assert Submission.objects.get().late_id == late.pk
    # Out with the next click, and the link is dead.
    assert guest.get(url).status_code == 302
    assert not Membership.objects.filter(person=pat).exists()
    assert not SignIn.objects.filter(person=pat, ended_at=None).exists()
    assert anonymous.get(link).status_code == 410


def test_the_link_dies_with_the_question_and_with_time(
    late: LateDraft, asked: LateAcceptance, pat: User, cast: Cast, sign_in: Any
) -> None:
    guest, link = sign_in(pat), f"/late/{token_of(asked)}/"
    url = f"/late/questions/{asked.pk}/"
    anonymous = Browser(HTTP_HOST=current().host)
    assert anonymous.get("/late/" + "x" * 43 + "/").status_code == 410
    assert sign_in(cast.ben).get(url).status_code == 404
    assert sign_in(cast.ann).get(url).status_code == 404
    with clock.moved(timedelta(days=17)):
        assert anonymous.get(link).status_code == 410
        with pytest.raises(Refused, match="time to answer is over"):
            acting.confirm(asked, by=pat)
    ann = sign_in(cast.ann)
    back = f"/evaluations/{late.response.round.evaluation.pk}/late/questions/{asked.pk}/take-back/"
    assert ann.post(back).status_code == 302
    assert anonymous.get(link).status_code == 410
    assert guest.get(url).status_code == 302
    with pytest.raises(Refused, match="answered already"):
        acting.confirm(asked, by=pat)
    again = acting.ask(Evaluation.objects.get(), late, WHY, GUEST, by=cast.ann)
    assert acting.confirm(again, by=pat, name="Pat").late_id == late.pk


def test_another_coordinator_may_be_the_second(
    late: LateDraft, evaluation: Evaluation, cast: Cast, sign_in: Any
) -> None:
    Membership.objects.create(
        person=cast.ben, jurisdiction=current(), role=Role.COORDINATOR, accepted_at=clock.now()
    )
    ann, url = sign_in(cast.ann), f"/evaluations/{evaluation.pk}/late/{late.pk}/accept/"
    assert "1 vendor tried to submit after the date." in text_of(ann.get("/"))
    shown = text_of(ann.get(url))
    assert f"{cast.ben}, coordinator" in shown
    assert f"{cast.ann}, coordinator" not in shown
    assert ann.post(url, {"reason": WHY, "whom": cast.ben.email}).status_code == 302
    asked = LateAcceptance.objects.get()
    assert WHY in text_of(ann.get(f"/evaluations/{evaluation.pk}/late/"))
    assert "tried to submit after the date" not in text_of(ann.get("/"))
    assert "You are asked, as a second person" not in text_of(ann.get("/"))
    ben = sign_in(cast.ben)
    assert "You are asked, as a second person" in text_of(ben.get("/"))
    ben.post(f"/late/questions/{asked.pk}/", {"do": "confirm", "reason": ""})
    assert Submission.objects.get().late_id == late.pk
    assert ben.get(f"/evaluations/{evaluation.pk}/late/").status_code == 200
    assert "It counts, marked as late" in text_of(ann.get(f"/evaluations/{evaluation.pk}/late/"))
    assert ", late" in text_of(ann.get(f"/evaluations/{evaluation.pk}/"))
    receipt = text_of(sign_in(cast.vera).get(f"/responses/{late.response_id}/receipt/"))
    assert "came after their date and were accepted by two people" in receipt


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"whom": ""}, "Choose a second person"),
        ({"whom": "nobody@x.example"}, "Select a valid choice"),
        ({"email": ""}, "Enter the address of the second person"),
        ({"email": "no address"}, "Enter an e-mail address"),
        ({"email": "vera@clearwater.example"}, "belongs to a vendor"),
        ({"email": "x\x00@y.example"}, "Null characters"),
        ({"reason": " "}, "Say why it is accepted"),
        ({"reason": "x" * 2_001}, "2000 characters or fewer"),
    ],
)
def test_what_is_wrong_is_said_and_no_word_lost(
    late: LateDraft,
    evaluation: Evaluation,
    cast: Cast,
    sign_in: Any,
    changes: dict[str, str],
    sentence: str,
) -> None:
    sent = {"reason": WHY, "whom": "else", "email": GUEST} | changes
    page = sign_in(cast.ann).post(f"/evaluations/{evaluation.pk}/late/{late.pk}/accept/", sent)
    assert page.status_code == 422
    assert sentence in text_of(page)
    if "reason" not in changes:
        assert WHY in page.content.decode()
    assert not LateAcceptance.objects.exists()


def test_hostile_reasons_are_shown_as_text(
    late: LateDraft, evaluation: Evaluation, cast: Cast, sign_in: Any
) -> None:
    hostile = "<script>alert(1)</script> \u202egnp {{ x }}"
    asked = acting.ask(evaluation, late, hostile, GUEST, by=cast.ann)
    pat = User.objects.get(email=GUEST)
    page = sign_in(pat).get(f"/late/questions/{asked.pk}/")
    assert "<script>alert" not in page.content.decode()
    assert hostile in text_of(page)
    accepting.refuse(asked, hostile, by=pat, name="<b>Pat</b>")
    for client, url in (
        (sign_in(cast.ann), f"/evaluations/{evaluation.pk}/late/"),
        (sign_in(cast.vera), f"/responses/{late.response_id}/"),
    ):
        page = client.get(url)
        assert "<script>alert" not in page.content.decode()
        assert "<b>Pat</b>" not in page.content.decode()
        assert hostile in text_of(page)


def test_reviewers_who_score_already_find_it_marked(
    late: LateDraft, evaluation: Evaluation, asked: LateAcceptance, pat: User, cast: Cast,
    scene: Scene,
) -> None:  # fmt: skip
    answers_of_tollgate(scene)
    panel.add(evaluation, cast.ben, by=cast.ann)
    rounds.begin_scoring(evaluation, by=cast.ann)
    made = acting.confirm(asked, by=pat, name="Pat")
    assert bench_of(evaluation).submissions[late.response_id] == made
    mail = Mail.objects.get(kind="late_joins")
    assert mail.to == cast.ben.email
    assert "Clearwater" not in mail.text


def answers_of_tollgate(scene: Scene) -> None:
    """A submission in time, so that there is something to score; written without the clock."""
    first = LateDraft.objects.get()
    Submission.objects.create(
        response=scene.tollgate, number=1, version_id=first.version_id, content=first.content,
        leaves=first.leaves, root=first.root, reference="R1", by_id=first.by_id, by_name="Tess",
    )  # fmt: skip


def test_after_a_lock_it_cannot_join_any_more(
    late: LateDraft, evaluation: Evaluation, asked: LateAcceptance, pat: User, cast: Cast,
    scene: Scene, sign_in: Any,
) -> None:  # fmt: skip
    answers_of_tollgate(scene)
    reviewer = panel.add(evaluation, cast.ben, by=cast.ann)
    rounds.begin_scoring(evaluation, by=cast.ann)
    evaluation.panel.filter(pk=reviewer.pk).update(locked_at=clock.now())
    with pytest.raises(Refused, match="locked the scores already, without this vendor"):
        acting.confirm(asked, by=pat)
    accepting.withdraw(asked, by=cast.ann)
    with pytest.raises(Refused, match="locked the scores already"):
        acting.ask(evaluation, late, WHY, GUEST, by=cast.ann)
    page = text_of(sign_in(cast.ann).get(f"/evaluations/{evaluation.pk}/late/"))
    assert "can be accepted only before anybody locks" in page
    # The twin: as soon as nobody has locked, it may.
    evaluation.panel.filter(pk=reviewer.pk).update(locked_at=None)
    assert acting.ask(evaluation, late, WHY, GUEST, by=cast.ann).waits


def test_more_time_withdrawing_or_a_conflict_end_it(
    late: LateDraft, evaluation: Evaluation, asked: LateAcceptance, pat: User, cast: Cast
) -> None:
    reviewer = panel.add(evaluation, cast.ann, by=cast.ann)
    panel.declare(
        reviewer, text="-", conflicts=[late.response_id], explanation="x", typed_name="Ann",
        by=cast.ann,
    )  # fmt: skip
    accepting.withdraw(asked, by=cast.ann)
    with pytest.raises(Refused, match="declared a conflict"):
        acting.ask(evaluation, late, WHY, GUEST, by=cast.ann)
    response = Response.objects.filter(pk=late.response_id)
    response.update(due_at=late.due_at + timedelta(days=9))
    with pytest.raises(Refused, match="more time since"):
        accepting.ask(late, WHY, GUEST, by=cast.ann)
    response.update(due_at=None, withdrawn_at=clock.now())
    with pytest.raises(Refused, match="not asked any more"):
        accepting.ask(late, WHY, GUEST, by=cast.ann)


def test_pages_never_read_what_came_late_and_ask_as_often_for_thirty(
    late: LateDraft, evaluation: Evaluation, cast: Cast, sign_in: Any
) -> None:
    ann, found, made = sign_in(cast.ann), set(), 1
    for rows in (1, 3, 30):
        while made < rows:
            made += 1
            copy = LateDraft.objects.create(
                response=late.response, due_at=late.due_at - timedelta(hours=made),
                tried_at=late.tried_at, version=late.version, content=late.content,
                leaves=late.leaves, root=late.root, by_id=late.by_id, by_name="Vera",
            )  # fmt: skip
            LateAcceptance.objects.create(
                late=copy, reason=WHY, by_id=cast.ann.pk, by_name="Ann", email=GUEST,
                expires_at=clock.now(),
            )  # fmt: skip
        for url in (f"/evaluations/{evaluation.pk}/late/", f"/evaluations/{evaluation.pk}/"):
            ann.get(url)
            with CaptureQueriesContext(connection) as seen:
                page = ann.get(url)
            assert SECRET not in page.content.decode()
            found.add((url, len(seen)))
            read = [one["sql"] for one in seen if "vendors_latedraft" in one["sql"]]
            assert not any('"content"' in sql or '"leaves"' in sql for sql in read)
        assert (
            ann.get(f"/evaluations/{evaluation.pk}/late/").content.decode().count("late-") >= rows
        )
    assert len(found) == 2


def test_what_was_asked_stands_in_the_database(asked: LateAcceptance) -> None:
    for sql in (
        "UPDATE vendors_lateacceptance SET reason = 'other'",
        "UPDATE vendors_lateacceptance SET email = 'x@y.example'",
        "DELETE FROM vendors_lateacceptance",
    ):
        with (
            pytest.raises(IntegrityError, match="stand as they were written"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(sql)


def test_a_yes_and_a_lock_at_once_never_leave_a_vendor_unscored(
    grove: Jurisdiction, stage: Scene, came_late: LateDraft, people: Cast
) -> None:
    """Whoever is first wins: the lock sees the vendor that joined, or the yes sees the lock."""
    with workspace(grove):
        evaluation = Evaluation.objects.get()
        answers_of_tollgate(stage)
        reviewer = panel.add(evaluation, people.cy, by=people.ann)
        asked = acting.ask(evaluation, came_late, WHY, GUEST, by=people.ann)
        pat = User.objects.get(email=GUEST)
        rounds.begin_scoring(evaluation, by=people.ann)
        Membership.objects.create(
            person=people.cy, jurisdiction=grove, role=Role.REVIEWER, accepted_at=clock.now()
        )
        sign(reviewer, by=people.cy)
        made = Judged(evaluation, [stage.tollgate], [reviewer])
        score_all(made, [people.cy], lambda *at: 3, "Seen in the answer")
    outcomes: list[Any] = together(
        grove,
        lambda: acting.confirm(asked, by=pat),
        lambda: panel.lock(reviewer, by=people.cy),
    )
    assert [isinstance(one, Refused) for one in outcomes].count(True) == 1, outcomes
    with workspace(grove):
        locked = evaluation.panel.get().locked_at is not None
        assert Submission.objects.filter(late=came_late).exists() != locked


@pytest.fixture
def came_late(grove: Jurisdiction, stage: Scene, people: Cast) -> LateDraft:
    """The same with rows that other connections see."""
    with workspace(grove):
        Evaluation.objects.create(round=stage.round)
        answers.save(stage.clearwater, ITEM, {"limits": "a"}, based_on=0, by=people.vera)
        now = clock.now()
        Round.objects.filter(pk=stage.round.pk).update(
            opened_at=now - timedelta(days=1), due_at=now - timedelta(seconds=1)
        )
        made = submit_or_keep(stage.clearwater, by=people.vera)
        assert isinstance(made, LateDraft)
        return made


def test_two_answers_at_once_are_one(
    grove: Jurisdiction, came_late: LateDraft, people: Cast
) -> None:
    with workspace(grove):
        evaluation = Evaluation.objects.get()
        asked = acting.ask(evaluation, came_late, WHY, GUEST, by=people.ann)
        pat = User.objects.get(email=GUEST)
    outcomes: list[Any] = together(
        grove,
        lambda: acting.confirm(asked, by=pat),
        lambda: acting.confirm(asked, by=pat),
        lambda: accepting.refuse(asked, "No.", by=pat),
    )
    assert sum(isinstance(one, Refused) for one in outcomes) == 2
    with workspace(grove):
        answer = LateAcceptance.objects.get().answer
        assert Submission.objects.count() == (answer == "confirmed")


def test_two_coordinators_ask_once(grove: Jurisdiction, came_late: LateDraft, people: Cast) -> None:
    with workspace(grove):
        evaluation = Evaluation.objects.get()
    outcomes = together(
        grove,
        lambda: acting.ask(evaluation, came_late, WHY, GUEST, by=people.ann),
        lambda: acting.ask(evaluation, came_late, WHY, f"other.{GUEST}", by=people.cy),
    )
    assert sum(isinstance(one, Refused) for one in outcomes) == 1
    with workspace(grove):
        assert LateAcceptance.objects.count() == 1


def test_a_yes_and_more_time_at_once_end_on_one_side(
    grove: Jurisdiction, stage: Scene, came_late: LateDraft, people: Cast
) -> None:
    with workspace(grove):
        evaluation = Evaluation.objects.get()
        asked = acting.ask(evaluation, came_late, WHY, GUEST, by=people.ann)
        pat = User.objects.get(email=GUEST)
        Response.objects.filter(pk=stage.tollgate.pk).update(due_at=clock.now() + timedelta(days=5))
    said, _given = together(
        grove,
        lambda: acting.confirm(asked, by=pat),
        lambda: deadlines.extend(
            stage.round,
            clock.now() + timedelta(days=1),
            WHY,
            response=stage.clearwater,
            by=people.ann,
        ),
    )
    with workspace(grove):
        assert Submission.objects.filter(late=came_late).exists() == isinstance(said, Submission)
