"""Forms that change a questionnaire: wording, guides, own sections, topics and questions."""

import hashlib
from collections.abc import Callable
from typing import Any

from django import forms

from portal.look.plain import PlainMessages
from vendors.questionnaire import edits
from vendors.questionnaire.model import Criterion, Item, Kind, Part, Questionnaire, Section
from vendors.questionnaire.reading import CELL_KINDS, MAX_BYTES, MAX_WEIGHT, read_bytes

KIND_WORDS = {
    Kind.YES_PARTIAL_NO: "Yes, partial or no, with words",
    Kind.TEXT: "Text",
    Kind.LINE: "One line",
    Kind.INTEGER: "Whole number",
    Kind.DECIMAL: "Number",
    Kind.PERCENT: "Percentage",
    Kind.DURATION: "Duration",
    Kind.DATE: "Date",
    Kind.INSTANT: "Date and time",
    Kind.MONTH: "Month",
    Kind.URL: "Web address",
    Kind.CONTACT: "Person to contact",
    Kind.CHOICE: "One choice out of a list",
    Kind.MULTI: "Several choices out of a list",
    Kind.BOOLEAN: "Tick box",
    Kind.TABLE: "Table",
    Kind.CREDIT_TIERS: "Service credits by tier",
    Kind.ONCALL: "On-call arrangement",
    Kind.FILE: "File",
    Kind.ARTEFACT: "Load-test file",
}
CELL_WORDS = {
    kind: KIND_WORDS[kind] for kind in KIND_WORDS if kind in CELL_KINDS and kind is not Kind.CHOICE
}
LEVELS = [(number, str(number)) for number in range(1, 8)]
MOST_PARTS = 8


def mark_of(thing: Section | Criterion | Item) -> str:
    """What a form was based on, to notice that somebody else saved meanwhile."""
    return hashlib.sha256(repr(thing).encode()).hexdigest()[:20]


def _line(label: str, limit: int, **kwargs: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=limit, widget=forms.TextInput(attrs={"class": "w-full"}), **kwargs
    )


def _words(label: str, rows: int = 3, **kwargs: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": rows, "class": "w-full"}),
        **kwargs,
    )


