"""The record where questions were approved as not applicable: they leave the sums there too."""

import json
from pathlib import Path

from evaluations.models import Outcome
from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import workspace
from tests import deciding
from tests.cast import Cast
from tests.evaluations.compare.test_not_applicable import PART, WHOLE, decide, scoring
from tests.evaluations.record.test_bundle import changed, checked, made_bundle, put, unpacked
from tests.stages import Judged, discuss, lock_all, score_all

__all__ = ["scoring"]


def test_what_was_approved_as_not_applicable_agrees_and_is_held_to_its_event(
    scoring: Judged,
    alder: Jurisdiction,
    cast: Cast,
    tmp_path: Path,
) -> None:
    people = (cast.ben, cast.cy)
    with workspace(alder):
        decide(scoring, WHOLE, by=cast.ann)
        decide(scoring, PART, by=cast.ann, approved=False)
        score_all(scoring, people, lambda *_at: 3, "As it is.")
        lock_all(scoring, people, cast)
        discuss(scoring, people, cast)
        scoring.evaluation.refresh_from_db()
        outcomes = {one.pk: Outcome.ACCEPTABLE for one in scoring.responses}
        deciding.decide(scoring.evaluation, outcomes, reasons="All in all.", by=cast.ann)
        scoring.evaluation.refresh_from_db()
        _report, content = made_bundle(scoring.evaluation, cast.ann)
    folder = unpacked(content, tmp_path)
    code, said = checked(folder)
    assert code == 0, said
    cells = json.loads((folder / "figures.json").read_text())["cells"]
    assert sum(one["state"] == "not_applicable" for one in cells) == 1
    at = next(at for at, one in enumerate(cells) if PART in one["questions"])
    assert "claimed" in {one["questions"].get(PART) for one in cells}
    left_out = put("left_out", "cells", at, "questions", PART)
    code, said = changed(folder, "figures.json", left_out, listed=True)
    assert code == 1
    assert said.endswith("is left out, and no event says who approved that")
