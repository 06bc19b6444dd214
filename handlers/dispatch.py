"""From Bolt to our listeners: one Bolt listener a kind, our registry behind it.

Bolt tries its listeners one by one, so each one more costs every request; a dict does not.
"""

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from slack_bolt import Ack, App
from slack_bolt.response import BoltResponse
from slack_sdk import WebClient

from bot.delivery.people import People
from bot.flows.kickoff.link_tokens import Links
from bot.flows.workspace.views import Views
from bot.rules.typed import storable
from handlers.call import Call
from handlers.guard import Guard
from handlers.lifecycle import Lifecycle
from handlers.origin import origin_of
from handlers.people import Directory, UnknownPersonError
from handlers.registry import Kind, Registry
from messages import answers
from messages.ids import Action, unpack
from storage.database import Database
from storage.undone import anew

log = logging.getLogger(__name__)

COMMAND = "/partner"
MALFORMED, FAILED = 400, 500
_ANY = re.compile(".*", re.DOTALL)


@dataclass(frozen=True)
class Dispatcher:
    """What the listeners share; attach() puts them into a Bolt app."""

    registry: Registry
    database: Database
    directory: Directory
    lifecycle: Lifecycle
    people: People
    now: Callable[[], datetime]
    views: Views = field(default_factory=Views)
    links: Links | None = None  # makes addresses of pages; None where none are served

    def attach(self, app: App) -> None:
        """Register with Bolt: one listener for each kind of payload."""
        app.command(COMMAND)(self._on_command)
        app.action(_ANY)(self._on_action)
        app.view(_ANY)(self._on_view)
        app.view_closed(_ANY)(self._on_closed)
        app.shortcut(_ANY)(self._on_shortcut)
        app.options(_ANY)(self._on_options)
        app.event(_ANY)(self._on_event)
        app.error(_on_error)

    def _on_command(self, ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        first, _, rest = storable(str(body.get("text") or "")).strip().partition(" ")
        name, words = first.lower(), rest.strip()
        if self.registry.find(Kind.COMMAND, name) is None:
            name, words = "unknown", f"{first} {rest}".strip()
        self._run(Kind.COMMAND, name, ack, body, client, words=words)

    def _on_action(
        self, ack: Ack, body: dict[str, Any], action: dict[str, Any], client: WebClient
    ) -> None:
        name, value = str(action.get("action_id")), _value(action)
        if name == Action.OPEN_AGAIN:
            wanted = unpack(value)
            name, value = str(wanted.get("name")), str(wanted.get("value", ""))
            if wanted.get("kind") == Kind.COMMAND:
                self._run(Kind.COMMAND, name, ack, body, client, words=value)
                return
        self._run(Kind.ACTION, name, ack, body, client, value=value)

    def _on_view(self, ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        self._run(Kind.VIEW, body["view"].get("callback_id", ""), ack, body, client)

    def _on_closed(self, ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        self._run(Kind.CLOSED, body["view"].get("callback_id", ""), ack, body, client)

    def _on_shortcut(self, ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        self._run(Kind.SHORTCUT, body.get("callback_id", ""), ack, body, client)

    def _on_options(self, ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        typed = storable(str(body.get("value") or ""))
        self._run(Kind.OPTIONS, body.get("action_id", ""), ack, body, client, value=typed)

    def _on_event(self, ack: Ack, body: dict[str, Any], client: WebClient) -> None:
        name = str(body["event"].get("type"))
        if self.registry.find(Kind.EVENT, name) is not None:
            self._run(Kind.EVENT, name, ack, body, client)
        else:
            self.lifecycle.take(body, now=self.now(), slack=client)

    def _run(
        self,
        kind: Kind,
        name: str,
        ack: Ack,
        body: dict[str, Any],
        client: WebClient,
        *,
        words: str = "",
        value: str = "",
    ) -> None:
        ack()  # Bolt keeps the last ack; without one Slack would show an error
        origin = origin_of(kind, body)
        now = self.now()
        try:
            actor = anew(lambda: self.directory.actor(client, body, origin.channel_id, now=now))
        except UnknownPersonError:
            log.warning("nobody could be verified", extra={"kind": kind, "listener": name})
            if kind is Kind.COMMAND:
                ack(text=answers.unverified().text)
            return
        call = Call(
            actor=actor,
            now=now,
            own=self.database.within(actor.workspace_id),
            slack=client,
            people=self.people,
            ack=ack,
            body=body,
            origin=origin,
            name=name,
            words=words,
            value=value,
            views=self.views,
            links=self.links,
            forget=self.directory.forget,
        )
        entry = self.registry.find(kind, name)
        if entry is None:
            if kind is Kind.ACTION and value:
                call.answer(answers.outdated())
            return
        Guard(self.registry, self.database).run(entry, call)


def _on_error(error: Exception) -> BoltResponse:
    """Answer what no listener could: a payload whose parts are not what Slack's are, or worse."""
    log.warning("a request failed", exc_info=error)
    misshapen = isinstance(error, (AttributeError, TypeError, LookupError, ValueError))
    return BoltResponse(status=MALFORMED if misshapen else FAILED)


def _value(action: dict[str, Any]) -> str:
    """Return what a button or menu stands for: its value or the chosen one's."""
    chosen = action.get("selected_option") or {}
    return str(
        action.get("value")
        or chosen.get("value")
        or action.get("selected_date")
        or action.get("selected_user")
        or ""
    )
