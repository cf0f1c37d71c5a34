"""All open requests of a vendor's person in one table at the front door."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from portal import clock
from portal.accounts.models import Membership, Role, User
from portal.clock import Now
from portal.tenancy.models import Domain, Jurisdiction
from portal.tenancy.switch import service, workspace
from tests.cast import Cast
from tests.portal.doors import front
from tests.vendors.scene import Scene, build, join
from tests.vendors.views.test_query_counts import more_requests
from vendors.actions import submissions
from vendors.models import Answer, Clarification, Reopening, Response, ResponseMember, Round
from vendors.queries import everywhere

OF_THE_PAGE = 6
"""Schema, session, person, instant, workspaces and their addresses."""
PER_WORKSPACE = 7
"""Savepoint and its end, schema there and back, lock timeout, responses and their answers."""


def rows(page: str) -> list[dict[str, str]]:
    """The lines of the table by the heads of their columns."""
    found = []
    for line in html.fromstring(page).xpath("//tbody/tr"):
        cells = {cell.get("data-label"): " ".join(cell.text_content().split()) for cell in line}
        found.append(cells | {"link": line.xpath("./th/a/@href")[0]})
    return found


def of(person: User) -> str:
    """The page of this person; the test goes on where it was."""
    with service():
        return front(person).get("/requests/").content.decode()


def at_birch(birch: Jurisdiction, cast: Cast) -> Scene:
    with workspace(birch):
        return build(cast)


def test_two_jurisdictions_in_one_table(
    scene: Scene, alder: Jurisdiction, birch: Jurisdiction, cast: Cast
) -> None:
    other = at_birch(birch, cast)
    Jurisdiction.objects.filter(pk=birch.pk).update(time_zone="America/New_York")
    with workspace(birch):
        Response.objects.filter(pk=other.clearwater.pk).update(
            due_at=clock.now() + timedelta(days=9, minutes=5)
        )
    ours, theirs = rows(of(cast.vera))
    assert (ours["Jurisdiction"], theirs["Jurisdiction"]) == ("Alder County", "Birch County")
    assert re.search(r"P[SD]T \(2 days left\)|P[SD]T \(1 day left\)", ours["Due"])
    assert re.search(r"E[SD]T \(9 days left\)", theirs["Due"]), "its own date, in its own zone"
    assert ours["Done"].startswith("0 of ")
    assert ours["Waiting for"].startswith("You Complete ")
    path = f"%2Fresponses%2F{scene.clearwater.pk}%2F"
    assert ours["link"] == f"/go/alder/?next={path}"
    assert front(cast.vera).get(ours["link"])["Location"].endswith(f"/sign-in/?next={path}")


def test_the_link_signs_her_in_to_the_response(
    scene: Scene, alder: Jurisdiction, cast: Cast
) -> None:
    door = front(cast.vera)
    answer = door.get(rows(door.get("/requests/").content.decode())[0]["link"])
    there = Client(HTTP_HOST=alder.host)
    begun = there.get(answer["Location"].partition(alder.host)[2])
    back = door.get(begun["Location"].partition(settings.ROOT_HOST)[2])
    done = there.get(back["Location"].partition(alder.host)[2])
    assert done["Location"] == f"/responses/{scene.clearwater.pk}/"
    assert there.get(done["Location"]).status_code == 200


def test_only_her_own_requests(scene: Scene, cast: Cast) -> None:
    assert "Vaccine scheduling" in of(cast.vera)
    assert len(rows(of(cast.vera))) == 1, "Tollgate answers the same evaluation"
    assert "Nothing is open" in of(cast.mallory)
    ResponseMember.objects.update(removed_at=Now())
    assert "Nothing is open" in of(cast.vera)
    assert front().get("/requests/")["Location"] == "/account/login/?next=%2Frequests%2F"


def test_who_is_only_invited_is_not_asked_for_in_a_workspace(
    scene: Scene, alder: Jurisdiction, cast: Cast
) -> None:
    Membership.objects.filter(person=cast.vera).update(accepted_at=None)
    assert "Nothing is open" in of(cast.vera)


@pytest.mark.parametrize("field", ["withdrawn_at", "declined_at"])
def test_a_response_that_was_taken_out_is_not_listed(scene: Scene, cast: Cast, field: str) -> None:
    assert "Vaccine scheduling" in of(cast.vera)
    Response.objects.filter(pk=scene.clearwater.pk).update(**{field: Now()})
    assert "Nothing is open" in of(cast.vera)


def test_a_cancelled_evaluation_is_not_listed(scene: Scene, cast: Cast) -> None:
    Round.objects.filter(pk=scene.round.pk).update(
        state="cancelled", cancelled_at=Now(), cancel_reason="No money"
    )
    assert "Nothing is open" in of(cast.vera)


def test_what_was_never_submitted_is_not_listed_once_it_is_late(
    scene: Scene, cast: Cast, past_due_page: Any
) -> None:
    with past_due_page():
        assert "Nothing is open" in of(cast.vera)


def test_whom_it_waits_for(scene: Scene, cast: Cast, past_due_page: Any) -> None:
    connie = join(scene.clearwater, "connie@clearwater.example", "Connie Lee")
    for item in scene.asked.asked_items():
        Answer.objects.create(
            response=scene.clearwater, item_key=item.key, value={"text": "x"},
            ready="ready", by_id=cast.vera.pk, by_name="Vera",
        )  # fmt: skip
    assert rows(of(cast.vera))[0]["Waiting for"] == "You Submit the answers"
    assert rows(of(connie))[0]["Waiting for"] == "Your lead Submit the answers"
    submissions.submit(scene.clearwater, by=cast.vera)
    assert rows(of(cast.vera))[0]["Waiting for"].startswith("The jurisdiction You submitted")
    Clarification.objects.create(
        response=scene.clearwater, criterion_key="sla", question="How?",
        by_id=cast.ann.pk, by_name="Ann",
    )  # fmt: skip
    with past_due_page():
        assert rows(of(cast.vera))[0]["Waiting for"] == "You Reply to 1 question"
        Reopening.objects.create(
            response=scene.clearwater, criterion_key="sla", question="How?",
            before=scene.clearwater.submissions.get(), at=clock.now(),
            until=clock.now() + timedelta(days=1), by_id=cast.ann.pk, by_name="Ann",
        )  # fmt: skip
        assert rows(of(cast.vera))[0]["Waiting for"] == "You Answer 1 topic again"


@pytest.mark.parametrize("count", [1, 3, 30])
def test_queries_do_not_grow_with_requests(scene: Scene, cast: Cast, count: int) -> None:
    more_requests(scene, cast, count)
    door = front(cast.vera)
    door.get("/requests/")
    with CaptureQueriesContext(connection) as asked:
        page = door.get("/requests/").content.decode()
    assert len(rows(page)) == count
    assert len(asked) == OF_THE_PAGE + PER_WORKSPACE, [one["sql"][:150] for one in asked]


def test_queries_grow_with_workspaces_by_a_stated_number(
    scene: Scene, birch: Jurisdiction, cast: Cast
) -> None:
    at_birch(birch, cast)
    door = front(cast.vera)
    door.get("/requests/")
    with CaptureQueriesContext(connection) as asked:
        page = door.get("/requests/").content.decode()
    assert len(rows(page)) == 2
    assert len(asked) == OF_THE_PAGE + 2 * PER_WORKSPACE


@pytest.fixture
def gone(db: None, cast: Cast) -> None:
    """A workspace that is listed and has no tables."""
    with service():
        county = Jurisdiction.objects.create(schema_name="t_gone00001", name="Gone County")
        Domain.objects.create(tenant=county, label="gone")
    Membership.objects.create(
        person=cast.vera, jurisdiction=county, role=Role.VENDOR, accepted_at=Now()
    )


def test_a_workspace_that_fails_takes_no_other_along(scene: Scene, cast: Cast, gone: None) -> None:
    page = of(cast.vera)
    assert [one["Jurisdiction"] for one in rows(page)] == ["Alder County"]
    assert "Gone County" in page
    assert "can’t be reached now" in page
    assert front(cast.vera).get("/me/").status_code == 200


def test_without_that_guard_one_workspace_takes_all_along(
    scene: Scene, cast: Cast, gone: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(everywhere, "DatabaseError", ZeroDivisionError)
    door = front(cast.vera)
    door.raise_request_exception = False
    assert door.get("/requests/").status_code == 500


def test_a_suspended_workspace_is_named_and_not_entered(
    scene: Scene, alder: Jurisdiction, cast: Cast
) -> None:
    Jurisdiction.objects.filter(pk=alder.pk).update(suspended_at=Now())
    page = of(cast.vera)
    assert "not being served" in page
    assert "Vaccine scheduling" not in page


def test_ways_to_the_table(scene: Scene, cast: Cast, vera: Client) -> None:
    home = front(cast.vera).get("/").content.decode()
    assert home.count('href="/requests/"') == 2, "in the top bar and above the workspaces"
    assert 'href="/requests/"' not in front(cast.ann).get("/").content.decode()
    assert f'href="{settings.ROOT_URL}/requests/"' in vera.get("/requests/").content.decode()


def test_a_workspace_looks_the_same_whether_there_are_others(
    scene: Scene, birch: Jurisdiction, cast: Cast, vera: Client
) -> None:
    paths = ["/requests/", f"/responses/{scene.clearwater.pk}/"]

    def seen() -> list[str]:
        pages = [vera.get(path).content.decode() for path in paths]
        return [re.sub(r'nonce="[^"]*"|value="[^"]{64}"', "", page) for page in pages]

    alone = seen()
    at_birch(birch, cast)
    assert len(rows(of(cast.vera))) == 2
    assert seen() == alone
