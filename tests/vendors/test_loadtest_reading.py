"""Load-test files in the cage: large ones in little memory, and the command that shows them."""

import hashlib
import json
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from portal.cage.outcome import Limits, Outcome
from portal.cage.run import run
from vendors.loadtests import Reading, read
from vendors.tasks import READ_TEST, READING_LIMITS

ROOT = Path(__file__).parents[2]
FILES = ROOT / "tests" / "fixtures" / "loadtests"
LOCUST = sorted(FILES.glob("locust_*.csv"))
MEASURED = "tests.vendors.measured_reading:main"
HEADER = (
    "timeStamp,elapsed,label,responseCode,responseMessage,threadName,dataType,success,"
    "failureMessage,bytes,sentBytes,grpThreads,allThreads,URL,Latency,IdleTime,Connect\n"
)
START = 1_777_906_800_000
LARGE = 60_000_000
MOST_MIB = 200


def large_file(path: Path) -> tuple[int, int, int]:
    """Write about 60 MB of results; how many requests, failures, and the last instant."""
    chance = random.Random(11)
    good, bad = (
        [
            f"GET page {page},{answer},Residents 1-{page},text,{outcome},,18{page:03},402,2000,2000,"
            f"https://example.test/page/{page}/slots,9,0,0\n"
            for page in range(7)
        ]
        for answer, outcome in (("200,OK", "true"), ("503,Service Unavailable", "false"))
    )
    at, number, failures, last, written = START, 0, 0, 0, 0
    with path.open("w", encoding="ascii") as file:
        file.write(HEADER)
        while written < LARGE:
            lines = []
            for _row in range(5000):
                at += number % 3
                elapsed = 20 + int(chance.expovariate(0.004))
                failed = number % 250 == 0
                failures += failed
                last = max(last, at + elapsed)
                lines.append(f"{at},{elapsed},{(bad if failed else good)[number % 7]}")
                number += 1
            text = "".join(lines)
            written += len(text)
            file.write(text)
    return number, failures, last


def read_measured(path: Path) -> tuple[Outcome, list[tuple[int, int]]]:
    progress: list[tuple[int, int]] = []
    outcome = run(
        MEASURED,
        {f"1:{path.name}": path},
        limits=READING_LIMITS,
        packages=("tests", "vendors"),
        on_progress=lambda done, total: progress.append((done, total)),
    )
    return outcome, progress


def test_a_large_file_is_read_in_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "results.jtl"
    requests, failures, last = large_file(path)
    outcome, progress = read_measured(path)
    assert outcome, outcome.detail
    found: Any = outcome.facts["reading"]
    assert (found["requests"], found["failures"]) == (requests, failures)
    assert float(found["duration_s"]) == (last - START) / 1000
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    assert found["raw_sha256"] == [{"name": "results.jtl", "sha256": digest}]
    peak: Any = outcome.facts["peak_mib"]
    seconds: Any = outcome.facts["cpu_seconds"]
    print(f"{path.stat().st_size / 1e6 / seconds:.1f} MB/s, {peak} MiB at most")  # noqa: T201 -- for whoever runs it with -s
    assert 0 < peak < MOST_MIB
    # Counted up in megabytes to the end, not once and not at every piece.
    assert progress == sorted(progress)
    assert 20 < len(progress) <= 101
    assert progress[-1] == (58, 58)


@pytest.mark.parametrize(
    ("line", "rows"),
    [
        ("{at},{long},page,true\n", 260_000),
        ('{at},5,"a\n""b"" {number}",true\n', 25_000),
        ("{far},{number},page,true\n", 100_000),
    ],
    ids=["durations", "names", "days"],
)
def test_a_hostile_file_needs_no_more(tmp_path: Path, line: str, rows: int) -> None:
    path = tmp_path / "hostile.jtl"
    with path.open("w", encoding="ascii") as file:
        file.write("timeStamp,elapsed,label,success\n")
        file.writelines(
            line.format(
                number=number, at=START + number, long=number * 300,
                far=START + number * 7_919_000 % 10**9,
            )
            for number in range(rows)
        )  # fmt: skip
    outcome, _progress = read_measured(path)
    assert outcome, outcome.detail
    found: Any = outcome.facts["reading"]
    assert found["requests"] == rows
    assert found["percentile_quality"] == ("rounded" if "long" in line else "exact")
    peak: Any = outcome.facts["peak_mib"]
    assert 0 < peak < MOST_MIB / 2


