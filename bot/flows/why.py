"""Why a message went out: the rule, the facts, and what was said before."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import Session

from bot.flows.actors import Actor
from bot.flows.late import RULE as LATE
from messages.audience import InternalMessage
from messages.internal import why as words
from messages.internal.why import Said, Why
from storage import nudges, people
from storage.nudges import SNOOZE, Nudge

_RULES = {
    "slip": (
        "an agreed number is judged at each new reading. When its band gets worse, its owner "
        "hears of it in the partner's internal channel, the same fact once a week at most."
    ),
    LATE: (
        "a promise that is late goes to its owner after 1 working day, here after 3, to the "
        "partner's owner after 5 and to the named sponsor after 8. Any answer stops that."
    ),
    "daily": (
        "one message a day at most, in the morning of your working days, and only if there is "
        "something new for you: what we owe, what they owe us, numbers off pace, people gone "
        "quiet, reviews coming up."
    ),
}
_ABOUT = {
    "agree": "the target is to be agreed",
    "ask": "the number was asked for",
    "ask_unanswered": "nobody knew the number",
    "due_soon": "due soon",
    "late_still": "still late",
    "blocked": "blocked",
    "quiet": "gone quiet",
    "qbr": "review coming up",
}
SHOWN = 8


def why(session: Session, actor: Actor, *, ref: tuple[str, str] | None) -> InternalMessage:
    """Return why the message at ``ref`` (channel and ts) went out, for one of our people."""
    row = nudges.message_at(session, workspace_id=actor.workspace_id, ref=ref) if ref else None
    if row is None:
        return words.why_unknown()
    carried = nudges.in_message(session, workspace_id=actor.workspace_id, outbox_id=row.id)
    before = nudges.history(
        session,
        workspace_id=actor.workspace_id,
        subject_ids={one.subject_id for one in carried},
        limit=SHOWN * 2,
    )
    earlier = [one for one in before if one.outbox_id != row.id and one.rule != SNOOZE]
    reasons = Why(
        rule=_RULES.get(row.rule, row.rule),
        facts=row.why,
        sent_at=row.finished_at or row.due_at,
        history=_said(session, actor.workspace_id, earlier[:SHOWN]),
    )
    return words.why(reasons)


def _said(session: Session, workspace_id: UUID, told: Sequence[Nudge]) -> list[Said]:
    names = people.of_ids(
        session, workspace_id=workspace_id, person_ids=[one.recipient_id for one in told]
    )
    return [
        Said(
            on=one.local_on,
            to=names[one.recipient_id].name if one.recipient_id in names else None,
            about=_about(one.rule),
            answer=one.action,
            not_sent=one.skipped_reason is not None,
        )
        for one in told
    ]


def _about(rule: str) -> str:
    if rule in _ABOUT:
        return _ABOUT[rule]
    kind, _, rest = rule.partition("_")
    return f"{'late, step' if kind == LATE else 'pace'}: {rest.replace('_', ' ')}"
