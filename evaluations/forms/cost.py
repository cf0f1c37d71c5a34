"""Whether vendors hand in a price, and what every total is worked out for."""

from typing import Any

from django import forms

from portal.look.plain import PlainMessages
from vendors.pricing import CURRENCY, MOST_HOURS, MOST_SITES, MOST_YEARS, Quantities


def _count(label: str, help_text: str, least: int, most: int) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        help_text=help_text,
        min_value=least,
        max_value=most,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "w-8"}),
    )


class AskPriceForm(PlainMessages, forms.Form):
    """The quantities are the same for all vendors, so that totals can be held side by side."""

    mark_optional = False
    asks = forms.BooleanField(label="Vendors hand in a price", required=False)
    sites = _count("Sites", "How many places use the system.", 1, MOST_SITES)
    years = _count(
        "Years", "How long each total counts; often the term of the contract.", 1, MOST_YEARS
    )
    hours = _count(
        "Hours of custom work",
        "In all those years together, your estimate. 0 if you want none.",
        0,
        MOST_HOURS,
    )
    currency = forms.CharField(
        label="Currency",
        help_text="Three letters, such as USD.",
        max_length=3,
        widget=forms.TextInput(attrs={"class": "w-8", "autocomplete": "off"}),
    )

    @staticmethod
    def initial_of(over: Quantities, *, asks: bool) -> dict[str, Any]:
        """What stands in the form before anything is typed."""
        return {"asks": asks, **over.to_dict()}

    def clean_currency(self) -> str:
        currency = str(self.cleaned_data["currency"]).strip().upper()
        if not CURRENCY.fullmatch(currency):
            raise forms.ValidationError("Enter the currency as three letters, such as USD")
        return currency

    @property
    def over(self) -> Quantities:
        """What was stated."""
        data = self.cleaned_data
        return Quantities(data["sites"], data["years"], data["hours"], data["currency"])
