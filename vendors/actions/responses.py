"""Whether a vendor responds at all: saying no, withdrawing what it submitted, and coming back in time."""

from django.db import transaction

from portal import clock
from portal.access import Refused
from portal.accounts.models import User
from portal.audit.record import record
from portal.members.queries import coordinators_of
from portal.outbox.actions import post
from portal.tenancy.switch import current
from vendors import rules
from vendors.actions import reminders
from vendors.models import Invitation, Response, Round, Submission


@transaction.atomic
def decline(response: Response, reason: str, *, by: User) -> None:
    """Say for the vendor that it won't respond; what was written stays where it is."""
    locked = _locked(response)
    rules.may_lead(locked, rules.member_of(locked, by.pk), at=clock.now()).require()
    if locked.submissions.exists():
        raise Refused(
            "You submitted answers, and they would go on counting. Withdraw them instead."
        )
    _decline(locked, reason, by=by)


@transaction.atomic
def decline_invitation(invitation: Invitation, reason: str, *, by: User) -> None:
    """Say no as the invited person, without having accepted first. The link goes on working."""
    rules.is_invited(invitation, by.email).require()
    locked = _locked(invitation.response)
    invitation = Invitation.objects.select_related("response__round").get(pk=invitation.pk)
    rules.may_accept(invitation, at=clock.now()).require()
    rules.may_write(locked, at=clock.now()).require()
    if locked.started_at:
        raise Refused("Your colleagues are answering already. Ask a lead among them to decline.")
    _decline(locked, reason, by=by)


def _decline(response: Response, reason: str, *, by: User) -> None:
    Response.objects.filter(pk=response.pk).update(
        declined_at=clock.now(), decline_reason=reason.strip()
    )
    record(
        "declined to respond",
        response.vendor,
        by=by,
        key=f"round:{response.round_id}",
        reason=reason.strip(),
    )


@transaction.atomic
def take_back(response: Response, *, by: User) -> None:
    """Respond after all."""
    locked = _locked(response)
    rules.may_take_back(locked, rules.member_of(locked, by.pk), at=clock.now()).require()
    Response.objects.filter(pk=locked.pk).update(declined_at=None, decline_reason="")
    record("decided to respond after all", locked.vendor, by=by, key=f"round:{locked.round_id}")


@transaction.atomic
def withdraw(response: Response, reason: str, *, by: User) -> None:
    """Take back what was handed in: it counts no more, and who evaluates reads nothing of it.

    Submissions stay as rows, because what was handed in stays said, and drafts stay as they are.
    """
    locked, at = _locked(response), clock.now()
    last = locked.submissions.defer("content", "leaves").first()
    place = rules.member_of(locked, by.pk)
    rules.may_withdraw(locked, place, handed_in=last is not None, at=at).require()
    if not reason.strip():
        raise Refused("Say why, so that the jurisdiction can be told.")
    Response.objects.filter(pk=locked.pk).update(
        withdrawn_at=at, withdraw_reason=reason.strip(), withdrew=True
    )
    _tell("answers_withdrawn", locked, last, by)
    _note("withdrew its answers", locked, last, by, reason=reason.strip())


@transaction.atomic
def answer_again(response: Response, *, by: User) -> None:
    """Take part again after withdrawing; the last submission counts again as it was."""
    locked = _locked(response)
    rules.may_answer_again(locked, rules.member_of(locked, by.pk), at=clock.now()).require()
    last = locked.submissions.defer("content", "leaves").first()
    Response.objects.filter(pk=locked.pk).update(
        withdrawn_at=None, withdraw_reason="", withdrew=False
    )
    reminders.plan(locked.round)
    _tell("answers_back", locked, last, by)
    _note("answers again after withdrawing", locked, last, by)


def _tell(kind: str, response: Response, last: Submission | None, by: User) -> None:
    """Mail coordinators and the vendor's own people; the reason stands on the page only."""
    own = set(response.members.filter(removed_at=None).values_list("email", flat=True))
    context = {"round": response.round, "response": response, "by": by, "last": last}
    for address in sorted(own):
        post(kind, address, context | {"own": True}, key=f"response:{response.pk}")
    for address in coordinators_of(current()):
        post(kind, address, context | {"own": False}, key=f"response:{response.pk}")


def _note(what: str, response: Response, last: Submission | None, by: User, **said: str) -> None:
    record(
        what,
        response.vendor,
        by=by,
        key=f"round:{response.round_id}",
        vendor=str(response.pk),
        reference=last.reference if last else "",
        **said,
    )


def _locked(response: Response) -> Response:
    Round.objects.select_for_update(of=("self",), no_key=True).get(pk=response.round_id)
    return Response.objects.select_related("round", "vendor").get(pk=response.pk)
