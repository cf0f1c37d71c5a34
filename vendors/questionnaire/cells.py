"""Reads single values as people type them: numbers, dates, spans of time, addresses, choices.

Each reader takes text and answers a value that JSON can hold, None for nothing typed, or raises
Refused with the sentence that the person reads. ``typed`` is the way back, for showing a form.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from vendors.questionnaire.kinds import (
    MAX_CELL_TEXT,
    MAX_LINE,
    MAX_NUMBER,
    MAX_SECONDS,
    MAX_TEXT,
    MAX_URL,
    SECONDS,
    options_of,
)
from vendors.questionnaire.model import Column, Kind, Part

_UNWANTED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
_BREAKS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_NUMBER = re.compile(r"(\d{1,13}|\d{1,3}(,\d{3}){1,4})(\.\d{1,9})?\Z", re.ASCII)
_DECIMAL_COMMA = re.compile(r"\d+,\d+\Z", re.ASCII)
_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})\Z", re.ASCII)
_DAY_US = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})\Z", re.ASCII)
_MONTH = re.compile(r"(\d{4})-(\d{1,2})\Z", re.ASCII)
_MONTH_US = re.compile(r"(\d{1,2})/(\d{4})\Z", re.ASCII)
_INSTANT = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d)[T ]+(?P<hour>\d\d?):(?P<minute>\d\d)(:(?P<second>\d\d)(\.\d+)?)?"
    r"\s*(?P<zone>Z|UTC|[+-]\d\d:?\d\d)?\Z",
    re.ASCII | re.IGNORECASE,
)
_SPAN = re.compile(r"([\d.,]+)\s*([a-z]+)\.?\Z", re.ASCII | re.IGNORECASE)
_EMAIL = re.compile(r"[^\s@<>\"(),:;\\\[\]]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+\Z")
_PHONE = re.compile(r"[0-9+() ./#x-]{5,40}\Z", re.ASCII | re.IGNORECASE)
_UNIT_WORDS = {
    "s": "seconds",
    "sec": "seconds",
    "secs": "seconds",
    "second": "seconds",
    "m": "minutes",
    "min": "minutes",
    "mins": "minutes",
    "minute": "minutes",
    "h": "hours",
    "hr": "hours",
    "hrs": "hours",
    "hour": "hours",
    "d": "days",
    "day": "days",
} | {unit: unit for unit in SECONDS}
_FIRST_YEAR, _LAST_YEAR = 1990, 2100


class Refused(ValueError):  # noqa: N818 - it reads as the sentence it raises
    """What was typed can't be taken; the message is the sentence shown beside the field."""


@dataclass(frozen=True, slots=True)
class Context:
    """What a reader must know besides the text."""

    field: Part | Column
    today: dt.date


def plain_text(raw: object) -> str:
    """Typed text without what can't be stored or shown; line breaks are kept, as one kind."""
    if isinstance(raw, bool):
        return "yes" if raw else "no"
    if isinstance(raw, int | Decimal) or (isinstance(raw, float) and raw == raw):
        raw = str(raw) if not isinstance(raw, int) or abs(raw) < 10**18 else "9" * 20
    if not isinstance(raw, str):
        return ""
    return _UNWANTED.sub("", _BREAKS.sub("\n", raw))


def read_cell(raw: object, field: Part | Column, today: dt.date) -> Any:
    """The value of one field or cell; None when nothing was typed. Raises Refused."""
    if field.kind is Kind.DURATION:
        return _duration(raw, field)
    text = plain_text(raw).strip()
    if not text:
        return None
    return _READERS[field.kind](text, Context(field, today))


def number(text: str) -> Decimal:
    """A number >= 0 in the digits 0 to 9; raises Refused. Never NaN, infinite or huge."""
    text = text.strip()
    if not _NUMBER.match(text):
        raise Refused(_why_no_number(text))
    found = Decimal(text.replace(",", ""))
    if found > MAX_NUMBER:
        raise Refused("The number is too large.")
    return found


