"""What comes back from the cage, and the limits that it runs under."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

Json = dict[str, "Json"] | list["Json"] | str | int | float | bool | None


class Failure(StrEnum):
    """Why there is no result."""

    TOO_LONG = "too_long"
    TOO_MUCH_MEMORY = "too_much_memory"
    TOO_LARGE = "too_large"
    UNREADABLE = "unreadable"
    REFUSED = "refused"
    MISSING_LIBRARY = "missing_library"
    STOPPED = "stopped"


# How the child says it to its keeper.
EXIT_CODES = {
    Failure.UNREADABLE: 10,
    Failure.REFUSED: 11,
    Failure.MISSING_LIBRARY: 12,
    Failure.TOO_MUCH_MEMORY: 13,
    Failure.TOO_LARGE: 14,
}
REASONS = {
    Failure.TOO_LONG: "took too long",
    Failure.TOO_MUCH_MEMORY: "needed too much memory",
    Failure.TOO_LARGE: "came out too large",
    Failure.UNREADABLE: "could not be read",
    Failure.REFUSED: "could not be accepted",
    Failure.MISSING_LIBRARY: "needs a system library that is missing",
    Failure.STOPPED: "stopped before it was done",
}


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one task may take; the wall limit is kept by the parent, the rest by the kernel."""

    wall_seconds: float = 60
    cpu_seconds: int = 60
    memory_bytes: int = 1 << 30
    output_bytes: int = 64 << 20


@dataclass(frozen=True, slots=True)
class Outcome:
    """A result or a plain reason, never an exception: truthy when there is a result.

    The reason is a predicate ("took too long"); `sentence` puts it after a subject.
    """

    files: Mapping[str, bytes] = field(default_factory=dict)
    facts: Mapping[str, Json] = field(default_factory=dict)
    failure: Failure | None = None
    reason: str = ""
    detail: str = ""
    """For the log: where it failed, without a word of the content."""
    network_wall: str = ""
    """What cut the network off: "namespace", "filter", or "" where the system allows neither."""
    seconds: float = 0

    def __bool__(self) -> bool:
        return self.failure is None

    @property
    def content(self) -> bytes:
        """The bytes of the only file of the result."""
        (content,) = self.files.values()
        return content

    def sentence(self, subject: str) -> str:
        return f"{subject} {self.reason}."
