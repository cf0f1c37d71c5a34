"""A day and a time that a coordinator enters mean an instant in the workspace's zone."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django import forms

NOT_THERE = (
    "On that day clocks go forward, so this time does not exist. Choose a time an hour later."
)


class NoSuchTime(ValueError):  # noqa: N818 -- reads as what is the case
    """The clock jumps over this time; the message says what to do."""


def day_field(label: str, **kwargs: object) -> forms.DateField:
    """A day; browsers that can show a calendar for it."""
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "w-12"})
    words = {"invalid": "Enter a date, such as 2027-03-19"}
    if label.startswith("Answers"):
        words["required"] = "Enter the day on which answers are due"
    return forms.DateField(label=label, widget=widget, error_messages=words, **kwargs)  # type: ignore[arg-type]


def time_field(label: str, **kwargs: object) -> forms.TimeField:
    """A time of that day."""
    widget = forms.TimeInput(format="%H:%M", attrs={"type": "time", "class": "w-8"})
    return forms.TimeField(
        label=label,
        widget=widget,
        error_messages={
            "required": "Enter the time at which answers are due",
            "invalid": "Enter the time as hours and minutes, such as 17:00",
        },
        **kwargs,  # type: ignore[arg-type]
    )


def instant_of(day: date, at: time, zone: str) -> datetime:
    """Return the instant; a time that the zone's clocks jump over is refused."""
    local = datetime.combine(day, at, tzinfo=ZoneInfo(zone))
    there_and_back = local.astimezone(UTC).astimezone(ZoneInfo(zone))
    if there_and_back.replace(tzinfo=None) != local.replace(tzinfo=None):
        raise NoSuchTime(NOT_THERE)
    return local.astimezone(UTC)


def in_weeks(now: datetime, zone: str, weeks: int) -> date:
    """A working day some weeks ahead, to propose."""
    day = now.astimezone(ZoneInfo(zone)).date() + timedelta(weeks=weeks)
    return day - timedelta(days=max(0, day.weekday() - 4))


class DueMixin(forms.Form):
    """Two fields, one instant: cleaned_data["due_at"]."""

    zone = "UTC"
    now: datetime
    due_is_required = True

    def clean_due(self, data: dict[str, object]) -> None:
        """Put the instant into the data, or an error at the field that has to change."""
        day, at = data.get("due_day"), data.get("due_time")
        data["due_at"] = None
        if not isinstance(day, date) or not isinstance(at, time):
            if self.due_is_required or day:
                self._ask_for(day, at)
            return
        try:
            due = instant_of(day, at, self.zone)
        except NoSuchTime as problem:
            self.add_error("due_time", str(problem))
            return
        if due <= self.now:
            self.add_error("due_day", "The due date must be in the future.")
            return
        data["due_at"] = due

    def _ask_for(self, day: object, at: object) -> None:
        if not day and "due_day" not in self.errors:
            self.add_error("due_day", "Enter the day on which answers are due")
        if not at and "due_time" not in self.errors:
            self.add_error("due_time", "Enter the time at which answers are due")
