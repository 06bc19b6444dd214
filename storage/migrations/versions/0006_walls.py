"""Put up the walls: the trail stays as written, and PostgreSQL shows a workspace its own rows."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


# By which column PostgreSQL tells whose row it is.
_WHOSE = {
    "audit": "workspace_id",
    "audithead": "workspace_id",
    "channel": "workspace_id",
    "columnmap": "workspace_id",
    "commitment": "workspace_id",
    "commitmentmove": "workspace_id",
    "confirmlink": "workspace_id",
    "consent": "workspace_id",
    "disagreement": "workspace_id",
    "goal": "workspace_id",
    "healthsnapshot": "workspace_id",
    "installation": "workspace_id",
    "kickoff": "workspace_id",
    "kickofftopic": "workspace_id",
    "nudge": "workspace_id",
    "opportunity": "workspace_id",
    "outbox": "workspace_id",
    "partner": "workspace_id",
    "person": "workspace_id",
    "pulse": "workspace_id",
    "pulseanswer": "workspace_id",
    "qbr": "workspace_id",
    "reading": "workspace_id",
    "sendinglease": "workspace_id",
    "slackevent": "workspace_id",
    "tombstone": "workspace_id",
    "touch": "workspace_id",
    "workspace": "id",
}
_ON_SQLITE = (
    """
    CREATE TRIGGER audit_stays BEFORE UPDATE ON audit WHEN NOT (
      OLD.id IS NEW.id AND OLD.workspace_id IS NEW.workspace_id AND OLD.at IS NEW.at
      AND OLD.actor IS NEW.actor AND OLD.action IS NEW.action
      AND OLD.subject_kind IS NEW.subject_kind AND OLD.subject_id IS NEW.subject_id
      AND OLD.digest IS NEW.digest AND (
        (OLD.hash IS NULL AND OLD.before IS NEW.before AND OLD.after IS NEW.after
          AND OLD.salt IS NEW.salt)
        OR (NEW.salt IS NULL AND OLD.number IS NEW.number AND OLD.hash IS NEW.hash)))
    BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END
    """,
    """
    CREATE TRIGGER audit_remains BEFORE DELETE ON audit
    WHEN NOT (SELECT state FROM workspace WHERE id = OLD.workspace_id) = 'stopped'
    BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END
    """,
)
_ON_POSTGRESQL = (
    """
    CREATE OR REPLACE FUNCTION audit_stays() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF TG_OP = 'UPDATE' THEN
        IF OLD.id IS NOT DISTINCT FROM NEW.id
          AND OLD.workspace_id IS NOT DISTINCT FROM NEW.workspace_id
          AND OLD.at IS NOT DISTINCT FROM NEW.at
          AND OLD.actor IS NOT DISTINCT FROM NEW.actor
          AND OLD.action IS NOT DISTINCT FROM NEW.action
          AND OLD.subject_kind IS NOT DISTINCT FROM NEW.subject_kind
          AND OLD.subject_id IS NOT DISTINCT FROM NEW.subject_id
          AND OLD.digest IS NOT DISTINCT FROM NEW.digest AND (
            (OLD.hash IS NULL AND OLD.before::text IS NOT DISTINCT FROM NEW.before::text
              AND OLD.after::text IS NOT DISTINCT FROM NEW.after::text
              AND OLD.salt IS NOT DISTINCT FROM NEW.salt)
            OR (NEW.salt IS NULL AND OLD.number IS NOT DISTINCT FROM NEW.number
              AND OLD.hash IS NOT DISTINCT FROM NEW.hash)) THEN RETURN NEW; END IF;
      ELSIF TG_OP = 'DELETE' THEN
        IF (SELECT state FROM workspace WHERE id = OLD.workspace_id) = 'stopped' THEN
          RETURN OLD; END IF;
      END IF;
      RAISE EXCEPTION 'the audit trail is append-only';
    END $$
    """,
    (
        "CREATE TRIGGER audit_stays BEFORE UPDATE OR DELETE ON audit"
        " FOR EACH ROW EXECUTE FUNCTION audit_stays()"
    ),
    (
        "CREATE TRIGGER audit_remains BEFORE TRUNCATE ON audit"
        " FOR EACH STATEMENT EXECUTE FUNCTION audit_stays()"
    ),
)


def upgrade() -> None:
    on_postgresql = op.get_bind().dialect.name == "postgresql"
    for statement in _ON_POSTGRESQL if on_postgresql else _ON_SQLITE:
        op.execute(statement)
    for table, whose in _WHOSE.items() if on_postgresql else ():
        op.execute(f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY')
        op.execute(f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY')
        op.execute(
            f'CREATE POLICY one_workspace ON "{table}" USING '
            f"((SELECT current_setting('partner_bot.workspace', true)) IN ('*', {whose}::text))"
        )


def downgrade() -> None:
    on_postgresql = op.get_bind().dialect.name == "postgresql"
    for name in ("audit_stays", "audit_remains"):
        op.execute(f"DROP TRIGGER {name}" + (" ON audit" if on_postgresql else ""))
    if not on_postgresql:
        return
    op.execute("DROP FUNCTION audit_stays()")
    for table in _WHOSE:
        op.execute(f'DROP POLICY one_workspace ON "{table}"')
        op.execute(f'ALTER TABLE "{table}" NO FORCE ROW LEVEL SECURITY')
        op.execute(f'ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY')
