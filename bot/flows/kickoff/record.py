"""What a kickoff says, written down: its topics, and the trail of who changed what."""

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session

from bot.flows.actors import Actor
from bot.flows.kickoff.people import person_of
from bot.flows.kickoff.reading import TopicAnswer
from bot.rules.kickoff import Topic
from storage import audit, kickoffs
from storage.kickoffs import Kickoff, KickoffTopic


def topic_rows(session: Session, kickoff: Kickoff) -> dict[Topic, KickoffTopic]:
    """Return the kickoff's rows by topic."""
    rows = kickoffs.topics_of(session, workspace_id=kickoff.workspace_id, kickoff_id=kickoff.id)
    return {row.topic: row for row in rows}


def write_answer(
    session: Session, actor: Actor, row: KickoffTopic, answer: TopicAnswer, *, now: datetime
) -> bool:
    """Write what was said on a topic; returns whether anything changed.

    A change takes back the other side's confirmation of it.
    """
    owner = person_of(session, actor, answer.owner)
    after = {
        "ours": answer.ours,
        "theirs": answer.theirs,
        "state": answer.state,
        "reason": answer.reason,
        "facts": answer.facts,
        "owner_id": owner.id if owner else None,
        "due_on": answer.due_on,
    }
    before = {name: getattr(row, name) for name in after}
    if before == after and row.recorded_at is not None:
        return False
    if row.state is not answer.state:
        row.opened_at = now
    for name, value in after.items():
        setattr(row, name, value)
    row.recorded_by, row.recorded_at = actor.person_id, now
    row.confirmed_by, row.confirmed_at = None, None
    session.add(row)
    audit.record(
        session,
        workspace_id=row.workspace_id,
        now=now,
        actor=actor.label,
        action="kickoff.topic_recorded",
        subject=("topic", row.id),
        before=_plain(before),
        after=_plain(after),
    )
    return True


def record(
    session: Session,
    actor: Actor,
    kickoff: Kickoff,
    action: str,
    now: datetime,
    *,
    after: Mapping[str, object] | None = None,
) -> None:
    """Append one entry about the kickoff to the audit trail."""
    audit.record(
        session,
        workspace_id=kickoff.workspace_id,
        now=now,
        actor=actor.label,
        action=action,
        subject=("kickoff", kickoff.id),
        after=None if after is None else dict(after),
    )


def _plain(columns: Mapping[str, object]) -> dict[str, object]:
    return {
        name: value if isinstance(value, dict) or value is None else str(value)
        for name, value in columns.items()
    }
