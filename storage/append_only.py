"""What the database itself refuses: to change or delete an entry of the audit trail.

Three things remain possible. A new entry gets its place in the chain once. What is personal
in an entry can be taken out, with its salt, so that it shows. And when a workspace has left
(its state is ``stopped``) its whole trail can be deleted with everything else.
"""

from sqlalchemy import DDL, Table, event

_FIXED = ("id", "workspace_id", "at", "actor", "action", "subject_kind", "subject_id", "digest")
_REFUSED = "the audit trail is append-only"


def _same(sign: str, names: tuple[str, ...], as_text: str = "") -> str:
    return " AND ".join(f"OLD.{name}{as_text} {sign} NEW.{name}{as_text}" for name in names)


def _allowed(sign: str, as_text: str) -> str:
    """Say of an UPDATE that it seals an entry, or takes out what is personal in it."""
    content = f"{_same(sign, ('before', 'after'), as_text)} AND {_same(sign, ('salt',))}"
    return (
        f"{_same(sign, _FIXED)} AND ((OLD.hash IS NULL AND {content})"
        f" OR (NEW.salt IS NULL AND {_same(sign, ('number', 'hash'))}))"
    )


_LEFT = "(SELECT state FROM workspace WHERE id = OLD.workspace_id) = 'stopped'"

ON_SQLITE = (
    (
        f"CREATE TRIGGER audit_stays BEFORE UPDATE ON audit WHEN NOT ({_allowed('IS', '')})"
        f" BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END"
    ),
    (
        f"CREATE TRIGGER audit_remains BEFORE DELETE ON audit WHEN NOT {_LEFT}"
        f" BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END"
    ),
)
ON_POSTGRESQL = (
    f"""CREATE OR REPLACE FUNCTION audit_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF {_allowed("IS NOT DISTINCT FROM", "::text")} THEN RETURN NEW; END IF;
  ELSIF TG_OP = 'DELETE' THEN
    IF {_LEFT} THEN RETURN OLD; END IF;
  END IF;
  RAISE EXCEPTION '{_REFUSED}';
END $$""",
    (
        "CREATE TRIGGER audit_stays BEFORE UPDATE OR DELETE ON audit"
        " FOR EACH ROW EXECUTE FUNCTION audit_stays()"
    ),
    (
        "CREATE TRIGGER audit_remains BEFORE TRUNCATE ON audit"
        " FOR EACH STATEMENT EXECUTE FUNCTION audit_stays()"
    ),
)


def guard(table: Table) -> None:
    """Create the triggers with the table."""
    for dialect, statements in (("sqlite", ON_SQLITE), ("postgresql", ON_POSTGRESQL)):
        for statement in statements:
            create_with(table, dialect, statement)


def create_with(table: Table, dialect: str, statement: str) -> None:
    """Run the statement on that kind of database whenever the table was created."""
    ddl = DDL(statement)  # type: ignore[no-untyped-call]
    event.listen(table, "after_create", ddl.execute_if(dialect=dialect))
