"""The modals about goals: agree on one, tell where it stands."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from messages.audience import Block, InternalView
from messages.ids import Callback
from messages.inputs import (
    checkboxes,
    date_input,
    input_block,
    number_input,
    select,
    text_input,
    users_select,
)
from messages.internal.commitment_forms import partner_select
from messages.parts import modal, option, section
from messages.render import Safe, render
from messages.shared.ledger_facts import GoalFacts

AGREED_OURS, AGREED_THEIRS, HEADLINE = "agreed_ours", "agreed_theirs", "headline"
CURVES = {"linear": "Evenly", "back_loaded": "Slowly first, most of it in the last third"}
RHYTHMS = {
    "weekly": "Every week",
    "biweekly": "Every two weeks",
    "monthly": "Every month",
    "quarterly": "Every quarter",
}


@dataclass(frozen=True, slots=True)
class GoalDraft:
    """What is known already when the modal opens."""

    partner: tuple[UUID, str] | None
    owner: str | None  # Slack user id
    start_on: date
    metric: str = ""


def new_goal(draft: GoalDraft) -> InternalView:
    """Ask what is measured, from where to where, until when, and who agreed."""
    blocks: list[Block] = [
        input_block("partner", "Partner", partner_select(draft.partner)),
        input_block(
            "metric",
            "What is measured",
            text_input(
                "metric",
                initial=draft.metric,
                max_length=120,
                placeholder="Won value, deals engaged, reps trained…",
            ),
        ),
        input_block(
            "unit",
            "Unit",
            text_input("unit", max_length=20, placeholder="USD, %, or nothing for a count"),
            optional=True,
        ),
        input_block("baseline", "Where it starts", number_input("baseline", initial=Decimal(0))),
        input_block("target", "Target", number_input("target")),
        input_block("start_on", "From", date_input("start_on", initial=draft.start_on)),
        input_block("due_on", "Until", date_input("due_on")),
        input_block("owner", "Owner", users_select("owner", initial=draft.owner), optional=True),
        _choice("curve", "How it should grow", CURVES, "linear"),
        _choice("rhythm", "How often there is a number", RHYTHMS, "weekly"),
        input_block("agreed", "Who agreed", _agreed(), optional=True),
    ]
    return InternalView(modal(Callback.GOAL_NEW, "New goal", blocks, submit="Write down"))


def update(facts: GoalFacts, *, today: date, stands: Safe) -> InternalView:
    """Ask for the number, with where it stands above; ``today`` is the reader's."""
    blocks: list[Block] = [
        section(stands),
        input_block("value", _label(facts), number_input("value")),
        input_block("as_of", "As of", date_input("as_of", initial=today)),
        input_block(
            "note",
            "Note",
            text_input("note", max_length=300, placeholder="Where it comes from, what changed"),
            optional=True,
        ),
    ]
    private = {"goal": facts.id}
    return InternalView(
        modal(Callback.GOAL_UPDATE, "Update the number", blocks, submit="Save", private=private)
    )


def not_aligned(facts: GoalFacts) -> InternalView:
    """Ask why both sides leave it unsettled for now."""
    blocks: list[Block] = [
        section(render("ledger_goal", one=facts)),
        input_block(
            "reason", "Where the sides differ", text_input("reason", multiline=True, max_length=500)
        ),
    ]
    private = {"goal": facts.id}
    return InternalView(
        modal(Callback.GOAL_NOT_ALIGNED, "Not aligned", blocks, submit="Save", private=private)
    )


def _label(facts: GoalFacts) -> str:
    unit = {"count": "", "percent": ", in %"}.get(facts.unit, f", in {facts.unit}")
    return f"{facts.metric}{unit}"


def _agreed() -> dict[str, object]:
    choices = [
        option("We agreed", AGREED_OURS),
        option("They agreed", AGREED_THEIRS, "Until they do, a slip is a question, not an alarm"),
        option("It is the headline metric", HEADLINE),
    ]
    return checkboxes("agreed", choices, initial=[AGREED_OURS])


def _choice(block_id: str, label: str, words: dict[str, str], initial: str) -> Block:
    choices = [option(said, key) for key, said in words.items()]
    return input_block(block_id, label, select(block_id, choices, initial=initial))
