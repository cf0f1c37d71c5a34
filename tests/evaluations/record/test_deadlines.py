"""The record where dates moved and one vendor's answers came late and were accepted."""

import json
from datetime import timedelta
from pathlib import Path

from evaluations.actions import late as acting
from evaluations.actions import panel, rounds
from evaluations.models import Evaluation
from portal import clock
from portal.accounts.models import User
from portal.tenancy.models import Jurisdiction
from tests import stages
from tests.cast import Cast
from tests.evaluations.record.test_bundle import (
    at_verb,
    changed,
    checked,
    made_bundle,
    put,
    unpacked,
)
from tests.stages import answer_all, put_clock_right, round_at
from vendors.actions import answers, deadlines, invitations
from vendors.actions.submissions import submit_or_keep
from vendors.models import LateDraft

WHY = "Holidays."
TRIED = "tried to submit after the date and was refused"
ACCEPTED = "accepted a late submission"


def decided(cast: Cast) -> Evaluation:
    """All get a day more and the second one another; it comes a second late and is accepted."""
    lines = "First <lead@first.example>\nSecond <lead@second.example>"
    put_clock_right()
    staged = round_at("open", cast, vendors=lines)
    round_ = staged.evaluation.round
    answer_all(staged.first)
    assert round_.due_at is not None
    deadlines.extend(round_, round_.due_at + timedelta(days=1), WHY, by=cast.ann)
    round_.refresh_from_db()
    assert round_.due_at is not None
    due = round_.due_at + timedelta(days=1)
    deadlines.extend(round_, due, "Storm.", response=staged.second, by=cast.ann)
    lead = User.objects.known_as("lead@second.example", "Lee")
    second = invitations.accept(staged.second.invitations.get(), by=lead)
    answers.save(second, "cloud.autoscale", {"limits": "none"}, based_on=0, by=lead, ready=True)
    for person in (cast.ben, cast.cy):
        panel.add(staged.evaluation, person, by=cast.ann)
    clock.move(due - clock.now() + timedelta(seconds=1))
    kept = submit_or_keep(second, by=lead)
    assert isinstance(kept, LateDraft)
    rounds.begin_scoring(staged.evaluation, by=cast.ann)
    asked = acting.ask(
        staged.evaluation, kept, "Our mail was down.", "pat@audit.example", by=cast.ann
    )
    acting.confirm(asked, by=User.objects.get(email="pat@audit.example"), name=str(cast.ann))
    made = stages._judged(staged.evaluation, [staged.first, second])
    people = [cast.ben, cast.cy]
    stages._declare(made, people, cast)
    stages.score_all(made, people, lambda *at: sum(at) % 5, "Seen in the answer")
    stages.lock_all(made, people, cast)
    stages.discuss(made, people, cast)
    stages._decide(made, people, cast)
    return made.evaluation


def test_dates_and_what_came_late_agree_and_whatever_is_changed_is_named(
    in_alder: Jurisdiction, cast: Cast, tmp_path: Path
) -> None:
    try:
        _report, content = made_bundle(decided(cast), cast.ann)
    finally:
        put_clock_right()
    folder = unpacked(content, tmp_path)
    code, said = checked(folder)
    assert code == 0, said
    assert "dates moved: 2, late submissions: 1" in said
    listed = json.loads((folder / "deadlines.json").read_text())
    assert [one["reason"] for one in listed["moved"]] == [WHY, "Storm."]
    late = next(
        name
        for name in ("submissions/1.json", "submissions/2.json")
        if json.loads((folder / name).read_text())["late"]
    )
    early = "submissions/1.json" if late == "submissions/2.json" else "submissions/2.json"
    vendor = json.loads((folder / early).read_text())["vendor"]
    for change, name, end in (
        (put("Because.", "moved", 0, "reason"), "deadlines.json", "when the date was moved"),
        (lambda all_: all_["moved"].pop(), "deadlines.json", "that events noted"),
        (put("2020-01-01T00:00:00Z", "moved", 1, "to"), "deadlines.json", "than were noted"),
        (put("2020-01-01T00:00:00Z", "due"), "deadlines.json", "that was told last"),
        (put("2020-01-01T00:00:00Z", "vendors", vendor), "deadlines.json", "and its own"),
        (put(None, "late"), late, "it is not marked as late"),
        (put("2099-01-01T00:00:00Z", "at"), early, "it is not marked as late"),
        (put("2099-01-01T00:00:00Z", "late", "tried"), late, "than were noted"),
        (put("2019-01-01T00:00:00Z", "late", "tried"), late, "before it was due"),
    ):
        code, said = changed(folder, name, change, listed=True)
        assert code == 1
        assert said.endswith(end), said
    # Events are sealed, so that what they say about it can't be changed either.
    for verb in (TRIED, ACCEPTED):
        at = at_verb(folder, verb)
        code, said = changed(
            folder, "events.json", put("0" * 64, at, "detail", "fingerprint"), listed=True
        )
        assert code == 1
