"""The question that a vendor asks before it answers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.look.plain import PlainMessages
from vendors.actions.inquiries import MOST_QUESTION
from vendors.questionnaire.model import Questionnaire


class AskForm(PlainMessages, forms.Form):
    """One question; the text stays in the form whatever is wrong."""

    question = forms.CharField(
        label=_("Your question"),
        help_text=_(
            "Leave out your company’s name and whatever tells who you are: "
            "the question is published with its answer, without your name"
        ),
        max_length=MOST_QUESTION,
        widget=forms.Textarea(attrs={"rows": 6, "class": "w-full"}),
        error_messages={"required": _("Write your question")},
    )
    topic = forms.ChoiceField(label=_("What it is about"), required=False)
    has_secret = forms.BooleanField(
        label=_("My question contains a business secret"),
        required=False,
        help_text=_(
            "It is then answered to all in words without the secret, or refused with a reason. "
            "There is no private answer: all vendors have to know the same"
        ),
    )

    def __init__(self, *args: Any, asked: Questionnaire, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        topics = [(one.key, one.title) for one in asked.asked_criteria()]
        self.fields["topic"].choices = [("", _("The request as a whole")), *topics]  # type: ignore[attr-defined]