class _Marked(PlainMessages, forms.Form):
    """Carries the mark of what was shown."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def show_conflict(self, thing: Section | Criterion | Item, theirs: str) -> None:
        """Say that somebody saved meanwhile; saving again keeps what is typed here."""
        data = self.data.copy()  # type: ignore[attr-defined]
        data["seen"] = mark_of(thing)
        self.data = data
        self.add_error(
            None,
            f"Somebody changed this meanwhile. Theirs: “{theirs}”. "
            "Your words are still here; save again to keep yours.",
        )


class SectionForm(_Marked):
    title = _line("Title", 200)
    question = _words("The question that this section asks")
    why = _words("Why it matters", required=False)


class TopicForm(_Marked):
    title = _line("Title", 200)
    short_title = _line("Short title", 60, help_text="For tables and charts.")
    weight = forms.IntegerField(
        label="Weight",
        min_value=0,
        max_value=MAX_WEIGHT,
        help_text="A whole number; its share of 100 % is worked out.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "w-4"}),
    )


class NewTopicForm(TopicForm):
    level = forms.TypedChoiceField(
        label="Level",
        choices=LEVELS,
        coerce=int,
        help_text="1 is the base of the pyramid.",
        widget=forms.Select,
    )
    short_title = _line("Short title", 60, required=False, help_text="For tables and charts.")

    def __init__(self, *args: Any, questionnaire: Questionnaire, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["level"].choices = [  # type: ignore[attr-defined]
            (one.number, f"{one.number} {one.title}") for one in questionnaire.levels
        ]


class QuestionForm(_Marked):
    """Wording, plain version, proof, the guide per score and must-have of a question."""

    prompt = _words("Question", 4)
    plain = _words(
        "In plain words",
        required=False,
        help_text="For whoever asks it by phone.",
    )
    proof = _words("What proves it", required=False)
    must_have = forms.BooleanField(
        label="Must-have: a mark below 2 is flagged whatever the total", required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for score in range(5):
            self.fields[f"anchor_{score}"] = _words(f"What scores {score}", 2)

    def anchors(self) -> dict[int, str]:
        return {score: self.cleaned_data[f"anchor_{score}"] for score in range(5)}


def initial_of(item: Item) -> dict[str, Any]:
    return {
        "prompt": item.prompt,
        "plain": item.plain,
        "proof": item.proof,
        "must_have": item.must_have,
        "seen": mark_of(item),
        **{f"anchor_{score}": text for score, text in item.anchors.items()},
    }


class PartForm(PlainMessages, forms.Form):
    """One field, list or table of an own question's answer."""

    kind = forms.ChoiceField(
        label="Kind of answer", choices=[(kind.value, word) for kind, word in KIND_WORDS.items()]
    )
    label = _line("What is asked for", 200, help_text="For example: Date of the last test")
    required = forms.BooleanField(label="Must be answered", required=False, initial=True)
    unit = _line("Unit", 40, required=False, help_text="For example: minutes, requests a second")
    options = _words(
        "Choices, one per line", required=False, help_text="For a choice out of a list."
    )
    columns = _words(
        "Columns, one per line",
        required=False,
        help_text=(
            "For a table: the heading, then a colon and the kind where it is not one line. "
            f"Kinds: {', '.join(word.lower() for word in CELL_WORDS.values())}. "
            "For example: Started: date and time"
        ),
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        kind = data.get("kind")
        data["option_lines"] = _lines(data.get("options", ""))
        if kind in {Kind.CHOICE, Kind.MULTI} and len(data["option_lines"]) < 2:
            self.add_error("options", "Enter at least two choices, one per line")
        data["column_pairs"] = self._columns(data.get("columns", ""))
        if kind == Kind.TABLE and not data["column_pairs"] and "columns" not in self.errors:
            self.add_error("columns", "Enter at least one column, one per line")
        return data

    def part(self, number: int) -> Part:
        data = self.cleaned_data
        kind = Kind(data["kind"])
        return edits.own_part(
            kind,
            data["label"],
            number=number,
            required=data["required"],
            unit=data["unit"],
            options=data["option_lines"] if kind in {Kind.CHOICE, Kind.MULTI} else (),
            columns=data["column_pairs"] if kind is Kind.TABLE else (),
        )

    def _columns(self, text: str) -> list[tuple[str, Kind]]:
        known = {word.lower(): kind for kind, word in CELL_WORDS.items()}
        pairs: list[tuple[str, Kind]] = []
        for line in _lines(text):
            heading, colon, word = line.rpartition(":")
            kind = known.get(word.strip().lower()) if colon else Kind.LINE
            if kind is None:
                self.add_error(
                    "columns",
                    f"“{word.strip()}” is no kind of column. Use one of those named above.",
                )
            else:
                pairs.append((heading.strip() if colon else line, kind))
        return pairs


PartFormSet = forms.formset_factory(PartForm, extra=0, min_num=1, max_num=MOST_PARTS)


class NotRelevantForm(PlainMessages, forms.Form):
    reason = _words(
        "Reason",
        help_text="Vendors and reports show it.",
        error_messages={"required": "Say why this question is not relevant to you"},
    )


class NameForm(PlainMessages, forms.Form):
    name = _line("Name of the questionnaire", 150)


class ImportForm(PlainMessages, forms.Form):
    """A questionnaire from its file; every fault is told."""

    name = _line(
        "Name of the questionnaire", 150, required=False, help_text="Empty: the title in the file."
    )
    file = forms.FileField(
        label="Questionnaire file",
        help_text="A JSON file that was downloaded here or written by the description of the format.",
        widget=forms.ClearableFileInput(attrs={"accept": ".json,application/json"}),
    )
    found: Questionnaire | None = None

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        reading = read_bytes(upload.read(MAX_BYTES + 1))
        if reading.questionnaire is None:
            raise forms.ValidationError([str(fault) for fault in reading.faults[:30]])
        self.found = reading.questionnaire
        return upload


Change = Callable[[Questionnaire], Questionnaire]


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
