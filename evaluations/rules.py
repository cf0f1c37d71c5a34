"""What may be done on the judging side, when, and why not."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from uuid import UUID

from evaluations import states
from evaluations.models import (
    Decision,
    Declaration,
    Evaluation,
    Outage,
    Panelist,
    PlannedEvent,
    Report,
    ReportKind,
    Stage,
)
from evaluations.models.scores import ZERO_TO_FOUR
from evaluations.scoring import Grade
from evaluations.states import Stage as Standing
from portal.access import ALLOWED, Verdict, refused
from portal.look.formats import in_words
from vendors import rules as intake
from vendors.models import Kind, RecordsReview, Response, Round, RoundState, Vendor, Withholding

ANSWERS_ALONE = frozenset({ReportKind.READING_PDF, ReportKind.TERMS_PDF})
ON_ONE_VENDOR = ANSWERS_ALONE | {ReportKind.VENDOR_PDF, ReportKind.DEBRIEF}
"""Documents for which a vendor has to be named."""
PAPERS_ON_ALL = frozenset(
    {ReportKind.MASTER_PDF, ReportKind.MEMO, ReportKind.CONSENSUS, ReportKind.SHEET}
)
"""Papers of a decision that weigh all vendors; nobody with a conflict orders them."""


def may_enter(
    panelist: Panelist | None, declaration: Declaration | None, vendors: set[int]
) -> Verdict:
    """Whether a reviewer may read answers: on the panel, and declared on all present vendors."""
    if panelist is None or panelist.removed_at:
        return refused("You are not a reviewer of this evaluation. Ask a coordinator to add you.")
    if declaration is None:
        return refused("Sign the declaration of interest first.")
    if vendors - {vendor["response"] for vendor in declaration.vendors}:
        return refused("A vendor was added since you signed. Sign the declaration again.")
    return ALLOWED


def may_state_peak(evaluation: Evaluation) -> Verdict:
    """Whether the required peak may be stated anew: until the decision that rests on it."""
    if evaluation.round.state == RoundState.CANCELLED:
        return refused("This evaluation was cancelled, so nothing can be changed any more.")
    if evaluation.stage in {Stage.DECIDED, Stage.ARCHIVED}:
        return refused("The decision is recorded, so the required peak that it rests on stands.")
    return ALLOWED


def may_choose_pyramid(evaluation: Evaluation) -> Verdict:
    """Whether a pyramid score may be chosen: before anybody knows a score."""
    if evaluation.round.state == RoundState.CANCELLED:
        return refused("This evaluation was cancelled, so nothing can be changed any more.")
    if evaluation.stage != Stage.WAITING:
        return refused("Scoring has begun, so how the pyramid score is counted stands.")
    return ALLOWED


def may_choose_order(evaluation: Evaluation) -> Verdict:
    """Whether it may be chosen to say how sure the order is: before anybody scores."""
    if evaluation.round.state == RoundState.CANCELLED:
        return refused("This evaluation was cancelled, so nothing can be changed any more.")
    if evaluation.stage != Stage.WAITING:
        return refused(
            "Scoring has begun, so this stands as it was chosen before: nobody is to choose it by "
            "what comes out."
        )
    return ALLOWED


def may_choose_calibration(evaluation: Evaluation) -> Verdict:
    """Whether sample answers may be chosen or worded: before anybody scores."""
    if evaluation.round.state == RoundState.CANCELLED:
        return refused("This evaluation was cancelled, so nothing can be changed any more.")
    if evaluation.stage != Stage.WAITING:
        return refused(
            "Scoring has begun, so the sample answers stand as they were chosen before: all "
            "reviewers are to read the same two."
        )
    return ALLOWED


def may_calibrate(
    evaluation: Evaluation,
    panelist: Panelist | None,
    declaration: Declaration | None,
    vendors: set[int],
) -> Verdict:
    """Whether a reviewer may place the sample answers now: declared, and her sheet not locked."""
    if not (enter := may_enter(panelist, declaration, vendors)):
        return enter
    if not evaluation.calibration:
        return refused("This evaluation has no sample answers.")
    if evaluation.stage != Stage.SCORING:
        return refused("Sample answers can be scored while the evaluation is at the stage Scoring.")
    if panelist is not None and panelist.locked_at:
        return refused(
            "You locked your scores, so it is too late for the sample answers: they help before "
            "scoring. Nothing is missing without them."
        )
    return ALLOWED


def may_see_calibration(*, own: bool, entered: Verdict, open_to_all: bool) -> Verdict:
    """Whether somebody sees how others placed the sample answers: after her own, else late.

    own: whether she placed both herself; open_to_all: whether she sees everybody's real scores.
    """
    if open_to_all:
        return ALLOWED
    if not own:
        return refused(
            "How reviewers placed the sample answers is shown to each of them once she has scored "
            "both herself, and to everybody else from discussion on."
        )
    return entered


def may_word_declaration(evaluation: Evaluation, *, signed: bool) -> Verdict:
    """Whether the declaration may be worded anew: until the first reviewer has signed it."""
    if evaluation.round.state == RoundState.CANCELLED:
        return refused("This evaluation was cancelled, so nothing can be changed any more.")
    if signed:
        return refused(
            "A reviewer has signed this text, so it stands: all reviewers are to sign the same "
            "words."
        )
    if evaluation.stage in {Stage.DISCUSSION, Stage.DECIDED, Stage.ARCHIVED}:
        return refused("Scoring is over, so nobody signs the declaration any more.")
    return ALLOWED


def may_hide_vendors(evaluation: Evaluation) -> Verdict:
    """Whether it may be chosen that vendors' names are hidden: before the evaluation opens."""
    if evaluation.round.state == RoundState.CANCELLED:
        return refused("This evaluation was cancelled, so nothing can be changed any more.")
    if evaluation.round.state != RoundState.DRAFT:
        return refused(
            "The evaluation is open, so this stands as it was chosen before: whoever has read a "
            "name can’t forget it again. You can still add other names of vendors."
            if evaluation.hides_vendors
            else "The evaluation is open, so this stands as it was chosen before: whoever has read "
            "a name can’t forget it again."
        )
    return ALLOWED


