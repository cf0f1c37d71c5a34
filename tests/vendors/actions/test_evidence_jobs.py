"""What the jobs make of attached files: figures, pages, receipts."""

import io
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from portal.files import storage
from portal.files.models import PagePicture
from portal.jobs.actions import owe, perform
from portal.jobs.models import Job, JobState
from portal.tenancy.models import Jurisdiction
from tests.cast import Cast
from tests.fixtures.hostile.pages import one_bit_png
from tests.vendors.scene import Scene
from vendors.actions import answers, evidence, submissions
from vendors.models import Evidence, EvidenceKind, Receipt

FIXTURES = Path(__file__).parents[2] / "fixtures" / "loadtests"


def attach(
    scene: Scene, cast: Cast, name: str, content: bytes, item: str = "prep.load_tool"
) -> Any:
    return evidence.attach(
        scene.clearwater, io.BytesIO(content), name=name, size=len(content), item_key=item,
        by=cast.vera,
    )  # fmt: skip


def do(kind: str) -> list[Job]:
    jobs = list(Job.objects.filter(kind=kind, state=JobState.QUEUED).order_by("made_at"))
    for job in jobs:
        perform(str(job.pk))
        job.refresh_from_db()
    return jobs


def test_a_k6_summary_becomes_figures(scene: Scene, cast: Cast) -> None:
    content = (FIXTURES / "k6_handle_summary.json").read_bytes()
    found = attach(scene, cast, "summary.json", content)
    assert found.kind == EvidenceKind.LOAD_TEST
    (job,) = do("vendors.read_loadtest")
    assert job.state == JobState.DONE, job.reason
    found.refresh_from_db()
    assert found.reading["tool"] == "k6"
    assert found.reading["raw_sha256"][0]["sha256"] == found.file.sha256
    assert found.reading_refusal == ""


def test_locust_files_on_one_question_are_one_test(scene: Scene, cast: Cast) -> None:
    for name in ("locust_stats.csv", "locust_stats_history.csv", "locust_failures.csv"):
        attach(scene, cast, name, (FIXTURES / name).read_bytes())
    assert all(job.state == JobState.DONE for job in do("vendors.read_loadtest"))
    records = [one.reading for one in Evidence.objects.all()]
    assert [len(one["raw_sha256"]) for one in records] == [3, 3, 3]
    assert records[0] == records[1] == records[2]


def test_two_tests_on_one_question_stay_apart_whatever_their_files_are_called(
    scene: Scene, cast: Cast
) -> None:
    runs = {
        run: sorted((FIXTURES / "recorded" / run).glob("run_[sf]*.csv"))
        for run in ("locust-2.47", "locust-2.20")
    }
    for number, path in enumerate(path for paths in runs.values() for path in paths):
        attach(scene, cast, f"{number}.csv", path.read_bytes())
    do("vendors.read_loadtest")
    records = [one.reading for one in Evidence.objects.order_by("pk")]
    assert [record["requests"] for record in records] == [1083] * 3 + [153] * 3
    assert [len(record["raw_sha256"]) for record in records] == [3] * 6


def test_a_long_file_counts_its_progress(scene: Scene, cast: Cast) -> None:
    header, *rows = (FIXTURES / "recorded/jmeter-2.13/columns.csv").read_bytes().splitlines(True)
    content = header + b"".join(rows) * 280
    megabytes = -(-len(content) // (1 << 20))
    assert megabytes > 8
    found = attach(scene, cast, "results.jtl", content)
    (job,) = do("vendors.read_loadtest")
    assert (job.state, job.done_steps, job.all_steps, job.step) == (
        JobState.DONE, megabytes, megabytes, "MB read",
    )  # fmt: skip
    found.refresh_from_db()
    assert found.reading["requests"] == 169 * 280


def test_a_table_that_is_no_load_test_says_so_and_stays(scene: Scene, cast: Cast) -> None:
    found = attach(scene, cast, "staff.csv", b"name,phone\nAnn,1\n")
    do("vendors.read_loadtest")
    found.refresh_from_db()
    assert found.reading is None
    assert found.reading_refusal.endswith(".")
    assert found.removed_at is None


def test_a_second_test_on_the_question_is_read_by_itself(scene: Scene, cast: Cast) -> None:
    stats = (FIXTURES / "locust_stats.csv").read_bytes()
    history = (FIXTURES / "locust_stats_history.csv").read_bytes()
    for name, content in (("a_stats.csv", stats), ("b_stats.csv", stats)):
        attach(scene, cast, name, content)
    attach(scene, cast, "b_stats_history.csv", history)
    do("vendors.read_loadtest")
    assert [len(one.reading["raw_sha256"]) for one in Evidence.objects.all()] == [1, 2, 2]


def test_pages_are_drawn_once(scene: Scene, cast: Cast) -> None:
    png = one_bit_png(200)
    found = attach(scene, cast, "graph.png", png)
    (job,) = do("files.pictures")
    assert job.state == JobState.DONE, job.reason
    picture = PagePicture.objects.get(of=found.file)
    assert (picture.width, picture.height) == (200, 200)
    assert storage.read(picture.key).startswith(b"\x89PNG")
    again = owe("files.pictures", workspace=_county(), subject=found.file_id)
    perform(str(again.pk))
    assert PagePicture.objects.count() == 1


def test_a_pdf_that_cannot_be_drawn_fails_with_a_reason(scene: Scene, cast: Cast) -> None:
    attach(scene, cast, "broken.pdf", b"%PDF-1.7\nnothing\n%%EOF\n")
    (job,) = do("files.pictures")
    assert job.state == JobState.FAILED
    assert job.reason.startswith("This file")


def test_a_receipt_is_printed_once(scene: Scene, cast: Cast, in_alder: Jurisdiction) -> None:
    attach(scene, cast, "plan.txt", "Überlast".encode())
    answers.save(scene.clearwater, "cloud.autoscale", {"limits": "60"}, based_on=0, by=cast.vera)
    submission = submissions.submit(scene.clearwater, by=cast.vera)
    (job,) = do("vendors.receipt")
    assert job.state == JobState.DONE, job.reason
    receipt = Receipt.objects.get()
    text = "".join(
        page.extract_text() for page in PdfReader(io.BytesIO(storage.read(receipt.file.key))).pages
    )
    squeezed = "".join(text.split())
    assert submission.reference in squeezed
    assert submission.root in squeezed
    assert submission.content["evidence"][0]["sha256"] in squeezed
    again = owe("vendors.receipt", workspace=in_alder, subject=submission.pk)
    perform(str(again.pk))
    assert Receipt.objects.count() == 1


def _county() -> Jurisdiction:
    from portal.tenancy.switch import current

    return current()


@pytest.mark.parametrize("limit", ["MOST_FILES", "MOST_BYTES"])
def test_a_response_has_room_for_so_much(
    scene: Scene, cast: Cast, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    from portal.files.content import RefusedFileError

    attach(scene, cast, "a.txt", b"one")
    monkeypatch.setattr(evidence, limit, 1)
    with pytest.raises(RefusedFileError, match="Remove one"):
        attach(scene, cast, "b.txt", b"two")
    assert Evidence.objects.count() == 1
