"""What must hold at each delivery, whatever happens.

The hours, the days and the counts are worked out here anew, not with the bot's own rules.
"""

import json
from collections import defaultdict
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import holidays
from sqlmodel import Session, col, select

from bot.rules.audience import Audience
from storage.audit import Audit
from storage.commitments import Commitment
from storage.database import Database
from storage.goals import Goal, GoalState
from storage.nudges import Nudge
from storage.outbox import Outbox, OutboxState
from storage.partners import Partner
from storage.people import Person
from tests.simulation.cast import WORDS, Side_
from tests.simulation.client import Client, Facts
from tests.simulation.clock import SimulatedClock
from tests.simulation.places import Message
from tests.simulation.world import Slack

NUDGES = {"daily", "slip", "late"}
BY_DAY = NUDGES | {"qbr_pack", "qbr_summary", "qbr_reminder", "qbr_followup"}
ONE_A_DAY = {"slip", "departed", "qbr_pack", "qbr_followup"}  # to a person, beside the daily one
CLOSED = {"done", "declined", "dropped"}
SILENT = {"dormant", "ended"}
TRACKED = {"commitment", "goal"}
OPENS, CLOSES = 9, 18
CALL_WITHIN = timedelta(seconds=31)
ZONE_CHANGE = timedelta(hours=20)
REST_KNOWN = timedelta(minutes=5)


