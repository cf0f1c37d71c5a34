"""An evaluation whose first vendor attached files of several kinds and ages."""

import io
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from evaluations.actions import panel, rounds
from evaluations.models import Evaluation, Panelist
from portal import clock
from portal.accounts.models import User
from tests.cast import Cast
from tests.stages import answer_all, put_clock_right, round_at, sign
from vendors.actions import evidence, observations
from vendors.models import EvidenceKind, Observation, Response
from vendors.questionnaire.model import Depth

PLAN = "prep.response"
"""A topic with two checklists; its document is fresh."""
OLD = "abuse.defence"
"""A topic whose proof is too old at closing."""
TESTED = "prep.loadtest"
BARE = "sla.objectives"
"""A topic without any file."""

FILES = [
    ("prep.irp", EvidenceKind.DOCUMENT, 30),
    ("abuse.ddos", EvidenceKind.AUDIT, 430),
    ("prep.load_tool", EvidenceKind.DRILL, 60),
    ("deg.plan", EvidenceKind.RECORD, 60),
]
"""Question, kind, and how many days ago the file speaks of."""


@dataclass(frozen=True)
class Proved:
    """The evaluation, its vendors and its reviewers, Ben first."""

    evaluation: Evaluation
    first: Response
    second: Response
    ben: Panelist
    cy: Panelist

    @property
    def pk(self) -> int:
        return self.evaluation.pk

    def topic(self, criterion: str) -> str:
        return f"/evaluations/{self.pk}/score/topics/{criterion}/?vendor={self.first.pk}"

    def page(self, more: str = "") -> str:
        return f"/evaluations/{self.pk}/findings/{self.first.pk}/{more}"


def proved(cast: Cast, *, conflict_of: User | None = None) -> Proved:
    """Bring it to scoring, with both declarations signed; inside the workspace."""
    put_clock_right()
    lines = "\n".join(f"Vendor {n:02} <lead@vendor{n:02}.example>" for n in (1, 2))
    staged = round_at("open", cast, vendors=lines, depth=Depth.ESSENTIALS)
    answer_all(staged.first, attach=_attach)
    answer_all(staged.second)
    for person in (cast.ben, cast.cy):
        panel.add(staged.evaluation, person, by=cast.ann)
    clock.move(timedelta(days=15))
    rounds.begin_scoring(staged.evaluation, by=cast.ann)
    evaluation = Evaluation.objects.select_related("round__version").get(pk=staged.evaluation.pk)
    ben, cy = (evaluation.panel.get(person_id=one.pk) for one in (cast.ben, cast.cy))
    for panelist, person in ((ben, cast.ben), (cy, cast.cy)):
        conflicts = [staged.first.pk] if person == conflict_of else []
        sign(panelist, by=person, conflicts=conflicts)
    return Proved(evaluation, staged.first, staged.second, ben, cy)


def _attach(response: Response, lead: User) -> None:
    for item, kind, days in FILES:
        text = f"{item} {kind}\n".encode()
        evidence.attach(
            response, io.BytesIO(text), name=f"{item}.txt", size=len(text), item_key=item, by=lead,
            kind=kind, speaks_of=clock.now().date() - timedelta(days=days),
        )  # fmt: skip


def note(response: Response, by: User, **more: Any) -> Observation:
    """One finding of our own: a reference call about the incident-response plan."""
    kind = more.pop("kind", "reference")
    details = more.pop("details", {"customer": "Dane County", "outage_minutes": 25})
    fields: dict[str, Any] = {
        "title": "Down twice in spring, back within the half hour",
        "seen_on": clock.now().date() - timedelta(days=3),
        "source": "Their head of operations, by telephone",
        "note": "They were called before they noticed it themselves.",
        "about": (PLAN,),
        "details": details,
    }
    return observations.add(response, kind, observations.Noted(**(fields | more)), by=by)
