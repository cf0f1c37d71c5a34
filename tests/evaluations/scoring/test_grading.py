"""How well an answer is shown: one tap for the suggestion, a line for anything else."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from lxml import html

from evaluations.actions import scores
from evaluations.actions.scores import Given
from evaluations.models import Score
from evaluations.queries.judgement import bench_of
from evaluations.scoring import Grade
from portal.access import Refused
from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import workspace
from tests.cast import Cast
from tests.evaluations.scoring.proved import BARE, OLD, PLAN, TESTED, Proved, note, proved
from tests.evaluations.scoring.test_journey import form_of
from vendors.actions import observations


@pytest.fixture
def case(alder: Jurisdiction, cast: Cast) -> Proved:
    with workspace(alder):
        return proved(cast)


@pytest.fixture
def ben(case: Proved, cast: Cast, sign_in: Callable[..., Client]) -> Client:
    return sign_in(cast.ben)


def text_of(client: Client, url: str) -> str:
    return " ".join(html.fromstring(client.get(url).content).text_content().split())


def give(case: Proved, cast: Cast, criterion: str, **given: Any) -> object:
    response = case.first
    return scores.give(
        case.ben,
        response,
        criterion,
        Given(4, **given),
        submission=bench_of(case.evaluation).submissions[response.pk],
        based_on=0,
        by=cast.ben,
    )


@pytest.mark.parametrize(
    ("topic", "grade", "age", "limit"),
    [
        (PLAN, "document", "1 month old at closing", "Limited to 3"),
        (TESTED, "test", "2 months old at closing", ""),
        (OLD, "claim", "14 months old at closing: no longer counts", "Limited to 2: the proof is"),
        (BARE, "claim", "", "Limited to 2: no proof attached"),
    ],
)
def test_grade_and_age_are_told_and_nothing_is_chosen_beforehand(
    case: Proved, ben: Client, topic: str, grade: str, age: str, limit: str
) -> None:
    page = html.fromstring(ben.get(case.topic(topic)).content)
    text = " ".join(page.text_content().split())
    assert f"Suggested: {grade}" in text
    assert age in text
    assert limit in text
    assert page.xpath("//input[@name='grade' and @checked]") == []


def test_one_tap_keeps_the_suggestion_and_loses_nothing_that_is_typed(
    case: Proved, ben: Client, alder: Jurisdiction
) -> None:
    url = case.topic(PLAN)
    fields = form_of(ben.get(url).content, "open")
    tap = f"/evaluations/{case.pk}/score/vendors/{case.first.pk}/{PLAN}/marks/"
    kept = ben.post(tap, fields | {"grade": "document"})
    assert kept.status_code == 200
    with workspace(alder):
        assert (Score.objects.get().grade, Score.objects.get().version) == ("document", 0)
    # The page that was open before the tap still saves, and its line in the sheet is not done.
    assert "0 of 22" in text_of(ben, url)
    typed = {"value": "4", "reason": "Read", "grade": "document", "go": "stay"}
    assert ben.post(url, fields | typed).status_code == 302
    assert "You gave 4, it counts as 3." in text_of(ben, url)
    with workspace(alder):
        assert Score.objects.get().version == 1


def test_another_grade_wants_a_line(case: Proved, ben: Client, alder: Jurisdiction) -> None:
    url = case.topic(PLAN)
    fields = form_of(ben.get(url).content, "open")
    tap = f"/evaluations/{case.pk}/score/vendors/{case.first.pk}/{PLAN}/marks/"
    asked = ben.post(tap, fields | {"grade": "claim"}).content.decode()
    assert "Say in a line why not “document”" in asked
    typed = {"value": "4", "reason": "My words", "grade": "claim", "go": "stay"}
    refused = ben.post(url, fields | typed)
    assert refused.status_code == 422
    assert "My words" in refused.content.decode()
    with workspace(alder):
        assert not Score.objects.exists()
    why = {"grade_reason": "The file is an empty form"}
    assert ben.post(url, fields | typed | why).status_code == 302
    text = text_of(ben, url)
    assert "Limited to 2: graded as a claim" in text
    assert "You gave 4, it counts as 2." in text


def test_the_action_asks_for_the_line_whatever_page_calls(
    case: Proved, cast: Cast, alder: Jurisdiction
) -> None:
    with workspace(alder):
        with pytest.raises(Refused, match="why not “document”"):
            give(case, cast, PLAN, grade=Grade.TEST)
        with pytest.raises(Refused, match="Name what you go by"):
            give(case, cast, PLAN, grade=Grade.INDEPENDENT)
        strange = note(case.second, cast.ann)
        with pytest.raises(Refused, match="about another vendor"):
            give(case, cast, PLAN, grade=Grade.INDEPENDENT, seen_in=strange.pk)
        give(case, cast, PLAN, grade=Grade.DOCUMENT)
        assert Score.objects.get().grade == "document"


def test_a_finding_of_ours_counts_once_a_reviewer_names_it(
    case: Proved, ben: Client, cast: Cast, alder: Jurisdiction
) -> None:
    url = case.topic(PLAN)
    with workspace(alder):
        finding = note(case.first, cast.ann)
        read = {"clause": "4.2", "wording": "As agreed"}
        note(case.first, cast.ann, kind="contract", details=read, about=(BARE,))
    fields = form_of(ben.get(url).content, "open")
    typed = {"value": "4", "reason": "Read", "go": "stay"}
    ben.post(url, fields | typed)
    text = text_of(ben, url)
    assert "Suggested: independent, going by our own finding" in text
    assert "You gave 4, it counts as 3." in text
    # A contract shows nothing at work, so it suggests nothing; it can be named all the same.
    assert "Suggested: claim" in text_of(ben, case.topic(BARE))
    fields = form_of(ben.get(url).content, "open")
    named = fields | {"grade": "independent", "seen_in": str(finding.pk)}
    assert ben.post(url, named | {"go": "stay"}).status_code == 302
    text = text_of(ben, url)
    assert "Limited to" not in text
    with workspace(alder):
        observations.remove(finding, "It was about another product.", by=cast.ann)
        assert Score.objects.get().seen_in_id == finding.pk
    assert "It was about another product." in text_of(ben, url)
    fields = form_of(ben.get(url).content, "open")
    assert ben.post(url, fields | {"reason": "Still", "go": "stay"}).status_code == 302


def test_what_was_confirmed_stands_when_a_finding_changes_the_suggestion(
    case: Proved, ben: Client, cast: Cast, alder: Jurisdiction
) -> None:
    url = case.topic(PLAN)
    typed = {"value": "4", "reason": "Read", "go": "stay"}
    fields = form_of(ben.get(url).content, "open")
    assert ben.post(url, fields | typed | {"grade": "document"}).status_code == 302
    with workspace(alder):
        note(case.first, cast.ann)
    fields = form_of(ben.get(url).content, "open")
    assert ben.post(url, fields | {"reason": "Read again", "go": "stay"}).status_code == 302
    fields = form_of(ben.get(url).content, "open")
    assert ben.post(url, fields | {"grade": "test", "go": "stay"}).status_code == 422


def test_a_must_have_that_is_not_there_yet_is_not_lifted_by_a_grade(
    case: Proved, ben: Client
) -> None:
    assert "Proof you saw elsewhere" not in text_of(ben, case.topic(PLAN))
    url = case.topic(TESTED)
    assert "Proof you saw elsewhere" in text_of(ben, url)
    seen = {"grade": "independent", "grade_reason": "Shown to us"}
    typed = {"value": "4", "reason": "Read", "go": "stay"} | seen
    assert ben.post(url, form_of(ben.get(url).content, "open") | typed).status_code == 302
    text = text_of(ben, url)
    assert "is promised by a date, not now" in text
    assert "You gave 4, it counts as 1." in text
