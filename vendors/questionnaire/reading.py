"""Reads a questionnaire from its file and writes it back; every fault is told, not the first only.

The file is described beside this module, in ``FORMAT.md`` for people and ``schema.json`` for
machines. What comes in is never trusted: a file from elsewhere is read with limits on its size and
on each list and text in it, and a field that the format doesn't know is a fault.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from vendors.questionnaire.model import (
    Column,
    Criterion,
    Depth,
    Item,
    Kind,
    Level,
    Option,
    PackName,
    Part,
    Questionnaire,
    Rules,
    ScaleStep,
    Section,
)

FORMAT = "plumbline-questionnaire/1"
STANDARD = Path(__file__).with_name("standard.json")

MAX_BYTES = 2_000_000
MAX_SECTIONS, MAX_CRITERIA, MAX_ITEMS, MAX_TERMS = 50, 200, 500, 300
MAX_PACKS = 20
MAX_PARTS, MAX_COLUMNS, MAX_OPTIONS = 20, 20, 50
MAX_NAME, MAX_SENTENCES = 200, 2_000
MAX_WEIGHT = 1_000
MAX_FAULTS = 200

ASKED_OF = ("operations", "engineering", "support", "contracts")
UNITS_OF_TIME = ("seconds", "minutes", "hours", "days")
ROW_RULES = (
    "",
    "months",
    "promises",
    "outages",
    "quarters",
    "slo",
    "severities",
    "capacity",
)
CELL_KINDS = frozenset(
    {
        Kind.TEXT,
        Kind.LINE,
        Kind.PERCENT,
        Kind.DURATION,
        Kind.INTEGER,
        Kind.DECIMAL,
        Kind.DATE,
        Kind.INSTANT,
        Kind.MONTH,
        Kind.URL,
        Kind.CHOICE,
        Kind.BOOLEAN,
    }
)
CHOOSING_KINDS = frozenset({Kind.CHOICE, Kind.MULTI})
RESERVED_PART_KEYS = frozenset({"when", "_raw"})

_KEY = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9][a-z0-9_]*)*\Z")
_PART_KEY = re.compile(r"[a-z][a-z0-9_]*\Z")
_UNWANTED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in a file: where, as a path such as ``items[3].weight``, and what."""

    path: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.path}: {self.sentence}" if self.path else self.sentence


class Unreadable(ValueError):  # noqa: N818 - it reads as the sentence it raises
    """The file can't be used; carries every fault found."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(str(fault) for fault in self.faults))


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of reading a file: a questionnaire, or the faults that stood in the way."""

    questionnaire: Questionnaire | None
    faults: tuple[Fault, ...]

    def unwrap(self) -> Questionnaire:
        """The questionnaire; raises Unreadable with all faults when there is none."""
        if self.questionnaire is None:
            raise Unreadable(self.faults)
        return self.questionnaire


def read_bytes(content: bytes) -> Reading:
    """Read an uploaded file."""
    if len(content) > MAX_BYTES:
        return _refused(f"The file is larger than {MAX_BYTES // 1_000_000} MB.")
    try:
        data = json.loads(
            content.decode("utf-8-sig"),
            object_pairs_hook=_without_repeats,
            parse_constant=_no_constant,
        )
    except UnicodeDecodeError:
        return _refused("The file is not text in UTF-8. Save it as UTF-8 and try again.")
    except json.JSONDecodeError as error:
        return _refused(f"The file is not JSON: look at line {error.lineno}.")
    except RecursionError:
        return _refused("The file is nested too deeply to be a questionnaire.")
    except ValueError as error:
        return _refused(str(error) if str(error).endswith(".") else "A number is too long.")
    return read(data)


def read(data: object) -> Reading:
    """Read a questionnaire from parsed JSON, collecting every fault."""
    faults: list[Fault] = []
    try:
        found = _questionnaire(_Node(data, "", faults))
    except _TooManyError:
        found = None
    if found is not None and not faults:
        faults.extend(_across(found))
    return Reading(None if faults else found, tuple(faults[:MAX_FAULTS]))


