"""A sheet comes back: what would change is shown, chosen, and only then written."""

import datetime as dt
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import signing
from django.test import Client

from portal import clock
from portal.access import Refused
from tests.cast import Cast
from tests.vendors.questionnaire.examples import SENTENCE
from tests.vendors.scene import Scene, join
from tests.vendors.sheets.filling import (
    ANSWER,
    REF,
    answer_all,
    base,
    cell_of,
    changed,
    chosen,
    column_of,
    download,
    in_full,
    opened,
    row_of,
    saved,
    stored,
    table_of,
    take,
    text_of,
    upload,
    value_of,
)
from vendors.actions import answers
from vendors.models import Answer, AnswerRevision, Origin, ReadyState
from vendors.queries.sheets import SALT
from vendors.questionnaire.filled import rows_of, slots_of, tables_of, texts_of

KEY = "cloud.autoscale"
NEW = "Between two and ninety servers, checked each minute, added within three minutes."


def say(text: str, key: str = KEY, slot: str = "limits") -> Callable[[Any], None]:
    def change(book: Any) -> None:
        cell_of(book, key, slot).value = text

    return change


def test_what_comes_back_unchanged_changes_nothing(scene: Scene, vera: Client, cast: Cast) -> None:
    scene = in_full(scene)
    answer_all(scene, cast.vera)
    content = download(scene, vera)
    for one in (content, saved(opened(content))):
        answer = upload(scene, vera, one)
        assert answer.status_code == 200
        assert "Nothing changed." in text_of(answer)
    assert set(AnswerRevision.objects.values_list("version", flat=True)) == {1}


def test_an_empty_one_filled_in_elsewhere_is_the_whole_response(
    scene: Scene, vera: Client, cast: Cast
) -> None:
    """Every kind of field and table of the standard questionnaire, written as a person would."""
    scene = in_full(scene)

    def fill(book: Any) -> None:
        for item in scene.asked.asked_items():
            value = value_of(item)
            for ref, text in texts_of(item, value).items():
                cell_of(book, item.key, ref).value = text
            for part in tables_of(item):
                page = table_of(book, item.key, part.key)
                for number, row in enumerate(rows_of(item, part, value)):
                    for key, text in row.items():
                        page.cell(6 + number, column_of(page, key)).value = text

    preview = upload(scene, vera, changed(download(scene, vera), fill))
    items = scene.asked.asked_items()
    assert f"{len(items)} questions would change" in text_of(preview)
    assert "Can’t be read" not in text_of(preview)
    assert not Answer.objects.filter(response=scene.clearwater).exists()
    assert take(scene, vera, preview).url == f"{base(scene)}/"
    for item in items:
        found = stored(scene, item.key)
        assert found.value == value_of(item)
        assert (found.origin, found.ready) == (Origin.IMPORTED, ReadyState.DRAFT)
    page = vera.get(f"{base(scene)}/history/{KEY}/").content.decode()
    assert "imported: Spreadsheet “filled.xlsx”" in " ".join(page.split())


def test_only_what_was_changed_is_written(scene: Scene, vera: Client, cast: Cast) -> None:
    answer_all(scene, cast.vera)
    preview = upload(scene, vera, changed(download(scene, vera), say(NEW)))
    assert "1 question would change" in text_of(preview)
    assert NEW in text_of(preview)
    assert SENTENCE in text_of(preview)
    assert stored(scene, KEY).value["limits"] == SENTENCE
    take(scene, vera, preview)
    assert stored(scene, KEY).value == value_of(scene.asked.item(KEY)) | {"limits": NEW}
    versions = dict(Answer.objects.values_list("item_key", "version"))
    assert {key: one for key, one in versions.items() if one > 1} == {KEY: 2}


def test_choosing_to_keep_writes_nothing(scene: Scene, vera: Client, cast: Cast) -> None:
    answer_all(scene, cast.vera)
    preview = upload(scene, vera, changed(download(scene, vera), say(NEW)))
    take(scene, vera, preview, cloud__autoscale="present")
    assert stored(scene, KEY).version == 1


