"""Two years with a provider: what became of each request of two letters; all of it invented."""

from dataclasses import dataclass

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
