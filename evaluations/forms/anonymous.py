"""Whether reviewers read letters instead of names, and what else gives vendors away."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms

from portal.look.plain import PlainMessages
from vendors.models import Response

MOST = 50
"""Other names of one vendor."""
LONGEST = 100


class AnonymousForm(PlainMessages, forms.Form):
    """The choice, and a field for each vendor's other names."""

    mark_optional = False
    hides = forms.BooleanField(
        label="Call vendors by letters until discussion opens",
        required=False,
        help_text=(
            "Reviewers, observers and approvers read “Vendor A”, “Vendor B” and so on, everybody "
            "the same. Coordinators read names and letters."
        ),
    )

    def __init__(
        self,
        *args: Any,
        responses: Iterable[Response],
        aliases: Mapping[str, Sequence[str]],
        fixed: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if fixed:
            del self.fields["hides"]
        self._responses = list(responses)
        for one in self._responses:
            self.fields[f"aliases-{one.pk}"] = forms.CharField(
                label=f"Other names of {one.vendor.name}",
                required=False,
                initial="\n".join(aliases.get(str(one.pk), ())),
                help_text="One per line: products, earlier names, short names, people, domains.",
                widget=forms.Textarea(attrs={"rows": 3}),
            )

    def clean(self) -> dict[str, Any]:
        """Read each field's lines; one that nobody could mean is named at its field."""
        data = super().clean() or {}
        for one in self._responses:
            name = f"aliases-{one.pk}"
            lines = [" ".join(line.split()) for line in data.get(name, "").splitlines()]
            words = list(dict.fromkeys(filter(None, lines)))
            if len(words) > MOST:
                self.add_error(name, f"Give at most {MOST} other names of one vendor")
            if any(len(word) < 2 for word in words):
                self.add_error(name, "A single character can’t be hidden. Write the whole name")
            if any(len(word) > LONGEST for word in words):
                self.add_error(name, f"A name has at most {LONGEST} characters. Put each on a line")
            data[name] = words
        return data

    def aliases(self) -> dict[int, list[str]]:
        """What was typed, by response id."""
        return {one.pk: self.cleaned_data[f"aliases-{one.pk}"] for one in self._responses}
