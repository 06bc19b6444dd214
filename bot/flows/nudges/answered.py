"""How a nudge was answered, in words: what was done or said, by whom and when."""

from uuid import UUID

from sqlmodel import Session, col, select

from bot.flows.nudges import rule_words
from messages.internal.daily import commented_line, settled_line
from messages.render import Safe, plain, when
from storage.audit import Audit
from storage.nudges import Nudge
from storage.people import Person

RECOVERED = "recovered"
IMPROVED = "improved"  # better for good, but still behind
COMMENTS = ("comment", "commented")
LONGEST_QUOTE = 120


def line(session: Session, nudge: Nudge, title: str, note: str | None = None) -> Safe | None:
    """Return what stands in the line's place; None while nobody answered.

    ``note`` is what the change came to, such as the new date. What somebody said stands there
    in their own words.
    """
    if nudge.acted_at is None:
        return None
    entry = _entry(session, nudge)
    who, said = _who(session, nudge, entry), _words_of(nudge, entry)
    if said is not None:
        return commented_line(title, who, said, when(nudge.acted_at))
    did = rule_words.did(nudge.action)
    return settled_line(title, who, f"{did}{': ' + note if note else ''}", when(nudge.acted_at))


def in_words(session: Session, nudge: Nudge) -> str | None:
    """Return the answer in half a sentence, such as "commented by Lena Vogt: “On it”"."""
    if nudge.acted_at is None:
        return None
    entry = _entry(session, nudge)
    who, said = _who(session, nudge, entry), _words_of(nudge, entry)
    by = f" by {who}" if who else ""
    if said is None:
        return f"{rule_words.did(nudge.action)}{by}"
    short = plain(said)
    quoted = short if len(short) <= LONGEST_QUOTE else f"{short[:LONGEST_QUOTE].rstrip()}…"
    return f"commented{by}: “{quoted}”"


def _words_of(nudge: Nudge, entry: Audit | None) -> str | None:
    if nudge.action not in COMMENTS or entry is None:
        return None
    said = (entry.after or {}).get("text")
    return str(said) if said else None


def _who(session: Session, nudge: Nudge, entry: Audit | None) -> str | None:
    try:
        person = session.get(Person, UUID(entry.actor)) if entry else None
    except ValueError:
        return None  # an import or the bot itself
    return person.name if person and person.workspace_id == nudge.workspace_id else None


def _entry(session: Session, nudge: Nudge) -> Audit | None:
    # The change and the answer to its nudges carry the same instant.
    statement = (
        select(Audit)
        .where(
            col(Audit.workspace_id) == nudge.workspace_id,
            col(Audit.subject_id) == nudge.subject_id,
            col(Audit.at) == nudge.acted_at,
        )
        .order_by(col(Audit.id).desc())
    )
    return session.exec(statement).first()
