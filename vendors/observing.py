"""What a jurisdiction may find out about a vendor itself: the kinds, and what belongs to each.

Each kind names its own fields as data; forms, pages and documents are made from them. `problems`
holds what was typed against them, and `flags` says what nobody should overlook.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

LONGEST_OUTAGE = 10
"""Minutes; a longer outage of a sign-up system is flagged."""
MOST_CHARACTERS = 2_000
MOST_NUMBER = 10**9


class Shape(StrEnum):
    """What a field takes."""

    TEXT = "text"
    LINE = "line"
    NUMBER = "number"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Field:
    """One thing to note down; choices are pairs of stored key and shown words."""

    key: str
    label: str
    shape: Shape = Shape.LINE
    help: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    required: bool = False
    unit: str = ""
    only: tuple[str, str] | None = None
    """Key and choice of another field without which this one is not asked."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of finding with its fields."""

    key: str
    label: str
    about: str
    """What it is for, in a line."""
    source: str
    """What the source of such a finding is called."""
    fields: tuple[Field, ...]
    witnesses: bool = False
    """Whether it shows by itself that somebody other than the vendor saw the thing at work."""
    retired: bool = False
    """Whether it is only read any more: what was noted under it stays, nothing new is."""

    def field(self, key: str) -> Field:
        """The field of this key; raises KeyError."""
        for one in self.fields:
            if one.key == key:
                return one
        raise KeyError(key)


YES_NO = (("yes", "Yes"), ("no", "No"), ("unknown", "We don’t know"))
TREND = (
    ("fewer", "Fewer than before"),
    ("same", "As many as before"),
    ("more", "More than before"),
    ("unknown", "We don’t know"),
)
REACTION = (
    ("owned", "Took it on and explained it"),
    ("silent", "Said nothing"),
    ("users", "Blamed its users or customers"),
    ("unknown", "We don’t know"),
)
SYSTEM = Field("system", "Which system exactly?", help="Product, part and version, as far as known")
TROUBLE = ("tone", "trouble")
SUCCESS = ("tone", "success")


def _trouble(only: tuple[str, str] | None = None) -> tuple[Field, ...]:
    return (
        Field(
            "problem", "What exactly went wrong?", Shape.TEXT, required=True, only=only,
            help="Who could not do what, and what they saw. “Bugs” says too little",
        ),
        Field("people", "How many people were affected?", Shape.NUMBER, only=only),
        Field(
            "groups", "Which groups?", only=only,
            help="For example residents over 65, or all clinics of one county",
        ),
        Field(
            "outage_minutes", "How long was it down?", Shape.NUMBER, unit="minutes", only=only,
            help=f"More than {LONGEST_OUTAGE} minutes is flagged",
        ),
        Field("outages", "How many outages in the last twelve months?", Shape.NUMBER, only=only),
        Field("trend", "Compared with the year before?", Shape.CHOICE, choices=TREND, only=only),
        Field("cause", "Was the cause found?", Shape.CHOICE, choices=YES_NO, only=only),
        Field("fixed", "Was it fixed?", Shape.CHOICE, choices=YES_NO, only=only),
        Field(
            "postmortem", "Did the vendor publish a postmortem?", Shape.CHOICE, choices=YES_NO,
            only=only,
        ),
        Field("reaction", "How did the vendor react?", Shape.CHOICE, choices=REACTION, only=only),
    )  # fmt: skip


USERS = (
    Field("residents", "Residents", Shape.TEXT, help="Finding a slot, booking, changing it"),
    Field("providers", "Providers on site", Shape.TEXT, help="Checking in, recording, walk-ins"),
    Field("setup", "IT staff who set it up", Shape.TEXT, help="Sites, slots, roles, text changes"),
    Field("analysis", "Staff who analyse data", Shape.TEXT, help="Reports, exports, live figures"),
    Field("sharing", "Staff who share data with other systems", Shape.TEXT, help="Registries, records, billing"),
)  # fmt: skip
"""The five kinds of users that a demonstration should cover."""

