"""The public-records edition: nothing withheld is in it, and a stranger can still check it."""

import html
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from evaluations.actions import records, reports
from evaluations.models import Evaluation, Report, ReportKind
from evaluations.queries.records import handing_of
from evaluations.tasks import make_report
from portal import clock
from portal.access import Refused
from portal.accounts.models import Membership, Role, User
from portal.audit.models import Event
from portal.files import storage
from portal.jobs.models import Job
from portal.outbox.models import Mail
from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import workspace
from tests.cast import Cast
from tests.evaluations.record.test_bundle import (
    changed,
    checked,
    made_bundle,
    put,
    unpacked,
)
from tests.evaluations.reports.judged import SECRET, Judged, agree, decide, judged
from vendors.actions import records as vendors_own
from vendors.models import Part, RecordsReview, Withholding

HIDDEN = "Customers and their contacts"
TEN_DAYS = timedelta(days=10)


def decided(cast: Cast, *, vendors: int = 2) -> Judged:
    made = judged(cast.ann, [cast.ben, cast.cy], vendors=vendors)
    agree(made, by=cast.ann)
    decide(made, by=cast.ann)
    return made


def told(made: Judged, by: User) -> RecordsReview:
    return records.open_review(made.evaluation, object_by=clock.now() + TEN_DAYS, by=by)


def withhold(evaluation: Evaluation, field: Withholding, by: User) -> Withholding:
    return records.decide(
        evaluation, field, withheld=True, code="trade_secret", why="Shown to be one.", by=by
    )


def edition(evaluation: Evaluation, by: User) -> bytes:
    report = reports.order(evaluation, ReportKind.EDITION, by=by)
    make_report(Job.objects.get(pk=report.job))
    report = Report.objects.select_related("file").get(pk=report.pk)
    assert report.file is not None
    return storage.read(report.file.key)


def everything(folder: Path) -> str:
    return "\n".join(one.read_text() for one in folder.rglob("*") if one.is_file())


def test_what_was_withheld_is_gone_and_the_rest_still_checks(
    cast: Cast, in_alder: Any, tmp_path: Path
) -> None:
    made = decided(cast, vendors=3)
    told(made, cast.olive)
    for field in Withholding.objects.all():
        withhold(made.evaluation, field, cast.olive)
    with clock.moved(TEN_DAYS):
        folder = unpacked(edition(made.evaluation, cast.olive), tmp_path / "edition")
        whole = unpacked(made_bundle(made.evaluation, cast.ann)[1], tmp_path / "whole")
    text = everything(folder)
    assert SECRET not in text
    assert HIDDEN not in text
    assert SECRET in everything(whole)
    assert HIDDEN in everything(whole)
    code, said = checked(folder)
    assert code == 0, said
    cuts = json.loads((folder / "redactions.json").read_text())
    assert f"places withheld, each with its reason: {len(cuts)}" in said
    assert {one["code"] for one in cuts} == {"trade_secret", "quotes"}
    assert "figures.json" not in {one["file"] for one in cuts}
    assert (folder / "figures.json").read_bytes() == (whole / "figures.json").read_bytes()
    assert "public-records edition" in (folder / "README.txt").read_text()
    assert "Do not hand it on" in (whole / "README.txt").read_text()

    first = next(one for one in cuts if one["file"] == "submissions/1.json")
    leaves = json.loads((folder / "submissions/1.json").read_text())["leaves"]
    open_leaf = next(at for at, one in enumerate(leaves) if one["salt"] is not None)
    tampers: list[tuple[str, Callable[[Any], None], str]] = [
        (
            "submissions/1.json",
            put("made up", *first["at"]),
            "holds a value where one was redacted",
        ),
        ("submissions/1.json", put(None, "leaves", open_leaf, "salt"), "where one was redacted"),
        ("redactions.json", lambda cuts: cuts.pop(0), "redactions.json does not say why"),
        ("redactions.json", put("", 0, "why"), "says no reason"),
        ("agreed.json", put("Another reason.", 0, "reason"), "is listed as withheld and is there"),
    ]
    if not any(one["file"] == "agreed.json" for one in cuts):
        tampers.pop()
    for name, change, what in tampers:
        code, said = changed(folder, name, change, listed=True)
        assert (code, what in said) == (1, True), (name, said)


def test_what_was_released_stays(cast: Cast, in_alder: Any, tmp_path: Path) -> None:
    made = decided(cast)
    told(made, cast.olive)
    with clock.moved(TEN_DAYS):
        for field in Withholding.objects.all():
            records.decide(
                made.evaluation, field, withheld=False, code="", why="No secret.", by=cast.olive
            )
        folder = unpacked(edition(made.evaluation, cast.olive), tmp_path)
    assert SECRET in everything(folder)
    assert json.loads((folder / "redactions.json").read_text()) == []
    assert checked(folder)[0] == 0


