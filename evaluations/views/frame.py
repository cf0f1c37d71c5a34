"""What all pages of one evaluation have in common: the way back, its stage, its places."""

from typing import Any

from django.urls import NoReverseMatch, reverse

from evaluations.models import Evaluation
from evaluations.queries.standing import Standing

LIST_CRUMB = {"label": "Evaluations", "url": "/evaluations/"}


def crumbs(evaluation: Evaluation, *more: tuple[str, str]) -> list[dict[str, str]]:
    """Breadcrumbs below an evaluation; pairs of label and address, the last without one."""
    above = {"label": evaluation.round.name, "url": place("overview", evaluation.pk)}
    return [LIST_CRUMB, above, *({"label": label, "url": url} for label, url in more)]


def setup_crumbs(evaluation: Evaluation, label: str) -> list[dict[str, str]]:
    return crumbs(evaluation, ("Set-up", place("setup", evaluation.pk)), (label, ""))


def place(name: str, *args: Any) -> str:
    return reverse(f"evaluations:{name}", args=args)


def reach(name: str, *args: Any) -> str:
    """Address of a page of another part; empty where this installation has no such page."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def of_evaluation(standing: Standing, **more: Any) -> dict[str, Any]:
    """Context of a page about one evaluation."""
    return {
        "standing": standing,
        "evaluation": standing.evaluation,
        "round": standing.round,
        "stages": standing.line,
        "now": standing.now,
        **more,
    }
