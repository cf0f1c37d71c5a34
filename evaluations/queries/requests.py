"""Requests to a provider as the jurisdiction prepares and follows them, and its concerns by topic."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Max
from django.http import Http404

from evaluations.asks import Ask, asks_of, easiest_first
from evaluations.concerns import Concern, Requested, Said, concern_of
from evaluations.models import ConcernMove, Evaluation, PlannedRequest, Stage
from evaluations.queries.desk import Desk, desk_of
from evaluations.queries.reports import Material, material_of
from evaluations.visibility import Thing
from portal.accounts.presence import Presence
from vendors.models import RequestedChange, Response
from vendors.monthly import Miss
from vendors.queries.changes import Change, changes_of, local_day
from vendors.queries.monthly import misses_of
from vendors.questionnaire.model import Criterion, Questionnaire, place_of

DAYS_FOR_PROOF = 30
DAYS_FOR_CHANGE = 90
"""By when a request is wanted unless somebody says otherwise: proof alone, or a change."""
MISSES_SHOWN = 3
"""Months that a topic names; it counts the others."""
NOT_YET = (
    "Proposals are made from the scores of this vendor. They appear here once discussion is open, or "
    "at once where the follow-up was started from a decided evaluation."
)


@dataclass(frozen=True, slots=True)
class Proposal:
    """One gap as a request that could be sent."""

    ask: Ask
    place: int
    by_day: date

    @property
    def words(self) -> str:
        """What is asked for: the question that it was about, and what a solid answer has."""
        if not self.ask.wanted:
            return self.ask.question
        lead = "Show us" if self.ask.quick_win else "We ask for"
        return f"{self.ask.question}\n{lead}: {self.ask.wanted}."


@dataclass(frozen=True, slots=True)
class MissProposal:
    """One topic whose months missed a target or were not filed, as a request that could be sent."""

    topic: Criterion
    misses: tuple[Miss, ...]
    today: date

    @property
    def value(self) -> str:
        """What a form sends for it; no question has such a key."""
        return f"months:{self.topic.key}"

    @property
    def is_unfiled(self) -> bool:
        """Whether figures are all that is missing."""
        return all(one.is_unfiled for one in self.misses)

    @property
    def words(self) -> str:
        """The months as the reason, then what is asked for."""
        lines = [one.words + "." for one in self.misses[:MISSES_SHOWN]]
        if more := len(self.misses) - len(lines):
            lines.append(f"{more} more before {'that' if more == 1 else 'these'}.")
        if self.is_unfiled:
            lines.append("We ask you to file what is missing, and to file the next months in time.")
        else:
            lines.append(
                "We ask you to tell us what caused it, and to change what it takes to keep the "
                "target from now on."
            )
        return "\n".join(lines)

    @property
    def proof(self) -> str:
        if self.is_unfiled:
            return "The missing months, and the next three, filed."
        return "The causes and what was changed, in writing, and three months within the target."

    @property
    def by_day(self) -> date:
        return self.today + timedelta(DAYS_FOR_PROOF if self.is_unfiled else DAYS_FOR_CHANGE)


@dataclass(frozen=True, slots=True)
class Proposals:
    """What is not asked for yet: topics with missed months, and gaps with whose scores they are.

    refusal: why there are no gaps to show.
    """

    rows: tuple[Proposal, ...]
    source: str
    refusal: str = ""
    missed: tuple[MissProposal, ...] = ()


def asks_to(material: Material, key: str) -> tuple[Ask, ...]:
    """What to ask the vendor of this response for, from the scores of an evaluation."""
    return asks_of(
        material.bench.questionnaire,
        material.comparison,
        key,
        facts=material.bench.facts()[key],
        marks=material.marks.get(key, {}),
        agreed_marks={
            item: Decimal(mark)
            for item, mark in material.bench.settled_on(int(key)).values().items()
        },
    )


def proposals_to(desk: Desk, about: Response, presence: Presence) -> Proposals:
    """Requests that the gaps of a vendor suggest, base first and the easiest first on each level.

    They come from this evaluation's scores, once the reader may see them; until then from the
    decided evaluation that it was started from. Missed months need no scores.
    """
    missed = _missed(desk, about)
    found = _scored(desk, about, presence)
    if found is None:
        return Proposals((), "", NOT_YET, missed)
    evaluation, response = found
    asked = {item.key for item in desk.questionnaire.asked_items()}
    taken = _taken(about)
    today = local_day(desk.now)
    gaps = easiest_first(asks_to(material_of(evaluation), str(response)))
    rows = tuple(
        Proposal(
            one, place, today + timedelta(DAYS_FOR_PROOF if one.quick_win else DAYS_FOR_CHANGE)
        )
        for place, one in enumerate(gaps, start=1)
        if one.item in asked and one.item not in taken
    )
    return Proposals(rows, evaluation.round.name, missed=missed)


def _missed(desk: Desk, about: Response) -> tuple[MissProposal, ...]:
    """Topics with a miss that is newer than the last letter about them, base first (6 queries).

    One about which a request of no question is in the letter already is left out.
    """
    misses = misses_of(about, at=desk.now)
    planned = set(
        PlannedRequest.objects.filter(response=about, item_key="").values_list(
            "criterion_key", flat=True
        )
    )
    asked = RequestedChange.objects.filter(letter__response=about).order_by()
    sent = dict(asked.values_list("criterion_key").annotate(last=Max("letter__at")))
    found = []
    for topic in sorted(desk.questionnaire.asked_criteria(), key=lambda one: place_of(one.level)):
        last = sent.get(topic.key)
        fresh = tuple(one for one in misses.get(topic.key, ()) if last is None or one.at > last)
        if fresh and topic.key not in planned:
            found.append(MissProposal(topic, fresh, local_day(desk.now)))
    return tuple(found)


def _scored(desk: Desk, about: Response, presence: Presence) -> tuple[Evaluation, int] | None:
    """The evaluation, and the vendor's response in it, whose scores she may see."""
    if desk.sees(Thing.OTHERS_SCORES):
        return desk.evaluation, about.pk
    source = (
        Evaluation.objects.filter(
            round=desk.evaluation.round.copied_from_id, stage__in=[Stage.DECIDED, Stage.ARCHIVED]
        )
        .values_list("pk", flat=True)
        .first()
    )
    if source is None:
        return None
    try:
        earlier = desk_of(presence, source)
    except Http404:
        return None
    for one in earlier.responses:
        if one.vendor_id == about.vendor_id and earlier.sees(Thing.OTHERS_SCORES):
            return earlier.evaluation, one.pk
    return None


