"""Forms of what the panel settles beside scores."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from evaluations.forms.scoring import OFF_SCALE, SCORES, AgreedForm
from portal.look.plain import PlainMessages


class AgreedMarkForm(AgreedForm):
    """The mark that the panel agreed on for one must-have, why, and who was there."""

    value = forms.TypedChoiceField(
        label=_("Agreed mark"),
        choices=SCORES,
        coerce=int,
        error_messages={
            "required": _("Select the mark that the panel agreed on"),
            "invalid_choice": OFF_SCALE,
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].error_messages["required"] = str(
            _("Say in a sentence why the panel agreed on this mark")
        )


class LeaveForm(PlainMessages, forms.Form):
    """Why a cell is left at the average."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("What the panel saw differently, in a sentence"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say in a sentence why it is left at the average")},
    )
