"""A vendor's way through its pages, by plain requests as a browser without scripts sends them."""

from typing import Any
from zoneinfo import ZoneInfo

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from lxml import html

from portal.jobs.models import Job
from portal.outbox.models import Mail
from portal.tenancy.switch import current
from tests.cast import Cast
from tests.vendors.scene import Scene, form_of, join
from vendors.models import Answer, Evidence, EvidenceLink, LateDraft, Origin, ReadyState, Submission

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def send(client: Client, url: str, **changes: Any) -> Any:
    """Load a page, change some fields of its form as given and send it."""
    sent: dict[str, Any] = dict(form_of(client.get(url).content))
    sent.update({name.replace("__", ":"): value for name, value in changes.items()})
    return client.post(url, sent)


def autoscale(**more: Any) -> dict[str, Any]:
    return {
        "cloud.autoscale:time:amount": "90",
        "cloud.autoscale:time:unit": "seconds",
        "cloud.autoscale:when:status": "now",
        "cloud.autoscale:limits": "At most 60 copies of the web server, set by a quota with our host.",
        **more,
    }


def test_every_page_opens(scene: Scene, vera: Client) -> None:
    pages = ["/requests/"]
    base = f"/responses/{scene.clearwater.pk}/"
    pages += [base + end for end in ("", "how/", "questions/", "colleagues/", "check/", "decline/")]
    pages += [scene.topic(one.key) for one in scene.asked.asked_criteria()]
    for path in pages:
        answer = vera.get(path)
        assert answer.status_code == 200, path
        page = html.fromstring(answer.content)
        ids = page.xpath("//@id")
        assert len(ids) == len(set(ids)), [one for one in ids if ids.count(one) > 1]
        assert len(page.xpath("//h1")) == 1, path
    csv = vera.get(base + "questions.csv")
    assert csv.content.decode("utf-8-sig").count("\n") >= 12


def test_from_a_blank_page_to_a_receipt(scene: Scene, vera: Client) -> None:
    url = scene.topic()
    answer = send(vera, url, **autoscale(completed="yes", _save="continue"))
    assert answer.status_code == 302, answer.content.decode()
    saved = Answer.objects.get(item_key="cloud.autoscale")
    assert saved.ready == ReadyState.READY
    assert saved.value["time"] == {"seconds": 90, "unit": "seconds"}
    check = f"/responses/{scene.clearwater.pk}/check/"
    page = vera.get(check).content.decode()
    assert "At most 60 copies" in page
    assert "Not provided" in page
    missing = vera.post(check, {"after": "0"})
    assert "Confirm that the answers are true" in missing.content.decode()
    assert not Submission.objects.exists()
    first = vera.post(check, {"after": "0", "confirmed": "on"})
    second = vera.post(check, {"after": "0", "confirmed": "on"})
    assert first["Location"] == second["Location"] == f"/responses/{scene.clearwater.pk}/receipt/"
    submission = Submission.objects.get()
    receipt = vera.get(first["Location"]).content.decode()
    assert submission.reference in receipt
    assert submission.root in receipt
    assert Mail.objects.filter(kind="submission_receipt").count() == 1
    assert Job.objects.filter(kind="vendors.receipt", subject=str(submission.pk)).exists()
    send(vera, url, **autoscale(**{"cloud.autoscale:time:amount": "80", "completed": "yes"}))
    vera.post(check, {"after": "1", "confirmed": "on"})
    assert Submission.objects.count() == 2


def test_a_draft_keeps_what_cannot_be_read(scene: Scene, vera: Client) -> None:
    url = scene.topic()
    typed = {"cloud.autoscale:time:amount": "ninety-ish", "completed": "no", "_save": "return"}
    answer = send(vera, url, **autoscale(**typed))
    assert answer.status_code == 302
    assert "ninety-ish" in vera.get(url).content.decode()
    done = send(vera, url, **autoscale(**typed | {"completed": "yes"}))
    assert done.status_code == 422
    page = html.fromstring(done.content)
    assert page.xpath("//title")[0].text.strip().startswith("Error:")
    for link in page.xpath("//div[@data-problem]//a/@href"):
        assert page.get_element_by_id(link[1:]) is not None
    assert "ninety-ish" in done.content.decode()


