"""What happens without the bot being asked: at the keyboard, and in Slack itself."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any

from sqlmodel import Session, col, select

from bot.delivery import pausing
from bot.flows.actors import System
from bot.flows.commitments import changes as commitments
from bot.flows.goals import closing, readings
from bot.flows.partners import record as partners
from bot.flows.partners.stages import set_stage
from bot.rules.endings import Ending
from bot.rules.stages import Stage
from storage.goals import Goal, GoalState
from storage.partners import Channel, ChannelState, Partner
from storage.people import Person, Side
from tests.simulation.cast import ZONES, Side_
from tests.simulation.client import Facts
from tests.simulation.places import BOT, Conversation, User
from tests.simulation.process import Process
from tests.simulation.world import Slack

KEYBOARD = System("admin at the keyboard")
RENUMBERED = 0.4  # of the channels that become shared
Event = Callable[[str, Facts], None]  # team, event: on its way to the bot


@dataclass
class Elsewhere:
    """Everybody of both workspaces, and what they do without asking the bot."""

    slack: Slack
    rng: Random
    sides: list[Side_]
    tell: Event

    # --- at the keyboard

    def _reassign(self, process: Process, side: Side_) -> None:
        with process.database.across_workspaces.transaction() as session:
            partner = self._partner(session, side)
            ours = session.exec(_ours_of(side)).all()
            owner, sponsor = self.rng.choice([*ours, None]), self.rng.choice([*ours, None])
            partners.set_people(
                session,
                partner,
                owner_id=owner.id if owner else None,
                sponsor_id=sponsor.id if sponsor else None,
                actor=KEYBOARD,
                now=self.slack.clock.now(),
            )

    def _park(self, process: Process, side: Side_) -> None:
        with process.database.across_workspaces.transaction() as session:
            stage = self.rng.choice([Stage.DORMANT, Stage.ENDED, Stage.ACTIVE, Stage.ACTIVE])
            partner, now = self._partner(session, side), self.slack.clock.now()
            if stage is Stage.DORMANT or stage is not partner.stage:
                set_stage(
                    session,
                    partner,
                    stage,
                    actor=KEYBOARD,
                    now=now,
                    reason="as agreed",
                    wake_on=now.date() + timedelta(days=5),
                )

    def _read(self, process: Process, side: Side_) -> None:
        """A number comes from elsewhere."""
        now = self.slack.clock.now()
        with process.database.across_workspaces.transaction() as session:
            statement = select(Goal).where(col(Goal.workspace_id) == side.id).order_by(col(Goal.id))
            goal = self.rng.choice(session.exec(statement).all())
            value = goal.target * self.rng.choice([-1, 0, 1, 2, 3, 4]) / 4
            as_of = now.date() - timedelta(days=self.rng.randint(0, 3))
            readings.add_reading(
                session, goal=goal, value=value, as_of=as_of, actor=KEYBOARD, now=now, source="crm"
            )

    def _promise(self, process: Process, side: Side_) -> None:
        """Something is promised, by somebody it was agreed with elsewhere."""
        now = self.slack.clock.now()
        with process.database.across_workspaces.transaction() as session:
            partner, owner = (
                self._partner(session, side),
                self.rng.choice(session.exec(_ours_of(side)).all()),
            )
            terms = commitments.CommitmentTerms(
                f"{side.word} promise of {now:%d %b %H:%M:%S}",
                Side.OURS,
                now.date() + timedelta(days=self.rng.randint(0, 8)),
                owner_id=owner.id,
            )
            made = commitments.propose(session, partner, terms, actor=KEYBOARD, now=now)
            commitments.accept(session, made, actor=KEYBOARD, now=now)

    def _park_goal(self, process: Process, side: Side_) -> None:
        with process.database.across_workspaces.transaction() as session:
            statement = select(Goal).where(col(Goal.workspace_id) == side.id).order_by(col(Goal.id))
            goal = self.rng.choice(session.exec(statement).all())
            if goal.state is not GoalState.CLOSED:
                closing.close(
                    session,
                    goal,
                    ending=Ending.NO_LONGER_PURSUED,
                    reason="no longer",
                    actor=KEYBOARD,
                    now=self.slack.clock.now(),
                )

    def _resume(self, process: Process, side: Side_) -> None:
        """An owner lets the bot write to a paused channel again, which may be too early."""
        with process.database.across_workspaces.transaction() as session:
            paused = select(Channel).where(
                col(Channel.workspace_id) == side.id, col(Channel.state) == ChannelState.PAUSED
            )
            for channel in session.exec(paused.order_by(col(Channel.id))).all():
                if self.rng.random() < 0.5:
                    pausing.resume(session, channel_id=channel.id, now=self.slack.clock.now())

    # --- in Slack, without asking the bot

    def _move(self, _process: Process, side: Side_) -> None:
        """Somebody flies somewhere else."""
        user = self._ours(side)
        user.zone = self.rng.choice(ZONES)
        self.tell(side.team, {"type": "user_change", "user": user.facts(side.team)})

    def _leave(self, _process: Process, side: Side_) -> None:
        """Somebody is deactivated, or comes back."""
        user = self._ours(side)
        if user.is_admin:
            return
        user.is_deleted = not user.is_deleted
        self.tell(side.team, {"type": "user_change", "user": user.facts(side.team)})

    def _archive(self, _process: Process, side: Side_) -> None:
        for place in self._channel(side):
            place.is_archived = not place.is_archived
            if place.is_archived:
                self.tell(side.team, {"type": "channel_archive", "channel": place.id})

    def _share(self, _process: Process, side: Side_) -> None:
        """A channel of ours alone is opened to others, in one of three ways, or closed again."""
        for place in self._channel(side):
            guest = f"U{side.word.upper()}GUEST"
            if place.opened_at:
                place.is_shared = place.is_pending = False
                place.members = [one for one in place.members if one != guest]
                place.opened_at = 0
                return
            way = self.rng.choice(["share", "offer", "guest"])
            place.is_shared, place.is_pending = way == "share", way == "offer"
            if way == "guest":
                self.slack.users[guest] = User(guest, side.team, guest, "UTC", is_guest=True)
                place.members.append(guest)
                joined = {"type": "member_joined_channel", "channel": place.id, "user": guest}
                self.tell(side.team, joined)
            place.opened_at = self.slack.calls
            if way == "share":
                if self.rng.random() < RENUMBERED:
                    self._renumber(side, place)
                self.tell(side.team, {"type": "channel_shared", "channel": place.id})

    def _renumber(self, side: Side_, place: Conversation) -> None:
        """Slack gives the channel another id; the bot hears of it sooner or later."""
        old, new = place.id, f"{place.id.split('x')[0]}x{self.slack.calls}"
        self.slack.renumber(place, new)
        side.channels[side.channels.index(old)] = new
        changed = {"type": "channel_id_changed", "old_channel_id": old, "new_channel_id": new}
        self.tell(side.team, changed)

    def _kick(self, _process: Process, side: Side_) -> None:
        """The bot is removed from a channel, or invited again."""
        bot = f"{BOT}{side.team}"
        for place in self._channel(side):
            if bot in place.members:
                place.members.remove(bot)
                self.tell(side.team, {"type": "channel_left", "channel": place.id})
            else:
                place.members.append(bot)
                joined = {"type": "member_joined_channel", "channel": place.id, "user": bot}
                self.tell(side.team, joined)

    # --- who

    def _channel(self, side: Side_) -> Iterator[Any]:
        named = [one for one in side.channels if one.split("x")[0].endswith("I")]
        internal = [self.slack.conversations[one] for one in named]
        if internal:
            yield self.rng.choice(internal)

    def _ours(self, side: Side_) -> User:
        return self.slack.users[self.rng.choice(side.ours)]

    def _here(self, side: Side_) -> User:
        """Return one of us who can use Slack; at least one always can."""
        here = [one for one in side.ours if not self.slack.users[one].is_deleted]
        return self.slack.users[self.rng.choice(here)]

    def _somebody(self, side: Side_) -> User:
        outside = self.rng.random() < 0.2
        return self.slack.users[self.rng.choice(side.theirs)] if outside else self._here(side)

    def _partner(self, session: Session, side: Side_) -> Partner:
        return session.get_one(Partner, self.rng.choice(side.partners))


def _ours_of(side: Side_) -> Any:
    statement = select(Person).where(
        col(Person.workspace_id) == side.id, col(Person.side) == Side.OURS
    )
    return statement.order_by(col(Person.name))
