"""Writing down what the jurisdiction itself found out; every change carries its version.

Who may, and at which stage, is known to the judging side, whose pages alone lead here. A vendor's
sealed answers play no part in it, so it goes on before closing as well.
"""

from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from portal import clock
from portal.access import Refused
from portal.accounts.models import User
from portal.audit.record import record
from portal.files.models import StoredFile
from portal.tenancy.switch import current
from vendors import observing
from vendors.models import Observation, ObservationRevision, Response, Round, RoundState


@dataclass(frozen=True, slots=True)
class Noted:
    """A finding as typed; details belong to its kind."""

    title: str
    seen_on: date
    source: str
    note: str = ""
    red_flag: bool = False
    about: tuple[str, ...] = ()
    details: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Conflict:
    """Somebody else changed the finding meanwhile: both wordings, so that nothing is lost."""

    theirs: Observation
    mine: Noted


@transaction.atomic
def add(
    response: Response, kind: str, noted: Noted, *, by: User, file: StoredFile | None = None
) -> Observation:
    """Write down one finding about a vendor."""
    response = _held(response)
    if observing.kind_of(kind).retired:
        raise Refused(
            "Findings of this kind are not noted any more. Note meetings beside the scores."
        )
    _check(kind, noted)
    observation = Observation.objects.create(
        response=response,
        kind=kind,
        file=file,
        by_id=by.pk,
        by_name=str(by),
        **_fields(kind, noted),
    )
    _append(observation, by)
    _record("wrote down a finding", observation, by)
    return observation


@transaction.atomic
def change(
    observation: Observation,
    noted: Noted,
    *,
    based_on: int,
    by: User,
    file: StoredFile | None = None,
) -> Observation | Conflict:
    """Write a finding anew, unless somebody else did since it was read; its file stays or is replaced."""
    _held(observation.response)
    theirs = _locked(observation)
    if theirs.version != based_on:
        return Conflict(theirs, noted)
    _check(theirs.kind, noted)
    fields = _fields(theirs.kind, noted) | {"version": based_on + 1, "at": clock.now()}
    fields |= {"by_id": by.pk, "by_name": str(by)}
    for name, value in fields.items():
        setattr(theirs, name, value)
    theirs.file = file or theirs.file
    theirs.save(update_fields=[*fields, "file"])
    _append(theirs, by)
    _record("changed a finding", theirs, by)
    return theirs


@transaction.atomic
def remove(observation: Observation, reason: str, *, by: User) -> None:
    """Take a finding away with a reason; it is kept, and scores that name it go on naming it."""
    _held(observation.response)
    found = _locked(observation)
    if not reason.strip():
        raise Refused("Say why this finding is removed.")
    Observation.objects.filter(pk=found.pk).update(
        removed_at=clock.now(), removed_by=str(by), remove_reason=reason.strip()
    )
    _record("removed a finding", found, by, reason=reason.strip())


def _held(response: Response) -> Response:
    round_ = Round.objects.select_for_update(no_key=True).get(pk=response.round_id)
    if round_.state == RoundState.CANCELLED:
        raise Refused("This evaluation was cancelled, so nothing can be changed any more.")
    found = Response.objects.select_related("vendor").get(pk=response.pk)
    if found.withdrawn_at:
        raise Refused("This vendor is not part of the evaluation any more.")
    return found


def _locked(observation: Observation) -> Observation:
    found = (
        Observation.objects.select_for_update(of=("self",))
        .select_related("response__vendor", "file")
        .get(pk=observation.pk)
    )
    if found.removed_at:
        raise Refused("This finding was removed meanwhile. Write it down anew if it holds.")
    return found


def _check(kind: str, noted: Noted) -> None:
    today = clock.now().astimezone(ZoneInfo(current().time_zone)).date()
    if noted.seen_on > today:
        raise Refused("A finding cannot lie in the future. Give the day on which it was seen.")
    if wrong := observing.problems(observing.kind_of(kind), noted.details):
        raise Refused(next(iter(wrong.values())))
    if not noted.title.strip() or not noted.source.strip():
        raise Refused("Say in a line what was found, and where it comes from.")


def _fields(kind: str, noted: Noted) -> dict[str, Any]:
    return asdict(noted) | {
        "title": noted.title.strip(),
        "about": list(noted.about),
        "details": observing.kept(observing.kind_of(kind), noted.details),
    }


def _append(observation: Observation, by: User) -> None:
    ObservationRevision.objects.create(
        observation=observation,
        version=observation.version,
        content={
            "title": observation.title,
            "seen_on": observation.seen_on.isoformat(),
            "source": observation.source,
            "note": observation.note,
            "red_flag": observation.red_flag,
            "about": observation.about,
            "details": observation.details,
            "file": str(observation.file_id) if observation.file_id else None,
        },
        by_name=str(by),
    )


def _record(what: str, observation: Observation, by: User, **more: str) -> None:
    record(
        what,
        observation.response.vendor,
        by=by,
        key=f"round:{observation.response.round_id}",
        finding=observation.pk,
        kind=observation.kind,
        version=observation.version,
        **more,
    )
