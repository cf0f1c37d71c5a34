"""What may be done on the vendors' side, when, and why not."""

from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from portal.access import ALLOWED, Verdict, refused
from portal.look.formats import in_words
from vendors.asking import proposed_until
from vendors.models import (
    Invitation,
    RecordsReview,
    Response,
    ResponseMember,
    ResponseRole,
    Round,
    RoundState,
    Withholding,
)


def due_of(response: Response) -> datetime | None:
    """The instant by which this response must be in: its own date where it has a later one."""
    return response.due_at or response.round.due_at


def closes_at(round_: Round, own_dates: list[datetime | None]) -> datetime | None:
    """The latest deadline of any response: from then on the round is closed."""
    if round_.due_at is None:
        return None
    return max([round_.due_at, *(one for one in own_dates if one)])


def is_closed(round_: Round, own_dates: list[datetime | None], *, at: datetime) -> bool:
    """Whether the clock has passed every deadline; whatever any scheduler did or did not do."""
    closing = closes_at(round_, own_dates)
    return round_.state == RoundState.OPEN and closing is not None and at >= closing


def may_change(round_: Round) -> Verdict:
    """Whether what is asked, of whom and by when may still be changed: only in a draft."""
    if round_.state == RoundState.DRAFT:
        return ALLOWED
    if round_.state == RoundState.CANCELLED:
        return refused("This evaluation was cancelled, so nothing can be changed any more.")
    return refused(
        "Vendors were asked already, so this stands as it is. "
        "To ask something else, copy this evaluation and open the copy."
    )


def may_ask(round_: Round, *, at: datetime) -> Verdict:
    """Whether vendors can still be invited or reminded: while the evaluation is open."""
    if round_.state == RoundState.DRAFT:
        return refused("Nobody is asked before the evaluation is opened.")
    if round_.state == RoundState.CANCELLED:
        return refused("This evaluation was cancelled, so nobody can be asked any more.")
    if round_.due_at is not None and at >= round_.due_at:
        return refused("The date on which answers were due has passed.")
    return ALLOWED


def may_amend(round_: Round, *, at: datetime) -> Verdict:
    """Whether what is asked may be amended: while vendors are asked."""
    if round_.state == RoundState.DRAFT:
        return refused("Nobody was asked yet. Change the questionnaire itself.")
    return may_ask(round_, at=at)


def may_see_answers(round_: Round, own_dates: list[datetime | None], *, at: datetime) -> Verdict:
    """Whether the jurisdiction's people may see what was submitted."""
    if round_.state == RoundState.OPEN and (
        not round_.is_sealed_kind or is_closed(round_, own_dates, at=at)
    ):
        return ALLOWED
    return refused("Answers stay sealed until the date on which they are due has passed.")


def may_clarify(
    response: Response, own_dates: list[datetime | None], *, handed_in: bool, at: datetime
) -> Verdict:
    """Whether the jurisdiction may ask the vendor about its answers: once it may read them."""
    round_ = response.round
    if round_.state == RoundState.CANCELLED:
        return refused("This evaluation was cancelled, so nobody can be asked any more.")
    if response.withdrawn_at:
        return refused("This vendor was withdrawn, so it can’t be asked any more.")
    if not (see := may_see_answers(round_, own_dates, at=at)):
        return see
    if not handed_in:
        return refused("This vendor has not submitted anything that could be asked about.")
    return ALLOWED


def may_reply(response: Response, member: ResponseMember | None, *, replied: bool) -> Verdict:
    """Whether this person may reply to a question about the answers: any of them, once."""
    if member is None or member.removed_at:
        return refused("You are not on this response. Ask its lead to add you.")
    if response.round.state == RoundState.CANCELLED:
        return refused("This request was cancelled. No reply is needed any more.")
    if response.withdrawn_at:
        return refused("The invitation was withdrawn. No reply is needed any more.")
    if replied:
        return refused("This question was replied to already.")
    return ALLOWED


def questions_until(round_: Round, zone: str) -> datetime | None:
    """Until when vendors may ask before answering; None before the round is open."""
    if round_.questions_due or round_.opened_at is None or round_.due_at is None:
        return round_.questions_due
    return proposed_until(round_.opened_at, round_.due_at, zone)


def may_inquire(
    response: Response, member: ResponseMember | None, until: datetime | None, *, at: datetime
) -> Verdict:
    """Whether this person may ask the jurisdiction something before answers are due."""
    if not (edit := may_edit(response, member, at=at)):
        return edit
    if until is not None and at >= until:
        return refused(
            "The date until which questions were taken has passed. "
            "All that was asked and answered stays to read here."
        )
    return ALLOWED


def may_publish(
    round_: Round, own_dates: list[datetime | None], *, was_refused: bool, at: datetime
) -> Verdict:
    """Whether a vendor's question may be answered, corrected or refused: while vendors answer."""
    if round_.state != RoundState.OPEN:
        return refused("Questions are answered while the evaluation is open.")
    if is_closed(round_, own_dates, at=at):
        return refused("The date on which answers were due has passed, so an answer helps nobody.")
    if was_refused:
        return refused("This question was refused already, and the vendor was told.")
    return ALLOWED


def may_object(
    response: Response, member: ResponseMember | None, field: Withholding | None, *, at: datetime
) -> Verdict:
    """Whether this person may say that something has to stay confidential.

    field: what stands on the list about it already.
    """
    if member is None or member.removed_at:
        return refused("You are not on this response. Ask its lead to add you.")
    review: RecordsReview | None = getattr(response.round, "records_review", None)
    if review is None:
        return refused("The record of this request is not being handed out.")
    if field is not None and field.withheld is not None:
        return refused("This was decided already.")
    if at >= review.object_by:
        return refused("The time to object is over. Write to the jurisdiction if it is urgent.")
    return ALLOWED


