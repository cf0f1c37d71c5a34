"""The tasks of the set-up, walked as a person without scripts does."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from evaluations.actions import rounds
from evaluations.models import Evaluation, Panelist
from portal.access import Refused
from portal.audit.models import Event
from portal.outbox.models import Mail
from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import workspace
from tests.cast import Cast
from tests.stages import put_clock_right, round_at
from vendors.actions import invitations, vendors
from vendors.actions import rounds as intake
from vendors.models import Invitation, Response, Round, Vendor
from vendors.queries.questionnaires import questionnaire_of
from vendors.questionnaire.model import Depth

PEAK = {
    "basis": "computed", "people": "500,000", "share": "20 %", "turnout": "40", "window": "30",
    "window_unit": "minutes", "pages": "8", "retries": "1.25",
}  # fmt: skip


def test_each_task_saves_what_was_typed(alder: Jurisdiction, cast: Cast, sign_in: Any) -> None:
    with workspace(alder):
        staged = round_at("draft", cast)
    ann, base = sign_in(cast.ann), f"/evaluations/{staged.evaluation.pk}/setup/"
    details = {"name": "New name", "kind": "improvement", "purpose": "Why", "number": "N-14",
        "contact_name": "Dana Reyes", "contact_phone": "555-0177", "contact_email": "d@alder.example"}  # fmt: skip
    assert ann.post(base + "details/", details).status_code == 302
    assert ann.post(base + "peak/", PEAK).status_code == 302
    dates = {"due_day": "2031-03-19", "due_time": "17:00", "scoring_due": "2031-03-28"}
    assert ann.post(base + "dates/", dates).status_code == 302
    assert ann.post(base + "invitation/", {"invitation_text": "Please\nanswer"}).status_code == 302
    assert ann.post(base + "vendors/", {"vendors": "new@third.example"}).status_code == 302
    ben = {"members": [str(cast.ben.pk)], "email": "Zoe@alder.example", "name": "Zoe Hart"}
    assert ann.post(base + "reviewers/", ben).status_code == 302
    with workspace(alder):
        round_ = Round.objects.get()
        assert (round_.name, round_.kind, round_.number) == ("New name", "improvement", "N-14")
        assert round_.contact_line == "Dana Reyes, 555-0177, d@alder.example"
        # 500,000 × 20 % × 40 % = 40,000 in 1,800 s × 3 = 66.67/s × 8 × 3 × 1.25 ÷ 0.9 × 1.5
        assert round_.peak_rate == Decimal("3333.33")
        assert str(round_.due_at) == "2031-03-20 00:00:00+00:00"
        assert sorted(Vendor.objects.values_list("name", flat=True)) == [
            "Clearwater Scheduling", "Third", "Tollgate Labs",
        ]  # fmt: skip
        assert sorted(Panelist.objects.values_list("name", flat=True)) == ["Ben Kapoor", "Zoe Hart"]
    assert "3,333.33 requests a second" in ann.get(base).content.decode()


def test_the_contact_changes_while_vendors_answer(
    alder: Jurisdiction, cast: Cast, sign_in: Any
) -> None:
    with workspace(alder):
        staged = round_at("open", cast)
    pk, ann = staged.evaluation.pk, sign_in(cast.ann)
    assert f"/evaluations/{pk}/contact/" in ann.get(f"/evaluations/{pk}/").content.decode()
    alone = ann.post(f"/evaluations/{pk}/contact/", {"contact_name": "Dana Reyes"})
    assert "Enter a phone number or an e-mail address" in alone.content.decode()
    said = {"contact_name": "Lou Park", "contact_phone": "555-0188", "contact_email": ""}
    assert ann.post(f"/evaluations/{pk}/contact/", said).status_code == 302
    with workspace(alder):
        assert Round.objects.get().contact_line == "Lou Park, 555-0188"
        said = Event.objects.latest("number").detail
        assert said["what"] == "whom vendors can call"
        assert said["before"] != said["after"]
        intake.cancel(staged.evaluation.round, "No longer needed", by=cast.ann)
    assert ann.post(f"/evaluations/{pk}/contact/", said).status_code == 403


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"contact_name": "Dana Reyes"}, "Enter a phone number or an e-mail address"),
        ({"contact_name": "Dana\0Reyes", "contact_phone": "5"}, "Null characters are not allowed"),
        ({"contact_name": "D" * 201, "contact_phone": "5"}, "200 characters"),
        ({"contact_email": "dana"}, "e-mail address"),
    ],
)
def test_a_contact_that_nobody_could_call_is_refused_with_what_was_typed(
    alder: Jurisdiction, cast: Cast, sign_in: Any, typed: dict[str, str], said: str
) -> None:
    with workspace(alder):
        staged = round_at("draft", cast)
    details = {"name": "New name", "kind": "improvement", "purpose": "TYPED WORDS"} | typed
    url = f"/evaluations/{staged.evaluation.pk}/setup/details/"
    page = sign_in(cast.ann).post(url, details).content.decode()
    assert said in page
    assert "TYPED WORDS" in page
    with workspace(alder):
        assert Round.objects.get().contact_line == ""


def test_documents_are_checked_kept_and_given_back(
    alder: Jurisdiction, cast: Cast, sign_in: Any
) -> None:
    with workspace(alder):
        staged = round_at("draft", cast)
    ann, base = sign_in(cast.ann), f"/evaluations/{staged.evaluation.pk}/"
    wrong = SimpleUploadedFile("contract.pdf", b"MZ not a PDF")
    page = ann.post(base + "setup/documents/", {"title": "Draft contract", "file": wrong})
    assert "is not really a PDF" in page.content.decode()
    right = SimpleUploadedFile("terms.txt", b"Uptime is promised.")
    page = ann.post(base + "setup/documents/", {"title": "Terms", "file": right}, follow=True)
    assert "Terms" in page.content.decode()
    with workspace(alder):
        document = staged.evaluation.round.documents.get()
    answer = ann.get(f"{base}documents/{document.pk}/")
    assert b"".join(answer.streaming_content) == b"Uptime is promised."
    assert answer["Content-Disposition"].startswith("attachment")
    assert ann.post(f"{base}documents/{document.pk}/remove/").status_code == 302
    assert ann.get(f"{base}documents/{document.pk}/").status_code == 404


def test_what_vendors_were_told_stands(alder: Jurisdiction, cast: Cast, sign_in: Any) -> None:
    with workspace(alder):
        staged = round_at("open", cast)
    ann, base = sign_in(cast.ann), f"/evaluations/{staged.evaluation.pk}/setup/"
    answer = ann.post(base + "details/", {"name": "Other", "kind": "acquisition"})
    assert answer.status_code == 403
    assert "copy this evaluation" in answer.content.decode()
    assert ann.post(base + "weights/", {}).status_code in {200, 403}
    assert ann.post(base + "dates/", {"scoring_due": "2031-03-28"}).status_code == 302
    with workspace(alder):
        assert Round.objects.get().name == "Vaccine scheduling"
        assert str(Round.objects.get().scoring_due) == "2031-03-28"


def test_weights_are_whole_numbers_and_all_kept_on_error(
    alder: Jurisdiction, cast: Cast, sign_in: Any
) -> None:
    with workspace(alder):
        staged = round_at("draft", cast)
        asked = questionnaire_of(staged.evaluation.round.version).asked_criteria()
    ann, url = sign_in(cast.ann), f"/evaluations/{staged.evaluation.pk}/setup/weights/"
    weights = {f"weight-{one.key}": "7" for one in asked}
    first, second = [f"weight-{one.key}" for one in asked[:2]]
    page = ann.post(url, weights | {first: "heavy", second: "31"}).content.decode()
    assert "as a whole number" in page
    assert 'value="heavy"' in page
    assert 'value="31"' in page
    assert ann.post(url, weights).status_code == 302
    with workspace(alder):
        version = Round.objects.select_related("version").get().version
        assert {one.weight for one in questionnaire_of(version).asked_criteria()} == {7}


def test_a_copy_has_all_but_answers_and_dates(in_alder: Jurisdiction, cast: Cast) -> None:
    staged = round_at("submitted", cast)
    made = rounds.copy(staged.evaluation, by=cast.ann)
    assert (made.round.state, made.round.due_at) == ("draft", None)
    assert made.round.copied_from_id == staged.evaluation.round_id
    assert made.round.version_id != staged.evaluation.round.version_id
    emails = Invitation.objects.filter(response__round=made.round).values_list("email", flat=True)
    assert sorted(emails) == ["sales@tollgate-labs.example", "vera@clearwater.example"]
    assert not Response.objects.filter(round=made.round, submissions__isnull=False).exists()


def test_cancelling_tells_vendors_and_reviewers_why(
    alder: Jurisdiction, cast: Cast, sign_in: Any
) -> None:
    from evaluations.actions import panel

    with workspace(alder):
        staged = round_at("open", cast)
        panel.add(staged.evaluation, cast.ben, by=cast.ann)
    ann, url = sign_in(cast.ann), f"/evaluations/{staged.evaluation.pk}/cancel/"
    assert "Say why" in ann.post(url, {"reason": ""}).content.decode()
    page = ann.post(url, {"reason": "No money this year"}, follow=True).content.decode()
    assert "This evaluation was cancelled." in page
    with workspace(alder):
        told = Mail.objects.filter(kind="round_cancelled")
        assert sorted(told.values_list("to", flat=True)) == [
            "ben@alder.example", "sales@tollgate-labs.example", "vera@clearwater.example",
        ]  # fmt: skip
        assert all("No money this year" in mail.text for mail in told)


def test_moving_on_says_why_not_yet(alder: Jurisdiction, cast: Cast, sign_in: Any) -> None:
    with workspace(alder):
        staged = round_at("open", cast)
    ann, url = sign_in(cast.ann), f"/evaluations/{staged.evaluation.pk}/move/scoring/"
    assert "Not yet." in ann.get(url).content.decode()
    assert ann.post(url).status_code == 403
    with workspace(alder):
        assert Evaluation.objects.get().stage == "waiting"


def test_scoring_begins_once_answers_are_closed(
    alder: Jurisdiction, cast: Cast, sign_in: Any
) -> None:
    from evaluations.actions import panel

    try:
        with workspace(alder):
            staged = round_at("closed", cast)
        ann = sign_in(cast.ann)
        base = f"/evaluations/{staged.evaluation.pk}/"
        assert "No reviewer is assigned" in ann.get(base + "move/scoring/").content.decode()
        with workspace(alder):
            panel.add(staged.evaluation, cast.ben, by=cast.ann)
        home = ann.get("/").content.decode()
        assert "No answers came from" in home
        page = ann.post(base + "move/scoring/", follow=True).content.decode()
        assert "0 of 1 locked" in page
        assert "Your scores are awaited." in sign_in(cast.ben).get("/").content.decode()
    finally:
        put_clock_right()


def test_invitations_can_be_sent_again_changed_and_withdrawn(
    alder: Jurisdiction, cast: Cast, sign_in: Any
) -> None:
    with workspace(alder):
        staged = round_at("open", cast)
        first = staged.first.invitations.get()
        before = first.token_hash
    ann, base = sign_in(cast.ann), f"/evaluations/{staged.evaluation.pk}/"
    assert ann.post(f"{base}invitations/{first.pk}/again/").status_code == 302
    changed = {"email": "Other@clearwater.example"}
    assert ann.post(f"{base}invitations/{first.pk}/address/", changed).status_code == 302
    assert (
        ann.post(f"{base}invitations/add/", {"vendors": "late@fourth.example"}).status_code == 302
    )
    assert ann.post(f"{base}invitations/remind/").status_code == 302
    url = f"{base}vendors/{staged.second.pk}/withdraw/"
    assert ann.post(url, {"reason": "Not invited any more"}).status_code == 302
    with workspace(alder):
        first.refresh_from_db()
        assert first.token_hash != before
        assert first.withdrawn_at is not None
        assert Invitation.objects.get(email="other@clearwater.example").sent_at is not None
        assert Invitation.objects.get(email="late@fourth.example").sent_at is not None
        assert Mail.objects.get(kind="vendor_withdrawn").to == "sales@tollgate-labs.example"
        with pytest.raises(Refused, match="withdrawn"):
            invitations.send_again(first, by=cast.ann)
    page = ann.get(f"{base}invitations/").content.decode()
    assert "Withdrawn" in page


def test_a_coordinator_sees_counts_and_never_content_before_closing(
    alder: Jurisdiction, cast: Cast, sign_in: Any
) -> None:
    from vendors.actions import answers

    with workspace(alder):
        staged = round_at("open", cast)
        response = invitations.accept(staged.first.invitations.get(), by=cast.vera)
        items = questionnaire_of(staged.evaluation.round.version).asked_items()
        for item in items[:3]:
            value = {item.parts[0].key: "CANARY-OF-VERA"}
            answers.save(response, item.key, value, based_on=0, by=cast.vera, ready=True)
    ann, base = sign_in(cast.ann), f"/evaluations/{staged.evaluation.pk}/"
    for url in ("/", base, base + "invitations/", "/evaluations/"):
        assert "CANARY-OF-VERA" not in ann.get(url).content.decode()
    assert "In progress, 3 of 12 questions" in ann.get(base + "invitations/").content.decode()


def test_naming_a_vendor_as_another_means_that_one(in_alder: Jurisdiction, cast: Cast) -> None:
    known = vendors.known_as("Known Vendor")
    staged = round_at("draft", cast)
    vendors.rename(staged.first, "known vendor", by=cast.ann)
    staged.first.refresh_from_db()
    assert staged.first.vendor == known
    assert not Vendor.objects.filter(name="Clearwater Scheduling").exists()
    with pytest.raises(Refused, match="on this evaluation already"):
        vendors.rename(staged.second, "Known Vendor", by=cast.ann)


def test_the_depth_of_one_evaluation_changes_no_other(in_alder: Jurisdiction, cast: Cast) -> None:
    from vendors.actions import rounds as intake

    one, two = round_at("draft", cast), round_at("draft", cast, vendors="x@other.example")
    changed = intake.set_depth(one.evaluation.round, Depth.FULL, by=cast.ann)
    assert len(questionnaire_of(changed.version).asked_items()) == 61
    two.evaluation.round.refresh_from_db()
    assert len(questionnaire_of(two.evaluation.round.version).asked_items()) == 12


def test_late_is_who_did_not_submit(in_alder: Jurisdiction, cast: Cast) -> None:
    from portal import clock
    from vendors.queries.responses import overview_of

    staged = round_at("submitted", cast)
    at = clock.now() + timedelta(days=15)
    late = {one.name: one.is_late for one in overview_of(staged.evaluation.round, at=at)}
    assert late == {"Clearwater Scheduling": False, "Tollgate Labs": True}
