"""Evaluations that were scored: any number of vendors and reviewers, the same each time."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from evaluations.actions import panel, rounds, scores
from evaluations.models import Evaluation, ItemMark, Outcome, Panelist, Score
from portal import clock
from portal.accounts.models import User
from portal.files.actions import keep
from tests import deciding
from tests.vendors.records import record
from vendors.actions import invitations, submissions
from vendors.actions import rounds as intake
from vendors.invitees import Invitee
from vendors.models import Answer, Evidence, EvidenceKind, EvidenceLink, PeakBasis, Response
from vendors.queries.questionnaires import questionnaire_of
from vendors.questionnaire.kinds import columns_of
from vendors.questionnaire.model import Column, Depth, Item, Kind, Part, Questionnaire
from vendors.requirements import Requirements

NAMES = (
    "Clearwater Scheduling", "Tollgate Labs", "Briar Health IT", "Pine Ridge Systems",
    "Harborlight Software", "Quarry Street Digital", "Meadowlark Public Health Technologies",
    "Northbank Appointments", "Osprey Civic", "Larkspur", "Granite State Systems", "Blue Heron",
    "Cobalt County Cloud", "Fernway", "Ironwood Data", "Juniper Queueing", "Kestrel", "Lowland",
    "Marigold Systems", "Saltmarsh Scheduling and Registration Services",
)  # fmt: skip
SENTENCES = (
    "We page the on-call engineer within a minute and keep a runbook for every alert.",
    "The last full test was in March, with twice the traffic of the busiest day so far.",
    "Each release goes to one county first and is rolled back by a switch.",
    "Backups are restored into an empty system on the first Monday of each month.",
    "Customers read the same status page that we look at.",
)
SECRET = "The switch is thrown by a teapot."
"""Every vendor's second answer says so, and is marked confidential."""
REASONS = (
    "The plan names people and times, and the postmortem shows that it was followed.",
    "Stated clearly, but the attached log covers six weeks only.",
    "No figure is given for the second region, and nothing shows the switch was ever tried.",
    "Convincing: the test ran against the live set-up and the curve is flat up to the peak.",
    "The answer describes what is planned. I asked myself what happens on a Sunday.",
)


@dataclass(frozen=True)
class Judged:
    """A scored evaluation, its vendors in the order of their making, and its panel."""

    evaluation: Evaluation
    responses: tuple[Response, ...]
    panel: tuple[Panelist, ...]
    questionnaire: Questionnaire


def judged(
    by: User,
    reviewers: Sequence[User],
    *,
    vendors: int = 2,
    depth: Depth = Depth.ESSENTIALS,
    silent: int = 0,
    texts: str = "",
    seed: int = 7,
) -> Judged:
    """Bring an evaluation to discussion; the last `silent` vendors did not answer."""
    chance = random.Random(seed)
    with clock.moved(timedelta(days=-30)):
        invitees = [
            Invitee(name, f"lead{number}@vendor{number}.example")
            for number, name in enumerate(NAMES[:vendors])
        ]
        evaluation = rounds.start_with(
            "Vaccine scheduling 2027", invitees, due_at=clock.now() + timedelta(days=14), by=by,
            depth=depth,
        )  # fmt: skip
        round_ = intake.change(
            evaluation.round, "peak", by=by, peak_basis=PeakBasis.NUMBER, peak_rate=Decimal(420),
            number="RFP 27-014",
        )  # fmt: skip
        questionnaire = questionnaire_of(round_.version)
        wanted = Requirements(uptime=Decimal("99.9"), repair_s=14_400)
        round_ = intake.set_requirements(round_, wanted, by=by)
        round_ = intake.open_round(round_, asked=len(questionnaire.asked_items()), by=by)
        responses = tuple(round_.responses.select_related("vendor").order_by("pk"))
        for response in responses[: len(responses) - silent]:
            _hand_in(response, questionnaire, chance, texts)
    evaluation.refresh_from_db()
    with clock.moved(timedelta(days=-10)):
        places = tuple(panel.add(evaluation, person, by=by) for person in reviewers)
        evaluation = rounds.begin_scoring(evaluation, by=by)
        answered = responses[: len(responses) - silent]
        for place, person in zip(places, reviewers, strict=True):
            _score(place, person, answered, questionnaire, chance, texts)
        evaluation = rounds.open_discussion(evaluation, by=by)
    return Judged(evaluation, responses, places, questionnaire)


def agree(made: Judged, *, by: User) -> None:
    """Let the panel agree on the first topic of the first vendor."""
    scores.agree(
        made.evaluation, made.responses[0], made.questionnaire.asked_criteria()[0].key, 3,
        reason="The log was shown in the meeting.", present=["Ben Kapoor", "Cy Lund"],
        before="2.5", by=by,
    )  # fmt: skip


def decide(made: Judged, *, by: User) -> None:
    first, *others = made.responses
    outcomes = {first.pk: Outcome.RECOMMENDED} | {one.pk: Outcome.NOT_RECOMMENDED for one in others}
    deciding.decide(made.evaluation, outcomes, reasons="Best at the base.", by=by)
    made.evaluation.refresh_from_db()


