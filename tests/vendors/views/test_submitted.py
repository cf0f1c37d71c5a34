"""After submitting: the stage and what comes next; before it: who sees it and how long it is kept."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from portal import clock
from portal.files.models import StoredFile
from tests.cast import Cast
from tests.vendors.scene import Scene
from vendors.actions import deadlines, rounds, submissions
from vendors.models import (
    YEARS_KEPT,
    Answer,
    Evidence,
    EvidenceLink,
    Kind,
    ReleasedLetter,
    Response,
    Round,
)
from vendors.onward import Judging

SAID = 'id="onward"'
PAGES = ("", "receipt/")


def page_of(client: Client, scene: Scene, page: str = "") -> str:
    return " ".join(client.get(f"/responses/{scene.clearwater.pk}/{page}").content.decode().split())


def part(page: str, name: str) -> str:
    return page.split(f'id="{name}"')[1].split("</section>", maxsplit=1)[0]


@pytest.fixture
def submitted(scene: Scene, cast: Cast) -> Scene:
    Answer.objects.create(
        response=scene.clearwater, item_key="sla.uptime", value={"text": "x"},
        by_id=cast.vera.pk, by_name="Vera",
    )  # fmt: skip
    submissions.submit(scene.clearwater, by=cast.vera)
    return scene


def test_nothing_of_a_stage_before_anything_is_in(scene: Scene, vera: Client) -> None:
    assert SAID not in page_of(vera, scene)


@pytest.mark.parametrize("page", PAGES)
def test_each_stage_in_words(submitted: Scene, vera: Client, page: str) -> None:
    said = part(page_of(vera, submitted, page), "onward")
    assert "They stay sealed until the date" in said
    assert 'aria-current="step"' in said
    for judging, words in (
        (Judging.SCORED, "Reviewers read and score the answers"),
        (Judging.DECIDING, "All scores are in"),
        (Judging.DECIDED, "The decision was made and confirmed"),
    ):
        rounds.tell_stage(submitted.round, judging)
        said = part(page_of(vera, submitted, page), "onward")
        assert f"<p>{words}" in said.replace("<p> ", "<p>")
    assert "written to you in a letter" in said


def test_it_is_closed_by_the_vendors_own_date_and_no_other_vendors(
    submitted: Scene,
    vera: Client,
    cast: Cast,
    past_due_page: Callable[[], AbstractContextManager[None]],
) -> None:
    later = clock.now() + timedelta(days=9)
    deadlines.extend(submitted.round, later, "Snow", response=submitted.tollgate, by=cast.ann)
    with past_due_page():
        said = part(page_of(vera, submitted), "onward")
    assert "Scoring has not begun" in said


def test_a_letter_stands_beside_the_receipt(submitted: Scene, vera: Client, cast: Cast) -> None:
    rounds.tell_stage(submitted.round, Judging.DECIDED)
    assert 'id="letters"' not in page_of(vera, submitted, "receipt/")
    file = StoredFile.objects.create(
        name="letter.pdf", media_type="application/pdf", size=1, sha256="0", key="k"
    )
    for response, owner in ((submitted.tollgate, False), (submitted.clearwater, True)):
        ReleasedLetter.objects.create(
            response=response,
            file=file if owner else StoredFile.objects.create(name="rival.pdf", size=1, key="r"),
            by_id=cast.ann.pk,
            by_name="Ann",
        )
    for page in PAGES:
        shown = page_of(vera, submitted, page)
        assert "letter.pdf" in part(shown, "letters")
        assert "rival.pdf" not in shown
        assert "The letter is on this page" in part(shown, "onward")


@pytest.mark.parametrize("how", ["declined", "withdrawn", "cancelled"])
def test_nothing_is_promised_where_nothing_comes(submitted: Scene, vera: Client, how: str) -> None:
    if how == "cancelled":
        Round.objects.filter(pk=submitted.round.pk).update(
            state="cancelled", cancelled_at=clock.now(), cancel_reason="Over"
        )
    else:
        Response.objects.filter(pk=submitted.clearwater.pk).update(**{f"{how}_at": clock.now()})
    for page in PAGES:
        assert SAID not in page_of(vera, submitted, page)


def test_beside_the_button_stands_who_sees_it_how_long_and_what_the_law_may_want(
    scene: Scene, vera: Client, cast: Cast
) -> None:
    answer = Answer.objects.create(
        response=scene.clearwater, item_key="sla.uptime", value={"text": "x"},
        by_id=cast.vera.pk, by_name="Vera",
    )  # fmt: skip
    page = page_of(vera, scene, "check/")
    form = page[page.index("<h2>Submit</h2>") :]
    assert form.index('id="who-sees"') < form.index("Submit answers to")
    said = part(page, "who-sees")
    assert "nobody at Alder County can read them" in said
    assert f"usually for {YEARS_KEPT} years after the decision" in said
    assert "Public-records law may require" in said
    assert "You marked nothing as confidential" in said
    Answer.objects.filter(pk=answer.pk).update(confidential=True, confidential_reason="Our prices")
    file = StoredFile.objects.create(
        name="plan.pdf", media_type="application/pdf", size=1, sha256="0", key="k"
    )
    proof = Evidence.objects.create(
        response=scene.clearwater, file=file, title="Plan", by_id=cast.vera.pk, by_name="Vera",
        confidential=True, confidential_reason="Names <b>people</b>",
    )  # fmt: skip
    for item in scene.asked.asked_items()[:2]:
        EvidenceLink.objects.create(evidence=proof, item_key=item.key)
    page = page_of(vera, scene, "check/")
    assert "You marked 1 answer and 1 file as confidential" in part(page, "who-sees")
    assert "Confidential: Our prices" in page
    assert page.count("Confidential: Names &lt;b&gt;people&lt;/b&gt;") == 2


def test_a_current_provider_is_told_that_answers_are_read_at_once(
    scene: Scene, vera: Client, cast: Cast
) -> None:
    Round.objects.filter(pk=scene.round.pk).update(kind=Kind.IMPROVEMENT)
    Answer.objects.create(
        response=scene.clearwater, item_key="sla.uptime", value={"text": "x"},
        by_id=cast.vera.pk, by_name="Vera",
    )  # fmt: skip
    said = part(page_of(vera, scene, "check/"), "who-sees")
    assert "From the moment you submit" in said
    assert "nobody at" not in said


@pytest.mark.parametrize(("page", "bound"), [("", 12), ("receipt/", 7)])
def test_the_stage_asks_the_database_nothing_more(
    submitted: Scene, vera: Client, page: str, bound: int, django_assert_max_num_queries: Any
) -> None:
    rounds.tell_stage(submitted.round, Judging.SCORED)
    page_of(vera, submitted, page)
    with django_assert_max_num_queries(bound):
        assert SAID in page_of(vera, submitted, page)
