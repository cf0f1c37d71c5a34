"""Rows that are committed for other connections to see: all of them have to go again."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

STAYS = {"audit_service_serviceevent", "tenancy_retiredschema"}
"""Appended for good: what the service did, and which names are never given again."""


@contextmanager
def leaving_nothing() -> Iterator[None]:
    """Fail where the block leaves more rows in the public schema, or fewer, than it found."""
    before = _public_rows()
    yield
    after = _public_rows()
    left = {name: after[name] - count for name, count in before.items() if after[name] != count}
    assert left == {}


def _public_rows() -> dict[str, int]:
    connection.set_schema_to_public()
    counts = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.get_table_list(cursor):
            if table.name not in STAYS:
                cursor.execute(f'SELECT count(*) FROM public."{table.name}"')
                counts[table.name] = cursor.fetchone()[0]
    return counts
