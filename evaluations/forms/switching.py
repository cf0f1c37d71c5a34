"""What a switch case is about, and what one way costs and takes."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms

from evaluations.actions.switching import Frame
from evaluations.models import Evaluation
from evaluations.switching import LONGEST, Cost, Kind
from portal.look.plain import PlainMessages
from vendors.pricing import CURRENCY

MOST = Decimal(10) ** 10
MOST_WEEKS, MOST_OVERLAP = 260, 24
ANSWERS = (("", "Not known yet"), ("yes", "Yes"), ("no", "No"))
MONEY = ("setup", "migration", "partners", "features")


def _money(label: str, help_text: str = "", *, required: bool = False) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        help_text=help_text,
        required=required,
        min_value=Decimal(0),
        max_value=MOST,
        max_digits=13,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "w-8"}),
    )


def _count(label: str, help_text: str, most: int) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        help_text=help_text,
        required=False,
        min_value=0,
        max_value=most,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "w-8"}),
    )


class FrameForm(PlainMessages, forms.Form):
    """Which evaluations stand for the provider and for the market."""

    name = forms.CharField(label="Name of the case", max_length=150)
    standing = forms.ModelChoiceField(
        Evaluation.objects.none(),
        label="Evaluation of your provider",
        help_text="It says how reliable the system is that you have today.",
        required=False,
        empty_label="None yet",
    )
    market = forms.ModelChoiceField(
        Evaluation.objects.none(),
        label="Evaluation of other vendors",
        help_text="Its vendors are held against your provider.",
        required=False,
        empty_label="None yet",
    )
    currency = forms.CharField(
        label="Currency",
        help_text="Three letters, such as USD.",
        max_length=3,
        widget=forms.TextInput(attrs={"class": "w-8", "autocomplete": "off"}),
    )
    months = forms.IntegerField(
        label="Months to look ahead",
        help_text="Often the term of the contract.",
        min_value=1,
        max_value=LONGEST,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "w-8"}),
    )
    needed_by = forms.DateField(
        label="Needed by",
        help_text="The day on which the system has to serve residents, such as 2027-09-01.",
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "class": "w-8"}),
    )

    def __init__(self, *args: Any, evaluations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("standing", "market"):
            self.fields[name].queryset = evaluations  # type: ignore[attr-defined]

    def clean_currency(self) -> str:
        currency = str(self.cleaned_data["currency"]).strip().upper()
        if not CURRENCY.fullmatch(currency):
            raise forms.ValidationError("Enter the currency as three letters, such as USD")
        return currency

    @property
    def frame(self) -> Frame:
        """What was stated."""
        return Frame(**self.cleaned_data)


class WayForm(PlainMessages, forms.Form):
    """What one way costs and takes; what nobody knows yet stays empty."""

    monthly = _money("Running fee of one month", "All sites and features that you use.")
    setup = _money("Set-up, once")
    migration = _money("Moving data and training, once")
    partners = _money("Fees of integration partners, once")
    features = _money("Features with a fee of their own, once")
    weeks = _count("Weeks until it serves residents", "From today.", MOST_WEEKS)
    overlap = _count(
        "Months of overlap", "In which the old contract is still paid after that.", MOST_OVERLAP
    )
    export = forms.ChoiceField(
        label="Can all data be taken out, in a form that others read?",
        choices=ANSWERS,
        required=False,
    )
    exit = forms.ChoiceField(
        label="Does the present contract let you leave by then?", choices=ANSWERS, required=False
    )
    score = forms.DecimalField(
        label="Reliability score if all promises are kept",
        help_text="Your estimate, 0 to 4.",
        required=False,
        min_value=Decimal(0),
        max_value=Decimal(4),
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "w-8"}),
    )
    by = forms.DateField(
        label="Promised by",
        help_text="A date such as 2027-09-01.",
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "class": "w-8"}),
    )

    def __init__(self, *args: Any, kind: Kind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in _NOT_FOR[kind]:
            del self.fields[name]

    @property
    def figures(self) -> dict[str, str]:
        """What was stated, as texts; what was left empty is left out."""
        return {
            name: str(value) for name, value in self.cleaned_data.items() if value not in {None, ""}
        }


_NOT_FOR: Mapping[Kind, tuple[str, ...]] = {
    Kind.TODAY: (*MONEY, "weeks", "overlap", "export", "exit", "score", "by"),
    Kind.PROMISED: ("migration", "weeks", "overlap", "export", "exit"),
    Kind.CHALLENGER: ("score", "by"),
}


def cost_from(figures: Mapping[str, Any]) -> Cost:
    """The money in kept figures; what can't be read is as if nobody had stated it."""
    once = {name: decimal_from(figures, name) or Decimal(0) for name in MONEY}
    return Cost(monthly=decimal_from(figures, "monthly"), **once)


def decimal_from(figures: Mapping[str, Any], name: str) -> Decimal | None:
    """A figure of 0 or more in kept figures, or None."""
    value = figures.get(name)
    try:
        found = Decimal(value) if isinstance(value, str) else None
    except ArithmeticError:
        return None
    return found if found is not None and found.is_finite() and 0 <= found <= MOST else None


def count_from(figures: Mapping[str, Any], name: str) -> int | None:
    """A whole number in kept figures, or None."""
    value = figures.get(name)
    return int(value) if isinstance(value, str) and value.isascii() and value.isdigit() else None


def answer_from(figures: Mapping[str, Any], name: str) -> bool | None:
    """A yes or no in kept figures; None where nobody knows."""
    return {"yes": True, "no": False}.get(str(figures.get(name)))
