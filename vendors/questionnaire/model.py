"""What a questionnaire is made of: levels, sections, criteria, items and the parts of an answer."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
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
    """What a reviewer scores: it lies in one section and on one level."""

    key: str
    section: str
    level: int
    title: str
    short_title: str
    weight: int
    own: bool = False


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
class Level:
    """One step of the service reliability hierarchy, 1 at the base."""

    number: int
    title: str
    why: str = ""


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
        """The level of this number, 1 to 7; raises KeyError."""
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
        return tuple(sorted(self.sections, key=lambda one: one.order))

    def share(self, criterion: Criterion) -> Decimal:
        """This criterion's part of the total weight of all asked criteria, 0 to 1."""
        total = sum(one.weight for one in self.asked_criteria())
        return Decimal(criterion.weight) / Decimal(total) if total else Decimal(0)
