"""What a vendor sees of a load-test file, and what it may say of the test."""

import io
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from portal.jobs.actions import count, perform
from portal.jobs.models import Job, JobState
from tests.cast import Cast
from tests.vendors.records import record
from tests.vendors.scene import Scene, use_depth
from tests.vendors.views.test_query_counts import QUERIES
from vendors.actions import answers, evidence, rounds, submissions
from vendors.models import Evidence, EvidenceKind, EvidenceLink
from vendors.queries.evidence import SCENARIOS
from vendors.questionnaire.model import Depth

K6 = Path(__file__).parents[2] / "fixtures" / "loadtests" / "k6_handle_summary.json"
ITEM = "cloud.autoscale"
READ = QUERIES["topics/cloud.elasticity/"]
"""What the topic's page asks the database once all its files are read."""


def attached(scene: Scene, cast: Cast, **changes: Any) -> Evidence:
    """A k6 summary on a question, as it is before anybody read it, or with these fields; no two are one file."""
    content = K6.read_bytes() + b"\n" * Evidence.objects.count()
    found = evidence.attach(
        scene.clearwater, io.BytesIO(content), name="summary.json", size=len(content),
        item_key=ITEM, by=cast.vera,
    )  # fmt: skip
    Evidence.objects.filter(pk=found.pk).update(**changes)
    found.refresh_from_db()
    return found


@pytest.fixture
def needed(scene: Scene, cast: Cast) -> Iterator[None]:
    rounds.set_peak(scene.round, basis="number", peak={}, rate=Decimal(250), by=cast.ann)
    return


def test_the_portal_says_at_once_what_it_read(
    scene: Scene, cast: Cast, vera: Client, needed: None
) -> None:
    found = attached(scene, cast)
    poll = f"/evidence/{found.pk}/{ITEM}/reading/"
    page = vera.get(scene.topic()).content.decode()
    assert "Being read …" in page
    assert f'hx-get="{poll}"' in page
    job = Job.objects.get(kind="vendors.read_loadtest")
    Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING)
    count(job, 3, 12)
    part = vera.get(poll, headers={"HX-Request": "true"}).content.decode()
    assert "Being read: 25%" in part
    assert "<html" not in part
    Job.objects.filter(pk=job.pk).update(state=JobState.QUEUED)
    perform(str(job.pk))
    part = vera.get(poll, headers={"HX-Request": "true"}).content.decode()
    assert "hx-get" not in part
    assert "Proves 9.6 × the required rate: 2,400 of 250 requests a second." in part
    assert part in vera.get(scene.topic()).content.decode()
    # Without scripts the same address leads to the file's own page.
    page = vera.get(poll, follow=True).content.decode()
    assert "Proves 9.6 × the required rate" in page
    assert "<dt>Percentiles</dt>" in page


def test_a_reading_that_nobody_does_any_more_says_so(
    scene: Scene, cast: Cast, vera: Client
) -> None:
    attached(scene, cast)
    Job.objects.all().delete()
    page = vera.get(scene.topic()).content.decode()
    assert "could not be read this time" in page
    assert "hx-get=" not in page


def test_charts_limits_and_warnings_are_shown_and_escaped(
    scene: Scene, cast: Cast, vera: Client, needed: None
) -> None:
    nasty = "<script>alert('1')</script>"
    stored = record(points=30, tool=nasty, rps_peak_bucket=nasty)
    stored["thresholds"] = [{"metric": nasty, "expr": nasty, "passed": False}]
    stored["warnings"] = [{"code": "x", "text": nasty}]
    found = attached(scene, cast, reading=stored)
    page = vera.get(f"/evidence/{found.pk}/{ITEM}/").content.decode()
    assert page.count("<svg") == page.count("</svg>")
    assert page.count("<figcaption") == 2
    assert "Requests a second: 400 at the start" in page
    assert "needed: 250" in page
    assert "Missed" in page
    assert nasty not in page
    assert page.count("&lt;script&gt;alert(&#x27;1&#x27;)") == 4


@pytest.mark.parametrize("peak", [None, 900])
def test_what_is_missing_is_said(scene: Scene, cast: Cast, vera: Client, peak: int | None) -> None:
    rate = Decimal(peak) if peak else None
    rounds.set_peak(scene.round, basis="number", peak={}, rate=rate, by=cast.ann)
    attached(scene, cast, reading=record())
    page = vera.get(scene.topic()).content.decode()
    expected = "450 requests a second are missing." if peak else "No required rate is stated"
    assert expected in page


def description(found: Evidence, **changes: str) -> dict[str, str]:
    return {
        "title": found.title, "kind": found.kind, "speaks_of": "", "page": "", "reason": "",
        "belongs_to": "", "scenario": "", "environment": "", "version": str(found.version),
    } | changes  # fmt: skip


