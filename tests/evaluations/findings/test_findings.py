"""The jurisdiction's own findings: written down at any time, shown to its people, to no vendor."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from evaluations.actions import panel
from evaluations.queries.reports import material_of
from evaluations.reports.vendor import html_of
from portal import clock
from portal.access import Refused
from portal.audit.models import Event
from portal.files.actions import keep_checked
from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import workspace
from tests.cast import Cast
from tests.evaluations.scoring.proved import PLAN, note, proved
from tests.evaluations.scoring.test_grading import text_of
from tests.stages import Staged, put_clock_right, round_at, sign
from vendors.actions import observations
from vendors.models import Kind, Observation

CANARY = "A heron stood on the server"
VENDOR_PAGES = ("", "topics/prep.response/", "questions/", "check/", "receipt/")


def page_of(staged: Staged, more: str = "") -> str:
    return f"/evaluations/{staged.evaluation.pk}/findings/{staged.first.pk}/{more}"


def form_of(page: bytes) -> dict[str, Any]:
    """What a browser would send of the page's form as it stands."""
    (form,) = [one for one in html.fromstring(page).forms if "enctype" in one.attrib]
    return {name: value for name, value in form.form_values() if value is not None}


def typed(**more: Any) -> dict[str, Any]:
    return {
        "title": CANARY,
        "seen_on": "2026-02-18",
        "source": "The evening paper",
        "detail-tone": "trouble",
        "detail-system": "Booking 3.2",
        "detail-problem": "Residents saw a blank page",
        "detail-outage_minutes": "120",
        "about": [PLAN],
        "version": "0",
    } | more


@pytest.mark.parametrize("kind", [Kind.ACQUISITION, Kind.IMPROVEMENT])
def test_a_coordinator_writes_one_down_while_vendors_still_answer_and_no_vendor_sees_it(
    alder: Jurisdiction, cast: Cast, sign_in: Callable[..., Client], kind: Kind
) -> None:
    with workspace(alder):
        put_clock_right()
        staged = round_at("submitted", cast, kind=kind)
        Observation.objects.all().delete()
    ann, vera = sign_in(cast.ann), sign_in(cast.vera)
    add = page_of(staged, "add/press/")
    file = SimpleUploadedFile("article.txt", CANARY.encode())
    assert ann.post(add, typed(file=file)).status_code == 302
    text = text_of(ann, page_of(staged))
    assert CANARY in text
    assert "Down for 120 minutes: more than 10" in text
    with workspace(alder):
        found = Observation.objects.get()
        assert (found.details["outage_minutes"], found.about) == (120, [PLAN])
        event = Event.objects.order_by("-number")[0]
        assert (event.verb, event.detail["finding"]) == ("wrote down a finding", found.pk)
        assert CANARY not in str(event.detail)
    assert CANARY.encode() in ann.get(page_of(staged, f"{found.pk}/file")).getvalue()
    for more in VENDOR_PAGES:
        shown = vera.get(f"/responses/{staged.first.pk}/{more}")
        assert shown.status_code == 200
        assert CANARY not in shown.content.decode()
    assert vera.get(page_of(staged)).status_code == 403


def test_meetings_noted_as_findings_are_read_and_changed_but_no_new_ones_are_offered(
    alder: Jurisdiction, cast: Cast, sign_in: Callable[..., Client]
) -> None:
    with workspace(alder):
        put_clock_right()
        staged = round_at("submitted", cast)
        old = note(staged.first, cast.ann, kind="contract", title=CANARY, details={
            "clause": "4.2", "wording": "As agreed",
        })  # fmt: skip
        Observation.objects.filter(pk=old.pk).update(
            kind="meeting", details={"occasion": "Kick-off"}
        )
        with pytest.raises(Refused, match="beside the scores"):
            note(staged.first, cast.ann, kind="meeting", details={})
    ann = sign_in(cast.ann)
    page = ann.get(page_of(staged)).content.decode()
    assert "Kick-off" in page
    assert "add/contract/" in page
    assert "add/meeting/" not in page
    assert ann.get(page_of(staged, "add/meeting/")).status_code == 404
    assert CANARY in ann.get(page_of(staged, f"{old.pk}/")).content.decode()