def test_vendors_are_told_and_have_their_time(cast: Cast, in_alder: Any) -> None:
    made = decided(cast)
    review = told(made, cast.olive)
    mails = Mail.objects.filter(kind="records_review")
    assert {one.to for one in mails} == {"lead0@vendor0.example", "lead1@vendor1.example"}
    assert "until" in mails[0].text
    assert SECRET not in mails[0].text
    fields = list(Withholding.objects.order_by("pk"))
    assert {one.part for one in fields} == {Part.ANSWER, Part.FILE}
    assert {one.marked for one in fields} == {"trade secret", "Marked without a reason."}
    with pytest.raises(Refused, match="may still object"):
        records.decide(
            made.evaluation, fields[0], withheld=False, code="", why="No.", by=cast.olive
        )
    with pytest.raises(Refused, match="Vendors may still object"):
        reports.order(made.evaluation, ReportKind.EDITION, by=cast.olive)
    with pytest.raises(Refused, match="told already"):
        told(made, cast.olive)
    with clock.moved(TEN_DAYS), pytest.raises(Refused, match=f"{len(fields)} are undecided"):
        reports.order(made.evaluation, ReportKind.EDITION, by=cast.olive)
    assert review.object_by > clock.now()
    assert Event.objects.filter(verb="told vendors that the record is to be handed out").exists()


def test_a_vendor_objects_until_the_day_and_only_on_its_own(cast: Cast, in_alder: Any) -> None:
    made = decided(cast)
    response = made.responses[0]
    lead = User.objects.get(email="lead0@vendor0.example")
    other = User.objects.get(email="lead1@vendor1.example")
    item = next(iter(response.submissions.get().content["answers"]))
    with pytest.raises(Refused, match="is not being handed out"):
        vendors_own.say(response, Part.ANSWER, item, "It is ours.", by=lead)
    told(made, cast.olive)
    said = vendors_own.say(response, Part.ANSWER, item, "It is ours.", by=lead)
    assert (said.said, said.said_by_name) == ("It is ours.", str(lead))
    with pytest.raises(Refused, match="not on this response"):
        vendors_own.say(response, Part.ANSWER, item, "It is ours.", by=other)
    with pytest.raises(Refused, match="Choose an answer or a file"):
        vendors_own.say(response, Part.ANSWER, "no.such", "It is ours.", by=lead)
    withhold(made.evaluation, said, cast.olive)
    with pytest.raises(Refused, match="decided already"):
        vendors_own.say(response, Part.ANSWER, item, "Again.", by=lead)
    with clock.moved(TEN_DAYS), pytest.raises(Refused, match="time to object is over"):
        vendors_own.say(response, Part.FILE, "1", "Late.", by=lead)


def test_before_the_decision_there_is_no_record(cast: Cast, in_alder: Any) -> None:
    made = judged(cast.ann, [cast.ben])
    with pytest.raises(Refused, match="once the evaluation is decided"):
        told(made, cast.olive)


def officer(alder: Jurisdiction, person: User) -> None:
    Membership.objects.filter(person=person, jurisdiction=alder).delete()
    Membership.objects.create(
        person=person, jurisdiction=alder, role=Role.RECORDS, accepted_at=clock.now()
    )


def test_the_pages_of_officer_and_vendor(
    alder: Jurisdiction, cast: Cast, sign_in: Callable[..., Client]
) -> None:
    officer(alder, cast.olive)
    with workspace(alder):
        made = decided(cast)
        lead = User.objects.get(email="lead0@vendor0.example")
    hers, vendor = sign_in(cast.olive, alder), sign_in(lead, alder)
    at, own = f"/evaluations/{made.evaluation.pk}/records/", made.responses[0].pk
    for start in ("/records/", "/"):
        assert "Vaccine scheduling 2027" in hers.get(start).content.decode()
    assert vendor.get(f"/responses/{own}/records/").status_code == 404
    gone = hers.post(f"{at}tell/", {"object_by": "2020-01-01"})
    assert gone.status_code == 422
    assert "Choose a day in the future" in gone.content.decode()
    day = (clock.now() + TEN_DAYS).date().isoformat()
    assert hers.post(f"{at}tell/", {"object_by": day}).status_code == 302

    with workspace(alder):
        field = Withholding.objects.filter(response=own, part=Part.ANSWER).get()
        titles = [one.title for one in handing_of(made.evaluation).fields]
    page = vendor.get(f"/responses/{own}/records/").content.decode()
    assert "trade secret" in page
    assert "what of it has to stay confidential" in (
        vendor.get(f"/responses/{own}/").content.decode().lower()
    )
    empty = vendor.post(f"/responses/{own}/records/", {"field_pk": field.pk})
    assert empty.status_code == 422
    assert "Say why it has to stay" in empty.content.decode()
    sent = vendor.post(
        f"/responses/{own}/records/", {"field_pk": field.pk, f"f{field.pk}-text": "Ours alone."}
    )
    assert sent.status_code == 302

    page = hers.get(at).content.decode()
    assert "Ours alone." in page
    assert SECRET in page
    assert all(one in html.unescape(page) for one in titles)
    no_code = hers.post(f"{at}fields/{field.pk}/", {"decision": "withhold", "why": "My own words."})
    assert no_code.status_code == 422
    assert "Choose the reason code" in no_code.content.decode()
    assert "My own words." in no_code.content.decode()
    done = hers.post(
        f"{at}fields/{field.pk}/",
        {"decision": "withhold", "code": "security", "why": "An attacker."},
    )
    assert done.status_code == 302
    assert "An attacker." in vendor.get(f"/responses/{own}/records/").content.decode()
    # A coordinator has no part in it, and the officer none in evaluations that are not decided.
    assert sign_in(cast.ann, alder).get(at).status_code == 403
    assert hers.get(f"/evaluations/{made.evaluation.pk}/compare/").status_code == 403
