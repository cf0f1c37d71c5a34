"""The questionnaire as a workbook to fill in away from the portal, with what is answered so far.

A row for each field of each question on the first sheet, a sheet for each table. Hidden cells name
request, version of the questionnaire, question, and the version of each answer, so that a sheet
that comes back is known and nothing newer is overwritten unseen. All cells are text.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

from portal.documents.sheets import HEADER_FILL, INK, LINE, cell_text, sheet_name
from portal.tenancy.switch import current
from vendors.models import Answer, ReadyState, Response
from vendors.questionnaire.display import column_label
from vendors.questionnaire.filled import (
    ANSWER_HEAD,
    FIRST_ROW,
    MARK,
    QUESTIONS,
    REF_HEAD,
    VERSION_HEAD,
    Slot,
    how_to_fill,
    options_of_field,
    rows_of,
    slots_of,
    table_hint,
    tables_of,
    texts_of,
)
from vendors.questionnaire.kinds import FILE_KINDS, MAX_ROWS, columns_of
from vendors.questionnaire.model import Column, Item, Kind, Part, Questionnaire

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

HEADER = ("No.", "Topic", "Question", "Asked for", "How to fill it in", ANSWER_HEAD, "Standing")
WIDTHS = (5, 20, 46, 30, 40, 64, 16)
ANSWER = HEADER.index(ANSWER_HEAD)
CELL_WIDTHS = {Kind.TEXT: 44, Kind.LINE: 28, Kind.INSTANT: 20, Kind.CHOICE: 24}
MUTED = "#4d5b69"
TINT = "#fff9e3"
HOW = (
    ("What this is", "Your answers so far, to go on with away from the portal."),
    (
        "Where to write",
        "Only in the tinted cells: “Your answer” on the sheet “Questions”, and the rows of each "
        "table’s own sheet. Leave the rest as it is; hidden cells say what belongs where.",
    ),
    (
        "A cell left empty",
        "takes the answer away that stood there, once you agree to it in the portal.",
    ),
    ("Formulas", "are not taken in. Put their result there as text."),
    (
        "Going back",
        "Upload the file on the page “Away from the portal”. It shows what would change before "
        "anything is written, and where a colleague wrote something newer, you choose.",
    ),
    ("Files", "are attached in the portal. This sheet holds none."),
)


@dataclass(slots=True)
class _Book:
    """The workbook while it is written."""

    book: "Workbook"
    version: Mapping[str, int]
    lists: "Worksheet"
    taken: set[str] = field(default_factory=set)
    listed: dict[tuple[str, ...], str] = field(default_factory=dict)
    formats: dict[str, "Format"] = field(default_factory=dict)

    def choices(self, options: Sequence[str]) -> str:
        """Where the choices of a cell stand, as a range; a list in the rule itself is too short."""
        key = tuple(options)
        if key not in self.listed:
            column = len(self.listed)
            for row, option in enumerate(key):
                self.lists.write_string(row, column, cell_text(option))
            name = _letters(column)
            self.listed[key] = f"=Choices!${name}$1:${name}${len(key)}"
        return self.listed[key]


def workbook_of(
    response: Response, asked: Questionnaire, answers: Mapping[str, Answer], *, at: datetime
) -> bytes:
    """Write the workbook of one response; answers by the keys of their questions."""
    import xlsxwriter  # slow to load; only exports need it

    out = BytesIO()
    book = xlsxwriter.Workbook(
        out,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    book.set_properties(
        {
            "title": cell_text(f"Questionnaire: {response.round.name}"),
            "created": at.astimezone(UTC).replace(tzinfo=None),
        }
    )
    main, how = book.add_worksheet(QUESTIONS), book.add_worksheet("How to use it")
    lists, mark = book.add_worksheet("Choices"), book.add_worksheet(MARK)
    versions = {key: one.version for key, one in answers.items()}
    state = _Book(
        book,
        versions,
        lists,
        {"questions", "how to use it", "choices", MARK},
        formats=_formats(book),
    )
    lists.hide()
    mark.very_hidden()
    for row, (name, words) in enumerate(_named(response, at)):
        mark.write_string(row, 0, name)
        mark.write_string(row, 1, words)
    _write_how(how, state)
    _write_main(main, state, asked, answers)
    book.close()
    return out.getvalue()


def _named(response: Response, at: datetime) -> list[tuple[str, str]]:
    version = response.round.version
    return [
        ("sheet", "1"),
        ("workspace", str(current().uuid)),
        ("response", str(response.pk)),
        ("round", str(response.round_id)),
        ("version", str(version.pk)),
        ("digest", version.digest),
        ("at", at.astimezone(UTC).isoformat()),
    ]


def _formats(book: "Workbook") -> dict[str, "Format"]:
    plain = {"valign": "top", "text_wrap": True, "font_color": INK}
    head = {"bold": True, "bg_color": HEADER_FILL, "bottom": 1, "border_color": LINE}
    return {
        "head": book.add_format(plain | head),
        "text": book.add_format(plain),
        "bold": book.add_format(plain | {"bold": True}),
        "muted": book.add_format(plain | {"font_color": MUTED}),
        "title": book.add_format({"bold": True, "font_color": INK, "font_size": 12}),
        "unwrapped": book.add_format({"font_color": MUTED}),
        # "@" is text: no program makes a date or a number out of what is typed there.
        "cell": book.add_format(
            plain | {"num_format": "@", "bg_color": TINT, "border": 1, "border_color": LINE}
        ),
    }


def _write_how(page: "Worksheet", state: _Book) -> None:
    page.set_column(0, 0, 22)
    page.set_column(1, 1, 100)
    for row, (name, words) in enumerate(HOW):
        page.write_string(row, 0, name, state.formats["bold"])
        page.write_string(row, 1, words, state.formats["text"])


def _write_main(
    page: "Worksheet", state: _Book, asked: Questionnaire, answers: Mapping[str, Answer]
) -> None:
    formats = state.formats
    for column, (label, width) in enumerate(zip(HEADER, WIDTHS, strict=True)):
        page.write_string(0, column, label, formats["head"])
        page.set_column(column, column, width)
    reference, version = len(HEADER), len(HEADER) + 1
    page.set_column(reference, version, None, None, {"hidden": True})
    page.write_string(0, reference, REF_HEAD)
    page.write_string(0, version, VERSION_HEAD)
    page.freeze_panes(1, 1)
    row = 0
    for number, item in enumerate(asked.in_order(), start=1):
        topic, answer = asked.criterion(item.criterion).short_title, answers.get(item.key)
        stands = str(state.version.get(item.key, 0))
        for place, line in enumerate(_lines(item, answer, number, state)):
            row += 1
            first = place == 0
            prompt = f"{item.prompt}{' (must-have)' if item.must_have else ''}"
            page.write_string(row, 0, str(number), formats["muted"])
            page.write_string(row, 1, cell_text(topic), formats["muted"])
            page.write_string(row, 2, cell_text(prompt) if first else "", formats["bold"])
            page.write_string(row, 3, cell_text(line.label), formats["text"])
            page.write_string(row, 4, cell_text(line.how), formats["muted"])
            page.write_string(
                row, 6, cell_text(_standing(answer)) if first else "", formats["muted"]
            )
            if line.slot is None:
                page.write_string(row, ANSWER, cell_text(line.text), formats["muted"])
                continue
            page.write_string(row, ANSWER, cell_text(line.text), formats["cell"])
            _offer(page, state, (row, row), ANSWER, line.slot)
            page.write_string(row, reference, f"{item.key}|{line.slot.ref}")
            page.write_string(row, version, stands)
    if row:
        page.autofilter(0, 0, row, len(HEADER) - 1)


@dataclass(frozen=True, slots=True)
class _Line:
    label: str
    how: str
    text: str
    slot: Slot | None = None


def _lines(item: Item, answer: Answer | None, number: int, state: _Book) -> Iterator[_Line]:
    """The rows of a question in the order of its parts; tables are named where they stand."""
    value = answer.value if answer else {}
    texts, slots = texts_of(item, value), slots_of(item)
    for part in item.parts:
        if part.kind in FILE_KINDS:
            yield _Line(part.label, "Attach it in the portal.", "")
        elif part in tables_of(item):
            name = _write_table(state, item, part, value, number)
            yield _Line(
                _needed(part.label, needed=part.required),
                table_hint(part),
                f"On the sheet “{name}”",
            )
        for slot in slots:
            if slot.part == part.key:
                yield _line(slot, texts)
    for slot in slots:
        if slot.part not in {part.key for part in item.parts}:
            yield _line(slot, texts)


def _line(slot: Slot, texts: Mapping[str, str]) -> _Line:
    return _Line(_needed(slot.label, needed=slot.needed), how_to_fill(slot), texts[slot.ref], slot)


def _needed(label: str, *, needed: bool) -> str:
    return label if needed else f"{label} (if any)"


def _standing(answer: Answer | None) -> str:
    if answer is None or not answer.value:
        return "Not answered"
    state = "Completed" if answer.ready == ReadyState.READY else "In progress"
    return f"{state}, confidential" if answer.confidential else state


def _write_table(state: _Book, item: Item, part: Part, value: Any, number: int) -> str:
    """Write a table's own sheet: hidden row of keys, title, hints, heads, then the rows."""
    columns, formats = columns_of(part), state.formats
    name = sheet_name(f"{number} {part.label}", state.taken)
    page = state.book.add_worksheet(name)
    page.set_row(0, None, None, {"hidden": True})
    page.write_string(0, 0, f"{item.key}|{part.key}|{state.version.get(item.key, 0)}")
    page.write_string(1, 0, cell_text(f"{number}. {item.prompt}"), formats["title"])
    page.write_string(2, 0, cell_text(f"{part.label}. {table_hint(part)}"), formats["unwrapped"])
    page.set_column(0, 0, 5)
    rows = rows_of(item, part, value)
    last = FIRST_ROW + max(MAX_ROWS, len(rows)) - 1
    for place, column in enumerate(columns, start=1):
        page.set_column(place, place, CELL_WIDTHS.get(column.kind, 18))
        page.write_string(0, place, column.key)
        page.write_string(3, place, cell_text(how_to_fill(column)), formats["muted"])
        page.write_string(
            4,
            place,
            cell_text(_needed(column_label(column), needed=column.required)),
            formats["head"],
        )
        _offer(page, state, (FIRST_ROW, last), place, column)
    page.write_string(4, 0, "Row", formats["head"])
    page.freeze_panes(FIRST_ROW, 1)
    for index in range(last - FIRST_ROW + 1):
        page.write_string(FIRST_ROW + index, 0, str(index + 1), formats["muted"])
        row = rows[index] if index < len(rows) else {}
        for place, column in enumerate(columns, start=1):
            text = cell_text(row.get(column.key, ""))
            page.write_string(FIRST_ROW + index, place, text, formats["cell"])
    return name


def _offer(
    page: "Worksheet", state: _Book, rows: tuple[int, int], column: int, of: Slot | Column
) -> None:
    """Let the cell offer its choices; another text may be written and is told on upload."""
    if of.kind not in {Kind.CHOICE, Kind.BOOLEAN}:
        return
    options = [str(one.label) for one in options_of_field(of)]
    page.data_validation(
        rows[0],
        column,
        rows[1],
        column,
        {
            "validate": "list",
            "source": state.choices(options),
            "error_type": "warning",
            "error_title": "Not in the list",
            "error_message": "Choose one of the answers in the list.",
        },
    )


def _letters(column: int) -> str:
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
