"""Programs that the supervisor starts: each in a session of its own, each with its log.

A child in its own session doesn't see the Ctrl-C of the terminal, so the supervisor decides the
order in which things stop, and a child's own children go with it.
"""

import contextlib
import ctypes
import json
import os
import platform
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

TAIL_LINES = 15
_DEATH_SIGNAL_OPTION = 1  # PR_SET_PDEATHSIG of Linux


@dataclass(frozen=True, slots=True)
class Program:
    """What to start and how to stop it; `account` is whom root becomes for it."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    log: Path
    folder: Path
    stop_signal: signal.Signals = signal.SIGTERM
    grace_seconds: float = 10.0
    account: str | None = None
    service: bool = False
    inherited: tuple[int, ...] = ()


@dataclass(slots=True)
class Child:
    """A started program."""

    program: Program
    process: subprocess.Popen[bytes]
    birth: str = field(default="")

    @property
    def ended(self) -> bool:
        return self.process.poll() is not None

    def last_lines(self) -> list[str]:
        return last_lines(self.program.log)


def start(program: Program) -> Child:
    with program.log.open("ab") as log:
        process = subprocess.Popen(
            list(program.command),
            env=dict(program.environment),
            cwd=program.folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            pass_fds=program.inherited,
            user=program.account,
            group=_group_of(program.account),
            extra_groups=[] if program.account else None,
            preexec_fn=_die_with_supervisor(program.stop_signal),  # noqa: PLW1509 - one thread only
        )
    return Child(program, process, birth_of(process.pid))


def stop(children: Sequence[Child], impatient: Callable[[], bool]) -> None:
    """Ask all to stop, wait for each as long as it may take, then end what is left by force."""
    for child in children:
        _signal_group(child.process.pid, child.program.stop_signal, leader_only=True)
    asked = time.monotonic()
    for child in children:
        while not child.ended and not impatient():
            if time.monotonic() - asked > child.program.grace_seconds:
                break
            time.sleep(0.05)
    for child in children:
        _signal_group(child.process.pid, signal.SIGKILL)
        child.process.wait()


def last_lines(log: Path) -> list[str]:
    with contextlib.suppress(OSError), log.open("rb") as stream:
        stream.seek(0, os.SEEK_END)
        stream.seek(max(0, stream.tell() - 8192))
        return stream.read().decode("utf-8", "replace").splitlines()[-TAIL_LINES:]
    return []


def birth_of(pid: int) -> str:
    """When a process began, so that a number given out again isn't taken for the old one."""
    if platform.system() == "Linux":
        try:
            stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
        except OSError:
            return ""
        after_name = stat.rpartition(")")[2].split()
        return "" if after_name[0] == "Z" else after_name[19]
    told = subprocess.run(
        ["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return told.stdout.strip()


def write_down(children: Sequence[Child], record: Path) -> None:
    rows = [[child.program.name, child.process.pid, child.birth] for child in children]
    record.write_text(json.dumps(rows), encoding="utf-8")


def stop_leftovers(record: Path, grace_seconds: float = 5.0) -> list[str]:
    """Stop what a supervisor that was killed left running; return the names of what was found."""
    try:
        rows = json.loads(record.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    alive = {pid: name for name, pid, birth in rows if birth and birth_of(pid) == birth}
    for pid, name in alive.items():
        _signal_group(pid, signal.SIGINT if name == "database" else signal.SIGTERM)
    until = time.monotonic() + grace_seconds
    while any(birth_of(pid) for pid in alive) and time.monotonic() < until:
        time.sleep(0.05)
    for pid in alive:
        _signal_group(pid, signal.SIGKILL)
    record.unlink(missing_ok=True)
    return list(alive.values())


def _signal_group(pid: int, number: signal.Signals, *, leader_only: bool = False) -> None:
    """Signal a child's whole group; only its leader when the leader stops the others itself."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if leader_only:
            os.kill(pid, number)
        else:
            os.killpg(pid, number)


def _group_of(account: str | None) -> int | None:
    if account is None:
        return None
    import pwd  # noqa: PLC0415 - not on every system, and needed by root only

    return pwd.getpwnam(account).pw_gid


def _die_with_supervisor(number: signal.Signals) -> Callable[[], None] | None:
    """On Linux the kernel tells a child when its supervisor was killed."""
    if platform.system() != "Linux":
        return None
    system = ctypes.CDLL(None)

    def ask() -> None:
        system.prctl(_DEATH_SIGNAL_OPTION, int(number))

    return ask
