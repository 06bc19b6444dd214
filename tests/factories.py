"""Rows with dull defaults; a test names only what matters to it.

Each factory adds one row, flushes it and returns it.
"""

from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from typing import TypeVar
from uuid import UUID

from sqlmodel import Session, SQLModel

from bot.rules.commitments import CommitmentState
from bot.rules.stages import Stage
from storage.commitments import Commitment
from storage.goals import Goal, GoalSide, GoalState, Reading
from storage.kickoffs import Kickoff
from storage.nudges import Nudge
from storage.opportunities import Attribution, Opportunity, OpportunityStage
from storage.outbox import Outbox
from storage.partners import Channel, ChannelKind, Partner, Touch, name_key
from storage.people import Person, Side
from storage.qbrs import Qbr
from storage.workspaces import Workspace

NOW = datetime(2026, 11, 25, 15, 0, tzinfo=UTC)  # a Wednesday, 10:00 in New York
TODAY = NOW.date()

_numbers = count(1)
AnyRow = TypeVar("AnyRow", bound=SQLModel)


def make_workspace(session: Session, *, name: str = "Northwind", **more: object) -> Workspace:
    """Add a workspace connected to a Slack team of its own."""
    number = next(_numbers)
    row = Workspace(name=name, created_at=NOW, slack_team_id=f"T{number:08d}")
    return _added(session, row, more)


def make_person(
    session: Session,
    workspace: Workspace,
    *,
    name: str = "Nadia Brooks",
    side: Side = Side.OURS,
    partner: Partner | None = None,
    zone: str = "America/New_York",
    **more: object,
) -> Person:
    """Add a verified internal person, or with ``side`` THEIRS one of the partner's people."""
    ours = side is Side.OURS
    row = Person(
        workspace_id=workspace.id,
        name=name,
        name_key=name_key(name),
        side=side,
        partner_id=partner.id if partner else None,
        slack_user_id=f"U{next(_numbers):08d}",
        is_internal=ours,
        checked_at=NOW,
        zone=zone,
    )
    return _added(session, row, more)


def make_partner(
    session: Session,
    workspace: Workspace,
    *,
    name: str = "Acme",
    owner: Person | None = None,
    sponsor: Person | None = None,
    stage: Stage = Stage.ACTIVE,
    **more: object,
) -> Partner:
    """Add a partner."""
    row = Partner(
        workspace_id=workspace.id,
        name=name,
        name_key=name_key(name),
        stage=stage,
        owner_id=owner.id if owner else None,
        sponsor_id=sponsor.id if sponsor else None,
        created_at=NOW,
    )
    return _added(session, row, more)


def make_channel(
    session: Session,
    partner: Partner,
    *,
    kind: ChannelKind = ChannelKind.INTERNAL,
    **more: object,
) -> Channel:
    """Add an open channel of the partner."""
    row = Channel(
        workspace_id=partner.workspace_id,
        partner_id=partner.id,
        slack_channel_id=f"C{next(_numbers):08d}",
        kind=kind,
    )
    return _added(session, row, more)


def make_goal(
    session: Session,
    partner: Partner,
    *,
    metric: str = "Won value",
    unit: str = "USD",
    baseline: str = "0",
    target: str = "100000",
    start_on: date = date(2026, 10, 1),
    due_on: date = date(2026, 12, 31),
    owner: Person | None = None,
    agreed: bool = True,
    **more: object,
) -> Goal:
    """Add a goal over one quarter, agreed by both sides unless said otherwise."""
    row = Goal(
        workspace_id=partner.workspace_id,
        partner_id=partner.id,
        metric=metric,
        metric_key=name_key(metric),
        unit=unit,
        baseline=Decimal(baseline),
        target=Decimal(target),
        start_on=start_on,
        due_on=due_on,
        owner_id=owner.id if owner else None,
        side=GoalSide.JOINT,
        state=GoalState.ACTIVE,
        agreed_ours_on=start_on if agreed else None,
        agreed_theirs_on=start_on if agreed else None,
        created_at=NOW,
    )
    return _added(session, row, more)


def make_reading(
    session: Session, goal: Goal, *, value: str = "50000", as_of: date = TODAY, **more: object
) -> Reading:
    """Add a reading, and keep it on the goal as its newest."""
    row = Reading(
        workspace_id=goal.workspace_id,
        goal_id=goal.id,
        value=Decimal(value),
        unit=goal.unit,
        as_of=as_of,
        source="by hand",
        recorded_at=NOW,
    )
    goal.newest_value, goal.newest_as_of, goal.newest_source = row.value, as_of, row.source
    session.add(goal)
    return _added(session, row, more)


