"""Forms that ask for a reason before something is done for good."""

from django import forms

from portal.look.plain import PlainMessages


def reason_field(label: str, asked: str, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4, "class": "w-full"}),
        error_messages={"required": asked},
    )


class CancelForm(PlainMessages, forms.Form):
    reason = reason_field(
        "Reason",
        "Say why, so that everybody who was invited can be told",
        "Everybody who takes part reads it.",
    )


class WithdrawForm(PlainMessages, forms.Form):
    reason = reason_field(
        "Reason", "Say why, so that the vendor can be told", "The vendor reads it."
    )


class RemoveReviewerForm(PlainMessages, forms.Form):
    reason = reason_field("Reason", "Say why this reviewer leaves the panel")