def parse(data: object) -> Questionnaire:
    """The questionnaire in parsed JSON; raises Unreadable with every fault."""
    return read(data).unwrap()


@cache
def standard() -> Questionnaire:
    """The questionnaire that comes with the product."""
    return read_bytes(STANDARD.read_bytes()).unwrap()


def dump(questionnaire: Questionnaire) -> dict[str, Any]:
    """The questionnaire as the JSON object that read() takes; defaults are left out."""
    return {
        "format": FORMAT,
        "title": questionnaire.title,
        "depth": questionnaire.depth.value,
        "levels": [_plain(level) for level in questionnaire.levels],
        "scale": [_plain(step) for step in questionnaire.scale],
        "sections": [_plain(section) for section in questionnaire.sections],
        "criteria": [_plain(criterion) for criterion in questionnaire.criteria],
        "items": [_plain(item) for item in questionnaire.items],
        "terms": dict(questionnaire.terms),
        "rules": {
            one.name: _value(getattr(questionnaire.rules, one.name)) for one in fields(Rules)
        },
        # Left out where there is none, so that digests from before there were packs hold.
        **({"packs": _value(questionnaire.packs)} if questionnaire.packs else {}),
    }


def dump_item(item: Item) -> dict[str, Any]:
    """One question as a questionnaire's JSON holds it."""
    return _plain(item)


def parse_item(data: object) -> Item:
    """The question that dump_item() wrote; raises Unreadable with every fault."""
    faults: list[Fault] = []
    item = _item(_Node(data, "item", faults))
    if item is None or faults:
        raise Unreadable(faults)
    return item


def canonical(questionnaire: Questionnaire) -> bytes:
    """The one spelling of this questionnaire that its digest covers: sorted keys, UTF-8."""
    return json.dumps(
        dump(questionnaire), sort_keys=True, ensure_ascii=False, separators=(",", ":")
    ).encode()


def export(questionnaire: Questionnaire) -> bytes:
    """The questionnaire as a file that a person can read and import elsewhere."""
    return (json.dumps(dump(questionnaire), ensure_ascii=False, indent=1) + "\n").encode()


def digest(questionnaire: Questionnaire) -> str:
    """SHA-256 of the canonical bytes, in hex."""
    return hashlib.sha256(canonical(questionnaire)).hexdigest()


def criterion_digest(questionnaire: Questionnaire, key: str) -> str:
    """SHA-256 of one criterion with its items, so that a change elsewhere doesn't show here."""
    content = {
        "criterion": _plain(questionnaire.criterion(key)),
        "items": [_plain(item) for item in questionnaire.items if item.criterion == key],
    }
    spelled = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(spelled.encode()).hexdigest()


def _refused(sentence: str) -> Reading:
    return Reading(None, (Fault("", sentence),))


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise ValueError(f"The field “{key[:60]}” stands twice in one object.")
            seen.add(key)
    return found


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not a number that a questionnaire can hold.")


# --- writing -------------------------------------------------------------------------------------


def _plain(thing: Any) -> dict[str, Any]:
    """A dataclass as JSON; what has its default value is left out."""
    found: dict[str, Any] = {}
    for one in fields(thing):
        value = getattr(thing, one.name)
        if one.default == value:
            continue
        if isinstance(value, tuple) and not value:
            continue
        found[_NAME_IN_FILE.get(one.name, one.name)] = _value(value)
    return found


_NAME_IN_FILE = {"kind": "type"}


def _value(value: Any) -> Any:
    if isinstance(value, Depth | Kind):
        return value.value
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): one for key, one in value.items()}
    if isinstance(value, tuple):
        return [one if isinstance(one, str) else _plain(one) for one in value]
    return value


# --- reading -------------------------------------------------------------------------------------


class _TooManyError(Exception):
    """So many faults that more of them help nobody."""


