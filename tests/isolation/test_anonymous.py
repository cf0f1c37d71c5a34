"""While names are hidden, no page that a reviewer or observer may open holds one."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from evaluations.actions import anonymous, panel, reports, rounds, switching
from evaluations.forms.scoring import CONFLICT
from evaluations.models import Evaluation, ReportKind, Score
from evaluations.queries.judgement import bench_of, evaluations_here, masked
from evaluations.queries.masked import ballot_key, letters_of
from evaluations.queries.sheets import digest_of
from portal import clock
from portal.access import Refused
from portal.accounts import actions as accounts
from portal.accounts.models import User
from portal.files.actions import keep
from portal.outbox.models import Mail
from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import workspace
from tests.cast import Cast, client_of
from tests.isolation.rows import ROWS
from tests.isolation.test_matrix import ask
from tests.isolation.world import World, first_response, followed, plan_rushes
from tests.stages import TODAY, put_clock_right
from tests.vendors.questionnaire.examples import full_raw
from vendors.actions import (
    answers,
    clarifications,
    evidence,
    invitations,
    observations,
    submissions,
)
from vendors.actions import rounds as intake
from vendors.invitees import Invitee
from vendors.models import Response, Vendor
from vendors.queries.questionnaires import questionnaire_of
from vendors.questionnaire.model import Depth
from vendors.questionnaire.values import clean_value

ALIASES = ("silverquill", "quickslot", "thornbeck", "perpetua")
"""Parts of every name in the scene: two vendors, a product, and a person who answers."""
SAID = (
    "Silverquill’s QuickSlot beats THORNBECK; Perpetua Vane (perpetua@mail.silverquill.example) "
    "shows it at https://status.silverquill.example/QuickSlot."
)
NAMED_ON_PURPOSE = {
    # An interest can only be declared in a name.
    "evaluations:declare",
    # The workspace's own lists, which stand beside no answer and no letter.
    "evaluations:vendors", "evaluations:vendor",
}  # fmt: skip
LETTERED = re.compile(r"Vendor [AB]\b")


@dataclass(frozen=True)
class Scene:
    world: World
    browsers: dict[str, Client]
    cast: Cast


def test_no_page_of_a_reviewer_or_observer_holds_a_name(scene: Scene) -> None:
    told = {who: _told(scene, who) for who in ("reviewer", "observer")}
    for who, pages in told.items():
        leaks = {
            name: sorted(one for one in ALIASES if one in body.lower())
            for name, body in pages.items()
            if name not in NAMED_ON_PURPOSE
        }
        assert not any(leaks.values()), (who, {key: one for key, one in leaks.items() if one})
        together = [one for one in NAMED_ON_PURPOSE & pages.keys() if LETTERED.search(pages[one])]
        assert not together, (who, together)
        assert sum(bool(LETTERED.search(body)) for body in pages.values()) >= 5, who
    assert {"evaluations:score-topic", "evaluations:declare"} <= told["reviewer"].keys()
    about = scene.world.open.round.responses.earliest("pk").pk
    for page in ("concerns", "requests"):
        path = f"/evaluations/{scene.world.open.pk}/{page}/{about}/"
        assert scene.browsers["observer"].get(path).status_code == 403
    # Negative control: with names shown, the same look finds them.
    Evaluation.objects.filter(pk=scene.world.open.pk).update(hides_vendors=False)
    shown = _told(scene, "reviewer")
    found = {one for one, body in shown.items() if any(name in body.lower() for name in ALIASES)}
    assert {
        "evaluations:compare", "evaluations:cell", "evaluations:score-topic",
        "evaluations:score-vendor", "evaluations:findings", "evaluations:misfits",
        "evaluations:finding-file", "evaluations:evidence-file",
    } <= found  # fmt: skip


def test_a_hidden_name_is_not_found(scene: Scene) -> None:
    address = f"/evaluations/{scene.world.open.pk}/search/"
    ben, ann = scene.browsers["reviewer"], scene.browsers["coordinator"]
    assert "1 hit" not in ben.get(address, {"q": "quickslot"}).content.decode()
    assert b"<mark" not in ben.get(address, {"q": "quickslot"}).content
    assert b"<mark" in ben.get(address, {"q": "beats"}).content
    assert b"<mark" in ann.get(address, {"q": "quickslot"}).content


def test_a_coordinator_reads_name_and_letter(scene: Scene) -> None:
    ann, olive = scene.browsers["coordinator"], scene.browsers["observer"]
    page = ann.get(f"/evaluations/{scene.world.open.pk}/")
    assert re.search(r"Thornbeck \(Vendor [AB]\)", page.content.decode())
    # The log names vendors beside the numbers of findings, which stand on pages with letters.
    for address in ("/activity/", "/activity.csv"):
        assert (ann.get(address).status_code, olive.get(address).status_code) == (200, 403)
    Evaluation.objects.filter(pk=scene.world.open.pk).update(stage="discussion")
    assert olive.get("/activity/").status_code == 200


def test_what_is_scored_is_sealed_over_the_words_as_handed_in(scene: Scene) -> None:
    evaluation = evaluations_here().get(pk=scene.world.open.pk)
    bench = bench_of(evaluation)
    response = bench.responses[0]
    ben, panelist = scene.cast.ben, bench.panel[0]
    submission = bench.submissions[response.pk]
    page = f"/evaluations/{evaluation.pk}/score/topics/obs.detection/?vendor={response.pk}"
    typed = {"value": "3", "reason": "as Vendor A says", "version": "0", "go": "stay"}
    typed |= {"submission": str(submission.pk)}
    assert scene.browsers["reviewer"].post(page, typed).status_code == 302
    score = Score.objects.get(panelist=panelist, response=response, criterion_key="obs.detection")
    assert score.criterion_digest == digest_of(bench.questionnaire, submission, "obs.detection")
    hidden = masked(bench).submissions[response.pk]
    assert score.criterion_digest != digest_of(bench.questionnaire, hidden, "obs.detection")
    assert ben.pk == panelist.person_id


def test_a_conflict_takes_the_right_vendor_away_by_its_name(scene: Scene) -> None:
    evaluation = scene.world.open
    thornbeck = evaluation.round.responses.get(vendor__name="Thornbeck")
    ben = scene.browsers["reviewer"]
    page = ben.get(f"/evaluations/{evaluation.pk}/declaration/").content.decode()
    assert f'value="{thornbeck.pk}"' not in page
    key = ballot_key(thornbeck.pk)
    assert f'value="{key}"' in page
    signed = {
        "interest": CONFLICT, "conflicts": key, "explanation": "My sister.",
        "typed_name": "Ben",
    }  # fmt: skip
    assert ben.post(f"/evaluations/{evaluation.pk}/declaration/", signed).status_code == 302
    held = evaluation.panel.get(person_id=scene.cast.ben.pk).declarations.latest("pk")
    assert held.conflicts == [thornbeck.pk]
    gone = letters_of(evaluation)[thornbeck.pk]
    assert gone not in ben.get(f"/evaluations/{evaluation.pk}/compare/").content.decode()


def test_letters_stay_and_names_come_back_with_discussion(scene: Scene) -> None:
    evaluation = scene.world.open
    assert sorted(letters_of(evaluation).values()) == ["Vendor A", "Vendor B"]
    drawn = set()
    for seed in range(20):
        evaluation.letter_seed = seed
        drawn.add(tuple(letters_of(evaluation).items()))
    assert len(drawn) == 2
    with pytest.raises(Refused, match="open"):
        anonymous.choose(evaluation, hides=False, by=scene.cast.ann)
    anonymous.name(evaluation, {scene.world.open.pk + 999: ["x"]}, by=scene.cast.ann)
    Evaluation.objects.filter(pk=evaluation.pk).update(stage="discussion")
    page = scene.browsers["observer"].get(f"/evaluations/{evaluation.pk}/compare/")
    assert b"Thornbeck" in page.content
    with pytest.raises(Refused, match="Discussion"):
        anonymous.name(evaluation, {}, by=scene.cast.ann)


def test_hiding_names_costs_no_query(scene: Scene) -> None:
    pk, counts = scene.world.open.pk, []
    response = scene.world.open.round.responses.earliest("pk").pk
    pages = (
        "compare/", f"cells/{response}/obs.detection/", "search/?q=beats",
        f"score/vendors/{response}/", "score/topics/obs.detection/",
    )  # fmt: skip
    for hides in (True, False):
        Evaluation.objects.filter(pk=pk).update(hides_vendors=hides)
        scene.browsers["reviewer"].get(f"/evaluations/{pk}/compare/")
        asked = {}
        for page in pages:
            with CaptureQueriesContext(connection) as taken:
                answer = scene.browsers["reviewer"].get(f"/evaluations/{pk}/{page}")
            assert answer.status_code == 200, page
            asked[page] = len(taken)
        counts.append(asked)
    assert counts[0] == counts[1]


def _told(scene: Scene, who: str) -> dict[str, str]:
    """Every page and file that answers this person, by the name of its address.

    A finding's own file and a proof's keep their content: only their names are looked at.
    """
    told = {}
    for row in ROWS:
        if row.method != "get" or row.expect[who] not in {200, 404} or "report" in row.name:
            continue
        if row.name.startswith(("vendors:", "evaluations:quick")):
            continue
        status, body = ask(scene.browsers[who], row, scene.world)
        if status == 200:
            told[row.name] = body
    return told


@pytest.fixture
def scene(alder: Jurisdiction, cast: Cast) -> Iterator[Scene]:
    with workspace(alder):
        evaluation = _built(cast)
        of_all = dict.fromkeys(
            ("draft", "open", "closed", "scoring", "locked", "talk", "decided", "quick"), evaluation
        )
        people = {"reviewer": cast.ben, "observer": cast.olive, "newcomer": cast.cy}
        lead = User.objects.known_as("lead@otherwise.example", "Lea Otherwise")
        of_all["follow_up"] = followed("otherwise", lead, cast.ann)
        put_clock_right()
        plan_rushes(first_response(of_all["follow_up"]), "otherwise", cast.ann)
        clock.move(timedelta(days=15))
        world = World(alder, "", people, tokens={"open": ""}, **of_all)
        staff = {"coordinator": cast.ann, "reviewer": cast.ben, "observer": cast.olive}
        browsers = {key: client_of(one, alder, accounts.sign_in) for key, one in staff.items()}
        for mail in Mail.objects.filter(to__in=[cast.ben.email]):
            assert not any(one in mail.text.lower() for one in ALIASES)
        yield Scene(world, browsers, cast)
        put_clock_right()


def _built(cast: Cast) -> Evaluation:
    put_clock_right()
    evaluation = rounds.start_with(
        "Booking of appointments",
        [
            Invitee("Silverquill Systems, Inc.", "lead@silverquill.example"),
            Invitee("Thornbeck", "lead@thornbeck.example"),
        ],
        due_at=clock.now() + timedelta(days=14),
        by=cast.ann,
        depth=Depth.ESSENTIALS,
    )
    responses = list(evaluation.round.responses.select_related("vendor").order_by("pk"))
    anonymous.choose(evaluation, hides=True, by=cast.ann)
    anonymous.name(evaluation, {responses[0].pk: ["QuickSlot", "Perpetua Vane"]}, by=cast.ann)
    kept = keep([b"terms"], name="terms.txt", media_type="text/plain", by=cast.ann)
    intake.add_document(evaluation.round, kept, "Terms", by=cast.ann)
    provider = Vendor.objects.create(name="Harborlight", is_current_provider=True)
    frame = switching.Frame("Stay or switch", None, evaluation, "USD", 36, None)
    switching.open_case(provider, frame, by=cast.ann)
    asked = questionnaire_of(evaluation.round.version).asked_items()
    intake.open_round(evaluation.round, asked=len(asked), by=cast.ann)
    for response in responses:
        _hand_in(response, cast)
    panel.add(evaluation, cast.ben, by=cast.ann)
    clock.move(timedelta(days=15))
    rounds.begin_scoring(evaluation, by=cast.ann)
    about = clarifications.About("obs.detection", "", "")
    for response in responses:
        clarifications.ask(response, about, f"Is it true? {SAID}", by=cast.ann)
    panelist = evaluation.panel.get()
    panel.declare(
        panelist, text="As declared", conflicts=[], explanation="", typed_name="Ben", by=cast.ben
    )
    reports.order(evaluation, ReportKind.READING_PDF, response=responses[0], by=cast.ann)
    return Evaluation.objects.select_related("round__version").get(pk=evaluation.pk)


def _hand_in(response: Response, cast: Cast) -> None:
    """Every text, a table, a file and a finding name both vendors."""
    lead = User.objects.known_as(response.invitations.get().email, f"Lead of {response.vendor}")
    response = invitations.accept(response.invitations.get(), by=lead)
    response = Response.objects.select_related("round__version", "vendor").get(pk=response.pk)
    asked = questionnaire_of(response.round.version).asked_items()
    for item in asked:
        value, _problems = clean_value(item, full_raw(item), today=TODAY)
        answers.save(response, item.key, _named(value), based_on=0, by=lead, ready=True)
    evidence.attach(
        response, io.BytesIO(b"notes\n"), name="silverquill-thornbeck.txt", size=6,
        item_key=next(one.key for one in asked if one.criterion == "obs.detection"), by=lead,
    )  # fmt: skip
    submissions.submit(response, by=lead)
    noted = observations.Noted(
        f"Call about {SAID}"[:140], date(2024, 2, 18), source=SAID, note=SAID,
        about=("obs.detection",), details={"customer": SAID},
    )  # fmt: skip
    file = keep([b"notes"], name="quickslot.txt", media_type="text/plain", by=cast.ann)
    observations.add(response, "reference", noted, by=cast.ann, file=file)


def _named(value: Any) -> Any:
    """The value with names in each of its sentences and links."""
    if isinstance(value, dict):
        return {key: _named(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_named(one) for one in value]
    if isinstance(value, str) and value.startswith("https:"):
        return "https://status.thornbeck.example/quickslot"
    return SAID if isinstance(value, str) and " " in value else value
