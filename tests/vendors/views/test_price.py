"""A vendor's price: in time, by its lead, seen by itself alone, and never lost by a mistake."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from lxml import html

from portal.audit.models import Event
from tests.cast import Cast
from tests.vendors.scene import Scene
from vendors.models import Price, Round
from vendors.pricing import Quantities, price_of
from vendors.queries.prices import last_price, offer_in, priced_for

TYPED = {
    "currency": "usd",
    "setup_stand": "amount",
    "setup": "40,000",
    "site_stand": "amount",
    "site": "400.50",
    "site_basis": "yearly",
    "yearly_stand": "amount",
    "yearly": "60000",
    "hourly_stand": "not_offered",
    "partner_stand": "included",
    "feature_2_name": "Text messages",
    "feature_2": "7311.13",
    "feature_2_basis": "once",
    "note": "Net of tax.",
    "after": "0",
}


@pytest.fixture
def asked(scene: Scene) -> Scene:
    over = Quantities(sites=12, years=5, hours=200, currency="USD").to_dict()
    Round.objects.filter(pk=scene.round.pk).update(asks_price=True, priced=over)
    return scene


def url_of(scene: Scene) -> str:
    return f"/responses/{scene.clearwater.pk}/price/"


def text_of(answer: Any) -> str:
    return " ".join(html.fromstring(answer.content).text_content().split())


def test_a_lead_hands_in_a_price_and_reads_how_it_adds_up(asked: Scene, vera: Client) -> None:
    url = url_of(asked)
    assert "Not handed in" in text_of(vera.get(f"/responses/{asked.clearwater.pk}/"))
    assert vera.post(url, TYPED).status_code == 302
    page = text_of(vera.get(url))
    assert "400.50 × 12 sites × 5 years USD 24,030" in page
    assert "Not offered, so not in the total: Custom work, for each hour." in page
    assert "Handed in" in text_of(vera.get(f"/responses/{asked.clearwater.pk}/"))
    price = last_price(asked.clearwater)
    offer = offer_in(price)
    assert price is not None
    assert offer is not None
    asked.round.refresh_from_db()
    assert price_of(offer, priced_for(asked.round)).total == Decimal("371341.13")
    event = Event.objects.get(verb="handed in a price")
    assert event.detail == {"reference": price.reference, "fingerprint": price.root}
    with pytest.raises(IntegrityError), transaction.atomic():
        Price.objects.update(by_name="Somebody")
    with pytest.raises(IntegrityError), transaction.atomic():
        Price.objects.all().delete()


def test_a_mistake_has_its_sentence_and_costs_no_typed_word(asked: Scene, vera: Client) -> None:
    wrong = TYPED | {"currency": "US", "setup": "", "site": "4.005", "partner": "12", "yearly": "x",
                     "feature_1": "5", "feature_3_name": "Chat", "note": "Kept as typed"}  # fmt: skip
    answer = vera.post(url_of(asked), wrong)
    page = text_of(answer)
    assert answer.status_code == 422
    for sentence in (
        "Enter the currency as three letters",
        "Set-up, once: enter an amount, or choose “Included” or “Not offered”",
        "For each site: enter an amount of 0 or more with at most two decimals",
        "For each year: enter an amount of 0 or more",
        "Fees of integration partners: choose “Amount”, or empty it, as you say “Included”",
        "Feature 1: name what costs this",
        "Feature 3: enter what it costs",
    ):
        assert sentence in page
    (form,) = [one for one in html.fromstring(answer.content).forms if "setup" in one.fields]
    typed = {name: (form.fields[name] or "").strip() for name in wrong if name != "note"}
    assert typed == {name: value for name, value in wrong.items() if name != "note"}
    assert "Kept as typed" in page
    assert not Price.objects.exists()


def test_two_people_never_overwrite_each_other_unseen(asked: Scene, vera: Client) -> None:
    url = url_of(asked)
    assert vera.post(url, TYPED).status_code == 302
    assert vera.post(url, TYPED).status_code == 302  # a second click
    assert Price.objects.count() == 1
    answer = vera.post(url, TYPED | {"setup": "41,000"})
    assert answer.status_code == 409
    assert "handed in another price meanwhile" in text_of(answer)
    (form,) = [one for one in html.fromstring(answer.content).forms if "setup" in one.fields]
    assert (form.fields["setup"], form.fields["after"]) == ("41,000", "1")
    assert vera.post(url, TYPED | {"setup": "41,000", "after": "1"}).status_code == 302
    assert [one.number for one in Price.objects.order_by("number")] == [1, 2]


def test_after_the_date_nothing_is_taken_and_what_stands_is_shown(
    asked: Scene,
    vera: Client,
    past_due_page: Callable[[], AbstractContextManager[None]],
) -> None:
    url = url_of(asked)
    assert vera.post(url, TYPED).status_code == 302
    with past_due_page():
        assert "USD 371,341.13" in text_of(vera.get(url))
        answer = vera.post(url, TYPED | {"after": "1", "setup": "39,999"})
    assert answer.status_code == 409
    assert "The date on which answers were due has passed." in text_of(answer)
    assert b"39,999" in answer.content
    assert Price.objects.count() == 1


def test_only_a_lead_hands_it_in_and_only_where_it_is_asked_for(
    asked: Scene, vera: Client, connie: Client, sign_in: Any, cast: Cast
) -> None:
    url = url_of(asked)
    assert "Only a lead of this response can hand in a price" in text_of(connie.get(url))
    assert connie.post(url, TYPED).status_code == 409
    assert not Price.objects.exists()
    assert sign_in(cast.ann).get(url).status_code == 403
    Round.objects.filter(pk=asked.round.pk).update(asks_price=False)
    assert vera.get(url).status_code == 404
    assert vera.post(url, TYPED).status_code == 404
