"""Weights to try out on the comparison; they live in the address and are never saved."""

from collections.abc import Mapping
from typing import Any

from django import forms

from evaluations.forms.questionnaires import weight_field
from evaluations.what_if import Weights, differing
from vendors.questionnaire.model import Questionnaire

PREFIX = "w-"
MOST = 100


class TriedWeightsForm(forms.Form):
    """One whole number per asked topic; what the address leaves out stays as it is set."""

    def __init__(self, asked: Mapping[str, str], *, questionnaire: Questionnaire) -> None:
        self.questionnaire = questionnaire
        self.criteria = questionnaire.of("").asked_criteria()
        names = {f"{PREFIX}{one.key}": one for one in self.criteria}
        typed = {name: asked[name] for name in names if name in asked}
        rest = {name: str(one.weight) for name, one in names.items()}
        super().__init__(rest | typed if typed else None)
        # A set weight may be higher than what is usually tried.
        most = max([MOST, *(one.weight for one in self.criteria)])
        for name, one in names.items():
            self.fields[name] = weight_field(one, most=most, label=one.title)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and data and not any(data.values()):
            first = next(iter(self.fields))
            self.add_error(
                first, "All weights are 0, so there is no total. Give one topic a weight"
            )
        return data

    @property
    def weights(self) -> Weights:
        """The weights that differ from the set ones; none while one of them is wrong."""
        if not self.is_bound or not self.is_valid():
            return ()
        tried = {one.key: self.cleaned_data[f"{PREFIX}{one.key}"] for one in self.criteria}
        return differing(self.questionnaire, tried)

    def rows(self) -> list[dict[str, Any]]:
        """Each field with the weight that is set."""
        return [
            {"field": self[f"{PREFIX}{one.key}"], "set": one.weight, "title": one.title}
            for one in self.criteria
        ]
