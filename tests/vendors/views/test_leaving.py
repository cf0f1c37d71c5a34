"""Leaving, removal and a changed role hold from the next request on, in every window."""

from collections.abc import Callable
from threading import Barrier
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, expect

from portal.access import Refused
from portal.accounts.models import User
from portal.audit.models import Event
from portal.outbox.models import Mail
from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import workspace
from tests.browsing import needs_browser, window
from tests.cast import Cast
from tests.isolation.matrix import Row
from tests.isolation.rows import VENDORS
from tests.isolation.world import build as build_world
from tests.isolation.world import first_response
from tests.portal.live import Served
from tests.vendors.actions.test_races import people, stage, together
from tests.vendors.scene import Scene, form_of, join
from vendors import rules
from vendors.actions import handovers, invitations, members
from vendors.models import Answer, Ended, HandOver, Invitation, ResponseMember, ResponseRole
from vendors.views import guards

__all__ = ["people", "stage"]

GONE = "You no longer belong to this response."
TOPIC = "cloud.elasticity"


def place_of(scene: Scene, name: str) -> ResponseMember:
    return scene.clearwater.members.get(name=name)


def url(scene: Scene, rest: str = "") -> str:
    return f"/responses/{scene.clearwater.pk}/{rest}"


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_removed_colleague_is_out_of_every_page_and_every_form(
    alder: Jurisdiction, method: str
) -> None:
    world = build_world(alder, "alderwren")
    browser = world.client("helper")
    with workspace(alder):
        mine = {"pk": first_response(world.open).pk}
        paths = [path for row in VENDORS if (path := _of_response(row, world, mine["pk"]))]
        assert len(paths) >= 20
        assert sum(_status(browser.get, path) == 200 for path in paths) >= 12
        response = first_response(world.open)
        helper = response.members.get(person_id=world.people["helper"].pk)
        members.remove(helper, by=world.people["lead"])
        for path in paths:
            assert _status(getattr(browser, method), path) in {403, 405}, path
        assert not response.members.filter(pk=helper.pk, removed_at=None).exists()


def _status(ask: Callable[..., Any], path: str) -> int:
    """Of an answer that is read to its end, since some of them are files."""
    answer = ask(path, {"role": "lead"})
    answer.getvalue()
    return int(answer.status_code)


def _of_response(row: Row, world: Any, pk: int) -> str | None:
    kwargs = row.kwargs(world)
    if kwargs.get("pk") != pk or row.name.partition(":")[2].startswith(("evidence", "public")):
        return None
    return reverse(row.name, "portal.urls_workspace", kwargs=kwargs)


def test_what_was_typed_meanwhile_is_refused_in_a_sentence(
    scene: Scene, connie: Client, cast: Cast
) -> None:
    sent = form_of(connie.get(scene.topic()).content) | {"cloud.autoscale:limits": ["A quota"]}
    members.remove(place_of(scene, "Connie Lee"), by=cast.vera)
    headers = {"HX-Request": "true"}
    answer = connie.post(scene.topic(), sent | {"_autosave": "1"}, headers=headers)
    assert answer.status_code == 403
    assert answer.content.decode() == GONE
    assert answer["Content-Type"].startswith("text/plain")
    plain = connie.post(scene.topic(), sent | {"_save": "continue"})
    assert plain.status_code == 403
    assert GONE in plain.content.decode()
    assert not Answer.objects.exists()


