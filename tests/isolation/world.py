"""The same little world in two workspaces: identical keys, different people, a canary in each text."""

import io
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection
from django.test import Client

from evaluations.actions import (
    calibration,
    order,
    panel,
    readiness,
    records,
    reopening,
    reports,
    requests,
    rounds,
    scores,
    switching,
)
from evaluations.actions.readiness import Down, Plan
from evaluations.anchors import PROPOSED
from evaluations.concerns import Concern
from evaluations.demo.build import FORECAST
from evaluations.forms.forecast import PeakForm
from evaluations.models import Evaluation, Outcome, ReportKind
from evaluations.queries.judgement import bench_of
from evaluations.readiness import Held
from evaluations.readiness import Kind as Rush
from portal import clock
from portal.accounts import actions as accounts
from portal.accounts.models import Membership, Role, User
from portal.files.actions import keep
from portal.jobs.actions import perform
from portal.jobs.models import Job, JobState
from portal.outbox.models import Mail
from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import workspace
from tests import deciding
from tests.cast import client_of
from vendors import monthly
from vendors.actions import (
    answers,
    candidates,
    changes,
    departments,
    evidence,
    handovers,
    inquiries,
    invitations,
    members,
    observations,
    prices,
    publicity,
    questionnaires,
    statements,
    submissions,
)
from vendors.actions import monthly as filing
from vendors.actions import records as vendors_own
from vendors.actions import rounds as intake
from vendors.invitees import Invitee
from vendors.models import (
    Department,
    Evidence,
    Invitation,
    Kind,
    MonthlyAsk,
    MonthlyObjective,
    Observation,
    Part,
    PrintedLetter,
    ReleasedLetter,
    Response,
    ResponseRole,
)
from vendors.pricing import FIXED, Offer, Quantities, Quote, Stand
from vendors.queries.questionnaires import questionnaire_of
from vendors.questionnaire import edits
from vendors.questionnaire.model import Depth
from vendors.requirements import Requirements

STAFF = {
    "coordinator": Role.COORDINATOR,
    "reviewer": Role.REVIEWER,
    "observer": Role.OBSERVER,
    "records": Role.RECORDS,
}

JUDGING = ("closed", "scoring", "locked", "talk", "decided")


@dataclass(frozen=True)
class World:
    """One workspace with an evaluation in each state that addresses need."""

    at: Jurisdiction
    canary: str
    people: dict[str, User]
    draft: Evaluation
    open: Evaluation
    closed: Evaluation
    scoring: Evaluation
    locked: Evaluation
    talk: Evaluation
    decided: Evaluation
    quick: Evaluation
    follow_up: Evaluation
    tokens: dict[str, str]

    def client(self, actor: str) -> Client:
        """Return a browser of this actor on this workspace's host."""
        return client_of(self.people.get(actor), self.at, accounts.sign_in)


def build(at: Jurisdiction, canary: str) -> World:
    """Build it with the product's own actions; the clock is right again afterwards."""
    people = {
        key: User.objects.known_as(f"{key}@{at.label}.example", f"{key.title()} {canary}")
        for key in (*STAFF, "lead", "rival", "helper", "newcomer")
    }
    for key, role in STAFF.items():
        Membership.objects.create(
            person=people[key], jurisdiction=at, role=role, accepted_at=clock.now()
        )
    Membership.objects.create(
        person=people["newcomer"], jurisdiction=at, role=Role.OBSERVER, invited_by=canary
    )
    with workspace(at):
        by = people["coordinator"]
        candidates.add(f"Candidate {canary}", "tool", source=canary, by=by)
        made: dict[str, Any] = {"draft": _draft(canary, people, by)}
        made["open"], token = _answered(canary, people, by, "open")
        inquiries.ask(first_response(made["open"]), canary, by=people["lead"])
        registration = _registered(made["open"], canary, by)
        for stage in JUDGING:
            made[stage] = _judged(canary, people, by, stage)
        made["quick"] = _quick(canary, by)
        frame = switching.Frame(f"Switch {canary}", made["talk"], made["talk"], "USD", 36, None)
        switching.open_case(first_response(made["talk"]).vendor, frame, by=by)
        made["follow_up"] = followed(canary, people["lead"], by)
        plan_rushes(first_response(made["follow_up"]), canary, by)
        for kind in (ReportKind.COMPARISON_PDF, ReportKind.WORKBOOK, ReportKind.CSV):
            reports.order(made["talk"], kind, by=by)
    return World(at, canary, people, tokens={"open": token, "registration": registration}, **made)


