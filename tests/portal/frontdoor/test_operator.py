"""Those who run the service: what they do, and that they see nothing inside."""

import socket
from collections.abc import Iterator
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.db import connection

from portal.accounts.models import Membership, Role, User
from portal.audit.models import Event
from portal.audit_service.models import ServiceEvent
from portal.clock import Now
from portal.frontdoor import actions, queries
from portal.frontdoor.models import FrontMail, WorkspaceRequest
from portal.jobs.models import Job, JobState
from portal.outbox.models import Mail
from portal.tenancy.models import Domain, Jurisdiction
from portal.tenancy.switch import workspace
from tests.cast import Cast
from tests.portal.doors import front

PAGES = [
    "/operator/", "/operator/open/", "/operator/requests/", "/operator/health/",
    "/operator/workspaces/alder/suspend/", "/operator/workspaces/alder/resume/",
]  # fmt: skip
OPENING = {
    "name": "Cedar City",
    "label": "cedar",
    "time_zone": "America/Chicago",
    "coordinator_email": "dora@cedar.example",
}


@pytest.fixture
def op(alder: Jurisdiction) -> User:
    person = User.objects.known_as("op@service.example", "Opal Reed")
    User.objects.filter(pk=person.pk).update(is_operator=True)
    person.is_operator = True
    return person


@pytest.fixture
def wish(db: None) -> WorkspaceRequest:
    return WorkspaceRequest.objects.create(
        jurisdiction="Cedar City", name="Dora Poe", email="dora@cedar.example", note="Vaccines"
    )


@pytest.mark.parametrize("path", PAGES)
def test_pages_of_operators(op: User, cast: Cast, path: str) -> None:
    assert front(op).get(path).status_code == 200
    assert front(cast.ann).get(path).status_code == 404
    assert front().get(path)["Location"].startswith("/account/login/")


def test_no_page_of_operators_stands_in_a_workspace(op: User, sign_in: Any) -> None:
    assert sign_in(op).get("/operator/").status_code == 404


@pytest.mark.parametrize("rows", [1, 3, 30])
def test_queries_of_the_list_of_workspaces(
    op: User, rows: int, django_assert_num_queries: Any
) -> None:
    for number in range(rows):
        county = Jurisdiction.objects.create(schema_name=f"t_none{number:04}", name=f"C{number}")
        Domain.objects.create(tenant=county, label=f"c{number}")
        for role in (Role.REVIEWER, Role.OBSERVER):
            Membership.objects.create(person=op, jurisdiction=county, role=role)
    door = front(op)
    with django_assert_num_queries(10):
        page = door.get("/operator/")
    assert [one.people for one in page.context["page"]][2:] == [1] * rows
    assert page.content.decode().count(">Suspend<") == rows + 2


def test_opening_a_workspace(op: User) -> None:
    assert front(op).post("/operator/open/", OPENING)["Location"] == "/operator/?opened=cedar"
    cedar = Jurisdiction.objects.get(name="Cedar City")
    assert cedar.time_zone == "America/Chicago"
    with workspace(cedar):
        assert Mail.objects.get().to == "dora@cedar.example"
        assert Event.objects.get().by_name == "Opal Reed"


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("label", "../x", "lower-case letters, digits and hyphens"),
        ("label", "operator", "is kept for the service itself"),
        ("label", "alder", "There is a workspace at"),
        ("name", "ALDER COUNTY", "There is a workspace named"),
        ("name", "A\u202eB", "cannot be shown"),
        ("time_zone", "Mars/Olympus", "Select a valid choice"),
        ("coordinator_email", "nobody", "Enter an e-mail address"),
    ],
)
def test_hostile_openings_are_refused_at_the_field(
    op: User, field: str, value: str, sentence: str
) -> None:
    page = front(op).post("/operator/open/", OPENING | {field: value})
    assert page.status_code == 200
    assert sentence in str(page.context["form"].errors[field])
    assert not Jurisdiction.objects.filter(name="Cedar City").exists()


def test_opening_what_was_asked_for(op: User, wish: WorkspaceRequest) -> None:
    door = front(op)
    form = door.get(f"/operator/open/?request={wish.pk}").content.decode()
    assert 'value="dora@cedar.example"' in form
    door.post(f"/operator/open/?request={wish.pk}", OPENING)
    wish.refresh_from_db()
    assert wish.answered_at
    assert wish.outcome == "opened at cedar.localhost:8000"
    assert door.get(f"/operator/open/?request={wish.pk}").status_code == 404
    assert "opened at cedar" in door.get("/operator/requests/").content.decode()


def test_declining_mails_the_reason_once(op: User, wish: WorkspaceRequest) -> None:
    door = front(op)
    path = f"/operator/requests/{wish.pk}/decline/"
    assert "Enter why not" in door.post(path, {"reason": ""}).content.decode()
    door.post(path, {"reason": "Only for public bodies."})
    mail = FrontMail.objects.get()
    assert (mail.to, "Only for public bodies." in mail.text) == ("dora@cedar.example", True)
    assert door.post(path, {"reason": "Again."}).status_code == 404
    assert front().post(path, {"reason": "x"}).status_code == 302


