"""The record bundle: a stranger's Python agrees with it, and names what somebody changed."""

import hashlib
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from evaluations.actions import panel, rounds, settling
from evaluations.actions.reports import order
from evaluations.models import Comment, Evaluation, Report, ReportKind, Score, Stage
from evaluations.queries.reports import material_of
from evaluations.record.packing import packed
from evaluations.tasks import make_report
from portal.access import Refused
from portal.accounts.models import Membership, Role, User
from portal.audit.record import record
from portal.clock import now
from portal.digests import words_digest
from portal.files import storage
from portal.jobs.models import Job
from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import workspace
from tests.cast import Cast
from tests.evaluations.reports.judged import Judged, agree, decide, judged
from vendors.questionnaire.model import Depth

Change = Callable[[Any], None]


def made_bundle(evaluation: Evaluation, by: User) -> tuple[Report, bytes]:
    report = order(evaluation, ReportKind.BUNDLE, by=by)
    assert report.job is not None
    make_report(Job.objects.get(pk=report.job))
    report = Report.objects.select_related("file").get(pk=report.pk)
    assert report.file is not None
    return report, storage.read(report.file.key)


def unpacked(content: bytes, folder: Path) -> Path:
    with zipfile.ZipFile(BytesIO(content)) as bundle:
        bundle.extractall(folder)
    return folder


def checked(folder: Path) -> tuple[int, str]:
    """What a Python that knows nothing of ours says of it."""
    command = [sys.executable, "-I", "-S", str(folder / "verify.py")]
    found = subprocess.run(
        command, check=False, capture_output=True, text=True, cwd="/", timeout=60
    )
    assert found.stderr == ""
    return found.returncode, found.stdout.strip()


def changed(folder: Path, name: str, change: Change, *, listed: bool) -> tuple[int, str]:
    """Change one file, in the manifest too if `listed`, have it checked and put it right again."""
    file, manifest = folder / name, folder / "manifest.json"
    before = file.read_bytes(), manifest.read_bytes()
    value = json.loads(before[0])
    change(value)
    file.write_text(json.dumps(value, ensure_ascii=False))
    if listed:
        files = json.loads(before[1])
        files["files"][name] = hashlib.sha256(file.read_bytes()).hexdigest()
        manifest.write_text(json.dumps(files))
    found = checked(folder)
    file.write_bytes(before[0])
    manifest.write_bytes(before[1])
    return found


def put(value: Any, *steps: Any) -> Change:
    """A change that puts a value where the steps lead."""

    def change(content: Any) -> None:
        for step in steps[:-1]:
            content = content[step]
        assert content[steps[-1]] != value
        content[steps[-1]] = value

    return change


def at_verb(folder: Path, verb: str) -> int:
    events = json.loads((folder / "events.json").read_text())
    return next(at for at, one in enumerate(events) if one.get("verb") == verb)


def settle(made: Judged, cast: Cast) -> None:
    """Let the panel agree on a mark that the marks alone do not give, leave a cell and write."""
    first = made.responses[0]
    about = {"reason": "The drill was shown.", "present": ["Ben Kapoor"], "before": None}
    settling.agree_mark(made.evaluation, first, "prep.irp", 1, by=cast.ann, **about)
    settling.leave(made.evaluation, first, "obs.detection", reason="Two views.", by=cast.ann)
    Comment.objects.create(
        evaluation=made.evaluation, response=first, criterion_key="obs.detection",
        text="Which drill?", by_id=cast.ben.pk, by_name="Ben Kapoor",
    )  # fmt: skip
    with transaction.atomic():
        record(
            "wrote in a discussion", first.vendor, by=cast.ben,
            key=f"round:{made.evaluation.round_id}", criterion="obs.detection",
            text_fingerprint=words_digest("Which drill?"),
        )  # fmt: skip


