"""What the demo's county found out itself, and what its reviewers found in the plans they read."""

from typing import Any

from evaluations.actions.scores import Check
from evaluations.checklists import Presence, checklist_of

FINDINGS: tuple[tuple[str, str, float, dict[str, Any]], ...] = (
    (
        "clearwater",
        "reference",
        -12.8,
        {
            "title": "Held an opening day of 40,000 people without an outage",
            "source": "Head of operations of a neighbouring county, by telephone",
            "note": "They were told of a slow database before they noticed it themselves.",
            "about": ("obs.detection", "cloud.elasticity"),
            "details": {
                "customer": "Dane County",
                "since": "Two seasons",
                "load": "40,000 people in the first hour",
                "sites": 31,
                "outages": 1,
                "outage_minutes": 6,
                "trend": "fewer",
                "again": "yes",
            },
        },
    ),
    (
        "tollgate",
        "demo",
        -12.6,
        {
            "title": "Booking and set-up shown on the running system",
            "source": "Their product lead, in our meeting room",
            "note": "Changing a slot length took the site administrator two clicks.",
            "about": ("deg.fallback", "chg.release"),
            "details": {
                "shown": "live",
                "residents": "Booked and moved an appointment on a telephone, in Spanish",
                "providers": "Checked people in while the network was off",
                "setup": "Opened a new site with slots for a week",
            },
        },
    ),
    (
        "briar",
        "press",
        -12.4,
        {
            "title": "Sign-up page down for two hours on an opening morning",
            "source": "The regional paper, two days after",
            "note": "The county and the vendor tell the story differently.",
            "red_flag": True,
            "about": ("posture.availability", "prep.loadtest"),
            "details": {
                "tone": "trouble",
                "system": "The resident sign-up, version in use at the time",
                "problem": "People who had become eligible that morning saw an error page",
                "people": 60000,
                "groups": "Residents over 65",
                "outage_minutes": 125,
                "cause": "unknown",
                "fixed": "unknown",
                "postmortem": "no",
                "reaction": "users",
            },
        },
    ),
)
"""Vendor, kind, day from the first start, and what is noted."""

_PRESENT, _PARTLY, _MISSING = Presence
_READ = {
    ("ben", "clearwater"): (_PRESENT, _PRESENT, _PRESENT, _PARTLY, _PRESENT, _PRESENT),
    ("cy", "clearwater"): (_PRESENT, _PRESENT, _PARTLY, _PRESENT, _PRESENT, _PRESENT),
    ("ben", "briar"): (_PRESENT, _MISSING, _PARTLY, _MISSING, _PRESENT, _MISSING),
}


def checks_of(reviewer: str, vendor: str) -> list[Check]:
    """What a reviewer marked in a vendor's incident-response plan; nothing for most of them."""
    marks = _READ.get((reviewer, vendor), ())
    lines = checklist_of("response_plan").lines
    return [
        Check("response_plan", line.key, marks[at % len(marks)], f"p. {1 + at // 3}")
        for at, line in enumerate(lines)
        if marks
    ]
