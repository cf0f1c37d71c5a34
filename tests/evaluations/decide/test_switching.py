"""A provider held against challengers: figures as stated, scores from the evaluations."""

from typing import Any

from lxml import html

from evaluations.models import SwitchCase
from portal.audit.models import Event
from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import workspace
from tests.cast import Cast
from tests.stages import judged_at
from vendors.models import Vendor

FRAME = {"currency": "usd", "months": "36", "needed_by": ""}
FEES = {"today": "10000", "promised": "", "challenger": "8000"}


def text_of(response: Any) -> str:
    return " ".join(html.fromstring(response.content).text_content().split())


def test_from_the_provider_to_what_must_be_true(
    alder: Jurisdiction, cast: Cast, sign_in: Any
) -> None:
    with workspace(alder):
        judged = judged_at("discussion", cast, vendors=3)
        provider = judged.responses[0].vendor
        Vendor.objects.filter(pk=provider.pk).update(is_current_provider=True)
    ann = sign_in(cast.ann)
    start = f"/vendors/{provider.pk}/switch/"
    assert start in ann.get(f"/vendors/{provider.pk}/").content.decode()
    wrong = ann.post(start, FRAME | {"name": "Case", "currency": "$$$"})
    assert "Enter the currency as three letters" in text_of(wrong)
    pk = str(judged.pk)
    opened = ann.post(start, FRAME | {"name": "Case", "standing": pk, "market": pk})
    url = opened.headers["Location"]
    text = text_of(ann.get(url))
    assert "What must be true for Vendor 02 to win" in text
    assert "What must be true for Vendor 03 to win" in text
    assert "Its running fee is low enough to pay off." in text

    other = judged.responses[1].pk
    assert ann.post(f"{url}ways/today/", {"monthly": "10000", "version": "1"}).status_code == 302
    stated = {"monthly": "8000", "setup": "20000", "migration": "10000", "weeks": "13",
              "overlap": "1", "export": "yes", "exit": "no", "version": "2"}  # fmt: skip
    assert ann.post(f"{url}ways/{other}/", stated).status_code == 302
    text = text_of(ann.get(url))
    assert "Its running fee is at most USD 8,787.87 a month." in text
    assert "It pays off within 36 months: from month 23 on." in text
    assert "Does not hold The present contract lets you leave by then." in text
    with workspace(alder):
        assert Event.objects.filter(verb="changed the switch case").count() == 2


def test_who_was_slower_overwrites_nothing(alder: Jurisdiction, cast: Cast, sign_in: Any) -> None:
    with workspace(alder):
        provider = Vendor.objects.create(name="Harborlight", is_current_provider=True)
    ann = sign_in(cast.ann)
    url = ann.post(f"/vendors/{provider.pk}/switch/", FRAME | {"name": "Case"}).headers["Location"]
    ann.post(f"{url}ways/today/", {"monthly": "1", "version": "1"})
    late = ann.post(f"{url}ways/today/", {"monthly": "777", "version": "1"})
    assert late.status_code == 422
    assert "Somebody changed this case meanwhile." in text_of(late)
    assert 'value="777"' in late.content.decode()
    with workspace(alder):
        assert SwitchCase.objects.get().figures == {"today": {"monthly": "1"}}
    assert ann.get(f"{url}ways/999999/").status_code == 404


def test_scores_stay_hidden_until_discussion(alder: Jurisdiction, cast: Cast, sign_in: Any) -> None:
    with workspace(alder):
        judged = judged_at("scored", cast, vendors=2)
        provider = judged.responses[0].vendor
    ann = sign_in(cast.ann)
    pk = str(judged.pk)
    made = ann.post(
        f"/vendors/{provider.pk}/switch/", FRAME | {"name": "Case", "standing": pk, "market": pk}
    )
    text = text_of(ann.get(made.headers["Location"]))
    assert "are not shown to you, or not yet" in text
    assert "Vendor 02" not in text
