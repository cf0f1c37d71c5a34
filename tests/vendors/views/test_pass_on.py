"""Whoever is not the right person passes the invitation on; her link dies, and it is seen who did."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from evaluations.actions import rounds as evaluation_rounds
from evaluations.models import Evaluation
from portal import clock
from portal.access import Refused
from portal.accounts.models import User
from portal.audit.models import Event
from portal.outbox.models import Mail
from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import workspace
from tests.cast import Cast
from tests.vendors.actions.test_races import people, stage, together
from tests.vendors.scene import Scene, token_of
from vendors import rules
from vendors.actions import departments, invitations, members
from vendors.actions import rounds as intake
from vendors.invitees import Invitee
from vendors.models import (
    Department,
    DepartmentHandOver,
    Invitation,
    Response,
    ResponseMember,
    ResponseRole,
)

__all__ = ["people", "stage"]

OMAR = "omar@tollgate.example"
NOTE = "You ran the last one <script>alert(1)</script>"


def tess() -> User:
    return User.objects.known_as("tess@tollgate.example", "Tess Boyd")


def send(client: Client, token: str, **typed: str) -> Any:
    whole = {"email": OMAR, "name": "Omar Diaz", "note": NOTE} | typed
    return client.post(f"/invitations/{token}/pass-on/", whole)


def pass_on(scene: Scene, email: str, by: User, response: Response | None = None) -> Invitation:
    mine = Invitation.objects.get(
        response=response or scene.tollgate, email=by.email, withdrawn_at=None
    )
    return invitations.pass_on(mine, email=email, name="N", note="", by=by)


def test_the_old_link_dies_and_the_new_person_gets_her_own(
    scene: Scene, token: str, sign_in: Any
) -> None:
    browser = sign_in(tess())
    assert (
        "I’m not the right person" in browser.get(f"/invitations/{token}/accept/").content.decode()
    )
    answer = send(browser, token)
    assert answer.status_code == 302
    assert "You passed this invitation on" in browser.get(answer["Location"]).content.decode()
    mail = Mail.objects.get(kind="invitation_passed_on")
    assert mail.to == OMAR
    assert NOTE not in mail.text + mail.subject
    assert "Omar Diaz" not in mail.text
    fresh = token_of(scene.tollgate)
    assert fresh != token
    assert browser.get(f"/invitations/{token}/").status_code == 410
    assert browser.post(f"/invitations/{token}/accept/").status_code == 403
    assert browser.post(f"/invitations/{token}/decline/", {"reason": ""}).status_code == 403
    assert not ResponseMember.objects.filter(response=scene.tollgate).exists()
    # Hers leads in, for her alone.
    assert browser.get(f"/invitations/{fresh}/accept/").status_code == 403
    omar = sign_in(User.objects.known_as(OMAR))
    page = omar.get(f"/invitations/{fresh}/accept/").content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert(1)" not in page
    assert 'value="Omar Diaz"' in page
    assert omar.post(f"/invitations/{fresh}/accept/", {"name": "Omar"}).status_code == 302
    assert scene.tollgate.members.get().role == ResponseRole.LEAD
    assert Event.objects.filter(verb="passed an invitation on").count() == 1


def test_a_forwarded_link_passes_nothing_on(
    scene: Scene, token: str, sign_in: Any, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who has the link and not the address would name herself, and be let in."""
    for stranger in (sign_in(cast.vera), sign_in(None)):
        answer = send(stranger, token, email="mallory@elsewhere.example")
        assert answer.status_code in {302, 403}
    assert Invitation.objects.filter(response=scene.tollgate).count() == 1
    monkeypatch.setattr(rules, "is_invited", lambda invitation, email: rules.ALLOWED)
    assert send(sign_in(cast.vera), token, email="mallory@elsewhere.example").status_code == 302
    assert Mail.objects.get(kind="invitation_passed_on").to == "mallory@elsewhere.example"


def test_nothing_goes_round_in_circles(scene: Scene) -> None:
    who = tess()
    for number in range(rules.MOST_PASSES):
        email = f"p{number}@tollgate.example"
        pass_on(scene, email, who)
        with pytest.raises(Refused, match="before you"):
            pass_on(scene, "tess@tollgate.example", User.objects.known_as(email))
        who = User.objects.known_as(email)
    with pytest.raises(Refused, match="many times already"):
        pass_on(scene, "one.more@tollgate.example", who)
    assert scene.tollgate.invitations.filter(withdrawn_at=None).count() == 1


