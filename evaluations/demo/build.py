"""Fills the demo by driving the product's own actions, in the weeks before the first start."""

import datetime as dt
import io
import secrets
import shutil
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from evaluations import sample
from evaluations.actions import (
    assigning,
    calibration,
    decisions,
    notes,
    panel,
    records,
    reopening,
    reports,
    requests,
    rounds,
    scores,
)
from evaluations.anchors import PROPOSED
from evaluations.demo import county as ours
from evaluations.demo import opinions, papers, rushes
from evaluations.demo.findings import FINDINGS, checks_of
from evaluations.demo.people import (
    COUNTIES,
    OPERATOR_EMAIL,
    OPERATOR_NAME,
    PLAYERS,
    SILENT_VENDOR,
    County,
)
from evaluations.demo.prices import OFFERS, OVER
from evaluations.demo.years import FIRST_YEAR, MONTHS, SECOND_YEAR, WANTED, Life, Month, Said
from evaluations.forms.forecast import STARTS, PeakForm
from evaluations.forms.requests import INTRO
from evaluations.models import Evaluation, Outcome, Panelist, Report, ReportKind
from evaluations.queries.desk import desk_of
from evaluations.queries.judgement import bench_of, evaluations_here
from evaluations.queries.requests import Proposal, proposals_to
from portal import clock
from portal.accounts import actions as accounts
from portal.accounts.models import Membership, User
from portal.accounts.presence import Presence
from portal.demo_mode.models import Persona
from portal.files import storage
from portal.files.actions import keep_checked
from portal.jobs.actions import perform
from portal.jobs.models import Job, JobState
from portal.tenancy.actions import Opening, open_workspace
from portal.tenancy.models import Domain, Jurisdiction
from portal.tenancy.switch import current, service, workspace
from vendors.actions import (
    amendments,
    answers,
    candidates,
    changes,
    deadlines,
    evidence,
    inquiries,
    invitations,
    monthly,
    observations,
    prices,
    probes,
    profile,
    questionnaires,
    statements,
    submissions,
)
from vendors.actions import records as objections
from vendors.actions import rounds as intake
from vendors.changes import REPLIES, Act
from vendors.invitees import Invitee
from vendors.library import accounts as libraries
from vendors.library import keeping, starting
from vendors.library.models import KeptFile, KeptResponse
from vendors.library.walls import inside
from vendors.longlist import LONG
from vendors.models import (
    Amendment,
    EvidenceKind,
    Invitation,
    Part,
    ReasonCode,
    RequestedChange,
    Response,
    Withholding,
)
from vendors.monthly import DAY_TO_FILE, following, month_of, proposals
from vendors.queries.monthly import promises_of
from vendors.queries.questionnaires import questionnaire_of
from vendors.questionnaire import edits
from vendors.questionnaire.model import Depth
from vendors.questionnaire.values import clean_value, raw_of
from vendors.requirements import Requirements, Support

PATIENCE_SECONDS = 120
HISTORY_JOBS = ("vendors.read_loadtest",)
"""What is done at once of years past; mails and papers are left to the worker."""
Say = Callable[[str], None]
FORECAST = STARTS | {
    "basis": "computed",
    "people": "390,000",
    "share": "20",
    "turnout": "30",
    "turnout_low": "20",
    "turnout_high": "45",
    "window": "30",
    "waiting_high": "9,000",
}
"""Comes to 1,950 requests a second, which the vendors of the demo were asked to carry."""
AMENDED = (
    "obs.alert_oncall",
    "When an outage starts, how quickly is a named person on call paged, and after how many minutes "
    "without an answer is the next one?",
    "A vendor asked within what time somebody has to answer a page. Say it in minutes.",
)
"""A question of the open round, in clearer words, and why."""
SECOND = "Second-dose reminders"
"""Asked of a vendor that begins from its library."""
DECLARATION = (
    "I have no financial or personal interest in any of these vendors beyond what I declare here, "
    "and I keep what I read to myself."
)


@dataclass
class Stage:
    """The demo while it is built: when it plays, who is there, what vendors say."""

    start: dt.datetime
    say: Say
    people: dict[str, User] = field(default_factory=dict)
    counties: dict[str, Jurisdiction] = field(default_factory=dict)
    said: dict[str, dict[str, Any]] = field(default_factory=dict)
    files: dict[tuple[str, str], tuple[str, bytes]] = field(default_factory=dict)
    jobs: tuple[str, ...] = ()
    """Kinds of jobs that are done while it is built; all of them unless named."""

    def at(self, days: float) -> None:
        """Move this connection's clock to so many days before (-) the first start."""
        real = dt.datetime.now(dt.UTC)  # noqa: TID251 -- the distance to the database's own clock
        clock.move(self.start + dt.timedelta(days=days) - real)

    def day(self, days: float) -> dt.datetime:
        """Return the instant so many days from the first start, at five in the afternoon or so."""
        return (self.start + dt.timedelta(days=days)).replace(minute=0, second=0, microsecond=0)

    def today(self) -> dt.date:
        """Return the date where the workspace is, at the instant to which the clock was moved."""
        return clock.now().astimezone(ZoneInfo(current().time_zone)).date()

    def vendor(self, key: str) -> dict[str, Any]:
        """Return what a vendor answers, read once."""
        if key not in self.said:
            self.said[key] = papers.content_of(key, self.start)
        return self.said[key]

    def file(self, vendor: str, one: dict[str, Any]) -> tuple[str, bytes]:
        """Return one evidence file of a vendor, made once."""
        at = (vendor, one["key"])
        if at not in self.files:
            self.files[at] = papers.paper(
                one["source"], one["file_name"], one["speaks_of"], self.start
            )
        return self.files[at]