def test_a_stranger_agrees_and_finds_what_was_changed(
    cast: Cast, in_alder: Any, tmp_path: Path
) -> None:
    made = judged(cast.ann, [cast.ben, cast.cy], vendors=3)
    agree(made, by=cast.ann)
    settle(made, cast)
    decide(made, by=cast.ann)
    report, content = made_bundle(made.evaluation, cast.ann)
    assert report.file is not None
    assert (report.file.media_type, report.is_draft) == ("application/zip", False)
    folder = unpacked(content, tmp_path)
    code, said = checked(folder)
    assert code == 0, said
    assert said.startswith("everything agrees\n")
    assert "submissions: 3, with " in said
    assert "figures: 33 cells of 3 vendors" in said
    assert "agreed marks: 1, left at the average: 1" in said
    assert "contributions to threads: 1" in said

    # The same files give the same bundle, byte for byte.
    with zipfile.ZipFile(BytesIO(content)) as bundle:
        files = {one: bundle.read(one) for one in bundle.namelist() if one != "manifest.json"}
    assert packed(files) == content

    # What it holds is what the comparison shows.
    figures = json.loads((folder / "figures.json").read_text())
    comparison = material_of(made.evaluation).comparison
    assert [(one["name"], one["total"]["shown"], one["rank"]) for one in figures["vendors"]] == [
        (one.name, one.total.shown, one.rank) for one in comparison.columns
    ]

    first = figures["vendors"][0]
    cell = next(at for at, one in enumerate(figures["cells"]) if one["limits"])
    held = figures["cells"][cell]
    capped = next(one for one in figures["vendors"] if one["key"] == held["vendor"])["name"]
    submission = json.loads((folder / "submissions/1.json").read_text())
    said_at = next(
        steps
        for leaf in submission["leaves"]
        if (steps := json.loads(leaf["path"]))[0] == "answers" and steps[-1] == "text"
    )
    item = said_at[1]
    sheet = json.loads((folder / "sheets/1.json").read_text())
    other = json.loads((folder / "sheets/2.json").read_text())
    place = next(key for key, one in sheet["scores"].items() if one["value"] not in (None, 0))
    lower = sheet["scores"][place]["value"] - 1
    opened, locked = (
        at_verb(folder, "moved the evaluation on"),
        at_verb(folder, "submitted answers"),
    )
    link = f"events.json: event {locked + 1} "

    def swap(content: Any) -> None:
        content.update({key: one for key, one in other.items() if key != "name"})

    tampers: list[tuple[str, Change, str]] = [
        ("submissions/1.json", put("Always.", "content", *said_at),
         f"submissions/1.json: {'/'.join(said_at)} has changed"),
        ("submissions/1.json", lambda one: one["content"]["answers"].pop(item),
         f"submissions/1.json: answers/{item}/"),
        ("submissions/1.json", put("0" * 64, "root"),
         "submissions/1.json: root does not cover these leaves"),
        ("submissions/2.json", put("f" * 64, "content", "evidence", 0, "sha256"),
         "submissions/2.json: evidence/0/sha256 has changed"),
        ("evidence.json", put("f" * 64, 0, "files", 0, "sha256"),
         f"evidence.json: {submission['name']}/proof.txt/sha256 has changed"),
        ("sheets/1.json", put(lower, "scores", place, "value"),
         f"sheets/1.json: {place}/value has changed"),
        ("sheets/1.json", put("I changed my mind.", "scores", place, "reason"),
         f"sheets/1.json: {place}/reason has changed"),
        ("sheets/1.json", swap,
         f"sheets/1.json: root is not the one that was noted when {sheet['name']} locked it"),
        ("agreed.json", put(4, 0, "value"), "agreed.json: posture"),
        ("agreed.json", put("Because.", 0, "reason"), "agreed.json: posture"),
        ("agreed_marks.json", put(4, 0, "value"), "agreed_marks.json: prep.irp is not"),
        ("agreed_marks.json", put("Because.", 0, "reason"),
         "agreed_marks.json: prep.irp/reason is not the one whose fingerprint"),
        ("left.json", lambda one: one.clear(), "left.json: obs.detection is not what"),
        ("threads.json", put("Nothing.", 0, "text"), "threads.json: obs.detection/text is not"),
        ("decision.json", put("acceptable", "revisions", 0, "outcomes", 0, "outcome"),
         "decision.json: revision 1 has changed"),
        ("decision.json", put("Other words.", "revisions", 0, "outcomes", 0, "wording"),
         "decision.json: revision 1 has changed"),
        ("decision.json", put("sent_back", "revisions", 0, "answer", "is"),
         "decision.json: holds is not the revision"),
        ("figures.json", put("9.99", "vendors", 0, "total", "score"),
         f"figures.json: {first['name']}/total/score says 9.99, and it is "),
        ("figures.json", put(3, "vendors", 0, "rank"),
         f"figures.json: {first['name']}/rank says 3, and it is 1"),
        ("figures.json", put("4.0", "vendors", 0, "levels", 0, "shown"),
         f"figures.json: {first['name']}/level 1/shown says 4.0"),
        ("figures.json", put("failed", "vendors", 0, "must_haves", 0, "state"),
         f"figures.json: {first['name']}/"),
        ("figures.json", put("not_applicable", "vendors", 0, "must_haves", 0, "state"),
         f"figures.json: {first['name']}/"),
        ("figures.json", put(4, "cells", cell, "limits", 0, "score"),
         f"figures.json: {capped}/{held['topic']}/limits says [("),
        ("figures.json", put([], "cells", cell, "limits"),
         f"figures.json: {capped}/{held['topic']}/limits says [], and it is "),
        ("figures.json", put("left_out", "cells", 0, "questions", "posture.availability_history"),
         "figures.json: "),
        ("figures.json", lambda one: one["cells"].pop(), "figures.json: cells are not one for"),
        ("questionnaire.json", put(99, "criteria", 0, "weight"),
         "questionnaire.json: has changed"),
        ("method.json", put(99, "weights", "posture.availability"),
         "method.json: weights/posture.availability is not the weight"),
        ("events.json", put("did nothing", opened, "verb"),
         f"events.json: event {opened + 1}/verb has changed"),
        ("events.json", lambda one: one.pop(locked), f"{link}is missing"),
        ("events.json", put("2020-01-01T00:00:00+00:00", locked, "at"),
         f"{link}does not follow from the event before it"),
        ("events.json", lambda one: one.pop(), "head.json: names event "),
        ("events.json", put("0" * 64, -1, "chain"), "events.json: event "),
        ("head.json", put(1, "number"), "head.json: names event 1; the events end otherwise"),
        ("head.json", lambda one: one.clear(), "head.json: is not written as it should be"),
    ]  # fmt: skip
    for name, change, expected in tampers:
        # Whoever changes a file and its line in the manifest is found all the same.
        code, said = changed(folder, name, change, listed=True)
        assert (code, said.startswith(expected)) == (1, True), (expected, said)
        assert "\n" not in said
    # What no other fingerprint covers, the manifest does.
    how = put("Another way.", "how", 0)
    code, said = changed(folder, "method.json", how, listed=False)
    assert (code, said) == (1, "method.json: has changed since the bundle was made")
    (folder / "extra.txt").write_text("More.")
    assert checked(folder) == (1, "extra.txt: is not part of the bundle")
    (folder / "extra.txt").unlink()
    (folder / "sheets/2.json").unlink()
    assert checked(folder) == (1, "sheets/2.json: is missing")


