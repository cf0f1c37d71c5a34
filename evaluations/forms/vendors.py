"""What this jurisdiction keeps of a vendor."""

from django import forms

from portal.look.plain import PlainMessages


class VendorForm(PlainMessages, forms.Form):
    name = forms.CharField(
        label="Name", max_length=150, widget=forms.TextInput(attrs={"class": "w-full"})
    )
    website = forms.URLField(
        label="Website",
        required=False,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"class": "w-full"}),
    )
    note = forms.CharField(
        label="Note",
        required=False,
        max_length=4_000,
        help_text="Only people of this workspace read it.",
        widget=forms.Textarea(attrs={"rows": 4, "class": "w-full"}),
    )
    is_current_provider = forms.BooleanField(label="Runs a system for us today", required=False)
