"""The required peak of an evaluation: one number, not known yet, or a forecast of the demand."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from portal.look.plain import PlainMessages
from vendors.demand import PeakRange, figure
from vendors.forecast import INPUTS, Estimate, Forecast, Input, Part, forecast_of, typed_again
from vendors.models import PeakBasis, Round

NUMBER = re.compile(r"-?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?")
TOO_MUCH = Decimal(10) ** 10
CENT = Decimal("0.01")
"""Rates are kept to this."""
NOT_A_NUMBER = "Enter a number, such as 25 or 1.25"
WINDOW_UNITS = {"minutes": Decimal(60), "hours": Decimal(3600)}
ENDS = {"_low": "Low", "": "Likely", "_high": "High"}
STARTS = {one.key: figure(one.proposed) for one in INPUTS if one.proposed is not None}
"""What stands in the fields of a new forecast."""


def _figure(key: str, label: str, *, css: str = "") -> forms.CharField:
    attrs = {"inputmode": "decimal", "class": css, "aria-describedby": f"problem_{key}"}
    return forms.CharField(
        label=label, required=False, max_length=20, widget=forms.TextInput(attrs=attrs)
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """One input as the page shows it: its words, and its controls with their errors."""

    input: Input
    controls: tuple[BoundField, ...]
    unit: BoundField | None

    @property
    def problems(self) -> list[tuple[BoundField, str]]:
        """Every error of its controls, with the control that it belongs to."""
        return [
            (control, f"{word}: {error}" if end and word not in str(error) else str(error))
            for control, (end, word) in zip(self.controls, ENDS.items(), strict=True)
            for error in control.errors
        ]


class PeakForm(PlainMessages, forms.Form):
    """The peak that a system must carry: known, worked out, or not known yet."""

    basis = forms.ChoiceField(
        label="How do you know what the system must carry?",
        choices=[
            (PeakBasis.NUMBER.value, "We have one number"),
            (PeakBasis.COMPUTED.value, "Work it out from people and time"),
            (PeakBasis.UNKNOWN.value, "We don’t know yet"),
        ],
        widget=forms.RadioSelect,
    )
    rate = _figure("rate", "Required peak (requests a second)", css="w-12")
    window_unit = forms.ChoiceField(
        label="Unit of the window",
        choices=[("minutes", "minutes"), ("hours", "hours")],
        required=False,
    )
    mark_optional = False
    range: PeakRange | None = None
    """The sums, where they could be done."""

    def __init__(self, *args: Any, as_typed: bool = False, **kwargs: Any) -> None:
        """as_typed: what is still empty is no error yet."""
        super().__init__(*args, **kwargs)
        self.as_typed = as_typed
        self.waits_for: list[str] = []
        for one in INPUTS:
            for end, word in ENDS.items():
                self.fields[one.key + end] = _figure(one.key, f"{word}: {one.label}")

    @staticmethod
    def initial_of(round_: Round) -> dict[str, Any]:
        """What stands in the form of a round before anything is typed."""
        rate = round_.peak_rate if round_.peak_basis == PeakBasis.NUMBER else None
        shown = "" if rate is None else figure(rate)
        return STARTS | typed_again(round_.peak) | {"basis": round_.peak_basis, "rate": shown}

    @property
    def stated_shown(self) -> str:
        """The one number, as the page prints it."""
        rate = self.cleaned_data.get("peak_rate")
        return "" if rate is None else figure(rate)

    @staticmethod
    def as_stored(form: "PeakForm") -> "PeakForm":
        """The form with what it starts with as if that had been typed, to show its sum."""
        bound = PeakForm(dict(form.initial), as_typed=True)
        bound.is_valid()
        return bound

    @property
    def parts(self) -> Iterator[tuple[str, list[Asked]]]:
        """The inputs as the page shows them, one group after the other."""
        for part in Part:
            rows = [
                Asked(
                    one,
                    tuple(self[one.key + end] for end in ENDS),
                    self["window_unit"] if one.key == "window" else None,
                )
                for one in INPUTS
                if one.part is part
            ]
            yield part.value, rows

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        typed = {
            name: value
            for name in (*(one.key + end for one in INPUTS for end in ENDS), "window_unit")
            if (value := str(data.get(name) or "").strip())
        }
        data["peak"], data["peak_rate"] = {"asked": typed}, None
        match data.get("basis"):
            case PeakBasis.NUMBER.value:
                data["peak_rate"] = self._stated(data)
            case PeakBasis.COMPUTED.value:
                self._compute(data)
            case _:
                pass
        return data

    def _stated(self, data: Mapping[str, Any]) -> Decimal | None:
        if not str(data.get("rate") or "").strip():
            if not self.as_typed:
                self.add_error("rate", "Enter the required peak")
            return None
        rate = self._number(data, "rate")
        if rate is None:
            return None
        rate = rate.quantize(CENT)
        if rate <= 0:
            self.add_error("rate", "The required peak must be above 0.")
        return min(rate, TOO_MUCH - CENT)

    def _compute(self, data: dict[str, Any]) -> None:
        found = {one.key: self._estimate(data, one) for one in INPUTS}
        if self.errors or self.waits_for:
            return
        estimates = {key: estimate for key, estimate in found.items() if estimate is not None}
        window = WINDOW_UNITS[data.get("window_unit") or "minutes"]
        forecast = forecast_of(estimates, window=window)
        if self._refused(forecast):
            return
        found_range = forecast.demand()
        sums = {"low": found_range.low, "likely": found_range.likely, "high": found_range.high}
        if found_range.high.required >= TOO_MUCH - CENT:
            self.add_error("people", "This comes to more than can be computed with. Check it.")
            return
        rates = {end: one.required.quantize(CENT) for end, one in sums.items()}
        if rates["likely"] <= 0:
            self.add_error("people", "This comes to less than can be computed with. Check it.")
            return
        self.range = found_range
        data["peak"] |= {
            "forecast": forecast.to_dict(),
            "rates": {end: str(rate) for end, rate in rates.items()},
        }
        data["peak_rate"] = rates["likely"]

    def _refused(self, forecast: Forecast) -> bool:
        """Whether the sum finds a fault that no field's own bounds rule out."""
        ends = (("_low", forecast.low), ("", forecast.likely), ("_high", forecast.high))
        keys = {one.surge: one.key for one in INPUTS}
        for end, surge in ends:
            for field, sentence in surge.faults():
                self.add_error(keys[field] + end, sentence)
        return bool(self.errors)

    def _estimate(self, data: Mapping[str, Any], one: Input) -> Estimate | None:
        """Low, likely and high of one input; what is not typed is the likely one."""
        values: dict[str, Decimal | None] = {}
        for end in ("", "_low", "_high"):
            name = one.key + end
            if not str(data.get(name) or "").strip():
                values[end] = values[""] if end else self._left_empty(one)
            else:
                values[end] = self._bounded(one, name, self._number(data, name))
        low, likely, high = (values[end] for end in ENDS)
        if low is None or likely is None or high is None:
            return None
        if low > likely:
            self.add_error(f"{one.key}_low", "Low must not be above likely.")
        if high < likely:
            self.add_error(f"{one.key}_high", "High must not be below likely.")
        return Estimate(low, likely, high)

    def _left_empty(self, one: Input) -> Decimal | None:
        if one.needed and self.as_typed:
            self.waits_for.append(one.label)
        elif one.needed:
            self.add_error(one.key, one.needed)
        return one.proposed

    def _bounded(self, one: Input, name: str, value: Decimal | None) -> Decimal | None:
        if value is None:
            return None
        if value > one.limit and one.most is None:
            self.add_error(name, f"Enter no more than {figure(one.limit)}.")
            return None
        over = one.most is not None and value > one.most
        if value < one.least or over or (one.open_ends and value == one.least):
            self.add_error(name, one.bounds)
            return None
        return value

    def _number(self, data: Mapping[str, Any], name: str) -> Decimal | None:
        typed = str(data.get(name) or "").replace(" ", "").rstrip("%")
        number = Decimal(typed.replace(",", "")) if NUMBER.fullmatch(typed) else None
        if number is None or abs(number) >= TOO_MUCH:
            self.add_error(name, NOT_A_NUMBER)
            return None
        return number
