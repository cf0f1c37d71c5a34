"""What a vendor says has to stay confidential, and why."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.look.plain import PlainMessages
from vendors.actions.records import MOST


def _why(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=MOST,
        widget=forms.Textarea(attrs={"rows": 4, "class": "w-full"}),
        error_messages={"required": _("Say why it has to stay confidential")},
    )


class ObjectionForm(PlainMessages, forms.Form):
    """On a field that is on the list."""

    text = _why(_("Why it has to stay confidential"))


class OtherForm(PlainMessages, forms.Form):
    """On a field that is not on the list yet."""

    field = forms.ChoiceField(
        label=_("Answer or file"),
        error_messages={
            "required": _("Choose the answer or file"),
            "invalid_choice": _("Choose the answer or file again"),
        },
    )
    text = _why(_("Why it has to stay confidential"))

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["field"].choices = [("", _("Choose")), *choices]  # type: ignore[attr-defined]