def test_an_emptied_cell_takes_away_what_stood_there(
    scene: Scene, vera: Client, cast: Cast
) -> None:
    answer_all(scene, cast.vera)
    preview = upload(scene, vera, changed(download(scene, vera), say("")))
    take(scene, vera, preview)
    assert "limits" not in stored(scene, KEY).value


def test_a_row_or_sheet_that_is_missing_is_left_alone(
    scene: Scene, vera: Client, cast: Cast
) -> None:
    answer_all(scene, cast.vera)

    def cut(book: Any) -> None:
        say(NEW)(book)
        book["Questions"].delete_rows(row_of(book, KEY, "time"))
        for page in list(book):
            if "|" in str(page["A1"].value):
                book.remove(page)

    preview = upload(scene, vera, changed(download(scene, vera), cut))
    assert "no longer in the spreadsheet" in text_of(preview)
    assert text_of(preview).count(scene.asked.item(KEY).prompt) == 2
    take(scene, vera, preview)
    assert stored(scene, KEY).value == value_of(scene.asked.item(KEY)) | {"limits": NEW}
    assert Answer.objects.filter(version__gt=1).count() == 1


def test_sorted_and_reordered_it_is_still_understood(
    scene: Scene, vera: Client, cast: Cast
) -> None:
    answer_all(scene, cast.vera)

    def reorder(book: Any) -> None:
        page = book["Questions"]
        say(NEW)(book)
        rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=2)]
        for number, row in enumerate(reversed(rows), 2):
            for column, value in enumerate(row, 1):
                page.cell(number, column).value = value

    preview = upload(scene, vera, changed(download(scene, vera), reorder))
    assert "1 question would change" in text_of(preview)


def test_wrong_cells_are_named_with_their_address(scene: Scene, vera: Client, cast: Cast) -> None:
    scene = in_full(scene)
    rows = {}

    def spoil(book: Any) -> None:
        for key, slot, text in (
            ("cloud.autoscale", "time", "soon"),
            ("posture.change_mgmt", "answer:choice", "Perhaps"),
            ("posture.change_mgmt", "when:date", "31.31.2027"),
        ):
            cell_of(book, key, slot).value = text
            rows[key, slot] = row_of(book, key, slot)
        page = table_of(book, "posture.availability_history", "months")
        page.cell(9, column_of(page, "month")).value = "2027-13"
        page.cell(9, column_of(page, "unplanned_down_min")).value = "3,5"

    preview = upload(scene, vera, changed(download(scene, vera), spoil))
    text = text_of(preview)
    for row in rows.values():
        assert f"Questions, cell F{row}: " in text
    assert "There are months 1 to 12." in text
    assert "cell B9: " in text
    assert "cell D9: " in text
    assert "Write decimals with a point" in text
    assert "3 of them have cells that can’t be read" in text
    # Left out unless asked for; then kept as typed, to be mended on the page.
    assert set(chosen(preview).values()) >= {"present"}
    take(scene, vera, preview)
    assert not Answer.objects.exists()
    take(scene, vera, preview, cloud__autoscale="sheet")
    assert stored(scene, "cloud.autoscale").value["_raw"] == {"time": "soon"}
    page = vera.get(f"{base(scene)}/topics/cloud.elasticity/").content.decode()
    assert "soon" in page


def test_a_formula_is_told_and_never_taken(scene: Scene, vera: Client, cast: Cast) -> None:
    answer_all(scene, cast.vera)
    preview = upload(scene, vera, changed(download(scene, vera), say("=1+1")))
    assert "holds a formula" in text_of(preview)
    assert "Mend these cells" in text_of(preview)
    take(scene, vera, preview, cloud__autoscale="sheet")
    assert stored(scene, KEY).version == 1


def test_words_that_look_like_a_formula_are_taken_as_words(
    scene: Scene, vera: Client, cast: Cast
) -> None:
    words = "=1+1 is what the sheet says, as text and nothing else"

    def write(book: Any) -> None:
        cell = cell_of(book, KEY, "limits")
        cell.value = words
        cell.data_type = "s"

    take(scene, vera, upload(scene, vera, changed(download(scene, vera), write)))
    assert stored(scene, KEY).value == {"limits": words}


