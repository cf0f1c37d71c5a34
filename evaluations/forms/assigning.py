"""What one reviewer scores."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms

from portal.look.plain import PlainMessages
from vendors.models import Response
from vendors.questionnaire.model import Criterion


class AssignForm(PlainMessages, forms.Form):
    """Vendors and topics to tick; none ticked is all."""

    vendors = forms.TypedMultipleChoiceField(
        label="Vendors",
        help_text="Tick none for all vendors, those that are added later too.",
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )
    topics = forms.MultipleChoiceField(
        label="Topics",
        help_text="Tick none for all topics.",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self,
        *args: Any,
        responses: Iterable[Response],
        criteria: Iterable[Criterion],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        vendors = cast(forms.TypedMultipleChoiceField, self.fields["vendors"])
        vendors.choices = [(str(one.pk), one.vendor.name) for one in responses]
        topics = cast(forms.MultipleChoiceField, self.fields["topics"])
        topics.choices = [(one.key, one.title) for one in criteria]
