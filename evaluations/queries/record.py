"""The record of a decided evaluation as files: what evaluations/record/verify.py checks."""

import datetime as dt
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from evaluations import record
from evaluations.comparison import Cell, Column, Comparison, RollUp
from evaluations.models import AgreedScore, Comment, Decision, ItemMark, Panelist, Score
from evaluations.queries.decided import answer_to, revisions_of
from evaluations.queries.judgement import Bench
from evaluations.queries.reports import Material
from evaluations.record.edition import CONFIDENTIAL, README
from evaluations.record.packing import json_bytes
from evaluations.scoring import ItemFacts
from portal.audit.models import Event
from portal.tenancy.switch import current
from vendors.models import Amendment, Reopening, Round, Submission
from vendors.queries.deadlines import extensions_of
from vendors.queries.questionnaires import questionnaire_of
from vendors.questionnaire.reading import canonical
from vendors.rules import due_of

HERE = Path(record.__file__).parent
LOCKED = "locked her or his scores"
FILE_FACTS = ("id", "title", "kind", "name", "media_type", "size", "sha256", "confidential")


def record_of(material: Material) -> dict[str, bytes]:
    """Every file of the bundle by name, in its order, but for the manifest (11 queries)."""
    bench = material.bench
    submissions = list(
        Submission.objects.filter(response__in=bench.responses)
        .select_related("response__vendor", "late")
        .defer("late__content", "late__leaves")
        .order_by("response__vendor__name", "response_id", "number")
    )
    events = list(Event.objects.order_by("number"))
    amendments = _amendments(material.evaluation.round)
    files = {
        "README.txt": README + CONFIDENTIAL,
        "verify.py": (HERE / "verify.py").read_bytes(),
        "questionnaire.json": canonical(bench.questionnaire),
        "method.json": json_bytes(_method(material)),
        "amendments.json": json_bytes([_amendment(one) for one in amendments]),
        "deadlines.json": json_bytes(_deadlines(bench)),
        "reopened.json": json_bytes(_reopened(bench)),
    }
    for one in amendments:
        # What was asked before it: a vendor that did not confirm answered that.
        files[f"questionnaires/{one.number}.json"] = canonical(questionnaire_of(one.before))
    for number, submitted in enumerate(submissions, start=1):
        files[f"submissions/{number}.json"] = json_bytes(_submission(submitted))
    files["evidence.json"] = json_bytes(_evidence(submissions))
    for number, sheet in enumerate(_sheets(bench, events), start=1):
        files[f"sheets/{number}.json"] = json_bytes(sheet)
    head = events[-1]
    return files | {
        "agreed.json": json_bytes(_agreed(bench)),
        "agreed_marks.json": json_bytes(_agreed_marks(bench)),
        "left.json": json_bytes(_left(bench)),
        "threads.json": json_bytes(_threads(bench)),
        "decision.json": json_bytes(_decision(material)),
        "figures.json": json_bytes(_figures(material.comparison, bench)),
        "events.json": json_bytes([_event(one, bench) for one in events]),
        "head.json": json_bytes(
            {"number": head.number, "at": _event_instant(head), "chain": head.chain}
        ),
    }


def _method(material: Material) -> dict[str, Any]:
    bench, round_ = material.bench, material.evaluation.round
    asked = json.loads(canonical(bench.questionnaire))
    return {
        "workspace": current().name,
        "evaluation": round_.name,
        "number": round_.number,
        "closed_on": bench.closing.isoformat(),
        "questionnaire": {
            "title": bench.questionnaire.title,
            "number": round_.version.number,
            "digest": round_.version.digest,
        },
        "rules": asked["rules"],
        "weights": {one.key: one.weight for one in bench.questionnaire.of("").asked_criteria()},
        "how": list(material.comparison.how),
        "not_asked": list(material.comparison.not_asked),
    }


def _amendments(round_: Round) -> list[Amendment]:
    """The published ones, the first one first."""
    found = round_.amendments.exclude(at=None).select_related("before", "version")
    return list(found.order_by("number"))