def may_write(response: Response, *, at: datetime) -> Verdict:
    """Whether the vendor's side may still change anything in a response."""
    round_ = response.round
    if round_.state == RoundState.CANCELLED:
        return refused("This request was cancelled, so nothing can be changed any more.")
    if round_.state != RoundState.OPEN:
        return refused("This request is not open yet.")
    if response.withdrawn_at:
        return refused("The invitation was withdrawn, so nothing can be changed any more.")
    if response.declined_at:
        return refused("You said that you won’t respond. Take that back first, then go on.")
    due = due_of(response)
    if due is not None and at >= due:
        return refused("The date on which answers were due has passed.")
    return ALLOWED


def is_late(response: Response, *, at: datetime) -> bool:
    """Whether the date on which this response was due has passed."""
    due = due_of(response)
    return due is not None and at >= due


def may_edit(response: Response, member: ResponseMember | None, *, at: datetime) -> Verdict:
    """Whether this person may write answers and attach files."""
    if member is None or member.removed_at:
        return refused("You are not on this response. Ask its lead to add you.")
    return may_write(response, at=at)


def may_submit(
    response: Response, member: ResponseMember | None, *, answered: int, at: datetime
) -> Verdict:
    """Whether this person may hand the response in: the lead, with something in it, in time."""
    if not (edit := may_edit(response, member, at=at)):
        return edit
    if member is not None and member.role != ResponseRole.LEAD:
        return refused("Only the lead of this response can submit it. Ask her to submit.")
    if answered == 0:
        return refused("Nothing has been answered yet. Answer at least one question first.")
    return ALLOWED


def member_of(response: Response, person_id: UUID) -> ResponseMember | None:
    """This person's place on the response, if she has one now."""
    return response.members.filter(person_id=person_id, removed_at=None).first()


def may_accept(invitation: Invitation, *, at: datetime) -> Verdict:
    """Whether the link of an invitation still leads anywhere; whose it is, is asked elsewhere."""
    response = invitation.response
    if response.round.state == RoundState.CANCELLED:
        return refused("This request was cancelled. Nothing is needed from you any more.")
    if invitation.withdrawn_at or response.withdrawn_at:
        return refused("This invitation was withdrawn. Nothing is needed from you any more.")
    if response.round.state != RoundState.OPEN:
        return refused("This request is not open yet.")
    if invitation.used_at:
        return refused("This link was used already. Sign in to go on with your answers.")
    return ALLOWED


def is_invited(invitation: Invitation, email: str) -> Verdict:
    """Whether an invitation is for the person who signed in with this address."""
    if invitation.email != email.lower():
        return refused("This invitation is for another address. Ask its owner to add you.")
    return ALLOWED


def may_lead(response: Response, member: ResponseMember | None, *, at: datetime) -> Verdict:
    """Whether this person may say who works on a response, and take it out of the round."""
    if not (edit := may_edit(response, member, at=at)):
        return edit
    if member is not None and member.role != ResponseRole.LEAD:
        return refused("Only a lead of this response can do that. Ask one of them.")
    return ALLOWED


def may_be_done_by(response: Response, until: date | None, *, today: date) -> Verdict:
    """Whether a colleague can be given until this day: from today to the day answers are due.

    until, today: days in the workspace's zone, which is the active one.
    """
    if until is None:
        return ALLOWED
    if until < today:
        return refused("This day has passed. Choose today or a later day.")
    due = due_of(response)
    if due is not None and until > timezone.localdate(due):
        return refused(f"Answers are due {in_words(due)}. Choose that day or an earlier one.")
    return ALLOWED


def may_price(response: Response, member: ResponseMember | None, *, at: datetime) -> Verdict:
    """Whether this person may hand in a price: a lead, where one is asked for, in time."""
    if not response.round.asks_price:
        return refused("No price is asked for here.")
    if not (edit := may_edit(response, member, at=at)):
        return edit
    if member is not None and member.role != ResponseRole.LEAD:
        return refused("Only a lead of this response can hand in a price. Ask one of them.")
    return ALLOWED


def may_take_back(response: Response, member: ResponseMember | None, *, at: datetime) -> Verdict:
    """Whether a refusal to respond may be taken back: by a lead, until answers are due."""
    if member is None or member.removed_at or member.role != ResponseRole.LEAD:
        return refused("Only a lead of this response can take that back. Ask one of them.")
    if response.declined_at is None:
        return refused("You are responding already.")
    if response.round.state != RoundState.OPEN or response.withdrawn_at:
        return refused("This request is not open any more.")
    due = due_of(response)
    if due is not None and at >= due:
        return refused("The date on which answers were due has passed.")
    return ALLOWED


def may_enter(response: Response, *, at: datetime) -> Verdict:
    """Whether the jurisdiction may note an answer for a vendor, whatever the vendor wrote itself.

    If it depended on that, being refused would tell that the vendor had answered.
    """
    if response.declined_at:
        return refused("This vendor said that it won’t respond.")
    return may_write(response, at=at)


def may_submit_entered(response: Response, *, answered: int, own: bool, at: datetime) -> Verdict:
    """Whether a coordinator may hand in for a vendor: all of it from the jurisdiction itself."""
    if response.started_at:
        return refused("This vendor answers itself, so only it can submit.")
    if own:
        return refused("Some answers are the vendor’s own, so only it can submit.")
    if not (write := may_write(response, at=at)):
        return write
    if answered == 0:
        return refused("Nothing has been entered yet. Enter at least one answer first.")
    return ALLOWED
