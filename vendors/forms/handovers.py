"""Form that hands a topic to a colleague."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.look.plain import PlainMessages
from vendors.models import ResponseMember


class HandOverForm(PlainMessages, forms.Form):
    """To whom, by which day, with which words."""

    member = forms.TypedChoiceField(
        label=_("Who takes this topic?"), coerce=int, widget=forms.RadioSelect
    )
    until = forms.DateField(
        label=_("Done by"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "class": "w-12"}, format="%Y-%m-%d"),
    )
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("People on this response read it here; the mail does not hold it"),
    )

    def __init__(self, people: Iterable[ResponseMember], *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.listed = listed = list(people)
        field = self.fields["member"]
        field.choices = [(one.pk, one.name) for one in listed]  # type: ignore[attr-defined]
        field.option_hints = {str(one.pk): one.email for one in listed}  # type: ignore[attr-defined]
