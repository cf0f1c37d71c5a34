"""Members, settings and activity: who sees them, who changes them, what they say."""

import csv
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from portal.accounts import actions
from portal.accounts.models import Membership, Role, User
from portal.audit.models import Event
from portal.audit.record import record
from portal.members.rules import accent_verdict, contrast_with_white
from portal.outbox.models import Mail
from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import workspace
from tests.cast import Cast

COORDINATORS = ["/members/", "/members/invite/", "/settings/"]
READERS = ["/activity/", "/activity.csv"]
SETTINGS = {
    "name": "Alder County",
    "time_zone": "America/Los_Angeles",
    "contact_name": "",
    "contact_email": "ann@alder.example",
    "contact_phone": "",
    "accent": "",
    "threads": "on",
}


def picture(kind: str = "PNG", size: tuple[int, int] = (900, 300), **extra: Any) -> bytes:
    out = io.BytesIO()
    mode = "RGB" if kind == "JPEG" else "RGBA"
    Image.new(mode, size, "#336699").save(out, kind, **extra)
    return out.getvalue()


def roles_of(person: User, county: Jurisdiction) -> set[str]:
    held = Membership.objects.filter(person=person, jurisdiction=county)
    return set(held.values_list("role", flat=True))


def verbs(county: Jurisdiction) -> list[str]:
    with workspace(county):
        return list(Event.objects.order_by("number").values_list("verb", flat=True))


@pytest.mark.parametrize("path", COORDINATORS)
def test_pages_of_coordinators(cast: Cast, sign_in: Any, path: str) -> None:
    assert sign_in(cast.ann).get(path).status_code == 200
    for person in (cast.ben, cast.olive, cast.vera):
        assert sign_in(person).get(path).status_code == 403
    for person in (None, cast.mallory):
        assert sign_in(person).get(path)["Location"].startswith("/sign-in/?next=")


@pytest.mark.parametrize("path", READERS)
def test_pages_of_readers(cast: Cast, sign_in: Any, path: str) -> None:
    for person in (cast.ann, cast.olive):
        assert sign_in(person).get(path).status_code == 200
    for person in (cast.ben, cast.vera):
        assert sign_in(person).get(path).status_code == 403
    assert sign_in(None).get(path).status_code == 302
    assert sign_in(cast.ann).post(path).status_code == 405


def test_a_page_of_somebody_who_is_no_member_here(cast: Cast, sign_in: Any) -> None:
    ann = sign_in(cast.ann)
    for person in (cast.mallory, cast.vera):
        assert ann.get(f"/members/{person.pk}/").status_code == 404
        assert ann.post(f"/members/{person.pk}/remove/").status_code == 404
        assert ann.post(f"/members/{person.pk}/remind/").status_code == 404


@pytest.mark.parametrize("rows", [1, 3, 30])
def test_queries_of_the_members_page(
    cast: Cast, alder: Jurisdiction, sign_in: Any, rows: int, django_assert_num_queries: Any
) -> None:
    for number in range(rows):
        person = User.objects.known_as(f"p{number}@alder.example")
        for role in (Role.REVIEWER, Role.APPROVER):
            Membership.objects.create(person=person, jurisdiction=alder, role=role)
    ann = sign_in(cast.ann)
    with django_assert_num_queries(5):
        page = ann.get("/members/").content.decode()
    assert page.count("Change roles") == rows + 4


def test_inviting_mails_and_records(cast: Cast, alder: Jurisdiction, sign_in: Any) -> None:
    ann = sign_in(cast.ann)
    form = {"email": "New@Alder.example", "name": "Nia Poe", "roles": ["reviewer", "approver"]}
    assert ann.post("/members/invite/", form)["Location"] == "/members/?done=invited"
    nia = User.objects.get(email="new@alder.example")
    assert (nia.name, roles_of(nia, alder)) == ("Nia Poe", {"reviewer", "approver"})
    with workspace(alder):
        mail = Mail.objects.get(to="new@alder.example")
        assert mail.subject == "Ann Ortiz invites you to Alder County"
        assert f"{alder.address}/join/" in mail.text
    assert verbs(alder)[-1] == "invited a member"
    assert "Send the invitation again" in ann.get("/members/").content.decode()
    again = ann.post("/members/invite/", form).content.decode()
    assert "has these roles here already" in again
    assert "<title>\n      Error:" in again


def test_an_invitation_can_be_sent_again_until_accepted(
    cast: Cast, alder: Jurisdiction, sign_in: Any
) -> None:
    ann = sign_in(cast.ann)
    ann.post("/members/invite/", {"email": "new@alder.example", "roles": ["observer"]})
    nia = User.objects.get(email="new@alder.example")
    assert ann.get(f"/members/{nia.pk}/remind/").status_code == 405
    assert ann.post(f"/members/{nia.pk}/remind/").status_code == 302
    with workspace(alder):
        assert Mail.objects.filter(to="new@alder.example").count() == 2
        actions.join(nia, alder)
    assert ann.post(f"/members/{nia.pk}/remind/").status_code == 403


