"""The fields of a kickoff: how each is named in a modal, and what may be chosen in it."""

from collections.abc import Mapping
from enum import StrEnum
from hashlib import sha256

from bot.rules.kickoff import STEPS, Topic, TopicState

LONGEST_ANSWER = 1000
LONGEST_LINE = 150
SHOWN = "shown"  # in private metadata: the marks of what a form showed
LAST_STEP = len(STEPS)


class Part(StrEnum):
    """One field of a topic."""

    OURS = "ours"
    THEIRS = "theirs"
    STATE = "state"
    REASON = "reason"  # read by our side only
    OWNER = "owner"
    DUE = "due"


class Fact(StrEnum):
    """A field that one topic has for itself."""

    LEVEL_OURS = "level_ours"
    LEVEL_THEIRS = "level_theirs"
    ROLL_OUT_ON = "roll_out_on"
    FIRST_TEAMS = "first_teams"
    ESTIMATE = "estimate"
    HEADLINE = "headline"  # which goal row is the headline metric
    EXPLAINED_BY = "explained_by"
    UNDERSTOOD_BY = "understood_by"
    LINK = "link"


class Cell(StrEnum):
    """One field of a row: a goal, or a commitment."""

    METRIC = "metric"
    UNIT = "unit"
    BASELINE = "baseline"
    TARGET = "target"
    START = "start"
    TITLE = "title"
    SIDE = "side"
    OWNER = "owner"
    OWNER_NAME = "owner_name"  # somebody of theirs who is not in Slack
    DUE = "due"


class Plan(StrEnum):
    """What both sides settle besides the topics."""

    ROLES = "plan.roles"
    OUR_SPONSOR = "plan.our_sponsor"
    THEIR_SPONSOR = "plan.their_sponsor"
    ESCALATION = "plan.escalation"
    RHYTHM = "plan.rhythm"
    FIRST_QBR = "plan.first_qbr"


FACTS: Mapping[Topic, tuple[Fact, ...]] = {
    Topic.K1: (Fact.LEVEL_OURS, Fact.LEVEL_THEIRS),
    Topic.K4: (Fact.ROLL_OUT_ON, Fact.FIRST_TEAMS),
    Topic.K7: (Fact.ESTIMATE,),
    Topic.K8: (Fact.HEADLINE,),
    Topic.K9: (Fact.EXPLAINED_BY, Fact.UNDERSTOOD_BY, Fact.LINK),
}
LEVELS: Mapping[str, str] = {
    "referral": "Referral",
    "co_sell": "Co-sell",
    "resell": "Resell",
    "integration": "Integration",
    "strategic": "Strategic",
}
STATES: Mapping[TopicState, str] = {
    TopicState.OPEN: "Open: not settled yet",
    TopicState.AGREED: "Agreed",
    TopicState.DIFFERS: "Differs: we see it differently",
    TopicState.DECLINED: "Declined: they will not discuss it",
}
SIDES: Mapping[str, str] = {"ours": "Ours", "theirs": "Theirs"}
GOAL_SIDES: Mapping[str, str] = {"joint": "Joint", **SIDES}
RHYTHMS: Mapping[str, str] = {
    "weekly": "Weekly",
    "biweekly": "Every two weeks",
    "monthly": "Monthly",
    "quarterly": "Quarterly",
}

# Rows a topic shows at first, and how many it can have.
FIRST_ROWS: Mapping[Topic, int] = {
    Topic.K2: 1,
    Topic.K3: 1,
    Topic.K6: 3,
    Topic.K10: 3,
}
MOST_ROWS = 4
_MARK = 10  # letters are enough to tell two answers apart


def field(topic: Topic, part: Part | Fact) -> str:
    """Return the block id of a topic's field."""
    return f"{topic.key}.{part.value}"


def row_field(topic: Topic, number: int, cell: Cell) -> str:
    """Return the block id of a field in the topic's row ``number``, 1 the first."""
    return f"{topic.key}.{number}.{cell.value}"


def rows_shown(topic: Topic, fields: Mapping[str, str]) -> int:
    """Return how many rows the topic shows: those added, and those with something in them."""
    added = fields.get(f"{topic.key}.rows", "")
    filled = [
        number
        for number in range(1, MOST_ROWS + 1)
        if any(fields.get(row_field(topic, number, cell)) for cell in (Cell.METRIC, Cell.TITLE))
    ]
    asked = int(added) if added.isdigit() else 0
    return min(MOST_ROWS, max(FIRST_ROWS.get(topic, 0), asked, *filled, 0))


def add_row(topic: Topic, fields: Mapping[str, str]) -> dict[str, str]:
    """Return ``fields`` with one more row of the topic, up to the most there can be."""
    return {**fields, f"{topic.key}.rows": str(min(MOST_ROWS, rows_shown(topic, fields) + 1))}


def chosen_people(fields: Mapping[str, str]) -> set[str]:
    """Return the Slack user ids of who is to own something, or to stand behind it."""
    sponsors = (Plan.OUR_SPONSOR, Plan.ESCALATION)
    return {
        chosen
        for block_id, chosen in fields.items()
        if chosen and (block_id in sponsors or block_id.endswith(f".{Cell.OWNER}"))
    }


def step_of(block_id: str) -> int | None:
    """Return the step, 1 to 4, in which a field is asked; None for no field of ours."""
    if block_id.startswith("plan."):
        return LAST_STEP
    key = block_id.partition(".")[0]
    for number, topics in enumerate(STEPS, start=1):
        if any(topic.key == key for topic in topics):
            return number
    return None


def marks(fields: Mapping[str, str]) -> dict[str, str]:
    """Return by what a form knows again, once it comes back, the fields that were left alone."""
    return {block_id: _mark(held) for block_id, held in fields.items()}


def changed(fields: Mapping[str, str], shown: object) -> dict[str, str]:
    """Return the fields that hold something else than was shown by the form with these marks.

    What somebody else changed while the form stood open is so left as they changed it.
    """
    before = shown if isinstance(shown, dict) else {}
    return {
        block_id: held for block_id, held in fields.items() if before.get(block_id) != _mark(held)
    }


def _mark(held: str) -> str:
    return sha256(held.encode()).hexdigest()[:_MARK]
