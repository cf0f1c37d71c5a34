"""Tells by its content, never by its name, what a file is and who can read it."""

import csv
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from vendors.loadtests import jmeter_reports, jtl, jtl_xml, k6, locust
from vendors.loadtests.figures import Unreadable, parse_json
from vendors.loadtests.instants import Instants
from vendors.loadtests.reading import Reading
from vendors.loadtests.sources import Opened

ATTACH_RESULT = "Attach the result file that the load-test tool wrote."
ATTACH_SUMMARY = (
    "It holds every single sample and no totals. Attach the summary that k6 writes at the end: "
    "k6 run --summary-export=summary.json, or handleSummary."
)
KNOWN_FORMS = (
    "Figures are read from k6 summaries, from Locust’s CSV and JSON files, and from JMeter’s "
    "results files, statistics.json and saved reports."
)
UNKNOWN_JSON = f"This JSON file is not one of a load-test tool that we know. {KNOWN_FORMS}"
UNKNOWN = f"This is not a result file of a load-test tool that we know. {KNOWN_FORMS}"
NOT_TEXT = "This is not a text file in UTF-8. Attach it as the load-test tool wrote it."
WINDOWS_BOMS = (b"\xff\xfe", b"\xfe\xff")

_MAGIC: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF", "a PDF", ATTACH_RESULT),
    (b"PK\x03\x04", "a ZIP archive or an office document", "Unpack it and attach the result file."),
    (b"\x1f\x8b", "a gzip archive", "Unpack it and attach the file that is in it."),
    (b"BZh", "a bzip2 archive", "Unpack it and attach the file that is in it."),
    (b"\xfd7zXZ", "an xz archive", "Unpack it and attach the file that is in it."),
    (b"7z\xbc\xaf", "a 7z archive", "Unpack it and attach the file that is in it."),
    (b"\x28\xb5\x2f\xfd", "a zstd archive", "Unpack it and attach the file that is in it."),
    (b"\x89PNG", "a picture", ATTACH_RESULT),
    (b"\xff\xd8\xff", "a picture", ATTACH_RESULT),
)


class Other(Exception):  # noqa: N818 -- an answer: the file is something else than what is read
    """The file was recognised as something whose figures are not read."""

    def __init__(self, what: str, advice: str) -> None:
        super().__init__(what)
        self.what = what
        self.advice = advice


@dataclass(frozen=True, slots=True)
class Found:
    """What a file is: a test of its own, or one of Locust's files with its content."""

    read: Callable[[], Reading] | None = None
    kind: str = ""
    content: Any = None


def recognise(opened: Opened) -> Found:
    """What the file is; raises Other or Unreadable. Summaries are read whole, streams not yet."""
    head = opened.head
    if not head.strip():
        raise Unreadable("The file is empty.")
    for magic, what, advice in _MAGIC:
        if head.startswith(magic):
            raise Other(what, advice)
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    if start == b"<":
        return _markup(opened)
    if start in {b"{", b"["}:
        return _json(opened)
    if head.startswith(WINDOWS_BOMS):
        text = _text(opened, "file in UTF-16")
        return _of_json(text) if text.lstrip()[:1] in {"{", "["} else _of_table(text)
    return _table(opened)


def _markup(opened: Opened) -> Found:
    head = opened.head.decode("utf-8", "replace").lower()
    if "<testresults" in head:
        return Found(read=lambda: jtl_xml.read_tree(opened))
    if "<html" in head or "<!doctype html" in head:
        raise Other("a web page, perhaps a report", "Attach the data file behind the report.")
    raise Other("an XML file", ATTACH_RESULT)


def _json(opened: Opened) -> Found:
    first_line = opened.head.decode("utf-8", "replace").lstrip("\ufeff \r\n\t").split("\n", 1)[0]
    if '"type"' in first_line and '"metric"' in first_line and '"data"' in first_line:
        raise Other("k6’s stream of single samples", ATTACH_SUMMARY)
    return _of_json(_text(opened, "JSON file"))


def _of_json(text: str) -> Found:
    data = parse_json(text)
    if isinstance(data, list):
        if locust.is_results(data):
            return Found(kind=locust.JSON, content=data)
        if data == []:
            raise Unreadable("The file holds no requests.")
        raise Unreadable(UNKNOWN_JSON)
    if not isinstance(data, dict):
        raise Unreadable(UNKNOWN_JSON)
    read_k6 = k6.kind_of(data)
    if read_k6:
        return Found(read=lambda: read_k6(data))
    if jmeter_reports.is_statistics(data):
        return Found(read=lambda: jmeter_reports.read_statistics(data))
    raise Unreadable(UNKNOWN_JSON)


def _table(opened: Opened) -> Found:
    head = opened.head.decode("utf-8-sig", "replace")
    layout = jtl.layout_of(head)
    if layout:
        return Found(read=lambda: jtl.read_table(opened, layout))
    header = _header(head)
    if {"metric_name", "timestamp", "metric_value"} <= {name.strip() for name in header}:
        raise Other("k6’s list of single samples", ATTACH_SUMMARY)
    if _is_known(header):
        return _of_table(_text(opened, "CSV file"))
    _must_be_text(opened.head)
    _refuse_without_header(head)
    raise Unreadable(UNKNOWN)


def _refuse_without_header(head: str) -> None:
    """A list of requests whose columns cannot be told."""
    fields = re.split(r"[,;\t|]", head.split("\n", 1)[0].strip().lower())
    if Instants.known(fields[0]) and {"true", "false"} & set(fields):
        raise Unreadable(
            "This looks like a JMeter results file without a header, and its columns cannot be "
            "told for certain. Let JMeter write the header "
            "(jmeter.save.saveservice.print_field_names=true) and run the test again."
        )


def _is_known(header: list[str]) -> bool:
    return bool(
        locust.kind_of(header)
        or jmeter_reports.columns_of(header)
        or set(header).issuperset(locust.BEFORE_1_0)
    )


def _of_table(text: str) -> Found:
    header = _header(text)
    kind = locust.kind_of(header)
    if kind:
        return Found(kind=kind, content=text)
    if jmeter_reports.columns_of(header):
        delimiter = _delimiter(text.split("\n", 1)[0])
        return Found(read=lambda: jmeter_reports.read_report(text, delimiter))
    if set(header).issuperset(locust.BEFORE_1_0):
        raise Other(
            "a table of a Locust before version 1.0", "Run the test again with a newer Locust."
        )
    raise Unreadable(UNKNOWN)


def _header(text: str) -> list[str]:
    line = text.split("\n", 1)[0].rstrip("\r")
    try:
        return next(csv.reader(io.StringIO(line, newline=""), delimiter=_delimiter(line)), [])
    except csv.Error:
        return []


def _delimiter(line: str) -> str:
    return max(",;\t", key=line.count)


def _text(opened: Opened, what: str) -> str:
    data = opened.whole(what)
    encoding = "utf-16" if data.startswith(WINDOWS_BOMS) else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as problem:
        raise Unreadable(NOT_TEXT) from problem


def _must_be_text(head: bytes) -> None:
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as problem:
        if problem.reason != "unexpected end of data":
            raise Unreadable(NOT_TEXT) from problem
