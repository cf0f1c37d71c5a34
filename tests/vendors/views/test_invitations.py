"""From a link in a mail to a member: scanners change nothing, forwarding helps nobody."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from portal import clock
from portal.accounts.models import CodeRequest, User
from portal.outbox.models import Mail
from portal.tenancy.models import Jurisdiction
from tests.cast import Browser, Cast
from tests.vendors.scene import Scene, token_of
from vendors.actions import invitations, rounds
from vendors.models import Invitation, Response, ResponseMember


@pytest.fixture
def anonymous(alder: Jurisdiction) -> Client:
    return Browser(HTTP_HOST=alder.host)


def test_opening_a_link_changes_nothing(scene: Scene, token: str, anonymous: Client) -> None:
    before = Invitation.objects.filter(response=scene.tollgate).values().get()
    for method in ("get", "head"):
        answer = getattr(anonymous, method)(f"/invitations/{token}/")
        assert answer.status_code == 200
    page = anonymous.get(f"/invitations/{token}/").content.decode()
    assert "Vaccine scheduling" in page
    assert "12 questions" in page
    assert "tess@tollgate.example" not in page
    assert Invitation.objects.filter(response=scene.tollgate).values().get() == before
    assert not CodeRequest.objects.exists()


def test_continue_orders_a_code_to_the_invited_address_only(
    scene: Scene, token: str, sign_in: Any, cast: Cast
) -> None:
    # Mallory got the mail forwarded and is signed in as herself.
    answer = sign_in(cast.ben).post(f"/invitations/{token}/")
    order = CodeRequest.objects.get()
    assert order.person.email == "tess@tollgate.example"
    assert answer["Location"].startswith(f"{settings.ROOT_URL}/code/")
    assert order.next_path == f"/invitations/{token}/accept/"
    assert Invitation.objects.get(response=scene.tollgate).opened_at
    assert not ResponseMember.objects.filter(response=scene.tollgate).exists()


def test_only_the_invited_person_can_accept(
    scene: Scene, token: str, sign_in: Any, cast: Cast
) -> None:
    stranger = sign_in(cast.vera)
    assert stranger.get(f"/invitations/{token}/accept/").status_code == 403
    assert stranger.post(f"/invitations/{token}/accept/").status_code == 403
    assert not ResponseMember.objects.filter(response=scene.tollgate).exists()
    tess = sign_in(User.objects.known_as("tess@tollgate.example"))
    assert tess.get(f"/invitations/{token}/accept/").status_code == 200
    assert Response.objects.get(pk=scene.tollgate.pk).started_at is None
    answer = tess.post(f"/invitations/{token}/accept/")
    assert answer["Location"] == f"/responses/{scene.tollgate.pk}/"
    assert tess.get(answer["Location"]).status_code == 200
    # A second click leads to the same place.
    assert tess.post(f"/invitations/{token}/accept/")["Location"] == answer["Location"]


def test_a_used_link_leads_to_sign_in(scene: Scene, anonymous: Client) -> None:
    page = anonymous.get(f"/invitations/{token_of(scene.clearwater)}/")
    assert page.status_code == 410
    assert f"/responses/{scene.clearwater.pk}/" in page.content.decode()


def test_an_expired_link_sends_a_new_one_and_tells_nothing(
    scene: Scene, token: str, anonymous: Client
) -> None:
    Invitation.objects.filter(response=scene.tollgate).update(
        expires_at=clock.now() - timedelta(days=1), sent_at=clock.now() - timedelta(days=31)
    )
    page = anonymous.get(f"/invitations/{token}/")
    assert page.status_code == 410
    assert "Send me a new link" in page.content.decode()
    mails = Mail.objects.count()
    known = anonymous.post(f"/invitations/{token}/again/")
    unknown = anonymous.post("/invitations/no-such-link/again/")
    words = "If this invitation still stands"
    assert words in known.content.decode()
    assert words in unknown.content.decode()
    assert Mail.objects.count() == mails + 1
    assert Mail.objects.latest("made_at").to == "tess@tollgate.example"
    assert anonymous.get(f"/invitations/{token}/").status_code == 410  # the old one stays dead
    assert anonymous.get(f"/invitations/{token_of(scene.tollgate)}/").status_code == 200


def test_withdrawn_and_cancelled_say_so(
    scene: Scene, token: str, anonymous: Client, cast: Cast
) -> None:
    Invitation.objects.filter(response=scene.tollgate).update(withdrawn_at=clock.now())
    page = anonymous.get(f"/invitations/{token}/")
    assert page.status_code == 410
    assert "was withdrawn" in page.content.decode()
    Invitation.objects.filter(response=scene.tollgate).update(withdrawn_at=None)
    rounds.cancel(scene.round, "No money", by=cast.ann)
    page = anonymous.get(f"/invitations/{token}/")
    assert "was cancelled" in page.content.decode()
    assert anonymous.post(f"/invitations/{token}/").status_code == 410


def test_declining_and_coming_back(scene: Scene, token: str, sign_in: Any) -> None:
    tess = sign_in(User.objects.known_as("tess@tollgate.example"))
    assert tess.get(f"/invitations/{token}/decline/").status_code == 200
    tess.post(f"/invitations/{token}/decline/", {"reason": "Too busy"})
    response = Response.objects.get(pk=scene.tollgate.pk)
    assert response.declined_at
    assert response.decline_reason == "Too busy"
    assert "change your mind" in tess.get(f"/invitations/{token}/accept/").content.decode()
    tess.post(f"/invitations/{token}/accept/")
    assert Response.objects.get(pk=scene.tollgate.pk).declined_at is None


def test_accepting_twice_at_once_makes_one_member(scene: Scene, cast: Cast) -> None:
    invitation = Invitation.objects.get(response=scene.tollgate)
    tess = User.objects.known_as("tess@tollgate.example")
    invitations.accept(invitation, by=tess)
    with pytest.raises(Exception, match="used already"):
        invitations.accept(invitation, by=tess)
    assert scene.tollgate.members.count() == 1
