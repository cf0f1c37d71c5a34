"""Whether the comparison says how sure its order is."""

from django import forms

from portal.look.plain import PlainMessages


class OrderForm(PlainMessages, forms.Form):
    """One choice."""

    prints = forms.BooleanField(
        label="Say how sure the order is",
        required=False,
        help_text=(
            "Once the scores are open, a page beside the comparison says in how many of 100 draws "
            "each vendor comes first when weights and reviewers are drawn anew, which weights "
            "would tip the order, and whether one reviewer makes it."
        ),
    )
