"""Forms about people: inviting a colleague, saying no."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.look.plain import PlainMessages
from vendors.models import ResponseRole


class ColleagueForm(PlainMessages, forms.Form):
    email = forms.EmailField(
        label=_("E-mail address"),
        widget=forms.EmailInput(attrs={"autocomplete": "off", "class": "w-20"}),
        help_text=_("A link goes to this address; whoever opens it proves it by a code sent there"),
    )
    role = forms.ChoiceField(
        label=_("What she or he does"),
        choices=ResponseRole.choices,
        initial=ResponseRole.CONTRIBUTOR,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].option_hints = {  # type: ignore[attr-defined]
            ResponseRole.LEAD: _("Answers, attaches files, invites colleagues and submits"),
            ResponseRole.CONTRIBUTOR: _("Answers and attaches files; a lead submits"),
        }


class DeclineForm(PlainMessages, forms.Form):
    reason = forms.CharField(
        label=_("Why not?"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The jurisdiction reads this. One sentence is enough"),
    )


class NameForm(PlainMessages, forms.Form):
    """Who she is, for somebody who is known by her address only; the address does where she won't say."""

    name = forms.CharField(
        label=_("Your name"),
        help_text=_("As your colleagues and the jurisdiction see it beside what you write"),
        max_length=150,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name", "class": "w-20"}),
    )
