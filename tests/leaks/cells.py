"""What a person can send the bot: made from the registry, and from the forms the bot shows."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from bot.app import entries
from bot.rules.setting import Group
from bot.sandbox.entities import Json
from handlers.registry import Entry, Kind
from messages.ids import Action
from storage.columns import new_id
from tests.leaks.forms import filled
from tests.leaks.ledgers import TS
from tests.leaks.office import Office

EVERY: dict[tuple[Kind, str], Entry] = {
    (entry.kind, str(entry.name)): entry
    for entry in sorted(entries(), key=lambda entry: (entry.kind, entry.name))
}
# What each button is about, as in messages/ids.py; "=..." is the value itself. By the first word
# of its name, a partner otherwise; and those that are about something else.
BY_SUBJECT = {
    "commitment": "commitment",
    "goal": "goal",
    "kickoff": "kickoff",
    "nudge": "goal",
    "qbr": "qbr",
    "channel": "C0GUEST",
    "data": "person",
    "daily": "person",
    "settings": "=x",
}
TARGETS: dict[str, str] = {
    Action.COMMITMENT_ACCEPT: "theirs",
    Action.COMMITMENT_DECLINE: "theirs",
    Action.COMMITMENT_DROP: "their_late",
    Action.COMMITMENT_UNBLOCK: "blocked",
    Action.COMMITMENT_REOPEN: "done",
    Action.COMMITMENT_MENU: "=done:{commitment}",
    Action.COMMITMENT_NEW: "partner",
    Action.GOAL_AGREE: "asked_goal",
    Action.GOAL_ASK: "asked_goal",
    Action.GOAL_CLOSE_ONE: "partner",
    Action.GOAL_NEW: "partner",
    Action.GOAL_REOPEN: "closed_goal",
    Action.GOAL_THEIR_AGREE: "asked_goal",
    Action.GOAL_THEIR_DECLINE: "asked_goal",
    Action.HEALTH_CONFIRM_STAGE: "snapshot",
    Action.KICKOFF_ACCEPT: "promised_theirs",
    Action.KICKOFF_CHANGE_PROMISE: "promised_theirs",
    Action.KICKOFF_DECLINE: "promised_theirs",
    Action.KICKOFF_DISAGREE: "K1",
    Action.KICKOFF_EDIT_TOPIC: "K7",
    Action.KICKOFF_KEEP_PROMISE: "promised_theirs",
    Action.KICKOFF_REVOKE_LINK: "link",
    Action.KICKOFF_START: "partner",
    Action.KICKOFF_TAKE_CHANGE: "promised_theirs",
    Action.NUDGE_MUTE: "=slip",
    Action.NUDGE_WHY: "partner",
    Action.PULSE_ANSWER: "pulse",
    Action.QBR_SET_DATE: "partner",
    Action.QBR_SHOW: "partner",
    Action.SETTINGS_GROUP: f"={next(iter(Group)).key}",
}
# Words typed after a command; {name} is the partner's.
WORDS: dict[str, tuple[str, ...]] = {
    "": ("",),
    "add": ("Somebody new",),
    "assign": ("{name} {title} <@U0MEMBER|member>",),
    "audit": ("",),
    "away": ("", "1 Dec to 5 Dec"),
    "commit": ("{name} send it by Friday", "{name} send it"),
    "done": ("{name} {title}",),
    "drop": ("{name} {title}",),
    "goal": ("{name} new deals 20 by 1 Mar 2027", "{name}", "close {name} won"),
    "health": ("{name}",),
    "help": ("", "kickoff"),
    "kickoff": ("{name}", "link {name}", "{draft}"),
    "list": ("", "{name}"),
    "log": ("{name} won 12", "{name}"),
    "move": ("{name} {title} to Friday",),
    "qbr": ("{name}", "{name} 20 Jan 2027"),
    "settings": ("", "{name}", "workspace"),
    "show": ("{name}", ""),
    "todo": ("{name}", ""),
    "unknown": ("nonsense",),
}


@dataclass(frozen=True)
class Cell:
    """One thing that can be done; ``view`` is the modal or Home it is done in."""

    entry: Entry
    value: str = ""
    view: Json | None = None
    action: Json | None = None

    @property
    def has_channel(self) -> bool:
        return self.view is None and self.entry.kind in {Kind.COMMAND, Kind.ACTION, Kind.SHORTCUT}

    @property
    def name(self) -> str:
        return f"{self.entry.kind} {self.entry.name!r} {self.value[:12]!r} {bool(self.view)}"


def cells_without_forms(office: Office) -> Iterator[Cell]:
    """Go through what needs no form to be open."""
    held = office.ledgers["a"]
    ids = {name: str(each) for name, each in held.ids.items()}
    known = {
        "name": _word(office, "name", "partner", held["partner"]),
        "title": _word(office, "title", "commitment", held["commitment"]),
        "draft": _word(office, "name", "partner", office.ledgers["c"]["partner"]),
    }
    for (kind, entry_name), entry in EVERY.items():
        match kind:
            case Kind.COMMAND:
                for words in WORDS.get(entry_name, ("{name}",)):
                    yield Cell(entry, words.format(**known))
            case Kind.ACTION:
                subject = BY_SUBJECT.get(entry_name.partition(".")[0], "partner")
                target = TARGETS.get(entry_name, subject)
                yield Cell(entry, target[1:].format(**ids) if target[0] == "=" else ids[target])
            case Kind.SHORTCUT | Kind.OPTIONS | Kind.EVENT:
                yield Cell(entry)
            case _:
                pass  # forms are submitted once they were shown


def _word(office: Office, column: str, table: str, its_id: UUID) -> str:
    [[word]] = office.ask(f"SELECT {column} FROM {table} WHERE id = '{its_id.hex}'")
    return str(word)


def cells_of(view: Json, office: Office) -> Iterator[Cell]:
    """Go through what can be done in a form that the bot showed: its buttons, and its submit."""
    for element in _elements(view.get("blocks", [])):
        entry = EVERY.get((Kind.ACTION, str(element.get("action_id"))))
        if entry is not None:
            yield Cell(entry, str(element.get("value", "")), view, element)
    for kind in (Kind.VIEW, Kind.CLOSED):
        entry = EVERY.get((kind, str(view.get("callback_id"))))
        if entry is not None and view.get("type") == "modal":
            yield Cell(entry, "", filled(view, office))


def _elements(blocks: list[Json]) -> Iterator[Json]:
    for block in blocks:
        yield from block.get("elements", [])
        yield from (block[key] for key in ("accessory", "element") if key in block)


def body_of(cell: Cell, office: Office, user: str, channel: str | None) -> Json:
    """Return what Slack sends when ``user`` does it, in ``channel`` where it has one."""
    team = office.sandbox.world.users[user].team
    who = {"id": user, "team_id": team}
    common: Json = {"user": who, "team": {"id": "T0HOME"}, "api_app_id": "A0BOT"}
    match cell.entry.kind:
        case Kind.COMMAND:
            typed = (
                "nonsense" if cell.entry.name == "unknown" else f"{cell.entry.name} {cell.value}"
            )
            return {
                "command": "/partner",
                "text": typed,
                "user_id": user,
                "team_id": "T0HOME",
                "channel_id": channel,
                "trigger_id": office.trigger(user),
                "response_url": _url(office, user, channel),
            }
        case Kind.EVENT:
            return {
                "type": "event_callback",
                "event_id": str(new_id()),
                "authorizations": [{"team_id": "T0HOME"}],
                "event": {"type": cell.entry.name, "user": user, "tab": "home"},
            }
        case Kind.OPTIONS:
            asked = {"action_id": cell.entry.name, "block_id": "b", "value": cell.value}
            return {**common, "type": "block_suggestion", **asked}
        case Kind.SHORTCUT:
            return {**common, **_message(office, user, channel), "type": "message_action",
                    "callback_id": cell.entry.name, "trigger_id": office.trigger(user)}  # fmt: skip
        case Kind.ACTION:
            return {**common, **_pressed(cell, office, user, channel)}
        case _:
            view = _window(cell, office, user)
            kind = "view_closed" if cell.entry.kind is Kind.CLOSED else "view_submission"
            trigger = office.trigger(user, view.get("id"))
            return {**common, "type": kind, "view": view, "trigger_id": trigger}


def _pressed(cell: Cell, office: Office, user: str, channel: str | None) -> Json:
    action = {"type": "button", "block_id": "b", **(cell.action or {})}
    action |= {"action_id": cell.entry.name, "value": cell.value}
    if action.get("options"):
        action["selected_option"] = action["options"][0]
    body: Json = {"type": "block_actions", "actions": [action]}
    if cell.view is None:
        message = _message(office, user, channel)
        at = {"type": "message", "message_ts": TS, "channel_id": channel}
        return {**body, **message, "container": at, "trigger_id": office.trigger(user)}
    view = _window(cell, office, user)
    trigger = office.trigger(user, view.get("id") if view.get("type") == "modal" else None)
    return {**body, "view": view, "container": {"type": "view"}, "trigger_id": trigger}


def _message(office: Office, user: str, channel: str | None) -> Json:
    return {
        "channel": {"id": channel, "name": "somewhere"},
        "message": {"ts": TS, "text": "Let us do it", "blocks": [], "user": user},
        "response_url": _url(office, user, channel),
    }


def _url(office: Office, user: str, channel: str | None) -> str:
    return f"{office.sandbox.url}{office.response_url(user, str(channel))}"


def _window(cell: Cell, office: Office, user: str) -> Json:
    view = dict(cell.view or {})
    state = view.pop("state", {"values": {}})
    shown = view
    if view.get("type") == "modal":
        shown = office.window(user, _as_sent(view))
    return {**shown, "state": state, "app_installed_team_id": "T0HOME"}


def _as_sent(view: Json) -> Json:
    known = ("type", "title", "submit", "close", "blocks", "callback_id", "private_metadata",
             "notify_on_close", "clear_on_close")  # fmt: skip
    return {key: view[key] for key in known if view.get(key) is not None}


def moved(body: Json, office: Office, to: str) -> Json:
    """Return the payload as a forger would write it: about another partner's things."""
    text = json.dumps(body)
    for name, own in office.ledgers["a"].ids.items():
        other = office.ledgers[to].ids.get(name)
        if other is not None:
            text = text.replace(str(own), str(other))
    made: Json = json.loads(text)
    return made


def key_of(cell: Cell) -> tuple[Any, ...]:
    """Say what makes two of them the same."""
    return (
        cell.entry.kind,
        str(cell.entry.name),
        (cell.view or {}).get("callback_id"),
        (cell.value if cell.entry.kind is Kind.COMMAND else ""),
    )
