"""The questionnaire as a spreadsheet and on paper: whole, as text, and for its own people alone."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pypdf
import pytest
from django.test import Client

from portal import clock
from tests.cast import Cast
from tests.vendors.scene import Scene, join
from tests.vendors.sheets.filling import (
    ANSWER,
    REF,
    answer_all,
    base,
    cell_of,
    column_of,
    download,
    in_full,
    opened,
    table_of,
    value_of,
)
from vendors.actions import answers
from vendors.models import Answer
from vendors.questionnaire.filled import rows_of, slots_of, tables_of, texts_of

FORMULAS = ("=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", '=HYPERLINK("http://x";"y")')


def test_every_field_of_every_question_has_its_cell(scene: Scene, vera: Client, cast: Cast) -> None:
    scene = in_full(scene)
    items = answer_all(scene, cast.vera)
    book = opened(download(scene, vera))
    page = book["Questions"]
    refs = [page.cell(row, REF).value for row in range(2, page.max_row + 1)]
    asked = [f"{item.key}|{slot.ref}" for item in scene.asked.in_order() for slot in slots_of(item)]
    assert [one for one in refs if one] == asked
    for item in items:
        value = value_of(item)
        for ref, text in texts_of(item, value).items():
            assert (cell_of(book, item.key, ref).value or "") == text
        for part in tables_of(item):
            sheet = table_of(book, item.key, part.key)
            for number, row in enumerate(rows_of(item, part, value)):
                for key, text in row.items():
                    assert sheet.cell(6 + number, column_of(sheet, key)).value == text
    tables = sum(len(tables_of(item)) for item in items)
    assert tables > 15
    assert len(book.worksheets) == 4 + tables


def test_words_that_look_like_formulas_stay_words(scene: Scene, vera: Client, cast: Cast) -> None:
    for version, text in enumerate(FORMULAS):
        answers.save(
            scene.clearwater, "cloud.autoscale", {"limits": f"{text} and so on"},
            based_on=version, by=cast.vera,
        )  # fmt: skip
        cell = cell_of(opened(download(scene, vera)), "cloud.autoscale", "limits")
        assert cell.value == f"{text} and so on"
        assert cell.data_type == "s"
        assert cell.number_format == "@"


def test_the_writer_without_its_guard_makes_a_formula(tmp_path: Any) -> None:
    import xlsxwriter

    for guarded, kind in ((True, "s"), (False, "f")):
        path = tmp_path / f"{guarded}.xlsx"
        with xlsxwriter.Workbook(path, {"strings_to_formulas": not guarded}) as book:
            book.add_worksheet().write("A1", "=1+1")
        assert opened(path.read_bytes()).active["A1"].data_type == kind


@pytest.mark.parametrize(
    "text", ["a_x0041_b", "line\nline", "\ttab", "<b>&amp;</b>", "\u202eabc", "𝔘nicode", "x" * 8000]
)
def test_odd_words_come_out_as_they_are(scene: Scene, vera: Client, cast: Cast, text: str) -> None:
    Answer.objects.create(
        response=scene.clearwater, item_key="cloud.autoscale", value={"limits": text},
        by_id=cast.vera.pk, by_name="Vera",
    )  # fmt: skip
    item = scene.asked.item("cloud.autoscale")
    cell = cell_of(opened(download(scene, vera)), "cloud.autoscale", "limits")
    assert cell.value == texts_of(item, {"limits": text})["limits"]


def test_hidden_cells_say_what_it_belongs_to(scene: Scene, vera: Client, cast: Cast) -> None:
    answers.save(scene.clearwater, "cloud.autoscale", {"limits": "One."}, based_on=0, by=cast.vera)
    answers.save(scene.clearwater, "cloud.autoscale", {"limits": "Two."}, based_on=1, by=cast.vera)
    book = opened(download(scene, vera))
    said = {row[0].value: row[1].value for row in book["plumbline"].iter_rows(max_col=2)}
    assert said["response"] == str(scene.clearwater.pk)
    assert said["version"] == str(scene.round.version_id)
    assert said["digest"] == scene.round.version.digest
    assert book["plumbline"].sheet_state == "veryHidden"
    page, cell = book["Questions"], cell_of(book, "cloud.autoscale", "limits")
    assert page.cell(cell.row, REF + 1).value == "2"
    assert page.column_dimensions["H"].hidden
    assert page.cell(cell.row, ANSWER).column_letter == "F"


def test_it_is_for_the_people_on_the_response_alone(
    scene: Scene, vera: Client, sign_in: Callable[..., Client], cast: Cast
) -> None:
    rival = sign_in(join(scene.tollgate, "tess@tollgate.example", "Tess Toll"))
    for end in ("questionnaire.xlsx", "questionnaire.pdf"):
        url = f"{base(scene)}/{end}"
        assert rival.get(url).status_code == 404
        assert sign_in(cast.ann).get(url).status_code == 403
        assert vera.post(url).status_code == 405


@pytest.mark.parametrize("rows", [1, 3, 30])
def test_both_ask_the_same_of_the_database(
    scene: Scene, vera: Client, cast: Cast, rows: int, django_assert_num_queries: Any
) -> None:
    answer_all(scene, cast.vera, number=rows)
    vera.get(f"{base(scene)}/questionnaire.xlsx")
    with django_assert_num_queries(7):
        download(scene, vera)


def test_after_closing_it_can_still_be_taken_home(
    scene: Scene, vera: Client, past_due_page: Any
) -> None:
    with past_due_page():
        assert download(scene, vera)


def test_the_printed_one_holds_questions_and_answers(
    scene: Scene, vera: Client, cast: Cast
) -> None:
    words = "Between two and forty servers, checked every minute. <script>alert(1)</script>"
    answers.save(
        scene.clearwater, "cloud.autoscale", {"limits": words}, based_on=0, by=cast.vera,
        confidential_reason="Names our limits",
    )  # fmt: skip
    answer = vera.get(f"{base(scene)}/questionnaire.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment")
    read = pypdf.PdfReader(BytesIO(answer.content))
    text = " ".join(" ".join(page.extract_text() for page in read.pages).split())
    assert "<script>alert(1)</script>" in text
    assert "Names our limits" in text
    assert f"1 of {len(scene.asked.asked_items())} answered" in text
    assert "Not submitted from this paper" in text
    for item in scene.asked.asked_items():
        assert "".join(item.prompt.split())[:40] in "".join(text.split())
    assert str(clock.now().year) in text
