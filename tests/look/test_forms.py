"""Fields as the template pack writes them: label, hint, error, control, all tied together."""

from collections.abc import Iterator

import pytest
from crispy_forms.bootstrap import AppendedText, InlineRadios
from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, ButtonHolder, Column, Div, Fieldset, Layout, Row, Submit
from crispy_forms.utils import render_crispy_form
from django import forms
from django.template import Context, Template
from lxml import html

from portal.look.plain import PlainMessages
from portal.look.specimens import OutageFormSet, SpecimenForm

WHOLE = Template("{% load crispy_forms_tags %}{{ form|crispy }}")
SUMMARY = Template(
    '{% include "components/error_summary.html" with form=form formset=formset only %}'
)


def tree(text: str) -> html.HtmlElement:
    return html.fromstring(f"<main>{text}</main>")


def rendered(form: object) -> html.HtmlElement:
    return tree(WHOLE.render(Context({"form": form})))


def dangling(page: html.HtmlElement) -> Iterator[str]:
    """Names that point at no element."""
    ids = {element.get("id") for element in page.iter() if element.get("id")}
    for element in page.iter():
        for name in ("for", "aria-describedby", "aria-labelledby"):
            for target in (element.get(name) or "").split():
                if target not in ids:
                    yield f"{name}={target}"


@pytest.mark.parametrize("data", [None, {}, {"share": "120"}])
def test_every_reference_between_elements_holds(data: dict[str, str] | None) -> None:
    assert list(dangling(rendered(SpecimenForm(data)))) == []


def test_hint_and_error_come_before_the_control_and_describe_it() -> None:
    page = rendered(SpecimenForm({}))
    block = page.get_element_by_id("div_id_description")
    assert [child.tag for child in block] == ["label", "p", "p", "textarea", "p"]
    area = block.find("textarea")
    assert area.get("aria-describedby") == "id_description_helptext id_description_error"
    assert area.get("aria-invalid") == "true"


def test_choices_lie_in_a_fieldset_with_its_legend_and_error() -> None:
    page = rendered(SpecimenForm({}))
    group = page.get_element_by_id("div_id_in_place")
    assert group.tag == "fieldset"
    assert group.find("legend").text_content().strip() == "Is this in place today?"
    assert group.get("aria-describedby") == "id_in_place_error"


def test_optional_fields_say_so_and_nothing_has_an_asterisk() -> None:
    page = rendered(SpecimenForm())
    assert "(optional)" in page.get_element_by_id("div_id_due").text_content()
    assert "(optional)" not in page.get_element_by_id("div_id_share").text_content()
    assert "(optional)" not in page.get_element_by_id("div_id_confidential").text_content()
    assert "*" not in page.text_content()


def test_a_form_of_filters_does_not_say_optional() -> None:
    class Filters(forms.Form):
        mark_optional = False
        name = forms.CharField(required=False)

    assert "(optional)" not in rendered(Filters()).text_content()


def test_the_summary_says_the_same_words_and_leads_to_the_controls() -> None:
    form = SpecimenForm({"depth": "quick"})
    page = tree(
        SUMMARY.render(Context({"form": form, "formset": None}))
        + WHOLE.render(Context({"form": form}))
    )
    links = page.xpath("//div[@data-problem]//a")
    assert [link.text_content() for link in links] == [
        str(text) for field in form for text in field.errors
    ]
    for link in links:
        target = page.get_element_by_id(link.get("href").removeprefix("#"))
        assert target.tag in {"input", "select", "textarea"}


def test_the_summary_of_rows_leads_to_the_cell() -> None:
    data = {"r-TOTAL_FORMS": "1", "r-INITIAL_FORMS": "0", "r-0-minutes": "long", "r-0-cause": "x"}
    formset = OutageFormSet(data, prefix="r")
    text = SUMMARY.render(Context({"form": None, "formset": formset}))
    assert 'href="#id_r-0-minutes"' in text
    assert "Enter minutes as a whole number, such as 25" in text


def test_no_summary_without_a_problem() -> None:
    assert SUMMARY.render(Context({"form": SpecimenForm(), "formset": None})).strip() == ""


def test_errors_of_the_whole_form_are_found_at_the_form() -> None:
    class Dates(PlainMessages, forms.Form):
        start = forms.DateField(required=False)

        def clean(self) -> None:
            raise forms.ValidationError("The end is before the start")

    form = Dates({})
    page = tree(
        SUMMARY.render(Context({"form": form, "formset": None}))
        + WHOLE.render(Context({"form": form}))
    )
    (link,) = page.xpath("//div[@data-problem]//a")
    at_form = page.get_element_by_id(link.get("href").removeprefix("#"))
    assert "The end is before the start" in at_form.text_content()


def test_a_table_of_rows_works_by_plain_buttons() -> None:
    formset = OutageFormSet(prefix="r")
    table = Template('{% include "components/rows_table.html" %}')
    page = tree(table.render(Context({"formset": formset, "caption": "Outages"})))
    assert [b.get("value") for b in page.xpath("//tbody//button")] == ["r:0", "r:1"]
    assert page.xpath("//button[@name='_add_row']/@value") == ["r"]
    assert list(dangling(page)) == []


def test_layouts_of_crispy_are_written_by_the_pack() -> None:
    form = SpecimenForm()
    form.helper = FormHelper()
    form.helper.layout = Layout(
        Fieldset("What is there", InlineRadios("in_place"), css_class="card"),
        Row(Column("due"), Column(AppendedText("share", "%"))),
        Div(HTML("<p>Proof</p>"), "proof"),
        ButtonHolder(
            Submit("save", "Save and continue"),
            Submit("later", "Save and return", css_class="btn-second"),
        ),
    )
    page = tree(render_crispy_form(form, context={"csrf_token": "word"}))
    (whole,) = page.xpath("//form")
    assert whole.get("enctype") == "multipart/form-data"
    assert whole.get("novalidate") is not None
    assert [b.text_content().strip() for b in page.xpath("//button")] == [
        "Save and continue",
        "Save and return",
    ]
    assert page.xpath("//div[contains(@class, 'options-inline')]")
    assert page.xpath("//div[@class='affixed']/span/text()") == ["%"]
    assert page.xpath("//input[@name='csrfmiddlewaretoken']")


def test_messages_say_what_to_do_unless_the_field_brings_its_own() -> None:
    class Visit(PlainMessages, forms.Form):
        name = forms.CharField()
        mail = forms.EmailField(label="E-mail address")
        many = forms.IntegerField(label="People", max_value=5)
        own = forms.CharField(error_messages={"required": "Say who you are"})

    errors = Visit({"mail": "x", "many": "9"}).errors
    assert errors == {
        "name": ["Enter name"],
        "mail": ["Enter an e-mail address, such as name@example.org"],
        "many": ["People must be 5 or less"],
        "own": ["Say who you are"],
    }
