"""Numbers out of files that nobody vouches for: finite, of bearable size, or refused."""

import json
import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

LARGEST_DIGITS = 16
FINEST_DIGITS = 40
_PLAIN = re.compile(
    r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?|nan|[+-]?inf(inity)?", re.ASCII | re.IGNORECASE
)


class Unreadable(Exception):  # noqa: N818 -- an answer about a file, not a fault of the program
    """The file is not what its shape says; the message goes to whoever attached it."""


def parse_json(text: str) -> Any:
    """JSON with exact numbers; Unreadable for anything that is not plain JSON."""
    try:
        return json.loads(text, parse_float=_decimal, parse_int=_decimal, parse_constant=_refuse)
    except (ValueError, RecursionError) as problem:
        raise Unreadable("This is not a complete JSON file. Attach it as the tool wrote it.") from (
            problem
        )


def number(value: object, what: str) -> Decimal | None:
    """A finite number of bearable size, None for nothing; Unreadable for anything else."""
    if value is None or value == "":
        return None
    if isinstance(value, str):
        # What stands there is not repeated: a shifted column may hold anything.
        value = _decimal(value) if _PLAIN.fullmatch(value.strip()) else value
    if isinstance(value, bool) or not isinstance(value, Decimal | int):
        raise Unreadable(f"The value of “{what}” is not a number.")
    return _bearable(Decimal(value), what)


def needed(value: object, what: str) -> Decimal:
    """A number that the file cannot do without."""
    found = number(value, what)
    if found is None:
        raise Unreadable(f"The file has no value for “{what}”.")
    return found


def count(value: object, what: str) -> int:
    """A whole number of things, 0 or more."""
    found = needed(value, what)
    if found < 0 or found != found.to_integral_value():
        raise Unreadable(f"The value of “{what}” is not a count.")
    return int(found)


def positive(value: object, what: str) -> Decimal | None:
    """A number that cannot be below 0, or nothing."""
    found = number(value, what)
    if found is not None and found < 0:
        raise Unreadable(f"The value of “{what}” is below 0.")
    return found


def mapping(value: object, what: str) -> Mapping[str, Any]:
    """A JSON object."""
    if not isinstance(value, dict):
        raise Unreadable(f"The file has no “{what}”.")
    return value


def _bearable(found: Decimal, what: str) -> Decimal:
    # An exponent of millions would make a number of millions of digits out of ten bytes.
    # abs() and comparisons of such numbers overflow, so only the exponent is looked at.
    fine = found.is_finite() and (found == 0 or -FINEST_DIGITS < found.adjusted() < LARGEST_DIGITS)
    if not fine or len(found.as_tuple().digits) > FINEST_DIGITS:
        raise Unreadable(f"The value of “{what}” is not a number that a load test can have.")
    return Decimal(0) if found == 0 else found


def _decimal(text: str) -> Decimal:
    try:
        found = Decimal(text)
    except InvalidOperation as problem:
        raise Unreadable("The file holds something else where a number should be.") from problem
    return found if len(text) <= 200 else Decimal("NaN")


def _refuse(name: str) -> Decimal:
    raise Unreadable(f"The file holds “{name}” where a number should be.")
