"""What a test signs in with stands in its files; none of it reaches record or refusal."""

import copy
import json
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vendors.loadtests import Reading, read
from vendors.loadtests.labels import LONGEST_LABEL, label

FILES = Path(__file__).parents[2] / "fixtures" / "loadtests"
CANARY = "hunter2-canary"
ADDRESS = f"https://ann:{CANARY}@book.example.test/slots;sid={CANARY}?token={CANARY}#{CANARY}"


def text_of(name: str) -> str:
    return (FILES / name).read_text()


def k6(name: str) -> Any:
    return json.loads(text_of(f"k6_{name}.json"))


def with_tags(metrics: dict[str, Any], duration: Any) -> None:
    for tag in ("name", "group", "scenario", "url"):
        metrics[f"http_req_duration{{{tag}:{ADDRESS}}}"] = copy.deepcopy(duration)


def summary() -> str:
    data = k6("handle_summary")
    data["setup_data"] = {"token": CANARY, "people": [CANARY]}
    data["root_group"]["name"] = data["root_group"]["checks"][0]["name"] = CANARY
    data["options"]["env"] = CANARY
    data["state"]["note"] = CANARY
    with_tags(data["metrics"], data["metrics"]["http_req_duration"])
    data["metrics"][f"{CANARY}_total"] = {"type": "counter", "values": {"count": 1, CANARY: 1}}
    return json.dumps(data)


def export() -> str:
    data = k6("summary_export_legacy")
    data["setup_data"] = {"token": CANARY}
    data["root_group"]["checks"] = {CANARY: {"name": CANARY, "passes": 1, "fails": 0}}
    with_tags(data["metrics"], data["metrics"]["http_req_duration"])
    return json.dumps(data)


def machine_readable() -> str:
    data = k6("machine_readable")
    data["config"]["script"] = f"const password = '{CANARY}'"
    data["metadata"]["k6_version"] = CANARY
    data["results"]["checks"]["results"][0]["name"] = CANARY
    duration = data["results"]["metrics"][2]["values"]
    data["results"]["metrics"].append(
        {"name": f"http_req_duration{{name:{ADDRESS}}}", "values": duration}
    )
    return json.dumps(data)


def results_file() -> str:
    quoted = ADDRESS.replace('"', '""')
    rows = text_of("jmeter_results.jtl").replace("https://example.test/slots", quoted)
    rows = rows.replace("GET slots", f"GET {quoted}").replace("Residents 1", f"{CANARY}:1099-R 1")
    rows = rows.replace("Service Unavailable", CANARY).replace("We are very busy", CANARY)
    return rows.replace("java.net", CANARY)


def with_variables() -> str:
    """Variables of the test stand in columns of their own."""
    lines = [line for line in text_of("jmeter_results.jtl").splitlines() if line.count(",") == 16]
    return "\n".join(
        line + (',"password"' if number == 0 else f',"{CANARY}"')
        for number, line in enumerate(lines)
    )


def results_tree() -> str:
    address = ADDRESS.replace("&", "&amp;")
    return (
        f'<testResults><httpSample t="9" ts="1777906800000" s="true" lb="{address}" '
        f'tn="{CANARY}:1099-R" hn="{CANARY}" rm="{CANARY}"><requestHeader>Cookie: {CANARY}'
        f"</requestHeader><java.net.URL>{address}</java.net.URL></httpSample></testResults>"
    )


def statistics() -> str:
    return text_of("jmeter_statistics.json").replace("GET slots", f"GET {ADDRESS}")


def report() -> str:
    return (
        "Label,# Samples,Average,Min,Max,Std. Dev.,Error %,Throughput\n"
        f"{ADDRESS},5,1,1,1,0,0.000%,1.0\nTOTAL,5,1,1,1,0,0.000%,1.0\n"
    )


def locust_results() -> str:
    entry = {
        "name": f"/slots?token={CANARY}", "method": "GET", "start_time": 1795626405.5,
        "last_request_timestamp": 1795626470.6, "num_requests": 2, "num_none_requests": 0,
        "num_failures": 0, "total_response_time": 9.5, "max_response_time": 5,
        "min_response_time": 4, "response_times": {"4": 1, "5": 1},
        "num_reqs_per_sec": {"1795626405": 2}, "num_fail_per_sec": {}, "note": CANARY,
    }  # fmt: skip
    return json.dumps([entry, {**entry, "name": ADDRESS}])


MADE = {
    made.__name__: made
    for made in (
        summary, export, machine_readable, results_file, with_variables, results_tree, statistics,
        report, locust_results,
    )
}  # fmt: skip


@pytest.mark.parametrize("made", MADE.values(), ids=MADE)
def test_no_secret_reaches_the_record(made):
    text = made()
    assert text.count(CANARY) >= 3
    found = read([("file", text.encode())])
    assert isinstance(found, Reading), found
    assert CANARY not in json.dumps(found.to_dict(), ensure_ascii=False)


