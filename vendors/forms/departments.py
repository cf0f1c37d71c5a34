"""Form that hands a department's questions to a colleague."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.look.plain import PlainMessages
from vendors.models import Invitation, ResponseMember


class DepartmentForm(PlainMessages, forms.Form):
    """To whom, who may be only invited yet, and by which day."""

    to = forms.ChoiceField(label=_("Who takes these questions?"), widget=forms.RadioSelect)
    until = forms.DateField(
        label=_("Done by"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "class": "w-12"}, format="%Y-%m-%d"),
    )

    def __init__(
        self,
        people: Iterable[ResponseMember],
        invited: Iterable[Invitation],
        *args: object,
        **kwargs: object,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.listed: dict[str, ResponseMember | Invitation] = {
            f"member-{one.pk}": one for one in people
        } | {f"invitation-{one.pk}": one for one in invited}
        field = self.fields["to"]
        field.choices = [  # type: ignore[attr-defined]
            (key, one.name if isinstance(one, ResponseMember) else one.email)
            for key, one in self.listed.items()
        ]
        field.option_hints = {  # type: ignore[attr-defined]
            key: one.email
            if isinstance(one, ResponseMember)
            else _("Invited; it waits until she or he joins")
            for key, one in self.listed.items()
        }
