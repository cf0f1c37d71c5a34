"""Checks the record of an evaluation with nothing but Python (3.9 or later).

    python verify.py [folder] [number fingerprint]

Unpack the ZIP and run this file. It works out again every fingerprint and every figure from what
lies beside it and names the first thing that is off. It ends with 0 if everything agrees, with 1
if something does not. It reads files and prints lines; it changes nothing and calls nobody.
Number and fingerprint are those of an event as you know them from elsewhere, such as the mail that
went out with the decision: the record has to hold that event, or it is another record.
"""

from __future__ import annotations

import calendar
import datetime as dt
import hashlib
import json
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, NoReturn

GENESIS = "0" * 64
LEAF_TAG, ROOT_TAG = b"plumbline leaf 1", b"plumbline root 1"
PROOF_CODES = ("no_proof", "document_only")
GRADES = ("claim", "document", "test", "production", "independent")
GRADE_OF = {
    "document": 1, "screenshot": 1, "load_test": 2, "drill": 2, "record": 2, "incident": 3,
    "measurement": 3, "probe": 4, "audit": 4,
}  # fmt: skip
"""The place among the grades of what each kind of file shows."""
SCORED, UNSCORED, NOT_ASSIGNED = "scored", "unscored", "not_assigned"
NOT_APPLICABLE = "not_applicable"
NOTHING = "–"
LOCKED = "locked her or his scores"
ACCEPTED_LATE = "accepted a late submission"
IN_TIME = ("submitted answers", "submitted answers for a vendor")
ASKED_TOPIC = "asked a vendor about one topic again"
CLOSED_TOPIC = "closed a topic again before its time"
ANSWERED_TOPIC = "submitted one topic again"
HANDED_IN = (*IN_TIME, ACCEPTED_LATE, ANSWERED_TOPIC)
TRIED_LATE = "tried to submit after the date and was refused"
MORE_TIME = ("gave a vendor more time", "gave all vendors more time")
WITHDREW, AGAIN = "withdrew its answers", "answers again after withdrawing"
AGREED = "recorded an agreed score"
AGREED_MARK = "recorded an agreed mark"
LEFT = "left a score at the average"
WROTE = "wrote in a discussion"
AMENDED = "amended the questionnaire"
DECIDED = "decided the evaluation"
PROPOSED = "proposed a decision"
LEFT_OUT = "approved as not applicable"


class Off(Exception):  # noqa: N818 - it reads as what it says
    """The first thing that does not agree, by name."""


def off(name: str, *where: object, what: str) -> NoReturn:
    place = "/".join(str(one) for one in where)
    raise Off(f"{name}: {place} {what}" if place else f"{name}: {what}")


# --- Fingerprints -------------------------------------------------------------------------------


