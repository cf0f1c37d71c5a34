"""The form of the profile, made from its fields as data."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from evaluations.forms.findings import field_of
from portal.look.plain import PlainMessages
from vendors import profile


class ProfileForm(PlainMessages, forms.Form):
    """All that a jurisdiction may say of itself; nothing is required."""

    mark_optional = False
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, one in profile.FIELDS.items():
            self.fields[key] = field_of(one)
            self.fields[key].required = False

    @property
    def parts(self) -> Iterator[tuple[profile.Part, list[BoundField]]]:
        """The fields as the page groups them."""
        for part in profile.PARTS:
            yield part, [self[one.key] for one in part.fields]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for key, sentence in profile.problems(data).items():
            if key not in self.errors:
                self.add_error(key, sentence)
        return data
