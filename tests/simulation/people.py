"""What people do: press what they see, fill in what opens, type, leave, move, and come back."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any

from slack_bolt import Ack
from sqlmodel import Session, col, func, select

from bot.delivery import pausing
from bot.flows import commitments, goals, partners, readings
from bot.flows.actors import System
from bot.rules.stages import Stage
from handlers.registry import Kind
from messages.ids import Action
from storage.audit import Audit
from storage.goals import Goal
from storage.partners import Channel, ChannelState, Partner
from storage.people import Person, Side
from tests.simulation.cast import ZONES, Side_
from tests.simulation.process import Process
from tests.simulation.world import BOT, Facts, Message, Slack, User

READ_BACK = 40  # messages
TRIES = 3
KEYBOARD = System("admin at the keyboard")
Event = Callable[[str, Facts], None]  # team, event: on its way to the bot


@dataclass
class People:
    """Everybody of both workspaces."""

    slack: Slack
    rng: Random
    sides: list[Side_]
    tell: Event
    wrong: Callable[[str], None]

    def act(self, process: Process) -> str:
        """Let somebody do something, through ``process`` where the bot is needed."""
        side = self.rng.choice(self.sides)
        doing = self.rng.choices(list(_ACTS), weights=list(_ACTS.values()))[0]
        doing(self, process, side)
        return doing.__name__.strip("_")

    # --- in Slack, with the bot

    def _press(self, process: Process, side: Side_) -> None:
        user = self._somebody(side)
        seen = [pair for message in self._reads(user) for pair in _buttons(message)]
        if seen:
            message, button = self.rng.choice(seen)
            self._click(process, side, user, button, message)

    def _settings(self, process: Process, side: Side_) -> None:
        button = {"action_id": Action.HOME_SETTINGS.value, "type": "button", "value": "home"}
        self._click(process, side, self._here(side), button, None)

    def _type(self, process: Process, side: Side_) -> None:
        user = self._somebody(side)
        rng, day = self.rng, self.rng.choice(["today", "friday", "+3d", "+10d", "yesterday"])
        name, words = rng.choice(
            [
                ("", ""),
                ("list", ""),
                ("done", str(rng.randint(1, 4))),
                ("move", f"{rng.randint(1, 4)} {day}"),
                ("commit", f"<@{self._ours(side).id}> {side.word} *task* <!here> by {day}"),
                ("log", f"{side.word} metric 0 {rng.randint(0, 90_000)}"),
            ]
        )
        mine = [one for one in side.channels if user.id in self.slack.conversations[one].members]
        channel = rng.choice([*mine, f"D{user.id}{side.team}"])
        body = self._body(side, user) | {"channel_id": channel, "text": f"{name} {words}"}
        self._ask(process, side, user, Kind.COMMAND, body, name, words=words)
        self._fill(process, side, user)

    def _click(
        self, process: Process, side: Side_, user: User, button: Facts, message: Message | None
    ) -> None:
        body = self._body(side, user) | {"type": "block_actions"}
        if message is not None:
            place = message.conversation.id
            body |= {"channel": {"id": place}, "message": {"ts": message.ts}}
            body["container"] = {"channel_id": place, "message_ts": message.ts}
        value = button.get("value") or self.rng.choice(button.get("options") or [{}]).get("value")
        name = button["action_id"]
        self._ask(process, side, user, Kind.ACTION, body, name, value=value or "")
        self._fill(process, side, user)

    def _fill(self, process: Process, side: Side_, user: User) -> None:
        """Fill in the modal that opened, if one did; some people close it instead."""
        view = self.slack.modals.pop(user.id, None)
        for _ in range(TRIES):
            if view is None or "submit" not in view or self.rng.random() < 0.1:
                return
            filled = {**view, "id": "V1", "hash": "1", "state": {"values": self._state(side, view)}}
            body = self._body(side, user) | {"type": "view_submission", "view": filled}
            ack = self._ask(process, side, user, Kind.VIEW, body, view["callback_id"])
            if not _refused(ack):
                return

    def _ask(
        self,
        process: Process,
        side: Side_,
        user: User,
        kind: Kind,
        body: Facts,
        name: str,
        **more: str,
    ) -> Ack:
        """Let the bot take it. To one of us it never answers with nothing at all."""
        before, injected = self._marks(process, user), self.slack.faults.injected
        ack = process.listen(kind, body, name, **more)
        undisturbed = injected == self.slack.faults.injected and user.team == side.team
        if undisturbed and not _said(ack) and before == self._marks(process, user):
            self.wrong(f"{kind} {name} had no effect and no answer")
        return ack

    def _marks(self, process: Process, user: User) -> tuple[object, ...]:
        with process.database.reading() as session:
            trail = session.exec(select(func.count()).select_from(Audit)).one()
        return trail, len(self.slack.trace), user.id in self.slack.modals

    def _state(self, side: Side_, view: Facts) -> dict[str, dict[str, Facts]]:
        return {
            block["block_id"]: {block["element"]["action_id"]: self._typed(side, block["element"])}
            for block in view["blocks"]
            if block["type"] == "input"
        }

    def _typed(self, side: Side_, element: Facts) -> Facts:
        kind, rng = element["type"], self.rng
        if kind == "plain_text_input":
            return {"value": rng.choice([f"{side.word} <!channel> *because*", "12", "", "75,000"])}
        if kind == "number_input":
            return {"value": str(rng.randint(0, 120_000))}
        if kind == "datepicker":
            day = self.slack.clock.now().date() + timedelta(days=rng.randint(-4, 15))
            return {"selected_date": rng.choice([day.isoformat(), element.get("initial_date")])}
        if kind in {"users_select", "multi_users_select"}:
            return {"selected_user": self._somebody(side).id}
        if kind == "checkboxes":
            chosen = [one for one in element["options"] if rng.random() < 0.7]
            return {"selected_options": chosen}
        options = element.get("options") or [element.get("initial_option") or {"value": ""}]
        return {"selected_option": rng.choice(options)}

    # --- at the keyboard

    def _reassign(self, process: Process, side: Side_) -> None:
        with process.database.transaction() as session:
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
        with process.database.transaction() as session:
            stage = self.rng.choice([Stage.DORMANT, Stage.ENDED, Stage.ACTIVE, Stage.ACTIVE])
            partner, now = self._partner(session, side), self.slack.clock.now()
            partners.set_stage(session, partner, stage, actor=KEYBOARD, now=now)

    def _read(self, process: Process, side: Side_) -> None:
        """A number comes from elsewhere."""
        now = self.slack.clock.now()
        with process.database.transaction() as session:
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
        with process.database.transaction() as session:
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
        with process.database.transaction() as session:
            statement = select(Goal).where(col(Goal.workspace_id) == side.id).order_by(col(Goal.id))
            goal = self.rng.choice(session.exec(statement).all())
            goals.close(
                session, goal, reason="no longer", actor=KEYBOARD, now=self.slack.clock.now()
            )

    def _resume(self, process: Process, side: Side_) -> None:
        """An owner lets the bot write to a paused channel again, which may be too early."""
        with process.database.transaction() as session:
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
            place.opened_at = self.slack.calls
            if way == "share":
                self.tell(side.team, {"type": "channel_shared", "channel": place.id})

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
        internal = [self.slack.conversations[one] for one in side.channels if one.endswith("I")]
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

    def _reads(self, user: User) -> list[Message]:
        now = self.slack.clock.now()
        found = [
            message
            for place in self.slack.conversations.values()
            if user.id in place.members and not place.is_archived
            for message in place.messages
            if message.at <= now
        ]
        return sorted(found, key=lambda one: one.ts)[-READ_BACK:]

    def _partner(self, session: Session, side: Side_) -> Partner:
        return session.get_one(Partner, self.rng.choice(side.partners))

    def _body(self, side: Side_, user: User) -> Facts:
        asked = {"id": user.id, "team_id": user.team}
        return {"api_team": side.team, "user": asked, "user_id": user.id, "trigger_id": user.id}


def _ours_of(side: Side_) -> Any:
    statement = select(Person).where(
        col(Person.workspace_id) == side.id, col(Person.side) == Side.OURS
    )
    return statement.order_by(col(Person.name))


def _said(ack: Ack) -> bool:
    return ack.response is not None and bool(ack.response.body)


def _refused(ack: Ack) -> bool:
    return ack.response is not None and '"errors"' in (ack.response.body or "")


def _buttons(message: Message) -> Iterator[tuple[Message, Facts]]:
    for block in message.blocks:
        elements = [*block.get("elements", []), block.get("accessory") or {}]
        for element in elements:
            if element.get("action_id"):
                yield message, element


_ACTS: dict[Callable[[People, Process, Side_], None], float] = {
    People._press: 20,
    People._type: 4,
    People._settings: 2,
    People._reassign: 1,
    People._park: 1,
    People._park_goal: 0.5,
    People._read: 6,
    People._promise: 3,
    People._resume: 2,
    People._move: 1.5,
    People._leave: 0.7,
    People._archive: 0.7,
    People._share: 1.5,
    People._kick: 0.5,
}