def _taken(about: Response) -> set[str]:
    """Questions that a request was planned or sent about already."""
    planned = PlannedRequest.objects.filter(response=about).values_list("item_key", flat=True)
    sent = RequestedChange.objects.filter(letter__response=about).values_list("item_key", flat=True)
    return {*planned, *sent}


@dataclass(frozen=True, slots=True)
class Planned:
    """One request of the letter that is being prepared."""

    row: PlannedRequest
    topic: Criterion


@dataclass(frozen=True, slots=True)
class PlannedLevel:
    """Planned requests on one level, and why that level matters."""

    number: int
    title: str
    why: str
    requests: tuple[Planned, ...]


def planned_to(about: Response, questionnaire: Questionnaire) -> tuple[PlannedLevel, ...]:
    """What is planned, in the order of the letter: base first, then as it was proposed (1 query)."""
    topics = {one.key: one for one in questionnaire.criteria}
    levels: dict[int, list[Planned]] = {}
    for row in PlannedRequest.objects.filter(response=about):
        if topic := topics.get(row.criterion_key):
            levels.setdefault(topic.level, []).append(Planned(row, topic))
    return tuple(
        PlannedLevel(
            number,
            questionnaire.level(number).title,
            questionnaire.level(number).why,
            tuple(those),
        )
        for number, those in sorted(levels.items(), key=lambda one: place_of(one[0]))
    )


@dataclass(frozen=True, slots=True)
class ConcernLine:
    """One topic of a vendor: where the concern about it stands, and what was asked for."""

    topic: Criterion
    concern: Concern
    said: ConcernMove | None
    changes: tuple[Change, ...]
    misses: tuple[Miss, ...] = ()
    """Monthly figures that missed their target or were not filed, the newest month first."""

    @property
    def latest(self) -> tuple[Miss, ...]:
        return self.misses[:MISSES_SHOWN]

    @property
    def earlier(self) -> int:
        """How many more there are."""
        return len(self.misses) - len(self.latest)

    @property
    def is_reopened(self) -> bool:
        """Whether a miss is newer than all that was said and done about it."""
        last = max((one.at for one in self.misses), default=None)
        before = [one.changed_at for one in self.changes] + ([self.said.at] if self.said else [])
        return last is not None and bool(before) and last > max(before)


def concerns_on(
    questionnaire: Questionnaire,
    about: Response,
    changes: Sequence[Change],
    misses: Mapping[str, tuple[Miss, ...]],
) -> dict[int, list[ConcernLine]]:
    """All asked topics of a vendor by level, base first, packs last as 0 (1 query).

    misses: by topic, the newest month first.
    """
    last = {one.criterion_key: one for one in ConcernMove.objects.filter(response=about)}
    lines: dict[int, list[ConcernLine]] = {}
    for topic in sorted(questionnaire.asked_criteria(), key=lambda one: place_of(one.level)):
        those = tuple(one for one in changes if one.row.criterion_key == topic.key)
        said, missed = last.get(topic.key), misses.get(topic.key, ())
        lines.setdefault(topic.level, []).append(
            ConcernLine(topic, standing_on(said, those, missed), said, those, missed)
        )
    return lines


def standing_on(
    said: ConcernMove | None, changes: Iterable[Change], misses: Iterable[Miss]
) -> Concern:
    """Where a concern stands, from what was said of it, what was asked for and what was missed."""
    return concern_of(
        Said(Concern(said.state), said.at) if said else None,
        [Requested(one.now, one.changed_at) for one in changes],
        missed_at=max((one.at for one in misses), default=None),
    )


def changes_to(about: Response, *, at: datetime) -> list[Change]:
    """Everything that was asked of a vendor in one evaluation (2 queries)."""
    return changes_of(RequestedChange.objects.filter(letter__response=about), at=at)