def test_what_programs_make_of_typed_text_is_understood(
    scene: Scene, vera: Client, cast: Cast
) -> None:
    scene = in_full(scene)

    def write(book: Any) -> None:
        cell_of(book, "posture.change_fail_rate", "changes").value = 12.0
        cell_of(book, "posture.change_fail_rate", "failed").value = 3
        page = table_of(book, "posture.availability_history", "months")
        month = page.cell(6, column_of(page, "month"))
        month.value, month.number_format = dt.date(2026, 1, 1), "mmm-yy"
        page.cell(6, column_of(page, "unplanned_down_min")).value = 12.5
        when = cell_of(book, "posture.change_mgmt", "when:date")
        when.value, when.number_format = dt.date(2027, 9, 1), "yyyy-mm-dd"
        cell_of(book, "posture.change_mgmt", "when:status").value = "IT WILL BE THERE BY A DATE"
        page = table_of(book, "cloud.multi_zone", "tiers")
        share = page.cell(6, column_of(page, "availability"))
        share.value, share.number_format = 0.9995, "0.00%"
        active = page.cell(6, column_of(page, "zones"))
        active.value = True

    preview = upload(scene, vera, changed(download(scene, vera), write))
    take(scene, vera, preview, cloud__multi_zone="sheet")
    assert stored(scene, "posture.change_fail_rate").value == {"changes": 12, "failed": 3}
    (month,) = stored(scene, "posture.availability_history").value["months"]
    assert (month["month"], month["unplanned_down_min"]) == ("2026-01", "12.5")
    when = stored(scene, "posture.change_mgmt").value["when"]
    assert when == {"status": "by", "date": "2027-09-01"}
    kept = stored(scene, "cloud.multi_zone").value["_raw"]["tiers"]
    assert (kept[0]["availability"], kept[0]["zones"]) == ("99.95", "yes")


# --- a colleague meanwhile -----------------------------------------------------------------------


def test_what_a_colleague_wrote_since_the_download_stays_by_default(
    scene: Scene, vera: Client, cast: Cast
) -> None:
    answer_all(scene, cast.vera, number=12)
    content = changed(download(scene, vera), say(NEW))
    kim = join(scene.clearwater, "kim@clearwater.example", "Kim Lake")
    theirs = "Kim says: between four and sixty servers, and never fewer than that."
    answers.save(scene.clearwater, KEY, {"limits": theirs}, based_on=1, by=kim)
    preview = upload(scene, vera, content)
    text = text_of(preview)
    assert "Kim Lake changed this answer on" in text
    assert theirs in text
    assert NEW in text
    assert chosen(preview)[f"take:{KEY}"] == "present"
    take(scene, vera, preview)
    assert stored(scene, KEY).value == {"limits": theirs}
    take(scene, vera, preview, cloud__autoscale="sheet")
    assert stored(scene, KEY).value["limits"] == NEW
    assert AnswerRevision.objects.filter(value={"limits": theirs}).exists()


def test_a_colleagues_change_elsewhere_is_not_undone_by_an_old_sheet(
    scene: Scene, vera: Client, cast: Cast
) -> None:
    answer_all(scene, cast.vera)
    content = download(scene, vera)
    answers.save(scene.clearwater, KEY, {"limits": NEW}, based_on=1, by=cast.vera)
    assert "Nothing changed." in text_of(upload(scene, vera, content))


def test_what_is_written_between_preview_and_button_is_not_overwritten(
    scene: Scene, vera: Client, cast: Cast
) -> None:
    answer_all(scene, cast.vera)

    def change(book: Any) -> None:
        say(NEW)(book)
        say(NEW, "posture.change_mgmt", "how")(book)

    scene = in_full(scene)
    preview = upload(scene, vera, changed(download(scene, vera), change))
    kim = join(scene.clearwater, "kim@clearwater.example", "Kim Lake")
    theirs = {"limits": "Kim wrote this while the preview was open, as long as it needs to be."}
    answers.save(scene.clearwater, KEY, theirs, based_on=1, by=kim)
    answer = take(scene, vera, preview)
    assert answer.status_code == 409
    assert "something newer" in text_of(answer)
    assert "1 question would change" in text_of(answer)
    assert stored(scene, KEY).value == theirs
    assert stored(scene, "posture.change_mgmt").value["how"] == NEW
    # What is shown now may be chosen.
    take(scene, vera, answer, cloud__autoscale="sheet")
    assert stored(scene, KEY).value["limits"] == NEW