def make_commitment(
    session: Session,
    partner: Partner,
    *,
    title: str = "Send the deck",
    side: Side = Side.OURS,
    owner: Person | None = None,
    due_on: date = date(2026, 11, 27),
    state: CommitmentState = CommitmentState.ACCEPTED,
    **more: object,
) -> Commitment:
    """Add an accepted commitment."""
    accepted = state is not CommitmentState.PROPOSED
    row = Commitment(
        workspace_id=partner.workspace_id,
        partner_id=partner.id,
        title=title,
        side=side,
        owner_id=owner.id if owner else None,
        due_on=due_on,
        accepted_due_on=due_on if accepted else None,
        accepted_at=NOW if accepted else None,
        state=state,
        created_at=NOW,
    )
    return _added(session, row, more)


def make_opportunity(
    session: Session,
    partner: Partner,
    *,
    stage: OpportunityStage = OpportunityStage.ENGAGING,
    engaged_on: date | None = date(2026, 10, 15),
    amount: str | None = "10000",
    **more: object,
) -> Opportunity:
    """Add an open sourced deal."""
    row = Opportunity(
        workspace_id=partner.workspace_id,
        partner_id=partner.id,
        account="Konex",
        attribution=Attribution.SOURCED,
        stage=stage,
        engaged_on=engaged_on,
        amount=None if amount is None else Decimal(amount),
        currency="USD",
        source="crm",
        source_ref=f"D{next(_numbers)}",
        recorded_at=NOW,
    )
    return _added(session, row, more)


def make_kickoff(session: Session, partner: Partner, *, by: Person, **more: object) -> Kickoff:
    """Add a draft kickoff without topics."""
    row = Kickoff(
        workspace_id=partner.workspace_id, partner_id=partner.id, started_by=by.id, started_at=NOW
    )
    return _added(session, row, more)


def make_qbr(
    session: Session, partner: Partner, *, held_on: date = date(2026, 12, 10), **more: object
) -> Qbr:
    """Add a review that no step was taken for."""
    row = Qbr(
        workspace_id=partner.workspace_id, partner_id=partner.id, held_on=held_on, created_at=NOW
    )
    return _added(session, row, more)


def make_touch(
    session: Session, partner: Partner, *, contact: str = "Jo March", **more: object
) -> Touch:
    """Add a call with an outcome, today."""
    row = Touch(
        workspace_id=partner.workspace_id,
        partner_id=partner.id,
        contact=contact,
        happened_on=TODAY,
        kind="call",
        outcome="agreed next steps",
        source="by hand",
        source_ref=f"T{next(_numbers)}",
        recorded_at=NOW,
    )
    return _added(session, row, more)


def make_outbox(
    session: Session, workspace: Workspace, *, audience: object, **more: object
) -> Outbox:
    """Add a pending message; say ``person_id=`` or ``channel_id=`` for where it goes."""
    row = Outbox.model_validate(
        {
            "workspace_id": workspace.id,
            "key": f"key-{next(_numbers)}",
            "audience": audience,
            "rule": "slip",
            "why": "A number fell behind.",
            "payload": {"text": "Hello", "blocks": []},
            "due_at": NOW,
            "created_at": NOW,
        }
    )
    return _added(session, row, more)


def make_nudge(
    session: Session,
    workspace: Workspace,
    *,
    subject: tuple[str, UUID],
    outbox: Outbox | None = None,
    recipient: Person | None = None,
    rule: str = "slip",
    **more: object,
) -> Nudge:
    """Add a nudge nobody acted on."""
    row = Nudge(
        workspace_id=workspace.id,
        key=f"nudge-{next(_numbers)}",
        rule=rule,
        subject_kind=subject[0],
        subject_id=subject[1],
        recipient_id=recipient.id if recipient else None,
        local_on=TODAY,
        outbox_id=outbox.id if outbox else None,
        created_at=NOW,
    )
    return _added(session, row, more)


def _added(session: Session, row: AnyRow, more: dict[str, object]) -> AnyRow:
    for name, value in more.items():
        if name not in type(row).model_fields:
            raise TypeError(f"{type(row).__name__} has no {name}")
        setattr(row, name, value)
    session.add(row)
    session.flush()
    return row
