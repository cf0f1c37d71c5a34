"""The form that takes a filled sheet, read in the cage and kept nowhere."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.cage.outcome import Limits
from portal.cage.run import run
from portal.files.content import MEDIA_TYPES, MEGABYTE, Kind, RefusedFileError, examine
from portal.look.plain import PlainMessages
from vendors.questionnaire.imports import NotOurs, Sheet, sheet_of
from vendors.sheet_reading import RESULT, SOURCE, sheets_in

MOST_BYTES = 5 * MEGABYTE
TASK = "vendors.sheet_reading:main"
LIMITS = Limits(wall_seconds=30, cpu_seconds=30, memory_bytes=512 << 20, output_bytes=24 << 20)


class SheetForm(PlainMessages, forms.Form):
    """A workbook that was downloaded here and filled in; `cleaned_data["file"]` is what it says."""

    file = forms.FileField(
        label=gettext_lazy("Filled spreadsheet"),
        help_text=gettext_lazy("The XLSX that was downloaded here, up to 5 MB"),
        widget=forms.FileInput(attrs={"accept": f".xlsx,{MEDIA_TYPES[Kind.XLSX]}"}),
    )

    def clean_file(self) -> Sheet:
        file: UploadedFile[Any] = self.cleaned_data["file"]
        name, size = file.name or "", file.size or 0
        if not name.lower().endswith(".xlsx"):
            raise forms.ValidationError(
                _("The selected file must be an Excel workbook (.xlsx). Save it in that format")
            )
        if size > MOST_BYTES:
            raise forms.ValidationError(
                _("The selected file must be smaller than 5 MB. Remove pictures and other sheets")
            )
        try:
            examine(name, file, size)  # type: ignore[arg-type]
            return _read(file)
        except (RefusedFileError, NotOurs) as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


def _read(file: "UploadedFile[Any]") -> Sheet:
    file.seek(0)
    outcome = run(TASK, {SOURCE: file.read(MOST_BYTES + 1)}, limits=LIMITS)
    if not outcome:
        raise RefusedFileError(outcome.sentence("The selected file"))
    return sheet_of(sheets_in(outcome.files[RESULT]))
