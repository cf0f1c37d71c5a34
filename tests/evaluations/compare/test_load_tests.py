"""What reviewers and the comparison see of a vendor's load tests."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from evaluations.queries.handed_in import NO_TEST, read
from portal.accounts.models import User
from portal.files.actions import keep
from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import workspace
from tests.cast import Cast
from tests.evaluations.pure.bank import questionnaire
from tests.stages import answer_all, judged_at
from tests.vendors.records import record
from vendors.actions import rounds
from vendors.models import Evidence, EvidenceKind, EvidenceLink, Response

TOPIC, ITEM = "obs.detection", "obs.alert_oncall"
D = Decimal


def handed_in(*evidence: dict[str, Any]) -> Any:
    content = {"answers": {}, "evidence": list(evidence)}
    return read(questionnaire(), content, closing=date(2027, 4, 1))


def proof(pk: int, **changes: Any) -> dict[str, Any]:
    """A load test as a submission of old holds it: without scenario and environment."""
    return {
        "id": pk, "title": f"Test {pk}", "kind": "load_test", "speaks_of": "2027-01-05",
        "sha256": str(pk), "confidential": False, "items": [], "reading": record(),
    } | changes  # fmt: skip


def test_the_best_test_counts_with_its_day_and_place(in_alder: Jurisdiction) -> None:
    much = record(rps_mean=D(900), started_at=None)
    found = handed_in(
        proof(1, environment="production"),
        proof(2, reading=much, environment="smaller", scenario="New slots"),
        proof(3, reading=record(rps_mean=D(5000), duration_s=D(59))),
        proof(4, reading=record(rps_mean=D(6000), error_rate=D("0.02"))),
        proof(5, reading=None),
    )
    assert (found.proved.rps, found.best) == (900, 2)
    # What is required is held against the same figure, in the same words.
    for declared in (found.declared, found.printable):
        assert (declared.proved_rps, declared.proved_note) == (900, found.proved.note)
    assert found.proved.note == (
        "Test 2 (k6), ran January 5, 2027, on a smaller copy of production, scenario “New slots”"
    )


def test_a_submission_of_old_says_what_it_can(in_alder: Jurisdiction) -> None:
    # At 3 pm in UTC it was still the morning of the same day in the county.
    assert handed_in(proof(1)).proved.note == (
        "Test 1 (k6), ran March 3, 2027, environment not stated"
    )
    undated = proof(1, reading=record(started_at=None), speaks_of=None)
    assert "no date given" in handed_in(undated).proved.note


def test_a_confidential_file_is_not_named(in_alder: Jurisdiction) -> None:
    found = handed_in(proof(1, confidential=True))
    assert found.proved.rps == 450
    assert found.proved.note.startswith("A file marked confidential, ran")


@pytest.mark.parametrize(
    ("evidence", "note"),
    [
        ([], NO_TEST),
        ([proof(1, reading={"tool": "k6", "rps_mean": "450"})], NO_TEST),
        (
            [proof(1, reading=record(duration_s=D(30)))],
            "Test 1 (k6): Proves no rate: the test ran for less than 60 seconds.",
        ),
    ],
)
def test_a_test_that_proves_no_rate_does_not_count(
    in_alder: Jurisdiction, evidence: list[dict[str, Any]], note: str
) -> None:
    found = handed_in(*evidence)
    assert (found.proved.rps, found.proved.note, found.best) == (None, note, None)


def test_reviewers_see_what_the_test_proves(
    alder: Jurisdiction, cast: Cast, sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    nasty = "<script>alert(1)</script>"

    def tested(response: Response) -> None:
        lead = User.objects.known_as("lead@files.example", "Lead")
        file = keep([b"{}"], name="summary.json", media_type="application/json", by=lead)
        stored = record(points=20)
        stored["warnings"] = [{"code": "x", "text": nasty}]
        evidence = Evidence.objects.create(
            response=response, file=file, title="Load test", kind=EvidenceKind.LOAD_TEST,
            reading=stored, scenario=nasty, environment="same", by_id=lead.pk, by_name="Lead",
        )  # fmt: skip
        EvidenceLink.objects.create(evidence=evidence, item_key=ITEM)
        rounds.set_peak(response.round, basis="number", peak={}, rate=Decimal(600), by=cast.ann)
        answer_all(response)

    monkeypatch.setattr("tests.stages.answer_all", tested)
    with workspace(alder):
        judged = judged_at("declared", cast, vendors=1, reviewers=[cast.ben])
    one = judged.responses[0].pk
    ann, ben = sign_in(cast.ann), sign_in(cast.ben)
    pages = [
        ben.get(f"/evaluations/{judged.pk}/score/topics/{TOPIC}/?vendor={one}"),
        ann.get(f"/evaluations/{judged.pk}/cells/{one}/{TOPIC}/"),
    ]
    for page in (each.content.decode() for each in pages):
        assert "Proves 0.75 × the required rate: 450 of 600 requests a second." in page
        assert "150 requests a second are missing." in page
        assert "A copy of production of the same size" in page
        assert page.count('id="chart-throughput-') == 1
        assert page.count('id="chart-latency-') == 1
        assert nasty not in page
    matrix = ann.get(f"/evaluations/{judged.pk}/compare/").content.decode()
    assert "450 requests a second" in matrix
    assert "missed: 75 % of the need" in matrix
    assert "ran March 3, 2027, on a copy of production of the same size" in matrix
    assert nasty not in matrix
