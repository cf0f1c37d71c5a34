"""Time stamps of JMeter: milliseconds since 1970, or whatever pattern the tester has set."""

import datetime as dt
import re
from collections.abc import Iterator, Sequence

from vendors.loadtests.figures import Unreadable
from vendors.loadtests.reading import Caution

MILLISECONDS = 13
MOST_KEPT = 100_000
_TIME = r"[T ,]+(\d{1,2}):(\d{2})(?::(\d{2}))?(?:[.,:](\d{1,9}))?\s*([AaPp][Mm])?\s*(Z|[+-]\d\d:?\d\d|[A-Z]{3,4})?"
_YEAR_FIRST = re.compile(rf"(\d{{4}})([-/.])(\d{{1,2}})\2(\d{{1,2}}){_TIME}", re.ASCII)
_YEAR_LAST = re.compile(rf"(\d{{1,2}})([-/.])(\d{{1,2}})\2(\d{{4}}|\d{{2}}){_TIME}", re.ASCII)


class Instants:
    """Turns the time stamps of one file into milliseconds since 1970.

    Where a pattern has day and month in unknown order the first look at all days decides; where
    they leave both open the day is unknown, though not the time that passed.
    """

    def __init__(self) -> None:
        self._kept: dict[str, int] = {}
        self._day_first: bool | None = None
        self._unsure_of_day = False
        self._without_zone = False

    @staticmethod
    def known(text: str) -> bool:
        """Whether a time stamp is one that can be read."""
        if text.isascii() and text.isdigit():
            return len(text) == MILLISECONDS
        return bool(_YEAR_FIRST.fullmatch(text) or _YEAR_LAST.fullmatch(text))

    def of(self, texts: Sequence[str]) -> list[int]:
        """Milliseconds of each; Unreadable if one is no instant."""
        together = "".join(texts)
        if together.isascii() and together.isdigit():
            if set(map(len, texts)) != {MILLISECONDS}:
                raise _unreadable()
            return list(map(int, texts))
        if self._day_first is None:
            self._decide(texts)
        if len(self._kept) > MOST_KEPT:
            self._kept.clear()
        found = []
        for text in texts:
            before, dot, fraction = text.rpartition(".")
            if not (dot and fraction.isascii() and fraction.isdigit()):
                before, fraction = text, ""
            base = self._kept.get(before)
            if base is None:
                base = self._kept[before] = self._parse(before)
            found.append(base + int(f"{fraction[:3]:0<3}") if fraction else base)
        return found

    def aware(self, milliseconds: int | None) -> dt.datetime | None:
        """The instant as a date; None where the file leaves the day open."""
        if milliseconds is None or self._unsure_of_day:
            return None
        return dt.datetime.fromtimestamp(milliseconds / 1000, dt.UTC)

    def cautions(self) -> Iterator[Caution]:
        if self._unsure_of_day:
            yield Caution(
                "date_unsure",
                "The dates of the file can be read with the day or the month first: give the date "
                "of the test yourself.",
            )
        elif self._without_zone:
            yield Caution(
                "zone_unknown",
                "The file’s times name no time zone and are taken as UTC, so the start may be some "
                "hours off. The duration is right.",
            )

    def _decide(self, texts: Sequence[str]) -> None:
        days = [found for found in map(_YEAR_LAST.fullmatch, texts) if found]
        firsts, seconds = {int(day[1]) for day in days}, {int(day[3]) for day in days}
        if any(day[2] == "." for day in days) or max(firsts, default=0) > 12:
            self._day_first = True
        else:
            self._day_first = False
            same = firsts == seconds and len(firsts) == 1
            self._unsure_of_day = bool(days) and max(seconds) <= 12 and not same

    def _parse(self, text: str) -> int:
        year_first = _YEAR_FIRST.fullmatch(text)
        if year_first:
            year, _, month, day, *time = year_first.groups()
        else:
            year_last = _YEAR_LAST.fullmatch(text)
            if not year_last:
                raise _unreadable()
            day, _, month, year, *time = year_last.groups()
            if not self._day_first:
                day, month = month, day
        hour, minute, second, fraction, half, zone = time
        hours = int(hour)
        if half:
            hours = hours % 12 + (12 if half.lower() == "pm" else 0)
        if not zone or (zone.isalpha() and zone not in {"Z", "UTC", "GMT"}):
            self._without_zone = True
        try:
            moment = dt.datetime(
                int(year) if len(year) == len("2026") else 2000 + int(year),
                int(month), int(day), hours, int(minute), int(second or 0),
                tzinfo=_zone(zone),
            )  # fmt: skip
        except ValueError as problem:
            raise _unreadable() from problem
        return int(moment.timestamp()) * 1000 + int(f"{(fraction or '')[:3]:0<3}")


def _zone(text: str | None) -> dt.tzinfo:
    if not text or text.isalpha():
        return dt.UTC
    sign = -1 if text[0] == "-" else 1
    digits = text[1:].replace(":", "")
    return dt.timezone(sign * dt.timedelta(hours=int(digits[:2]), minutes=int(digits[2:])))


def _unreadable() -> Unreadable:
    return Unreadable(
        "The column “timeStamp” holds something that is no instant. Let JMeter write milliseconds "
        "(jmeter.save.saveservice.timestamp_format=ms), or attach the file as JMeter wrote it."
    )