def _draft(canary: str, people: dict[str, User], by: User) -> Evaluation:
    evaluation = rounds.start_with(
        f"draft {canary}",
        [Invitee(f"First {canary}", people["lead"].email)],
        due_at=clock.now() + timedelta(days=10),
        by=by,
    )
    _give_document(evaluation, canary, by)
    _require(evaluation, by)
    questionnaires.edit(
        evaluation.round.version,
        lambda content: edits.add_section(content, title=canary, question=canary, why=canary)[0],
        "added a section",
        by=by,
    )
    return _again(evaluation)


def _require(evaluation: Evaluation, by: User) -> None:
    """A forecast with low and high, and one line that is required."""
    form = PeakForm(FORECAST)
    assert form.is_valid()
    stated = form.cleaned_data
    peak, rate = stated["peak"], stated["peak_rate"]
    intake.set_peak(evaluation.round, basis=stated["basis"], peak=peak, rate=rate, by=by)
    wanted = Requirements(uptime=Decimal("99.9"), repair_s=14_400)
    intake.set_requirements(evaluation.round, wanted, by=by)
    over = Quantities(sites=3, years=2, hours=10, currency="USD")
    intake.ask_price(evaluation.round, asks=True, over=over, by=by)


def _give_document(evaluation: Evaluation, canary: str, by: User) -> None:
    kept = keep([canary.encode()], name=f"{canary}.txt", media_type="text/plain", by=by)
    intake.add_document(evaluation.round, kept, f"terms {canary}", by=by)


def _answered(
    canary: str, people: dict[str, User], by: User, name: str, *, answer: bool = True
) -> tuple[Evaluation, str]:
    evaluation = rounds.start_with(
        f"{name} {canary}",
        [
            Invitee(f"First {canary}", people["lead"].email),
            Invitee(f"Second {canary}", people["rival"].email),
            Invitee(f"Third {canary}", people["lead"].email),
        ],
        due_at=clock.now() + timedelta(days=10),
        by=by,
        depth=Depth.ESSENTIALS,
    )
    _give_document(evaluation, canary, by)
    _require(evaluation, by)
    asked = questionnaire_of(evaluation.round.version).asked_items()
    intake.open_round(evaluation.round, asked=len(asked), by=by)
    token = _secret_of(evaluation, f"Third {canary}")
    for who in ("lead", "rival"):
        invitation = Invitation.objects.filter(
            response__round=evaluation.round, email=people[who].email
        ).earliest("pk")
        response = invitations.accept(invitation, by=people[who])
        response = Response.objects.select_related("round__version", "vendor").get(pk=response.pk)
        for item in asked:
            value = {part.key: {"choice": "yes", "text": canary} for part in item.parts[:1]}
            answers.save(response, item.key, value, based_on=0, by=people[who], ready=True)
        content = f"notes of {canary}\n".encode()
        evidence.attach(
            response,
            io.BytesIO(content),
            name=f"{canary}.txt",
            size=len(content),
            item_key=asked[0].key,
            by=people[who],
        )
        submissions.submit(response, by=people[who])
        quotes = [Quote(fee, Stand.AMOUNT, Decimal(7)) for fee in FIXED]
        prices.hand_in(response, Offer("USD", tuple(quotes), canary), after=0, by=people[who])
        _note_finding(response, canary, by)
        if who == "lead":
            _bring_colleagues(response, people)
    return Evaluation.objects.select_related("round__version").get(pk=evaluation.pk), token


def _note_finding(response: Response, canary: str, by: User) -> None:
    noted = observations.Noted(
        canary,
        date(2024, 2, 18),
        source=canary,
        note=canary,
        about=("obs.detection",),
        details={"customer": canary, "outage_minutes": 25},
    )
    file = keep([canary.encode()], name=f"{canary}.txt", media_type="text/plain", by=by)
    observations.add(response, "reference", noted, by=by, file=file)


def _bring_colleagues(response: Response, people: dict[str, User]) -> None:
    for email in (people["helper"].email, f"asked@{people['helper'].email.rpartition('@')[2]}"):
        asked = members.invite(response, email, ResponseRole.CONTRIBUTOR, by=people["lead"])
        if email == people["helper"].email:
            invitations.accept(asked, by=people["helper"])
    helper = response.members.get(person_id=people["helper"].pk)
    departments.hand_over(response, Department.ENGINEERING, helper, until=None, by=people["lead"])
    handovers.hand_over(response, "obs.detection", helper, until=None, note="", by=people["lead"])


