"""What a submission says about itself: answered, proved, tested. Worked out once per process.

A submission never changes, so what was read from it holds for as long as it is known.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from evaluations.comparison import Proved
from evaluations.queries.known import Known
from evaluations.scoring import ItemFacts, Proof, ProofKind, When
from portal.tenancy.switch import current
from vendors.models import EvidenceKind, Submission
from vendors.questionnaire.model import Item, Questionnaire
from vendors.questionnaire.values import is_answered

PROOF_KINDS = {kind: ProofKind(kind.value) for kind in EvidenceKind}
WHEN = {"now": When.NOW, "by": When.BY_DATE, "later": When.LATER}
NO_TEST = "No load-test file that can be read"
UNTESTED = Proved(None, NO_TEST)


@dataclass(frozen=True, slots=True)
class HandedIn:
    """What one vendor handed in for each asked item, and the best rate that it proved."""

    facts: tuple[ItemFacts, ...] = ()
    proved: Proved = UNTESTED


_known: Known[tuple[UUID, str, str], HandedIn] = Known(500)
"""By workspace, root of the submission and questionnaire."""


def handed_in(
    questionnaire: Questionnaire, digest: str, submissions: Iterable[Submission]
) -> dict[int, HandedIn]:
    """What these submissions say, by their id; contents not at hand are read in 1 query."""
    found, unread = {}, []
    workspace = current().uuid
    for one in submissions:
        known = _known.get((workspace, one.root, digest))
        if known is None:
            unread.append(one)
        else:
            found[one.pk] = known
    contents = _contents(unread)
    for one in unread:
        made = read(questionnaire, contents[one.pk])
        found[one.pk] = _known.keep((workspace, one.root, digest), made)
    return found


def read(questionnaire: Questionnaire, content: Mapping[str, Any]) -> HandedIn:
    """Read a submission's content."""
    answers, proofs = content["answers"], _proofs(content["evidence"])
    facts = (
        _fact(item, answers.get(item.key), proofs.get(item.key, ()))
        for item in questionnaire.asked_items()
    )
    return HandedIn(tuple(facts), _proved(content["evidence"]))


def _contents(submissions: Sequence[Submission]) -> dict[int, Mapping[str, Any]]:
    missing = [one.pk for one in submissions if "content" in one.get_deferred_fields()]
    rows = Submission.objects.filter(pk__in=missing).values_list("pk", "content")
    contents: dict[int, Mapping[str, Any]] = dict(rows) if missing else {}
    for one in submissions:
        if one.pk not in contents:
            contents[one.pk] = one.content
    return contents


def _proved(evidence: Iterable[Mapping[str, Any]]) -> Proved:
    """The best requests per second that a load-test file shows."""
    readings = [
        (Decimal(str(rate)), one)
        for one in evidence
        if one["reading"] and (rate := one["reading"].get("rps_mean")) is not None
    ]
    if not readings:
        return UNTESTED
    rate, best = max(readings, key=lambda one: one[0])
    return Proved(rate, f"{best['title']} ({best['reading']['tool']})")


def _fact(item: Item, answer: Mapping[str, Any] | None, proofs: Sequence[Proof]) -> ItemFacts:
    value = answer["value"] if answer else {}
    when = value.get("when", {}).get("status") if isinstance(value.get("when"), dict) else None
    return ItemFacts(
        item=item.key,
        answered=bool(answer) and is_answered(item, value),
        must_have=item.must_have,
        when=WHEN.get(when) if when else None,
        proofs=tuple(proofs),
    )


def _proofs(evidence: Iterable[Mapping[str, Any]]) -> dict[str, list[Proof]]:
    found: dict[str, list[Proof]] = {}
    for one in evidence:
        dated = dt.date.fromisoformat(one["speaks_of"]) if one["speaks_of"] else None
        proof = Proof(one["sha256"], PROOF_KINDS[EvidenceKind(one["kind"])], dated)
        for link in one["items"]:
            found.setdefault(link["key"], []).append(proof)
    return found
