"""Tags and filters of the pages; templates/components/README.md shows each in use."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.forms import (
    BaseForm,
    BoundField,
    CheckboxInput,
    CheckboxSelectMultiple,
    FileInput,
    RadioSelect,
)
from django.forms.formsets import BaseFormSet
from django.template.context import Context
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from portal.look import formats

register = template.Library()

MODULES = (
    *("errors", "words", "drop", "rows", "grid", "keys", "guard", "copy", "score", "upload"),
    *("drafts", "kept"),
)
"""Small scripts that each page loads; a page without any of them still works."""


@register.filter
def local(instant: datetime | None, year: str = "") -> str:
    """Fri, March 19, 5:00 pm PDT; local:"year" adds the year."""
    return formats.in_words(instant, year=bool(year)) if instant else ""


@register.filter
def local_day(day: date | None, year: str = "") -> str:
    return formats.day_in_words(day, year=bool(year)) if day else ""


@register.filter
def local_time(instant: datetime | None) -> str:
    """10:42 am, where the day is plain from the sentence."""
    return formats.clock_time(timezone.localtime(instant)) if instant else ""


@register.filter
def zone(instant: datetime) -> str:
    """The zone that a time of day beside it is told in."""
    return formats.zone_name(timezone.localtime(instant))


@register.filter
def due(until: datetime | None, now: datetime) -> str:
    return formats.due_in_words(until, now) if until else ""


@register.filter
def left(until: datetime | None, now: datetime) -> str:
    return formats.left_in_words(until, now) if until else ""


@register.filter
def ago(instant: datetime | None, now: datetime) -> str:
    return formats.ago_in_words(instant, now) if instant else ""


@register.simple_tag
def when(instant: datetime, year: str = "") -> SafeString:
    """Write an instant for people and, in the element, for programs."""
    words = formats.in_words(instant, year=bool(year))
    return format_html('<time datetime="{}">{}</time>', instant.isoformat(), words)


@register.filter(name="bytes")
def size(count: int) -> str:
    return formats.size_in_words(int(count))


@register.filter
def score(value: Decimal | int | None, places: int = 1) -> str:
    return formats.score_figure(value, places)


@register.filter
def scale_word(value: Decimal | int | None) -> str:
    return formats.scale_word(value)


@register.filter
def heat(value: Decimal | int | None) -> str:
    """Class that colours a score: heat-0 to heat-4, heat-none without one."""
    step = formats.nearest_step(value)
    return "heat-none" if step is None else f"heat-{step}"


@register.filter
def cell_heat(value: Decimal | int | None, asked: object = None) -> str:
    """Class of a cell: hatched where the question was not asked at all."""
    return "heat-unasked" if asked is False else heat(value)


@register.filter
def words(text: str) -> int:
    return formats.count_words(text)


@register.filter
def sentence_list(values: Sequence[object]) -> str:
    return formats.sentence_list(values)


@register.filter
def file_type(name: str) -> str:
    return formats.file_type(name)


@register.filter
def item(mapping: Mapping[Any, Any], key: object) -> object:
    """Value under a key that only the template knows; empty where there is none."""
    return mapping.get(key, "")


@register.simple_tag
def scale() -> list[dict[str, object]]:
    """Give the five steps: {% scale as steps %}."""
    return [{"score": step, "word": word} for step, word in formats.SCALE_WORDS.items()]


@register.simple_tag
def meter(value: Decimal | int | None) -> SafeString:
    """Four segments, as many filled as the nearest step; the numeral beside it says the same."""
    filled = formats.nearest_step(value) or 0
    bars = format_html_join(
        "",
        '<rect x="{}" y="0.75" width="6.5" height="11.5" rx="1"{}/>',
        ((1 + n * 9, SafeString(' class="on"') if n < filled else "") for n in range(4)),
    )
    return format_html(
        '<svg class="meter" viewBox="0 0 36 13" aria-hidden="true" focusable="false">{}</svg>',
        bars,
    )


@register.simple_tag(takes_context=True)
def nonce(context: Context) -> str:
    """Word that lets a script of ours run; asking for it is what makes the policy name it."""
    # The lazy word is false until it was asked for, so it is compared with None, not tried for truth.
    word = getattr(context.get("request"), "csp_nonce", None)
    return "" if word is None else str(word)


@register.simple_tag(takes_context=True)
def modules(context: Context) -> SafeString:
    word = nonce(context)
    mark = format_html(' nonce="{}"', word) if word else ""
    return format_html_join(
        "\n",
        '<script type="module" src="{}"{}></script>',
        ((static(f"js/{name}.js"), mark) for name in MODULES),
    )


@dataclass(frozen=True, slots=True)
class Problem:
    """One line of the summary: what is wrong and the place that it is put right."""

    target: str
    text: str


@register.simple_tag
def problems(*sources: object) -> list[Problem]:
    """List what is wrong in forms and formsets, in the order of the page."""
    return [problem for source in sources for problem in _problems_of(source)]


def _problems_of(source: object) -> Iterable[Problem]:
    if isinstance(source, BaseFormSet):
        if source.is_bound:
            place = f"{source.prefix}_errors"
            yield from (Problem(place, str(text)) for text in source.non_form_errors())
        for form in source.forms:
            yield from _problems_of(form)
    elif isinstance(source, BaseForm) and source.is_bound:
        place = form_errors_id(source)
        yield from (Problem(place, str(text)) for text in source.non_field_errors())
        for field in source:
            yield from (Problem(field_target(field), str(text)) for text in field.errors)


@register.filter
def form_errors_id(form: BaseForm) -> str:
    return f"{form.prefix}_errors" if form.prefix else "form_errors"


@register.filter
def field_target(field: BoundField) -> str:
    """Id of the first control of a field, where an error's link leads."""
    if field.use_fieldset:
        first = next(iter(field.subwidgets), None)
        return (first.id_for_label if first else None) or f"{field.auto_id}_0"
    return field.id_for_label or field.auto_id


@register.filter
def is_group(field: BoundField) -> bool:
    """Tell whether a field is several controls under one legend."""
    return field.use_fieldset


@register.filter
def control(field: BoundField) -> str:
    """Kind of control that a template has to write: options, check, file or other."""
    widget = field.field.widget
    if isinstance(widget, RadioSelect | CheckboxSelectMultiple):
        return "options"
    if isinstance(widget, CheckboxInput):
        return "check"
    return "file" if isinstance(widget, FileInput) else "other"


@register.filter
def option_hint(field: BoundField, value: object) -> str:
    """Line under one option, from the field's attribute option_hints."""
    hints: Mapping[str, str] = getattr(field.field, "option_hints", {})
    return str(hints.get(str(value), ""))


@register.filter
def optional(field: BoundField) -> bool:
    """Tell whether the label says "(optional)": not in filters, not at a lone checkbox."""
    marked = getattr(field.form, "mark_optional", True)
    marked = marked and getattr(field.field, "mark_optional", True)
    return bool(marked) and not field.field.required and control(field) != "check"