def test_what_is_missing_is_said_at_its_field_and_nothing_typed_is_lost(
    alder: Jurisdiction, cast: Cast, sign_in: Callable[..., Client]
) -> None:
    with workspace(alder):
        put_clock_right()
        staged = round_at("open", cast)
    ann = sign_in(cast.ann)
    wrong = {"detail-problem": "Bugs", "seen_on": "2999-01-01", "detail-people": "many"}
    refused = ann.post(page_of(staged, "add/press/"), typed(**wrong))
    assert refused.status_code == 422
    page = html.fromstring(refused.content)
    said = " ".join(page.xpath("string(//*[@data-problem])").split())
    assert "Say who could not do what" in said
    assert "Enter a date that is not in the future" in said
    assert "Enter a whole number, such as 25" in said
    for target in page.xpath("//*[@data-problem]//a/@href"):
        assert page.xpath(f"//*[@id='{target[1:]}']")
    assert CANARY in refused.content.decode()
    empty = ann.post(page_of(staged, "add/press/"), {"version": "0"}).content.decode()
    for sentence in (
        "Say in a line what you found",
        "Enter the day on which it was seen, said or published",
        "Fill in “Where it was published”",
    ):
        assert empty.count(sentence) >= 2, "at its field and in the summary"
    with workspace(alder):
        assert not Observation.objects.filter(title=CANARY).exists()


def test_two_people_see_both_wordings(
    alder: Jurisdiction, cast: Cast, sign_in: Callable[..., Client]
) -> None:
    with workspace(alder):
        case = proved(cast)
        finding = note(case.first, cast.ann)
    ann, ben = sign_in(cast.ann), sign_in(cast.ben)
    url = case.page(f"{finding.pk}/")
    stale = form_of(ann.get(url).content)
    assert ben.post(url, form_of(ben.get(url).content) | {"note": "By Ben"}).status_code == 302
    late = ann.post(url, stale | {"note": "By Ann"})
    assert late.status_code == 409
    text = late.content.decode()
    assert "Ben Kapoor changed this finding meanwhile" in text
    assert "By Ben" in text
    assert "By Ann" in text
    assert ann.post(url, form_of(late.content)).status_code == 302
    with workspace(alder):
        finding.refresh_from_db()
        assert (finding.note, finding.version, finding.by_name) == ("By Ann", 3, "Ann Ortiz")
        wordings = [one.content["note"] for one in finding.revisions.all()]
    assert wordings == ["By Ann", "By Ben", "They were called before they noticed it themselves."]


def test_removing_wants_a_reason_and_keeps_the_finding(
    alder: Jurisdiction, cast: Cast, sign_in: Callable[..., Client]
) -> None:
    with workspace(alder):
        case = proved(cast)
        finding = note(case.first, cast.ann)
        with pytest.raises(Refused, match="Say why"):
            observations.remove(finding, " ", by=cast.ann)
    ann = sign_in(cast.ann)
    url = case.page(f"{finding.pk}/remove/")
    assert "Reason" in ann.post(url, {"reason": ""}).content.decode()
    assert ann.post(url, {"reason": "Another product."}).status_code == 302
    text = text_of(ann, case.page())
    assert "1 removed" in text
    assert "Removed by Ann Ortiz: Another product." in text
    assert ann.get(url).status_code == 404
    with workspace(alder), pytest.raises(Refused, match="removed meanwhile"):
        observations.remove(finding, "Twice", by=cast.ann)


def test_a_conflict_hides_them_and_nothing_else_does(
    alder: Jurisdiction, cast: Cast, sign_in: Callable[..., Client]
) -> None:
    with workspace(alder):
        case = proved(cast, conflict_of=cast.ben)
        finding = note(case.first, cast.ann, title=CANARY)
        with_file = keep_checked(
            SimpleUploadedFile("a.txt", b"words"), name="a.txt", size=5, by=cast.ann
        )
        Observation.objects.filter(pk=finding.pk).update(file=with_file)
    ben, cy, olive = (sign_in(one) for one in (cast.ben, cast.cy, cast.olive))
    for more in ("", "add/press/", f"{finding.pk}/", f"{finding.pk}/remove/"):
        assert ben.get(case.page(more)).status_code == 404
        assert cy.get(case.page(more)).status_code == 200
    assert ben.get(case.page(f"{finding.pk}/file")).status_code == 404
    assert cy.get(case.page(f"{finding.pk}/file")).getvalue() == b"words"
    assert olive.get(case.page()).status_code == 200
    assert olive.get(case.page("add/press/")).status_code == 403
    other = f"/evaluations/{case.pk}/findings/{case.second.pk}/"
    assert CANARY not in ben.get(other).content.decode()
    # A finding of one vendor is not reached by way of another.
    assert cy.get(f"{other}{finding.pk}/").status_code == 404
    assert cy.get(case.page("add/rumour/")).status_code == 404


