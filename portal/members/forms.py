"""What coordinators type about their workspace, and the filters of the activity log."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import STAFF_ROLES, Role
from portal.files.content import RefusedFileError
from portal.frontdoor.forms import time_zones
from portal.look.plain import PlainMessages
from portal.members import rules
from portal.members.actions import Settings
from portal.members.logo import taken_logo
from portal.members.queries import PORTAL, Filters
from portal.tenancy.models import Jurisdiction
from portal.tenancy.names import name_verdict

ROLE_HINTS = {
    Role.COORDINATOR: _("Prepares evaluations, invites people, opens and closes, decides"),
    Role.REVIEWER: _("Reads what vendors answer and scores it, alone"),
    Role.OBSERVER: _("Reads what coordinators read, changes nothing"),
    Role.APPROVER: _("Confirms the decision at the end"),
    Role.RECORDS: _("Reads the activity log, and decides what of a record is handed out"),
}


class RolesField(forms.TypedMultipleChoiceField):
    """One or more roles of a workspace's own people."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=_("Roles"),
            choices=[(role.value, role.label) for role in Role if role in STAFF_ROLES],
            coerce=Role,
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": _("Select at least one role")},
            **kwargs,
        )
        self.option_hints = {role.value: hint for role, hint in ROLE_HINTS.items()}


class InviteForm(PlainMessages, forms.Form):
    """Invite one person."""

    email = forms.EmailField(
        label=_("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    name = forms.CharField(label=_("Name"), required=False, max_length=150)
    roles = RolesField()


class RolesForm(PlainMessages, forms.Form):
    """Change what somebody does here."""

    roles = RolesField()


class SettingsForm(PlainMessages, forms.Form):
    """What a workspace says of itself."""

    name = forms.CharField(
        label=_("Name"), help_text=_("As it stands on pages and reports"), max_length=100
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"), help_text=_("All dates are shown in it"), choices=time_zones
    )
    contact_name = forms.CharField(
        label=_("Contact for questions"),
        help_text=_("Shown at the foot of each page, to vendors too"),
        required=False,
        max_length=200,
    )
    contact_email = forms.EmailField(label=_("Contact’s e-mail address"), required=False)
    contact_phone = forms.CharField(label=_("Contact’s phone"), required=False, max_length=50)
    threads = forms.BooleanField(
        label=_("Reviewers may discuss an answer in writing"),
        help_text=_(
            "Once discussion is open, each answer has a thread for the panel. Where a law on open "
            "meetings counts that as a meeting, switch it off."
        ),
        required=False,
    )
    keeps_drafts = forms.BooleanField(
        label=_("Keep reviewers’ drafts after the decision"),
        help_text=_(
            "What a reviewer wrote before she locked her scores is a working paper. It is deleted when "
            "a decision is confirmed; what she locked stays. Switch this on if your law on records "
            "wants drafts kept."
        ),
        required=False,
    )
    accent = forms.CharField(
        label=_("Colour of the top bar"),
        help_text=_(
            "# and six digits or letters a to f, such as #0b5394. White text stands on it."
        ),
        required=False,
        max_length=7,
        widget=forms.TextInput(attrs={"class": "w-8"}),
    )
    logo = forms.FileField(
        label=_("Logo"),
        help_text=_("PNG or JPEG, up to 1 MB. It is drawn anew, at most 480 by 120 pixels."),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".png,.jpg,.jpeg"}),
    )
    no_logo = forms.BooleanField(label=_("Remove the logo"), required=False)

    @classmethod
    def initial_of(cls, jurisdiction: Jurisdiction) -> dict[str, Any]:
        """Return what stands now."""
        kept = ("logo", "no_logo")
        return {name: getattr(jurisdiction, name) for name in cls.base_fields if name not in kept}

    def __init__(self, *args: Any, has_logo: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_logo:
            del self.fields["no_logo"]

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if refusal := name_verdict(name).refusal:
            raise forms.ValidationError(refusal)
        return name

    def clean_accent(self) -> str:
        accent: str = self.cleaned_data["accent"].strip().lower()
        if accent and (refusal := rules.accent_verdict(accent).refusal):
            raise forms.ValidationError(refusal)
        return accent

    def clean_logo(self) -> bytes | None:
        upload: Any | None = self.cleaned_data["logo"]
        if upload is None:
            return None
        try:
            return taken_logo(upload.name or "", upload, upload.size or 0)
        except RefusedFileError as refusal:
            raise forms.ValidationError(str(refusal)) from None

    def settings(self) -> Settings:
        """Return what was typed as the action takes it."""
        return Settings(**{name: self.cleaned_data[name] for name in Settings.__slots__})


class ActivityForm(PlainMessages, forms.Form):
    """Filters of the activity log."""

    mark_optional = False

    who = forms.ChoiceField(label=_("Who"), required=False)
    what = forms.ChoiceField(label=_("What"), required=False)
    since = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(
        self, *args: Any, actors: list[tuple[str, str]], verbs: list[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        named = [(key, _("Plumbline itself") if key == PORTAL else name) for key, name in actors]
        for name, choices in (("who", named), ("what", [(verb, verb) for verb in verbs])):
            self.fields[name] = forms.ChoiceField(
                label=self.fields[name].label, required=False, choices=[("", _("All")), *choices]
            )

    def filters(self) -> Filters:
        """Return the filters that hold; a wrong one is said in the form and left out."""
        self.is_valid()
        given = self.cleaned_data
        return Filters(
            who=given.get("who", ""),
            what=given.get("what", ""),
            since=given.get("since"),
            until=given.get("until"),
        )
