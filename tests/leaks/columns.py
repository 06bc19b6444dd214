"""Every column that holds words, and for whom they are; a new one must be put somewhere here.

Source: docs/security.md, "What is stored, and who sees it".
"""

from enum import StrEnum

from sqlalchemy import JSON, Column, Enum, LargeBinary, String, TypeDecorator

from storage.tables import metadata


class Words(StrEnum):
    """What a column holds."""

    OURS = "ours"  # INTERNAL: it carries a canary
    BOTH = "both"  # SHARED: of this partner's people too, and of nobody else's
    NAME = "name"  # of a person or of ours: shown to both sides, and never logged
    FIXED = "fixed"  # ids, keys, hashes and words of ours that nobody types


OURS, BOTH, NAME, FIXED = Words.OURS, Words.BOTH, Words.NAME, Words.FIXED

COLUMNS: dict[str, dict[str, Words]] = {
    "audit": {
        "actor": FIXED,
        "action": FIXED,
        "subject_kind": FIXED,
        "before": OURS,
        "after": OURS,
        "salt": FIXED,
        "digest": FIXED,
        "hash": FIXED,
    },
    "audithead": {"hash": FIXED},
    "channel": {
        "slack_channel_id": FIXED,
        "paused_reason": OURS,
    },
    "columnmap": {"kind": FIXED, "name": OURS, "columns": OURS},
    "commitment": {
        "title": BOTH,
        "test_of_done": BOTH,
        "blocked_kind": FIXED,
        "unblocker": BOTH,
        "close_reason": BOTH,
        "permalink": BOTH,  # Slack opens it only to who is in the channel
        "source": OURS,
        "source_ref": OURS,
    },
    "commitmentmove": {"reason": BOTH},
    "confirmlink": {"token_hash": OURS, "role": BOTH, "reason": BOTH},
    "consent": {},
    "disagreement": {
        "subject_kind": FIXED,
        "title": BOTH,
        "ours": BOTH,
        "theirs": BOTH,
        "outcome": BOTH,
    },
    "goal": {
        "metric": BOTH,
        "metric_key": FIXED,
        "unit": BOTH,
        "curve": FIXED,
        "guardrail": FIXED,
        "rhythm": FIXED,
        "source": FIXED,
        "close_reason": BOTH,
        "confidence_reason": OURS,
        "newest_source": BOTH,
    },
    "healthsnapshot": {"band": FIXED, "explained": OURS},
    "installation": {
        "slack_id": FIXED,
        "app_id": FIXED,
        "bot_id": FIXED,
        "scopes": FIXED,
        "installed_by": FIXED,
        "sealed_token": OURS,
        "sealed_refresh_token": OURS,
        "refresh_fault": FIXED,
    },
    "installattempt": {"state_hash": OURS},
    "kickoff": {"drafts": OURS},
    "kickofftopic": {"ours": BOTH, "theirs": BOTH, "reason": OURS, "facts": BOTH},
    "nudge": {
        "key": FIXED,
        "rule": FIXED,
        "subject_kind": FIXED,
        "skipped_reason": FIXED,
        "action": FIXED,
    },
    "opportunity": {
        "account": BOTH,
        "product": BOTH,
        "currency": FIXED,
        "source": OURS,
        "source_ref": OURS,
    },
    "outbox": {
        "key": FIXED,
        "rule": FIXED,
        "subject_kind": FIXED,
        "why": OURS,
        "payload": OURS,
        "picture": OURS,
        "claimed_by": FIXED,
        "reason": OURS,
        "slack_channel_id": FIXED,
        "slack_ts": FIXED,
    },
    "partner": {
        "name": BOTH,
        "name_key": FIXED,
        "rhythm": BOTH,
        "stage_reason": OURS,
        "slack_team_id": FIXED,
    },
    "person": {
        "name": NAME,
        "name_key": FIXED,
        "slack_user_id": FIXED,
        "zone": FIXED,
        "working_days": FIXED,
        "country": FIXED,
        "muted": FIXED,
        "dm_channel_id": FIXED,
        "last_daily_zone": FIXED,
    },
    "partnermember": {},
    "pulse": {"quarter": FIXED},
    "pulseanswer": {"word": OURS},
    "qbr": {},
    "reading": {"unit": FIXED, "source": BOTH, "source_ref": OURS, "note": OURS},
    "replica": {"holder": FIXED},
    "sendinglease": {"holder": FIXED},
    "slackevent": {"event_id": FIXED, "kind": FIXED},
    "tombstone": {"salt": FIXED, "digest": FIXED},
    "touch": {
        "contact": OURS,
        "kind": OURS,
        "outcome": OURS,
        "source": OURS,
        "source_ref": OURS,
    },
    "workspace": {
        "slack_team_id": FIXED,
        "enterprise_id": FIXED,
        "name": NAME,
        "bot_user_id": FIXED,
        "admin_user_id": FIXED,
        "settings": OURS,
    },
}


def holds_words(column: Column[object]) -> bool:
    """Say whether the column may hold what somebody typed, by its type."""
    kind = column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type
    if isinstance(kind, String) and not isinstance(kind, Enum):
        return kind.length is None
    return isinstance(kind, JSON | LargeBinary)


def columns_of_words() -> dict[str, set[str]]:
    """Return every such column of every table."""
    return {
        table.name: {column.name for column in table.columns if holds_words(column)}
        for table in metadata.tables.values()
    }


def ours() -> list[tuple[str, str]]:
    """Return table and column of all that is ours alone."""
    return [
        (table, column)
        for table, columns in COLUMNS.items()
        for column, words in columns.items()
        if words is OURS
    ]
