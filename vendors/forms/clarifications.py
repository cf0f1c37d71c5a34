"""The reply to a question about submitted answers."""

from django import forms

from portal.look.plain import PlainMessages
from vendors.actions.clarifications import MOST_REPLY


class ReplyForm(PlainMessages, forms.Form):
    """One reply; the text stays in the form whatever is wrong."""

    reply = forms.CharField(
        label="Your reply",
        help_text="Plain text. It is sent once and can’t be changed afterwards.",
        max_length=MOST_REPLY,
        widget=forms.Textarea(attrs={"rows": 6, "class": "w-full"}),
        error_messages={"required": "Write a reply"},
    )
