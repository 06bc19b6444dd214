"""What a line of the daily message is about, and the buttons that settle it."""

from enum import StrEnum
from uuid import UUID

from messages.audience import Block
from messages.ids import Action
from messages.parts import button


class Topic(StrEnum):
    """What kind of thing a line is about: it decides the buttons."""

    COMMITMENT = "commitment"
    GOAL = "goal"
    ASK = "ask"  # a goal without a fresh number
    AGREE = "agree"  # a goal whose target is not agreed by both sides
    OVER = "over"  # a goal whose time is over
    QUIET = "quiet"
    QBR = "qbr"
    KICKOFF = "kickoff"  # not held yet
    OPEN_TOPIC = "topic"  # past its date
    HOLDING_BACK = "bought_in"  # a partner who may not be bought in
    AWAKE = "awake"  # a partner that was parked


_OPENS = {
    Topic.QBR: ("Show the review", Action.QBR_SHOW),
    Topic.KICKOFF: ("Start the kickoff", Action.KICKOFF_START),
    Topic.HOLDING_BACK: ("See the kickoff", Action.KICKOFF_START),
    Topic.AWAKE: ("See its health", Action.HEALTH_SHOW),
}


def buttons_of(topic: Topic, value: str, partner_id: UUID | None) -> list[Block]:
    """Return what settles a line on the spot; ``value`` is the id of what it is about."""
    match topic:
        case Topic.COMMITMENT:
            return [
                button("Done", Action.COMMITMENT_DONE, value),
                button("New date", Action.COMMITMENT_MOVE, value),
                button("Blocked", Action.COMMITMENT_BLOCK, value),
                button("Comment", Action.COMMITMENT_COMMENT, value),
                button("Snooze", Action.COMMITMENT_SNOOZE, value),
            ]
        case Topic.GOAL | Topic.ASK | Topic.AGREE | Topic.OVER:
            return _about_goal(topic, value)
        case Topic.QBR | Topic.KICKOFF | Topic.HOLDING_BACK | Topic.AWAKE:
            words, action = _OPENS[topic]
            return [button(words, action, str(partner_id))]
        case Topic.OPEN_TOPIC:
            return [button("Settle it", Action.KICKOFF_EDIT_TOPIC, value)]
        case Topic.QUIET:
            return []


def _about_goal(topic: Topic, value: str) -> list[Block]:
    update = button("Update the number", Action.GOAL_UPDATE, value)
    if topic is Topic.OVER:
        return [button("Say how it ended", Action.GOAL_CLOSE, value), update]
    first = [update]
    if topic is Topic.AGREE:
        first = [
            button("Both sides agree", Action.GOAL_AGREE, value),
            button("We know we differ", Action.GOAL_NOT_ALIGNED, value),
        ]
    return [
        *first,
        button("Comment or plan", Action.NUDGE_COMMENT, value),
        button("Snooze", Action.NUDGE_SNOOZE, value),
    ]
