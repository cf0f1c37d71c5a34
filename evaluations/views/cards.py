"""The open card of a scoring page, and the lines that the other cells are folded to."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from evaluations.checklists import Checklist, Line, Presence, checklists_of, result_of
from evaluations.forms.scoring import (
    CONFIDENCE,
    PRESENCES,
    UNMARKED,
    ScoreForm,
    check_name,
    mark_name,
    place_name,
)
from evaluations.models import Score
from evaluations.queries import findings
from evaluations.queries.answers import AnswerView, answers_of, pictures_of
from evaluations.queries.asked_again import Again, again_on
from evaluations.queries.checks import Own, own_checks
from evaluations.queries.desk import Desk
from evaluations.queries.findings import FindingView, findings_on
from evaluations.queries.grading import Ground, ground_on
from evaluations.queries.misfits import Misfit, of_topic
from evaluations.queries.sheets import Place, Sheet, digest_of
from evaluations.scoring import Ceiling, Grade, Mark, Suggestion, counted, graded, suggest
from evaluations.views.frame import place
from portal.look.formats import scale_word
from vendors.models import Clarification, Response, Submission
from vendors.questionnaire.model import Criterion

TYPED = (
    "value", "cannot_judge", "reason", "confidence", "lifted_by",
    "grade", "grade_reason", "seen_in",
)  # fmt: skip
"""What a reviewer types on a card beside marks and checks."""


@dataclass(frozen=True, slots=True)
class MarkedAnswer:
    """One question on a card with the mark that it has now."""

    answer: AnswerView
    field: str
    mark: str


@dataclass(frozen=True, slots=True)
class CheckedLine:
    """One line of a checklist with what stands in its fields now."""

    line: Line
    field: str
    presence: str
    place_field: str
    place: str
    error: str


@dataclass(frozen=True, slots=True)
class CheckedList:
    """One checklist on a card with its result so far."""

    checklist: Checklist
    lines: tuple[CheckedLine, ...]
    result: str

    @property
    def choices(self) -> list[tuple[str, str]]:
        """What a line can be marked as; the last takes a mark back."""
        return list(PRESENCES)

    @property
    def is_open(self) -> bool:
        return any(one.error for one in self.lines)


@dataclass(frozen=True, slots=True)
class Grading:
    """How well the answer is shown: what is suggested, what can be said, what was confirmed."""

    ground: Ground
    findings: tuple[FindingView, ...]
    """All that can be named as seen; those on this topic first."""

    @property
    def steps(self) -> list[tuple[Grade, bool]]:
        """Every grade, and whether it is the suggested one."""
        return [(one, one is self.ground.suggested) for one in Grade]


@dataclass(frozen=True, slots=True)
class Read:
    """What a card draws from beside answers: our own findings and the grade that follows."""

    findings: tuple[FindingView, ...]
    ground: Ground


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
    grading: Grading
    findings: tuple[FindingView, ...]
    """Our own, on this topic."""
    checklists: tuple[CheckedList, ...]
    checks_url: str
    findings_url: str
    draft_url: str
    """Where what is typed is kept in passing."""
    versions_url: str
    again: Again | None
    """What this vendor was asked again about the topic."""
    now: dt.datetime

    @property
    def seen_in(self) -> str:
        """The finding that stands selected: as said before, else what the suggestion rests on."""
        if self.typed["seen_in"] or self.typed["grade"] or not self.grading.ground.witnessed_by:
            return self.typed["seen_in"]
        return str(self.grading.ground.witnessed_by[0].pk)

    @property
    def named(self) -> FindingView | None:
        """The finding that the saved score names as seen."""
        wanted = self.score.seen_in_id if self.score else None
        return next((one for one in self.grading.findings if one.pk == wanted), None)

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


def read_of(desk: Desk, response: Response, criterion: Criterion) -> Read:
    """Our own findings about a vendor and the grade that is suggested on a topic (1 query)."""
    questionnaire = desk.questionnaire
    found = findings_on([response], questionnaire, desk.evaluation.pk, mask=desk.bench.mask).get(
        response.pk, ()
    )
    ground = ground_on(
        questionnaire,
        desk.bench.said(response.pk),
        criterion.key,
        closing=desk.bench.closing,
        findings=found,
    )
    return Read(found, ground)


def form_of(
    desk: Desk, data: Any, criterion: Criterion, read: Read, score: Score | None
) -> ScoreForm:
    """The form of one cell with all that belongs to its topic; score: as it is saved now."""
    return ScoreForm(
        data,
        items=desk.questionnaire.items_of(criterion.key),
        suggested=read.ground.suggested,
        before=Grade(score.grade) if score is not None and score.grade else None,
        findings=[one.pk for one in read.findings],
        checklists=checklists_of(criterion.key),
    )


def card_of(
    desk: Desk,
    sheet: Sheet,
    response: Response,
    criterion: Criterion,
    *,
    read: Read,
    form: ScoreForm | None = None,
    conflict: Score | None = None,
) -> Card:
    """Read one cell for scoring (3 queries: page pictures, checklists, what was asked)."""
    questionnaire = desk.questionnaire
    submission = desk.submitted(response.pk)[1]
    score = conflict if conflict is not None else sheet.scores.get((response.pk, criterion.key))
    asked = {item.key for item in questionnaire.items_of(criterion.key)}
    facts = [one for one in desk.bench.said(response.pk).facts if one.item in asked]
    ceiling = _ceiling(desk, read, score)
    marks = {key: sheet.marks.get((response.pk, key)) for key in asked}
    typed = _typed(score, submission, form)
    answers = answers_of(desk, submission, criterion.key, pictures=pictures_of(submission))
    misfits, others = of_topic(desk.bench, response, criterion.key)
    here = findings.about(
        read.findings, criterion.key, named=[score.seen_in_id or 0] if score else ()
    )
    rest = tuple(one for one in read.findings if not one.removed and one not in here)
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
        and score.criterion_digest
        != digest_of(questionnaire, desk.bench.named.submissions[response.pk], criterion.key),
        typed=typed,
        errors={name: str(errors[0]) for name, errors in form.errors.items()} if form else {},
        conflict=conflict,
        marks_url=place("score-marks", desk.evaluation.pk, response.pk, criterion.key),
        grading=Grading(read.ground, (*here, *rest)),
        findings=here,
        checklists=_checklists(criterion, sheet, response, form),
        checks_url=place("score-checks", desk.evaluation.pk, response.pk, criterion.key),
        findings_url=place("findings", desk.evaluation.pk, response.pk),
        draft_url=place("score-draft", desk.evaluation.pk, response.pk, criterion.key),
        versions_url=place("score-versions", desk.evaluation.pk, response.pk, criterion.key),
        again=again_on(desk, response, criterion.key),
        now=desk.now,
    )


def _ceiling(desk: Desk, read: Read, score: Score | None) -> Ceiling:
    confirmed = Grade(score.grade) if score is not None and score.grade else None
    return graded(read.ground.files, confirmed, desk.questionnaire.rules)


def _checklists(
    criterion: Criterion, sheet: Sheet, response: Response, form: ScoreForm | None
) -> tuple[CheckedList, ...]:
    lists = checklists_of(criterion.key)
    own = own_checks(sheet.panelist, response) if lists else {}
    found = []
    for one in lists:
        lines = tuple(_checked_line(one, line, own, form) for line in one.lines)
        marks = {
            each.line.key: Presence(each.presence)
            for each in lines
            if each.presence in set(Presence)
        }
        found.append(CheckedList(one, lines, result_of(one, marks).words))
    return tuple(found)


def _checked_line(
    checklist: Checklist, line: Line, own: Own, form: ScoreForm | None
) -> CheckedLine:
    field, place_field = check_name(checklist, line), place_name(checklist, line)
    mark = own.get((checklist.key, line.key))
    presence, at = (mark[0].value, mark[1]) if mark else (UNMARKED, "")
    error = ""
    if form is not None:
        presence, at = form.data.get(field, UNMARKED), form.data.get(place_field, "")
        error = str(form.errors[place_field][0]) if place_field in form.errors else ""
    return CheckedLine(line, field, presence, place_field, at, error)


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
        return {name: form.data.get(name, "") for name in TYPED} | kept
    if score is None:
        return dict.fromkeys(TYPED, "") | kept
    return kept | {
        "value": "" if score.value is None else str(score.value),
        "cannot_judge": "on" if score.cannot_judge else "",
        "reason": score.reason,
        "confidence": score.confidence,
        "lifted_by": score.lifted_by,
        "grade": score.grade,
        "grade_reason": score.grade_reason,
        "seen_in": str(score.seen_in_id or ""),
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