def may_name_aliases(evaluation: Evaluation) -> Verdict:
    """Whether other names of vendors can be written down: for as long as names are hidden."""
    if evaluation.round.state == RoundState.CANCELLED:
        return refused("This evaluation was cancelled, so nothing can be changed any more.")
    if evaluation.stage not in {Stage.WAITING, Stage.SCORING}:
        return refused("Discussion is open, so everybody reads vendors’ names by now.")
    return ALLOWED


def hides_names(evaluation: Evaluation, *, coordinates: bool) -> bool:
    """Whether somebody reads letters instead of vendors' names: until discussion opens."""
    if coordinates or not evaluation.hides_vendors:
        return False
    return evaluation.stage in {Stage.WAITING, Stage.SCORING}


def may_read_names(evaluation: Evaluation, *, coordinates: bool) -> Verdict:
    """Whether a page that can't do without vendors' names is open to somebody."""
    if hides_names(evaluation, coordinates=coordinates):
        return refused(
            "Vendors’ names are hidden in this evaluation until discussion opens. This page is "
            "for coordinators until then."
        )
    return ALLOWED


def may_ask_vendors(stage: Standing) -> Verdict:
    """Whether vendors may still be asked about their answers: until the decision is recorded."""
    if stage in {Standing.DECIDED, Standing.ARCHIVED}:
        return refused("The decision is recorded, so vendors are not asked any more.")
    if stage is Standing.CANCELLED:
        return refused("This evaluation was cancelled, so nobody can be asked any more.")
    return ALLOWED


def may_follow_up(evaluation: Evaluation, round_: Round, response: Response) -> Verdict:
    """Whether a follow-up can be started from here: once a choice is decided, or from a follow-up."""
    if response.withdrawn_at:
        return refused("This vendor was withdrawn, so there is nothing to follow up.")
    if round_.state != RoundState.OPEN:
        return refused("A follow-up is started from an evaluation that was open for answers.")
    if round_.kind == Kind.ACQUISITION and evaluation.stage not in {Stage.DECIDED, Stage.ARCHIVED}:
        return refused("A follow-up can be started once the decision is recorded.")
    return ALLOWED


