"""Before discussion nobody learns another's scores, by no page and no change of a page."""

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client

from evaluations.actions import panel
from portal.accounts.models import Membership, Role, User
from portal.files.actions import keep, keep_picture
from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import workspace
from tests.cast import Cast
from tests.stages import Judged, answer_all, judged_at, round_at, score_all, sign
from vendors.actions import rounds as intake
from vendors.models import Evidence, EvidenceLink, Response, Vendor

CANARY = "Zugvogel reason of Ben"
TOPIC = "obs.detection"


def pages(pk: int, responses: list[Response]) -> list[str]:
    """Every page of judging that shows something of an evaluation."""
    cells = [f"/evaluations/{pk}/cells/{one.pk}/{TOPIC}/" for one in responses]
    sheets = [f"/evaluations/{pk}/score/vendors/{one.pk}/" for one in responses]
    topics = [f"/evaluations/{pk}/score/topics/{TOPIC}/?vendor={one.pk}" for one in responses]
    others = ["panel", "compare", "discussion", "decide", "score/lock", "declaration"]
    return [
        "/scoring/",
        "/",
        "/evaluations/",
        f"/evaluations/{pk}/",
        f"/evaluations/{pk}/compare/?group=section&only=disagreements",
        *(f"/evaluations/{pk}/{one}/" for one in others),
        *cells,
        *sheets,
        *topics,
    ]


def bodies(client: Client, judged: Judged) -> dict[str, str]:
    found = {}
    for url in pages(judged.pk, judged.responses):
        answer = client.get(url)
        text = answer.content.decode()
        for changing in (r'name="csrfmiddlewaretoken" value="[^"]+"', r'nonce="[^"]+"'):
            text = re.sub(changing, "", text)
        found[url] = f"{answer.status_code} {answer.get('Location', '')} {text}"
    return found


@pytest.mark.parametrize("stage", ["scored", "locked"])
def test_a_reviewers_reason_stays_hers_until_discussion(
    alder: Jurisdiction, cast: Cast, sign_in: Any, stage: str
) -> None:
    with workspace(alder):
        judged = judged_at(stage, cast, reason=CANARY)
    for person in (cast.ann, cast.olive):
        for url, text in bodies(sign_in(person), judged).items():
            assert CANARY not in text, (str(person), url)
    mine = bodies(sign_in(cast.ben), judged)
    assert any(CANARY in text for text in mine.values())


def test_the_reason_is_shown_to_all_of_them_in_discussion(
    alder: Jurisdiction, cast: Cast, sign_in: Any
) -> None:
    with workspace(alder):
        judged = judged_at("discussion", cast, reason=CANARY)
    for person in (cast.ann, cast.olive, cast.ben, cast.cy):
        cell = f"/evaluations/{judged.pk}/cells/{judged.responses[0].pk}/{TOPIC}/"
        assert CANARY in sign_in(person).get(cell).content.decode()


def test_two_reviewers_cannot_tell_each_others_scores(
    alder: Jurisdiction, cast: Cast, sign_in: Any
) -> None:
    """With two reviewers any average would give the other one away: so no page may change."""
    with workspace(alder):
        judged = judged_at("scored", cast, choose=lambda who, vendor, topic: (0, 3)[who])
    watching = [sign_in(cast.cy), sign_in(cast.ann), sign_in(cast.olive)]
    before = [without_times(bodies(client, judged)) for client in watching]
    with workspace(alder):
        score_all(judged, [cast.ben], lambda who, vendor, topic: 4, "Other words")
    after = [without_times(bodies(client, judged)) for client in watching]
    assert before == after
    assert bodies(sign_in(cast.ben), judged) != before[0]


def without_times(found: dict[str, str]) -> dict[str, str]:
    """Events name that something happened; the start page may say when."""
    return {
        url: re.sub(r"\d+ (minutes?|seconds?) ago|just now", "", text)
        for url, text in found.items()
    }


