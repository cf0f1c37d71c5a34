"""What may be done on the vendors' side, when, and why not."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils import timezone

from portal.access import ALLOWED, Verdict, refused
from portal.accounts.models import User
from portal.look.formats import day_in_words, in_words
from vendors.asking import proposed_until
from vendors.changes import DATED, OFFERS, Act
from vendors.mail_domains import company_of
from vendors.models import (
    Invitation,
    Kind,
    LateAcceptance,
    LateDraft,
    PublicPage,
    RecordsReview,
    Registration,
    Response,
    ResponseMember,
    ResponseRole,
    Round,
    RoundState,
    Withholding,
)
from vendors.monthly import MONTHS_AHEAD, Line, following, month_of

MOST_PASSES = 5
"""How often one invitation goes from hand to hand."""
MOST_PASSES_AN_HOUR = 10
ASK_AGAIN_AFTER = timedelta(hours=1)
LAST_HOURS = timedelta(hours=24)


def due_of(response: Response) -> datetime | None:
    """The instant by which this response must be in: the later of the round's date and its own."""
    dates = [one for one in (response.round.due_at, response.due_at) if one]
    return max(dates, default=None)


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


def may_change_contact(round_: Round) -> Verdict:
    """Whether vendors can be told to call somebody else: as long as anything may be needed of them."""
    if round_.state == RoundState.CANCELLED:
        return refused("This evaluation was cancelled, so nobody has to call anybody.")
    return ALLOWED


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


def may_be_public(round_: Round) -> Verdict:
    """Whether everybody may read about a round: once vendors are asked."""
    if round_.state == RoundState.DRAFT:
        return refused("Open the evaluation first: before that, what is asked may still change.")
    if round_.state == RoundState.CANCELLED:
        return refused("This evaluation was cancelled.")
    return ALLOWED


def may_register(round_: Round, page: PublicPage | None, *, at: datetime) -> Verdict:
    """Whether a company may put itself on a round: where its page says so, while it is open."""
    if page is None or not page.is_shown or not page.registers:
        return refused("Companies respond by invitation only.")
    return may_ask(round_, at=at)


def may_confirm_registration(
    registration: Registration, round_: Round, page: PublicPage | None, *, at: datetime
) -> Verdict:
    """Whether the link of a registration still leads in: once, and for two days."""
    if registration.confirmed_at:
        return refused("This link was used already. Sign in to go on.")
    if registration.expires_at <= at:
        return refused("This link has expired. Register again on the page of the evaluation.")
    return may_register(round_, page, at=at)


def may_extend(round_: Round, own_dates: list[datetime | None], *, at: datetime) -> Verdict:
    """Whether vendors can be given more time: until the last date has passed for all of them."""
    if round_.state == RoundState.DRAFT:
        return refused("Nobody was asked yet. Change the date in the set-up.")
    if round_.state == RoundState.CANCELLED:
        return refused("This evaluation was cancelled, so nobody needs more time.")
    if is_closed(round_, own_dates, at=at):
        return refused(
            "Answers are closed and can be read by now, so nobody can be given more time. "
            "What a vendor tried to submit late can still be accepted."
        )
    return ALLOWED


def may_be_due(
    due_at: datetime, present: datetime | None, scoring: date | None, *, at: datetime
) -> Verdict:
    """Whether answers can be due then instead: later than now, and never earlier than before.

    scoring: the day on which scores are due, in the workspace's zone, which is the active one.
    """
    if due_at <= at:
        return refused("This date has passed. Choose a later one.")
    if present is not None and due_at <= present:
        return refused("Answers can only be due later than they are now, never earlier.")
    if scoring is not None and timezone.localdate(due_at) > scoring:
        return refused(
            f"Scores are due {day_in_words(scoring)}, before that. Move that date first."
        )
    return ALLOWED


def may_be_expected(
    closing: datetime | None, scoring: date | None, decision: date | None
) -> Verdict:
    """Whether scores and decision can be due on these days of the workspace's zone."""
    closes = timezone.localdate(closing) if closing else None
    if scoring and closes and scoring < closes:
        return refused("Scores can’t be due before answers are due.")
    before = scoring or closes
    if decision and before and decision < before:
        return refused("The decision can’t be expected before scores are due.")
    return ALLOWED


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


def may_send_requests(response: Response, *, has_people: bool) -> Verdict:
    """Whether a letter with requests can go out: in a follow-up, to somebody who can read it."""
    round_ = response.round
    if round_.kind != Kind.IMPROVEMENT:
        return refused(
            "Requests go to a current provider. Start a follow-up with this vendor, then ask there."
        )
    if round_.state != RoundState.OPEN:
        return refused("Requests can be sent once the follow-up is open.")
    if response.withdrawn_at:
        return refused("This vendor was withdrawn, so nothing can be asked of it any more.")
    if not has_people:
        return refused(
            "Nobody of this vendor has accepted the invitation yet, so nobody could read it."
        )
    return ALLOWED