def may_plan_requests(response: Response) -> Verdict:
    """Whether a letter with requests can be prepared: in a follow-up, for a vendor that is in it."""
    if response.round.kind != Kind.IMPROVEMENT:
        return refused(
            "Requests go to a current provider. Start a follow-up with this vendor, then ask there."
        )
    return intake.are_requests_live(response)


def may_move_concern(evaluation: Evaluation, response: Response) -> Verdict:
    """Whether it can be said where a concern stands: once vendors were asked, until archiving."""
    if response.round.state == RoundState.DRAFT:
        return refused("Concerns are followed once the evaluation is open.")
    if response.round.state == RoundState.CANCELLED:
        return refused("This evaluation was cancelled, so nothing can be changed any more.")
    if evaluation.stage == Stage.ARCHIVED:
        return refused("The evaluation is archived, so its record can no longer be changed.")
    return ALLOWED


def may_reopen(evaluation: Evaluation, locked: Sequence[str]) -> Verdict:
    """Whether a topic of a vendor may be opened again: while every sheet that scores it can change.

    locked: names of the reviewers who score it and have locked their sheet.
    """
    if evaluation.stage not in {Stage.WAITING, Stage.SCORING}:
        return refused("Scoring is over, so no topic is opened again.")
    if locked:
        has = "has" if len(locked) == 1 else "have"
        return refused(
            f"{' and '.join(locked)} {has} locked scores of this topic, so it can’t be opened "
            "again. Unlock them first."
        )
    return ALLOWED


def may_lock_over(until: datetime) -> Verdict:
    """Whether a sheet may be locked over a topic that its vendor can still answer: never."""
    return refused(
        f"A vendor was asked about one of your topics again and can answer until "
        f"{in_words(until)}. Lock your scores once it has answered or that time is over."
    )


def may_score(
    evaluation: Evaluation,
    panelist: Panelist | None,
    declaration: Declaration | None,
    response: int,
    topics: Collection[str] = (),
) -> Verdict:
    """Whether a reviewer may score this vendor on these topics now."""
    if not (enter := may_enter(panelist, declaration, {response})):
        return enter
    if declaration is not None and response in declaration.conflicts:
        return refused("You declared a conflict with this vendor, so you don’t score it.")
    if panelist is not None and not (assigned := are_assigned(panelist, response, topics)):
        return assigned
    if evaluation.stage != Stage.SCORING:
        return refused("Scores can be given while the evaluation is at the stage Scoring.")
    if panelist is not None and panelist.locked_at:
        return refused("You locked your scores. Ask a coordinator to unlock them if one is wrong.")
    return ALLOWED


def are_assigned(panelist: Panelist, response: int, topics: Collection[str]) -> Verdict:
    """Whether a reviewer is to score these topics of a vendor."""
    if not panelist.is_assigned(response):
        return refused(
            "This vendor is not assigned to you, so you don’t score it. A coordinator can change "
            "what you score."
        )
    if not all(panelist.is_assigned(response, one) for one in topics):
        return refused(
            "This topic is not assigned to you, so you don’t score it. A coordinator can change "
            "what you score."
        )
    return ALLOWED


def may_assign(evaluation: Evaluation, panelist: Panelist) -> Verdict:
    """Whether it may be changed what a reviewer scores: until her scores are locked."""
    if evaluation.round.state == RoundState.CANCELLED:
        return refused("This evaluation was cancelled, so nothing can be changed any more.")
    if evaluation.stage not in {Stage.WAITING, Stage.SCORING}:
        return refused("Scoring is over, so who scores what stands.")
    if panelist.removed_at:
        return refused(f"{panelist.name} is not on the panel any more.")
    if panelist.locked_at:
        return refused(
            f"{panelist.name} locked the scores, so what they cover stands. Unlock them first if "
            "it has to change."
        )
    return ALLOWED