def test_a_reviewer_signs_first_and_may_then_write_before_closing(
    alder: Jurisdiction, cast: Cast, sign_in: Callable[..., Client]
) -> None:
    with workspace(alder):
        put_clock_right()
        staged = round_at("open", cast)
        panelist = panel.add(staged.evaluation, cast.ben, by=cast.ann)
    ben = sign_in(cast.ben)
    assert ben.get(page_of(staged)).status_code == 403
    with workspace(alder):
        sign(panelist, by=cast.ben)
    assert ben.post(page_of(staged, "add/press/"), typed()).status_code == 302
    assert CANARY in text_of(ben, page_of(staged))
    assert sign_in(cast.cy).get(page_of(staged)).status_code == 404


def test_they_stand_beside_the_answers_and_in_the_vendor_report_marked_as_ours(
    alder: Jurisdiction, cast: Cast, sign_in: Callable[..., Client]
) -> None:
    with workspace(alder):
        case = proved(cast)
        note(case.first, cast.ann, title=CANARY)
        note(case.first, cast.ann, title="Of the vendor as a whole", about=())
    cell = text_of(sign_in(cast.ann), f"/evaluations/{case.pk}/cells/{case.first.pk}/{PLAN}/")
    card = text_of(sign_in(cast.ben), case.topic(PLAN))
    for text in (cell, card):
        assert f"Ours {CANARY}" in text
        assert "Ours Of the vendor as a whole" not in text
    with workspace(alder):
        material = material_of(case.evaluation)
        report = {
            one.pk: html_of(material, Record(), str(one.pk), part=lambda number, name: None)
            for one in (case.first, case.second)
        }
    assert f"Our own finding: {CANARY}." in report[case.first.pk]
    assert "Our own finding: Of the vendor as a whole." in report[case.first.pk]
    assert CANARY not in report[case.second.pk]


class Record:
    """What a document says of itself, for a report that is only read here."""

    def facts_of(self, *facts: str) -> dict[str, Any]:
        return {
            "facts_left": [], "facts_right": [], "workspace": "", "record": "", "logo": "",
            "about": "",
        }  # fmt: skip

    def method(self) -> list[tuple[str, str]]:
        return []


def test_the_action_holds_its_rules_whatever_page_asks(alder: Jurisdiction, cast: Cast) -> None:
    with workspace(alder):
        case = proved(cast)
        with pytest.raises(Refused, match="future"):
            note(case.first, cast.ann, seen_on=clock.now().date() + timedelta(days=2))
        with pytest.raises(Refused, match="Which customer"):
            note(case.first, cast.ann, details={})
        with pytest.raises(Refused, match="where it comes from"):
            note(case.first, cast.ann, source=" ")
        assert not Observation.objects.filter(response=case.first).exists()


def test_any_number_of_findings_costs_the_same(
    alder: Jurisdiction, cast: Cast, sign_in: Callable[..., Client]
) -> None:
    with workspace(alder):
        case = proved(cast)
    ann, ben = sign_in(cast.ann), sign_in(cast.ben)
    cell = f"/evaluations/{case.pk}/cells/{case.first.pk}/{PLAN}/"
    # What a submission says is read once per process; the pages that follow know it.
    ann.get(cell)
    counts: dict[str, set[int]] = {}
    made = 0
    for wanted in (1, 3, 30):
        with workspace(alder):
            for _more in range(wanted - made):
                note(case.first, cast.ann)
        made = wanted
        for client, url in ((ann, case.page()), (ben, case.topic(PLAN)), (ann, cell)):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(url).content.count(b"Dane County") >= wanted
            asked = [one for one in queries if not one["sql"].startswith("SET search_path")]
            counts.setdefault(url, set()).add(len(asked))
    assert all(len(found) == 1 for found in counts.values()), counts
    assert max(max(found) for found in counts.values()) <= 13, counts
