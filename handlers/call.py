"""One thing a person did in Slack, and the one answer to it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from slack_bolt import Ack
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from sqlmodel import Session

from bot.delivery.people import People
from bot.flows.actors import Actor
from bot.flows.kickoff.link_tokens import Links
from bot.flows.workspace.views import Page, Views
from bot.rules.policy import Refusal, Who, allowed
from handlers.inputs import Inputs
from handlers.origin import Origin
from handlers.way_back import WayBack
from messages import answers
from messages.audience import InternalMessage, InternalView, Message, View
from messages.ids import unpack
from storage.database import Access, Transaction

_TRIGGER_GONE = {
    "expired_trigger_id",
    "trigger_expired",
    "exchanged_trigger_id",
    "trigger_exchanged",
}


class AudienceError(RuntimeError):
    """A listener tried to hand an INTERNAL text to somebody who is not ours."""


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
    home_drawn: bool = field(default=False, init=False)

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

        A submitted modal turns into the answer; over Home it opens as one. INTERNAL answers to
        something asked in a channel that is not verified to be ours alone go to the person's DM.
        """
        self._check(message)
        self._back.answer(message, by_ack=self.origin.kind == "command" and not self.answered)
        self.answered = True

    def replace(self, message: Message) -> None:
        """Rewrite the clicked message for everyone; a modal turns into it, over Home one opens."""
        self._check(message)
        self.answered = True
        self._back.rewrite(message)

    def open(self, view: View) -> None:
        """Open a modal; when the click is too old for that, say so and offer it again."""
        self._check(view)
        self.answered = True
        payload = self._back.over_home(view).payload
        opener = self.slack.views_push if self.origin.in_modal else self.slack.views_open
        try:
            opener(trigger_id=self.body.get("trigger_id", ""), view=payload)
        except SlackApiError as error:
            if error.response.get("error") not in _TRIGGER_GONE:
                raise
            again = self.words if self.origin.kind == "command" else self.value
            self._back.whisper(answers.open_again(self.origin.kind, self.name, again))

    def update_view(self, view: View) -> None:
        """Show another step in the open modal."""
        self._check(view)
        self._back.show(view)
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
        self.answered = self.home_drawn = True

    @property
    def outdates_home(self) -> bool:
        """Whether Home may say something else now: it was acted on, or in a modal over it."""
        return self.origin.on_home or (self.committed and self.is_over_home)

    @property
    def is_over_home(self) -> bool:
        """Whether it happened in a modal that was opened from Home."""
        return self._back.is_over_home

    @cached_property
    def _back(self) -> WayBack:
        return WayBack(
            self.actor, self.origin, self.slack, self.people, self.ack, self.body, self.name
        )

    def _check(self, said: Message | View) -> None:
        if isinstance(said, InternalMessage | InternalView) and not self.actor.is_internal:
            raise AudienceError(f"internal text for a person outside: {self.name}")
