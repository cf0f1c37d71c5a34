"""A workspace made from the record equals one that was migrated."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from portal.tenancy import prepared
from portal.tenancy.models import Jurisdiction, PreparedSchema
from portal.tenancy.switch import service

CATALOGUE = {
    "columns": """
        SELECT table_name, column_name, ordinal_position, data_type, character_maximum_length,
            is_nullable, column_default, is_identity, identity_generation
        FROM information_schema.columns WHERE table_schema = %s ORDER BY 1, 3""",
    "constraints": """
        SELECT conrelid::regclass::text, conname, contype::text, condeferrable, condeferred,
            pg_get_constraintdef(oid)
        FROM pg_constraint WHERE connamespace = %s::regnamespace ORDER BY 1, 2""",
    "indexes": "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = %s ORDER BY 1, 2",
    "triggers": """
        SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(pg_trigger.oid)
        FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
        WHERE relnamespace = %s::regnamespace AND NOT tgisinternal ORDER BY 1, 2""",
    "functions": """
        SELECT proname, prosrc FROM pg_proc WHERE pronamespace = %s::regnamespace ORDER BY 1""",
    "sequences": """
        SELECT sequencename, data_type::text, start_value, last_value
        FROM pg_sequences WHERE schemaname = %s ORDER BY 1""",
    "relations": """
        SELECT relname, relkind::text, relpersistence::text, reloptions
        FROM pg_class WHERE relnamespace = %s::regnamespace ORDER BY 1""",
}


def catalogue(schema: str) -> dict[str, list[Any]]:
    """All that PostgreSQL knows of a schema but for its name, and which migrations it has had."""
    found = {}
    with connection.cursor() as cursor:
        for what, query in CATALOGUE.items():
            cursor.execute(query, [schema])
            found[what] = [
                tuple(
                    cell.replace(schema, "here") if isinstance(cell, str) else cell for cell in row
                )
                for row in cursor.fetchall()
            ]
        cursor.execute(f'SELECT id, app, name FROM "{schema}".django_migrations ORDER BY id')
        found["migrations"] = cursor.fetchall()
    return found


def tables_of(schema: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", [schema])
        return [row[0] for row in cursor.fetchall()]


def migrated(name: str) -> str:
    """Make a schema the long way."""
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE SCHEMA "{name}"')
    call_command("migrate_schemas", schema_name=name, interactive=False, verbosity=0)
    connection.set_schema_to_public()
    return name


def test_equal_to_a_migrated_one(alder: Jurisdiction) -> None:
    theirs = catalogue(migrated("t_migrated0000"))
    with service():
        prepared.make_schema("t_made00000000")
    ours = catalogue("t_made00000000")
    assert theirs["columns"]
    assert theirs["triggers"]
    for what, rows in theirs.items():
        assert ours[what] == rows, what


def test_one_that_lacks_a_trigger_is_told_apart(alder: Jurisdiction, birch: Jurisdiction) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f'DROP TRIGGER audit_event_stands ON "{birch.schema_name}".audit_event')
    assert catalogue(alder.schema_name)["triggers"] != catalogue(birch.schema_name)["triggers"]


def test_nothing_is_left_to_migrate(
    alder: Jurisdiction, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("migrate_schemas", schema_name=alder.schema_name, plan=True)
    assert "No planned migration operations" in capsys.readouterr().out


def test_recorded_once_per_state_of_the_migrations(
    alder: Jurisdiction, monkeypatch: pytest.MonkeyPatch
) -> None:
    with service():
        kept = PreparedSchema.objects.get()
        assert kept.fingerprint == prepared.fingerprint()
        prepared.make_schema("t_again0000000")
        assert PreparedSchema.objects.get() == kept
        monkeypatch.setattr(prepared, "fingerprint", lambda: "of an upgrade")
        monkeypatch.setattr(
            prepared, "_recorded", lambda: "CREATE TABLE django_migrations (applied date)"
        )
        prepared.make_schema("t_upgraded0000")
        assert PreparedSchema.objects.get().fingerprint == "of an upgrade"
        assert tables_of("t_upgraded0000") == ["django_migrations"]


def test_any_thread_may_record(alder: Jurisdiction, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first workspace after an upgrade is opened by a request, in one of the web server's threads."""

    def migrate(*_words: str, **_how: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE made_here (word text DEFAULT %s)", ["it's"])

    def record() -> str:
        try:
            return prepared._recorded()
        finally:
            connection.close()

    monkeypatch.setattr(prepared, "call_command", migrate)
    with ThreadPoolExecutor(1) as other:
        said = other.submit(record).result()
    assert said == "CREATE TABLE made_here (word text DEFAULT 'it''s')"


def test_the_schema_that_was_migrated_for_the_record_is_gone(alder: Jurisdiction) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE 't\\_%%'")
        there = {row[0] for row in cursor.fetchall()}
    assert there == set(
        Jurisdiction.objects.exclude(schema_name="public").values_list("schema_name", flat=True)
    )
