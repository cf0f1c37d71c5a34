"""Where a concern stands: what happened last of what was said, what was asked for and what was missed."""

from datetime import UTC, date, datetime

import pytest

from evaluations.concerns import Concern, Requested, Said, concern_of
from vendors.changes import Standing, State


def on(day: int) -> datetime:
    return datetime(2027, 3, day, tzinfo=UTC)


def agreed(day: int, state: State = State.AGREED) -> Requested:
    return Requested(Standing(state, date(2027, 4, 1)), on(day))


@pytest.mark.parametrize(
    ("said", "requests", "missed", "wanted"),
    [
        (None, [], None, Concern.INVESTIGATE),
        (Said(Concern.VERIFIED, on(3)), [], None, Concern.VERIFIED),
        (Said(Concern.VERIFIED, on(3)), [], 4, Concern.INVESTIGATE),
        (Said(Concern.VERIFIED, on(5)), [], 4, Concern.VERIFIED),
        (Said(Concern.NOT_APPLICABLE, on(3)), [agreed(2)], 4, Concern.INVESTIGATE),
        (Said(Concern.VERIFIED, on(3)), [agreed(5)], 4, Concern.ADDRESSED),
        (None, [agreed(5)], 4, Concern.ADDRESSED),
        (None, [agreed(3, State.VERIFIED)], 4, Concern.INVESTIGATE),
        (None, [agreed(5, State.TAKEN_BACK)], 4, Concern.INVESTIGATE),
    ],
)
def test_what_happened_last_holds(
    said: Said | None, requests: list[Requested], missed: int | None, wanted: Concern
) -> None:
    at = on(missed) if missed else None
    assert concern_of(said, requests, missed_at=at) is wanted
