"""More time for vendors, and what came too late."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms

from evaluations.forms.instants import DueMixin, day_field, time_field
from evaluations.forms.reasons import reason_field
from portal.accounts.models import User
from portal.look.formats import in_words
from portal.look.plain import PlainMessages
from vendors.models import Response
from vendors.rules import due_of

ALL = "all"


class ExtendForm(PlainMessages, DueMixin, forms.Form):
    """For whom, until when and why."""

    whom = forms.ChoiceField(
        label="For whom",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one vendor or all of them"},
    )
    due_day = day_field("Answers due later, on")
    due_time = time_field("at")
    reason = reason_field(
        "Reason",
        "Say why there is more time",
        "Everybody whose date moves reads it, in the mail too.",
    )

    def __init__(
        self, *args: Any, now: datetime, zone: str, responses: Sequence[Response], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.now, self.zone = now, zone
        self.responses = {str(one.pk): one for one in responses}
        self.fields["whom"].choices = [  # type: ignore[attr-defined]
            (ALL, "All vendors"),
            *((str(one.pk), _named(one)) for one in responses),
        ]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        self.clean_due(data)
        data["response"] = self.responses.get(data.get("whom", ""))
        return data


def _named(response: Response) -> str:
    due = due_of(response)
    return f"{response.vendor.name}, due {in_words(due)}" if due else response.vendor.name


ELSE = "else"


class AskForm(PlainMessages, forms.Form):
    """Why a late submission is to count, and who is asked to confirm it."""

    reason = reason_field(
        "Reason for accepting it",
        "Say why it is accepted",
        "The second person reads it, and it stands in the record.",
    )
    whom = forms.ChoiceField(
        label="Who confirms it",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a second person"},
    )
    email = forms.EmailField(
        label="E-mail address of somebody else",
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "class": "w-20"}),
        help_text="Gets a link for this one question, sees no answers, and is out again after it",
    )

    def __init__(self, *args: Any, colleagues: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["whom"].choices = [  # type: ignore[attr-defined]
            *((one.email, f"{one}, coordinator") for one in colleagues),
            (ELSE, "Somebody else, by e-mail"),
        ]
        if not colleagues:
            self.initial["whom"] = ELSE

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        chosen, email = data.get("whom"), data.get("email")
        if chosen == ELSE and not email and "email" not in self.errors:
            self.add_error("email", "Enter the address of the second person")
        data["to"] = email if chosen == ELSE else chosen
        return data


class SayNoForm(PlainMessages, forms.Form):
    """Why a late submission does not count."""

    reason = reason_field("Why it is not accepted", "Say why", "The vendor reads it.")


class AnswerForm(PlainMessages, forms.Form):
    """A second person's yes, or her no with a reason."""

    name = forms.CharField(
        label="Your name",
        help_text="It stands in the record beside your answer",
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name", "class": "w-20"}),
    )
    reason = forms.CharField(
        label="If you say no: why?",
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4, "class": "w-full"}),
        help_text="The vendor and the coordinator read it",
    )

    def __init__(self, *args: Any, named: bool, says_no: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if named:
            del self.fields["name"]
        if says_no:
            self.fields["reason"].required = True
            self.fields["reason"].error_messages["required"] = "Say why it is not accepted"
