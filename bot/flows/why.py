"""Why a message went out: the rule, the facts, and what was said before."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from bot.flows import limits, my_settings
from bot.flows.actors import Actor
from bot.flows.late import RULE as LATE
from bot.rules.defaults import Limits
from bot.rules.kinds import NudgeKind, kind_of
from messages.audience import InternalMessage
from messages.internal import why as words
from messages.internal.why import MyHours, Said, Why
from storage import nudges, people
from storage.nudges import SNOOZE, Nudge

_RULES = {
    "slip": (
        "an agreed number is judged at each new reading. When its band gets worse, its owner "
        "hears of it in the partner's internal channel, the same fact once in {fact} days at most."
    ),
    LATE: (
        "a promise that is late goes to its owner after {ladder[0]} working days, here after "
        "{ladder[1]}, to the partner's owner after {ladder[2]} and to the named sponsor after "
        "{ladder[3]}. Any answer stops that."
    ),
    "daily": (
        "one message a day at most, in the morning of your working days, and only if there is "
        "something new for you: what we owe, what they owe us, numbers off pace, people gone "
        "quiet, reviews coming up."
    ),
    "kickoff": (
        "a kickoff not held, a topic past its date and a partner who holds back are each said "
        "in one direct message, in your working hours."
    ),
    "handed_to_you": "whoever gets a promise or a number from somebody else hears of it at once.",
    "departed": "what people who are gone still owned goes to the partner's owner, told of once.",
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


def why(
    session: Session, actor: Actor, *, ref: tuple[str, str] | None, now: datetime
) -> InternalMessage:
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
        rule=_rule(row.rule, limits.of(session, actor.workspace_id)),
        facts=row.why,
        sent_at=row.finished_at or row.due_at,
        history=_said(session, actor.workspace_id, earlier[:SHOWN]),
        mine=_hours(session, actor, now),
        kinds=_kinds([row.rule, *(one.rule for one in carried)]),
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


def _rule(rule: str, its: Limits) -> str:
    known = _RULES.get(rule, rule.replace("_", " "))
    return known.format(fact=its.same_fact_days, ladder=its.ladder_days)


def _hours(session: Session, actor: Actor, now: datetime) -> MyHours:
    mine = my_settings.mine(session, actor, now=now)
    hour = mine.workspace_hour if mine.daily_hour is None else mine.daily_hour
    return MyHours(hour, mine.muted)


def _kinds(rules: Sequence[str]) -> list[NudgeKind]:
    found = [kind_of(rule) for rule in rules]
    return list(dict.fromkeys(kind for kind in found if kind is not None))


def _about(rule: str) -> str:
    if rule in _ABOUT:
        return _ABOUT[rule]
    kind, _, rest = rule.partition("_")
    return f"{'late, step' if kind == LATE else 'pace'}: {rest.replace('_', ' ')}"
