"""Asking a provider for figures each month."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, cast

from django import forms

from portal.look.plain import PlainMessages
from vendors.monthly import (
    DAY_TO_FILE,
    LAST_DAY_TO_FILE,
    MONTHS_AHEAD,
    Direction,
    Objective,
    Proposal,
    Unit,
    following,
    in_words,
    may_be_target,
    month_of,
    shown,
)

NOT_A_NUMBER = "Enter the target as a plain number, such as 99.9 or 60"


class AskForm(PlainMessages, forms.Form):
    """A target for each figure that is asked for; a figure without one is not."""

    first = forms.ChoiceField(label="From which month on")
    due_day = forms.IntegerField(
        label="Filed by day",
        min_value=1,
        max_value=LAST_DAY_TO_FILE,
        initial=DAY_TO_FILE,
        help_text="Of the month after the one that is filed.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "w-4"}),
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"),
            f"Enter a day from 1 to {LAST_DAY_TO_FILE}",
        ),
    )

    def __init__(
        self, *args: Any, proposed: Sequence[Proposal], today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.proposed = proposed
        month, choices = month_of(today), []
        for _n in range(MONTHS_AHEAD):
            choices.append((month.isoformat(), in_words(month)))
            month = following(month)
        cast(forms.ChoiceField, self.fields["first"]).choices = choices
        targets = {one.kind.key: _target(one) for one in proposed}
        self.fields = {**targets, **self.fields}

    def clean(self) -> None:
        super().clean()
        for one in self.proposed:
            target = self.cleaned_data.get(one.kind.key)
            if target is not None and (sentence := may_be_target(one.kind, target)):
                self.add_error(one.kind.key, sentence)
        if not self.errors and not self.objectives:
            self.add_error(self.proposed[0].kind.key, "Enter the target of one figure at least")

    @property
    def objectives(self) -> list[Objective]:
        """What is asked for."""
        return [
            one.objective(target)
            for one in self.proposed
            if (target := self.cleaned_data.get(one.kind.key)) is not None
        ]

    @property
    def first_month(self) -> date:
        return date.fromisoformat(self.cleaned_data["first"])


def _target(one: Proposal) -> forms.DecimalField:
    kind = one.kind
    said = "Nothing was promised in the last submission."
    if one.promised is not None:
        said = f"Promised in the last submission: {kind.direction.value} {plain_of(one.promised, kind.unit)}."
    side = "at least" if kind.direction is Direction.AT_LEAST else "at most"
    return forms.DecimalField(
        label=f"{kind.label}, {side} ({kind.unit.value})",
        required=False,
        max_digits=9,
        decimal_places=4,
        widget=forms.TextInput(
            attrs={"inputmode": "decimal", "autocomplete": "off", "class": "w-8"}
        ),
        help_text=f"{said} Empty: it is not asked for.",
        error_messages={
            "invalid": NOT_A_NUMBER,
            "max_digits": NOT_A_NUMBER,
            "max_whole_digits": NOT_A_NUMBER,
            "max_decimal_places": "Enter at most four decimals",
        },
    )


def plain_of(value: Decimal, unit: Unit) -> str:
    """A promise in words, with no more decimals than a target has."""
    return shown(value.quantize(Decimal("0.0001")), unit)
