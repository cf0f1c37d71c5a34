"""From rows to values: what was submitted, who scored what, and the comparison of it all."""

import datetime as dt
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Case, Prefetch, Q, QuerySet, When

from evaluations.comparison import (
    Agreed,
    Assignment,
    Comparison,
    Counting,
    GivenMark,
    GivenScore,
    Grouping,
    Layout,
    Proved,
    Vendor,
    compare,
    lay_out,
)
from evaluations.masking import Mask
from evaluations.models import AgreedScore, Declaration, Evaluation, ItemMark, Panelist, Score
from evaluations.needs import HeldAgainst, NeedRow, need_rows
from evaluations.queries.calibration import calibrated_as_column
from evaluations.queries.handed_in import HandedIn, handed_in
from evaluations.queries.known import Known
from evaluations.queries.masked import (
    letters_of,
    mask_of,
    masked_facts,
    masked_response,
    masked_rulings,
    masked_submission,
    vendors_as_column,
)
from evaluations.queries.not_applicable import (
    Claim,
    Rulings,
    applied,
    claims_in,
    rulings_as_column,
    rulings_of,
)
from evaluations.queries.settled import (
    NOTHING as UNSETTLED,
)
from evaluations.queries.settled import (
    Settled,
    agreed_marks_as_column,
    left_open_as_column,
    settled_of,
)
from evaluations.queries.threads import threads_as_column
from evaluations.scoring import Grade, ItemFacts
from evaluations.what_if import Weights, reweighed
from portal.tenancy.switch import current
from vendors.demand import RequiredPeak
from vendors.models import Response, Submission
from vendors.queries.amendments import (
    Published,
    amendments_as_column,
    amendments_to,
    rewords_after,
)
from vendors.queries.questionnaires import questionnaire_of
from vendors.queries.reopenings import reopenings_as_column
from vendors.queries.required import peak_of, requirements_of
from vendors.questionnaire.model import Questionnaire
from vendors.rules import closes_at

NOTHING = HandedIn()
NOT_SURE = "low"


