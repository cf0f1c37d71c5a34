"""What a file is, and where in it a question is answered."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.look.plain import PlainMessages
from vendors.models import EvidenceKind


class EvidenceForm(PlainMessages, forms.Form):
    title = forms.CharField(
        label=_("Title"), max_length=150, widget=forms.TextInput(attrs={"class": "w-full"})
    )
    kind = forms.ChoiceField(
        label=_("What it is"),
        choices=EvidenceKind.choices,
        widget=forms.RadioSelect,
        help_text=_("A document alone limits a score to 3; what was run or measured does not"),
    )
    speaks_of = forms.DateField(
        label=_("Date it speaks of"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "class": "w-12"}, format="%Y-%m-%d"),
        help_text=_("When the test ran, or the plan was last revised. Proof counts for 12 months"),
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

    def clean(self) -> None:
        super().clean()
        if self.cleaned_data.get("confidential") and not self.cleaned_data.get("reason"):
            self.add_error("reason", _("Say why this file is confidential"))