def test_without_the_guard_a_removed_colleague_reads_on(
    scene: Scene, connie: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    members.remove(place_of(scene, "Connie Lee"), by=cast.vera)
    assert connie.get(url(scene)).status_code == 403

    def unguarded(pk: int, person_id: Any) -> Any:
        ResponseMember.objects.filter(person_id=person_id).update(removed_at=None)
        return own(pk, person_id)

    own = guards.own
    monkeypatch.setattr(guards, "own", unguarded)
    assert connie.get(url(scene)).status_code == 200


def test_a_stranger_learns_nothing(scene: Scene, sign_in: Any, cast: Cast) -> None:
    join(scene.tollgate, "tess@tollgate.example", "Tess")
    tess = sign_in(User.objects.known_as("tess@tollgate.example"))
    assert tess.get(url(scene)).status_code == 404
    assert tess.post(url(scene, "leave/")).status_code == 404


def test_an_unused_link_does_not_lead_back_in(scene: Scene, connie: Client, cast: Cast) -> None:
    again = members.invite(
        scene.clearwater, "connie@clearwater.example", ResponseRole.LEAD, by=cast.vera
    )
    members.remove(place_of(scene, "Connie Lee"), by=cast.vera)
    with pytest.raises(Refused, match="withdrawn"):
        invitations.accept(again, by=User.objects.known_as("connie@clearwater.example"))


def test_leaving_frees_topics_and_tells_the_leads(
    scene: Scene, vera: Client, connie: Client, cast: Cast
) -> None:
    handovers.hand_over(
        scene.clearwater, TOPIC, place_of(scene, "Connie Lee"), until=None, note="", by=cast.vera
    )
    assert "Leave this response?" in connie.get(url(scene, "leave/")).content.decode()
    answer = connie.post(url(scene, "leave/"))
    assert answer["Location"] == "/requests/"
    assert HandOver.objects.get().ended == Ended.LEFT
    mail = Mail.objects.get(kind="colleague_left")
    assert mail.to == scene.clearwater.members.get(role=ResponseRole.LEAD).email
    assert "Connie Lee" in mail.text
    assert Event.objects.filter(verb="left a response").count() == 1
    assert connie.get(url(scene)).status_code == 403
    assert connie.post(url(scene, "leave/")).status_code == 403
    assert "Connie Lee" not in vera.get(url(scene, "colleagues/")).content.decode()


def test_a_role_holds_from_the_next_click(scene: Scene, vera: Client, connie: Client) -> None:
    member = place_of(scene, "Connie Lee")
    change = url(scene, f"colleagues/{member.pk}/role/")
    assert connie.post(change, {"role": "lead"}).status_code == 403
    assert "We won’t respond" not in connie.get(url(scene)).content.decode()
    assert vera.post(change, {"role": "lead"}).status_code == 302
    assert "We won’t respond" in connie.get(url(scene)).content.decode()
    hers = place_of(scene, str(scene.clearwater.members.get(role="lead", pk__lt=member.pk).name))
    down = url(scene, f"colleagues/{hers.pk}/role/")
    assert connie.post(down, {"role": "contributor"}).status_code == 302
    assert vera.post(change, {"role": "contributor"}).status_code == 403
    assert vera.get(url(scene, "decline/")).status_code == 403
    assert connie.post(down, {"role": "owner"}).status_code == 404


def test_the_last_lead_stays_and_reads_why(scene: Scene, vera: Client, connie: Client) -> None:
    lead = scene.clearwater.members.get(role=ResponseRole.LEAD)
    page = vera.get(url(scene, "colleagues/")).content.decode()
    assert "The only lead" in page
    assert "Leave this response" not in page
    assert "You are the last lead" in vera.get(url(scene, "leave/")).content.decode()
    for path, sent in (
        ("leave/", {}),
        (f"colleagues/{lead.pk}/remove/", {}),
        (f"colleagues/{lead.pk}/role/", {"role": "contributor"}),
    ):
        answer = vera.post(url(scene, path), sent)
        assert answer.status_code == 403
        assert "last lead" in answer.content.decode()
    lead.refresh_from_db()
    assert (lead.removed_at, lead.role) == (None, ResponseRole.LEAD)


def goings(scene: Scene, people: Cast, how: str) -> list[Callable[[], None]]:
    """Both leads go at the same time, each in one of these ways."""
    vera = scene.clearwater.members.get(person_id=people.vera.pk)
    ben = scene.clearwater.members.get(person_id=people.ben.pk)
    ways: dict[str, list[Callable[[], Any]]] = {
        "leave": [
            lambda: members.leave(scene.clearwater, by=people.vera),
            lambda: members.leave(scene.clearwater, by=people.ben),
        ],
        "remove": [
            lambda: members.remove(ben, by=people.vera),
            lambda: members.remove(vera, by=people.ben),
        ],
        "demote": [
            lambda: members.change_role(vera, ResponseRole.CONTRIBUTOR, by=people.vera),
            lambda: members.leave(scene.clearwater, by=people.ben),
        ],
    }
    return ways[how]


@pytest.mark.parametrize("how", ["leave", "remove", "demote"])
def test_two_leads_who_go_at_once_leave_one_behind(
    grove: Jurisdiction, stage: Scene, people: Cast, how: str
) -> None:
    with workspace(grove):
        acts = goings(stage, people, how)
    outcomes = together(grove, *acts)
    assert sum(isinstance(one, Refused) for one in outcomes) == 1
    with workspace(grove):
        assert len(members._leads_of(stage.clearwater)) == 1


def test_without_the_lock_nobody_leads(
    grove: Jurisdiction, stage: Scene, people: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    barrier, may_leave = Barrier(2), rules.may_leave

    def both_asked_first(*args: Any, **kwargs: Any) -> Any:
        verdict = may_leave(*args, **kwargs)
        barrier.wait(timeout=20)
        return verdict

    monkeypatch.setattr(members, "_locked", lambda response: response)
    monkeypatch.setattr(rules, "may_leave", both_asked_first)
    with workspace(grove):
        acts = goings(stage, people, "leave")
    together(grove, *acts)
    with workspace(grove):
        assert members._leads_of(stage.clearwater) == []


def test_oneself_is_not_offered_a_topic(scene: Scene, vera: Client, cast: Cast) -> None:
    page = vera.get(url(scene, f"handovers/{TOPIC}/")).content.decode()
    assert "You work on this response alone so far" in page
    mine = scene.clearwater.members.get(person_id=cast.vera.pk)
    join(scene.clearwater, "omar@clearwater.example", "Omar")
    answer = vera.post(url(scene, f"handovers/{TOPIC}/"), {"member": mine.pk})
    assert answer.status_code == 200
    assert not HandOver.objects.exists()
    assert f'value="{mine.pk}"' not in answer.content.decode()
    assert Invitation.objects.filter(response=scene.clearwater).count() == 1


@pytest.mark.browser
@needs_browser
def test_the_second_session_of_a_removed_colleague_is_out_at_the_next_click(
    scene: Scene,
    connie: Client,
    cast: Cast,
    alder: Jurisdiction,
    served: Served,
    browser: Browser,
) -> None:
    def take_off() -> None:
        with workspace(alder):
            members.remove(place_of(scene, "Connie Lee"), by=cast.vera)

    typing = window(browser, served, connie, scene.topic())
    reading = window(browser, served, connie, url(scene))
    expect(reading.get_by_role("heading", name="Your answers")).to_be_visible()
    served.rows(take_off)

    limits = typing.get_by_role("textbox", name="What limits the growth")
    limits.press_sequentially("A quota of 60")
    failed = typing.locator("#draft-failed")
    expect(failed).to_contain_text(f"{GONE} Your text is still on this page.")
    expect(limits).to_have_value("A quota of 60")

    reading.get_by_role("link", name="Check answers and submit").click()
    expect(reading.get_by_text(GONE)).to_be_visible()