def _registered(evaluation: Evaluation, canary: str, by: User) -> str:
    """A public page, and the link of somebody who registered on it."""
    publicity.show(evaluation.round, is_shown=True, registers=True, by=by)
    email = f"stranger@{canary}.example"
    publicity.register(evaluation.round, company=f"Stranger {canary}", name=canary, email=email)
    mail = Mail.objects.filter(to=email, kind="registration_to_confirm").latest("made_at")
    return str(mail.secret)


def _secret_of(evaluation: Evaluation, vendor: str) -> str:
    invitation = Invitation.objects.get(
        response__round=evaluation.round, response__vendor__name=vendor
    )
    return Mail.objects.filter(subject_key=invitation.mail_key).latest("made_at").secret


def _judged(canary: str, people: dict[str, User], by: User, stage: str) -> Evaluation:
    """Take an evaluation through its stages until the one of this name is reached."""
    reached = JUDGING.index(stage)
    clock.move(timedelta(days=-30))
    evaluation, _token = _answered(canary, people, by, stage)
    order.choose(evaluation, prints=True, by=by)
    calibration.choose(evaluation, PROPOSED["obs.detection"], by=by)
    clock.move(timedelta(days=-10))
    if reached < JUDGING.index("scoring"):
        panel.add(evaluation, people["reviewer"], by=by)
        until = clock.now() + timedelta(days=60)
        response = first_response(evaluation)
        reopening.ask(evaluation, response, "obs.detection", canary, until, by=by)
    else:
        _score(evaluation, canary, people, by, lock=reached >= JUDGING.index("locked"))
    if reached >= JUDGING.index("talk"):
        rounds.open_discussion(evaluation, by=by)
    if reached >= JUDGING.index("decided"):
        outcomes = dict.fromkeys(
            evaluation.round.responses.filter(submissions__isnull=False).values_list(
                "pk", flat=True
            ),
            Outcome.ACCEPTABLE,
        )
        deciding.decide(evaluation, outcomes, reasons=canary, by=by)
        _hand_out(evaluation, canary, people)
        _send_letter(evaluation, canary, by)
    clock.move(timedelta(0))
    return _again(evaluation)


def _hand_out(evaluation: Evaluation, canary: str, people: dict[str, User]) -> None:
    """Tell the vendors that the record may be handed out; one objects."""
    until = clock.now() + timedelta(days=60)
    records.open_review(evaluation, object_by=until, by=people["records"])
    response = first_response(evaluation)
    key = next(iter(response.submissions.get().content["answers"]))
    vendors_own.say(response, Part.ANSWER, key, canary, by=people["lead"])


def _send_letter(evaluation: Evaluation, canary: str, by: User) -> None:
    """A letter that is out; its PDF would be made by a worker, which this world has not."""
    file = keep([canary.encode()], name=f"letter {canary}.txt", media_type="text/plain", by=by)
    ReleasedLetter.objects.create(
        response=first_response(evaluation), file=file, by_id=by.pk, by_name=str(by)
    )


def _again(evaluation: Evaluation) -> Evaluation:
    return Evaluation.objects.select_related("round__version").get(pk=evaluation.pk)


def _score(
    evaluation: Evaluation, canary: str, people: dict[str, User], by: User, *, lock: bool
) -> None:
    reviewer = people["reviewer"]
    panelist = panel.add(evaluation, reviewer, by=by)
    panel.declare(
        panelist, text=canary, conflicts=[], explanation="", typed_name=canary, by=reviewer
    )
    rounds.begin_scoring(evaluation, by=by)
    bench = bench_of(_again(evaluation))
    cells = [
        (response, criterion.key)
        for response in bench.responses
        if response.pk in bench.submissions
        for criterion in bench.questionnaire.asked_criteria()
    ]
    for response, key in cells:
        scores.give(
            panelist,
            response,
            key,
            scores.Given(3, reason=f"because {canary}"),
            submission=bench.submissions[response.pk],
            marks={item.key: 3 for item in bench.questionnaire.items_of(key)},
            based_on=0,
            by=reviewer,
        )
    if lock:
        panel.lock(panelist, by=reviewer)


def _quick(canary: str, by: User) -> Evaluation:
    evaluation = rounds.start_with(
        f"quick {canary}", [Invitee(f"First {canary}")], due_at=None, by=by, depth=Depth.QUICK
    )
    response = evaluation.round.responses.get()
    statements.save(response, [statements.Said("obs", "yes", source="call", note=canary)], by=by)
    return evaluation


