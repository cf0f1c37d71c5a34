"""Who may open what, in a workspace whose neighbour has the same keys."""

import copy
from uuid import uuid4

from django.db import transaction
from django.test import Client
from django.urls import reverse

from portal.accounts import actions as accounts
from portal.accounts.models import User
from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import workspace
from tests.cast import client_of
from tests.isolation.library import NUMBER, fill
from tests.isolation.matrix import ACTORS, Row, names_of
from tests.isolation.rows import FRONT, ROWS
from tests.isolation.world import World
from tests.portal.doors import front as front_client

WORKSPACE = "portal.urls_workspace"


def test_every_address_has_its_row() -> None:
    assert names_of(WORKSPACE) - {row.name for row in ROWS} == set()
    assert {row.name for row in ROWS} - names_of(WORKSPACE) == set()


def test_both_workspaces_have_the_same_keys(db: None, worlds: tuple[World, World]) -> None:
    ours, theirs = worlds
    for stage in ("draft", "open", "scoring", "talk", "quick"):
        assert getattr(ours, stage).pk == getattr(theirs, stage).pk


def test_each_address_lets_in_whom_its_row_names(db: None, worlds: tuple[World, World]) -> None:
    ours, theirs = worlds
    wrong = []
    for actor in ACTORS:
        browser = _browser(actor, ours, theirs)
        for row in ROWS:
            status, body = ask(browser, row, ours)
            if status != row.expect[actor]:
                wrong.append(f"{row.name} for {actor}: {status}, not {row.expect[actor]}")
            if theirs.canary in body:
                wrong.append(f"{row.name} for {actor}: holds a word of the neighbour")
    assert not wrong, "\n".join(wrong)


def test_a_neighbours_words_would_be_found(db: None, worlds: tuple[World, World]) -> None:
    """Negative control: the same look, in the neighbour's own workspace, finds the canary."""
    _ours, theirs = worlds
    browser = theirs.client("coordinator")
    found = sum(theirs.canary in ask(browser, row, theirs)[1] for row in ROWS)
    assert found > 10


def ask(browser: Client, row: Row, world: World, urlconf: str = WORKSPACE) -> tuple[int, str]:
    """Ask for an address as its row says; what it changed is taken back."""
    with workspace(world.at):
        kwargs = row.kwargs(world)
    cookies = copy.deepcopy(browser.cookies)
    with transaction.atomic():
        address = reverse(row.name, urlconf=urlconf, kwargs=kwargs) + row.query
        answer = getattr(browser, row.method)(address, row.data)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        words = "".join(f"{name}: {value}\n" for name, value in answer.headers.items())
        transaction.set_rollback(True)
    browser.cookies = cookies
    return answer.status_code, words + body.decode("utf-8", "replace")


def _browser(actor: str, ours: World, theirs: World) -> Client:
    if actor != "neighbour":
        return ours.client(actor)
    # The neighbour's own cookie, carried to our host.
    browser = client_of(theirs.people["coordinator"], theirs.at, accounts.sign_in)
    browser.defaults["HTTP_HOST"] = ours.at.host
    return browser


def test_every_address_of_the_front_door_has_its_row() -> None:
    assert {row.name for row in FRONT} == names_of("portal.urls_front")


def test_the_front_door_lets_in_whom_its_rows_name(
    alder: Jurisdiction, worlds: tuple[World, World]
) -> None:
    ours, theirs = worlds
    fill(ours.people["observer"], ours.canary)
    fill(theirs.people["observer"], theirs.canary, library=uuid4(), file=uuid4(), number=NUMBER + 1)
    wrong = []
    for actor in ("anonymous", "person", "operator"):
        browser = front_client(_somebody(actor, ours))
        for row in FRONT:
            status, body = ask(browser, row, ours, urlconf="portal.urls_front")
            if status != row.expect[actor]:
                wrong.append(f"{row.name} for {actor}: {status}, not {row.expect[actor]}")
            if ours.canary in body and actor == "operator" and "people" not in row.name:
                wrong.append(f"{row.name}: shows an operator what a workspace holds")
            if theirs.canary in body:
                wrong.append(f"{row.name} for {actor}: holds a word of a strange workspace")
    assert not wrong, "\n".join(wrong)


def _somebody(actor: str, world: World) -> User | None:
    if actor == "anonymous":
        return None
    if actor == "operator":
        return User.objects.create_user("otto@service.example", "Otto", is_operator=True)
    return world.people["observer"]
