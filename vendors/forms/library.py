"""Forms of a vendor's own library."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.look.plain import PlainMessages
from vendors.library.models import AccountRole


class BeginForm(PlainMessages, forms.Form):
    name = forms.CharField(
        label=_("Name of your library"),
        max_length=200,
        help_text=_("Your company’s name. Only your own people see it"),
        widget=forms.TextInput(attrs={"class": "w-20", "autocomplete": "organization"}),
    )


class InviteForm(PlainMessages, forms.Form):
    email = forms.EmailField(
        label=_("E-mail address"),
        widget=forms.EmailInput(attrs={"autocomplete": "off", "class": "w-20"}),
        help_text=_("Whoever has this address signs in with a code sent there, then joins"),
    )
    role = forms.ChoiceField(
        label=_("What she or he may do"),
        choices=AccountRole.choices,
        initial=AccountRole.MEMBER,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].option_hints = {  # type: ignore[attr-defined]
            AccountRole.LEAD: _("Keeps, starts from what is kept, removes, and invites people"),
            AccountRole.MEMBER: _("Keeps, starts from what is kept, and removes"),
        }


class ExpiryForm(PlainMessages, forms.Form):
    expires_on = forms.DateField(
        label=_("Good until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "class": "w-12"}, format="%Y-%m-%d"),
        help_text=_("The last day on which you would hand this file in. Empty: it does not expire"),
    )
