"""What comes next in an evaluation, for each role, in a sentence with one link."""

from collections.abc import Collection
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from evaluations.queries.standing import Standing
from evaluations.states import Stage
from portal.accounts.models import Role
from portal.look.formats import day_in_words, due_in_words, time_left

AFTER_CLOSING = frozenset(
    {Stage.CLOSED, Stage.SCORING, Stage.DISCUSSION, Stage.DECIDED, Stage.ARCHIVED}
)
SET_UP = frozenset({Role.COORDINATOR.value, Role.OBSERVER.value})
READERS = SET_UP | {Role.APPROVER.value}
PANEL = READERS | {Role.REVIEWER.value}
PLACES = (
    ("Invitations and mail", "invitations", frozenset({Stage.OPEN}) | AFTER_CLOSING, SET_UP),
    (
        "Questions and answers",
        "asked",
        frozenset({Stage.OPEN}) | AFTER_CLOSING,
        frozenset({Role.COORDINATOR.value}),
    ),
    (
        "Public page",
        "public",
        frozenset({Stage.OPEN}) | AFTER_CLOSING,
        frozenset({Role.COORDINATOR.value}),
    ),
    ("Amendments", "amendments", frozenset({Stage.OPEN}) | AFTER_CLOSING, SET_UP),
    ("What was set up", "setup", frozenset(Stage), SET_UP),
    ("See it as a vendor", "as-vendor", frozenset(Stage), SET_UP),
    ("What we know ourselves", "quick", frozenset(Stage), SET_UP),
    ("Our own findings", "findings-first", frozenset(Stage), READERS),
    ("Beside the scores", "beside-first", frozenset(Stage), READERS),
    ("Concerns", "concerns-first", frozenset({Stage.OPEN}) | AFTER_CLOSING, READERS),
    ("Requests to the vendor", "requests-first", frozenset({Stage.OPEN}) | AFTER_CLOSING, READERS),
    ("Reviewers and declarations", "panel", frozenset(Stage) - {Stage.DRAFT}, SET_UP),
    ("Compare vendors", "compare", AFTER_CLOSING, PANEL),
    ("What does not fit", "misfits", AFTER_CLOSING, PANEL),
    ("Decision", "decide", frozenset({Stage.DISCUSSION, Stage.DECIDED, Stage.ARCHIVED}), READERS),
    ("Reports and spreadsheets", "reports", AFTER_CLOSING, PANEL),
)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do: a sentence, the label of its link and where it leads."""

    text: str
    label: str = ""
    url: str = ""
    is_late: bool = False


def of(standing: Standing, roles: Collection[str]) -> Step:
    """The next step for people of these roles."""
    if Role.COORDINATOR in roles:
        return _coordinators(standing)
    if Role.APPROVER in roles and standing.stage is Stage.DISCUSSION:
        return Step(
            "The panel discusses. Propose the decision, or confirm the one that waits for you.",
            "See the decision",
            _at("decide", standing),
        )
    if Role.REVIEWER in roles and standing.stage is Stage.SCORING:
        return Step("Reviewers score now, each alone.", "Go on scoring", _url("my-scoring"))
    return Step(standing.explained)


def _coordinators(standing: Standing) -> Step:
    match standing.stage:
        case Stage.DRAFT if standing.is_quick:
            return Step("A quick check. Go on whenever you like.", "Go on", _at("quick", standing))
        case Stage.DRAFT:
            return Step(
                "Nobody has been asked yet. Check it and open it for answers.",
                "Check and open",
                _at("check", standing),
            )
        case Stage.OPEN:
            return _while_open(standing)
        case Stage.CLOSED:
            return _after_closing(standing)
        case Stage.SCORING:
            return _while_scoring(standing)
        case Stage.DISCUSSION:
            return Step(
                "All scores are locked. Discuss where reviewers are apart, then decide.",
                "Compare vendors",
                _at("compare", standing),
            )
        case Stage.DECIDED:
            return Step("The decision is recorded.", "Reports", _at("reports", standing))
        case _:
            return Step(standing.explained)


def _while_open(standing: Standing) -> Step:
    closes = standing.closes_at
    when = f"{due_in_words(closes, standing.now)}. " if closes else ""
    waiting = standing.vendors - standing.submitted - standing.declined
    if not waiting:
        return Step(
            f"{when}Every vendor has answered or declined; they can still change it until then.",
            "See vendors",
            _at("invitations", standing),
        )
    return Step(f"{when}{standing.answers_in}.", "See invitations", _at("invitations", standing))


def _after_closing(standing: Standing) -> Step:
    if not standing.reviewers:
        return Step(
            f"Answers are closed, {standing.answers_in}. Add reviewers, then start scoring.",
            "Add reviewers",
            _at("setup-reviewers", standing),
        )
    return Step(
        f"Answers are closed, {standing.answers_in}. Scoring can start.",
        "Start scoring",
        _at("move-scoring", standing) or _at("setup-reviewers", standing),
    )


def _while_scoring(standing: Standing) -> Step:
    due = standing.round.scoring_due
    late = bool(due and standing.now.date() > due)
    when = f" Scores were due {day_in_words(due)}." if due and late else ""
    if standing.locked < standing.reviewers:
        return Step(
            f"{standing.locked} of {standing.reviewers} reviewers have locked their scores.{when}",
            "See who is waiting",
            _at("panel", standing) or _at("setup-reviewers", standing),
            is_late=late,
        )
    if standing.reviewers == 1:
        return Step(
            "The one reviewer has locked the scores, so they can be decided on.",
            "Show the scores",
            _at("move-discussion", standing) or _at("overview", standing),
        )
    return Step(
        "All reviewers have locked their scores. Open the discussion.",
        "Open discussion",
        _at("move-discussion", standing) or _at("overview", standing),
    )


def places(standing: Standing, roles: Collection[str]) -> list[dict[str, str]]:
    """Where one can go from an evaluation's page; only places that are there."""
    return [
        {"label": label, "url": url}
        for label, name, stages, for_whom in PLACES
        if standing.stage in stages
        and for_whom.intersection(roles)
        and not (name == "requests-first" and standing.round.is_sealed_kind)
        and (url := _at(name, standing))
    ]


def waiting_line(standing: Standing) -> str:
    """When the wait ends, for reviewers who can't score yet."""
    if standing.stage is Stage.OPEN and standing.closes_at:
        return f"Vendors are answering. You can score in {time_left(standing.closes_at, standing.now)}."
    return standing.explained


def _at(name: str, standing: Standing) -> str:
    return _url(name, standing.evaluation.pk)


def _url(name: str, *args: int) -> str:
    try:
        return reverse(f"evaluations:{name}", args=args)
    except NoReverseMatch:
        return ""