@pytest.mark.parametrize("limited", [True, False])
def test_nobody_sends_mail_to_the_whole_world(
    scene: Scene, cast: Cast, limited: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not limited:
        monkeypatch.setattr(rules, "MOST_PASSES_AN_HOUR", 10_000)
    refused = 0
    for number in range(rules.MOST_PASSES_AN_HOUR + 2 if limited else 12):
        email = f"a{number}@clearwater.example"
        members.invite(scene.clearwater, email, ResponseRole.CONTRIBUTOR, by=cast.vera)
        try:
            to = f"b{number}@elsewhere.example"
            pass_on(scene, to, User.objects.known_as(email), scene.clearwater)
        except Refused as refusal:
            assert "Try again in an hour" in refusal.sentence  # noqa: PT017 -- some are, some not
            refused += 1
    assert refused == (2 if limited else 0)
    sent = Mail.objects.filter(kind="invitation_passed_on").count()
    assert sent == (rules.MOST_PASSES_AN_HOUR if limited else 12)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"email": "tess@tollgate.example"}, "This is your own address"),
        ({"email": "TESS@Tollgate.example "}, "This is your own address"),
        ({"email": "nobody"}, "Enter an e-mail address"),
        ({"email": "a@b.example\nBcc: x@y.example"}, "Enter an e-mail address"),
        ({"name": "Omar\u202egnp"}, "can’t be seen"),
        ({"name": ""}, "Enter your colleague’s name"),
        ({"note": "x" * 501}, "500 characters or fewer"),
    ],
)
def test_bad_input_costs_no_typed_word(
    scene: Scene, token: str, sign_in: Any, typed: dict[str, str], sentence: str
) -> None:
    page = send(sign_in(tess()), token, **typed).content.decode()
    assert sentence in page
    assert "You ran the last one" in page or "note" in typed
    assert scene.tollgate.invitations.count() == 1


def test_somebody_who_is_there_already_is_not_asked_twice(
    scene: Scene, cast: Cast, sign_in: Any
) -> None:
    asked = members.invite(scene.clearwater, "nell@c.example", "contributor", by=cast.vera)
    members.invite(scene.clearwater, "kim@c.example", "contributor", by=cast.vera)
    nell = User.objects.known_as("nell@c.example", "Nell")
    for email, said in ((cast.vera.email, "works on this"), ("kim@c.example", "is invited")):
        with pytest.raises(Refused, match=said):
            invitations.pass_on(asked, email=email, name="x", note="", by=nell)


def test_leads_are_told_and_what_waited_goes_along(scene: Scene, cast: Cast) -> None:
    asked = members.invite(scene.clearwater, "nell@c.example", "contributor", by=cast.vera)
    departments.hand_over(scene.clearwater, Department.ENGINEERING, asked, until=None, by=cast.vera)
    made = pass_on(scene, OMAR, User.objects.known_as("nell@c.example"), scene.clearwater)
    assert made.role == ResponseRole.CONTRIBUTOR
    assert Mail.objects.get(kind="invitation_went_on").to == cast.vera.email
    invitations.accept(made, by=User.objects.known_as(OMAR), name="Omar")
    held = DepartmentHandOver.objects.get()
    assert held.member
    assert (held.member.name, held.ended_at) == ("Omar", None)


def test_after_the_date_and_after_accepting_nothing_is_passed_on(scene: Scene, cast: Cast) -> None:
    with clock.moved(timedelta(days=3)), pytest.raises(Refused, match="has passed"):
        pass_on(scene, OMAR, tess())
    used = Invitation.objects.get(response=scene.clearwater)
    with pytest.raises(Refused, match="used already"):
        invitations.pass_on(used, email=OMAR, name="x", note="", by=cast.vera)


def test_accepting_and_passing_on_at_once_end_on_one_side(
    grove: Jurisdiction, stage: Scene
) -> None:
    with workspace(grove):
        asked = Invitation.objects.get(response=stage.tollgate)
        who = tess()
    outcomes = together(
        grove,
        lambda: invitations.accept(asked, by=who),
        lambda: invitations.pass_on(asked, email=OMAR, name="Omar", note="", by=who),
    )
    assert sum(isinstance(one, Refused) for one in outcomes) == 1
    with workspace(grove):
        came = ResponseMember.objects.filter(response=stage.tollgate).count()
        assert came + Invitation.objects.filter(passed_from=asked).count() == 1


@pytest.mark.parametrize("rows", [1, 3, 30])
def test_the_coordinator_sees_who_passed_it_to_whom_and_when(
    in_alder: Jurisdiction,
    cast: Cast,
    sign_in: Any,
    rows: int,
    django_assert_num_queries: Any,
) -> None:
    evaluation = evaluation_rounds.start_with(
        "Booking",
        [Invitee(f"Vendor {n}", f"v{n}@v.example") for n in range(rows)],
        due_at=clock.now() + timedelta(days=5),
        by=cast.ann,
    )
    evaluation = Evaluation.objects.select_related("round__version").get(pk=evaluation.pk)
    intake.open_round(evaluation.round, asked=12, by=cast.ann)
    for n, response in enumerate(evaluation.round.responses.order_by("pk")):
        asked = Invitation.objects.get(response=response)
        by = User.objects.known_as(f"v{n}@v.example")
        invitations.pass_on(asked, email=f"w{n}@v.example", name=f"Will {n}", note=NOTE, by=by)
    ann = sign_in(cast.ann)
    path = f"/evaluations/{evaluation.pk}/invitations/"
    ann.get(path)
    with django_assert_num_queries(9):
        page = " ".join(ann.get(path).content.decode().split())
    for n in range(rows):
        assert f"v{n}@v.example passed it on to Will {n}" in page
    assert page.count("Passed on</span") == rows
    assert "<script>alert(1)" not in page
    assert f"/evaluations/{evaluation.pk}/" in page
