"""Evaluations brought to a stage by the product's own actions, as people would."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from evaluations.actions import panel, rounds
from evaluations.models import Evaluation
from portal import clock
from portal.outbox.models import Mail
from tests.cast import Cast
from vendors.actions import answers, invitations, submissions
from vendors.actions import rounds as intake
from vendors.invitees import read_lines
from vendors.models import Invitation, Response
from vendors.queries.questionnaires import questionnaire_of
from vendors.questionnaire.model import Depth

VENDORS = "Clearwater Scheduling <vera@clearwater.example>\nsales@tollgate-labs.example"
STAGES = ("draft", "open", "submitted", "closed", "scoring")


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
