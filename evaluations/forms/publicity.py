"""Whether a round has a page for everybody."""

from django import forms

from portal.look.plain import PlainMessages

NOBODY, READ, REGISTER = "nobody", "read", "register"


class PublicPageForm(PlainMessages, forms.Form):
    who = forms.ChoiceField(
        label="Who may open the public page",
        choices=[
            (NOBODY, "Nobody: there is no public page"),
            (READ, "Everybody may read it"),
            (REGISTER, "Everybody may read it, and companies may register to respond"),
        ],
        widget=forms.RadioSelect,
    )
