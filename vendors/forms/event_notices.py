"""What a provider's person may say as she has seen a notice."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.look.plain import PlainMessages
from vendors.actions.event_notices import MOST_CHARACTERS


class SeenForm(PlainMessages, forms.Form):
    """An optional sentence back."""

    text = forms.CharField(
        label=_("What you want to say"),
        required=False,
        max_length=MOST_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 2, "class": "w-full"}),
        help_text=_("For example who watches on that day, and how to reach them"),
    )
