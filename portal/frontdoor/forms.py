"""What is typed at the front door: requests, workspaces to open, oneself, a test mail."""

import zoneinfo
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.frontdoor.models import WorkspaceRequest
from portal.look.plain import PlainMessages
from portal.tenancy.actions import Opening, problems_of
from portal.tenancy.names import name_verdict

AMERICAN = (
    ("America/New_York", _("Eastern (New York)")),
    ("America/Chicago", _("Central (Chicago)")),
    ("America/Denver", _("Mountain (Denver)")),
    ("America/Phoenix", _("Mountain without daylight saving (Phoenix)")),
    ("America/Los_Angeles", _("Pacific (Los Angeles)")),
    ("America/Anchorage", _("Alaska (Anchorage)")),
    ("Pacific/Honolulu", _("Hawaii (Honolulu)")),
    ("America/Puerto_Rico", _("Atlantic (Puerto Rico)")),
)
NOTE_CHARACTERS = 2000


def time_zones() -> list[Any]:
    """Return time zones to choose from: those of the United States first, then all by name."""
    others = sorted(zone for zone in zoneinfo.available_timezones() if "/" in zone)
    plain = [(zone, zone.replace("_", " ")) for zone in others if not zone.startswith("Etc/")]
    return [(_("United States"), AMERICAN), (_("All"), [*plain, ("UTC", "UTC")])]


class RequestForm(PlainMessages, forms.ModelForm):  # type: ignore[type-arg]
    """Ask for a workspace."""

    note = forms.CharField(
        label=_("What you need it for"),
        required=False,
        max_length=NOTE_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    class Meta:
        model = WorkspaceRequest
        fields = ["jurisdiction", "name", "email", "note"]
        widgets = {
            "jurisdiction": forms.TextInput(attrs={"autocomplete": "organization"}),
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            "email": forms.EmailInput(attrs={"autocomplete": "email"}),
        }
        labels = {"jurisdiction": _("County, city, state or agency")}

    def clean_jurisdiction(self) -> str:
        name: str = self.cleaned_data["jurisdiction"]
        if refusal := name_verdict(name).refusal:
            raise forms.ValidationError(refusal)
        return name


class OpeningForm(PlainMessages, forms.Form):
    """Open a workspace; refuses at the field what the action would refuse."""

    name = forms.CharField(
        label=_("Name of the jurisdiction"),
        help_text=_("As it stands on pages and reports, such as Alder County Public Health"),
        max_length=100,
        strip=True,
    )
    label = forms.CharField(
        label=_("First part of its address"),
        help_text=_("Small letters, digits and hyphens, such as alder"),
        max_length=60,
        widget=forms.TextInput(attrs={"class": "w-12", "autocapitalize": "none"}),
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"), choices=time_zones, initial="America/Los_Angeles"
    )
    coordinator_email = forms.EmailField(
        label=_("E-mail address of the first coordinator"),
        help_text=_("Gets an invitation and can invite everybody else"),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors:
            for name, sentence in problems_of(self.opening()).items():
                self.add_error(name, sentence)
        return cleaned

    def opening(self) -> Opening:
        """Return what was typed as the action takes it."""
        return Opening(
            name=self.cleaned_data["name"],
            label=self.cleaned_data["label"],
            time_zone=self.cleaned_data["time_zone"],
            coordinator_email=self.cleaned_data["coordinator_email"],
        )


class DeclineForm(PlainMessages, forms.Form):
    """Say no to a request for a workspace, in a sentence that is mailed."""

    reason = forms.CharField(
        label=_("Why not"),
        help_text=_("Mailed to the person who asked"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class TestMailForm(PlainMessages, forms.Form):
    """Where to send a test mail."""

    to = forms.EmailField(
        label=_("Send a test mail to"),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "class": "w-20"}),
    )


class MeForm(PlainMessages, forms.ModelForm):  # type: ignore[type-arg]
    """What a person says of herself."""

    class Meta:
        model = User
        fields = ["name", "single_keys"]
        labels = {
            "name": _("Name"),
            "single_keys": _("Use single-key shortcuts"),
        }
        help_texts = {
            "name": _("As others see it beside what you write and decide"),
            "single_keys": _(
                "Keys such as N for “next” work without Ctrl. Turn them off if they get in your way."
            ),
        }
        widgets = {"name": forms.TextInput(attrs={"autocomplete": "name", "class": "w-20"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = True


CONFIRM, SEND_BACK = "confirmed", "sent_back"


class ConfirmationForm(PlainMessages, forms.Form):
    """An operator's answer to a workspace that has nobody else to confirm."""

    answer = forms.ChoiceField(
        label=_("Your answer"),
        choices=((CONFIRM, _("Confirm")), (SEND_BACK, _("Send back"))),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether you confirm or send back")},
    )
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Needed if you send it back. Whoever asked reads it."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("answer") == SEND_BACK and not data.get("reason", "").strip():
            self.add_error("reason", _("Say in a sentence why it goes back"))
        return data
