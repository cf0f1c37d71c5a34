"""What the papers of a decision draw from, beside what every report on scores does."""

import re
from collections.abc import Sequence

from evaluations.comparison import Comparison, Grouping, by_rank
from evaluations.models import Decision, Evaluation, VendorOutcome
from evaluations.queries.decided import holding, revisions_of, waiting
from evaluations.queries.judgement import comparison_of
from evaluations.queries.reports import Material
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
