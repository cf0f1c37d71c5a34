"""Load-test files of many tools, read into one form.

`read` takes the files of one test, finds out by their content what they are, and answers with a
Reading or with a Refusal that says what they are instead. Any bytes give one or the other.
"""

import csv
import hashlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from vendors.loadtests import k6, locust
from vendors.loadtests.figures import Unreadable, parse_json
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
    stale,
)

__all__ = [
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
    "stale",
]

LARGEST_FILE = 25 * 1024 * 1024
MOST_FILES = 8
HEAD = 64 * 1024

NOT_YET = "It can be attached, but its figures are not read yet."

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
)

_JTL_COLUMNS = {"timeStamp", "elapsed"}
_JTL_FEWEST = 10


class _Other(Exception):  # noqa: N818 -- an answer: the file is something else than what is read
    """The file was recognised as something whose figures are not read."""

    def __init__(self, what: str, advice: str = NOT_YET) -> None:
        super().__init__(what)
        self.what = what
        self.advice = advice


def read(files: Sequence[tuple[str, bytes | Path]]) -> Reading | Refusal:
    """Read the files of one test; never raises, whatever they hold."""
    try:
        return _read(files)
    except _Other as other:
        return Refusal(f"This is {other.what}. {other.advice}", other.what)
    except Unreadable as problem:
        return Refusal(str(problem))
    except ArithmeticError:
        return Refusal("The figures of this file contradict each other.")
    except OSError:
        return Refusal("The file could not be opened. Try again, or attach it again.")


def _read(files: Sequence[tuple[str, bytes | Path]]) -> Reading:
    if not files:
        raise Unreadable("No file was given.")
    if len(files) > MOST_FILES:
        raise Unreadable(f"One test has at most {MOST_FILES} files. Attach each test by itself.")
    sources, found = [], []
    for name, content in files:
        data = _bytes(content)
        sources.append(Source(name, hashlib.sha256(data).hexdigest()))
        found.append(_recognise(data))
    reading = _parse(found)
    warnings = (*reading.warnings, *cautions_of(reading))
    return replace(reading, warnings=warnings, raw_sha256=tuple(sources))


def _bytes(content: bytes | Path) -> bytes:
    if isinstance(content, bytes):
        data = content
    else:
        with content.open("rb") as file:
            data = file.read(LARGEST_FILE + 1)
    if len(data) > LARGEST_FILE:
        # What it is can be told from its beginning, which helps more than its size.
        _recognise(data[:HEAD])
        raise Unreadable(
            f"The file is larger than {LARGEST_FILE // 1024 // 1024} MB. "
            "Attach the summary that the tool writes at the end instead."
        )
    return data


def _parse(found: Sequence[tuple[str, Any]]) -> Reading:
    tools = {tool for tool, _content in found}
    if tools == {"k6"}:
        if len(found) > 1:
            raise Unreadable("Each k6 summary is a test of its own. Attach one at a time.")
        return k6.read_summary(found[0][1])
    if "k6" in tools:
        raise Unreadable("These files come from different tools. Attach one test at a time.")
    by_kind: dict[str, str] = {}
    for kind, content in found:
        if kind in by_kind:
            raise Unreadable(
                f"Two of the files hold Locust’s {kind}. Attach the files of one test at a time."
            )
        by_kind[kind] = content
    return locust.read_files(by_kind)


def _recognise(data: bytes) -> tuple[str, Any]:
    """The tool or kind of file, with its content; raises _Other or Unreadable."""
    if not data.strip():
        raise Unreadable("The file is empty.")
    for magic, what in _MAGIC:
        if data.startswith(magic):
            raise _Other(what, "Attach the result file that the load-test tool wrote.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        if problem.end < len(data) or problem.reason != "unexpected end of data":
            raise Unreadable(
                "This is not a text file in UTF-8. Attach it as the load-test tool wrote it."
            ) from problem
        text = data[: problem.start].decode("utf-8-sig")
    start = text.lstrip()[:1]
    if start == "<":
        _recognise_markup(text)
    if start in {"{", "["}:
        return "k6", _recognise_json(text)
    return _recognise_table(text)


def _recognise_markup(text: str) -> None:
    head = text[:HEAD].lower()
    if "<testresults" in head:
        raise _Other("a JMeter results file in XML")
    if "<html" in head or "<!doctype html" in head:
        raise _Other("a web page, perhaps a report", "Attach the data file behind the report.")
    raise _Other("an XML file", "Attach the result file that the load-test tool wrote.")


def _recognise_json(text: str) -> Mapping[str, Any]:
    first_line = text.lstrip().split("\n", 1)[0]
    if '"type"' in first_line and '"metric"' in first_line and '"data"' in first_line:
        raise _Other(
            "k6’s stream of single samples", "Attach the summary that k6 writes at the end instead."
        )
    data = parse_json(text)
    if isinstance(data, list):
        if data and isinstance(data[0], dict) and "num_requests" in data[0]:
            raise _Other("a Locust results file in JSON")
        raise Unreadable("This JSON file is not one of a load-test tool that we know.")
    if not isinstance(data, dict):
        raise Unreadable("This JSON file is not one of a load-test tool that we know.")
    if isinstance(data.get("metrics"), dict):
        if "state" in data:
            return data
        if "root_group" in data:
            raise _Other("a k6 summary in its older form (--summary-export)")
    if "results" in data and "config" in data:
        raise _Other("a k6 summary in its machine-readable form")
    total = data.get("Total")
    if isinstance(total, dict) and "sampleCount" in total:
        raise _Other("the statistics of a JMeter dashboard")
    raise Unreadable("This JSON file is not one of a load-test tool that we know.")


def _recognise_table(text: str) -> tuple[str, str]:
    try:
        header = next(csv.reader(io.StringIO(text[:HEAD], newline="")), [])
    except csv.Error:
        header = []
    names = {name.strip() for name in header}
    kind = locust.kind_of(header)
    if kind:
        return kind, text
    if names >= _JTL_COLUMNS or _looks_like_jtl(header):
        raise _Other("a JMeter results file")
    if "Label" in names and "# Samples" in names:
        raise _Other("a JMeter report")
    if {"metric_name", "timestamp", "metric_value"} <= names:
        raise _Other(
            "k6’s list of single samples", "Attach the summary that k6 writes at the end instead."
        )
    raise Unreadable(
        "This is not a result file of a load-test tool that we know. "
        "Figures are read from k6 summaries and from Locust’s CSV files."
    )


def _looks_like_jtl(row: Sequence[str]) -> bool:
    """A JMeter file without a header: an instant in milliseconds, a duration, many columns."""
    return (
        len(row) >= _JTL_FEWEST
        and row[0].isascii()
        and row[0].isdigit()
        and len(row[0]) == len("1700000000000")
        and row[1].isascii()
        and row[1].isdigit()
    )
