"""Prices: nowhere before all scores are locked, then beside the scores and never in them."""

import json
from collections.abc import Iterator
from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from evaluations.actions import reports, rounds
from evaluations.actions.panel import remove
from evaluations.models import Evaluation, ReportKind
from evaluations.queries.judgement import bench_of, comparison_of
from evaluations.queries.reports import material_of
from portal.accounts.models import User
from portal.audit.models import Event
from portal.outbox.models import Mail
from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import workspace
from tests import stages
from tests.cast import Cast
from tests.evaluations.reports.test_documents import made, read
from tests.stages import (
    Judged,
    discuss,
    judged_at,
    lock_all,
    put_clock_right,
    round_at,
    score_all,
    sign,
)
from vendors.actions import invitations, prices
from vendors.actions import rounds as intake
from vendors.models import Response, Round
from vendors.pricing import FIXED, Fee, Offer, Quantities, Quote, Stand

OVER = Quantities(sites=12, years=5, hours=200, currency="USD")
CANARY = "Kranich price words"
AMOUNT = Decimal("77431.13")
PRICE_ALONE = "Only a price"
SHOWN = ("77431", "77,431", CANARY)


def offer(amount: Decimal = AMOUNT, *, currency: str = "USD", note: str = CANARY) -> Offer:
    quotes = [
        Quote(fee, Stand.AMOUNT, amount) if fee is Fee.SETUP else Quote(fee, Stand.INCLUDED)
        for fee in FIXED
    ]
    return Offer(currency, tuple(quotes), note)


@pytest.fixture
def asking(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[int, Offer]]:
    """Let the next evaluations ask for a price, which vendors hand in right after answering.

    Fill in what the vendors ask, by their number from 0; all but these hand in none.
    """
    asked: dict[int, Offer] = {}
    count = iter(range(1_000))
    real_open, real_answer = intake.open_round, stages.answer_all

    def open_round(round_: Round, **how: Any) -> Round:
        intake.ask_price(round_, asks=True, over=OVER, by=how["by"])
        return real_open(round_, **how)

    def answer_all(response: Response) -> None:
        at, invitation = next(count), response.invitations.get()
        if at in asked and asked[at].note == PRICE_ALONE:
            # A price needs no answers beside it, and a test of many vendors no answers at all.
            lead = User.objects.known_as(invitation.email, f"Lead of {response.vendor}")
            response = invitations.accept(invitation, by=lead)
        else:
            real_answer(response)
        if at in asked:
            lead = User.objects.get(email=invitation.email)
            prices.hand_in(response, asked[at], after=0, by=lead)

    monkeypatch.setattr(intake, "open_round", open_round)
    monkeypatch.setattr(stages, "answer_all", answer_all)
    yield asked
    put_clock_right()


def pages(judged: Judged) -> list[str]:
    """Every page of an evaluation that the jurisdiction's people read."""
    pk, response = judged.pk, judged.responses[0].pk
    names = (
        "", "compare/", "cost/", "order/", "panel/", "discussion/", "decide/", "search/?q=Kranich",
        "misfits/", "reports/", "invitations/", "setup/", "setup/price/", "who-sees-what/", "check/",
        f"cells/{response}/obs.detection/", f"score/vendors/{response}/", f"findings/{response}/",
    )  # fmt: skip
    found = [f"/evaluations/{pk}/{one}" for one in names]
    vendor = judged.responses[0].vendor_id
    return [*found, "/", "/evaluations/", "/activity/", "/activity.csv", f"/vendors/{vendor}/"]


def leaks(client: Client, judged: Judged) -> list[str]:
    """Addresses whose answers hold something of a price."""
    found = []
    for url in pages(judged):
        answer = client.get(url)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        if any(one in body.decode(errors="replace") for one in SHOWN):
            found.append(url)
    return found


