"""A coordinator asks one vendor about one topic again; reviewers read both answers, named."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from evaluations.actions import panel, reopening
from portal import clock
from portal.accounts.models import User
from portal.tenancy.models import Jurisdiction
from tests.cast import Cast
from tests.stages import Judged, judged_at, put_clock_right
from vendors.actions import answers, reopenings
from vendors.models import Reopening

TOPIC, ITEM = "cloud.elasticity", "cloud.autoscale"
ASKED = "Which limits hold at <night>?"


@pytest.fixture
def _put_right(db: None) -> Any:
    yield
    put_clock_right()


pytestmark = pytest.mark.usefixtures("_put_right")


def ask_url(judged: Judged, more: str = "") -> str:
    return f"/evaluations/{judged.pk}/cells/{judged.responses[0].pk}/{TOPIC}/ask/{more}"


def answered_again(judged: Judged, cast: Cast, words: str = "Ninety at once.") -> Reopening:
    response = judged.responses[0]
    until = clock.now() + timedelta(days=2)
    made = reopening.ask(judged.evaluation, response, TOPIC, ASKED, until, by=cast.ann)
    lead = User.objects.get(pk=response.members.get().person_id)
    version = response.answers.get(item_key=ITEM).version
    answers.save(response, ITEM, {"limits": words}, based_on=version, by=lead)
    reopenings.hand_in(made, by=lead)
    made.refresh_from_db()
    return made


def test_a_coordinator_asks_and_closes_again(
    in_alder: Jurisdiction, cast: Cast, sign_in: Callable[..., Client]
) -> None:
    judged = judged_at("declared", cast)
    ann = sign_in(cast.ann)
    cell = ann.get(ask_url(judged).removesuffix("ask/")).content.decode()
    assert ask_url(judged) in cell
    day = (clock.now() + timedelta(days=5)).date().isoformat()
    bad = ann.post(ask_url(judged), {"question": " ", "due_day": day, "due_time": "17:00"})
    assert bad.status_code == 422
    assert "Write the question" in bad.content.decode()
    late = ann.post(
        ask_url(judged), {"question": ASKED, "due_day": "2020-01-01", "due_time": "17:00"}
    )
    assert late.status_code == 422
    assert "Which limits hold at &lt;night&gt;?" in late.content.decode()
    sent = {"question": ASKED, "due_day": day, "due_time": "17:00"}
    page = ann.post(ask_url(judged), sent, follow=True).content.decode()
    assert "The vendor can answer until" in page
    made = Reopening.objects.get()
    assert made.question == ASKED
    again = ann.post(ask_url(judged), sent | {"question": "And by day?"})
    assert again.status_code == 422
    assert "And by day?" in again.content.decode()
    overview = ann.get(f"/evaluations/{judged.pk}/").content.decode()
    assert "Open again for one vendor" in overview
    page = ann.post(ask_url(judged, f"{made.pk}/stop/"), follow=True).content.decode()
    assert "without a new answer" in page
    assert "Open again for one vendor" not in ann.get(f"/evaluations/{judged.pk}/").content.decode()


def test_hostile_words_are_refused_or_shown_harmlessly(
    in_alder: Jurisdiction, cast: Cast, sign_in: Callable[..., Client]
) -> None:
    judged = judged_at("declared", cast)
    ann = sign_in(cast.ann)
    day = (clock.now() + timedelta(days=5)).date().isoformat()
    for words in ("a\x00b", "x" * 100_000):
        sent = {"question": words, "due_day": day, "due_time": "17:00"}
        assert ann.post(ask_url(judged), sent).status_code == 422
    assert not Reopening.objects.exists()
    sent = {"question": "<script>alert(1)</script> =1+1", "due_day": day, "due_time": "17:00"}
    page = ann.post(ask_url(judged), sent, follow=True).content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_who_locked_is_named_and_no_word_is_lost(
    in_alder: Jurisdiction, cast: Cast, sign_in: Callable[..., Client]
) -> None:
    judged = judged_at("scored", cast)
    panel.lock(judged.reviewers[0], by=cast.ben)
    page = sign_in(cast.ann).get(ask_url(judged)).content.decode()
    assert "locked scores of this topic" in page
    assert "Ask and open this topic" not in page


def test_reviewers_read_the_new_answer_beside_the_first(
    in_alder: Jurisdiction, cast: Cast, sign_in: Callable[..., Client]
) -> None:
    judged = judged_at("scored", cast)
    first = judged.responses[0].submissions.get()
    before = first.content["answers"][ITEM]["value"]["limits"]
    ben = sign_in(cast.ben)
    url = f"/evaluations/{judged.pk}/score/topics/{TOPIC}/?vendor={judged.responses[0].pk}"
    assert "Asked again on" not in ben.get(url).content.decode()
    answered_again(judged, cast)
    page = ben.get(url).content.decode()
    assert "Asked again on" in page
    assert "The answer as first submitted" in page
    assert before in page
    assert "Ninety at once." in page
    assert "The answer changed since you scored" in page
    # Every other topic is as old as it was, and says nothing of it.
    other = url.replace(TOPIC, "sla.objectives")
    page = ben.get(other).content.decode()
    assert "Asked again on" not in page
    assert "The answer changed since you scored" not in page


def test_names_stay_hidden_in_both_answers(
    in_alder: Jurisdiction, cast: Cast, sign_in: Callable[..., Client]
) -> None:
    from evaluations.actions import anonymous
    from evaluations.models import Evaluation

    del anonymous
    judged = judged_at("declared", cast)
    Evaluation.objects.filter(pk=judged.pk).update(hides_vendors=True, letter_seed=7)
    answered_again(judged, cast, words="Vendor 01 carries ninety.")
    ben = sign_in(cast.ben)
    page = ben.get(
        f"/evaluations/{judged.pk}/score/topics/{TOPIC}/?vendor={judged.responses[0].pk}"
    ).content.decode()
    assert "Asked again on" in page
    assert "carries ninety" in page
    assert "Vendor 01" not in page


def test_bounds_hold_with_many_questions(
    in_alder: Jurisdiction,
    cast: Cast,
    sign_in: Callable[..., Client],
    django_assert_max_num_queries: Any,
) -> None:
    judged = judged_at("declared", cast)
    ann, ben = sign_in(cast.ann), sign_in(cast.ben)
    counts = []
    for number in (1, 3, 30):
        while Reopening.objects.count() < number:
            answered_again(judged, cast, words=f"As said {Reopening.objects.count()} times.")
        for who, url in (
            (ann, ask_url(judged)),
            (ann, ask_url(judged).removesuffix("ask/")),
            (
                ben,
                f"/evaluations/{judged.pk}/score/topics/{TOPIC}/?vendor={judged.responses[0].pk}",
            ),
        ):
            who.get(url)
            with django_assert_max_num_queries(30) as counted:
                who.get(url)
            counts.append((url, len(counted)))
    assert len(set(counts)) == 3
