"""The picture of prices and scores."""

from django import template
from django.utils.safestring import SafeString, mark_safe

from evaluations.cost import CostSheet
from portal.documents.scatter import Axis, Mark, scatter

register = template.Library()


@register.simple_tag
def cost_picture(sheet: CostSheet) -> SafeString:
    """Every vendor with a score and a price, as a mark in a plane."""
    marks = [
        Mark(one.name, float(one.price.total), float(one.score))
        for one in sheet.drawn
        if one.price is not None and one.score is not None
    ]
    return mark_safe(  # noqa: S308 -- charts escape what they draw
        scatter(
            "cost",
            sheet.sentence,
            marks,
            along=Axis(f"Total price, {sheet.over.currency}"),
            up=Axis("Score of 4", 4),
        )
    )
