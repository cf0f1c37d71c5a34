"""Filing the figures of a month."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.look.plain import PlainMessages
from vendors.actions.monthly import MOST_CHARACTERS
from vendors.monthly import BY_KEY, Kind, Objective, Unit, in_words, minutes_of

NOT_A_NUMBER = gettext_lazy("Enter minutes as a plain number, such as 12.5 or 1250")


class FilingForm(PlainMessages, forms.Form):
    """One figure for each objective, in minutes, and a note; what was typed stays in the form."""

    def __init__(
        self, *args: Any, objectives: Sequence[Objective], month: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.objectives = objectives
        for one in objectives:
            self.fields[one.key] = _field(one, month)
        self.fields["note"] = forms.CharField(
            label=_("Note"),
            required=False,
            max_length=MOST_CHARACTERS,
            widget=forms.Textarea(attrs={"rows": 3, "class": "w-full"}),
            help_text=_("What happened, and where it can be read about."),
        )

    @property
    def figures(self) -> dict[str, Decimal]:
        """Minutes by key."""
        return {one.key: self.cleaned_data[one.key] for one in self.objectives}


def _field(objective: Objective, month: date) -> forms.DecimalField:
    kind = BY_KEY[objective.key]
    most = minutes_of(month)
    too_many = _("Enter at most %(most)s minutes: %(month)s has no more") % {
        "most": f"{most:,}",
        "month": in_words(month),
    }
    return forms.DecimalField(
        label=_(kind.asked),
        min_value=0,
        max_value=most,
        max_digits=7,
        decimal_places=2,
        widget=forms.TextInput(
            attrs={"inputmode": "decimal", "autocomplete": "off", "class": "w-8"}
        ),
        help_text=_help(objective, kind, month),
        error_messages={
            "required": _("Enter the minutes, 0 if there were none"),
            "invalid": NOT_A_NUMBER,
            "min_value": _("Enter 0 or more minutes"),
            "max_value": too_many,
            "max_digits": NOT_A_NUMBER,
            "max_whole_digits": too_many,
            "max_decimal_places": _("Enter at most two decimals"),
        },
    )


def _help(objective: Objective, kind: Kind, month: date) -> str:
    """How it is counted and its target; of an uptime also the minutes that it allows."""
    said = {
        "help": kind.help,
        "target": objective.shown_target,
        "limit": objective.shown_limit(month),
        "month": in_words(month),
    }
    if objective.unit == Unit.PERCENT:
        return (
            _(
                "%(help)s Target: %(target)s, which allows at most %(limit)s of downtime in %(month)s."
            )
            % said
        )
    return _("%(help)s Target: %(target)s.") % said
