"""Whether what came late can still join an evaluation."""

from evaluations import rules
from evaluations.models import Evaluation
from portal.access import Verdict


def may_accept(evaluation: Evaluation) -> Verdict:
    """As pages say it; actions.late asks again under the locks (1 query)."""
    panel = evaluation.panel.filter(removed_at=None).exclude(locked_at=None).order_by("pk")
    return rules.may_accept_late(evaluation.stage, list(panel.values_list("name", flat=True)))