@dataclass(frozen=True, slots=True)
class Bench:
    """All rows of one evaluation that judging needs, read once."""

    evaluation: Evaluation
    questionnaire: Questionnaire
    responses: tuple[Response, ...]
    submissions: dict[int, Submission]
    panel: tuple[Panelist, ...]
    declarations: dict[int, Declaration]
    closing: dt.date
    handed_in: dict[int, HandedIn]
    """By submission id."""
    left: tuple[Panelist, ...] = ()
    """Reviewers who were taken off the panel; their scores no longer count."""
    rulings: Mapping[int, Rulings] = field(default_factory=dict)
    """What was decided about answers that say they don't apply, by response id."""
    mask: Mask | None = None
    """Hides vendors' names in what is read beside this; none where names are shown."""
    unmasked: "Bench | None" = None

    @property
    def named(self) -> "Bench":
        """The same with real names and words, for what is written and sealed, not for pages."""
        return self.unmasked or self

    amended: Sequence[Published] = ()
    """The published amendments of the round."""

    settled: Mapping[int, Settled] = field(default_factory=dict)
    """What the panel agreed on and left as it was, beside agreed scores, by response id."""

    def settled_on(self, response: int) -> Settled:
        """What was settled about one vendor."""
        return self.settled.get(response, UNSETTLED)

    def submission_of(self, response: Response) -> Submission | None:
        """The latest submission of a response."""
        return self.submissions.get(response.pk)

    def facts(self) -> dict[str, tuple[ItemFacts, ...]]:
        """What each vendor handed in, by response id as text."""
        return {str(one.pk): self.said(one.pk).facts for one in self.responses}

    def proved(self) -> dict[str, Proved]:
        """The highest rate that each vendor's load-test files show."""
        return {str(one.pk): self.said(one.pk).proved for one in self.responses}

    def needs(self) -> tuple[NeedRow, ...]:
        """What is required, promised and proved, across the vendors."""
        said = {str(pk): self.said(pk) for pk in self.submissions}
        return need_rows(
            [str(one.pk) for one in self.responses],
            requirements_of(self.evaluation.round),
            required_peak(self.evaluation),
            {key: HeldAgainst(one.declared, one.printable) for key, one in said.items()},
        )

    def said(self, response: int) -> HandedIn:
        """What a response's latest submission says."""
        submission = self.submissions.get(response)
        if submission is None:
            return NOTHING
        found, rulings = self.handed_in[submission.pk], self.rulings.get(response)
        return replace(found, facts=applied(found.facts, rulings)) if rulings else found

    def reworded_since(self, submission: Submission) -> dict[str, Published]:
        """Questions that an amendment put in other words, unless the vendor confirmed since."""
        return rewords_after(self.amended, submission.version_id)

    def claims(self) -> list[Claim]:
        """All answers that say they don't apply, vendor by vendor."""
        asked = self.questionnaire
        criteria = [(one, asked.items_of(one.key)) for one in asked.asked_criteria()]
        return [
            claim
            for one in self.responses
            for claim in claims_in(
                criteria, one, self.said(one.pk).facts, self.rulings.get(one.pk, {})
            )
        ]

    def not_applying(self) -> frozenset[tuple[int, str]]:
        """Cells, as response id and criterion key, of which no question applies any more."""
        out = {
            (response, fact.item)
            for response in self.rulings
            for fact in self.said(response).facts
            if fact.not_applicable
        }
        if not out:
            return frozenset()
        return frozenset(
            (response, one.key)
            for response in {response for response, _item in out}
            for one in self.questionnaire.asked_criteria()
            if all((response, item.key) in out for item in self.questionnaire.items_of(one.key))
        )

    def assignments(self) -> list[Assignment]:
        """Each panelist scores what is assigned to her of each vendor that submitted.

        A vendor with which she declared a conflict is not.
        """
        return [
            Assignment(
                str(panelist.pk), str(pk), frozenset(panelist.topics) if panelist.topics else None
            )
            for panelist in self.panel
            for pk in self.submissions
            if panelist.is_assigned(pk) and not self.has_conflict(panelist, pk)
        ]

    def assigned(self) -> Callable[[int, int, str], bool]:
        """Tells whether a panelist (id) scores a vendor (response id) on a topic (key)."""
        reach = {(int(one.reviewer), int(one.vendor)): one for one in self.assignments()}

        def is_assigned(who: int, whom: int, what: str) -> bool:
            found = reach.get((who, whom))
            return found is not None and (found.criteria is None or what in found.criteria)

        return is_assigned

    def vendors(self) -> list[Vendor]:
        """The columns: every vendor that was asked and not withdrawn."""
        return [
            Vendor(
                key=str(response.pk),
                name=response.vendor.name,
                responded=response.pk in self.submissions,
            )
            for response in self.responses
        ]

    def place_of(self, person_id: UUID) -> Panelist | None:
        """A person's place on the panel, present or past."""
        places = (*self.panel, *self.left)
        return next((one for one in places if one.person_id == person_id), None)

    def scored_by(self, panelist: Panelist) -> list[Response]:
        """The vendors that this reviewer scores."""
        return [
            one
            for one in self.responses
            if one.pk in self.submissions
            and panelist.is_assigned(one.pk)
            and not self.has_conflict(panelist, one.pk)
        ]

    def judged_by(self, response: Response, *, but: UUID) -> list[Panelist]:
        """Reviewers of this vendor whose sheet is locked, without one person."""
        scoring = {one.reviewer for one in self.assignments() if one.vendor == str(response.pk)}
        return [
            one
            for one in self.panel
            if str(one.pk) in scoring and one.locked_at is not None and one.person_id != but
        ]

    def has_conflict(self, panelist: Panelist, response: int) -> bool:
        """Whether a reviewer declared a conflict with a vendor (response id)."""
        declaration = self.declarations.get(panelist.pk)
        return declaration is not None and response in declaration.conflicts


