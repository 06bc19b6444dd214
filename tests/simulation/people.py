"""What people do: press what they see, fill in what opens, type, leave, move, and come back."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from slack_bolt import Ack
from sqlmodel import func, select

from handlers.registry import Kind
from messages.ids import Action
from storage.audit import Audit
from tests.simulation.cast import Side_
from tests.simulation.client import Facts
from tests.simulation.elsewhere import Elsewhere
from tests.simulation.places import Message, User
from tests.simulation.process import Process

READ_BACK = 40  # messages
TRIES = 3


@dataclass
class People(Elsewhere):
    """The same people, when they turn to the bot."""

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
        with process.database.across_workspaces.reading() as session:
            trail = session.exec(select(func.count()).select_from(Audit)).one()
        return trail, len(self.slack.trace), self.slack.opened[user.id]

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

    # --- what they see and send

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

    def _body(self, side: Side_, user: User) -> Facts:
        asked = {"id": user.id, "team_id": user.team}
        return {"api_team": side.team, "user": asked, "user_id": user.id, "trigger_id": user.id}


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