def _hand_in(
    response: Response, questionnaire: Questionnaire, chance: random.Random, texts: str
) -> None:
    invitation = response.invitations.get()
    lead = User.objects.known_as(invitation.email, f"Lead of {response.vendor}")
    invitations.accept(invitation, by=lead)
    items = [one for one in questionnaire.asked_items() if chance.random() < 0.9]
    Answer.objects.bulk_create(
        Answer(
            response=response,
            item_key=item.key,
            value=value_of(item, chance, SECRET if number == 1 and not texts else texts),
            ready="ready",
            confidential=not texts and number == 1,
            confidential_reason="trade secret" if not texts and number == 1 else "",
            by_id=lead.pk,
            by_name=str(lead),
        )
        for number, item in enumerate(items)
    )
    proof(response, "Load test of the whole booking path", EvidenceKind.LOAD_TEST, items[:4], lead,
          reading=record(points=40, rps_mean=Decimal(chance.randint(180, 620))),
          environment="same")  # fmt: skip
    proof(response, texts or "Incident response plan", EvidenceKind.DOCUMENT, items[2:6], lead)
    proof(response, "Customers and their contacts", EvidenceKind.RECORD, items[4:5], lead,
          confidential=True)  # fmt: skip
    submissions.submit(response, by=lead)


def proof(
    response: Response,
    title: str,
    kind: str,
    items: Sequence[Item],
    lead: User,
    *,
    reading: dict[str, Any] | None = None,
    confidential: bool = False,
    environment: str = "",
) -> Evidence:
    file = keep(
        [f"{title} {response}".encode()], name="proof.txt", media_type="text/plain", by=lead
    )
    evidence = Evidence.objects.create(
        response=response,
        file=file,
        title=title[:150],
        kind=kind,
        speaks_of=clock.now().date() - timedelta(days=40),
        reading=reading,
        environment=environment,
        confidential=confidential,
        by_id=lead.pk,
        by_name=str(lead),
    )
    for number, item in enumerate(items, start=1):
        EvidenceLink.objects.create(evidence=evidence, item_key=item.key, page=number)
    return evidence


def _score(
    place: Panelist,
    person: User,
    responses: Sequence[Response],
    questionnaire: Questionnaire,
    chance: random.Random,
    texts: str,
) -> None:
    criteria = questionnaire.asked_criteria()
    panel.declare(
        place, text="No interest.", conflicts=[], explanation="", typed_name=str(person), by=person
    )
    at = clock.now()
    rows, marks = [], []
    for quality, response in enumerate(responses):
        for criterion in criteria:
            wished = 3.6 - 0.6 * (quality % 5) + chance.uniform(-1.1, 1.1)
            rows.append(
                Score(
                    panelist=place,
                    response=response,
                    criterion_key=criterion.key,
                    value=min(4, max(0, round(wished))),
                    reason=texts or chance.choice(REASONS),
                    saved_at=at,
                )
            )
        for item in questionnaire.asked_items():
            mark = min(4, max(0, round(3.2 - 0.6 * (quality % 5) + chance.uniform(-1, 1))))
            marks.append(
                ItemMark(panelist=place, response=response, item_key=item.key, mark=mark, at=at)
            )
    Score.objects.bulk_create(rows)
    ItemMark.objects.bulk_create(marks)
    panel.lock(place, by=person)


def value_of(item: Item, chance: random.Random, texts: str) -> dict[str, Any]:
    """An answer with something in every part."""
    value = {
        part.key: _part(part, chance, texts)
        for part in item.parts
        if part.kind not in {Kind.FILE, Kind.ARTEFACT}
    }
    if item.asks_when:
        value["when"] = {"status": "now"}
    return value


def _part(part: Part, chance: random.Random, texts: str) -> Any:
    if part.kind in {Kind.TABLE, Kind.CREDIT_TIERS}:
        columns = columns_of(part)
        return [{one.key: _cell(one, chance, texts) for one in columns} for _row in range(2)]
    if part.kind is Kind.ONCALL:
        return {one.key: _cell(one, chance, texts) for one in columns_of(part)}
    return _cell(part, chance, texts)


FIXED = {
    Kind.PERCENT: "99.9",
    Kind.DURATION: {"seconds": 1800, "unit": "minutes"},
    Kind.DATE: date(2026, 3, 9).isoformat(),
    Kind.INSTANT: "2026-03-09T16:00:00Z",
    Kind.MONTH: "2026-03",
    Kind.BOOLEAN: "yes",
    Kind.URL: "https://status.vendor.example/",
}


def _cell(field: Part | Column, chance: random.Random, texts: str) -> Any:
    words = texts or chance.choice(SENTENCES)
    if field.kind in FIXED:
        return FIXED[field.kind]
    match field.kind:
        case Kind.YES_PARTIAL_NO:
            return {"choice": chance.choice(("yes", "partial")), "text": words}
        case Kind.TEXT:
            return f"{words} {texts or chance.choice(SENTENCES)}"
        case Kind.INTEGER | Kind.DECIMAL:
            return str(chance.randint(1, 900))
        case Kind.CONTACT:
            return {"name": texts or "Robin Sato", "email": "robin@vendor.example", "phone": ""}
        case Kind.CHOICE:
            return field.options[0].key if field.options else ""
        case Kind.MULTI:
            return {"keys": [one.key for one in field.options[:2]], "other": ""}
        case _:
            return words[:120]
