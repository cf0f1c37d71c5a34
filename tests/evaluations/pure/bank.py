"""A small questionnaire and its answers, for tests of what is computed from them."""

import datetime as dt
from decimal import Decimal

from evaluations.comparison import Assignment, GivenScore, Vendor
from evaluations.scoring import ItemFacts, Proof, ProofKind
from vendors.questionnaire.model import (
    Criterion,
    Depth,
    Item,
    Kind,
    Level,
    Part,
    Questionnaire,
    ScaleStep,
    Section,
)

CLOSING = dt.date(2027, 3, 19)
TEST = Proof("t", ProofKind.LOAD_TEST, dt.date(2027, 1, 5))
PLAN = Proof("p", ProofKind.DOCUMENT, dt.date(2027, 1, 5))

SCALE = tuple(
    ScaleStep(score, label, "")
    for score, label in enumerate(("Nothing", "Weak", "Partial", "Solid", "Strong"))
)
LEVELS = tuple(Level(number, f"Level {number}") for number in range(1, 8))


def item(key: str, criterion: str, *, must: bool = False, **more) -> Item:
    return Item(
        key,
        criterion,
        f"Question {key}?",
        (Part("text", "Answer", Kind.TEXT),),
        more.pop("proof", f"Proof of {key}"),
        {score: f"{key} at {score}" for score in range(5)},
        Depth.ESSENTIALS,
        "operations",
        must_have=must,
        **more,
    )


def questionnaire(weights=(20, 15, 15, 20, 10, 10, 10), levels=None, **more) -> Questionnaire:
    """One criterion k1, k2 ... per weight, on its own level, with one item each."""
    numbers = levels or range(1, len(weights) + 1)
    criteria = tuple(
        Criterion(
            f"k{at}", "even" if at % 2 == 0 else "odd", level, f"Topic {at}", f"T{at}", weight
        )
        for at, (weight, level) in enumerate(zip(weights, numbers, strict=True), start=1)
    )
    items = more.pop("items", None) or tuple(
        item(f"k{at}.a", f"k{at}", must=at == 1) for at in range(1, len(weights) + 1)
    )
    sections = (Section("odd", 1, "Odd", "Odd?"), Section("even", 2, "Even", "Even?"))
    return Questionnaire(
        "Test", Depth.FULL, LEVELS, SCALE, sections, criteria, tuple(items), **more
    )


def answered(asked: Questionnaire, *, proofs=(TEST,)) -> tuple[ItemFacts, ...]:
    return tuple(
        ItemFacts(one.key, answered=True, must_have=one.must_have, proofs=tuple(proofs))
        for one in asked.asked_items()
    )


def scores_of(vendor: str, reviewer: str, values) -> list[GivenScore]:
    return [
        GivenScore(reviewer, vendor, f"k{at}", value) for at, value in enumerate(values, start=1)
    ]


def everyone(vendors, *reviewers) -> list[Assignment]:
    return [Assignment(reviewer, one.key) for one in vendors for reviewer in reviewers]


ABC = (Vendor("a", "Arbor"), Vendor("b", "Briar"), Vendor("c", "Clear"))
D = Decimal
