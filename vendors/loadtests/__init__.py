"""Load-test files of many tools, read into one form.

`read` takes the files of one test, finds out by their content what they are, and answers with a
Reading or with a Refusal that says what they are instead. Any bytes give one or the other.
"""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace

from vendors.loadtests import locust
from vendors.loadtests.figures import Unreadable
from vendors.loadtests.grouping import belonging_to
from vendors.loadtests.reading import (
    Caution,
    Checks,
    Latency,
    Point,
    Quality,
    Reading,
    Refusal,
    Series,
    Source,
    Threshold,
    Transaction,
    cautions_of,
    implausible,
    stale,
)
from vendors.loadtests.recognition import Found, Other, recognise
from vendors.loadtests.sources import Content, Opened, Progress

__all__ = [
    "MOST_FILES",
    "Caution",
    "Checks",
    "Latency",
    "Point",
    "Quality",
    "Reading",
    "Refusal",
    "Series",
    "Source",
    "Threshold",
    "Transaction",
    "read",
    "read_with_its_own",
    "stale",
]

MOST_FILES = 8
INCONSISTENT = "The figures of this file contradict each other. Attach it as the tool wrote it."


def read(
    files: Sequence[tuple[str, Content]], on_progress: Progress | None = None
) -> Reading | Refusal:
    """Read the files of one test; never raises, whatever they hold.

    Results of single requests are read as a stream, in memory that does not grow with the file.
    """
    if not files:
        return Refusal("No file was given.")
    if len(files) > MOST_FILES:
        return Refusal(f"One test has at most {MOST_FILES} files. Attach each test by itself.")
    return _answer(files, on_progress)


def read_with_its_own(
    about: int, files: Sequence[tuple[str, Content]], on_progress: Progress | None = None
) -> tuple[Reading | Refusal, tuple[int, ...]]:
    """Read one file with those of the others that are of the same test, told by their content.

    Answers with the places of the files that were read together. Files of other tests, and files
    that are no load tests, leave no trace. Where the files together give nothing, the one is read
    alone.
    """
    together = belonging_to(about, files)
    outcome: Reading | Refusal = _answer([files[place] for place in together], on_progress)
    if not outcome and len(together) > 1:
        together = (about,)
        outcome = _answer([files[about]], on_progress)
    return outcome, together


def _answer(
    files: Sequence[tuple[str, Content]], on_progress: Progress | None
) -> Reading | Refusal:
    try:
        return _read(files, on_progress)
    except Other as other:
        return Refusal(f"This is {other.what}. {other.advice}", other.what)
    except Unreadable as problem:
        return Refusal(str(problem))
    except ArithmeticError:
        return Refusal(INCONSISTENT)
    except OSError:
        return Refusal("The file could not be opened. Try again, or attach it again.")


def _read(files: Sequence[tuple[str, Content]], on_progress: Progress | None) -> Reading:
    sources: list[Source] = []
    tests: list[Reading] = []
    tables: dict[str, object] = {}
    for name, content in files:
        with closing(Opened(name, content, on_progress)) as opened:
            found = recognise(opened)
            if found.read and len(files) == 1:
                tests.append(found.read())
            elif found.read:
                raise Unreadable(
                    "One of these files is a test of its own. Attach the files of one test at a time."
                )
            source = Source(name, opened.sha256)
        if found.kind and not _is_repeated(source, sources):
            _keep(found, tables)
        sources.append(source)
    reading = tests[0] if tests else locust.read_files(tables)
    problem = implausible(reading)
    if problem:
        raise Unreadable(problem)
    warnings = (*reading.warnings, *cautions_of(reading))
    return replace(reading, warnings=warnings, raw_sha256=tuple(sources))


def _is_repeated(source: Source, sources: Sequence[Source]) -> bool:
    """The same bytes under another name say nothing new."""
    return any(source.sha256 == other.sha256 for other in sources)


def _keep(found: Found, tables: dict[str, object]) -> None:
    if found.kind in tables:
        raise Unreadable(
            f"Two of the files hold Locust’s {found.kind}. Attach the files of one test at a time."
        )
    tables[found.kind] = found.content
