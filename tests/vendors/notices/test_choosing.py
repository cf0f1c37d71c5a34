"""Choosing per evaluation which mails come at once, once a day or not at all."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal import clock
from portal.notices.kinds import OPTIONAL
from portal.notices.models import Daily, MailChoice
from portal.outbox.actions import post
from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import service, workspace
from tests.cast import Cast
from tests.portal.doors import front
from tests.vendors.scene import Scene, build
from tests.vendors.views.test_query_counts import more_requests

MUST_COME = {
    "colleague_invited", "decision_sent_back", "decision_waits", "inquiry_refused", "late_kept",
    "letter_released", "member_invited", "months_asked", "more_time", "questions_amended",
    "record_head", "records_review", "registration_known", "registration_to_confirm", "request_overdue",
    "request_reminded",
    "requests_sent", "round_cancelled",
    "submission_receipt", "vendor_invited", "vendor_withdrawn", "workspace_opened", "sign_in_code",
}  # fmt: skip


@pytest.fixture
def vera(scene: Scene, cast: Cast) -> Client:
    with service():
        return front(cast.vera)


def key(at: Jurisdiction, scene: Scene) -> str:
    return f"of-{at.pk}-{scene.round.pk}"


def ask(door: Client, data: dict[str, Any] | None = None) -> Any:
    with service():
        return door.get("/me/mails/") if data is None else door.post("/me/mails/", data)


def test_what_must_come_is_not_optional() -> None:
    assert not MUST_COME & OPTIONAL.keys()
    assert len(OPTIONAL) == 21


def test_choosing(
    scene: Scene, alder: Jurisdiction, birch: Jurisdiction, cast: Cast, vera: Client
) -> None:
    with workspace(birch):
        other = build(cast)
    page = ask(vera).content.decode()
    assert page.count("Vaccine scheduling") == 2
    assert "Sign-in codes" in page
    assert "a question was answered to all vendors" in page
    assert "somebody wrote to you in the discussion" not in page, "none of a vendor's"
    sent = {key(alder, scene): "daily", key(birch, other): "off", "hour": "9"}
    assert ask(vera, sent)["Location"] == "/me/mails/?done=saved"
    chosen = dict(MailChoice.objects.values_list("workspace__name", "choice"))
    assert chosen == {"Alder County": "daily", "Birch County": "off"}
    assert Daily.objects.get(person=cast.vera).hour == 9
    assert ask(vera).content.decode().count("selected") == 3


@pytest.mark.parametrize(
    "wrong",
    [{"hour": "12"}, {"hour": ""}, {"hour": "9\x00"}, {"choice": "sometimes"}, {"choice": ""}],
)
def test_what_is_none_of_the_choices_is_refused(
    scene: Scene, alder: Jurisdiction, cast: Cast, vera: Client, wrong: dict[str, str]
) -> None:
    sent = {key(alder, scene): wrong.get("choice", "off"), "hour": wrong.get("hour", "7")}
    answer = ask(vera, sent)
    assert answer.status_code == 422
    assert "There is a problem" in answer.content.decode()
    assert not MailChoice.objects.exists()


def test_another_vendors_evaluation_cannot_be_chosen(
    scene: Scene, alder: Jurisdiction, birch: Jurisdiction, cast: Cast
) -> None:
    with service():
        mallory = front(cast.mallory)
    sent = {key(alder, scene): "off", "hour": "7"}
    assert "Vaccine scheduling" not in ask(mallory).content.decode()
    assert ask(mallory, sent).status_code == 302
    assert not MailChoice.objects.exists()


def test_staff_choose_too(scene: Scene, alder: Jurisdiction, cast: Cast) -> None:
    with service():
        ann, olive = front(cast.ann), front(cast.olive)
    page = ask(ann).content.decode()
    assert "somebody wrote to you in the discussion" in page
    assert "a topic was handed to you" not in page
    assert "Vaccine scheduling" not in ask(olive).content.decode()


@pytest.mark.parametrize("rows", [1, 3, 30])
def test_queries(scene: Scene, cast: Cast, vera: Client, rows: int) -> None:
    more_requests(scene, cast, rows)
    ask(vera)
    with CaptureQueriesContext(connection) as asked:
        page = ask(vera).content.decode()
    assert page.count("<select") == rows + 1
    assert len(asked) == 13


WORDS = "zebra crossing"


class Typed:
    """Has words wherever a mail could look for what somebody wrote."""

    pk = 7
    key = criterion_key = "sla"
    note = question = answer = reply = reason = text = WORDS
    name = short_title = title = "named"
    until = scoring_due = None
    department = get_department_display = "operations"

    @property
    def itself(self) -> "Typed":
        return self

    vendor = round = evaluation = itself

    def __str__(self) -> str:
        return "Connie"


def test_no_optional_mail_says_what_somebody_wrote(in_alder: Jurisdiction) -> None:
    names = ("round", "response", "handed", "evaluation", "criterion", "by", "inquiry", "comment")
    context: dict[str, Any] = dict.fromkeys(names, Typed())
    context |= dict.fromkeys(("reason", "note", "question", "answer", "reply", "text"), WORDS)
    context |= {"is_first": True, "now": clock.now(), "due": clock.now() + timedelta(days=3)}
    for kind in OPTIONAL:
        mail = post(kind, "nobody@else.example", context)
        assert WORDS not in mail.subject + mail.text, kind


def test_that_look_would_find_words(in_alder: Jurisdiction) -> None:
    """Negative control: a mail that holds a reason."""
    assert WORDS in post("unlock_asked", "a@b.example", {
        "reason": WORDS, "panelist": Typed(), "round": Typed(), "evaluation": Typed(),
    }).text  # fmt: skip
