"""Two years with a provider: what became of each request of two letters, and its months; all invented."""

from dataclasses import dataclass
from decimal import Decimal

from vendors.changes import Act


@dataclass(frozen=True, slots=True)
class Said:
    """One step: how many days after the letter, what, by which day after it, and in which words."""

    days: int
    act: Act
    until: int | None = None
    text: str = ""
    file: str = ""
    """Words of a file that comes with proof."""


Life = tuple[Said, ...]

FIRST_YEAR: tuple[Life, ...] = (
    (
        Said(6, Act.AGREED, 60),
        Said(
            52, Act.PROOF, None, "The first month, with who answered and when.", "14 of 14 pages\n"
        ),
        Said(57, Act.VERIFIED, None, "We tried it once ourselves, at two at night."),
    ),
    (
        Said(6, Act.AGREED, 60),
        Said(66, Act.AGREED, 120, "Our lawyers need two more months for the wording."),
        Said(112, Act.PROOF, None, "The signed amendment, page 2."),
        Said(118, Act.VERIFIED),
    ),
    (
        Said(7, Act.COUNTER, 150, "Every two minutes: our monitoring service offers no less."),
        Said(11, Act.ACCEPTED, None, "Every two minutes is enough for us."),
        Said(148, Act.PROOF, None, "The first three months are on our status page."),
        Said(156, Act.VERIFIED),
    ),
    (
        Said(7, Act.AGREED, 90),
        Said(70, Act.PROOF, None, "The plan as it stands.", "Plan, first draft\n"),
        Said(74, Act.RETURNED, None, "It names no person. Who decides at night?"),
        Said(88, Act.PROOF, None, "Now with names and numbers.", "Plan, with names\n"),
        Said(95, Act.VERIFIED),
    ),
    (
        Said(9, Act.AGREED, 120),
        Said(125, Act.AGREED, 200, "Our second test site opens later than planned."),
        Said(210, Act.AGREED, 330, "The generators do not reach the rate yet."),
        Said(320, Act.PROOF, None, "Before Sunday’s release; the raw results.", "1,240 a second\n"),
        Said(326, Act.VERIFIED, None, "Ian watched it."),
    ),
    (
        Said(9, Act.PARTLY, 100, "For the booking page. The reports page follows a release later."),
        Said(12, Act.ACCEPTED),
        Said(99, Act.PROOF, None, "Page 4 of the release notes."),
        Said(104, Act.VERIFIED),
    ),
    (
        Said(
            10, Act.DECLINED, None, "Our other customers share this part. It can’t change for one."
        ),
    ),
)
SECOND_YEAR: tuple[Life, ...] = (
    (
        Said(8, Act.AGREED, 120),
        Said(110, Act.PROOF, None, "A month of checks from two cities."),
        Said(121, Act.VERIFIED),
    ),
    (
        Said(8, Act.AGREED, 200),
        Said(196, Act.PROOF, None, "Eight months, and how they are counted.", "99.93 %\n"),
        Said(203, Act.VERIFIED),
    ),
    (Said(9, Act.AGREED, 300), Said(318, Act.PROOF, None, "The record of last week’s rehearsal.")),
    (Said(9, Act.AGREED, 310),),
    (Said(12, Act.AGREED, 340),),
    (Said(12, Act.COUNTER, 390, "With the release after next, because the next one is full."),),
    (),
)
"""The last of them wait: for a check, a date that passed, an answer, a first reply."""


@dataclass(frozen=True, slots=True)
class Month:
    """What is filed for one month, in minutes: on which day of the next one, and in which words."""

    day: int
    uptime: str
    repair: str = "0"
    paging: str = "0"
    note: str = ""
    corrected: str = ""
    """Downtime as it is corrected three days later."""


MONTHS = (
    Month(4, "3.5", "3.5", "1.2"),
    Month(5, "0"),
    Month(6, "8", "5", "1.5", "Two short outages of the text messages; booking was not touched."),
    Month(4, "9", "9", "1.1", corrected="12"),
    Month(5, "0"),
    Month(
        7,
        "47",
        "47",
        "1.8",
        "A switch to the second database hung on the night of a surge. The report on it is on our "
        "status page, with what we changed.",
    ),
    Month(14, "4", "4", "1", "Late: the person who files was away."),
    Month(5, "2", "2", "0.8"),
)
"""The last eight months that are over. One misses the uptime that was promised."""
WANTED = {"uptime": Decimal("99.9"), "repair": Decimal(60), "paging": Decimal(5)}
"""What is asked for each month, with the target where nothing was promised."""
