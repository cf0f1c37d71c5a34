"""The last 24 hours before answers are due: what is missing, with the way there, and whom to call."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from portal import clock
from tests.cast import Cast
from tests.vendors.scene import Scene, use_depth
from vendors import rules
from vendors.actions import questionnaires, submissions
from vendors.models import Answer, QuestionnaireVersion, ReadyState, Response, Round
from vendors.queries.last_hours import last_hours_of
from vendors.queries.own import own, progress_in
from vendors.questionnaire.model import Depth

BOUNDS = {"": 12, "check/": 10}
"""Without files; with them the check asks once more, in the last hours as before."""
SAID = 'id="last-hours"'


def page_of(client: Client, scene: Scene, page: str = "") -> str:
    return " ".join(client.get(f"/responses/{scene.clearwater.pk}/{page}").content.decode().split())


def last_day() -> AbstractContextManager[None]:
    """The scene's answers are due in two days; now in 23 hours and a bit."""
    return clock.moved(timedelta(days=1, minutes=5))


def answer(scene: Scene, cast: Cast, key: str, ready: ReadyState) -> None:
    Answer.objects.create(
        response=scene.clearwater, item_key=key, value={"text": "SECRET WORDS"}, ready=ready,
        by_id=cast.vera.pk, by_name="Vera",
    )  # fmt: skip


def answer_all(scene: Scene, cast: Cast) -> None:
    for item in scene.asked.asked_items():
        answer(scene, cast, item.key, ReadyState.READY)


@pytest.mark.parametrize(
    ("left", "expected"),
    [
        (timedelta(hours=24), False),
        (timedelta(hours=24) - timedelta(microseconds=1), True),
        (timedelta(microseconds=1), True),
        (timedelta(0), False),
        (timedelta(seconds=-1), False),
    ],
)
def test_the_bounds(left: timedelta, *, expected: bool) -> None:
    due = datetime(2027, 3, 14, 15, tzinfo=UTC)
    response = Response(round=Round(due_at=due))
    assert rules.is_in_last_hours(response, at=due - left) is expected


@given(seconds=st.integers(-200_000, 200_000), own_later=st.integers(0, 200_000))
def test_the_later_of_the_two_dates_counts(seconds: int, own_later: int) -> None:
    due = datetime(2027, 11, 7, 9, tzinfo=UTC)
    own_due = due + timedelta(seconds=own_later)
    response = Response(round=Round(due_at=due), due_at=own_due)
    expected = 0 < seconds < 86_400
    assert rules.is_in_last_hours(response, at=own_due - timedelta(seconds=seconds)) is expected


def test_nothing_of_it_before_the_last_day(scene: Scene, vera: Client) -> None:
    for page in BOUNDS:
        assert SAID not in page_of(vera, scene, page)


@pytest.mark.parametrize("page", BOUNDS)
def test_each_missing_question_with_its_link(
    scene: Scene, vera: Client, cast: Cast, page: str
) -> None:
    done, begun, *untouched = scene.asked.asked_items()
    answer(scene, cast, done.key, ReadyState.READY)
    answer(scene, cast, begun.key, ReadyState.DRAFT)
    with last_day():
        shown = page_of(vera, scene, page).split("</section>", 1)[0]
    assert SAID in shown
    assert "Not submitted yet" in shown
    assert "in 23 hours" in shown
    assert f"{1 + len(untouched)} questions are not completed" in shown
    for item in (begun, *untouched):
        link = f"/responses/{scene.clearwater.pk}/topics/{item.criterion}/#q-{item.key}"
        assert link in shown
    assert f"#q-{done.key}" not in shown
    assert shown.count(">begun<") == 1
    assert shown.count(">no answer<") == len(untouched)
    assert "SECRET WORDS" not in shown.split(SAID)[1]


def test_the_links_lead_to_the_questions(scene: Scene, vera: Client) -> None:
    item = scene.asked.asked_items()[0]
    page = page_of(vera, scene, f"topics/{item.criterion}/")
    assert f'id="q-{item.key}"' in page


