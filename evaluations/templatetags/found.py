"""Words that a search found, marked where they stand."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from evaluations.searching import Hit

register = template.Library()


@register.filter
def marked(hit: Hit) -> SafeString:
    """The excerpt of a hit; in one string, for a space more would part a word."""
    return format_html_join(
        "",
        "{}",
        (
            (format_html("<mark>{}</mark>", words) if is_found else words,)
            for words, is_found in hit.parts
        ),
    )
