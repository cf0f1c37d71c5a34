"""The library's pages: one press keeps all, one press starts; nobody else finds anything there."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from portal import clock
from portal.accounts.models import User
from portal.audit.models import Event
from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import workspace
from tests.cast import Cast
from tests.portal.doors import front
from tests.vendors.library.conftest import FILE, TEXT, submit
from tests.vendors.library.second import CANARY, asks_too
from tests.vendors.scene import Scene
from vendors.library import accounts, keeping
from vendors.library.models import FileUse, KeptAnswer, KeptFile, KeptResponse, VendorAccount
from vendors.library.walls import inside
from vendors.models import Answer
from vendors.questionnaire.reading import dump_item


def test_the_first_press_begins_a_library_and_keeps_all(
    scene: Scene, vera: Client, cast: Cast
) -> None:
    submit(scene, cast.vera)
    pk = scene.clearwater.pk
    assert f"/responses/{pk}/library/" in vera.get(f"/responses/{pk}/receipt/").content.decode()
    page = vera.post(f"/responses/{pk}/library/keep/", {"name": ""})
    assert "Begin the library" in page.content.decode()
    vera.post(f"/responses/{pk}/library/keep/", {"name": "Clearwater"})
    (account,) = accounts.accounts_of(cast.vera.pk)
    with inside(account.pk):
        assert KeptAnswer.objects.count() == 2
    # From now on it is one press on the receipt.
    assert str(account.pk) in vera.get(f"/responses/{pk}/receipt/").content.decode()


def test_a_second_county_by_its_pages(
    scene: Scene,
    library: VendorAccount,
    birch: Jurisdiction,
    cast: Cast,
    sign_in: Callable[..., Client],
) -> None:
    submit(scene, cast.vera)
    kept = keeping.keep_all(scene.clearwater, library.pk, by=cast.vera)
    theirs, _people = asks_too(birch, cast)
    browser = sign_in(cast.vera, birch)
    base = f"/responses/{theirs.clearwater.pk}/"
    assert (
        "Start from my answers for Alder County" in browser.get(f"{base}library/").content.decode()
    )
    sent = {"account": str(library.pk), "kept": str(kept.pk)}
    page = browser.post(f"{base}library/start/", sent, follow=True).content.decode()
    assert TEXT in page
    assert "2 answers came along as drafts" in page
    check = browser.get(f"{base}check/").content.decode()
    assert "2 earlier answers" in check
    assert f"{base}library/#looked" in check
    assert "Submit answers" not in check
    for key in ("cloud.autoscale", "sla.uptime"):
        browser.post(f"{base}library/{key}/true/", {"based_on": "1"})
    assert "Submit answers" in browser.get(f"{base}check/").content.decode()


@pytest.mark.parametrize("sent", [{}, {"account": "x", "kept": "1"}, {"account": "", "kept": "a"}])
def test_nonsense_starts_nothing(scene: Scene, vera: Client, sent: dict[str, str]) -> None:
    answer = vera.post(f"/responses/{scene.clearwater.pk}/library/start/", sent)
    assert answer.status_code == 404


def test_nothing_tells_the_second_county_of_the_first(
    scene: Scene,
    library: VendorAccount,
    alder: Jurisdiction,
    birch: Jurisdiction,
    cast: Cast,
    sign_in: Callable[..., Client],
) -> None:
    """Names of the first county's round and place stand nowhere in the second one's schema."""
    scene.round.__class__.objects.filter(pk=scene.round.pk).update(name=f"Round {CANARY}")
    submit(scene, cast.vera)
    kept = keeping.keep_all(scene.clearwater, library.pk, by=cast.vera)
    theirs, people = asks_too(birch, cast)
    browser = sign_in(cast.vera, birch)
    base = f"/responses/{theirs.clearwater.pk}/"
    sent = {"account": str(library.pk), "kept": str(kept.pk)}
    shown = browser.post(f"{base}library/start/", sent, follow=True).content.decode()
    assert CANARY in shown, "control: the vendor itself sees where it comes from"
    for key in ("cloud.autoscale", "sla.uptime"):
        browser.post(f"{base}library/{key}/true/", {"based_on": "1"})
    browser.post(
        f"{base}check/", {"after": "0", "seen": str(theirs.round.version_id), "confirmed": "on"}
    )
    with workspace(birch):
        assert theirs.clearwater.submissions.count() == 1
    coordinator = sign_in(people.ann, birch)
    for path in ("/", "/activity/", f"/evaluations/{theirs.round.pk}/"):
        assert CANARY not in coordinator.get(path, follow=True).content.decode()
    with workspace(birch):
        said = str(list(Event.objects.values())).lower()
        assert CANARY not in said
        assert "alder" not in said
        assert "librar" not in said
    assert CANARY not in _all_of(birch)
    assert CANARY in _all_of(alder), "control: the same look finds it at home"


def _all_of(county: Jurisdiction) -> str:
    """Every row of every table in a county's schema, as text."""
    with workspace(county), connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = %s",
            [county.schema_name],
        )
        found = []
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT t::text FROM "{county.schema_name}"."{table}" t')
            found += [row for (row,) in cursor.fetchall()]
    return "\n".join(found)