def may_grade(
    grade: Grade | None,
    suggested: Grade,
    *,
    before: Grade | None = None,
    reason: str,
    names_finding: bool,
) -> Verdict:
    """Whether an answer may be graded so: as suggested, or with a line that says why not.

    before: what she confirmed earlier. It stands when the suggestion changes afterwards.
    """
    if grade is None or grade in {suggested, before} or reason.strip():
        return ALLOWED
    if grade is Grade.INDEPENDENT:
        return (
            ALLOWED
            if names_finding
            else refused("Name what you go by: one of our own findings, or in a line what you saw")
        )
    return refused(f"Say in a line why not “{suggested.value}”, as suggested")


def may_note_findings(roles: Collection[states.Role], stage: states.Stage) -> Verdict:
    """Whether somebody may write down what the jurisdiction itself found out about a vendor."""
    if not {states.Role.COORDINATOR, states.Role.REVIEWER}.intersection(roles):
        return refused("Findings are written down by coordinators and reviewers.")
    if stage is states.Stage.ARCHIVED:
        return refused("The evaluation is archived, so its record can no longer be changed.")
    if stage is states.Stage.CANCELLED:
        return refused("This evaluation was cancelled, so nothing can be changed any more.")
    return ALLOWED


def may_note_meetings(roles: Collection[states.Role], stage: states.Stage) -> Verdict:
    """Whether somebody may write down a meeting with a vendor: reviewers from discussion on."""
    if stage in {states.Stage.ARCHIVED, states.Stage.CANCELLED}:
        return may_note_findings({states.Role.COORDINATOR}, stage)
    if states.Role.COORDINATOR in roles:
        return ALLOWED
    talking = stage in {states.Stage.DISCUSSION, states.Stage.DECIDED}
    if states.Role.REVIEWER in roles and talking:
        return ALLOWED
    return refused("Meetings are noted by coordinators, and by reviewers from discussion on.")


def may_see_scores_of_others(evaluation: Evaluation) -> Verdict:
    """Nobody, coordinators included, sees others' scores before discussion is opened."""
    if evaluation.stage in {Stage.DISCUSSION, Stage.DECIDED, Stage.ARCHIVED}:
        return ALLOWED
    return refused(
        "Scores are shown once all reviewers have locked theirs and discussion is opened."
    )


def may_comment(roles: Collection[states.Role], stage: states.Stage, *, threads: bool) -> Verdict:
    """Whether somebody may write in the thread of an answer."""
    if not threads:
        return refused(
            "This workspace discusses in meetings only: written discussion is switched off."
        )
    if not {states.Role.COORDINATOR, states.Role.REVIEWER}.intersection(roles):
        return refused("Answers are discussed by reviewers and coordinators.")
    if stage is not states.Stage.DISCUSSION:
        return refused("Answers are discussed while the evaluation is at the stage Discussion.")
    return ALLOWED


def may_decide_not_applicable(
    evaluation: Evaluation, own_dates: list[datetime | None], *, at: datetime
) -> Verdict:
    """Whether it may be decided that a question does not apply to a vendor: before scores show."""
    if not (seen := intake.may_see_answers(evaluation.round, own_dates, at=at)):
        return seen
    if evaluation.stage in {Stage.WAITING, Stage.SCORING}:
        return ALLOWED
    return refused(
        "The scores are open by now, so what they are taken from stays as it was decided before."
    )


def may_order_report(
    evaluation: Evaluation,
    kind: str,
    response: Response | None,
    *,
    has_statements: bool,
    answers_open: Verdict,
    has_submission: bool,
    conflicts: Collection[int] = (),
) -> Verdict:
    """Whether a document of this kind can be made now; a coordinator's page asks for it.

    conflicts: responses with which whoever orders declared a conflict.
    """
    if kind == ReportKind.QUICK_PDF:
        if has_statements:
            return ALLOWED
        return refused("Nothing is noted down yet. Answer the quick check first.")
    if (kind in ON_ONE_VENDOR) != (response is not None):
        return refused("Choose the vendor whose report is to be made.")
    if response is not None and not (one := _may_order_on(evaluation, response, conflicts)):
        return one
    if kind in {ReportKind.BUNDLE, ReportKind.EDITION}:
        return _may_order_bundle(evaluation, conflicts)
    if kind in PAPERS_ON_ALL and conflicts:
        return refused(
            "You declared a conflict with a vendor, so another coordinator has to order this."
        )
    if kind in ANSWERS_ALONE:
        # They show no score, so they need not wait for discussion: answers have to be open, no more.
        if answers_open and not has_submission:
            return refused("This vendor submitted nothing, so there is nothing to read.")
        return answers_open
    return _may_print_scores(evaluation, kind)