def may_be_wanted_by(first: date, *, today: date) -> Verdict:
    """Whether the earliest day of a letter lies ahead."""
    if first > today:
        return ALLOWED
    return refused(f"A request is wanted by {day_in_words(first, year=True)}. Set a later day.")


def may_act_on_requests(response: Response, member: ResponseMember | None) -> Verdict:
    """Whether this person may reply to requests and hand in proof: anybody on the response."""
    if member is None or member.removed_at:
        return refused("You are not on this response. Ask its lead to add you.")
    return are_requests_live(response)


def are_requests_live(response: Response) -> Verdict:
    """Whether requests to a provider are still live."""
    if response.round.state == RoundState.CANCELLED:
        return refused("This follow-up was cancelled, so nothing more is to be done.")
    if response.withdrawn_at:
        return refused("This vendor was withdrawn, so nothing more is to be done.")
    return ALLOWED


def may_ask_for_months(
    response: Response, *, has_people: bool, first: date, today: date
) -> Verdict:
    """Whether figures can be asked for from this month on; months that are over keep their targets."""
    if not (live := may_send_requests(response, has_people=has_people)):
        return live
    if first < month_of(today):
        return refused("Figures are asked for from this month on or from a later one.")
    if first > month_of(today + timedelta(days=31 * MONTHS_AHEAD)):
        return refused("Choose a month within a year.")
    return ALLOWED


def may_file_month(
    response: Response, member: ResponseMember | None, line: Line | None, zone: str
) -> Verdict:
    """Whether this person may file the figures of a month: once it is over, and again to correct."""
    if not (live := may_act_on_requests(response, member)):
        return live
    if line is None:
        return refused("No figures are asked for this month.")
    if not line.is_over:
        day = day_in_words(following(line.month), year=True)
        return refused(
            f"{line.words} is not over yet. Its figures can be filed from {day} on ({zone})."
        )
    return ALLOWED


def may_tell_of_event(response: Response | None, *, has_people: bool) -> Verdict:
    """Whether a provider can be told of a planned event: somebody of it must be here to read it."""
    if response is None or not has_people:
        return refused(
            "Nobody of this provider has joined here, so nobody could read it. Invite its people "
            "with a follow-up, or tell them by telephone and tick the check."
        )
    return ALLOWED


def may_promise(act: Act, until: date | None, text: str, *, due: date, today: date) -> Verdict:
    """Whether a reply is whole: a day that lies ahead, and words where one has to know why.

    due: the day that was asked for, or promised before.
    """
    if act in DATED and (until is None or until < today):
        return refused("Enter a day that has not passed yet.")
    if act is Act.AGREED and until is not None and until > due and not text:
        return refused(f"Say why it can’t be done by {day_in_words(due, year=True)}.")
    if act is Act.DECLINED and not text:
        return refused("Say why you decline.")
    if act in OFFERS and not text:
        return refused("Say what you propose.")
    return ALLOWED


def may_answer_on_request(response: Response, act: Act, text: str) -> Verdict:
    """Whether the jurisdiction's answer is whole: whoever says no says why."""
    if not (live := are_requests_live(response)):
        return live
    if act in {Act.NOT_ACCEPTED, Act.RETURNED, Act.TAKEN_BACK} and not text.strip():
        return refused("Say why, so that the vendor knows what to do.")
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
    if not (open_ := _may_respond(response)):
        return open_
    if is_late(response, at=at):
        return refused("The date on which answers were due has passed.")
    return ALLOWED


def _may_respond(response: Response) -> Verdict:
    """Whether a response is asked for at all, whatever the date."""
    round_ = response.round
    if round_.state == RoundState.CANCELLED:
        return refused("This request was cancelled, so nothing can be changed any more.")
    if round_.state != RoundState.OPEN:
        return refused("This request is not open yet.")
    if response.withdrew:
        return refused("You withdrew your answers. Answer again first, then go on.")
    if response.withdrawn_at:
        return refused("The invitation was withdrawn, so nothing can be changed any more.")
    if response.declined_at:
        return refused("You said that you won’t respond. Take that back first, then go on.")
    return ALLOWED


def is_in_last_hours(response: Response, *, at: datetime) -> bool:
    """Whether this response is due within 24 hours, whatever clocks do that night."""
    due = due_of(response)
    return due is not None and timedelta(0) < due - at < LAST_HOURS


