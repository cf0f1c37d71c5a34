"""The demo's content is what real vendors could have sent in."""

import datetime as dt
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from evaluations.checklists import checklist_of
from evaluations.demo.dates import moved_history, resolve
from evaluations.demo.findings import FINDINGS, checks_of
from vendors import observing
from vendors.loadtests import Reading, read
from vendors.models import EvidenceKind
from vendors.questionnaire.reading import standard
from vendors.questionnaire.values import clean_value, raw_of

CONTENT = Path(__file__).parents[3] / "evaluations" / "demo" / "content"
VENDORS = sorted(CONTENT.glob("*.json"))
PDFS = sorted((CONTENT / "pdfs").glob("*.json"))
ITEMS = {item.key: item for item in standard().items}
STARTS = [
    dt.datetime(2027, 1, 1, 0, 5, tzinfo=dt.UTC),
    dt.datetime(2027, 3, 19, 16, 0, tzinfo=dt.UTC),
    dt.datetime(2028, 2, 29, 23, 50, tzinfo=dt.UTC),
]
SUBMITTED = dt.timedelta(days=28)
"""The demo's vendors answer at most this long before the first start."""


def _content(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)


@pytest.mark.parametrize("path", VENDORS, ids=lambda path: path.stem)
@pytest.mark.parametrize("start", STARTS, ids=str)
def test_each_answer_is_complete_when_the_demo_starts(path: Path, start: dt.datetime) -> None:
    problems = []
    for key, answer in _content(path)["answers"].items():
        item, value = ITEMS[key], resolve(answer["value"], start)
        for day in (start.date(), (start - SUBMITTED).date()):
            found, wrong = clean_value(item, raw_of(item, value), today=day)
            problems += [(key, problem.path, problem.sentence) for problem in wrong]
            for row in found.get("months", []) if key == "posture.availability_history" else []:
                row.pop("minutes_in_month")
            assert found == value, key
    assert problems == []


@pytest.mark.parametrize("path", VENDORS, ids=lambda path: path.stem)
def test_vendors_answer_most_questions_and_their_files_are_there(path: Path) -> None:
    content = _content(path)
    assert len(content["answers"]) >= 50
    host = content["vendor"]["website"].removeprefix("https://").rstrip("/")
    assert host.endswith(".example")
    assert all(one["email"].endswith("@" + host) for one in content["vendor"]["people"])
    assert "lead" in {one["role"] for one in content["vendor"]["people"]}
    for evidence in content["evidence"]:
        kind, name = evidence["source"].split(":")
        source = {
            "pdf": CONTENT / "pdfs" / f"{name}.json",
            "fixture": CONTENT / "loadtests" / name,
        }
        assert source[kind].is_file(), evidence["source"]
        assert evidence["kind"] in set(EvidenceKind) - {EvidenceKind.RECORD}
        assert {link["key"] for link in evidence["items"]} <= ITEMS.keys()
        assert (
            resolve(evidence["speaks_of"], STARTS[0]) < (STARTS[0] - SUBMITTED).date().isoformat()
        )


@pytest.mark.parametrize("path", PDFS, ids=lambda path: path.stem)
def test_documents_are_made_of_known_blocks(path: Path) -> None:
    content = resolve(_content(path), STARTS[0])
    assert content["title"]
    for block in content["blocks"]:
        (kind,) = block
        assert kind in {"h", "p", "list", "table"}
        if kind == "table":
            assert {len(row) for row in block["table"]["rows"]} == {len(block["table"]["head"])}


def test_nobody_repeats_a_sentence() -> None:
    counted = Counter(
        text for path in (*VENDORS, *PDFS) for text in _texts(_content(path)) if len(text) >= 40
    )
    assert [text for text, times in counted.items() if times > 1] == []


@pytest.mark.parametrize("vendor", ["clearwater", "harborlight"])
def test_a_k6_summary_shows_the_rate_that_the_answer_claims(vendor: str) -> None:
    k6 = read([("summary.json", CONTENT / "loadtests" / f"{vendor}-k6-summary.json")])
    assert isinstance(k6, Reading)
    claimed = _content(CONTENT / f"{vendor}.json")["answers"]["prep.headroom"]["value"]["rps"]
    assert k6.proved_rps is not None
    assert abs(k6.proved_rps - int(claimed)) < 1
    assert [caution.code for caution in k6.warnings] == ["no_date"]


def test_locust_files_show_the_rate_that_the_answer_claims_on_the_day_they_are_moved_to() -> None:
    tests = CONTENT / "loadtests"
    history = moved_history((tests / "tollgate-stats_history.csv").read_text("utf-8"), STARTS[0])
    locust = read(
        [("a.csv", tests / "tollgate-stats.csv"), ("b.csv", history.encode())],
    )
    assert isinstance(locust, Reading)
    claimed = _content(CONTENT / "tollgate.json")["answers"]["prep.headroom"]["value"]["rps"]
    assert locust.proved_rps is not None
    assert abs(locust.proved_rps - int(claimed)) < 10
    assert locust.started_at == STARTS[0]
    assert locust.warnings == ()


def test_a_saved_report_shows_the_rate_and_the_failures_that_the_answer_tells() -> None:
    report = read([("report.csv", CONTENT / "loadtests" / "briar-aggregate.csv")])
    assert isinstance(report, Reading)
    assert report.format == "JMeter Aggregate Report"
    assert report.duration_s is not None
    assert round(report.duration_s / 60) == 15
    assert sum(one.requests or 0 for one in report.transactions) == report.requests
    assert sum(one.failures or 0 for one in report.transactions) == pytest.approx(
        report.failures, abs=5
    )


def test_findings_hold_the_rules_of_their_kinds_and_name_known_topics():
    topics = {one.key for one in standard().criteria}
    vendors = {path.stem for path in VENDORS}
    for vendor, kind, days, told in FINDINGS:
        assert vendor in vendors
        assert days < 0
        assert observing.problems(observing.kind_of(kind), told["details"]) == {}
        assert set(told["about"]) <= topics
    marked = checks_of("ben", "briar")
    assert [one.line for one in marked] == [
        line.key for line in checklist_of("response_plan").lines
    ]
    assert checks_of("dee", "tollgate") == []
