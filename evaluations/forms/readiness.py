"""Forms of the calendar: an event, a tick, words to the provider, how it went, an outage."""

import re
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from django import forms

from evaluations import rules
from evaluations.forms.instants import NoSuchTime, instant_of
from evaluations.forms.reasons import reason_field
from evaluations.readiness import HELD_WORDS, KIND_WORDS, Held, Kind
from portal.look.plain import PlainMessages
from vendors.models import Vendor

MOST_PEOPLE = 100_000_000
MOST_CHARACTERS = 2_000
WHOLE = "Enter a whole number, such as 4000"


def _day(label: str, asked: str, *, required: bool = True) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "w-12"}),
        error_messages={"required": asked, "invalid": "Enter a date, such as 2027-03-19"},
    )


def _time(label: str, asked: str, *, required: bool = True, help_text: str = "") -> forms.TimeField:
    return forms.TimeField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time", "class": "w-8"}),
        error_messages={
            "required": asked,
            "invalid": "Enter the time as hours and minutes, such as 08:00",
        },
    )


class PeopleField(forms.IntegerField):
    """A whole number of people, typed with or without its digits grouped."""

    def to_python(self, value: Any) -> int | None:
        """The number; raises ValidationError."""
        if isinstance(value, str):
            value = re.sub(r"(?<=\d)[,.\s’'](?=\d{3}(\D|$))", "", value.strip())
        return super().to_python(value)


def _people(label: str, help_text: str = "") -> forms.IntegerField:
    return PeopleField(
        label=label,
        required=False,
        help_text=help_text,
        min_value=1,
        max_value=MOST_PEOPLE,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "w-8"}),
        error_messages={
            "invalid": WHOLE,
            "min_value": "Enter 1 or more",
            "max_value": "Enter at most 100000000",
        },
    )


def _text(label: str, help_text: str = "", *, rows: int = 3) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        help_text=help_text,
        max_length=MOST_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": rows, "class": "w-full"}),
    )


class InstantsMixin(forms.Form):
    """A day and a time of the form mean an instant in the workspace's zone."""

    zone = "UTC"

    def instant(self, day_name: str, time_name: str) -> datetime | None:
        """The instant; None where a part is missing or wrong, which is then said at its field."""
        day, at = self.cleaned_data.get(day_name), self.cleaned_data.get(time_name)
        if not isinstance(day, date) or not isinstance(at, time):
            return None
        try:
            return instant_of(day, at, self.zone)
        except NoSuchTime as problem:
            self.add_error(time_name, str(problem))
            return None


class EventForm(PlainMessages, InstantsMixin, forms.Form):
    """What is planned, when, how many people come, and on whose system."""

    name = forms.CharField(
        label="Name",
        max_length=150,
        help_text="For example: Booking opens for people over 65",
        widget=forms.TextInput(attrs={"class": "w-full"}),
        error_messages={"required": "Give it a name that the provider understands too"},
    )
    kind = forms.ChoiceField(
        label="What is it?",
        choices=[(one.value, words) for one, words in KIND_WORDS.items()],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what it is"},
    )
    day = _day("Day", "Enter the day on which it starts")
    time = _time("Time", "Enter the time at which it starts")
    peak = _people(
        "Most people expected in one hour",
        "How many may book from then on, and how many of them come at once.",
    )
    provider = forms.ChoiceField(label="Whose system", required=False)

    def __init__(self, *args: Any, zone: str, providers: Sequence[Vendor], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone
        self.fields["time"].help_text = f"In the zone {zone.replace('_', ' ')}"
        self.vendors = {str(one.pk): one for one in providers}
        self.fields["provider"].choices = [  # type: ignore[attr-defined]
            ("", "Our own, or nobody’s yet"),
            *((key, one.name) for key, one in self.vendors.items()),
        ]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        data["starts_at"] = self.instant("day", "time")
        data["vendor"] = self.vendors.get(data.get("provider", ""))
        if "kind" in data:
            data["kind"] = Kind(data["kind"])
        return data


class CheckForm(PlainMessages, forms.Form):
    """A tick, or one taken away, with a note."""

    note = forms.CharField(
        label="Note",
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs={"class": "w-full"}),
    )


class TellForm(PlainMessages, forms.Form):
    """What the provider reads beside the hour and the number of people."""

    words = _text(
        "Words to the provider",
        "For example who is reached here on that day, or what you want to see beforehand",
        rows=4,
    )


class CallOffForm(PlainMessages, forms.Form):
    """Why an event does not take place."""

    why = reason_field("Why is it called off?", "Say why it is called off")


class RecordForm(PlainMessages, forms.Form):
    """How it went."""

    held = forms.ChoiceField(
        label="Did it hold?",
        choices=[(one.value, words) for one, words in HELD_WORDS.items()],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how it went"},
    )
    peak_seen = _people(
        "People in the busiest hour", "As far as you know it; the provider can tell you."
    )
    change = _text("What to change next time", rows=4)

    def clean_held(self) -> Held:
        return Held(self.cleaned_data["held"])


class OutageForm(PlainMessages, InstantsMixin, forms.Form):
    """Whose system was down, from when to when, and what residents met."""

    provider = forms.ChoiceField(
        label="Whose system was down?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the provider"},
    )
    start_day = _day("Down since, day", "Enter the day on which it went down")
    start_time = _time("Down since, time", "Enter the time at which it went down")
    end_day = _day("Up again, day", "", required=False)
    end_time = _time(
        "Up again, time", "", required=False, help_text="Leave both empty while it is down"
    )
    met = forms.CharField(
        label="What did residents meet?",
        max_length=MOST_CHARACTERS,
        help_text="What they saw, how many, and what they did then. The provider never reads it here.",
        widget=forms.Textarea(attrs={"rows": 4, "class": "w-full"}),
        error_messages={"required": "Say what residents met"},
    )

    def __init__(
        self, *args: Any, now: datetime, zone: str, providers: Sequence[Vendor], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.now, self.zone = now, zone
        self.fields["start_time"].help_text = f"In the zone {zone.replace('_', ' ')}"
        self.vendors = {str(one.pk): one for one in providers}
        self.fields["provider"].choices = [  # type: ignore[attr-defined]
            (key, one.name) for key, one in self.vendors.items()
        ]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        data["vendor"] = self.vendors.get(data.get("provider", ""))
        data["started_at"] = self.instant("start_day", "start_time")
        data["ended_at"] = self.instant("end_day", "end_time")
        if bool(data.get("end_day")) != bool(data.get("end_time")) and not self.errors:
            missing = "end_time" if data.get("end_day") else "end_day"
            self.add_error(missing, "Enter day and time, or leave both empty")
        self._hold(data["started_at"], data["ended_at"])
        return data

    def _hold(self, started: datetime | None, ended: datetime | None) -> None:
        """Say at the field to change why it can't have been so."""
        if started is None:
            return
        if not (begun := rules.may_have_begun(started, at=self.now)):
            self.add_error("start_day", begun.refusal)
        elif not (over := rules.may_have_ended(started, ended, at=self.now)):
            self.add_error("end_day", over.refusal)
