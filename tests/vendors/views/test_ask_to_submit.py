"""Who may not submit asks the leads to: a mail without content, a notice, once an hour, until it is in."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from portal import clock
from portal.access import Refused
from portal.accounts.models import User
from portal.audit.models import Event
from portal.outbox.models import Mail
from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import workspace
from tests.cast import Cast
from tests.vendors.actions.test_races import people, stage, together
from tests.vendors.scene import Scene, join
from vendors import rules
from vendors.actions import answers, submissions
from vendors.models import Response, ResponseRole

__all__ = ["people", "stage"]

CONTENT = "a quota of sixty copies"
BUTTON = "Ask to submit"


def url(scene: Scene, rest: str = "") -> str:
    return f"/responses/{scene.clearwater.pk}/{rest}"


def text_of(client: Client, path: str) -> str:
    return " ".join(client.get(path).content.decode().split())


@pytest.fixture
def answered(scene: Scene, cast: Cast) -> Scene:
    answers.save(scene.clearwater, "cloud.autoscale", {"limits": CONTENT}, based_on=0, by=cast.vera)
    join(scene.clearwater, "omar@clearwater.example", "Omar", ResponseRole.LEAD)
    return scene


@pytest.mark.parametrize("page", ["", "check/"])
def test_leads_get_a_mail_without_content_and_a_notice(
    answered: Scene, vera: Client, connie: Client, page: str
) -> None:
    assert BUTTON in text_of(connie, url(answered, page))
    assert BUTTON not in text_of(vera, url(answered, page))
    assert connie.post(url(answered, "ask-to-submit/")).status_code == 302
    mails = Mail.objects.filter(kind="asked_to_submit")
    leads = answered.clearwater.members.filter(role=ResponseRole.LEAD)
    assert {one.to for one in mails} == set(leads.values_list("email", flat=True))
    assert mails.count() == 2
    for mail in mails:
        assert CONTENT not in mail.text + mail.subject
        assert url(answered, "check/") in mail.text
    assert "Connie Lee asked the leads to submit" in text_of(vera, url(answered, page))
    assert BUTTON not in text_of(connie, url(answered, page))
    assert "You can ask them again" in text_of(connie, url(answered, page))
    assert Event.objects.filter(verb="asked the leads to submit").count() == 1


def test_once_an_hour_whoever_asks(answered: Scene, connie: Client, sign_in: Any) -> None:
    pat = sign_in(join(answered.clearwater, "pat@clearwater.example", "Pat"))
    ask = url(answered, "ask-to-submit/")
    connie.post(ask)
    for browser in (connie, pat):
        answer = browser.post(ask)
        assert answer.status_code == 403
        assert "The leads were asked already" in answer.content.decode()
    assert Mail.objects.filter(kind="asked_to_submit").count() == 2
    with clock.moved(timedelta(hours=1)):
        assert pat.post(ask).status_code == 302
    assert Mail.objects.filter(kind="asked_to_submit").count() == 4


def test_without_the_limit_leads_drown_in_mail(
    answered: Scene, connie: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "ASK_AGAIN_AFTER", timedelta(0))
    for _ in range(3):
        connie.post(url(answered, "ask-to-submit/"))
    assert Mail.objects.filter(kind="asked_to_submit").count() == 6


def test_submitting_clears_it(answered: Scene, vera: Client, connie: Client, cast: Cast) -> None:
    connie.post(url(answered, "ask-to-submit/"))
    submissions.submit(answered.clearwater, by=cast.vera)
    assert Response.objects.get(pk=answered.clearwater.pk).asked_to_submit_at is None
    assert "asked the leads" not in text_of(vera, url(answered))
    assert BUTTON in text_of(connie, url(answered))


def test_where_it_makes_no_sense_it_says_so(scene: Scene, vera: Client, connie: Client) -> None:
    ask = url(scene, "ask-to-submit/")
    assert "Nothing has been answered yet" in connie.post(ask).content.decode()
    assert BUTTON not in text_of(connie, url(scene))
    assert "you can submit yourself" in vera.post(ask).content.decode()
    with clock.moved(timedelta(days=2, minutes=1)):
        assert "has passed" in connie.post(ask).content.decode()
        assert BUTTON not in text_of(connie, url(scene, "check/"))
    assert connie.get(ask).status_code == 405
    assert not Mail.objects.filter(kind="asked_to_submit").exists()


def test_two_who_ask_at_once_send_one_mail(grove: Jurisdiction, stage: Scene, people: Cast) -> None:
    with workspace(grove):
        answers.save(
            stage.clearwater, "cloud.autoscale", {"limits": "x"}, based_on=0, by=people.vera
        )
        askers = [join(stage.clearwater, f"{n}@c.example", n) for n in ("Pat", "Kim")]

    def asks(who: User) -> Any:
        return lambda: submissions.ask_leads(stage.clearwater, by=who)

    outcomes = together(grove, *[asks(one) for one in askers])
    assert sum(isinstance(one, Refused) for one in outcomes) == 1
    with workspace(grove):
        assert Mail.objects.filter(kind="asked_to_submit").count() == 2
