"""What needs a person today, over all evaluations, in a fixed number of queries."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef

from evaluations import rules
from evaluations.models import Panelist
from evaluations.models import Stage as Judging
from evaluations.queries import next_steps
from evaluations.queries.next_steps import Step
from evaluations.queries.standing import Standing, evaluations, standings
from evaluations.states import Stage
from portal.accounts.models import Role, User
from portal.outbox.models import Mail, MailState
from vendors.models import Invitation, Response, RoundState, Submission
from vendors.queries.changes import awaiting_answer
from vendors.queries.inquiries import waiting_in
from vendors.queries.late import undecided_in

SOON = timedelta(days=3)
MOST = 40


@dataclass(frozen=True, slots=True)
class Line:
    """One evaluation on the home page: what comes next there, and what is wrong."""

    standing: Standing
    step: Step
    waiting_for: tuple[str, ...] = ()
    wrong_mails: tuple[str, ...] = ()
    questions: int = 0
    """What vendors asked and nobody answered yet."""
    late: int = 0
    """What came too late and nobody decided about."""
    to_answer: int = 0
    """Proposals and proofs of a provider that wait for an answer."""

    @property
    def is_urgent(self) -> bool:
        closes = self.standing.closes_at
        soon = self.standing.stage is Stage.OPEN and closes is not None
        return bool(
            self.wrong_mails
            or self.questions
            or self.late
            or self.to_answer
            or self.step.is_late
            or self.standing.stage is Stage.CLOSED
            or (soon and self.waiting_for)
        )


@dataclass(frozen=True, slots=True)
class ScoringLine:
    """One evaluation in which this person reviews."""

    standing: Standing
    text: str
    to_score: bool


def of_workspace(roles: Collection[str], *, at: datetime) -> list[Line]:
    """Current evaluations with their next step, urgent ones first."""
    rows = evaluations().exclude(round__state=RoundState.CANCELLED).exclude(stage=Judging.ARCHIVED)
    current = standings(rows[:MOST], at=at)
    waiting = _waiting(current)
    wrong = _wrong_mails(current)
    asked = _questions(current) if Role.COORDINATOR in roles else Counter()
    late = _late(current) if Role.COORDINATOR in roles else Counter()
    followed = [one.round.pk for one in current if not one.round.is_sealed_kind]
    to_answer = awaiting_answer(followed) if followed and Role.COORDINATOR in roles else Counter()
    lines = [
        Line(
            one,
            next_steps.of(one, roles),
            _named(one, waiting, roles) if _is_pressing(one) else (),
            () if _hides(one, roles) else tuple(wrong.get(one.round.pk, ())),
            asked[one.round.pk],
            late[one.round.pk],
            to_answer[one.round.pk],
        )
        for one in current
    ]
    return sorted(lines, key=lambda line: not line.is_urgent)


def of_reviewer(person: User, *, at: datetime) -> list[ScoringLine]:
    """Evaluations on whose panel this person is, those to score first."""
    places = {
        one.evaluation_id: one
        for one in Panelist.objects.filter(person_id=person.pk, removed_at=None)
    }
    rows = evaluations().filter(pk__in=places).exclude(round__state=RoundState.CANCELLED)
    lines = []
    for one in standings(rows, at=at):
        locked = places[one.evaluation.pk].locked_at is not None
        to_score = one.stage is Stage.SCORING and not locked
        text = "You locked your scores." if locked else next_steps.waiting_line(one)
        lines.append(ScoringLine(one, "Your scores are awaited." if to_score else text, to_score))
    return sorted(lines, key=lambda line: not line.to_score)


def _hides(one: Standing, roles: Collection[str]) -> bool:
    return rules.hides_names(one.evaluation, coordinates=Role.COORDINATOR in roles)


def _named(
    one: Standing, waiting: Mapping[int, list[str]], roles: Collection[str]
) -> tuple[str, ...]:
    """Who is waited for; only how many where names are hidden."""
    names = tuple(waiting.get(one.round.pk, ()))
    if not names or not _hides(one, roles):
        return names
    return ("1 vendor" if len(names) == 1 else f"{len(names)} vendors",)


def _questions(current: Iterable[Standing]) -> Counter[int]:
    """How many questions of vendors wait, by round, while they still help."""
    rounds = [one.round.pk for one in current if one.stage is Stage.OPEN]
    return Counter(waiting_in(rounds).order_by().values_list("round_id", flat=True))


def _late(current: Iterable[Standing]) -> Counter[int]:
    """How much of what came too late waits for a word, by round, while it can still join."""
    stages = {Stage.OPEN, Stage.CLOSED, Stage.SCORING}
    rounds = [one.round.pk for one in current if one.stage in stages and not one.locked]
    return Counter(undecided_in(rounds).order_by().values_list("response__round_id", flat=True))


def _is_pressing(standing: Standing) -> bool:
    closes = standing.closes_at
    if standing.stage is Stage.CLOSED:
        return True
    return standing.stage is Stage.OPEN and closes is not None and closes - standing.now < SOON


def _waiting(current: Iterable[Standing]) -> dict[int, list[str]]:
    """Names of vendors that have not submitted, by round."""
    rounds = [one.round.pk for one in current if one.stage in {Stage.OPEN, Stage.CLOSED}]
    handed_in = Exists(Submission.objects.filter(response=OuterRef("pk")))
    rows = (
        Response.objects.filter(round__in=rounds, withdrawn_at=None, declined_at=None)
        .exclude(handed_in)
        .order_by("vendor__name")
        .values_list("round_id", "vendor__name")
    )
    found = defaultdict(list)
    for round_id, name in rows:
        found[round_id].append(name)
    return found


def _wrong_mails(current: Iterable[Standing]) -> dict[int, list[str]]:
    """Addresses whose last mail did not arrive, by round."""
    rounds = [one.round.pk for one in current if one.stage in {Stage.OPEN, Stage.CLOSED}]
    invitations = Invitation.objects.filter(
        response__round__in=rounds, withdrawn_at=None, used_at=None
    ).values_list("pk", "response__round_id", "email")
    by_key = {f"invitation:{pk}": (round_id, email) for pk, round_id, email in invitations}
    mails = Mail.objects.filter(subject_key__in=by_key).order_by("made_at", "pk")
    last = dict(mails.values_list("subject_key", "state"))
    found = defaultdict(list)
    for key, state in last.items():
        if state in {MailState.FAILED, MailState.BOUNCED}:
            round_id, email = by_key[key]
            found[round_id].append(email)
    return found
