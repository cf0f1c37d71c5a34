"""The question that a coordinator sends to a vendor about its answers."""

from datetime import datetime
from typing import Any

from django import forms

from evaluations.forms.instants import DueMixin, day_field, time_field
from portal.look.plain import PlainMessages
from vendors.actions.clarifications import MOST_QUESTION


class QuestionForm(PlainMessages, forms.Form):
    """A pre-written question, to edit and send."""

    question = forms.CharField(
        label="Question to the vendor",
        max_length=MOST_QUESTION,
        widget=forms.Textarea(attrs={"rows": 5, "class": "w-full"}),
        error_messages={"required": "Write the question"},
    )


class AgainForm(PlainMessages, DueMixin, forms.Form):
    """What a vendor is asked about one topic, and until when that topic is open for it again."""

    question = forms.CharField(
        label="Question to the vendor",
        help_text="The vendor reads it as you write it; reviewers read it beside the answer.",
        max_length=MOST_QUESTION,
        widget=forms.Textarea(attrs={"rows": 5, "class": "w-full"}),
        error_messages={"required": "Write the question"},
    )
    due_day = day_field("Answers due again, on", required=False)
    due_time = time_field("at", required=False)

    def __init__(self, *args: Any, now: datetime, zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now, self.zone = now, zone

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        self.clean_due(data)
        return data
