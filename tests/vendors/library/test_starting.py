"""A second county is answered from the first; what comes along is a draft until looked at."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from portal import clock
from portal.access import Refused
from portal.audit.models import Event
from portal.files import storage
from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import workspace
from tests.cast import Cast
from tests.vendors.library.conftest import FILE, TEXT, submit
from tests.vendors.library.second import asks_too
from tests.vendors.scene import Scene
from vendors.actions import answers, submissions
from vendors.actions.answers import Conflict
from vendors.library import keeping, starting
from vendors.library.hints import hints_for
from vendors.library.models import KeptFile, KeptResponse, VendorAccount
from vendors.library.queries import listed
from vendors.library.starting import Started
from vendors.library.walls import inside
from vendors.models import Answer, CarriedAnswer, Evidence, LateDraft, Origin
from vendors.queries.own import own
from vendors.questionnaire.model import Questionnaire

ITEM = "cloud.autoscale"


@pytest.fixture
def kept(scene: Scene, library: VendorAccount, cast: Cast) -> KeptResponse:
    submit(scene, cast.vera)
    return keeping.keep_all(scene.clearwater, library.pk, by=cast.vera)


@pytest.fixture
def birch_asks(kept: KeptResponse, birch: Jurisdiction, cast: Cast) -> Scene:
    return asks_too(birch, cast)[0]


def begin(
    scene: Scene, kept: KeptResponse, cast: Cast, asked: Questionnaire | None = None
) -> Started:
    return starting.start(
        scene.clearwater, asked or scene.asked, kept.account_id, kept.pk, by=cast.vera
    )


def test_all_answers_and_files_come_along_in_one_step(
    birch: Jurisdiction, birch_asks: Scene, kept: KeptResponse, cast: Cast
) -> None:
    with workspace(birch):
        assert begin(birch_asks, kept, cast) == Started(2, 1, ())
        answer = Answer.objects.get(item_key=ITEM)
        assert answer.value == {"limits": TEXT}
        assert (answer.origin, answer.source, answer.ready) == (Origin.TYPED, "", "draft")
        one = Evidence.objects.select_related("file").get()
        assert storage.read(one.file.key) == FILE
        assert one.file.key.startswith(f"{birch.uuid}/")


def test_pressed_again_nothing_comes_twice(
    birch: Jurisdiction, birch_asks: Scene, kept: KeptResponse, cast: Cast
) -> None:
    with workspace(birch):
        begin(birch_asks, kept, cast)
        assert begin(birch_asks, kept, cast) == Started(0, 0, ())
        assert (Answer.objects.count(), Evidence.objects.count()) == (2, 1)


def test_nothing_is_written_over(
    birch: Jurisdiction, birch_asks: Scene, kept: KeptResponse, cast: Cast
) -> None:
    with workspace(birch):
        answers.save(birch_asks.clearwater, ITEM, {"limits": "Ours"}, based_on=0, by=cast.vera)
        assert begin(birch_asks, kept, cast).answers == 1
        assert Answer.objects.get(item_key=ITEM).value == {"limits": "Ours"}


def test_submitting_waits_until_each_was_looked_at(
    birch: Jurisdiction, birch_asks: Scene, kept: KeptResponse, cast: Cast
) -> None:
    response = birch_asks.clearwater
    with workspace(birch):
        begin(birch_asks, kept, cast)
        assert own(response.pk, cast.vera.pk).unlooked == 2
        with pytest.raises(Refused, match="2 earlier answers"):
            submissions.submit(response, by=cast.vera)
        answers.still_true(response, ITEM, based_on=1, ready=False, by=cast.vera)
        with pytest.raises(Refused, match="1 earlier answer was"):
            submissions.submit(response, by=cast.vera)
        answers.save(response, "sla.uptime", {"clause": "5"}, based_on=1, by=cast.vera)
        assert own(response.pk, cast.vera.pk).unlooked == 0
        assert submissions.submit(response, by=cast.vera).number == 1


def test_what_nobody_looked_at_is_not_handed_in_late(
    birch: Jurisdiction, birch_asks: Scene, kept: KeptResponse, cast: Cast
) -> None:
    response = birch_asks.clearwater
    with workspace(birch):
        begin(birch_asks, kept, cast)
        answers.still_true(response, "sla.uptime", based_on=1, ready=False, by=cast.vera)
        with clock.moved(timedelta(days=3)):
            made = submissions.submit_or_keep(response, by=cast.vera)
        assert isinstance(made, LateDraft)
        assert set(made.content["answers"]) == {"sla.uptime"}
        # Its file proves the answer that was left out, and nothing else.
        assert Evidence.objects.count() == 1
        assert made.content["evidence"] == []


def test_without_the_mark_unlooked_drafts_would_go_in(
    birch: Jurisdiction, birch_asks: Scene, kept: KeptResponse, cast: Cast
) -> None:
    """Negative control."""
    with workspace(birch):
        begin(birch_asks, kept, cast)
        CarriedAnswer.objects.all().delete()
        assert submissions.submit(birch_asks.clearwater, by=cast.vera).number == 1


def test_an_answer_that_changed_meanwhile_is_not_confirmed_unseen(
    birch: Jurisdiction, birch_asks: Scene, kept: KeptResponse, cast: Cast
) -> None:
    response = birch_asks.clearwater
    with workspace(birch):
        begin(birch_asks, kept, cast)
        answers.save(response, ITEM, {"limits": "Other"}, based_on=1, by=cast.vera)
        done = answers.still_true(response, ITEM, based_on=1, ready=False, by=cast.vera)
        assert isinstance(done, Conflict)


def test_the_list_says_what_to_look_at_first(
    birch: Jurisdiction,
    birch_asks: Scene,
    kept: KeptResponse,
    library: VendorAccount,
    cast: Cast,
) -> None:
    def reworded(prompt: str) -> Questionnaire:
        items = [
            replace(one, prompt=prompt) if one.key == ITEM else one
            for one in birch_asks.asked.items
        ]
        return replace(birch_asks.asked, items=tuple(items))

    asked = reworded("How fast do you grow?")
    with workspace(birch):
        begin(birch_asks, kept, cast, asked)
        found = listed([library], birch_asks.clearwater, asked, at=clock.now())
        (line,) = found.reworded
        assert line.item.key == ITEM
        assert {one.kind for one in line.fit.pieces} >= {"gone", "new"}  # type: ignore[union-attr]
        assert [one.item.key for one in found.same] == ["sla.uptime"]
        assert len(found.new) == len(asked.asked_items()) - 2
        later = clock.now() + timedelta(days=400)
        found = listed([library], birch_asks.clearwater, asked, at=later)
        assert [one.item.key for one in found.old] == ["sla.uptime"]
        # Who is not in the library sees the drafts, and nothing of where they come from.
        found = listed([], birch_asks.clearwater, asked, at=later)
        assert [one.said_at for one in found.same] == [None, None]


def test_an_expired_file_stays_behind(
    birch: Jurisdiction,
    birch_asks: Scene,
    kept: KeptResponse,
    library: VendorAccount,
    cast: Cast,
) -> None:
    with inside(library.pk):
        file = KeptFile.objects.get()
    day = (clock.now() - timedelta(days=3)).date()
    keeping.say_expiry(library.pk, file.pk, day, by=cast.vera)
    with workspace(birch):
        assert begin(birch_asks, kept, cast).left == (("runbook.txt", "It has expired."),)
        assert not Evidence.objects.exists()


def test_a_mark_of_confidence_comes_along(
    scene: Scene, library: VendorAccount, birch: Jurisdiction, cast: Cast
) -> None:
    answers.save(
        scene.clearwater,
        ITEM,
        {"limits": "x"},
        based_on=0,
        by=cast.vera,
        confidential_reason="Ours",
    )
    submissions.submit(scene.clearwater, by=cast.vera)
    kept = keeping.keep_all(scene.clearwater, library.pk, by=cast.vera)
    theirs, _people = asks_too(birch, cast)
    with workspace(birch):
        begin(theirs, kept, cast)
        answer = Answer.objects.get()
        assert (answer.confidential, answer.confidential_reason) == (True, "Ours")


def test_strangers_start_from_nothing(
    birch: Jurisdiction, birch_asks: Scene, kept: KeptResponse, cast: Cast
) -> None:
    def tries(by: Any) -> None:
        starting.start(birch_asks.clearwater, birch_asks.asked, kept.account_id, kept.pk, by=by)

    with workspace(birch), pytest.raises(Refused, match="not in this library"):
        tries(cast.mallory)


def test_no_event_tells_of_it(
    birch: Jurisdiction, birch_asks: Scene, kept: KeptResponse, cast: Cast
) -> None:
    with workspace(birch):
        before = Event.objects.count()
        begin(birch_asks, kept, cast)
        assert Event.objects.count() == before


def test_a_figure_that_differs_is_hinted_at_to_its_own_people_only(
    birch: Jurisdiction,
    birch_asks: Scene,
    scene: Scene,
    library: VendorAccount,
    kept: KeptResponse,
    cast: Cast,
) -> None:
    item = next(
        one
        for one in scene.asked.asked_items()
        if any(part.kind == "percent" for part in one.parts)
    )
    part = next(part for part in item.parts if part.kind == "percent")
    standing = scene.clearwater.answers.filter(item_key=item.key).first()
    version = standing.version if standing else 0
    answers.save(scene.clearwater, item.key, {part.key: "99.9"}, based_on=version, by=cast.vera)
    submissions.submit(scene.clearwater, by=cast.vera)
    keeping.keep_all(scene.clearwater, library.pk, by=cast.vera)
    response = birch_asks.clearwater
    with workspace(birch):
        answers.save(response, item.key, {part.key: "99.5"}, based_on=0, by=cast.vera)
        given = {one.item_key: one for one in response.answers.all()}
        assert hints_for(own(response.pk, cast.vera.pk), given) == []
        begin(birch_asks, kept, cast)
        (hint,) = hints_for(own(response.pk, cast.vera.pk), given)
        assert (hint.item.key, hint.figure.label) == (item.key, part.label)
        assert "99.9" in hint.figure.elsewhere
        assert "99.5" in hint.figure.here
        answers.save(response, item.key, {part.key: "99.9"}, based_on=1, by=cast.vera)
        given = {one.item_key: one for one in response.answers.all()}
        assert hints_for(own(response.pk, cast.vera.pk), given) == []
