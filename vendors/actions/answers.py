"""Saving answers: every save carries the version it was based on."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from portal import clock
from portal.access import Refused
from portal.accounts.models import User
from portal.audit.record import record
from vendors import rules
from vendors.actions import editing
from vendors.models import (
    Answer,
    AnswerRevision,
    CarriedAnswer,
    Entry,
    Origin,
    ReadyState,
    Response,
    Round,
)


@dataclass(frozen=True, slots=True)
class Conflict:
    """Somebody else saved meanwhile: both texts, so that nothing is lost."""

    theirs: Answer
    mine: Any


@dataclass(frozen=True, slots=True)
class Draft:
    """One answer as it was typed, and the version that the typing began with (0: none)."""

    item_key: str
    value: dict[str, Any]
    based_on: int
    ready: bool = False
    confidential_reason: str | None = None
    """None leaves the mark as it is; words set it, an empty string takes it off."""


@transaction.atomic
def save(
    response: Response,
    item_key: str,
    value: dict[str, Any],
    *,
    based_on: int,
    by: User,
    ready: bool = False,
    confidential_reason: str | None = None,
) -> Answer | Conflict:
    """Write one answer if nobody wrote it since version `based_on` (0: there was none)."""
    draft = Draft(item_key, value, based_on, ready, confidential_reason)
    return _write(_open_for(response, by, [item_key]), draft, by=by, origin=Origin.TYPED)


@transaction.atomic
def save_all(response: Response, drafts: Iterable[Draft], *, by: User) -> list[Answer | Conflict]:
    """Write the answers of a page. What did not change is not written; each conflict stands alone."""
    ordered = sorted(drafts, key=lambda one: one.item_key)
    locked = _open_for(response, by, [one.item_key for one in ordered])
    return [_write(locked, draft, by=by, origin=Origin.TYPED) for draft in ordered]


@transaction.atomic
def take_in(
    response: Response, drafts: Iterable[Draft], *, file: str, by: User
) -> list[Answer | Conflict]:
    """Write answers out of a filled sheet, which history then names; each conflict stands alone."""
    ordered = sorted(drafts, key=lambda one: one.item_key)
    locked = _open_for(response, by, [one.item_key for one in ordered])
    return [
        _write(locked, draft, by=by, origin=Origin.IMPORTED, source=f"Spreadsheet “{file}”")
        for draft in ordered
    ]


@transaction.atomic
def confirm(response: Response, item_key: str, *, based_on: int, by: User) -> Answer | Conflict:
    """Say for the vendor that what the jurisdiction entered is right as it stands."""
    locked = _open_for(response, by, [item_key])
    answer = Answer.objects.select_for_update().filter(response=locked, item_key=item_key).first()
    if answer is None or answer.origin != Origin.ENTERED:
        raise Refused("There is nothing to confirm here: this answer is your own.")
    draft = Draft(item_key, answer.value, based_on, ready=True)
    return _write(locked, draft, by=by, origin=Origin.CONFIRMED, source=answer.source)


@transaction.atomic
def carry(response: Response, drafts: Collection[tuple[int, Draft]], *, by: User) -> list[Answer]:
    """Bring earlier answers along as drafts, each under its number in the library, or LAST_TIME.

    Never over an answer that stands, whoever gave it. Nothing is said of where they were given.
    """
    locked = _open_for(response, by, [one.item_key for _number, one in drafts])
    carried = []
    for kept_pk, draft in sorted(drafts, key=lambda one: one[1].item_key):
        before = _standing(locked, draft.item_key)
        if before is not None and before.value:
            continue
        answer = _put(locked, draft, before, by=by, origin=Origin.TYPED, source="")
        CarriedAnswer.objects.update_or_create(
            answer=answer,
            defaults={
                "version": answer.version,
                "kept_pk": kept_pk,
                "at": clock.now(),
                "looked_at": None,
            },
        )
        carried.append(answer)
    return carried


@transaction.atomic
def still_true(
    response: Response, item_key: str, *, based_on: int, ready: bool, by: User
) -> Answer | Conflict:
    """Say that an answer which was brought along holds today, as it stands.

    ready: whether it is completed with that.
    """
    locked = _open_for(response, by, [item_key])
    answer = _standing(locked, item_key)
    if answer is None or not CarriedAnswer.objects.filter(answer=answer).exists():
        raise Refused("There is nothing to confirm here any more.")
    if answer.version != based_on:
        return Conflict(theirs=answer, mine=answer.value)
    CarriedAnswer.objects.filter(answer=answer, looked_at=None).update(looked_at=clock.now())
    if not ready:
        return answer
    return _write(
        locked, Draft(item_key, answer.value, based_on, ready), by=by, origin=Origin.TYPED
    )


@transaction.atomic
def stands(response: Response, item_key: str, *, based_on: int, by: User) -> Answer | Conflict:
    """Say that an answer holds for its question in the words of now; a version of its own says so."""
    locked = _open_for(response, by, [item_key])
    answer = _standing(locked, item_key)
    if answer is None or not answer.value:
        raise Refused("There is nothing to confirm here: this question has no answer yet.")
    if answer.version != based_on:
        return Conflict(theirs=answer, mine=answer.value)
    draft = Draft(item_key, answer.value, based_on, ready=True)
    # Whoever leaves what the jurisdiction had entered says that it is right.
    origin = Origin.CONFIRMED if answer.origin == Origin.ENTERED else Origin(answer.origin)
    return _put(locked, draft, answer, by=by, origin=origin, source=answer.source)


@transaction.atomic
def restore(
    response: Response, item_key: str, number: int, *, based_on: int, by: User
) -> Answer | Conflict:
    """Let an earlier version stand again, as a new version to look over: nothing is taken away.

    number: the version to take; based_on: the one that stood when it was chosen.
    """
    locked = _open_for(response, by, [item_key])
    wanted = AnswerRevision.objects.filter(
        answer__response=locked, answer__item_key=item_key, version=number
    ).first()
    if wanted is None:
        raise Refused("There is no such version. Load the page again, then choose.")
    standing = _standing(locked, item_key)
    if standing is not None and standing.value == wanted.value:
        return standing
    # Whoever chooses what the jurisdiction had entered says that it is right.
    theirs = wanted.origin == Origin.ENTERED
    outcome = _write(
        locked,
        Draft(item_key, wanted.value, based_on),
        by=by,
        origin=Origin.CONFIRMED if theirs else Origin(wanted.origin),
        source=wanted.source,
    )
    if isinstance(outcome, Answer) and outcome.value != wanted.value:
        return Conflict(theirs=outcome, mine=wanted.value)
    return outcome


@transaction.atomic
def use_noted(response: Response, item_key: str, *, noted: int, by: User) -> Answer:
    """Put what the jurisdiction noted in the place of the vendor's own answer, as confirmed.

    noted: the number of the note that the person saw.
    """
    locked = _open_for(response, by, [item_key])
    entry = _proposed(locked, item_key, noted)
    draft = Draft(item_key, entry.value, 0, ready=True)
    answer = _put(
        locked,
        draft,
        _standing(locked, item_key),
        by=by,
        origin=Origin.CONFIRMED,
        source=entry.source,
    )
    _settle(entry)
    return answer


@transaction.atomic
def keep_own(response: Response, item_key: str, *, noted: int, by: User) -> None:
    """Leave the vendor's own answer as it is, whatever the jurisdiction noted."""
    _settle(_proposed(_open_for(response, by, [item_key]), item_key, noted))


