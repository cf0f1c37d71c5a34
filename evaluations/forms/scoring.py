"""Forms of reviewers and of the decision: declaration, score, agreed score, reasons, outcomes."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from evaluations import rules
from evaluations.actions.scores import Check, Given
from evaluations.checklists import Checklist, Line, Presence
from evaluations.forms.instants import day_field
from evaluations.scoring import Grade
from portal.digests import fingerprint
from portal.look.plain import PlainMessages
from vendors.models import Response
from vendors.questionnaire.model import Item

SCORES = [(str(score), str(score)) for score in range(5)]
CONFIDENCE = [
    ("high", _("Very sure")),
    ("medium", _("Fairly sure")),
    ("low", _("Not very sure")),
]
GRADES = [(one.value, one.value.capitalize()) for one in Grade]
UNMARKED = "unmarked"
PRESENCES = [*((one.value, one.words) for one in Presence), (UNMARKED, "Not marked")]
NO_CONFLICT, CONFLICT = "none", "some"


OFF_SCALE = _("Choose a score from 0 to 4")


class DeclarationForm(PlainMessages, forms.Form):
    """Interest and confidentiality, signed with a typed name."""

    interest = forms.ChoiceField(
        label=_("Do you have an interest in any of these vendors?"),
        choices=[
            (NO_CONFLICT, _("I have no conflict with these vendors")),
            (CONFLICT, _("I have a conflict with one or more of them")),
        ],
        widget=forms.RadioSelect,
    )
    conflicts = forms.MultipleChoiceField(
        label=_("Which vendors?"),
        help_text=_("You will not see anything of a vendor that you tick here."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    explanation = forms.CharField(
        label=_("What is the conflict?"),
        help_text=_("A sentence is enough. Coordinators read it."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
    )
    typed_name = forms.CharField(
        label=_("Your full name"),
        help_text=_("Typing it here signs the declaration."),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    shown = forms.CharField(required=False, widget=forms.HiddenInput)
    """Fingerprint of the text that stood on the page: what was not shown is not signed."""

    def __init__(
        self,
        *args: Any,
        responses: Iterable[Response],
        text: str = "",
        key_of: Callable[[int], str] = str,
        **kwargs: Any,
    ) -> None:
        """Offer these vendors; key_of: what stands for a response in the form."""
        super().__init__(*args, **kwargs)
        self.fields["shown"].initial = self._stands = fingerprint(text)
        offered = cast(forms.MultipleChoiceField, self.fields["conflicts"])
        self._responses = {key_of(one.pk): one for one in responses}
        offered.choices = [(key, one.vendor.name) for key, one in self._responses.items()]

    def conflicting(self) -> list[int]:
        """Ids of the ticked vendors' responses."""
        return [self._responses[key].pk for key in self.cleaned_data["conflicts"]]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("shown") and data["shown"] != self._stands:
            again = cast(QueryDict, self.data).copy()
            again["shown"] = self._stands
            self.data = again
            self.add_error(
                "typed_name", _("The text was changed meanwhile. Read it again before you sign")
            )
        if data.get("interest") == CONFLICT:
            if not data.get("conflicts"):
                self.add_error("conflicts", _("Select the vendors that you have a conflict with"))
            if not data.get("explanation"):
                self.add_error("explanation", _("Say in a few words what the conflict is"))
        elif data.get("conflicts"):
            self.add_error(
                "interest", _("Select that you have a conflict, or take back the ticked vendors")
            )
        return data


