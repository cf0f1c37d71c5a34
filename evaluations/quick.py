"""The quick check: one line per section, answered from what is known, no score at all."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from vendors.questionnaire.model import Questionnaire


class Known(StrEnum):
    """What a jurisdiction or a vendor says of one section."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"
    UNKNOWN = "unknown"


SHOWN = {
    Known.YES: "Yes",
    Known.PARTLY: "Partly",
    Known.NO: "No",
    Known.UNKNOWN: "Unknown",
}

_GAPS = (Known.NO, Known.UNKNOWN, Known.PARTLY)


@dataclass(frozen=True, slots=True)
class Line:
    """One answer of a quick check."""

    section: str
    known: Known
    source: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class QuickRow:
    """One section with its answer; without one it is open."""

    section: str
    title: str
    question: str
    why: str
    level: int
    """The lowest level of the hierarchy that the section touches; 0 where it has none."""
    known: Known | None
    shown: str
    source: str
    note: str


@dataclass(frozen=True, slots=True)
class QuickCheck:
    """All sections of a quick check, and what to ask about next."""

    rows: tuple[QuickRow, ...]
    answered: int
    counts_shown: str
    ask_next: tuple[QuickRow, ...]
    """Answers other than yes: those nearest the base first, a no before a partly."""

    @property
    def progress_shown(self) -> str:
        """How far the check is."""
        return f"{self.answered} of {len(self.rows)} answered"


def quick_check(questionnaire: Questionnaire, lines: Iterable[Line]) -> QuickCheck:
    """Lay out a quick check; the last line of a section counts."""
    given = {one.section: one for one in lines}
    rows = []
    for section in sorted(questionnaire.sections, key=lambda one: one.order):
        levels = [one.level for one in questionnaire.criteria if one.section == section.key]
        line = given.get(section.key)
        rows.append(
            QuickRow(
                section=section.key,
                title=section.title,
                question=section.question,
                why=section.why,
                level=min(levels, default=0),
                known=line.known if line else None,
                shown=SHOWN[line.known] if line else "Not answered",
                source=line.source if line else "",
                note=line.note if line else "",
            )
        )
    answers = [row.known for row in rows if row.known is not None]
    counts = ", ".join(
        f"{answers.count(known)} {SHOWN[known].lower()}" for known in Known if known in answers
    )
    gaps = [row for row in rows if row.known in _GAPS]
    gaps.sort(key=lambda row: (row.level, _GAPS.index(row.known or Known.UNKNOWN)))
    return QuickCheck(tuple(rows), len(answers), counts or "nothing answered yet", tuple(gaps))