def is_late(response: Response, *, at: datetime) -> bool:
    """Whether the date on which this response was due has passed."""
    due = due_of(response)
    return due is not None and at >= due


def may_edit(response: Response, member: ResponseMember | None, *, at: datetime) -> Verdict:
    """Whether this person may write answers and attach files."""
    if member is None or member.removed_at:
        return refused("You are not on this response. Ask its lead to add you.")
    return may_write(response, at=at)


def may_edit_again(
    response: Response,
    member: ResponseMember | None,
    topics: Collection[str],
    reopened: Collection[str],
    *,
    at: datetime,
) -> Verdict:
    """Whether this person may write in these topics after closing: where each was opened again.

    topics: those that the act writes in; reopened: those that are open again for this response.
    """
    if edit := may_edit(response, member, at=at):
        return edit
    if member is None or member.removed_at or not reopened:
        return edit
    if not (open_ := _may_respond(response)):
        return open_
    if not topics or not set(topics) <= set(reopened):
        return refused(
            "Answers are closed. Only the topic that you were asked about again can be changed."
        )
    return ALLOWED


def may_hand_in_again(
    response: Response,
    member: ResponseMember | None,
    topic: str,
    reopened: Collection[str],
    *,
    answered: int,
    at: datetime,
) -> Verdict:
    """Whether this person may hand in one topic again: a lead, while it is open."""
    if member is None or member.removed_at:
        return refused("You are not on this response. Ask its lead to add you.")
    if topic not in reopened:
        return refused(
            "This topic is closed again, so nothing new can be submitted. What you submitted "
            "before stands."
        )
    if not (edit := may_edit_again(response, member, [topic], reopened, at=at)):
        return edit
    return _may_hand_in(member, answered)


def may_reopen(
    response: Response, own_dates: list[datetime | None], *, handed_in: bool, at: datetime
) -> Verdict:
    """Whether a vendor may be asked to answer one topic again: after closing."""
    if not (clarify := may_clarify(response, own_dates, handed_in=handed_in, at=at)):
        return clarify
    if not is_closed(response.round, own_dates, at=at):
        return refused("Answers are not closed yet, so the vendor can still change all of them.")
    if response.declined_at:
        return refused("This vendor said that it won’t respond, so it can’t be asked.")
    return ALLOWED


def may_submit(
    response: Response,
    member: ResponseMember | None,
    *,
    answered: int,
    at: datetime,
    unlooked: int = 0,
) -> Verdict:
    """Whether this person may hand the response in: the lead, with something in it, in time.

    unlooked: answers that were brought along from earlier ones and that nobody has looked at.
    """
    if not (edit := may_edit(response, member, at=at)):
        return edit
    if not (hand_in := _may_hand_in(member, answered)):
        return hand_in
    return may_be_brought_in(unlooked)


def may_be_brought_in(unlooked: int) -> Verdict:
    """Whether all that was brought along from earlier answers was looked at."""
    if unlooked == 0:
        return ALLOWED
    if unlooked == 1:
        return refused(
            "1 earlier answer was brought along and not looked at. Say that it is still true, or change it."
        )
    return refused(
        f"{unlooked} earlier answers were brought along and not looked at. "
        "Say that each is still true, or change it."
    )


def may_ask_to_submit(
    response: Response, member: ResponseMember | None, *, answered: int, at: datetime
) -> Verdict:
    """Whether this person may ask the leads to submit: once an hour, whoever asked before."""
    if not (edit := may_edit(response, member, at=at)):
        return edit
    if member is not None and member.role == ResponseRole.LEAD:
        return refused("You are a lead, so you can submit yourself.")
    if answered == 0:
        return refused("Nothing has been answered yet. Answer at least one question first.")
    asked = response.asked_to_submit_at
    if asked is not None and at < asked + ASK_AGAIN_AFTER:
        return refused(
            f"The leads were asked already {in_words(asked)}. "
            f"You can ask them again {in_words(asked + ASK_AGAIN_AFTER)}."
        )
    return ALLOWED


def may_submit_late(
    response: Response, member: ResponseMember | None, *, answered: int, at: datetime
) -> Verdict:
    """Whether what this person would hand in after the date is kept for the jurisdiction's answer."""
    if member is None or member.removed_at:
        return refused("You are not on this response. Ask its lead to add you.")
    if not (open_ := _may_respond(response)):
        return open_
    if not is_late(response, at=at):
        return refused("There is still time: submit your answers.")
    return _may_hand_in(member, answered)


