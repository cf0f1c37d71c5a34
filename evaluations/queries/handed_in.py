"""What a submission says about itself: answered, proved, tested. Worked out once per process.

A submission never changes, so what was read from it holds for as long as it is known.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from evaluations.comparison import Proved
from evaluations.queries.known import Known
from evaluations.scoring import ItemFacts, Proof, ProofKind, When
from portal.look.formats import day_in_words
from portal.tenancy.switch import current
from vendors.declared import Declared, declared_by, end_of
from vendors.demand import UNKNOWN_PEAK
from vendors.loadtest_proof import day_of, proof_of, reading_of
from vendors.models import Environment, EvidenceKind, Submission
from vendors.questionnaire.model import Item, Questionnaire
from vendors.questionnaire.values import claims_not_applicable, is_answered

PROOF_KINDS = {kind: ProofKind(kind.value) for kind in EvidenceKind}
RAN = {
    Environment.PRODUCTION: "in production",
    Environment.SAME: "on a copy of production of the same size",
    Environment.SMALLER: "on a smaller copy of production",
    Environment.OTHER: "elsewhere than in production",
    "": "environment not stated",
}
WHEN = {"now": When.NOW, "by": When.BY_DATE, "later": When.LATER}
NO_TEST = "No load-test file that can be read"
UNTESTED = Proved(None, NO_TEST)
NO_FIGURES = Declared()


@dataclass(frozen=True, slots=True)
class HandedIn:
    """What one vendor handed in for each asked item, and the figures that it declares."""

    facts: tuple[ItemFacts, ...] = ()
    proved: Proved = UNTESTED
    best: int | None = None
    """Id of the evidence that proves the most."""
    declared: Declared = NO_FIGURES
    printable: Declared = NO_FIGURES
    """The same without what the vendor marked as confidential."""


_known: Known[tuple[UUID, str, str, dt.date], HandedIn] = Known(500)
"""By workspace, root of the submission, questionnaire and closing day."""


def handed_in(
    questionnaire: Questionnaire,
    digest: str,
    submissions: Iterable[Submission],
    *,
    closing: dt.date,
) -> dict[int, HandedIn]:
    """What these submissions say, by their id; contents not at hand are read in 1 query.

    closing: the day with which the twelve months of a list of outages end.
    """
    found, unread = {}, []
    workspace = current().uuid
    for one in submissions:
        known = _known.get((workspace, one.root, digest, closing))
        if known is None:
            unread.append(one)
        else:
            found[one.pk] = known
    contents = _contents(unread)
    for one in unread:
        made = read(questionnaire, contents[one.pk], closing=closing)
        found[one.pk] = _known.keep((workspace, one.root, digest, closing), made)
    return found


def read(questionnaire: Questionnaire, content: Mapping[str, Any], *, closing: dt.date) -> HandedIn:
    """Read a submission's content."""
    answers, proofs = content["answers"], _proofs(content["evidence"])
    facts = (
        _fact(item, answers.get(item.key), proofs.get(item.key, ()))
        for item in questionnaire.asked_items()
    )
    proved, best = _proved(content["evidence"])
    declared, printable = (_declared(one, proved, closing) for one in (answers, _open(answers)))
    return HandedIn(tuple(facts), proved, best, declared, printable)


def _declared(answers: Mapping[str, Any], proved: Proved, closing: dt.date) -> Declared:
    """The figures of these answers; what was proved is said in one way everywhere."""
    found = declared_by({"answers": answers, "evidence": []}, at=end_of(closing))
    note = "" if proved == UNTESTED else proved.note
    return replace(found, proved_rps=proved.rps, proved_note=note)


def _open(answers: Mapping[str, Any]) -> Mapping[str, Any]:
    return {key: one for key, one in answers.items() if not one["confidential"]}


def _contents(submissions: Sequence[Submission]) -> dict[int, Mapping[str, Any]]:
    missing = [one.pk for one in submissions if "content" in one.get_deferred_fields()]
    rows = Submission.objects.filter(pk__in=missing).values_list("pk", "content")
    contents: dict[int, Mapping[str, Any]] = dict(rows) if missing else {}
    for one in submissions:
        if one.pk not in contents:
            contents[one.pk] = one.content
    return contents


def _proved(evidence: Iterable[Mapping[str, Any]]) -> tuple[Proved, int | None]:
    """The best rate that a load test proves, and the evidence's id; else why none does."""
    tests = [
        (one, proof_of(reading, UNKNOWN_PEAK))
        for one in evidence
        if (reading := reading_of(one["reading"]))
    ]
    rated = [(proof.rps, one) for one, proof in tests if proof.rps is not None]
    if rated:
        rate, best = max(rated, key=lambda found: found[0])
        return Proved(rate, shown_by(best)), best["id"]
    if tests:
        one, proof = tests[0]
        return Proved(None, f"{_name(one)}: {proof.sentence}"), None
    return UNTESTED, None


def shown_by(evidence: Mapping[str, Any]) -> str:
    """Which file proves a rate, when the test ran, where, and for what; for page and report."""
    zone = ZoneInfo(current().time_zone)
    given = dt.date.fromisoformat(evidence["speaks_of"]) if evidence["speaks_of"] else None
    day = day_of(evidence["reading"], zone) or given
    scenario = evidence.get("scenario", "")
    parts = [
        _name(evidence),
        f"ran {day_in_words(day, year=True).partition(', ')[2]}" if day else "no date given",
        RAN[evidence.get("environment", "")],
        f"scenario “{scenario}”" if scenario else "",
    ]
    return ", ".join(filter(None, parts))


def _name(evidence: Mapping[str, Any]) -> str:
    """A file as it may be named beside other vendors; a confidential one is not."""
    if evidence.get("confidential"):
        return "A file marked confidential"
    return f"{evidence['title']} ({evidence['reading']['tool']})"


def _fact(item: Item, answer: Mapping[str, Any] | None, proofs: Sequence[Proof]) -> ItemFacts:
    value = answer["value"] if answer else {}
    when = value.get("when", {}).get("status") if isinstance(value.get("when"), dict) else None
    claim = claims_not_applicable(item, value)
    return ItemFacts(
        item=item.key,
        answered=bool(answer) and claim is None and is_answered(item, value),
        must_have=item.must_have,
        when=WHEN.get(when) if when else None,
        proofs=tuple(proofs),
        claim=claim,
    )


def _proofs(evidence: Iterable[Mapping[str, Any]]) -> dict[str, list[Proof]]:
    found: dict[str, list[Proof]] = {}
    for one in evidence:
        dated = dt.date.fromisoformat(one["speaks_of"]) if one["speaks_of"] else None
        proof = Proof(one["sha256"], PROOF_KINDS[EvidenceKind(one["kind"])], dated)
        for link in one["items"]:
            found.setdefault(link["key"], []).append(proof)
    return found
