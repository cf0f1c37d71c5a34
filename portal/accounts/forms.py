"""What people type to get in: address, code, password."""

from typing import Any

from allauth.account.forms import (
    ChangePasswordForm,
    ConfirmLoginCodeForm,
    LoginForm,
    RequestLoginCodeForm,
    SetPasswordForm,
)
from django import forms
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.look.plain import PlainMessages

EMAIL = forms.EmailInput(attrs={"autocomplete": "email", "class": "w-20"})


class AddressForm(PlainMessages, RequestLoginCodeForm):  # type: ignore[misc]
    """Whom to mail a code; an unknown address is answered like a known one."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("We mail you a code of 6 digits. It works for 15 minutes."),
        widget=EMAIL,
    )

    def clean_email(self) -> str:
        """Mail to the address that is on record only, not to one that merely compares equal."""
        email: str = super().clean_email().lower()
        found: User | None = getattr(self, "_user", None)
        self._user = found if found is not None and found.email == email else None
        return email

    @property
    def is_of_nobody(self) -> bool:
        """Whether the address belongs to no person here."""
        return self._user is None

    def take_for(self, person: User) -> None:
        """Mail the code to this person."""
        self._user = person


class CodeForm(PlainMessages, ConfirmLoginCodeForm):  # type: ignore[misc]
    """The code out of the mail; spaces and hyphens do no harm."""

    code = forms.CharField(
        label=_("Code"),
        help_text=_("6 digits, for example 042 517. You can paste it."),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "w-8"}
        ),
        error_messages={"required": _("Enter the code from the e-mail")},
    )


class PasswordForm(PlainMessages, LoginForm):  # type: ignore[misc]
    """Address and password, for those who set one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = forms.EmailField(label=_("Your e-mail address"), widget=EMAIL)
        self.fields["login"].error_messages |= {
            "required": _("Enter your e-mail address"),
            "invalid": _("Enter an e-mail address, such as name@example.org"),
        }
        password = self.fields["password"]
        password.help_text = ""
        password.widget.attrs = {"autocomplete": "current-password", "class": "w-20"}
        self.order_fields(["login", "password"])


class NameForm(PlainMessages, forms.Form):
    """Who she is, for somebody who is known by address only."""

    name = forms.CharField(
        label=_("Your name"),
        help_text=_("As others see it beside what you write and decide"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name", "class": "w-20"}),
    )


class NewPasswordForm(PlainMessages, SetPasswordForm):  # type: ignore[misc]
    """A first password, typed twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _tidy(self)


class OtherPasswordForm(PlainMessages, ChangePasswordForm):  # type: ignore[misc]
    """Another password, with the one before."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].widget.attrs["autocomplete"] = "current-password"
        _tidy(self)


def _tidy(form: forms.Form) -> None:
    labels = {
        "oldpassword": _("Your password now"),
        "password1": _("New password"),
        "password2": _("New password again"),
    }
    for name, field in form.fields.items():
        field.label = labels[name]
        field.help_text = _("At least 12 characters") if name == "password1" else ""
        field.widget.attrs.pop("placeholder", None)
        field.widget.attrs["class"] = "w-20"