def evaluations_here() -> QuerySet[Evaluation]:
    """Evaluations of this workspace with what every page about them needs."""
    rows = Evaluation.objects.select_related("round__version")
    return rows.annotate(known_vendors=vendors_as_column(), amended=amendments_as_column())


def masked(bench: Bench) -> Bench:
    """The same bench for whoever may not know vendors' names yet, in the order of the letters."""
    mask, called = mask_of(bench.evaluation), letters_of(bench.evaluation)
    responses = [masked_response(one, called[one.pk], mask) for one in bench.responses]
    return replace(
        bench,
        responses=tuple(sorted(responses, key=lambda one: (len(called[one.pk]), called[one.pk]))),
        submissions={pk: masked_submission(one, mask) for pk, one in bench.submissions.items()},
        handed_in={pk: masked_facts(one, mask) for pk, one in bench.handed_in.items()},
        rulings={pk: masked_rulings(one, mask) for pk, one in bench.rulings.items()},
        mask=mask,
        unmasked=bench,
    )


def bench_of(evaluation: Evaluation, *, contents_of: Collection[int] | None = None) -> Bench:
    """Read responses, their latest submissions, the panel and its declarations (4 queries).

    contents_of: responses whose submitted words are needed; all of them unless named. What the
    others answered and proved is known all the same (1 query more where it was never read).
    """
    round_ = evaluation.round
    responses = tuple(
        round_.responses.filter(withdrawn_at=None)
        .select_related("vendor")
        .annotate(ruled=rulings_as_column(), written=threads_as_column(contents_of or ()))
        .annotate(marked=agreed_marks_as_column(), left_open=left_open_as_column())
        .annotate(asked_again=reopenings_as_column())
        .prefetch_related(Prefetch("submissions", _latest(contents_of), to_attr="latest"))
        .order_by("vendor__name")
    )
    submissions = {one.pk: one.latest[0] for one in responses if one.latest}
    for one in submissions.values():
        if contents_of is not None and one.response_id in contents_of:
            one.content = vars(one)["wanted"]
    places = tuple(
        evaluation.panel.defer("sheet_leaves").annotate(calibrated=calibrated_as_column())
    )
    declared = Declaration.objects.filter(panelist__in=places).order_by("pk")
    questionnaire = questionnaire_of(round_.version)
    closing = closing_day(evaluation, responses)
    return Bench(
        evaluation=evaluation,
        questionnaire=questionnaire,
        responses=responses,
        submissions=submissions,
        panel=tuple(one for one in places if one.removed_at is None),
        declarations={one.panelist_id: one for one in declared},
        closing=closing,
        handed_in=handed_in(
            questionnaire, round_.version.digest, submissions.values(), closing=closing
        ),
        left=tuple(one for one in places if one.removed_at is not None),
        amended=amendments_to(evaluation),
        rulings={one.pk: rulings_of(one.ruled) for one in responses if one.ruled},
        settled={
            one.pk: settled_of(one.marked, one.left_open)
            for one in responses
            if one.marked or one.left_open
        },
    )


def _latest(contents_of: Collection[int] | None) -> QuerySet[Submission]:
    latest = Submission.objects.order_by("response_id", "-number").distinct("response_id")
    if contents_of is None:
        return latest.defer("leaves")
    # One query brings the words of some and leaves those of the others where they are.
    wanted = Case(When(response_id__in=contents_of, then="content"), default=None)
    return latest.defer("leaves", "content").annotate(wanted=wanted)


def closing_day(evaluation: Evaluation, responses: Sequence[Response]) -> dt.date:
    """The day of closing in the workspace's zone, at which proofs must be current."""
    closing = closes_at(evaluation.round, [one.due_at for one in responses])
    instant = closing or evaluation.made_at
    return instant.astimezone(ZoneInfo(current().time_zone)).date()


