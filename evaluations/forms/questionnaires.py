"""Editing questionnaires: weights, wording, anchors, own questions."""

from dataclasses import replace
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from vendors.questionnaire.model import Criterion, Questionnaire
from vendors.questionnaire.reading import MAX_WEIGHT


def weight_field(criterion: Criterion, *, most: int, label: str) -> forms.IntegerField:
    """The weight of one topic, as it is set and as it may be tried; errors name the topic."""
    title = criterion.title
    return forms.IntegerField(
        label=label,
        min_value=0,
        max_value=most,
        initial=criterion.weight,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "w-4"}),
        error_messages={
            "required": f"Enter the weight of “{title}”; 0 leaves it out of the sum",
            "invalid": f"Enter the weight of “{title}” as a whole number, such as 5",
            "min_value": f"The weight of “{title}” must be 0 or more",
            "max_value": f"The weight of “{title}” must be {most} or less",
        },
    )


class WeightsForm(forms.Form):
    """One whole number per asked topic; shares are worked out of them."""

    mark_optional = False

    def __init__(self, *args: Any, questionnaire: Questionnaire, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questionnaire = questionnaire
        for criterion in questionnaire.asked_criteria():
            self.fields[f"weight-{criterion.key}"] = weight_field(
                criterion, most=MAX_WEIGHT, label=f"Weight of {criterion.title}"
            )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and data and not any(data.values()):
            first = next(iter(self.fields))
            self.add_error(first, "At least one weight must be above 0")
        return data

    def groups(self) -> list[dict[str, Any]]:
        """Fields by section, with each topic's share as it is now."""
        return [
            {
                "section": section,
                "rows": [
                    {
                        "criterion": one,
                        "level": self.questionnaire.level_of(one).title,
                        "share": round(self.questionnaire.share(one) * 100, 1),
                        "field": self._bound(one.key),
                    }
                    for one in criteria
                ],
            }
            for section, criteria in self.questionnaire.by_section()
        ]

    def changed(self) -> Questionnaire:
        """The questionnaire with these weights."""
        criteria = tuple(
            replace(one, weight=self.cleaned_data.get(f"weight-{one.key}", one.weight))
            for one in self.questionnaire.criteria
        )
        return replace(self.questionnaire, criteria=criteria)

    def _bound(self, key: str) -> BoundField:
        return self[f"weight-{key}"]