def build(say: Say) -> None:
    """Build all of it. Raises what an action raises: a demo that can't be built is a fault."""
    stage = Stage(start=clock.now(), say=say)
    try:
        _open_counties(stage)
        with workspace(stage.counties["alder"]):
            say("Alder County: its profile and its long list …")
            _look_around(stage)
            say("Alder County: five vendors answer 61 questions …")
            _main_round(stage)
            say("Alder County: the other evaluations …")
            _scoring_round(stage)
            _open_round(stage)
            _small_rounds(stage)
        with workspace(stage.counties["birch"]):
            say("Birch County: two years with a provider …")
            last_year = _two_years(stage)
            say("Birch County: three evaluations decided or about to be …")
            _decided_round(stage)
            _follow_up(stage, last_year)
            _ask_again(stage)
            say("Birch County: days with many people …")
            _rushes(stage, last_year)
            _keep_sample()
        with workspace(stage.counties["cedar"]):
            say("Cedar Hollow: a quick check …")
            _quick_check(stage)
        clock.move(dt.timedelta(0))
        # With the personas, which say that the demo stands: a library outlives a half-built county.
        with transaction.atomic():
            with workspace(stage.counties["birch"]):
                _keep(stage, Evaluation.objects.get(round__name="Clinic day sign-up"))
            _personas(stage)
    finally:
        clock.move(dt.timedelta(0))


def is_built() -> bool:
    """Whether the demo stands; its personas are written last."""
    return Persona.objects.exists()


def _open_counties(stage: Stage) -> None:
    stage.at(-800)
    operator = User.objects.known_as(OPERATOR_EMAIL, OPERATOR_NAME)
    User.objects.filter(pk=operator.pk).update(is_operator=True)
    stage.people["otto"] = operator
    for vendor in opinions.QUALITY:
        _lead_user(stage, vendor)
    for county in COUNTIES:
        _open_county(stage, county, operator)


def _open_county(stage: Stage, county: County, operator: User | None, *, label: str = "") -> None:
    players = [one for one in PLAYERS if one.county == county.key]
    first = players[0]
    User.objects.known_as(first.email, first.name)
    opening = Opening(county.name, label or county.key, county.time_zone, first.email)
    jurisdiction = open_workspace(opening, by=operator)
    stage.counties[county.key] = jurisdiction
    coordinator = User.objects.get(email=first.email)
    with workspace(jurisdiction):
        accounts.join(coordinator, jurisdiction)
        for one in players:
            if one is first:
                person, roles = coordinator, list(one.roles[1:])
            else:
                person, roles = User.objects.known_as(one.email, one.name), list(one.roles)
            if roles:
                accounts.invite_member(one.email, one.name, roles, jurisdiction, by=coordinator)
                accounts.join(person, jurisdiction)
            stage.people[one.key] = person
    with service():
        Jurisdiction.objects.filter(pk=jurisdiction.pk).update(
            accent=county.accent, contact_name=first.name, contact_phone=county.contact
        )


def _start(
    stage: Stage,
    name: str,
    vendors: Iterable[str],
    *,
    by: str,
    due: float,
    depth: Depth = Depth.ESSENTIALS,
    **more: Any,
) -> Evaluation:
    invitees = [
        Invitee(SILENT_VENDOR[0], SILENT_VENDOR[1])
        if key == "quillfeather"
        else Invitee(stage.vendor(key)["vendor"]["name"], _lead(stage, key)["email"])
        for key in vendors
    ]
    evaluation = rounds.start_with(
        name, invitees, due_at=stage.day(due), by=stage.people[by], depth=depth
    )
    if more:
        intake.change(evaluation.round, "details", by=stage.people[by], **more)
    return _again(evaluation)


def _open(stage: Stage, evaluation: Evaluation, *, by: str) -> Evaluation:
    asked = len(questionnaire_of(evaluation.round.version).asked_items())
    intake.open_round(evaluation.round, asked=asked, by=stage.people[by])
    return _again(evaluation)


def _answer(
    stage: Stage, evaluation: Evaluation, vendor: str, *, leave: int = 0, submit: bool = True
) -> Response:
    """Let a vendor accept, answer what is asked but the last few, attach its files and submit."""
    told = stage.vendor(vendor)
    lead = _lead_user(stage, vendor)
    name = told["vendor"]["name"]
    invitation = Invitation.objects.get(
        response__round=evaluation.round, response__vendor__name=name
    )
    if invitation.used_at is None:
        invitations.accept(invitation, by=lead)
    responses = Response.objects.select_related("round__version", "vendor")
    response = responses.get(pk=invitation.response_id)
    items = questionnaire_of(response.round.version).asked_items()
    asked = {item.key for item in items}
    for item in items[: len(items) - leave]:
        said = told["answers"].get(item.key)
        if said is not None:
            today = clock.now().date()
            value, _problems = clean_value(item, raw_of(item, said["value"]), today=today)
            answers.save(
                response,
                item.key,
                value,
                based_on=0,
                by=lead,
                ready=True,
                confidential_reason=said.get("confidential") or None,
            )
    for one in told["evidence"]:
        _attach(stage, response, vendor, one, asked, lead)
    _let_jobs_end(stage.jobs)
    if submit:
        submissions.submit(response, by=lead)
    return response