def test_inviting_says_what_is_wrong(cast: Cast, sign_in: Any) -> None:
    page = sign_in(cast.ann).post("/members/invite/", {"email": "nobody"}).content.decode()
    assert "Enter an e-mail address, such as name@example.org" in page
    assert "Select at least one role" in page
    hostile = {"email": "x@alder.example", "roles": ["vendor"]}
    assert sign_in(cast.ann).post("/members/invite/", hostile).status_code == 200
    assert not User.objects.filter(email="x@alder.example").exists()


def test_changing_roles(cast: Cast, alder: Jurisdiction, sign_in: Any) -> None:
    ann = sign_in(cast.ann)
    answer = ann.post(f"/members/{cast.ben.pk}/", {"roles": ["reviewer", "approver"]})
    assert answer["Location"] == "/members/?done=changed"
    assert roles_of(cast.ben, alder) == {"reviewer", "approver"}
    assert Membership.objects.get(person=cast.ben, role="approver").accepted_at
    assert verbs(alder)[-1] == "changed a member’s roles"


def test_the_last_coordinator_stays(cast: Cast, alder: Jurisdiction, sign_in: Any) -> None:
    ann = sign_in(cast.ann)
    page = ann.post(f"/members/{cast.ann.pk}/", {"roles": ["reviewer"]})
    assert "the last coordinator" in page.content.decode()
    assert ann.post(f"/members/{cast.ann.pk}/remove/").status_code == 403
    # Somebody who was only invited does not count.
    Membership.objects.create(person=cast.ben, jurisdiction=alder, role="coordinator")
    assert ann.post(f"/members/{cast.ann.pk}/remove/").status_code == 403
    assert roles_of(cast.ann, alder) == {"coordinator"}
    Membership.objects.filter(person=cast.ben, role="coordinator").update(
        accepted_at=alder.opened_at
    )
    assert ann.post(f"/members/{cast.ann.pk}/remove/").status_code == 302
    assert roles_of(cast.ann, alder) == set()


def test_removing_asks_first(cast: Cast, alder: Jurisdiction, sign_in: Any) -> None:
    ann = sign_in(cast.ann)
    page = ann.get(f"/members/{cast.ben.pk}/remove/").content.decode()
    assert "Remove Ben Kapoor from Alder County?" in page
    assert roles_of(cast.ben, alder) == {"reviewer"}
    ann.post(f"/members/{cast.ben.pk}/remove/")
    assert roles_of(cast.ben, alder) == set()
    assert verbs(alder)[-1] == "removed a member"


def test_settings_are_saved_and_recorded(cast: Cast, alder: Jurisdiction, sign_in: Any) -> None:
    ann = sign_in(cast.ann)
    new = SETTINGS | {"time_zone": "America/Chicago", "accent": "#0B5394", "contact_phone": "555"}
    assert ann.post("/settings/", new)["Location"] == "/settings/?done=1"
    alder.refresh_from_db()
    assert (alder.time_zone, alder.accent) == ("America/Chicago", "#0b5394")
    with workspace(alder):
        event = Event.objects.first()
        assert event is not None
        assert event.detail["after"] == {
            "time_zone": "America/Chicago",
            "accent": "#0b5394",
            "contact_phone": "555",
        }
    ann.post("/settings/", new)
    assert verbs(alder).count("changed the settings") == 1


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("accent", "#ffcc00", "Choose a darker colour: white text would be hard to read"),
        ("accent", "red;}*{", "Enter a colour as #"),
        ("name", "A\u202eB", "cannot be shown"),
        ("time_zone", "Mars/Olympus", "Select a valid choice"),
        ("contact_email", "nobody", "Enter an e-mail address"),
    ],
)
def test_wrong_settings_are_refused(
    cast: Cast, alder: Jurisdiction, sign_in: Any, field: str, value: str, sentence: str
) -> None:
    page = sign_in(cast.ann).post("/settings/", SETTINGS | {field: value}).content.decode()
    assert sentence in page
    alder.refresh_from_db()
    assert (alder.name, alder.accent) == ("Alder County", "")


@pytest.mark.parametrize(
    ("accent", "good"), [("#767676", True), ("#777777", False), ("#000000", True), ("#fff", False)]
)
def test_accents_hold_white_text(accent: str, good: bool) -> None:
    assert bool(accent_verdict(accent)) is good


def test_contrast_of_black_and_white() -> None:
    assert contrast_with_white("#000000") == pytest.approx(21)
    assert contrast_with_white("#ffffff") == pytest.approx(1)


