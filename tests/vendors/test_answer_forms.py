"""A question's form shows, posts and keeps every word, with and without rows."""

import re
from typing import Any

import pytest
from django.http import QueryDict
from lxml import html

from tests.vendors.questionnaire.examples import SENTENCE, TODAY, full_raw
from vendors.answer_forms import ItemForm
from vendors.questionnaire.kinds import quick_item
from vendors.questionnaire.model import Item
from vendors.questionnaire.reading import standard
from vendors.questionnaire.values import Mode, clean_value

ITEMS = standard().items
by_key = pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.key)


def page_of(form: ItemForm) -> Any:
    return html.fromstring(f"<form>{form.render()}</form>")


def post_of(page: Any, **more: str) -> QueryDict:
    """What a browser sends for this form, without its buttons."""
    data = QueryDict(mutable=True)
    for name, value in page.form_values() if page.tag == "form" else page.forms[0].form_values():
        data.appendlist(name, value)
    for name, value in more.items():
        data[name] = value
    return data


def form(key: str, value: Any = None, **more: Any) -> ItemForm:
    return ItemForm(standard().item(key), value, today=TODAY, **more)


@by_key
def test_what_a_browser_sends_back_is_the_stored_value(item: Item) -> None:
    value, _ = clean_value(item, full_raw(item), today=TODAY)
    page = page_of(ItemForm(item, value, today=TODAY))

    again = ItemForm(item, data=post_of(page), today=TODAY, mode=Mode.COMPLETE)

    assert again.is_bound
    assert again.value == value
    assert again.errors == []


@by_key
def test_empty_form_posts_nothing_and_names_what_is_needed(item: Item) -> None:
    post = post_of(page_of(ItemForm(item, today=TODAY)))
    assert ItemForm(item, data=post, today=TODAY).value == {}
    complete = ItemForm(item, data=post, today=TODAY, mode=Mode.COMPLETE)
    assert complete.errors
    page = page_of(complete)
    for error in complete.errors:
        assert page.get_element_by_id(error["target"]) is not None
    for problem in complete.problems:
        assert problem.sentence in page.text_content()


@by_key
def test_every_control_has_a_label_and_unique_id(item: Item) -> None:
    value, _ = clean_value(item, full_raw(item), today=TODAY)
    page = page_of(ItemForm(item, value, today=TODAY))
    for template in page.xpath("//template"):
        template.drop_tree()
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    labelled = set(page.xpath("//label/@for"))
    for control in page.xpath("//input[not(@type='hidden')] | //select | //textarea"):
        assert control.get("id") in labelled
    for described in page.xpath("//@aria-describedby"):
        assert set(described.split()) <= set(ids)


def test_what_cannot_be_read_is_shown_again_with_its_error() -> None:
    key = "obs.logs"
    post = post_of(page_of(form(key)))
    post[f"{key}:retention:amount"] = "a while"
    bound = form(key, data=post)

    assert bound.errors[0]["target"] == f"id_{key}:retention:amount"
    page = page_of(form(key, bound.value))
    field = page.get_element_by_id(f"id_{key}:retention:amount")
    assert field.get("value") == "a while"
    assert field.get("aria-invalid") == "true"
    assert "number" in page.get_element_by_id(field.get("aria-describedby")).text_content()


def test_unreadable_date_is_not_given_to_a_picker() -> None:
    key = "deg.plan"
    post = post_of(page_of(form(key)))
    assert page_of(form(key)).get_element_by_id(f"id_{key}:last_drill").get("type") == "date"
    post[f"{key}:last_drill"] = "last spring"
    field = page_of(form(key, data=post)).get_element_by_id(f"id_{key}:last_drill")
    assert field.get("type") == "text"
    assert field.get("value") == "last spring"