def _attach(
    stage: Stage, response: Response, vendor: str, one: dict[str, Any], asked: set[str], lead: User
) -> None:
    links = [link for link in one["items"] if link["key"] in asked]
    if not links:
        return
    name, content = stage.file(vendor, one)
    first, *rest = links
    attached = evidence.attach(
        response,
        io.BytesIO(content),
        name=name,
        size=len(content),
        item_key=first["key"],
        by=lead,
        kind=one["kind"],
        page=first.get("page"),
        speaks_of=dt.date.fromisoformat(one["speaks_of"]),
        confidential_reason=one.get("confidential", ""),
    )
    for link in rest:
        evidence.use_again(attached, link["key"], by=lead, page=link.get("page"))
    if "environment" in one:
        evidence.describe(
            attached,
            first["key"],
            title=attached.title,
            kind=attached.kind,
            speaks_of=attached.speaks_of,
            page=first.get("page"),
            confidential_reason=attached.confidential_reason,
            environment=one["environment"],
            based_on=attached.version,
            by=lead,
        )


def _let_jobs_end(kinds: tuple[str, ...] = ()) -> None:
    """Do what is due, such as reading attached files, together with the worker: whoever claims it.

    A job for later, such as a reminder, waits for its time.
    """
    patience = time.monotonic() + PATIENCE_SECONDS
    mine = Job.objects.filter(workspace=connection.tenant.uuid)  # type: ignore[attr-defined]
    if kinds:
        mine = mine.filter(kind__in=kinds)
    mine = mine.exclude(state__in=[JobState.DONE, JobState.FAILED])
    while open_jobs := list(mine.filter(due_at__lte=clock.now())):
        for job in open_jobs:
            perform(str(job.pk))
        if time.monotonic() > patience:
            raise TimeoutError(f"{len(open_jobs)} jobs of the demo did not end")
        time.sleep(0.05)


def _panel(stage: Stage, evaluation: Evaluation, reviewers: Iterable[str], *, by: str) -> None:
    for key in reviewers:
        panelist = panel.add(evaluation, stage.people[key], by=stage.people[by])
        panel.declare(
            panelist,
            text=DECLARATION,
            conflicts=[],
            explanation="",
            typed_name=panelist.name,
            by=stage.people[key],
        )


def _score(
    stage: Stage, evaluation: Evaluation, reviewer: str, *, leave: int = 0, less: float = 0.0
) -> Panelist:
    """Let a reviewer score every cell of hers but the last few."""
    person = stage.people[reviewer]
    bench = bench_of(_again(evaluation))
    panelist = next(one for one in bench.panel if one.person_id == person.pk)
    cells = [
        (response, criterion)
        for criterion in bench.questionnaire.asked_criteria()
        for response in bench.responses
        if response.pk in bench.submissions and panelist.is_assigned(response.pk, criterion.key)
    ]
    for response, criterion in cells[: len(cells) - leave]:
        vendor = _key_of(stage, response)
        thinks = opinions.opinion(reviewer, vendor, criterion, bench.questionnaire, less=less)
        scores.give(
            panelist,
            response,
            criterion.key,
            scores.Given(thinks.score, reason=thinks.reason, confidence=thinks.confidence),
            submission=bench.submissions[response.pk],
            marks=thinks.marks,
            checks=checks_of(reviewer, vendor) if criterion.key == "prep.response" else (),
            based_on=0,
            by=person,
        )
    if not leave:
        panel.lock(panelist, by=person)
    return panelist


def _assign(stage: Stage, evaluation: Evaluation, reviewer: str, section: str, *, by: str) -> None:
    """Let a reviewer score the topics of one section only."""
    panelist = evaluation.panel.get(person_id=stage.people[reviewer].pk)
    asked = questionnaire_of(evaluation.round.version).asked_criteria()
    topics = [one.key for one in asked if one.section == section]
    assigning.assign(panelist, topics=topics, vendors=[], by=stage.people[by])


def _calibrate(stage: Stage, evaluation: Evaluation, reviewer: str) -> None:
    """Let a reviewer place the two sample answers before she scores."""
    person = stage.people[reviewer]
    placed = [calibration.Placed(*one) for one in opinions.PLACED[reviewer]]
    calibration.place(evaluation.panel.get(person_id=person.pk), placed, by=person)


def _require(stage: Stage, evaluation: Evaluation) -> None:
    """State what the system must carry and keep to, as the coordinator types it."""
    forecast = PeakForm(FORECAST)
    forecast.is_valid()
    stated, by = forecast.cleaned_data, stage.people["ann"]
    intake.set_peak(
        evaluation.round,
        basis=stated["basis"],
        peak=stated["peak"],
        rate=stated["peak_rate"],
        by=by,
    )
    wanted = Requirements(
        uptime=Decimal("99.9"),
        repair_s=4 * 3600,
        data_loss_s=5 * 60,
        support=Support.ALWAYS,
        downtime_notice_s=7 * 86_400,
        event_notice_s=5 * 86_400,
    )
    intake.set_requirements(evaluation.round, wanted, by=by)


def _note_findings(stage: Stage, evaluation: Evaluation, *, by: str) -> None:
    """Write down what the county found out itself, each on its day."""
    for vendor, kind, days, told in FINDINGS:
        stage.at(days)
        response = _response_of(stage, evaluation, vendor)
        noted = observations.Noted(seen_on=stage.day(days - 1).date(), **told)
        observations.add(response, kind, noted, by=stage.people[by])


def _look_around(stage: Stage) -> None:
    """Write down what the county knows of itself, then whom it looked at and why it asks them."""
    ann = stage.people["ann"]
    stage.at(-68)
    early = {key: said for key, said in ours.PROFILE.items() if not key.startswith("phase")}
    profile.write(early, based_on=0, by=ann)
    stage.at(-52)
    profile.write(ours.PROFILE, based_on=1, by=ann)
    for days, one in enumerate(ours.LONG_LIST):
        stage.at(-60 + days / 4)
        found = candidates.add(
            one.name,
            one.category,
            by=ann,
            email=one.email,
            in_use=one.in_use,
            known_users=one.known_users,
            source=one.source,
        )
        if one.to != LONG:
            stage.at(-50 + days / 4)
            candidates.move(found, one.to, one.why, by=ann)


