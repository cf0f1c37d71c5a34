"""How old a proof is on the day that counts: that of closing, not the one on which it is read."""

import calendar
import datetime as dt
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Age:
    """A proof's age in whole months on the closing day; None where it names no date."""

    months: int | None
    current: bool
    """Whether it still counts."""
    past_a_whole: bool = False
    """Whether some days come on top of the whole months."""

    @property
    def words(self) -> str:
        """The age as the jurisdiction reads it, beside the proof."""
        if self.months is None:
            return "no date given: does not count"
        return f"{self._old} at closing{self._so}"

    @property
    def words_ahead(self) -> str:
        """The age as the vendor reads it, before it hands in."""
        if self.months is None:
            return "Does not count yet: say which date it speaks of"
        return f"Will be {self._old} when answers are due{self._so}"

    @property
    def _old(self) -> str:
        if not self.months:
            return "less than a month old"
        number = "1 month" if self.months == 1 else f"{self.months} months"
        # “12 months: no longer counts” would read like an error where 12 months are allowed.
        more = "more than " if self.past_a_whole and not self.current else ""
        return f"{more}{number} old"

    @property
    def _so(self) -> str:
        return "" if self.current else ": no longer counts"


def age_at(dated: dt.date | None, closing: dt.date, months: int) -> Age:
    """Measure a proof on the closing day; it counts up to this many months, that day included."""
    if dated is None:
        return Age(None, current=False)
    whole = months_between(dated, closing)
    current = dated >= months_before(closing, months)
    return Age(whole, current, past_a_whole=dated < months_before(closing, whole))


def months_between(earlier: dt.date, later: dt.date) -> int:
    """Whole months from one day to another; 0 where the other is not later."""
    months = max(0, (later.year - earlier.year) * 12 + later.month - earlier.month)
    return months - 1 if months and earlier > months_before(later, months) else months


@lru_cache(maxsize=64)
def months_before(day: dt.date, months: int) -> dt.date:
    """The same day so many months earlier, or the last day of a shorter month."""
    index = day.year * 12 + day.month - 1 - months
    year, month = divmod(index, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last))
