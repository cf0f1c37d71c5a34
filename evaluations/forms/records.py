"""What a records officer enters: the day for objections, a field to add, and each decision."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from typing import Any

from django import forms

from evaluations.forms.instants import day_field, instant_of
from evaluations.forms.reasons import reason_field
from portal.access import Verdict
from portal.look.plain import PlainMessages
from vendors.models import ReasonCode

WITHHOLD, RELEASE = "withhold", "release"
LAST_MINUTE = time(23, 59)


class TellForm(PlainMessages, forms.Form):
    """Until when vendors may object: the end of a day in the workspace's zone."""

    object_by = day_field(
        "Vendors may object until",
        help_text="To the end of that day. Many laws on public records give ten working days.",
    )

    def __init__(self, *args: Any, now: datetime, zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now, self.zone = now, zone

    def clean_object_by(self) -> datetime:
        until = instant_of(self.cleaned_data["object_by"], LAST_MINUTE, self.zone)
        if until <= self.now:
            raise forms.ValidationError("Choose a day in the future, so that vendors can answer")
        return until


class KeepingForm(PlainMessages, forms.Form):
    """How long the record is kept, and whether a legal hold is on."""

    until = day_field("Kept until", required=False)
    held = forms.BooleanField(
        label="A legal hold is on",
        help_text="Until it is lifted nothing of this evaluation is deleted, drafts of reviewers included.",
        required=False,
    )
    reason = reason_field("Reason", "Say in a sentence why", "It stands in the activity log.")

    def __init__(
        self, *args: Any, may_keep: Callable[[date | None], Verdict], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.may_keep = may_keep

    def clean_until(self) -> date | None:
        until: date | None = self.cleaned_data["until"]
        if not (may := self.may_keep(until)):
            raise forms.ValidationError(may.refusal)
        return until


class AddForm(PlainMessages, forms.Form):
    """One more field, which its vendor did not mark."""

    field = forms.ChoiceField(
        label="Answer or file",
        error_messages={"required": "Choose the answer or file", "invalid_choice": "Choose again"},
    )

    def __init__(self, *args: Any, groups: Sequence[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["field"].choices = [("", "Choose"), *groups]  # type: ignore[attr-defined]


class DecisionForm(PlainMessages, forms.Form):
    """Withheld under a reason code, or released."""

    decision = forms.ChoiceField(
        label="Is it handed out?",
        choices=((WITHHOLD, "Withhold it"), (RELEASE, "Release it")),
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether it is withheld or released"},
    )
    code = forms.ChoiceField(
        label="Reason code, if it is withheld",
        choices=[("", "Choose"), *ReasonCode.choices],
        required=False,
    )
    why = reason_field(
        "Reason",
        "Say in a sentence why",
        "The vendor reads it. Where something is withheld, so does everybody who gets the record.",
    )

    mark_optional = False

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("decision") == WITHHOLD and not data.get("code"):
            self.add_error("code", "Choose the reason code under which it is withheld")
        return data

    @property
    def withheld(self) -> bool:
        return bool(self.cleaned_data["decision"] == WITHHOLD)