def _may_print_scores(evaluation: Evaluation, kind: str) -> Verdict:
    is_decided = evaluation.stage in {Stage.DECIDED, Stage.ARCHIVED}
    if kind == ReportKind.DEBRIEF and not is_decided:
        return refused("A letter says what was decided. It can be made once the decision holds.")
    if is_decided or evaluation.stage == Stage.DISCUSSION:
        return ALLOWED
    return refused(
        "Reports show scores, so they can be made once all reviewers have locked theirs and "
        "discussion is opened."
    )


def _may_order_on(
    evaluation: Evaluation, response: Response, conflicts: Collection[int]
) -> Verdict:
    if response.round_id != evaluation.round_id or response.withdrawn_at:
        return refused("This vendor is not part of the evaluation.")
    if response.pk in conflicts:
        return refused(
            "You declared a conflict with this vendor, so another coordinator has to order this."
        )
    return ALLOWED


def _may_order_bundle(evaluation: Evaluation, conflicts: Collection[int]) -> Verdict:
    if evaluation.stage not in {Stage.DECIDED, Stage.ARCHIVED}:
        return refused("The record is complete once the evaluation is decided. Decide it first.")
    if conflicts:
        return refused(
            "You declared a conflict with a vendor, so another coordinator has to order the record."
        )
    return ALLOWED


def may_print_sheet(evaluation: Evaluation, panelist: Panelist | None) -> Verdict:
    """Whether this reviewer's scores can be printed: those of the panel, once locked."""
    if (
        panelist is None
        or panelist.evaluation_id != evaluation.pk
        or panelist.removed_at is not None
    ):
        return refused("Choose a reviewer of this evaluation.")
    if panelist.locked_at is None:
        return refused(f"{panelist.name} has not locked any scores, so there is nothing to print.")
    return ALLOWED


def may_write_memo(*, is_proposed: bool) -> Verdict:
    """Whether there is a decision, proposed or confirmed, that a memo can tell of."""
    if is_proposed:
        return ALLOWED
    return refused("Nothing is decided or proposed yet, so there is nothing to write down.")


def may_write_letter(wording: str | None, named: Sequence[str]) -> Verdict:
    """Whether words may go out to a vendor: they name neither other vendors nor reviewers.

    wording: None where the decision that holds says nothing about this vendor.
    """
    if wording is None:
        return refused("This vendor submitted nothing, so nothing was decided about it.")
    if named:
        return refused(
            f"The words for this vendor name {', '.join(named)}. A letter names no other vendor "
            "and no reviewer. Change the decision and write them without the name."
        )
    return ALLOWED


def may_release_letter(
    report: Report,
    *,
    conflicts: Collection[int],
    waits: bool,
    is_current: bool,
    is_released: bool,
) -> Verdict:
    """Whether a finished letter may go out to its vendor: only what holds, and only once.

    is_current: whether it would say the same if it were made now.
    """
    if report.kind != ReportKind.DEBRIEF or report.response_id is None:
        return refused("Only a debrief letter goes out to a vendor.")
    if report.response_id in conflicts:
        return refused(
            "You declared a conflict with this vendor, so another coordinator has to release this."
        )
    if report.file_id is None:
        return refused("The letter is not made yet. Release it once it is ready.")
    if is_released:
        return refused("This letter was released already. The vendor sees it on its page.")
    if waits:
        return refused(
            "A change of the decision waits to be confirmed. Release letters once it is answered."
        )
    if not is_current:
        return refused(
            "What this letter says has changed since it was made. Create it again, then release it."
        )
    return ALLOWED


