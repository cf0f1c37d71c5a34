"""What a questionnaire is made of: levels, sections, criteria, items and the parts of an answer."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum


class Depth(StrEnum):
    """How much time there is: each depth asks all that the one before it asks."""

    QUICK = "quick"
    ESSENTIALS = "essentials"
    FULL = "full"


class Kind(StrEnum):
    """What one part of an answer, or one cell of a table, holds."""

    YES_PARTIAL_NO = "yes_partial_no"
    TEXT = "text"
    LINE = "line"
    PERCENT = "percent"
    DURATION = "duration"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"
    INSTANT = "instant"
    MONTH = "month"
    URL = "url"
    CONTACT = "contact"
    CHOICE = "choice"
    MULTI = "multi"
    BOOLEAN = "boolean"
    TABLE = "table"
    CREDIT_TIERS = "credit_tiers"
    ONCALL = "oncall"
    FILE = "file"
    ARTEFACT = "artefact"


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose; the key is stored, the label is shown."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table; its cells are single values, never tables."""

    key: str
    label: str
    kind: Kind
    required: bool = True
    unit: str = ""
    help: str = ""
    options: tuple[Option, ...] = ()
    past: bool = False
    """A date, instant or month that can't lie in the future, such as that of a test."""


@dataclass(frozen=True, slots=True)
class Part:
    """One field, list or table of an answer, stored under its key in the answer's value."""

    key: str
    label: str
    kind: Kind
    required: bool = True
    unit: str = ""
    help: str = ""
    options: tuple[Option, ...] = ()
    columns: tuple[Column, ...] = ()
    rows_rule: str = ""
    """Name of the rule that holds between the cells of a row or the rows of a table."""
    past: bool = False
    """A date, instant or month that can't lie in the future, such as that of a test."""
    needed_if: tuple[str, str] | None = None
    """Key of another part and the choice made there that makes this part required."""


@dataclass(frozen=True, slots=True)
class Item:
    """One question to a vendor, and what a strong answer to it looks like."""

    key: str
    criterion: str
    prompt: str
    parts: tuple[Part, ...]
    proof: str
    anchors: Mapping[int, str]
    depth: Depth
    asked_of: str
    plain: str = ""
    asks_when: bool = False
    must_have: bool = False
    own: bool = False
    left_out: bool = False
    not_relevant: str = ""


@dataclass(frozen=True, slots=True)
class Criterion:
    """What a reviewer scores: it lies in one section and on one level, or in a pack and on none."""

    key: str
    section: str
    level: int
    """1 to 7; 0 for what belongs to a pack."""
    title: str
    short_title: str
    weight: int
    own: bool = False
    pack: str = ""
    """Key of the pack it belongs to; empty for reliability."""


@dataclass(frozen=True, slots=True)
class Section:
    """One of the questions that the guide asks, or a workspace's own."""

    key: str
    order: int
    title: str
    question: str
    why: str = ""
    own: bool = False


@dataclass(frozen=True, slots=True)
class PackName:
    """Questions beside reliability that are asked too: the pack's key and what it is called."""

    key: str
    title: str


@dataclass(frozen=True, slots=True)
class Level:
    """One step of the service reliability hierarchy, 1 at the base."""

    number: int
    title: str
    why: str = ""


def place_of(level: int) -> int:
    """What levels are sorted by: from the base up, and what lies on none last."""
    return level or 8


