"""Registering to respond."""

import unicodedata

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.look.plain import PlainMessages

UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Kinds of characters that nobody sees: with them, two names can look the same."""


def only_seen(text: str) -> None:
    """Refuse a name that holds what can't be seen."""
    if any(unicodedata.category(one) in UNSEEN for one in text):
        raise ValidationError(_("Some characters in it can’t be seen. Type it again"))


class RegisterForm(PlainMessages, forms.Form):
    company = forms.CharField(
        label=_("Company"),
        max_length=120,
        validators=[only_seen],
        widget=forms.TextInput(attrs={"autocomplete": "organization", "class": "w-20"}),
    )
    name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        validators=[only_seen],
        widget=forms.TextInput(attrs={"autocomplete": "name", "class": "w-20"}),
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        error_messages={"required": _("Enter your e-mail address")},
        help_text=_("At your company. A link goes there; nothing happens before you open it"),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "class": "w-20"}),
    )