def test_the_longest_record_still_comes_out_of_the_cage(tmp_path: Path) -> None:
    data = json.loads((FILES / "k6_handle_summary.json").read_bytes())
    metrics = data["metrics"]
    times = metrics["http_req_duration"]["values"]
    for number in range(300):
        metrics[f"http_req_duration{{name:{number}{'😀' * 300}}}"] = {
            "values": times,
            "thresholds": {f"{number}{'😀' * 300}": {"ok": number != 250}},
        }
    path = tmp_path / "summary.json"
    path.write_text(json.dumps(data))
    outcome = run(READ_TEST, {"1:summary.json": path})
    assert outcome, outcome.detail
    found: Any = outcome.facts["reading"]
    assert (len(found["transactions"]), len(found["thresholds"])) == (200, 40)
    # What was missed comes before what held.
    assert [one["passed"] for one in found["thresholds"]] == [False, False, *[True] * 38]


def test_the_cage_says_what_the_pure_function_says() -> None:
    outcome = run(READ_TEST, {f"{path.name}:{path.name}": path for path in LOCUST})
    found = read([(path.name, path) for path in LOCUST])
    assert isinstance(found, Reading)
    assert outcome.facts["reading"] == json.loads(json.dumps(found.to_dict()))
    assert outcome.facts["together"] == [f"{path.name}:{path.name}" for path in LOCUST]


def test_the_cage_takes_in_only_what_is_of_the_same_test() -> None:
    inputs = {
        f"{number}:{path.name}": path for number, path in enumerate(sorted(FILES.glob("*.*")))
    }
    about = next(name for name in inputs if name.endswith("locust_stats.csv"))
    outcome = run(READ_TEST, inputs, options={"about": about}, limits=READING_LIMITS)
    assert [name.partition(":")[2] for name in outcome.facts["together"]] == [
        path.name for path in LOCUST
    ]


def test_more_memory_than_allowed_is_a_reason_and_no_crash(tmp_path: Path) -> None:
    path = tmp_path / "wide.json"
    path.write_text("[" + "1," * 6_000_000 + "1]")
    outcome = run(READ_TEST, {"1:wide.json": path}, limits=Limits(memory_bytes=200 << 20))
    assert outcome.reason == "needed too much memory"


def command(*files: Path | str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command in an environment where no service is configured, and none listens."""
    return subprocess.run(
        [sys.executable, "manage.py", "read_loadtest", *map(str, files)],
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "DATABASE_URL": "postgres://nobody:nothing@127.0.0.1:1/nowhere",
            "BROKER_URL": "redis://127.0.0.1:1/0",
            **environment,
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.process
def test_the_command_shows_the_record_without_any_service(tmp_path: Path) -> None:
    done = command(*LOCUST, DATA_DIR=str(tmp_path))
    assert (done.returncode, done.stderr) == (0, "")
    shown = json.loads(done.stdout)
    found = read([(path.name, path) for path in LOCUST])
    assert isinstance(found, Reading)
    assert shown == json.loads(json.dumps(found.to_dict()))
    assert {"p50", "p90", "p95", "p99"} <= shown["latency_ms"].keys()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.process
@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ((ROOT / "README.md",), "This is not a result file of a load-test tool that we know."),
        (("nowhere.jtl",), "There is no file nowhere.jtl."),
    ],
)
def test_the_command_refuses_with_status_2_and_the_reason(
    tmp_path: Path, files: tuple[Path | str, ...], reason: str
) -> None:
    done = command(*files, DATA_DIR=str(tmp_path))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(reason)
