"""How a schema is made: the statements of all migrations, written down once and run in one go.

Migrating an empty schema takes seconds, most of which Django spends on drawing up its models once per
operation; the statements themselves take a fraction of one. So the first workspace after an upgrade has
them recorded in a schema that is thrown away, and each one is then made from the record.
"""

import hashlib
import importlib
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction

from portal.tenancy.models import PreparedSchema
from portal.tenancy.names import new_schema_name
from portal.tenancy.switch import service

PASSING = re.compile(
    r"\s*(SELECT|SHOW|SAVEPOINT|RELEASE|ROLLBACK|SET search_path)\b", re.IGNORECASE
)
"""Statements that leave nothing behind in the schema."""


def make_schema(schema_name: str) -> None:
    """Create a schema with all its tables inside the running transaction.

    It equals one that was migrated, the rows of django_migrations included. Raises what PostgreSQL
    raises; then nothing is left of it.
    """
    script = _script()
    with service(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f'CREATE SCHEMA "{schema_name}"')
        cursor.execute(f'SET LOCAL search_path = "{schema_name}", public')
        cursor.execute(script)
        cursor.execute("UPDATE django_migrations SET applied = now()")


def fingerprint() -> str:
    """Name the state that the migrations lead to: SHA-256 over the files of all apps of a workspace."""
    digest = hashlib.sha256()
    for name in settings.TENANT_APPS:
        package = importlib.import_module(apps.get_app_config(name.rpartition(".")[2]).name)
        for file in sorted((Path(package.__path__[0]) / "migrations").glob("*.py")):
            digest.update(f"{name}/{file.name}\0".encode() + file.read_bytes() + b"\0")
    return digest.hexdigest()


def _script() -> str:
    """Read what was recorded for this code, or record it."""
    with service():
        mark = fingerprint()
        kept = PreparedSchema.objects.filter(fingerprint=mark).first()
        if kept is None:
            script = _recorded()
            kept = PreparedSchema.objects.get_or_create(
                fingerprint=mark, defaults={"script": script}
            )[0]
            PreparedSchema.objects.exclude(fingerprint=mark).delete()
        return kept.script


def _recorded() -> str:
    """Migrate a schema, keep what was said to the database, and undo the schema."""
    statements: list[str] = []
    # Asked for here: each thread has a connection of its own. The stubs know what all databases share only.
    operations: Any = connection.ops

    def keep(execute: Callable[..., Any], sql: str, params: Any, *rest: Any) -> Any:
        if not PASSING.match(sql):
            statements.append(operations.compose_sql(sql, params))
        return execute(sql, params, *rest)

    name = new_schema_name()
    with service(), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f'CREATE SCHEMA "{name}"')
        with connection.execute_wrapper(keep):
            call_command("migrate_schemas", schema_name=name, interactive=False, verbosity=0)
        transaction.set_rollback(True)
    # A semicolon on a line of its own: a statement may end in a comment.
    return "\n;\n".join(statements)
