"""Whether a pyramid score stands beside the total, and with how much slack."""

from decimal import Decimal

from django import forms

from evaluations.pyramid import MOST_SLACK


class PyramidForm(forms.Form):
    """One figure; an empty field is no pyramid score."""

    mark_optional = False
    slack = forms.DecimalField(
        label="Slack: how far a level may count above the level below",
        help_text="From 0.00 to 2.00 points, often 0.50. Leave it empty for no pyramid score.",
        required=False,
        min_value=Decimal(0),
        max_value=MOST_SLACK,
        max_digits=3,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "w-8"}),
        error_messages={
            "invalid": "Enter the slack as a number from 0.00 to 2.00, such as 0.50",
            "min_value": "The slack must be 0.00 or more",
            "max_value": "The slack must be 2.00 or less",
            "max_digits": "Enter the slack as a number from 0.00 to 2.00, such as 0.50",
            "max_whole_digits": "The slack must be 2.00 or less",
            "max_decimal_places": "Enter the slack with at most two decimals, such as 0.50",
        },
    )
