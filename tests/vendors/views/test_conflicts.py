"""Two people in one question: both texts, who and when, and three ways to go on."""

from typing import Any

import pytest
from django.test import Client
from lxml import html

from tests.vendors.scene import Scene, form_of, use_depth
from vendors.models import Answer
from vendors.questionnaire.model import Depth

ITEM = "cloud.autoscale"
LIMITS = f"{ITEM}:limits"
HERS = "Vera says sixty copies at most, by quota."
HIS = "Connie says thirty copies at most, by quota."


def stored() -> Answer:
    return Answer.objects.get(item_key=ITEM)


@pytest.fixture
def clash(scene: Scene, vera: Client, connie: Client) -> Any:
    """Vera's answer to the page that Connie was faster on: the response with both versions."""
    url = scene.topic()
    mine: dict[str, Any] = dict(form_of(vera.get(url).content))
    connie.post(url, form_of(connie.get(url).content) | {LIMITS: HIS, "_save": "return"})
    return vera.post(url, mine | {LIMITS: HERS, "_save": "return"})


def fields_of(page: Any, url: str) -> dict[str, Any]:
    (form,) = [one for one in html.fromstring(page.content).forms if one.action == url]
    return dict(form.form_values())


def words_of(page: Any) -> str:
    return " ".join(html.fromstring(page.content).text_content().split())


def test_both_are_shown_with_who_when_and_what_differs(scene: Scene, clash: Any) -> None:
    assert clash.status_code == 409
    words = words_of(clash)
    assert HIS in words
    assert HERS in words
    assert "Connie Lee, " in words
    assert "Keep the version of Connie Lee" in words
    page = html.fromstring(clash.content)
    gone = [" ".join(one.text_content().split()) for one in page.xpath("//del")]
    assert gone == ["Removed: Connie", "Removed: thirty"]
    assert [one.tail for one in page.xpath("//ins/span")] == ["Vera", "sixty"]
    # The copy in the browser stays until she has chosen.
    assert "saved" not in clash.cookies


@pytest.mark.parametrize(("way", "stands"), [("theirs", HIS), ("mine", HERS)])
def test_one_of_them_stands_and_the_other_is_kept(
    scene: Scene, vera: Client, clash: Any, way: str, stands: str
) -> None:
    url = scene.topic()
    fields = fields_of(clash, url) | {f"{ITEM}:_keep": way, "_save": "return"}
    done = vera.post(url, fields)
    assert done.status_code == 302
    assert "saved" in done.cookies
    assert stored().value["limits"] == stands
    assert HIS in {one.value["limits"] for one in stored().revisions.all()}


def test_merging_puts_mine_into_the_fields_with_theirs_beside_it(
    scene: Scene, vera: Client, clash: Any
) -> None:
    url = scene.topic()
    merging = vera.post(url, fields_of(clash, url) | {f"{ITEM}:_keep": "merge"})
    assert merging.status_code == 200
    assert "Put both versions together." in words_of(merging)
    assert HIS in words_of(merging)
    assert "Your version is not saved yet" in words_of(merging)
    assert stored().value["limits"] == HIS
    fields = form_of(merging.content)
    assert [one.strip() for one in fields[LIMITS]] == [HERS]
    assert fields[f"{ITEM}:_version"] == [str(stored().version)]
    both = f"{HIS} {HERS}"
    assert vera.post(url, fields | {LIMITS: both, "_save": "return"}).status_code == 302
    assert stored().value["limits"] == both
    assert HIS in {one.value["limits"] for one in stored().revisions.all()}


def test_a_third_text_meanwhile_is_a_conflict_again(
    scene: Scene, vera: Client, connie: Client, clash: Any
) -> None:
    url = scene.topic()
    third = "Connie says forty by now, which is another text."
    connie.post(url, form_of(connie.get(url).content) | {LIMITS: third, "_save": "return"})
    again = vera.post(url, fields_of(clash, url) | {f"{ITEM}:_keep": "mine"})
    assert again.status_code == 409
    assert third in words_of(again)
    assert HERS in words_of(again)
    assert stored().value["limits"] == third


def test_a_version_of_ones_own_is_said_to_be_from_another_window(
    scene: Scene, vera: Client
) -> None:
    url = scene.topic()
    old = form_of(vera.get(url).content)
    vera.post(url, old | {LIMITS: "From the first window.", "_save": "return"})
    clash = vera.post(url, old | {LIMITS: "From the second window.", "_save": "return"})
    assert "You, in another window" in words_of(clash)


def test_different_questions_never_conflict(scene: Scene, vera: Client, connie: Client) -> None:
    use_depth(scene, Depth.FULL)
    url = scene.topic()
    hers, his = form_of(vera.get(url).content), form_of(connie.get(url).content)
    other = next(name for name in his if name.endswith(":how") and not name.startswith(ITEM))
    key = other.partition(":")[0]
    connie.post(url, his | {other: "Words on something else.", "_save": "return"})
    # Her page sends the other question along as she got it: empty, and later as it was before.
    assert vera.post(url, hers | {LIMITS: HERS, "_save": "return"}).status_code == 302
    hers, his = form_of(vera.get(url).content), form_of(connie.get(url).content)
    connie.post(url, his | {other: "Other words on something else.", "_save": "return"})
    assert vera.post(url, hers | {LIMITS: HIS, "_save": "return"}).status_code == 302
    assert stored().value["limits"] == HIS
    assert Answer.objects.get(item_key=key).value["how"] == "Other words on something else."
    # Where she did change it, it is one.
    hers[other] = ["Words of hers."]
    assert vera.post(url, hers | {LIMITS: HIS, "_save": "return"}).status_code == 409


def test_what_an_old_page_shows_is_not_taken_for_what_it_says(
    scene: Scene, vera: Client, connie: Client
) -> None:
    """A new mark *confidential* is a change, even where the words are the old ones."""
    url = scene.topic()
    connie.post(url, form_of(connie.get(url).content) | {LIMITS: HIS, "_save": "return"})
    hers, his = form_of(vera.get(url).content), form_of(connie.get(url).content)
    connie.post(url, his | {LIMITS: "Connie says forty by now.", "_save": "return"})
    marked = {f"{ITEM}:_confidential": "1", f"{ITEM}:_reason": "A trade secret"}
    assert vera.post(url, hers | marked).status_code == 409
