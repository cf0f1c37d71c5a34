"""Evaluations brought to a stage by the product's own actions, as people would."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from evaluations.actions import panel, rounds, scores
from evaluations.actions.scores import Given
from evaluations.models import Evaluation, Outcome, Panelist
from evaluations.queries.judgement import bench_of
from evaluations.queries.sheets import sheet_of
from portal import clock
from portal.accounts.models import User
from portal.outbox.models import Mail
from tests import deciding
from tests.cast import Cast
from tests.vendors.questionnaire.examples import full_raw
from vendors.actions import answers, invitations, submissions
from vendors.actions import rounds as intake
from vendors.invitees import read_lines
from vendors.models import Invitation, Response
from vendors.queries.questionnaires import questionnaire_of
from vendors.questionnaire.model import Depth
from vendors.questionnaire.values import clean_value

VENDORS = "Clearwater Scheduling <vera@clearwater.example>\nsales@tollgate-labs.example"
STAGES = ("draft", "open", "submitted", "closed", "scoring")
JUDGED = ("scoring", "declared", "scored", "locked", "discussion", "decided")
TODAY = date(2027, 3, 19)


@dataclass(frozen=True)
class Staged:
    """An evaluation and its two vendors; the first one's lead is Vera."""

    evaluation: Evaluation
    first: Response
    second: Response


def round_at(stage: str, cast: Cast, *, vendors: str = VENDORS, **how: Any) -> Staged:
    """Bring an evaluation to a stage: draft, open, submitted, closed or scoring.

    Call it inside the workspace. From *closed* on this connection's clock is moved ahead;
    put_clock_right() moves it back.
    """
    now = clock.now()
    evaluation = rounds.start_with(
        "Vaccine scheduling",
        read_lines(vendors).invitees,
        due_at=now + timedelta(days=14),
        by=cast.ann,
        depth=how.get("depth", Depth.ESSENTIALS),
        **({"kind": how["kind"]} if "kind" in how else {}),
    )
    first, second = [*evaluation.round.responses.order_by("pk"), None][:2]
    staged = Staged(evaluation, first, second)  # type: ignore[arg-type]
    reached = STAGES.index(stage)
    for step in (_open, _submit, _close, _begin_scoring)[:reached]:
        step(staged, cast)
    evaluation.refresh_from_db()
    return staged


def put_clock_right() -> None:
    clock.move(timedelta(0))


def secret_of(invitation: Invitation) -> str:
    """The token in the link of an invitation's last mail that has not left yet."""
    return Mail.objects.filter(subject_key=invitation.mail_key).latest("made_at").secret


def _open(staged: Staged, cast: Cast) -> None:
    round_ = staged.evaluation.round
    asked = len(questionnaire_of(round_.version).asked_items())
    intake.open_round(round_, asked=asked, by=cast.ann)
    round_.refresh_from_db()


def _submit(staged: Staged, cast: Cast) -> None:
    """Vera accepts, answers every question yes or in words, and submits; the other stays silent."""
    invitation = staged.first.invitations.get(email=cast.vera.email)
    response = invitations.accept(invitation, by=cast.vera)
    for item in questionnaire_of(staged.evaluation.round.version).asked_items():
        value = {part.key: {"choice": "yes", "text": ""} for part in item.parts[:1]}
        answers.save(response, item.key, value, based_on=0, by=cast.vera, ready=True)
    submissions.submit(response, by=cast.vera)


def _close(staged: Staged, cast: Cast) -> None:
    del cast
    clock.move(timedelta(days=15))
    assert rounds.is_closed(staged.evaluation.round, at=clock.now())


def _begin_scoring(staged: Staged, cast: Cast) -> None:
    for person in (cast.ben, cast.cy):
        panel.add(staged.evaluation, person, by=cast.ann)
    rounds.begin_scoring(staged.evaluation, by=cast.ann)


@dataclass(frozen=True)
class Judged:
    """An evaluation whose vendors have all submitted full answers, and its reviewers."""

    evaluation: Evaluation
    responses: list[Response]
    reviewers: list[Panelist]

    @property
    def pk(self) -> int:
        return self.evaluation.pk


Choose = Callable[[int, int, int], int]
"""Makes a score out of the numbers of reviewer, vendor and topic."""