def test_without_the_version_check_the_colleague_would_be_overwritten(
    scene: Scene, vera: Client, cast: Cast
) -> None:
    """The twin: the same carried readings, said to have seen what was never shown."""
    answer_all(scene, cast.vera)
    preview = upload(scene, vera, changed(download(scene, vera), say(NEW)))
    answers.save(scene.clearwater, KEY, {"limits": "Kim’s"}, based_on=1, by=cast.vera)
    sent = chosen(preview)
    carried = signing.loads(sent["carried"], salt=SALT)
    carried["seen"][KEY] = 2
    sent["carried"] = signing.dumps(carried, salt=SALT, compress=True)
    assert vera.post(f"{base(scene)}/sheet/take/", sent).status_code == 302
    assert stored(scene, KEY).value["limits"] == NEW


# --- whose, which and how long -------------------------------------------------------------------


def test_a_preview_lapses_after_two_hours(scene: Scene, vera: Client, cast: Cast) -> None:
    preview = upload(scene, vera, changed(download(scene, vera), say(NEW)))
    with clock.moved(timedelta(hours=2)):
        answer = take(scene, vera, preview)
        assert answer.url == f"{base(scene)}/sheet/"
        assert "has lapsed" in text_of(vera.get(answer.url))
    assert not Answer.objects.exists()
    with clock.moved(timedelta(hours=1, minutes=59)):
        take(scene, vera, preview)
    assert Answer.objects.exists()


def test_a_preview_serves_nobody_else_and_nothing_else(
    scene: Scene, vera: Client, connie: Client, cast: Cast
) -> None:
    preview = upload(scene, vera, changed(download(scene, vera), say(NEW)))
    assert take(scene, connie, preview).url == f"{base(scene)}/sheet/"
    sent = chosen(preview)
    for carried in ("", "x", sent["carried"][:-1] + "x", sent["carried"] + "\0"):
        vera.post(f"{base(scene)}/sheet/take/", sent | {"carried": carried})
    other = signing.loads(sent["carried"], salt=SALT)
    for name, value in (
        ("response", scene.tollgate.pk),
        ("workspace", "0"),
        ("version", 0),
        ("at", (clock.now() + timedelta(hours=1)).isoformat()),
    ):
        token = signing.dumps(other | {name: value}, salt=SALT, compress=True)
        vera.post(f"{base(scene)}/sheet/take/", sent | {"carried": token})
    assert not Answer.objects.exists()
    take(scene, vera, preview)
    assert stored(scene, KEY).value == {"limits": NEW}


@pytest.mark.parametrize("name", ["response", "workspace", "round"])
def test_a_sheet_of_another_request_is_refused(scene: Scene, vera: Client, name: str) -> None:
    def rename(book: Any) -> None:
        say(NEW)(book)
        for row in book["plumbline"].iter_rows(max_col=2):
            if row[0].value == name:
                row[1].value = str(scene.tollgate.pk)

    answer = upload(scene, vera, changed(download(scene, vera), rename))
    assert "belongs to another request" in text_of(answer)


def test_a_rivals_sheet_is_refused_and_shows_nothing(
    scene: Scene, vera: Client, sign_in: Callable[..., Client], cast: Cast
) -> None:
    tess = join(scene.tollgate, "tess@tollgate.example", "Tess Toll")
    secret = "What Tollgate alone knows about its servers and will not tell"
    answers.save(scene.tollgate, KEY, {"limits": secret}, based_on=0, by=tess)
    content = sign_in(tess).get(f"/responses/{scene.tollgate.pk}/questionnaire.xlsx").content
    answer = upload(scene, vera, content)
    assert "belongs to another request" in text_of(answer)
    assert secret not in answer.content.decode()


