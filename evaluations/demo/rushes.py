"""Days with many people in the demo's county: two that are over, one that comes; all of it invented."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from evaluations.actions import readiness
from evaluations.actions.readiness import Down, Plan
from evaluations.readiness import CHECKS, Held, Kind
from portal.accounts.models import User
from portal.tenancy.switch import current
from vendors.actions import event_notices
from vendors.models import Vendor


@dataclass(frozen=True, slots=True)
class Over:
    """An event that was: so many days from the first start, what was not ticked, how it went."""

    name: str
    kind: Kind
    days: int
    peak: int
    left: frozenset[str]
    held: Held
    peak_seen: int
    change: str


OVER = (
    Over(
        "Flu shots: booking opens for people over 65", Kind.ELIGIBILITY, -420, 2_500,
        frozenset({"load", "spread", "waiting", "watch"}), Held.NO, 6_800,
        "Open by year of birth over three mornings, not for everybody at eight.\n"
        "See a load test at what really came, not at what we hoped for.\n"
        "Have somebody of the provider on the telephone from seven on.",
    ),
    Over(
        "Flu shots: slots for the fairground are released", Kind.SLOTS, -58, 4_000,
        frozenset({"waiting"}), Held.SLOW, 4_600,
        "Say on the page how long the wait is. People reloaded because they saw nothing.",
    ),
)  # fmt: skip
DOWN = (
    "A blank page from 8:04 on, then “try again later”. About 1,900 people called us within the hour; "
    "some had booked twice."
)
COMING = "Vaccine booking opens for everybody over 50"
TICKED = {
    "load": "1,240 a second in the second test site; Ian watched it",
    "spread": "Three mornings, by year of birth",
    "freeze": "Agreed by mail until the evening after",
    "names": "On the wall of the call centre too",
}
WORDS = "We open over three mornings, by year of birth. Please tell us who watches with us from seven on."
SEEN = "Two of us watch from 6:30 on. We add a third data center for those three days."


def plan(
    at: Callable[[float], None],
    day: Callable[[float], datetime],
    vendor: Vendor,
    *,
    by: User,
    lead: User,
) -> None:
    """Plan, tick, tell and record by the product's own actions; at moves the clock to a day."""
    for one in OVER:
        _over(one, at, day, vendor, by)
    at(-24)
    coming = readiness.add(Plan(COMING, Kind.ELIGIBILITY, _eight(day(6)), 5_200, vendor), by=by)
    at(-12)
    notice = readiness.tell(coming, WORDS, by=by)
    at(-11.6)
    event_notices.see(notice, SEEN, by=lead)
    for number, (key, note) in enumerate(TICKED.items()):
        at(-11 + number * 2.4)
        readiness.check(coming, key, done=True, note=note, by=by)


def _eight(instant: datetime) -> datetime:
    """Eight in the morning of that day, where the workspace is."""
    here = instant.astimezone(ZoneInfo(current().time_zone))
    return here.replace(hour=8, minute=0, second=0, microsecond=0)


def _over(
    one: Over,
    at: Callable[[float], None],
    day: Callable[[float], datetime],
    vendor: Vendor,
    by: User,
) -> None:
    at(one.days - 30)
    starts = _eight(day(one.days))
    event = readiness.add(Plan(one.name, one.kind, starts, one.peak, vendor), by=by)
    for check in CHECKS:
        if check.key not in one.left:
            at(one.days - check.days - 0.1)
            readiness.check(event, check.key, done=True, by=by)
    at(one.days + 1)
    readiness.record(event, one.held, peak_seen=one.peak_seen, change=one.change, by=by)
    if one.held is Held.NO:
        began = starts + timedelta(minutes=4)
        down = Down(vendor, began, began + timedelta(minutes=47), DOWN, event)
        readiness.note_outage(down, by=by)
