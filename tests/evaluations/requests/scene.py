"""A follow-up with one provider that has answered, and a letter with two requests to it."""

from dataclasses import dataclass
from datetime import date, timedelta

from evaluations.actions import requests
from evaluations.actions.requests import Wanted
from evaluations.models import Evaluation
from portal import clock
from tests.cast import Cast
from tests.stages import round_at
from vendors.models import Kind, RequestedChange, RequestLetter, Response
from vendors.queries.changes import local_day

CANARY = "Heron-word"
"""Typed by people; no mail may hold it."""
VERA = "Clearwater Scheduling <vera@clearwater.example>"


@dataclass(frozen=True)
class Asked:
    """The follow-up, its vendor, and the two requests of its letter."""

    evaluation: Evaluation
    response: Response
    letter: RequestLetter
    first: RequestedChange
    second: RequestedChange

    @property
    def ours(self) -> str:
        return f"/evaluations/{self.evaluation.pk}/requests/{self.response.pk}/"

    @property
    def theirs(self) -> str:
        return f"/responses/{self.response.pk}/changes/"


def today() -> date:
    return local_day(clock.now())


def follow_up(cast: Cast) -> tuple[Evaluation, Response]:
    """Vera has answered; nothing is asked yet."""
    staged = round_at("submitted", cast, vendors=VERA, kind=Kind.IMPROVEMENT)
    staged.first.refresh_from_db()
    return Evaluation.objects.select_related("round__version").get(
        pk=staged.evaluation.pk
    ), staged.first


def wanted(days: int = 60, **fields: object) -> Wanted:
    values = {
        "criterion": "obs.detection",
        "item": "obs.monitor_up",
        "ask": f"Watch it from outside. {CANARY}",
        "proof": "A week of measurements",
        "by_day": today() + timedelta(days=days),
    }
    return Wanted(**{**values, **fields})  # type: ignore[arg-type]


def asked(cast: Cast) -> Asked:
    """The letter is sent; both are wanted in 60 days. The peak's request is on a higher level."""
    evaluation, response = follow_up(cast)
    both = [wanted(criterion="cloud.elasticity", item="cloud.autoscale", ask="Grow"), wanted()]
    requests.plan(response, both, by=cast.ann)
    letter = requests.send(response, f"Dear all. {CANARY}", by=cast.ann)
    first, second = letter.changes.order_by("position")
    return Asked(evaluation, response, letter, first, second)
