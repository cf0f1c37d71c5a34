"""Which function does which kind of job. Apps register theirs in their tasks module."""

from collections.abc import Callable
from dataclasses import dataclass

from portal.jobs.models import Job


class JobFailed(Exception):  # noqa: N818 -- reads as what happened
    """A job cannot be done; the message is the plain reason that people read. No further try."""


Worker = Callable[[Job], None]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of job: its worker runs inside the workspace unless it is the service's own."""

    name: str
    work: Worker
    in_workspace: bool
    attempts: int
    seconds: int


KINDS: dict[str, Kind] = {}


def job_kind(
    name: str, *, in_workspace: bool = True, attempts: int = 3, seconds: int = 300
) -> Callable[[Worker], Worker]:
    """Register the function that does this kind of job; running it twice must do no harm."""

    def register(work: Worker) -> Worker:
        KINDS[name] = Kind(name, work, in_workspace, attempts, seconds)
        return work

    return register
