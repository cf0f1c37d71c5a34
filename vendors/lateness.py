"""How late something came, in words."""

from datetime import datetime, timedelta


def late_by(due: datetime, tried: datetime) -> str:
    """By how much an instant lies after the one that was due, in its largest whole unit.

    Both are aware. At the due instant itself it is too late already.
    """
    late = tried - due
    if late < timedelta(seconds=1):
        return "less than a second"
    for unit, length in (
        ("day", timedelta(days=1)),
        ("hour", timedelta(hours=1)),
        ("minute", timedelta(minutes=1)),
    ):
        if late >= length:
            return _number(late // length, unit)
    return _number(late // timedelta(seconds=1), "second")


def _number(count: int, unit: str) -> str:
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"
