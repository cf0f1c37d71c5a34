"""Opening workspaces, and being in the right one."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from portal.accounts.models import Membership
from portal.audit.models import Event
from portal.outbox.models import Mail
from portal.tenancy.actions import Opening, WrongOpening, open_workspace, problems_of
from portal.tenancy.models import Domain, Jurisdiction
from portal.tenancy.switch import current, workspace


def schemas() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE 't\\_%'")
        return {row[0] for row in cursor.fetchall()}


def test_opening_makes_schema_address_coordinator_mail_and_event(db: None) -> None:
    call_command("open_workspace", "Cedar City", "cedar", "dora@cedar.example", verbosity=0)
    cedar = Jurisdiction.objects.get(name="Cedar City")
    assert cedar.schema_name in schemas()
    assert cedar.address == "http://cedar.localhost:8000"
    member = Membership.objects.get(jurisdiction=cedar)
    assert (member.person.email, member.role, member.accepted_at) == (
        "dora@cedar.example",
        "coordinator",
        None,
    )
    with workspace(cedar):
        assert Mail.objects.get().to == "dora@cedar.example"
        assert Event.objects.get().verb == "opened the workspace"


def test_a_failure_half_way_leaves_nothing(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    before = schemas()

    def fails(*args: object, **kwargs: object) -> None:
        raise RuntimeError("the lights went out")

    monkeypatch.setattr("portal.tenancy.actions.record", fails)
    with pytest.raises(RuntimeError):
        open_workspace(Opening("Cedar City", "cedar", "UTC", "dora@cedar.example"), by=None)
    assert schemas() == before
    assert not Domain.objects.filter(label="cedar").exists()
    assert not Membership.objects.filter(person__email="dora@cedar.example").exists()


@pytest.mark.parametrize(
    "label",
    ["", "-a", "a-", "a--b", "A", "ä", "a.b", "../x", "public", "www", "operator", "1234", "xn--a", "a" * 33,
     "pg_x", "%s", "$user", "a b", "alder\n", "information_schema"],
)  # fmt: skip
def test_hostile_labels_are_refused_with_the_reason(db: None, label: str) -> None:
    problems = problems_of(Opening("Cedar City", label, "UTC", "dora@cedar.example"))
    assert list(problems) == ["label"]


def test_clashing_names_are_refused_with_the_reason(alder: Jurisdiction) -> None:
    problems = problems_of(Opening("ALDER county", "alder", "Mars/Olympus", "nobody"))
    assert sorted(problems) == ["coordinator_email", "label", "name", "time_zone"]
    with pytest.raises(CommandError, match="label: There is a workspace at"):
        call_command("open_workspace", "Other", "alder", "dora@cedar.example")


def test_nested_switching_comes_back(alder: Jurisdiction, birch: Jurisdiction) -> None:
    with workspace(alder):
        with workspace(birch):
            assert current() == birch
        assert current() == alder
    assert connection.schema_name == "public"


def test_a_switch_comes_back_after_an_error(alder: Jurisdiction) -> None:
    with pytest.raises(ZeroDivisionError), workspace(alder):
        1 / 0  # noqa: B018
    assert connection.schema_name == "public"


def test_failed_opening_is_said_by_field(db: None) -> None:
    with pytest.raises(WrongOpening) as refusal:
        open_workspace(Opening("A\u202eB", "cedar", "UTC", "dora@cedar.example"), by=None)
    assert list(refusal.value.problems) == ["name"]
