"""The form that stands before handing in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.look.plain import PlainMessages


class ConfirmForm(PlainMessages, forms.Form):
    confirmed = forms.BooleanField(
        label=_("To the best of our knowledge these answers are true and complete"),
        error_messages={"required": _("Confirm that the answers are true and complete")},
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    """The questionnaire version that this page showed."""
    after = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    """Number of the last submission that this page knew: a second click gives the same one."""
