"""Where a requested change stands: worked out from its steps, and no slipped date is ever lost."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.access import Verdict
from vendors import changes
from vendors.changes import Act, Counted, How, Result, Standing, State, Step, standing_of

ASKED = date(2026, 3, 1)
D = timedelta(days=1)
RULES: dict[Act, Callable[[Standing], Verdict]] = {
    **dict.fromkeys(changes.REPLIES, changes.may_reply),
    Act.PROOF: changes.may_prove,
    **dict.fromkeys((Act.ACCEPTED, Act.NOT_ACCEPTED), changes.may_answer_offer),
    **dict.fromkeys((Act.VERIFIED, Act.RETURNED), changes.may_check),
    Act.TAKEN_BACK: changes.may_take_back,
}


@st.composite
def lives(draw: st.DrawFn) -> tuple[list[Step], date]:
    """Steps as the rules allow them, some days apart, and a day after the last of them."""
    steps: list[Step] = []
    day = ASKED - 60 * D
    for _n in range(draw(st.integers(0, 9))):
        day += draw(st.integers(0, 40)) * D
        now = standing_of(ASKED, steps, today=day)
        allowed = [act for act, rule in RULES.items() if rule(now)]
        if not allowed:
            break
        act = draw(st.sampled_from(allowed))
        until = day + draw(st.integers(0, 60)) * D if act in changes.DATED else None
        steps.append(Step(act, day, until))
    return steps, day + draw(st.integers(0, 60)) * D


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(lives())
def test_a_date_that_slipped_stays_slipped_whatever_comes_later(
    life: tuple[list[Step], date],
) -> None:
    steps, today = life
    kept = {one.day for one in standing_of(ASKED, steps, today=today).slips}
    for n in range(len(steps)):
        for day in (steps[n].on, steps[n + 1].on if n + 1 < len(steps) else today):
            before = standing_of(ASKED, steps[: n + 1], today=day)
            assert {one.day for one in before.slips} <= kept


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(lives())
def test_nothing_is_verified_without_proof_and_nothing_ended_goes_on(
    life: tuple[list[Step], date],
) -> None:
    steps, today = life
    now = standing_of(ASKED, steps, today=today)
    acts = [one.act for one in steps]
    if now.state is State.VERIFIED:
        assert Act.PROOF in acts
    if now.is_over:
        assert not any(rule(now) for rule in RULES.values())
    assert (now.state is State.SLIPPED) <= (now.promised is not None and now.promised < today)
    assert (now.result in {Result.KEPT, Result.OPEN}) <= (not now.slips)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(lives(), st.integers(1, 7)), max_size=6))
def test_figures_count_each_request_once_and_fixed_never_passes_asked(
    found: list[tuple[tuple[list[Step], date], int]],
) -> None:
    today = max((life[1] for life, _level in found), default=ASKED)
    counted = [
        Counted(
            level,
            life[0][0].on if life[0] else ASKED - 60 * D,
            standing_of(ASKED, life[0], today=today),
        )
        for life, level in found
    ]
    whole, levels = changes.tally(counted), changes.by_level(counted)
    assert whole.asked == sum(whole.results.values()) == sum(one.asked for one in levels.values())
    points = changes.burn_up(counted, today=today)
    assert all(one.fixed <= one.asked for one in points)
    assert all(a.asked <= b.asked and a.fixed <= b.fixed for a, b in pairwise(points))
    if points:
        assert (points[-1].asked, points[-1].fixed) == (whole.asked, whole.fixed)


def test_the_life_of_a_request_that_slipped_once() -> None:
    steps = [Step(Act.AGREED, ASKED - 30 * D, ASKED)]
    assert standing_of(ASKED, steps, today=ASKED).state is State.AGREED
    late = standing_of(ASKED, steps, today=ASKED + D)
    assert (late.state, late.result) == (State.SLIPPED, Result.SLIPPED)
    steps += [Step(Act.AGREED, ASKED + 3 * D, ASKED + 20 * D)]
    moved = standing_of(ASKED, steps, today=ASKED + 4 * D)
    assert [(one.day, one.how, one.to) for one in moved.slips] == [
        (ASKED, How.MOVED, ASKED + 20 * D)
    ]
    steps += [Step(Act.PROOF, ASKED + 18 * D), Step(Act.RETURNED, ASKED + 19 * D)]
    assert standing_of(ASKED, steps, today=ASKED + 19 * D).state is State.AGREED
    steps += [Step(Act.PROOF, ASKED + 20 * D), Step(Act.VERIFIED, ASKED + 25 * D)]
    done = standing_of(ASKED, steps, today=ASKED + 99 * D)
    assert (done.state, done.result, len(done.slips)) == (State.VERIFIED, Result.LATE, 1)


def test_proof_in_time_keeps_the_date_however_long_the_check_takes() -> None:
    steps = [Step(Act.AGREED, ASKED - 9 * D, ASKED), Step(Act.PROOF, ASKED)]
    assert not standing_of(ASKED, steps, today=ASKED + 30 * D).slips
    steps.append(Step(Act.VERIFIED, ASKED + 30 * D))
    assert standing_of(ASKED, steps, today=ASKED + 31 * D).result is Result.KEPT


def test_a_proposal_holds_only_once_it_is_accepted() -> None:
    steps = [Step(Act.COUNTER, ASKED - 20 * D, ASKED + 10 * D)]
    assert standing_of(ASKED, steps, today=ASKED + 50 * D).slips == ()
    refused = [*steps, Step(Act.NOT_ACCEPTED, ASKED - 19 * D)]
    assert standing_of(ASKED, refused, today=ASKED).state is State.OPEN
    accepted = standing_of(ASKED, [*steps, Step(Act.ACCEPTED, ASKED - 19 * D)], today=ASKED)
    assert (accepted.state, accepted.due) == (State.AGREED, ASKED + 10 * D)