def judged_at(
    stage: str,
    cast: Cast,
    *,
    vendors: int = 2,
    reviewers: Sequence[User] | None = None,
    choose: Choose = lambda reviewer, vendor, topic: (vendor + topic) % 5,
    reason: str = "Seen in the answer",
    depth: Depth = Depth.ESSENTIALS,
    before_closing: Callable[[Staged], None] = lambda staged: None,
) -> Judged:
    """Bring an evaluation to scoring, declared, scored, locked, discussion or decided.

    before_closing: what happens once all have submitted.

    Call it inside the workspace; it moves this connection's clock past closing.
    """
    put_clock_right()
    people = [cast.ben, cast.cy] if reviewers is None else list(reviewers)
    lines = "\n".join(f"Vendor {n:02} <lead@vendor{n:02}.example>" for n in range(1, vendors + 1))
    staged = round_at("open", cast, vendors=lines, depth=depth)
    responses = list(staged.evaluation.round.responses.order_by("pk"))
    for response in responses:
        answer_all(response)
    before_closing(staged)
    staged.evaluation.refresh_from_db()
    for person in people:
        panel.add(staged.evaluation, person, by=cast.ann)
    clock.move(timedelta(days=15))
    rounds.begin_scoring(staged.evaluation, by=cast.ann)
    steps = (_declare, score_all, lock_all, discuss, _decide)[: JUDGED.index(stage)]
    for step in steps:
        judged = _judged(staged.evaluation, responses)
        if step is score_all:
            score_all(judged, people, choose, reason)
        else:
            step(judged, people, cast)
    return _judged(staged.evaluation, responses)


def answer_all(
    response: Response, attach: Callable[[Response, User], None] = lambda response, lead: None
) -> None:
    """The vendor's lead answers every question in full, attaches what she has, and submits."""
    invitation = response.invitations.get()
    lead = User.objects.known_as(invitation.email, f"Lead of {response.vendor}")
    response = invitations.accept(invitation, by=lead)
    for item in questionnaire_of(response.round.version).asked_items():
        value, _problems = clean_value(item, full_raw(item), today=TODAY)
        answers.save(response, item.key, value, based_on=0, by=lead, ready=True)
    attach(response, lead)
    submissions.submit(response, by=lead)


def _judged(evaluation: Evaluation, responses: list[Response]) -> Judged:
    fresh = Evaluation.objects.select_related("round__version").get(pk=evaluation.pk)
    return Judged(fresh, responses, list(fresh.panel.filter(removed_at=None)))


def _declare(judged: Judged, people: Sequence[User], cast: Cast) -> None:
    del cast
    for panelist, person in zip(judged.reviewers, people, strict=True):
        sign(panelist, by=person)


def sign(panelist: Panelist, *, by: User, conflicts: Sequence[int] = ()) -> None:
    """Sign the declaration, with a conflict or without."""
    panel.declare(
        panelist,
        text="As declared.",
        conflicts=conflicts,
        explanation="My sister works there." if conflicts else "",
        typed_name=str(by),
        by=by,
    )


def score_all(
    judged: Judged,
    people: Sequence[User],
    choose: Choose,
    reason: str,
    *,
    skip: Collection[tuple[int, str]] = (),
) -> None:
    """Let reviewers mark and score every cell of theirs, or score it anew.

    skip: cells, as response id and topic, that nobody scores.
    """
    for number, person in enumerate(people):
        panelist = next(one for one in judged.reviewers if one.person_id == person.pk)
        bench = bench_of(judged.evaluation)
        sheet = sheet_of(bench, panelist)
        for topic, criterion in enumerate(sheet.criteria):
            items = bench.questionnaire.items_of(criterion.key)
            for at, response in enumerate(judged.responses):
                if response not in sheet.vendors or (response.pk, criterion.key) in skip:
                    continue
                value = choose(number, at, topic)
                before = sheet.scores.get((response.pk, criterion.key))
                scores.give(
                    panelist,
                    response,
                    criterion.key,
                    Given(value, reason=reason, lifted_by="Demo on site"),
                    submission=bench.submissions[response.pk],
                    marks={item.key: value for item in items},
                    based_on=before.version if before else 0,
                    by=person,
                )


def lock_all(judged: Judged, people: Sequence[User], cast: Cast) -> None:
    """Let reviewers lock their sheets."""
    del cast
    for panelist, person in zip(judged.reviewers, people, strict=True):
        panel.lock(panelist, by=person)


def discuss(judged: Judged, people: Sequence[User], cast: Cast) -> None:
    """Open the discussion."""
    del people
    rounds.open_discussion(judged.evaluation, by=cast.ann)


def _decide(judged: Judged, people: Sequence[User], cast: Cast) -> None:
    del people
    outcomes = {response.pk: Outcome.ACCEPTABLE for response in judged.responses}
    deciding.decide(judged.evaluation, outcomes, reasons="All in all.", by=cast.ann)
