"""One topic of a submission answered again: it changes and nothing else does."""

from copy import deepcopy
from typing import Any

from vendors.again import merged

TOPIC = {"a.one", "a.two"}


def file(pk: int, *keys: str, **said: Any) -> dict[str, Any]:
    items = [{"key": key, "page": None} for key in keys]
    return {"id": pk, "title": f"File {pk}", "kind": "document", "items": items, **said}


BEFORE: dict[str, Any] = {
    "vendor": "Clearwater",
    "questionnaire": {"digest": "d", "number": 1},
    "handed_in_by": {"person": "Ann"},
    "answers": {"a.one": {"value": 1}, "a.two": {"value": 2}, "b.one": {"value": 3}},
    "evidence": [file(1, "a.one"), file(2, "a.two", "b.one"), file(3, "b.one")],
}


def test_only_the_topic_is_replaced() -> None:
    untouched = deepcopy(BEFORE)
    now = {
        "answers": {"a.one": {"value": 10}, "b.one": {"value": 30}, "b.two": {"value": 40}},
        "evidence": [file(1, "a.one"), file(4, "a.one"), file(5, "b.one")],
    }
    made = merged(BEFORE, now, TOPIC)
    assert made["answers"] == {"a.one": {"value": 10}, "b.one": {"value": 3}}
    assert [one["id"] for one in made["evidence"]] == [1, 2, 3, 4]
    assert made["evidence"][1] == file(2, "b.one")
    assert made["questionnaire"] == BEFORE["questionnaire"]
    # Whoever handed it in before, this time the vendor does.
    assert "handed_in_by" not in made
    assert untouched == BEFORE


def test_a_file_that_proves_another_topic_stays_as_it_was_described_there() -> None:
    now = {
        "answers": {},
        "evidence": [file(2, "a.one", "b.one", kind="audit"), file(3, "a.two", kind="audit")],
    }
    made = merged(BEFORE, now, TOPIC)
    assert [one["kind"] for one in made["evidence"]] == ["document", "document"]
    assert made["evidence"] == [file(2, "a.one", "b.one"), file(3, "a.two", "b.one")]


def test_what_is_the_same_now_changes_nothing() -> None:
    now = {"answers": BEFORE["answers"], "evidence": BEFORE["evidence"]}
    without = {key: one for key, one in BEFORE.items() if key != "handed_in_by"}
    assert merged(BEFORE, now, TOPIC) == without
    assert merged(BEFORE, {"answers": {}, "evidence": []}, ()) == without