def may_read_report(
    report: Report,
    *,
    reads_all: bool,
    coordinates: bool,
    panelist: Panelist | None,
    conflicts: Collection[int],
) -> Verdict:
    """Whether somebody may read a finished report: reviewers after discussion has opened."""
    is_own = panelist is not None and panelist.pk == report.panelist_id
    if conflicts and not is_own and (not report.response_id or report.response_id in conflicts):
        return refused("You declared a conflict with a vendor that this report is about.")
    if report.kind == ReportKind.BUNDLE and not coordinates:
        return refused("The record is for coordinators.")
    if not (named := may_read_names(report.evaluation, coordinates=coordinates)):
        return named
    if reads_all:
        return ALLOWED
    if panelist is None or report.kind == ReportKind.QUICK_PDF:
        return refused("This report is for coordinators.")
    return may_see_scores_of_others(report.evaluation)


def may_keep(evaluation: Evaluation, until: date | None, *, today: date) -> Verdict:
    """Whether the record may be kept until this day: never shortened into the past or under hold."""
    if until is None:
        if evaluation.kept_until is not None:
            return refused("Enter the day until which the record is kept")
        return ALLOWED
    if until < today:
        return refused("Choose a day in the future")
    if evaluation.held_at and evaluation.kept_until and until < evaluation.kept_until:
        return refused("A legal hold is on, so the time can be made longer and not shorter")
    return ALLOWED


def may_open_records(evaluation: Evaluation, is_open: bool) -> Verdict:  # noqa: FBT001
    """Whether vendors may be told now that the record is to be handed out."""
    if evaluation.stage not in {Stage.DECIDED, Stage.ARCHIVED}:
        return refused("The record is handed out once the evaluation is decided, not before.")
    if is_open:
        return refused("The vendors were told already.")
    return ALLOWED


def may_decide_records(evaluation: Evaluation, review: RecordsReview | None) -> Verdict:
    """Whether fields may be withheld or released: once vendors were told."""
    if evaluation.stage not in {Stage.DECIDED, Stage.ARCHIVED}:
        return refused("The record is handed out once the evaluation is decided, not before.")
    if review is None:
        return refused("Tell the vendors first, with a day until which they may object.")
    return ALLOWED


def may_hand_out(
    field: Withholding, review: RecordsReview | None, *, withheld: bool, at: datetime
) -> Verdict:
    """Whether a field may be released: never before its vendor had its time to object."""
    if withheld or review is None or at >= review.object_by:
        return ALLOWED
    if field.said:
        return ALLOWED
    return refused(
        "The vendor may still object to handing this out. Release it after that day, or once the "
        "vendor has said what it has to say."
    )


def may_order_edition(review: RecordsReview | None, undecided: int, *, at: datetime) -> Verdict:
    """Whether the public-records edition can be made."""
    if review is None:
        return refused("Tell the vendors first, with a day until which they may object.")
    if at < review.object_by:
        return refused("Vendors may still object. The edition can be made after that day.")
    if undecided:
        return refused(
            f"Decide on each field first: {undecided} "
            f"{'is' if undecided == 1 else 'are'} undecided."
        )
    return ALLOWED


def may_propose(evaluation: Evaluation, *, waits: bool, why_changed: str = "") -> Verdict:
    """Whether a decision may be put before its approver now."""
    if evaluation.stage not in {Stage.DISCUSSION, Stage.DECIDED}:
        return refused("A decision follows discussion.")
    if waits:
        return refused(
            "A decision waits for its approver already. Withdraw it before you propose another."
        )
    if evaluation.stage == Stage.DECIDED and not why_changed.strip():
        return refused("Say why the decision that holds is to be replaced.")
    return ALLOWED


def may_answer(decision: Decision, person: UUID, *, is_operator: bool) -> Verdict:
    """Whether somebody may confirm a decision or send it back: never who proposed it."""
    if decision.by_id == person:
        return refused("You proposed this decision, so somebody else has to confirm it.")
    if is_operator:
        if decision.approver_id is not None:
            return refused("This decision waits for somebody of the workspace.")
        return ALLOWED
    if decision.approver_id is None:
        return refused("This decision waits for an operator of the service.")
    if decision.approver_id != person:
        return refused(f"This decision waits for {decision.approver_name}.")
    return ALLOWED


def on_the_scale(*values: int | None) -> Verdict:
    """Whether scores or marks lie on the scale; the database refuses others without a sentence."""
    if all(one is None or one in ZERO_TO_FOUR for one in values):
        return ALLOWED
    return refused("A score is a whole number from 0 to 4.")


