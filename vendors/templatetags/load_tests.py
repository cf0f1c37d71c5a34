"""A load test as charts, for pages and documents alike."""

from collections.abc import Sequence
from decimal import Decimal

from django import template
from django.utils.safestring import SafeString, mark_safe

from portal.documents import charts
from vendors.demand import figure
from vendors.loadtest_proof import LoadTest

register = template.Library()


@register.simple_tag
def throughput_chart(test: LoadTest, key: object) -> SafeString:
    """Requests a second over the test, failures beneath, a line at what is needed."""
    needed = test.needed
    svg = charts.course(
        f"throughput-{key}",
        "Requests a second",
        test.throughput,
        line=None if needed is None else float(needed),
        line_shown="" if needed is None else f"needed: {figure(needed)}",
        under=test.failures,
        under_name="failed each second",
        lasted=_lasted(test),
    )
    return mark_safe(svg)  # noqa: S308 -- charts escape what they draw


@register.simple_tag
def latency_chart(test: LoadTest, key: object) -> SafeString:
    """The response time within which 95 % stayed, over the test."""
    svg = charts.course(
        f"latency-{key}", "Response time, 95% within", test.latency, unit="ms", lasted=_lasted(test)
    )
    return mark_safe(svg)  # noqa: S308 -- charts escape what they draw


@register.simple_tag
def rates_chart(test: LoadTest, key: object) -> SafeString:
    """Rates of the test as a whole, for files that do not say how it went over time."""
    return _bars(f"rates-{key}", "Requests a second", test.rates, "")


@register.simple_tag
def times_chart(test: LoadTest, key: object) -> SafeString:
    """Response times of the test as a whole, for the same files."""
    return _bars(f"times-{key}", "Response times", test.times, " ms")


def _bars(key: str, name: str, figures: Sequence[tuple[str, Decimal]], unit: str) -> SafeString:
    places = 0 if unit else 2
    bars = [
        charts.Bar(words, float(value), f"{figure(value, places=places)}{unit}")
        for words, value in figures
    ]
    highest = max((one.value or 0 for one in bars), default=0)
    svg = charts.level_bars(key, name, bars, highest=highest or 1)
    return mark_safe(svg)  # noqa: S308 -- charts escape what they draw


def _lasted(test: LoadTest) -> float:
    return 0 if test.lasted_s is None else float(test.lasted_s)
