"""Three fields open an evaluation."""

from datetime import datetime, time
from typing import Any

from django import forms

from evaluations.forms.instants import DueMixin, day_field, in_weeks, time_field
from portal.look.plain import PlainMessages
from vendors.invitees import Invitee, read_lines
from vendors.models import Kind
from vendors.questionnaire.model import Depth

DEPTHS = (
    (Depth.QUICK.value, "Quick check"),
    (Depth.ESSENTIALS.value, "Essentials"),
    (Depth.FULL.value, "Full"),
)
DEPTH_HINTS = {
    Depth.QUICK.value: "Half an hour, alone. You write down what you know; no vendor is asked.",
    Depth.ESSENTIALS.value: "12 questions. A vendor needs about two hours, a reviewer about half an hour a vendor.",
    Depth.FULL.value: "61 questions with tables and files. Allow vendors two to three weeks.",
}
KIND_HINTS = {
    Kind.ACQUISITION.value: "Answers stay sealed until the due date. Then you compare vendors side by side.",
    Kind.IMPROVEMENT.value: "You see each submitted answer at once and follow what gets fixed.",
}


def depth_field() -> forms.ChoiceField:
    field = forms.ChoiceField(
        label="How much time do you have?",
        choices=DEPTHS,
        widget=forms.RadioSelect,
        initial=Depth.ESSENTIALS.value,
    )
    field.option_hints = DEPTH_HINTS  # type: ignore[attr-defined]
    return field


def kind_field() -> forms.ChoiceField:
    field = forms.ChoiceField(
        label="What is it for?",
        choices=Kind.choices,
        widget=forms.RadioSelect,
        initial=Kind.ACQUISITION.value,
    )
    field.option_hints = KIND_HINTS  # type: ignore[attr-defined]
    return field


def vendors_field(*, help_text: str, label: str = "Vendors") -> forms.CharField:
    return forms.CharField(
        label=label,
        widget=forms.Textarea(attrs={"rows": 5, "class": "w-full", "spellcheck": "false"}),
        help_text=help_text,
        max_length=10_000,
    )


class VendorLines(forms.Form):
    """Reads one vendor per line; every line that is not clear is told at the field."""

    def clean_lines(self, name: str, *, email_needed: bool) -> tuple[Invitee, ...]:
        typed = read_lines(self.cleaned_data.get(name, ""), email_needed=email_needed)
        for problem in typed.problems:
            self.add_error(name, problem)
        return typed.invitees


class StartForm(PlainMessages, DueMixin, VendorLines):
    """Name, vendors, due date; the rest has an answer already."""

    name = forms.CharField(
        label="Name of the evaluation",
        max_length=150,
        help_text="Vendors see it. For example: Vaccine scheduling 2027",
        widget=forms.TextInput(attrs={"class": "w-full", "autocomplete": "off"}),
    )
    vendors = vendors_field(
        label="Vendors’ e-mail addresses",
        help_text=(
            "One per line: name@vendor.example, or Vendor name &lt;name@vendor.example&gt;. "
            "Nobody gets mail before you have checked and opened."
        ),
    )
    due_day = day_field("Answers due on")
    due_time = time_field("at")
    kind = kind_field()
    depth = depth_field()

    def __init__(self, *args: Any, now: datetime, zone: str, **kwargs: Any) -> None:
        self.now, self.zone = now, zone
        super().__init__(*args, **kwargs)
        self.fields["due_day"].initial = in_weeks(now, zone, 3)
        self.fields["due_time"].initial = time(17, 0)
        self.is_quick = self.data.get("depth") == Depth.QUICK.value
        if self.is_quick:
            self.fields["due_day"].required = self.fields["due_time"].required = False

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        data["invitees"] = self.clean_lines("vendors", email_needed=not self.is_quick)
        if self.is_quick:
            data["due_at"] = None
        else:
            self.clean_due(data)
        return data


class QuickStartForm(PlainMessages, VendorLines):
    """A name and whom it is about; no address is needed."""

    name = forms.CharField(
        label="Name of the quick check",
        max_length=150,
        help_text="For example: Our clinic scheduler, spring",
        widget=forms.TextInput(attrs={"class": "w-full", "autocomplete": "off"}),
    )
    vendors = vendors_field(help_text="One name per line. No e-mail address is needed.")

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        data["invitees"] = self.clean_lines("vendors", email_needed=False)
        return data
