"""The open card of a scoring page, and the lines that the other cells are folded to."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from evaluations.forms.scoring import CONFIDENCE, ScoreForm, mark_name
from evaluations.models import Score
from evaluations.queries.answers import AnswerView, answers_of, pictures_of
from evaluations.queries.desk import Desk
from evaluations.queries.misfits import Misfit, of_topic
from evaluations.queries.sheets import Place, Sheet, digest_of
from evaluations.scoring import Ceiling, Mark, Suggestion, ceiling_of, counted, suggest
from evaluations.views.frame import place
from portal.look.formats import scale_word
from vendors.models import Clarification, Response, Submission
from vendors.questionnaire.model import Criterion


@dataclass(frozen=True, slots=True)
class MarkedAnswer:
    """One question on a card with the mark that it has now."""

    answer: AnswerView
    field: str
    mark: str


@dataclass(frozen=True, slots=True)
class Card:
    """One vendor on one topic, open for a score."""

    response: Response
    submission: Submission
    criterion: Criterion
    answers: tuple[MarkedAnswer, ...]
    ceiling: Ceiling
    suggestion: Suggestion
    score: Score | None
    counted: int | None
    """What the saved score counts for."""
    is_old: bool
    """Whether the vendor changed its answer after the score was given."""
    typed: dict[str, str]
    """What stands in the fields: as saved, or as typed where that could not be saved."""
    errors: dict[str, str]
    conflict: Score | None
    marks_url: str
    """Where marks are kept while the score is still open."""
    misfits: tuple[Misfit, ...]
    """What does not fit in these answers."""
    others: tuple[Clarification, ...]
    """What else was asked about them."""
    misfits_url: str

    @property
    def limited(self) -> bool:
        """Whether the ceiling takes something off the saved score."""
        return (
            self.score is not None
            and self.score.value is not None
            and self.counted is not None
            and self.counted < self.score.value
        )

    @property
    def confidences(self) -> list[tuple[str, Any]]:
        return list(CONFIDENCE)


@dataclass(frozen=True, slots=True)
class Fold:
    """One line of the list: the open one shows its card in this place."""

    label: str
    note: str
    url: str
    word: str
    done: bool
    is_open: bool
    level: int | None = None
    key: str = ""
    """The key that opens it: J for the line after the open one, K for the one before."""

    @property
    def key_label(self) -> str:
        return {"j": "Next in this list", "k": "Previous in this list"}.get(self.key, "")


@dataclass(frozen=True, slots=True)
class Way:
    """One topic in the list of all topics."""

    label: str
    level: int
    url: str
    done: int
    total: int
    current: bool


def card_of(
    desk: Desk,
    sheet: Sheet,
    response: Response,
    criterion: Criterion,
    *,
    form: ScoreForm | None = None,
    conflict: Score | None = None,
) -> Card:
    """Read one cell for scoring (2 queries, for page pictures and for what was asked)."""
    questionnaire = desk.questionnaire
    submission = desk.submitted(response.pk)[1]
    score = conflict if conflict is not None else sheet.scores.get((response.pk, criterion.key))
    items = questionnaire.items_of(criterion.key)
    asked = {item.key for item in items}
    facts = [one for one in desk.bench.said(response.pk).facts if one.item in asked]
    labels = {item.key: item.prompt for item in items}
    ceiling = ceiling_of(facts, questionnaire.rules, closing=desk.bench.closing, labels=labels)
    marks = {key: sheet.marks.get((response.pk, key)) for key in asked}
    typed = _typed(score, submission, form)
    answers = answers_of(desk, submission, criterion.key, pictures=pictures_of(submission))
    misfits, others = of_topic(desk.bench, response, criterion.key)
    return Card(
        misfits=misfits,
        others=others,
        misfits_url=place("misfits", desk.evaluation.pk),
        response=response,
        submission=submission,
        criterion=criterion,
        answers=tuple(
            MarkedAnswer(
                one,
                mark_name(one.item),
                _mark_shown(form, mark_name(one.item), marks[one.item.key]),
            )
            for one in answers
        ),
        ceiling=ceiling,
        suggestion=suggest(
            facts, [Mark(key, mark) for key, mark in marks.items() if mark is not None]
        ),
        score=score if score is not None and score.pk else None,
        counted=None
        if score is None or score.value is None
        else counted(score.value, ceiling, lifted=bool(score.lifted_by)),
        is_old=score is not None
        and bool(score.criterion_digest)
        and score.submission_id != submission.pk
        and score.criterion_digest != digest_of(questionnaire, submission, criterion.key),
        typed=typed,
        errors={name: str(errors[0]) for name, errors in form.errors.items()} if form else {},
        conflict=conflict,
        marks_url=place("score-marks", desk.evaluation.pk, response.pk, criterion.key),
    )


def folded_of(
    sheet: Sheet,
    places: Sequence[Place],
    *,
    here: Place,
    by_vendor: bool,
    address: Callable[[Place], str],
) -> list[Fold]:
    """The lines of a page: its vendors or its topics, each with what was given."""
    names = {one.pk: one.vendor.name for one in sheet.vendors}
    titles = {one.key: one for one in sheet.criteria}
    current = places.index(here)
    return [
        Fold(
            label=titles[at[1]].title if by_vendor else names[at[0]],
            note=_first_words(sheet.scores.get(at)),
            url=address(at),
            word=_given_words(sheet.scores.get(at)),
            done=sheet.is_done(at),
            is_open=at == here,
            level=titles[at[1]].level if by_vendor else None,
            key={current + 1: "j", current - 1: "k"}.get(number, ""),
        )
        for number, at in enumerate(places)
    ]


def ways_of(sheet: Sheet, here: Criterion, address: Callable[[Place], str]) -> list[Way]:
    """All topics with how far each is; each leads to its first vendor without a score."""
    ways = []
    for one in sheet.criteria:
        cells = [(vendor.pk, one.key) for vendor in sheet.vendors]
        if not cells:
            continue
        at = next((cell for cell in cells if not sheet.is_done(cell)), cells[0])
        done = sum(sheet.is_done(cell) for cell in cells)
        ways.append(
            Way(one.short_title, one.level, address(at), done, len(cells), one.key == here.key)
        )
    return ways


def _typed(score: Score | None, submission: Submission, form: ScoreForm | None) -> dict[str, str]:
    version = score.version if score is not None and score.pk else 0
    kept = {"version": str(version), "submission": str(submission.pk)}
    if form is not None:
        names = ("value", "cannot_judge", "reason", "confidence", "lifted_by")
        return {name: form.data.get(name, "") for name in names} | kept
    if score is None:
        empty = {"value": "", "cannot_judge": "", "reason": "", "confidence": "", "lifted_by": ""}
        return empty | kept
    return kept | {
        "value": "" if score.value is None else str(score.value),
        "cannot_judge": "on" if score.cannot_judge else "",
        "reason": score.reason,
        "confidence": score.confidence,
        "lifted_by": score.lifted_by,
    }


def _mark_shown(form: ScoreForm | None, name: str, mark: int | None) -> str:
    if form is not None:
        return str(form.data.get(name, ""))
    return "" if mark is None else str(mark)


def _given_words(score: Score | None) -> str:
    if score is None or (score.value is None and not score.cannot_judge):
        return "Not scored yet"
    if score.cannot_judge:
        return "Can’t judge"
    return f"{score.value} {scale_word(score.value)}"


def _first_words(score: Score | None, limit: int = 110) -> str:
    words = " ".join(score.reason.split()) if score else ""
    return words if len(words) <= limit else words[: limit - 1].rsplit(" ", 1)[0] + "…"
