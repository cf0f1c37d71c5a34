"""Turns what was typed into an answer's value, and says in sentences what is wrong with it.

A value is a JSON object by part. What can't be read stays in it word for word under ``_raw``, so
that a draft loses nothing; ``raw_of`` gives the form back what to show. Nothing here ever raises:
a form field holds whatever somebody sends.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from vendors.questionnaire.cells import (
    Refused,
    day_of,
    plain_text,
    read_cell,
    read_email,
    read_phone,
    typed,
)
from vendors.questionnaire.kinds import (
    MAX_ROWS,
    MAX_TEXT,
    MIN_TEXT,
    RAW,
    ROW_KINDS,
    SECONDS,
    WHEN,
    YES_PARTIAL_NO,
    columns_of,
    options_of,
    typed_parts,
)
from vendors.questionnaire.model import Column, Item, Kind, Part
from vendors.questionnaire.rows import (
    Problem,
    answer_problems,
    complete_row,
    oncall_problems,
    problems_of,
    tier_problems,
)

Raw = Mapping[str, Any]
Value = dict[str, Any]

_KEPT_ROWS = 500
"""Rows of a table that a draft keeps while they can't be read, however many were sent."""


class Mode(StrEnum):
    """How much is asked of an answer."""

    DRAFT = "draft"
    """Half an answer is fine; only what can't be read is a problem."""
    COMPLETE = "complete"
    """All that is required must be there."""


@dataclass(slots=True)
class _Read:
    """What came of reading one part."""

    value: Any = None
    problems: list[Problem] = field(default_factory=list)
    unread: bool = False
    """Something typed couldn't be read; the typed words are kept instead of a value."""

    def refuse(self, error: Refused, *path: str | int) -> None:
        self.problems.append(Problem(path, str(error)))
        self.unread = True

    def lack(self, sentence: str, *path: str | int) -> None:
        self.problems.append(Problem(path, sentence, missing=True))


def clean_value(
    item: Item, raw: object, *, today: dt.date, mode: Mode = Mode.COMPLETE
) -> tuple[Value, tuple[Problem, ...]]:
    """The value to store for what was typed, and the problems with it, part by part."""
    given = raw if isinstance(raw, Mapping) else {}
    value: Value = {}
    kept: dict[str, Any] = {}
    problems: list[Problem] = []
    for part in typed_parts(item):
        read = _read_part(given.get(part.key), part, today)
        _keep(read, part.key, given.get(part.key), part, value, kept)
        problems += [_below(part.key, problem) for problem in read.problems]
    if item.asks_when:
        read = _read_when(given.get(WHEN), today)
        _keep(read, WHEN, given.get(WHEN), None, value, kept)
        problems += [_below(WHEN, problem) for problem in read.problems]
    problems += answer_problems(item, value)
    problems += _lacking(item, value, kept)
    if claims_not_applicable(item, value) is not None:
        # Where the question does not apply, only the reason is asked for.
        problems = [one for one in problems if not one.missing or one.path[1:] == ("text",)]
    if kept:
        value[RAW] = kept
    if mode is Mode.DRAFT:
        problems = [problem for problem in problems if not problem.missing]
    return value, _in_order(item, problems)


def raw_of(item: Item, value: object) -> dict[str, Any]:
    """What a form shows for a stored value: the text of each field, unread words included."""
    stored = value if isinstance(value, Mapping) else {}
    kept = stored.get(RAW)
    kept = kept if isinstance(kept, Mapping) else {}
    raw: dict[str, Any] = {}
    for part in typed_parts(item):
        if part.key in kept:
            raw[part.key] = _scrub(kept[part.key], part)
        elif part.key in stored:
            raw[part.key] = _typed_part(stored[part.key], part)
    if item.asks_when and (WHEN in kept or WHEN in stored):
        raw[WHEN] = _when_fields(kept.get(WHEN, stored.get(WHEN)))
    return raw


def is_answered(item: Item, value: object) -> bool:
    """Whether any part of the question itself was answered, in full or not."""
    if not isinstance(value, Mapping):
        return False
    return any(_has_content(value.get(part.key)) for part in typed_parts(item))


