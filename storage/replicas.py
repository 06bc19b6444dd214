"""Which processes run the bot on this database, each as long as it says so again."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, select
from sqlmodel import Field, Session, col

from storage.columns import Row, new_id
from storage.upsert import insert_into


class Replica(Row, table=True):
    """One process; it counts until ``alive_until``, and says anew in time that it is alive."""

    holder: str = Field(unique=True)
    alive_until: datetime


def keep_alive(session: Session, *, holder: str, until: datetime) -> None:
    """Let the process of that name count until then."""
    session.execute(
        insert_into(session.get_bind().dialect.name, Replica)
        .values(id=new_id(), holder=holder, alive_until=until)
        .on_conflict_do_update(index_elements=["holder"], set_={"alive_until": until})
    )


def alive(session: Session, *, now: datetime) -> list[str]:
    """Return the names of the processes that count now, in their order."""
    statement = (
        select(col(Replica.holder)).where(col(Replica.alive_until) > now).order_by(Replica.holder)
    )
    return list(session.execute(statement).scalars())


def forget(session: Session, *, holders: Collection[str], before: datetime) -> None:
    """Forget these processes, and all that have not been heard of since ``before``."""
    gone = col(Replica.holder).in_(holders) | (col(Replica.alive_until) < before)
    session.execute(delete(Replica).where(gone))
