"""The decision memo: what was decided about each vendor and why, on which figures, and by whom."""

from typing import Any

from django.template.loader import render_to_string

from evaluations.models import Answered, Decision
from evaluations.queries.decided import answer_to
from evaluations.queries.papers import told_of
from evaluations.queries.reports import Material
from evaluations.reports import pieces
from evaluations.reports.comparison import method_of
from evaluations.reports.master import alone
from evaluations.reports.pieces import Record
from portal.jobs.registry import JobFailed
from portal.tenancy.switch import current

TITLE = "Decision memo"
NOTHING = "The decision was withdrawn or sent back meanwhile, so there is nothing to write down."
OPERATOR = "an operator of the service, who saw nothing of what it says"


def is_proposed(material: Material) -> bool:
    """Whether the memo tells of a decision that nobody has confirmed yet."""
    told = told_of(material.revisions)
    return told is not None and answer_to(told) is None


def html_of(material: Material, record: Record) -> str:
    """The whole memo on the revision that waits, else on the one that holds."""
    decision = told_of(material.revisions)
    if decision is None:
        raise JobFailed(NOTHING)
    status = _waits(decision) if is_proposed(material) else pieces.decided_on(decision)
    facts = record.facts_of(status, pieces.scored_by(material), "Scored by")
    facts["facts_left"].append(("Time zone", current().time_zone))
    context = {
        "title": TITLE,
        "mark": "Proposed" if is_proposed(material) else "",
        **facts,
        "alone": alone(material),
        "decision": decision,
        "vendors": _vendors(material, decision),
        "said": [one for one in decision.outcomes.all() if one.reason or one.wording],
        "people": _people(decision),
        "revisions": [_revision(one) for one in material.revisions],
        **method_of(material, record),
    }
    return render_to_string("reports/memo.html", context)


def _waits(decision: Decision) -> str:
    who = decision.approver_name or "an operator of the service"
    return f"Proposed, revision {decision.number}: waits for {who} to confirm it"


def _vendors(material: Material, decision: Decision) -> list[tuple[Any, str]]:
    """Every vendor in the order of the comparison, with its outcome."""
    words = {str(one.response_id): one.get_outcome_display() for one in decision.outcomes.all()}
    return [(one, words.get(one.key, pieces.NOTHING)) for one in material.comparison.columns]


def _people(decision: Decision) -> list[tuple[str, str]]:
    """Who proposed it and what became of it, with the fingerprint of what it says."""
    lines = [("Proposed", f"{decision.by_name}, {pieces.dated(decision.at)}")]
    answered = _answered(decision)
    lines.append(answered or ("Confirmed", "not yet"))
    lines.append(("Fingerprint of what it says", decision.root or "none was kept"))
    lines.append(("Fingerprint of the scores", decision.figures or "none was kept"))
    return lines


def _answered(decision: Decision) -> tuple[str, str] | None:
    if answer_to(decision) is None:
        return None
    answer = decision.approval
    who = f"{answer.by_name}, {OPERATOR}" if answer.is_operator else answer.by_name
    why = f": {answer.reason}" if answer.reason else ""
    return str(Answered(answer.answer).label), f"{who}, {pieces.dated(answer.at)}{why}"


def _revision(decision: Decision) -> dict[str, Any]:
    answered = _answered(decision)
    return {
        "decision": decision,
        "proposed": f"{decision.by_name}, {pieces.dated(decision.at)}",
        "answered": ": ".join(answered) if answered else "waits to be confirmed",
    }
