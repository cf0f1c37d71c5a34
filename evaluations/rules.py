"""What may be done on the judging side, when, and why not."""

from evaluations.models import Declaration, Evaluation, Panelist, Stage
from portal.access import ALLOWED, Verdict, refused


def may_enter(
    panelist: Panelist | None, declaration: Declaration | None, vendors: set[int]
) -> Verdict:
    """Whether a reviewer may read answers: on the panel, and declared on all present vendors."""
    if panelist is None or panelist.removed_at:
        return refused("You are not a reviewer of this evaluation. Ask a coordinator to add you.")
    if declaration is None:
        return refused("Sign the declaration of interest first.")
    if vendors - {vendor["response"] for vendor in declaration.vendors}:
        return refused("A vendor was added since you signed. Sign the declaration again.")
    return ALLOWED


def may_score(
    evaluation: Evaluation,
    panelist: Panelist | None,
    declaration: Declaration | None,
    response: int,
) -> Verdict:
    """Whether a reviewer may score this vendor now."""
    if not (enter := may_enter(panelist, declaration, {response})):
        return enter
    if declaration is not None and response in declaration.conflicts:
        return refused("You declared a conflict with this vendor, so you don’t score it.")
    if evaluation.stage != Stage.SCORING:
        return refused("Scores can be given while the evaluation is at the stage Scoring.")
    if panelist is not None and panelist.locked_at:
        return refused("You locked your scores. Ask a coordinator to unlock them if one is wrong.")
    return ALLOWED


def may_see_scores_of_others(evaluation: Evaluation) -> Verdict:
    """Nobody, coordinators included, sees others' scores before discussion is opened."""
    if evaluation.stage in {Stage.DISCUSSION, Stage.DECIDED, Stage.ARCHIVED}:
        return ALLOWED
    return refused(
        "Scores are shown once all reviewers have locked theirs and discussion is opened."
    )
