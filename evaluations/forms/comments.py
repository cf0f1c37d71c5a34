"""What is written in the thread of an answer."""

from collections.abc import Sequence
from typing import Any

from django import forms

from evaluations.models import Panelist
from portal.look.plain import PlainMessages


class CommentForm(PlainMessages, forms.Form):
    """One contribution, and who is told of it."""

    text = forms.CharField(
        label="Write to the panel",
        help_text="It stays in the record and can’t be taken back.",
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 3, "class": "w-full"}),
        error_messages={"required": "Write something first"},
    )
    tell = forms.TypedMultipleChoiceField(
        label="Tell by e-mail",
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": "One of those you want to tell does not judge this vendor"
        },
    )

    def __init__(self, data: Any = None, *, people: Sequence[Panelist]) -> None:
        super().__init__(data)
        if people:
            self.fields["tell"].choices = [(one.pk, one.name) for one in people]  # type: ignore[attr-defined]
        else:
            del self.fields["tell"]
