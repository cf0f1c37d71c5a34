"""A vendor record is the account's own until a lead says that it is not, and again once it is said anew."""

import pytest

from portal.access import Refused
from portal.accounts.models import User
from portal.audit_service.models import ServiceEvent
from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import workspace
from tests.cast import Cast
from tests.portal.doors import front
from tests.vendors.library.conftest import submit
from tests.vendors.library.second import asks_too
from tests.vendors.scene import Scene
from vendors.actions import answers
from vendors.library import accounts, keeping, links, rules, starting
from vendors.library.hints import hints_for
from vendors.library.models import AccountLink, KeptAnswer, KeptResponse, VendorAccount
from vendors.library.walls import inside
from vendors.queries.own import own

ITEM = "sla.uptime"


@pytest.fixture
def kept(scene: Scene, library: VendorAccount, cast: Cast) -> KeptResponse:
    submit(scene, cast.vera)
    return keeping.keep_all(scene.clearwater, library.pk, by=cast.vera)


def link_in(account: VendorAccount) -> AccountLink:
    with inside(account.pk):
        return AccountLink.objects.get(undone_at=None)


def test_a_lead_undoes_it_and_what_was_kept_stays(
    kept: KeptResponse, library: VendorAccount, cast: Cast
) -> None:
    vera = front(cast.vera)
    page = vera.get(f"/library/{library.pk}/").content.decode()
    address = f"/library/{library.pk}/links/{link_in(library).pk}/undo/"
    assert address in page
    asked = vera.get(address).content.decode()
    assert "Undo the link to Alder County?" in asked
    assert vera.post(address).status_code == 302
    with inside(library.pk):
        (row,) = AccountLink.objects.all()
        assert (row.undone_by, row.undone_at is not None) == (str(cast.vera), True)
        assert KeptAnswer.objects.count() == 2
    assert "Where you are the vendor" not in vera.get(f"/library/{library.pk}/").content.decode()
    assert vera.get(address).status_code == 404
    said = ServiceEvent.objects.latest("pk")
    assert said.verb == "undid a link of a vendor’s library"
    assert "Alder" not in str(vars(said))


def test_nobody_but_a_lead(
    kept: KeptResponse, library: VendorAccount, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    accounts.invite(library.pk, "max@clearwater.example", role="member", by=cast.vera)
    link = link_in(library)
    max_ = User.objects.get(email="max@clearwater.example")
    accounts.join(library.pk, by=max_)
    address = f"/library/{library.pk}/links/{link.pk}/undo/"
    client = front(max_)
    assert "Only a lead" in client.get(address).content.decode()
    assert client.post(address).status_code == 403
    assert front(cast.mallory).post(address).status_code == 404
    link_in(library)
    # The twin with the rule off: the member's press would have undone it.
    monkeypatch.setattr(rules, "may_lead", rules.may_use)
    assert client.post(address).status_code == 302
    with pytest.raises(Refused, match="undone already"):
        links.undo(library.pk, link.pk, by=cast.vera)


def test_no_hint_without_the_link_and_a_new_one_by_starting_again(
    kept: KeptResponse, library: VendorAccount, birch: Jurisdiction, cast: Cast
) -> None:
    second = asks_too(birch, cast)[0]
    with workspace(birch):
        starting.start(second.clearwater, second.asked, library.pk, kept.pk, by=cast.vera)
        with inside(library.pk):
            link = AccountLink.objects.get(place="Birch County")
        answers.save(second.clearwater, ITEM, {"promised": "99.5"}, based_on=1, by=cast.vera)
    links.undo(library.pk, link.pk, by=cast.vera)
    with workspace(birch):
        given = {one.item_key: one for one in second.clearwater.answers.all()}
        assert hints_for(own(second.clearwater.pk, cast.vera.pk), given) == []
        starting.start(second.clearwater, second.asked, library.pk, kept.pk, by=cast.vera)
    with inside(library.pk):
        rows = AccountLink.objects.filter(place="Birch County")
        assert [one.undone_at is None for one in rows] == [True, False]
