"""What the demo's reviewers think: scores and reasons, the same at every start."""

import hashlib
from dataclasses import dataclass

from vendors.questionnaire.model import Criterion, Item, Questionnaire

QUALITY = {"clearwater": 3.5, "tollgate": 2.9, "harborlight": 2.6, "briar": 1.9, "pineridge": 1.0}
LEANING = {
    ("tollgate", "sla"): -0.9,
    ("tollgate", "chg"): 0.8,
    ("tollgate", "cloud"): 0.5,
    ("harborlight", "sla"): 0.8,
    ("harborlight", "chg"): -1.0,
    ("harborlight", "cloud"): -0.5,
    ("briar", "posture"): -0.7,
    ("briar", "deg"): 0.6,
    ("pineridge", "deg"): 0.7,
    ("pineridge", "abuse"): -0.8,
    ("clearwater", "abuse"): -0.4,
}
STRICTNESS = {"ben": -0.25, "cy": 0.2, "dee": 0.0, "ian": -0.1, "ruth": 0.25}
APART = {("ben", "tollgate", "cloud.architecture"): -2, ("cy", "briar", "posture.availability"): 2}
SAMPLES_ON = "obs.detection"
PLACED = {
    "ben": (
        (1, "Somebody looks at graphs, and residents are the alarm."),
        (3, "Checked from three cities and paged at night; nobody tries a booking."),
    ),
    "cy": (
        (2, "They do look more often on an opening day, which is when it counts for us."),
        (3, "It says who is called and what happens when nobody answers."),
    ),
    "dee": (
        (1, "A shared mailbox is not an alarm."),
        (4, "Seven of nine outages found first is more than most of us could show."),
    ),
}
"""Where reviewers place the sample answers, and why; not quite alike, as people do."""
REMARKS = {
    "ben": (
        "I looked for figures first and read the text second.",
        "I would ask for the raw record before signing.",
        "The dates fit the rest of the answers.",
        "An outside probe would settle this.",
        "I found nothing that goes beyond the wording of the answer.",
        "The attached pages say the same as the answer.",
        "A night on call would show whether this holds.",
    ),
    "cy": (
        "Residents would feel this on an opening day.",
        "It reads like something that people there really do.",
        "I took the spring surge as the yardstick.",
        "Somebody owns this and is named.",
        "Our call centre would need this in plain words.",
        "It would be worth seeing once in a demonstration.",
        "Small, but it was thought through.",
    ),
    "dee": (
        "Compared with our own incident in the winter this is the part that counts.",
        "The proof is specific enough for the record.",
        "I read this twice because it decides a lot.",
        "Half of it is promise, half of it is there.",
        "I weighed what was shown, not what was announced.",
        "The contract would have to say this too.",
        "Nothing here contradicts the other answers.",
    ),
    "ian": (
        "This is close to what we know from working with them.",
        "Our own log says the same.",
        "I would want it in writing.",
        "Good enough for the coming season.",
    ),
    "ruth": (
        "It has become better since last year.",
        "Our help desk notices the difference.",
        "I scored what is there today.",
        "The plan has names and dates.",
    ),
}


@dataclass(frozen=True, slots=True)
class Opinion:
    """One reviewer on one criterion of one vendor."""

    score: int
    reason: str
    confidence: str
    marks: dict[str, int]


def opinion(
    reviewer: str, vendor: str, criterion: Criterion, of: Questionnaire, *, less: float = 0.0
) -> Opinion:
    """Return what this reviewer thinks; the same arguments give the same opinion.

    less: how much worse the vendor was then, in points of the scale.
    """
    items = of.items_of(criterion.key)
    felt = (
        QUALITY[vendor]
        + LEANING.get((vendor, criterion.section), 0.0)
        + STRICTNESS[reviewer]
        - less
    )
    marks = {item.key: _mark(felt, reviewer, vendor, item) for item in items}
    score = round(sum(marks.values()) / len(marks)) + APART.get(
        (reviewer, vendor, criterion.key), 0
    )
    score = min(4, max(0, score))
    chance = _chance(reviewer, vendor, criterion.key)
    remark = REMARKS[reviewer][int(chance * 997) % len(REMARKS[reviewer])]
    example = items[int(chance * 31) % len(items)]
    seen = example.anchors[marks[example.key]].rstrip(".")
    return Opinion(
        score=score,
        reason=f"{criterion.short_title}: {seen[0].lower()}{seen[1:]}. {remark}",
        confidence="low" if chance < 0.08 else "high" if chance > 0.5 else "medium",
        marks=marks,
    )


def _mark(felt: float, reviewer: str, vendor: str, item: Item) -> int:
    wobble = (_chance("all", vendor, item.key) - 0.5) * 1.4 + (
        _chance(reviewer, vendor, item.key) - 0.5
    ) * 0.6
    return min(4, max(0, round(felt + wobble)))


def _chance(*parts: str) -> float:
    digest = hashlib.sha256("/".join(parts).encode()).digest()
    return int.from_bytes(digest[:4], "big") / 2**32