@pytest.mark.parametrize("stage", ["scoring", "locked", "discussion"])
def test_nothing_of_a_price_is_seen_before_all_scores_are_locked(
    alder: Jurisdiction, cast: Cast, sign_in: Any, asking: dict[int, Offer], stage: str
) -> None:
    asking[0] = offer()
    with workspace(alder):
        judged = judged_at(stage, cast)
        events = repr(list(Event.objects.values_list("verb", "subject", "detail")))
        mails = repr(list(Mail.objects.values()))
    assert "handed in a price" in events
    assert not any(one in events + mails for one in SHOWN)
    for person in (cast.ann, cast.olive, cast.ben, cast.cy):
        # The control: once all are locked, the one page that is for it shows it, and no other.
        expected = [f"/evaluations/{judged.pk}/cost/"] if stage == "discussion" else []
        assert leaks(sign_in(person), judged) == expected, str(person)
    cost = f"/evaluations/{judged.pk}/cost/"
    assert sign_in(cast.vera).get(cost).status_code == 403
    if stage != "discussion":
        refused = sign_in(cast.ann).get(cost)
        assert refused.status_code == 403
        assert "sealed until all reviewers have locked" in refused.content.decode()


def test_one_open_sheet_keeps_every_price_sealed(
    alder: Jurisdiction, cast: Cast, sign_in: Any, asking: dict[int, Offer]
) -> None:
    asking[0] = offer()
    with workspace(alder):
        judged = judged_at("scored", cast)
        lock_all(
            Judged(judged.evaluation, judged.responses, judged.reviewers[:1]), [cast.ben], cast
        )
    url = f"/evaluations/{judged.pk}/cost/"
    assert [sign_in(one).get(url).status_code for one in (cast.ann, cast.ben)] == [403, 403]
    with workspace(alder):
        remove(judged.reviewers[1], "She left.", by=cast.ann)
        discuss(judged, [], cast)
    assert sign_in(cast.ben).get(url).status_code == 200


def test_the_page_shows_totals_beside_scores_and_never_0_for_no_price(
    alder: Jurisdiction, cast: Cast, sign_in: Any, asking: dict[int, Offer]
) -> None:
    asking |= {0: offer(), 1: offer(Decimal(50_000), currency="EUR", note="")}
    with workspace(alder):
        judged = judged_at("discussion", cast, vendors=3)
        fresh = Evaluation.objects.select_related("round__version").get(pk=judged.pk)
        totals = [one.total.shown for one in comparison_of(bench_of(fresh)).columns]
    ann = sign_in(cast.ann)
    page = html.fromstring(ann.get(f"/evaluations/{judged.pk}/cost/").content)
    rows = {
        row.xpath("string(th)").strip(): [" ".join(one.text_content().split()) for one in row[1:]]
        for row in page.xpath("//table[1]/tbody/tr")[:3]
    }
    assert [one[0] for one in rows.values()] == [totals[int(name[-1]) - 1] for name in rows]
    assert rows["Vendor 01"][1:] == ["USD 77,431.13", CANARY]
    assert rows["Vendor 02"][1:] == ["EUR 50,000", "In another currency than was asked for."]
    assert rows["Vendor 03"][1:] == ["No price handed in", "–"]
    picture = page.xpath("string(//svg/*[local-name()='title'])")
    assert picture.count("score") == 1
    assert "Vendor 01: score" in picture
    words = " ".join(page.text_content().split())
    assert "Not in the picture: Vendor 0" in words
    assert "12 sites, 5 years, 200 hours of custom work" in words
    assert "beside its score" in ann.get(f"/evaluations/{judged.pk}/compare/").content.decode()


def test_a_recused_reviewer_sees_nothing_of_that_price(
    alder: Jurisdiction, cast: Cast, sign_in: Any, asking: dict[int, Offer]
) -> None:
    asking |= {0: offer(), 1: offer(Decimal(600), note="The other")}
    with workspace(alder):
        judged = judged_at("scoring", cast)
        sign(judged.reviewers[0], by=cast.ben, conflicts=[judged.responses[0].pk])
        sign(judged.reviewers[1], by=cast.cy)
        people = [cast.ben, cast.cy]
        score_all(judged, people, lambda who, vendor, topic: 3, "So")
        lock_all(judged, people, cast)
        discuss(judged, people, cast)
    url = f"/evaluations/{judged.pk}/cost/"
    mine, hers = (sign_in(one).get(url).content.decode() for one in (cast.ben, cast.cy))
    assert all(one in hers for one in ("77,431.13", CANARY, "Vendor 01", "USD 600"))
    assert not any(one in mine for one in ("77,431", CANARY, "Vendor 01"))
    assert "USD 600" in mine