def _why_no_number(text: str) -> str:
    if text.startswith(("-", "\N{MINUS SIGN}")):
        return "The number can't be below 0."
    if _DECIMAL_COMMA.match(text):
        return "Write decimals with a point, for example 99.9."
    if any(unicodedata.category(one) == "Nd" and not one.isascii() for one in text):
        return "Write the number with the digits 0 to 9."
    return "Write a number, for example 12 or 99.95."


def _digits(found: Decimal) -> str:
    return format(found, "f")


def _text(text: str, at: Context) -> str:
    limit = MAX_TEXT if isinstance(at.field, Part) else MAX_CELL_TEXT
    if len(text) > limit:
        raise Refused(
            f"This is {len(text) - limit:,} characters too long. "
            f"Shorten it to {limit:,}, or attach a file."
        )
    return text


def _line(text: str, _: Context) -> str:
    text = " ".join(text.split())
    if len(text) > MAX_LINE:
        raise Refused(f"This is {len(text) - MAX_LINE:,} characters too long. Shorten it.")
    return text


def _percent(text: str, _: Context) -> str:
    found = number(text.removesuffix("%"))
    if found > 100:
        raise Refused("A percentage lies between 0 and 100.")
    if -int(found.as_tuple().exponent) > 4:
        raise Refused("Give at most 4 digits after the point.")
    return _digits(found)


def _integer(text: str, _: Context) -> int:
    found = number(text)
    if found != found.to_integral_value():
        raise Refused("Write a whole number, for example 12.")
    return int(found)


def _decimal(text: str, _: Context) -> str:
    found = number(text)
    if -int(found.as_tuple().exponent) > 6:
        raise Refused("Give at most 6 digits after the point.")
    return _digits(found)


def _date(text: str, at: Context) -> str:
    day = day_of(text)
    if at.field.past and day > at.today:
        raise Refused("This date lies in the future. Give the day on which it happened.")
    return day.isoformat()


def day_of(text: str) -> dt.date:
    """A day from ``2027-03-19`` or ``3/19/2027``; raises Refused."""
    if match := _DAY.match(text):
        year, month, day = (int(one) for one in match.groups())
    elif match := _DAY_US.match(text):
        month, day, year = (int(one) for one in match.groups())
    else:
        raise Refused("Write the date as year-month-day, for example 2027-03-19.")
    try:
        found = dt.date(year, month, day)
    except ValueError:
        raise Refused("There is no such day. Check day and month.") from None
    _year(found.year)
    return found


def _year(year: int) -> None:
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise Refused(f"The year must lie between {_FIRST_YEAR} and {_LAST_YEAR}.")


def _month(text: str, at: Context) -> str:
    if match := _MONTH.match(text):
        year, month = (int(one) for one in match.groups())
    elif match := _MONTH_US.match(text):
        month, year = (int(one) for one in match.groups())
    else:
        raise Refused("Write the month as year-month, for example 2027-03.")
    if not 1 <= month <= 12:
        raise Refused("There are months 1 to 12.")
    _year(year)
    if at.field.past and (year, month) > (at.today.year, at.today.month):
        raise Refused("This month lies in the future.")
    return f"{year:04}-{month:02}"


def _instant(text: str, at: Context) -> str:
    match = _INSTANT.match(text)
    if not match:
        raise Refused("Write date and time in UTC, for example 2027-03-19 16:00.")
    day = day_of(match["day"])
    try:
        found = dt.datetime.combine(
            day,
            dt.time(int(match["hour"]), int(match["minute"]), int(match["second"] or 0)),
            _zone(match["zone"]),
        ).astimezone(dt.UTC)
    except (ValueError, OverflowError):
        raise Refused("There is no such time. Check hours and minutes.") from None
    if at.field.past and found.date() > at.today:
        raise Refused("This time lies in the future.")
    return found.strftime("%Y-%m-%dT%H:%M:%SZ")


def _zone(text: str | None) -> dt.tzinfo:
    if not text or text.upper() in {"Z", "UTC"}:
        return dt.UTC
    digits = text[1:].replace(":", "")
    span = dt.timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return dt.timezone(span if text[0] == "+" else -span)


