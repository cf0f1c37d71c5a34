"""Own readiness: what a jurisdiction plans that brings a rush, and what it checks before each.

Most rushes are known beforehand, because the jurisdiction makes them itself: it says who may book
from when. Days are those of the event's zone; what is due when is counted back from its day.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from vendors.observing import LONGEST_OUTAGE


class Kind(StrEnum):
    """What opens; the values are stored."""

    ELIGIBILITY = "eligibility"
    SLOTS = "slots"
    OTHER = "other"

    @property
    def words(self) -> str:
        return KIND_WORDS[self]


KIND_WORDS = {
    Kind.ELIGIBILITY: "Eligibility opens",
    Kind.SLOTS: "Slots are released",
    Kind.OTHER: "Something else that brings many people",
}


class Held(StrEnum):
    """How it went; the values are stored."""

    YES = "yes"
    SLOW = "slow"
    NO = "no"

    @property
    def words(self) -> str:
        return HELD_WORDS[self]


HELD_WORDS = {
    Held.YES: "It held",
    Held.SLOW: "It held, but was slow or had errors",
    Held.NO: "It went down",
}


@dataclass(frozen=True, slots=True)
class Check:
    """One thing to see to, why, and how many days before the event at the latest."""

    key: str
    words: str
    why: str
    days: int


CHECKS: tuple[Check, ...] = (
    Check(
        "told",
        "Tell the provider the hour and how many people you expect",
        "A provider that hears of it on the day can neither add capacity nor have staff at hand.",
        14,
    ),
    Check(
        "load",
        "See a load test at the rate you expect, in the setup that residents will use",
        "What held last month’s traffic says little about ten or seventy times as much.",
        14,
    ),
    Check(
        "spread",
        "Decide how the rush is spread: by group, by place, or over several hours",
        "One hour for everybody makes the highest peak there can be. Two halves need half of it.",
        14,
    ),
    Check(
        "freeze",
        "Agree that nothing is changed in the system from two days before to one day after",
        "Many outages follow an update, and nobody has time to look for one on the day.",
        7,
    ),
    Check(
        "waiting",
        "See the waiting page, and that it says how long the wait is",
        "People who see nothing reload, and each reload is one more request.",
        7,
    ),
    Check(
        "otherwise",
        "Have a way that needs no computer: telephone lines, staff, places kept for it",
        "Not everybody can be online at that hour, and it carries on when the system does not.",
        7,
    ),
    Check(
        "names",
        "Write down who is reached at the provider and here, and who decides to stop",
        "Looking for a number while people wait costs the minutes that matter.",
        7,
    ),
    Check(
        "words",
        "Have words ready for residents in case it is slow or down, in all your languages",
        "Said within ten minutes they keep people from trying again and again.",
        1,
    ),
    Check(
        "slots",
        "Count the slots in the system and hold them against what the sites can give",
        "Slots that are not there are booked twice or taken back later.",
        1,
    ),
    Check(
        "booking",
        "Book once yourself, on a telephone, as a resident would",
        "It shows what no report shows: a wrong text, a missing site, a code that does not arrive.",
        0,
    ),
    Check(
        "watch",
        "Watch together with the provider from an hour before: bookings, errors, waiting time",
        "Whoever sees the first errors can slow things down before it stops.",
        0,
    ),
)  # fmt: skip
DAYS_BEFORE = tuple(sorted({one.days for one in CHECKS}, reverse=True))


class State(StrEnum):
    """Where an event stands, in the words that people read."""

    COMING = "Coming"
    DUE = "Checks due"
    HELD = "Over, no record yet"
    RECORDED = "Recorded"
    CALLED_OFF = "Called off"


@dataclass(frozen=True, slots=True)
class Event:
    """A planned event: when it starts (aware), in which zone its days are counted, who runs it.

    peak: the most people expected in one hour; None where nobody has worked it out.
    """

    key: int
    name: str
    kind: Kind
    starts_at: datetime
    zone: str
    peak: int | None = None
    provider: str = ""
    is_recorded: bool = False
    is_called_off: bool = False

    @property
    def day(self) -> date:
        return self.starts_at.astimezone(ZoneInfo(self.zone)).date()


@dataclass(frozen=True, slots=True)
class Line:
    """One check of an event: done or not, and whether its day has come."""

    check: Check
    is_done: bool
    is_due: bool


@dataclass(frozen=True, slots=True)
class Group:
    """The checks of one day before the event."""

    days: int
    day: date
    lines: tuple[Line, ...]

    @property
    def title(self) -> str:
        match self.days:
            case 0:
                return "On the day"
            case 1:
                return "One day before"
            case _:
                return f"{self.days} days before"

    @property
    def done(self) -> int:
        return sum(one.is_done for one in self.lines)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an event stands at an instant, with its checklist."""

    event: Event
    state: State
    groups: tuple[Group, ...]

    @property
    def lines(self) -> tuple[Line, ...]:
        return tuple(line for one in self.groups for line in one.lines)

    @property
    def done(self) -> int:
        return sum(one.is_done for one in self.lines)

    @property
    def due(self) -> tuple[Line, ...]:
        """What should be done by now and is not."""
        return tuple(one for one in self.lines if one.is_due and not one.is_done)

    @property
    def is_past(self) -> bool:
        return self.state in {State.HELD, State.RECORDED, State.CALLED_OFF}


