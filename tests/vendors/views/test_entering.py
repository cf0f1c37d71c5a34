"""What a coordinator enters for a vendor, and what she must not see."""

import re
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from lxml import html

from evaluations.models import Evaluation
from portal.access import ALLOWED, Verdict, refused
from portal.audit.models import Event
from tests.cast import Cast
from tests.vendors.scene import Scene, build, form_of
from vendors import rules
from vendors.actions import answers
from vendors.actions.submissions import content_of
from vendors.models import Answer, Entry, Origin, Response, Submission

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


TYPED = {"limits": "CANARY: two hundred copies, and we never reached them."}


def vera_typed(scene: Scene, cast: Cast, value: dict[str, str] = TYPED) -> Answer:
    outcome = answers.save(
        scene.clearwater, "cloud.autoscale", value, based_on=0, by=cast.vera, ready=True
    )
    assert isinstance(outcome, Answer)
    return outcome


def seen_by(ann: Client, scene: Scene) -> list[Any]:
    """Enter by the real pages, and return all that this tells the jurisdiction."""
    base = f"/responses/{scene.clearwater.pk}/enter/"
    told: list[Any] = [ann.get(base), ann.get(base + "cloud.elasticity/")]
    told += [ann.post(base + "cloud.elasticity/", ENTRY, follow=True)]
    told += [ann.get(base + "cloud.elasticity/")]
    stale = ENTRY | {"cloud.autoscale:limits": "Forty copies, the contract says so, no more."}
    told += [ann.post(base + "cloud.elasticity/", stale)]
    newer = stale | {"cloud.autoscale:_version": "1"}
    told += [ann.post(base + "cloud.elasticity/", newer, follow=True)]
    told += [ann.get(base + "cloud.elasticity/"), ann.get(base + "submit/")]
    told += [
        ann.get(f"/evaluations/{scene.round.evaluation.pk}/invitations/"),
        ann.get("/activity/"),
    ]
    pages = [(one.status_code, masked(one.content.decode())) for one in told]
    events = Event.objects.order_by("pk").values_list("verb", "detail", "subject_key")
    return [*pages, list(events)]


def masked(page: str) -> str:
    """Take out what differs between any two requests: tokens, nonces and the time of day."""
    page = re.sub(
        r'(csrfmiddlewaretoken" value|nonce|datetime|X-CSRFToken&quot;)="?[^"]*"', "", page
    )
    return re.sub(r"\d+:\d\d(:\d\d)? [ap]m", "", page)


def every_way(scene: Scene, cast: Cast, ann: Client) -> dict[str, list[Any]]:
    """Let the vendor be in each state, and return what the jurisdiction is told in it."""

    def nothing() -> None:
        return None

    def answered() -> None:
        vera_typed(scene, cast)

    def the_same() -> None:
        vera_typed(scene, cast, {"limits": ENTRY["cloud.autoscale:limits"]})

    def emptied() -> None:
        first = vera_typed(scene, cast)
        answers.save(scene.clearwater, "cloud.autoscale", {}, based_on=first.version, by=cast.vera)

    Evaluation.objects.create(round=scene.round)
    told = {}
    for way in (nothing, answered, the_same, emptied):
        with transaction.atomic():
            way()
            told[way.__name__] = seen_by(ann, scene)
            transaction.set_rollback(True)
    return told


def test_what_the_vendor_has_tells_nothing_to_whoever_enters(
    scene: Scene, cast: Cast, ann: Client
) -> None:
    told = every_way(scene, cast, ann)
    assert "CANARY" not in str(told)
    assert [status for status, _page in told["nothing"][:-1]] == [
        200, 200, 200, 200, 422, 200, 200, 403, 200, 200,
    ]  # fmt: skip
    assert "Noted. Where the vendor answers itself" in str(told["nothing"])
    for way, seen in told.items():
        assert seen == told["nothing"], way


def test_the_comparison_would_see_a_refusal(
    scene: Scene, cast: Cast, ann: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin of the test above: with the rule of old, entering tells on the vendor."""

    def only_where_nothing_is(response: Response, *, at: Any) -> Verdict:
        if Answer.objects.filter(response=response).exclude(origin=Origin.ENTERED).exists():
            return refused("The vendor answered this itself, so it can’t be entered for it.")
        return ALLOWED

    monkeypatch.setattr(rules, "may_enter", only_where_nothing_is)
    told = every_way(scene, cast, ann)
    assert told["answered"] != told["nothing"]


def test_the_vendor_alone_decides_between_both(
    scene: Scene, cast: Cast, ann: Client, vera: Client
) -> None:
    vera_typed(scene, cast)
    ann.post(f"/responses/{scene.clearwater.pk}/enter/cloud.elasticity/", ENTRY)
    assert Answer.objects.get().value == TYPED
    assert content_of(scene.clearwater, scene.round)["answers"]["cloud.autoscale"]["value"] == TYPED
    overview = vera.get(f"/responses/{scene.clearwater.pk}/").content.decode()
    assert "noted something beside your own answers" in overview
    page = vera.get(scene.topic()).content.decode()
    assert "Alder County noted this from a call: with L. Chen, March 3" in page
    assert "Thirty copies" in page
    assert "CANARY" in page
    vera.post(scene.topic(), form_of(page) | {"_use_noted": "1:cloud.autoscale"})
    answer = Answer.objects.get()
    assert answer.origin == Origin.CONFIRMED
    assert answer.source == "a call: with L. Chen, March 3"
    assert answer.value["limits"].startswith("Thirty")
    assert answer.revisions.filter(value=TYPED).exists()
    assert "noted this from" not in vera.get(scene.topic()).content.decode()


def test_keeping_ones_own_is_asked_again_only_for_something_newer(
    scene: Scene, cast: Cast, ann: Client, vera: Client
) -> None:
    vera_typed(scene, cast)
    enter = f"/responses/{scene.clearwater.pk}/enter/cloud.elasticity/"
    ann.post(enter, ENTRY)
    page = vera.get(scene.topic()).content.decode()
    newer = ENTRY | {"cloud.autoscale:limits": "Forty copies, the contract says so, no more."}
    ann.post(enter, newer | {"cloud.autoscale:_version": "1"})
    late = vera.post(scene.topic(), form_of(page) | {"_keep_own": "1:cloud.autoscale"})
    assert late.status_code == 403
    assert "Something newer was noted" in late.content.decode()
    vera.post(scene.topic(), form_of(page) | {"_keep_own": "2:cloud.autoscale"})
    assert "noted this from" not in vera.get(scene.topic()).content.decode()
    assert Answer.objects.get().value == TYPED
    assert Entry.objects.count() == 2


def test_in_an_open_round_drafts_stay_unseen_too(in_alder: Any, cast: Cast, ann: Client) -> None:
    scene = build(cast, kind="improvement")
    vera_typed(scene, cast)
    url = f"/responses/{scene.clearwater.pk}/enter/cloud.elasticity/"
    assert "CANARY" not in ann.get(url).content.decode()
    ann.post(url, ENTRY)
    assert Answer.objects.get().value == TYPED
    assert "Thirty copies" in ann.get(url).content.decode()


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
