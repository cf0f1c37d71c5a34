"""Whatever a task does, its keeper has an outcome in time and nothing of it is left."""

import json
import os
import socket
import time
from pathlib import Path

import pytest

from portal.cage.outcome import Failure, Limits, Outcome
from portal.cage.run import run

SMALL = Limits(wall_seconds=10, cpu_seconds=1, memory_bytes=300 << 20, output_bytes=2 << 20)


def misbehave(name: str, limits: Limits = SMALL, **more: object) -> Outcome:
    task = f"tests.portal.cage.misbehaving:{name}"
    return run(task, {}, limits=limits, packages=("tests",), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "failure", "reason"),
    [
        ("loop_forever", Failure.TOO_LONG, "took too long"),
        ("eat_memory", Failure.TOO_MUCH_MEMORY, "needed too much memory"),
        ("kill_itself", Failure.STOPPED, "stopped before it was done"),
        ("break_down", Failure.UNREADABLE, "could not be read"),
        ("recurse", Failure.UNREADABLE, "could not be read"),
        ("refuse", Failure.REFUSED, "has 900 pages; at most 60 can be shown"),
        ("write_too_much", Failure.TOO_LARGE, "came out too large"),
        ("write_too_many", Failure.TOO_LARGE, "came out too large"),
        ("point_elsewhere", Failure.STOPPED, "stopped before it was done"),
        ("name_a_path", Failure.STOPPED, "stopped before it was done"),
        ("no_such_task", Failure.UNREADABLE, "could not be read"),
    ],
)
def test_a_misbehaving_task_gives_a_plain_reason(name: str, failure: Failure, reason: str) -> None:
    outcome = misbehave(name)
    assert not outcome
    assert (outcome.failure, outcome.reason, dict(outcome.files)) == (failure, reason, {})
    assert outcome.seconds < 8


def test_the_wall_limit_ends_a_task_that_only_waits() -> None:
    outcome = misbehave("sleep_forever", Limits(wall_seconds=0.5))
    assert outcome.failure == Failure.TOO_LONG
    assert outcome.seconds < 5
    assert outcome.sentence("The report") == "The report took too long."


def test_the_log_names_the_place_and_not_the_content() -> None:
    outcome = misbehave("break_down")
    assert outcome.detail.startswith("KeyError in misbehaving.py:")
    assert "secret" not in outcome.detail


def test_children_of_a_task_end_with_it() -> None:
    outcome = misbehave("leave_a_child")
    child = Path("/proc") / outcome.files["pid"].decode()
    deadline = time.monotonic() + 5
    while child.exists() and "Z" not in (child / "stat").read_text().split()[2]:
        assert time.monotonic() < deadline
        os.sched_yield()


def test_only_the_keepers_own_lines_count() -> None:
    heard: list[tuple[int, int]] = []
    outcome = misbehave("forge_lines", on_progress=lambda done, total: heard.append((done, total)))
    assert outcome
    assert outcome.network_wall != "forged"
    assert heard == [(1, 2)]


def test_a_cancelled_task_is_killed() -> None:
    class CancelledError(Exception):
        pass

    def cancel(done: int, total: int) -> None:
        raise CancelledError

    started = time.monotonic()
    with pytest.raises(CancelledError):
        misbehave("echo_and_wait", on_progress=cancel)
    assert time.monotonic() - started < 5


def test_the_child_sees_no_secret_and_no_framework(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://canary")
    monkeypatch.setenv("SECRET_KEY", "canary")
    outcome = misbehave("look_around", options={})
    environment = json.loads(outcome.files["environment"])
    assert "canary" not in str(environment)
    assert {name for name in environment if not name.startswith("_")} <= {
        "PATH", "LC_ALL", "LC_CTYPE", "HOME", "TMPDIR", "PYTHONPATH", "PYTHONHASHSEED",
        "LD_LIBRARY_PATH", "FONTCONFIG_FILE", "FONTCONFIG_PATH",
    }  # fmt: skip
    modules = outcome.files["modules"].decode().split()
    assert [name for name in modules if name.partition(".")[0] in {"django", "celery"}] == []
    assert outcome.facts["stdin"] == ""


def test_inputs_come_as_bytes_or_as_files_and_facts_come_back(tmp_path: Path) -> None:
    large = tmp_path / "large.csv"
    large.write_bytes(b"a,b\n" * 10)
    outcome = run(
        "tests.portal.cage.misbehaving:echo",
        {"small.txt": b"text", "large.csv": large},
        options={"rows": 3},
        packages=("tests",),
    )
    assert dict(outcome.files) == {"small.txt": b"text", "large.csv": b"a,b\n" * 10}
    assert outcome.facts == {"rows": 3}


def test_a_missing_input_is_an_outcome_too(tmp_path: Path) -> None:
    outcome = run("portal.cage.page_pictures:main", {"source": tmp_path / "gone.pdf"})
    assert outcome.failure == Failure.STOPPED


@pytest.mark.parametrize(
    "task",
    [
        "os:system",
        "tests.portal.cage.misbehaving:echo",
        "portal.cage.task:task_named",
        "portal.cage.page_pictures:SOURCE",
    ],
)
def test_only_marked_tasks_of_our_packages_run(task: str) -> None:
    outcome = run(task, {"small.txt": b"text"})
    assert outcome.failure == Failure.UNREADABLE
    assert outcome.detail.startswith("LookupError in task.py:")


def test_the_network_is_cut_off() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0)
        port = server.getsockname()[1]
        outcome = misbehave("call_out", options={"port": port})
        if not outcome.network_wall:
            pytest.skip("this system lets the cage build no wall against the network")
        assert outcome.failure == Failure.UNREADABLE
        with pytest.raises(BlockingIOError):
            server.accept()
