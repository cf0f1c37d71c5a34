"""A demand forecast: what is asked for it, what each figure means, and low, likely and high of it.

Each input is estimated three times. The low sum takes of every input the end that asks for less,
the high sum the end that asks for more, so that the likely one always lies between them. The
figures of February 18, 2021 come from the press.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from vendors.demand import PROPOSED, PeakRange, Surge, demand_of, from_dict, to_dict

CASE = (
    "On February 18, 2021 about a million people in Massachusetts became eligible for a vaccine at "
    "eight in the morning. The sign-up portal usually saw 1,000 requests a minute; now came 70,000. "
    "It was down for about two hours. Its vendor had tested with 500,000 people and found nothing "
    "wrong, and said that nobody had told it of the opening; the state disagreed."
)
CASE_NOTE = (
    "These are press figures: reports mix hits, visits and requests, the crash cut the demand off "
    "and reloading blew it up. Take them as an order of magnitude."
)


class Part(StrEnum):
    """What an input is about, in the order of the page."""

    PEOPLE = "Who comes, and when"
    LOAD = "What each of them asks of the system"
    WAITING = "Who waits"
    BOOKINGS = "What gets booked"
    SPARE = "To spare"


@dataclass(frozen=True, slots=True)
class Input:
    """One figure of a forecast, as it is asked for; bounds and proposal in the unit of the page."""

    key: str
    surge: str
    """The field of Surge that it goes into."""
    part: Part
    label: str
    means: str
    usual: str
    case: str
    unit: str = ""
    factor: Decimal = Decimal(1)
    """Times this it is in the unit of Surge."""
    proposed: Decimal | None = None
    """Taken where nothing is typed."""
    needed: str = ""
    """What to say where nothing is typed and nothing can be proposed; empty: it may be left out."""
    least: Decimal = Decimal(0)
    most: Decimal | None = None
    open_ends: bool = False
    """Whether least and most themselves are out of bounds."""
    bounds: str = "Enter 0 or more"
    limit: Decimal = Decimal(100_000)
    """More than this is a slip of the finger."""
    asks_less: bool = False
    """Whether more of it asks for less of the system."""


_PERCENT = Decimal("0.01")
_MINUTE = Decimal(60)
_PEOPLE = Decimal(9_999_999_999)
_UNKNOWN = "Not known."

INPUTS: tuple[Input, ...] = (
    Input(
        "people", "people", Part.PEOPLE, "Population",
        "Everybody who lives where you offer this, or everybody on the list that you open to.",
        "Your own count.",
        "About 1,000,000 people became eligible at once.",
        unit="people", limit=_PEOPLE,
        needed="Enter how many people there are",
    ),
    Input(
        "share", "share", Part.PEOPLE, "Share that is eligible",
        "The part of them whom this opening is for.",
        "5 to 20 % for one phase; 100 % where the count above holds only those.",
        "100 %: the million were only those whom the opening was for.",
        unit="%", factor=_PERCENT, most=Decimal(100),
        needed="Enter the share that is eligible; 100 if all are",
        bounds="Enter a share between 0 and 100 %",
    ),
    Input(
        "turnout", "turnout", Part.PEOPLE, "Share of those that comes in the busiest window",
        "How many of the eligible try at that time. The scarcer the appointments, the more.",
        "20 to 50 % where appointments are scarce, less where there are enough for all.",
        "Not known: hits were counted, not people. About 2 million hits came in less than an hour.",
        unit="%", factor=_PERCENT, most=Decimal(100),
        needed="Enter the share that comes in the busiest window",
        bounds="Enter a share between 0 and 100 %",
    ),
    Input(
        "window", "window_s", Part.PEOPLE, "Length of the busiest window",
        "The time in which those people come. An hour that was announced makes it short.",
        "30 minutes after an announced hour; some hours where slots are released bit by bit.",
        "Less than an hour: the hour of the opening had been announced.",
        needed="Enter the length of the busiest window",
        open_ends=True, bounds="Enter a time above 0", asks_less=True,
    ),
    Input(
        "burst", "burst", Part.PEOPLE, "Busiest minute over the mean",
        "People do not come evenly. This is how many times the mean the busiest minute sees.",
        "3. Taken where you leave it empty.",
        "About 2.1: 1,167 requests a second at the peak against a mean of about 556. The crash cut "
        "the peak off.",
        unit="times", proposed=PROPOSED["burst"], least=Decimal(1), bounds="Enter 1 or more",
    ),
    Input(
        "session", "session_s", Part.PEOPLE, "Time that a person spends in the system",
        "From the first page to leaving. It gives the number of people who are in at once.",
        "8 minutes. Taken where you leave it empty.",
        _UNKNOWN,
        unit="minutes", factor=_MINUTE, proposed=PROPOSED["session_s"] / _MINUTE,
        open_ends=True, bounds="Enter a time above 0",
    ),
    Input(
        "pages", "pages", Part.LOAD, "Pages that a person opens to book",
        "From the first page to the confirmation, the form included.",
        "8. Taken where you leave it empty; better, count them in a demo.",
        "Not known. Reports do not say whether a hit is a page or a request.",
        unit="pages", proposed=Decimal(8), open_ends=True, bounds="Enter a number above 0",
    ),
    Input(
        "requests_per_page", "requests_per_page", Part.LOAD, "Requests for each page",
        "Only those that the system has to work for. Pictures and styles that a content network "
        "delivers do not count.",
        "3. Taken where you leave it empty.",
        _UNKNOWN,
        unit="requests", proposed=PROPOSED["requests_per_page"],
        open_ends=True, bounds="Enter a number above 0",
    ),
    Input(
        "retries", "retries", Part.LOAD, "How often a page is asked for",
        "1 means once. Slow pages are reloaded, so a system that struggles gets more to do.",
        "1.25. Taken where you leave it empty; 2 or more once pages fail.",
        "Not known; the seventyfold rise holds many reloads.",
        unit="times", proposed=PROPOSED["retries"], least=Decimal(1),
        bounds="Enter 1 or more; 1 means that nobody reloads",
    ),
    Input(
        "bots", "bot_share", Part.LOAD, "Share of the requests that come from bots",
        "Programs that look for free slots. They come on top of the people.",
        "10 %. Taken where you leave it empty.",
        _UNKNOWN,
        unit="%", factor=_PERCENT, proposed=PROPOSED["bot_share"] * 100, most=Decimal("99.99"),
        bounds="Enter a share from 0 to below 100 %",
    ),
    Input(
        "waiting", "waiting", Part.WAITING, "People who wait and refresh",
        "They are in front of a waiting page or a full calendar and ask again and again. With few "
        "appointments this becomes the larger part of the load.",
        "0 where nothing refreshes; else the people who find no slot.",
        "Not known. Most of the million found no appointment that day.",
        unit="people", proposed=Decimal(0), limit=_PEOPLE,
    ),
    Input(
        "refresh", "refresh_s", Part.WAITING, "Time between two refreshes",
        "How often the waiting page asks again, by itself or by hand.",
        "30 seconds. Taken where you leave it empty.",
        _UNKNOWN,
        unit="seconds", proposed=Decimal(30), open_ends=True, bounds="Enter a time above 0",
        asks_less=True,
    ),
    Input(
        "requests_per_refresh", "requests_per_refresh", Part.WAITING, "Requests for each refresh",
        "What one look at the waiting page costs the system.",
        "2. Taken where you leave it empty.",
        _UNKNOWN,
        unit="requests", proposed=Decimal(2), open_ends=True, bounds="Enter a number above 0",
    ),
    Input(
        "conversion", "conversion", Part.BOOKINGS, "Share of those who come that ends with a booking",
        "It gives the bookings a second, and does not change the required rate.",
        "100 % where there is a slot for everybody. Taken where you leave it empty.",
        "About 60,000 people booked that day in spite of the outage: 6 % of the million.",
        unit="%", factor=_PERCENT, proposed=Decimal(100), most=Decimal(100),
        bounds="Enter a share between 0 and 100 %",
    ),
    Input(
        "slots", "slots", Part.BOOKINGS, "Appointments to give away",
        "With fewer of them than people who come, they set the pace of the bookings.",
        "The number that you release at once. Empty: enough for all.",
        "At least the 60,000 that were booked.",
        unit="appointments", limit=_PEOPLE,
    ),
    Input(
        "drain", "drain_s", Part.BOOKINGS, "Time in which all of them should be given away",
        "It matters only together with the number of appointments.",
        "60 minutes. Taken where you leave it empty.",
        _UNKNOWN,
        unit="minutes", factor=_MINUTE, proposed=Decimal(60), open_ends=True,
        bounds="Enter a time above 0", asks_less=True,
    ),
    Input(
        "headroom", "headroom", Part.SPARE, "Headroom",
        "What a vendor must have proved beyond the peak, because every forecast is wrong.",
        "1.5, which is half as much again. Taken where you leave it empty.",
        "The vendor had tested with half as many people as became eligible.",
        unit="times", proposed=PROPOSED["headroom"], least=Decimal(1),
        bounds="Enter 1 or more; 1.5 is half as much again",
    ),
)  # fmt: skip

BY_KEY: Mapping[str, Input] = {one.key: one for one in INPUTS}


@dataclass(frozen=True, slots=True)
class Estimate:
    """The lowest, the likeliest and the highest value that somebody thinks possible."""

    low: Decimal
    likely: Decimal
    high: Decimal

    def times(self, factor: Decimal) -> "Estimate":
        """The same in another unit."""
        return Estimate(self.low * factor, self.likely * factor, self.high * factor)


@dataclass(frozen=True, slots=True)
class Forecast:
    """Three surges: one that asks for little, the likely one, and one that asks for much."""

    low: Surge
    likely: Surge
    high: Surge

    def demand(self) -> PeakRange:
        """The three sums; raises ValueError where one of them cannot be done."""
        return PeakRange(demand_of(self.low), demand_of(self.likely), demand_of(self.high))

    def to_dict(self) -> dict[str, dict[str, str | None]]:
        """The forecast as JSON."""
        return {
            "low": to_dict(self.low),
            "likely": to_dict(self.likely),
            "high": to_dict(self.high),
        }


def forecast_of(estimates: Mapping[str, Estimate], *, window: Decimal = _MINUTE) -> Forecast:
    """Put estimates (by key of their input, in its unit) together; what is missing is left out.

    window: seconds in the unit of the busiest window.
    """
    ends: tuple[dict[str, Decimal], ...] = ({}, {}, {})
    for one in INPUTS:
        if (estimate := estimates.get(one.key)) is None:
            continue
        found = estimate.times(window if one.key == "window" else one.factor)
        values = (found.low, found.likely, found.high)
        for end, value in zip(ends, reversed(values) if one.asks_less else values, strict=True):
            end[one.surge] = value
    low, likely, high = (Surge(**end) for end in ends)
    return Forecast(low, likely, high)


def stored_forecast(stored: Mapping[str, Any]) -> Forecast | None:
    """A round's forecast out of its JSON, also where only one surge was kept; None without any."""
    if "forecast" in stored:
        low, likely, high = (
            from_dict(stored["forecast"][end]) for end in ("low", "likely", "high")
        )
        return Forecast(low, likely, high)
    if "surge" in stored:
        surge = from_dict(stored["surge"])
        return Forecast(surge, surge, surge)
    return None


def typed_again(stored: Mapping[str, Any]) -> dict[str, str]:
    """What was typed for a stored forecast, by name of its field.

    The short form of earlier rounds asked for one share, that of the people who come.
    """
    asked = {str(key): str(value) for key, value in stored.get("asked", {}).items()}
    if "surge" in stored and "turnout" not in asked:
        asked |= {"share": "100", "turnout": asked.get("share", "")}
    return asked