def _ask_around(stage: Stage, evaluation: Evaluation) -> None:
    """Ask vendors what went wrong elsewhere, each on its day."""
    for one in ours.PROBES:
        stage.at(one.days)
        response = _response_of(stage, evaluation, one.vendor)
        person = stage.people[one.by]
        probes.note(response, one.subject, one.state, one.found, one.source, by=person)


def _meet(stage: Stage, evaluation: Evaluation, vendor: str) -> None:
    """Note the meetings with a vendor."""
    for one in ours.MEETINGS:
        if one.vendor == vendor:
            stage.at(one.days)
            person = stage.people[one.by]
            notes.write(
                desk_of(_present(stage, one.by), evaluation.pk),
                _response_of(stage, evaluation, vendor),
                held_on=stage.today(),
                present=one.present,
                covered=one.covered,
                observations=one.observations,
                red_flags=one.red_flags,
                by=person,
            )


def _present(stage: Stage, key: str) -> Presence:
    """One person of the demo as if she had signed in."""
    roles = next(one.roles for one in PLAYERS if one.key == key)
    return Presence(stage.people[key], frozenset(roles), frozenset(), at=clock.now(), sign_in_id=0)


def _response_of(stage: Stage, evaluation: Evaluation, vendor: str) -> Response:
    name = stage.vendor(vendor)["vendor"]["name"]
    return evaluation.round.responses.select_related("vendor").get(vendor__name=name)


def _main_round(stage: Stage) -> None:
    stage.at(-45)
    evaluation = _start(
        stage,
        "Vaccine scheduling 2027",
        ["clearwater", "tollgate", "harborlight", "briar", "pineridge", "quillfeather"],
        by="ann",
        due=-14,
        depth=Depth.FULL,
        number="RFP 27-014",
        decided_by="Board of Health, on the panel’s advice",
    )
    _require(stage, evaluation)
    intake.ask_price(evaluation.round, asks=True, over=OVER, by=stage.people["ann"])
    calibration.choose(evaluation, PROPOSED[opinions.SAMPLES_ON], by=stage.people["ann"])
    evaluation = _open(stage, evaluation, by="ann")
    for days, vendor in enumerate(["clearwater", "tollgate", "harborlight", "briar", "pineridge"]):
        stage.at(-30 + 2 * days)
        response = _answer(stage, evaluation, vendor)
        lead = _lead_user(stage, vendor)
        prices.hand_in(response, OFFERS[vendor], after=0, by=lead)
        stage.say(f"  {stage.vendor(vendor)['vendor']['name']} submitted")
    stage.at(-13)
    _panel(stage, evaluation, ["ben", "cy", "dee"], by="ann")
    _note_findings(stage, evaluation, by="ann")
    _ask_around(stage, evaluation)
    _meet(stage, evaluation, "harborlight")
    evaluation = rounds.begin_scoring(_again(evaluation), by=stage.people["ann"])
    for days, reviewer in enumerate(["ben", "cy", "dee"]):
        stage.at(-9 + days)
        _calibrate(stage, evaluation, reviewer)
        _score(stage, evaluation, reviewer)
        stage.say(f"  {stage.people[reviewer]} locked the scores")
    stage.at(-2)
    evaluation = rounds.open_discussion(_again(evaluation), by=stage.people["ann"])
    _meet(stage, evaluation, "clearwater")
    stage.at(-0.1)
    for kind in (ReportKind.COMPARISON_PDF, ReportKind.WORKBOOK):
        reports.order(_again(evaluation), kind, by=stage.people["ann"])


def _scoring_round(stage: Stage) -> None:
    stage.at(-24)
    evaluation = _start(
        stage, "Flu clinic sign-up", ["clearwater", "tollgate", "briar"], by="ann", due=-4
    )
    evaluation = _open(stage, evaluation, by="ann")
    for vendor in ("clearwater", "tollgate", "briar"):
        stage.at(-10)
        _answer(stage, evaluation, vendor)
    stage.at(-3.5)
    _panel(stage, evaluation, ["ben", "cy", "dee"], by="ann")
    _assign(stage, evaluation, "dee", "prep", by="ann")
    evaluation = rounds.begin_scoring(_again(evaluation), by=stage.people["ann"])
    stage.at(-1.5)
    _score(stage, evaluation, "cy")
    _score(stage, evaluation, "dee")
    _score(stage, evaluation, "ben", leave=2)


def _open_round(stage: Stage) -> None:
    stage.at(-8)
    evaluation = _start(
        stage, "Waiting-list messages", ["clearwater", "harborlight", "pineridge"], by="ann", due=6
    )
    evaluation = _open(stage, evaluation, by="ann")
    stage.at(-3)
    _answer(stage, evaluation, "clearwater")
    pineridge = _answer(stage, evaluation, "pineridge")
    _asked(stage, evaluation)
    stage.at(-2.2)
    amended = _amend(stage, evaluation, by="ann")
    stage.at(-2.1)
    submissions.confirm(pineridge, by=_lead_user(stage, "pineridge"), seen=amended.version_id)
    stage.at(-2)
    deadlines.extend(
        evaluation.round,
        stage.day(7),
        "Our office was closed for a day, so nobody could answer what you asked.",
        by=stage.people["ann"],
    )
    stage.at(-1)
    harborlight = _answer(stage, evaluation, "harborlight", leave=1, submit=False)
    waits = "May we show test results from another county that uses the same servers?"
    inquiries.ask(harborlight, waits, by=_lead_user(stage, "harborlight"))


