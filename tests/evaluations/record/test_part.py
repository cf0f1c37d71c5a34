"""The record of an evaluation in which one reviewer scored a part."""

from pathlib import Path

from evaluations.actions.assigning import assign
from evaluations.models import Outcome
from portal.tenancy.models import Jurisdiction
from tests import deciding
from tests.cast import Cast
from tests.evaluations.panel.test_assigning import TOPIC, anew
from tests.evaluations.record.test_bundle import changed, checked, made_bundle, put, unpacked
from tests.stages import discuss, judged_at, lock_all, score_all


def test_a_part_is_worked_out_again_and_cannot_be_widened(
    in_alder: Jurisdiction, cast: Cast, tmp_path: Path
) -> None:
    people = [cast.ben, cast.cy]
    staged = judged_at("declared", cast)
    assign(staged.reviewers[0], topics=[TOPIC], vendors=[], by=cast.ann)
    score_all(anew(staged), people, lambda who, vendor, topic: (who + topic) % 5, "Seen")
    lock_all(staged, people, cast)
    discuss(staged, people, cast)
    staged.evaluation.refresh_from_db()
    first, second = staged.responses
    both = {first.pk: Outcome.RECOMMENDED, second.pk: Outcome.ACCEPTABLE}
    deciding.decide(staged.evaluation, both, reasons="Best at the base.", by=cast.ann)
    folder = unpacked(made_bundle(staged.evaluation, cast.ann)[1], tmp_path)
    code, said = checked(folder)
    assert code == 0, said
    name = next(
        one.relative_to(folder).as_posix()
        for one in folder.glob("sheets/*.json")
        if TOPIC in one.read_text().partition('"scores"')[0]
    )
    code, said = changed(folder, name, put([], "assigned", "topics"), listed=True)
    assert code == 1
    assert "scored when locking it" in said
