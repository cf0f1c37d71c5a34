"""What the set-up lists: its tasks with their state, and the lines to check before opening."""

from typing import Any

from django.urls import reverse

from evaluations.models import Evaluation
from evaluations.queries.calibration import chosen_in
from evaluations.queries.standing import Standing
from portal.look.formats import day_in_words, in_words
from vendors.models import PeakBasis, Round
from vendors.queries.prices import priced_for
from vendors.queries.required import peak_of, requirements_of
from vendors.questionnaire.model import Depth, Questionnaire
from vendors.requirements import needs

DEPTH_WORDS = {
    Depth.QUICK: "Quick check",
    Depth.ESSENTIALS: "Essentials",
    Depth.FULL: "Full",
}


def checklist(
    evaluation: Evaluation, questionnaire: Questionnaire, standing: Standing
) -> list[dict[str, Any]]:
    """The tasks of the set-up; todo marks those without which nothing can open."""
    round_ = evaluation.round
    asked = len(questionnaire.asked_items())
    documents = round_.documents.count()
    rows = [
        ("setup-details", "Name, purpose and number", bool(round_.purpose or round_.number), False,
         round_.get_kind_display()),
        ("setup-documents", "Documents for vendors", documents > 0, False,
         _number(documents, "document") if documents else "Solicitation, draft contract"),
        ("setup-questionnaire", "Questionnaire and depth", asked > 0, not asked,
         f"{DEPTH_WORDS[questionnaire.depth]}, {_number(asked, 'question')}"),
        ("setup-weights", "Weights", True, False,
         f"{_number(len(questionnaire.asked_criteria()), 'topic')} share 100 %"),
        ("setup-vendors", "Vendors", standing.vendors > 0, not standing.vendors,
         _number(standing.vendors, "vendor")),
        ("setup-reviewers", "Reviewers", standing.reviewers > 0, False,
         _number(standing.reviewers, "reviewer") if standing.reviewers
         else "Needed before scoring, not for opening"),
        ("setup-dates", "Dates", round_.due_at is not None, round_.due_at is None,
         f"Answers due {in_words(round_.due_at)}" if round_.due_at else "When answers are due"),
        ("setup-peak", "Required peak", round_.peak_basis != PeakBasis.UNKNOWN, False,
         peak_words(round_)),
        ("setup-requirements", "What we require", not requirements_of(round_).is_empty, False,
         requirement_words(round_)),
        ("setup-price", "Price form", round_.asks_price, False, price_words(round_)),
        ("setup-pyramid", "Pyramid score", evaluation.pyramid_slack is not None, False,
         "None" if evaluation.pyramid_slack is None
         else f"Beside the total, slack {evaluation.pyramid_slack}"),
        ("setup-order", "How sure the order is", evaluation.prints_order, False,
         "Said beside the ranks" if evaluation.prints_order else "Not said"),
        ("setup-calibration", "Sample answers", bool(evaluation.calibration), False,
         sample_words(evaluation, questionnaire)),
        ("setup-declaration", "Text of the declaration", bool(evaluation.declaration_text), False,
         "Yours" if evaluation.declaration_text else "The usual text"),
        ("setup-anonymous", "Anonymous vendors", evaluation.hides_vendors, False,
         "Letters instead of names until discussion" if evaluation.hides_vendors
         else "Reviewers read names"),
        ("setup-invitation", "Text of the invitation", bool(round_.invitation_text), False,
         "Yours" if round_.invitation_text else "The usual text"),
    ]  # fmt: skip
    return [
        {
            "label": label,
            "url": reverse(f"evaluations:{name}", args=[evaluation.pk]),
            "status": "To do" if todo else "Completed" if done else "As proposed",
            "tone": "warning" if todo else "done",
            "note": note,
            "todo": todo,
        }
        for name, label, done, todo, note in rows
    ]


def check_lines(
    round_: Round, questionnaire: Questionnaire, standing: Standing, *, setup: int
) -> list[dict[str, Any]]:
    """What will be asked of whom by when, each line with its Change link."""
    asked = len(questionnaire.asked_items())
    topics = len(questionnaire.asked_criteria())
    must_haves = sum(item.must_have for item in questionnaire.asked_items())
    lines = [
        ("Name", round_.name, "setup-details"),
        ("What it is for", round_.get_kind_display(), "setup-details"),
        ("What is asked",
         f"{DEPTH_WORDS[questionnaire.depth]}: {_number(asked, 'question')} in "
         f"{_number(topics, 'topic')}, {_number(must_haves, 'must-have')}", "setup-questionnaire"),
        ("Answers due",
         in_words(round_.due_at, year=True) if round_.due_at else "", "setup-dates"),
        ("Scores due",
         day_in_words(round_.scoring_due, year=True) if round_.scoring_due else "", "setup-dates"),
        ("Required peak", peak_words(round_), "setup-peak"),
        ("What we require", requirement_words(round_), "setup-requirements"),
        ("Price form", price_words(round_), "setup-price"),
        ("Reviewers", _number(standing.reviewers, "reviewer"), "setup-reviewers"),
    ]  # fmt: skip
    return [
        {
            "label": label,
            "value": value,
            "url": reverse(f"evaluations:{name}", args=[setup]),
        }
        for label, value, name in lines
    ]


def sample_words(evaluation: Evaluation, questionnaire: Questionnaire) -> str:
    """Whether reviewers score two sample answers first, in a line."""
    if not evaluation.calibration:
        return "None"
    chosen = chosen_in(evaluation, questionnaire)
    if chosen is None:
        return "Their topic is not asked any more, so reviewers see none"
    topic = questionnaire.criterion(chosen.topic)
    return f"Two on “{topic.short_title}”, scored before vendors"


def peak_words(round_: Round) -> str:
    """The required peak in a line."""
    peak = peak_of(round_)
    if peak.rps is None:
        return "We don’t know yet"
    return f"{peak.shown}; {peak.high_shown}" if peak.high_shown else peak.shown


def requirement_words(round_: Round) -> str:
    """What is required in a line, the peak left out; and whether vendors see it."""
    wanted = requirements_of(round_)
    if wanted.is_empty:
        return "We have not fixed this yet"
    fixed = [f"{one.label} {one.need}" for one in needs(wanted) if one.is_fixed]
    hidden = "" if wanted.shown else " · not shown to vendors"
    return " · ".join(fixed) + hidden


def price_words(round_: Round) -> str:
    """Whether vendors hand in a price, and for what, in a line."""
    if not round_.asks_price:
        return "No price is asked for"
    over = priced_for(round_)
    return f"For {over.words}, in {over.currency}"


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
