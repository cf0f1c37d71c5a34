"""What staying and switching cost month by month, and which conditions hold."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from evaluations.switching import (
    Cost,
    Kind,
    State,
    Way,
    break_even,
    conditions,
    highest_fee,
    path,
)

TODAY = Way("today", "Harborlight", Kind.TODAY, Decimal("2.1"), 1, cost=Cost(Decimal(10_000)))
PROMISED = replace(
    TODAY, key="promised", kind=Kind.PROMISED, score=Decimal("2.8"), cost=Cost(Decimal(10_500))
)
MOVE = Way(
    "c", "Clearwater", Kind.CHALLENGER, Decimal("3.2"), 3,
    cost=Cost(Decimal(8_000), setup=Decimal(20_000), migration=Decimal(10_000)),
    weeks=13, overlap=1, export=True,
)  # fmt: skip


def states(way: Way, *ways: Way, months: int = 36) -> dict[str, State]:
    found = conditions(
        way,
        [*ways, way],
        months=months,
        currency="USD",
        needed_by=dt.date(2027, 9, 1),
        start=dt.date(2027, 6, 1),
    )
    return {one.key: one.state for one in found}


def test_the_old_fee_is_paid_until_the_overlap_ends() -> None:
    # Live after three months; both are paid in the fourth.
    assert path(MOVE, TODAY, 5) == (30_000, 40_000, 50_000, 60_000, 78_000, 86_000)
    assert path(TODAY, TODAY, 2) == (0, 10_000, 20_000)


def test_break_even_by_hand() -> None:
    # 30,000 once and 8,000 of overlap, 2,000 saved each month from the fifth on.
    assert break_even(MOVE, TODAY, TODAY, 36) == 4 + 19
    assert break_even(MOVE, TODAY, TODAY, 22) is None


def test_highest_fee_by_hand() -> None:
    # 360,000 - 30,000 - 40,000 over 33 months.
    assert highest_fee(MOVE, TODAY, TODAY, 36) == Decimal("8787.87")
    assert highest_fee(MOVE, TODAY, TODAY, 3) is None


money = st.integers(0, 100_000).map(Decimal)


@given(money, money, money, st.integers(0, 40), st.integers(0, 6), st.integers(12, 60))
@settings(max_examples=150)
def test_at_the_highest_fee_it_just_pays_off(
    old: Decimal, once: Decimal, new: Decimal, weeks: int, overlap: int, months: int
) -> None:
    today = replace(TODAY, cost=Cost(old))
    way = replace(MOVE, cost=Cost(new, migration=once), weeks=weeks, overlap=overlap)
    most = highest_fee(way, today, today, months)
    assert most is not None
    if most < 0:
        assert break_even(way, today, today, months) is None
        return
    at_most = replace(way, cost=replace(way.cost, monthly=most))
    above = replace(way, cost=replace(way.cost, monthly=most + 1))
    assert break_even(at_most, today, today, months) is not None
    assert break_even(above, today, today, months) is None


def test_what_holds_and_what_nobody_stated() -> None:
    assert states(MOVE, TODAY, PROMISED) == {
        "score": State.HOLDS,
        "base": State.HOLDS,
        "must_haves": State.HOLDS,
        "fee": State.HOLDS,
        "break_even": State.HOLDS,
        "in_time": State.HOLDS,
        "export": State.HOLDS,
        "exit": State.UNKNOWN,
    }
    nothing = Way("n", "New", Kind.CHALLENGER)
    assert set(states(nothing, TODAY).values()) == {State.UNKNOWN}


def test_new_is_no_cure_all() -> None:
    late = replace(
        MOVE, weeks=14, failed=("Alerts",), cost=Cost(Decimal(9_900), setup=Decimal(90_000))
    )
    found = states(late, TODAY, replace(PROMISED, score=Decimal("3.3")))
    failing = {key for key, state in found.items() if state is State.FAILS}
    assert failing == {"score", "must_haves", "fee", "break_even", "in_time"}
