"""How instants, sizes, scores and lists are written out for people."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from django.utils import timezone
from django.utils.dateformat import format as date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

NO_SCORE = "\N{EN DASH}"
SCALE_WORDS = {
    0: gettext_lazy("Nothing"),
    1: gettext_lazy("Weak"),
    2: gettext_lazy("Partial"),
    3: gettext_lazy("Solid"),
    4: gettext_lazy("Strong"),
}
KIBI = 1024
UNITS = (("KB", KIBI), ("MB", KIBI**2), ("GB", KIBI**3))
SMALL = 10
"""Below this many units one digit after the point is worth showing."""


def zone_name(instant: datetime) -> str:
    """Short name of the zone; places whose zone has only an offset read "UTC-03"."""
    name = instant.tzname() or "UTC"
    return f"UTC{name}" if name[:1] in "+-" else name


def in_words(instant: datetime, *, year: bool = False) -> str:
    """Write an instant in the active zone and name the zone, so that nobody has to guess it."""
    here = timezone.localtime(instant)
    day = day_in_words(here.date(), year=year)
    return f"{day}, {clock_time(here)} {zone_name(here)}"


def clock_time(here: datetime) -> str:
    return f"{here.hour % 12 or 12}:{here.minute:02d} {'am' if here.hour < 12 else 'pm'}"


def day_in_words(day: date, *, year: bool = False) -> str:
    if isinstance(day, datetime):
        day = timezone.localtime(day).date()
    return date_format(day, "D, F j, Y" if year else "D, F j")


def time_left(until: datetime, now: datetime) -> str:
    """Whole days in the active zone; hours within the last one, minutes within the last hour.

    Never more than there is: what is left over is dropped. Days go by the clock on the wall, so
    a night on which clocks change is one day as well.
    """
    left = until - now
    if left <= timedelta(0):
        return _("closed")
    if left < timedelta(minutes=1):
        return _("less than a minute")
    if left < timedelta(hours=1):
        minutes = int(left.total_seconds() // 60)
        return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}
    days = _days_left(until, now)
    if not days:
        hours = int(left.total_seconds() // 3600)
        return ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours}
    return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}


def left_in_words(until: datetime, now: datetime) -> str:
    """Say "9 days left" while there are days, then "in 5 hours", as one would speak of it."""
    if until <= now:
        return time_left(until, now)
    words = _("%(time)s left") if _days_left(until, now) else _("in %(time)s")
    return words % {"time": time_left(until, now)}


def due_in_words(until: datetime, now: datetime) -> str:
    if until <= now:
        return _("Closed on %(instant)s") % {"instant": in_words(until)}
    return _("Due %(instant)s (%(left)s)") % {
        "instant": in_words(until),
        "left": left_in_words(until, now),
    }


def _days_left(until: datetime, now: datetime) -> int:
    """Count whole days by the clock on the wall; 0 within the last 24 hours."""
    if until - now < timedelta(hours=24):
        return 0
    there, here = (timezone.localtime(one).replace(tzinfo=None) for one in (until, now))
    return (there - here).days


def ago_in_words(instant: datetime, now: datetime) -> str:
    passed = now - instant
    if passed < timedelta(minutes=1):
        return _("just now")
    if passed < timedelta(hours=1):
        minutes = int(passed.total_seconds() // 60)
        return ngettext("%(n)d minute ago", "%(n)d minutes ago", minutes) % {"n": minutes}
    here, today = timezone.localtime(instant), timezone.localtime(now).date()
    if here.date() == today:
        return _("today %(time)s") % {"time": clock_time(here)}
    if here.date() == today - timedelta(days=1):
        return _("yesterday %(time)s") % {"time": clock_time(here)}
    return in_words(instant, year=here.year != today.year)


def size_in_words(size: int) -> str:
    if size < KIBI:
        return ngettext("%(n)d byte", "%(n)d bytes", size) % {"n": size}
    unit, factor = next(
        (unit, factor) for unit, factor in UNITS if size < factor * KIBI or unit == UNITS[-1][0]
    )
    value = Decimal(size) / factor
    digits = Decimal("0.1") if value < SMALL and unit != "KB" else Decimal(1)
    return f"{value.quantize(digits, ROUND_HALF_UP)} {unit}"


def score_figure(value: Decimal | int | None, places: int = 1) -> str:
    """One score as shown: a mean with one digit, half up, and a dash where there is none."""
    if value is None:
        return NO_SCORE
    return str(Decimal(value).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))


def nearest_step(value: Decimal | int | None) -> int | None:
    """Whole step of the scale that a figure is coloured as."""
    if value is None:
        return None
    return min(4, max(0, int(Decimal(value).quantize(Decimal(1), ROUND_HALF_UP))))


def scale_word(step: Decimal | int | None) -> str:
    """Word of a whole step; a mean between two steps has none."""
    if step is None or Decimal(step) != int(step):
        return ""
    return str(SCALE_WORDS.get(int(step), ""))


def count_words(text: str) -> int:
    """Count as the page's counter does: runs of anything that is not white space."""
    return len(text.split())


def sentence_list(values: Sequence[object]) -> str:
    words = [str(value) for value in values]
    if len(words) < 3:
        return _(" and ").join(words)
    return _("%(first)s and %(last)s") % {"first": ", ".join(words[:-1]), "last": words[-1]}


def file_type(name: str) -> str:
    """Letters for a file's type, from the end of its name."""
    end = name.rpartition(".")[2].upper() if "." in name else ""
    return end if 0 < len(end) <= 5 else "FILE"
