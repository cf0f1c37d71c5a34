"""Checklists: kept as tapped or by saving, a reviewer's own until the discussion is open."""

from collections.abc import Callable

import pytest
from django.test import Client
from lxml import html

from evaluations.actions import rounds, scores
from evaluations.actions.scores import Check
from evaluations.checklists import Presence
from evaluations.models import ChecklistMark
from evaluations.queries.checks import panel_checks
from evaluations.queries.judgement import bench_of
from evaluations.queries.reports import material_of, snapshot_of
from portal.access import Refused
from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import workspace
from tests.cast import Cast
from tests.evaluations.scoring.proved import PLAN, Proved, proved
from tests.evaluations.scoring.test_grading import text_of
from tests.evaluations.scoring.test_journey import form_of

PLACE = "Page 7 of the plan"


@pytest.fixture
def case(alder: Jurisdiction, cast: Cast) -> Proved:
    with workspace(alder):
        return proved(cast)


def url_of(case: Proved) -> str:
    return f"/evaluations/{case.pk}/score/vendors/{case.first.pk}/{PLAN}/checks/"


def test_a_tap_is_kept_and_can_be_taken_back(
    case: Proved, cast: Cast, sign_in: Callable[..., Client], alder: Jurisdiction
) -> None:
    ben = sign_in(cast.ben)
    fields = form_of(ben.get(case.topic(PLAN)).content, "open")
    tapped = fields | {
        "checklist": "response_plan",
        "check-response_plan-roles": "present",
        "place-response_plan-roles": PLACE,
        "check-on_call-backup": "missing",
    }
    said = ben.post(url_of(case), tapped).content.decode()
    assert "Incident-response plan: 1 of 18 present, 17 not marked" in said
    assert "<html" not in said
    assert PLACE in ben.get(case.topic(PLAN)).content.decode()
    # The plan stands beside another topic too, with the same marks.
    assert "Incident-response plan: 1 of 18 present" in text_of(ben, case.topic("deg.fallback"))
    back = tapped | {"check-response_plan-roles": "unmarked", "place-response_plan-roles": ""}
    assert "none marked yet" in ben.post(url_of(case), back).content.decode()
    with workspace(alder):
        assert [one.line for one in ChecklistMark.objects.all()] == ["backup"]


def test_without_a_script_saving_keeps_them_and_a_place_wants_a_mark(
    case: Proved, cast: Cast, sign_in: Callable[..., Client], alder: Jurisdiction
) -> None:
    ben, url = sign_in(cast.ben), case.topic(PLAN)
    fields = form_of(ben.get(url).content, "open") | {"go": "stay"}
    refused = ben.post(url, fields | {"place-response_plan-exit": PLACE})
    assert refused.status_code == 422
    page = refused.content.decode()
    assert PLACE in page
    assert "present, partly there or missing" in page
    target = html.fromstring(refused.content).xpath("//div[@data-problem]//a/@href")[0]
    assert html.fromstring(refused.content).get_element_by_id(target[1:]).get("value") == PLACE
    marked = {"place-response_plan-exit": PLACE, "check-response_plan-exit": "partly"}
    assert ben.post(url, fields | marked).status_code == 302
    with workspace(alder):
        assert ChecklistMark.objects.get().place == PLACE


def test_nobody_sees_them_before_the_discussion_and_the_whole_panel_does_after(
    case: Proved, cast: Cast, sign_in: Callable[..., Client], alder: Jurisdiction
) -> None:
    pages = [
        f"/evaluations/{case.pk}/cells/{case.first.pk}/{PLAN}/",
        f"/evaluations/{case.pk}/compare/",
        f"/evaluations/{case.pk}/panel/",
        "/activity/",
    ]
    ann, cy = sign_in(cast.ann), sign_in(cast.cy)
    before = {url: text_of(ann, url) for url in pages}
    hers = text_of(cy, case.topic(PLAN))
    with workspace(alder):
        checks = [Check("response_plan", "roles", Presence.PRESENT, PLACE)]
        scores.check(case.ben, case.first, checks, by=cast.ben)
        with pytest.raises(Refused, match="herself"):
            scores.check(case.ben, case.first, checks, by=cast.cy)
        with pytest.raises(Refused, match="no such line"):
            scores.check(case.ben, case.first, [Check("sla", "x", Presence.PARTLY)], by=cast.ben)
    assert {url: text_of(ann, url) for url in pages} == before
    assert text_of(cy, case.topic(PLAN)) == hers
    with workspace(alder):
        case.evaluation.panel.update(locked_at=case.evaluation.made_at)
        with pytest.raises(Refused, match="locked"):
            scores.check(case.ben, case.first, checks, by=cast.ben)
        rounds.open_discussion(case.evaluation, by=cast.ann)
    for client in (ann, cy, sign_in(cast.olive)):
        text = text_of(client, pages[0])
        assert "Ben Kapoor: 1 of 18 present, 17 not marked" in text
        assert PLACE in text


def test_marks_of_a_reviewer_with_a_conflict_are_left_out(alder: Jurisdiction, cast: Cast) -> None:
    with workspace(alder):
        case = proved(cast, conflict_of=cast.ben)
        for panelist, line in ((case.ben, "roles"), (case.cy, "exit")):
            ChecklistMark.objects.create(
                panelist=panelist, response=case.first, checklist="response_plan", line=line,
                presence=Presence.PRESENT,
            )  # fmt: skip
        found = panel_checks(bench_of(case.evaluation), [case.first])
    assert found[case.first.pk, "response_plan"].names == ("Cy Lund",)


def test_a_report_is_out_of_date_once_a_mark_changed(
    case: Proved, cast: Cast, alder: Jurisdiction
) -> None:
    with workspace(alder):
        before = snapshot_of(material_of(case.evaluation), "vendor_pdf", str(case.first.pk))
        checks = [Check("response_plan", "roles", Presence.PRESENT)]
        scores.check(case.ben, case.first, checks, by=cast.ben)
        after = snapshot_of(material_of(case.evaluation), "vendor_pdf", str(case.first.pk))
        other = snapshot_of(material_of(case.evaluation), "vendor_pdf", str(case.second.pk))
        scores.check(case.ben, case.first, [Check("response_plan", "roles", None)], by=cast.ben)
        assert snapshot_of(material_of(case.evaluation), "vendor_pdf", str(case.first.pk)) == before
    assert len({before, after, other}) == 3