@pytest.mark.parametrize("rows", [1, 3, 30])
def test_queries_of_requests(op: User, rows: int, django_assert_num_queries: Any) -> None:
    for number in range(rows):
        WorkspaceRequest.objects.create(jurisdiction=f"C{number}", name="D", email="d@x.example")
    door = front(op)
    with django_assert_num_queries(5):
        page = door.get("/operator/requests/").content.decode()
    assert page.count("Unanswered") == rows


def test_suspending_and_resuming(op: User, cast: Cast, alder: Jurisdiction, sign_in: Any) -> None:
    ann, door = sign_in(cast.ann), front(op)
    path = "/operator/workspaces/alder/suspend/"
    assert "Nothing is deleted" in door.get(path).content.decode()
    assert ann.get("/members/").status_code == 200
    assert door.post(path)["Location"] == "/operator/"
    assert ann.get("/members/").status_code == 503
    assert door.post(path).status_code == 403
    door.post("/operator/workspaces/alder/resume/")
    assert ann.get("/members/").status_code == 200
    with workspace(alder):
        found = list(Event.objects.order_by("-number").values_list("verb", flat=True)[:2])
    assert found == ["resumed the workspace", "suspended the workspace"]
    assert ServiceEvent.objects.filter(verb="suspended a workspace").count() == 1
    assert door.post("/operator/workspaces/cedar/suspend/").status_code == 404


def failed_job(county: Jurisdiction | None, number: int = 0) -> Job:
    return Job.objects.create(
        kind="outbox.send",
        workspace=county.uuid if county else None,
        subject=str(number),
        state=JobState.FAILED,
        reason="The mail server refused it.",
        ended_at=Now(),
    )


def test_failed_jobs_run_again(op: User, alder: Jurisdiction) -> None:
    job = failed_job(alder)
    door = front(op)
    page = door.get("/operator/health/").content.decode()
    assert "The mail server refused it." in page
    assert "Alder County" in page
    assert door.get(f"/operator/jobs/{job.pk}/again/").status_code == 405
    assert door.post(f"/operator/jobs/{job.pk}/again/").status_code == 302
    job.refresh_from_db()
    assert (job.state, job.reason) == (JobState.QUEUED, "")
    assert door.post(f"/operator/jobs/{job.pk}/again/").status_code == 404


@pytest.mark.parametrize("rows", [1, 3, 30])
def test_queries_of_health(
    op: User, alder: Jurisdiction, rows: int, django_assert_num_queries: Any
) -> None:
    for number in range(rows):
        failed_job(alder, number)
    door = front(op)
    with django_assert_num_queries(12):
        page = door.get("/operator/health/").content.decode()
    assert page.count("Run again") == rows


def test_a_workspace_behind_this_version_is_named(op: User, alder: Jurisdiction) -> None:
    assert "have the tables of this version" in front(op).get("/operator/health/").content.decode()
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM {alder.schema_name}.django_migrations"
            " WHERE app = 'audit' AND name = '0002_guards'"
        )
    assert queries.missing_migrations([alder]) == {alder.schema_name: ["audit.0002_guards"]}
    page = front(op).get("/operator/health/").content.decode()
    assert "lacks audit.0002_guards" in page


class Refusing:
    """A mail server that refuses one recipient and one sender."""

    async def handle_RCPT(  # noqa: N802 -- the name that aiosmtpd calls
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if address.startswith("refused@"):
            return "550 No such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"


@pytest.fixture
def mail_server(settings: Any) -> Iterator[None]:
    controller = Controller(Refusing(), hostname="127.0.0.1", port=free_port())
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.MAILBOX_ONLY = False
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", controller.port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    yield
    controller.stop()


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def test_a_test_mail_goes_out(op: User, mail_server: None) -> None:
    page = front(op).post("/operator/health/", {"to": "op@service.example"}).content.decode()
    assert "The mail server took the test mail." in page


@pytest.mark.parametrize(
    ("change", "to", "words"),
    [
        ({}, "refused@x.example", "recipient was refused (it said 550 No such mailbox)"),
        ({"EMAIL_PORT": 1}, "op@x.example", "connection was refused"),
        ({"EMAIL_HOST": "no-such-host.invalid"}, "op@x.example", "no mail server of this name"),
        ({"EMAIL_USE_TLS": True}, "op@x.example", "offers no TLS, or no login"),
        ({"EMAIL_USE_SSL": True}, "op@x.example", "TLS failed"),
        (
            {"EMAIL_HOST_USER": "a", "EMAIL_HOST_PASSWORD": "b"},
            "op@x.example",
            "offers no TLS, or no login",
        ),
    ],
)
def test_a_failed_test_mail_says_why(
    op: User, mail_server: None, settings: Any, change: dict[str, Any], to: str, words: str
) -> None:
    for name, value in change.items():
        setattr(settings, name, value)
    assert words in actions.test_mail(to)
    assert "was not sent" in front(op).post("/operator/health/", {"to": to}).content.decode()