def test_a_vendor_says_what_a_test_shows_and_where_it_ran(
    scene: Scene, cast: Cast, vera: Client
) -> None:
    use_depth(scene, Depth.FULL)
    rows = [{"scenario": "New slots"}, {"scenario": "Second doses"}, {"scenario": "New slots"}]
    answers.save(scene.clearwater, SCENARIOS, {"scenarios": rows}, based_on=0, by=cast.vera)
    one, other = (attached(scene, cast, reading=record(sha256="a" * 64)) for _ in range(2))
    alone = attached(scene, cast, reading=record(sha256="b" * 64))
    path = f"/evidence/{one.pk}/{ITEM}/"
    page = vera.get(path).content.decode()
    assert page.count('name="belongs_to"') == 4
    assert "The whole system at its peak" in page
    sent = description(one, belongs_to="named:New slots", environment="same")
    assert vera.post(path, sent).status_code == 302
    for each in (one, other, alone):
        each.refresh_from_db()
    # Both files of the test say it, and a page that was open on the other one is out of date.
    assert (one.scenario, one.environment, one.version) == ("New slots", "same", 2)
    assert (other.scenario, other.environment, other.version) == ("New slots", "same", 2)
    assert (alone.scenario, alone.environment, alone.version) == ("", "", 1)
    assert one.reading == record(sha256="a" * 64)
    late = vera.post(f"/evidence/{other.pk}/{ITEM}/", sent | {"belongs_to": ""})
    assert "A colleague changed this file meanwhile" in late.content.decode()
    assert "A copy of production of the same size" in vera.get(path).content.decode()
    frozen = submissions.submit(scene.clearwater, by=cast.vera).content["evidence"]
    said = [(each["scenario"], each["environment"]) for each in frozen]
    assert said == [("New slots", "same"), ("New slots", "same"), ("", "")]


def test_a_test_has_the_date_of_its_file_unless_its_vendor_gives_another(
    scene: Scene, cast: Cast, vera: Client
) -> None:
    found = attached(scene, cast)
    evidence.note_reading([found.pk], record())
    found.refresh_from_db()
    assert found.speaks_of == date(2027, 3, 3)
    path = f"/evidence/{found.pk}/{ITEM}/"
    vera.post(path, description(found, speaks_of="2026-02-01"))
    evidence.note_reading([found.pk], record())
    found.refresh_from_db()
    assert found.speaks_of == date(2026, 2, 1)
    vera.post(path, description(found, speaks_of=""))
    found.refresh_from_db()
    assert found.speaks_of == date(2027, 3, 3)


def test_another_scenario_is_named_and_kept(scene: Scene, cast: Cast, vera: Client) -> None:
    found = attached(scene, cast, reading=record())
    path = f"/evidence/{found.pk}/{ITEM}/"
    page = vera.post(path, description(found, belongs_to="another", environment="other"))
    assert "Name the scenario that this test belongs to" in page.content.decode()
    sent = description(found, belongs_to="another", scenario="Press coverage")
    assert vera.post(path, sent).status_code == 302
    found.refresh_from_db()
    assert (found.scenario, found.environment) == ("Press coverage", "")
    assert 'value="Press coverage"' in vera.get(path).content.decode()
    assert vera.post(path, description(found, belongs_to="named:nobody’s")).status_code == 200


def test_a_document_has_no_scenario(scene: Scene, cast: Cast, vera: Client) -> None:
    found = evidence.attach(
        scene.clearwater, io.BytesIO(b"plan"), name="plan.txt", size=4, item_key=ITEM, by=cast.vera
    )
    page = vera.get(f"/evidence/{found.pk}/{ITEM}/").content.decode()
    assert "belongs_to" not in page
    assert found.kind == EvidenceKind.DOCUMENT


@pytest.mark.parametrize("files", [1, 3, 30])
def test_files_that_wait_cost_one_query(
    scene: Scene, cast: Cast, vera: Client, files: int, django_assert_num_queries: Any
) -> None:
    found = attached(scene, cast, reading=record(points=5))
    for number in range(files):
        copy = Evidence.objects.get(pk=found.pk)
        copy.pk, copy.reading = None, record(points=5) if number % 2 else None
        copy.save(force_insert=True)
        EvidenceLink.objects.create(evidence=copy, item_key=ITEM)
    vera.get(scene.topic())
    with django_assert_num_queries(READ + 1):
        assert vera.get(scene.topic()).status_code == 200
    Evidence.objects.update(reading=record(points=5))
    with django_assert_num_queries(READ):
        assert vera.get(scene.topic()).status_code == 200