@dataclass(frozen=True, slots=True)
class ScaleStep:
    """One score from 0 to 4, in words."""

    score: int
    label: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Rules:
    """Proposed figures that a workspace may change until a round opens."""

    cap_unanswered: int = 0
    cap_must_have_later: int = 1
    cap_no_proof: int = 2
    cap_document_only: int = 3
    must_have_below: Decimal = Decimal(2)
    solid_from: Decimal = Decimal("2.5")
    proof_months: int = 12
    spread_to_discuss: int = 2


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """All that is asked, at one depth; frozen when a round opens."""

    title: str
    depth: Depth
    levels: tuple[Level, ...]
    scale: tuple[ScaleStep, ...]
    sections: tuple[Section, ...]
    criteria: tuple[Criterion, ...]
    items: tuple[Item, ...]
    terms: Mapping[str, str] = field(default_factory=dict)
    """Technical words and their one-sentence explanations."""
    rules: Rules = field(default_factory=Rules)
    packs: tuple[PackName, ...] = ()

    def of(self, pack: str) -> "Questionnaire":
        """What figures are drawn from: one pack alone, or with "" reliability alone.

        No sum, mean, rank or level ever takes in criteria of two of these parts. A pack has no levels.
        """
        if not self.packs and not pack:
            return self
        criteria = tuple(one for one in self.criteria if one.pack == pack)
        keys, sections = ({one.key for one in criteria}, {one.section for one in criteria})
        others = {one.section for one in self.criteria} - sections
        return replace(
            self,
            levels=() if pack else self.levels,
            sections=tuple(
                one
                for one in self.sections
                if one.key in sections or not (pack or one.key in others)
            ),
            criteria=criteria,
            items=tuple(one for one in self.items if one.criterion in keys),
        )

    def asked_packs(self) -> tuple[PackName, ...]:
        """Packs of which something is asked, in the order in which they were added."""
        asked = {one.pack for one in self.asked_criteria()}
        return tuple(one for one in self.packs if one.key in asked)

    def level_of(self, criterion: Criterion) -> Level:
        """Where a criterion lies: its level, or for one of a pack number 0 with the pack's name."""
        if not criterion.pack:
            return self.level(criterion.level)
        return Level(0, next(one.title for one in self.packs if one.key == criterion.pack))

    def is_asked(self, item: Item) -> bool:
        """Whether vendors see this item at the chosen depth."""
        if item.left_out or item.not_relevant or self.depth is Depth.QUICK:
            return False
        return item.own or self.depth is Depth.FULL or item.depth is Depth.ESSENTIALS

    def asked_items(self) -> tuple[Item, ...]:
        """Items that vendors answer, in the order of the questionnaire."""
        return tuple(item for item in self.items if self.is_asked(item))

    def items_of(self, criterion_key: str) -> tuple[Item, ...]:
        """Asked items of one criterion."""
        return tuple(item for item in self.asked_items() if item.criterion == criterion_key)

    def asked_criteria(self) -> tuple[Criterion, ...]:
        """Criteria with at least one asked item, in the order of their sections."""
        asked = {item.criterion for item in self.asked_items()}
        return tuple(criterion for criterion in self.criteria if criterion.key in asked)

    def item(self, key: str) -> Item:
        """The item of this key; raises KeyError."""
        for item in self.items:
            if item.key == key:
                return item
        raise KeyError(key)

    def criterion(self, key: str) -> Criterion:
        """The criterion of this key; raises KeyError."""
        for criterion in self.criteria:
            if criterion.key == key:
                return criterion
        raise KeyError(key)

    def section(self, key: str) -> Section:
        """The section of this key; raises KeyError."""
        for section in self.sections:
            if section.key == key:
                return section
        raise KeyError(key)

    def level(self, number: int) -> Level:
        """The level of this number, 1 to 7, or 0 for all packs together; raises KeyError."""
        if not number and self.packs:
            return Level(0, "Beside reliability")
        for level in self.levels:
            if level.number == number:
                return level
        raise KeyError(number)

    def by_section(self) -> Iterator[tuple[Section, tuple[Criterion, ...]]]:
        """Sections with their asked criteria, in the seed's order; empty ones left out."""
        asked = self.asked_criteria()
        for section in sorted(self.sections, key=lambda one: one.order):
            criteria = tuple(one for one in asked if one.section == section.key)
            if criteria:
                yield section, criteria

    def in_order(self) -> tuple[Item, ...]:
        """Asked items as pages and papers number them: by section, then by topic."""
        return tuple(
            item
            for _section, criteria in self.by_section()
            for one in criteria
            for item in self.items_of(one.key)
        )

    def quick_sections(self) -> tuple[Section, ...]:
        """Sections of the quick check: one line each, in the order of the questionnaire."""
        return tuple(sorted(self.of("").sections, key=lambda one: one.order))

    def weight_beside(self, criterion: Criterion) -> int:
        """The weights of all asked criteria of the same pack, or of reliability, together."""
        return sum(one.weight for one in self.asked_criteria() if one.pack == criterion.pack)

    def share(self, criterion: Criterion) -> Decimal:
        """This criterion's part of that weight, 0 to 1."""
        total = self.weight_beside(criterion)
        return Decimal(criterion.weight) / Decimal(total) if total else Decimal(0)
