"""How sure the order is: printed where it was chosen before scoring, and nowhere else."""

import json
from io import BytesIO

import openpyxl
import pytest

from evaluations.actions import settling
from evaluations.actions.reports import order
from evaluations.models import Evaluation, ReportKind
from evaluations.queries.order import order_of
from evaluations.queries.reports import material_of, snapshot_of
from portal.tenancy.models import Jurisdiction
from tests.cast import Cast
from tests.evaluations.reports.judged import judged
from tests.evaluations.reports.test_documents import made, read

pytestmark = pytest.mark.django_db


def test_it_is_in_every_output_once_chosen_and_in_none_otherwise(
    in_alder: Jurisdiction, cast: Cast
) -> None:
    pair = judged(cast.ann, [cast.ben, cast.cy])
    about = {"reason": "Shown in a demo.", "present": ["Ben Kapoor"], "before": None}
    settling.agree_mark(pair.evaluation, pair.responses[0], "prep.irp", 1, by=cast.ann, **about)
    settling.leave(
        pair.evaluation, pair.responses[0], "prep.response", reason="Two fair views.", by=cast.ann
    )
    assert pair.evaluation.order_seed is not None
    kept_quiet = snapshot_of(material_of(pair.evaluation), "json")
    _report, quiet = made(order(pair.evaluation, ReportKind.JSON, by=cast.ann))
    assert json.loads(quiet)["order"] is None
    _report, book = made(order(pair.evaluation, ReportKind.WORKBOOK, by=cast.ann))
    assert "Order" not in openpyxl.load_workbook(BytesIO(book)).sheetnames

    Evaluation.objects.filter(pk=pair.evaluation.pk).update(prints_order=True)
    pair.evaluation.refresh_from_db()
    material = material_of(pair.evaluation)
    assert snapshot_of(material, "json") != kept_quiet
    found = order_of(material.bench, material.comparison)
    assert found is not None
    said = json.loads(made(order(pair.evaluation, ReportKind.JSON, by=cast.ann))[1])
    assert said["order"]["verdict"] == found.verdict
    assert said["order"]["one_point"] == [found.nudges, *found.nudged]
    marks = [one for one in said["vendors"][0]["must_haves"] if one["agreed"]]
    assert [(one["item"], one["mark"], one["shown"]) for one in marks] == [
        ("prep.irp", "1", "Failed (agreed mark 1)")
    ]
    _report, book = made(order(pair.evaluation, ReportKind.WORKBOOK, by=cast.ann))
    rows = list(openpyxl.load_workbook(BytesIO(book))["Order"].values)
    assert ("How sure", found.verdict) in rows
    _report, paper = made(order(pair.evaluation, ReportKind.COMPARISON_PDF, by=cast.ann))
    _reader, words = read(paper)
    for sentence in (found.verdict, found.nudges, found.unshown, *found.nudged, *found.left_out):
        assert sentence in words
    assert "Failed (agreed mark 1)" in words
    assert "Discussed, and left at the average: Two fair views." in words
    assert (
        "Agreed mark: 1 for “Please attach the incident response plan.” Shown in a demo." in words
    )
