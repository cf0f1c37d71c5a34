"""The keeper: starts one task in a child process, bounds it, and always has an outcome.

A subprocess, because Celery's worker processes may not have children of multiprocessing's kind.
"""

import json
import os
import re
import select
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack, suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import IO, cast

from portal.cage.outcome import EXIT_CODES, REASONS, Failure, Json, Limits, Outcome

PACKAGES = ("portal", "vendors", "evaluations")
ROOT = Path(__file__).resolve().parents[2]
# What the loader and the font engine need to be found; nothing else of the parent's environment.
KEPT_VARIABLES = (
    "LD_LIBRARY_PATH",
    "DYLD_FALLBACK_LIBRARY_PATH",
    "FONTCONFIG_FILE",
    "FONTCONFIG_PATH",
)
RESULT_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}")
FAILURES = {code: failure for failure, code in EXIT_CODES.items()}
OUT_OF_MEMORY = re.compile(rb"alloc|memory", re.IGNORECASE)
LOOK_AGAIN_SECONDS = 0.25
MAX_RESULT_FILES = 2_000
MAX_NOTE_BYTES = 1 << 20
MAX_DIGITS = 15

Progress = Callable[[int, int], None]


def run(
    task: str,
    inputs: Mapping[str, bytes | Path],
    *,
    options: Mapping[str, Json] | None = None,
    limits: Limits | None = None,
    packages: tuple[str, ...] = PACKAGES,
    on_progress: Progress | None = None,
) -> Outcome:
    """Run "package.module:function" on the inputs, caged.

    Bytes are handed over as files of the child's folder, paths as open descriptors.
    If `on_progress` raises, the child is killed and the exception goes on: so a job is cancelled.
    """
    limits = limits or Limits()
    started = time.monotonic()
    try:
        with ExitStack() as stack:
            folder = Path(
                stack.enter_context(
                    tempfile.TemporaryDirectory(prefix="cage-", ignore_cleanup_errors=True)
                )
            )
            watch = _Watch(limits, on_progress, started)
            descriptors = _lay_out(stack, folder, task, inputs, options or {}, limits, packages)
            watch.follow(_start(folder, descriptors))
            outcome = _judge(folder, watch)
    except (OSError, subprocess.SubprocessError) as error:
        outcome = _failed(Failure.STOPPED, detail=type(error).__name__)
        return replace(outcome, seconds=time.monotonic() - started)
    return replace(outcome, network_wall=watch.network_wall, seconds=time.monotonic() - started)


def _lay_out(
    stack: ExitStack,
    folder: Path,
    task: str,
    inputs: Mapping[str, bytes | Path],
    options: Mapping[str, Json],
    limits: Limits,
    packages: tuple[str, ...],
) -> list[int]:
    """Write the order and the inputs into the folder; answer the descriptors to hand over."""
    for name in ("in", "out", "tmp"):
        (folder / name).mkdir()
    sources: dict[str, str | int] = {}
    for number, (name, source) in enumerate(inputs.items()):
        if isinstance(source, Path):
            sources[name] = stack.enter_context(source.open("rb")).fileno()
        else:
            sources[name] = f"in/{number}"
            (folder / f"in/{number}").write_bytes(source)
    order = {
        "task": task,
        "inputs": sources,
        "options": dict(options),
        "limits": asdict(limits),
        "packages": list(packages),
    }
    (folder / "order.json").write_text(json.dumps(order), encoding="utf-8")
    return [source for source in sources.values() if isinstance(source, int)]


