"""One thing a person did in Slack, and the one answer to it."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from slack_bolt import Ack
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.webhook import WebhookClient
from sqlmodel import Session

from bot.delivery.people import People
from bot.delivery.tls import trust_for
from bot.flows.actors import Actor
from bot.flows.kickoff.link_tokens import Links
from bot.flows.workspace.views import Page, Views
from bot.rules.policy import Refusal, Who, allowed
from handlers.inputs import Inputs
from handlers.origin import Origin
from messages import answers
from messages.audience import InternalMessage, InternalView, Message, SharedView, View
from messages.ids import unpack
from storage.database import Access, Transaction

log = logging.getLogger(__name__)

_TRIGGER_GONE = {
    "expired_trigger_id",
    "trigger_expired",
    "exchanged_trigger_id",
    "trigger_exchanged",
}


OK = 200


class AudienceError(RuntimeError):
    """A listener tried to hand an INTERNAL text to somebody who is not ours."""


class UnansweredError(RuntimeError):
    """No way led back to whoever acted. What they asked for may be done and committed."""


@dataclass
class Call:
    """What a listener gets. It answers once, with one of the verbs below.

    ``words`` is the command's text after the subcommand; ``value`` a button's or menu's.
    """

    actor: Actor
    now: datetime
    own: Access  # to the rows of the workspace
    slack: WebClient
    people: People
    ack: Ack
    body: dict[str, Any]
    origin: Origin
    name: str
    words: str = ""
    value: str = ""
    links: Links | None = None  # makes addresses of pages; None where none are served
    views: Views = field(default_factory=Views)
    forget: Callable[[str | None], None] | None = None  # of whom, or of all, to ask anew
    answered: bool = field(default=False, init=False)
    committed: bool = field(default=False, init=False)  # something of it is kept for good

    @property
    def workspace_id(self) -> UUID:
        """The tenant, from the installation and never from the actor."""
        return self.actor.workspace_id

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """Yield a session that commits when the block ends, and rolls back when it raises."""
        with self.own.transaction() as session:
            yield session
        self.committed = True

    @property
    def reading(self) -> Transaction:
        """The way to a session for reading only."""
        return self.own.reading

    def let_in(self, who: Who) -> Refusal | None:
        """Let the actor in as one of ``who``, and hold them to it; or return why not."""
        no = allowed(who, self.actor.facts)
        if no is None:
            self.actor = replace(self.actor, let_in_as=who, pressed_in=self.origin.pressed_in)
        return no

    @property
    def channel_id(self) -> str | None:
        """The Slack channel it happened in; None in a modal or on Home."""
        return self.origin.channel_id

    @property
    def message_ref(self) -> tuple[str, str] | None:
        """Channel and ts of the message that was clicked or chosen."""
        return self.origin.message_ref

    @cached_property
    def view(self) -> dict[str, Any]:
        """The modal or Home it happened in; {} elsewhere."""
        return self.body.get("view") or {}

    @cached_property
    def inputs(self) -> Inputs:
        """What was typed and chosen in the modal, or in the message's own fields."""
        state = self.view.get("state") or self.body.get("state") or {}
        return Inputs(state.get("values") or {})

    @cached_property
    def private(self) -> dict[str, Any]:
        """The ids the modal carries."""
        return unpack(self.view.get("private_metadata", ""))

    def viewed(self, page: Page, partner_id: UUID | None = None) -> None:
        """Note that the actor is about to see a page that is only ours."""
        self.views.note(self.transaction, self.actor, page, partner_id=partner_id, now=self.now)

    def answer(self, message: Message) -> None:
        """Answer privately, where it was asked.

        A submitted modal turns into the answer. INTERNAL answers to something asked in a
        channel that is not verified to be ours alone go to the person's DM instead.
        """
        self._check(message)
        if self.origin.in_modal:
            self._show(SharedView(answers.as_view(message)))
        elif self.channel_id is None or self._goes_to_dm(message):
            self._direct(message)
            if self.channel_id is not None:
                self._whisper(answers.sent_to_dm())
        else:
            self._whisper(message)
        self.answered = True

    def replace(self, message: Message) -> None:
        """Rewrite the clicked message for everyone who sees it."""
        self._check(message)
        self.answered = True
        if self.origin.is_ephemeral:
            self._respond(message, replace=True)
        elif self.message_ref is not None:
            channel, ts = self.message_ref
            self._update(channel, ts, message)

    def open(self, view: View) -> None:
        """Open a modal; when the click is too old for that, say so and offer it again."""
        self._check(view)
        self.answered = True
        opener = self.slack.views_push if self.origin.in_modal else self.slack.views_open
        try:
            opener(trigger_id=self.body.get("trigger_id", ""), view=view.payload)
        except SlackApiError as error:
            if error.response.get("error") not in _TRIGGER_GONE:
                raise
            again = self.words if self.origin.kind == "command" else self.value
            self._whisper(answers.open_again(self.origin.kind, self.name, again))

    def update_view(self, view: View) -> None:
        """Show another step in the open modal."""
        self._check(view)
        self._show(view)
        self.answered = True

    def errors(self, sentences: dict[str, str]) -> None:
        """Show a sentence under each named field; the modal stays open with what was typed."""
        self.ack(response_action="errors", errors=sentences)
        self.answered = True

    def close(self) -> None:
        """Close this step of the modal."""
        self.ack()
        self.answered = True

    def clear(self) -> None:
        """Close the modal with everything below it."""
        self.ack(response_action="clear")
        self.answered = True

    def offer(self, options: list[dict[str, Any]]) -> None:
        """Give a menu its choices."""
        self.ack(options=options[:100])
        self.answered = True

    def publish_home(self, view: View) -> None:
        """Show the actor's Home; a stale hash loses to whoever published since."""
        self._check(view)
        self.slack.views_publish(user_id=self.actor.slack_user_id, view=view.payload)
        self.answered = True

    def _check(self, said: Message | View) -> None:
        if isinstance(said, InternalMessage | InternalView) and not self.actor.is_internal:
            raise AudienceError(f"internal text for a person outside: {self.name}")

    def _goes_to_dm(self, message: Message) -> bool:
        if not isinstance(message, InternalMessage) or self.origin.in_direct_message:
            return False
        return not self.origin.is_ours_alone(self.slack, self.people)

    def _show(self, view: View) -> None:
        if self.origin.kind == "view":
            self.ack(response_action="update", view=view.payload)
            return
        self.slack.views_update(
            view_id=self.view["id"], hash=self.view.get("hash"), view=view.payload
        )

    def _whisper(self, message: Message) -> None:
        if self.origin.kind == "command" and not self.answered:
            self.ack(text=message.text, blocks=message.blocks, response_type="ephemeral")
        elif self.channel_id is None:
            self._direct(message)
        else:
            self._respond(message, replace=False)

    def _respond(self, message: Message, *, replace: bool) -> None:
        url = self.origin.response_url
        if url is None or not self._sent_to(url, message, replace=replace):
            self._direct(message)

    def _sent_to(self, url: str, message: Message, *, replace: bool) -> bool:
        try:
            answer = WebhookClient(url, ssl=trust_for(url), retry_handlers=[]).send(
                text=message.text,
                blocks=message.blocks,
                response_type="ephemeral",
                replace_original=replace,
                unfurl_links=False,
                unfurl_media=False,
            )
        except (SlackClientError, OSError) as error:
            log.warning("response_url did not answer", extra={"error": type(error).__name__})
            return False
        if answer.status_code != OK:
            log.info("response_url was worn out", extra={"status": answer.status_code})
        return answer.status_code == OK

    def _direct(self, message: Message) -> None:
        if not self.actor.is_internal:
            log.info("no way to answer a person outside", extra={"listener": self.name})
            return
        try:
            self.slack.chat_postMessage(
                channel=self.actor.slack_user_id,
                text=message.text,
                blocks=message.blocks,
                unfurl_links=False,
                unfurl_media=False,
            )
        except (SlackClientError, OSError) as error:
            raise UnansweredError(_code(error)) from error

    def _update(self, channel: str, ts: str, message: Message) -> None:
        if self._goes_to_dm(message):  # the channel is no longer ours alone
            self._direct(message)
            return
        try:
            self.slack.chat_update(
                channel=channel,
                ts=ts,
                text=message.text,
                blocks=message.blocks,
                unfurl_links=False,
                unfurl_media=False,
            )
        except (SlackClientError, OSError) as error:
            log.info("could not rewrite", extra={"error": _code(error)})
            self._respond(message, replace=False)


def _code(error: Exception) -> str:
    """Return Slack's own word for what went wrong, or what kind of fault it was."""
    if isinstance(error, SlackApiError):
        return str(error.response.get("error"))
    return type(error).__name__
