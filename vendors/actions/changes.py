"""Letters with requests to a provider, its replies and proof, and what the jurisdiction says to them.

Every step is appended under the row of the response; where a request stands is worked out from its
steps (vendors.changes). Mails say that something happened, never what was written.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Max

from portal import clock
from portal.access import Refused, Verdict
from portal.accounts.models import User
from portal.audit.record import record
from portal.files.models import StoredFile
from portal.jobs.actions import owe
from portal.outbox.actions import post
from portal.tenancy.switch import current
from vendors import changes, rules
from vendors.actions import change_reminders
from vendors.changes import Act, Standing
from vendors.models import (
    ChangeStep,
    Evidence,
    PrintedLetter,
    RequestedChange,
    RequestLetter,
    Response,
)
from vendors.queries.changes import local_day, now_of, told_here

PRINT = "vendors.request_letter"
MOST_REQUESTS = 100
MOST_CHARACTERS = 4_000


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it goes out: what, why, what proves it, by when, and what it is about."""

    level: int
    level_title: str
    why: str
    criterion: str
    topic: str
    item: str
    ask: str
    proof: str
    by_day: date


@transaction.atomic
def send(response: Response, asked: Sequence[Asked], intro: str, *, by: User) -> RequestLetter:
    """Write the letter and tell the provider's people; from here on nothing of it changes."""
    locked, at = _locked(response), clock.now()
    people = list(locked.members.filter(removed_at=None).values_list("email", flat=True))
    rules.may_send_requests(locked, has_people=bool(people)).require()
    if not 0 < len(asked) <= MOST_REQUESTS:
        raise Refused(f"A letter has at least one request and at most {MOST_REQUESTS}.")
    rules.may_be_wanted_by(min(one.by_day for one in asked), today=local_day(at)).require()
    last = locked.request_letters.aggregate(last=Max("number"))["last"] or 0
    letter = RequestLetter.objects.create(
        response=locked, number=last + 1, intro=intro.strip(), by_id=by.pk, by_name=str(by), at=at
    )
    for position, one in enumerate(asked, start=1):
        change = RequestedChange.objects.create(
            letter=letter,
            position=position,
            level=one.level,
            level_title=one.level_title,
            why=one.why,
            criterion_key=one.criterion,
            topic=one.topic,
            item_key=one.item,
            ask=one.ask,
            proof=one.proof,
            by_day=one.by_day,
        )
        change_reminders.plan(change, now_of(change, (), at=at), at=at)
    change_reminders.leave_job(locked)
    owe(PRINT, workspace=current(), subject=letter.pk)
    for email in people:
        post("requests_sent", email, _about(locked), key=f"request-letter:{letter.pk}")
    record(
        "sent a letter with requests",
        letter,
        by=by,
        key=f"round:{locked.round_id}",
        vendor=locked.vendor.name,
        requests=len(asked),
        topics=sorted({one.criterion for one in asked}),
    )
    return letter


@transaction.atomic
def print_again(letter: RequestLetter, *, by: User) -> None:
    """Have the PDF of a letter made again that could not be made."""
    if PrintedLetter.objects.filter(letter=letter).exists():
        raise Refused("The PDF is there already. Load the page again.")
    owe(PRINT, workspace=current(), subject=letter.pk)
    record("had a letter printed again", letter, by=by, key=f"round:{letter.response.round_id}")


@transaction.atomic
def reply(
    change: RequestedChange, act: Act, *, until: date | None, text: str, by: User
) -> ChangeStep:
    """Say for the provider what it will do; a reply stands beside earlier ones, never over them."""
    if act not in changes.REPLIES:
        raise Refused("Choose one of the replies.")
    locked, now = _held(change, changes.may_reply)
    rules.may_act_on_requests(locked, rules.member_of(locked, by.pk)).require()
    said, day = text.strip(), until if act in changes.DATED else None
    rules.may_promise(act, day, said, due=now.due, today=local_day(clock.now())).require()
    step = _append(change, locked, act, by=by, until=day, text=said)
    _tell_coordinators(change, locked, "request_replied")
    _record("replied to a request", change, locked, step, by=by)
    return step


