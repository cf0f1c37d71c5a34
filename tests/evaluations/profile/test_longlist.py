"""The long list: everybody on it has a reason to be asked or not, and nobody is deleted."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.access import Refused
from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import workspace
from tests.cast import Cast
from vendors.actions import candidates
from vendors.models import Candidate


def test_a_vendor_is_moved_with_a_reason_and_a_short_listed_one_goes_into_the_invitation(
    alder: Jurisdiction, cast: Cast, sign_in: Callable[..., Client]
) -> None:
    ann = sign_in(cast.ann)
    typed = {"name": "Heron Works", "category": "tool", "email": "sales@heron.example"}
    assert ann.post("/long-list/add/", typed).status_code == 302
    again = ann.post("/long-list/add/", typed | {"name": "heron works"})
    assert "on the list already" in again.content.decode()
    with workspace(alder):
        heron = Candidate.objects.get()
    start = f"/evaluations/start/?candidate={heron.pk}"
    assert b"sales@heron.example" not in ann.get(start).content
    page = f"/long-list/{heron.pk}/"
    assert ann.post(page, {"standing": "short", "reason": " "}).status_code == 422
    assert ann.post(page, {"standing": "short", "reason": "Three counties"}).status_code == 302
    assert "Three counties" in ann.get("/long-list/").content.decode()
    assert b"Heron Works &lt;sales@heron.example&gt;" in ann.get(start).content
    with workspace(alder):
        assert [one.standing for one in heron.moves.all()] == ["short", "long"]
        with pytest.raises(Refused, match="Say why"):
            candidates.move(heron, "out", "", by=cast.ann)


def test_a_longer_list_asks_no_more_of_the_database(
    alder: Jurisdiction, cast: Cast, sign_in: Callable[..., Client]
) -> None:
    ann, counts = sign_in(cast.ann), set()
    for more in (1, 2, 27):
        with workspace(alder):
            for at in range(more):
                candidates.add(f"Vendor {more} {at}", "platform", by=cast.ann)
        with CaptureQueriesContext(connection) as asked:
            assert ann.get("/long-list/").status_code == 200
        counts.add(len(asked))
    assert len(counts) == 1