def test_a_library_is_not_there_for_others(
    scene: Scene, library: VendorAccount, cast: Cast
) -> None:
    submit(scene, cast.vera)
    keeping.keep_all(scene.clearwater, library.pk, by=cast.vera)
    pages = [f"/library/{library.pk}/{part}" for part in ("", "files/", "people/")]
    for page in pages:
        assert front(cast.vera).get(page).status_code == 200
        assert front(cast.mallory).get(page).status_code == 404
        assert front(None).get(page).status_code == 302
    assert TEXT in front(cast.vera).get(pages[0]).content.decode()


def test_answers_are_found_by_their_words(scene: Scene, library: VendorAccount, cast: Cast) -> None:
    submit(scene, cast.vera)
    keeping.keep_all(scene.clearwater, library.pk, by=cast.vera)
    browser = front(cast.vera)
    found = browser.get(f"/library/{library.pk}/", {"q": "scales MEMORY"}).content.decode()
    assert TEXT in found
    assert "1 answer" in found
    for words in ("nowhere", "%", "\0", "x" * 5000, "\u202e"):
        assert TEXT not in browser.get(
            f"/library/{library.pk}/", {"q": words}
        ).content.decode() or (words in "%\0")


def test_files_expire_are_fetched_and_removed(
    scene: Scene, library: VendorAccount, cast: Cast
) -> None:
    submit(scene, cast.vera)
    keeping.keep_all(scene.clearwater, library.pk, by=cast.vera)
    with inside(library.pk):
        file = KeptFile.objects.get()
    browser, base = front(cast.vera), f"/library/{library.pk}/files/"
    assert "Alder County" in browser.get(base).content.decode()
    fetched = browser.get(f"{base}{file.pk}/bytes")
    assert b"".join(fetched.streaming_content) == FILE  # type: ignore[attr-defined]
    wrong = browser.post(f"{base}{file.pk}/", {"expires_on": "soon"}).content.decode()
    assert 'value="soon"' in wrong
    browser.post(f"{base}{file.pk}/", {"expires_on": "2020-01-31"})
    assert "Expired" in browser.get(base).content.decode()
    browser.post(f"{base}{file.pk}/", {"remove": "1"})
    assert "runbook.txt" not in browser.get(base).content.decode().partition("<main")[2].replace(
        "runbook.txt is no longer", ""
    )


def test_who_is_removed_is_out_with_the_next_click(
    scene: Scene, library: VendorAccount, cast: Cast
) -> None:
    lead, base = front(cast.vera), f"/library/{library.pk}/"
    lead.post(f"{base}people/", {"email": "wes@clearwater.example", "role": "member"})
    wes = User.objects.get(email="wes@clearwater.example")
    his = front(wes)
    assert his.get(base).status_code == 404
    assert "Join the library" in his.get("/library/").content.decode()
    his.post(f"{base}join/")
    assert his.get(base).status_code == 200
    assert "Only a lead" in his.get(f"{base}people/").content.decode()
    lead.post(f"{base}people/{wes.pk}/remove/")
    assert his.get(base).status_code == 404


@pytest.mark.parametrize("rows", [1, 3, 30])
@pytest.mark.parametrize(("part", "queries"), [("", 16), ("files/", 12), ("people/", 6)])
def test_the_same_number_of_queries_for_any_number_of_rows(
    scene: Scene,
    library: VendorAccount,
    cast: Cast,
    rows: int,
    part: str,
    queries: int,
    django_assert_max_num_queries: Any,
) -> None:
    fill(scene, library, rows)
    browser = front(cast.vera)
    browser.get("/library/")
    with django_assert_max_num_queries(queries):
        page = browser.get(f"/library/{library.pk}/{part}").content.decode()
    assert page.count("wren") >= rows


def fill(scene: Scene, library: VendorAccount, rows: int) -> None:
    """So many answers, files and people."""
    here: dict[str, Any] = {"account_id": library.pk}
    for place in range(rows):
        person = User.objects.create_user(f"wren{place}@x.example")
        library.members.create(person=person, role="member", accepted_at=clock.now())
    with inside(library.pk):
        for place, item in enumerate(scene.asked.items[:rows]):
            kept = KeptResponse.objects.create(
                **here, jurisdiction=library.pk, response_pk=place, place=f"wren {place}",
                round_name="R", number=1, digest="", version_number=1,
                said_at=clock.now() - timedelta(days=place), by_name="",
            )  # fmt: skip
            KeptAnswer.objects.create(
                **here, kept=kept, item_key=item.key, topic="T", prompt=item.prompt,
                item=dump_item(item), shape="", value={}, words="wren",
            )  # fmt: skip
            file = KeptFile.objects.create(
                **here, name=f"wren{place}.pdf", title="", kind="", media_type="", size=1,
                sha256=str(place), key=str(place),
            )  # fmt: skip
            FileUse.objects.create(**here, file=file, kept=kept, item_key=item.key)


@pytest.mark.parametrize("rows", [1, 3, 30])
def test_a_response_beside_a_library_of_any_size(
    scene: Scene,
    library: VendorAccount,
    vera: Client,
    rows: int,
    django_assert_max_num_queries: Any,
) -> None:
    fill(scene, library, rows)
    vera.get("/requests/")
    with django_assert_max_num_queries(17):
        page = vera.get(f"/responses/{scene.clearwater.pk}/library/").content.decode()
    assert page.count("Start from my answers for") == rows
    assert not Answer.objects.exists()
