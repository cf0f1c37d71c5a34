"""The form that publishes an amendment."""

from datetime import datetime
from typing import Any

from django import forms

from evaluations.forms.instants import DueMixin, day_field, time_field
from evaluations.forms.reasons import reason_field
from portal.look.plain import PlainMessages


class AmendForm(PlainMessages, DueMixin, forms.Form):
    reason = reason_field(
        "Reason", "Say why the questions change", "Every vendor reads it, in the mail too."
    )
    due_day = day_field("Answers due later, on", required=False)
    due_time = time_field("at", required=False)
    seen = forms.CharField(widget=forms.HiddenInput)
    due_is_required = False

    def __init__(
        self, *args: Any, now: datetime, zone: str, due_at: datetime | None, **kwargs: Any
    ) -> None:
        self.now, self.zone, self.stands = now, zone, due_at
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        self.clean_due(data)
        due = data["due_at"]
        if due is not None and self.stands is not None and due <= self.stands:
            self.add_error("due_day", "Choose a later date than the one that vendors have now.")
        return data
