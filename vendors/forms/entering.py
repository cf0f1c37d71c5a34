"""Where an answer that the jurisdiction enters for a vendor comes from."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.look.plain import PlainMessages

SOURCES = (
    ("an e-mail", _("E-mail")),
    ("a call", _("Call or meeting")),
    ("a contract", _("Contract or offer")),
    ("a public page", _("Public page")),
)


class SourceForm(PlainMessages, forms.Form):
    kind = forms.ChoiceField(
        label=_("Where do you have this from?"), choices=SOURCES, widget=forms.RadioSelect
    )
    detail = forms.CharField(
        label=_("Which one, and when"),
        max_length=250,
        help_text=_("Such as: of L. Chen, March 3; section 4.2; https://status.example.org"),
        widget=forms.TextInput(attrs={"class": "w-full", "autocomplete": "off"}),
    )

    @property
    def source(self) -> str:
        """The words after "Entered by Alder County from"."""
        return f"{self.cleaned_data['kind']}: {self.cleaned_data['detail']}"