@dataclass(frozen=True, slots=True)
class Rows:
    """What the whole panel gave, without its reasons."""

    scores: list[tuple[int, int, str, int | None, bool, str, str]]
    """Panelist, response, criterion, value, cannot judge, what lifted the ceiling, grade."""
    marks: list[tuple[int, int, str, int]]
    """Panelist, response, item, mark."""
    agreed: list[AgreedScore]
    """Every agreed score, the last of a cell last."""
    unsure: frozenset[tuple[int, int, str]] = frozenset()
    """Cells, as panelist, response and criterion, of whose score a reviewer is not very sure."""


def rows_of(bench: Bench, *, marks_of: Collection[str] = ()) -> Rows:
    """Read what the panel gave (3 queries). Call it only where discussion is open.

    marks_of: items whose marks are wanted beside those of the must-haves.
    """
    must_haves = [item.key for item in bench.questionnaire.asked_items() if item.must_have]
    scores = Score.objects.filter(panelist__in=bench.panel).values_list(
        "panelist_id", "response_id", "criterion_key", "value", "cannot_judge", "lifted_by", "grade",
        "confidence",
    )  # fmt: skip
    marks = ItemMark.objects.filter(
        panelist__in=bench.panel, item_key__in={*must_haves, *marks_of}
    ).values_list("panelist_id", "response_id", "item_key", "mark")
    agreed = AgreedScore.objects.filter(evaluation=bench.evaluation).order_by("number")
    found = list(scores)
    return Rows(
        [one[:-1] for one in found],
        list(marks),
        list(agreed),
        frozenset(one[:3] for one in found if one[-1] == NOT_SURE),
    )


def blind_scores(
    bench: Bench, rows: Rows, *, only: Collection[str]
) -> dict[tuple[str, str], list[int]]:
    """What reviewers gave each cell on their own, by vendor and criterion; nothing agreed.

    only: keys of the vendors wanted. Scores outside an assignment and of what does not apply are
    left out. A score stands as it was locked, because none changes once discussion is open.
    """
    assigned, out = bench.assigned(), bench.not_applying()
    found: dict[tuple[str, str], list[int]] = {}
    for who, whom, what, given, *_rest in rows.scores:
        wanted = str(whom) in only and assigned(who, whom, what)
        if wanted and given is not None and (whom, what) not in out:
            found.setdefault((str(whom), what), []).append(given)
    return found


_compared: Known[Hashable, Comparison] = Known(24)
_tried: Known[Hashable, Comparison] = Known(6)
"""Under tried weights. There are more of these than anybody comes back to: they have a small memory
of their own, so that trying weights never drops what everybody reads."""


def comparison_of(
    bench: Bench,
    *,
    grouping: Grouping = Grouping.LEVEL,
    counting: Counting = Counting.ALL,
    weights: Weights = (),
    address: Any = None,
    rows: Rows | None = None,
) -> Comparison:
    """Compare all vendors of an evaluation whose discussion is open (3 queries more).

    The rows are read each time; the sums over the same rows are done once.
    counting: anything but ALL is a what-if view and goes on no report.
    weights: those that somebody tries out instead of the set ones; a what-if view as well.
    """
    rows = rows or rows_of(bench)
    version = bench.evaluation.round.version
    must_haves = {item.key for item in bench.questionnaire.asked_items() if item.must_have}
    key = (
        current().uuid, version.digest, bench.closing, grouping, counting, weights,
        bench.evaluation.pyramid_slack,
        required_peak(bench.evaluation), requirements_of(bench.evaluation.round),
        address("", "") if address else "", tuple(bench.vendors()), tuple(bench.assignments()),
        tuple(one.root for one in bench.submissions.values()), tuple(sorted(rows.scores)),
        tuple((pk, *one.items()) for pk, one in bench.rulings.items()),
        tuple(sorted(one for one in rows.marks if one[2] in must_haves)),
        tuple((one.response_id, one.criterion_key, one.value) for one in rows.agreed),
        tuple((pk, *one.values().items()) for pk, one in bench.settled.items()),
    )  # fmt: skip
    known = _tried if weights else _compared
    return known.get(key) or known.keep(
        key, _compare(bench, rows, grouping, counting, weights, address)
    )


