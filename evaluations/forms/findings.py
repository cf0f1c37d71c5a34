"""The form of one finding: what all kinds share, and the fields of its own kind."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, BinaryIO, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.files import content
from portal.look.plain import PlainMessages
from vendors import observing
from vendors.actions.observations import Noted
from vendors.models import Observation
from vendors.observing import Field, Kind, Shape
from vendors.questionnaire.model import Criterion

WIDE = {"class": "w-full"}


class FindingForm(PlainMessages, forms.Form):
    """One finding; the fields of its kind stand between what was found and what it is about."""

    title = forms.CharField(
        label=_("What did you find, in a line?"),
        max_length=150,
        widget=forms.TextInput(attrs=WIDE),
        error_messages={"required": _("Say in a line what you found")},
    )
    seen_on = forms.DateField(
        label=_("Date"),
        widget=forms.DateInput(attrs={"type": "date", "class": "w-12"}, format="%Y-%m-%d"),
        help_text=_("The day on which it was seen, said or published"),
        error_messages={"required": _("Enter the day on which it was seen, said or published")},
    )
    source = forms.CharField(label=_("Source"), max_length=300, widget=forms.TextInput(attrs=WIDE))
    note = forms.CharField(
        label=_("What else should reviewers know?"),
        required=False,
        max_length=8_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    red_flag = forms.BooleanField(label=_("This is a red flag"), required=False)
    about = forms.MultipleChoiceField(
        label=_("Which topics is it about?"),
        help_text=_("It stands beside the answers to these. None: the vendor as a whole"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    file = forms.FileField(
        label=_("File"),
        required=False,
        help_text=_("Notes, a picture, the article. It stays here; the vendor never sees it"),
        widget=forms.FileInput(attrs={"accept": content.ACCEPT}),
    )
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, kind: Kind, topics: Sequence[Criterion], today: dt.date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.today = kind, today
        shared = {name: self.fields.pop(name) for name in list(self.fields)}
        for name in ("title", "seen_on", "source"):
            self.fields[name] = shared.pop(name)
        source = self.fields["source"]
        source.label = kind.source
        source.error_messages["required"] = _("Fill in “%(label)s”") % {"label": kind.source}
        for one in kind.fields:
            self.fields[detail_name(one)] = field_of(one)
        self.fields |= shared
        offered = cast(forms.MultipleChoiceField, self.fields["about"])
        offered.choices = [(one.key, one.short_title) for one in topics]
        if not topics:
            del self.fields["about"]

    def clean_seen_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["seen_on"]
        if day > self.today:
            raise forms.ValidationError(_("Enter a date that is not in the future"))
        return day

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if upload:
            try:
                content.examine(upload.name, cast(BinaryIO, upload.file), upload.size)
            except content.RefusedFileError as refusal:
                raise forms.ValidationError(str(refusal)) from refusal
        return upload

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for key, sentence in observing.problems(self.kind, self._details(data)).items():
            name = f"detail-{key}"
            if name not in self.errors:
                self.add_error(name, sentence)
        return data

    def noted(self) -> Noted:
        """What was typed, as the action takes it."""
        data = self.cleaned_data
        return Noted(
            title=data["title"],
            seen_on=data["seen_on"],
            source=data["source"],
            note=data["note"],
            red_flag=data["red_flag"],
            about=tuple(data.get("about", ())),
            details=self._details(data),
        )

    def _details(self, data: dict[str, Any]) -> dict[str, Any]:
        values = {one.key: data.get(detail_name(one)) for one in self.kind.fields}
        return {key: value for key, value in values.items() if value not in {None, ""}}


def initial_of(observation: Observation) -> dict[str, Any]:
    """What stands in the fields of a finding that is changed."""
    details = {f"detail-{key}": value for key, value in observation.details.items()}
    return details | {
        "title": observation.title,
        "seen_on": observation.seen_on,
        "source": observation.source,
        "note": observation.note,
        "red_flag": observation.red_flag,
        "about": observation.about,
        "version": observation.version,
    }


def detail_name(one: Field) -> str:
    """Name of the field that holds a detail of this kind of finding."""
    return f"detail-{one.key}"


def field_of(one: Field) -> forms.Field:
    """The control of one field that is described as data."""
    made = _bare_field(one)
    made.label, made.help_text = one.label, one.help
    if one.unit:
        made.label = f"{one.label} ({one.unit})"
    made.required = one.required and one.only is None
    made.error_messages["required"] = observing.needed(one)
    # Asked for only after a choice made in another field, so it is not called optional.
    made.mark_optional = not one.required  # type: ignore[attr-defined]
    return made


def _bare_field(one: Field) -> forms.Field:
    match one.shape:
        case Shape.CHOICE:
            return forms.ChoiceField(choices=one.choices, widget=forms.RadioSelect)
        case Shape.NUMBER:
            return forms.IntegerField(
                min_value=0,
                max_value=observing.MOST_NUMBER,
                widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "w-8"}),
                error_messages={"invalid": _("Enter a whole number, such as 25")},
            )
        case Shape.TEXT:
            return forms.CharField(
                max_length=observing.MOST_CHARACTERS, widget=forms.Textarea(attrs={"rows": 2})
            )
        case Shape.LINE:
            return forms.CharField(max_length=300, widget=forms.TextInput(attrs=WIDE))