def claims_not_applicable(item: Item, value: object) -> str | None:
    """The reason why the vendor says that the whole question does not apply to it; else None.

    Only a question that begins with yes, partly or no can be answered so, and only where it says
    so everywhere it asks that. The reason is empty where none was given.
    """
    parts = typed_parts(item)
    if not may_not_apply(item) or not isinstance(value, Mapping):
        return None
    found = [value.get(one.key) for one in parts if one.kind is Kind.YES_PARTIAL_NO]
    if not all(isinstance(one, Mapping) and one.get("choice") == "na" for one in found):
        return None
    reasons = (str(one.get("text") or "").strip() for one in found if isinstance(one, Mapping))
    return "\n".join(dict.fromkeys(filter(None, reasons)))


def may_not_apply(item: Item) -> bool:
    """Whether a vendor may say that this question does not apply to it."""
    parts = typed_parts(item)
    return bool(parts) and parts[0].kind is Kind.YES_PARTIAL_NO


@dataclass(frozen=True, slots=True)
class Completeness:
    """How far one answer has come."""

    started: bool
    given: int
    """Required parts that are answered."""
    needed: int
    """Required parts."""
    problems: tuple[Problem, ...]
    """What stands between this answer and submitting it."""

    @property
    def complete(self) -> bool:
        return not self.problems


def completeness(item: Item, value: object, *, today: dt.date) -> Completeness:
    """What is still needed before this answer can be submitted."""
    raw = raw_of(item, value)
    found, problems = clean_value(item, raw, today=today)
    troubled = {problem.path[0] for problem in problems if problem.path}
    needed = [part.key for part in typed_parts(item) if _is_needed(part, found)]
    needed += [WHEN] if item.asks_when else []
    return Completeness(
        started=bool(found),
        given=sum(key in found and key not in troubled for key in needed),
        needed=len(needed),
        problems=problems,
    )


def _below(key: str, problem: Problem) -> Problem:
    return Problem((key, *problem.path), problem.sentence, missing=problem.missing)


def _in_order(item: Item, problems: Iterable[Problem]) -> tuple[Problem, ...]:
    places = {part.key: place for place, part in enumerate(item.parts)}
    return tuple(
        sorted(problems, key=lambda one: places.get(str(one.path[0]), -1) if one.path else -1)
    )


def _keep(
    read: _Read, key: str, raw: object, part: Part | None, value: Value, kept: dict[str, Any]
) -> None:
    if read.unread:
        kept[key] = _scrub(raw, part) if part else _when_fields(raw)
    elif read.value is not None:
        value[key] = read.value


# --- reading -------------------------------------------------------------------------------------


def _read_part(raw: object, part: Part, today: dt.date) -> _Read:
    if part.kind in ROW_KINDS:
        return _read_rows(raw, part, today)
    special = {
        Kind.YES_PARTIAL_NO: _read_yes_partial_no,
        Kind.MULTI: _read_multi,
        Kind.CONTACT: _read_contact,
    }.get(part.kind)
    if special:
        return special(raw, part)
    if part.kind is Kind.ONCALL:
        return _read_oncall(raw, part, today)
    read = _Read()
    try:
        read.value = read_cell(raw, part, today)
    except Refused as error:
        read.refuse(error)
    return read


def _read_yes_partial_no(raw: object, part: Part) -> _Read:
    read = _Read()
    typed_in = _fields({"choice": raw} if isinstance(raw, str) else raw, ("choice", "text"))
    choice, text = typed_in["choice"].strip(), typed_in["text"].strip()
    if choice and choice not in {option.key for option in YES_PARTIAL_NO}:
        read.refuse(Refused("Choose one of the answers in the list."), "choice")
    if len(text) > MAX_TEXT:
        read.refuse(Refused(f"This is {len(text) - MAX_TEXT:,} characters too long."), "text")
    if choice or text:
        read.value = {"choice": choice, "text": text}
        if choice not in {"", "yes"} and not text:
            read.lack(_WHY.get(choice, "Say more about your answer."), "text")
    return read


_WHY = {
    "partial": "Say what is missing.",
    "no": "Say what you do instead, or why not.",
    "unknown": "Say who would know, or when you will know.",
    "na": "Say why this doesn't apply.",
}


def _read_multi(raw: object, part: Part) -> _Read:
    read = _Read()
    chosen, other = _multi_fields(raw)
    known = [option.key for option in part.options]
    if any(key not in known for key in chosen):
        read.refuse(Refused("Choose from the list, or write it under “other”."))
    if len(other) > MAX_TEXT:
        read.refuse(Refused(f"This is {len(other) - MAX_TEXT:,} characters too long."), "other")
    if "none" in chosen and (len(set(chosen)) > 1 or other):
        read.problems.append(
            Problem((), "You chose “none” together with something else. Keep one of them.")
        )
    if chosen or other:
        read.value = {"keys": [key for key in known if key in chosen], "other": other}
    return read