@transaction.atomic
def enter_for_vendor(
    response: Response,
    item_key: str,
    value: dict[str, Any],
    *,
    based_on: int,
    source: str,
    by: User,
) -> Entry | Conflict:
    """Note an answer that the jurisdiction has from an e-mail, call, contract or public page."""
    draft = Draft(item_key, value, based_on, ready=True)
    (outcome,) = enter_all(response, [draft], source=source, by=by)
    return outcome


@transaction.atomic
def enter_all(
    response: Response, drafts: Sequence[Draft], *, source: str, by: User
) -> list[Entry | Conflict]:
    """Note several answers that the jurisdiction has from one source.

    Each becomes the vendor's answer where there was none, and else is kept beside it for the
    vendor to decide on. Whoever enters is told the same in both cases: `based_on` counts the
    notes, and outcome and event speak of them alone.
    """
    Round.objects.select_for_update(of=("self",), no_key=True).get(pk=response.round_id)
    response = Response.objects.select_related("round", "vendor").get(pk=response.pk)
    rules.may_enter(response, at=clock.now()).require()
    if not source.strip():
        raise Refused("Say where this answer comes from.")
    outcomes = [
        _note(response, draft, source=source.strip(), by=by)
        for draft in sorted(drafts, key=lambda one: one.item_key)
    ]
    record(
        "entered answers for a vendor",
        response.vendor,
        by=by,
        key=f"round:{response.round_id}",
        source=source.strip(),
        answers=len(drafts),
    )
    return outcomes


def _note(response: Response, draft: Draft, *, source: str, by: User) -> Entry | Conflict:
    before = _standing(response, draft.item_key)
    notes = Entry.objects.filter(response=response, item_key=draft.item_key)
    last = notes.order_by("-version").first()
    version = last.version if last else 0
    if last is not None and version != draft.based_on and last.value != draft.value:
        return Conflict(theirs=as_answer(last), mine=draft.value)
    own = before is not None and bool(before.value) and before.origin != Origin.ENTERED
    notes.filter(proposed=True).update(proposed=False)
    entry = Entry.objects.create(
        response=response,
        item_key=draft.item_key,
        version=version + 1,
        value=draft.value,
        source=source,
        by_id=by.pk,
        by_name=str(by),
        at=clock.now(),
        proposed=own and before is not None and before.value != draft.value,
    )
    if not own:
        _put(response, draft, before, by=by, origin=Origin.ENTERED, source=source)
    return entry