KINDS: tuple[Kind, ...] = (
    Kind(
        "reference", "Reference call", "What another customer says", "Who told us",
        (
            Field("customer", "Which customer?", required=True),
            Field("system", SYSTEM.label, help=SYSTEM.help),
            Field("since", "How long have they used it?"),
            Field("load", "What real load do they have?", help="People or bookings, per day or at the peak"),
            Field("sites", "How many sites are live?", Shape.NUMBER),
            Field("outages", "Outages they saw in the last twelve months", Shape.NUMBER),
            Field("outage_minutes", "The longest one", Shape.NUMBER, unit="minutes",
                  help=f"More than {LONGEST_OUTAGE} minutes is flagged"),
            Field("trend", "Compared with the year before?", Shape.CHOICE, choices=TREND),
            Field("again", "Would they choose it again?", Shape.CHOICE,
                  choices=(("yes", "Yes"), ("partly", "With reservations"), ("no", "No"),
                           ("unknown", "They did not say"))),
        ),
        witnesses=True,
    ),
    Kind(
        "demo", "Demonstration", "What we were shown, by kind of user", "Who showed it",
        (
            Field("shown", "What was shown?", Shape.CHOICE, required=True,
                  choices=(("live", "The running system"), ("trial", "A trial system with our cases"),
                           ("recorded", "A recording"), ("slides", "Slides"))),
            *USERS,
        ),
        witnesses=True,
    ),
    Kind(
        "press", "Press report", "What was reported, and what is behind it", "Where it was published",
        (
            Field("tone", "What does it report?", Shape.CHOICE, required=True,
                  choices=(("trouble", "Trouble"), ("success", "A success"))),
            Field("system", SYSTEM.label, required=True, help=SYSTEM.help),
            *_trouble(TROUBLE),
            Field("load", "Was there real, heavy load?", Shape.TEXT, only=SUCCESS,
                  help="How many people, in how short a time"),
            Field("sites", "How many sites were live?", Shape.NUMBER, only=SUCCESS),
            Field("interest", "What interest does the author have?", Shape.CHOICE, required=True,
                  only=SUCCESS,
                  choices=(("none", "None that we know of"), ("customer", "A customer of the vendor"),
                           ("vendor", "The vendor itself, or somebody it pays"),
                           ("unknown", "We don’t know"))),
            Field("figures", "Which hard numbers does it give?", Shape.TEXT, only=SUCCESS,
                  help="For example doses given of those delivered. Adjectives are no numbers"),
            Field("part", "What was the vendor’s part in it?", Shape.TEXT, only=SUCCESS,
                  help="Which steps ran on its system, and which on paper or on another one"),
            Field("causes", "What else could explain it?", Shape.TEXT, only=SUCCESS,
                  help="One body deciding for all, sites run by others, fewer people to reach, "
                  "or people more willing to come"),
        ),
    ),
    Kind(
        "incident", "Incident we saw", "What went wrong before our own eyes", "Who saw it",
        (Field("system", SYSTEM.label, required=True, help=SYSTEM.help), *_trouble()),
        witnesses=True,
    ),
    Kind(
        "measurement", "Our own measurement", "What we or an outside probe measured", "Who measured",
        (
            Field("measured", "What was measured?", required=True),
            Field("result", "What came out?", Shape.TEXT, required=True, help="Figures with their units"),
            Field("how", "How, from where, for how long?", Shape.TEXT),
        ),
        witnesses=True,
    ),
    Kind(
        "contract", "Contract read", "What the paper really says", "Which paper",
        (
            Field("clause", "Which clause?", required=True, help="Number and page"),
            Field("wording", "What does it say?", Shape.TEXT, required=True),
            Field("gap", "What does it leave out?", Shape.TEXT),
        ),
    ),
    Kind(
        "meeting", "Meeting note", "How the vendor works, seen on the way", "Who was there",
        (Field("occasion", "What kind of meeting was it?", help="Kick-off, question time, negotiation"),),
        # Meetings steer whoever scores, so they are noted beside the scores.
        retired=True,
    ),
)  # fmt: skip
OFFERED = tuple(one for one in KINDS if not one.retired)

