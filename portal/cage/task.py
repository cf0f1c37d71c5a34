"""What a caged task is handed, what marks it as one, and how it says that it can't go on."""

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import BinaryIO

from portal.cage.outcome import Failure, Json


class CageError(Exception):
    """A task ends here on purpose; the message, if any, is the predicate that a person reads."""

    failure = Failure.UNREADABLE


class UnreadableError(CageError):
    """The content is not what it says it is, or damaged."""


class RefusedError(CageError):
    """The content is sound, but more or other than may be taken in."""

    failure = Failure.REFUSED


class MissingLibraryError(CageError):
    """The machine lacks something that the task needs."""

    failure = Failure.MISSING_LIBRARY


@dataclass(slots=True)
class Work:
    """One task's inputs, options and place for results, inside the child."""

    folder: Path
    inputs: Mapping[str, str | int]
    options: Mapping[str, Json]
    report: Callable[[str], None]
    facts: dict[str, Json] = field(default_factory=dict)

    def open(self, name: str) -> BinaryIO:
        """Open an input; a file that the parent opened is reached by its descriptor only."""
        source = self.inputs[name]
        if isinstance(source, int):
            return os.fdopen(source, "rb", closefd=False)
        return (self.folder / source).open("rb")

    def read(self, name: str) -> bytes:
        with self.open(name) as stream:
            return stream.read()

    def write(self, name: str, content: bytes) -> None:
        (self.folder / "out" / name).write_bytes(content)

    def progress(self, done: int, total: int) -> None:
        self.report(f"progress {done} {total}")

    def finish(self) -> None:
        (self.folder / "facts.json").write_text(json.dumps(self.facts), encoding="utf-8")


@dataclass(frozen=True, slots=True)
class CagedTask:
    """A function that may be named to the cage."""

    function: Callable[[Work], None]

    def __call__(self, work: Work) -> None:
        self.function(work)


def caged_task(function: Callable[[Work], None]) -> CagedTask:
    return CagedTask(function)


def task_named(name: str, packages: tuple[str, ...]) -> CagedTask:
    """Import "package.module:function" from an allowed package, if it is marked as a task."""
    module_name, _, function_name = name.partition(":")
    if module_name.partition(".")[0] not in packages:
        raise LookupError(f"{name} is not in a package whose tasks may run caged.")
    task = getattr(import_module(module_name), function_name, None)
    if isinstance(task, CagedTask):
        return task
    raise LookupError(f"{name} is not a caged task.")