def test_versions_that_nobody_gave_out_overwrite_nothing_unseen(
    scene: Scene, vera: Client, cast: Cast
) -> None:
    answer_all(scene, cast.vera)

    def forge(book: Any) -> None:
        say(NEW)(book)
        page = book["Questions"]
        for row in range(2, page.max_row + 1):
            page.cell(row, REF + 1).value = "99"

    preview = upload(scene, vera, changed(download(scene, vera), forge))
    assert "changed this answer" in text_of(preview)
    take(scene, vera, preview)
    assert not Answer.objects.filter(version__gt=1).exists()


def test_once_closed_nothing_is_taken_in(
    scene: Scene, vera: Client, past_due_page: Any, cast: Cast
) -> None:
    content = changed(download(scene, vera), say(NEW))
    preview = upload(scene, vera, content)
    with past_due_page():
        page = vera.get(f"{base(scene)}/sheet/")
        assert "no spreadsheet is taken in" in text_of(page)
        assert b'type="file"' not in page.content
        assert upload(scene, vera, content).status_code == 403
        assert take(scene, vera, preview).status_code == 403
        with pytest.raises(Refused):
            answers.take_in(
                scene.clearwater,
                [answers.Draft(KEY, {"limits": NEW}, 0)],
                file="a.xlsx",
                by=cast.vera,
            )
    assert not Answer.objects.exists()


@pytest.mark.parametrize("rows", [1, 3, 30])
def test_pages_ask_the_same_of_the_database(
    scene: Scene, vera: Client, cast: Cast, rows: int, django_assert_num_queries: Any
) -> None:
    scene = in_full(scene)
    items = answer_all(scene, cast.vera, number=rows)
    content = download(scene, vera)
    for item in items:
        answers.save(scene.clearwater, item.key, {}, based_on=1, by=cast.vera)

    def change(book: Any) -> None:
        page = book["Questions"]
        for row in range(2, page.max_row + 1):
            if str(page.cell(row, REF).value).partition("|")[0] in {one.key for one in items}:
                page.cell(row, ANSWER).value = "Something else"

    content = changed(content, change)
    url = f"{base(scene)}/sheet/"
    vera.get(url)
    with django_assert_num_queries(6):
        vera.get(url)
    with django_assert_num_queries(8):
        answer = upload(scene, vera, content)
    would = sum("Which answer stays?" in one for one in answer.content.decode().splitlines())
    assert would == sum(bool(slots_of(item)) for item in items)


def test_rows_and_columns_put_in_are_no_hindrance(scene: Scene, vera: Client, cast: Cast) -> None:
    scene = in_full(scene)
    answer_all(scene, cast.vera)

    def add(book: Any) -> None:
        say(NEW)(book)
        page = table_of(book, "posture.availability_history", "months")
        page.cell(7, column_of(page, "month")).value = "2024-02"
        page.cell(8, column_of(page, "month")).value = "never"
        for one in (page, book["Questions"]):
            one.insert_rows(1, 2)
            one.insert_cols(1)
            one["A1"].value = "Ours: ask Kim | Omar | 3"

    preview = upload(scene, vera, changed(download(scene, vera), add))
    assert "2 questions would change" in text_of(preview)
    assert "cell C10: " in text_of(preview)
    take(scene, vera, preview, posture__availability_history="sheet")
    assert stored(scene, KEY).value["limits"] == NEW
    kept = stored(scene, "posture.availability_history").value["_raw"]["months"]
    assert [one["month"] for one in kept] == ["2024-01", "2024-02", "never"]


def test_half_a_table_takes_nothing_away(scene: Scene, vera: Client, cast: Cast) -> None:
    scene = in_full(scene)
    answer_all(scene, cast.vera)

    def cut(book: Any) -> None:
        page = table_of(book, "posture.availability_history", "months")
        page.delete_cols(column_of(page, "unplanned_down_min"))

    text = text_of(upload(scene, vera, changed(download(scene, vera), cut)))
    assert "no longer in the spreadsheet" in text
    assert "Nothing changed." in text
