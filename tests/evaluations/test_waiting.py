"""What waits where, as the front door lists it."""

from collections.abc import Iterator

import pytest

from portal.frontdoor.waiting import waiting_in
from portal.tenancy.models import Jurisdiction
from tests.cast import Cast
from tests.stages import put_clock_right, round_at


@pytest.fixture(autouse=True)
def _clock(db: None) -> Iterator[None]:
    yield
    put_clock_right()


def test_scores_and_pressing_steps_wait_for_staff(in_alder: Jurisdiction, cast: Cast) -> None:
    staged = round_at("scoring", cast)
    told = waiting_in(in_alder, cast.ben, frozenset({"reviewer"}))
    assert [(one.text, one.path) for one in told] == [
        ("Vaccine scheduling: your scores are awaited.", "/scoring/")
    ]
    assert waiting_in(in_alder, cast.olive, frozenset({"observer"})) == []
    assert staged.evaluation.stage == "scoring"


def test_a_closed_evaluation_waits_for_its_coordinator(in_alder: Jurisdiction, cast: Cast) -> None:
    staged = round_at("closed", cast)
    (told,) = waiting_in(in_alder, cast.ann, frozenset({"coordinator"}))
    assert told.path == f"/evaluations/{staged.evaluation.pk}/"


def test_an_open_request_waits_for_its_vendor_until_it_is_handed_in(
    in_alder: Jurisdiction, cast: Cast
) -> None:
    staged = round_at("open", cast)
    from vendors.actions import invitations

    invitations.accept(staged.first.invitations.get(email=cast.vera.email), by=cast.vera)
    (told,) = waiting_in(in_alder, cast.vera, frozenset({"vendor"}))
    assert told.path == f"/responses/{staged.first.pk}/"
    round_at("submitted", cast, vendors="Other <vera@clearwater.example>")
    assert len(waiting_in(in_alder, cast.vera, frozenset({"vendor"}))) == 1
