"""Why a message went out: the rule, the facts, and what was said before."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from bot.flows.actors import Actor
from bot.flows.daily import message as daily
from bot.flows.nudges import answered, rule_words
from bot.flows.nudges.judged import newer_readings
from bot.flows.people import my_settings
from bot.flows.workspace import limits
from bot.rules.kinds import NudgeKind, kind_of
from messages.audience import InternalMessage
from messages.internal import why as words
from messages.internal.why import Item, MyHours, Said, Why
from storage import nudges, people, trail
from storage.nudges import SNOOZE, Nudge

SHOWN = 8
NOT_SENT = "not sent: "  # what follows it in a nudge's reason


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
    titles = trail.titles(
        session,
        workspace_id=actor.workspace_id,
        subject_ids={one.subject_id for one in carried},
    )
    its = limits.of(session, actor.workspace_id)
    reasons = Why(
        rule=rule_words.rule(row.rule, its),
        facts=row.why.rstrip("."),
        sent_at=row.finished_at or row.due_at,
        newer=newer_readings(session, carried, titles, workspace_id=actor.workspace_id, limits=its),
        recovery_readings=its.recovery_readings,
        items=_items(carried, titles) if row.rule == daily.RULE else (),
        history=_said(session, actor.workspace_id, earlier[:SHOWN], titles),
        mine=_hours(session, actor, now),
        same_fact_days=its.same_fact_days,
        kinds=_kinds([row.rule, *(one.rule for one in carried)]),
    )
    return words.why(reasons)


def _items(carried: Sequence[Nudge], titles: Mapping[UUID, str]) -> list[Item]:
    return [
        Item(titles[one.subject_id], rule_words.about(one.rule))
        for one in carried
        if one.subject_id in titles
    ]


def _said(
    session: Session, workspace_id: UUID, told: Sequence[Nudge], titles: Mapping[UUID, str]
) -> list[Said]:
    names = people.of_ids(
        session, workspace_id=workspace_id, person_ids=[one.recipient_id for one in told]
    )
    several = len(titles) > 1
    return [
        Said(
            on=one.local_on,
            to=names[one.recipient_id].name if one.recipient_id in names else None,
            about=rule_words.about(one.rule),
            title=titles.get(one.subject_id) if several else None,
            answer=answered.in_words(session, one),
            not_sent=one.skipped_reason and one.skipped_reason.rpartition(NOT_SENT)[2],
        )
        for one in told
    ]


def _hours(session: Session, actor: Actor, now: datetime) -> MyHours:
    mine = my_settings.mine(session, actor, now=now)
    hour = mine.workspace_hour if mine.daily_hour is None else mine.daily_hour
    return MyHours(hour, mine.muted)


def _kinds(rules: Sequence[str]) -> list[NudgeKind]:
    found = [kind_of(rule) for rule in rules]
    return list(dict.fromkeys(kind for kind in found if kind is not None))
