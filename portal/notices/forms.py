"""What a person chooses about her mails."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.look.plain import PlainMessages
from portal.notices.models import MORNING, Choice
from portal.notices.queries import Place
from portal.tenancy.models import Jurisdiction


class MailsForm(PlainMessages, forms.Form):
    """One choice per evaluation of those that were told, and the hour of the daily mail."""

    def __init__(
        self,
        data: Any,
        *,
        places: Iterable[Place],
        chosen: Mapping[tuple[int, int], Choice],
        hour: int,
        zone: str,
    ) -> None:
        super().__init__(data)
        self.keys: dict[str, tuple[Jurisdiction, int]] = {}
        for place in places:
            for one in place.evaluations:
                key = f"of-{place.jurisdiction.pk}-{one.round}"
                self.keys[key] = (place.jurisdiction, one.round)
                self.fields[key] = forms.ChoiceField(
                    label=f"{one.name}, {place.jurisdiction.name}",
                    choices=Choice.choices,
                    initial=chosen.get((place.jurisdiction.pk, one.round), Choice.EACH),
                    error_messages={"required": gettext_lazy("Choose one of the three.")},
                    widget=forms.Select(attrs={"class": "w-20"}),
                )
        hours = range(MORNING[0], MORNING[1] + 1)
        self.fields["hour"] = forms.TypedChoiceField(
            label=_("When the daily mail comes"),
            help_text=_("In this time zone: %s. On days on which nothing happened none comes.")
            % zone.replace("_", " "),
            choices=[(one, f"{one}:00 am") for one in hours],
            coerce=int,
            initial=hour,
            widget=forms.Select(attrs={"class": "w-12"}),
        )

    def chosen(self) -> dict[tuple[Jurisdiction, int], str]:
        """What was chosen, by workspace and round."""
        return {where: self.cleaned_data[key] for key, where in self.keys.items()}
