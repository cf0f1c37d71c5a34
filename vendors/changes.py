"""What became of a change that a jurisdiction asked a provider for: its state, and dates that slipped.

All of it is worked out from the steps as they were written down, so that nothing is kept twice and
a date that passed or was moved can't be lost. Days are those of the workspace's zone.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from portal.access import ALLOWED, Verdict, refused


class Act(StrEnum):
    """What can happen to a requested change; the values are stored."""

    AGREED = "agreed"
    PARTLY = "partly"
    COUNTER = "counter"
    DECLINED = "declined"
    PROOF = "proof"
    ACCEPTED = "accepted"
    NOT_ACCEPTED = "not accepted"
    VERIFIED = "verified"
    RETURNED = "returned"
    TAKEN_BACK = "taken back"


REPLIES = (Act.AGREED, Act.PARTLY, Act.COUNTER, Act.DECLINED)
"""What the provider says to a request."""
OFFERS = (Act.PARTLY, Act.COUNTER)
"""Replies that hold only once the jurisdiction accepts them."""
DATED = (Act.AGREED, *OFFERS)
"""Replies that name a day."""


class State(StrEnum):
    """Where a requested change stands, in the words that people read."""

    OPEN = "No reply yet"
    OFFERED = "Proposal to answer"
    AGREED = "Agreed"
    SLIPPED = "Date passed"
    PROVED = "Proof to check"
    VERIFIED = "Verified"
    DECLINED = "Declined"
    TAKEN_BACK = "No longer asked"


OVER = frozenset({State.VERIFIED, State.TAKEN_BACK})


class How(StrEnum):
    """How a promised day was not kept."""

    PASSED = "passed"
    MOVED = "moved"
    GIVEN_UP = "given up"


class Result(StrEnum):
    """What a request counts as in the figures; one that was taken back counts as nothing."""

    KEPT = "Fixed in time"
    LATE = "Fixed after its date"
    SLIPPED = "Date slipped"
    OPEN = "Open"
    DECLINED = "Declined"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened: what, on which day, and the day that it names, if any."""

    act: Act
    on: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Slip:
    """A promised day that was not kept: how, since which day, and to when it was moved."""

    day: date
    how: How
    on: date
    to: date | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a change stands on a day.

    promised: the day that holds; due: that day, or the one asked for while there is none.
    """

    state: State
    due: date
    promised: date | None = None
    offered: Step | None = None
    proved_on: date | None = None
    ended_on: date | None = None
    """When it was verified or taken back."""
    slips: tuple[Slip, ...] = ()

    @property
    def is_over(self) -> bool:
        return self.state in OVER

    @property
    def waits_for_date(self) -> bool:
        """Whether its date still matters: nothing was handed in, refused or ended."""
        return self.state in {State.OPEN, State.OFFERED, State.AGREED, State.SLIPPED}

    @property
    def result(self) -> Result | None:
        """What it counts as; None for one that is not asked any more."""
        match self.state:
            case State.TAKEN_BACK:
                return None
            case State.VERIFIED:
                return Result.LATE if self.slips else Result.KEPT
            case State.DECLINED:
                return Result.DECLINED
            case _:
                return Result.SLIPPED if self.slips else Result.OPEN


def standing_of(asked_by: date, steps: Iterable[Step], *, today: date) -> Standing:
    """Work out where a change stands; steps in the order in which they were written.

    A day counts as kept if what was verified in the end was handed in on it or before. A move to a
    later day is a slip even before the first day has passed.
    """
    now = Standing(State.OPEN, asked_by)
    for step in steps:
        now = _after(now, step, asked_by)
    if now.is_over or now.state is State.DECLINED or not _missed(now, today):
        return now
    now = _slipped(now, How.PASSED)
    return replace(now, state=State.SLIPPED) if now.state is State.AGREED else now


def _after(now: Standing, step: Step, asked_by: date) -> Standing:
    held = State.AGREED if now.promised else State.OPEN
    match step.act:
        case Act.AGREED:
            return _promised(now, step.until or now.due, step.on)
        case Act.PARTLY | Act.COUNTER:
            return replace(now, state=State.OFFERED, offered=step)
        case Act.ACCEPTED:
            until = now.offered.until if now.offered else None
            return _promised(now, until or now.due, step.on)
        case Act.NOT_ACCEPTED:
            return replace(now, state=held, offered=None)
        case Act.DECLINED:
            gone = _slipped(now, How.GIVEN_UP, on=step.on)
            return replace(gone, state=State.DECLINED, promised=None, offered=None, due=asked_by)
        case Act.PROOF:
            return replace(now, state=State.PROVED, proved_on=now.proved_on or step.on)
        case Act.RETURNED:
            return replace(now, state=held, proved_on=None)
        case Act.VERIFIED:
            return _ended(now, State.VERIFIED, step.on)
        case Act.TAKEN_BACK:
            return _ended(now, State.TAKEN_BACK, step.on)


def _ended(now: Standing, state: State, on: date) -> Standing:
    if _missed(now, on):
        now = _slipped(now, How.PASSED)
    return replace(now, state=state, offered=None, ended_on=on)


def _promised(now: Standing, until: date, on: date) -> Standing:
    """The same with a day that holds from now on; the one before it is kept as a slip."""
    before = now.promised
    if before is not None and until > before:
        now = _slipped(now, How.MOVED, on=on, to=until)
    elif _missed(now, on):
        now = _slipped(now, How.PASSED)
    return replace(now, state=State.AGREED, promised=until, due=until, offered=None)


def _missed(now: Standing, today: date) -> bool:
    """Whether the promised day is over and nothing had been handed in by then."""
    if now.promised is None or today <= now.promised:
        return False
    return now.proved_on is None or now.proved_on > now.promised


def _slipped(
    now: Standing, how: How, *, on: date | None = None, to: date | None = None
) -> Standing:
    day = now.promised
    if day is None:
        return now
    return replace(now, slips=(*now.slips, Slip(day, how, on or day + timedelta(days=1), to)))


def may_reply(now: Standing) -> Verdict:
    """Whether the provider may say what it will do, or say it anew."""
    if not (goes_on := _goes_on(now)):
        return goes_on
    if now.state is State.PROVED:
        return refused("Your proof waits to be checked, so there is nothing to reply to.")
    return ALLOWED


def may_prove(now: Standing) -> Verdict:
    """Whether the provider may hand in proof."""
    if not (goes_on := _goes_on(now)):
        return goes_on
    if now.state is State.OFFERED:
        return refused("Your proposal waits for an answer. Hand in proof once it is accepted.")
    if now.state is State.DECLINED:
        return refused("You declined this. Agree to it by a date first, then hand in proof.")
    return ALLOWED


def may_answer_offer(now: Standing) -> Verdict:
    """Whether there is a proposal that the jurisdiction can accept or not."""
    if now.state is State.OFFERED:
        return ALLOWED
    return refused("There is no proposal to answer any more. Load the page again.")


def may_check(now: Standing) -> Verdict:
    """Whether there is proof that the jurisdiction can verify or return."""
    if now.state is State.PROVED:
        return ALLOWED
    return refused("There is no proof to check here. Load the page again.")


def may_take_back(now: Standing) -> Verdict:
    """Whether the jurisdiction may stop asking for this."""
    return _goes_on(now)


def _goes_on(now: Standing) -> Verdict:
    if now.state is State.VERIFIED:
        return refused("This is verified, so nothing more is to be done about it.")
    if now.state is State.TAKEN_BACK:
        return refused("This is no longer asked for.")
    return ALLOWED


# --- Figures over many requests -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Counted:
    """One request as the figures take it: on which level, asked since when, where it stands."""

    level: int
    asked_on: date
    now: Standing


@dataclass(frozen=True, slots=True)
class Tally:
    """How many requests of one kind came to what."""

    asked: int
    results: dict[Result, int]

    @property
    def fixed(self) -> int:
        return self.results[Result.KEPT] + self.results[Result.LATE]


def tally(requests: Iterable[Counted]) -> Tally:
    """Count requests by what they came to; what was taken back is left out."""
    found = [one.now.result for one in requests if one.now.result is not None]
    return Tally(len(found), {result: found.count(result) for result in Result})


def by_level(requests: Collection[Counted]) -> dict[int, Tally]:
    """The same for each level that something was asked on, base first."""
    levels = sorted({one.level for one in requests if one.now.result is not None})
    return {level: tally(one for one in requests if one.level == level) for level in levels}


@dataclass(frozen=True, slots=True)
class Point:
    """How many changes had been asked for and how many were verified by the end of a day."""

    day: date
    asked: int
    fixed: int


def burn_up(requests: Sequence[Counted], *, today: date) -> tuple[Point, ...]:
    """Both counts on every day on which one of them changed, and today; empty without requests."""
    counted = [one for one in requests if one.now.result is not None]
    asked = [one.asked_on for one in counted]
    fixed = [one.now.ended_on for one in counted if one.now.ended_on is not None]
    if not asked:
        return ()
    days = sorted({*asked, *fixed, today})
    return tuple(
        Point(day, sum(one <= day for one in asked), sum(one <= day for one in fixed))
        for day in days
    )
