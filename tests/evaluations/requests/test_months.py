"""Monthly figures after signing: asked for, filed, corrected, reminded of, and what a miss opens."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from evaluations.actions import requests, rounds
from evaluations.concerns import Concern
from evaluations.models import ConcernMove, Evaluation, PlannedRequest
from evaluations.queries import providers
from evaluations.queries.requests import changes_to, concerns_on
from portal import clock
from portal.access import ALLOWED, Refused
from portal.audit.models import Event
from portal.jobs.actions import perform
from portal.jobs.models import Job, JobState
from portal.outbox.models import Mail
from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import current
from tests.cast import Cast
from tests.evaluations.requests.scene import CANARY, follow_up, today
from tests.evaluations.requests.test_requests import text_of
from tests.stages import judged_at, put_clock_right
from vendors import rules
from vendors.actions import monthly, monthly_reminders
from vendors.models import (
    FiledFigure,
    MonthlyAsk,
    MonthlyFiling,
    MonthlyObjective,
    Response,
    Submission,
)
from vendors.monthly import BY_KEY, Outcome, Proposal, following, in_words, month_of
from vendors.queries.monthly import misses_of, months_of, promises_of
from vendors.queries.questionnaires import questionnaire_of

SignIn = Callable[..., Client]
UPTIME = Proposal(BY_KEY["uptime"], "posture.availability", None).objective(Decimal("99.9"))
REPAIR = Proposal(BY_KEY["repair"], "sla.objectives", None).objective(Decimal(60))


@pytest.fixture
def there(in_alder: Jurisdiction, cast: Cast) -> tuple[Evaluation, Response]:
    return follow_up(cast)


def until(day: date, hour: int = 12) -> timedelta:
    """How far the clock moves to reach an hour of a day here."""
    return datetime.combine(day, time(hour), ZoneInfo(current().time_zone)) - clock.now()


def asked(response: Response, cast: Cast) -> date:
    """Uptime and repairs are asked for from this month on; its first day."""
    first = month_of(today())
    monthly.ask(response, [UPTIME, REPAIR], first, 10, by=cast.ann)
    return first


def figures(uptime: str, repair: str = "0") -> dict[str, Decimal]:
    return {"uptime": Decimal(uptime), "repair": Decimal(repair)}


def test_the_whole_way_on_the_pages(
    there: tuple[Evaluation, Response], cast: Cast, sign_in: SignIn
) -> None:
    evaluation, response = there
    ann, vera = sign_in(cast.ann), sign_in(cast.vera)
    ours = f"/evaluations/{evaluation.pk}/requests/{response.pk}/months/"
    theirs = f"/responses/{response.pk}/months/"
    assert "No figures are asked for yet" in text_of(ann.get(ours))
    assert "Nothing was promised" in text_of(ann.get(f"{ours}ask/"))
    first = month_of(today())
    wanted = {"first": first.isoformat(), "due_day": "10"}
    assert "one figure at least" in text_of(ann.post(f"{ours}ask/", wanted))
    wrong = ann.post(
        f"{ours}ask/", wanted | {"uptime": "101", "repair": "an hour", "due_day": "30"}
    )
    assert wrong.status_code == 422
    for words in ("up to 100 %", "plain number", "a day from 1 to 28"):
        assert words in text_of(wrong)
    assert b'value="an hour"' in wrong.content
    wanted |= {"uptime": "99.9", "repair": "60"}
    assert ann.post(f"{ours}ask/", wanted).status_code == 302
    assert "asks you for figures each month" in text_of(vera.get(f"/responses/{response.pk}/"))
    page = text_of(vera.get(theirs))
    assert "Uptime: at least 99.9 %" in page
    assert "Not over yet" in page
    one = f"{theirs}{first.year}/{first.month}/"
    assert "is not over yet" in text_of(vera.get(one))
    assert vera.post(one, {"uptime": "1", "repair": "1"}).status_code == 403
    assert vera.get(f"{theirs}2020/1/").status_code == 404
    assert vera.get(f"{theirs}2020/13/").status_code == 404

    with clock.moved(until(following(first))):
        ann, vera = sign_in(cast.ann), sign_in(cast.vera)
        assert f"File {in_words(first)}" in text_of(vera.get(theirs))
        assert "1 month to file" in text_of(vera.get("/requests/"))
        wrong = vera.post(one, {"uptime": "99.9 %", "repair": "50000", "note": CANARY})
        assert wrong.status_code == 422
        assert "Enter minutes as a plain number" in text_of(wrong)
        assert f"{in_words(first)} has no more" in text_of(wrong)
        assert CANARY in text_of(wrong)
        assert not MonthlyFiling.objects.exists()
        said = {"uptime": "600", "repair": "12.5", "note": CANARY}
        assert vera.post(one, said).status_code == 302
        assert "filed already" in text_of(vera.post(one, said))
        page = text_of(ann.get(ours))
        assert "(600 minutes down)" in page
        assert "Missed" in page
        assert CANARY in page
        assert vera.post(one, said | {"uptime": "6"}).status_code == 302
        page = text_of(ann.get(ours))
        assert "corrected" in page
        assert "(600 minutes down)" in page, "what was filed first stays"
        assert months_of(response, at=clock.now()).lines[0].outcome is Outcome.MET
        assert ann.post(f"{ours}stop/").status_code == 302
        assert "No figures are asked for any more" in text_of(vera.get(theirs))
        assert [one.month for one in months_of(response, at=clock.now()).lines] == [first]
    mails = Mail.objects.filter(kind="months_asked").order_by("made_at")
    assert ["no longer" in one.subject for one in mails] == [False, True]
    assert not any(CANARY in mail.subject + mail.text for mail in mails)
    assert not Event.objects.filter(detail__icontains=CANARY).exists()


def test_what_was_written_stands(there: tuple[Evaluation, Response], cast: Cast) -> None:
    _evaluation, response = there
    first = asked(response, cast)
    with clock.moved(until(following(first))):
        monthly.file(response, first, figures("1"), "", by=cast.vera)
    for rows in (MonthlyAsk, MonthlyObjective, MonthlyFiling, FiledFigure):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.objects.all().delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        FiledFigure.objects.update(value=0)
    with pytest.raises(IntegrityError), transaction.atomic():
        MonthlyObjective.objects.update(target=0)


def test_who_may_and_when(there: tuple[Evaluation, Response], cast: Cast) -> None:
    _evaluation, response = there
    before = month_of(month_of(today()) - timedelta(days=1))
    with pytest.raises(Refused, match="from this month on"):
        monthly.ask(response, [UPTIME], before, 10, by=cast.ann)
    with pytest.raises(Refused, match="within a year"):
        monthly.ask(response, [UPTIME], before.replace(year=before.year + 2), 10, by=cast.ann)
    first = asked(response, cast)
    with pytest.raises(Refused, match="not over yet"):
        monthly.file(response, first, figures("1"), "", by=cast.vera)
    with clock.moved(until(following(first))):
        with pytest.raises(Refused, match="not on this response"):
            monthly.file(response, first, figures("1"), "", by=cast.mallory)
        with pytest.raises(Refused, match="No figures are asked for this month"):
            monthly.file(response, before, figures("1"), "", by=cast.vera)
        for wrong in ({"uptime": Decimal(1)}, figures("1", "-1"), figures("50000")):
            with pytest.raises(Refused, match="every figure"):
                monthly.file(response, first, wrong, "", by=cast.vera)


def test_who_is_written_to_about_a_month(there: tuple[Evaluation, Response], cast: Cast) -> None:
    _evaluation, response = there
    first = asked(response, cast)
    second = following(first)
    due, next_due = second.replace(day=10), following(second).replace(day=10)
    assert _remind() == []
    with clock.moved(until(due - timedelta(days=3))):
        assert _remind() == [("month_reminded", cast.vera.email)]
        assert monthly_reminders.send_due(response) == 0
    with clock.moved(until(due)):
        assert _remind() == []
    with clock.moved(until(due + timedelta(days=2))):
        assert _remind() == [
            ("month_not_filed", cast.vera.email),
            ("provider_not_filed", cast.ann.email),
        ]
        assert monthly_reminders.send_due(response) == 0
        monthly.file(response, first, figures("600"), "", by=cast.vera)
        monthly.file(response, first, figures("600", "1"), "", by=cast.vera)
        monthly.file(response, first, figures("1"), "", by=cast.vera)
    assert Mail.objects.filter(kind="provider_missed", to=cast.ann.email).count() == 1
    with clock.moved(until(following(second))):
        monthly.file(response, second, figures("1"), "", by=cast.vera)
    with clock.moved(until(next_due + timedelta(days=1))):
        assert _remind() == []
    waiting = Job.objects.get(kind=monthly_reminders.JOB, state=JobState.QUEUED)
    there_at = waiting.due_at.astimezone(ZoneInfo(current().time_zone))
    third = following(following(second)).replace(day=10)
    assert (there_at.date(), there_at.time()) == (third - timedelta(days=3), time(8))
    mails = Mail.objects.filter(kind__in=MAILS)
    assert all(in_words(first) in one.subject and "600" not in one.text for one in mails)


MAILS = ("month_reminded", "month_not_filed", "provider_not_filed", "provider_missed")


def test_without_the_rule_a_stranger_files_a_month_that_is_not_over(
    there: tuple[Evaluation, Response], cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    _evaluation, response = there
    first = asked(response, cast)
    monkeypatch.setattr(rules, "may_file_month", lambda *_args: ALLOWED)
    monthly.file(response, first, figures("1"), "", by=cast.mallory)
    assert months_of(response, at=clock.now()).lines[0].outcome is Outcome.MET


def _remind() -> list[tuple[str, str]]:
    """Do the jobs about months that are due now; return the mails that went out by them."""
    before = set(Mail.objects.filter(kind__in=MAILS).values_list("pk", flat=True))
    due = Job.objects.filter(
        kind=monthly_reminders.JOB, state=JobState.QUEUED, due_at__lte=clock.now()
    )
    while job := due.first():
        perform(str(job.pk))
    sent = Mail.objects.filter(kind__in=MAILS).exclude(pk__in=before)
    return sorted(sent.values_list("kind", "to"))


def test_more_months_cost_no_more_queries(
    there: tuple[Evaluation, Response], cast: Cast, sign_in: SignIn
) -> None:
    evaluation, response = there
    first = asked(response, cast)
    pages = (
        (cast.vera, "/requests/"),
        (cast.vera, f"/responses/{response.pk}/months/"),
        (cast.ann, f"/evaluations/{evaluation.pk}/requests/{response.pk}/months/"),
    )
    counts: dict[str, list[int]] = {}
    filed, month = 0, first
    for number in (1, 3, 30):
        while filed < number:
            month, filed = following(month), filed + 1
            row = MonthlyFiling.objects.create(
                response=response, month=month, by_id=cast.vera.pk, by_name="Vera"
            )
            FiledFigure.objects.create(filing=row, key="uptime", value=number)
        with clock.moved(until(following(month))):
            for person, page in pages:
                counts.setdefault(page, []).append(_queries(sign_in(person), page))
    assert all(len(set(those)) == 1 for those in counts.values()), counts


def _queries(client: Client, page: str) -> int:
    client.get(page)
    with CaptureQueriesContext(connection) as ran:
        answer: Any = client.get(page)
    assert answer.status_code == 200
    return len(ran)


def concern_about(key: str, there: tuple[Evaluation, Response]) -> Concern:
    evaluation, response = there
    at = clock.now()
    lines = concerns_on(
        questionnaire_of(evaluation.round.version),
        response,
        changes_to(response, at=at),
        misses_of(response, at=at),
    )
    return next(one.concern for those in lines.values() for one in those if one.topic.key == key)


def test_a_miss_opens_the_concern_of_its_topic_until_somebody_says_more(
    there: tuple[Evaluation, Response], cast: Cast, sign_in: SignIn
) -> None:
    evaluation, response = there
    page = f"/evaluations/{evaluation.pk}/concerns/{response.pk}/"
    first = asked(response, cast)
    second, third = following(first), following(following(first))

    def say(state: Concern) -> None:
        for key in ("posture.availability", "sla.objectives"):
            requests.move_concern(evaluation, response, key, state, "We looked", by=cast.ann)

    def stand() -> tuple[Concern, Concern]:
        return (
            concern_about("posture.availability", there),
            concern_about("sla.objectives", there),
        )

    say(Concern.VERIFIED)
    with clock.moved(until(second)):
        monthly.file(response, first, figures("600"), "", by=cast.vera)
        assert stand() == (Concern.INVESTIGATE, Concern.VERIFIED)
        shown = text_of(sign_in(cast.ann).get(page))
        assert f"Uptime in {in_words(first)}: 98." in shown
        assert "asked for at least 99.9 %" in shown
        assert "to investigate again" in shown
    with clock.moved(until(second, hour=14)):
        say(Concern.DISCUSSED)
        assert stand() == (Concern.DISCUSSED, Concern.DISCUSSED)
    # A month without figures is a miss of every target once its date has passed.
    with clock.moved(until(third.replace(day=10))):
        assert stand() == (Concern.DISCUSSED, Concern.DISCUSSED)
    with clock.moved(until(third.replace(day=11))):
        assert stand() == (Concern.INVESTIGATE, Concern.INVESTIGATE)
        assert f"Longest repair in {in_words(second)}: not filed" in text_of(
            sign_in(cast.ann).get(page)
        )
        monthly.file(response, second, figures("1"), "", by=cast.vera)
        assert stand() == (Concern.DISCUSSED, Concern.DISCUSSED), "late, but met"
    assert ConcernMove.objects.count() == 4, "nothing but what Ann said was written"


def test_missed_months_become_a_request_with_the_months_as_its_reason(
    there: tuple[Evaluation, Response], cast: Cast, sign_in: SignIn
) -> None:
    evaluation, response = there
    letter = f"/evaluations/{evaluation.pk}/requests/{response.pk}/letter/"
    first = asked(response, cast)
    second, third = following(first), following(following(first))
    with clock.moved(until(second)):
        monthly.file(response, first, figures("600"), CANARY, by=cast.vera)
    with clock.moved(until(third.replace(day=12))):
        ann = sign_in(cast.ann)
        page = ann.get(letter)
        assert b"months:posture.availability" in page.content
        assert b"months:sla.objectives" in page.content
        assert "appear here once discussion is open" in text_of(page), "no scores are needed"
        for _n in range(2):
            ann.post(letter, {"item": ["months:posture.availability", "months:obs.detection"]})
        (planned,) = PlannedRequest.objects.filter(response=response)
        assert (planned.criterion_key, planned.item_key) == ("posture.availability", "")
        assert planned.ask.startswith(f"Uptime in {in_words(second)}: not filed.\n")
        assert f"Uptime in {in_words(first)}: 98." in planned.ask
        assert "what caused it" in planned.ask
        assert CANARY not in planned.ask
        page = ann.get(letter).content
        assert b"months:posture.availability" not in page
        assert b"months:sla.objectives" in page
        requests.send(response, "", by=cast.ann)
        assert b"months:posture.availability" not in ann.get(letter).content
    with clock.moved(until(following(third).replace(day=12))):
        page = sign_in(cast.ann).get(letter)
        assert b"months:posture.availability" in page.content, "a newer month was missed"
        assert f"Uptime in {in_words(first)}" not in text_of(page), "asked about already"


def test_more_misses_cost_the_concerns_no_more_queries(
    there: tuple[Evaluation, Response], cast: Cast, sign_in: SignIn
) -> None:
    evaluation, response = there
    page = f"/evaluations/{evaluation.pk}/concerns/{response.pk}/"
    month = asked(response, cast)
    counts = []
    for months in (1, 2, 27):
        for _n in range(months):
            month = following(month)
        with clock.moved(until(month.replace(day=20))):
            counts.append(_queries(sign_in(cast.ann), page))
    assert len(set(counts)) == 1, counts


def test_the_page_of_a_provider_shows_its_months_but_not_to_whom_a_conflict_keeps_away(
    there: tuple[Evaluation, Response],
    cast: Cast,
    sign_in: SignIn,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _evaluation, response = there
    page = f"/vendors/{response.vendor_id}/progress/"
    first = asked(response, cast)
    with clock.moved(until(following(first))):
        monthly.file(response, first, figures("600"), "", by=cast.vera)
        shown = text_of(sign_in(cast.ann).get(page))
        assert "(600 minutes down)" in shown
        assert "Missed" in shown
        few = _queries(sign_in(cast.ann), page)
        with clock.moved(until(following(first).replace(day=1)) + timedelta(days=95)):
            assert _queries(sign_in(cast.ann), page) == few
        monkeypatch.setattr(providers, "conflicts_of", lambda reader: {response.pk})
        shown = text_of(sign_in(cast.ann).get(page))
        assert "600 minutes" not in shown
        assert "Nothing was asked yet" in shown


def test_what_was_promised_comes_from_the_decided_evaluation_until_something_newer_is_in(
    in_alder: Jurisdiction, cast: Cast
) -> None:
    judged = judged_at("decided", cast, vendors=2)
    chosen, other = judged.responses
    made = rounds.follow_up(chosen, "Next year", by=cast.ann)
    response = made.round.responses.get()
    assert promises_of(response).uptime_promise == Decimal("99.95")
    for one, promise in ((chosen, "99.97"), (other, "99.5")):
        last = one.submissions.latest("number")
        answers = {**last.content["answers"], "sla.uptime": {"value": {"promise": promise}}}
        Submission.objects.create(
            response=one,
            number=last.number + 1,
            version=last.version,
            content={**last.content, "answers": answers},
            leaves=last.leaves,
            root=last.root,
            reference=f"again {promise}",
            by_id=last.by_id,
            by_name=last.by_name,
        )
    assert promises_of(response).uptime_promise == Decimal("99.97"), "its own, and the last"
    put_clock_right()
