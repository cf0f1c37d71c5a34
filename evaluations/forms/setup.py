"""The tasks of the set-up, one form each."""

from datetime import date, datetime
from typing import Any, BinaryIO, cast
from zoneinfo import ZoneInfo

from django import forms

from evaluations.forms.instants import DueMixin, day_field, time_field
from evaluations.forms.start import VendorLines, depth_field, kind_field, vendors_field
from portal.accounts.models import User
from portal.files import content
from portal.look.plain import PlainMessages
from vendors.models import Questionnaire, Round

WIDE = {"class": "w-full"}


class ContactForm(PlainMessages, forms.Form):
    """Whom vendors can call; it can change at any time, because people fall ill."""

    contact_name = forms.CharField(
        label="Whom vendors can call",
        required=False,
        max_length=200,
        help_text="Vendors see name, phone and e-mail address on their pages, in the last hours on top. "
        "Leave all three empty to show the contact of your workspace.",
        widget=forms.TextInput(attrs=WIDE),
    )
    contact_phone = forms.CharField(
        label="Phone",
        required=False,
        max_length=50,
        widget=forms.TextInput(attrs={"class": "w-20", "autocomplete": "off"}),
    )
    contact_email = forms.EmailField(
        label="E-mail address of the contact",
        required=False,
        widget=forms.EmailInput(attrs={"class": "w-full", "autocomplete": "off"}),
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("contact_name") and not (
            data.get("contact_phone")
            or data.get("contact_email")
            or {"contact_phone", "contact_email"} & self.errors.keys()
        ):
            self.add_error("contact_phone", "Enter a phone number or an e-mail address")
        return data


class DetailsForm(ContactForm):
    """Name, what it is for, purpose, number and contact."""

    field_order = ("name", "kind", "purpose", "number", "decided_by")
    name = forms.CharField(
        label="Name of the evaluation",
        max_length=150,
        help_text="Vendors see it.",
        widget=forms.TextInput(attrs=WIDE),
    )
    kind = kind_field()
    purpose = forms.CharField(
        label="Purpose",
        required=False,
        max_length=4_000,
        help_text="What you need the system for, in a few sentences. Vendors see it.",
        widget=forms.Textarea(attrs={"rows": 5, **WIDE}),
    )
    number = forms.CharField(
        label="Solicitation number",
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"class": "w-20"}),
    )
    decided_by = forms.CharField(
        label="Who decides",
        required=False,
        max_length=200,
        help_text="For example: Board of Health, on the panel’s recommendation. Vendors see it.",
        widget=forms.TextInput(attrs=WIDE),
    )


class DocumentForm(PlainMessages, forms.Form):
    """One document that vendors may read."""

    title = forms.CharField(
        label="What is it?",
        max_length=150,
        help_text="For example: Solicitation 2027-14, draft contract",
        widget=forms.TextInput(attrs=WIDE),
    )
    file = forms.FileField(
        label="Document",
        help_text="PDF, DOCX, XLSX, PNG, JPEG, CSV or TXT, smaller than 25 MB.",
        widget=forms.ClearableFileInput(
            attrs={"accept": ".pdf,.docx,.xlsx,.png,.jpg,.jpeg,.csv,.txt"}
        ),
    )

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        try:
            self.found_kind = content.examine(upload.name, cast(BinaryIO, upload.file), upload.size)
            if upload.size > content.DOCUMENT_BYTES:
                raise forms.ValidationError("The selected file must be smaller than 25 MB.")
        except content.RefusedFileError as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return upload


class QuestionnaireForm(PlainMessages, forms.Form):
    """Which questionnaire, and how much of it."""

    questionnaire = forms.ModelChoiceField(
        label="Questionnaire",
        queryset=Questionnaire.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        required=True,
    )
    depth = depth_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast("forms.ModelChoiceField[Questionnaire]", self.fields["questionnaire"])
        field.queryset = Questionnaire.objects.order_by("name")