def _compare(
    bench: Bench,
    rows: Rows,
    grouping: Grouping,
    counting: Counting,
    weights: Weights,
    address: Any,
) -> Comparison:
    unsure = [
        (who, whom, item.key, None)
        for who, whom, what, _given, unsure, _lifted, _grade in rows.scores
        if unsure
        for item in bench.questionnaire.items_of(what)
        if item.must_have
    ]
    return compare(
        reweighed(bench.questionnaire, weights),
        bench.vendors(),
        closing=bench.closing,
        assignments=bench.assignments(),
        scores=[
            GivenScore(
                str(who),
                str(whom),
                what,
                given,
                lifted=bool(lifted),
                grade=Grade(grade) if grade else None,
            )
            for who, whom, what, given, unsure, lifted, grade in rows.scores
            if given is not None or unsure
        ],
        facts=bench.facts(),
        agreed=[
            Agreed(str(one.response_id), one.criterion_key, Decimal(one.value))
            for one in rows.agreed
        ],
        # Who cannot judge a topic can't judge its must-haves; what she marked all the same wins.
        marks=[
            GivenMark(str(who), str(whom), what, given)
            for who, whom, what, given in [*unsure, *rows.marks]
        ],
        agreed_marks=[
            Agreed(str(pk), item, Decimal(value))
            for pk, one in bench.settled.items()
            for item, value in one.values().items()
        ],
        required=required_peak(bench.evaluation),
        proved=bench.proved(),
        needs=bench.needs(),
        grouping=grouping,
        counting=counting,
        pyramid_slack=bench.evaluation.pyramid_slack,
        address=address,
    )


def layout_of(bench: Bench, *, grouping: Grouping = Grouping.LEVEL, address: Any = None) -> Layout:
    """Lay answers and evidence side by side while reviewers score alone: no score is read."""
    expected = expected_of(bench)
    given = counts_of(bench)
    return lay_out(
        bench.questionnaire,
        bench.vendors(),
        closing=bench.closing,
        facts=bench.facts(),
        scores_in=sum(given.values()),
        scores_expected=expected,
        required=required_peak(bench.evaluation),
        proved=bench.proved(),
        needs=bench.needs(),
        grouping=grouping,
        address=address,
    )


def expected_of(bench: Bench) -> int:
    """How many scores are awaited of all reviewers together."""
    asked = {one.key for one in bench.questionnaire.asked_criteria()}
    out: dict[str, set[str]] = {}
    for pk, key in bench.not_applying():
        out.setdefault(str(pk), set()).add(key)
    return sum(
        len((asked if one.criteria is None else asked & one.criteria) - out.get(one.vendor, set()))
        for one in bench.assignments()
    )


def counts_of(bench: Bench) -> dict[int, int]:
    """How many of their assigned scores reviewers gave, by panelist; no value is read (1 query)."""
    assigned = bench.assigned()
    asked = [one.key for one in bench.questionnaire.asked_criteria()]
    out = [Q(response=pk, criterion_key=key) for pk, key in bench.not_applying()]
    given = (
        Score.objects.filter(panelist__in=bench.panel, criterion_key__in=asked)
        .exclude(reduce(or_, out, Q(pk=None)))
        .exclude(value=None, cannot_judge=False)
        .values_list("panelist_id", "response_id", "criterion_key")
    )
    counts = dict.fromkeys((one.pk for one in bench.panel), 0)
    for panelist, response, key in given:
        if assigned(panelist, response, key):
            counts[panelist] += 1
    return counts


def required_peak(evaluation: Evaluation) -> RequiredPeak:
    """The peak that the round asks for, as the pure modules take it."""
    return peak_of(evaluation.round)
