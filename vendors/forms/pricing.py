"""The price of a vendor, line by line; whatever is wrong, all that was typed stays in the form."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from portal.look.plain import PlainMessages
from vendors.pricing import (
    CHOSEN,
    CURRENCY,
    FIXED,
    MOST_FEATURES,
    Basis,
    Fee,
    Offer,
    Quote,
    Stand,
    is_amount,
    plain,
)

NUMBER = re.compile(r"-?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?")
NOT_MONEY = "enter an amount of 0 or more with at most two decimals, such as 1,250.50"
NOT_CURRENCY = "Enter the currency as three letters, such as USD"
HINTS = {
    Fee.SETUP: "Everything until the system is ready to use.",
    Fee.SITE: "One clinic, pharmacy or other place.",
    Fee.YEARLY: "Licence, hosting and support together.",
    Fee.HOURLY: "Work on request that nothing else here covers.",
    Fee.PARTNER: "What others charge to connect, such as records systems or message services.",
}
HELD = [(one.value, one.words) for one in Stand]
HOW_OFTEN = [(one.value, one.words.capitalize()) for one in Basis]


def _amount(label: str) -> forms.CharField:
    attrs = {"inputmode": "decimal", "autocomplete": "off"}
    return forms.CharField(
        label=label, required=False, max_length=20, widget=forms.TextInput(attrs=attrs)
    )


def _choice(label: str, choices: list[tuple[str, str]]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, required=False)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the form as the page shows it."""

    legend: str
    hint: str
    controls: tuple[BoundField, ...]

    @property
    def wrong(self) -> list[BoundField]:
        """Controls with an error."""
        return [one for one in self.controls if one.errors]


class PriceForm(PlainMessages, forms.Form):
    """Every line says something: an amount, included, or not offered."""

    currency = forms.CharField(
        label="Currency",
        help_text="Three letters, such as USD.",
        max_length=3,
        widget=forms.TextInput(attrs={"class": "w-8", "autocomplete": "off"}),
    )
    note = forms.CharField(
        label="Note",
        help_text="What the amounts rest on: taxes, discounts, how long they hold.",
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    after = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)
    """Number of the last price that this page knew."""
    offer: Offer | None = None
    mark_optional = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for fee in FIXED:
            self.fields[f"{fee}_stand"] = _choice("What you say", HELD)
            self.fields[f"{fee}"] = _amount("Amount")
            if fee in CHOSEN:
                self.fields[f"{fee}_basis"] = _choice("How often", HOW_OFTEN)
        for at in range(1, MOST_FEATURES + 1):
            self.fields[f"feature_{at}_name"] = forms.CharField(
                label="Name", required=False, max_length=80
            )
            self.fields[f"feature_{at}"] = _amount("Amount")
            self.fields[f"feature_{at}_basis"] = _choice("How often", HOW_OFTEN)

    @staticmethod
    def initial_of(offer: Offer | None, currency: str, *, after: int) -> dict[str, Any]:
        """What stands in the form before anything is typed: the last price, if there is one."""
        if offer is None:
            return {"currency": currency, "after": after}
        initial: dict[str, Any] = {"currency": offer.currency, "note": offer.note, "after": after}
        features = 0
        for one in offer.quotes:
            name = one.fee.value
            if one.fee is Fee.FEATURE:
                features += 1
                name = f"feature_{features}"
            initial |= {
                name: "" if one.amount is None else plain(one.amount),
                f"{name}_stand": one.stand.value,
                f"{name}_basis": one.basis.value,
                f"{name}_name": one.name,
            }
        return initial

    @property
    def fixed_lines(self) -> list[Line]:
        """The lines that everybody fills in."""
        return [
            Line(
                fee.words,
                HINTS[fee],
                tuple(
                    self[name]
                    for name in (f"{fee}_stand", fee.value, f"{fee}_basis")
                    if name in self.fields
                ),
            )
            for fee in FIXED
        ]

    @property
    def feature_lines(self) -> list[Line]:
        """Lines for features with a fee of their own; they may stay empty."""
        return [
            Line(
                f"Feature {at}",
                "",
                tuple(self[f"feature_{at}{end}"] for end in ("_name", "", "_basis")),
            )
            for at in range(1, MOST_FEATURES + 1)
        ]

    def clean_currency(self) -> str:
        currency = str(self.cleaned_data["currency"]).strip().upper()
        if not CURRENCY.fullmatch(currency):
            raise forms.ValidationError(NOT_CURRENCY)
        return currency

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        quotes = [self._fixed(data, fee) for fee in FIXED]
        quotes += [
            quote
            for at in range(1, MOST_FEATURES + 1)
            if (quote := self._feature(data, at)) is not None
        ]
        if not self.errors:
            self.offer = Offer(data["currency"], tuple(quotes), str(data["note"]).strip())
        return data

    def _fixed(self, data: Mapping[str, Any], fee: Fee) -> Quote:
        stand = Stand(data.get(f"{fee}_stand") or Stand.AMOUNT)
        typed = str(data.get(fee.value) or "").strip()
        basis = Basis(data.get(f"{fee}_basis") or Basis.ONCE)
        if stand is not Stand.AMOUNT:
            if typed:
                words = f"{fee.words}: choose “Amount”, or empty it, as you say “{stand.words}”"
                self.add_error(fee.value, words)
            return Quote(fee, stand, basis=basis)
        if not typed and fee.value not in self.errors:
            words = f"{fee.words}: enter an amount, or choose “Included” or “Not offered”"
            self.add_error(fee.value, words)
        return Quote(fee, stand, self._money(fee.value, typed, fee.words), basis)

    def _feature(self, data: Mapping[str, Any], at: int) -> Quote | None:
        name, label = f"feature_{at}", f"Feature {at}"
        called = str(data.get(f"{name}_name") or "").strip()
        typed = str(data.get(name) or "").strip()
        if not called and not typed:
            return None
        if not called:
            self.add_error(f"{name}_name", f"{label}: name what costs this")
        if not typed and name not in self.errors:
            self.add_error(name, f"{label}: enter what it costs")
        basis = Basis(data.get(f"{name}_basis") or Basis.ONCE)
        return Quote(Fee.FEATURE, Stand.AMOUNT, self._money(name, typed, label), basis, called)

    def _money(self, name: str, typed: str, label: str) -> Decimal | None:
        if not typed:
            return None
        fits = NUMBER.fullmatch(typed)
        amount = Decimal(typed.replace(",", "")) if fits else None
        if not is_amount(amount):
            self.add_error(name, f"{label}: {NOT_MONEY}")
            return None
        return amount
