"""A coordinator who opens a topic and a reviewer who locks it, at the same time."""

from datetime import timedelta

from evaluations.actions import panel
from evaluations.models import Panelist
from portal import clock
from portal.access import Refused
from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import workspace
from tests.cast import Cast
from tests.evaluations.panel.test_reopening import ask
from tests.stages import judged_at, put_clock_right
from tests.vendors.actions.test_races import people, together
from tests.vendors.conftest import grove
from vendors.models import Reopening, Round

__all__ = ["grove", "people"]


def test_asking_and_locking_never_pass_each_other(grove: Jurisdiction, people: Cast) -> None:
    with workspace(grove):
        judged = judged_at("scored", people)
        put_clock_right()
        past = clock.now() - timedelta(minutes=1)
        rows = Round.objects.filter(pk=judged.evaluation.round_id)
        rows.update(opened_at=past - timedelta(days=1), due_at=past)
    ben = judged.reviewers[0]
    outcomes = together(grove, lambda: ask(judged, people), lambda: panel.lock(ben, by=people.ben))
    assert sum(isinstance(one, Refused) for one in outcomes) == 1
    with workspace(grove):
        is_locked = Panelist.objects.get(pk=ben.pk).locked_at is not None
        assert Reopening.objects.exists() != is_locked
