"""Forms of requests to a provider: wording them, sending the letter, answering; and of concerns."""

from collections.abc import Sequence
from datetime import date
from typing import Any, cast

from django import forms

from evaluations.concerns import ENDED, Concern
from portal.look.plain import PlainMessages
from vendors.actions.changes import MOST_CHARACTERS
from vendors.changes import Act
from vendors.questionnaire.model import Criterion

INTRO = (
    "Thank you for your answers. Below is what we ask you to change, each with the proof that would "
    "close it and the day by which we want it."
)


def _text(label: str, asked: str, *, rows: int = 4, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=MOST_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": rows, "class": "w-full"}),
        error_messages={"required": asked},
    )


class RequestForm(PlainMessages, forms.Form):
    """One request; which topic it is about is chosen for one of the coordinator's own."""

    topic = forms.ChoiceField(label="Topic")
    ask = _text("What we ask for", "Say what you ask for")
    proof = _text("What proves it", "Say what would prove it", rows=2)
    by_day = forms.DateField(
        label="Wanted by",
        widget=forms.DateInput(attrs={"type": "date", "class": "w-12"}, format="%Y-%m-%d"),
        error_messages={"required": "Enter the day by which you want it"},
    )

    def __init__(
        self, *args: Any, topics: Sequence[Criterion] = (), today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        if topics:
            field = cast(forms.ChoiceField, self.fields["topic"])
            field.choices = [(one.key, one.title) for one in topics]
        else:
            del self.fields["topic"]

    def clean_by_day(self) -> date:
        day: date = self.cleaned_data["by_day"]
        if day <= self.today:
            raise forms.ValidationError("Enter a day that lies ahead")
        return day


class SendForm(PlainMessages, forms.Form):
    """What stands above the requests."""

    intro = forms.CharField(
        label="Words above the requests",
        required=False,
        initial=INTRO,
        max_length=MOST_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 4, "class": "w-full"}),
    )


ANSWERS = {
    Act.ACCEPTED: "Accept the proposal",
    Act.NOT_ACCEPTED: "Don’t accept it; say why below",
    Act.VERIFIED: "Verified: it is done",
    Act.RETURNED: "Return the proof; say why below",
    Act.TAKEN_BACK: "Stop asking for this; say why below",
}


class AnswerForm(PlainMessages, forms.Form):
    """What the jurisdiction says to a proposal or to proof."""

    act = forms.ChoiceField(
        label="Your answer",
        widget=forms.RadioSelect,
        error_messages={"required": "Select an answer"},
    )
    text = forms.CharField(
        label="Reason",
        required=False,
        max_length=MOST_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 3, "class": "w-full"}),
        help_text="The vendor reads it.",
    )

    def __init__(self, *args: Any, acts: Sequence[Act], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(forms.ChoiceField, self.fields["act"])
        field.choices = [(one.value, ANSWERS[one]) for one in acts]


class ConcernForm(PlainMessages, forms.Form):
    """Where a concern stands now."""

    state = forms.ChoiceField(
        label="The concern is",
        choices=[(one.value, one.words) for one in Concern],
        widget=forms.RadioSelect,
    )
    why = forms.CharField(
        label="Why",
        required=False,
        max_length=MOST_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 3, "class": "w-full"}),
        help_text="Needed for verified and not applicable. The vendor never sees it.",
    )

    def clean(self) -> None:
        super().clean()
        state = self.cleaned_data.get("state")
        if state in ENDED and not self.cleaned_data.get("why", "").strip():
            self.add_error("why", f"Say why the concern is {state}")