class _Node:
    """One JSON value with its path; asks for what it should hold and notes what it doesn't."""

    def __init__(self, data: object, path: str, faults: list[Fault]) -> None:
        self.data = data
        self.path = path
        self.faults = faults
        self.fields: dict[str, object] = {}

    def fault(self, sentence: str, key: str = "") -> None:
        where = f"{self.path}.{key}".strip(".") if key else self.path
        self.faults.append(Fault(where, sentence))
        if len(self.faults) >= MAX_FAULTS:
            raise _TooManyError

    def open(self, known: Iterable[str]) -> bool:
        """Look into an object that may hold these fields and no other."""
        if not isinstance(self.data, dict):
            self.fault("An object with named fields is expected here.")
            return False
        self.fields = self.data
        known = set(known)
        for key in self.data:
            if key not in known:
                self.fault(f"There is no field “{str(key)[:60]}” in this format.")
        return True

    def text(self, key: str, limit: int = MAX_NAME, *, required: bool = True) -> str:
        value = self.fields.get(key, "")
        if not isinstance(value, str):
            self.fault("Text in quotation marks is expected.", key)
            return ""
        if sentence := text_fault(value, limit):
            self.fault(sentence, key)
            return ""
        if required and not value.strip():
            self.fault("Something must be written here.", key)
        return value

    def whole(self, key: str, low: int, high: int, default: int | None = None) -> int:
        value = self.fields.get(key, default)
        if type(value) is not int:
            self.fault("A whole number is expected.", key)
            return low
        if not low <= value <= high:
            self.fault(f"The number must lie between {low} and {high}.", key)
            return low
        return value

    def decimal(self, key: str, low: int, high: int, default: Decimal) -> Decimal:
        value = self.fields.get(key, str(default))
        try:
            number = Decimal(value) if isinstance(value, str) and len(value) < 12 else None
        except InvalidOperation:
            number = None
        if number is None or not number.is_finite() or not low <= number <= high:
            self.fault(f"A number in quotation marks between {low} and {high} is expected.", key)
            return default
        return number

    def flag(self, key: str, *, default: bool) -> bool:
        value = self.fields.get(key, default)
        if not isinstance(value, bool):
            self.fault("true or false is expected.", key)
            return default
        return value

    def one_of(self, key: str, allowed: Iterable[str], default: str | None = None) -> str:
        value = self.fields.get(key, default)
        allowed = list(allowed)
        if not isinstance(value, str) or value not in allowed:
            self.fault(f"One of these is expected: {', '.join(filter(None, allowed))}.", key)
            return allowed[0]
        return value

    def key(self, pattern: re.Pattern[str] = _KEY) -> str:
        value = self.fields.get("key")
        if not isinstance(value, str) or len(value) > 80 or not pattern.match(value):
            self.fault(
                "A key is expected: small letters, digits and underscores, starting with a "
                "letter, at most 80 characters.",
                "key",
            )
            return ""
        return value

    def list_of(
        self, key: str, make: Callable[["_Node"], T | None], limit: int, *, required: bool = True
    ) -> tuple[T, ...]:
        value = self.fields.get(key, None if required else [])
        if not isinstance(value, list):
            self.fault("A list is expected.", key)
            return ()
        if len(value) > limit:
            self.fault(f"At most {limit} entries fit in this list; it has {len(value)}.", key)
            return ()
        if required and not value:
            self.fault("At least one entry is needed.", key)
        base = f"{self.path}.{key}".strip(".")
        made = [
            make(_Node(one, f"{base}[{index}]", self.faults)) for index, one in enumerate(value)
        ]
        return tuple(one for one in made if one is not None)

    def below(self, key: str) -> "_Node":
        return _Node(self.fields.get(key), f"{self.path}.{key}".strip("."), self.faults)


def text_fault(value: str, limit: int) -> str:
    """Why this can't be a text of a questionnaire; empty when it can."""
    if len(value) > limit:
        return f"The text is longer than {limit} characters."
    if _UNWANTED.search(value):
        return "The text holds characters that can't be shown, such as control characters."
    return ""


def _names(kind: type) -> list[str]:
    return [_NAME_IN_FILE.get(one.name, one.name) for one in fields(kind)]