def test_theme_and_logo(cast: Cast, alder: Jurisdiction, birch: Jurisdiction, sign_in: Any) -> None:
    ann = sign_in(cast.ann)
    assert ann.get("/logo").status_code == 404
    assert ann.get("/theme.css").content == b""
    upload = SimpleUploadedFile("logo.jpg", picture("JPEG", comment=b"at home"), "image/jpeg")
    answer = ann.post("/settings/", SETTINGS | {"accent": "#14406e", "logo": upload})
    assert answer.status_code == 302
    theme = ann.get("/theme.css")
    assert theme["Content-Type"] == "text/css"
    assert theme.content == b":root{--accent:#14406e;--accent-soft:#fff}\n"
    logo = ann.get("/logo")
    assert logo["Content-Type"] == "image/png"
    assert b"at home" not in logo.content
    assert max(Image.open(io.BytesIO(logo.content)).size) <= 480
    assert ann.get("/logo", HTTP_IF_NONE_MATCH=logo["ETag"]).status_code == 304
    assert sign_in(None, birch).get("/logo").status_code == 404
    ann.post("/settings/", SETTINGS | {"no_logo": "on"})
    assert ann.get("/logo").status_code == 404
    assert verbs(alder)[-1] == "removed the logo"


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("logo.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", "PNG or JPEG"),
        ("logo.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not really a PNG"),
        ("logo.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "damaged"),
        ("logo.png", picture()[:60], "The logo"),
        ("logo.png", picture() + b"\0" * (1 << 20), "smaller than 1 MB"),
        ("logo.png", b"", "empty"),
        ("logo.gif", b"GIF89a", "PNG or JPEG"),
    ],
)
def test_wrong_logos_are_refused(
    cast: Cast, alder: Jurisdiction, sign_in: Any, name: str, content: bytes, sentence: str
) -> None:
    upload = SimpleUploadedFile(name, content)
    page = sign_in(cast.ann).post("/settings/", SETTINGS | {"logo": upload}).content.decode()
    assert sentence in page
    alder.refresh_from_db()
    assert not alder.logo


def test_activity_is_filtered(cast: Cast, in_alder: Jurisdiction, sign_in: Any) -> None:
    record("waved", "Ben", by=cast.ann)
    record("nodded", "Ann", by=cast.ben)
    olive = sign_in(cast.olive)

    def shown(**filters: str) -> list[str]:
        page = olive.get("/activity/", filters)
        return [event.verb for event, _words in page.context["events"]]

    assert shown() == ["nodded", "waved", "opened the workspace"]
    assert shown(who=str(cast.ben.pk)) == ["nodded"]
    assert shown(who="portal") == ["opened the workspace"]
    assert shown(what="waved") == ["waved"]
    assert shown(since="2999-01-01") == []
    assert shown(until="1999-01-01") == []
    wrong = olive.get("/activity/", {"since": "soon", "who": "x'; drop"}).content.decode()
    assert "as a date, such as" in wrong


@pytest.mark.parametrize("rows", [1, 3, 30, 120])
def test_queries_of_the_activity_page(
    cast: Cast, in_alder: Jurisdiction, sign_in: Any, rows: int, django_assert_num_queries: Any
) -> None:
    for number in range(rows):
        record("waved", number, by=cast.ann, hands=2)
    olive = sign_in(cast.olive)
    with django_assert_num_queries(8):
        page = olive.get("/activity/")
    assert len(page.context["events"]) == min(rows + 1, 50)


def test_activity_as_csv_calculates_nothing(
    cast: Cast, in_alder: Jurisdiction, sign_in: Any
) -> None:
    record("waved", "=HYPERLINK(1)", by=cast.ann, reason="+1")
    answer = sign_in(cast.olive).get("/activity.csv", {"what": "waved"})
    assert answer["Content-Disposition"].startswith('attachment; filename="activity-alder-')
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["About"] for row in rows] == ["'=HYPERLINK(1)"]
    assert rows[0]["Details"] == "reason: +1"
    assert len(rows[0]["Chain"]) == 64


def test_birch_shows_nothing_of_alder(
    cast: Cast, alder: Jurisdiction, birch: Jurisdiction, sign_in: Any
) -> None:
    with workspace(alder):
        from django.db import transaction

        with transaction.atomic():
            record("waved", "canary-of-alder", by=cast.ann)
    bo = User.objects.get(email="ann@birch.example")
    Membership.objects.filter(person=bo).update(accepted_at=birch.opened_at)
    there = sign_in(bo, birch)
    for name in ("list", "settings", "activity", "activity-csv"):
        with workspace(birch):
            path = reverse(f"members:{name}", urlconf="portal.urls_workspace")
        page = there.get(path)
        assert page.status_code == 200
        assert "canary-of-alder" not in page.content.decode()
        assert "alder.example" not in page.content.decode()
