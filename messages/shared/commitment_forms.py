"""The small modals that settle a commitment; the partner's people fill them in too."""

from collections.abc import Iterable
from typing import Any

from bot.rules.snooze import SnoozeChoice
from messages.audience import Block, SharedView
from messages.ids import Callback
from messages.inputs import date_input, input_block, radio, select, text_input
from messages.parts import modal, option, section
from messages.shared.commitment_card import promise_line
from messages.shared.ledger_facts import PromiseFacts

SNOOZE = "Snooze"
AGREED = "yes"
BLOCKED_KINDS = {
    "us": "waiting for us",
    "them": "waiting for them",
    "decision": "a decision",
    "legal": "legal",
    "technical": "technical",
    "other": "something else",
}


def move(facts: PromiseFacts) -> SharedView:
    """Ask for the new date, and why."""
    return _form(
        Callback.COMMITMENT_MOVE,
        "A new date",
        facts,
        input_block("due_on", "New date", date_input("due_on")),
        input_block(
            "reason",
            "Why (both sides can read it)",
            text_input("reason", max_length=300),
            optional=True,
        ),
    )


def block(facts: PromiseFacts) -> SharedView:
    """Ask what stands in the way, and who can clear it."""
    kinds = [option(words, key) for key, words in BLOCKED_KINDS.items()]
    return _form(
        Callback.COMMITMENT_BLOCK,
        "What blocks it?",
        facts,
        input_block("kind", "What it waits for", select("kind", kinds)),
        input_block(
            "unblocker",
            "Who can clear it (both sides can read it)",
            text_input("unblocker", max_length=120, placeholder="A name or a team"),
            optional=True,
        ),
    )


def snooze(facts: PromiseFacts) -> SharedView:
    """Ask until when a promise is put off."""
    fields = snooze_fields(facts.title, SnoozeChoice)
    return _form(Callback.COMMITMENT_SNOOZE, SNOOZE, facts, *fields, submit=SNOOZE)


def snooze_fields(about: str, offered: Iterable[SnoozeChoice]) -> list[Block]:
    """Return the question until when ``about`` is put off, for a promise and a number alike."""
    choices = [option(choice.words, choice.value) for choice in offered]
    return [
        input_block(
            "choice",
            f"When shall I speak of “{about}” again?",
            radio("choice", choices, initial=SnoozeChoice.TOMORROW),
        ),
        input_block("on", "The date, if you chose one", date_input("on"), optional=True),
    ]


def decline(facts: PromiseFacts) -> SharedView:
    """Ask why it cannot be promised."""
    return _form(
        Callback.COMMITMENT_DECLINE,
        "Decline",
        facts,
        input_block(
            "reason",
            "Why (both sides can read it)",
            text_input("reason", multiline=True, max_length=500),
        ),
    )


def drop(facts: PromiseFacts) -> SharedView:
    """Ask why it is given up, and whether the other side agreed to that."""
    agreed = [option("Yes", AGREED), option("No", "no")]
    return _form(
        Callback.COMMITMENT_DROP,
        "Give up",
        facts,
        input_block(
            "reason",
            "Why (both sides can read it)",
            text_input("reason", multiline=True, max_length=500),
        ),
        input_block(
            "agreed",
            "Did the other side agree?",
            radio("agreed", agreed),
            hint="If they agreed, it is no miss. If not, it counts as one.",
        ),
        submit="Give up",
    )


def _form(
    callback: str, title: str, facts: PromiseFacts, *fields: Block, submit: str = "Save"
) -> SharedView:
    private: dict[str, Any] = {"commitment": facts.id}
    blocks = [section(promise_line(facts)), *fields]
    return SharedView(modal(callback, title, blocks, submit=submit, private=private))