def as_answer(entry: Entry) -> Answer:
    """Return a note in the shape of the answer that it may have become; not to be saved."""
    return Answer(
        response_id=entry.response_id,
        item_key=entry.item_key,
        value=entry.value,
        version=entry.version,
        ready=ReadyState.READY,
        origin=Origin.ENTERED,
        source=entry.source,
        by_id=entry.by_id,
        by_name=entry.by_name,
        saved_at=entry.at,
    )


def _proposed(response: Response, item_key: str, noted: int) -> Entry:
    last = Entry.objects.filter(response=response, item_key=item_key).order_by("-version").first()
    if last is None or not last.proposed:
        raise Refused("There is nothing to decide here any more.")
    if last.version != noted:
        raise Refused("Something newer was noted meanwhile. Look at it, then decide.")
    return last


def _settle(entry: Entry) -> None:
    entry.proposed = False
    entry.save(update_fields=["proposed"])


def _open_for(response: Response, person: User, items: Collection[str]) -> Response:
    """Hold the round's row, then ask the clock: closing and saving can't pass each other."""
    Round.objects.select_for_update(of=("self",), no_key=True).get(pk=response.round_id)
    response = Response.objects.select_related("round").get(pk=response.pk)
    editing.require(response, person, items)
    return response


def _standing(response: Response, item_key: str) -> Answer | None:
    """Hold the answer that stands now, and keep others from making the first one."""
    # The response's row, because a first answer has no row of its own that could be held.
    Response.objects.select_for_update(of=("self",)).get(pk=response.pk)
    return Answer.objects.select_for_update().filter(response=response, item_key=item_key).first()


def _write(
    response: Response, draft: Draft, *, by: User, origin: Origin, source: str = ""
) -> Answer | Conflict:
    before = _standing(response, draft.item_key)
    if before is not None and _says_the_same(before, draft, origin):
        return before
    version = before.version if before else 0
    # The same words can't overwrite others: then only the mark "completed" or the reason is new.
    if version != draft.based_on and (before is None or before.value != draft.value):
        if before is not None and _was_not_touched(before, draft):
            return before
        return Conflict(theirs=before or Answer(item_key=draft.item_key), mine=draft.value)
    if before is not None and before.origin == Origin.CONFIRMED and before.value == draft.value:
        origin, source = Origin.CONFIRMED, before.source
    return _put(response, draft, before, by=by, origin=origin, source=source)


def _put(
    response: Response,
    draft: Draft,
    before: Answer | None,
    *,
    by: User,
    origin: Origin,
    source: str,
) -> Answer:
    fields = _fields_of(draft, (before.version if before else 0) + 1) | {
        "origin": origin,
        "source": source,
        "by_id": by.pk,
        "by_name": str(by),
        "saved_at": clock.now(),
    }
    answer, _made = Answer.objects.update_or_create(
        response=response, item_key=draft.item_key, defaults=fields
    )
    AnswerRevision.objects.create(
        answer=answer,
        version=answer.version,
        value=draft.value,
        origin=origin,
        source=source,
        by_id=by.pk,
        by_name=str(by),
    )
    return answer


def _fields_of(draft: Draft, version: int) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "value": draft.value,
        "version": version,
        "ready": ReadyState.READY if draft.ready else ReadyState.DRAFT,
    }
    if draft.confidential_reason is not None:
        fields |= {
            "confidential": bool(draft.confidential_reason),
            "confidential_reason": draft.confidential_reason,
        }
    return fields


def _was_not_touched(before: Answer, draft: Draft) -> bool:
    """Whether a page only sends along what it showed: a colleague's newer text is no conflict then."""
    if draft.confidential_reason not in {None, before.confidential_reason}:
        return False
    if draft.based_on == 0:
        return not draft.value
    shown = AnswerRevision.objects.filter(answer=before, version=draft.based_on).first()
    return shown is not None and shown.value == draft.value


def _says_the_same(before: Answer, draft: Draft, origin: Origin) -> bool:
    """Whether a save changes nothing: a second tab with the same words is no conflict."""
    if origin != Origin.TYPED or before.value != draft.value:
        return False
    if draft.confidential_reason not in {None, before.confidential_reason}:
        return False
    # What the jurisdiction entered stays its word until the vendor confirms or corrects it.
    is_theirs = before.origin == Origin.ENTERED
    return is_theirs or (before.ready == ReadyState.READY) == draft.ready