class Deliveries:
    """Watches. ``violations`` are sentences, the first one first."""

    def __init__(self, database: Database, clock: SimulatedClock) -> None:
        self.violations: list[str] = []
        self._database = database
        self._clock = clock
        self._by_key: dict[str, list[Message]] = defaultdict(list)
        self._daily: dict[UUID, list[tuple[datetime, str]]] = defaultdict(list)
        self._beside: dict[UUID, list[datetime]] = defaultdict(list)
        self._said: dict[tuple[object, ...], UUID] = {}

    def begin(self, slack: Slack, sides: list[Side_]) -> None:
        """Know whom to watch."""
        self._slack = slack
        self._teams = {side.id: side.team for side in sides}
        self._foreign = {side.team: [w for w in WORDS if w != side.word] for side in sides}

    def wrong(self, what: str) -> None:
        """Note that something does not hold."""
        self.violations.append(f"{self._clock.now():%Y-%m-%d %H:%M:%S} {what}")

    # --- at each delivery

    def updated(self, client: Client, message: Message, args: Facts) -> None:
        """Check a rewrite at the instant Slack takes it."""
        self._own_words(client, str(args["text"]), args.get("blocks") or [])
        if args.get("metadata") and message.key:
            with self._database.across_workspaces.reading() as session:
                row = session.get_one(Outbox, UUID(message.key))
                self._audience(client, message, row)

    def posted(self, client: Client, message: Message) -> None:
        """Check a message at the instant Slack takes it."""
        self._own_words(client, message.text, message.blocks)
        if message.key is None:
            return  # a listener's private answer
        self._by_key[message.key].append(message)
        if len(self._by_key[message.key]) > 1:
            self.wrong(f"doubled: {message.text!r}")
        with self._database.across_workspaces.reading() as session:
            row = session.get_one(Outbox, UUID(message.key))
            told = list(session.exec(select(Nudge).where(col(Nudge.outbox_id) == row.id)))
            self._claim(session, client, row)
            self._audience(client, message, row)
            self._hours(session, row, told)
            self._rest(client, message, row)
            self._worth_saying(session, row, told)
            self._once_a_day(session, row, told)

    def _own_words(self, client: Client, text: str, blocks: list[Facts]) -> None:
        said = text + json.dumps(blocks)
        for word in self._foreign[client.team]:
            if word in said:
                self.wrong(f"a message in {client.team} speaks of {word}")

    def _claim(self, session: Session, client: Client, row: Outbox) -> None:
        if self._teams[row.workspace_id] != client.team:
            self.wrong(f"{client.team} sent a message of another workspace")
        if row.state is not OutboxState.SENDING or row.claimed_by != client.process:
            self.wrong(f"{client.process} sent what is {row.state} by {row.claimed_by}: {row.key}")
        if row.claimed_at and self._clock.now() - row.claimed_at > CALL_WITHIN:
            self.wrong(f"{client.process} sent long after its claim: {row.key}")

    def _audience(self, client: Client, message: Message, row: Outbox) -> None:
        place = message.conversation
        if row.audience is not Audience.INTERNAL:
            return
        if place.id.startswith("D"):
            user = self._slack.users[place.members[0]]
            if user.team != client.team or user.is_guest:
                self.wrong(f"INTERNAL to {user.id} from outside: {message.text!r}")
        elif place.opened_at and client.looks.get(place.id, 0) > place.opened_at:
            self.wrong(f"INTERNAL into the open channel {place.id}: {message.text!r}")

    def _hours(self, session: Session, row: Outbox, told: list[Nudge]) -> None:
        if row.rule not in BY_DAY or row.claimed_at is None:
            return
        ids = {row.person_id} if row.person_id else {one.recipient_id for one in told}
        people = [session.get_one(Person, one) for one in ids if one]
        if people and all(not _works(person, row.claimed_at) for person in people):
            local = [f"{_local(one, row.claimed_at):%a %d %b %H:%M} {one.zone}" for one in people]
            self.wrong(f"{row.rule} at a bad hour: {local}, due {row.due_at}")

    def _rest(self, client: Client, message: Message, row: Outbox) -> None:
        """Check that nobody is written to whom Slack just said not to disturb."""
        at = row.claimed_at
        said_at, said = client.rests_of.get(message.conversation.members[0], (None, {}))
        if row.rule not in BY_DAY or row.urgent or row.person_id is None or at is None:
            return
        if (
            said_at is None
            or not timedelta() <= at - said_at < REST_KNOWN
            or not said["dnd_enabled"]
        ):
            return
        if said["next_dnd_start_ts"] <= at.timestamp() < said["next_dnd_end_ts"]:
            self.wrong(f"{row.rule} to {message.conversation.members[0]}, who rests: {row.why}")

    def _worth_saying(self, session: Session, row: Outbox, told: list[Nudge]) -> None:
        before = row.claimed_at or self._clock.now()
        if told and all(one.acted_at is not None and one.acted_at < before for one in told):
            self.wrong(f"{row.rule} about what was settled: {row.why}")
        if row.rule in {"slip", "late"} and told:
            open_ones = [one for one in told if self._is_open(session, one, before)]
            if not open_ones:
                self.wrong(f"{row.rule} about what is closed, asleep or put off: {row.why}")
        if row.rule == "daily":
            lines = [one for one in told if one.acted_at is None and one.subject_kind in TRACKED]
            for one in lines:
                if not self._is_open(session, one, before):
                    self.wrong(f"a line on what is closed, asleep or put off: {one.key}")

    def _is_open(self, session: Session, nudge: Nudge, before: datetime) -> bool:
        """Say whether the nudge's subject could be spoken of at ``before``."""
        row = session.get(Goal, nudge.subject_id) or session.get_one(Commitment, nudge.subject_id)
        partner = session.get_one(Partner, row.partner_id)
        if partner.stage in SILENT and self._changed_before(session, partner.id, before):
            return False
        if isinstance(row, Goal):
            closed = row.state is not GoalState.ACTIVE
        else:
            snoozed = row.snoozed_until is not None and row.snoozed_until > before
            closed = row.state in CLOSED or snoozed
        return not (closed and self._changed_before(session, row.id, before))

    @staticmethod
    def _changed_before(session: Session, subject_id: UUID, before: datetime) -> bool:
        newest = select(Audit.at).where(col(Audit.subject_id) == subject_id)
        at = session.exec(newest.order_by(col(Audit.at).desc())).first()
        return at is not None and at < before

    def _once_a_day(self, session: Session, row: Outbox, told: list[Nudge]) -> None:
        now = self._clock.now()
        for one in told:
            if one.recipient_id is None or one.acted_at is not None:
                continue
            day = _local(session.get_one(Person, one.recipient_id), now).date()
            key = (one.recipient_id, one.rule, one.subject_id, day)
            if self._said.setdefault(key, row.id) != row.id:
                self.wrong(f"{one.rule} about one thing twice on {day}: {row.why}")
        if row.rule == "daily" and row.person_id is not None:
            self._one_daily(session.get_one(Person, row.person_id), now)
        if row.rule in ONE_A_DAY and row.person_id is not None:
            self._one_beside(session.get_one(Person, row.person_id), row, now)

    def _one_beside(self, person: Person, row: Outbox, now: datetime) -> None:
        """Check that beside the daily message nobody got two that the clock began."""
        today = _local(person, now).date()
        if any(_local(person, at).date() == today for at in self._beside[person.id]):
            self.wrong(f"{row.rule} to {person.name} on {today}, who had one already")
        self._beside[person.id].append(now)

    def _one_daily(self, person: Person, now: datetime) -> None:
        earlier = self._daily[person.id]
        for at, zone in earlier:
            if zone == person.zone and _local(person, at).date() == _local(person, now).date():
                self.wrong(f"two daily messages to {person.name} on one date")
            elif zone != person.zone and now - at < ZONE_CHANGE:
                self.wrong(f"{person.name} moved and got a second daily message after {now - at}")
        earlier.append((now, person.zone))


def _local(person: Person, at: datetime) -> datetime:
    return at.astimezone(ZoneInfo(person.zone))


def _works(person: Person, at: datetime) -> bool:
    local = _local(person, at)
    day: date = local.date()
    away = person.away_from and person.away_to and person.away_from <= day <= person.away_to
    free = person.country and day in holidays.country_holidays(person.country, years=day.year)
    on = str(day.isoweekday()) in person.working_days
    return OPENS <= local.hour < CLOSES and on and not away and not free
