"""The question that a coordinator sends to a vendor about its answers."""

from django import forms

from portal.look.plain import PlainMessages
from vendors.actions.clarifications import MOST_QUESTION


class QuestionForm(PlainMessages, forms.Form):
    """A pre-written question, to edit and send."""

    question = forms.CharField(
        label="Question to the vendor",
        max_length=MOST_QUESTION,
        widget=forms.Textarea(attrs={"rows": 5, "class": "w-full"}),
        error_messages={"required": "Write the question"},
    )
