"""Guards inside the database: rows that are written once and then stand."""

REFUSE_CHANGE_SQL = """
CREATE FUNCTION public.portal_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'Rows of % stand as they were written.', TG_TABLE_NAME
    USING ERRCODE = 'integrity_constraint_violation';
END
$$
"""


def stands(table: str, *, columns: str = "") -> tuple[str, str]:
    """Return SQL that lets no row of this table be changed or deleted, and SQL that undoes it.

    columns: guard only these against change ("a, b"); deleting is refused in any case.
    """
    of = f" OF {columns}" if columns else ""
    make = (
        f"CREATE TRIGGER {table}_stands BEFORE UPDATE{of} OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION public.portal_refuse_change()"
    )
    return make, f"DROP TRIGGER {table}_stands ON {table}"