def may_agree(evaluation: Evaluation, *, waits: bool) -> Verdict:
    """Whether the panel may still agree on a score."""
    if evaluation.stage != Stage.DISCUSSION:
        return refused(
            "Agreed scores are recorded while the evaluation is at the stage Discussion."
        )
    return may_change_scores(waits=waits)


def may_change_scores(*, waits: bool) -> Verdict:
    """Whether what a decision rests on may still change: not while one waits for its approver."""
    if waits:
        return refused(
            "A decision on these scores waits for its approver. Withdraw it first, or have it sent "
            "back."
        )
    return ALLOWED


def may_accept_late(stage: str, locked: Collection[str]) -> Verdict:
    """Whether a late submission may still join, as far as judging is concerned.

    It joins like any other as long as nobody has judged for good without it. locked: names of
    reviewers whose sheet is locked.
    """
    if stage not in {Stage.WAITING, Stage.SCORING}:
        return refused("Scores are open or decided on already, so no late submission can join.")
    if locked:
        return refused(
            f"{', '.join(locked)} locked the scores already, without this vendor. A late submission "
            "can be accepted only before anybody locks."
        )
    return ALLOWED


def may_plan_for(starts_at: datetime, *, at: datetime) -> Verdict:
    """Whether an event can be planned for an instant: one that lies ahead."""
    if starts_at <= at:
        return refused("This lies in the past. Plan what is to come.")
    return ALLOWED


def may_change_event(event: PlannedEvent, *, at: datetime) -> Verdict:
    """Whether an event can be changed or called off: until it starts."""
    if event.called_off_at:
        return refused("This event is called off. Plan a new one if it takes place after all.")
    if event.starts_at <= at:
        return refused("This event has started, so it stands. Record how it went.")
    return ALLOWED


def may_check(event: PlannedEvent, *, is_recorded: bool) -> Verdict:
    """Whether checks can be ticked: as long as the event is not called off and not recorded."""
    if event.called_off_at:
        return refused("This event is called off, so there is nothing to check.")
    if is_recorded:
        return refused("This event is recorded, so its checklist stands as it was.")
    return ALLOWED


def may_tell_provider(event: PlannedEvent, *, at: datetime) -> Verdict:
    """Whether the provider can be told: before the event, or that it is called off."""
    if event.vendor_id is None:
        return refused("No provider is named for this event. Change it to name one.")
    if event.starts_at <= at:
        return refused("This event has started, so there is nothing to announce any more.")
    return ALLOWED


def may_record(event: PlannedEvent, *, at: datetime) -> Verdict:
    """Whether it can be recorded how an event went: once it has started."""
    if event.called_off_at:
        return refused("This event was called off, so there is nothing to record.")
    if event.starts_at > at:
        return refused("This event has not started yet. Record how it went afterwards.")
    return ALLOWED


def may_have_begun(started_at: datetime, *, at: datetime) -> Verdict:
    """Whether an outage can have begun at an instant."""
    if started_at > at:
        return refused("This lies in the future. Enter when the outage began.")
    return ALLOWED


def may_have_ended(started_at: datetime, ended_at: datetime | None, *, at: datetime) -> Verdict:
    """Whether an outage that began then can have ended so; None while it goes on."""
    if ended_at is not None and ended_at <= started_at:
        return refused("The end lies before the start. Enter when it was up again.")
    if ended_at is not None and ended_at > at:
        return refused("The end lies in the future. Leave it empty while it is down.")
    return ALLOWED


def may_change_provider(outage: Outage, vendor: Vendor) -> Verdict:
    """Whether an outage can be another provider's after all: until a follow-up rests on it."""
    if outage.follow_up_id and outage.vendor_id != vendor.pk:
        return refused("A follow-up was started because of it, so its provider stands.")
    return ALLOWED


def may_follow_outage(outage: Outage, response: Response) -> Verdict:
    """Whether a follow-up can be started because of an outage: with its provider, and once."""
    if outage.vendor_id != response.vendor_id:
        return refused("This outage was another provider’s.")
    if outage.follow_up_id:
        return refused("A follow-up was started because of this outage already.")
    return ALLOWED