def test_error_stands_at_its_cell() -> None:
    key = "prep.forecast"
    item = standard().item(key)
    raw = full_raw(item)
    raw["past"] = [raw["past"][0], raw["past"][0] | {"actual_peak": "NaN"}]
    value, _ = clean_value(item, raw, today=TODAY, mode=Mode.DRAFT)
    shown = form(key, value)

    assert shown.errors[0]["text"].startswith("Earlier forecasts, row 2: ")
    page = page_of(shown)
    cell = page.get_element_by_id(shown.errors[0]["target"])
    assert cell.get("name") == f"{key}:past:1:actual_peak"
    assert cell.get("aria-invalid") == "true"
    assert len(page.xpath("//*[@aria-invalid='true']")) == 1


def test_rows_are_added_and_removed_without_losing_a_word() -> None:
    key = "prep.forecast"
    first = form(key, data=post_of(page_of(form(key)), _add_row=f"{key}:past"))
    assert first.changes_rows
    assert first.focus == f"id_{key}:past:1:event"

    post = post_of(page_of(first), _add_row=f"{key}:past")
    post[f"{key}:past:0:event"] = "First dose"
    post[f"{key}:past:1:event"] = "Second dose"
    post[f"{key}:past:1:actual_peak"] = "about nine hundred"
    second = form(key, data=post)
    assert second.errors == []
    assert "about nine hundred" in second.render()
    assert len(second.parts[1].rows) == 3

    third = form(key, data=post_of(page_of(second), _remove_row=f"{key}:past:0"))
    text = third.render()
    assert "First dose" not in text
    assert "Second dose" in text
    assert "about nine hundred" in text
    assert third.changes_rows


@pytest.mark.parametrize("press", ["", "0", "past", "99", "x", "\N{ARABIC-INDIC DIGIT ONE}", "-1"])
def test_odd_buttons_remove_nothing(press: str) -> None:
    key = "prep.forecast"
    post = post_of(page_of(form(key)), _remove_row=f"prep.fore:past:{press}")
    assert not form(key, data=post).changes_rows
    post = post_of(page_of(form(key)), _remove_row=f"{key}:past:9{press}")
    assert len(form(key, data=post).parts[1].rows) == 1


def test_pasted_rows_join_those_typed() -> None:
    key = "obs.monitor_load"
    post = post_of(page_of(form(key)), _paste_rows=f"{key}:signals")
    post[f"{key}:signals:_paste"] = "Speed\tEdge\t1 s\t2 s\r\nErrors\tBalancer\t0.1 %\t1 %\n"
    pasted = form(key, data=post)
    assert [row["signal"] for row in pasted.value["signals"]] == ["Speed", "Errors"]


LOG = "posture.mttr_log"
TWO = (
    "start,end,impact\n2027-01-05 08:00,2027-01-05 09:00,all\n2027-01-06 08:00,2027-01-06 07:00,all"
)


def test_pasted_rows_are_looked_at_before_anything_is_added() -> None:
    kept = {"log": "listed", "outages": [{"started": "2027-01-05T08:00:00Z", "scope": "part"}]}
    post = post_of(page_of(form(LOG, kept)), _preview_rows=f"{LOG}:outages")
    post[f"{LOG}:outages:_paste"] = TWO
    looked = form(LOG, data=post)
    assert looked.changes_rows
    assert looked.value["outages"] == kept["outages"]
    shown = page_of(looked)
    text = shown.get_element_by_id(f"id_{LOG}:outages:_preview").text_content()
    assert "1 row can be added" in " ".join(text.split())
    assert "Stands in the table already; left out" in text
    assert "“Fully repaired” can't be earlier than “Started”." in text
    assert "“impact”" in text

    # The text came back with the page, so pressing the next button adds what was looked at.
    add = post_of(shown, _paste_rows=f"{LOG}:outages")
    added = form(LOG, data=add)
    assert [row["started"] for row in added.value["outages"]] == [
        "2027-01-05T08:00:00Z",
        "2027-01-06T08:00:00Z",
    ]
    assert added.value["outages"][0]["scope"] == "part"
    assert page_of(added).get_element_by_id(f"id_{LOG}:outages:_paste").text.strip() == ""


