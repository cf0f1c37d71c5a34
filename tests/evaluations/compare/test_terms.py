"""A vendor's answers as contract terms, and declared outages under terms that are tried."""

from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import html

from evaluations.models import ContractWord, Report, ReportKind
from evaluations.queries.terms import printed_terms_of
from evaluations.reports import pieces, terms
from evaluations.reports.pieces import Record
from portal.audit.models import Event
from portal.tenancy.models import Jurisdiction
from portal.tenancy.switch import current, workspace
from tests.cast import Cast
from tests.evaluations.reports.test_documents import made, read
from tests.stages import judged_at, put_clock_right, round_at
from vendors.questionnaire.model import Depth

TRIED = {
    "fee": "20000", "promise": "99.9", "window": "month", "hours": "0", "cap": "",
    "below_1": "99.9", "pays_1": "5", "below_2": "99", "pays_2": "10", "below_3": "", "pays_3": "",
}  # fmt: skip


def text_of(response: Any) -> str:
    return " ".join(html.fromstring(response.content).text_content().split())


def test_schedule_and_replay(alder: Jurisdiction, cast: Cast, sign_in: Any) -> None:
    with workspace(alder):
        judged = judged_at("discussion", cast, vendors=2, depth=Depth.FULL)
    first = judged.responses[0].pk
    url = f"/evaluations/{judged.pk}/terms/{first}/"
    ann = sign_in(cast.ann)
    assert url[:-1] in ann.get(f"/evaluations/{judged.pk}/terms/").headers["Location"]
    assert "/terms/" in ann.get(f"/evaluations/{judged.pk}/compare/").content.decode()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        page = ann.get(url)
    assert len(queries) <= 12
    text = text_of(page)
    assert "This is no legal advice" in text
    assert "1. Promised uptime" in text
    assert "Vendor 02" in text
    tried = text_of(ann.get(url, TRIED))
    assert "As the vendor answered: " in tried
    assert "As you tried: " in tried
    faulty = ann.get(url, TRIED | {"below_2": "99.95"})
    assert faulty.status_code == 422
    assert "Enter a figure below 99.9" in text_of(faulty)
    assert 'value="99.95"' in faulty.content.decode()
    half = ann.get(url, TRIED | {"pays_2": ""})
    assert "Enter both figures, or leave both empty" in text_of(half)


def test_the_terms_on_paper_hold_nothing_confidential(
    in_alder: Jurisdiction, cast: Cast, sign_in: Any
) -> None:
    judged = judged_at("scored", cast, depth=Depth.FULL)
    first = judged.responses[0]
    ann = sign_in(cast.ann)
    page = ann.get(f"/evaluations/{judged.pk}/terms/{first.pk}/").content.decode()
    assert f'value="terms:{first.pk}"' in page
    ann.post(f"/evaluations/{judged.pk}/reports/", {"report": f"terms:{first.pk}"})
    with workspace(in_alder):
        ordered = Report.objects.get(kind=ReportKind.TERMS_PDF)
        paper = made(ordered)[1]
        words = read(paper)[1]
        printed = printed_terms_of(judged.evaluation, first.pk)
        assert ordered.response == first
    assert "This is no legal advice" in words
    assert "Promised uptime" in words
    assert "What past outages would have paid" in words
    for stranger in ("Ben Kapoor", "Cy Lund", judged.responses[1].vendor.name, "Weighted total"):
        assert stranger not in words
    with workspace(in_alder):
        record = Record(current(), judged.evaluation, ordered, "", printed.snapshot())
        submission = printed.copy.submission
        assert submission is not None
        whole = terms.html_of(printed, record)
        submission.content["answers"]["sla.uptime"]["confidential"] = True
        hidden = terms.html_of(printed, record)
    assert pieces.CONFIDENTIAL not in whole
    assert hidden.count(pieces.CONFIDENTIAL) == 2, "promise and measurement are one answer"
    put_clock_right()


def test_what_nobody_answered_is_missing(alder: Jurisdiction, cast: Cast, sign_in: Any) -> None:
    with workspace(alder):
        staged = round_at("closed", cast)
    ann = sign_in(cast.ann)
    text = text_of(ann.get(f"/evaluations/{staged.evaluation.pk}/terms/{staged.first.pk}/"))
    assert "This evaluation did not ask about it" in text
    assert "nothing to replay" in text
    assert (
        ann.get(f"/evaluations/{staged.evaluation.pk}/terms/{staged.second.pk}/").status_code == 404
    )


def test_sealed_until_closing(alder: Jurisdiction, cast: Cast, sign_in: Any) -> None:
    with workspace(alder):
        staged = round_at("submitted", cast)
    answer = sign_in(cast.ann).get(f"/evaluations/{staged.evaluation.pk}/terms/{staged.first.pk}/")
    assert answer.status_code == 403
    with workspace(alder):
        put_clock_right()


def test_a_workspace_uses_its_own_words(alder: Jurisdiction, cast: Cast, sign_in: Any) -> None:
    ann = sign_in(cast.ann)
    assert "Right to leave" in ann.get("/contract-words/").content.decode()
    ann.post("/contract-words/", {"exit": "Termination for default", "cap": "Limit of credits"})
    ann.post("/contract-words/", {"exit": "Termination for default"})
    with workspace(alder):
        assert dict(ContractWord.objects.values_list("key", "label")) == {
            "exit": "Termination for default"
        }
        assert Event.objects.filter(verb="changed the words of contracts").count() == 1
    long = ann.post("/contract-words/", {"exit": "x" * 101})
    assert "x" * 101 in long.content.decode()
    ann.post("/contract-words/", {"exit": ""})
    with workspace(alder):
        assert not ContractWord.objects.exists()
