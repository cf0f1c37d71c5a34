"""What reviewers found of the checklists in what a vendor handed in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from evaluations.checklists import (
    CHECKLISTS,
    Checklist,
    Presence,
    Result,
    checklists_of,
    result_of,
)
from evaluations.models import ChecklistMark, Panelist
from evaluations.queries.judgement import Bench
from vendors.models import Response

Mark = tuple[Presence, str]
"""Whether a line was found, and where."""
Own = Mapping[tuple[str, str], Mark]
"""One reviewer's marks of one vendor, by checklist and line."""


def own_checks(panelist: Panelist, response: Response) -> Own:
    """What one reviewer marked for a vendor; nobody else's (1 query)."""
    rows = ChecklistMark.objects.filter(panelist=panelist, response=response)
    return {(one.checklist, one.line): (Presence(one.presence), one.place) for one in rows}


def own_result(checklist: Checklist, own: Own) -> Result:
    """The result of one checklist out of a reviewer's marks."""
    marks = {line: found for (key, line), (found, _at) in own.items() if key == checklist.key}
    return result_of(checklist, marks)


@dataclass(frozen=True, slots=True)
class Checked:
    """One checklist of one vendor with every reviewer's marks."""

    checklist: Checklist
    results: tuple[tuple[str, str], ...]
    """Reviewer and her result in words."""
    rows: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    """A line's words, and each reviewer's mark and place; both empty where she gave none."""

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name for name, _words in self.results)


def panel_checks(bench: Bench, responses: Iterable[Response]) -> dict[tuple[int, str], Checked]:
    """Every reviewer's marks by response id and checklist (1 query).

    Call it only where discussion is open. A checklist that nobody marked is left out.
    """
    assigned, lists = bench.assigned(), {one.key: one for one in CHECKLISTS}
    found: dict[tuple[int, str], dict[int, dict[str, Mark]]] = {}
    rows = ChecklistMark.objects.filter(panelist__in=bench.panel, response__in=list(responses))
    for one in rows:
        topics = lists[one.checklist].criteria if one.checklist in lists else ()
        if any(assigned(one.panelist_id, one.response_id, topic) for topic in topics):
            marks = found.setdefault((one.response_id, one.checklist), {})
            mark = (Presence(one.presence), one.place)
            marks.setdefault(one.panelist_id, {})[one.line] = mark
    return {
        at: _checked(bench, lists[at[1]], marks) for at, marks in found.items() if at[1] in lists
    }


def checked_on(
    checks: Mapping[tuple[int, str], Checked], response: int, criterion: str
) -> tuple[Checked, ...]:
    """The checklists that were marked for a topic of a vendor."""
    return tuple(
        checks[response, one.key]
        for one in checklists_of(criterion)
        if (response, one.key) in checks
    )


def checked_here(bench: Bench, response: Response, criterion: str) -> tuple[Checked, ...]:
    """The same for one topic of one vendor (1 query, where the topic has a checklist)."""
    if not checklists_of(criterion):
        return ()
    return checked_on(panel_checks(bench, [response]), response.pk, criterion)


def _checked(bench: Bench, checklist: Checklist, marks: dict[int, dict[str, Mark]]) -> Checked:
    panel = [one for one in bench.panel if one.pk in marks]
    results = []
    for one in panel:
        counted = result_of(checklist, {key: mark[0] for key, mark in marks[one.pk].items()})
        results.append((one.name, counted.found))
    rows = tuple(
        (line.words, tuple(_words(marks[one.pk].get(line.key)) for one in panel))
        for line in checklist.lines
    )
    return Checked(checklist, tuple(results), rows)


def _words(mark: Mark | None) -> tuple[str, str]:
    return (mark[0].words, mark[1]) if mark else ("", "")
