"""From a letter with requests to a vendor's promise, a slip, proof and verification."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from evaluations.actions import requests
from evaluations.concerns import Concern
from evaluations.models import PlannedRequest
from evaluations.queries.requests import changes_to, concerns_on
from portal import clock
from portal.access import Refused
from portal.accounts.models import Membership, Role
from portal.audit.models import Event
from portal.jobs.actions import perform
from portal.jobs.models import Job, JobState
from portal.outbox.models import Mail
from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import current
from tests.cast import Cast
from tests.evaluations.requests.scene import CANARY, Asked, asked, follow_up, today, wanted
from tests.stages import judged_at, put_clock_right
from vendors.actions import change_reminders, changes
from vendors.changes import Act, Result, State
from vendors.models import ChangeReminder, ChangeStep, PrintedLetter, RequestedChange
from vendors.queries.changes import letter_of, letters_to
from vendors.queries.questionnaires import questionnaire_of

SignIn = Callable[..., Client]


@pytest.fixture
def there(in_alder: Jurisdiction, cast: Cast) -> Asked:
    return asked(cast)


def text_of(answer: Any) -> str:
    return " ".join(html.fromstring(answer.content).text_content().split())


def concern_in(there: Asked, key: str = "obs.detection") -> Concern:
    asked_of = questionnaire_of(there.evaluation.round.version)
    changes = changes_to(there.response, at=clock.now())
    lines = concerns_on(asked_of, there.response, changes, {})
    return next(one.concern for those in lines.values() for one in those if one.topic.key == key)


def test_the_whole_way_on_the_pages(there: Asked, cast: Cast, sign_in: SignIn) -> None:
    ann, vera = sign_in(cast.ann), sign_in(cast.vera)
    one = f"{there.theirs}{there.first.pk}/"
    assert "asks you for 2 changes" in text_of(vera.get(f"/responses/{there.response.pk}/"))
    assert "2 requested changes" in text_of(vera.get("/requests/"))
    page = text_of(vera.get(there.theirs))
    assert page.index("Watch it from outside") < page.index("Grow")
    assert concern_in(there) is Concern.DISCUSSED

    until = today() + timedelta(days=20)
    answer = vera.post(f"{one}reply/", {"act": "declined"})
    assert answer.status_code == 422
    assert "Say which part, what else, or why" in text_of(answer)
    offered = {"act": "counter", "until": until.isoformat(), "text": f"In two steps. {CANARY}"}
    assert vera.post(f"{one}reply/", offered).status_code == 302
    assert "Proposal to answer" in text_of(ann.get(there.ours))
    assert "1 proposal or proof of your provider waits" in text_of(ann.get("/"))
    seen = f"{there.ours}changes/{there.first.pk}/"
    assert ann.post(seen, {"act": "verified"}).status_code == 422
    assert ann.post(seen, {"act": "accepted", "text": ""}).status_code == 302
    assert concern_in(there) is Concern.ADDRESSED

    with clock.moved(timedelta(days=22)):
        assert "Date passed" in text_of(sign_in(cast.ann).get(there.ours))
        assert "Hold it against others" in text_of(sign_in(cast.ann).get(seen))
        vera = sign_in(cast.vera)
        moved = {
            "act": "agreed",
            "until": (until + timedelta(days=9)).isoformat(),
            "text": "Late part",
        }
        assert vera.post(f"{one}reply/", moved).status_code == 302
        proof = SimpleUploadedFile("week.txt", b"measured all week\n", "text/plain")
        assert vera.post(f"{one}prove/", {"file": proof, "text": CANARY}).status_code == 302
        ann = sign_in(cast.ann)
        shown = ann.get(seen)
        (link,) = html.fromstring(shown.content).xpath("//ul[@class='files']//a/@href")
        assert b"".join(ann.get(link).streaming_content) == b"measured all week\n"
        assert ann.post(seen, {"act": "returned", "text": "One day is missing"}).status_code == 302
        assert vera.post(f"{one}prove/", {"text": "See status.example.org"}).status_code == 302
        assert ann.post(seen, {"act": "verified"}).status_code == 302
        page = text_of(vera.get(one))
        assert "Verified" in page
        assert "Moved on" in page
        (done,) = [x for x in changes_to(there.response, at=clock.now()) if x.row == there.first]
        assert (done.now.result, len(done.now.slips)) == (Result.LATE, 1)
        assert concern_in(there) is Concern.VERIFIED
    mails = Mail.objects.filter(kind__startswith="request")
    assert {"requests_sent", "request_replied", "request_proved", "request_answered"} <= {
        mail.kind for mail in mails
    }
    assert not any(CANARY in mail.subject + mail.text for mail in mails)
    assert not Event.objects.filter(detail__icontains=CANARY).exists()


def test_letter_page_and_pdf_say_the_same(there: Asked, cast: Cast, sign_in: SignIn) -> None:
    from io import BytesIO

    from pypdf import PdfReader

    from portal.files import storage

    perform(str(Job.objects.get(kind=changes.PRINT).pk))
    printed = PrintedLetter.objects.get(letter=there.letter)
    content = storage.read(printed.file.key)
    reader = PdfReader(BytesIO(content))
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    flat = re.sub(r"\s+", " ", " ".join(page.extract_text() for page in reader.pages))
    pages = [
        text_of(sign_in(cast.vera).get(there.theirs)),
        text_of(sign_in(cast.ann).get(there.ours)),
    ]
    letter = letter_of(there.letter, at=clock.now())
    assert [one.number for one in letter.levels] == [1, 5]
    for level in letter.levels:
        for words in (level.title, level.why):
            assert all(words in each for each in (flat, *pages))
        for change in level.changes:
            for words in (change.number, change.row.topic, change.row.ask, change.row.proof):
                assert all(words in each for each in (flat, *pages)), words
    got = sign_in(cast.vera).get(f"{there.theirs}letter-1.pdf")
    assert b"".join(got.streaming_content) == content


def test_what_was_written_stands(there: Asked, cast: Cast) -> None:
    changes.reply(there.first, Act.DECLINED, until=None, text="Too dear", by=cast.vera)
    for rows in (RequestedChange.objects, ChangeStep.objects):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.all().delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        ChangeStep.objects.update(text="Never mind")
    with pytest.raises(IntegrityError), transaction.atomic():
        RequestedChange.objects.update(by_day=today())


def test_who_may_and_what_a_reply_needs(there: Asked, cast: Cast) -> None:
    later = there.first.by_day + timedelta(days=1)
    for act, until, text in (
        (Act.AGREED, None, ""),
        (Act.AGREED, today() - timedelta(days=1), ""),
        (Act.AGREED, later, ""),
        (Act.PARTLY, later, ""),
        (Act.VERIFIED, None, "Done"),
    ):
        with pytest.raises(Refused):
            changes.reply(there.first, act, until=until, text=text, by=cast.vera)
    with pytest.raises(Refused, match="not on this response"):
        changes.reply(there.first, Act.AGREED, until=today(), text="", by=cast.mallory)
    with pytest.raises(Refused, match="no proof to check"):
        changes.answer(there.first, Act.VERIFIED, "", by=cast.ann)
    changes.reply(there.first, Act.AGREED, until=later, text="Parts come late", by=cast.vera)
    with pytest.raises(Refused, match="Say why"):
        changes.answer(there.first, Act.TAKEN_BACK, " ", by=cast.ann)
    assert ChangeStep.objects.count() == 1


def test_who_coordinates_now_is_told_once_the_sender_does_not(there: Asked, cast: Cast) -> None:
    changes.reply(there.first, Act.AGREED, until=today(), text="", by=cast.vera)
    Membership.objects.filter(person=cast.ann).delete()
    Membership.objects.create(
        person=cast.olive, jurisdiction=current(), role=Role.COORDINATOR, accepted_at=clock.now()
    )
    changes.reply(there.second, Act.AGREED, until=today(), text="", by=cast.vera)
    told = Mail.objects.filter(kind="request_replied").order_by("made_at")
    assert [one.to for one in told] == [cast.ann.email, cast.olive.email]


def test_reminders_go_out_once_and_end_with_proof(there: Asked, cast: Cast) -> None:
    until = today() + timedelta(days=30)
    for one in (there.first, there.second):
        changes.reply(one, Act.AGREED, until=until, text="", by=cast.vera)
    open_ = ChangeReminder.objects.filter(end="")
    assert {one.day for one in open_} == {until}
    changes.prove(there.second, "See page 3", by=cast.vera)
    assert set(open_.values_list("change", "days_before")) == {
        (there.first.pk, 14), (there.first.pk, 3), (there.first.pk, change_reminders.OVER)
    }  # fmt: skip
    with clock.moved(timedelta(days=17)):
        assert _remind() == 1
        assert _remind() == 0
        assert change_reminders.send_due(there.response) == 0
    moved = until + timedelta(days=40)
    with clock.moved(timedelta(days=18)):
        changes.reply(there.first, Act.AGREED, until=moved, text="Parts", by=cast.vera)
    assert {(one.day, one.days_before, one.end) for one in ChangeReminder.objects.filter(
        change=there.first, day__in=[until, moved])} == {
        (until, 14, "sent"), (until, 3, "cancelled"), (until, change_reminders.OVER, "cancelled"),
        (moved, 14, ""), (moved, 3, ""), (moved, change_reminders.OVER, ""),
    }  # fmt: skip
    (mail,) = Mail.objects.filter(kind="request_reminded")
    assert "A change that" in mail.text
    assert CANARY not in mail.text


def test_both_sides_hear_once_that_an_agreed_date_has_passed(there: Asked, cast: Cast) -> None:
    until = today() + timedelta(days=5)
    changes.reply(there.first, Act.AGREED, until=until, text=CANARY, by=cast.vera)
    overdue = Mail.objects.filter(kind__in=["request_overdue", "provider_overdue"])
    with clock.moved(timedelta(days=5)):
        _remind()
        assert not overdue.exists(), "the day itself is not over"
    with clock.moved(timedelta(days=7)):
        _remind()
        assert change_reminders.send_due(there.response) == 0
    with clock.moved(timedelta(days=9)):
        changes.reply(
            there.second, Act.AGREED, until=until + timedelta(days=30), text="", by=cast.vera
        )
        _remind()
    assert {(one.kind, one.to) for one in overdue} == {
        ("request_overdue", cast.vera.email), ("provider_overdue", cast.ann.email)
    }  # fmt: skip
    assert overdue.count() == 2, "once to each"
    assert all("A change that" in one.text and CANARY not in one.text for one in overdue)
    sent = ChangeReminder.objects.filter(end="sent", days_before=change_reminders.OVER)
    assert [one.change for one in sent] == [there.first], "nobody agreed to the other one's date"


def _remind() -> int:
    """Do the reminder jobs that are due now; return how many mails went out by them."""
    before = Mail.objects.filter(kind="request_reminded").count()
    due = Job.objects.filter(
        kind=change_reminders.JOB, state=JobState.QUEUED, due_at__lte=clock.now()
    )
    for job in due:
        perform(str(job.pk))
    return Mail.objects.filter(kind="request_reminded").count() - before


def test_a_letter_is_prepared_worded_and_sent(
    in_alder: Jurisdiction, cast: Cast, sign_in: SignIn
) -> None:
    evaluation, response = follow_up(cast)
    ann = sign_in(cast.ann)
    at = f"/evaluations/{evaluation.pk}/requests/{response.pk}/letter/"
    assert "appear here once discussion is open" in text_of(ann.get(at))
    own = {
        "topic": "prep.loadtest",
        "ask": "Test at our peak",
        "proof": "The test",
        "by_day": "2020-01-01",
    }
    assert "Enter a day that lies ahead" in text_of(ann.post(f"{at}add/", own))
    ahead = today() + timedelta(days=40)
    assert ann.post(f"{at}add/", own | {"by_day": ahead.isoformat()}).status_code == 302
    requests.plan(response, [wanted()], by=cast.ann)
    first, second = PlannedRequest.objects.order_by("criterion_key")
    assert ann.post(f"{at}{first.pk}/drop/").status_code == 302
    edit = {"ask": "Test at twice our peak", "proof": "The test", "by_day": ahead.isoformat()}
    assert ann.post(f"{at}{second.pk}/", edit).status_code == 302
    assert ann.post(f"{at}send/", {"intro": ""}).status_code == 302
    (letter,) = letters_to(response, at=clock.now())
    assert [one.row.ask for one in letter.changes] == ["Test at twice our peak"]
    assert not PlannedRequest.objects.exists()
    with pytest.raises(Refused, match="at least one request"):
        requests.send(response, "", by=cast.ann)


def test_gaps_become_proposals_base_first_and_the_easiest_first(
    in_alder: Jurisdiction, cast: Cast, sign_in: SignIn
) -> None:
    from evaluations.asks import easiest_first
    from evaluations.queries.judgement import evaluations_here
    from evaluations.queries.reports import material_of
    from evaluations.queries.requests import asks_to

    judged = judged_at("discussion", cast, vendors=1)
    asks = asks_to(material_of(evaluations_here().get(pk=judged.pk)), str(judged.responses[0].pk))
    order = [(one.level, not one.quick_win, -(one.score or 0)) for one in easiest_first(asks)]
    assert order == sorted(order)
    assert len({level for level, *_rest in order}) > 2
    put_clock_right()


def test_a_concern_is_moved_with_a_reason_and_follows_its_requests(
    there: Asked, cast: Cast, sign_in: SignIn
) -> None:
    ann = sign_in(cast.ann)
    at = f"/evaluations/{there.evaluation.pk}/concerns/{there.response.pk}/"
    ended = {"state": "not applicable", "why": ""}
    assert ann.post(f"{at}obs.detection/", ended).status_code == 422
    assert ann.post(f"{at}obs.detection/", ended | {"why": "We do it"}).status_code == 302
    assert concern_in(there) is Concern.NOT_APPLICABLE
    assert "We do it" in text_of(ann.get(at))
    assert Event.objects.filter(verb="moved a concern", detail__state="not applicable").exists()
    changes.reply(there.first, Act.AGREED, until=today(), text="", by=cast.vera)
    assert concern_in(there) is Concern.ADDRESSED
    assert concern_in(there, "prep.loadtest") is Concern.INVESTIGATE


def test_more_requests_cost_no_more_queries(there: Asked, cast: Cast, sign_in: SignIn) -> None:
    counts = []
    for _n in range(2):
        for client, page in ((sign_in(cast.vera), there.theirs), (sign_in(cast.ann), there.ours)):
            client.get(page)
            with CaptureQueriesContext(
                connection,
            ) as ran:
                assert client.get(page).status_code == 200
            counts.append(len(ran))
        many = [wanted(item=f"own{n}") for n in range(4)]
        requests.plan(there.response, many, by=cast.ann)
        requests.send(there.response, "", by=cast.ann)
        for one in changes_to(there.response, at=clock.now()):
            if one.now.state is State.OPEN:
                changes.reply(one.row, Act.AGREED, until=today(), text="", by=cast.vera)
    assert counts[:2] == counts[2:]
