"""The demo can be built at any hour: its days are those of the county, which does not live in UTC."""

import datetime as dt
from zoneinfo import ZoneInfo

from evaluations.demo.build import Stage
from evaluations.demo.county import MEETINGS
from portal.tenancy.models import Jurisdiction
from tests.stages import put_clock_right

MIDNIGHT = dt.datetime(2027, 3, 19, tzinfo=dt.UTC)


def test_a_meeting_lies_on_the_day_that_the_county_has(in_alder: Jurisdiction) -> None:
    zone = ZoneInfo(in_alder.time_zone)
    ahead = 0
    try:
        for hour in range(24):
            stage = Stage(MIDNIGHT + dt.timedelta(hours=hour), print)
            for one in MEETINGS:
                stage.at(one.days)
                here = (stage.start + dt.timedelta(days=one.days)).astimezone(zone).date()
                assert stage.today() == here
                ahead += stage.day(one.days).date() > here
    finally:
        put_clock_right()
    # The day of UTC would lie in the county's future for part of each day.
    assert ahead
