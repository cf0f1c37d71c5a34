"""One clock: the database's.

SQL function portal_now() is clock_timestamp() plus an offset that is zero unless a connection set
it for itself, which demo building and tests do; so a demo has a past that real actions made.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import DateTimeField, Func

OFFSET_SETTING = "portal.clock_offset"


class Now(Func):
    """The same instant as an expression, for columns and filters."""

    function = "portal_now"
    template = "%(function)s()"
    output_field = DateTimeField()


def now() -> datetime:
    """Return the current instant by the database's clock (aware, UTC)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT portal_now()")
        instant: datetime = cursor.fetchone()[0]
    return instant


def is_simulated() -> bool:
    """Whether this connection's clock was moved."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(current_setting(%s, true), '') NOT IN ('', '0')", [OFFSET_SETTING]
        )
        moved: bool = cursor.fetchone()[0]
    return moved


def move(offset: timedelta) -> None:
    """Move this connection's clock by an offset from the real time; zero puts it right."""
    value = f"{offset.total_seconds()} seconds" if offset else "0"
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, false)", [OFFSET_SETTING, value])


@contextmanager
def moved(offset: timedelta) -> Iterator[None]:
    """Move this connection's clock for the length of a block."""
    move(offset)
    try:
        yield
    finally:
        move(timedelta(0))


PORTAL_NOW_SQL: Any = """
CREATE FUNCTION public.portal_now() RETURNS timestamptz LANGUAGE sql VOLATILE AS $$
  SELECT clock_timestamp()
       + coalesce(nullif(current_setting('portal.clock_offset', true), ''), '0')::interval
$$
"""