def followed(canary: str, lead: User, by: User) -> Evaluation:
    """A follow-up in which the lead was asked for a change, handed in proof, and more is planned."""
    evaluation = rounds.start_with(
        f"follow-up {canary}",
        [Invitee(f"Follow {canary}", lead.email)],
        due_at=clock.now() + timedelta(days=10),
        by=by,
        kind=Kind.IMPROVEMENT,
    )
    asked = questionnaire_of(evaluation.round.version).asked_items()
    intake.open_round(evaluation.round, asked=len(asked), by=by)
    response = first_response(evaluation)
    invitations.accept(response.invitations.get(), by=lead)
    day = clock.now().date() + timedelta(days=30)
    one = requests.Wanted("obs.detection", "", f"ask {canary}", f"proof {canary}", day)
    requests.plan(response, [one], by=by)
    letter = requests.send(response, f"intro {canary}", by=by)
    file = keep([canary.encode()], name=f"{canary}.txt", media_type="text/plain", by=by)
    PrintedLetter.objects.create(letter=letter, file=file)
    changes.prove(letter.changes.get(), canary, file=file, by=lead)
    requests.plan(response, [one], by=by)
    requests.move_concern(evaluation, response, "obs.detection", Concern.DISCUSSED, canary, by=by)
    filed_month(response, lead, canary)
    return _again(evaluation)


def filed_month(response: Response, lead: User, note: str) -> date:
    """A month that was asked for when it had not begun, is over by now, and missed its target."""
    month = (clock.now().date().replace(day=1) - timedelta(days=1)).replace(day=1)
    ask = MonthlyAsk.objects.create(
        response=response, first=month, due_day=28, by_id=lead.pk, by_name="Somebody"
    )
    kind = monthly.BY_KEY["uptime"]
    one = monthly.Proposal(kind, kind.criteria[0], None).objective(Decimal("99.9"))
    MonthlyObjective.objects.create(
        ask=ask,
        position=1,
        key=one.key,
        label=one.label,
        unit=one.unit,
        direction=one.direction.value,
        target=one.target,
        criterion_key=one.criterion,
    )
    filing.file(response, month, {"uptime": Decimal(60)}, note, by=lead)
    return month


def plan_rushes(response: Response, canary: str, by: User) -> None:
    """Two events on the provider's system: one that it was told of, one that is over; an outage."""
    vendor, now = response.vendor, clock.now()
    with clock.moved(timedelta(days=-9)):
        over = Plan(f"over {canary}", Rush.SLOTS, now - timedelta(days=5), 900, vendor)
        past = readiness.add(over, by=by)
        plan = Plan(f"coming {canary}", Rush.OTHER, now + timedelta(days=9), None, vendor)
        coming = readiness.add(plan, by=by)
    readiness.check(coming, "load", done=True, note=canary, by=by)
    readiness.tell(coming, canary, by=by)
    readiness.record(past, Held.NO, change=canary, by=by)
    down = Down(vendor, now - timedelta(days=5), None, canary, past)
    readiness.note_outage(down, by=by)


def align_keys(one: Jurisdiction, other: Jurisdiction) -> None:
    """Let the sequences of both workspaces go on from the same number."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sequencename, max(coalesce(last_value, 1)) FROM pg_sequences"
            " WHERE schemaname IN (%s, %s) GROUP BY sequencename",
            [one.schema_name, other.schema_name],
        )
        for name, last in cursor.fetchall():
            for at in (one, other):
                cursor.execute("SELECT setval(%s, %s)", [f"{at.schema_name}.{name}", last + 1])


def do_all_jobs(at: Jurisdiction) -> None:
    """Do what a worker would: every job that this workspace owes."""
    for job in Job.objects.filter(workspace=at.uuid).exclude(
        state__in=[JobState.DONE, JobState.FAILED]
    ):
        perform(str(job.pk))


def first_response(evaluation: Evaluation) -> Response:
    """The lead's response."""
    return evaluation.round.responses.order_by("pk")[0]


def first_finding(evaluation: Evaluation) -> Observation:
    """What the jurisdiction noted about the lead's vendor."""
    return Observation.objects.filter(response=first_response(evaluation)).order_by("pk")[0]


def first_evidence(evaluation: Evaluation) -> Evidence:
    """The lead's file."""
    return Evidence.objects.filter(response=first_response(evaluation)).order_by("pk")[0]