def standing_of(event: Event, done: Collection[str], *, at: datetime) -> Standing:
    """Work out where an event stands; done: keys of the checks that are ticked."""
    today = at.astimezone(ZoneInfo(event.zone)).date()
    groups = tuple(_group(event, days, done, today) for days in DAYS_BEFORE)
    late = any(one.is_due and not one.is_done for group in groups for one in group.lines)
    return Standing(event, _state(event, at, is_late=late), groups)


def _state(event: Event, at: datetime, *, is_late: bool) -> State:
    if event.is_called_off:
        return State.CALLED_OFF
    if event.is_recorded:
        return State.RECORDED
    if at >= event.starts_at:
        return State.HELD
    return State.DUE if is_late else State.COMING


def _group(event: Event, days: int, done: Collection[str], today: date) -> Group:
    day = event.day - timedelta(days=days)
    lines = tuple(Line(one, one.key in done, today >= day) for one in CHECKS if one.days == days)
    return Group(days, day, lines)


@dataclass(frozen=True, slots=True)
class Calendar:
    """What lies ahead, the next one first, and what is over, the last one first."""

    coming: tuple[Standing, ...]
    past: tuple[Standing, ...]


def calendar(standings: Iterable[Standing]) -> Calendar:
    """Put events in order."""
    ordered = sorted(standings, key=lambda one: (one.event.starts_at, one.event.key))
    return Calendar(
        coming=tuple(one for one in ordered if not one.is_past),
        past=tuple(one for one in reversed(ordered) if one.is_past),
    )


def against_expected(expected: int | None, seen: int | None) -> str:
    """How many people came, held against how many were expected; a part of it if one is missing."""
    if seen is None:
        return ""
    if not expected:
        return f"{seen:,} people in the busiest hour"
    share = round(100 * seen / expected)
    return f"{seen:,} people in the busiest hour, {share:,} % of the {expected:,} expected"


# --- Outages --------------------------------------------------------------------------------------


def minutes_down(start: datetime, end: datetime | None) -> int | None:
    """Whole minutes, a part of one counted as one; None while it has no end."""
    if end is None:
        return None
    return -int(-(end - start).total_seconds() // 60)


def outage_in_words(minutes: int | None) -> str:
    """How long it was down, and whether that is more than a sign-up system may be."""
    if minutes is None:
        return "Not up again when this was noted"
    length = "1 minute" if minutes == 1 else f"{minutes:,} minutes"
    long = f": more than {LONGEST_OUTAGE}" if minutes > LONGEST_OUTAGE else ""
    return f"Down for {length}{long}"