def test_a_conflict_cuts_a_vendor_at_once(alder: Jurisdiction, cast: Cast, sign_in: Any) -> None:
    with workspace(alder):
        judged = judged_at("declared", cast)
    ben = sign_in(cast.ben)
    gone, kept = judged.responses
    urls = [
        f"/evaluations/{judged.pk}/cells/{{}}/{TOPIC}/",
        f"/evaluations/{judged.pk}/score/vendors/{{}}/",
        f"/evaluations/{judged.pk}/score/topics/{TOPIC}/?vendor={{}}",
    ]
    for url in urls:
        assert ben.get(url.format(gone.pk)).status_code == 200
    signed = ben.post(
        f"/evaluations/{judged.pk}/declaration/",
        {
            "interest": "some",
            "conflicts": [gone.pk],
            "explanation": "My sister works there.",
            "typed_name": "Ben Kapoor",
        },
    )
    assert signed.status_code == 302
    for url in urls:
        assert ben.get(url.format(gone.pk)).status_code == 404
        assert ben.get(url.format(kept.pk)).status_code == 200
    assert gone.vendor.name not in ben.get(f"/evaluations/{judged.pk}/compare/").content.decode()
    marks = f"/evaluations/{judged.pk}/score/vendors/{gone.pk}/{TOPIC}/marks/"
    assert ben.post(marks, {"mark-obs.alert_oncall": "4"}).status_code == 404
    reviewers = sign_in(cast.ann).get(f"/evaluations/{judged.pk}/panel/").content.decode()
    assert "My sister works there." in reviewers


def test_a_conflict_outlives_the_place_on_the_panel(
    alder: Jurisdiction, cast: Cast, sign_in: Any
) -> None:
    with workspace(alder):
        judged = judged_at("scoring", cast, reviewers=[cast.ben, cast.ann])
        place = judged.reviewers[1]
        sign(place, by=cast.ann, conflicts=[judged.responses[0].pk])
        panel.remove(place, "She coordinates.", by=cast.ann)
    cell = f"/evaluations/{judged.pk}/cells/{judged.responses[0].pk}/{TOPIC}/"
    assert sign_in(cast.ann).get(cell).status_code == 404
    assert sign_in(cast.olive).get(cell).status_code == 200


def test_a_vendor_that_came_later_is_declared_on_first(
    alder: Jurisdiction, cast: Cast, sign_in: Any
) -> None:
    with workspace(alder):
        judged = judged_at("declared", cast)
        late = Vendor.objects.create(name="Latecomer")
        intake.add_vendor(judged.evaluation.round, late, email="late@late.example", by=cast.ann)
    ben = sign_in(cast.ben)
    topic = ben.get(f"/evaluations/{judged.pk}/score/topics/{TOPIC}/")
    assert topic["Location"] == f"/evaluations/{judged.pk}/declaration/"
    assert "Latecomer" in ben.get(topic["Location"]).content.decode()


@pytest.mark.parametrize("path", ["compare", "panel", "discussion", "decide", "score/next"])
def test_strangers_find_nothing(alder: Jurisdiction, cast: Cast, sign_in: Any, path: str) -> None:
    with workspace(alder):
        judged = judged_at("discussion", cast, reviewers=[cast.cy])
    url = f"/evaluations/{judged.pk}/{path}/"
    assert sign_in(None).get(url).status_code == 302
    assert sign_in(cast.vera).get(url).status_code == 403
    assert sign_in(cast.ben).get(url).status_code == (403 if path == "panel" else 404)
    assert sign_in(cast.ann).get("/evaluations/999999/compare/").status_code == 404


def test_answers_are_sealed_until_closing(alder: Jurisdiction, cast: Cast, sign_in: Any) -> None:
    with workspace(alder):
        staged = round_at("submitted", cast)
    ann = sign_in(cast.ann)
    assert ann.get(f"/evaluations/{staged.evaluation.pk}/compare/").status_code == 403
    cell = f"/evaluations/{staged.evaluation.pk}/cells/{staged.first.pk}/{TOPIC}/"
    assert ann.get(cell).status_code == 403


