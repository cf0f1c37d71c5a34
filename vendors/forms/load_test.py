"""Files of one load test and five numbers to hold it against, on the public page."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from portal.look.plain import PlainMessages
from vendors.demand import PROPOSED, Surge, computed_peak
from vendors.loadtests import MOST_FILES

MEGABYTES = 25
"""Of all files together; in a workspace a vendor may attach more."""
LARGEST = Decimal(10) ** 10


class ManyFiles(forms.ClearableFileInput):
    """A file input that takes several at once."""

    allow_multiple_selected = True


def _number(label: Any, help_text: Any, *, initial: Any = None) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        initial=initial,
        max_length=20,
        widget=forms.TextInput(
            attrs={"inputmode": "decimal", "class": "w-12", "autocomplete": "off"}
        ),
    )


class LoadTestForm(PlainMessages, forms.Form):
    """The question that everybody may ask: is this test enough for that rush of people.

    The numbers stand before the files, so that they are kept where the files are too large to
    be taken in.
    """

    people = _number(_("People who may come"), _("Everybody who is told to, such as 500,000"))
    share = _number(
        _("Share of them that comes in the rush (%)"),
        _("Often 5 to 20; of those who are asked at once"),
    )
    minutes = _number(
        _("Length of the rush (minutes)"), _("How long most of them take to arrive, such as 30")
    )
    pages = _number(
        _("Pages that a person opens"), _("From the first page to the confirmation, such as 8")
    )
    requests_per_page = _number(
        _("Requests that a page makes of the server"),
        _("Without pictures and scripts that are served from elsewhere; 3 if you don’t know"),
        initial=PROPOSED["requests_per_page"],
    )
    results = forms.FileField(
        label=_("Result files of one load test"),
        required=False,
        widget=ManyFiles(attrs={"accept": ".csv, .json, .jtl"}),
        help_text=_(
            "As k6, Locust or JMeter wrote them; several files of one run together. "
            "Up to %(megabytes)s MB in all"
        )
        % {"megabytes": MEGABYTES},
    )
    mark_optional = False

    def __init__(self, *args: Any, too_large: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.too_large = too_large

    @property
    def uploads(self) -> "list[UploadedFile[Any]]":
        return list(self.files.getlist("results")) if self.is_bound else []

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        names = ("people", "share", "minutes", "pages", "requests_per_page")
        numbers = {name: self._number(name) for name in names if name in data}
        self._clean_files()
        known = {name: number for name, number in numbers.items() if number is not None}
        if len(known) == len(names):
            data["required"] = computed_peak(_surge(known))
        return data

    def _number(self, name: str) -> Decimal | None:
        typed = self.cleaned_data[name].replace(",", "").replace(" ", "").rstrip("%")
        try:
            number = Decimal(typed)
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite() or number >= LARGEST:
            self.add_error(name, _("Enter a number, such as 25 or 1.5"))
        elif number <= 0:
            self.add_error(name, _("Enter a number above 0"))
        elif name == "share" and number > 100:
            self.add_error(name, _("Enter a share of at most 100"))
        else:
            return number
        return None

    def _clean_files(self) -> None:
        self.errors.pop("results", None)
        if self.too_large:
            words = _("The files must be smaller than %(megabytes)s MB together. Choose the "
                      "summary that the tool writes at the end")  # fmt: skip
            self.add_error("results", words % {"megabytes": MEGABYTES})
        elif not self.uploads:
            self.add_error("results", _("Choose the result file of a load test"))
        elif len(self.uploads) > MOST_FILES:
            words = _("Choose at most %(most)s files: those of one test")
            self.add_error("results", words % {"most": MOST_FILES})


def _surge(numbers: dict[str, Decimal]) -> Surge:
    return Surge(
        people=numbers["people"],
        share=numbers["share"] / 100,
        window_s=numbers["minutes"] * 60,
        pages=numbers["pages"],
        requests_per_page=numbers["requests_per_page"],
        burst=PROPOSED["burst"],
        retries=PROPOSED["retries"],
        bot_share=PROPOSED["bot_share"],
        headroom=PROPOSED["headroom"],
    )
