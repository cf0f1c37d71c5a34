"""Forms of the long list."""

from django import forms

from portal.look.plain import PlainMessages
from vendors import longlist

WIDE = {"class": "w-full"}


def _category() -> forms.ChoiceField:
    field = forms.ChoiceField(
        label="What kind of vendor is it?",
        error_messages={"required": "Choose what kind of vendor it is"},
        choices=[(one.key, one.label) for one in longlist.CATEGORIES],
        widget=forms.RadioSelect,
    )
    field.option_hints = {one.key: one.hint for one in longlist.CATEGORIES}  # type: ignore[attr-defined]
    return field


class CandidateForm(PlainMessages, forms.Form):
    name = forms.CharField(label="Name", max_length=150, widget=forms.TextInput(attrs=WIDE))
    category = _category()
    in_use = forms.BooleanField(
        label="In use here already",
        required=False,
        help_text="An addition to what you have may save buying anew",
    )
    known_users = forms.CharField(
        label="Who else uses it?",
        required=False,
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    source = forms.CharField(
        label="How did you hear of it?",
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs=WIDE),
    )
    email = forms.EmailField(
        label="E-mail address to invite", required=False, widget=forms.EmailInput(attrs=WIDE)
    )


class MoveForm(PlainMessages, forms.Form):
    standing = forms.ChoiceField(
        label="Where does it stand?",
        choices=list(longlist.WORDS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": "Choose where the vendor stands"},
    )
    reason = forms.CharField(
        label="Why?",
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why. The reason stays with the vendor"},
    )