def _start(folder: Path, descriptors: list[int]) -> subprocess.Popen[bytes]:
    environment = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
    environment |= {
        "PATH": os.defpath,
        "LC_ALL": "C.UTF-8",
        "HOME": str(folder / "tmp"),
        "TMPDIR": str(folder / "tmp"),
        "PYTHONPATH": str(ROOT),
        # The same input gives the same bytes.
        "PYTHONHASHSEED": "0",
    }
    with (folder / "stderr").open("wb") as errors:
        return subprocess.Popen(
            # -P: a file in the child's folder can't pass for a module.
            [sys.executable, "-P", "-s", "-m", "portal.cage", str(folder)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            cwd=folder,
            env=environment,
            pass_fds=descriptors,
            process_group=0,
        )


@dataclass(slots=True)
class _Watch:
    """Follows one child to its end, which comes at the wall limit at the latest."""

    limits: Limits
    on_progress: Progress | None
    started: float
    network_wall: str = ""
    timed_out: bool = False
    exit_code: int = 0
    _rest: bytes = b""
    _lines: int = field(default=0)

    def follow(self, process: subprocess.Popen[bytes]) -> None:
        pipe = cast("IO[bytes]", process.stdout)
        try:
            self._listen(process, pipe.fileno())
        finally:
            # The whole group, also after a good end: a task may have left children behind.
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
            self.exit_code = process.wait()
            pipe.close()

    def _listen(self, process: subprocess.Popen[bytes], pipe: int) -> None:
        is_open = True
        while process.poll() is None:
            left = self.started + self.limits.wall_seconds - time.monotonic()
            if left <= 0:
                self.timed_out = True
                return
            if not is_open:
                with suppress(subprocess.TimeoutExpired):
                    process.wait(left)
            elif select.select([pipe], [], [], min(left, LOOK_AGAIN_SECONDS))[0]:
                is_open = self._take(os.read(pipe, 65_536))
        if is_open and select.select([pipe], [], [], 0)[0]:
            self._take(os.read(pipe, 65_536))

    def _take(self, chunk: bytes) -> bool:
        *lines, rest = (self._rest + chunk).split(b"\n")
        self._rest = rest[:200]
        for line in lines:
            self._lines += 1
            match line.split():
                case [b"wall", wall] if self._lines == 1:
                    self.network_wall = wall.decode("ascii", "replace")[:20]
                case [b"progress", done, total] if done.isdigit() and total.isdigit():
                    if self.on_progress and max(len(done), len(total)) <= MAX_DIGITS:
                        self.on_progress(int(done), int(total))
        return bool(chunk)


def _judge(folder: Path, watch: _Watch) -> Outcome:
    """Turn how the child ended into an outcome."""
    code = watch.exit_code
    detail = _note(folder / "stderr")[-300:].decode("utf-8", "replace").strip()
    if watch.timed_out or code == -signal.SIGXCPU:
        return _failed(Failure.TOO_LONG, detail=detail)
    if code == 0:
        return _collect(folder, watch.limits)
    if code in FAILURES:
        reason = _note(folder / "reason").decode("utf-8", "replace")
        return _failed(FAILURES[code], " ".join(reason.split())[:300], detail=detail)
    if code < 0 and OUT_OF_MEMORY.search(detail.encode()):
        # Libraries in C abort when they get no memory.
        return _failed(Failure.TOO_MUCH_MEMORY, detail=detail)
    return _failed(Failure.STOPPED, detail=f"exit {code}: {detail}")


def _failed(failure: Failure, reason: str = "", *, detail: str = "") -> Outcome:
    return Outcome(failure=failure, reason=reason or REASONS[failure], detail=detail)


def _collect(folder: Path, limits: Limits) -> Outcome:
    names = sorted(entry.name for entry in os.scandir(folder / "out"))
    if len(names) > MAX_RESULT_FILES or not all(map(RESULT_NAME.fullmatch, names)):
        return _failed(Failure.STOPPED, detail="result files with other names than agreed")
    left = limits.output_bytes
    files = {}
    for name in names:
        content = _read_regular(folder / "out" / name, left + 1)
        left -= len(content)
        if left < 0:
            return _failed(Failure.TOO_LARGE)
        files[name] = content
    facts = json.loads(_note(folder / "facts.json") or b"{}")
    return Outcome(files=files, facts=facts)


def _note(path: Path) -> bytes:
    return _read_regular(path, MAX_NOTE_BYTES) if path.exists() else b""


def _read_regular(path: Path, most: int) -> bytes:
    """Read what the child wrote, not what it points to."""
    with open(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as stream:  # noqa: PTH123
        if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
            raise OSError("not a regular file")
        return stream.read(most)
