"""What a coordinator enters for a vendor, and what she must not see."""

from typing import Any

import pytest
from django.test import Client
from lxml import html

from portal.audit.models import Event
from tests.cast import Cast
from tests.vendors.scene import Scene, build, form_of
from vendors.models import Answer, Origin, Submission

ENTRY = {
    "cloud.autoscale:_here": "1",
    "cloud.autoscale:_version": "0",
    "cloud.autoscale:time:amount": "10",
    "cloud.autoscale:time:unit": "minutes",
    "cloud.autoscale:when:status": "now",
    "cloud.autoscale:limits": "Thirty copies at most, L. Chen told us on the phone.",
    "kind": "a call",
    "detail": "with L. Chen, March 3",
}


@pytest.fixture
def ann(sign_in: Any, cast: Cast) -> Client:
    return sign_in(cast.ann)  # type: ignore[no-any-return]


def test_an_entry_names_its_source_everywhere(scene: Scene, ann: Client) -> None:
    base = f"/responses/{scene.tollgate.pk}/enter/"
    url = base + "cloud.elasticity/"
    assert ann.get(base).status_code == 200
    assert ann.get(url).status_code == 200
    unsourced = ann.post(url, ENTRY | {"detail": ""})
    assert unsourced.status_code == 422
    assert "Thirty copies at most" in unsourced.content.decode()
    assert not Answer.objects.exists()
    assert ann.post(url, ENTRY).status_code == 302
    answer = Answer.objects.get()
    assert answer.origin == Origin.ENTERED
    assert answer.source == "a call: with L. Chen, March 3"
    assert (
        "Entered by Alder County from a call: with L. Chen, March 3"
        in ann.get(url).content.decode()
    )
    assert Event.objects.filter(verb="entered answers for a vendor").exists()


def test_handing_in_for_a_vendor_that_never_came(scene: Scene, ann: Client) -> None:
    base = f"/responses/{scene.tollgate.pk}/enter/"
    assert ann.get(base + "submit/").status_code == 403
    ann.post(base + "cloud.elasticity/", ENTRY)
    assert ann.get(base + "submit/").status_code == 200
    for _press in range(2):
        assert ann.post(base + "submit/", {"after": "0"}).status_code == 302
    submission = Submission.objects.get()
    assert submission.content["handed_in_by"] == {
        "jurisdiction": "Alder County",
        "person": "Ann Ortiz",
    }
    assert submission.reference in ann.get(base).content.decode()


def test_nobody_looks_at_a_vendor_that_answers_itself(
    scene: Scene, ann: Client, cast: Cast
) -> None:
    Answer.objects.create(
        response=scene.clearwater, item_key="cloud.autoscale", value={"limits": "CANARY"},
        by_id=cast.vera.pk, by_name="Vera",
    )  # fmt: skip
    base = f"/responses/{scene.clearwater.pk}/enter/"
    for path in (base, base + "cloud.elasticity/"):
        page = ann.get(path)
        assert page.status_code == 200
        assert "answers itself now" in page.content.decode()
        assert "CANARY" not in page.content.decode()
    assert ann.post(base + "cloud.elasticity/", ENTRY).status_code == 403
    assert ann.get(base + "submit/").status_code == 403


def test_in_an_open_round_own_answers_are_left_out(in_alder: Any, cast: Cast, ann: Client) -> None:
    scene = build(cast, kind="improvement")
    Answer.objects.create(
        response=scene.clearwater, item_key="cloud.autoscale", value={"limits": "CANARY"},
        by_id=cast.vera.pk, by_name="Vera",
    )  # fmt: skip
    url = f"/responses/{scene.clearwater.pk}/enter/cloud.elasticity/"
    page = ann.get(url).content.decode()
    assert "CANARY" not in page
    assert "The vendor answers this topic itself" in page
    ann.post(url, ENTRY)
    assert Answer.objects.get().value == {"limits": "CANARY"}


def test_two_coordinators_meet(scene: Scene, ann: Client) -> None:
    url = f"/responses/{scene.tollgate.pk}/enter/cloud.elasticity/"
    ann.post(url, ENTRY)
    clash = ann.post(url, ENTRY | {"cloud.autoscale:limits": "Forty copies, the contract says so."})
    assert clash.status_code == 422
    text = clash.content.decode()
    assert "Thirty copies" in text
    assert "Forty copies" in text
    (form,) = [one for one in html.fromstring(text).forms if one.xpath(".//textarea")]
    again = dict(form.form_values())
    assert again["cloud.autoscale:_version"] == "1"
    assert ann.post(url, again).status_code == 302
    assert Answer.objects.get().value["limits"].startswith("Forty")


@pytest.mark.parametrize("who", ["ben", "olive", "vera"])
def test_only_coordinators_enter(scene: Scene, sign_in: Any, cast: Cast, who: str) -> None:
    client = sign_in(getattr(cast, who))
    for end in ("", "cloud.elasticity/", "submit/"):
        assert client.get(f"/responses/{scene.tollgate.pk}/enter/{end}").status_code == 403


def test_a_filled_table_offers_its_figures(scene: Scene, vera: Client, cast: Cast) -> None:
    from tests.vendors.scene import use_depth
    from vendors.questionnaire.model import Depth

    use_depth(scene, Depth.FULL)
    outage = {
        "started": "2026-03-01T10:00:00Z", "detected": "2026-03-01T10:04:00Z",
        "resolved": "2026-03-01T10:38:00Z", "found_by": "monitoring", "planned": False,
    }  # fmt: skip
    Answer.objects.create(
        response=scene.clearwater, item_key="posture.mttr_log", value={"outages": [outage]},
        by_id=cast.vera.pk, by_name="Vera",
    )  # fmt: skip
    url = scene.topic("obs.detection")
    page = vera.get(url).content.decode()
    assert "You need not type this again" in page
    vera.post(url, form_of(page) | {"_take": "obs.early_detection"})
    assert Answer.objects.get(item_key="obs.early_detection").value["share"] == "100.00"
