"""What a jurisdiction may say of itself before it asks anybody: parts and fields as data.

Forms and pages are made from it. Nothing is required, and nothing of it reaches a score.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from vendors.observing import MOST_CHARACTERS, MOST_NUMBER, Field, Line, Shape

PHASES = 3
"""For so many phases of a rollout the size is asked."""
COVER = (
    ("covered", "Covered today"),
    ("partly", "Covered in part"),
    ("gap", "Not covered"),
    ("others", "Somebody else’s task"),
)
AREAS: tuple[tuple[str, str], ...] = (
    ("eligibility", "Who is eligible"),
    ("scheduling", "Scheduling and reminders"),
    ("patient", "Patients’ data"),
    ("onsite", "Giving doses on site"),
    ("reporting", "Reporting to the state registry"),
    ("billing_area", "Billing"),
    ("inventory", "Inventory"),
    ("public", "Telling the public"),
)
"""The eight areas of a rollout that systems have to cover between them."""
FALLBACKS = {"manual": "own_manual", "calls": "own_calls", "offline": "own_offline"}
"""Ways on without technology, by the key under which vendors are asked for theirs."""
TO_FORECAST = {"people": "people", "share": "share", "turnout": "turnout", "window": "window"}
"""Input of the forecast by field of the profile; the window is in minutes in both."""


@dataclass(frozen=True, slots=True)
class Part:
    """Fields that belong together."""

    key: str
    title: str
    about: str
    fields: tuple[Field, ...]


def _text(key: str, label: str, hint: str = "") -> Field:
    return Field(key, label, Shape.TEXT, help=hint)


def _number(key: str, label: str, unit: str = "", hint: str = "") -> Field:
    return Field(key, label, Shape.NUMBER, help=hint, unit=unit)


def _areas() -> tuple[Field, ...]:
    pairs = (
        (
            Field(f"area_{key}", label, Shape.CHOICE, choices=COVER),
            Field(f"area_{key}_note", f"{label}: what is missing"),
        )
        for key, label in AREAS
    )
    return tuple(one for pair in pairs for one in pair)


def _phases() -> tuple[Field, ...]:
    return tuple(
        field
        for at in range(1, PHASES + 1)
        for field in (
            Field(f"phase{at}", f"Phase {at}: for whom, and from when"),
            _number(f"phase{at}_doses", f"Phase {at}: doses a day"),
            _number(f"phase{at}_sites", f"Phase {at}: sites"),
        )
    )


PARTS: tuple[Part, ...] = (
    Part("systems", "Systems today", "Name, maker and version, as far as known.", (
        Field("records", "Patients’ records"),
        Field("registry", "State immunization registry"),
        Field("booking", "Scheduling"),
        Field("billing", "Billing"),
    )),
    Part("areas", "The eight areas of a rollout",
         "What is not covered is what a new system is for.", _areas()),
    Part("means", "Budget, people and time", "What can be bought, run and waited for.", (
        Field("budget", "Budget", help="Once and for each year, and where it comes from"),
        _text("skills", "Skills we have", "Who can set it up, connect it, read its figures"),
        _text("support", "Support we need", "At which hours, in which form, for whom"),
        _number("lead_weeks", "Time from choosing to a signed contract", "weeks"),
        Field("contract", "Ways to buy", help="Existing contracts, cooperatives, thresholds"),
    )),
    Part("size", "Size", "Offered as starting values where you work out the required peak.", (
        _number("people", "People who live here, or are on the list", "people"),
        _number("share", "Share that becomes eligible at once", "%"),
        _number("turnout", "Share of those that comes in the busiest window", "%"),
        _number("window", "Length of that window", "minutes"),
        *_phases(),
        _number("indoor", "Sites indoors"),
        _number("outdoor", "Sites outdoors"),
        _number("drive", "Drive-through sites"),
        _number("walk", "Walk-in sites"),
    )),
    Part("access", "Who has to be able to use it", "", (
        Field("languages", "Languages", help="Those that residents need, not those on offer"),
        Field("devices", "Devices", help="For example old telephones, library computers"),
        _number("offline_share", "Residents without internet", "%"),
        _text("disabilities", "Residents with disabilities", "What they need on the way to a dose"),
    )),
    Part("ethics", "Residents’ data", "", (
        Field("selling", "A vendor that sells residents’ data", Shape.CHOICE,
              choices=(("out", "Is out, whatever else it offers"),
                       ("ask", "Has to explain itself first"),
                       ("undecided", "Not decided yet"))),
        _text("data_rules", "What else must not happen with it",
              "For example use for advertising, keeping it after the contract"),
    )),
    Part("risks", "Our own risks", "", (
        _text("risks", "What could go wrong here",
              "One a line, for example a storm season, one person who knows it all, two counties on one line"),
    )),
    Part("fallbacks", "Ways on without technology",
         "They stand beside what vendors say of theirs.", (
        _text("own_manual", "By hand", "Paper lists, who prints them, how they get back in"),
        _text("own_calls", "By telephone", "Lines, hours, languages, calls a day"),
        _text("own_offline", "For residents who are not online", "Libraries, mail, outreach, walk-in"),
    )),
)  # fmt: skip

FIELDS: Mapping[str, Field] = {one.key: one for part in PARTS for one in part.fields}
PERCENTS = frozenset({"share", "turnout", "offline_share"})


def problems(content: Mapping[str, object]) -> dict[str, str]:
    """What is wrong with a profile, as a sentence for each field."""
    found = {key: _problem(FIELDS[key], value) for key, value in kept(content).items()}
    return {key: sentence for key, sentence in found.items() if sentence}


def kept(content: Mapping[str, object]) -> dict[str, object]:
    """What was filled in, in the order of the fields; unknown keys are left out."""
    return {key: content[key] for key in FIELDS if content.get(key) not in {None, ""}}


def _problem(field: Field, value: object) -> str:
    match field.shape:
        case Shape.CHOICE:
            known = value in {key for key, _words in field.choices}
            return "" if known else "Choose one of the answers shown"
        case Shape.NUMBER:
            most = 100 if field.key in PERCENTS else MOST_NUMBER
            if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most:
                return ""
            if field.key in PERCENTS:
                return "Enter a whole number between 0 and 100"
            return "Enter a whole number, such as 25"
        case _:
            if isinstance(value, str) and len(value) <= MOST_CHARACTERS:
                return ""
            return f"Write {MOST_CHARACTERS} characters at most"


@dataclass(frozen=True, slots=True)
class Shown:
    """One part as it is read: only what was filled in, and how much of it is open."""

    title: str
    lines: tuple[Line, ...]


def shown(content: Mapping[str, object]) -> tuple[Shown, ...]:
    """A profile in words, part by part."""
    return tuple(
        Shown(
            part.title,
            tuple(
                Line(one.label, words_of(one, content[one.key]))
                for one in part.fields
                if content.get(one.key) not in {None, ""}
            ),
        )
        for part in PARTS
    )


def words_of(field: Field, value: object) -> str:
    """A value in words."""
    if field.shape is Shape.CHOICE:
        return dict(field.choices).get(str(value), str(value))
    if field.shape is Shape.NUMBER:
        return f"{value:,} {field.unit}".strip()
    return str(value)


def changed(before: Mapping[str, object], after: Mapping[str, object]) -> tuple[str, ...]:
    """Labels of the fields in which two revisions differ."""
    return tuple(
        one.label for key, one in FIELDS.items() if before.get(key, "") != after.get(key, "")
    )


def deal_breaker(content: Mapping[str, object]) -> bool:
    """Whether selling residents' data puts a vendor out here."""
    return content.get("selling") == "out"


def starting_values(content: Mapping[str, object]) -> dict[str, str]:
    """The size as the fields of the forecast take it, by name of the field; empty without any."""
    found = {
        to: f"{content[key]:,}"
        for key, to in TO_FORECAST.items()
        if isinstance(content.get(key), int) and content[key]
    }
    return found | ({"window_unit": "minutes"} if "window" in found else {})
