"""The record where vendors were asked again about single topics after closing."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from evaluations.actions import reopening
from evaluations.record.edition import Withheld, edition_of
from evaluations.record.packing import packed
from portal import clock
from portal.accounts.models import User
from portal.tenancy.models import Jurisdiction
from tests import stages
from tests.cast import Cast
from tests.evaluations.record.test_bundle import changed, checked, made_bundle, put, unpacked
from tests.stages import Judged, judged_at, put_clock_right
from vendors.actions import answers, reopenings

TOPIC, ITEM, OTHER = "cloud.elasticity", "cloud.autoscale", "sla.objectives"
WORDS = "Ninety at once."


def decided(cast: Cast) -> Judged:
    """The first vendor answers a topic again, is asked about another, and that is closed again."""
    judged = judged_at("declared", cast)
    response = judged.responses[0]
    lead = User.objects.get(pk=response.members.get().person_id)
    until = clock.now() + timedelta(days=2)
    one, two = [
        reopening.ask(judged.evaluation, response, key, f"About {key}?", until, by=cast.ann)
        for key in (TOPIC, OTHER)
    ]
    version = response.answers.get(item_key=ITEM).version
    answers.save(response, ITEM, {"limits": WORDS}, based_on=version, by=lead)
    reopenings.hand_in(one, by=lead)
    reopenings.stop(two, by=cast.ann)
    people = [cast.ben, cast.cy]
    stages.score_all(judged, people, lambda reviewer, vendor, topic: 3, "Seen in the answer")
    for step in (stages.lock_all, stages.discuss, stages._decide):
        judged = stages._judged(judged.evaluation, judged.responses)
        step(judged, people, cast)
    return stages._judged(judged.evaluation, judged.responses)


def test_what_was_answered_again_is_checked(
    in_alder: Jurisdiction, cast: Cast, tmp_path: Path
) -> None:
    try:
        _report, content = made_bundle(decided(cast).evaluation, cast.ann)
    finally:
        put_clock_right()
    folder = unpacked(content, tmp_path)
    code, said = checked(folder)
    assert code == 0, said
    assert "topics asked about again: 2, answered: 1" in said
    listed = json.loads((folder / "reopened.json").read_text())
    assert [one["reference"] is None for one in listed] == [False, True]
    file = next(
        f"submissions/{one.name}"
        for one in (folder / "submissions").iterdir()
        if "answers_again" in json.loads(one.read_text())["content"]
    )
    first = json.loads((folder / file).read_text())["content"]["answers_again"]["before"]
    assert first != listed[0]["reference"]
    tampers: list[tuple[str, Callable[[Any], object], str]] = [
        ("reopened.json", put("Else?", 0, "question"), "noted when it was asked"),
        ("reopened.json", put("2030-01-01T00:00:00Z", 0, "until"), "time that was told"),
        ("reopened.json", put(OTHER, 0, "criterion"), "noted when it was asked"),
        ("reopened.json", lambda rows: rows.pop(), "questions that events noted"),
        ("reopened.json", put(None, 1, "stopped_at"), "other than events noted"),
        ("reopened.json", put(None, 0, "reference"), "other than events noted"),
        (file, put("2030-01-01T00:00:00Z", "at"), "time for which the topic was open"),
    ]
    for name, change, end in tampers:
        code, said = changed(folder, name, change, listed=True)
        assert code == 1, name
        assert end in said, said


def test_a_submission_that_changed_more_is_found(
    in_alder: Jurisdiction, cast: Cast, tmp_path: Path, monkeypatch: Any
) -> None:
    """The twin: were another topic to change with it, whoever checks the record would be told."""

    def careless(before: Any, now: Any, keys: Any) -> dict[str, Any]:
        made = {**before, "answers": {**before["answers"], ITEM: now["answers"][ITEM]}}
        other = next(key for key in sorted(made["answers"]) if key not in keys)
        made["answers"][other] = {**made["answers"][other], "value": {"text": "Changed too."}}
        return made

    monkeypatch.setattr(reopenings, "merged", careless)
    try:
        _report, content = made_bundle(decided(cast).evaluation, cast.ann)
    finally:
        put_clock_right()
    code, said = checked(unpacked(content, tmp_path))
    assert code == 1
    assert "and its topic was closed" in said


def test_an_edition_withholds_it_in_both_answers(
    in_alder: Jurisdiction, cast: Cast, tmp_path: Path
) -> None:
    try:
        made = decided(cast)
        _report, content = made_bundle(made.evaluation, cast.ann)
    finally:
        put_clock_right()
    folder = unpacked(content, tmp_path / "whole")
    files = {
        one.relative_to(folder).as_posix(): one.read_bytes()
        for one in sorted(folder.rglob("*"))
        if one.is_file() and one.name != "manifest.json"
    }
    assert WORDS in b"".join(files.values()).decode()
    field = Withheld(str(made.responses[0].pk), "answer", ITEM, "trade_secret", "It is one.")
    asked = json.loads(files["questionnaire.json"])["items"]
    topics = {one["key"]: one["criterion"] for one in asked}
    out = edition_of(files, [field], topics)
    text = b"".join(out.values()).decode()
    assert WORDS not in text
    assert f"About {TOPIC}?" not in text
    assert f"About {OTHER}?" in text
    before = [
        json.loads(out[name])["content"]["answers"][ITEM]["value"]
        for name in out
        if name.startswith("submissions/")
        and json.loads(out[name])["vendor"] == str(made.responses[0].pk)
    ]
    assert len(before) == 2
    assert all(one in (None, {"limits": None}) or None in one.values() for one in before)
    again = unpacked(packed(out), tmp_path / "edition")
    code, said = checked(again)
    assert code == 0, said