def _duration(raw: object, field: Part | Column) -> dict[str, Any] | None:
    amount, unit = _span(raw, field)
    if not amount:
        return None
    if unit not in SECONDS:
        raise Refused("Choose seconds, minutes, hours or days.")
    seconds = number(amount) * SECONDS[unit]
    if seconds != seconds.to_integral_value():
        raise Refused("Give whole seconds, or choose a smaller unit.")
    if seconds > MAX_SECONDS:
        raise Refused("This is longer than a hundred years. Check number and unit.")
    return {"seconds": int(seconds), "unit": unit}


def _span(raw: object, field: Part | Column) -> tuple[str, str]:
    usual = field.unit or "minutes"
    if isinstance(raw, Mapping):
        unit = plain_text(raw.get("unit")).strip()
        return plain_text(raw.get("amount")).strip(), unit or usual
    text = plain_text(raw).strip()
    if match := _SPAN.match(text):
        word = match[2].lower()
        return match[1], _UNIT_WORDS.get(word, word)
    return text, usual


def _url(text: str, _: Context) -> str:
    sentence = "Write a web address that starts with https:// or http://."
    if len(text) > MAX_URL:
        raise Refused(f"This address is longer than {MAX_URL} characters.")
    if any(one.isspace() or one in '<>"\\`{}|^' for one in text):
        raise Refused(sentence)
    try:
        parts = urlsplit(text)
        host, _port = parts.hostname, parts.port
    except ValueError:
        raise Refused(sentence) from None
    if parts.scheme.lower() not in {"http", "https"} or not host:
        raise Refused(sentence)
    if "@" in parts.netloc:
        raise Refused("Leave user names and passwords out of the address.")
    return text


def _choice(text: str, at: Context) -> str:
    if text not in {option.key for option in options_of(at.field)}:
        raise Refused("Choose one of the answers in the list.")
    return text


def _boolean(text: str, _: Context) -> bool:
    found = {"yes": True, "y": True, "true": True, "no": False, "n": False, "false": False}
    if text.lower() not in found:
        raise Refused("Choose yes or no.")
    return found[text.lower()]


_READERS: Mapping[Kind, Callable[[str, Context], Any]] = {
    Kind.TEXT: _text,
    Kind.LINE: _line,
    Kind.PERCENT: _percent,
    Kind.INTEGER: _integer,
    Kind.DECIMAL: _decimal,
    Kind.DATE: _date,
    Kind.INSTANT: _instant,
    Kind.MONTH: _month,
    Kind.URL: _url,
    Kind.CHOICE: _choice,
    Kind.BOOLEAN: _boolean,
}


def read_email(text: str) -> str:
    """An e-mail address; raises Refused."""
    if len(text) > 254 or not _EMAIL.match(text) or ".." in text:
        raise Refused("Write an e-mail address such as name@example.org.")
    return text


def read_phone(text: str) -> str:
    """A telephone number in any usual spelling; raises Refused."""
    if not _PHONE.match(text) or sum(one.isdigit() for one in text) < 3:
        raise Refused("Write a phone number such as +1 555 010 0199.")
    return text


def typed(value: Any, kind: Kind) -> Any:
    """A stored value as a form shows it; total, whatever is stored."""
    if kind is Kind.DURATION:
        return _typed_span(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if kind is Kind.INSTANT and isinstance(value, str):
        return value.removesuffix("Z").removesuffix(":00") if len(value) == 20 else value
    return plain_text(value)


def _typed_span(value: Any) -> dict[str, str]:
    if not isinstance(value, Mapping) or type(value.get("seconds")) is not int:
        return {"amount": "", "unit": ""}
    seconds, unit = value["seconds"], value.get("unit")
    if not 0 <= seconds <= MAX_SECONDS:
        return {"amount": "", "unit": ""}
    units = [unit] if isinstance(unit, str) and unit in SECONDS else []
    for one in (*units, "minutes", "seconds"):
        amount = Decimal(seconds) / SECONDS[one]
        if amount * SECONDS[one] == seconds and -int(amount.as_tuple().exponent) <= 9:
            return {"amount": plain_number(amount), "unit": one}
    return {"amount": str(seconds), "unit": "seconds"}


def plain_number(found: Decimal) -> str:
    """A number without exponent and without zeros at its end."""
    text = format(found, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
