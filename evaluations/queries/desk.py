"""One evaluation as one person may see it: fetching it is the permission check."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.http import Http404

from evaluations import rules
from evaluations.models import Declaration, Evaluation, Panelist
from evaluations.models import Stage as Judging
from evaluations.queries.judgement import Bench, bench_of, evaluations_here, masked
from evaluations.queries.not_applicable import Claim
from evaluations.states import WORDS, Role, Stage, stage_of
from evaluations.visibility import STAFF, Kind, Thing, Viewer, visible
from portal.access import Verdict, refused
from portal.accounts.presence import Presence
from vendors import rules as intake
from vendors.models import Response, Submission
from vendors.questionnaire.model import Criterion, Questionnaire


@dataclass(frozen=True, slots=True)
class Desk:
    """What lies before one person. Vendors she has a conflict with are not on it at all."""

    bench: Bench
    stage: Stage
    now: dt.datetime
    roles: frozenset[Role]
    panelist: Panelist | None
    declaration: Declaration | None
    responses: tuple[Response, ...]

    @property
    def evaluation(self) -> Evaluation:
        return self.bench.evaluation

    @property
    def questionnaire(self) -> Questionnaire:
        return self.bench.questionnaire

    @property
    def coordinates(self) -> bool:
        return Role.COORDINATOR in self.roles

    @property
    def stage_label(self) -> str:
        return WORDS[self.stage].label

    @property
    def hides_names(self) -> bool:
        """Whether she reads letters instead of vendors' names."""
        return self.bench.mask is not None

    @property
    def has_conflicts(self) -> bool:
        """Whether some vendor is kept from her."""
        return len(self.responses) < len(self.bench.responses)

    def may_enter(self) -> Verdict:
        """Whether she may work as a reviewer here: on the panel and declared on every vendor."""
        vendors = {one.pk for one in self.bench.responses}
        return rules.may_enter(self.panelist, self.declaration, vendors)

    def sees(self, thing: Thing) -> bool:
        """Whether the table of who sees what gives her this."""
        viewer = Viewer(
            self.roles,
            declared=Role.REVIEWER not in self.roles or bool(self.may_enter()),
            locked=self.panelist is None or self.panelist.locked_at is not None,
        )
        return thing in visible(Kind(self.evaluation.round.kind), self.stage, viewer)

    def may_see(self, thing: Thing) -> Verdict:
        """The same as an answer that says why not."""
        if self.sees(thing):
            return Verdict()
        if self.panelist is not None and self.roles.isdisjoint(STAFF):
            enter = self.may_enter()
            if not enter:
                return enter
        if thing is Thing.FINDINGS:
            return refused("Our own findings are shown once the evaluation is open.")
        if thing is Thing.PRICES:
            return refused("Prices stay sealed until all reviewers have locked their scores.")
        if thing in {Thing.OTHERS_SCORES, Thing.AVERAGES, Thing.RANKS}:
            seen = rules.may_see_scores_of_others(self.evaluation)
            return refused("You see the others’ scores once yours are locked.") if seen else seen
        return refused("Answers stay sealed until the date on which they are due has passed.")

    def may_note_findings(self) -> Verdict:
        """Whether she may write down what the jurisdiction itself found out."""
        return rules.may_note_findings(self.roles, self.stage)

    def response(self, pk: int) -> Response:
        """A vendor's response that she may see; 404 for any other."""
        for one in self.responses:
            if one.pk == pk:
                return one
        raise Http404

    def submitted(self, pk: int) -> tuple[Response, Submission]:
        """A response with what it handed in; 404 where there is nothing."""
        response = self.response(pk)
        submission = self.bench.submission_of(response)
        if submission is None:
            raise Http404
        return response, submission

    def criterion(self, key: str) -> Criterion:
        """A topic that is asked here; 404 for any other."""
        for one in self.questionnaire.asked_criteria():
            if one.key == key:
                return one
        raise Http404

    @property
    def claims(self) -> list[Claim]:
        """Answers of the vendors she sees that say they don't apply."""
        seen = {one.pk for one in self.responses}
        return [one for one in self.bench.claims() if one.response.pk in seen]

    @property
    def keys(self) -> tuple[str, ...]:
        """Keys of the vendors she sees, as the comparison knows them."""
        return tuple(str(one.pk) for one in self.responses)


def desk_of(presence: Presence, pk: int, *, contents_of: Collection[int] = ()) -> Desk:
    """Read an evaluation for a person; 404 if there is none or it is none of hers.

    contents_of: responses whose submitted words the page shows.
    """
    evaluation = evaluations_here().filter(pk=pk).first()
    if evaluation is None:
        raise Http404
    return desk_over(bench_of(evaluation, contents_of=contents_of), presence)


def desk_over(bench: Bench, presence: Presence) -> Desk:
    """The same over a bench that was read already."""
    place = bench.place_of(presence.person.pk)
    panelist = place if place is not None and place.removed_at is None else None
    declaration = bench.declarations.get(place.pk) if place is not None else None
    roles = _roles(presence.roles, panelist)
    if not roles:
        raise Http404
    # A conflict outlives a place on the panel: leaving it does not open the vendor again.
    conflicts = set(declaration.conflicts) if declaration else set()
    if rules.hides_names(bench.evaluation, coordinates=Role.COORDINATOR in roles):
        bench = masked(bench)
    return Desk(
        bench=bench,
        stage=_stage(bench, presence.at),
        now=presence.at,
        roles=roles,
        panelist=panelist,
        declaration=declaration,
        responses=tuple(one for one in bench.responses if one.pk not in conflicts),
    )


def _roles(held: Collection[str], panelist: Panelist | None) -> frozenset[Role]:
    staff = {Role(one) for one in held if one in {role.value for role in STAFF}}
    # The reviewer's role in the workspace opens nothing by itself: a place on the panel does.
    reviews = panelist is not None and Role.REVIEWER.value in held
    return frozenset(staff | ({Role.REVIEWER} if reviews else set()))


def _stage(bench: Bench, at: dt.datetime) -> Stage:
    round_ = bench.evaluation.round
    closed = intake.is_closed(round_, [one.due_at for one in bench.responses], at=at)
    begun = not round_.is_sealed_kind and bench.evaluation.stage != Judging.WAITING
    return stage_of(round_.state, bench.evaluation.stage, closed=closed or begun)
