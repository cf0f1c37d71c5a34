"""What a provider says to a request: its reply, and proof that it was done."""

from collections.abc import Sequence
from datetime import date
from typing import Any, BinaryIO, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.files import content
from portal.look.plain import PlainMessages
from vendors.actions.changes import MOST_CHARACTERS
from vendors.changes import DATED, Act
from vendors.models import Evidence

REPLY_WORDS = (
    (Act.AGREED, _("We agree, and will have done it by the day below")),
    (Act.PARTLY, _("We agree in part, by the day below")),
    (Act.COUNTER, _("We propose something else, by the day below")),
    (Act.DECLINED, _("We decline")),
)


class ReplyForm(PlainMessages, forms.Form):
    """One reply; the text stays in the form whatever is wrong."""

    act = forms.ChoiceField(
        label=_("Your reply"),
        choices=[(one.value, words) for one, words in REPLY_WORDS],
        widget=forms.RadioSelect,
        error_messages={"required": _("Select one of the replies")},
    )
    until = forms.DateField(
        label=_("Day by which it is done"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "class": "w-12"}, format="%Y-%m-%d"),
        help_text=_("Not needed where you decline"),
    )
    text = forms.CharField(
        label=_("What you want to say"),
        required=False,
        max_length=MOST_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 4, "class": "w-full"}),
        help_text=_(
            "Needed unless you agree by the day that was asked for: which part, what else, or why"
        ),
    )

    def clean(self) -> None:
        super().clean()
        act = self.cleaned_data.get("act")
        if act in DATED and not self.cleaned_data.get("until") and "until" not in self.errors:
            self.add_error("until", _("Enter the day by which it is done"))
        if act and act != Act.AGREED and not self.cleaned_data.get("text", "").strip():
            self.add_error("text", _("Say which part, what else, or why"))

    @property
    def said(self) -> tuple[Act, date | None, str]:
        """The reply, its day and its words."""
        data = self.cleaned_data
        return Act(data["act"]), data["until"], data["text"]


class ProofForm(PlainMessages, forms.Form):
    """Words, a file of its own, or one that is attached already."""

    file = forms.FileField(
        label=_("File"), required=False, widget=forms.FileInput(attrs={"accept": content.ACCEPT})
    )
    attached = forms.ChoiceField(label=_("Or a file that you attached already"), required=False)
    text = forms.CharField(
        label=_("What it shows, and where"),
        required=False,
        max_length=MOST_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 3, "class": "w-full"}),
        help_text=_("A page number, or the address of a public page"),
    )

    def __init__(self, *args: Any, attached: Sequence[Evidence], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_key = {str(one.pk): one for one in attached}
        if attached:
            field = cast(forms.ChoiceField, self.fields["attached"])
            field.choices = [
                ("", _("None")),
                *((key, one.title) for key, one in self.by_key.items()),
            ]
        else:
            del self.fields["attached"]

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if upload:
            try:
                content.examine(upload.name, cast(BinaryIO, upload.file), upload.size)
            except content.RefusedFileError as refusal:
                raise forms.ValidationError(str(refusal)) from refusal
        return upload

    def clean(self) -> None:
        super().clean()
        data = self.cleaned_data
        chosen = [name for name in ("file", "attached") if data.get(name)]
        if len(chosen) == 2:
            self.add_error("attached", _("Choose one file; hand in the other one after it"))
        if not chosen and not data.get("text", "").strip() and not self.errors:
            self.add_error("file", _("Choose a file, or say below where the proof can be seen"))

    @property
    def evidence(self) -> Evidence | None:
        return self.by_key.get(self.cleaned_data.get("attached", ""))
