"""Searching answers: what was submitted, for those who may read it, and never before closing."""

from typing import Any

import pytest

from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import workspace
from tests.cast import Cast
from tests.evaluations.reports.judged import judged
from tests.stages import answer_all, judged_at, round_at, sign
from vendors.models import Answer

TEAPOT = "The switch is thrown by a teapot."


def url(pk: int, typed: str = "teapot") -> str:
    return f"/evaluations/{pk}/search/?q={typed}"


def test_words_of_answers_and_files_are_found_and_marked(
    alder: Jurisdiction, cast: Cast, sign_in: Any
) -> None:
    with workspace(alder):
        there = judged(cast.ann, [cast.ben, cast.cy])
        criterion = there.questionnaire.asked_items()[0].criterion
    ann = sign_in(cast.ann)
    pk, first = there.evaluation.pk, there.responses[0]
    words = ann.get(url(pk, "TEAPOT")).content.decode()
    assert words.count("<mark>teapot</mark>") >= 2
    for one in there.responses:
        assert one.vendor.name in words
    files = ann.get(url(pk, "incident+response+plan")).content.decode()
    assert "<mark>Incident</mark> <mark>response</mark> <mark>plan</mark>" in files
    load = ann.get(url(pk, '"Load test of"')).content.decode()
    assert f'href="/evaluations/{pk}/cells/{first.pk}/{criterion}/"' in load
    # Reasons of reviewers are no answers.
    assert "Nothing found" in ann.get(url(pk, "runbooks+asked+Sunday")).content.decode()
    assert "Nothing found" in ann.get(url(pk, "Convincing")).content.decode()
    assert 'action="/evaluations/' in ann.get(f"/evaluations/{pk}/compare/").content.decode()


def test_an_answer_that_was_not_submitted_is_not_found(
    alder: Jurisdiction, cast: Cast, sign_in: Any
) -> None:
    with workspace(alder):
        staged = judged_at("scoring", cast)
        Answer.objects.update(value={"text": TEAPOT})
    assert "Nothing found" in sign_in(cast.ann).get(url(staged.pk)).content.decode()


def test_before_closing_nothing_is_found_but_a_refusal(
    alder: Jurisdiction, cast: Cast, sign_in: Any
) -> None:
    with workspace(alder):
        staged = round_at("open", cast, vendors="Vendor 01 <lead@vendor01.example>")
        answer_all(staged.first)
    for person in (cast.ann, cast.olive):
        answer = sign_in(person).get(url(staged.evaluation.pk, "yes"))
        assert answer.status_code == 403
        words = answer.content.decode()
        assert "Answers stay sealed until" in words
        assert "<mark>" not in words


def test_a_conflict_keeps_a_vendor_out(alder: Jurisdiction, cast: Cast, sign_in: Any) -> None:
    with workspace(alder):
        staged = judged_at("declared", cast)
        gone, kept = staged.responses
        ben = next(one for one in staged.reviewers if one.person_id == cast.ben.pk)
        sign(ben, by=cast.ben, conflicts=[gone.pk])
    words = sign_in(cast.ben).get(url(staged.pk, "yes")).content.decode()
    assert kept.vendor.name in words
    assert gone.vendor.name not in words
    assert gone.vendor.name in sign_in(cast.cy).get(url(staged.pk, "yes")).content.decode()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Type a word, and every answer and file that holds it is listed here."),
        ("x", "Type at least two letters or digits of what you are looking for."),
        ("x" * 201, "Type at most 200 characters"),
        ("<script>", "Nothing found"),
    ],
)
def test_what_finds_nothing_says_why_and_costs_no_word(
    in_alder: Jurisdiction, cast: Cast, sign_in: Any, typed: str, sentence: str
) -> None:
    staged = round_at("closed", cast)
    words = sign_in(cast.ann).get(url(staged.evaluation.pk, typed)).content.decode()
    assert sentence in words
    assert f'value="{typed.replace("<", "&lt;").replace(">", "&gt;")}"' in words
    assert "<script>" not in words


def test_a_hundred_hits_are_shown_and_the_page_says_so(
    alder: Jurisdiction, cast: Cast, sign_in: Any
) -> None:
    with workspace(alder):
        there = judged(cast.ann, [cast.ben], vendors=8)
    answer = sign_in(cast.ann).get(url(there.evaluation.pk, "the"))
    shown = answer.context["found"]
    assert (len(shown.hits), shown.cut) == (100, True)
    assert f"The first 100 of {shown.total} hits are shown." in answer.content.decode()
