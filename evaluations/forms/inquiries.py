"""Answering a vendor's question to all vendors, refusing it, and until when questions are taken."""

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from evaluations.forms.instants import NoSuchTime, day_field, instant_of, time_field
from evaluations.masking import Masked, mask
from portal.look.plain import PlainMessages
from vendors.actions.inquiries import MOST_ANSWER, MOST_QUESTION, MOST_REASON

WIDE = "w-full"


class AnswerForm(PlainMessages, forms.Form):
    """What all vendors read. Words that name a vendor are let through only on purpose."""

    question = forms.CharField(
        label="The question as all vendors read it",
        help_text="Take out whatever tells who asks, and every secret. The original is kept",
        max_length=MOST_QUESTION,
        widget=forms.Textarea(attrs={"rows": 5, "class": WIDE}),
    )
    answer = forms.CharField(
        label="Your answer to all vendors",
        max_length=MOST_ANSWER,
        widget=forms.Textarea(attrs={"rows": 6, "class": WIDE}),
        error_messages={"required": "Write the answer"},
    )
    names_stay = forms.BooleanField(
        label="A vendor’s name may stand in it",
        required=False,
        help_text="Only where it does not tell who asked",
    )
    after = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, vendors: tuple[Masked, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.vendors = vendors

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not data.get("names_stay"):
            for name in ("question", "answer"):
                text = data.get(name, "")
                if mask(text, self.vendors) != text:
                    self.add_error(
                        name,
                        "This names a vendor, one of its people or its addresses. Take that out, "
                        "or say below that it may stand.",
                    )
        return data


class RefuseForm(PlainMessages, forms.Form):
    """Why nobody is answered; the asker alone reads it."""

    reason = forms.CharField(
        label="Why it is not answered",
        help_text="The vendor that asked reads this, and nobody else",
        max_length=MOST_REASON,
        widget=forms.Textarea(attrs={"rows": 3, "class": WIDE}),
        error_messages={"required": "Write the reason"},
    )


class UntilForm(PlainMessages, forms.Form):
    """Until when vendors may ask."""

    day = day_field("Questions are taken until")
    time = time_field("at")

    def __init__(
        self, *args: Any, until: datetime | None, due: datetime | None, zone: str, **kwargs: Any
    ) -> None:
        local = until.astimezone(ZoneInfo(zone)) if until else None
        initial = {"day": local.date(), "time": local.time()} if local else {}
        super().__init__(*args, initial=initial, **kwargs)
        self.zone, self.due = zone, due
        self.fields["day"].error_messages["required"] = "Enter the day"
        self.fields["time"].error_messages["required"] = "Enter the time"

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        day, at = data.get("day"), data.get("time")
        if not isinstance(day, date) or not isinstance(at, time):
            return data
        try:
            data["until"] = instant_of(day, at, self.zone)
        except NoSuchTime as problem:
            self.add_error("time", str(problem))
            return data
        if self.due is not None and data["until"] > self.due:
            self.add_error("day", "Questions can’t be taken after answers are due.")
        return data