def _amendment(one: Amendment) -> dict[str, Any]:
    return {
        "number": one.number,
        "at": _instant(one.at) if one.at else None,
        "by": one.by_name,
        "reason": one.reason,
        "before": one.before.digest,
        "after": one.version.digest,
    }


def _deadlines(bench: Bench) -> dict[str, Any]:
    """When answers were due in the end, for whom they were due later, and why."""
    round_ = bench.evaluation.round
    dates = {str(one.pk): due_of(one) for one in bench.responses}
    return {
        "due": _instant(round_.due_at) if round_.due_at else None,
        "vendors": {key: _instant(due) for key, due in dates.items() if due},
        "moved": [
            {
                "vendor": str(one.response_id) if one.response_id else None,
                "from": _instant(one.due_from),
                "to": _instant(one.due_to),
                "reason": one.reason,
                "by": one.by_name,
                "at": _instant(one.at),
            }
            for one in reversed(extensions_of(round_))
        ],
    }


def _reopened(bench: Bench) -> list[dict[str, Any]]:
    """What vendors were asked again about single topics, and what came of it."""
    rows = Reopening.objects.filter(response__in=bench.responses).order_by("pk")
    return [
        {
            "number": one.pk,
            "vendor": str(one.response_id),
            "criterion": one.criterion_key,
            "question": one.question,
            "by": one.by_name,
            "at": _instant(one.at),
            "until": _instant(one.until),
            "stopped_at": _instant(one.stopped_at) if one.stopped_at else None,
            "reference": one.submission.reference if one.submission else None,
        }
        for one in rows.select_related("submission").defer(
            "submission__content", "submission__leaves"
        )
    ]


def _late(one: Submission) -> dict[str, Any] | None:
    """Both instants of what came late and was accepted; none for what was in time."""
    if one.late is None:
        return None
    return {"due": _instant(one.late.due_at), "tried": _instant(one.late.tried_at)}


def _submission(one: Submission) -> dict[str, Any]:
    return {
        "vendor": str(one.response_id),
        "name": one.response.vendor.name,
        "reference": one.reference,
        "number": one.number,
        "at": _instant(one.at),
        "late": _late(one),
        "root": one.root,
        "content": one.content,
        "leaves": one.leaves,
    }


def _evidence(submissions: Sequence[Submission]) -> list[dict[str, Any]]:
    """The files of each vendor's last submission."""
    latest = {one.response_id: one for one in submissions}
    return [
        {
            "vendor": str(one.response_id),
            "name": one.response.vendor.name,
            "submission": one.number,
            "files": [{key: file[key] for key in FILE_FACTS} for file in one.content["evidence"]],
        }
        for one in latest.values()
    ]


def _sheets(bench: Bench, events: Sequence[Event]) -> list[dict[str, Any]]:
    """The locked sheets; those of reviewers who left the panel are there and do not count."""
    places = [one for one in (*bench.panel, *bench.left) if one.locked_at]
    names = {one.by_id: one.by_name for one in events if one.verb == LOCKED}
    scores: dict[int, list[Score]] = {}
    for score in Score.objects.filter(panelist__in=places).order_by("response_id", "criterion_key"):
        scores.setdefault(score.panelist_id, []).append(score)
    marks: dict[int, dict[str, int]] = {}
    rows = ItemMark.objects.filter(panelist__in=places).order_by("response_id", "item_key")
    for who, vendor, item, mark in rows.values_list(
        "panelist_id", "response_id", "item_key", "mark"
    ):
        marks.setdefault(who, {})[f"{vendor}/{item}"] = mark
    leaves = dict(
        Panelist.objects.filter(pk__in=[one.pk for one in places]).values_list("pk", "sheet_leaves")
    )
    return [
        {
            # As she was called when she locked it: that is what the event says.
            "name": names.get(one.person_id, one.name),
            "counts": one.removed_at is None,
            "locked_at": _instant(one.locked_at) if one.locked_at else None,
            "vendors": [str(response.pk) for response in bench.scored_by(one)],
            "assigned": {"topics": one.topics, "vendors": one.vendors},
            "root": one.sheet_root,
            "scores": _locked(scores.get(one.pk, []), leaves[one.pk]),
            "marks": marks.get(one.pk, {}),
            "leaves": leaves[one.pk],
        }
        for one in places
    ]


