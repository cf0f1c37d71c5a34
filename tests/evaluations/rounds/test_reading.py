"""What coordinators type: vendors line by line, days and times in their zone."""

from datetime import date, time

import pytest

from evaluations.forms.instants import NoSuchTime, in_weeks, instant_of
from vendors.invitees import by_vendor, guess, read_lines

ZONE = "America/Los_Angeles"


@pytest.mark.parametrize(
    ("email", "name"),
    [
        ("rsato@clearwater-scheduling.example", "Clearwater Scheduling"),
        ("a@mail.tollgate.co.uk", "Tollgate"),
        ("jane.doe+x@gmail.com", "Jane Doe"),
        ("x@health_it.org", "Health It"),
        ("x@localhost", "Localhost"),
    ],
)
def test_a_vendor_is_guessed_from_its_address(email: str, name: str) -> None:
    assert guess(email) == name


def test_lines_are_read_and_each_unclear_one_is_told() -> None:
    typed = read_lines(
        '\n "Briar, Health" <A@Briar.example>,\nplain words\nx@y\nb@briar.example;\nA@briar.example\n'
    )
    assert [(one.name, one.email, one.guessed) for one in typed.invitees] == [
        ("Briar, Health", "a@briar.example", False),
        ("Briar", "b@briar.example", True),
    ]
    assert [problem.partition(":")[0] for problem in typed.problems] == [
        "Line 3",
        "Line 4",
        "Line 6",
    ]


def test_names_alone_are_enough_where_no_mail_is_sent() -> None:
    typed = read_lines("Clearwater\nclearwater\nTollgate <t@tollgate.example>", email_needed=False)
    assert [one.name for one in typed.invitees] == ["Clearwater", "Tollgate"]
    assert len(typed.problems) == 1


def test_addresses_of_one_vendor_come_together() -> None:
    invitees = read_lines("a@v.example\nb@v.example\nc@w.example").invitees
    assert [len(group) for group in by_vendor(invitees).values()] == [2, 1]


def test_times_mean_the_zone_of_the_workspace() -> None:
    assert instant_of(date(2031, 3, 19), time(17), ZONE).isoformat() == "2031-03-20T00:00:00+00:00"
    assert instant_of(date(2031, 1, 19), time(17), ZONE).isoformat() == "2031-01-20T01:00:00+00:00"
    twice = instant_of(date(2031, 11, 2), time(1, 30), ZONE)
    assert twice.isoformat() == "2031-11-02T08:30:00+00:00"
    with pytest.raises(NoSuchTime, match="does not exist"):
        instant_of(date(2031, 3, 9), time(2, 30), ZONE)


def test_a_working_day_is_proposed() -> None:
    sunday = instant_of(date(2031, 3, 16), time(12), ZONE)
    assert in_weeks(sunday, ZONE, 3) == date(2031, 4, 4)
