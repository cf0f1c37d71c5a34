"""One row per current provider on the workspace's home."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from evaluations.models import (
    Answered,
    Approval,
    Decision,
    Evaluation,
    Outcome,
    PlannedEvent,
    Stage,
    VendorOutcome,
)
from evaluations.queries import portfolio
from portal import clock
from portal.tenancy.models import Jurisdiction
from tests.cast import Cast
from tests.evaluations.requests.scene import Asked, asked, today
from vendors.changes import Act
from vendors.models import ChangeStep, RequestedChange, RequestLetter, Response, Vendor

SignIn = Callable[..., Client]


def text_of(answer: Any) -> str:
    return " ".join(html.fromstring(answer.content).text_content().split())


@pytest.fixture
def there(in_alder: Jurisdiction, cast: Cast) -> Asked:
    made = asked(cast)
    Vendor.objects.filter(pk=made.response.vendor_id).update(is_current_provider=True)
    return made


def decided(there: Asked, cast: Cast) -> Decision:
    """A confirmed decision on the scene's evaluation; who is decided on comes with each provider."""
    Evaluation.objects.filter(pk=there.evaluation.pk).update(
        stage=Stage.DECIDED, decided_at=clock.now()
    )
    made = Decision.objects.create(
        evaluation=there.evaluation, reasons="Good", by_id=cast.ann.pk, by_name="Ann"
    )
    Approval.objects.create(decision=made, answer=Answered.CONFIRMED, by_name="Tess")
    return made


def outcome(decision: Decision, response: Response) -> None:
    VendorOutcome.objects.create(
        decision=decision,
        response=response,
        outcome=Outcome.ACCEPTABLE,
        total=Decimal("2.6"),
        solid_level=2,
        levels=[[1, "3.1", 3], [2, "2.6", 3], [4, "0.8", 1]],
    )


def event(vendor: Vendor, cast: Cast, days: int) -> None:
    PlannedEvent.objects.create(
        name="Over 65",
        kind="eligibility",
        starts_at=clock.now() + timedelta(days=days),
        vendor=vendor,
        by_id=cast.ann.pk,
        by_name="Ann",
    )


def test_a_row_says_how_reliable_what_is_asked_and_what_comes_next(
    there: Asked, cast: Cast, sign_in: SignIn
) -> None:
    outcome(decided(there, cast), there.response)
    ann = sign_in(cast.ann)
    page = ann.get("/")
    words = text_of(page)
    assert "levels from the base up: Monitoring 3.1" in page.content.decode()
    assert "Solid up to level 2, total 2.60" in words
    assert "0 kept, 0 slipped, 2 open" in words
    assert "Answers due" in words
    event(there.response.vendor, cast, 3)
    assert "Over 65: 0 of 11 checks done, 7 due by now" in text_of(ann.get("/"))
    assert "Your providers" in text_of(sign_in(cast.olive).get("/"))
    assert "Your providers" not in text_of(sign_in(cast.ben).get("/"))


def test_a_conflict_keeps_figures_away(
    there: Asked, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcome(decided(there, cast), there.response)
    monkeypatch.setattr(portfolio, "conflicts_of", lambda person: {there.response.pk})
    (row,) = portfolio.portfolio(cast.ann.pk, at=clock.now())
    assert (row.last, row.tally.asked) == (None, 0)
    monkeypatch.setattr(portfolio, "conflicts_of", lambda person: set())
    (row,) = portfolio.portfolio(cast.ann.pk, at=clock.now())
    assert (row.last is not None, row.tally.asked) == (True, 2)


def test_30_providers_take_as_many_queries_as_one(
    there: Asked, cast: Cast, sign_in: SignIn
) -> None:
    decision, ann, counts = decided(there, cast), sign_in(cast.ann), []
    outcome(decision, there.response)
    event(there.response.vendor, cast, 5)
    by = {"by_id": cast.ann.pk, "by_name": "Ann"}
    for number in (1, 3, 30):
        while (there_are := Vendor.objects.filter(is_current_provider=True).count()) < number:
            vendor = Vendor.objects.create(name=f"Vendor {there_are}", is_current_provider=True)
            response = Response.objects.create(round=there.evaluation.round, vendor=vendor)
            letter = RequestLetter.objects.create(response=response, number=1, **by)
            change = RequestedChange.objects.create(
                letter=letter,
                position=1,
                level=1,
                level_title="Base",
                criterion_key="obs.detection",
                topic="Detection",
                ask="Watch",
                proof="A week",
                by_day=today(),
            )
            ChangeStep.objects.create(change=change, act=Act.AGREED, until=today(), **by)
            outcome(decision, response)
            event(vendor, cast, 5)
        with CaptureQueriesContext(connection) as caught:
            rows = portfolio.portfolio(cast.ann.pk, at=clock.now())
        assert len(rows) == number
        assert all(row.last and row.next and row.tally.asked for row in rows)
        counts.append(len(caught))
    assert len(set(counts)) == 1, counts
    assert counts[0] <= 9
    assert text_of(ann.get("/")).count("Solid up to level 2") == 30