def test_times_are_read_in_the_chosen_zone_and_the_choice_stays() -> None:
    post = post_of(page_of(form(LOG)), _preview_rows=f"{LOG}:outages")
    post[f"{LOG}:outages:_paste"] = TWO
    post[f"{LOG}:outages:_zone"] = "America/Denver"
    looked = page_of(form(LOG, data=post))
    assert "2027-01-05 15:00" in looked.text_content()
    added = form(LOG, data=post_of(looked, _paste_rows=f"{LOG}:outages"))
    assert added.value["outages"][0]["started"] == "2027-01-05T15:00:00Z"


def test_rows_that_find_no_place_stay_where_they_were_pasted() -> None:
    lines = [f"2026-{n // 28 + 1:02}-{n % 28 + 1:02} 08:00" for n in range(60)]
    post = post_of(page_of(form(LOG)), _paste_rows=f"{LOG}:outages")
    post[f"{LOG}:outages:_paste"] = "\n".join(lines)
    added = form(LOG, data=post)
    assert len(added.value["outages"]) == 50
    page = page_of(added)
    assert "50 rows fit; 10 found no place" in page.text_content()
    assert lines[-1] in page.get_element_by_id(f"id_{LOG}:outages:_paste").text


def test_pasting_nothing_says_so() -> None:
    post = post_of(page_of(form(LOG)), _preview_rows=f"{LOG}:outages")
    assert "No row was found." in page_of(form(LOG, data=post)).text_content()


def test_pasted_head_line_sets_the_order_and_labels_choose() -> None:
    key = "abuse.ddos"
    post = post_of(page_of(form(key)), _paste_rows=f"{key}:layers")
    post[f"{key}:layers:_paste"] = (
        "Product or provider\tLayer\tAlways on?\tCapacity\nShield\tNetwork\tYes\t2 Tbit/s"
    )
    assert form(key, data=post).value["layers"] == [
        {"layer": "network", "product": "Shield", "capacity": "2 Tbit/s", "always_on": True}
    ]


def test_row_numbers_need_not_follow_each_other() -> None:
    key = "prep.forecast"
    data = QueryDict(mutable=True)
    data[f"{key}:_here"] = "1"
    data[f"{key}:past:7:event"] = "Late"
    data[f"{key}:past:2:event"] = "Early"
    data[f"{key}:past:x:event"] = "Nowhere"
    assert [row["event"] for row in form(key, data=data).value["past"]] == ["Early", "Late"]


def test_post_without_this_question_leaves_the_stored_value() -> None:
    key = "cloud.load_balancing"
    stored = {"how": SENTENCE}
    other = form(key, stored, data=QueryDict("chg.ci:_here=1"))
    assert not other.is_bound
    assert other.value == stored


def test_typed_markup_stays_text() -> None:
    key = "cloud.load_balancing"
    text = form(key, {"how": "</textarea><script>alert(1)</script>"}).render()
    assert "<script>" not in text
    assert "&lt;script&gt;" in text


def test_text_that_begins_with_a_blank_line_comes_back_whole() -> None:
    key = "cloud.load_balancing"
    page = page_of(form(key, {"how": f"{SENTENCE}\n\n  indented"}))
    assert post_of(page)[f"{key}:how"].lstrip("\n") == f"{SENTENCE}\n\n  indented"


def test_quick_line_is_a_form_like_any_other() -> None:
    item = quick_item(standard().section("obs"))
    page = page_of(ItemForm(item, {"answer": "partial"}, today=TODAY))
    checked = page.xpath("//input[@checked]/@value")
    assert checked == ["partial"]


def test_no_inline_style_or_script() -> None:
    for item in ITEMS:
        text = ItemForm(item, today=TODAY).render()
        assert not re.search(r"<script|\sstyle=|\son\w+=", text)
