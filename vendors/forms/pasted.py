"""Files of rows, put where pasted text stands: the form then treats both alike."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

MOST_BYTES = 1024 * 1024
ENDING = ":_rows"
"""Of the name of a file input beside a table."""


def with_pasted_files(
    data: QueryDict, files: "MultiValueDict[str, UploadedFile[Any]]"
) -> QueryDict:
    """The posted data with the text of each such file in place of what was pasted."""
    names = [name for name in files if name.endswith(ENDING)]
    if not names:
        return data
    data = data.copy()
    for name in names:
        text = _text(files.getlist(name)[0])
        if text:
            data[f"{name.removesuffix(ENDING)}:_paste"] = text
    return data


def _text(file: "UploadedFile[Any]") -> str:
    """What a spreadsheet program wrote: UTF-8, UTF-16 with its mark, or Windows' own letters."""
    content: bytes = file.read(MOST_BYTES)
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")
