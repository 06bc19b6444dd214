"""The names Slack hands back to us: actions, views, shortcuts, and packed ids.

Payload values are opaque ids only: partners' people can read them.
"""

import json
from enum import StrEnum
from typing import Any
from uuid import UUID


def pack(facts: dict[str, Any]) -> str:
    """Return ``facts`` (UUIDs, numbers and fixed words) as private_metadata."""
    return json.dumps(facts, default=str, separators=(",", ":"))


def unpack(packed: str) -> dict[str, Any]:
    """Return what ``pack`` was given, UUIDs as text; {} for anything else."""
    try:
        facts = json.loads(packed or "{}")
    except ValueError:
        return {}
    return facts if isinstance(facts, dict) else {}


def as_uuid(text: Any) -> UUID | None:
    """Return the id in ``text``, or None: Slack payloads can be forged or old."""
    try:
        return UUID(str(text))
    except ValueError:
        return None


class Action(StrEnum):
    """action_id of buttons, menus and fields that act when used."""

    # --- core
    OPEN_AGAIN = "core.open_again"

    # --- kickoff

    # --- ledger: commitments, goals, readings, partners

    # --- nudges and daily messages

    # --- health, QBR, Home
    HEALTH_SHOW = "health.show"  # a partner
    HEALTH_CONFIRM_STAGE = "health.confirm_stage"  # a health snapshot
    QBR_SHOW = "qbr.show"  # a partner
    QBR_SET_DATE = "qbr.set_date"  # a partner
    HOME_SETTINGS = "home.settings"


class Callback(StrEnum):
    """callback_id of modals."""

    # --- kickoff

    # --- ledger

    # --- nudges and daily messages

    # --- health, QBR, Home
    QBR_DATE = "qbr.date"
    HOME_SETTINGS = "home.settings"


class Shortcut(StrEnum):
    """callback_id of shortcuts, as in the app manifest."""

    # --- kickoff
    START_KICKOFF = "start_kickoff"

    # --- ledger
    MAKE_COMMITMENT = "make_commitment"