@transaction.atomic
def prove(
    change: RequestedChange,
    text: str,
    *,
    by: User,
    file: StoredFile | None = None,
    evidence: Evidence | None = None,
) -> ChangeStep:
    """Hand in proof: words, a file of its own, or one that is attached to the answers already."""
    locked, _now = _held(change, changes.may_prove)
    rules.may_act_on_requests(locked, rules.member_of(locked, by.pk)).require()
    if evidence is not None:
        if evidence.response_id != locked.pk or evidence.removed_at:
            raise Refused("This file is not among yours any more. Choose another one.")
        file = evidence.file
    if file is None and not text.strip():
        raise Refused("Choose a file, or say in words where the proof can be seen.")
    step = _append(change, locked, Act.PROOF, by=by, text=text.strip(), file=file)
    _tell_coordinators(change, locked, "request_proved")
    _record("handed in proof for a request", change, locked, step, by=by)
    return step


JURISDICTIONS: dict[Act, tuple[Callable[[Standing], Verdict], str]] = {
    Act.ACCEPTED: (changes.may_answer_offer, "accepted a provider's proposal"),
    Act.NOT_ACCEPTED: (changes.may_answer_offer, "did not accept a provider's proposal"),
    Act.VERIFIED: (changes.may_check, "verified a requested change"),
    Act.RETURNED: (changes.may_check, "returned proof of a requested change"),
    Act.TAKEN_BACK: (changes.may_take_back, "took a request back"),
}
"""What the jurisdiction can say, when, and how the activity log names it."""


@transaction.atomic
def answer(change: RequestedChange, act: Act, text: str, *, by: User) -> ChangeStep:
    """Say for the jurisdiction what it thinks of a proposal or of proof."""
    if act not in JURISDICTIONS:
        raise Refused("Choose one of the answers.")
    may, verb = JURISDICTIONS[act]
    locked, _now = _held(change, may)
    rules.may_answer_on_request(locked, act, text).require()
    step = _append(change, locked, act, by=by, text=text.strip())
    for email in locked.members.filter(removed_at=None).values_list("email", flat=True):
        post("request_answered", email, _about(locked, change), key=f"change:{change.pk}")
    _record(verb, change, locked, step, by=by)
    return step


def _append(
    change: RequestedChange,
    response: Response,
    act: Act,
    *,
    by: User,
    text: str,
    until: date | None = None,
    file: StoredFile | None = None,
) -> ChangeStep:
    if len(text) > MOST_CHARACTERS:
        raise Refused(f"Write at most {MOST_CHARACTERS:,} characters.")
    at = clock.now()
    step = ChangeStep.objects.create(
        change=change,
        act=act,
        until=until,
        text=text,
        file=file,
        by_id=by.pk,
        by_name=str(by),
        at=at,
    )
    change_reminders.plan(change, now_of(change, change.steps.all(), at=at), at=at)
    change_reminders.leave_job(response)
    return step


def _held(change: RequestedChange, may: Callable[[Standing], Verdict]) -> tuple[Response, Standing]:
    """Hold the response's row, then look where the request stands."""
    locked = _locked(change.letter.response)
    now = now_of(change, change.steps.all(), at=clock.now())
    may(now).require()
    return locked, now


def _locked(response: Response) -> Response:
    Response.objects.select_for_update(of=("self",)).get(pk=response.pk)
    return Response.objects.select_related("round", "vendor").get(pk=response.pk)


def _about(response: Response, change: RequestedChange | None = None) -> dict[str, object]:
    return {"round": response.round, "response": response, "change": change}


def _tell_coordinators(change: RequestedChange, response: Response, kind: str) -> None:
    for email in told_here([change.letter.by_id]):
        post(kind, email, _about(response, change), key=f"change:{change.pk}")


def _record(
    verb: str, change: RequestedChange, response: Response, step: ChangeStep, *, by: User
) -> None:
    record(
        verb,
        response.vendor,
        by=by,
        key=f"round:{response.round_id}",
        topic=change.criterion_key,
        request=change.pk,
        **({"act": step.act} if step.act in changes.REPLIES else {}),
        **({"until": step.until.isoformat()} if step.until else {}),
    )
