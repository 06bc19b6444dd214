"""What the opportunities add up to for the goals that are counted from them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Date,
    Select,
    Table,
    and_,
    bindparam,
    case,
    func,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.orm import aliased
from sqlmodel import Session, SQLModel, col

from storage import tables
from storage.columns import AT_ONCE
from storage.goals import Goal, GoalState, Reading
from storage.opportunities import Opportunity, OpportunityStage
from storage.partners import Partner
from storage.people import Person

SOURCE = "opportunities"  # a goal's source when it is counted, and the source of its readings
WON_VALUE = "won value"
DEALS_ENGAGED = "deals engaged"
COUNTED = (WON_VALUE, DEALS_ENGAGED)
BATCH = 1000


class Count(NamedTuple):
    """One counted goal whose number is new, by day or by value."""

    goal_id: UUID
    unit: str
    as_of: date
    won: Decimal | None
    engaged: int | None
    newest_as_of: date | None
    newest_value: Decimal | None

    @property
    def value(self) -> Decimal:
        """The goal's value: nothing won yet is 0."""
        return Decimal(self.engaged) if self.engaged is not None else self.won or Decimal(0)


def zones(session: Session, *, workspace_id: UUID) -> list[str]:
    """Return the time zones of the workspace's people."""
    statement = select(col(Person.zone)).where(col(Person.workspace_id) == workspace_id).distinct()
    return list(session.scalars(statement))


def counts(
    session: Session, *, workspace_id: UUID, dates: Mapping[str, date], today: date
) -> Iterator[Count]:
    """Yield the counted goals whose day or value is new since their newest reading.

    Each is counted up to and including its owner's local date, ``dates`` by zone, or
    ``today`` where nobody owns it; after its due date it is counted as of the due date.
    """
    statement = _statement(workspace_id, _as_of(dates, today))
    rows = session.execute(statement, execution_options={"yield_per": BATCH})
    for row in rows:
        count = Count(*row)
        if count.newest_as_of != count.as_of or count.newest_value != count.value:
            yield count


def readings_on(session: Session, counted: list[Count]) -> dict[UUID, UUID]:
    """Return the standing counted reading of each goal on its day, by goal."""
    days = {one.goal_id: one.as_of for one in counted}
    statement = select(col(Reading.goal_id), col(Reading.id), col(Reading.as_of)).where(
        col(Reading.goal_id).in_(days),
        col(Reading.source) == SOURCE,
        col(Reading.superseded_by).is_(None),
    )
    found = session.execute(statement).all()
    return {row.goal_id: row.id for row in found if row.as_of == days[row.goal_id]}


def supersede(session: Session, corrected: Mapping[UUID, UUID]) -> None:
    """Point each superseded reading at the one that corrects it."""
    if corrected:
        table = _table(Reading)
        statement = (
            update(table)
            .where(table.c.id == bindparam("old"))
            .values(superseded_by=bindparam("by"))
        )
        rows = [{"old": old, "by": new} for old, new in corrected.items()]
        session.connection().execute(statement, rows)


def keep_newest(session: Session, counted: Sequence[Count]) -> None:
    """Keep each counted value on its goal's row, and forget the asks it answers.

    It is judged anew at the next sweep.
    """
    table = _table(Goal)
    statement = (
        update(table)
        .where(table.c.id == bindparam("goal"))
        .values(
            newest_value=bindparam("counted"),
            newest_as_of=bindparam("on"),
            newest_source=SOURCE,
            unanswered_asks=0,
            judge_at=AT_ONCE,
        )
    )
    rows = [{"goal": one.goal_id, "counted": one.value, "on": one.as_of} for one in counted]
    session.connection().execute(statement, rows)


def _table(model: type[SQLModel]) -> Table:
    return tables.metadata.tables[str(model.__tablename__)]


def _as_of(dates: Mapping[str, date], today: date) -> ColumnElement[date]:
    owner, partner_owner = aliased(Person), aliased(Person)
    zone = func.coalesce(
        select(col(owner.zone)).where(col(owner.id) == col(Goal.owner_id)).scalar_subquery(),
        select(col(partner_owner.zone))
        .join(Partner, col(Partner.owner_id) == col(partner_owner.id))
        .where(col(Partner.id) == col(Goal.partner_id))
        .scalar_subquery(),
    )
    by_day: dict[date, list[str]] = {}
    for name, day in dates.items():
        if day != today:
            by_day.setdefault(day, []).append(name)
    whens = [(zone.in_(names), literal(day, Date)) for day, names in by_day.items()]
    local: ColumnElement[date] = (
        case(*whens, else_=literal(today, Date)) if whens else literal(today, Date)
    )
    return case((local > col(Goal.due_on), col(Goal.due_on)), else_=local)


def _statement(workspace_id: UUID, as_of: ColumnElement[date]) -> Select[Any]:
    goals = (
        select(
            col(Goal.id),
            col(Goal.partner_id),
            col(Goal.metric_key),
            col(Goal.unit),
            col(Goal.start_on),
            col(Goal.newest_as_of),
            col(Goal.newest_value),
            as_of.label("as_of"),
        )
        .where(
            col(Goal.workspace_id) == workspace_id,
            col(Goal.state) == GoalState.ACTIVE,
            col(Goal.source) == SOURCE,
            col(Goal.metric_key).in_(COUNTED),
            or_(col(Goal.metric_key) == WON_VALUE, col(Goal.unit) == "count"),
        )
        .subquery()
    )
    mine = and_(
        col(Opportunity.workspace_id) == workspace_id,
        col(Opportunity.partner_id) == goals.c.partner_id,
    )
    won = select(func.sum(col(Opportunity.amount))).where(
        mine,
        col(Opportunity.stage) == OpportunityStage.WON,
        # Money of another currency is left out: nothing is ever converted silently.
        col(Opportunity.currency) == goals.c.unit,
        col(Opportunity.closed_on).between(goals.c.start_on, goals.c.as_of),
    )
    engaged = select(func.count()).where(
        mine, col(Opportunity.engaged_on).between(goals.c.start_on, goals.c.as_of)
    )
    is_won = goals.c.metric_key == WON_VALUE
    return select(
        goals.c.id,
        goals.c.unit,
        goals.c.as_of,
        case((is_won, won.scalar_subquery())),
        case((~is_won, engaged.scalar_subquery())),
        goals.c.newest_as_of,
        goals.c.newest_value,
    ).where(
        goals.c.as_of >= goals.c.start_on,
        or_(goals.c.newest_as_of.is_(None), goals.c.newest_as_of <= goals.c.as_of),
    )
