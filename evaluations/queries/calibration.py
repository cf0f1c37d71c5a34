"""The two sample answers of an evaluation, and who has placed them where."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from evaluations.anchors import HIGHEST, LETTERS, LOWEST, Anchor, Calibration, called, placed
from evaluations.models import CalibrationScore, Evaluation, Panelist
from vendors.questionnaire.model import Item, Questionnaire


@dataclass(frozen=True, slots=True)
class Step:
    """One score of the scale, and who placed an answer there."""

    score: int
    names: tuple[str, ...]
    mine: bool
    intended: bool


@dataclass(frozen=True, slots=True)
class Told:
    """What one reviewer gave for one answer."""

    name: str
    value: int
    reason: str


@dataclass(frozen=True, slots=True)
class Reading:
    """One sample answer, where everybody placed it, and how it is meant."""

    letter: str
    anchor: Anchor
    steps: tuple[Step, ...]
    """All five scores, the highest first."""
    mine: Told | None
    told: tuple[Told, ...]
    rubric: tuple[tuple[str, str], ...]
    """Each question of the topic, and what the rubric says there at the intended score."""


def calibrated_as_column() -> Exists:
    """Whether a reviewer has placed the sample answers, as a column beside her row."""
    return Exists(CalibrationScore.objects.filter(panelist=OuterRef("pk")))


def has_calibrated(panelist: Panelist) -> bool:
    """Whether a reviewer of a bench or of a list of hers has placed the sample answers."""
    return bool(vars(panelist)["calibrated"])


def chosen_in(evaluation: Evaluation, questionnaire: Questionnaire) -> Calibration | None:
    """The sample answers of an evaluation; none where their topic is not asked any more."""
    chosen = Calibration.read(evaluation.calibration)
    asked = {one.key for one in questionnaire.asked_criteria()}
    return chosen if chosen is not None and chosen.topic in asked else None


def readings_of(
    chosen: Calibration,
    items: Collection[Item],
    panel: Collection[Panelist],
    *,
    viewer: Panelist | None,
) -> list[Reading]:
    """Both answers with everybody who is on the panel and placed them (1 query).

    Call it only where rules.may_see_calibration allows it. It tells nothing of real scores, so
    values and first names may stand here before the discussion of vendors opens; reasons may
    not, because one could speak of a vendor: they are for whoever sees real scores anyway.
    """
    names = dict(zip((one.pk for one in panel), called([one.name for one in panel]), strict=True))
    rows = CalibrationScore.objects.filter(panelist__in=panel)
    given: dict[int, dict[int, Told]] = {at: {} for at in range(len(LETTERS))}
    for one in rows:
        given[one.answer][one.panelist_id] = Told(names[one.panelist_id], one.value, one.reason)
    own = viewer.pk if viewer is not None else None
    return [
        _reading(LETTERS[at], anchor, items, list(given[at].values()), given[at].get(own or 0))
        for at, anchor in enumerate(chosen.answers)
    ]


def _reading(
    letter: str, anchor: Anchor, items: Collection[Item], told: list[Told], mine: Told | None
) -> Reading:
    by_score = placed((one.name, one.value) for one in told if one is not mine)
    return Reading(
        letter=letter,
        anchor=anchor,
        steps=tuple(
            Step(
                score,
                tuple(by_score[score]),
                mine=mine is not None and mine.value == score,
                intended=anchor.intended == score,
            )
            for score in range(HIGHEST, LOWEST - 1, -1)
        ),
        mine=mine,
        told=tuple(told),
        rubric=tuple(
            (one.prompt, one.anchors[anchor.intended])
            for one in items
            if one.anchors.get(anchor.intended)
        ),
    )
