"""What a jurisdiction requires of a system beside its peak."""

from decimal import Decimal
from typing import Any

from django import forms

from evaluations.forms.forecast import NOT_A_NUMBER, NUMBER
from portal.look.plain import PlainMessages
from vendors.demand import figure
from vendors.requirements import Requirements, Support

SECONDS = {"seconds": 1, "minutes": 60, "hours": 3_600, "days": 86_400}
TOO_MUCH = Decimal(10) ** 10
NOT_FIXED = ("", "We have not fixed this yet")


def _amount(label: str, help_text: str) -> forms.CharField:
    attrs = {"inputmode": "decimal", "class": "w-8"}
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs=attrs),
    )


def _unit(of: str, *units: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=f"Unit: {of}", choices=[(one, one) for one in units], required=False
    )


class RequirementsForm(PlainMessages, forms.Form):
    """Each line may stay empty: what is not fixed is not required."""

    uptime = _amount(
        "Uptime, in percent",
        "Often 99.9: that allows 43 minutes of downtime in 30 days. 99.5 allows 3 hours 36 minutes.",
    )
    repair = _amount("Longest repair time", "From the start of an outage until it works again.")
    repair_unit = _unit("longest repair time", "minutes", "hours", "days")
    data_loss = _amount(
        "Most data that may be lost (RPO)",
        "Counted in time: with 5 minutes, the bookings of the last 5 minutes may be gone. "
        "0 means none.",
    )
    data_loss_unit = _unit("most data that may be lost", "seconds", "minutes", "hours")
    support = forms.ChoiceField(
        label="Support hours",
        choices=[NOT_FIXED, *((one.value, one.words) for one in Support)],
        required=False,
        widget=forms.RadioSelect,
    )
    support_text = forms.CharField(
        label="More about the support hours",
        help_text="For example: by phone; 7 am to 9 pm on days when slots are released.",
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"class": "w-full"}),
    )
    downtime_notice = _amount(
        "Notice of planned downtime", "How long before it the vendor has to tell you."
    )
    downtime_notice_unit = _unit("notice of planned downtime", "hours", "days")
    event_notice = _amount(
        "Notice of an opening that you can give",
        "How long before an opening or an announcement you can tell the vendor. A vendor that "
        "needs longer can’t get ready.",
    )
    event_notice_unit = _unit("notice of an opening", "hours", "days")
    shown = forms.BooleanField(label="Vendors see what we require", required=False)
    mark_optional = False
    wanted = Requirements()
    spans = ("repair", "data_loss", "downtime_notice", "event_notice")

    @classmethod
    def initial_of(cls, wanted: Requirements) -> dict[str, Any]:
        """What stands in the form of a round before anything is typed."""
        return {
            "uptime": "" if wanted.uptime is None else f"{wanted.uptime:f}",
            "support": wanted.support.value if wanted.support else "",
            "support_text": wanted.support_text,
            "shown": wanted.shown,
        } | {
            name: value
            for one in cls.spans
            for name, value in _amount_of(cls, one, getattr(wanted, f"{one}_s")).items()
        }

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        spans = {f"{one}_s": self._seconds(data, one) for one in self.spans}
        support = data.get("support")
        self.wanted = Requirements(
            uptime=self._number(data, "uptime"),
            support=Support(support) if support else None,
            support_text=str(data.get("support_text") or "").strip(),
            shown=bool(data.get("shown")),
            **spans,
        )
        for field, sentence in self.wanted.problems():
            self.add_error(field.removesuffix("_s"), sentence)
        return data

    def _seconds(self, data: dict[str, Any], name: str) -> int | None:
        amount = self._number(data, name)
        if amount is None:
            return None
        unit = data.get(f"{name}_unit") or next(iter(_units(type(self), name)))
        return int((amount * SECONDS[unit]).to_integral_value())

    def _number(self, data: dict[str, Any], name: str) -> Decimal | None:
        typed = str(data.get(name) or "").replace(" ", "").rstrip("%")
        if not typed:
            return None
        number = Decimal(typed.replace(",", "")) if NUMBER.fullmatch(typed) else None
        if number is None or abs(number) >= TOO_MUCH:
            self.add_error(name, NOT_A_NUMBER)
            return None
        return number


def _units(form: type[RequirementsForm], name: str) -> list[str]:
    return [str(one) for one, _label in form.base_fields[f"{name}_unit"].choices]  # type: ignore[attr-defined]


def _amount_of(form: type[RequirementsForm], name: str, seconds: int | None) -> dict[str, str]:
    """A stored span in the largest unit of its field that keeps it whole."""
    units = _units(form, name)
    if seconds is None:
        return {name: "", f"{name}_unit": "hours"}
    fitting = [one for one in units if seconds % SECONDS[one] == 0]
    unit = fitting[-1] if fitting and seconds else units[0]
    return {name: figure(Decimal(seconds) / SECONDS[unit]), f"{name}_unit": unit}
