"""What the clock has to look at again at once, because what it goes by has changed.

The sweep and the ladder note on each row when they will have to look at it again, so that a
tick finds by an index what there is to do. Whoever changes a row through the ORM need not
think of that: the changes that matter are seen here, in the same transaction.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, event, inspect, update
from sqlalchemy.orm import Mapper
from sqlalchemy.orm.attributes import flag_modified
from sqlmodel import SQLModel

from storage.columns import AT_ONCE
from storage.commitments import Commitment
from storage.goals import Goal
from storage.nudges import Nudge
from storage.partners import Partner
from storage.people import Person
from storage.workspaces import Workspace

JUDGED_BY = (
    "baseline",
    "target",
    "start_on",
    "due_on",
    "unit",
    "curve",
    "guardrail",
    "rhythm",
    "owner_id",
    "state",
    "agreed_ours_on",
    "agreed_theirs_on",
    "newest_value",
    "newest_as_of",
)
CLIMBS_BY = ("state", "due_on", "owner_id", "side", "snoozed_until")
WORKS_BY = ("zone", "working_days", "country", "away_from", "away_to", "side")
_GOALS, _PROMISES = SQLModel.metadata.tables["goal"], SQLModel.metadata.tables["commitment"]


def _at_once(row: SQLModel, mark: str) -> None:
    setattr(row, mark, AT_ONCE)
    # Written even if it reads the same here: the sweep may have moved it on meanwhile.
    flag_modified(row, mark)


def _changed(row: SQLModel, names: Iterable[str]) -> bool:
    attributes: Any = inspect(row).attrs
    return any(attributes[name].history.has_changes() for name in names)


@event.listens_for(Goal, "before_update")
def _judge_again(_mapper: Mapper[Goal], _connection: Connection, goal: Goal) -> None:
    if _changed(goal, JUDGED_BY):
        _at_once(goal, "judge_at")


@event.listens_for(Commitment, "before_update")
def _climb_again(_mapper: Mapper[Commitment], _connection: Connection, promise: Commitment) -> None:
    if _changed(promise, CLIMBS_BY):
        _at_once(promise, "ladder_at")


@event.listens_for(Partner, "after_update")
def _partner_changed(_mapper: Mapper[Partner], connection: Connection, partner: Partner) -> None:
    if _changed(partner, ("owner_id", "stage", "sponsor_id")):
        its = _PROMISES.c.partner_id == partner.id
        connection.execute(update(_PROMISES).where(its).values(ladder_at=AT_ONCE))


@event.listens_for(Nudge, "after_update")
def _answered(_mapper: Mapper[Nudge], connection: Connection, nudge: Nudge) -> None:
    if nudge.subject_kind == "commitment" and _changed(nudge, ("acted_at",)):
        its = _PROMISES.c.id == nudge.subject_id
        connection.execute(update(_PROMISES).where(its).values(ladder_at=AT_ONCE))


@event.listens_for(Person, "after_update")
def _days_changed(_mapper: Mapper[Person], connection: Connection, person: Person) -> None:
    if _changed(person, WORKS_BY):
        theirs = _GOALS.c.owner_id == person.id
        connection.execute(update(_GOALS).where(theirs).values(judge_at=AT_ONCE))
        _look_at_every_ladder(connection, person.workspace_id)


@event.listens_for(Workspace, "after_update")
def _numbers_changed(
    _mapper: Mapper[Workspace], connection: Connection, workspace: Workspace
) -> None:
    if _changed(workspace, ("settings",)):
        every = _GOALS.c.workspace_id == workspace.id
        connection.execute(update(_GOALS).where(every).values(judge_at=AT_ONCE))
        _look_at_every_ladder(connection, workspace.id)


def _look_at_every_ladder(connection: Connection, workspace_id: object) -> None:
    looked_at = (_PROMISES.c.workspace_id == workspace_id) & (_PROMISES.c.ladder_at > AT_ONCE)
    connection.execute(update(_PROMISES).where(looked_at).values(ladder_at=AT_ONCE))