def test_only_after_the_decision(cast: Cast, in_alder: Any) -> None:
    made = judged(cast.ann, [cast.ben])
    with pytest.raises(Refused, match="once the evaluation is decided"):
        order(made.evaluation, ReportKind.BUNDLE, by=cast.ann)
    decide(made, by=cast.ann)
    assert order(made.evaluation, ReportKind.BUNDLE, by=cast.ann).kind == "bundle"


def test_only_coordinators_without_a_conflict_order_and_fetch_it(
    alder: Jurisdiction, cast: Cast, sign_in: Any
) -> None:
    with workspace(alder):
        made = judged(cast.ann, [cast.ben, cast.cy])
        decide(made, by=cast.ann)
        report, _content = made_bundle(made.evaluation, cast.ann)
        # Cy coordinates as well, and is recused from one vendor.
        Membership.objects.update_or_create(
            person=cast.cy, jurisdiction=alder,
            defaults={"role": Role.COORDINATOR, "accepted_at": now()},
        )  # fmt: skip
        panel.declare(
            made.panel[1], text="t", conflicts=[made.responses[0].pk], explanation="A cousin.",
            typed_name="Cy", by=cast.cy,
        )  # fmt: skip
    address = f"/evaluations/{made.evaluation.pk}/reports/"
    for person, ordered, fetched in (
        (cast.ann, 302, 200), (cast.ben, 403, 404), (cast.olive, 403, 404), (cast.cy, 403, 404),
    ):  # fmt: skip
        client = sign_in(person)
        page = client.get(address).content
        assert (b"Create record bundle" in page) == (person == cast.ann), person
        assert (b"Record bundle (ZIP)" in page) == (person == cast.ann), person
        assert client.post(address, {"report": "bundle"}).status_code == ordered, person
        answer = client.get(f"{address}{report.pk}/file")
        assert answer.status_code == fetched, person
        if fetched == 200:
            assert b"".join(answer.streaming_content).startswith(b"PK")


def test_grades_lifted_limits_blanks_and_recusals_agree_too(
    cast: Cast, in_alder: Any, tmp_path: Path
) -> None:
    made = judged(cast.ann, [cast.ben, cast.cy], vendors=4, silent=1, depth=Depth.FULL)
    evaluation, (ben, cy) = made.evaluation, made.panel
    Evaluation.objects.filter(pk=evaluation.pk).update(stage=Stage.SCORING)
    panel.unlock(ben, "To look again.", by=cast.ann)
    hers = Score.objects.filter(panelist=ben).order_by("pk")
    chosen = list(hers.values_list("pk", flat=True))
    for at, grade in enumerate(("claim", "document", "test", "production")):
        hers.filter(pk__in=chosen[at::9]).update(grade=grade, grade_reason="As I see it.")
    hers.filter(pk__in=chosen[5::9]).update(lifted_by="Their status page.")
    hers.filter(pk__in=chosen[6::9]).update(value=None, cannot_judge=True)
    panel.lock(ben, by=cast.ben)
    panel.declare(
        cy, text="t", conflicts=[made.responses[1].pk], explanation="A cousin.",
        typed_name="Cy", by=cast.cy,
    )  # fmt: skip
    evaluation = rounds.open_discussion(evaluation, by=cast.ann)
    agree(made, by=cast.ann)
    decide(made, by=cast.ann)
    _report, content = made_bundle(made.evaluation, cast.ann)
    code, said = checked(unpacked(content, tmp_path))
    assert code == 0, said
    assert "of 4 vendors" in said