def _multi_fields(raw: object) -> tuple[list[str], str]:
    keys: object = raw
    other = ""
    if isinstance(raw, Mapping):
        keys, other = raw.get("keys"), plain_text(raw.get("other")).strip()
    if isinstance(keys, str):
        keys = [keys]
    if not isinstance(keys, Sequence):
        return [], other
    return [key for one in keys[:_KEPT_ROWS] if (key := plain_text(one).strip())], other


def _read_contact(raw: object, part: Part) -> _Read:
    read = _Read()
    found = {key: " ".join(text.split()) for key, text in _fields(raw, _CONTACT).items()}
    if not any(found.values()):
        return read
    for key, reader in (("email", read_email), ("phone", read_phone)):
        if found[key]:
            try:
                found[key] = reader(found[key])
            except Refused as error:
                read.refuse(error, key)
    if len(found["name"]) > 200:
        read.refuse(Refused("This name is too long."), "name")
    if not found["name"]:
        read.lack("Write a name or a function, such as “duty engineer”.", "name")
    if not found["email"] and not found["phone"]:
        read.lack("Give an e-mail address or a phone number.", "email")
    read.value = found
    return read


_CONTACT = ("name", "email", "phone")


def _read_oncall(raw: object, part: Part, today: dt.date) -> _Read:
    read = _Read()
    row = raw if isinstance(raw, Mapping) else {}
    found = _read_cells(row, columns_of(part), today, read)
    if found or read.unread:
        _lacking_cells(found, columns_of(part), read)
    if found:
        read.problems += oncall_problems(found)
        read.value = found
    return read


def _read_rows(raw: object, part: Part, today: dt.date) -> _Read:
    read = _Read()
    columns = columns_of(part)
    rows: list[tuple[int, dict[str, Any]]] = []
    for index, row in enumerate(_rows(raw)):
        before = len(read.problems)
        found = _read_cells(row, columns, today, read, index)
        if found or len(read.problems) > before:
            _lacking_cells(found, columns, read, index)
            rows.append((index, complete_row(part.rows_rule, found)))
    if len(rows) > MAX_ROWS:
        read.refuse(Refused(f"At most {MAX_ROWS} rows fit here. Attach the rest as a file."))
    if part.kind is Kind.CREDIT_TIERS:
        read.problems += tier_problems(rows)
    else:
        read.problems += problems_of(part.rows_rule, rows, columns)
    if rows:
        read.value = [row for _, row in rows]
    return read


def _rows(raw: object) -> list[Mapping[str, Any]]:
    if not isinstance(raw, list | tuple):
        return []
    return [row if isinstance(row, Mapping) else {} for row in raw[:_KEPT_ROWS]]