def _amend(stage: Stage, evaluation: Evaluation, *, by: str) -> Amendment:
    """Put a question in clearer words; whoever handed in before has to confirm."""
    begun = amendments.prepare(evaluation.round, by=stage.people[by])
    key, words, why = AMENDED
    questionnaires.edit(
        begun.version,
        lambda asked: edits.edit_item(asked, key, prompt=words),
        f"question {key}",
        by=stage.people[by],
    )
    begun.version.refresh_from_db()
    return amendments.publish(begun, why, by=stage.people[by], seen=begun.version.digest)


def _asked(stage: Stage, evaluation: Evaluation) -> None:
    """A vendor asked before answering, and all of them read the answer."""
    inquiry = inquiries.ask(
        _response_of(stage, evaluation, "clearwater"),
        "Does a status page count as notice of maintenance?",
        by=_lead_user(stage, "clearwater"),
    )
    stage.at(-2.5)
    inquiries.publish(
        inquiry,
        inquiry.question,
        "Yes, if we can subscribe to it by e-mail and it says how long the maintenance takes.",
        after=0,
        by=stage.people["ann"],
    )


def _small_rounds(stage: Stage) -> None:
    """A draft, one that has just closed, and one that was cancelled."""
    stage.at(-2)
    draft = _start(stage, "Call-centre queue", ["clearwater", "tollgate"], by="ann", due=21)
    questionnaires.edit(
        draft.round.version,
        lambda asked: edits.with_pack(asked, "scheduling"),
        "pack-in scheduling",
        by=stage.people["ann"],
    )
    stage.at(-15)
    closed = _start(stage, "Text reminders", ["tollgate", "pineridge"], by="ann", due=-1)
    closed = _open(stage, closed, by="ann")
    stage.at(-5)
    tollgate = _answer(stage, closed, "tollgate")
    late = _answer(stage, closed, "pineridge", submit=False)
    stage.at(-0.9)
    submissions.submit_or_keep(late, by=_lead_user(stage, "pineridge"))
    stage.at(-0.5)
    reopening.ask(
        _again(closed),
        tollgate,
        "obs.detection",
        "You name a monitor outside your network. Which company runs it, and since when?",
        stage.day(4),
        by=stage.people["ann"],
    )
    stage.at(-20)
    dropped = _start(stage, "Paper forms by phone", ["briar"], by="ann", due=-2)
    dropped = _open(stage, dropped, by="ann")
    stage.at(-18)
    rounds.cancel(
        _again(dropped),
        "The state now offers this service to all counties.",
        by=stage.people["ann"],
    )


def _decided_round(stage: Stage) -> None:
    pilot = _decided(stage, "Pilot booking page", -70)
    decisions.archive(pilot, by=stage.people["nora"])
    _hand_out(stage, pilot, -45)
    clinic = _decided(stage, "Clinic day sign-up", -40)
    reports.order(clinic, ReportKind.COMPARISON_PDF, by=stage.people["nora"])
    _hand_out(stage, clinic, -4)
    _decided(stage, "Walk-in queue", -22, confirm=False)


def _ask_again(stage: Stage) -> None:
    """Another evaluation of the county is open; its vendor has just been let in."""
    stage.at(-2)
    evaluation = _start(stage, SECOND, ["clearwater"], by="nora", due=12)
    _open(stage, evaluation, by="nora")
    stage.at(-0.5)
    invitation = Invitation.objects.get(response__round__name=SECOND)
    invitations.accept(invitation, by=_lead_user(stage, "clearwater"))


def _keep(stage: Stage, evaluation: Evaluation) -> None:
    """A vendor keeps what it submitted in a library of its own; one file is soon out of date.

    What the county asks next is begun from there.
    """
    lead, response = _lead_user(stage, "clearwater"), _response_of(stage, evaluation, "clearwater")
    account = libraries.begin(response.vendor.name, by=lead)
    keeping.keep_all(response, account.pk, by=lead)
    with inside(account.pk):
        file = KeptFile.objects.order_by("name").first()
    if file is not None:
        soon = stage.today() + dt.timedelta(days=60)
        keeping.say_expiry(account.pk, file.pk, soon, by=lead)
    with inside(account.pk):
        kept = KeptResponse.objects.get()
    asked = Response.objects.select_related("round__version").get(round__name=SECOND)
    starting.start(asked, questionnaire_of(asked.round.version), account.pk, kept.pk, by=lead)


def _hand_out(stage: Stage, evaluation: Evaluation, opened: float) -> None:
    """Open the record; the vendor objects. What is past its day is decided in whole."""
    officer, until = stage.people["rhea"], opened + 10
    stage.at(opened)
    records.open_review(evaluation, object_by=stage.day(until), by=officer)
    stage.at(opened + 1)
    said = ours.OBJECTION
    response = _response_of(stage, evaluation, said.vendor)
    objected = objections.say(
        response, Part.ANSWER, said.key, said.says, by=_lead_user(stage, said.vendor)
    )
    stage.at(opened + 2)
    marked = Withholding.objects.get(response=response, part=Part.ANSWER, key=ours.MARKED)
    records.decide(
        evaluation,
        marked,
        withheld=True,
        code=ReasonCode.SECURITY,
        why=ours.WITHHELD_WHY,
        by=officer,
    )
    if until < 0:
        stage.at(until + 1)
        records.decide(
            evaluation, objected, withheld=False, code="", why=ours.RELEASED_WHY, by=officer
        )


