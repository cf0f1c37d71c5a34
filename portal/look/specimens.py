"""Forms that exist to show each kind of field in the style guide."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.look.plain import PlainMessages


class SpecimenForm(PlainMessages, forms.Form):
    in_place = forms.ChoiceField(
        label=_("Is this in place today?"),
        choices=[("yes", _("Yes, in production")), ("partly", _("Partly")), ("no", _("No"))],
        widget=forms.RadioSelect,
    )
    description = forms.CharField(
        label=_("Describe how you find out that the site is down"),
        help_text=_("Say what exists, who owns it and when it was last exercised"),
        widget=forms.Textarea(attrs={"data-words": 400}),
    )
    share = forms.DecimalField(label=_("Availability promised"), min_value=0, max_value=100)
    due = forms.DateField(
        label=_("Due date"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    depth = forms.ChoiceField(
        label=_("How much time do you have?"),
        choices=[("quick", _("Quick check")), ("essentials", _("Essentials"))],
        widget=forms.RadioSelect,
    )
    who = forms.MultipleChoiceField(
        label=_("Who takes part in exercises?"),
        required=False,
        choices=[("ops", _("Operations")), ("dev", _("Developers"))],
        widget=forms.CheckboxSelectMultiple,
    )
    zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=[("la", "America/Los_Angeles"), ("ny", "America/New_York")],
    )
    proof = forms.FileField(
        label=_("Evidence"),
        required=False,
        help_text=_("A report, a plan or an export. PDF, CSV, PNG or JPG, up to 25 MB each."),
    )
    confidential = forms.BooleanField(
        label=_("This answer is confidential"),
        help_text=_("You will be asked for the reason on the next page"),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["depth"].option_hints = {  # type: ignore[attr-defined]
            "quick": _("Eight questions, about half an hour"),
            "essentials": _("Twelve questions with proof"),
        }

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("depth") == "quick" and self.cleaned_data.get("proof"):
            raise forms.ValidationError(
                _("A quick check takes no files. Choose essentials instead")
            )
        return self.cleaned_data


class OutageForm(PlainMessages, forms.Form):
    started = forms.DateField(
        label=_("Started"),
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    minutes = forms.IntegerField(
        label=_("Minutes"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "w-4"}),
    )
    cause = forms.CharField(label=_("Cause"), required=False)


OutageFormSet = forms.formset_factory(OutageForm, extra=2)