_VAGUE = re.compile(r"^(some|many|several|the|a)?\s*(bugs?|glitch(es)?|issues?|problems?|errors?|trouble)\.?$", re.IGNORECASE)  # fmt: skip


def kind_of(key: str) -> Kind:
    """The kind of this key; raises KeyError."""
    for one in KINDS:
        if one.key == key:
            return one
    raise KeyError(key)


def asked(kind: Kind, details: Mapping[str, object]) -> tuple[Field, ...]:
    """The fields that are asked, as far as that depends on what was chosen in another."""
    return tuple(
        one for one in kind.fields if one.only is None or details.get(one.only[0]) == one.only[1]
    )


def kept(kind: Kind, details: Mapping[str, object]) -> dict[str, object]:
    """What of the details is to be stored: all that was filled in, asked for now or not.

    Whoever takes back that a report is about trouble does not lose what she wrote about it.
    """
    return {
        one.key: details[one.key]
        for one in kind.fields
        if details.get(one.key) not in {None, ""} and not _problem(one, details[one.key])
    }


def problems(kind: Kind, details: Mapping[str, object]) -> dict[str, str]:
    """What is wrong with the details, as a sentence for each field."""
    found = {}
    for one in asked(kind, details):
        value = details.get(one.key)
        if value in {None, ""}:
            if one.required:
                found[one.key] = needed(one)
        elif problem := _problem(one, value):
            found[one.key] = problem
    if kind.key == "demo" and not any(details.get(one.key) for one in USERS):
        found[USERS[0].key] = "Note down what was shown to at least one kind of user"
    return found


def needed(one: Field) -> str:
    """What to say where a required field is empty."""
    return f"Answer “{one.label}”"


def _problem(one: Field, value: object) -> str:
    match one.shape:
        case Shape.CHOICE:
            known = value in {key for key, _words in one.choices}
            return "" if known else "Choose one of the answers shown"
        case Shape.NUMBER:
            whole = isinstance(value, int) and not isinstance(value, bool)
            if whole and 0 <= int(str(value)) <= MOST_NUMBER:
                return ""
            return "Enter a whole number, such as 25"
        case _:
            if not isinstance(value, str) or len(value) > MOST_CHARACTERS:
                return f"Write {MOST_CHARACTERS} characters at most"
    if one.key == "problem" and _VAGUE.match(str(value).strip()):
        return "Say who could not do what. “Bugs” alone helps nobody to judge it"
    return ""


@dataclass(frozen=True, slots=True)
class Line:
    """One filled-in field in words."""

    label: str
    words: str


def lines(kind: Kind, details: Mapping[str, object]) -> tuple[Line, ...]:
    """The details in words, in the order of the fields; what was not noted down is left out."""
    return tuple(
        Line(one.label, _words(one, details[one.key]))
        for one in asked(kind, details)
        if details.get(one.key) not in {None, ""}
    )


def _words(one: Field, value: object) -> str:
    if one.shape is Shape.CHOICE:
        return dict(one.choices).get(str(value), str(value))
    if one.shape is Shape.NUMBER:
        return f"{value:,} {one.unit}".strip()
    return str(value)


def flags(kind: Kind, details: Mapping[str, object], *, red: bool = False) -> tuple[str, ...]:
    """What must not be overlooked in a finding, in words."""
    return tuple(_flags(kind, details, red=red))


def _flags(kind: Kind, details: Mapping[str, object], *, red: bool) -> Iterator[str]:
    if red:
        yield "Red flag"
    minutes = details.get("outage_minutes")
    if isinstance(minutes, int) and minutes > LONGEST_OUTAGE:
        yield f"Down for {minutes:,} minutes: more than {LONGEST_OUTAGE}"
    if details.get("reaction") == "users":
        yield "Blamed its users"
    if details.get("trend") == "more":
        yield "More outages than before"
    if details.get("interest") == "vendor":
        yield "Told by the vendor itself"
    if kind.key == "demo":
        unseen = [one.label for one in USERS if not details.get(one.key)]
        if unseen:
            yield f"Nothing shown for: {', '.join(unseen)}"
