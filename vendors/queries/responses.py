"""How far vendors are: counts and mail states, never what they wrote."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Max, OuterRef, Subquery
from django.db.models.functions import Coalesce

from portal.outbox.models import Mail, MailState
from vendors import rules
from vendors.models import Answer, Invitation, ReadyState, Response, Round, RoundState, Submission
from vendors.queries.questionnaires import questionnaire_of


@dataclass(frozen=True, slots=True)
class MailLine:
    """What is known of the last mail of one invitation."""

    state: str
    word: str
    said: str = ""
    at: datetime | None = None

    @property
    def is_wrong(self) -> bool:
        return self.state in {"failed", "bounced"}


@dataclass(frozen=True, slots=True)
class InvitationLine:
    """One address that was asked, and what became of it."""

    invitation: Invitation
    mail: MailLine


@dataclass(frozen=True, slots=True)
class Overview:
    """One vendor of a round as its coordinator may see it at any time."""

    response: Response
    word: str
    tone: str
    answered: int
    asked: int
    submissions: int
    submitted_at: datetime | None
    due_at: datetime | None
    is_late: bool
    came_late: bool
    """What it submitted last came after its date and was accepted all the same."""
    invitations: tuple[InvitationLine, ...] = field(default=())

    @property
    def name(self) -> str:
        return self.response.vendor.name

    @property
    def mail_is_wrong(self) -> bool:
        """Whether every address of this vendor failed, so that nobody there knows of it."""
        lines = [one for one in self.invitations if not one.invitation.withdrawn_at]
        return bool(lines) and all(one.mail.is_wrong for one in lines)

    @property
    def addresses(self) -> list[str]:
        return [one.invitation.email for one in self.invitations if not one.invitation.withdrawn_at]


def overview_of(round_: Round, *, at: datetime) -> list[Overview]:
    """All vendors of a round with their progress and their mails: five queries for any number."""
    asked = len(questionnaire_of(round_.version).asked_items())
    responses = list(
        round_.responses.select_related("vendor", "round")
        .annotate(
            ready=_count_of(Answer.objects.filter(ready=ReadyState.READY)),
            handed_in=_count_of(Submission.objects.all()),
            came_late=_was_late(),
            handed_in_at=Subquery(
                Submission.objects.filter(response=OuterRef("pk"))
                .order_by()
                .values("response")
                .annotate(last=Max("at"))
                .values("last")
            ),
        )
        .order_by("vendor__name")
    )
    lines = invitation_lines(responses)
    return [_overview(one, asked, lines.get(one.pk, ()), at) for one in responses]


def invitation_lines(responses: Iterable[Response]) -> dict[int, tuple[InvitationLine, ...]]:
    """Invitations of responses, each with what is known of its last mail."""
    invitations = list(
        Invitation.objects.filter(response__in=list(responses))
        .select_related("passed_from")
        .order_by("pk")
    )
    mails: dict[str, Mail] = {}
    keys = [one.mail_key for one in invitations]
    for mail in Mail.objects.filter(subject_key__in=keys).order_by("made_at", "pk"):
        mails[mail.subject_key] = mail
    found: dict[int, tuple[InvitationLine, ...]] = {}
    for one in invitations:
        line = InvitationLine(one, mail_line(one, mails.get(one.mail_key)))
        found[one.response_id] = (*found.get(one.response_id, ()), line)
    return found


def mail_line(invitation: Invitation, mail: Mail | None) -> MailLine:
    """Say what is known: opened beats all, a refusal is quoted, silence proves nothing."""
    if invitation.used_at or invitation.opened_at:
        return MailLine("opened", "Opened", at=invitation.used_at or invitation.opened_at)
    if mail is None:
        word = "Not sent yet" if invitation.sent_at is None else "We can’t tell"
        return MailLine("unknown", word)
    at = mail.tried_at or mail.made_at
    match mail.state:
        case MailState.QUEUED:
            return MailLine("sending", "Sending", at=at)
        case MailState.FAILED:
            return MailLine("failed", "Failed", said=mail.reason, at=at)
        case MailState.BOUNCED:
            return MailLine("bounced", "Bounced", said=mail.reason, at=at)
        case MailState.HELD:
            return MailLine("accepted", "In the demo mailbox", at=at)
        case _:
            return MailLine("accepted", "Accepted by the mail server", at=at)


def _was_late() -> Subquery:
    last = Submission.objects.filter(response=OuterRef("pk")).order_by("-number")
    return Subquery(last.values("late")[:1])


def _count_of(rows: object) -> Coalesce:
    counted = (
        rows.filter(response=OuterRef("pk"))  # type: ignore[attr-defined]
        .order_by()
        .values("response")
        .annotate(figure=Count("pk"))
        .values("figure")
    )
    return Coalesce(Subquery(counted), 0)


def _overview(
    response: Response, asked: int, lines: tuple[InvitationLine, ...], at: datetime
) -> Overview:
    ready: int = response.ready  # type: ignore[attr-defined]
    handed_in: int = response.handed_in  # type: ignore[attr-defined]
    word, tone = _word(response, ready, asked, handed_in, lines)
    due = rules.due_of(response)
    open_ = response.round.state == RoundState.OPEN
    return Overview(
        response=response,
        word=word,
        tone=tone,
        answered=ready,
        asked=asked,
        submissions=handed_in,
        submitted_at=response.handed_in_at,  # type: ignore[attr-defined]
        due_at=due,
        is_late=bool(
            open_
            and due
            and at >= due
            and not handed_in
            and not response.declined_at
            and not response.withdrawn_at
        ),
        came_late=bool(response.came_late),  # type: ignore[attr-defined]
        invitations=lines,
    )


def _word(
    response: Response,
    ready: int,
    asked: int,
    handed_in: int,
    lines: tuple[InvitationLine, ...],
) -> tuple[str, str]:
    if response.withdrawn_at:
        return "Withdrawn", "off"
    if response.declined_at:
        return "Declined", "warning"
    if handed_in:
        return "Submitted", "success"
    if ready or response.started_at:
        return f"In progress, {min(ready, asked)} of {asked} questions", "info"
    if any(one.invitation.opened_at for one in lines):
        return "Opened", "info"
    if any(one.invitation.sent_at for one in lines):
        return "Invited", "info"
    return "Not invited yet", "off"