def _questionnaire(node: _Node) -> Questionnaire | None:
    if not node.open(["format", *_names(Questionnaire)]):
        return None
    if node.fields.get("format") != FORMAT:
        node.fault(f"This must be “{FORMAT}”; other formats are not read.", "format")
        return None
    return Questionnaire(
        title=node.text("title"),
        depth=Depth(node.one_of("depth", list(Depth))),
        levels=node.list_of("levels", _level, 7),
        scale=node.list_of("scale", _step, 5),
        sections=node.list_of("sections", _section, MAX_SECTIONS),
        criteria=node.list_of("criteria", _criterion, MAX_CRITERIA),
        items=node.list_of("items", _item, MAX_ITEMS),
        terms=_terms(node),
        rules=_rules(node.below("rules")) if "rules" in node.fields else Rules(),
        packs=node.list_of("packs", _pack_name, MAX_PACKS, required=False),
    )


def _pack_name(node: _Node) -> PackName | None:
    if not node.open(_names(PackName)):
        return None
    return PackName(key=node.key(_PART_KEY), title=node.text("title"))


def _level(node: _Node) -> Level | None:
    if not node.open(_names(Level)):
        return None
    return Level(
        number=node.whole("number", 1, 7),
        title=node.text("title"),
        why=node.text("why", MAX_SENTENCES, required=False),
    )


def _step(node: _Node) -> ScaleStep | None:
    if not node.open(_names(ScaleStep)):
        return None
    return ScaleStep(
        score=node.whole("score", 0, 4),
        label=node.text("label", 40),
        meaning=node.text("meaning", MAX_SENTENCES),
    )


def _section(node: _Node) -> Section | None:
    if not node.open(_names(Section)):
        return None
    return Section(
        key=node.key(),
        order=node.whole("order", 0, 1_000),
        title=node.text("title"),
        question=node.text("question", MAX_SENTENCES),
        why=node.text("why", MAX_SENTENCES, required=False),
        own=node.flag("own", default=False),
    )


def _criterion(node: _Node) -> Criterion | None:
    if not node.open(_names(Criterion)):
        return None
    return Criterion(
        key=node.key(),
        section=node.text("section", 80),
        level=node.whole("level", *((0, 0) if node.fields.get("pack") else (1, 7))),
        title=node.text("title"),
        short_title=node.text("short_title", 60),
        weight=node.whole("weight", 0, MAX_WEIGHT),
        own=node.flag("own", default=False),
        pack=node.text("pack", 80, required=False),
    )


def _item(node: _Node) -> Item | None:
    if not node.open(_names(Item)):
        return None
    return Item(
        key=node.key(),
        criterion=node.text("criterion", 80),
        prompt=node.text("prompt", MAX_SENTENCES),
        parts=node.list_of("parts", _part, MAX_PARTS),
        proof=node.text("proof", MAX_SENTENCES, required=False),
        anchors=_anchors(node),
        depth=Depth(node.one_of("depth", [Depth.ESSENTIALS, Depth.FULL])),
        asked_of=node.one_of("asked_of", ASKED_OF),
        plain=node.text("plain", MAX_SENTENCES, required=False),
        asks_when=node.flag("asks_when", default=False),
        must_have=node.flag("must_have", default=False),
        own=node.flag("own", default=False),
        left_out=node.flag("left_out", default=False),
        not_relevant=node.text("not_relevant", MAX_SENTENCES, required=False),
    )


def _anchors(node: _Node) -> dict[int, str]:
    anchors = node.below("anchors")
    scores = [str(score) for score in range(5)]
    if not anchors.open(scores):
        return {}
    return {int(score): anchors.text(score, MAX_SENTENCES) for score in scores}


