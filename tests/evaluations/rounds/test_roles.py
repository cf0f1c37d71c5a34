"""Who may open which page of set-up, invitations, questionnaires and quick checks."""

from typing import Any

import pytest

from portal.accounts.models import User
from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import workspace
from tests.cast import Cast
from tests.stages import round_at

READ = [
    "/evaluations/", "/evaluations/{e}/", "/evaluations/{e}/setup/", "/evaluations/{e}/as-a-vendor/",
    "/evaluations/{e}/invitations/", "/questionnaires/{v}/", "/questionnaires/{v}/preview/",
    "/questionnaires/{v}/?by=level", "/questionnaires/{v}/file/", "/quick-checks/{e}/",
    "/quick-checks/{e}/vendors/{r}/result/", "/vendors/", "/vendors/{c}/",
]  # fmt: skip
WRITE = [
    "/evaluations/start/", "/evaluations/{e}/check/", "/evaluations/{e}/copy/", "/evaluations/{e}/cancel/",
    *(f"/evaluations/{{e}}/setup/{task}/" for task in ("details", "documents", "questionnaire", "weights",
      "vendors", "reviewers", "dates", "peak", "requirements", "invitation", "vendors/{r}", "vendors/{r}/remove")),
    "/evaluations/{e}/move/scoring/", "/evaluations/{e}/move/discussion/", "/evaluations/{e}/move/archived/",
    "/evaluations/{e}/invitations/add/", "/evaluations/{e}/invitations/{i}/address/",
    "/evaluations/{e}/invitations/{i}/withdraw/", "/evaluations/{e}/vendors/{r}/address/",
    "/evaluations/{e}/vendors/{r}/withdraw/", "/questionnaires/", "/questionnaires/import/",
    "/questionnaires/{v}/copy/", "/questionnaires/{v}/name/", "/questionnaires/{v}/questions/obs.builtin/",
    "/questionnaires/{v}/questions/obs.builtin/not-relevant/", "/questionnaires/{v}/sections/add/",
    "/questionnaires/{v}/sections/obs/", "/questionnaires/{v}/sections/obs/add/",
    "/questionnaires/{v}/topics/{t}/", "/questionnaires/{v}/topics/{t}/add/",
    "/quick-checks/start/", "/quick-checks/{e}/vendors/{r}/", "/quick-checks/{e}/deeper/", "/vendors/{c}/change/",
]  # fmt: skip
PRESS = [
    "/evaluations/{e}/invitations/{i}/again/", "/questionnaires/{v}/leave-out/obs.builtin/",
    "/questionnaires/{v}/item-up/obs.builtin/",
]  # fmt: skip


@pytest.fixture
def keys(alder: Jurisdiction, cast: Cast) -> dict[str, Any]:
    with workspace(alder):
        staged = round_at("draft", cast)
        version = staged.evaluation.round.version
        return {
            "e": staged.evaluation.pk,
            "r": staged.first.pk,
            "i": staged.first.invitations.get().pk,
            "v": version.pk,
            "c": staged.first.vendor_id,
            "t": version.content["criteria"][0]["key"],
        }


def statuses(client: Any, urls: list[str], keys: dict[str, Any]) -> dict[str, int]:
    return {url: client.get(url.format(**keys)).status_code for url in urls}


def test_a_coordinator_opens_every_page(cast: Cast, sign_in: Any, keys: dict[str, Any]) -> None:
    found = statuses(sign_in(cast.ann), READ + WRITE, keys)
    assert {url: status for url, status in found.items() if status != 200} == {}


def test_an_observer_reads_and_writes_nothing(
    cast: Cast, sign_in: Any, keys: dict[str, Any]
) -> None:
    olive = sign_in(cast.olive)
    assert set(statuses(olive, READ, keys).values()) == {200}
    assert set(statuses(olive, WRITE, keys).values()) == {403}
    posts = {
        url: olive.post(url.format(**keys)).status_code
        for url in WRITE + PRESS
        if url != "/questionnaires/"
    }
    assert set(posts.values()) == {403}


@pytest.mark.parametrize("name", ["ben", "vera"])
def test_reviewers_and_vendors_are_told_for_whom_a_page_is(
    cast: Cast, sign_in: Any, keys: dict[str, Any], name: str
) -> None:
    person: User = getattr(cast, name)
    # A reviewer reads the evaluations on whose panel she is; this is none of them.
    of_panel = {"/evaluations/": 200, "/evaluations/{e}/": 404} if name == "ben" else {}
    found = statuses(sign_in(person), READ + WRITE, keys)
    assert {url: found[url] for url in of_panel} == of_panel
    assert {status for url, status in found.items() if url not in of_panel} == {403}


def test_strangers_and_signed_out_people_go_to_sign_in(
    cast: Cast, sign_in: Any, keys: dict[str, Any]
) -> None:
    for person in (None, cast.mallory):
        client = sign_in(person)
        for url in READ + WRITE:
            answer = client.get(url.format(**keys))
            assert answer.status_code == 302
            assert answer["Location"].startswith("/sign-in/")


def test_what_is_not_there_is_404_and_a_button_is_no_link(
    cast: Cast, sign_in: Any, keys: dict[str, Any]
) -> None:
    ann = sign_in(cast.ann)
    nowhere = keys | {"e": 999_999, "v": 999_999, "c": 999_999}
    urls = [url for url in READ + WRITE if "{e}" in url or "{v}" in url or "{c}" in url]
    assert set(statuses(ann, urls, nowhere).values()) == {404}
    lost = keys | {"r": 999_999, "i": 999_999, "t": "own.q99"}
    urls = [url for url in READ + WRITE if "{r}" in url or "{i}" in url or "{t}" in url]
    assert set(statuses(ann, urls, lost).values()) == {404}
    assert set(statuses(ann, PRESS, keys).values()) == {405}
    assert ann.post("/evaluations/").status_code == 405


def test_the_neighbour_finds_nothing(
    birch: Jurisdiction, cast: Cast, sign_in: Any, keys: dict[str, Any]
) -> None:
    dora = User.objects.get(email="ann@birch.example")
    dora.memberships.update(accepted_at=birch.opened_at)
    client = sign_in(dora, at=birch)
    urls = [url for url in READ + WRITE if "{" in url]
    assert set(statuses(client, urls, keys).values()) == {404}
