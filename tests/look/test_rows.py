"""Rows are added and removed by the server when no script runs, and nothing typed is lost."""

import pytest
from django.http import QueryDict
from django.template import Context, Template

from portal.look.rows import rows_after_button
from portal.look.specimens import OutageFormSet

TYPED = (
    "r-TOTAL_FORMS=2&r-INITIAL_FORMS=0&r-0-started=2027-01-04&r-0-minutes=25"
    "&r-1-started=soon&r-1-minutes=&q-0-minutes=9"
)
FIRST = {"started": "2027-01-04", "minutes": "25"}
SECOND = {"started": "soon", "minutes": ""}


@pytest.mark.parametrize(
    ("button", "expected"),
    [
        ("_add_row=r", [FIRST, SECOND, {}]),
        ("_remove_row=r:0", [SECOND]),
        ("_remove_row=r:7", [FIRST, SECOND]),
        ("_add_row=q", None),
        ("_remove_row=q:0", None),
        ("_remove_row=r:x", None),
        ("save=1", None),
    ],
)
def test_a_button_changes_its_own_table_by_one_row(
    button: str, expected: list[dict[str, str]] | None
) -> None:
    assert rows_after_button(QueryDict(f"{TYPED}&{button}"), "r") == expected


def test_what_was_typed_is_shown_again_without_errors() -> None:
    rows = rows_after_button(QueryDict(f"{TYPED}&_remove_row=r:0"), "r")
    formset = OutageFormSet(prefix="r", initial=rows)
    page = Template('{% include "components/rows_table.html" %}')
    text = page.render(Context({"formset": formset}))
    assert 'value="soon"' in text
    assert "error-text" not in text