def _part(node: _Node) -> Part | None:
    if not node.open(_names(Part)):
        return None
    kind = Kind(node.one_of("type", list(Kind)))
    part = Part(
        key=node.key(_PART_KEY),
        label=node.text("label"),
        kind=kind,
        required=node.flag("required", default=True),
        unit=node.text("unit", 40, required=False),
        help=node.text("help", MAX_SENTENCES, required=False),
        options=node.list_of("options", _option, MAX_OPTIONS, required=kind in CHOOSING_KINDS),
        columns=node.list_of("columns", _column, MAX_COLUMNS, required=kind is Kind.TABLE),
        rows_rule=node.one_of("rows_rule", ROW_RULES, ""),
        past=node.flag("past", default=False),
        needed_if=_needed_if(node),
    )
    if part.key in RESERVED_PART_KEYS:
        node.fault(f"“{part.key}” is a name that the product itself uses.", "key")
    if kind is not Kind.TABLE and (part.columns or part.rows_rule):
        node.fault("Only a table has columns and a rule for its rows.", "columns")
    _check_kind(node, kind, part.options, part.unit)
    _unique(node, "columns", (column.key for column in part.columns))
    return part


def _needed_if(node: _Node) -> tuple[str, str] | None:
    value = node.fields.get("needed_if")
    if value is None:
        return None
    if isinstance(value, list) and len(value) == 2 and all(isinstance(one, str) for one in value):
        return (value[0], value[1])
    node.fault("The key of a part and one of its choices are expected, as a list.", "needed_if")
    return None


def _column(node: _Node) -> Column | None:
    if not node.open(_names(Column)):
        return None
    kind = Kind(node.one_of("type", list(Kind)))
    column = Column(
        key=node.key(_PART_KEY),
        label=node.text("label"),
        kind=kind,
        required=node.flag("required", default=True),
        unit=node.text("unit", 40, required=False),
        help=node.text("help", MAX_SENTENCES, required=False),
        options=node.list_of("options", _option, MAX_OPTIONS, required=kind is Kind.CHOICE),
        past=node.flag("past", default=False),
    )
    if kind not in CELL_KINDS:
        node.fault("A cell of a table holds one plain value; this type doesn't fit in it.", "type")
    _check_kind(node, kind, column.options, column.unit)
    return column


def _check_kind(node: _Node, kind: Kind, options: tuple[Option, ...], unit: str) -> None:
    if options and kind not in CHOOSING_KINDS:
        node.fault("Only a choice has options.", "options")
    if kind is Kind.DURATION and unit and unit not in UNITS_OF_TIME:
        node.fault(f"The unit of a duration is one of {', '.join(UNITS_OF_TIME)}.", "unit")
    _unique(node, "options", (option.key for option in options))


def _option(node: _Node) -> Option | None:
    if not node.open(_names(Option)):
        return None
    return Option(key=node.key(_PART_KEY), label=node.text("label"))


def _terms(node: _Node) -> dict[str, str]:
    if "terms" not in node.fields:
        return {}
    terms = node.below("terms")
    if not isinstance(terms.data, dict):
        terms.fault("An object with words and their explanations is expected.")
        return {}
    if len(terms.data) > MAX_TERMS:
        terms.fault(f"At most {MAX_TERMS} words can be explained.")
        return {}
    terms.open(terms.data)
    for word in terms.data:
        if not str(word).strip() or text_fault(str(word), 60):
            terms.fault("A word to explain has 1 to 60 characters that can be shown.")
    return {str(word): terms.text(word, MAX_SENTENCES) for word in terms.data}


def _rules(node: _Node) -> Rules:
    if not node.open(_names(Rules)):
        return Rules()
    usual = Rules()
    return Rules(
        cap_unanswered=node.whole("cap_unanswered", 0, 4, usual.cap_unanswered),
        cap_must_have_later=node.whole("cap_must_have_later", 0, 4, usual.cap_must_have_later),
        cap_no_proof=node.whole("cap_no_proof", 0, 4, usual.cap_no_proof),
        cap_document_only=node.whole("cap_document_only", 0, 4, usual.cap_document_only),
        must_have_below=node.decimal("must_have_below", 0, 4, usual.must_have_below),
        solid_from=node.decimal("solid_from", 0, 4, usual.solid_from),
        proof_months=node.whole("proof_months", 1, 60, usual.proof_months),
        spread_to_discuss=node.whole("spread_to_discuss", 1, 4, usual.spread_to_discuss),
    )


def _unique(node: _Node, key: str, keys: Iterable[str]) -> None:
    seen: set[str] = set()
    for one in keys:
        if one in seen:
            node.fault(f"The key “{one}” is used twice.", key)
        seen.add(one)