def test_files_are_for_those_who_may_see_the_answer(
    alder: Jurisdiction, cast: Cast, sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    attached: list[Evidence] = []

    def with_file(response: Response) -> None:
        lead = User.objects.known_as("lead@files.example", "Lead")
        file = keep([b"%PDF-1.4"], name="plan.pdf", media_type="application/pdf", by=lead)
        keep_picture(file, 1, b"\x89PNG", width=1, height=1)
        evidence = Evidence.objects.create(
            response=response,
            file=file,
            title="Plan",
            speaks_of=date(2026, 1, 1),
            by_id=lead.pk,
            by_name="Lead",
        )
        EvidenceLink.objects.create(evidence=evidence, item_key="obs.alert_oncall", page=1)
        attached.append(evidence)
        answer_all(response)

    monkeypatch.setattr("tests.stages.answer_all", with_file)
    with workspace(alder):
        judged = judged_at("scoring", cast)
        draft = Evidence.objects.create(
            response=judged.responses[0],
            file=attached[0].file,
            title="Not handed in",
            by_id=cast.vera.pk,
            by_name="Vera",
        )
        sign(judged.reviewers[0], by=cast.ben, conflicts=[judged.responses[0].pk])
    base = f"/evaluations/{judged.pk}/evidence"
    first, second = attached
    ann, ben, cy = sign_in(cast.ann), sign_in(cast.ben), sign_in(cast.cy)
    sent = ann.get(f"{base}/{first.pk}/file")
    assert sent.status_code == 200
    assert sent["Content-Disposition"].startswith("attachment")
    assert b"".join(sent.streaming_content) == b"%PDF-1.4"
    shown = ann.get(f"{base}/{first.pk}/page/1")
    assert (shown.status_code, shown["Content-Type"]) == (200, "image/png")
    assert ann.get(f"{base}/{first.pk}/page/2").status_code == 404
    assert ann.get(f"{base}/{draft.pk}/file").status_code == 404
    assert ben.get(f"{base}/{first.pk}/file").status_code == 404
    assert ben.get(f"{base}/{second.pk}/page/1").status_code == 200
    assert cy.get(f"{base}/{second.pk}/file").status_code == 403  # has not signed
    assert sign_in(cast.vera).get(f"{base}/{first.pk}/file").status_code == 403


def test_observers_and_approvers_read_and_write_nothing(
    alder: Jurisdiction, cast: Cast, sign_in: Any
) -> None:
    with workspace(alder):
        judged = judged_at("discussion", cast)
    approver = User.objects.known_as("paul@alder.example", "Paul Price")
    Membership.objects.create(
        person=approver, jurisdiction=alder, role=Role.APPROVER, accepted_at=alder.opened_at
    )
    cell = f"/evaluations/{judged.pk}/cells/{judged.responses[0].pk}/{TOPIC}/"
    agreed = {"value": "3", "reason": "So be it.", "present": ["Ben Kapoor"]}
    decision = {f"outcome-{one.pk}": "acceptable" for one in judged.responses} | {"reasons": "x"}
    decision |= {f"reason-{one.pk}": "It will do." for one in judged.responses}
    decision |= {"approver": str(cast.ann.pk)}
    for person in (cast.olive, approver):
        client = sign_in(person)
        for url in (
            cell,
            f"/evaluations/{judged.pk}/compare/",
            f"/evaluations/{judged.pk}/decide/",
        ):
            assert client.get(url).status_code == 200
        assert client.post(cell, agreed).status_code == 403
        assert client.post(f"/evaluations/{judged.pk}/panel/remind/").status_code == 403
    decide = f"/evaluations/{judged.pk}/decide/"
    assert sign_in(cast.olive).post(decide, decision).status_code == 403
    assert sign_in(cast.ben).post(decide, decision).status_code == 403
    assert sign_in(approver).post(decide, decision).status_code == 302
    for person in (cast.olive, cast.ben, approver):
        assert sign_in(person).post(f"{decide}1/confirm/").status_code == 403
    assert sign_in(cast.ann).post(f"{decide}1/confirm/").status_code == 302
