"""The words of the declaration."""

from django import forms

from portal.look.plain import PlainMessages


class DeclarationTextForm(PlainMessages, forms.Form):
    """One text; left empty, the usual one is shown."""

    text = forms.CharField(
        label="What reviewers sign",
        required=False,
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=(
            "It stands on the page where reviewers say whether they have a conflict. Empty it to "
            "use the usual text again."
        ),
    )
