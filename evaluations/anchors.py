"""Two sample answers that reviewers place on the scale before they score a vendor.

Everybody who reads a rubric reads it a little differently. Two invented answers, one weak and one
solid, show a panel how far apart it reads before a vendor's score hangs on it. Nothing that is
given here counts anywhere. Source: own texts, along the rubric of the standard questionnaire.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self

LETTERS = ("A", "B")
"""What the two answers are called."""
LOWEST, HIGHEST = 0, 4


@dataclass(frozen=True, slots=True)
class Anchor:
    """One invented answer, and how whoever runs the evaluation reads it."""

    text: str
    intended: int
    """A score of the scale, 0 to 4."""
    why: str


@dataclass(frozen=True, slots=True)
class Calibration:
    """What was chosen before scoring: a topic, and two answers to it."""

    topic: str
    """Key of the topic whose rubric is read."""
    answers: tuple[Anchor, Anchor]

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Self | None:
        """Return what `kept` holds; None where nothing was chosen."""
        if not kept:
            return None
        first, second = (Anchor(**one) for one in kept["answers"])
        return cls(kept["topic"], (first, second))

    def keep(self) -> dict[str, Any]:
        """Return it as plain JSON, for `read`."""
        return {"topic": self.topic, "answers": [asdict(one) for one in self.answers]}

    def lacks(self) -> str:
        """Return the sentence that says what is wrong with it; empty where nothing is."""
        for letter, one in zip(LETTERS, self.answers, strict=True):
            if not one.text.strip():
                return f"Write answer {letter}."
            if not LOWEST <= one.intended <= HIGHEST:
                return (
                    f"Say which score from {LOWEST} to {HIGHEST} answer {letter} is meant to get."
                )
            if not one.why.strip():
                return f"Say in a sentence why answer {letter} is meant to get this score."
        return ""


def called(names: Sequence[str]) -> list[str]:
    """Return first names in the order given; the whole name where two people share the first."""
    firsts = [name.split()[0] if name.split() else name for name in names]
    often = Counter(firsts)
    return [name if often[first] > 1 else first for name, first in zip(names, firsts, strict=True)]


def placed(scores: Iterable[tuple[str, int]]) -> dict[int, list[str]]:
    """Return the names by the score that they gave, all five scores, the highest first."""
    by: dict[int, list[str]] = {score: [] for score in range(HIGHEST, LOWEST - 1, -1)}
    for name, score in scores:
        by[score].append(name)
    return by


PROPOSED: Mapping[str, Calibration] = {
    one.topic: one
    for one in (
        Calibration(
            "obs.detection",
            (
                Anchor(
                    "Our team keeps a close eye on the site throughout the day and looks at it "
                    "more often when a clinic opens. Hosting comes with graphs of processor and "
                    "memory use, which we check when something seems slow. If there is a problem, "
                    "customers write to our support address and whoever reads it first takes "
                    "care of it. We have not kept count, but outages are rare and we usually "
                    "notice them quickly.",
                    1,
                    "People look and customers report: nothing from outside tests the site, and "
                    "nobody is paged.",
                ),
                Anchor(
                    "Two outside services load the home page and the search for appointments "
                    "every minute, from three cities. We watch response time, traffic, errors and "
                    "how full each tier is, and each has a level at which we act. When a check "
                    "fails twice in a row, the engineer on call is paged around the clock, within "
                    "two minutes; after five minutes without an answer the second one is paged. "
                    "Logs of all tiers are in one place, searchable within a minute, for 45 days. "
                    "Last year our monitoring found seven of nine outages first. Our status page "
                    "shows the history of the last year.",
                    3,
                    "Checks from several places, around-the-clock paging with a second person and "
                    "a known share of outages found first; no whole booking is tried, and paging "
                    "is not tested each month.",
                ),
            ),
        ),
        Calibration(
            "prep.response",
            (
                Anchor(
                    "The plan is attached: two pages, written when the company was founded. It "
                    "says that incidents are taken seriously, that the head of development "
                    "decides, and gives his phone number. He has handled every incident so far "
                    "and customers were satisfied. We intend to extend the plan this year, with "
                    "roles and templates for messages.",
                    1,
                    "An outline, and one person: no roles, no rule for declaring an incident, no "
                    "backup; what is intended does not count yet.",
                ),
                Anchor(
                    "The plan is attached, reviewed in March. An incident is declared when "
                    "booking fails for more than two minutes, or earlier by anybody on call. It "
                    "then has a commander, one person for operations and one for communications, "
                    "a channel and a live document with times. Customers get an update every 30 "
                    "minutes. Seven engineers share a rota around the clock, always with a "
                    "primary and a backup, who have no other duty in that week. After each "
                    "incident we write down what happened. We have not held an exercise since "
                    "last spring.",
                    3,
                    "Nearly all parts of a plan, reviewed within the year, roles and a rota with "
                    "a backup; no recent exercise, and no rules for handing over.",
                ),
            ),
        ),
        Calibration(
            "prep.loadtest",
            (
                Anchor(
                    "Before each launch our testers open the site together and click through it, "
                    "up to fifteen people at the same time, and it has always stayed fast. The "
                    "home page is cached, so that it bears any number of visitors. The date of a "
                    "launch is agreed with the customer and we have never missed one. We would be "
                    "glad to run a load test with you if you wish one.",
                    1,
                    "Clicking by hand and a cached home page prove nothing about booking, and the "
                    "date decides when to launch, not a test.",
                ),
                Anchor(
                    "We test with a common open-source tool from eight generators in three "
                    "regions, before each major release; the raw results of the last two runs are "
                    "attached. Each virtual visitor searches, picks a slot, fills the form and "
                    "books, with pauses as people make them. Arrivals rise tenfold within three "
                    "minutes, as on the day a clinic opens, and the database holds two million "
                    "records. A release does not go out unless a run at the forecast peak stays "
                    "within its limits. Messages to outside services are simulated, and the test "
                    "is started by hand.",
                    3,
                    "Spread over regions, before each major release, with raw results, a whole "
                    "booking and an enforced gate; it is not part of the pipeline and injects no "
                    "failures.",
                ),
            ),
        ),
    )
}
"""By topic. A topic without a line here has no proposal: its two answers are written anew."""
