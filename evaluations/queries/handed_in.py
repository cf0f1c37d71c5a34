"""What a submission says about itself: answered, proved, tested. Worked out once per process.

A submission never changes, so what was read from it holds for as long as it is known.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from evaluations.comparison import Proved
from evaluations.needs import CONFIDENTIAL_FILE
from evaluations.queries.known import Known
from evaluations.scoring import ItemFacts, Proof, ProofKind, When
from portal.tenancy.switch import current
from vendors.declared import Declared, declared_by, end_of
from vendors.models import EvidenceKind, Submission
from vendors.questionnaire.model import Item, Questionnaire
from vendors.questionnaire.values import is_answered

PROOF_KINDS = {
    EvidenceKind.DOCUMENT: ProofKind.DOCUMENT,
    EvidenceKind.SCREENSHOT: ProofKind.SCREENSHOT,
    EvidenceKind.LOAD_TEST: ProofKind.LOAD_TEST,
    EvidenceKind.RECORD: ProofKind.RECORD,
}
WHEN = {"now": When.NOW, "by": When.BY_DATE, "later": When.LATER}
NO_TEST = "No load-test file that can be read"
UNTESTED = Proved(None, NO_TEST)
NO_FIGURES = Declared()


@dataclass(frozen=True, slots=True)
class HandedIn:
    """What one vendor handed in for each asked item, and the figures that it declares."""

    facts: tuple[ItemFacts, ...] = ()
    declared: Declared = NO_FIGURES
    printable: Declared = NO_FIGURES
    """The same without what the vendor marked as confidential."""

    @property
    def proved(self) -> Proved:
        """The best rate that a load-test file shows, as documents print it."""
        found = self.printable
        return UNTESTED if found.proved_rps is None else Proved(found.proved_rps, found.proved_note)


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
    at = end_of(closing)
    declared, printable = (declared_by(one, at=at) for one in (content, _printable(content)))
    return HandedIn(tuple(facts), declared, printable)


def _printable(content: Mapping[str, Any]) -> Mapping[str, Any]:
    """The content without confidential answers, and without the names of confidential files."""
    return {
        "answers": {key: one for key, one in content["answers"].items() if not one["confidential"]},
        "evidence": [
            {**one, "title": CONFIDENTIAL_FILE, "environment": ""} if one["confidential"] else one
            for one in content["evidence"]
        ],
    }


def _contents(submissions: Sequence[Submission]) -> dict[int, Mapping[str, Any]]:
    missing = [one.pk for one in submissions if "content" in one.get_deferred_fields()]
    rows = Submission.objects.filter(pk__in=missing).values_list("pk", "content")
    contents: dict[int, Mapping[str, Any]] = dict(rows) if missing else {}
    for one in submissions:
        if one.pk not in contents:
            contents[one.pk] = one.content
    return contents


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
