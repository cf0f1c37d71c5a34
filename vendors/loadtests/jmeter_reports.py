"""Reads what JMeter says of a whole test: statistics.json, Aggregate Report, Summary Report.

None of them says when the test ran or how long; the duration is worked out from number and rate.
The reports take the number format of the machine: a comma may be the decimal sign, and a rate
below one may lack its zero.
"""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from vendors.loadtests.figures import Unreadable, count, mapping, needed, number, positive
from vendors.loadtests.labels import label
from vendors.loadtests.reading import (
    MOST_TRANSACTIONS,
    Caution,
    Latency,
    Quality,
    Reading,
    Transaction,
)

STATISTICS_PARSER = "jmeter-statistics/1"
REPORT_PARSER = "jmeter-report/1"
STATISTIC_WINDOW = 20_000
"""Of how many last requests the dashboard works percentiles out, unless that was changed."""
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "label": ("label", "sampler_label"),
    "requests": ("# samples", "aggregate_report_count"),
    "mean": ("average",),
    "p50": ("median", "aggregate_report_median"),
    "p90": ("90% line", "aggregate_report_90%_line"),
    "p95": ("95% line", "aggregate_report_95%_line"),
    "p99": ("99% line", "aggregate_report_99%_line"),
    "min": ("min", "minimum", "aggregate_report_min"),
    "max": ("max", "maximum", "aggregate_report_max"),
    "errors": ("error %", "aggregate_report_error%"),
    "rate": ("throughput", "aggregate_report_rate"),
}
"""Headings as pages and as plug-ins write them."""
NEEDED = ("label", "requests", "errors", "rate")
PER: Mapping[str, int] = {"sec": 1, "min": 60, "hour": 3600}
_RATE = re.compile(r"([^/]*)/(sec|min|hour)")
_COMMA = re.compile(r"[+-]?\d*,\d+")


def is_statistics(data: Mapping[str, Any]) -> bool:
    total = data.get("Total")
    return isinstance(total, dict) and "sampleCount" in total


def read_statistics(data: Mapping[str, Any]) -> Reading:
    """A reading of a dashboard's statistics.json."""
    total = mapping(data.get("Total"), "Total")
    requests = count(total.get("sampleCount"), "sampleCount")
    failures = count(total.get("errorCount"), "errorCount")
    if failures > requests:
        raise Unreadable("The file counts more failures than requests.")
    if not requests:
        raise Unreadable("The file holds no requests.")
    rate = positive(total.get("throughput"), "throughput")
    parts = [(name, part) for name, part in data.items() if name != "Total"]
    cautions = [_computed()]
    latency = _of_statistics(total)
    quality = Quality.ABSENT if latency.p95 is None else Quality.EXACT
    if quality is Quality.EXACT:
        cautions.append(
            Caution(
                "percentiles_default",
                "The file does not name its percentiles; they are taken for the 90th, 95th and "
                "99th, which JMeter writes unless that was changed.",
            )
        )
    if quality is Quality.EXACT and requests > STATISTIC_WINDOW:
        quality = Quality.ROUNDED
        cautions.append(
            Caution(
                "percentiles_of_a_part",
                f"JMeter’s dashboard takes percentiles of the last {STATISTIC_WINDOW:,} requests "
                "only. The results file (JTL) gives those of all.",
            )
        )
    return Reading(
        tool="JMeter",
        format="JMeter statistics.json",
        parser=STATISTICS_PARSER,
        requests=requests,
        failures=failures,
        error_rate=Decimal(failures) / requests,
        duration_s=requests / rate if rate else None,
        rps_mean=rate,
        latency_ms=latency,
        percentile_quality=quality,
        transactions=tuple(
            _part_of_statistics(name, part) for name, part in parts[:MOST_TRANSACTIONS]
        ),
        warnings=tuple(cautions),
    )


def _part_of_statistics(name: str, part: object) -> Transaction:
    figures = mapping(part, "label")
    requests = count(figures.get("sampleCount"), "sampleCount")
    failures = count(figures.get("errorCount"), "errorCount")
    return Transaction(label(name), requests, failures, _of_statistics(figures))


def _of_statistics(figures: Mapping[str, Any]) -> Latency:
    def of(name: str) -> Decimal | None:
        return positive(figures.get(name), name)

    return Latency(
        min=of("minResTime"),
        mean=of("meanResTime"),
        p50=of("medianResTime"),
        p90=of("pct1ResTime"),
        p95=of("pct2ResTime"),
        p99=of("pct3ResTime"),
        max=of("maxResTime"),
    )


