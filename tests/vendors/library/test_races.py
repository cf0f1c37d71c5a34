"""Two people press at once."""

from datetime import timedelta
from typing import Any

from portal import clock
from portal.frontdoor.models import FrontMail
from portal.jobs.models import Job
from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import service, workspace
from tests.vendors.actions.test_races import people, stage, together
from tests.vendors.library.conftest import submit
from tests.vendors.scene import Scene, join
from vendors.actions import rounds
from vendors.library import accounts, keeping, starting
from vendors.library.models import KeptFile, KeptResponse, VendorAccount
from vendors.library.walls import inside
from vendors.models import Answer, AnswerRevision, Evidence, Response

__all__ = ["people", "stage"]


def test_two_people_start_at_once_and_nothing_comes_twice(
    grove: Jurisdiction, stage: Scene, people: Any
) -> None:
    account = accounts.begin("Clearwater", by=people.vera)
    try:
        accounts.invite(account.pk, people.ben.email, role="member", by=people.vera)
        accounts.join(account.pk, by=people.ben)
        with workspace(grove):
            submit(stage, people.vera)
        kept = [
            one
            for one in together(
                grove,
                lambda: keeping.keep_all(stage.clearwater, account.pk, by=people.vera),
                lambda: keeping.keep_all(stage.clearwater, account.pk, by=people.ben),
            )
            if isinstance(one, KeptResponse)
        ]
        assert len({one.pk for one in kept}) == 1
        assert len(kept) == 2
        with inside(account.pk):
            assert KeptFile.objects.count() == 1
        with workspace(grove):
            second = _second(stage, people)
        started: list[Any] = together(
            grove,
            *[
                lambda by=by: starting.start(second, stage.asked, account.pk, kept[0].pk, by=by)
                for by in (people.vera, people.ben)
            ],
        )
        assert sorted(one.answers for one in started) == [0, 2]
        with workspace(grove):
            assert Answer.objects.filter(response=second).count() == 2
            assert AnswerRevision.objects.filter(answer__response=second).count() == 2
            assert Evidence.objects.filter(response=second).count() == 1
    finally:
        with service():
            with inside(account.pk):
                KeptResponse.objects.all().delete()
                KeptFile.objects.all().delete()
            VendorAccount.objects.filter(pk=account.pk).delete()
            _forget_mails()


def _second(stage: Scene, people: Any) -> Response:
    """Another round that asks the same vendor."""
    due = clock.now() + timedelta(days=3)
    round_ = rounds.draft("Another", version=stage.round.version, due_at=due, by=people.ann)
    vendor = stage.clearwater.vendor
    response = rounds.add_vendor(round_, vendor, email=people.vera.email, by=people.ann)
    rounds.open_round(round_, asked=len(stage.asked.asked_items()), by=people.ann)
    for person in (people.vera, people.ben):
        join(response, person.email, str(person), "lead")
    return response


def _forget_mails() -> None:
    FrontMail.objects.all().delete()
    Job.objects.filter(kind="frontdoor.send").delete()
