"""Who hears of a thing: its owner, else the partner's owner, else the workspace's admin."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, bindparam, col, select

from bot.flows.people.identity import calendar_of
from bot.flows.workspace import limits
from bot.rules.defaults import DEFAULTS, Limits
from bot.rules.kinds import left_out_for_good, muted_until
from bot.rules.working_calendar import WorkingCalendar
from storage.people import Person, Side
from storage.workspaces import Workspace

NOBODY = "nobody to tell is known in Slack"
ANY_DAYS = WorkingCalendar("UTC")
# Built once: that takes longer than running it, and nearly every job and press asks.
_OURS = (
    select(Person)
    .where(col(Person.workspace_id) == bindparam("workspace_id"), col(Person.side) == Side.OURS)
    .order_by(col(Person.id))
)


@dataclass(frozen=True, slots=True)
class Receivers:
    """Our people of one workspace, as they stood when they were loaded."""

    people: dict[UUID, Person]
    admin: Person | None
    limits: Limits = DEFAULTS  # the workspace's

    def reach(self, *chain: UUID | None) -> Person | None:
        """Return the first of the chain who can be written to, else the admin, else None."""
        for person_id in chain:
            person = self.people.get(person_id) if person_id else None
            if person is not None and reachable(person):
                return person
        return self.admin

    def named(self, person_id: UUID | None) -> Person | None:
        """Return that very person if they can be written to."""
        person = self.people.get(person_id) if person_id else None
        return person if person is not None and reachable(person) else None

    def calendar(self, *chain: UUID | None) -> WorkingCalendar:
        """Return the days of the first known person of the chain."""
        for person_id in chain:
            if person_id is not None and person_id in self.people:
                return calendar_of(self.people[person_id])
        return ANY_DAYS

    def today(self, now: datetime, *chain: UUID | None) -> date:
        """Return the local date of the first known person of the chain."""
        return self.calendar(*chain).local_date(now)

    def next_open(self, now: datetime, *chain: UUID | None) -> datetime:
        """Return ``now``, or the next working morning of the first known person of the chain."""
        its = self.limits
        return self.calendar(*chain).next_open(now, its.day_closes, its.day_opens)

    def quiet(self, now: datetime, *chain: UUID | None) -> bool:
        """Say whether it is night, a day off or an absence for the first known of the chain."""
        return self.calendar(*chain).quiet(now, self.limits.day_closes, self.limits.day_opens)

    def mutes(self, person: Person, rule: str, now: datetime) -> bool:
        """Say whether the person does not want to hear of such things now."""
        if not person.muted:  # nearly everybody, asked for every fact there is
            return False
        today = calendar_of(person).local_date(now)
        return muted_until(person.muted, rule, today) is not None

    def mutes_for_good(self, person: Person, rule: str) -> bool:
        """Say whether the person left such things out without saying until when."""
        return left_out_for_good(person.muted, rule)


def load(session: Session, *, workspace_id: UUID) -> Receivers:
    """Return the workspace's people of our side, and who answers for the workspace."""
    found = session.exec(_OURS, params={"workspace_id": workspace_id})
    people = {person.id: person for person in found}
    workspace = session.get_one(Workspace, workspace_id)
    admins = [person for person in people.values() if person.is_admin and reachable(person)]
    named = [one for one in people.values() if one.slack_user_id == workspace.admin_user_id]
    chosen = [one for one in named if workspace.admin_user_id and reachable(one)] or admins
    its = limits.of(session, workspace_id)
    return Receivers(people, chosen[0] if chosen else None, its)


def reachable(person: Person) -> bool:
    """Say whether the person is ours, here, and known to Slack."""
    return person.is_active and person.is_internal and person.slack_user_id is not None
