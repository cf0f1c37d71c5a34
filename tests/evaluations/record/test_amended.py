"""The record where the questionnaire was amended after answers were in."""

import json
from pathlib import Path
from typing import Any

from portal.accounts.models import User
from portal.tenancy.models import Jurisdiction
from tests.cast import Cast
from tests.evaluations.record.test_bundle import changed, checked, made_bundle, put, unpacked
from tests.stages import Staged, judged_at, put_clock_right
from vendors.actions import amendments, questionnaires, submissions
from vendors.questionnaire import edits


def test_who_confirmed_and_who_did_not_both_agree(
    in_alder: Jurisdiction, cast: Cast, sign_in: Any, tmp_path: Path
) -> None:
    def amend(staged: Staged) -> None:
        """Reword one question twice; the first vendor confirms after that, the second never."""
        for words in ("Does it scale by itself?", "Does it scale without anybody’s doing?"):
            begun = amendments.prepare(staged.evaluation.round, by=cast.ann)
            questionnaires.edit(
                begun.version,
                lambda asked, words=words: edits.edit_item(asked, "cloud.autoscale", prompt=words),
                "words",
                by=cast.ann,
            )
            begun.version.refresh_from_db()
            done = amendments.publish(begun, words, by=cast.ann, seen=begun.version.digest)
        lead = User.objects.get(email=staged.first.invitations.get().email)
        submissions.confirm(staged.first, by=lead, seen=done.version_id)

    try:
        made = judged_at("decided", cast, before_closing=amend)
        _report, content = made_bundle(made.evaluation, cast.ann)
        cells = f"/evaluations/{made.pk}/cells"
        ann = sign_in(cast.ann)
        confirmed, never = (
            ann.get(f"{cells}/{one.pk}/cloud.elasticity/").content.decode()
            for one in made.responses
        )
        assert "Answered before amendment 2" in never
        assert "Answered before amendment" not in confirmed
    finally:
        put_clock_right()
    folder = unpacked(content, tmp_path)
    code, said = checked(folder)
    assert code == 0, said
    assert "amendments: 2" in said
    listed = json.loads((folder / "amendments.json").read_text())
    assert [one["number"] for one in listed] == [1, 2]
    for change, name, end in (
        (put("Because.", 0, "reason"), "amendments.json", "noted when it was published"),
        (put("0" * 64, 0, "after"), "amendments.json", "lead to the questionnaire that follows"),
        (lambda all_of_them: all_of_them.pop(), "amendments.json", "that events noted"),
        (put("Other", "title"), "questionnaires/1.json", "not the one in amendments.json"),
    ):
        code, said = changed(folder, name, change, listed=True)
        assert code == 1
        assert said.endswith(end), said
    # The twin: who was asked something else altogether is found.
    answered = json.loads((folder / "submissions/3.json").read_text())["content"]["questionnaire"]
    assert answered["digest"] == listed[0]["before"]
    code, said = changed(folder, "amendments.json", put("1" * 64, 0, "before"), listed=True)
    assert code == 1