def test_a_conflict_shows_both_texts_and_loses_none(
    scene: Scene, vera: Client, connie: Client
) -> None:
    url = scene.topic()
    mine: dict[str, Any] = dict(form_of(vera.get(url).content))
    send(
        connie,
        url,
        **autoscale(**{"cloud.autoscale:limits": "Connie says thirty copies at most, by quota."}),
    )
    mine |= autoscale(**{"cloud.autoscale:limits": "Vera says sixty copies at most, by quota."})
    clash = vera.post(url, mine)
    assert clash.status_code == 409
    text = clash.content.decode()
    assert "Connie says thirty" in text
    assert "Vera says sixty" in text
    form = html.fromstring(clash.content).forms
    (kept,) = [one for one in form if one.action == url]
    fields = dict(kept.form_values())
    assert fields["cloud.autoscale:_keep"] == "mine"
    assert vera.post(url, fields | {"_save": "return"}).status_code == 302
    answer = Answer.objects.get(item_key="cloud.autoscale")
    assert answer.value["limits"].startswith("Vera")
    texts = [one.value["limits"] for one in answer.revisions.all()]
    assert any(one.startswith("Connie") for one in texts)
    theirs = vera.post(url, fields | {"cloud.autoscale:_keep": "theirs", "_save": "return"})
    assert theirs.status_code == 302


def test_saving_in_passing_answers_with_versions(scene: Scene, vera: Client) -> None:
    url = scene.topic()
    sent: dict[str, Any] = dict(form_of(vera.get(url).content)) | autoscale(_autosave="1")
    first = vera.post(url, sent, headers={"HX-Request": "true"})
    assert "Draft saved at" in first.content.decode()
    (version,) = html.fromstring(f"<div>{first.content.decode()}</div>").xpath("//input")
    assert version.get("value") == "1"
    assert version.get("hx-swap-oob") == "true"
    sent["cloud.autoscale:limits"] = "Another text that is long enough to be an answer."
    stale = vera.post(url, sent, headers={"HX-Request": "true"})
    assert stale.status_code == 409
    assert "Not saved" in stale.content.decode()