def test_without_the_clock_in_between_nobody_would_be_told(
    scene: Scene, vera: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin with the rule off: the same page, the same hour, and no list."""
    monkeypatch.setattr(rules, "LAST_HOURS", timedelta(0))
    with last_day():
        assert SAID not in page_of(vera, scene)


def test_a_submitted_and_complete_response_reads_that_nothing_is_missing(
    scene: Scene, vera: Client, cast: Cast
) -> None:
    answer_all(scene, cast)
    with last_day():
        assert "Not submitted yet" in page_of(vera, scene)
        submissions.submit(scene.clearwater, by=cast.vera)
        shown = page_of(vera, scene)
    assert "Nothing is missing" in shown
    assert "not completed" not in shown


def test_submitted_but_not_complete(scene: Scene, vera: Client, cast: Cast) -> None:
    answer(scene, cast, scene.asked.asked_items()[0].key, ReadyState.READY)
    submissions.submit(scene.clearwater, by=cast.vera)
    with last_day():
        assert "Submitted, but not complete" in page_of(vera, scene)


def test_what_was_submitted_to_earlier_questions_has_to_be_confirmed(
    scene: Scene, vera: Client, cast: Cast
) -> None:
    answer_all(scene, cast)
    submissions.submit(scene.clearwater, by=cast.vera)
    other = questionnaires.make("Amended", scene.asked, by=cast.ann)
    Round.objects.filter(pk=scene.round.pk).update(version=other)
    with last_day():
        shown = page_of(vera, scene)
    assert "Questions changed after you submitted" in shown
    assert "Nothing is missing" not in shown


def test_a_price_that_is_asked_for_and_not_there(scene: Scene, vera: Client) -> None:
    with last_day():
        assert "No price was handed in" not in page_of(vera, scene)
        Round.objects.filter(pk=scene.round.pk).update(asks_price=True)
        for page in BOUNDS:
            assert "No price was handed in" in page_of(vera, scene, page)


def test_whom_to_call(scene: Scene, vera: Client) -> None:
    with last_day():
        assert "ann@alder.example" in page_of(vera, scene).split(SAID)[1].split("</section>")[0]
        Round.objects.filter(pk=scene.round.pk).update(
            contact_name="Dana <b>Reyes</b>",
            contact_phone="555-0177",
            contact_email="dana@alder.example",
        )
        for page in BOUNDS:
            shown = page_of(vera, scene, page).split(SAID)[1].split("</section>")[0]
            assert "Dana &lt;b&gt;Reyes&lt;/b&gt;, 555-0177, dana@alder.example" in shown
            assert "ann@alder.example" not in shown


def test_a_contributor_reads_who_submits(scene: Scene, connie: Client) -> None:
    with last_day():
        shown = page_of(connie, scene).split(SAID)[1].split("</section>")[0]
    assert "Only a lead can submit" in shown


def test_after_the_date_and_where_nothing_is_wanted_it_is_gone(
    scene: Scene,
    vera: Client,
    past_due_page: Callable[[], AbstractContextManager[None]],
) -> None:
    with past_due_page():
        assert SAID not in page_of(vera, scene)
    Response.objects.filter(pk=scene.clearwater.pk).update(declined_at=clock.now())
    with last_day():
        assert SAID not in page_of(vera, scene)


@pytest.mark.parametrize("answers", [1, 3, 30])
@pytest.mark.parametrize("page", BOUNDS)
def test_it_asks_the_database_nothing_more(
    scene: Scene,
    vera: Client,
    cast: Cast,
    page: str,
    answers: int,
    django_assert_num_queries: Any,
) -> None:
    use_depth(scene, Depth.FULL)
    for item in scene.asked.items[:answers]:
        answer(scene, cast, item.key, ReadyState.DRAFT)
    with last_day():
        page_of(vera, scene, page)
        with django_assert_num_queries(BOUNDS[page]):
            assert SAID in page_of(vera, scene, page)


def test_what_it_says_is_what_the_questionnaire_asks(scene: Scene, cast: Cast) -> None:
    """Each question is either completed or missing, whatever depth is asked."""
    for depth in Depth:
        use_depth(scene, depth)
        asked = own(scene.clearwater.pk, cast.vera.pk)
        with last_day():
            found = last_hours_of(asked, progress_in(asked), at=clock.now())
        assert found is not None
        assert found.count == len(asked.questionnaire.asked_items())
    assert QuestionnaireVersion.objects.exists()
