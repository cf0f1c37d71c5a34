"""What a vendor reads of the stage: its own date, never another's; judging wins over the clock."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vendors.onward import (
    CLOSED,
    DECIDED,
    DECIDING,
    LINE,
    READ_AT_ONCE,
    RECEIVED,
    SCORED,
    Judging,
    onward,
)

DUE = datetime(2027, 3, 14, 17, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("left", "step"),
    [(timedelta(days=9), RECEIVED), (MOMENT, RECEIVED), (timedelta(0), CLOSED), (-MOMENT, CLOSED)],
)
def test_at_the_date_itself_it_is_closed(left: timedelta, step: object) -> None:
    assert onward("", DUE, is_sealed=True, at=DUE - left).step is step


def test_a_current_provider_is_not_told_that_its_answers_are_sealed() -> None:
    found = onward("", DUE, is_sealed=False, at=DUE - MOMENT)
    assert found.step is READ_AT_ONCE
    assert "sealed" not in found.step.now
    assert onward("", DUE, is_sealed=False, at=DUE).step is CLOSED


@given(
    judging=st.sampled_from([one for one in Judging if one]),
    seconds=st.integers(-1_000_000, 1_000_000),
    is_sealed=st.booleans(),
)
def test_judging_wins_over_the_clock(judging: Judging, seconds: int, *, is_sealed: bool) -> None:
    found = onward(judging, DUE, is_sealed=is_sealed, at=DUE + timedelta(seconds=seconds))
    expected = {Judging.SCORED: SCORED, Judging.DECIDING: DECIDING, Judging.DECIDED: DECIDED}
    assert found.step is expected[judging]


@given(judging=st.sampled_from(Judging), hours=st.integers(-9, 9), sealed=st.booleans())
def test_the_line_has_one_stage_that_is_now(judging: Judging, hours: int, *, sealed: bool) -> None:
    found = onward(judging, DUE, is_sealed=sealed, at=DUE + timedelta(hours=hours))
    states = [one["state"] for one in found.line]
    assert len(states) == len(LINE)
    assert states.count("now") == 1
    assert states == sorted(states, key=["past", "now", "later"].index)
    assert found.line[found.place]["label"] == found.step.label


def test_a_stage_that_is_not_known_is_an_error() -> None:
    with pytest.raises(ValueError, match="archived"):
        onward("archived", DUE, is_sealed=True, at=DUE)
