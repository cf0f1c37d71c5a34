"""Forms of what stands beside the scores: a meeting, and what was asked of a vendor."""

import datetime as dt
from typing import Any

from django import forms

from portal.look.plain import PlainMessages
from vendors import probing
from vendors.observing import USERS

WIDE = {"class": "w-full"}


class MeetingForm(PlainMessages, forms.Form):
    held_on = forms.DateField(
        label="Date of the meeting",
        error_messages={"required": "Enter the day on which you met"},
        widget=forms.DateInput(attrs={"type": "date", "class": "w-12"}, format="%Y-%m-%d"),
    )
    present = forms.CharField(
        label="Who was there?",
        max_length=300,
        widget=forms.TextInput(attrs=WIDE),
        error_messages={"required": "Say who was there, on both sides"},
    )
    covered = forms.MultipleChoiceField(
        label="Whose work was covered?",
        choices=[(one.key, one.label) for one in USERS],
        required=False,
        help_text="A vendor that never shows a side is worth asking about it",
        widget=forms.CheckboxSelectMultiple,
    )
    observations = forms.CharField(
        label="What did you see?",
        max_length=8_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "Say what you saw"},
    )
    red_flags = forms.CharField(
        label="Red flags",
        required=False,
        max_length=4_000,
        help_text="For example unprepared, or nobody there who runs the system",
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_held_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["held_on"]
        if day > self.today:
            raise forms.ValidationError("Enter a date that is not in the future")
        return day


class ProbeForm(PlainMessages, forms.Form):
    state = forms.ChoiceField(
        label="How far are you with it?",
        choices=probing.STATES,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how far you are with it"},
    )
    found = forms.CharField(
        label="What was answered, or what came out?",
        required=False,
        max_length=probing.MOST_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    source = forms.CharField(
        label="Source",
        required=False,
        max_length=300,
        help_text="Who said it, or who tried it",
        widget=forms.TextInput(attrs=WIDE),
    )
    mark_optional = False

    def __init__(self, *args: Any, subject: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.subject = subject

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if "state" in data and "found" in data:
            wrong = probing.problems(self.subject, data["state"], data["found"])
            for field, sentence in wrong.items():
                self.add_error(field, sentence)
        return data
