"""A vendor's answers as the schedule of a contract: clause by clause, with what is still missing.

The labels are only a start: each workspace uses the words of its own law. What a vendor answered is
quoted as it stands, so that the schedule says no more than was said.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from vendors.declared import Said, seconds_in
from vendors.questionnaire.display import Shown, shown
from vendors.questionnaire.model import Questionnaire
from vendors.terms import Trap, terms_of, traps_of


@dataclass(frozen=True, slots=True)
class Source:
    """Which parts of which answer a clause is made of."""

    key: str
    label: str
    item: str
    parts: tuple[str, ...]


SOURCES = (
    Source("uptime", "Promised uptime", "sla.uptime", ("promise", "window", "clause")),
    Source("measurement", "How it is measured", "sla.uptime", ("method",)),
    Source("indicators", "Indicators", "sla.sli", ("indicators",)),
    Source("objectives", "Objectives", "sla.slo", ("objectives",)),
    Source("downtime", "What counts as downtime", "sla.definition", ("counts",)),
    Source("maintenance", "Maintenance", "sla.definition", ("maintenance",)),
    Source("exclusions", "Exclusions", "sla.definition", ("exclusions",)),
    Source("repair", "Repair times", "sla.mttr", ("severities", "clock")),
    Source("oncall", "On-call duty", "sla.oncall", ("answer", "how")),
    Source("support", "Support", "sla.support", ("channels", "surge")),
    Source("notice", "Notice of events", "prep.event_notice", ("notice", "checklist")),
    Source("load_test", "Load test before each release", "prep.launch_gate", ("gate",)),
    Source("credits", "Credits", "sla.remedy", ("tiers", "claim")),
    Source("cap", "Limit of credits", "sla.remedy", ("cap", "cap_basis")),
    Source("exit", "Right to leave", "sla.remedy", ("exit_right",)),
)
"""The clauses in the order of a schedule."""

LABELS: Mapping[str, str] = {one.key: one.label for one in SOURCES}


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause: what the vendor said, whether that is too little, and what to watch."""

    key: str
    label: str
    item: str
    pieces: tuple[Shown, ...]
    was_asked: bool
    traps: tuple[Trap, ...] = ()

    @property
    def is_gap(self) -> bool:
        """Whether nothing at all was said that could go into a contract."""
        return all(piece.missing for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Schedule:
    """All clauses of one vendor."""

    clauses: tuple[Clause, ...]

    @property
    def gaps(self) -> tuple[Clause, ...]:
        return tuple(one for one in self.clauses if one.is_gap)

    @property
    def traps(self) -> tuple[Trap, ...]:
        return tuple(trap for one in self.clauses for trap in one.traps)


def schedule_of(
    questionnaire: Questionnaire, content: object, labels: Mapping[str, str] | None = None
) -> Schedule:
    """The schedule that a submission's content gives.

    content: as a submission keeps it; total. labels: a workspace's own words by key of the clause.
    """
    own = labels or {}
    asked = {item.key: item for item in questionnaire.asked_items()}
    found: dict[str, list[Trap]] = {}
    for trap in _traps(content):
        found.setdefault(trap.clause, []).append(trap)
    clauses = []
    for source in SOURCES:
        item = asked.get(source.item)
        pieces = shown(item, Said(content).value(source.item)) if item else ()
        clause = Clause(
            source.key,
            own.get(source.key) or source.label,
            source.item,
            tuple(one for one in pieces if one.key in source.parts),
            was_asked=item is not None,
        )
        # A clause that says nothing is a gap and no trap.
        traps = () if clause.is_gap else tuple(found.get(source.key, ()))
        clauses.append(replace(clause, traps=traps))
    return Schedule(tuple(clauses))


def _traps(content: object) -> tuple[Trap, ...]:
    said = Said(content)
    return traps_of(terms_of(content), gravest_coverage=_gravest(said))


def _gravest(said: Said) -> str:
    """The hours in which the shortest time to restore holds."""
    timed = [
        (seconds, row.get("coverage"))
        for row in said.rows("sla.mttr", "severities")
        if (seconds := seconds_in(row.get("restore_target"))) is not None
    ]
    coverage = min(timed, key=lambda one: one[0])[1] if timed else ""
    return coverage if isinstance(coverage, str) else ""
