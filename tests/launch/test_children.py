"""Stopping what doesn't want to stop, and telling a process from another with its number."""

import os
import signal
import sys
from pathlib import Path

import pytest

from portal.launch.children import Program, birth_of, start, stop, stop_leftovers, write_down
from portal.launch.places import check_room
from portal.launch.problems import LaunchError, sentence_for

pytestmark = pytest.mark.process

STUBBORN = """
import os, signal
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = os.fork()
if child:
    print(child, flush=True)
signal.pause()
"""


def stubborn(folder: Path) -> Program:
    return Program(
        name="stubborn",
        command=[sys.executable, "-c", STUBBORN],
        environment=os.environ,
        log=folder / "stubborn.log",
        folder=folder,
        grace_seconds=0.2,
    )


def both(program: Program) -> int:
    while not (told := program.log.read_text().split()):
        os.sched_yield()
    return int(told[0])


def test_a_child_that_ignores_the_request_is_ended_with_its_own_children(tmp_path: Path) -> None:
    child = start(stubborn(tmp_path))
    grandchild = both(child.program)
    assert birth_of(grandchild)
    stop([child], impatient=lambda: False)
    assert child.process.returncode == -signal.SIGKILL
    while birth_of(grandchild):
        os.sched_yield()


def test_what_a_killed_supervisor_left_is_stopped_once(tmp_path: Path) -> None:
    child = start(stubborn(tmp_path))
    both(child.program)
    record = tmp_path / "running.json"
    write_down([child], record)
    assert stop_leftovers(record, grace_seconds=0.1) == ["stubborn"]
    assert child.process.wait() == -signal.SIGKILL
    assert stop_leftovers(record) == []


def test_a_number_given_out_again_is_left_alone(tmp_path: Path) -> None:
    child = start(stubborn(tmp_path))
    both(child.program)
    record = tmp_path / "running.json"
    child.birth = "1"
    write_down([child], record)
    assert stop_leftovers(record) == []
    assert not child.ended
    stop([child], impatient=lambda: True)


def test_too_little_room_is_said_before_anything_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    check_room(tmp_path / "data")
    monkeypatch.setattr("portal.launch.places.NEEDED_BYTES", 10**18)
    with pytest.raises(LaunchError, match="Make room, or set DATA_DIR"):
        check_room(tmp_path / "data")


@pytest.mark.parametrize(
    ("number", "words"),
    [(28, "The disk is full"), (13, "No permission to write"), (30, "No permission to write")],
)
def test_what_the_system_says_becomes_what_to_do(number: int, words: str) -> None:
    sentence = sentence_for(OSError(number, os.strerror(number), "somewhere"))
    assert words in sentence
    assert "(somewhere)" in sentence