def _decided(stage: Stage, name: str, shift: float, *, confirm: bool = True) -> Evaluation:
    """Go through a whole evaluation that began so many days before (-) the first start.

    confirm: whether the approver signs the decision too, or is still waited for.
    """
    stage.at(shift)
    evaluation = _start(stage, name, ["clearwater", "pineridge"], by="nora", due=shift + 10)
    evaluation = _open(stage, evaluation, by="nora")
    stage.at(shift + 4)
    responses = [_answer(stage, evaluation, key) for key in ("clearwater", "pineridge")]
    stage.at(shift + 11)
    _panel(stage, evaluation, ["ian", "ruth"], by="nora")
    evaluation = rounds.begin_scoring(_again(evaluation), by=stage.people["nora"])
    for reviewer in ("ian", "ruth"):
        _score(stage, evaluation, reviewer)
    stage.at(shift + 20)
    evaluation = rounds.open_discussion(_again(evaluation), by=stage.people["nora"])
    first, second = responses
    proposed = decisions.propose(
        evaluation,
        {
            first.pk: decisions.Said(
                Outcome.RECOMMENDED,
                "Everything that counts on the day is measured, and the measurements are attached.",
                "Your answers were backed by measurements. We would like to talk about a contract.",
            ),
            second.pk: decisions.Said(
                Outcome.NOT_RECOMMENDED,
                "No load test, and no protection against floods of requests.",
                "We could not see how the system behaves under the load that we expect. A load test "
                "with its figures would have helped most.",
            ),
        },
        reasons=(
            "Clearwater showed with measurements what it promises. Pine Ridge had no load test "
            "and no protection against floods of requests."
        ),
        approver=stage.people["tess"],
        by=stage.people["nora"],
    )
    if confirm:
        decisions.confirm(proposed, by=stage.people["tess"])
    stage.say(f"  {name}: decision {'signed' if confirm else 'proposed'}")
    return _again(evaluation)


def _keep_sample() -> None:
    """Give the front door the decided report to show, where the PDF engine could make it."""
    _let_jobs_end()
    made = Report.objects.filter(kind=ReportKind.COMPARISON_PDF).exclude(file=None).first()
    if made is not None and made.file is not None:
        sample.keep(storage.read(made.file.key))


def _two_years(stage: Stage) -> Evaluation:
    """Choose a provider, follow it for a year by a letter, and start the second year likewise."""
    chosen = _year(stage, -770, less=1.9, reasons="The only one that could start in time.")
    first = _ask_for(stage, chosen, "Clearwater, first year", -725, due=-372, lives=FIRST_YEAR)
    judged = _year(stage, -365, less=1.2, reasons="Much of what we asked for is there.", of=first)
    return _ask_for(
        stage, judged, "Clearwater, one year on", -335, due=18, lives=SECOND_YEAR, months=MONTHS
    )


def _year(
    stage: Stage, days: float, *, less: float, reasons: str, of: Evaluation | None = None
) -> Evaluation:
    """Have the provider answered, scored and decided on, as good as it was then.

    of: the follow-up that is judged; none: a choice is started for it.
    """
    then = _back(stage, days)
    then.at(0)
    evaluation = of
    if evaluation is None:
        evaluation = _start(then, "Vaccine sign-up system", ["clearwater"], by="nora", due=10)
        evaluation = _open(then, evaluation, by="nora")
    then.at(-12 if of else 4)
    response = _answer(then, evaluation, "clearwater")
    then.at(11)
    _panel(then, evaluation, ["ian"], by="nora")
    evaluation = rounds.begin_scoring(_again(evaluation), by=stage.people["nora"])
    _score(then, evaluation, "ian", less=less)
    evaluation = rounds.open_discussion(_again(evaluation), by=stage.people["nora"])
    then.at(20)
    said = {response.pk: decisions.Said(Outcome.ACCEPTABLE, reasons, "We go on together.")}
    nora, tess = stage.people["nora"], stage.people["tess"]
    proposed = decisions.propose(evaluation, said, reasons=reasons, approver=tess, by=nora)
    decisions.confirm(proposed, by=tess)
    return _again(evaluation)


def _back(stage: Stage, days: float) -> Stage:
    """The same people at an earlier time, whose answers were true then; one file is their proof."""
    then = Stage(
        start=stage.start + dt.timedelta(days=days),
        say=stage.say,
        people=stage.people,
        counties=stage.counties,
        jobs=HISTORY_JOBS,
    )
    told = then.vendor("clearwater")
    keys = [{"key": key} for key in told["answers"]]
    one = {"key": "then", "kind": EvidenceKind.MEASUREMENT, "items": keys}
    one["speaks_of"] = (then.start.date() - dt.timedelta(days=60)).isoformat()
    told["evidence"] = [one]
    then.files["clearwater", "then"] = ("figures.txt", b"Figures of the past months\n")
    return then