def canonical(value: Any) -> bytes:
    """JSON in UTF-8: keys sorted, no white space, text in Unicode form NFC, no floats."""
    text = json.dumps(plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8")


def plain(value: Any) -> Any:
    if isinstance(value, float):
        raise TypeError("a number with a point cannot be sealed")
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, dict):
        return {plain(key): plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [plain(one) for one in value]
    return value


def digest_of(*parts: bytes) -> str:
    """SHA-256 over the parts, each with its length as eight bytes before it."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.hexdigest()


def leaves_of(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[str, Any]]:
    """Every single value with its path, a JSON array of the keys and positions that lead there."""
    if isinstance(value, dict) and value:
        for key, one in value.items():
            yield from leaves_of(one, (*path, key))
    elif isinstance(value, list) and value:
        for at, one in enumerate(value):
            yield from leaves_of(one, (*path, at))
    else:
        yield canonical(list(path)).decode(), value


def check_seal(
    name: str, value: Any, root: str, leaves: list[Any], inside: str = "", cut: str = ""
) -> int:
    """Hold a value against its leaves, and the leaves against their root; gives their number.

    A leaf without a salt was redacted: its hash stands for what is no longer there.
    cut: the path of a text that may be stored shorter than it was sealed.
    """
    present = dict(leaves_of(plain(value)))
    where = [inside] if inside else []
    for leaf in leaves:
        path = leaf["path"]
        steps = [*where, *json.loads(path)]
        if leaf["salt"] is None:
            if present.pop(path, None) is not None:
                off(name, *steps, what="holds a value where one was redacted")
            continue
        if path not in present:
            off(name, *steps, what="is missing")
        salt, content = bytes.fromhex(leaf["salt"]), canonical(present.pop(path))
        if path != cut and digest_of(LEAF_TAG, salt, path.encode(), content) != leaf["hash"]:
            off(name, *steps, what="has changed")
    redacted = [json.loads(one["path"]) for one in leaves if one["salt"] is None]
    for path, content in present.items():
        steps = json.loads(path)
        if content is not None or not any(one[: len(steps)] == steps for one in redacted):
            off(name, *where, *steps, what="was not there when this was sealed")
    parts: list[bytes] = []
    for leaf in sorted(leaves, key=lambda one: str(one["path"])):
        parts += (leaf["path"].encode(), leaf["hash"].encode())
    if digest_of(ROOT_TAG, *parts) != root:
        off(name, *where, what="root does not cover these leaves")
    return len(leaves)


def link(previous: str, root: str, number: int, at: str) -> str:
    """The hash that chains an event to the one before it."""
    text = "".join(f"{len(part)}:{part}" for part in (previous, root, str(number), at))
    return hashlib.sha256(text.encode()).hexdigest()


# --- The files ----------------------------------------------------------------------------------


class Files:
    """What lies in the folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.reading = "manifest.json"
        self.listed: dict[str, str] = self.json("manifest.json")["files"]

    def bytes(self, name: str) -> bytes:
        self.reading = name
        try:
            return (self.folder / name).read_bytes()
        except OSError:
            off(name, what="is missing")

    def json(self, name: str) -> Any:
        try:
            return json.loads(self.bytes(name).decode("utf-8"))
        except ValueError:
            off(name, what="is not JSON")

    def all(self, folder: str) -> list[tuple[str, Any]]:
        """Every file of a folder that is listed, in order of its number."""
        names = [one for one in self.listed if one.startswith(folder + "/")]
        names.sort(key=lambda one: int(Path(one).stem))
        return [(one, self.json(one)) for one in names]


class Record:
    """Everything read once; each check below holds a part of it against the others."""

    def __init__(self, files: Files) -> None:
        self.files = files
        self.method = files.json("method.json")
        self.questionnaire = files.json("questionnaire.json")
        self.amendments = files.json("amendments.json")
        self.deadlines = files.json("deadlines.json")
        self.reopened = files.json("reopened.json")
        self.submissions = files.all("submissions")
        self.sheets = files.all("sheets")
        self.evidence = files.json("evidence.json")
        self.agreed = files.json("agreed.json")
        self.agreed_marks = files.json("agreed_marks.json")
        self.left = files.json("left.json")
        self.threads = files.json("threads.json")
        self.decision = files.json("decision.json")
        self.events = files.json("events.json")
        self.head = files.json("head.json")
        self.cuts = files.json("redactions.json") if "redactions.json" in files.listed else []
        self.figures = files.json("figures.json")

    def own(self, *verbs: str) -> list[Any]:
        """The evaluation's own events of these kinds, in order."""
        return [one for one in self.events if one.get("verb") in verbs]

    def latest(self) -> dict[str, tuple[str, Any]]:
        """The last submission of each vendor."""
        found: dict[str, tuple[str, Any]] = {}
        for name, one in self.submissions:
            key = one["vendor"]
            if key not in found or found[key][1]["number"] < one["number"]:
                found[key] = (name, one)
        return found


def check_questionnaire(record: Record) -> str:
    name = record.files.reading = "questionnaire.json"
    stated = record.method["questionnaire"]["digest"]
    if hashlib.sha256(record.files.bytes(name)).hexdigest() != stated:
        off(name, what="has changed: its fingerprint is not the one in method.json")
    if record.method["rules"] != record.questionnaire["rules"]:
        off("method.json", what="rules are not those of the questionnaire")
    weights = {one["key"]: one["weight"] for one in record.questionnaire["criteria"]}
    for key, weight in record.method["weights"].items():
        if weights.get(key) != weight:
            off("method.json", "weights", key, what="is not the weight in the questionnaire")
    return "questionnaire: 1"


def check_amendments(record: Record) -> str:
    """What was asked before, in a row that ends at the questionnaire as it is."""
    noted = {one["detail"]["number"]: one["detail"] for one in record.own(AMENDED)}
    if sorted(noted) != [one["number"] for one in record.amendments]:
        off("amendments.json", what="does not list the amendments that events noted")
    then = [one["before"] for one in record.amendments[1:]]
    then.append(record.method["questionnaire"]["digest"])
    for at, one in enumerate(record.amendments):
        number, after = one["number"], then[at]
        if one["after"] != after:
            off("amendments.json", number, what="does not lead to the questionnaire that follows")
        if noted[number].get("digest") != after or noted[number].get("reason") != one["reason"]:
            off("amendments.json", number, what="is not what was noted when it was published")
        name = record.files.reading = f"questionnaires/{number}.json"
        if hashlib.sha256(record.files.bytes(name)).hexdigest() != one["before"]:
            off(name, what="has changed: its fingerprint is not the one in amendments.json")
    return f"amendments: {len(record.amendments)}"


def moment(text: str) -> dt.datetime:
    """An instant as it is written here or in an event."""
    return dt.datetime.fromisoformat(text[:-1] + "+00:00" if text.endswith("Z") else text)


def check_deadlines(record: Record) -> str:
    """Each date was moved as events noted, and what was in time came before its date."""
    name = record.files.reading = "deadlines.json"
    moved, noted = record.deadlines["moved"], record.own(*MORE_TIME)
    if len(moved) != len(noted):
        off(name, "moved", what="does not list the moves that events noted")
    for at, one in enumerate(moved):
        event, said = noted[at], noted[at]["detail"]
        if (one["vendor"], one["reason"], one["by"]) != (
            said["vendor"],
            said["reason"],
            event["by"],
        ):
            off(name, "moved", at, what="is not what was noted when the date was moved")
        if any(moment(one[key]) != moment(said["due_" + key]) for key in ("from", "to")):
            off(name, "moved", at, what="names other dates than were noted")
    _check_dates(record, moved)
    came = {one["detail"].get("reference"): one["verb"] for one in record.own(*HANDED_IN)}
    late = 0
    for name, one in record.submissions:
        record.files.reading = name
        verb = came.get(one["reference"])
        if one["late"] is not None:
            late += 1
            _check_late(record, name, one)
        elif verb == ACCEPTED_LATE:
            off(name, what="came late, and it is not marked as late")
        elif verb in IN_TIME and moment(one["at"]) >= moment(
            record.deadlines["vendors"][one["vendor"]]
        ):
            off(name, "at", what="is after the date, and it is not marked as late")
    return f"dates moved: {len(moved)}, late submissions: {late}"


def _check_dates(record: Record, moved: list[Any]) -> None:
    """The dates that hold are the last ones that were told."""
    name = "deadlines.json"
    if record.deadlines["due"] is None:
        return
    for_all = [moment(one["to"]) for one in moved if one["vendor"] is None]
    for_all += [
        moment(one["detail"]["due"]) for one in record.own(AMENDED) if one["detail"].get("due")
    ]
    due = moment(record.deadlines["due"])
    if for_all and max(for_all) != due:
        off(name, "due", what="is not the date that was told last")
    for vendor, text in record.deadlines["vendors"].items():
        own = [moment(one["to"]) for one in moved if one["vendor"] == vendor]
        if moment(text) != max([due, *own]):
            off(name, "vendors", vendor, what="is not the later of the date for all and its own")


def _check_late(record: Record, name: str, one: Any) -> None:
    """It is what was refused then, and two people accepted it."""
    due, tried = moment(one["late"]["due"]), moment(one["late"]["tried"])
    if tried < due:
        off(name, "late", what="was tried before it was due")
    said: dict[str, Any] = {}
    for verb in (TRIED_LATE, ACCEPTED_LATE):
        found = [
            event["detail"]
            for event in record.own(verb)
            if event["detail"].get("fingerprint") == one["root"]
            and event["detail"]["vendor"] == one["vendor"]
        ]
        if len(found) != 1:
            off(name, "late", what=f"has no event that says it: {verb}")
        said = found[0]
        if (moment(said["due"]), moment(said["tried"])) != (due, tried):
            off(name, "late", what="names other instants than were noted")
    if len(set(said["addresses"])) != 2:
        off(name, "late", what="was not accepted by two people")


def check_submissions(record: Record) -> str:
    values = 0
    handed_in = {
        one["detail"].get("reference"): one["detail"].get("fingerprint")
        for one in record.own(*HANDED_IN)
    }
    # A vendor that did not confirm after an amendment is held to what it was asked before.
    asked = {
        record.method["questionnaire"]["digest"],
        *(one["before"] for one in record.amendments),
    }
    withdrawn: set[str] = set()
    for one in record.own(WITHDREW, AGAIN):
        change = withdrawn.add if one["verb"] == WITHDREW else withdrawn.discard
        change(one["detail"].get("vendor", ""))
    for name, one in record.submissions:
        record.files.reading = name
        if one["vendor"] in withdrawn:
            off(name, what="was withdrawn by its vendor")
        values += check_seal(name, one["content"], one["root"], one["leaves"])
        known = one["content"]["questionnaire"]["digest"] in asked
        if not known and record.latest()[one["vendor"]][0] == name:
            off(name, what="answers a questionnaire that was never asked here")
        if handed_in.get(one["reference"]) != one["root"]:
            off(name, what=f"root is not the one that was noted when {one['reference']} came in")
    return f"submissions: {len(record.submissions)}, with {values} sealed values"


def check_reopened(record: Record) -> str:
    """A topic that opened again changed alone, after it was asked about and before its time."""
    name = record.files.reading = "reopened.json"
    here = {one["key"] for one in record.figures["vendors"]}
    noted = {
        one["detail"]["number"]: one
        for one in record.own(ASKED_TOPIC)
        if one["detail"]["vendor"] in here
    }
    if sorted(noted) != sorted(one["number"] for one in record.reopened):
        off(name, what="does not list the questions that events noted")
    answered = {one["detail"]["number"]: one["detail"] for one in record.own(ANSWERED_TOPIC)}
    by_reference = {one["reference"]: (file, one) for file, one in record.submissions}
    told = set()
    for one in record.reopened:
        record.files.reading = name
        _as_asked(record, one, noted[one["number"]]["detail"], answered)
        if one["reference"] is not None:
            told.add(one["reference"])
            _changed_alone(record, by_reference, one, answered[one["number"]]["before"])
    for file, one in record.submissions:
        if "answers_again" in one["content"] and one["reference"] not in told:
            record.files.reading = file
            off(file, what="answers a topic again that nobody asked about")
    return f"topics asked about again: {len(record.reopened)}, answered: {len(told)}"


def _as_asked(record: Record, one: Any, said: Any, answered: dict[int, Any]) -> None:
    """What is listed is what events noted when it was asked, closed or answered."""
    name, number = "reopened.json", one["number"]
    if (one["vendor"], one["criterion"]) != (said["vendor"], said["topic"]):
        off(name, number, what="is about something else than was noted when it was asked")
    if moment(one["until"]) != moment(said["until"]):
        off(name, number, "until", what="is not the time that was told")
    words = one["question"]
    digest = said["question_fingerprint"]
    if words is not None and hashlib.sha256(words.encode()).hexdigest() != digest:
        off(name, number, "question", what="is not what was noted when it was asked")
    closed = {event["detail"]["number"] for event in record.own(CLOSED_TOPIC)}
    if (one["stopped_at"] is not None) != (number in closed):
        off(name, number, what="was closed, or was not, other than events noted")
    if one["reference"] != answered.get(number, {"reference": None})["reference"]:
        off(name, number, what="was answered, or was not, other than events noted")


def _changed_alone(record: Record, by_reference: dict[str, Any], one: Any, before: str) -> None:
    """Against the submission before it, only the topic that was open differs."""
    file, after = by_reference[one["reference"]]
    record.files.reading = file
    _name, first = by_reference[before]
    if after["vendor"] != one["vendor"] or first["vendor"] != one["vendor"]:
        off(file, what="is of another vendor than was asked")
    if not moment(one["at"]) <= moment(after["at"]) < moment(one["until"]):
        off(file, "at", what="is not within the time for which the topic was open")
    was, now = first["content"], after["content"]
    if now.get("answers_again") != {"topic": one["criterion"], "before": before}:
        off(file, "answers_again", what="is not what was asked")
    keys = _questions_of(record, one["criterion"])
    for key in sorted({*was["answers"], *now["answers"]} - keys):
        if was["answers"].get(key) != now["answers"].get(key):
            off(file, "answers", key, what="changed, and its topic was closed")
    if _files_on_others(was, keys) != _files_on_others(now, keys):
        off(file, "evidence", what="changed for a topic that was closed")


def _questions_of(record: Record, topic: str) -> set[str]:
    """The questions of a topic, in any version that was asked here."""
    asked = [record.questionnaire]
    asked += [
        record.files.json(f"questionnaires/{one['number']}.json") for one in record.amendments
    ]
    return {item["key"] for one in asked for item in one["items"] if item["criterion"] == topic}


def _files_on_others(content: Any, keys: set[str]) -> list[Any]:
    """What files say and prove outside of these questions."""
    kept = []
    for one in content["evidence"]:
        items = [link for link in one["items"] if link["key"] not in keys]
        if items:
            kept.append({**one, "items": items})
    return kept


def check_evidence(record: Record) -> str:
    name = record.files.reading = "evidence.json"
    latest = record.latest()
    if {one["vendor"] for one in record.evidence} != set(latest):
        off(name, what="does not list the vendors that handed in")
    files = 0
    for one in record.evidence:
        sealed = latest[one["vendor"]][1]["content"]["evidence"]
        if len(sealed) != len(one["files"]):
            off(name, one["name"], what="does not list the files that were handed in")
        for at, file in enumerate(one["files"]):
            files += 1
            for key, value in file.items():
                if sealed[at].get(key) != value:
                    off(name, one["name"], sealed[at]["name"], key, what="has changed")
    return f"files in the list of evidence: {files}"


def check_sheets(record: Record) -> str:
    scores = 0
    locked: dict[str, dict[str, Any]] = defaultdict(dict)
    for one in record.own(LOCKED):
        locked[one["by"]][one["detail"].get("fingerprint", "")] = one["detail"]
    for name, sheet in record.sheets:
        record.files.reading = name
        check_seal(name, sheet["scores"], sheet["root"], sheet["leaves"])
        if sheet["root"] not in locked[sheet["name"]]:
            off(name, what=f"root is not the one that was noted when {sheet['name']} locked it")
        noted = locked[sheet["name"]].get(sheet["root"], {})
        for what, part in sheet["assigned"].items():
            if part != noted.get(what, []):
                off(name, what, what=f"are not those that {sheet['name']} scored when locking it")
        if sheet["assigned"]["vendors"]:
            beyond = set(sheet["vendors"]) - {str(one) for one in sheet["assigned"]["vendors"]}
            if beyond:
                off(name, "vendors", what="go beyond those that were assigned")
        scores += len(sheet["scores"])
    return f"sheets: {len(record.sheets)}, with {scores} scores"


def check_events(record: Record) -> str:
    name = record.files.reading = "events.json"
    previous, whole = GENESIS, 0
    for number, one in enumerate(record.events, start=1):
        if one["number"] != number:
            off(name, f"event {number}", what="is missing")
        if "verb" in one:
            whole += 1
            value = {key: one[key] for key in ("verb", "subject", "by", "detail")}
            cut = '["subject"]' if len(one["subject"]) == 300 else ""
            check_seal(name, value, one["root"], one["leaves"], f"event {number}", cut)
        if link(previous, one["root"], number, one["at"]) != one["chain"]:
            off(name, f"event {number}", what="does not follow from the event before it")
        previous = one["chain"]
    head = record.head
    record.files.reading = "head.json"
    if (head["number"], head["chain"]) != (len(record.events), previous):
        off("head.json", what=f"names event {head['number']}; the events end otherwise")
    if record.events and head["at"] != record.events[-1]["at"]:
        off("head.json", "at", what="is not the instant of the last event")
    return f"events: {len(record.events)}, of which {whole} with what they say"


def check_redactions(record: Record) -> str:
    """Every place that is empty is listed with its reason, and every place listed is empty."""
    listed: dict[str, list[list[Any]]] = defaultdict(list)
    for number, one in enumerate(record.cuts, start=1):
        name = record.files.reading = "redactions.json"
        if not (one["code"] and one["why"]):
            off(name, f"line {number}", what="says no reason")
        if _value_at(record.files.json(one["file"]), one["at"]) is not None:
            off(one["file"], *one["at"], what="is listed as withheld and is there")
        listed[one["file"]].append(one["at"])
    empty = [
        (name, [inside, *json.loads(leaf["path"])])
        for inside, sealed in (("content", record.submissions), ("scores", record.sheets))
        for name, one in sealed
        for leaf in one["leaves"]
        if leaf["salt"] is None
    ]
    empty += [
        (name, [at, words])
        for name, words, rows in (
            ("agreed.json", "reason", record.agreed),
            ("agreed_marks.json", "reason", record.agreed_marks),
            ("left.json", "reason", record.left),
            ("threads.json", "text", record.threads),
            ("reopened.json", "question", record.reopened),
        )
        for at, one in enumerate(rows)
        if one[words] is None
    ]
    for name, steps in empty:
        if not any(steps[: len(one)] == one for one in listed[name]):
            off(name, *steps, what="is withheld, and redactions.json does not say why")
    return f"places withheld, each with its reason: {len(record.cuts)}"


def _value_at(value: Any, steps: list[Any]) -> Any:
    for step in steps:
        value = None if value is None else value[step]
    return value


def check_agreed(record: Record) -> str:
    _said(record, "agreed.json", AGREED, record.agreed, "criterion")
    return f"agreed scores: {len(record.agreed)}"


def check_agreed_marks(record: Record) -> str:
    _said(record, "agreed_marks.json", AGREED_MARK, record.agreed_marks, "question")
    _said(record, "left.json", LEFT, record.left, "criterion")
    return f"agreed marks: {len(record.agreed_marks)}, left at the average: {len(record.left)}"


def check_threads(record: Record) -> str:
    _said(record, "threads.json", WROTE, record.threads, "criterion", words="text")
    return f"contributions to threads: {len(record.threads)}"


def _said(
    record: Record, name: str, verb: str, rows: list[Any], key: str, words: str = "reason"
) -> None:
    """Holds what was agreed or written against the events: how often, which value, which words."""
    record.files.reading = name
    noted: dict[str, list[Any]] = defaultdict(list)
    told: dict[str, list[Any]] = defaultdict(list)
    digests: dict[str, list[str]] = defaultdict(list)
    for one in record.own(verb):
        noted[one["detail"][key]].append(one["detail"].get("value", 0))
        # Events from before the words were noted as well say nothing about them.
        if f"{words}_fingerprint" in one["detail"]:
            digests[one["detail"][key]].append(one["detail"][f"{words}_fingerprint"])
    for one in rows:
        told[one[key]].append(one.get("value", 0))
    for at in sorted({*noted, *told}):
        if sorted(noted[at]) != sorted(told[at]):
            off(name, at, what="is not what the events say was agreed or written")
        here = [one[words] for one in rows if one[key] == at]
        left = [hashlib.sha256(one.encode()).hexdigest() for one in here if one is not None]
        withheld = here.count(None)
        for digest in digests[at]:
            if digest in left:
                left.remove(digest)
            elif withheld:
                withheld -= 1
            else:
                off(name, at, words, what="is not the one whose fingerprint an event noted")


def check_decision(record: Record) -> str:
    name = record.files.reading = "decision.json"
    revisions = record.decision["revisions"]
    proposed = {one["detail"]["number"]: one["detail"] for one in record.own(PROPOSED)}
    confirmed = [one["detail"] for one in record.own(DECIDED)]
    if not confirmed:
        off(name, what="is not among the events")
    for at, one in enumerate(revisions, start=1):
        place = f"revision {at}"
        if one["number"] != at:
            off(name, place, what="is missing")
        if one["root"]:
            _decision_root(name, place, one)
            if proposed.get(at, {}).get("fingerprint") != one["root"]:
                off(name, place, what="is not what the events say was proposed")
    holds = [one["number"] for one in revisions if (one["answer"] or {}).get("is") == "confirmed"]
    if not holds or record.decision["holds"] != holds[-1]:
        off(name, "holds", what="is not the revision that was confirmed last")
    last = revisions[holds[-1] - 1]
    if last["root"] and confirmed[-1].get("fingerprint") != last["root"]:
        off(name, what="is not what the events say was confirmed")
    noted = confirmed[-1]["outcomes"]
    for one in last["outcomes"]:
        if noted.get(one["vendor"]) != one["outcome"]:
            off(name, one["name"], what="has another outcome than the events say")
    return f"revisions of the decision: {len(revisions)}, outcomes: {len(last['outcomes'])}"


def _decision_root(name: str, place: str, one: Any) -> None:
    """The fingerprint covers reasons, wording, open matters, outcomes and the scores behind it."""
    said = {
        key: one[key] for key in ("number", "reasons", "why_changed", "open_matters", "figures")
    }
    said["outcomes"] = {
        each["vendor"]: [each["outcome"], each["reason"], each["wording"]]
        for each in one["outcomes"]
    }
    if hashlib.sha256(canonical(said)).hexdigest() != one["root"]:
        off(name, place, what="has changed: its fingerprint is another one")


# --- The figures --------------------------------------------------------------------------------


def decimal(value: Fraction | None) -> str | None:
    """A fraction as a decimal of 28 digits."""
    return None if value is None else str(Decimal(value.numerator) / Decimal(value.denominator))


def rounded(value: Fraction | None, places: str) -> str:
    """As shown: half up."""
    if value is None:
        return NOTHING
    return str(Decimal(decimal(value) or 0).quantize(Decimal(places), ROUND_HALF_UP))


def tenths(value: Fraction | None) -> str:
    """As a cell shows it: half up, from the exact value."""
    if value is None:
        return NOTHING
    steps = (20 * value.numerator + value.denominator) // (2 * value.denominator)
    return f"{steps // 10}.{steps % 10}"


def mean(values: list[int]) -> Fraction | None:
    return Fraction(sum(values), len(values)) if values else None


class Sums:
    """Works out every figure from answers, sheets, agreed scores, rules and weights.

    Of reliability, or of one pack asked beside it: no sum holds topics of both.
    """

    def __init__(self, record: Record, figures: Any, pack: str = "") -> None:
        self.record = record
        asked = record.questionnaire
        self.rules = asked["rules"]
        self.items: dict[str, list[Any]] = defaultdict(list)
        for item in asked["items"]:
            if self._is_asked(item):
                self.items[item["criterion"]].append(item)
        self.criteria = [
            one
            for one in asked["criteria"]
            if one["key"] in self.items and one.get("pack", "") == pack
        ]
        self.sheets = [sheet for _name, sheet in record.sheets if sheet["counts"]]
        self.cells = {(one["vendor"], one["topic"]): one for one in figures["cells"]}
        self.agreed: dict[tuple[str, str], int] = {}
        for one in sorted(record.agreed, key=lambda one: int(one["number"])):
            self.agreed[one["vendor"], one["criterion"]] = one["value"]
        self.agreed_marks: dict[tuple[str, str], int] = {}
        for one in sorted(record.agreed_marks, key=lambda one: int(one["number"])):
            self.agreed_marks[one["vendor"], one["question"]] = one["value"]
        self.latest = record.latest()
        self.closing = dt.date.fromisoformat(record.method["closed_on"])
        self.finals: dict[tuple[str, str], Fraction | None] = {}

    def handed_in(self, vendor: str) -> Any:
        """The content of a vendor's last submission."""
        empty: dict[str, Any] = {"answers": {}, "evidence": []}
        return self.latest[vendor][1]["content"] if vendor in self.latest else empty

    def best_grade(self, evidence: list[Any], items: set[str]) -> int:
        """The best that files show which are attached to these questions and still current."""
        index = self.closing.year * 12 + self.closing.month - 1 - self.rules["proof_months"]
        year, month = divmod(index, 12)
        last = calendar.monthrange(year, month + 1)[1]
        oldest = dt.date(year, month + 1, min(self.closing.day, last)).isoformat()
        grades = [
            GRADE_OF[one["kind"]]
            for one in evidence
            if (one["speaks_of"] or "") >= oldest and items & {at["key"] for at in one["items"]}
        ]
        return max(grades, default=0)

    def _is_asked(self, item: Any) -> bool:
        depth = self.record.questionnaire["depth"]
        if item.get("left_out") or item.get("not_relevant") or depth == "quick":
            return False
        return bool(item.get("own") or depth == "full" or item["depth"] == "essentials")

    def assigned(self, vendor: str, topic: str) -> list[Any]:
        """The sheets that are to hold a score here."""
        if not self.cells[vendor, topic]["applies"]:
            return []
        return [
            one
            for one in self.sheets
            if vendor in one["vendors"] and topic in (one["assigned"]["topics"] or [topic])
        ]

    def given(self, vendor: str, topic: str) -> list[Any]:
        """The scores that are in, those that could not judge among them."""
        at = f"{vendor}/{topic}"
        rows = (one["scores"].get(at) for one in self.assigned(vendor, topic))
        return [one for one in rows if one and (one["value"] is not None or one["cannot_judge"])]

    def limit(self, cell: Any, grade: str) -> int:
        """The most that a score counts for, under the grade that its reviewer confirmed."""
        limits: list[tuple[int, str]] = [(one["score"], one["code"]) for one in cell["limits"]]
        if grade and grade != cell["grade"]:
            limits = [one for one in limits if one[1] not in PROOF_CODES]
            if grade == "claim":
                limits.append((self.rules["cap_no_proof"], "no_proof"))
            elif grade == "document":
                limits.append((self.rules["cap_document_only"], "document_only"))
        return min([4, *(score for score, _code in limits)])

    def counted(self, vendor: str, topic: str) -> list[int]:
        """What the scores count for: no more than the limit, unless a reviewer lifted it."""
        cell = self.cells[vendor, topic]
        return [
            # Where the proof seen elsewhere is withheld, there was one: else nothing stood there.
            one["value"]
            if one["lifted_by"] != ""
            else min(one["value"], self.limit(cell, one["grade"]))
            for one in self.given(vendor, topic)
            if one["value"] is not None
        ]

    def weighted(self, vendor: str, level: int | None = None) -> tuple[Fraction | None, Any]:
        """The weighted mean of what is scored, and the share of the weight that is."""
        total, scored, applies = Fraction(0), 0, 0
        for one in self.criteria:
            at = (vendor, one["key"])
            if level not in {None, one["level"]} or not self.cells[at]["applies"]:
                continue
            applies += one["weight"]
            final = self.finals[at]
            if final is not None:
                total += final * one["weight"]
                scored += one["weight"]
        score = total / scored if scored else None
        return score, Fraction(scored, applies) if applies else None


def check_figures(record: Record) -> str:
    name = record.files.reading = "figures.json"
    sums = Sums(record, record.figures)
    vendors = record.figures["vendors"]
    if not set(record.latest()) <= {one["key"] for one in vendors}:
        off(name, "vendors", what="leave out a vendor that handed in")
    _cells(sums, record.figures)
    totals = {one["key"]: sums.weighted(one["key"])[0] for one in vendors}
    missing = {one["key"]: _missing(sums, one["key"]) for one in vendors}
    expected = sum(len(sums.assigned(*at)) for at in sums.cells)
    ranked = bool(expected) and not any(missing.values())
    for vendor in vendors:
        key, called = vendor["key"], vendor["name"]
        total = totals[key]
        rank = None
        if ranked and total is not None:
            rank = 1 + sum(one > total for one in totals.values() if one is not None)
        _same(called, "missing", vendor["missing"], missing[key])
        _roll_up(sums, (called, "total"), vendor["total"], key, None)
        _same(called, "rank", vendor["rank"], rank)
        _levels(sums, vendor)
        _must_haves(sums, vendor)
    _same("scores", "expected", record.figures["scores_expected"], expected)
    _same("scores", "in", record.figures["scores_in"], expected - sum(missing.values()))
    beside = sum(check_pack(record, one) for one in _packs(record))
    cells = len(sums.cells) + beside
    return f"figures: {cells} cells of {len(vendors)} vendors, totals, levels and ranks"


def _cells(sums: Sums, figures: Any) -> None:
    vendors = figures["vendors"]
    wanted = {(one["key"], topic["key"]) for one in vendors for topic in sums.criteria}
    if set(sums.cells) != wanted or len(figures["cells"]) != len(wanted):
        off("figures.json", "cells", what="are not one for each vendor and topic")
    for vendor in vendors:
        for topic in sums.criteria:
            _cell(sums, vendor, topic["key"])


def _packs(record: Record) -> list[Any]:
    """What was worked out beside reliability: all packs of which something is asked."""
    sums = Sums(record, record.figures)
    asked = {
        one["pack"]
        for one in record.questionnaire["criteria"]
        if one.get("pack") and one["key"] in sums.items
    }
    found: list[Any] = record.figures.get("packs", [])
    if sorted(one["key"] for one in found) != sorted(asked):
        off("figures.json", "packs", what="are not those of the questionnaire")
    return found


def check_pack(record: Record, pack: Any) -> int:
    """Cells, totals and must-haves of one pack, for the vendors of the comparison."""
    sums = Sums(record, pack, pack["key"])
    names = [(one["key"], one["name"]) for one in record.figures["vendors"]]
    if [(one["key"], one["name"]) for one in pack["vendors"]] != names:
        off("figures.json", pack["key"], what="does not list the vendors of the comparison")
    _cells(sums, pack)
    for vendor in pack["vendors"]:
        where = (pack["key"], vendor["name"])
        _same(*where, "missing", vendor["missing"], _missing(sums, vendor["key"]))
        _roll_up(sums, (*where, "total"), vendor["total"], vendor["key"], None)
        _must_haves(sums, vendor)
    return len(sums.cells)


def _same(*where: Any) -> None:
    *place, stored, right = where
    if stored != right:
        off("figures.json", *place, what=f"says {stored}, and it is {right}")


def _missing(sums: Sums, vendor: str) -> int:
    topics = [one["key"] for one in sums.criteria]
    return sum(len(sums.assigned(vendor, t)) - len(sums.given(vendor, t)) for t in topics)


def _cell(sums: Sums, vendor: Any, topic: str) -> None:
    at = (vendor["key"], topic)
    cell, values = sums.cells[at], sums.counted(*at)
    _questions(sums, vendor, topic)
    _limits(sums, vendor, topic)
    expected = len(sums.assigned(*at))
    final = mean(values)
    if cell["applies"] and at in sums.agreed:
        final = Fraction(sums.agreed[at])
    sums.finals[at] = final
    state = SCORED
    if final is None:
        state = (UNSCORED if expected else NOT_ASSIGNED) if cell["applies"] else NOT_APPLICABLE
    right = {
        "state": state,
        "expected": expected,
        "in_hand": len(sums.given(*at)),
        "final": decimal(final),
        "shown": "n/a" if state == NOT_APPLICABLE else tenths(final),
        "low": min(values) if values else None,
        "high": max(values) if values else None,
        "agreed": final is not None and at in sums.agreed,
    }
    for key, value in right.items():
        _same(vendor["name"], topic, key, cell[key], value)


def _questions(sums: Sums, vendor: Any, topic: str) -> None:
    """How each question stands: only what a vendor handed in can be answered or claimed."""
    cell, answers = sums.cells[vendor["key"], topic], sums.handed_in(vendor["key"])["answers"]
    keys = {one["key"] for one in sums.items[topic]}
    if set(cell["questions"]) != keys:
        off("figures.json", vendor["name"], topic, what="does not list the questions of the topic")
    for key, state in cell["questions"].items():
        if state == "left_out":
            _approved(sums, vendor["name"], key)
        elif state != "unanswered" and key not in answers:
            off("figures.json", vendor["name"], key, what=f"is {state}, and nothing was handed in")
    applies = any(one != "left_out" for one in cell["questions"].values())
    _same(vendor["name"], topic, "applies", cell["applies"], applies)


def _limits(sums: Sums, vendor: Any, topic: str) -> None:
    """The limits of a cell by what was answered, promised for later and proved."""
    cell, handed_in = sums.cells[vendor["key"], topic], sums.handed_in(vendor["key"])
    states = {key: one for key, one in cell["questions"].items() if one != "left_out"}
    if not states:
        _same(vendor["name"], topic, "limits", cell["limits"], [])
        return
    rules, found = sums.rules, []
    if "answered" not in states.values():
        found.append((rules["cap_unanswered"], "unanswered"))
    for item in sums.items[topic]:
        state = states.get(item["key"])
        if state is None or not item.get("must_have"):
            continue
        when = handed_in["answers"].get(item["key"], {"value": {}})["value"].get("when")
        status = when.get("status") if isinstance(when, dict) else None
        if state != "answered" or status in {"by", "later"}:
            found.append((rules["cap_must_have_later"], "must_have"))
    grade = sums.best_grade(handed_in["evidence"], set(states))
    if grade == 0:
        found.append((rules["cap_no_proof"], "no_proof"))
    elif grade == 1:
        found.append((rules["cap_document_only"], "document_only"))
    stored = sorted((one["score"], one["code"]) for one in cell["limits"])
    _same(vendor["name"], topic, "limits", stored, sorted(one for one in found if one[0] < 4))
    _same(vendor["name"], topic, "grade", cell["grade"], GRADES[grade])


def _approved(sums: Sums, vendor: str, item: str) -> None:
    """Nothing leaves a sum unless an event says that a coordinator approved it."""
    if all(one["detail"].get("question") != item for one in sums.record.own(LEFT_OUT)):
        off("figures.json", vendor, item, what="is left out, and no event says who approved that")


def _roll_up(
    sums: Sums, where: tuple[str, ...], stored: Any, vendor: str, level: int | None
) -> None:
    score, coverage = sums.weighted(vendor, level)
    shown = rounded(score, "0.01") if level is None else tenths(score)
    _same(*where, "score", stored["score"], decimal(score))
    _same(*where, "shown", stored["shown"], shown)
    _same(*where, "coverage", stored["coverage"], decimal(coverage))


def _levels(sums: Sums, vendor: Any) -> None:
    base, solid = 0, True
    for one in vendor["levels"]:
        where = (vendor["name"], f"level {one['number']}")
        _roll_up(sums, where, one, vendor["key"], one["number"])
        asked = any(
            sums.cells[vendor["key"], topic["key"]]["applies"]
            for topic in sums.criteria
            if topic["level"] == one["number"]
        )
        _same(*where, "asked", one["asked"], asked)
        if asked:
            score = one["score"]
            solid = solid and score is not None and Decimal(score) >= Decimal(_solid(sums))
            base = one["number"] if solid else base
    _same(vendor["name"], "solid up to level", vendor["base"], base)


def _solid(sums: Sums) -> str:
    return str(sums.rules["solid_from"])


def _must_haves(sums: Sums, vendor: Any) -> None:
    stored = {one["question"]: one["state"] for one in vendor["must_haves"]}
    asked = [
        (topic["key"], item["key"])
        for topic in sums.criteria
        for item in sums.items[topic["key"]]
        if item.get("must_have")
    ]
    if set(stored) != {item for _topic, item in asked}:
        off("figures.json", vendor["name"], "must-haves", what="are not those of the questionnaire")
    for topic, item in asked:
        if stored[item] == NOT_APPLICABLE:
            _approved(sums, vendor["name"], item)
            continue
        _same(vendor["name"], item, stored[item], _must_have(sums, vendor["key"], topic, item))


def _must_have(sums: Sums, vendor: str, topic: str, item: str) -> str:
    """Met or failed by its agreed mark, else by the mean of its marks; open while one is missing."""
    below = Fraction(sums.rules["must_have_below"])
    if (vendor, item) in sums.agreed_marks:
        return "failed" if sums.agreed_marks[vendor, item] < below else "met"
    marks, missing = [], 0
    for sheet in sums.assigned(vendor, topic):
        score = sheet["scores"].get(f"{vendor}/{topic}")
        mark = sheet["marks"].get(f"{vendor}/{item}")
        if mark is not None:
            marks.append(mark)
        elif not (score and score["cannot_judge"]):
            missing += 1
    value = mean(marks)
    if value is None or missing:
        return "open"
    return "failed" if value < below else "met"


# --- All together -------------------------------------------------------------------------------


def check_manifest(record: Record) -> str:
    """Last, so that whatever can be named more closely was named before."""
    files = record.files
    for name, digest in files.listed.items():
        if hashlib.sha256(files.bytes(name)).hexdigest() != digest:
            off(name, what="has changed since the bundle was made")
    for path in sorted(files.folder.rglob("*")):
        name = path.relative_to(files.folder).as_posix()
        if path.is_file() and name not in files.listed and name != "manifest.json":
            off(name, what="is not part of the bundle")
    return f"files: {len(files.listed)}"


CHECKS = (
    check_questionnaire,
    check_events,
    check_amendments,
    check_deadlines,
    check_submissions,
    check_reopened,
    check_evidence,
    check_sheets,
    check_redactions,
    check_agreed,
    check_agreed_marks,
    check_threads,
    check_decision,
    check_figures,
    check_manifest,
)


def check_known(record: Record, number: int, chain: str) -> str:
    """The event that somebody knows from elsewhere is in here, with everything before it."""
    name = record.files.reading = "events.json"
    found = {one["number"]: one["chain"] for one in record.events}
    if number not in found:
        off(name, f"event {number}", what="is not in here: something was cut off")
    if found[number] != chain:
        off(name, f"event {number}", what="has another fingerprint than the one you gave")
    return f"event {number} has the fingerprint that you gave"


def check(folder: Path, known: tuple[int, str] | None = None) -> list[str]:
    """Everything that was counted; Off names the first thing that does not agree."""
    files = Files(folder)
    try:
        record = Record(files)
        counts = [one(record) for one in CHECKS]
        if known:
            counts.append(check_known(record, *known))
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, ArithmeticError) as fault:
        off(files.reading, what=f"is not written as it should be ({fault!r})")
    head = record.head
    return [*counts, f"last event: {head['number']}, {head['at']}, fingerprint {head['chain']}"]


def main(arguments: list[str]) -> int:
    own = Path(__file__).resolve().parent
    *before, number, chain = arguments if len(arguments) > 1 else [*arguments, "", ""]
    folder = Path(before[0]) if before else own
    if len(before) > 1 or (number and not number.isdigit()):
        print("Use: python verify.py [folder] [number fingerprint]")
        return 2
    try:
        counts = check(folder, (int(number), chain) if number else None)
    except Off as found:
        print(found)
        return 1
    print("everything agrees")
    for line in counts:
        print(f"  {line}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