def test_a_file_goes_on_a_question_and_comes_off_again(scene: Scene, vera: Client) -> None:
    url = scene.topic()
    file = SimpleUploadedFile("../../Plan\u202e.pdf", PDF, "text/html")
    answer = send(
        vera, url,
        **autoscale(**{"cloud.autoscale:_file": file, "cloud.autoscale:_page": "4", "_upload": "cloud.autoscale"}),
    )  # fmt: skip
    assert answer.status_code == 302, answer.content.decode()
    evidence = Evidence.objects.get()
    assert evidence.file.name == "Plan.pdf"
    assert evidence.links.get().page == 4
    # Typed words were saved with the upload.
    assert Answer.objects.get().value["limits"].startswith("At most 60")
    got = vera.get(f"/evidence/{evidence.pk}/file")
    assert b"".join(got.streaming_content) == PDF
    assert got["Content-Disposition"].startswith("attachment;")
    assert got["Content-Type"] == "application/pdf"
    assert got["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in got["Content-Security-Policy"]
    assert got["Cache-Control"] == "private, no-store"
    assert Job.objects.filter(kind="files.pictures", subject=str(evidence.file_id)).exists()
    gone = send(vera, url, _remove=f"{evidence.pk}:cloud.autoscale")
    evidence.refresh_from_db()
    assert evidence.removed_at
    assert "Undo" in vera.get(gone["Location"].partition("#")[0]).content.decode()
    send(vera, url, _undo=f"{evidence.pk}:cloud.autoscale")
    evidence.refresh_from_db()
    assert evidence.removed_at is None
    other = scene.topic("sla.objectives")
    send(
        vera,
        other,
        **{"sla.uptime:_again": str(evidence.pk), "sla.uptime:_page": "7", "_use": "sla.uptime"},
    )
    assert set(EvidenceLink.objects.values_list("item_key", "page")) == {
        ("cloud.autoscale", 4),
        ("sla.uptime", 7),
    }
    details = f"/evidence/{evidence.pk}/sla.uptime/"
    assert vera.get(details).status_code == 200
    sent = {
        "title": "Plan",
        "kind": "incident",
        "speaks_of": "2026-05-01",
        "page": "8",
        "version": "1",
    }
    assert vera.post(details, sent).status_code == 302
    assert EvidenceLink.objects.get(item_key="sla.uptime").page == 8
    assert "changed this file meanwhile" in vera.post(details, sent).content.decode()


def test_confidential_needs_a_reason(scene: Scene, vera: Client) -> None:
    url = scene.topic()
    marked = autoscale(**{"cloud.autoscale:_confidential": "1", "completed": "yes"})
    assert send(vera, url, **marked).status_code == 422
    send(vera, url, **marked | {"cloud.autoscale:_reason": "Names our host"})
    assert Answer.objects.get().confidential_reason == "Names our host"


def test_what_the_county_entered_is_marked_until_confirmed(
    scene: Scene, vera: Client, cast: Cast
) -> None:
    value = {"limits": "Sixty copies, says the contract, and more on request."}
    Answer.objects.create(
        response=scene.clearwater, item_key="cloud.autoscale", value=value, ready="ready",
        origin=Origin.ENTERED, source="the contract", by_id=cast.ann.pk, by_name="Ann Ortiz",
    )  # fmt: skip
    url = scene.topic()
    assert "Entered by Alder County from the contract" in vera.get(url).content.decode()
    send(vera, url, _save="return")
    assert Answer.objects.get().origin == Origin.ENTERED
    send(vera, url, _confirm="cloud.autoscale")
    assert Answer.objects.get().origin == Origin.CONFIRMED


def test_a_contributor_is_told_whom_to_ask(scene: Scene, vera: Client, connie: Client) -> None:
    send(vera, scene.topic(), **autoscale(completed="yes"))
    check = f"/responses/{scene.clearwater.pk}/check/"
    page = connie.get(check).content.decode()
    assert "Vera Sato can submit." in page
    assert "Ask to submit" in page
    assert connie.post(check, {"after": "0", "confirmed": "on"}).status_code == 403
    assert not Submission.objects.exists()


def test_strangers_find_nothing(scene: Scene, sign_in: Any, cast: Cast) -> None:
    other = join(scene.tollgate, "tess@tollgate.example", "Tess Toll")
    base = f"/responses/{scene.clearwater.pk}/"
    for end in ("", "how/", "questions/", "questions.csv", "colleagues/", "check/", "receipt/",
                "decline/", "topics/cloud.elasticity/"):  # fmt: skip
        assert sign_in(other).get(base + end).status_code == 404, end
        assert sign_in(cast.ann).get(base + end).status_code == 403, end


def test_late_is_refused_with_both_times(scene: Scene, vera: Client, past_due_page: Any) -> None:
    check = f"/responses/{scene.clearwater.pk}/check/"
    send(vera, scene.topic(), **autoscale(completed="yes"))
    with past_due_page():
        late = vera.post(check, {"after": "0", "confirmed": "on"})
        assert late.status_code == 409
        page = late.content.decode()
        assert "Your answers came too late" in page
        kept = LateDraft.objects.get()
        for instant in (kept.due_at, kept.tried_at):
            here = instant.astimezone(ZoneInfo(current().time_zone))
            assert f"({here:%H:%M:%S %Z})" in page
            assert instant.isoformat() in page
        overview = vera.get(f"/responses/{scene.clearwater.pk}/").content.decode()
        assert "came 1 minute too late" in overview
        assert kept.root in overview
        assert "Submit late to" in vera.get(check).content.decode()
        assert vera.post(scene.topic(), {"completed": "no"}).status_code == 403
        assert "no longer changed" in vera.get(scene.topic()).content.decode()
    assert not Submission.objects.exists()


def test_colleagues_come_and_go(scene: Scene, vera: Client, connie: Client) -> None:
    page = f"/responses/{scene.clearwater.pk}/colleagues/"
    vera.post(page, {"email": "omar@clearwater.example", "role": "contributor"})
    assert Mail.objects.latest("made_at").to == "omar@clearwater.example"
    assert "omar@clearwater.example" in vera.get(page).content.decode()
    assert connie.post(page, {"email": "x@y.example", "role": "lead"}).status_code == 200
    assert not Mail.objects.filter(to="x@y.example").exists()
    member = scene.clearwater.members.get(name="Connie Lee")
    assert connie.get(f"/responses/{scene.clearwater.pk}/").status_code == 200
    assert vera.get(f"{page}{member.pk}/remove/").status_code == 200
    vera.post(f"{page}{member.pk}/remove/")
    assert connie.get(f"/responses/{scene.clearwater.pk}/").status_code == 403
    lead = scene.clearwater.members.get(name="Vera Sato")
    assert vera.post(f"{page}{lead.pk}/remove/").status_code == 403


def test_declining_with_a_reason_and_taking_it_back(scene: Scene, vera: Client) -> None:
    base = f"/responses/{scene.clearwater.pk}/"
    vera.post(base + "decline/", {"reason": "Too busy"})
    assert "Too busy" in vera.get(base).content.decode()
    assert vera.post(scene.topic(), {}).status_code == 403
    vera.post(base + "respond/")
    scene.clearwater.refresh_from_db()
    assert scene.clearwater.declined_at is None