def test_no_secret_of_locust_tables_reaches_the_record():
    files = []
    for kind in ("stats", "stats_history", "failures", "exceptions"):
        text = text_of(f"locust_{kind}.csv").replace("home", f"/slots?token={CANARY}")
        text = text.replace("boom", CANARY).replace("local", CANARY).replace("404", CANARY)
        files.append((f"{kind}.csv", text.encode()))
    assert sum(CANARY.encode() in data for _, data in files) >= 3
    found = read(files)
    assert isinstance(found, Reading), found
    assert [one.name for one in found.transactions] == ["POST book", "GET /slots", "GET missing"]
    assert CANARY not in json.dumps(found.to_dict(), ensure_ascii=False)


FIGURES = {
    "summary": ("4320000", "1800000", "0.005", "9021.7"),
    "export": ("4320000", "0.005", "21600", "false"),
    "machine_readable": ("1800.02", "4320000", "9021.7"),
    "results_file": ("1777906800000", "5003", "true", "1777906861100"),
    "results_tree": ("1777906800000", '"9"', "true"),
    "statistics": ("13100.6", '"errorCount": 3'),
    "report": ("0.000%", "1.0"),
    "locust_results": ("1795626405.5", "9.5"),
}


@pytest.mark.parametrize(
    ("name", "figure"), [(name, figure) for name, figures in FIGURES.items() for figure in figures]
)
def test_no_secret_that_stands_where_a_figure_should_be_reaches_the_refusal(name, figure):
    text = MADE[name]()
    assert figure in text
    bad = f'"{CANARY}"' if name == "results_tree" else CANARY
    for replacement in (bad, json.dumps(CANARY)):
        found = read([("file", text.replace(figure, replacement).encode())])
        said = json.dumps(found.to_dict()) if isinstance(found, Reading) else found.reason
        assert CANARY not in said


def test_whatever_is_broken_the_refusal_says_nothing_of_the_content():
    chance = random.Random(7)
    refused = 0
    for made in MADE.values():
        text = made()
        for _turn in range(60):
            at = chance.randrange(len(text))
            broken = (
                text[:at] + chance.choice([CANARY, '"', ",", "\n", "}", "<", ""]) + text[at + 9 :]
            )
            found = read([("file", broken.encode())])
            if isinstance(found, Reading):
                continue
            refused += 1
            assert CANARY not in found.reason
    assert refused > 100


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("GET /slots?token=abc&b=c", "GET /slots"),
        ("GET /slots?abc", "GET /slots"),
        ("Ready? Yes", "Ready? Yes"),
        ("Is it ready?", "Is it ready?"),
        ("https://ann:pw@host/a?b=c rest", "https://host/a rest"),
        ("https://ann@host/a#part=1", "https://host/a"),
        ("/a;jsessionid=ABC123/b", "/a/b"),
        ("POST /login password=abc", "POST /login password=…"),
        ("Authorization: Bearer abc", "Authorization: …"),
        ("Basic abc==", "Basic …"),
        ("api_key: abc then", "api_key: … then"),
        ("GET /people/ann@example.org/slots", "GET /people/…/slots"),
        ("GET /reset/9f86d081884c7d659a2feaa0c55ad015", "GET /reset/…"),
        ("GET /slot/123e4567-e89b-12d3-a456-426614174000", "GET /slot/…"),
        ("GET /x/eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.dozjgNryP4J3jVm", "GET /x/…"),
        ("01 Open booking page", "01 Open booking page"),
        ("load_calendar_page_2026", "load_calendar_page_2026"),
        ("kept-names-like-these-are-words", "kept-names-like-these-are-words"),
        ("chooseAppointmentAndConfirmIt", "chooseAppointmentAndConfirmIt"),
        ("expected_response:true", "expected_response:true"),
        ("::booking::choose a time", "::booking::choose a time"),
        ("p(95)<500", "p(95)<500"),
        ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(1)", "'@SUM(1)"),
        ("\t=1", "'=1"),
        ("a\u202eb\x00c\r\nd", "a b c d"),
        ("x" * 15 + " " + "y " * 200, None),
        ("", ""),
    ],
)
def test_what_stays_of_a_name(name, kept):
    found = label(name)
    assert len(found) <= LONGEST_LABEL
    if kept is not None:
        assert found == kept


@given(st.text(max_size=400))
def test_a_name_never_becomes_a_formula_and_cleaning_it_again_changes_nothing(name):
    found = label(name)
    assert not found.startswith(("=", "+", "-", "@"))
    assert len(found) <= LONGEST_LABEL + 1
    assert found.isprintable() or not found.isascii()
