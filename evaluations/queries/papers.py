"""What the papers of a decision draw from, beside what every report on scores does."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from evaluations.comparison import Comparison, Grouping, by_rank
from evaluations.models import Decision, Declaration, Evaluation, Panelist, Score, VendorOutcome
from evaluations.queries.decided import holding, revisions_of, waiting
from evaluations.queries.judgement import comparison_of
from evaluations.queries.reports import Material
from portal.digests import Sealed, verify
from vendors.models import Response


def by_section(material: Material) -> Comparison:
    """The same comparison with its topics grouped by section (3 queries)."""
    return by_rank(comparison_of(material.bench, grouping=Grouping.SECTION))


def told_of(revisions: Sequence[Decision]) -> Decision | None:
    """The revision that a memo tells of: the one that waits, else the one that holds."""
    return waiting(revisions) or holding(revisions)


def outcome_of(material: Material, key: str) -> VendorOutcome | None:
    """What the decision that holds says about this vendor."""
    decided = material.decision.outcomes.all() if material.decision else ()
    return next((one for one in decided if str(one.response_id) == key), None)


def wording_to(evaluation: Evaluation, response: Response) -> str | None:
    """The words that may go out to a vendor; None where no decision that holds is about it."""
    decision = holding(list(revisions_of(evaluation)))
    decided = decision.outcomes.all() if decision else ()
    return next((one.wording for one in decided if one.response_id == response.pk), None)


def strangers_in(words: str, evaluation: Evaluation, response: Response) -> list[str]:
    """Other vendors and reviewers whose names stand in words meant for this vendor (2 queries)."""
    others = evaluation.round.responses.exclude(pk=response.pk)
    names = {
        *others.values_list("vendor__name", flat=True),
        *(one.name for one in evaluation.panel.all()),
    }
    return sorted(
        name
        for name in names - {"", response.vendor.name}
        if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", words, re.IGNORECASE)
    )


@dataclass(frozen=True, slots=True)
class OwnSheet:
    """What one reviewer gave, and whether it is what she locked."""

    panelist: Panelist
    declaration: Declaration | None
    vendors: tuple[Response, ...]
    """Those she scores; a vendor with which she declared a conflict is not among them."""
    sealed: int
    """How many scores the seal covers."""
    holds: bool
    """Whether what is stored now is what was sealed."""


def own_sheet_of(material: Material, panelist: int | None) -> OwnSheet | None:
    """Read a locked sheet (2 queries); None if she left the panel or has not locked it."""
    bench = material.bench
    place = next((one for one in bench.panel if one.pk == panelist), None)
    if place is None or place.locked_at is None:
        return None
    leaves = Panelist.objects.values_list("sheet_leaves", flat=True).get(pk=place.pk)
    # Scores that the seal does not cover were never locked.
    covered = {json.loads(leaf["path"])[0] for leaf in leaves if leaf["path"] != "[]"}
    stored = {
        f"{one.response_id}/{one.criterion_key}": one.sealed()
        for one in Score.objects.filter(panelist=place)
    }
    value = {key: one for key, one in stored.items() if key in covered}
    sealed = Sealed.from_dict({"root": place.sheet_root, "leaves": leaves})
    return OwnSheet(
        panelist=place,
        declaration=bench.declarations.get(place.pk),
        vendors=tuple(bench.scored_by(place)),
        sealed=len(covered),
        holds=not verify(value, sealed),
    )
