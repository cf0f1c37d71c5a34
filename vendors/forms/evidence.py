"""What a file is, and where in it a question is answered."""

from collections.abc import Sequence
from datetime import date
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.look.plain import PlainMessages
from vendors.loadtest_proof import WHOLE_SYSTEM
from vendors.models import Environment, EvidenceKind

ANOTHER = "another"
NAMED = "named:"
"""Before the name of a scenario that the answers list, so that none can pass for a choice of ours."""

OFFERED = [one for one in EvidenceKind.choices if one[0] != EvidenceKind.RECORD]
"""What a file can be called now; what earlier ones were called stays choosable for them."""


class EvidenceForm(PlainMessages, forms.Form):
    title = forms.CharField(
        label=_("Title"), max_length=150, widget=forms.TextInput(attrs={"class": "w-full"})
    )
    kind = forms.ChoiceField(
        label=_("What it is"),
        choices=OFFERED,
        widget=forms.RadioSelect,
        help_text=_("A document alone limits a score to 3; what was run or measured does not"),
    )
    belongs_to = forms.ChoiceField(
        label=_("What this test shows"),
        required=False,
        widget=forms.RadioSelect,
        help_text=_("The scenarios are those that you list under peculiar shapes of traffic"),
    )
    scenario = forms.CharField(
        label=_("Name of the other scenario"),
        required=False,
        max_length=150,
        widget=forms.TextInput(attrs={"class": "w-full"}),
    )
    environment = forms.ChoiceField(
        label=_("Where it ran"),
        required=False,
        choices=[*Environment.choices, ("", _("I can’t say"))],
        widget=forms.RadioSelect,
        help_text=_("No file tells. A smaller copy shows less about the day that matters"),
    )
    speaks_of = forms.DateField(
        label=_("Date it speaks of"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "class": "w-12"}, format="%Y-%m-%d"),
        help_text=_(
            "When the test ran, or the plan was last revised. Without a date it does not count"
        ),
    )
    page = forms.IntegerField(
        label=_("Page for this question"),
        required=False,
        min_value=1,
        max_value=100_000,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "w-4"}),
    )
    confidential = forms.BooleanField(label=_("This file is confidential"), required=False)
    reason = forms.CharField(
        label=_("Why it is confidential"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(
        self, *args: Any, today: date, scenarios: Sequence[str], is_load_test: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        if self.initial.get("kind") == EvidenceKind.RECORD:
            cast(forms.ChoiceField, self.fields["kind"]).choices = EvidenceKind.choices
        if not is_load_test:
            for name in ("belongs_to", "scenario", "environment"):
                del self.fields[name]
            return
        field = cast(forms.ChoiceField, self.fields["belongs_to"])
        field.choices = [
            ("", WHOLE_SYSTEM),
            *((f"{NAMED}{name}", name) for name in scenarios),
            (ANOTHER, _("Another scenario, named below")),
        ]
        self.initial.update(_chosen(self.initial.get("scenario", ""), scenarios))

    def clean_speaks_of(self) -> date | None:
        day: date | None = self.cleaned_data["speaks_of"]
        if day is not None and day > self.today:
            raise forms.ValidationError(_("Enter a date that is not in the future"))
        return day

    def clean(self) -> None:
        super().clean()
        if self.cleaned_data.get("confidential") and not self.cleaned_data.get("reason"):
            self.add_error("reason", _("Say why this file is confidential"))
        if "belongs_to" in self.fields:
            self._clean_scenario()

    def _clean_scenario(self) -> None:
        chosen = self.cleaned_data.get("belongs_to", "")
        typed = self.cleaned_data.get("scenario", "")
        if chosen == ANOTHER and not typed and "scenario" not in self.errors:
            self.add_error("scenario", _("Name the scenario that this test belongs to"))
        elif chosen != ANOTHER:
            self.cleaned_data["scenario"] = chosen.removeprefix(NAMED)


def _chosen(scenario: str, scenarios: Sequence[str]) -> dict[str, str]:
    """What is marked and typed for a scenario as it was stored."""
    if not scenario:
        return {"belongs_to": "", "scenario": ""}
    if scenario in scenarios:
        return {"belongs_to": f"{NAMED}{scenario}", "scenario": ""}
    return {"belongs_to": ANOTHER, "scenario": scenario}
