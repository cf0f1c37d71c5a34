"""What each kind of part is made of: fixed choices, units, and the columns a kind brings along."""

from decimal import Decimal
from types import MappingProxyType

from vendors.questionnaire.model import Column, Depth, Item, Kind, Option, Part, Section
from vendors.questionnaire.reading import UNITS_OF_TIME

WHEN = "when"
"""Reserved part of items that ask it: is the capability there now, by a date, or later?"""
RAW = "_raw"
"""Reserved key of a stored draft: what was typed and can't be read yet, by part."""

GUIDE_WORDS = 400
MAX_TEXT = 8_000
MIN_TEXT = 30
MAX_CELL_TEXT = 2_000
MAX_LINE = 300
MAX_ROWS = 50
MAX_URL = 500

SECONDS = MappingProxyType({"seconds": 1, "minutes": 60, "hours": 3_600, "days": 86_400})
MAX_SECONDS = 100 * 366 * 86_400
MAX_NUMBER = Decimal(10) ** 12

YES_PARTIAL_NO = (
    Option("yes", "Yes"),
    Option("partial", "Partly"),
    Option("no", "No"),
    Option("unknown", "Don't know"),
    Option("na", "Doesn't apply"),
)
YES_NO = (Option("yes", "Yes"), Option("no", "No"))
WHEN_STATES = (
    Option("now", "It is there now"),
    Option("by", "It will be there by a date"),
    Option("later", "Later, without a date"),
)
TIME_UNITS = tuple(Option(unit, unit) for unit in UNITS_OF_TIME)

CREDIT_COLUMNS = (
    Column("from", "Uptime from", Kind.PERCENT, help="This figure belongs to the tier."),
    Column("to", "Up to", Kind.PERCENT, help="This figure belongs to the next tier, except 100."),
    Column("credit", "Credit", Kind.PERCENT, help="Share of the fee that is paid back."),
)
ONCALL_FIELDS = (
    Column("people", "People who take turns", Kind.INTEGER),
    Column("primary_backup", "A primary and a backup at each time", Kind.BOOLEAN),
    Column(
        "hours",
        "Hours covered",
        Kind.CHOICE,
        options=(
            Option("always", "24 hours, every day"),
            Option("extended", "Extended hours"),
            Option("office", "Office hours"),
        ),
    ),
    Column("sites", "Sites they work from", Kind.INTEGER),
    Column("ack_target", "A page is answered within", Kind.DURATION, unit="minutes"),
    Column("incidents_per_shift", "Incidents per shift, on average", Kind.DECIMAL),
)

ROW_KINDS = frozenset({Kind.TABLE, Kind.CREDIT_TIERS})
FILE_KINDS = frozenset({Kind.FILE, Kind.ARTEFACT})


def columns_of(part: Part) -> tuple[Column, ...]:
    """The columns of a table, or the fields of a part that is made of several."""
    if part.kind is Kind.CREDIT_TIERS:
        return CREDIT_COLUMNS
    if part.kind is Kind.ONCALL:
        return ONCALL_FIELDS
    return part.columns


def options_of(part: Part | Column) -> tuple[Option, ...]:
    """What can be chosen in this part or cell."""
    if part.kind is Kind.YES_PARTIAL_NO:
        return YES_PARTIAL_NO
    if part.kind is Kind.BOOLEAN:
        return YES_NO
    return part.options


def typed_parts(item: Item) -> tuple[Part, ...]:
    """The parts that are typed or chosen; files are kept as evidence, not in the answer."""
    return tuple(part for part in item.parts if part.kind not in FILE_KINDS)


def quick_item(section: Section) -> Item:
    """The one line that the quick check asks about a section, as an item like any other."""
    return Item(
        key=f"quick.{section.key}",
        criterion="",
        prompt=section.question,
        parts=(
            Part("answer", "Your answer", Kind.CHOICE, options=YES_PARTIAL_NO[:4]),
            Part("source", "Where you know it from", Kind.LINE, required=False),
            Part("note", "Note", Kind.TEXT, required=False),
        ),
        proof="",
        anchors={},
        depth=Depth.QUICK,
        asked_of="",
    )
