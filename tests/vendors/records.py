"""Stored load-test records as the parsers make them, without a file to parse."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

from vendors.loadtests.reading import Latency, Quality, Reading, Source, Threshold

HELD = Reading(
    tool="k6",
    format="k6 summary",
    parser="k6 1",
    tool_version="1.2",
    started_at=dt.datetime(2027, 3, 3, 15, tzinfo=dt.UTC),
    requests=810_000,
    failures=810,
    error_rate=Decimal("0.001"),
    duration_s=Decimal(1800),
    rps_mean=Decimal(450),
    rps_peak=Decimal(512),
    rps_peak_bucket="10 s",
    users_max=1200,
    latency_ms=Latency(p50=Decimal(120), p95=Decimal(310), p99=Decimal(640)),
    percentile_quality=Quality.EXACT,
    thresholds=(Threshold("http_req_failed", "rate<0.01", passed=True),),
    raw_sha256=(Source("summary.json", "0" * 64),),
)
"""450 requests a second, held for half an hour."""


def record(*, points: int = 0, sha256: str = "", **changes: Any) -> dict[str, Any]:
    """A record as it is stored, with a course of so many points."""
    if sha256:
        changes["raw_sha256"] = (Source("summary.json", sha256),)
    stored = replace(HELD, **changes).to_dict()
    if points:
        stored["series"] = {"bucket_s": "10", "points": [point(n) for n in range(points)]}
    return stored


def point(number: int, **changes: Any) -> dict[str, Any]:
    """One moment of a test; ten seconds lie between two."""
    return {
        "at_s": str(number * 10),
        "rps": str(400 + number % 7 * 20),
        "failures_per_s": "0" if number % 5 else "3",
        "p95_ms": str(250 + number % 9 * 15) if number % 4 else None,
        "users": 1200,
    } | changes