def _locked(scores: Sequence[Score], leaves: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The scores that the seal of the sheet covers, in the form in which it covers them."""
    sealed = {json.loads(leaf["path"])[0] for leaf in leaves if leaf["path"] != "[]"}
    found = {f"{one.response_id}/{one.criterion_key}": one.sealed() for one in scores}
    return {key: one for key, one in found.items() if key in sealed}


def _agreed(bench: Bench) -> list[dict[str, Any]]:
    rows = AgreedScore.objects.filter(evaluation=bench.evaluation)
    return [
        {
            "vendor": str(one.response_id),
            "criterion": one.criterion_key,
            "number": one.number,
            "value": one.value,
            "before": None if one.before is None else str(one.before),
            "reason": one.reason,
            "present": one.present,
            "met_on": one.met_on.isoformat() if one.met_on else None,
            "place": one.place,
            "by": one.by_name,
            "at": _instant(one.at),
        }
        for one in rows.order_by("response_id", "criterion_key", "number")
    ]


def _agreed_marks(bench: Bench) -> list[dict[str, Any]]:
    return [
        {
            "vendor": str(pk),
            "question": one.item,
            "number": one.number,
            "value": one.value,
            "before": None if one.before is None else str(one.before),
            "reason": one.reason,
            "present": list(one.present),
            "met_on": one.met_on.isoformat() if one.met_on else None,
            "place": one.place,
            "by": one.by_name,
            "at": _instant(one.at),
        }
        for pk, settled in sorted(bench.settled.items())
        for one in settled.marks
    ]


def _left(bench: Bench) -> list[dict[str, Any]]:
    return [
        {
            "vendor": str(pk),
            "criterion": one.criterion,
            "reason": one.reason,
            "by": one.by_name,
            "at": _instant(one.at),
        }
        for pk, settled in sorted(bench.settled.items())
        for one in settled.left
    ]


def _threads(bench: Bench) -> list[dict[str, Any]]:
    """What was written about each cell, in the order it was written."""
    rows = Comment.objects.filter(evaluation=bench.evaluation)
    return [
        {
            "vendor": str(one.response_id),
            "criterion": one.criterion_key,
            "text": one.text,
            "told": one.told,
            "by": one.by_name,
            "at": _instant(one.at),
        }
        for one in rows.order_by("response_id", "criterion_key", "at", "pk")
    ]


def _decision(material: Material) -> dict[str, Any]:
    """Every revision with its answer; the last one that was confirmed holds."""
    if material.decision is None:
        raise ValueError("Only a decided evaluation has a record.")
    names = {one.pk: one.vendor.name for one in material.bench.responses}
    revisions = reversed(revisions_of(material.evaluation))
    return {
        "holds": material.decision.number,
        "revisions": [_revision(one, names) for one in revisions],
    }


def _revision(one: Decision, names: dict[int, str]) -> dict[str, Any]:
    approval = one.approval if answer_to(one) else None
    return {
        "number": one.number,
        "reasons": one.reasons,
        "why_changed": one.why_changed,
        "open_matters": one.open_matters,
        "figures": one.figures,
        "root": one.root,
        "approver": one.approver_name,
        "by": one.by_name,
        "at": _instant(one.at),
        "outcomes": [
            {
                "vendor": str(outcome.response_id),
                "name": names.get(outcome.response_id, ""),
                "outcome": outcome.outcome,
                "reason": outcome.reason,
                "wording": outcome.wording,
            }
            for outcome in sorted(one.outcomes.all(), key=lambda found: found.response_id)
        ],
        "answer": {
            "is": approval.answer,
            "reason": approval.reason,
            "by": approval.by_name,
            "operator": approval.is_operator,
            "at": _instant(approval.at),
        }
        if approval
        else None,
    }


def _event(one: Event, bench: Bench) -> dict[str, Any]:
    """An event of this evaluation in full, any other as the link of the chain that it is."""
    chained = {"number": one.number, "at": _event_instant(one)}
    hashes = {"root": one.root, "chain": one.chain}
    if one.subject_key != f"round:{bench.evaluation.round_id}":
        return chained | hashes
    said = {
        "verb": one.verb,
        "subject": one.subject,
        "by": one.by_name,
        "detail": one.detail,
        "simulated": one.simulated,
    }
    return chained | said | hashes | {"leaves": one.leaves}


# --- Figures ------------------------------------------------------------------------------------


def _figures(comparison: Comparison, bench: Bench) -> dict[str, Any]:
    questions: dict[tuple[str, str], dict[str, str]] = {}
    for column in comparison.columns:
        facts = {one.item: one for one in bench.said(int(column.key)).facts}
        for item in bench.questionnaire.asked_items():
            state = _question(facts.get(item.key))
            questions.setdefault((column.key, item.criterion), {})[item.key] = state
    return {
        "ranked": comparison.ranked,
        "scores_in": comparison.scores_in,
        "scores_expected": comparison.scores_expected,
        "vendors": [_vendor(one) for one in comparison.columns],
        "cells": [
            _cell(cell, questions[cell.vendor, cell.criterion])
            for row in comparison.rows
            for cell in row.cells
        ],
        "packs": [
            {
                "key": pack.key,
                "title": pack.title,
                "vendors": [_beside(one) for one in pack.comparison.columns],
                "cells": [
                    _cell(cell, questions[cell.vendor, cell.criterion])
                    for row in pack.comparison.rows
                    for cell in row.cells
                ],
            }
            for pack in comparison.packs
        ],
    }


def _vendor(one: Column) -> dict[str, Any]:
    return _beside(one) | {
        "rank": one.rank,
        "levels": [
            {"number": level.number, "title": level.title, "asked": level.asked}
            | _roll_up(level.roll_up)
            for level in one.levels
        ],
        "base": one.base,
    }


def _beside(one: Column) -> dict[str, Any]:
    """A vendor on one pack: a total of its own, and no level or rank."""
    return {
        "key": one.key,
        "name": one.name,
        "missing": one.missing,
        "total": _roll_up(one.total),
        "must_haves": [
            {"question": must.item, "topic": must.criterion, "state": must.state.value}
            for must in one.must_haves
        ],
    }


def _roll_up(one: RollUp) -> dict[str, Any]:
    return {
        "score": None if one.score is None else str(one.score),
        "shown": one.shown,
        "coverage": None if one.coverage is None else str(one.coverage),
    }


def _question(fact: ItemFacts | None) -> str:
    """How one question stands with a vendor, as its limits go by."""
    if fact is None:
        return "unanswered"
    if fact.not_applicable:
        return "left_out"
    if fact.claim is not None:
        return "claimed"
    return "answered" if fact.answered else "unanswered"


def _cell(one: Cell, questions: dict[str, str]) -> dict[str, Any]:
    return {
        "vendor": one.vendor,
        "topic": one.criterion,
        "state": one.state.value,
        "applies": one.files.applies,
        "final": None if one.final is None else str(one.final),
        "shown": one.shown,
        "low": one.low,
        "high": one.high,
        "agreed": one.agreed,
        "expected": one.expected,
        "in_hand": one.in_hand,
        "questions": questions,
        "grade": one.files.grade.value,
        "limits": [
            {"score": limit.score, "code": limit.code, "text": limit.text}
            for limit in one.files.limits
        ],
    }


def _instant(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")


def _event_instant(event: Event) -> str:
    """The instant as the chain covers it."""
    return event.at.astimezone(dt.UTC).isoformat()
