"""The record bundle: a stranger's Python agrees with it, and names what somebody changed."""

import hashlib
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from evaluations.actions import panel
from evaluations.actions.reports import order
from evaluations.models import Report, ReportKind
from evaluations.tasks import make_report
from portal.access import Refused
from portal.files import storage
from portal.jobs.models import Job
from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import workspace
from tests.cast import Cast
from tests.evaluations.reports.judged import Judged, agree, decide, judged


def bundle_of(made: Judged, cast: Cast) -> bytes:
    report = order(made.evaluation, ReportKind.BUNDLE, by=cast.ann)
    make_report(Job.objects.get(pk=report.job))
    file = Report.objects.select_related("file").get(pk=report.pk).file
    assert file is not None
    assert file.name.endswith(".zip")
    return storage.read(file.key)


def run(folder: Path) -> tuple[int, str]:
    """What a Python that knows nothing of ours says of it."""
    command = [sys.executable, "-I", "-S", str(folder / "verify.py")]
    found = subprocess.run(command, capture_output=True, text=True, cwd="/", timeout=60)
    assert found.stderr == ""
    return found.returncode, found.stdout


def test_everything_agrees(cast: Cast, in_alder: Any, tmp_path: Path) -> None:
    made = judged(cast.ann, [cast.ben, cast.cy], vendors=3)
    agree(made, by=cast.ann)
    decide(made, by=cast.ann)
    zipfile.ZipFile(io.BytesIO(bundle_of(made, cast))).extractall(tmp_path)
    code, said = run(tmp_path)
    assert code == 0, said
    print(said)
    assert said.startswith("everything agrees\n")
