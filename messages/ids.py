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
    KICKOFF_BACK = "kickoff.back"
    KICKOFF_SAVE = "kickoff.save"
    KICKOFF_ADD_ROW = "kickoff.add_row"  # a topic's key
    KICKOFF_STATE = "kickoff.state"
    KICKOFF_PARTNER = "kickoff.partner"  # choices: partners
    KICKOFF_START = "kickoff.start"  # a partner
    KICKOFF_READ = "kickoff.read"  # a kickoff
    KICKOFF_CONFIRM = "kickoff.confirm"  # a kickoff
    KICKOFF_CHANGE = "kickoff.change"  # a kickoff
    KICKOFF_EDIT_TOPIC = "kickoff.edit_topic"  # a topic
    KICKOFF_DISAGREE = "kickoff.disagree"  # a topic
    KICKOFF_REVOKE_LINK = "kickoff.revoke_link"  # a link
    KICKOFF_ACCEPT = "kickoff.accept"  # a commitment, as all below
    KICKOFF_CHANGE_PROMISE = "kickoff.change_promise"
    KICKOFF_DECLINE = "kickoff.decline"
    KICKOFF_TAKE_CHANGE = "kickoff.take_change"
    KICKOFF_KEEP_PROMISE = "kickoff.keep_promise"

    # --- ledger: commitments, goals, readings, partners
    COMMITMENT_ACCEPT = "commitment.accept"  # a commitment, as all of this kind
    COMMITMENT_DECLINE = "commitment.decline"
    COMMITMENT_START = "commitment.start"
    COMMITMENT_DROP = "commitment.drop"
    COMMITMENT_DONE = "commitment.done"
    COMMITMENT_MOVE = "commitment.move"
    COMMITMENT_BLOCK = "commitment.block"
    COMMITMENT_UNBLOCK = "commitment.unblock"
    COMMITMENT_SNOOZE = "commitment.snooze"
    COMMITMENT_REOPEN = "commitment.reopen"
    COMMITMENT_COMMENT = "commitment.comment"
    COMMITMENT_MENU = "commitment.menu"  # choices: a word and a commitment
    COMMITMENT_NEW = "commitment.new"  # a partner
    GOAL_UPDATE = "goal.update"  # a goal
    GOAL_AGREE = "goal.agree"  # a goal
    GOAL_NOT_ALIGNED = "goal.not_aligned"  # a goal
    GOAL_CLOSE = "goal.close"  # a goal
    GOAL_CLOSE_ONE = "goal.close_one"  # a partner
    GOAL_REOPEN = "goal.reopen"  # a goal
    GOAL_NEW = "goal.new"  # a partner
    GOAL_ASK = "goal.ask"  # a goal, as all of this kind
    GOAL_THEIR_AGREE = "goal.their_agree"
    GOAL_THEIR_DECLINE = "goal.their_decline"
    GOAL_THEIR_UPDATE = "goal.their_update"
    PARTNER_SHOW = "partner.show"  # a partner
    PARTNER_PICK = "partner.pick"  # choices: partners
    PARTNER_PEOPLE = "partner.people"  # a partner
    PARTNER_COMPANY = "partner.company"  # a partner
    PARTNER_SETTINGS = "partner.settings"  # a partner
    PARTNER_STAGE = "partner.stage"  # a partner

    # --- nudges and daily messages
    NUDGE_COMMENT = "nudge.comment"  # a goal
    NUDGE_SNOOZE = "nudge.snooze"  # a goal
    NUDGE_WHY = "nudge.why"  # a partner, or a person for their daily message
    DAILY_ALL = "daily.all"  # a person

    # --- with the partner: pulse, reminders in the shared channel
    PULSE_ASK = "pulse.ask"  # a partner
    PULSE_ANSWER = "pulse.answer"  # a pulse
    CONSENT_ASK = "consent.ask"  # a partner, as all of this kind
    CONSENT_GIVE = "consent.give"
    CONSENT_WITHDRAW = "consent.withdraw"

    # --- channels
    CHANNEL_SHOW = "channel.show"  # a partner's channel, as all of this kind
    CHANNEL_DELETE = "channel.delete"
    CHANNEL_LOOK = "channel.look"
    CHANNEL_MAKE_SHARED = "channel.make_shared"

    # --- health, QBR, Home
    HEALTH_SHOW = "health.show"  # a partner
    HEALTH_CONFIRM_STAGE = "health.confirm_stage"  # a health snapshot
    QBR_SHOW = "qbr.show"  # a partner
    QBR_SET_DATE = "qbr.set_date"  # a partner
    QBR_CALL_OFF = "qbr.call_off"  # a review
    QBR_TAKES_PLACE = "qbr.takes_place"  # a review
    HOME_SETTINGS = "home.settings"

    # --- settings, reassignment
    SETTINGS_PUT_BACK = "settings.put_back"  # an entry of the trail
    SETTINGS_WORKSPACE = "settings.workspace"
    SETTINGS_GROUP = "settings.group"  # a group's key
    SETTINGS_UNDO = "settings.undo"  # an entry of the trail
    SETTINGS_LOOKERS = "settings.lookers"
    NUDGE_MUTE = "nudge.mute"  # a kind of nudge
    COMMITMENT_REASSIGN = "commitment.reassign"  # a commitment
    GOAL_REASSIGN = "goal.reassign"  # a goal
    DATA_CHOOSE = "data.choose"
    DATA_PERSON = "data.person"  # choices: people
    DATA_SEND = "data.send"  # a person
    DATA_ERASE = "data.erase"  # a person


