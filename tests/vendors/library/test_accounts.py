"""Who is in a library: the person who began it, and whom a lead invited."""

import pytest

from portal.access import Refused
from portal.accounts.models import User
from portal.tenancy.models import Jurisdiction
from tests.cast import Cast
from tests.portal.doors import do_jobs
from vendors.library import accounts
from vendors.library.models import VendorAccount


@pytest.fixture
def library(alder: Jurisdiction, cast: Cast) -> VendorAccount:
    return accounts.begin("Clearwater", by=cast.vera)


def test_a_second_press_begins_no_second_library(library: VendorAccount, cast: Cast) -> None:
    assert accounts.begin("Clearwater", by=cast.vera) == library
    assert accounts.accounts_of(cast.vera.pk) == [library]


def test_a_library_needs_a_name(cast: Cast) -> None:
    with pytest.raises(Refused, match="name"):
        accounts.begin("  ", by=cast.vera)


def test_the_same_mail_domain_lets_nobody_in(library: VendorAccount) -> None:
    wes = User.objects.create_user("wes@clearwater.example", "Wes")
    assert accounts.accounts_of(wes.pk) == []
    with pytest.raises(Refused, match="not invited"):
        accounts.join(library.pk, by=wes)


def test_a_lead_invites_and_the_invited_person_joins(
    library: VendorAccount, cast: Cast, mailoutbox: list[object]
) -> None:
    accounts.invite(library.pk, "Wes@Clearwater.example", role="member", by=cast.vera)
    wes = User.objects.get(email="wes@clearwater.example")
    do_jobs()
    (mail,) = [one for one in mailoutbox if one.to == [wes.email]]  # type: ignore[attr-defined]
    assert "/library/" in mail.body  # type: ignore[attr-defined]
    assert accounts.accounts_of(wes.pk) == []
    assert [one.account for one in accounts.invitations_of(wes.pk)] == [library]
    accounts.join(library.pk, by=wes)
    assert accounts.accounts_of(wes.pk) == [library]
    assert accounts.invitations_of(wes.pk) == []


def test_only_a_lead_invites_and_removes(library: VendorAccount, cast: Cast) -> None:
    with pytest.raises(Refused, match="not in this library"):
        accounts.invite(library.pk, "x@x.example", role="lead", by=cast.mallory)
    accounts.invite(library.pk, cast.mallory.email, role="member", by=cast.vera)
    with pytest.raises(Refused, match="Join it first"):
        accounts.invite(library.pk, "x@x.example", role="lead", by=cast.mallory)
    accounts.join(library.pk, by=cast.mallory)
    for act in (
        lambda: accounts.invite(library.pk, "x@x.example", role="lead", by=cast.mallory),
        lambda: accounts.remove(library.pk, cast.vera.pk, by=cast.mallory),
    ):
        with pytest.raises(Refused, match="Only a lead"):
            act()


def test_the_last_lead_stays_and_others_go(library: VendorAccount, cast: Cast) -> None:
    with pytest.raises(Refused, match="needs a lead"):
        accounts.remove(library.pk, cast.vera.pk, by=cast.vera)
    accounts.invite(library.pk, cast.mallory.email, role="lead", by=cast.vera)
    with pytest.raises(Refused, match="needs a lead"):
        accounts.remove(library.pk, cast.vera.pk, by=cast.vera)
    accounts.join(library.pk, by=cast.mallory)
    accounts.remove(library.pk, cast.vera.pk, by=cast.mallory)
    assert accounts.accounts_of(cast.vera.pk) == []
    accounts.invite(library.pk, cast.vera.email, role="member", by=cast.mallory)
    assert accounts.accounts_of(cast.vera.pk) == []