def _ask_for(
    stage: Stage,
    judged: Evaluation,
    name: str,
    days: float,
    *,
    due: float,
    lives: Sequence[Life],
    months: Sequence[Month] = (),
) -> Evaluation:
    """Start a follow-up of what was judged, ask for the first gaps, and let each go its way.

    months: what is filed for the last months that are over; asked for as the first of them begins.
    """
    nora, lead = stage.people["nora"], _lead_user(stage, "clearwater")
    stage.at(days)
    made = rounds.follow_up(judged.round.responses.get(), name, by=nora)
    intake.change(made.round, "dates", due_at=stage.day(due), by=nora)
    made = _open(stage, _again(made), by="nora")
    response = made.round.responses.get()
    invitations.accept(response.invitations.get(), by=lead)
    stage.at(days + 2)
    desk = desk_of(_present(stage, "nora"), made.pk)
    proposed = proposals_to(desk, desk.response(response.pk), _present(stage, "nora")).rows
    spread = _spread(proposed, len(lives))
    # Each is wanted by the day that the provider will agree to, or in a quarter.
    wanted = [
        stage.day(days + 2 + next((one.until for one in life if one.until), 90)) for life in lives
    ]
    planned = [
        requests.Wanted(
            one.ask.criterion, one.ask.item, one.words, one.ask.proof, by.date(), one.place
        )
        for one, by in zip(spread, wanted, strict=False)
    ]
    requests.plan(response, planned, by=nora)
    letter = requests.send(response, INTRO, by=nora)
    steps: list[tuple[float, Callable[[], object]]] = [
        (days + 2 + said.days, partial(_go_on, stage, change, said, days + 2, lead))
        for said_of, change in zip(lives, letter.changes.order_by("position"), strict=False)
        for said in said_of
    ]
    if months:
        steps += _months(stage, response, months, lead)
    for day, go in sorted(steps, key=lambda one: one[0]):
        if day < 0:
            stage.at(day)
            go()
    return _again(made)


def _months(
    stage: Stage, response: Response, filed: Sequence[Month], lead: User
) -> list[tuple[float, Callable[[], object]]]:
    """What is done about the last months that are over: the day from the start, and the act."""
    zone = ZoneInfo(current().time_zone)
    today = stage.start.astimezone(zone).date()
    month = month_of(today)
    for _one in filed:
        month = month_of(month - dt.timedelta(days=1))

    def day(of: dt.date) -> float:
        return float((of - today).days)

    ask = partial(_ask_for_months, stage, response, month)
    steps: list[tuple[float, Callable[[], object]]] = [(day(month.replace(day=2)), ask)]
    for one in filed:
        figures = {"uptime": one.uptime, "repair": one.repair, "paging": one.paging}
        on = day(following(month).replace(day=one.day))
        steps.append((on, partial(_file, response, month, figures, one.note, lead)))
        if one.corrected:
            anew = figures | {"uptime": one.corrected, "repair": one.corrected}
            note = "Corrected: one check was counted as good by mistake."
            steps.append((on + 3, partial(_file, response, month, anew, note, lead)))
        month = following(month)
    return steps


def _ask_for_months(stage: Stage, response: Response, month: dt.date) -> None:
    """Ask for what the provider promised, and for what it said nothing about."""
    topics = {one.key for one in questionnaire_of(response.round.version).asked_criteria()}
    wanted = [
        one.objective(one.promised or WANTED[one.kind.key])
        for one in proposals(promises_of(response), topics)
        if one.kind.key in WANTED
    ]
    monthly.ask(response, wanted, month, DAY_TO_FILE, by=stage.people["nora"])


def _file(
    response: Response, month: dt.date, figures: Mapping[str, str], note: str, lead: User
) -> None:
    said = {key: Decimal(value) for key, value in figures.items()}
    monthly.file(response, month, said, note, by=lead)


def _spread(proposed: Sequence[Proposal], number: int) -> list[Proposal]:
    """So many proposals, taken from all levels alike."""
    step = max(len(proposed) / number, 1)
    return [proposed[int(at * step)] for at in range(min(number, len(proposed)))]


def _go_on(stage: Stage, change: RequestedChange, said: Said, days: float, lead: User) -> None:
    """Let one step of a request be taken by whoever takes it."""
    until = stage.day(days + said.until).date() if said.until is not None else None
    if said.act in REPLIES:
        changes.reply(change, said.act, until=until, text=said.text, by=lead)
    elif said.act is Act.PROOF:
        file = None
        if said.file:
            content = said.file.encode()
            file = keep_checked(io.BytesIO(content), name="proof.txt", size=len(content), by=lead)
        changes.prove(change, said.text, file=file, by=lead)
    else:
        changes.answer(change, said.act, said.text, by=stage.people["nora"])


def _follow_up(stage: Stage, evaluation: Evaluation) -> None:
    stage.at(-6)
    _answer(stage, evaluation, "clearwater")
    stage.at(-5)
    _panel(stage, evaluation, ["ian", "ruth"], by="nora")


def _rushes(stage: Stage, evaluation: Evaluation) -> None:
    """Fill the calendar with what was and what comes on the provider's system."""
    provider = evaluation.round.responses.get().vendor
    nora, lead = stage.people["nora"], _lead_user(stage, "clearwater")
    rushes.plan(stage.at, stage.day, provider, by=nora, lead=lead)


def _quick_check(stage: Stage) -> None:
    stage.at(-1)
    sam = stage.people["sam"]
    evaluation = rounds.start_with(
        "Who could run our sign-up?",
        [Invitee("Briar Health IT"), Invitee("Pine Ridge Systems")],
        due_at=None,
        by=sam,
        depth=Depth.QUICK,
    )
    for response in evaluation.round.responses.select_related("vendor"):
        key = _key_of(stage, response)
        lines = [
            statements.Said(about=about, finding=finding, source=source, note=note)
            for about, finding, source, note in QUICK[key]
        ]
        statements.save(response, lines, by=sam)


QUICK = {
    "briar": (
        ("posture", "partly", "contract", "Reports a yearly figure, no months."),
        ("obs", "partly", "call", "They see outages, mostly after callers do."),
        ("deg", "yes", "public", "A read-only page with opening hours stays up."),
        ("sla", "yes", "contract", "99.99 % in the draft; credits on request only."),
        ("prep", "unknown", "", "Nobody we reached knew of a load test."),
        ("chg", "no", "own", "Two evenings a month it is down for updates."),
        ("abuse", "partly", "call", "Blocks addresses by hand."),
        ("cloud", "partly", "public", "One data centre, one cloud copy."),
    ),
    "pineridge": (
        ("posture", "unknown", "", ""),
        ("obs", "no", "call", "They look at it in the morning."),
        ("deg", "partly", "call", "Would send us a spreadsheet."),
        ("sla", "no", "contract", "No figure in the contract."),
        ("prep", "no", "call", "No load test so far."),
        ("chg", "partly", "own", "Quick updates, but in office hours."),
        ("abuse", "unknown", "", ""),
        ("cloud", "yes", "public", "A single rented server with a copy each night."),
    ),
}


