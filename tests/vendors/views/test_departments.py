"""All questions of one kind go to a colleague in one step, even to one who is only invited yet."""

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from portal import clock
from portal.access import Refused
from portal.accounts.models import User
from portal.audit.models import Event
from portal.outbox.models import Mail
from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import current, workspace
from tests.cast import Cast
from tests.vendors.actions.test_races import people, stage, together
from tests.vendors.scene import Scene, join, use_depth
from vendors.actions import departments, invitations, members
from vendors.models import (
    Answer,
    Department,
    DepartmentHandOver,
    Ended,
    Invitation,
    ReadyState,
    ResponseMember,
    ResponseRole,
)
from vendors.questionnaire.model import Depth

__all__ = ["people", "stage"]

ENGINEERING = Department.ENGINEERING
NEW = "nell@clearwater.example"


def url(scene: Scene, rest: str = "departments/engineering/") -> str:
    return f"/responses/{scene.clearwater.pk}/{rest}"


def today() -> date:
    return timezone.localdate(clock.now(), ZoneInfo(current().time_zone))


def text_of(client: Client, path: str) -> str:
    return " ".join(client.get(path).content.decode().split())


def connie_of(scene: Scene) -> ResponseMember:
    return scene.clearwater.members.get(name="Connie Lee")


def hand(scene: Scene, client: Client, **typed: str) -> Any:
    return client.post(url(scene), {"to": f"member-{connie_of(scene).pk}", **typed})


def invited(scene: Scene, cast: Cast) -> Invitation:
    return members.invite(scene.clearwater, NEW, ResponseRole.CONTRIBUTOR, by=cast.vera)


def test_one_step_hands_over_every_question_of_a_kind(
    scene: Scene, vera: Client, connie: Client, cast: Cast
) -> None:
    mine = [one for one in scene.asked.asked_items() if one.asked_of == "engineering"]
    page = text_of(vera, url(scene))
    assert all(one.key in page for one in mine)
    day = today() + timedelta(days=1)
    assert hand(scene, vera, until=day.isoformat()).status_code == 302
    said = f"by {day:%a}, {day:%B} {day.day}"
    assert f"yours, {said}" in text_of(connie, url(scene, ""))
    assert f"with Connie Lee, {said}" in text_of(vera, url(scene, ""))
    listed = text_of(vera, url(scene, "colleagues/"))
    assert f"0 of {len(mine)}<" in listed
    assert f"With Connie Lee, {said}" in listed
    for item in mine:
        assert f"Handed to you, {said}" in text_of(connie, scene.topic(item.criterion))
    mail = Mail.objects.get(kind="department_handed")
    assert mail.to == "connie@clearwater.example"
    assert "engineering" in mail.text
    assert mine[0].prompt not in mail.text
    Answer.objects.create(
        response=scene.clearwater, item_key=mine[0].key, value={"text": "x"},
        ready=ReadyState.READY, by_id=cast.vera.pk, by_name="Vera",
    )  # fmt: skip
    assert f"1 of {len(mine)}<" in text_of(vera, url(scene, "colleagues/"))
    assert Event.objects.filter(verb="handed a department’s questions to a colleague").count() == 1


def test_who_is_only_invited_gets_them_when_she_joins(
    scene: Scene, vera: Client, cast: Cast, sign_in: Any
) -> None:
    asked = invited(scene, cast)
    assert "it waits until she or he joins" in text_of(vera, url(scene))
    assert vera.post(url(scene), {"to": f"invitation-{asked.pk}"}).status_code == 302
    assert f"With {NEW}. Waits until she or he joins" in text_of(vera, url(scene, "colleagues/"))
    assert not Mail.objects.filter(kind="department_handed").exists()
    nell = User.objects.known_as(NEW, "Nell")
    invitations.accept(asked, by=nell, name="Nell")
    assert "yours" in text_of(sign_in(nell), url(scene, ""))
    assert DepartmentHandOver.objects.get().member == scene.clearwater.members.get(name="Nell")
    assert "Waits until" not in text_of(vera, url(scene, "colleagues/"))


def test_a_second_link_to_the_same_address_keeps_what_waits(scene: Scene, cast: Cast) -> None:
    departments.hand_over(
        scene.clearwater, ENGINEERING, invited(scene, cast), until=None, by=cast.vera
    )
    again = invited(scene, cast)
    invitations.accept(again, by=User.objects.known_as(NEW), name="Nell")
    held = DepartmentHandOver.objects.get()
    assert (held.member and held.member.name, held.ended_at) == ("Nell", None)


def test_a_withdrawn_link_frees_what_waits(scene: Scene, cast: Cast) -> None:
    asked = invited(scene, cast)
    departments.hand_over(scene.clearwater, ENGINEERING, asked, until=None, by=cast.vera)
    members.withdraw(asked, by=cast.vera)
    assert DepartmentHandOver.objects.get().ended == Ended.TAKEN_BACK
    with pytest.raises(Refused, match="withdrawn"):
        departments.hand_over(scene.clearwater, ENGINEERING, asked, until=None, by=cast.vera)


def test_who_leaves_has_nothing_in_hand(scene: Scene, connie: Client, cast: Cast) -> None:
    departments.hand_over(scene.clearwater, ENGINEERING, connie_of(scene), until=None, by=cast.vera)
    connie.post(url(scene, "leave/"))
    assert DepartmentHandOver.objects.get().ended == Ended.LEFT


