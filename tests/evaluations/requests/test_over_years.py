"""From a decided choice to the next year's follow-up: what comes along, and figures over time."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from lxml import html

from evaluations.actions import rounds
from evaluations.queries.providers import progress_of
from portal import clock
from portal.access import Refused
from portal.accounts.models import User
from portal.tenancy.models import Jurisdiction
from tests.cast import Cast
from tests.evaluations.requests.scene import Asked, asked, today
from tests.stages import judged_at, put_clock_right, round_at
from vendors.actions import carrying, changes, invitations
from vendors.actions import rounds as intake
from vendors.changes import Act, Result
from vendors.models import CarriedAnswer, Kind, Response, Round
from vendors.queries.questionnaires import questionnaire_of

SignIn = Callable[..., Client]


def text_of(answer: Any) -> str:
    return " ".join(html.fromstring(answer.content).text_content().split())


def open_again(made: Any, lead: User, cast: Cast) -> Response:
    """Open a follow-up and let the vendor's lead accept."""
    intake.change(made.round, "dates", by=cast.ann, due_at=clock.now() + timedelta(days=20))
    made.round.refresh_from_db()
    questions = questionnaire_of(made.round.version).asked_items()
    intake.open_round(made.round, asked=len(questions), by=cast.ann)
    response = made.round.responses.get()
    invitations.accept(response.invitations.get(), by=lead)
    return Response.objects.select_related("round__version", "vendor").get(pk=response.pk)


def test_a_decided_choice_leads_to_a_follow_up_with_proposals_and_earlier_answers(
    in_alder: Jurisdiction, cast: Cast, sign_in: SignIn
) -> None:
    judged = judged_at("decided", cast, choose=lambda reviewer, vendor, topic: (topic + vendor) % 4)
    chosen, _other = judged.responses
    lead = User.objects.get(email="lead@vendor01.example")
    ann = sign_in(cast.ann)
    page = f"/vendors/{chosen.vendor_id}/"
    (link,) = html.fromstring(ann.get(page).content).xpath(
        "//a[contains(@href, 'follow-up')]/@href"
    )
    assert ann.post(link).status_code == 302
    made = Round.objects.get(copied_from=judged.evaluation.round)
    assert (made.kind, made.asks_price) == (Kind.IMPROVEMENT, False)
    chosen.vendor.refresh_from_db()
    assert chosen.vendor.is_current_provider

    response = open_again(made.evaluation, lead, cast)
    assert response.vendor_id == chosen.vendor_id
    letter = f"/evaluations/{made.evaluation.pk}/requests/{response.pk}/letter/"
    first = ann.get(letter)
    assert f"From the scores of {judged.evaluation.round.name}" in text_of(first)
    items = html.fromstring(first.content).xpath("//input[@name='item']/@value")
    assert len(items) > 3
    assert ann.post(letter, {"item": items[:2]}).status_code == 302
    left = html.fromstring(ann.get(letter).content).xpath("//input[@name='item']/@value")
    assert left == items[2:]

    seen = sign_in(lead)
    overview = f"/responses/{response.pk}/"
    assert "Bring those answers along" in text_of(seen.get(overview))
    assert seen.post(f"{overview}library/last-time/").status_code == 302
    submitted = chosen.submissions.get().content["answers"]
    assert dict(response.answers.values_list("item_key", "value")) == {
        key: one["value"] for key, one in submitted.items()
    }
    assert CarriedAnswer.objects.filter(answer__response=response).count() == len(submitted)
    assert "Bring those answers along" not in text_of(seen.get(overview))
    assert "Still true" in text_of(seen.get(f"{overview}library/"))
    stranger = invitations.accept(_invited(response, cast), by=cast.vera)
    assert "You answered" not in text_of(sign_in(cast.vera).get(f"/responses/{stranger.pk}/"))
    with pytest.raises(Refused):
        carrying.carry_over(stranger, by=cast.vera)
    put_clock_right()


def _invited(response: Response, cast: Cast) -> Any:
    invitations.add_address(response, cast.vera.email, by=cast.ann)
    return response.invitations.get(email=cast.vera.email)


def test_no_follow_up_of_what_is_not_decided(in_alder: Jurisdiction, cast: Cast) -> None:
    staged = round_at("submitted", cast)
    with pytest.raises(Refused, match="once the decision is recorded"):
        rounds.follow_up(staged.first, "Next year", by=cast.ann)


@pytest.fixture
def there(in_alder: Jurisdiction, cast: Cast) -> Asked:
    return asked(cast)


def test_the_page_of_a_provider_counts_what_the_steps_say(
    there: Asked, cast: Cast, sign_in: SignIn
) -> None:
    vendor = there.response.vendor
    changes.reply(there.first, Act.AGREED, until=today(), text="", by=cast.vera)
    changes.reply(there.second, Act.DECLINED, until=None, text="Too dear", by=cast.vera)
    with clock.moved(timedelta(days=3)):
        changes.prove(there.first, "See page 3", by=cast.vera)
        changes.answer(there.first, Act.VERIFIED, "", by=cast.ann)
        found = progress_of(vendor, cast.ann.pk, at=clock.now())
        assert found.whole.results == dict.fromkeys(Result, 0) | {
            Result.LATE: 1,
            Result.DECLINED: 1,
        }
        assert [(one.number, one.tally.fixed) for one in found.levels] == [(1, 1), (5, 0)]
        page = sign_in(cast.ann).get(f"/vendors/{vendor.pk}/progress/")
        words = text_of(page)
        assert "1 of 2 changes fixed" in words
        assert "passed without proof" in words
        (title,) = re.findall(r"<title id=\"chart-[^>]*>([^<]*)</title>", page.content.decode())
        assert "1 of 2 fixed by" in title
        assert sign_in(cast.olive).get(f"/vendors/{vendor.pk}/progress/").status_code == 200


def test_history_shows_decided_pyramids_only(
    in_alder: Jurisdiction, cast: Cast, sign_in: SignIn
) -> None:
    judged = judged_at("decided", cast, vendors=1)
    vendor = judged.responses[0].vendor
    made = rounds.follow_up(judged.responses[0], "Next year", by=cast.ann)
    (past,) = progress_of(vendor, cast.ann.pk, at=clock.now()).history
    assert (past.evaluation.pk, past.column.name) == (judged.pk, vendor.name)
    words = text_of(sign_in(cast.ann).get(f"/vendors/{vendor.pk}/progress/"))
    assert past.column.total.shown in words
    assert made.round.name not in words
    assert f"total {past.column.total.shown}" in text_of(sign_in(cast.ann).get("/"))
    put_clock_right()