def _personas(stage: Stage) -> None:
    """One step before something rewarding, for each role."""
    alder, birch, cedar = (stage.counties[one.key] for one in COUNTIES)
    with workspace(alder):
        main, scoring, waiting = (
            Evaluation.objects.get(round__name=name)
            for name in ("Vaccine scheduling 2027", "Flu clinic sign-up", "Waiting-list messages")
        )
        open_response = Response.objects.get(
            round=waiting.round, vendor__name=stage.vendor("harborlight")["vendor"]["name"]
        )
    with workspace(cedar):
        quick = Evaluation.objects.get()
    with workspace(birch):
        asked, clinic = (
            Evaluation.objects.get(round__name=name)
            for name in ("Walk-in queue", "Clinic day sign-up")
        )
    rows = [
        ("ann", alder, "Coordinator", "Five vendors compared, and a report ready to download.",
         f"/evaluations/{main.pk}/compare/"),
        ("nora", birch, "Coordinator", "A decided evaluation, and a follow-up with today’s vendor.", "/"),
        ("sam", cedar, "Coordinator", "Alone here: a quick check of two vendors, done in one sitting.",
         f"/quick-checks/{quick.pk}/"),
        ("ben", alder, "Reviewer", "Two scores from locking the sheet.",
         f"/evaluations/{scoring.pk}/score/next/"),
        ("olive", alder, "Observer", "Reads what the coordinator may read, changes nothing.", "/"),
        ("tess", birch, "Approver", "A proposed decision waits to be confirmed.",
         f"/evaluations/{asked.pk}/decide/"),
        ("rhea", birch, "Records officer", "One answer to hand out or keep back; its vendor objects.",
         f"/evaluations/{clinic.pk}/records/"),
        ("harborlight", alder, "Vendor", "One answer from submitting, with six days left.",
         f"/responses/{open_response.pk}/"),
        ("clearwater", birch, "Vendor", "Answers two counties with one sign-in; the newest request was begun from its own library.",
         "/requests/"),
        ("otto", None, "Operator", "Runs the service and sees no content.", "/operator/"),
    ]  # fmt: skip
    for order, (key, county, role, story, path) in enumerate(rows):
        person = stage.people[key] if key in stage.people else _lead_user(stage, key)
        Persona.objects.create(
            person=person, jurisdiction=county, role=role, story=story, path=path, order=order
        )


def _again(evaluation: Evaluation) -> Evaluation:
    return evaluations_here().get(pk=evaluation.pk)


def _lead(stage: Stage, vendor: str) -> dict[str, str]:
    people: list[dict[str, str]] = stage.vendor(vendor)["vendor"]["people"]
    return next(one for one in people if one["role"] == "lead")


def _lead_user(stage: Stage, vendor: str) -> User:
    lead = _lead(stage, vendor)
    return User.objects.known_as(lead["email"], lead["name"])


def _key_of(stage: Stage, response: Response) -> str:
    names = {told["vendor"]["name"]: key for key, told in stage.said.items()}
    return names[response.vendor.name]


def clear_half_built() -> None:
    """Drop what an interrupted build left, so that it can start again."""
    labels = [county.key for county in COUNTIES]
    for domain in Domain.objects.filter(label__in=labels).select_related("tenant"):
        with connection.cursor() as cursor:
            cursor.execute(f'DROP SCHEMA IF EXISTS "{domain.tenant.schema_name}" CASCADE')
        Job.objects.filter(workspace=domain.tenant.uuid).delete()
        Membership.objects.filter(jurisdiction=domain.tenant).delete()
        Jurisdiction.objects.filter(pk=domain.tenant.pk).delete()


# What a sample report needs done. No mail is among it: the people are invented, the mail server
# of a service is not.
SAMPLE_JOBS = ("vendors.read_loadtest", "evaluations.report")
SAMPLE_COUNTY = "Birch County (an invented example)"


def sample_report() -> bytes | None:
    """Make a report about an invented county that nobody ever sees: only its PDF is left of it.

    The county is opened, evaluates and decides by the product's own actions, in one transaction
    that is undone. None where the PDF engine can't make it.
    """
    stage = Stage(start=clock.now(), say=lambda words: None, jobs=SAMPLE_JOBS)
    county = replace(next(one for one in COUNTIES if one.key == "birch"), name=SAMPLE_COUNTY)
    made: bytes | None = None
    with service(), transaction.atomic():
        stage.at(-75)
        _open_county(stage, county, None, label=f"sample-{secrets.token_hex(6)}")
        at = stage.counties[county.key]
        try:
            with workspace(at):
                made = _report_of(stage, _decided(stage, "Clinic day sign-up", -40))
        finally:
            clock.move(dt.timedelta(0))
            shutil.rmtree(storage.path_of(str(at.uuid)), ignore_errors=True)
            transaction.set_rollback(True)
    return made


def _report_of(stage: Stage, evaluation: Evaluation) -> bytes | None:
    ordered = reports.order(evaluation, ReportKind.COMPARISON_PDF, by=stage.people["nora"])
    _let_jobs_end(stage.jobs)
    report = Report.objects.select_related("file").get(pk=ordered.pk)
    return storage.read(report.file.key) if report.file else None