def _read_cells(
    row: Raw, columns: Sequence[Column], today: dt.date, read: _Read, *at: int
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for column in columns:
        try:
            cell = read_cell(row.get(column.key), column, today)
        except Refused as error:
            read.refuse(error, *at, column.key)
        else:
            if cell is not None:
                found[column.key] = cell
    return found


def _lacking_cells(found: Raw, columns: Sequence[Column], read: _Read, *at: int) -> None:
    troubled = {problem.path for problem in read.problems}
    for column in columns:
        if column.required and column.key not in found and (*at, column.key) not in troubled:
            read.lack(f"Fill in “{column.label}”.", *at, column.key)


def _read_when(raw: object, today: dt.date) -> _Read:
    read = _Read()
    given = _when_fields(raw)
    status, date = given["status"].strip(), given["date"].strip()
    if status not in {"", "now", "by", "later"}:
        read.refuse(Refused("Choose one of the answers in the list."), "status")
    try:
        day = day_of(date) if date else None
    except Refused as error:
        read.refuse(error, "date")
        return read
    if not status and day is None:
        return read
    read.value = {"status": status} | ({"date": day.isoformat()} if day else {})
    if status == "by":
        if day is None:
            read.lack("Give the date by which it will be there.", "date")
        elif day < today:
            read.lack("This date has passed. Choose a later one, or “now”.", "date")
    return read


# --- what is still needed ------------------------------------------------------------------------


def _is_needed(part: Part, value: Raw) -> bool:
    if part.required or part.needed_if is None:
        return part.required
    other, wanted = part.needed_if
    found = value.get(other)
    return (found.get("choice") if isinstance(found, Mapping) else found) == wanted


def _lacking(item: Item, value: Raw, kept: Raw) -> Iterable[Problem]:
    for part in typed_parts(item):
        if part.key in kept or not _is_needed(part, value):
            continue
        found = value.get(part.key)
        if found is None:
            yield Problem((part.key,), _sentence_for(part), missing=True)
        elif part.kind is Kind.TEXT and len(found) < MIN_TEXT:
            yield Problem(
                (part.key,),
                f"Write at least {MIN_TEXT} characters, so that a reviewer can judge it.",
                missing=True,
            )
        elif part.kind is Kind.YES_PARTIAL_NO and not found["choice"]:
            yield Problem((part.key, "choice"), _sentence_for(part), missing=True)
    if item.asks_when and WHEN not in kept and not value.get(WHEN, {}).get("status"):
        yield Problem((WHEN, "status"), "Say whether it is there now.", missing=True)


def _sentence_for(part: Part) -> str:
    if part.kind in ROW_KINDS:
        return f"Add at least one row to “{part.label}”."
    if part.kind in {Kind.CHOICE, Kind.MULTI, Kind.YES_PARTIAL_NO, Kind.BOOLEAN}:
        return f"Choose an answer for “{part.label}”."
    return f"Fill in “{part.label}”."


def _has_content(found: object) -> bool:
    if isinstance(found, Mapping):
        return any(_has_content(one) for one in found.values())
    return found is not None and found != "" and found != []


# --- the way back to the form --------------------------------------------------------------------


def _fields(raw: object, keys: Sequence[str]) -> dict[str, str]:
    given = raw if isinstance(raw, Mapping) else {}
    return {key: plain_text(given.get(key)) for key in keys}


def _when_fields(raw: object) -> dict[str, str]:
    return _fields({"status": raw} if isinstance(raw, str) else raw, ("status", "date"))


def _typed_part(stored: object, part: Part) -> Any:
    if part.kind in ROW_KINDS:
        return [_typed_cells(row, columns_of(part)) for row in _rows(stored)]
    if part.kind is Kind.ONCALL:
        return _typed_cells(stored if isinstance(stored, Mapping) else {}, columns_of(part))
    if part.kind in {Kind.YES_PARTIAL_NO, Kind.MULTI, Kind.CONTACT}:
        return _scrub(stored, part)
    return typed(stored, part.kind)


def _typed_cells(row: Raw, columns: Sequence[Column]) -> dict[str, Any]:
    return {
        column.key: typed(row[column.key], column.kind) for column in columns if column.key in row
    }


def _scrub(raw: object, part: Part) -> Any:
    """Typed words in the shape of this part, with nothing in them that can't be stored."""
    if part.kind in ROW_KINDS:
        return [_scrub_cells(row, columns_of(part)) for row in _rows(raw)]
    if part.kind is Kind.ONCALL:
        return _scrub_cells(raw if isinstance(raw, Mapping) else {}, columns_of(part))
    if part.kind is Kind.YES_PARTIAL_NO:
        return _fields({"choice": raw} if isinstance(raw, str) else raw, ("choice", "text"))
    if part.kind is Kind.CONTACT:
        return _fields(raw, _CONTACT)
    if part.kind is Kind.MULTI:
        keys, other = _multi_fields(raw)
        return {"keys": keys, "other": other}
    return _scrub_cell(raw, part.kind)


def _scrub_cells(row: Raw, columns: Sequence[Column]) -> dict[str, Any]:
    return {
        column.key: _scrub_cell(row[column.key], column.kind)
        for column in columns
        if column.key in row
    }


def _scrub_cell(raw: object, kind: Kind) -> Any:
    if kind is Kind.DURATION and isinstance(raw, Mapping):
        return _fields(raw, ("amount", "unit"))
    return plain_text(raw)


def choices(part: Part | Column) -> tuple[tuple[str, str], ...]:
    """What a form offers for this part or cell, as pairs of key and label."""
    if part.kind is Kind.DURATION:
        return tuple((unit, unit) for unit in SECONDS)
    return tuple((option.key, option.label) for option in options_of(part))
