"""Create every table."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
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


def upgrade() -> None:  # noqa: PLR0915 - one statement a table and index
    op.create_table(
        "workspace",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slack_team_id", sa.String(), nullable=True),
        sa.Column("enterprise_id", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("bot_user_id", sa.String(), nullable=True),
        sa.Column("admin_user_id", sa.String(), nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workspace")),
        sa.UniqueConstraint("slack_team_id", name=op.f("uq_workspace_slack_team_id")),
    )
    op.create_table(
        "audit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject_kind", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.Column("after", sa.JSON(), nullable=True),
        sa.Column("salt", sa.String(), nullable=True),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("hash", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_audit_workspace_id_workspace")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
        sa.UniqueConstraint("workspace_id", "number", name=op.f("uq_audit_workspace_id_number")),
    )
    op.create_index("ix_audit_subject_id_at", "audit", ["subject_id", "at"])
    op.create_index(op.f("ix_audit_workspace_id"), "audit", ["workspace_id"])

    op.create_table(
        "audithead",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_audithead_workspace_id_workspace")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audithead")),
        sa.UniqueConstraint("workspace_id", name=op.f("uq_audithead_workspace_id")),
    )
    op.create_table(
        "tombstone",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_tombstone_workspace_id_workspace")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tombstone")),
    )
    op.create_index(op.f("ix_tombstone_workspace_id"), "tombstone", ["workspace_id"])

    op.create_table(
        "columnmap",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_columnmap_workspace_id_workspace")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_columnmap")),
        sa.UniqueConstraint(
            "workspace_id", "kind", "name", name=op.f("uq_columnmap_workspace_id_kind_name")
        ),
    )
    op.create_index(op.f("ix_columnmap_workspace_id"), "columnmap", ["workspace_id"])

    op.create_table(
        "partner",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("stage", sa.String(length=32), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("sponsor_id", sa.Uuid(), nullable=True),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("rhythm", sa.String(), nullable=True),
        sa.Column("headline_goal_id", sa.Uuid(), nullable=True),
        sa.Column("wake_on", sa.Date(), nullable=True),
        sa.Column("dormant_reason", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_partner_workspace_id_workspace")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner")),
        sa.UniqueConstraint(
            "workspace_id", "name_key", name=op.f("uq_partner_workspace_id_name_key")
        ),
    )
    op.create_index(op.f("ix_partner_owner_id"), "partner", ["owner_id"])
    op.create_index(op.f("ix_partner_workspace_id"), "partner", ["workspace_id"])

    op.create_table(
        "replica",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("alive_until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_replica")),
        sa.UniqueConstraint("holder", name=op.f("uq_replica_holder")),
    )
    op.create_table(
        "installation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("slack_id", sa.String(), nullable=False),
        sa.Column("app_id", sa.String(), nullable=False),
        sa.Column("bot_id", sa.String(), nullable=False),
        sa.Column("scopes", sa.String(), nullable=False),
        sa.Column("installed_by", sa.String(), nullable=False),
        sa.Column("installed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sealed_token", sa.String(), nullable=True),
        sa.Column("sealed_refresh_token", sa.String(), nullable=True),
        sa.Column("token_expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refresh_after", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refresh_fault", sa.String(), nullable=True),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_installation_workspace_id_workspace")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_installation")),
        sa.UniqueConstraint("slack_id", name=op.f("uq_installation_slack_id")),
        sa.UniqueConstraint("workspace_id", name=op.f("uq_installation_workspace_id")),
    )
    op.create_table(
        "installattempt",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("state_hash", sa.String(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_installattempt")),
        sa.UniqueConstraint("state_hash", name=op.f("uq_installattempt_state_hash")),
    )
    op.create_index(op.f("ix_installattempt_expires_at"), "installattempt", ["expires_at"])

    op.create_table(
        "sendinglease",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_sendinglease_workspace_id_workspace")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sendinglease")),
        sa.UniqueConstraint("workspace_id", name=op.f("uq_sendinglease_workspace_id")),
    )
    op.create_table(
        "slackevent",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_slackevent_workspace_id_workspace")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slackevent")),
        sa.UniqueConstraint(
            "workspace_id", "event_id", name=op.f("uq_slackevent_workspace_id_event_id")
        ),
    )
    op.create_index(op.f("ix_slackevent_workspace_id"), "slackevent", ["workspace_id"])

    op.create_table(
        "channel",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("slack_channel_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("paused_reason", sa.String(), nullable=True),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_channel_partner_id_partner")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_channel_workspace_id_workspace")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channel")),
        sa.UniqueConstraint(
            "workspace_id",
            "slack_channel_id",
            name=op.f("uq_channel_workspace_id_slack_channel_id"),
        ),
    )
    op.create_index(op.f("ix_channel_partner_id"), "channel", ["partner_id"])
    op.create_index(op.f("ix_channel_workspace_id"), "channel", ["workspace_id"])

    op.create_table(
        "healthsnapshot",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("taken_on", sa.Date(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("band", sa.String(), nullable=False),
        sa.Column("explained", sa.JSON(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_healthsnapshot_partner_id_partner")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
            name=op.f("fk_healthsnapshot_workspace_id_workspace"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_healthsnapshot")),
        sa.UniqueConstraint(
            "partner_id", "taken_on", name=op.f("uq_healthsnapshot_partner_id_taken_on")
        ),
    )
    op.create_index(op.f("ix_healthsnapshot_partner_id"), "healthsnapshot", ["partner_id"])
    op.create_index(op.f("ix_healthsnapshot_workspace_id"), "healthsnapshot", ["workspace_id"])

    op.create_table(
        "person",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("side", sa.String(length=32), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=True),
        sa.Column("slack_user_id", sa.String(), nullable=True),
        sa.Column("is_internal", sa.Boolean(), nullable=False),
        sa.Column("is_admin", sa.Boolean(), nullable=False),
        sa.Column("only_looks", sa.Boolean(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("working_days", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("daily_hour", sa.Integer(), nullable=True),
        sa.Column("muted", sa.JSON(), nullable=False),
        sa.Column("away_from", sa.Date(), nullable=True),
        sa.Column("away_to", sa.Date(), nullable=True),
        sa.Column("dm_channel_id", sa.String(), nullable=True),
        sa.Column("last_daily_on", sa.Date(), nullable=True),
        sa.Column("last_daily_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_daily_zone", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_person_partner_id_partner")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_person_workspace_id_workspace")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint(
            "workspace_id", "slack_user_id", name=op.f("uq_person_workspace_id_slack_user_id")
        ),
    )
    op.create_index(op.f("ix_person_partner_id"), "person", ["partner_id"])
    op.create_index(op.f("ix_person_workspace_id"), "person", ["workspace_id"])
    op.create_index("ix_person_workspace_id_name_key", "person", ["workspace_id", "name_key"])

    op.create_table(
        "qbr",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("chased_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("followed_up_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_qbr_partner_id_partner")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_qbr_workspace_id_workspace")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qbr")),
        sa.UniqueConstraint("partner_id", "held_on", name=op.f("uq_qbr_partner_id_held_on")),
    )
    op.create_index(op.f("ix_qbr_partner_id"), "qbr", ["partner_id"])
    op.create_index(op.f("ix_qbr_workspace_id"), "qbr", ["workspace_id"])

    op.create_table(
        "kickoff",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("drafts", sa.JSON(), nullable=False),
        sa.Column("started_by", sa.Uuid(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_by", sa.Uuid(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_by", sa.Uuid(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["confirmed_by"], ["person.id"], name=op.f("fk_kickoff_confirmed_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_kickoff_partner_id_partner")
        ),
        sa.ForeignKeyConstraint(
            ["started_by"], ["person.id"], name=op.f("fk_kickoff_started_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["submitted_by"], ["person.id"], name=op.f("fk_kickoff_submitted_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_kickoff_workspace_id_workspace")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kickoff")),
    )
    op.create_index(op.f("ix_kickoff_partner_id"), "kickoff", ["partner_id"])
    op.create_index(op.f("ix_kickoff_workspace_id"), "kickoff", ["workspace_id"])

    op.create_table(
        "opportunity",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("account", sa.String(), nullable=True),
        sa.Column("product", sa.String(), nullable=True),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("attribution", sa.String(length=32), nullable=False),
        sa.Column("stage", sa.String(length=32), nullable=False),
        sa.Column("engaged_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("source_ref", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["person.id"], name=op.f("fk_opportunity_owner_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_opportunity_partner_id_partner")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_opportunity_workspace_id_workspace")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opportunity")),
        sa.UniqueConstraint(
            "workspace_id",
            "source",
            "source_ref",
            name=op.f("uq_opportunity_workspace_id_source_source_ref"),
        ),
    )
    op.create_index(
        "ix_opportunity_partner_id_closed_on", "opportunity", ["partner_id", "closed_on"]
    )
    op.create_index(
        "ix_opportunity_partner_id_engaged_on", "opportunity", ["partner_id", "engaged_on"]
    )
    op.create_index(op.f("ix_opportunity_workspace_id"), "opportunity", ["workspace_id"])

    op.create_table(
        "outbox",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("audience", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("channel_id", sa.Uuid(), nullable=True),
        sa.Column("updates_id", sa.Uuid(), nullable=True),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("subject_kind", sa.String(), nullable=True),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("picture", sa.JSON(), nullable=True),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("claimed_by", sa.String(), nullable=True),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("slack_channel_id", sa.String(), nullable=True),
        sa.Column("slack_ts", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["channel_id"], ["channel.id"], name=op.f("fk_outbox_channel_id_channel")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_outbox_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["updates_id"], ["outbox.id"], name=op.f("fk_outbox_updates_id_outbox")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_outbox_workspace_id_workspace")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("workspace_id", "key", name=op.f("uq_outbox_workspace_id_key")),
    )
    op.create_index(op.f("ix_outbox_channel_id"), "outbox", ["channel_id"])
    op.create_index(op.f("ix_outbox_person_id"), "outbox", ["person_id"])
    op.create_index(
        "ix_outbox_slack_ts_slack_channel_id", "outbox", ["slack_ts", "slack_channel_id"]
    )
    op.create_index(op.f("ix_outbox_subject_id"), "outbox", ["subject_id"])
    op.create_index(op.f("ix_outbox_updates_id"), "outbox", ["updates_id"])
    op.create_index(op.f("ix_outbox_workspace_id"), "outbox", ["workspace_id"])
    op.create_index(
        "ix_outbox_workspace_id_state_due_at", "outbox", ["workspace_id", "state", "due_at"]
    )

    op.create_table(
        "touch",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("contact", sa.String(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("source_ref", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_touch_by_id_person")),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_touch_partner_id_partner")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_touch_workspace_id_workspace")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_touch")),
        sa.UniqueConstraint(
            "workspace_id",
            "source",
            "source_ref",
            name=op.f("uq_touch_workspace_id_source_source_ref"),
        ),
    )
    op.create_index(op.f("ix_touch_partner_id"), "touch", ["partner_id"])
    op.create_index(op.f("ix_touch_workspace_id"), "touch", ["workspace_id"])
    op.create_index("ix_touch_workspace_id_happened_on", "touch", ["workspace_id", "happened_on"])

    op.create_table(
        "commitment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("kickoff_id", sa.Uuid(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("side", sa.String(length=32), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("accepted_due_on", sa.Date(), nullable=True),
        sa.Column("test_of_done", sa.String(), nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("blocked_kind", sa.String(), nullable=True),
        sa.Column("unblocker", sa.String(), nullable=True),
        sa.Column("blocked_on", sa.Date(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("close_reason", sa.String(), nullable=True),
        sa.Column("dropped_by_agreement", sa.Boolean(), nullable=False),
        sa.Column("snoozed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("snoozes", sa.Integer(), nullable=False),
        sa.Column("ladder_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("permalink", sa.String(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("source_ref", sa.String(), nullable=True),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("accepted_by", sa.Uuid(), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["accepted_by"], ["person.id"], name=op.f("fk_commitment_accepted_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["kickoff_id"], ["kickoff.id"], name=op.f("fk_commitment_kickoff_id_kickoff")
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["person.id"], name=op.f("fk_commitment_owner_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_commitment_partner_id_partner")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["person.id"], name=op.f("fk_commitment_recorded_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_commitment_workspace_id_workspace")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitment")),
    )
    op.create_index(op.f("ix_commitment_owner_id"), "commitment", ["owner_id"])
    op.create_index(op.f("ix_commitment_partner_id"), "commitment", ["partner_id"])
    op.create_index(op.f("ix_commitment_workspace_id"), "commitment", ["workspace_id"])
    op.create_index(
        "ix_commitment_workspace_id_state_due_on_ladder_at",
        "commitment",
        ["workspace_id", "state", "due_on", "ladder_at"],
        unique=False,
    )

    op.create_table(
        "goal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("kickoff_id", sa.Uuid(), nullable=True),
        sa.Column("metric", sa.String(), nullable=False),
        sa.Column("metric_key", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("baseline", sa.BigInteger(), nullable=False),
        sa.Column("target", sa.BigInteger(), nullable=False),
        sa.Column("start_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("side", sa.String(length=32), nullable=False),
        sa.Column("curve", sa.String(), nullable=False),
        sa.Column("guardrail", sa.String(), nullable=True),
        sa.Column("rhythm", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("agreed_ours_on", sa.Date(), nullable=True),
        sa.Column("agreed_theirs_on", sa.Date(), nullable=True),
        sa.Column("confidence", sa.Integer(), nullable=True),
        sa.Column("confidence_reason", sa.String(), nullable=True),
        sa.Column("newest_value", sa.BigInteger(), nullable=True),
        sa.Column("newest_as_of", sa.Date(), nullable=True),
        sa.Column("newest_source", sa.String(), nullable=True),
        sa.Column("band", sa.String(length=32), nullable=True),
        sa.Column("band_since", sa.Date(), nullable=True),
        sa.Column("judge_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stale_on", sa.Date(), nullable=True),
        sa.Column("read_band", sa.String(length=32), nullable=True),
        sa.Column("reached", sa.BigInteger(), nullable=True),
        sa.Column("unanswered_asks", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["kickoff_id"], ["kickoff.id"], name=op.f("fk_goal_kickoff_id_kickoff")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_goal_owner_id_person")),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_goal_partner_id_partner")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_goal_workspace_id_workspace")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goal")),
        sa.UniqueConstraint(
            "workspace_id",
            "partner_id",
            "metric_key",
            "start_on",
            name=op.f("uq_goal_workspace_id_partner_id_metric_key_start_on"),
        ),
    )
    op.create_index(op.f("ix_goal_owner_id"), "goal", ["owner_id"])
    op.create_index(op.f("ix_goal_partner_id"), "goal", ["partner_id"])
    op.create_index(op.f("ix_goal_workspace_id"), "goal", ["workspace_id"])
    op.create_index(
        "ix_goal_workspace_id_state_due_on", "goal", ["workspace_id", "state", "due_on"]
    )
    op.create_index(
        "ix_goal_workspace_id_state_judge_at",
        "goal",
        ["workspace_id", "state", "judge_at"],
        unique=False,
    )
    op.create_index(
        "ix_goal_workspace_id_state_stale_on",
        "goal",
        ["workspace_id", "state", "stale_on"],
        unique=False,
    )
    op.create_index("ix_goal_workspace_id_source", "goal", ["workspace_id", "source"])

    op.create_table(
        "kickofftopic",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("kickoff_id", sa.Uuid(), nullable=False),
        sa.Column("topic", sa.String(length=32), nullable=False),
        sa.Column("ours", sa.String(), nullable=False),
        sa.Column("theirs", sa.String(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_by", sa.Uuid(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["confirmed_by"], ["person.id"], name=op.f("fk_kickofftopic_confirmed_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["kickoff_id"], ["kickoff.id"], name=op.f("fk_kickofftopic_kickoff_id_kickoff")
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["person.id"], name=op.f("fk_kickofftopic_owner_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["person.id"], name=op.f("fk_kickofftopic_recorded_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_kickofftopic_workspace_id_workspace")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kickofftopic")),
        sa.UniqueConstraint("kickoff_id", "topic", name=op.f("uq_kickofftopic_kickoff_id_topic")),
    )
    op.create_index(op.f("ix_kickofftopic_kickoff_id"), "kickofftopic", ["kickoff_id"])
    op.create_index(op.f("ix_kickofftopic_workspace_id"), "kickofftopic", ["workspace_id"])

    op.create_table(
        "nudge",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("subject_kind", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("recipient_id", sa.Uuid(), nullable=True),
        sa.Column("local_on", sa.Date(), nullable=False),
        sa.Column("outbox_id", sa.Uuid(), nullable=True),
        sa.Column("skipped_reason", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("acted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("action", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["outbox_id"], ["outbox.id"], name=op.f("fk_nudge_outbox_id_outbox")
        ),
        sa.ForeignKeyConstraint(
            ["recipient_id"], ["person.id"], name=op.f("fk_nudge_recipient_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_nudge_workspace_id_workspace")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nudge")),
        sa.UniqueConstraint("workspace_id", "key", name=op.f("uq_nudge_workspace_id_key")),
    )
    op.create_index(op.f("ix_nudge_outbox_id"), "nudge", ["outbox_id"])
    op.create_index("ix_nudge_subject_id_rule", "nudge", ["subject_id", "rule"])
    op.create_index(
        "ix_nudge_workspace_id_rule_acted_at",
        "nudge",
        ["workspace_id", "rule", "acted_at"],
        unique=False,
    )
    op.create_index(op.f("ix_nudge_workspace_id"), "nudge", ["workspace_id"])

    op.create_table(
        "commitmentmove",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("commitment_id", sa.Uuid(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("before_due", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("moved_by", sa.Uuid(), nullable=True),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["commitment_id"],
            ["commitment.id"],
            name=op.f("fk_commitmentmove_commitment_id_commitment"),
        ),
        sa.ForeignKeyConstraint(
            ["moved_by"], ["person.id"], name=op.f("fk_commitmentmove_moved_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspace.id"],
            name=op.f("fk_commitmentmove_workspace_id_workspace"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitmentmove")),
    )
    op.create_index(op.f("ix_commitmentmove_commitment_id"), "commitmentmove", ["commitment_id"])
    op.create_index(op.f("ix_commitmentmove_workspace_id"), "commitmentmove", ["workspace_id"])

    op.create_table(
        "reading",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("goal_id", sa.Uuid(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("source_ref", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("superseded_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["goal_id"], ["goal.id"], name=op.f("fk_reading_goal_id_goal")),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["person.id"], name=op.f("fk_reading_recorded_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_reading_workspace_id_workspace")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reading")),
        sa.UniqueConstraint(
            "goal_id",
            "source",
            "as_of",
            "source_ref",
            name=op.f("uq_reading_goal_id_source_as_of_source_ref"),
        ),
    )
    op.create_index(op.f("ix_reading_goal_id"), "reading", ["goal_id"])
    op.create_index(op.f("ix_reading_workspace_id"), "reading", ["workspace_id"])

    op.create_table(
        "consent",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("side", sa.String(length=32), nullable=False),
        sa.Column("given_by", sa.Uuid(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_by", sa.Uuid(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["given_by"], ["person.id"], name=op.f("fk_consent_given_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_consent_partner_id_partner")
        ),
        sa.ForeignKeyConstraint(
            ["withdrawn_by"], ["person.id"], name=op.f("fk_consent_withdrawn_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_consent_workspace_id_workspace")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
    )
    op.create_index(op.f("ix_consent_partner_id"), "consent", ["partner_id"])
    op.create_index(op.f("ix_consent_workspace_id"), "consent", ["workspace_id"])

    op.create_table(
        "disagreement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("subject_kind", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("ours", sa.String(), nullable=False),
        sa.Column("ours_by", sa.Uuid(), nullable=True),
        sa.Column("ours_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("theirs", sa.String(), nullable=False),
        sa.Column("theirs_by", sa.Uuid(), nullable=True),
        sa.Column("theirs_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decide_on", sa.Date(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["ours_by"], ["person.id"], name=op.f("fk_disagreement_ours_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_disagreement_partner_id_partner")
        ),
        sa.ForeignKeyConstraint(
            ["theirs_by"], ["person.id"], name=op.f("fk_disagreement_theirs_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_disagreement_workspace_id_workspace")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disagreement")),
    )
    op.create_index(op.f("ix_disagreement_partner_id"), "disagreement", ["partner_id"])
    op.create_index(
        "ix_disagreement_subject_id_closed_at", "disagreement", ["subject_id", "closed_at"]
    )
    op.create_index(op.f("ix_disagreement_workspace_id"), "disagreement", ["workspace_id"])

    op.create_table(
        "pulse",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("quarter", sa.String(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name=op.f("fk_pulse_asked_by_person")),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_pulse_partner_id_partner")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_pulse_workspace_id_workspace")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pulse")),
        sa.UniqueConstraint("partner_id", "quarter", name=op.f("uq_pulse_partner_id_quarter")),
    )
    op.create_index(op.f("ix_pulse_partner_id"), "pulse", ["partner_id"])
    op.create_index(op.f("ix_pulse_workspace_id"), "pulse", ["workspace_id"])

    op.create_table(
        "confirmlink",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("kickoff_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_by", sa.Uuid(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.String(length=32), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("role", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["person.id"], name=op.f("fk_confirmlink_answered_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["kickoff_id"], ["kickoff.id"], name=op.f("fk_confirmlink_kickoff_id_kickoff")
        ),
        sa.ForeignKeyConstraint(
            ["made_by"], ["person.id"], name=op.f("fk_confirmlink_made_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_confirmlink_partner_id_partner")
        ),
        sa.ForeignKeyConstraint(
            ["revoked_by"], ["person.id"], name=op.f("fk_confirmlink_revoked_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_confirmlink_workspace_id_workspace")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_confirmlink")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_confirmlink_token_hash")),
    )
    op.create_index(op.f("ix_confirmlink_kickoff_id"), "confirmlink", ["kickoff_id"])
    op.create_index(op.f("ix_confirmlink_partner_id"), "confirmlink", ["partner_id"])
    op.create_index(op.f("ix_confirmlink_workspace_id"), "confirmlink", ["workspace_id"])

    op.create_table(
        "pulseanswer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.Column("pulse_id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("side", sa.String(length=32), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("word", sa.String(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partner.id"], name=op.f("fk_pulseanswer_partner_id_partner")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_pulseanswer_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["pulse_id"], ["pulse.id"], name=op.f("fk_pulseanswer_pulse_id_pulse")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_pulseanswer_workspace_id_workspace")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pulseanswer")),
        sa.UniqueConstraint(
            "pulse_id", "person_id", name=op.f("uq_pulseanswer_pulse_id_person_id")
        ),
    )
    op.create_index(op.f("ix_pulseanswer_partner_id"), "pulseanswer", ["partner_id"])
    op.create_index(op.f("ix_pulseanswer_workspace_id"), "pulseanswer", ["workspace_id"])
    _guard()


def _guard() -> None:
    """Let nobody change the audit trail, and no workspace see another's rows."""
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
    op.drop_table("pulseanswer")
    op.drop_table("confirmlink")
    op.drop_table("pulse")
    op.drop_table("disagreement")
    op.drop_table("consent")
    op.drop_table("reading")
    op.drop_table("commitmentmove")
    op.drop_table("nudge")
    op.drop_table("kickofftopic")
    op.drop_table("goal")
    op.drop_table("commitment")
    op.drop_table("touch")
    op.drop_table("outbox")
    op.drop_table("opportunity")
    op.drop_table("kickoff")
    op.drop_table("qbr")
    op.drop_table("person")
    op.drop_table("healthsnapshot")
    op.drop_table("channel")
    op.drop_table("slackevent")
    op.drop_table("sendinglease")
    op.drop_table("installattempt")
    op.drop_table("installation")
    op.drop_table("replica")
    op.drop_table("partner")
    op.drop_table("columnmap")
    op.drop_table("tombstone")
    op.drop_table("audithead")
    op.drop_table("audit")
    op.drop_table("workspace")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_stays()")
