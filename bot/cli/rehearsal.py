"""A rehearsal: what the bot would do from now through the next mornings, and none of it done."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from sqlalchemy.exc import DatabaseError
from sqlmodel import Session

from bot.cli import opening
from bot.cli.backup import copy_sqlite
from bot.cli.rehearsal_clock import LOOK_AHEAD, instants, mornings_of, next_morning
from bot.flows.nudges import hours
from bot.flows.workspace import limits
from bot.jobs import timetable
from bot.rules.defaults import Limits
from storage import shadows, tick_report
from storage.database import Access, Database
from storage.people import Person
from storage.tick_report import Carried, Known, Letter, Unsaid


@dataclass(frozen=True, slots=True)
class Going:
    """One message: when it goes out, by whose clock, and what it speaks of."""

    letter: Letter
    at: datetime
    carried: Sequence[Carried]
    reader: Person | None


@dataclass(frozen=True, slots=True)
class Idle:
    """Somebody who gets nothing; ``morning`` is when their next daily message can come."""

    person: Person
    morning: datetime
    waiting: int


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What would go from ``begin`` to ``end``, what would not, and who hears nothing."""

    begin: datetime
    end: datetime
    going: list[Going]
    unsaid: list[Unsaid]
    idle: list[Idle]
    names: Mapping[str, str]  # of Slack's ids
    limits: Mapping[UUID, Limits]
    stopped: list[str]


def rehearse(database: Database, *, begin: datetime, end: datetime | None) -> Rehearsed:
    """Let the clock run from ``begin`` to ``end`` and return what arises; nothing is kept.

    Without an ``end`` it runs until everybody's next morning is over. All of it happens on a
    copy, so that the bot can go on writing meanwhile.
    """
    with _apart(database) as apart, apart.across_workspaces.reading() as session:
        _cast_shadows(session)
        try:
            return _lived_through(session, begin, end)
        finally:
            session.expunge_all()  # what was found is read on; a rollback would take it back
            session.rollback()


@contextmanager
def _apart(database: Database) -> Iterator[Database]:
    """Open a copy of SQLite's file, or PostgreSQL by connections of its own."""
    with TemporaryDirectory(prefix="partner-bot-rehearsal-") as folder:
        url = database.engine.url
        if database.is_sqlite:
            copy_sqlite(url, Path(folder) / "copy.db")
            url = url.set(database=str(Path(folder) / "copy.db"))
        apart = Database(url.render_as_string(hide_password=False))
        try:
            yield apart
        finally:
            apart.close()


def _cast_shadows(session: Session) -> None:
    if session.get_bind().dialect.name == "sqlite":
        return  # this is the copy
    try:
        shadows.cast(session)
    except DatabaseError as error:
        raise opening.refused("A rehearsal needs temporary tables", error) from error


def _lived_through(session: Session, begin: datetime, end: datetime | None) -> Rehearsed:
    known = tick_report.known(session, since=begin)
    people = tick_report.our_people(session)
    its = {one: limits.of(session, one) for one in {person.workspace_id for person in people}}
    mornings = {one.id: mornings_of(one, begin, its[one.workspace_id]) for one in people}
    near = [each[-1] for each in mornings.values() if each[-1] <= begin + LOOK_AHEAD]
    end = end or max(near, default=begin)
    for instant in instants(begin, end, people, mornings, its):
        _live(session, instant)
    return _report(session, begin, end, known, mornings, its)


@dataclass(frozen=True, slots=True)
class _Opened:
    """The one session of the rehearsal, whichever workspace is asked for."""

    across_workspaces: Access

    def within(self, workspace_id: UUID) -> Access:
        del workspace_id
        return self.across_workspaces


def _live(session: Session, now: datetime) -> None:
    @contextmanager
    def nested() -> Iterator[Session]:
        with session.begin_nested():
            yield session
        session.expunge_all()  # as after a commit: nothing is carried over

    timetable.run_due(_Opened(Access(nested, nested)), now)
    tick_report.send_all_due(session, now=now)


def _report(
    session: Session,
    begin: datetime,
    end: datetime,
    known: Known,
    mornings: Mapping[UUID, Sequence[datetime]],
    its: Mapping[UUID, Limits],
) -> Rehearsed:
    letters = tick_report.letters(session, before=known, since=begin)
    carried = tick_report.carried(session, outbox_ids=[one.row.id for one in letters])
    people = {one.id: one for one in tick_report.our_people(session)}
    going = [
        Going(
            letter=one,
            at=_goes_at(session, one, begin, mornings),
            carried=carried.get(one.row.id, ()),
            reader=_reader(one, carried.get(one.row.id, ()), people),
        )
        for one in letters
    ]
    waiting = tick_report.waiting_for_a_morning(session)
    told = {one.letter.row.person_id for one in going}
    idle = [
        Idle(
            one,
            next_morning(one, end, its[one.workspace_id], sent_on=one.last_daily_on),
            waiting.get(one.id, 0),
        )
        for one in people.values()
        if one.id not in told
    ]
    return Rehearsed(
        begin=begin,
        end=end,
        going=sorted(going, key=lambda one: (one.at, str(one.letter.row.id))),
        unsaid=tick_report.unsaid(session, before=known, since=begin),
        idle=idle,
        names={str(one.slack_user_id): one.name for one in people.values()},
        limits=its,
        stopped=tick_report.stopped(session),
    )


def _reader(
    letter: Letter, carried: Sequence[Carried], people: Mapping[UUID, Person]
) -> Person | None:
    """Return whose hours a message keeps: its reader's, in a channel those of who is asked."""
    owner_id = letter.partner.owner_id if letter.partner else None
    asked = [one.to for one in carried if one.to in people]
    chain = [letter.row.person_id, *asked, owner_id]
    return next((people[one] for one in chain if one is not None and one in people), None)


def _goes_at(
    session: Session, letter: Letter, begin: datetime, mornings: Mapping[UUID, Sequence[datetime]]
) -> datetime:
    row = letter.row
    its_own = mornings.get(row.person_id, ()) if row.person_id else ()
    if row.rule == "daily" and row.created_at >= begin:
        return max((at for at in its_own if at <= row.due_at), default=row.due_at)
    return max(row.due_at, hours.opens_at(session, row, max(row.due_at, begin)))
