"""Terms to try out against declared outages, and a workspace's own words for clauses."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms

from portal.look.plain import PlainMessages
from vendors.declared import WINDOWS
from vendors.questionnaire.cells import plain_number
from vendors.questionnaire.rows import Tier
from vendors.schedule import SOURCES
from vendors.terms import LEFT_OUT, PERIODS, Terms

STEPS = (1, 2, 3)
HUNDRED = Decimal(100)
MOST_FEE = Decimal(10) ** 9
LABELS = {
    "partial": "Partial outages",
    "slowness": "Slowness",
    "third_party": "Third-party services",
    "attack": "Attacks",
    "emergency": "Emergency maintenance",
}


def _percent(label: str, *, required: bool = False) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        required=required,
        min_value=Decimal(0),
        max_value=HUNDRED,
        max_digits=9,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "w-8"}),
    )


class TriedTermsForm(PlainMessages, forms.Form):
    """A second set of terms. It lives in the address and is never saved.

    Tiers are given by their upper bounds, so that they can have no gap and no overlap.
    """

    fee = forms.DecimalField(
        label="Fee of one month",
        min_value=Decimal(0),
        max_value=MOST_FEE,
        max_digits=12,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "w-8"}),
    )
    promise = _percent("Promised uptime, %", required=True)
    window = forms.ChoiceField(
        label="Counted over", choices=[(key, WINDOWS[key]) for key in PERIODS]
    )
    hours = forms.DecimalField(
        label="Hours of maintenance a month that do not count",
        min_value=Decimal(0),
        max_value=Decimal(700),
        max_digits=7,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "w-8"}),
    )
    left_out = forms.MultipleChoiceField(
        label="Does not count as downtime",
        required=False,
        choices=[(key, LABELS[key]) for key in LEFT_OUT],
        widget=forms.CheckboxSelectMultiple,
    )
    cap = _percent("Credits end at, % of the fee")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for step in STEPS:
            self.fields[f"below_{step}"] = _percent("Uptime below, %")
            self.fields[f"pays_{step}"] = _percent("Pays, % of the fee")

    @staticmethod
    def initial_of(terms: Terms) -> dict[str, str | list[str]]:
        """What stands in the form first: the vendor's own terms, and a fee to count with."""
        steps: dict[str, str | list[str]] = {}
        paying = [one for one in terms.tiers if one.credit > 0]
        for step, tier in zip(STEPS, sorted(paying, key=lambda one: -one.end), strict=False):
            steps |= {
                f"below_{step}": plain_number(tier.end),
                f"pays_{step}": plain_number(tier.credit),
            }
        return {
            "fee": "10000",
            "promise": _shown(terms.promise) or "99.9",
            "window": terms.window if terms.window in PERIODS else "month",
            "hours": plain_number(terms.maintenance / 60),
            "left_out": sorted(terms.left_out & set(LEFT_OUT)),
            "cap": _shown(terms.cap),
            **steps,
        }

    def steps(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The two fields of each tier."""
        return [(self[f"below_{step}"], self[f"pays_{step}"]) for step in STEPS]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        bounds: list[Decimal] = []
        for step in STEPS:
            below, pays = data.get(f"below_{step}"), data.get(f"pays_{step}")
            if (below is None) != (pays is None) and not self.errors:
                missing = "below" if below is None else "pays"
                self.add_error(f"{missing}_{step}", "Enter both figures, or leave both empty")
            elif below is not None and bounds and below >= bounds[-1]:
                self.add_error(f"below_{step}", f"Enter a figure below {plain_number(bounds[-1])}")
            elif below is not None:
                bounds.append(below)
        return data

    @property
    def terms(self) -> Terms:
        """The terms that were typed; the form must be valid."""
        data = self.cleaned_data
        return Terms(
            promise=data["promise"],
            window=data["window"],
            maintenance=data["hours"] * 60,
            left_out=frozenset(data["left_out"]),
            tiers=self._tiers(),
            cap=data["cap"],
            claim="automatic",
        )

    def _tiers(self) -> tuple[Tier, ...]:
        given = [
            (self.cleaned_data[f"below_{step}"], self.cleaned_data[f"pays_{step}"])
            for step in STEPS
            if self.cleaned_data[f"below_{step}"] is not None
        ]
        starts = [below for below, _pays in given[1:]] + [Decimal(0)]
        tiers = [
            Tier(start, below, pays) for start, (below, pays) in zip(starts, given, strict=False)
        ]
        return tuple(reversed(tiers))


class ContractWordsForm(PlainMessages, forms.Form):
    """A label for each clause; empty is the usual one."""

    def __init__(self, data: Mapping[str, Any] | None, *, words: Mapping[str, str]) -> None:
        super().__init__(data, initial=dict(words))
        for source in SOURCES:
            self.fields[source.key] = forms.CharField(
                label=source.label, max_length=100, required=False, strip=True
            )

    @property
    def words(self) -> dict[str, str]:
        """The labels that differ from the usual ones."""
        usual = {source.key: source.label for source in SOURCES}
        given: dict[str, str] = self.cleaned_data
        return {key: word for key, word in given.items() if word and word != usual[key]}


def _shown(figure: Decimal | None) -> str:
    return "" if figure is None else plain_number(figure)