def test_thirty_vendors_ask_the_database_as_often_as_one(
    alder: Jurisdiction, cast: Cast, sign_in: Any, asking: dict[int, Offer]
) -> None:
    asking |= {at: offer(note=PRICE_ALONE) for at in range(40)} | {
        0: offer(),
        1: offer(),
        4: offer(),
    }
    counts = {}
    for number in (1, 3, 30):
        with workspace(alder):
            judged = judged_at("discussion", cast, vendors=number)
        ann = sign_in(cast.ann)
        ann.get(f"/evaluations/{judged.pk}/cost/")
        with CaptureQueriesContext(connection) as found:
            assert ann.get(f"/evaluations/{judged.pk}/cost/").status_code == 200
        counts[number] = len(found)
    assert set(counts.values()) == {counts[1]}
    assert counts[1] <= 13


def test_it_is_asked_for_in_the_set_up_and_stands_once_vendors_were_asked(
    alder: Jurisdiction, cast: Cast, sign_in: Any
) -> None:
    with workspace(alder):
        staged = round_at("draft", cast)
    pk, ann = staged.evaluation.pk, sign_in(cast.ann)
    url = f"/evaluations/{pk}/setup/price/"
    typed = {"asks": "on", "sites": "0", "years": "5", "hours": "200", "currency": "U1D"}
    wrong = ann.post(url, typed)
    assert (wrong.status_code, b'value="200"' in wrong.content) == (200, True)
    assert "Sites must be 1 or more" in wrong.content.decode()
    assert "Enter the currency as three letters" in wrong.content.decode()
    assert ann.post(url, typed | {"sites": "12", "currency": "usd"}).status_code == 302
    words = ann.get(f"/evaluations/{pk}/check/").content.decode()
    assert "For 12 sites, 5 years, 200 hours of custom work, in USD" in words
    with workspace(alder):
        copied = rounds.copy(Evaluation.objects.get(pk=pk), by=cast.ann).round
        assert (copied.asks_price, copied.priced) == (True, OVER.to_dict())
        opened = round_at("open", cast)
    assert ann.post(
        f"/evaluations/{opened.evaluation.pk}/setup/price/",
        typed | {"sites": "12", "currency": "USD"},
    ).status_code in {403, 409}
    with workspace(alder):
        assert not Round.objects.get(pk=opened.evaluation.round_id).asks_price


def test_documents_say_what_the_page_says_and_a_vendors_own_says_nothing(
    alder: Jurisdiction, cast: Cast, asking: dict[int, Offer]
) -> None:
    asking |= {0: offer(note="=1+1"), 1: offer(Decimal(600), note="")}
    with workspace(alder):
        judged = judged_at("locked", cast, vendors=3)
        before = material_of(_again(judged)).costs
        discuss(judged, [cast.ben, cast.cy], cast)
        evaluation = _again(judged)
        sheet = material_of(evaluation).costs
        assert before is None
        assert sheet is not None
        kinds = (ReportKind.JSON, ReportKind.WORKBOOK, ReportKind.COMPARISON_PDF)
        files = [made(reports.order(evaluation, kind, by=cast.ann))[1] for kind in kinds]
        first = judged.responses[0]
        own = made(reports.order(evaluation, ReportKind.VENDOR_PDF, by=cast.ann, response=first))[1]
    shown = {one.name: one.price_shown for one in sheet.lines}
    assert shown["Vendor 01"] == "USD 77,431.13"
    assert shown["Vendor 03"] == "No price handed in"
    value = json.loads(files[0])
    names = {one["key"]: one["name"] for one in value["vendors"]}
    totals = {names[one["vendor"]]: one for one in value["cost"]["vendors"]}
    assert {name: one["shown"] for name, one in totals.items()} == shown
    assert [totals[name]["total"] for name in sorted(totals)] == ["77431.13", "600", None]
    book = openpyxl.load_workbook(BytesIO(files[1]))
    rows = list(book["Cost"].iter_rows(min_row=2, values_only=True))
    found = {row[0]: row[4] for row in rows if row[2] == "Total"}
    expected = {"Vendor 01": 77431.13, "Vendor 02": 600, "Vendor 03": "No price handed in"}
    assert found == expected
    assert not [cell for row in book["Cost"].iter_rows() for cell in row if cell.data_type == "f"]
    book.close()
    _reader, words = read(files[2])
    assert all(one in words for one in shown.values())
    assert "12 sites, 5 years, 200 hours of custom work" in words
    assert "77,431" not in read(own)[1]


def _again(judged: Judged) -> Evaluation:
    return Evaluation.objects.select_related("round__version").get(pk=judged.pk)
