"""Forms about people: inviting a colleague, saying no."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.look.plain import PlainMessages
from vendors.forms.publicity import only_seen
from vendors.models import ResponseRole


class ColleagueForm(PlainMessages, forms.Form):
    email = forms.EmailField(
        label=_("E-mail address"),
        widget=forms.EmailInput(attrs={"autocomplete": "off", "class": "w-20"}),
        help_text=_("A link goes to this address; whoever opens it proves it by a code sent there"),
    )
    role = forms.ChoiceField(
        label=_("What she or he does"),
        choices=ResponseRole.choices,
        initial=ResponseRole.CONTRIBUTOR,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].option_hints = {  # type: ignore[attr-defined]
            ResponseRole.LEAD: _("Answers, attaches files, invites colleagues and submits"),
            ResponseRole.CONTRIBUTOR: _("Answers and attaches files; a lead submits"),
        }


class DeclineForm(PlainMessages, forms.Form):
    reason = forms.CharField(
        label=_("Why not?"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The jurisdiction reads this. One sentence is enough"),
    )


class PassOnForm(PlainMessages, forms.Form):
    """Who is the right person instead."""

    name = forms.CharField(
        label=_("Your colleague’s name"),
        max_length=150,
        validators=[only_seen],
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "w-20"}),
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("A link of its own goes there; yours stops working"),
        widget=forms.EmailInput(attrs={"autocomplete": "off", "class": "w-20"}),
    )
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Your colleague and the jurisdiction read it here; the mail does not hold it"),
    )


class WithdrawForm(PlainMessages, forms.Form):
    reason = forms.CharField(
        label=_("Why do you withdraw?"),
        max_length=2000,
        error_messages={"required": _("Say why, so that the jurisdiction can be told")},
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "The jurisdiction reads this, and it stands in the record. One sentence is enough"
        ),
    )


class NameForm(PlainMessages, forms.Form):
    """Who she is, for somebody who is known by her address only; the address does where she won't say."""

    name = forms.CharField(
        label=_("Your name"),
        help_text=_("As your colleagues and the jurisdiction see it beside what you write"),
        max_length=150,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name", "class": "w-20"}),
    )
