"""Real launches in a folder of their own; whatever a test does, nothing is left running."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from portal.environment import PROJECT_ROOT, SETTINGS
from portal.launch.children import birth_of

PATIENCE_SECONDS = 90.0


@dataclass
class Launch:
    """One `python -m portal.launch ...` and what it said so far."""

    process: subprocess.Popen[str]
    data: Path
    said: list[str] = field(default_factory=list)

    def hear(self, words: str) -> str:
        """Read on until a line holds the words; fail with all that was said instead."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said.append(line.rstrip("\n"))
            if words in line:
                return line
        raise AssertionError(f"never said “{words}”: " + "\n".join(self.said))

    def hear_all(self) -> str:
        assert self.process.stdout is not None
        self.said += self.process.stdout.read().splitlines()
        return "\n".join(self.said)

    def tell(self, number: signal.Signals) -> int:
        self.process.send_signal(number)
        return self.process.wait(PATIENCE_SECONDS)

    def pids(self) -> dict[str, int]:
        rows = json.loads((self.data / "running.json").read_text(encoding="utf-8"))
        return {name: pid for name, pid, _birth in rows}

    def addresses(self) -> dict[str, str]:
        lines = (self.data / "services.env").read_text(encoding="utf-8").splitlines()
        return dict(line.split("=", 1) for line in lines)


Start = Callable[..., Launch]


def gone(pids: dict[str, int]) -> bool:
    return not any(birth_of(pid) for pid in pids.values())


def wait_until_gone(pids: dict[str, int]) -> bool:
    until = time.monotonic() + PATIENCE_SECONDS
    while not gone(pids) and time.monotonic() < until:
        os.sched_yield()
    return gone(pids)


def launch_environment(data: Path, **more: str) -> dict[str, str]:
    """This process's environment without any setting of ours."""
    ours = {setting.name for setting in SETTINGS} | {"DJANGO_SETTINGS_MODULE"}
    plain = {name: value for name, value in os.environ.items() if name not in ours}
    return plain | {"DATA_DIR": str(data)} | more


def start_launch(data: Path, *words: str, **more: str) -> Launch:
    process = subprocess.Popen(
        [sys.executable, "-m", "portal.launch", *words],
        cwd=PROJECT_ROOT,
        env=launch_environment(data, **more),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    return Launch(process, data)


def end_launches(launches: list[Launch], data: Path) -> None:
    for each in launches:
        if each.process.poll() is None:
            each.tell(signal.SIGTERM)
        assert each.process.stdout is not None
        each.process.stdout.close()
    last = start_launch(data, "reset", "--yes")
    said = last.hear_all()
    status = last.process.wait(PATIENCE_SECONDS)
    assert last.process.stdout is not None
    last.process.stdout.close()
    strangers = data.exists() and (data / "thesis.txt").exists()
    assert status == 0 or strangers, said


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def launch(data: Path) -> Iterator[Start]:
    """Start a launch in the test's folder."""
    launches: list[Launch] = []

    def begin(*words: str, **more: str) -> Launch:
        launches.append(start_launch(data, *words, **more))
        return launches[-1]

    yield begin
    end_launches(launches, data)
