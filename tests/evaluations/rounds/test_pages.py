"""The pages from the start of an evaluation to its opening, as people walk them."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from evaluations.models import Evaluation
from portal.audit.models import Event
from portal.outbox.models import Mail
from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import workspace
from tests.cast import Cast
from tests.stages import round_at
from vendors.models import Round

START = {
    "name": "Vaccine scheduling 2031",
    "vendors": "rsato@clearwater-scheduling.example\nTollgate Labs <sales@tollgate.example>",
    "due_day": "2031-03-19",
    "due_time": "17:00",
    "kind": "acquisition",
    "depth": "essentials",
}


def start(client: Client, **changes: str) -> Any:
    return client.post("/evaluations/start/", START | changes)


def test_three_fields_open_an_evaluation(alder: Jurisdiction, cast: Cast, sign_in: Any) -> None:
    ann = sign_in(cast.ann)
    assert ann.get("/evaluations/start/").status_code == 200
    check = ann.post("/evaluations/start/", START, follow=True)
    assert check.status_code == 200
    page = check.content.decode()
    assert "Clearwater Scheduling" in page
    assert "12 questions" in page
    assert "asks Clearwater Scheduling about reliability" in page
    with workspace(alder):
        evaluation = Evaluation.objects.get()
        assert not Mail.objects.filter(kind="vendor_invited").exists()
    opened = ann.post(f"/evaluations/{evaluation.pk}/check/", follow=True)
    assert "Open for answers" in opened.content.decode()
    with workspace(alder):
        round_ = Round.objects.get()
        assert round_.state == "open"
        assert round_.version.frozen_at is not None
        assert sorted(Mail.objects.filter(kind="vendor_invited").values_list("to", flat=True)) == [
            "rsato@clearwater-scheduling.example",
            "sales@tollgate.example",
        ]
        assert str(round_.due_at) == "2031-03-20 00:00:00+00:00"
        verbs = set(Event.objects.values_list("verb", flat=True))
        assert {"drafted an evaluation", "opened the evaluation for answers"} <= verbs


def test_an_error_keeps_every_word_and_stands_at_its_field(
    alder: Jurisdiction, cast: Cast, sign_in: Any
) -> None:
    page = start(
        sign_in(cast.ann),
        vendors="not an address\nok@vendor.example",
        due_time="",
        name="Kept name",
    ).content.decode()
    assert "There is a problem" in page
    assert "Error:" in page
    assert "Line 1: “not an address” has no e-mail address" in page
    assert "not an address\nok@vendor.example" in page
    assert "Kept name" in page
    with workspace(alder):
        assert not Evaluation.objects.exists()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"due_day": "2001-03-19"}, "The due date must be in the future."),
        ({"due_day": "2031-03-09", "due_time": "02:30"}, "this time does not exist"),
        ({"due_day": ""}, "Enter the day on which answers are due"),
        ({"vendors": "a@v.example\na@v.example"}, "stands twice"),
        ({"name": ""}, "Enter name of the evaluation"),
    ],
)
def test_wrong_entries_are_told_in_a_sentence(
    alder: Jurisdiction, cast: Cast, sign_in: Any, changes: dict[str, str], sentence: str
) -> None:
    assert sentence.lower() in start(sign_in(cast.ann), **changes).content.decode().lower()


def test_list_and_home_ask_the_database_as_often_for_30_as_for_1(
    alder: Jurisdiction, cast: Cast, sign_in: Any
) -> None:
    ann = sign_in(cast.ann)
    ann.get("/evaluations/")
    counts: dict[str, set[int]] = {}
    made = 0
    for rows in (1, 3, 30):
        with workspace(alder):
            while made < rows:
                round_at("draft" if made % 2 else "open", cast)
                made += 1
        for url in ("/", "/evaluations/"):
            with CaptureQueriesContext(connection) as queries:
                assert ann.get(url).status_code == 200
            counts.setdefault(url, set()).add(len(queries))
    assert {url: len(found) for url, found in counts.items()} == {"/": 1, "/evaluations/": 1}, (
        counts
    )