class Callback(StrEnum):
    """callback_id of modals."""

    # --- kickoff
    KICKOFF_CHOOSE = "kickoff.choose"
    KICKOFF_STEP = "kickoff.step"
    KICKOFF_READ = "kickoff.read"
    KICKOFF_THEIRS = "kickoff.theirs"
    KICKOFF_TOPIC = "kickoff.topic"
    KICKOFF_CHANGE_PROMISE = "kickoff.change_promise"
    KICKOFF_DECLINE = "kickoff.decline"
    KICKOFF_DISAGREE = "kickoff.disagree"

    # --- ledger
    COMMITMENT_NEW = "commitment.new"
    COMMITMENT_MOVE = "commitment.move"
    COMMITMENT_BLOCK = "commitment.block"
    COMMITMENT_SNOOZE = "commitment.snooze"
    COMMITMENT_DECLINE = "commitment.decline"
    COMMITMENT_DROP = "commitment.drop"
    COMMITMENT_COMMENT = "commitment.comment"
    GOAL_NEW = "goal.new"
    GOAL_UPDATE = "goal.update"
    GOAL_NOT_ALIGNED = "goal.not_aligned"
    GOAL_CLOSE = "goal.close"
    GOAL_THEIR_DECLINE = "goal.their_decline"
    GOAL_THEIR_UPDATE = "goal.their_update"
    PARTNER_ADD = "partner.add"

    # --- nudges and daily messages
    NUDGE_COMMENT = "nudge.comment"
    NUDGE_SNOOZE = "nudge.snooze"

    # --- with the partner
    PULSE_ANSWER = "pulse.answer"
    PARTNER_SETTINGS = "partner.settings"
    PARTNER_PEOPLE = "partner.people"
    PARTNER_STAGE = "partner.stage"
    PARTNER_COMPANY = "partner.company"

    # --- channels
    CHANNEL_SHOWN = "channel.shown"

    # --- health, QBR, Home
    QBR_DATE = "qbr.date"
    HOME_SETTINGS = "home.settings"

    # --- settings, reassignment
    SETTINGS_SHOWN = "settings.shown"
    SETTINGS_GROUP = "settings.group"
    SETTINGS_LOOKERS = "settings.lookers"
    REASSIGN = "reassign"
    DATA_SHOWN = "data.shown"
    DATA_DONE = "data.done"


class Shortcut(StrEnum):
    """callback_id of shortcuts, as in the app manifest."""

    # --- kickoff
    START_KICKOFF = "start_kickoff"

    # --- ledger
    MAKE_COMMITMENT = "make_commitment"