# --- what must hold between the things of one questionnaire --------------------------------------


def _across(found: Questionnaire) -> list[Fault]:
    faults = [
        *_seven_and_five(found),
        *_repeats("sections", [one.key for one in found.sections]),
        *_repeats("criteria", [one.key for one in found.criteria]),
        *_repeats("items", [one.key for one in found.items]),
        *_strangers(found),
    ]
    for index, item in enumerate(found.items):
        faults.extend(_item_faults(item, f"items[{index}]"))
    return faults


def _seven_and_five(found: Questionnaire) -> Iterable[Fault]:
    if [level.number for level in found.levels] != list(range(1, 8)):
        yield Fault("levels", "The seven levels are needed, 1 to 7, in this order.")
    if [step.score for step in found.scale] != list(range(5)):
        yield Fault("scale", "The five steps of the scale are needed, 0 to 4, in this order.")
    if len({section.order for section in found.sections}) != len(found.sections):
        yield Fault("sections", "Two sections have the same place in the order.")


def _repeats(name: str, keys: list[str]) -> Iterable[Fault]:
    for index, key in enumerate(keys):
        if key in keys[:index]:
            yield Fault(f"{name}[{index}].key", f"The key “{key}” is used twice.")


def _strangers(found: Questionnaire) -> Iterable[Fault]:
    sections = {one.key for one in found.sections}
    criteria = {one.key for one in found.criteria}
    for index, criterion in enumerate(found.criteria):
        if criterion.section not in sections:
            yield Fault(f"criteria[{index}].section", f"There is no section “{criterion.section}”.")
    for index, item in enumerate(found.items):
        if item.criterion not in criteria:
            yield Fault(f"items[{index}].criterion", f"There is no criterion “{item.criterion}”.")
    yield from _pack_faults(found)
    yield from _own_keys("sections", [(one.key, one.own) for one in found.sections])
    yield from _own_keys("criteria", [(one.key, one.own) for one in found.criteria])
    yield from _own_keys("items", [(one.key, one.own) for one in found.items])


def _pack_faults(found: Questionnaire) -> Iterable[Fault]:
    """A pack's criteria are named by it and lie in sections of their own: a section adds up one part."""
    yield from _repeats("packs", [one.key for one in found.packs])
    packs = {one.key for one in found.packs}
    holds: dict[str, str] = {}
    for index, criterion in enumerate(found.criteria):
        if criterion.pack and criterion.pack not in packs:
            yield Fault(f"criteria[{index}].pack", f"There is no pack “{criterion.pack}”.")
        if holds.setdefault(criterion.section, criterion.pack) != criterion.pack:
            yield Fault(
                f"criteria[{index}].section",
                "A section holds topics of one pack, or of none, and not of several.",
            )


def _own_keys(name: str, keys: list[tuple[str, bool]]) -> Iterable[Fault]:
    for index, (key, own) in enumerate(keys):
        if own != key.startswith("own."):
            yield Fault(
                f"{name}[{index}].key",
                "Keys that begin with “own.” belong to what a workspace added, and only there.",
            )


def _item_faults(item: Item, path: str) -> Iterable[Fault]:
    keys = [part.key for part in item.parts]
    yield from (Fault(f"{path}.{one.path}", one.sentence) for one in _repeats("parts", keys))
    if all(part.kind in {Kind.FILE, Kind.ARTEFACT} for part in item.parts):
        yield Fault(f"{path}.parts", "A question needs at least one part besides its files.")
    choices = {part.key: _choices(part) for part in item.parts}
    for index, part in enumerate(item.parts):
        if part.needed_if and part.needed_if[1] not in choices.get(part.needed_if[0], ()):
            yield Fault(
                f"{path}.parts[{index}].needed_if", "No part of this question has that choice."
            )


def _choices(part: Part) -> tuple[str, ...]:
    if part.kind is Kind.YES_PARTIAL_NO:
        return ("yes", "partial", "no", "unknown", "na")
    return tuple(option.key for option in part.options) if part.kind is Kind.CHOICE else ()