class ScoreForm(PlainMessages, forms.Form):
    """One cell of the sheet: the score, its reason, how well it is shown, marks and checks."""

    value = forms.TypedChoiceField(
        label=_("Your score"),
        choices=SCORES,
        coerce=int,
        empty_value=None,
        required=False,
        error_messages={"invalid_choice": OFF_SCALE},
    )
    cannot_judge = forms.BooleanField(label=_("I can’t judge this answer"), required=False)
    reason = forms.CharField(label=_("Reason"), required=False, max_length=8000)
    confidence = forms.ChoiceField(
        label=_("How sure are you?"), choices=[("", ""), *CONFIDENCE], required=False
    )
    lifted_by = forms.CharField(label=_("Proof you saw elsewhere"), required=False, max_length=300)
    grade = forms.TypedChoiceField(
        label=_("How well is it shown?"),
        choices=GRADES,
        coerce=Grade,
        empty_value=None,
        required=False,
    )
    grade_reason = forms.CharField(label=_("What you go by"), required=False, max_length=300)
    seen_in = forms.TypedChoiceField(
        label=_("Which finding of ours?"), coerce=int, empty_value=None, required=False
    )
    version = forms.IntegerField(min_value=0)
    submission = forms.IntegerField(min_value=1)

    def __init__(
        self,
        *args: Any,
        items: Sequence[Item],
        suggested: Grade = Grade.CLAIM,
        before: Grade | None = None,
        findings: Sequence[int] = (),
        checklists: Sequence[Checklist] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.items, self.suggested, self.before = items, suggested, before
        self.checklists = checklists
        cast(forms.TypedChoiceField, self.fields["seen_in"]).choices = [
            (str(pk), str(pk)) for pk in findings
        ]
        for checklist, line in self._lines():
            self.fields[check_name(checklist, line)] = forms.TypedChoiceField(
                choices=PRESENCES, coerce=_presence, empty_value=None, required=False
            )
            self.fields[place_name(checklist, line)] = forms.CharField(
                required=False, max_length=80
            )
        for item in items:
            self.fields[mark_name(item)] = forms.TypedChoiceField(
                choices=SCORES, coerce=int, empty_value=None, required=False
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("cannot_judge") and data.get("value") is not None:
            self.add_error(
                "value", _("Choose a score, or tick that you can’t judge this answer, not both")
            )
        verdict = rules.may_grade(
            data.get("grade"),
            self.suggested,
            before=self.before,
            reason=data.get("grade_reason", ""),
            names_finding=data.get("seen_in") is not None,
        )
        if not verdict:
            self.add_error("grade_reason", verdict.refusal)
        for checklist, line in self._lines():
            if data.get(place_name(checklist, line)) and not data.get(check_name(checklist, line)):
                self.add_error(
                    place_name(checklist, line),
                    _("Say whether “%s” is present, partly there or missing") % line.words,
                )
        return data

    def given(self) -> Given:
        """What was typed, as the action takes it."""
        data = self.cleaned_data
        return Given(
            value=data["value"],
            cannot_judge=data["cannot_judge"],
            reason=data["reason"],
            confidence=data["confidence"],
            lifted_by=data["lifted_by"].strip(),
            grade=data["grade"],
            grade_reason=data["grade_reason"].strip(),
            seen_in=data["seen_in"],
        )

    def in_passing(self, before: Given) -> Given:
        """What can be kept while she still types; what is not yet right stays as it was before."""
        data = self.cleaned_data
        value, cannot_judge = data.get("value"), data.get("cannot_judge", False)
        if "value" in self.errors:
            value, cannot_judge = before.value, before.cannot_judge
        graded = not {"grade", "grade_reason", "seen_in"} & self.errors.keys()
        return Given(
            value=value,
            cannot_judge=cannot_judge,
            reason=data["reason"],
            confidence=data.get("confidence", before.confidence),
            lifted_by=data.get("lifted_by", before.lifted_by).strip(),
            grade=data["grade"] if graded else before.grade,
            grade_reason=data["grade_reason"].strip() if graded else before.grade_reason,
            seen_in=data["seen_in"] if graded else before.seen_in,
        )

    def grade_alone(self) -> Given:
        """The grade alone, for keeping it before the score is saved."""
        data = self.cleaned_data
        return Given(
            None,
            grade=data["grade"],
            grade_reason=data.get("grade_reason", "").strip(),
            seen_in=data.get("seen_in"),
        )

    def marks(self) -> dict[str, int | None]:
        """The mark of each question; None takes an earlier one back."""
        return {item.key: self.cleaned_data.get(mark_name(item)) for item in self.items}

    def checks(self) -> list[Check]:
        """The mark of each line of the topic's checklists; without one, an earlier is taken back."""
        data = self.cleaned_data
        return [
            Check(
                checklist.key,
                line.key,
                data.get(check_name(checklist, line)),
                data.get(place_name(checklist, line), ""),
            )
            for checklist, line in self._lines()
        ]

    def _lines(self) -> Iterator[tuple[Checklist, Line]]:
        for checklist in self.checklists:
            for line in checklist.lines:
                yield checklist, line


def _presence(value: str) -> Presence | None:
    return None if value == UNMARKED else Presence(value)


def mark_name(item: Item) -> str:
    """Name of the field that holds an item's mark."""
    return f"mark-{item.key}"


def check_name(checklist: Checklist, line: Line) -> str:
    """Name of the field that says whether a line was found."""
    return f"check-{checklist.key}-{line.key}"


def place_name(checklist: Checklist, line: Line) -> str:
    """Name of the field that says where a line was found."""
    return f"place-{checklist.key}-{line.key}"


class AgreedForm(PlainMessages, forms.Form):
    """What the panel agreed on, why, and who was there."""

    value = forms.TypedChoiceField(
        label=_("Agreed score"),
        choices=SCORES,
        coerce=int,
        error_messages={
            "required": _("Select the score that the panel agreed on"),
            "invalid_choice": OFF_SCALE,
        },
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say in a sentence why the panel agreed on this score")},
    )
    present = forms.MultipleChoiceField(
        label=_("Who was present?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Select who was present")},
    )

    met_on = day_field("Day of the meeting", required=False)
    place = forms.CharField(
        label=_("Where"),
        help_text=_("The room, or the video call"),
        max_length=200,
        required=False,
    )

    def __init__(
        self, *args: Any, names: Sequence[str], today: dt.date | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        present = cast(forms.MultipleChoiceField, self.fields["present"])
        present.choices = [(name, name) for name in dict.fromkeys(names)]

    def clean_met_on(self) -> dt.date | None:
        met_on: dt.date | None = self.cleaned_data["met_on"]
        if met_on and self.today and met_on > self.today:
            raise forms.ValidationError(_("The meeting can’t lie in the future"))
        return met_on


class WhyForm(PlainMessages, forms.Form):
    """One reason, for what must not happen without one."""

    reason = forms.CharField(
        label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
