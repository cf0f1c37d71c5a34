"""The list of one's workspaces leads to one's libraries as well, however many there are."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal import clock
from portal.tenancy.models import Jurisdiction
from tests.cast import Cast
from tests.portal.doors import front
from vendors.library import accounts
from vendors.library.models import AccountRole, VendorAccount


def test_a_library_is_linked_for_its_own_people_only(alder: Jurisdiction, cast: Cast) -> None:
    library = accounts.begin("Clearwater", by=cast.vera)
    link = f'href="/library/{library.pk}/"'
    assert link in front(cast.vera).get("/").content.decode()
    assert link not in front(cast.mallory).get("/").content.decode()
    accounts.invite(library.pk, cast.ben.email, role=AccountRole.MEMBER, by=cast.vera)
    his = front(cast.ben)
    page = his.get("/").content.decode()
    assert "Join the library of Clearwater" in page
    assert link not in page
    accounts.join(library.pk, by=cast.ben)
    assert link in his.get("/").content.decode()
    accounts.remove(library.pk, cast.ben.pk, by=cast.vera)
    assert "library of Clearwater" not in his.get("/").content.decode()


def test_the_same_number_of_queries_for_any_number_of_libraries(
    alder: Jurisdiction, cast: Cast
) -> None:
    browser, made, counted = front(cast.vera), 0, []
    browser.get("/")
    for rows in (1, 3, 30):
        for place in range(made, rows):
            account = VendorAccount.objects.create(name=f"wren {place}", begun_by=cast.vera)
            account.members.create(person=cast.vera, role=AccountRole.LEAD, accepted_at=clock.now())
        made = rows
        with CaptureQueriesContext(connection) as queries:
            page = browser.get("/").content.decode()
        counted.append(len(queries))
        assert page.count("The library of wren") == rows
    assert len(set(counted)) == 1, counted
