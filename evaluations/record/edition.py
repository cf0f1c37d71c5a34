"""The public-records edition: the record without what has to stay with the jurisdiction.

A value that is taken out leaves its hash behind (portal.digests), so every fingerprint in the
record stays what it was, and verify.py still checks the rest of it.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evaluations.record.packing import json_bytes
from portal.digests import Sealed, redact

HERE = Path(__file__).parent
README = (HERE / "readme.txt").read_bytes()
CONFIDENTIAL = (HERE / "readme_confidential.txt").read_bytes()
PUBLIC = (HERE / "readme_public.txt").read_bytes()

Step = str | int

OF_ANSWER = ("value", "source", "by", "confidential_reason")
OF_FILE = ("title", "name", "reading", "scenario", "environment", "confidential_reason")
"""Taken out of a file's line; its kind, day and questions stay, for the limits go by them."""
TOLD_OF_FILE = ("title", "name")
OF_SCORE = ("reason", "lifted_by", "grade_reason")
PANEL_WROTE = (
    ("agreed.json", "reason"),
    ("agreed_marks.json", "reason"),
    ("left.json", "reason"),
    ("threads.json", "text"),
    ("reopened.json", "question"),
)
WHEN = "when"
"""Of an answer: whether a thing is there now, which limits the score. It is not taken out."""
QUOTES = "quotes"
QUOTES_WHY = "Written by the panel about an answer that is withheld, which it may repeat."


@dataclass(frozen=True, slots=True)
class Withheld:
    """One answer or file of one vendor that is not for everybody.

    vendor: the key of its response; part: *answer* or *file*; key: that of the question, or the
    number of the file; code and why: the reason as the records officer gave it.
    """

    vendor: str
    part: str
    key: str
    code: str
    why: str


def edition_of(
    files: Mapping[str, bytes], withheld: Collection[Withheld], topics: Mapping[str, str]
) -> dict[str, bytes]:
    """The files of a record without what is withheld; redactions.json lists every empty place.

    topics: the topic of each question, by their keys. What reviewers wrote about a topic of which
    an answer or a file of that vendor is withheld is taken out too, for it may repeat it.
    """
    made, cuts = dict(files), list[dict[str, Any]]()
    quoting: set[tuple[str, str]] = set()
    for name in _folder(files, "submissions/"):
        one = json.loads(files[name])
        places = list(_in_submission(one, withheld, topics, quoting))
        made[name] = _without(name, one, "content", places, cuts)
    made["evidence.json"] = _list_of_evidence(files["evidence.json"], withheld, cuts)
    for name in _folder(files, "sheets/"):
        sheet = json.loads(files[name])
        made[name] = _without(name, sheet, "scores", _in_sheet(sheet, quoting), cuts)
    for name, words in PANEL_WROTE:
        made[name] = _said(name, files[name], words, quoting, topics, cuts)
    made["README.txt"] = files["README.txt"].replace(CONFIDENTIAL, PUBLIC)
    made["redactions.json"] = json_bytes(cuts)
    return made


def _folder(files: Mapping[str, bytes], folder: str) -> list[str]:
    return [name for name in files if name.startswith(folder)]


@dataclass(frozen=True, slots=True)
class _Place:
    steps: tuple[Step, ...]
    code: str
    why: str


def _in_submission(
    one: Mapping[str, Any],
    withheld: Collection[Withheld],
    topics: Mapping[str, str],
    quoting: set[tuple[str, str]],
) -> list[_Place]:
    """Where a submission holds what is withheld; adds the cells that may repeat it."""
    places = []
    vendor, content = one["vendor"], one["content"]
    for field in withheld:
        if field.vendor != vendor:
            continue
        if field.part == "answer":
            found = _in_answer(content["answers"], field)
            about = [field.key]
        else:
            at = [n for n, file in enumerate(content["evidence"]) if str(file["id"]) == field.key]
            found = [("evidence", n, fact) for n in at for fact in OF_FILE]
            about = [link["key"] for n in at for link in content["evidence"][n]["items"]]
        places += [_Place(steps, field.code, field.why) for steps in found]
        quoting |= {(vendor, topics[key]) for key in about if key in topics}
    return places


def _in_answer(answers: Mapping[str, Any], field: Withheld) -> list[tuple[Step, ...]]:
    answer = answers.get(field.key)
    if answer is None:
        return []
    parts = [("answers", field.key, part) for part in OF_ANSWER if part != "value"]
    value = answer["value"]
    inside = value if isinstance(value, dict) else {}
    return [
        *parts,
        *(("answers", field.key, "value", part) for part in inside if part != WHEN),
    ]


def _in_sheet(sheet: Mapping[str, Any], quoting: set[tuple[str, str]]) -> list[_Place]:
    cells = {f"{vendor}/{topic}" for vendor, topic in quoting}
    return [
        _Place((cell, part), QUOTES, QUOTES_WHY)
        for cell, score in sheet["scores"].items()
        if cell in cells
        for part in OF_SCORE
        if score.get(part)
    ]


def _without(
    name: str,
    one: dict[str, Any],
    inside: str,
    places: Sequence[_Place],
    cuts: list[dict[str, Any]],
) -> bytes:
    value, sealed = one[inside], Sealed.from_dict({"root": one["root"], "leaves": one["leaves"]})
    for place in places:
        if not _holds(value, place.steps):
            continue
        value, sealed = redact(value, sealed, *place.steps)
        cuts.append(_cut(name, (inside, *place.steps), place.code, place.why))
    return json_bytes(one | {inside: value, "leaves": sealed.to_dict()["leaves"]})


def _holds(value: Any, steps: Sequence[Step]) -> bool:
    """Whether something stands there that could be taken out; an empty place tells nothing."""
    for step in steps:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return False
    return value not in (None, "")


def _list_of_evidence(
    content: bytes, withheld: Collection[Withheld], cuts: list[dict[str, Any]]
) -> bytes:
    listed = json.loads(content)
    fields = {(one.vendor, one.key): one for one in withheld if one.part == "file"}
    for v, vendor in enumerate(listed):
        for f, file in enumerate(vendor["files"]):
            field = fields.get((vendor["vendor"], str(file["id"])))
            if field is None:
                continue
            for fact in TOLD_OF_FILE:
                file[fact] = None
                cuts.append(_cut("evidence.json", (v, "files", f, fact), field.code, field.why))
    return json_bytes(listed)


def _said(
    name: str,
    content: bytes,
    words: str,
    quoting: set[tuple[str, str]],
    topics: Mapping[str, str],
    cuts: list[dict[str, Any]],
) -> bytes:
    """What the panel wrote about the cells that may repeat something, without the words."""
    listed = json.loads(content)
    for at, one in enumerate(listed):
        topic = one["criterion"] if "criterion" in one else topics.get(one["question"], "")
        if (one["vendor"], topic) in quoting:
            one[words] = None
            cuts.append(_cut(name, (at, words), QUOTES, QUOTES_WHY))
    return json_bytes(listed)


def _cut(file: str, steps: tuple[Step, ...], code: str, why: str) -> dict[str, Any]:
    return {"file": file, "at": list(steps), "code": code, "why": why}
