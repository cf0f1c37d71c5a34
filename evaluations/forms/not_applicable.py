"""Approving or refusing that something does not apply to a vendor."""

from django import forms

from evaluations.forms.reasons import reason_field
from portal.look.plain import PlainMessages

APPROVE, REFUSE = "approve", "refuse"


class NotApplicableForm(PlainMessages, forms.Form):
    decision = forms.ChoiceField(
        label="Does it apply to this vendor?",
        choices=(
            (APPROVE, "Approve: it does not apply, and leaves the score"),
            (REFUSE, "Refuse: it applies, and counts as unanswered"),
        ),
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether you approve or refuse"},
    )
    reason = reason_field(
        "Reason", "Say in a sentence why", "Stands beside the answer, for reviewers and in reports."
    )

    @property
    def approved(self) -> bool:
        return bool(self.cleaned_data["decision"] == APPROVE)
