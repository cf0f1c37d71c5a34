"""What the buttons of a table of rows ask of the server when no script runs."""

import re

from django.http import QueryDict

ADD, REMOVE = "_add_row", "_remove_row"


def rows_after_button(data: QueryDict, prefix: str) -> list[dict[str, str]] | None:
    """Give the rows as typed, one more or one less; None unless a button of this table was pressed.

    The rows are what a formset takes as `initial`: shown again unchecked, because asking for a row
    is not sending the form.
    """
    rows = typed_rows(data, prefix)
    if data.get(ADD) == prefix:
        return [*rows, {}]
    table, _, number = data.get(REMOVE, "").rpartition(":")
    if table != prefix or not number.isdecimal():
        return None
    return [row for at, row in enumerate(rows) if at != int(number)]


def typed_rows(data: QueryDict, prefix: str) -> list[dict[str, str]]:
    pattern = re.compile(rf"{re.escape(prefix)}-(\d{{1,4}})-(.+)", re.ASCII)
    rows: dict[int, dict[str, str]] = {}
    for name in data:
        if found := pattern.fullmatch(name):
            rows.setdefault(int(found[1]), {})[found[2]] = str(data[name])
    return [rows[number] for number in sorted(rows)]
