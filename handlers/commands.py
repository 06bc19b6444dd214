"""The root command and its help: what is on me, and what can be typed."""

from difflib import get_close_matches

from bot.rules.policy import Who
from handlers import commands_lists
from handlers.call import Call
from handlers.commands_partner import named_or_here
from handlers.commands_words import decoded
from handlers.registry import Entry, Kind
from messages.shared import ledger_lists

WORDS = (
    "help",
    "todo",
    "add",
    "list",
    "show",
    "goal",
    "log",
    "commit",
    "done",
    "move",
    "kickoff",
    "health",
    "qbr",
    "assign",
    "away",
    "settings",
    "audit",
)
ALSO = {"remind": "todo", "new": "add", "partners": "list", "promise": "commit", "update": "log"}
ALSO |= {"holiday": "away", "vacation": "away", "preferences": "settings", "reassign": "assign"}
CLOSE_ENOUGH = 0.5


def on_me(call: Call) -> None:
    """Answer what is on whoever asks."""
    with call.transaction() as session:
        message = commands_lists.on_me(call, session)
    call.answer(message)


def todo(call: Call) -> None:
    """Answer what is on me, or with a name what is open with that partner."""
    if not call.words:
        on_me(call)
        return
    with call.transaction() as session:
        partner = named_or_here(call, session)
        message = commands_lists.open_with(call, session, partner) if partner else None
    call.answer(message or ledger_lists.help_text(is_internal=call.actor.is_internal))


def say_help(call: Call) -> None:
    """Say what can be typed, or what one command does."""
    asked = decoded(call.words).strip().lower().split(" ", 1)[0]
    about = ALSO.get(asked, asked)
    call.answer(
        ledger_lists.help_text(
            is_internal=call.actor.is_internal, about=about if about in WORDS else ""
        )
    )


def unknown(call: Call) -> None:
    """Say that a word is no command, with the nearest that is."""
    typed = decoded(call.words).split(" ", 1)[0]
    near = ALSO.get(typed.lower())
    if near is None:
        found = get_close_matches(typed.lower(), WORDS, n=1, cutoff=CLOSE_ENOUGH)
        near = found[0] if found else None
    call.answer(ledger_lists.unknown(typed, near))


ENTRIES = (
    Entry(Kind.COMMAND, "", Who.READER, on_me),
    Entry(Kind.COMMAND, "todo", Who.READER, todo),
    Entry(Kind.COMMAND, "help", Who.ANYBODY, say_help),
    Entry(Kind.COMMAND, "unknown", Who.READER, unknown),
)
