"""What does this load test prove? The page for everybody."""

import re
import tempfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.portal.doors import front
from vendors.views import load_test

FIXTURES = Path(__file__).parents[2] / "fixtures" / "loadtests"
RUSH = {
    "people": "500,000",
    "share": "8 %",
    "minutes": "30",
    "pages": "8",
    "requests_per_page": "3",
}
LOCUST = ("locust_stats.csv", "locust_stats_history.csv")


def upload(name: str, content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, (FIXTURES / name).read_bytes() if content is None else content)


@pytest.fixture
def anybody(db: None) -> Client:
    return front()


def ask(browser: Client, *files: SimpleUploadedFile, **changes: str) -> tuple[int, str]:
    answer = browser.post("/load-test/", RUSH | {"results": list(files)} | changes)
    return answer.status_code, answer.content.decode()


@pytest.fixture
def spool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where uploads and cages lie while they are read."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_a_file_is_read_held_against_the_rush_and_gone(anybody: Client, spool: Path) -> None:
    with CaptureQueriesContext(connection) as queries:
        status, page = ask(anybody, upload("k6_handle_summary.json"))
    assert status == 200
    # 500,000 × 8 % in 30 minutes, three times the mean, 8 pages of 3 requests, 1.25 retries,
    # a tenth of bots, half as much again: 3,333.33.
    assert "Proves 0.72 × what you need: 2,400 of 3,333.33 requests a second." in page
    assert "933.33 requests a second are missing." in page
    assert "People who come in the window" in page
    assert 'value="500,000"' in page
    assert "Ask for a workspace" in page
    assert list(spool.iterdir()) == []
    # The table of the throttles is all that is written to.
    writing = [one["sql"] for one in queries if re.match("INSERT|UPDATE|DELETE|COPY", one["sql"])]
    assert writing
    assert [one for one in writing if '"portal_cache"' not in one] == []


def test_several_files_of_one_run_are_one_test(anybody: Client) -> None:
    status, page = ask(anybody, *map(upload, LOCUST))
    assert status == 200
    assert "Locust" in page


def test_the_front_door_leads_there(anybody: Client) -> None:
    assert '<a href="/load-test/">' in anybody.get("/").content.decode()
    page = anybody.get("/load-test/").content.decode()
    assert 'enctype="multipart/form-data"' in page
    assert "3 × the mean of the rush" in page


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"people": "many"}, "Enter a number, such as 25 or 1.5"),
        ({"people": "9" * 15}, "Enter a number, such as 25 or 1.5"),
        ({"minutes": "0"}, "Enter a number above 0"),
        ({"share": "101"}, "Enter a share of at most 100"),
        ({"pages": ""}, "Answer “Pages that a person opens”"),
    ],
)
def test_numbers_are_checked_and_kept(
    anybody: Client, changes: dict[str, str], sentence: str
) -> None:
    status, page = ask(anybody, upload("k6_handle_summary.json"), **changes)
    assert status == 422
    assert sentence in page
    for typed in (RUSH | changes).values():
        assert f'value="{typed}"' in page or not typed


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("photo.json", b"\x89PNG\r\n\x1a\n", "This is a picture."),
        ("staff.csv", b"name,phone\nAnn,1\n", "not a result file of a load-test tool"),
        ("empty.csv", b"", "The file is empty."),
    ],
)
def test_a_file_that_is_no_test_is_refused_with_its_reason(
    anybody: Client, name: str, content: bytes, sentence: str
) -> None:
    status, page = ask(anybody, upload(name, content))
    assert status == 422
    assert sentence in page
    assert 'value="500,000"' in page
    assert 'href="#id_results"' in page


def test_without_a_file_there_is_nothing_to_read(anybody: Client) -> None:
    status, page = ask(anybody)
    assert status == 422
    assert "Choose the result file of a load test" in page
    status, page = ask(anybody, *(upload(f"{n}.csv", b"x") for n in range(9)))
    assert "Choose at most 8 files" in page


def test_hostile_labels_stay_text(anybody: Client) -> None:
    nasty = "<script>alert(1)</script>"
    content = (FIXTURES / "k6_handle_summary.json").read_text()
    content = content.replace("p(95)<", f"{nasty}p(95)<")
    _status, page = ask(anybody, upload(f"{nasty}.json", content.encode()))
    assert nasty not in page


def test_larger_files_are_not_taken_in_and_the_numbers_are_kept(
    anybody: Client, monkeypatch: pytest.MonkeyPatch, spool: Path
) -> None:
    monkeypatch.setattr(load_test, "MEGABYTES", 1)
    status, page = ask(anybody, upload("a.csv", b"x" * 700_000), upload("b.csv", b"x" * 700_000))
    assert status == 422
    assert "must be smaller than" in page
    assert 'value="500,000"' in page
    assert list(spool.iterdir()) == []


def test_a_form_of_another_site_is_refused(db: None) -> None:
    browser = Client(HTTP_HOST=front().defaults["HTTP_HOST"], enforce_csrf_checks=True)
    assert browser.post("/load-test/", RUSH).status_code == 403


def test_when_all_seats_are_taken_the_page_says_so(
    anybody: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = [load_test._seats.acquire(blocking=False) for _ in range(load_test.AT_ONCE)]
    assert all(taken)
    try:
        status, page = ask(anybody, upload("k6_handle_summary.json"))
    finally:
        for _ in taken:
            load_test._seats.release()
    assert status == 503
    assert "press the button again" in page
    assert 'value="500,000"' in page
    # The seats are free again afterwards, also after a file that was refused.
    for _ in range(load_test.AT_ONCE + 1):
        assert ask(anybody, upload("empty.csv", b""))[0] == 422


def test_one_address_has_so_many_files_read_in_an_hour(anybody: Client, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"load_test": "1/h/ip"}
    assert ask(anybody, upload("empty.csv", b""))[0] == 422
    status, page = ask(anybody, upload("empty.csv", b""))
    assert status == 429
    assert "in the last hour" in page
