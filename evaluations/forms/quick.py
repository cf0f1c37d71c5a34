"""The eight lines of a quick check on one page."""

from typing import Any, cast

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict

from evaluations.forms.start import DEPTH_HINTS, DEPTHS
from portal.look.plain import PlainMessages
from vendors.actions.statements import Conflict, Said
from vendors.models import Finding, Source, Statement
from vendors.questionnaire.model import Depth, Questionnaire, Section

NOTE_LENGTH = 4_000


class QuickForm(forms.Form):
    """finding, source, note and version of each section, under its key."""

    def __init__(
        self,
        *args: Any,
        questionnaire: Questionnaire,
        statements: dict[str, Statement],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.sections = sorted(questionnaire.sections, key=lambda one: one.order)
        self.statements = statements
        for section in self.sections:
            self._add(section, statements.get(section.key))

    def _add(self, section: Section, said: Statement | None) -> None:
        key = section.key
        self.fields[f"finding-{key}"] = forms.ChoiceField(
            label="What do you know?",
            choices=Finding.choices,
            required=False,
            widget=forms.RadioSelect,
            initial=said.finding if said else None,
        )
        self.fields[f"source-{key}"] = forms.ChoiceField(
            label="Where from?",
            choices=[("", "Choose"), *Source.choices],
            required=False,
            initial=said.source if said else "",
        )
        self.fields[f"note-{key}"] = forms.CharField(
            label="Note",
            required=False,
            max_length=NOTE_LENGTH,
            widget=forms.Textarea(attrs={"rows": 2, "class": "w-full"}),
            initial=said.note if said else "",
        )
        self.fields[f"version-{key}"] = forms.IntegerField(
            min_value=0,
            required=False,
            widget=forms.HiddenInput,
            initial=said.version if said else 0,
        )

    mark_optional = False

    def rows(self) -> list[dict[str, Any]]:
        """Sections with their fields, for the template."""
        return [
            {
                "section": section,
                "finding": self._bound("finding", section),
                "source": self._bound("source", section),
                "note": self._bound("note", section),
                "version": self._bound("version", section),
                "said": self.statements.get(section.key),
            }
            for section in self.sections
        ]

    def _bound(self, name: str, section: Section) -> BoundField:
        return self[f"{name}-{section.key}"]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for section in self.sections:
            typed = data.get(f"note-{section.key}") or data.get(f"source-{section.key}")
            field = f"finding-{section.key}"
            if typed and not data.get(field) and field not in self.errors:
                self.add_error(field, f"Select what you know of “{section.title}”, or unknown")
        return data

    def said(self) -> list[Said]:
        """The lines with an answer."""
        data = self.cleaned_data
        return [
            Said(
                about=one.key,
                finding=data[f"finding-{one.key}"],
                source=data.get(f"source-{one.key}", ""),
                note=data.get(f"note-{one.key}", "").strip(),
                based_on=data.get(f"version-{one.key}") or 0,
            )
            for one in self.sections
            if data.get(f"finding-{one.key}")
        ]

    def show(self, conflicts: list[Conflict]) -> None:
        """Say at each line who saved meanwhile and what; saving again keeps what is typed here."""
        data = cast(QueryDict, self.data).copy()
        for conflict in conflicts:
            theirs = conflict.theirs
            data[f"version-{theirs.about}"] = str(theirs.version)
            note = f": “{theirs.note}”" if theirs.note else ""
            self.add_error(
                f"finding-{theirs.about}",
                f"{theirs.by_name} saved “{theirs.get_finding_display()}”{note} meanwhile. "
                "Your words are still here; save again to keep yours.",
            )
        self.data = data


class DeeperForm(PlainMessages, forms.Form):
    """From a quick check to an evaluation."""

    depth = forms.ChoiceField(
        label="How much do you want to ask?", choices=DEPTHS[1:], widget=forms.RadioSelect,
        initial=Depth.ESSENTIALS.value,
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["depth"].option_hints = DEPTH_HINTS  # type: ignore[attr-defined]
