"""What a file is, and where in it a question is answered."""

from datetime import date
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.look.plain import PlainMessages
from vendors.models import EvidenceKind

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

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        if self.initial.get("kind") == EvidenceKind.RECORD:
            cast(forms.ChoiceField, self.fields["kind"]).choices = EvidenceKind.choices

    def clean_speaks_of(self) -> date | None:
        day: date | None = self.cleaned_data["speaks_of"]
        if day is not None and day > self.today:
            raise forms.ValidationError(_("Enter a date that is not in the future"))
        return day

    def clean(self) -> None:
        super().clean()
        if self.cleaned_data.get("confidential") and not self.cleaned_data.get("reason"):
            self.add_error("reason", _("Say why this file is confidential"))
