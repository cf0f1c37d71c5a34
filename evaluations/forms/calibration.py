"""Forms of the two sample answers: choosing and wording them, and placing them on the scale."""

from collections.abc import Iterable, Iterator
from typing import Any, cast

from django import forms

from evaluations.actions.calibration import Placed
from evaluations.anchors import LETTERS, Anchor, Calibration
from evaluations.forms.scoring import SCORES
from portal.look.formats import scale_word
from portal.look.plain import PlainMessages
from vendors.questionnaire.model import Criterion

LONGEST_ANSWER, LONGEST_REASON = 3000, 1000
NAMED = [(value, f"{value} {scale_word(int(value))}") for value, _same in SCORES]


class SampleTopicForm(PlainMessages, forms.Form):
    """The topic whose rubric reviewers read together."""

    mark_optional = False
    topic = forms.ChoiceField(
        label="Topic",
        help_text="Topics with proposed answers come first. For the others you write both.",
    )

    def __init__(
        self, *args: Any, criteria: Iterable[Criterion], proposed: Iterable[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        ready = set(proposed)
        ordered = sorted(criteria, key=lambda one: one.key not in ready)
        field = cast(forms.ChoiceField, self.fields["topic"])
        field.choices = [(one.key, one.title) for one in ordered]


class SampleAnswersForm(PlainMessages, forms.Form):
    """Both answers of a topic: text, the score that is meant, and why."""

    def __init__(self, *args: Any, topic: str, start: Calibration | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.topic = topic
        for at, letter in enumerate(LETTERS):
            anchor = start.answers[at] if start is not None else None
            self.fields[f"text_{at}"] = forms.CharField(
                label=f"Answer {letter}",
                max_length=LONGEST_ANSWER,
                widget=forms.Textarea(attrs={"rows": 7}),
                initial=anchor.text if anchor else "",
                error_messages={"required": f"Write answer {letter}"},
            )
            self.fields[f"intended_{at}"] = forms.TypedChoiceField(
                label=f"Score that answer {letter} is meant to get",
                choices=[("", "Choose a score"), *NAMED],
                coerce=int,
                initial=str(anchor.intended) if anchor else "",
                error_messages={
                    "required": f"Choose the score that answer {letter} is meant to get",
                    "invalid_choice": "Choose a score from 0 to 4",
                },
            )
            self.fields[f"why_{at}"] = forms.CharField(
                label=f"Why answer {letter} gets it",
                help_text="A sentence, in the scoring guide’s words. Reviewers read it afterwards.",
                max_length=LONGEST_REASON,
                widget=forms.Textarea(attrs={"rows": 2}),
                initial=anchor.why if anchor else "",
                error_messages={
                    "required": f"Say in a sentence why answer {letter} gets this score"
                },
            )

    def chosen(self) -> Calibration:
        """Return what was filled in, of a valid form."""
        data = self.cleaned_data
        first, second = (
            Anchor(data[f"text_{at}"], data[f"intended_{at}"], data[f"why_{at}"])
            for at in range(len(LETTERS))
        )
        return Calibration(self.topic, (first, second))


class PlaceForm(PlainMessages, forms.Form):
    """Where a reviewer places both answers, and why."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for at, letter in enumerate(LETTERS):
            self.fields[f"value_{at}"] = forms.TypedChoiceField(
                label=f"Your score for answer {letter}",
                choices=SCORES,
                coerce=int,
                widget=forms.RadioSelect,
                error_messages={
                    "required": f"Choose a score for answer {letter}",
                    "invalid_choice": f"Choose a score from 0 to 4 for answer {letter}",
                },
            )
            self.fields[f"reason_{at}"] = forms.CharField(
                label=f"Why this score for answer {letter}",
                help_text="A few words on what in the answer made you choose it.",
                max_length=LONGEST_REASON,
                widget=forms.Textarea(attrs={"rows": 2}),
                error_messages={"required": f"Say in a few words why, for answer {letter}"},
            )

    def placed(self) -> list[Placed]:
        """Return what was given, of a valid form."""
        data = self.cleaned_data
        return [Placed(data[f"value_{at}"], data[f"reason_{at}"]) for at in range(len(LETTERS))]

    def rows(self) -> Iterator[tuple[int, str, forms.BoundField, forms.BoundField]]:
        """Each answer's number and letter, with its two fields."""
        for at, letter in enumerate(LETTERS):
            yield at, letter, self[f"value_{at}"], self[f"reason_{at}"]
