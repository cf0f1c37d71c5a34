"""Writing down what the jurisdiction itself knows of a vendor; every save carries its version."""

from dataclasses import dataclass

from django.db import transaction

from portal import clock
from portal.access import Refused
from portal.accounts.models import User
from portal.audit.record import record
from vendors.models import Finding, Response, Round, RoundState, Source, Statement


@dataclass(frozen=True, slots=True)
class Said:
    """One line as typed."""

    about: str
    finding: str
    source: str = ""
    note: str = ""
    based_on: int = 0


@dataclass(frozen=True, slots=True)
class Conflict:
    """Somebody else saved this line meanwhile: both texts, so that nothing is lost."""

    theirs: Statement
    mine: Said


@transaction.atomic
def save(response: Response, lines: list[Said], *, by: User) -> list[Conflict]:
    """Write the lines that nobody else wrote since; give back those that somebody did."""
    round_ = Round.objects.select_for_update(no_key=True).get(pk=response.round_id)
    if round_.state == RoundState.CANCELLED:
        raise Refused("This evaluation was cancelled, so nothing can be changed any more.")
    there = {
        one.about: one for one in Statement.objects.select_for_update().filter(response=response)
    }
    conflicts, written = [], []
    for said in lines:
        theirs = there.get(said.about)
        if theirs is not None and _is_same(theirs, said):
            continue
        if (theirs.version if theirs else 0) != said.based_on and theirs is not None:
            conflicts.append(Conflict(theirs, said))
            continue
        _write(response, said, theirs, by)
        written.append(said.about)
    if written:
        record(
            "wrote down what we know",
            response.vendor,
            by=by,
            key=f"round:{round_.pk}",
            about=written,
        )
    return conflicts


def _is_same(theirs: Statement, said: Said) -> bool:
    return (theirs.finding, theirs.source, theirs.note) == (said.finding, said.source, said.note)


def _write(response: Response, said: Said, before: Statement | None, by: User) -> None:
    if said.finding not in Finding.values or (said.source and said.source not in Source.values):
        raise Refused("Choose one of the answers shown.")
    Statement.objects.update_or_create(
        response=response,
        about=said.about,
        defaults={
            "finding": said.finding,
            "source": said.source,
            "note": said.note,
            "version": (before.version if before else 0) + 1,
            "by_id": by.pk,
            "by_name": str(by),
            "at": clock.now(),
        },
    )