def columns_of(header: Sequence[str]) -> dict[str, int] | None:
    """Where the columns of a report are; None if this is the header of something else."""
    plain = [name.strip().lower() for name in header]
    found = {
        key: next(plain.index(name) for name in names if name in plain)
        for key, names in COLUMNS.items()
        if any(name in plain for name in names)
    }
    return found if all(key in found for key in NEEDED) else None


def read_report(text: str, delimiter: str) -> Reading:
    """A reading of an Aggregate Report or Summary Report that was saved as CSV."""
    try:
        rows = [
            row for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) if row
        ]
    except csv.Error as problem:
        raise Unreadable("This is not a complete CSV file. Attach it as JMeter wrote it.") from (
            problem
        )
    columns = columns_of(rows[0]) or {}
    if any(len(row) != len(rows[0]) for row in rows):
        raise Unreadable("A line of the file has more or fewer columns than its header.")
    lines = [_Line(row, columns) for row in rows[1:]]
    totals = [line for line in lines if line.name.strip().upper() == "TOTAL"]
    if len(totals) != 1:
        raise Unreadable(
            "The report has no line TOTAL, or several. Save the whole table of one test from JMeter."
        )
    total = totals[0]
    requests, share = total.requests, total.share
    if not requests:
        raise Unreadable("The file holds no requests.")
    rate = total.rate
    latency = total.latency
    is_summary = "p95" not in columns
    cautions = [
        _computed(),
        Caution(
            "transactions_included",
            "The total of this report counts transactions as well as their requests. If the test "
            "has any, requests and rate are too high; the results file (JTL) settles it.",
        ),
    ]
    failures = int((share * requests).to_integral_value("ROUND_HALF_UP"))
    if share * requests != failures:
        cautions.append(
            Caution(
                "failures_rounded",
                "The report gives failures as a rounded share, so their number is approximate.",
            )
        )
    return Reading(
        tool="JMeter",
        format="JMeter Summary Report" if is_summary else "JMeter Aggregate Report",
        parser=REPORT_PARSER,
        requests=requests,
        failures=failures,
        error_rate=share,
        duration_s=requests / rate if rate else None,
        rps_mean=rate,
        latency_ms=latency,
        percentile_quality=Quality.ABSENT if latency.p95 is None else Quality.EXACT,
        transactions=tuple(
            Transaction(
                label(line.name),
                line.requests,
                int((line.share * line.requests).to_integral_value("ROUND_HALF_UP")),
                line.latency,
            )
            for line in [line for line in lines if line is not total][:MOST_TRANSACTIONS]
        ),
        warnings=tuple(cautions),
    )


class _Line:
    """One line of a report."""

    def __init__(self, row: Sequence[str], columns: Mapping[str, int]) -> None:
        self._row = row
        self._columns = columns

    def _text(self, key: str) -> str:
        return self._row[self._columns[key]].strip() if key in self._columns else ""

    @property
    def name(self) -> str:
        return self._text("label")

    @property
    def requests(self) -> int:
        # A comma here would group thousands, which JMeter does not: better refused than misread.
        return count(number(self._text("requests"), "# Samples"), "# Samples")

    @property
    def share(self) -> Decimal:
        """Failed requests, 0 to 1. Older versions save the share itself, without a percent sign."""
        text = self._text("errors")
        found = needed(_figure(text.removesuffix("%").strip(), "Error %"), "Error %")
        found = found / 100 if text.endswith("%") else found
        if not 0 <= found <= 1:
            raise Unreadable("The value of “Error %” is not between 0 % and 100 %.")
        return found

    @property
    def rate(self) -> Decimal | None:
        """Requests per second."""
        text = self._text("rate")
        with_unit = _RATE.fullmatch(text)
        per = PER[with_unit[2]] if with_unit else 1
        found = positive(_figure(with_unit[1] if with_unit else text, "Throughput"), "Throughput")
        return None if found is None else found / per

    @property
    def latency(self) -> Latency:
        return Latency(
            **{
                key: positive(_figure(self._text(key), key), key)
                for key in Latency.__dataclass_fields__
            }
        )


def _figure(text: str, what: str) -> Decimal | None:
    """A cell in the number format of any machine."""
    text = text.replace("\u00a0", "").replace("\u202f", "").strip()
    if text.upper() in {"", "N/A", "NAN", "-"}:
        return None
    return number(text.replace(",", ".") if _COMMA.fullmatch(text) else text, what)


def _computed() -> Caution:
    return Caution(
        "duration_computed",
        "The file does not say how long the test ran; the duration is worked out from the number "
        "of requests and their rate.",
    )