class AddVendorsForm(PlainMessages, VendorLines):
    """More vendors, typed as at the start."""

    vendors = vendors_field(
        label="Add vendors",
        help_text="One per line: name@vendor.example, or Vendor name &lt;name@vendor.example&gt;.",
    )

    def __init__(self, *args: Any, email_needed: bool = True, **kwargs: Any) -> None:
        self.email_needed = email_needed
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        data["invitees"] = self.clean_lines("vendors", email_needed=self.email_needed)
        return data


class VendorRowForm(PlainMessages, forms.Form):
    """A vendor of a draft: its name and one address."""

    name = forms.CharField(
        label="Name of the vendor", max_length=150, widget=forms.TextInput(attrs=WIDE)
    )
    email = forms.EmailField(
        label="Invite by e-mail",
        required=False,
        help_text="Another address of this vendor; those above stay.",
        widget=forms.EmailInput(attrs=WIDE),
    )


class AddressForm(PlainMessages, forms.Form):
    """Another address instead of, or beside, one that was invited."""

    email = forms.EmailField(
        label="E-mail address",
        widget=forms.EmailInput(attrs={"class": "w-full", "autocomplete": "off"}),
    )


class ReviewersForm(PlainMessages, forms.Form):
    """Reviewers out of the members, or somebody new by mail."""

    members = forms.MultipleChoiceField(
        label="Members who can review", required=False, widget=forms.CheckboxSelectMultiple
    )
    email = forms.EmailField(
        label="Invite somebody else to review",
        required=False,
        help_text="She gets an invitation to this workspace as a reviewer.",
        widget=forms.EmailInput(attrs=WIDE),
    )
    name = forms.CharField(
        label="Her or his name", required=False, max_length=150, widget=forms.TextInput(attrs=WIDE)
    )

    def __init__(self, *args: Any, people: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(forms.MultipleChoiceField, self.fields["members"])
        field.choices = [(str(one.pk), f"{one} ({one.email})") for one in people]
        if not people:
            del self.fields["members"]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not data.get("members") and not data.get("email") and not self.errors:
            field = "members" if "members" in self.fields else "email"
            self.add_error(field, "Select a member, or enter the e-mail address of somebody else")
        return data


class DatesForm(PlainMessages, DueMixin, forms.Form):
    """When answers are due, scores are due and the decision is expected."""

    due_day = day_field("Answers due on", required=False)
    due_time = time_field("at", required=False)
    scoring_due = day_field("Scores due on", required=False)
    decision_due = day_field("Decision expected on", required=False)

    def __init__(self, *args: Any, round_: Round, now: datetime, zone: str, **kwargs: Any) -> None:
        self.now, self.zone = now, zone
        kwargs["initial"] = _dates_of(round_, zone)
        super().__init__(*args, **kwargs)
        self.due_stands = round_.opened_at is not None
        if self.due_stands:
            del self.fields["due_day"], self.fields["due_time"]
        self.due_of_round = round_.due_at

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if self.due_stands:
            data["due_at"] = self.due_of_round
        else:
            self.clean_due(data)
        self._in_order(data)
        return data

    def _in_order(self, data: dict[str, Any]) -> None:
        due, scoring, decision = data["due_at"], data.get("scoring_due"), data.get("decision_due")
        due_day: date | None = due.astimezone(ZoneInfo(self.zone)).date() if due else None
        if scoring and due_day and scoring < due_day:
            self.add_error("scoring_due", "Scores can’t be due before answers are due.")
        before = scoring or due_day
        if decision and before and decision < before:
            self.add_error("decision_due", "The decision can’t be expected before scores are due.")


def _dates_of(round_: Round, zone: str) -> dict[str, Any]:
    local = round_.due_at.astimezone(ZoneInfo(zone)) if round_.due_at else None
    return {
        "due_day": local.date() if local else None,
        "due_time": local.time() if local else None,
        "scoring_due": round_.scoring_due,
        "decision_due": round_.decision_due,
    }


class InvitationTextForm(PlainMessages, forms.Form):
    """Own words in the invitation."""

    invitation_text = forms.CharField(
        label="Your own words in the invitation",
        required=False,
        max_length=4_000,
        help_text="Why you ask, what happens next, whom to call. The link and the date are added.",
        widget=forms.Textarea(attrs={"rows": 8, **WIDE}),
    )
