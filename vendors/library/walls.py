"""Walls between libraries: PostgreSQL shows the rows of one account at a time, and only inside."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar
from uuid import UUID

from django.db import connection, models, transaction

ROLE = "plumbline_library"
SETTING = "plumbline.account"

M = TypeVar("M", bound=models.Model)
_open: ContextVar[UUID | None] = ContextVar("library", default=None)


class OutsideWalls(Exception):  # noqa: N818 -- reads as what is the case
    """Rows of a library were asked for by code that works in no account."""


@contextmanager
def inside(account_pk: UUID) -> Iterator[None]:
    """Work in one account's library until the block ends; no workspace's table is in reach there.

    Where the block fails, the rollback to its beginning takes role and setting back as well.
    """
    with transaction.atomic():
        _be(ROLE, str(account_pk))
        token = _open.set(account_pk)
        try:
            yield
        finally:
            _open.reset(token)
        _be("none", "")


class WalledManager(models.Manager[M]):
    """Finds rows inside the walls only, and says so elsewhere instead of finding all."""

    def get_queryset(self) -> models.QuerySet[M]:
        if _open.get() is None:
            raise OutsideWalls(f"Work inside() an account to reach {self.model.__name__}.")
        return super().get_queryset()


def _be(role: str, account: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('role', %s, true), set_config(%s, %s, true)",
            [role, SETTING, account],
        )


ROLE_SQL = f"""
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{ROLE}') THEN
    BEGIN
      CREATE ROLE {ROLE} NOLOGIN;
    EXCEPTION WHEN duplicate_object OR unique_violation THEN
      NULL; -- another database of this server was faster
    END;
  END IF;
  IF NOT pg_has_role(current_user, '{ROLE}', 'SET') THEN
    GRANT {ROLE} TO CURRENT_USER;
  END IF;
END
$$
"""


def walled(table: str, column: str = "account_id") -> tuple[str, str]:
    """Return SQL that puts a table behind the walls, and SQL that undoes it."""
    holds = f"{column} = nullif(current_setting('{SETTING}', true), '')::uuid"
    make = (
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {ROLE};"
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;"
        f"CREATE POLICY own_account ON {table} TO {ROLE} USING ({holds}) WITH CHECK ({holds});"
    )
    undo = (
        f"DROP POLICY own_account ON {table};"
        f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;"
        f"REVOKE ALL ON {table} FROM {ROLE};"
    )
    return make, undo
