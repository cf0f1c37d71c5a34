"""One account's rows at a time; and with the walls down, the same look finds the neighbour's."""

from uuid import UUID

import pytest
from django.db import ProgrammingError, connection, transaction

from portal import clock
from portal.accounts.models import User
from portal.tenancy.models import Jurisdiction
from vendors.library import accounts
from vendors.library.models import WALLED, AccountLink, KeptResponse
from vendors.library.walls import OutsideWalls, inside


@pytest.fixture
def two(alder: Jurisdiction) -> tuple[UUID, UUID]:
    """Two libraries, each with a link."""
    made = []
    for name in ("Clearwater", "Tollgate"):
        person = User.objects.create_user(f"lead@{name.lower()}.example", name)
        account = accounts.begin(name, by=person)
        with inside(account.pk):
            AccountLink.objects.create(
                account=account,
                jurisdiction=alder.uuid,
                vendor_pk=1,
                place=f"of {name}",
                by_name="",
            )
        made.append(account.pk)
    return made[0], made[1]


def test_inside_one_library_the_other_is_not_there(two: tuple[UUID, UUID]) -> None:
    for pk, name in zip(two, ("Clearwater", "Tollgate"), strict=True):
        with inside(pk):
            assert [one.place for one in AccountLink.objects.all()] == [f"of {name}"]


def test_with_the_walls_down_both_are_seen(two: tuple[UUID, UUID]) -> None:
    """Negative control."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE library_accountlink DISABLE ROW LEVEL SECURITY")
    with inside(two[0]):
        assert AccountLink.objects.count() == 2


def test_nothing_is_written_into_the_other(two: tuple[UUID, UUID]) -> None:
    with pytest.raises(ProgrammingError, match="row-level security"), inside(two[0]):
        AccountLink.objects.create(
            account_id=two[1], jurisdiction=two[0], vendor_pk=2, place="", by_name=""
        )
    with inside(two[0]):
        assert AccountLink.objects.filter(account_id=two[1]).update(place="taken") == 0
        assert AccountLink.objects.filter(account_id=two[1]).delete()[0] == 0


def test_outside_nothing_can_be_asked_for(two: tuple[UUID, UUID]) -> None:
    for model in WALLED:
        with pytest.raises(OutsideWalls):
            model.objects.all()  # type: ignore[attr-defined]


def test_every_table_that_names_an_account_is_walled(db: None) -> None:
    """All but the one that says who is in which library: it is read before one is inside."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity")
        walled = {name for (name,) in cursor.fetchall()}
        cursor.execute(
            "SELECT table_name FROM information_schema.columns "
            "WHERE table_schema = 'public' AND column_name = 'account_id'"
        )
        named = {name for (name,) in cursor.fetchall() if name.startswith("library_")}
    assert walled == {model._meta.db_table for model in WALLED}
    assert named - walled == {"library_accountmember"}


def test_inside_no_table_of_a_workspace_is_in_reach(
    two: tuple[UUID, UUID], in_alder: Jurisdiction
) -> None:
    with pytest.raises(ProgrammingError), inside(two[0]), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM vendors_answer")


def test_leaving_gives_the_role_back_also_where_the_block_failed(two: tuple[UUID, UUID]) -> None:
    before = _role()
    with pytest.raises(ZeroDivisionError), inside(two[0]):
        _fail_as("plumbline_library")
    assert _role() == before
    with inside(two[0]), transaction.atomic():
        pass
    assert _role() == before


def test_a_row_of_one_account_stands_at_the_databases_time(two: tuple[UUID, UUID]) -> None:
    with inside(two[0]):
        kept = KeptResponse.objects.create(
            account_id=two[0], jurisdiction=two[1], response_pk=1, place="", round_name="",
            number=1, digest="", version_number=1, said_at=clock.now(), by_name="",
        )  # fmt: skip
        kept.refresh_from_db()
        assert kept.kept_at is not None


def _fail_as(role: str) -> None:
    assert _role() == role
    raise ZeroDivisionError


def _role() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        return str(cursor.fetchone()[0])
