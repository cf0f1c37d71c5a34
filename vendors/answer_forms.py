"""The form of one question: its fields and tables, what was posted to them, and what is wrong.

Fields are named ``<question>:<part>``, cells ``<question>:<part>:<row>:<column>``; a field made of
several ends in ``:amount``, ``:choice`` and the like. Rows are added, removed and pasted by submit
buttons, so a table works without scripts and keeps every typed word.
"""

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from vendors.questionnaire.kinds import (
    FILE_KINDS,
    GUIDE_WORDS,
    MAX_ROWS,
    ROW_KINDS,
    WHEN,
    WHEN_STATES,
    YES_PARTIAL_NO,
    columns_of,
)
from vendors.questionnaire.model import Column, Item, Kind, Part
from vendors.questionnaire.moments import ZONES
from vendors.questionnaire.pasting import Pasted, read_rows, same_rows
from vendors.questionnaire.rows import Problem
from vendors.questionnaire.values import Mode, Value, choices, clean_value, may_not_apply, raw_of

_MOST_ROWS_POSTED = 500
_WIDEST_TABLE = 5
_RADIOS_UP_TO = 6
_TEMPLATES = {
    Kind.TEXT: "text",
    Kind.YES_PARTIAL_NO: "yes_partial_no",
    Kind.MULTI: "multi",
    Kind.CONTACT: "contact",
    Kind.DURATION: "duration",
    Kind.ONCALL: "oncall",
    Kind.TABLE: "table",
    Kind.CREDIT_TIERS: "table",
    Kind.FILE: "file",
    Kind.ARTEFACT: "file",
}
_WIDTHS = {
    Kind.PERCENT: "w-8",
    Kind.INTEGER: "w-8",
    Kind.DECIMAL: "w-8",
    Kind.DATE: "w-12",
    Kind.INSTANT: "w-20",
    Kind.MONTH: "w-12",
    Kind.URL: "w-full",
}
_PICKERS = {
    Kind.DATE: ("date", re.compile(r"\d{4}-\d\d-\d\d\Z", re.ASCII)),
    Kind.INSTANT: ("datetime-local", re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?\Z", re.ASCII)),
    Kind.MONTH: ("month", re.compile(r"\d{4}-\d\d\Z", re.ASCII)),
}
_FIRST_INPUT = {
    Kind.DURATION: ":amount",
    Kind.YES_PARTIAL_NO: ":choice_0",
    Kind.CONTACT: ":name",
    Kind.ONCALL: ":people",
}
_CONTACT = (
    ("name", "Name or function", "text"),
    ("email", "E-mail", "email"),
    ("phone", "Phone", "tel"),
)


@dataclass(frozen=True, slots=True)
class Control:
    """One input with its label, its text as typed, and the sentence that stands at it."""

    name: str
    label: str
    kind: Kind
    typed: Any = ""
    error: str = ""
    hint: str = ""
    unit: str = ""
    optional: bool = False
    options: tuple[tuple[str, str], ...] = ()
    input_type: str = "text"
    words: int = 0
    in_cell: bool = False

    @property
    def id(self) -> str:
        return f"id_{self.name}"

    @property
    def described_by(self) -> str:
        """Ids of hint and error, for the control that they belong to."""
        ids = [f"{self.id}_hint"] if self.hint else []
        ids += [f"{self.id}_error"] if self.error else []
        return " ".join(ids)

    @property
    def target(self) -> str:
        """Id that a link in the error summary leads to."""
        if self.kind is Kind.MULTI or self.as_radios:
            return f"{self.id}_0"
        return f"{self.id}{_FIRST_INPUT.get(self.kind, '')}"

    @property
    def as_radios(self) -> bool:
        """A short list to choose from stands open, except in the narrow cell of a table."""
        if self.in_cell or self.kind not in {Kind.CHOICE, Kind.BOOLEAN}:
            return False
        return len(self.options) <= _RADIOS_UP_TO

    @property
    def suffix(self) -> str:
        """The unit that stands behind the input."""
        if self.kind is Kind.INSTANT and self.in_cell:
            return ""
        return "%" if self.kind is Kind.PERCENT else self.unit

    @property
    def width(self) -> str:
        return _WIDTHS.get(self.kind, "")

    @property
    def inputmode(self) -> str:
        if self.kind is Kind.INTEGER:
            return "numeric"
        return "decimal" if self.kind in {Kind.PERCENT, Kind.DECIMAL, Kind.DURATION} else ""

    @property
    def picker(self) -> str:
        """Type of the input; a browser's picker only for text that it can show, lest it is lost."""
        picker = _PICKERS.get(self.kind)
        if picker and (not self.typed or picker[1].match(str(self.typed))):
            return picker[0]
        return self.input_type

    @property
    def amount(self) -> str:
        if isinstance(self.typed, Mapping):
            return str(self.typed.get("amount", ""))
        return str(self.typed or "")

    @property
    def chosen_unit(self) -> str:
        unit = self.typed.get("unit") if isinstance(self.typed, Mapping) else ""
        return unit or self.unit or "minutes"


@dataclass(frozen=True, slots=True)
class RowView:
    """One row of a table with its cells."""

    number: int
    index: str
    cells: tuple[Control, ...]
    error: str = ""


@dataclass(frozen=True, slots=True)
class PastedRow:
    """One row of a preview: its cells in words, and what is wrong with it."""

    number: int
    cells: tuple[tuple[str, str], ...]
    problems: tuple[str, ...]
    twice: bool
    """Whether a row that begins like it stands in the table already; it is left out."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What pasted text would add to a table, before anything is added."""

    columns: tuple[tuple[str, str], ...]
    heads: tuple[str, ...]
    rows: tuple[PastedRow, ...]
    notes: tuple[str, ...]

    @property
    def new(self) -> int:
        return sum(not one.twice for one in self.rows)

    @property
    def troubled(self) -> int:
        return sum(bool(one.problems) and not one.twice for one in self.rows)


@dataclass(frozen=True, slots=True)
class PartView:
    """One part of the answer, ready to be rendered by its template."""

    part: Part
    control: Control
    template: str
    controls: tuple[Control, ...] = ()
    """Inputs of a part that is made of several."""
    rows: tuple[RowView, ...] = ()
    blank: RowView | None = None
    """A row to copy, for the script that adds one at once."""
    columns: tuple[Column, ...] = ()
    wide: bool = False
    keys: tuple[str, ...] = ()
    """Keys chosen in a list of several."""
    pasted: str = ""
    """Text that was pasted and is not in the table yet."""
    preview: Preview | None = None
    zones: tuple[tuple[str, str], ...] = ()
    """Zones to choose from for times that name none; only where the table has times."""
    zone: str = "UTC"

    @property
    def name(self) -> str:
        return self.control.name

    @property
    def total(self) -> int:
        return len(self.rows)


class ItemForm:
    """One question as a form: shows a stored value, or what was posted, and cleans it.

    ``value`` and ``problems`` are what came of cleaning; ``errors`` are the lines of the error
    summary. A press on one of the row buttons changes rows only: ``changes_rows`` is true, no
    problem is shown, and the view keeps the draft and renders the form again.
    """

    def __init__(
        self,
        item: Item,
        value: object = None,
        *,
        today: dt.date,
        data: QueryDict | None = None,
        prefix: str = "",
        mode: Mode = Mode.DRAFT,
    ) -> None:
        self.item = item
        self.prefix = prefix or item.key
        self.is_bound = data is not None and f"{self.prefix}:_here" in data
        self.changes_rows = False
        self.focus = ""
        self._pasted: dict[str, str] = {}
        self._previews: dict[str, Preview] = {}
        self._zones: dict[str, str] = {}
        self._today = today
        if data is not None and self.is_bound:
            self.raw = raw_from_post(item, data, self.prefix)
            self._press(data)
        else:
            self.raw = raw_of(item, value)
        self.value: Value
        self.problems: tuple[Problem, ...]
        self.value, self.problems = clean_value(item, self.raw, today=today, mode=mode)
        if self.changes_rows:
            self.problems = ()

    @property
    def is_valid(self) -> bool:
        return not self.problems

    @cached_property
    def errors(self) -> list[dict[str, str]]:
        """Lines for the error summary, each with the id that it leads to."""
        return [
            {"target": self._target(one), "text": self._in_context(one)} for one in self.problems
        ]

    @cached_property
    def parts(self) -> tuple[PartView, ...]:
        return tuple(self._part(part) for part in self.item.parts)

    @cached_property
    def when(self) -> tuple[Control, Control] | None:
        """Whether it is there now, and the date by which it will be."""
        if not self.item.asks_when:
            return None
        raw = self.raw.get(WHEN, {})
        name = f"{self.prefix}:{WHEN}"
        return (
            Control(
                f"{name}:status",
                _("Is it there now?"),
                Kind.CHOICE,
                raw.get("status", ""),
                self._error(WHEN, "status"),
                options=tuple((one.key, str(one.label)) for one in WHEN_STATES),
            ),
            Control(
                f"{name}:date",
                _("By which date"),
                Kind.DATE,
                raw.get("date", ""),
                self._error(WHEN, "date"),
                hint=_("Only if it will be there by a date."),
                optional=True,
            ),
        )

    def render(self) -> SafeString:
        """The fields of this question, without its heading."""
        return render_to_string("vendors/answer/fields.html", {"form": self})

    __str__ = render
    __html__ = render

    # --- building -------------------------------------------------------------------------------

    def _error(self, *path: str | int) -> str:
        return " ".join(one.sentence for one in self.problems if one.path == path)

    def _part(self, part: Part) -> PartView:
        name = f"{self.prefix}:{part.key}"
        raw = self.raw.get(part.key, "")
        control = Control(
            name,
            part.label,
            part.kind,
            raw,
            self._error(part.key),
            hint=self._hint(part),
            unit=part.unit,
            optional=not part.required and part.needed_if is None and part.kind not in FILE_KINDS,
            options=choices(part),
            words=GUIDE_WORDS if part.kind is Kind.TEXT else 0,
        )
        template = f"vendors/answer/part_{self._template(control)}.html"
        if part.kind in ROW_KINDS:
            return self._table(part, control, template)
        controls, keys = self._inner(part, control)
        return PartView(part, control, template, controls, keys=keys)

    def _template(self, control: Control) -> str:
        if control.kind in _TEMPLATES:
            return _TEMPLATES[control.kind]
        return "choice" if control.as_radios else "field"

    def _hint(self, part: Part) -> str:
        if part.needed_if is None:
            return part.help
        other = next((one for one in self.item.parts if one.key == part.needed_if[0]), None)
        label = dict(choices(other)).get(part.needed_if[1], "") if other else ""
        needed = _("Needed if you chose “%(label)s”.") % {"label": label}
        return f"{part.help} {needed}".strip()

    def _yes_or_no(self, part: Part, typed: str) -> tuple[tuple[tuple[str, str], ...], str]:
        """The choices, and what one of them means: said of a part, “doesn't apply” says nothing."""
        whole = may_not_apply(self.item)
        options = tuple(
            (one.key, one.label)
            for one in YES_PARTIAL_NO
            if one.key != "na" or whole or typed == "na"
        )
        if not whole or part.key != self.item.parts[0].key:
            return options, ""
        return options, _(
            "“Doesn’t apply” needs a reason, and the approval of whoever asks. Until then the "
            "question counts as unanswered."
        )

    def _inner(self, part: Part, control: Control) -> tuple[tuple[Control, ...], tuple[str, ...]]:
        raw = control.typed if isinstance(control.typed, Mapping) else {}

        def inner(key: str, label: str, kind: Kind, **more: Any) -> Control:
            return Control(
                f"{control.name}:{key}",
                label,
                kind,
                raw.get(key, ""),
                self._error(part.key, key),
                **more,
            )

        if part.kind is Kind.YES_PARTIAL_NO:
            options, hint = self._yes_or_no(part, raw.get("choice", ""))
            return (
                replace(
                    inner("choice", part.label, Kind.CHOICE, options=options, hint=hint),
                    error=self._error(part.key, "choice") or control.error,
                    optional=control.optional,
                ),
                inner("text", _("In your words"), Kind.TEXT, hint=part.help, words=GUIDE_WORDS),
            ), ()
        if part.kind is Kind.MULTI:
            keys = raw.get("keys", [])
            return (inner("other", _("Other"), Kind.LINE, optional=True),), tuple(keys)
        if part.kind is Kind.CONTACT:
            return tuple(
                inner(key, label, Kind.LINE, input_type=input_type)
                for key, label, input_type in _CONTACT
            ), ()
        if part.kind is Kind.ONCALL:
            return tuple(
                inner(one.key, one.label, one.kind, unit=one.unit, options=choices(one))
                for one in columns_of(part)
            ), ()
        return (), ()

    def _table(self, part: Part, control: Control, template: str) -> PartView:
        columns = columns_of(part)
        typed_rows = control.typed if isinstance(control.typed, list) else []
        rows = typed_rows or [{}]
        return PartView(
            part,
            control,
            template,
            rows=tuple(
                self._row(part, control.name, columns, str(index), row, index + 1)
                for index, row in enumerate(rows)
            ),
            blank=self._row(part, control.name, columns, "__prefix__", {}, 0),
            columns=columns,
            wide=len(columns) > _WIDEST_TABLE,
            pasted=self._pasted.get(part.key, ""),
            preview=self._previews.get(part.key),
            zones=(
                tuple(ZONES.items()) if any(one.kind is Kind.INSTANT for one in columns) else ()
            ),
            zone=self._zones.get(part.key, "UTC"),
        )

    def _row(
        self,
        part: Part,
        name: str,
        columns: Sequence[Column],
        index: str,
        row: Mapping[str, Any],
        number: int,
    ) -> RowView:
        place = number - 1
        cells = tuple(
            Control(
                f"{name}:{index}:{column.key}",
                f"{column.label} (UTC)" if column.kind is Kind.INSTANT else column.label,
                column.kind,
                row.get(column.key, ""),
                self._error(part.key, place, column.key),
                hint=column.help if len(columns) > _WIDEST_TABLE else "",
                unit=column.unit,
                optional=not column.required,
                options=choices(column),
                in_cell=True,
            )
            for column in columns
        )
        return RowView(number, index, cells, self._error(part.key, place))

    # --- the error summary ----------------------------------------------------------------------

    def _target(self, problem: Problem) -> str:
        name = ":".join(str(one) for one in problem.path)
        return next(
            (one.target for one in self._controls() if one.name == f"{self.prefix}:{name}"),
            f"id_{self.prefix}:{name}",
        )

    def _controls(self) -> Iterable[Control]:
        for view in self.parts:
            yield from view.controls
            if view.part.kind not in ROW_KINDS:
                yield view.control
            for row in view.rows:
                yield from row.cells
        yield from self.when or ()

    def _in_context(self, problem: Problem) -> str:
        part = next((one for one in self.item.parts if problem.path[:1] == (one.key,)), None)
        if part is None:
            return problem.sentence
        if len(problem.path) > 1 and isinstance(problem.path[1], int):
            return _("%(table)s, row %(row)s: %(sentence)s") % {
                "table": part.label,
                "row": problem.path[1] + 1,
                "sentence": problem.sentence,
            }
        if part.label in problem.sentence:
            return problem.sentence
        return f"{part.label}: {problem.sentence}"

    # --- row buttons ----------------------------------------------------------------------------

    def _press(self, data: QueryDict) -> None:
        """Add, remove or paste rows if one of the buttons of this form was pressed."""
        for part in self.item.parts:
            if part.kind not in ROW_KINDS:
                continue
            name = f"{self.prefix}:{part.key}"
            rows = self.raw[part.key]
            if data.get("_add_row") == name:
                if len(rows) < MAX_ROWS:
                    rows.append({})
                self._pressed(f"id_{name}:{len(rows) - 1}:{columns_of(part)[0].key}")
            elif name in {data.get("_preview_rows"), data.get("_paste_rows")}:
                self._paste(part, name, data)
            elif (removed := data.get("_remove_row", "")).startswith(f"{name}:"):
                number = removed.removeprefix(f"{name}:")
                if number.isascii() and number.isdigit() and int(number[:4]) < len(rows):
                    del rows[int(number[:4])]
                self._pressed(f"id_{name}")

    def _paste(self, part: Part, name: str, data: QueryDict) -> None:
        """Show what pasted text would add, or add it below what stands there already."""
        text, zone = data.get(f"{name}:_paste", ""), data.get(f"{name}:_zone", "UTC")
        rows = [row for row in self.raw[part.key] if any(_words(row))]
        found = read_rows(part, text, zone)
        self._zones[part.key] = zone
        if data.get("_preview_rows") == name:
            self._pasted[part.key] = text
            self._previews[part.key] = self._preview(part, found, rows)
            self._pressed(f"id_{name}:_preview")
            return
        new = [row for row in found.rows if not same_rows(part, row, rows)]
        room = max(MAX_ROWS - len(rows), 0)
        self.raw[part.key] = rows + new[:room]
        if len(new) > room:
            # What found no place stays where it was pasted.
            self._pasted[part.key] = text
            note = _("%(room)d rows fit; %(left)d found no place. Attach the rest as a file.")
            left = replace(
                found,
                rows=tuple(new[room:]),
                notes=(note % {"room": MAX_ROWS, "left": len(new) - room},),
            )
            self._previews[part.key] = self._preview(part, left, self.raw[part.key])
        self._pressed(f"id_{name}")

    def _preview(self, part: Part, found: Pasted, rows: Sequence[Mapping[str, Any]]) -> Preview:
        _value, problems = clean_value(
            replace(self.item, parts=(part,), asks_when=False),
            {part.key: list(found.rows)},
            today=self._today,
        )
        columns = columns_of(part)
        labels = {column.key: column.label for column in columns}
        wrong: dict[int, list[str]] = {}
        for one in problems:
            if len(one.path) > 1 and isinstance(one.path[1], int):
                where = labels.get(str(one.path[2]), "") if len(one.path) > 2 else ""
                said = one.sentence if where in one.sentence else f"{where}: {one.sentence}"
                wrong.setdefault(one.path[1], []).append(said)
        return Preview(
            columns=found.columns,
            heads=tuple(column.label for column in columns),
            rows=tuple(
                PastedRow(
                    index + 1,
                    tuple((one.label, _in_words(one, row.get(one.key, ""))) for one in columns),
                    tuple(wrong.get(index, ())),
                    same_rows(part, row, rows),
                )
                for index, row in enumerate(found.rows)
            ),
            notes=found.notes,
        )

    def _pressed(self, focus: str) -> None:
        self.changes_rows = True
        self.focus = focus


def raw_from_post(item: Item, data: QueryDict, prefix: str = "") -> dict[str, Any]:
    """What was posted for this question, in the nested form that clean_value takes."""
    prefix = prefix or item.key
    raw: dict[str, Any] = {}
    for part in item.parts:
        if part.kind not in FILE_KINDS:
            raw[part.key] = _posted(part, data, f"{prefix}:{part.key}")
    if item.asks_when:
        raw[WHEN] = _some(data, f"{prefix}:{WHEN}", ("status", "date"))
    return raw


def _posted(part: Part, data: QueryDict, name: str) -> Any:
    if part.kind in ROW_KINDS:
        return _posted_rows(part, data, name)
    if part.kind is Kind.ONCALL:
        return {one.key: _cell(one, data, f"{name}:{one.key}") for one in columns_of(part)}
    if part.kind is Kind.MULTI:
        return {"keys": data.getlist(f"{name}:keys"), "other": data.get(f"{name}:other", "")}
    inner = {
        Kind.YES_PARTIAL_NO: ("choice", "text"),
        Kind.CONTACT: ("name", "email", "phone"),
    }.get(part.kind)
    return _some(data, name, inner) if inner else _cell(part, data, name)


def _posted_rows(part: Part, data: QueryDict, name: str) -> list[dict[str, Any]]:
    place = re.compile(rf"{re.escape(name)}:(\d{{1,4}}):", re.ASCII)
    numbers = {int(match[1]) for key in data if (match := place.match(key))}
    return [
        {one.key: _cell(one, data, f"{name}:{number}:{one.key}") for one in columns_of(part)}
        for number in sorted(numbers)[:_MOST_ROWS_POSTED]
    ]


def _cell(field: Part | Column, data: QueryDict, name: str) -> Any:
    if field.kind is Kind.DURATION:
        return _some(data, name, ("amount", "unit"))
    return data.get(name, "")


def _some(data: QueryDict, name: str, keys: Sequence[str]) -> dict[str, str]:
    return {key: data.get(f"{name}:{key}", "") for key in keys}


def _in_words(column: Column, cell: Any) -> str:
    """A pasted cell as a person reads it."""
    text = str(cell)
    if column.kind is Kind.INSTANT:
        return text.replace("T", " ")
    return dict(choices(column)).get(text, text)


def _words(row: Mapping[str, Any]) -> Iterable[str]:
    for one in row.values():
        if isinstance(one, Mapping):
            yield str(one.get("amount", ""))
        else:
            yield str(one).strip()
