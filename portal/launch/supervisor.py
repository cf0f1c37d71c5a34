"""Watches what was started: one part ends, all end; Ctrl-C ends all; nothing is left behind."""

import signal
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import FrameType

from portal.environment import PROJECT_ROOT
from portal.launch.children import Child, Program, start, stop, write_down
from portal.launch.places import Places
from portal.launch.problems import LaunchError, say

WATCHED_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(Exception):  # noqa: N818 - not an error: somebody asked for it
    """Somebody asked to stop."""


class Behind:
    """A step that runs behind the product, whose lines are passed on as they come."""

    def __init__(self, child: Child, *, heard: int, done: str, failed: str) -> None:
        self.child = child
        self._heard = heard
        self._done = done
        self._failed = failed

    def tell_news(self) -> None:
        with self.child.program.log.open("rb") as log:
            log.seek(self._heard)
            news = log.read()
        whole = news[: news.rfind(b"\n") + 1]
        self._heard += len(whole)
        for line in whole.decode("utf-8", "replace").splitlines():
            say(f"    {line}")

    def tell_end(self) -> None:
        say(self._failed if self.child.process.returncode else self._done)


class Supervisor:
    """Holds the children; stops what works with the database before the database."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._children: list[Child] = []
        self._times_asked = 0

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Stop everything at the end of the block, however it ends."""
        before = {number: signal.signal(number, self._ask) for number in WATCHED_SIGNALS}
        try:
            yield
        finally:
            # A first Ctrl-C that ended the block must not also make its stopping impatient.
            asked_before = self._times_asked
            for service in (False, True):
                stop(
                    [each for each in self._children if each.program.service is service],
                    lambda: self._times_asked > asked_before,
                )
            self._children.clear()
            self._places.record.unlink(missing_ok=True)
            self._places.services_file.unlink(missing_ok=True)
            for number, handler in before.items():
                signal.signal(number, handler)

    def start(self, program: Program) -> Child:
        self.check()
        child = start(program)
        self._children.append(child)
        write_down(self._children, self._places.record)
        return child

    def step(self, name: str, command: Sequence[str], environment: Mapping[str, str]) -> None:
        """Run something to its end; its failure is ours."""
        child = self.start(self.program(name, command, environment))
        self.finish([child])

    def finish(self, children: Sequence[Child]) -> None:
        """Wait for steps that were started side by side."""
        while not all(child.ended for child in children):
            self.check(but=children)
            time.sleep(0.05)
        for child in children:
            self._children.remove(child)
            if child.process.returncode:
                raise LaunchError(_obituary(child, "failed"))

    def program(
        self,
        name: str,
        command: Sequence[str],
        environment: Mapping[str, str],
        *,
        grace_seconds: float = 10.0,
        inherited: tuple[int, ...] = (),
    ) -> Program:
        return Program(
            name=name,
            command=command,
            environment=environment,
            log=self._places.logs / f"{name.replace(' ', '-')}.log",
            folder=PROJECT_ROOT,
            grace_seconds=grace_seconds,
            inherited=inherited,
        )

    def wait_until(self, child: Child, ready: Callable[[], bool], patience_seconds: float) -> None:
        until = time.monotonic() + patience_seconds
        while not ready():
            self.check()
            if time.monotonic() > until:
                raise LaunchError(_obituary(child, f"didn't answer in {patience_seconds:.0f} s"))
            time.sleep(0.05)

    def watch(self, behind: Behind | None = None) -> None:
        """Watch until somebody asks to stop; what runs behind may end, and tells how it goes."""
        while True:
            if behind is not None:
                ended = behind.child.ended
                behind.tell_news()
                if ended:
                    self._children.remove(behind.child)
                    behind.tell_end()
                    behind = None
            self.check(but=[behind.child] if behind else [])
            time.sleep(0.2)

    def check(self, but: Sequence[Child] = ()) -> None:
        """Raise when somebody asked to stop or a part has ended."""
        if self._times_asked:
            raise Stopped
        for child in self._children:
            if child.ended and child not in but:
                raise LaunchError(_obituary(child, "ended"))

    def _ask(self, _number: int, _frame: FrameType | None) -> None:
        self._times_asked += 1
        if self._times_asked == 1:
            say("\nStopping …")


def _obituary(child: Child, what: str) -> str:
    lines = child.last_lines()
    told = "\n".join(f"    {line}" for line in lines) or "    (nothing)"
    hint = ""
    if any("No space left on device" in line for line in lines):
        hint = "\nThe disk is full. Make room, then start again; nothing saved is lost."
    code = child.process.returncode
    how = f" (exit code {code})" if code is not None else ""
    return f"The {child.program.name} {what}{how}. Last lines of {child.program.log}:\n{told}{hint}"