def may_accept_late(late: LateDraft, response: Response, *, later: bool) -> Verdict:
    """Whether what came late can still become a submission, as far as intake is concerned.

    response: its response with the round; later: whether something was submitted since.
    """
    if not _may_respond(response):
        return refused("This vendor is not asked any more, so nothing of it can be accepted.")
    if due_of(response) != late.due_at:
        return refused("This vendor was given more time since, so it can submit by itself.")
    if later:
        return refused("This vendor submitted since, and that counts.")
    return ALLOWED


def may_confirm_late(asked: LateAcceptance, person: User, *, at: datetime) -> Verdict:
    """Whether this person may answer: the one whose address was named, never the one who asked."""
    if asked.answer:
        return refused("This was answered already. Nothing is needed from you any more.")
    if asked.email != person.email.lower() or asked.by_id == person.pk:
        return refused("Somebody else was asked to confirm this.")
    if asked.expires_at is None or at >= asked.expires_at:
        return refused("The time to answer is over. Ask the coordinator to ask you again.")
    return ALLOWED


def may_be_asked(email: str, vendors: Collection[str], *, by: User) -> Verdict:
    """Whether this address can be asked to confirm: another person's, and no vendor's.

    vendors: all addresses that were asked or work on a response of the round.
    """
    if email == by.email.lower():
        return refused("This takes a second person. Name somebody other than yourself.")
    if email in vendors or ((company := company_of(email)) and company in map(company_of, vendors)):
        return refused("This address belongs to a vendor that was asked. Name somebody else.")
    return ALLOWED


def _may_hand_in(member: ResponseMember | None, answered: int) -> Verdict:
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
    if invitation.passed_at:
        return refused("You passed this invitation on. Nothing is needed from you any more.")
    if invitation.withdrawn_at or response.withdrawn_at:
        return refused("This invitation was withdrawn. Nothing is needed from you any more.")
    if response.round.state != RoundState.OPEN:
        return refused("This request is not open yet.")
    if invitation.used_at:
        return refused("This link was used already. Sign in to go on with your answers.")
    return ALLOWED


def may_pass_on(
    invitation: Invitation, email: str, *, before: list[str], recent: int, at: datetime
) -> Verdict:
    """Whether an invited person may name somebody else instead, who has this address.

    before: addresses that passed this invitation on already; recent: how often invitations to this
    response were passed on within the last hour.
    """
    response = invitation.response
    if not (open_ := may_accept(invitation, at=at)):
        return open_
    if is_late(response, at=at):
        return refused("The date on which answers were due has passed.")
    if email == invitation.email:
        return refused("This is your own address. Enter your colleague’s.")
    if email in before:
        return refused(f"{email} passed this on to you or before you. Choose somebody else.")
    if len(before) >= MOST_PASSES:
        return refused(
            "This invitation was passed on many times already. "
            "Ask the jurisdiction to invite the right person."
        )
    if recent >= MOST_PASSES_AN_HOUR:
        return refused("Many invitations were passed on just now. Try again in an hour.")
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


def may_be_taken_off(member: ResponseMember, *, leads: list[ResponseMember]) -> Verdict:
    """Whether somebody may lose her place or her role: a response is never left without a lead."""
    if member.pk in {one.pk for one in leads} and len(leads) == 1:
        return refused("This is the last lead. Make somebody else a lead first.")
    return ALLOWED


def may_leave(member: ResponseMember | None, *, leads: list[ResponseMember]) -> Verdict:
    """Whether this person may go from a response, whatever the date: not as its last lead."""
    if member is None:
        return refused("You no longer belong to this response.")
    if not may_be_taken_off(member, leads=leads):
        return refused("You are the last lead. Make a colleague a lead first, then leave.")
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


def may_withdraw(
    response: Response, member: ResponseMember | None, *, handed_in: bool, at: datetime
) -> Verdict:
    """Whether this person may take back what was handed in: a lead, until answers are due."""
    if not (lead := may_lead(response, member, at=at)):
        return lead
    if not handed_in:
        return refused("Nothing was submitted yet. Say that you won’t respond instead.")
    if response.round.judging:
        return refused(
            "Reviewers are reading your answers already. Write to the jurisdiction to withdraw them."
        )
    return ALLOWED


def may_answer_again(response: Response, member: ResponseMember | None, *, at: datetime) -> Verdict:
    """Whether a vendor that withdrew may come back by itself: a lead, until the round's own date.

    Its own later date does not count: without it the round may be closed, and others' answers read.
    """
    if member is None or member.removed_at or member.role != ResponseRole.LEAD:
        return refused("Only a lead of this response can do that. Ask one of them.")
    round_ = response.round
    if not response.withdrew or round_.state != RoundState.OPEN:
        return refused("Nothing was withdrawn here that could be taken up again.")
    if round_.due_at is not None and at >= round_.due_at:
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