def test_giving_back_and_taking_back(scene: Scene, vera: Client, connie: Client) -> None:
    hand(scene, vera)
    hand(scene, vera)
    assert Mail.objects.filter(kind="department_handed").count() == 1
    end = url(scene, "departments/engineering/end/")
    assert connie.post(end).status_code == 302
    assert DepartmentHandOver.objects.get().ended == Ended.GIVEN_BACK
    assert Mail.objects.filter(kind="department_given_back").count() == 1
    assert connie.post(end).status_code == 403
    hand(scene, vera)
    assert vera.post(end).status_code == 302
    assert DepartmentHandOver.objects.latest("pk").ended == Ended.TAKEN_BACK


def test_only_leads_split_and_only_among_their_own(
    scene: Scene, vera: Client, connie: Client, cast: Cast
) -> None:
    omar = join(scene.clearwater, "omar@clearwater.example", "Omar")
    place = scene.clearwater.members.get(person_id=omar.pk)
    assert connie.get(url(scene)).status_code == 403
    assert connie.post(url(scene), {"to": f"member-{place.pk}"}).status_code == 403
    departments.hand_over(scene.clearwater, ENGINEERING, place, until=None, by=cast.vera)
    assert connie.post(url(scene, "departments/engineering/end/")).status_code == 403
    join(scene.tollgate, "tess@tollgate.example", "Tess")
    theirs = scene.tollgate.members.get(name="Tess")
    mine = scene.clearwater.members.get(person_id=cast.vera.pk)
    other = Invitation.objects.get(response=scene.tollgate)
    for wrong in (
        f"member-{theirs.pk}",
        f"member-{mine.pk}",
        f"invitation-{other.pk}",
        "member-\x00",
        "'; --",
        "",
    ):
        assert vera.post(url(scene), {"to": wrong}).status_code == 200, wrong
    assert DepartmentHandOver.objects.get(ended_at=None).member == place
    assert vera.get(url(scene, "departments/support/")).status_code == 404
    assert vera.get(url(scene, "departments/kitchen/")).status_code == 404


@pytest.mark.parametrize(
    ("days", "sentence"), [(-1, "This day has passed"), (9, "Answers are due")]
)
def test_a_day_that_cannot_be_is_refused_at_its_field(
    scene: Scene, vera: Client, connie: Client, days: int, sentence: str
) -> None:
    page = hand(scene, vera, until=(today() + timedelta(days=days)).isoformat())
    assert page.status_code == 200
    assert sentence in page.content.decode()
    assert not DepartmentHandOver.objects.exists()


def test_joining_and_handing_over_at_once_end_with_a_member(
    grove: Jurisdiction, stage: Scene, people: Cast
) -> None:
    with workspace(grove):
        asked = invited(stage, people)
        nell = User.objects.known_as("nell@clearwater.example", "Nell")
    outcomes = together(
        grove,
        lambda: invitations.accept(asked, by=nell, name="Nell"),
        lambda: departments.hand_over(
            stage.clearwater, ENGINEERING, asked, until=None, by=people.vera
        ),
    )
    assert not any(isinstance(one, Refused) for one in outcomes)
    with workspace(grove):
        held = DepartmentHandOver.objects.get()
        assert held.member
        assert held.member.name == "Nell"


def test_two_leads_who_split_at_once_leave_one_holder(
    grove: Jurisdiction, stage: Scene, people: Cast
) -> None:
    with workspace(grove):
        for name in ("Pat", "Kim"):
            join(stage.clearwater, f"{name}@c.example", name)
        pat, kim = (stage.clearwater.members.get(name=name) for name in ("Pat", "Kim"))

    def gives(to: ResponseMember, by: User) -> Any:
        return lambda: departments.hand_over(stage.clearwater, ENGINEERING, to, until=None, by=by)

    together(grove, gives(pat, people.vera), gives(kim, people.ben))
    with workspace(grove):
        assert DepartmentHandOver.objects.filter(ended_at=None).count() == 1


def test_without_a_person_the_database_refuses(scene: Scene, cast: Cast) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        DepartmentHandOver.objects.create(
            response=scene.clearwater, department=ENGINEERING, by_id=cast.vera.pk, by_name="V"
        )


@pytest.mark.parametrize("rows", [1, 3, 30])
def test_pages_ask_the_same_of_the_database(
    scene: Scene, vera: Client, cast: Cast, rows: int, django_assert_num_queries: Any
) -> None:
    use_depth(scene, Depth.FULL)
    for place in range(rows):
        person = join(scene.clearwater, f"c{place}@clearwater.example", f"C {place}")
        member = scene.clearwater.members.get(person_id=person.pk)
        kind = list(Department)[place % 4]
        departments.hand_over(scene.clearwater, kind, member, until=None, by=cast.vera)
        members.invite(scene.clearwater, f"i{place}@c.example", "contributor", by=cast.vera)
    for path, bound in ((url(scene), 8), (url(scene, ""), 12), (url(scene, "colleagues/"), 8)):
        vera.get(path)
        with django_assert_num_queries(bound):
            assert vera.get(path).status_code == 200
