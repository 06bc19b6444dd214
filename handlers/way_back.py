"""The way an answer takes back to whoever acted: their modal, channel or DM, or the message."""

import logging
from dataclasses import dataclass
from typing import Any

from slack_bolt import Ack
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.webhook import WebhookClient

from bot.delivery.people import People
from bot.delivery.tls import trust_for
from bot.flows.actors import Actor
from handlers.origin import Origin
from messages import answers
from messages.audience import InternalMessage, Message, SharedView, View
from messages.ids import unpack
from messages.parts import knowing

log = logging.getLogger(__name__)

OK = 200
OVER_HOME = "over_home"


class UnansweredError(RuntimeError):
    """No way led back to whoever acted. What they asked for may be done and committed."""


@dataclass(frozen=True, slots=True)
class WayBack:
    """From one thing done in Slack, as ``body`` tells of it; where it was is ``origin``."""

    actor: Actor
    origin: Origin
    slack: WebClient
    people: People
    ack: Ack
    body: dict[str, Any]
    listener: str

    @property
    def view(self) -> dict[str, Any]:
        """The modal or Home it happened in; {} elsewhere."""
        return self.body.get("view") or {}

    def answer(self, message: Message, *, by_ack: bool) -> None:
        """Answer privately, where it was asked; ``by_ack`` while the command itself waits for it.

        A modal turns into the answer, over Home it opens as one. What may not be said in the
        channel goes to the DM.
        """
        if self.origin.in_modal:
            self.show(SharedView(answers.as_view(message)))
        elif self.origin.on_home:
            self._open_over_home(message)
        elif self.origin.channel_id is None:
            self._direct(message)
        elif self._goes_to_dm(message):
            self._direct(message)
            self._say(answers.sent_to_dm(), by_ack=by_ack)
        else:
            self._say(message, by_ack=by_ack)

    def rewrite(self, message: Message) -> None:
        """Rewrite the clicked message for everyone; a modal turns into it, over Home one opens."""
        if self.origin.in_modal:
            self.show(SharedView(answers.as_view(message)))
        elif self.origin.on_home:
            self._open_over_home(message)
        elif self.origin.is_ephemeral:
            self._respond(message, replace=True)
        elif self.origin.message_ref is not None:
            channel, ts = self.origin.message_ref
            self._update(channel, ts, message)

    def show(self, view: View) -> None:
        """Show another step in the open modal."""
        view = self.over_home(view)
        if self.origin.kind == "view":
            self.ack(response_action="update", view=view.payload)
            return
        self.slack.views_update(
            view_id=self.view["id"], hash=self.view.get("hash"), view=view.payload
        )

    @property
    def is_over_home(self) -> bool:
        """Whether it happened in a modal that was opened from Home."""
        return self.origin.in_modal and OVER_HOME in unpack(self.view.get("private_metadata", ""))

    def over_home(self, view: View) -> View:
        """Return a modal that knows it was opened from Home, if it is, as all that follow it."""
        if self.origin.on_home or self.is_over_home:
            return knowing(view, OVER_HOME)
        return view

    def whisper(self, message: Message) -> None:
        """Say it where only the actor reads it."""
        if self.origin.channel_id is None:
            self._direct(message)
        else:
            self._respond(message, replace=False)

    def _open_over_home(self, message: Message) -> None:
        view = self.over_home(SharedView(answers.as_view(message)))
        try:
            self.slack.views_open(trigger_id=self.body.get("trigger_id", ""), view=view.payload)
        except (SlackClientError, OSError) as error:
            log.info("could not open over Home", extra={"error": _code(error)})
            self._direct(message)

    def _say(self, message: Message, *, by_ack: bool) -> None:
        if by_ack:
            self.ack(text=message.text, blocks=message.blocks, response_type="ephemeral")
        else:
            self.whisper(message)

    def _goes_to_dm(self, message: Message) -> bool:
        if not isinstance(message, InternalMessage) or self.origin.in_direct_message:
            return False
        return not self.origin.is_ours_alone(self.slack, self.people)

    def _respond(self, message: Message, *, replace: bool) -> None:
        url = self.origin.response_url
        if url is None or not _sent_to(url, message, replace=replace):
            self._direct(message)

    def _direct(self, message: Message) -> None:
        if not self.actor.is_internal:
            log.info("no way to answer a person outside", extra={"listener": self.listener})
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


def _sent_to(url: str, message: Message, *, replace: bool) -> bool:
    """Give the message to Slack's own address for answers; return whether it was taken."""
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


def _code(error: Exception) -> str:
    """Return Slack's own word for what went wrong, or what kind of fault it was."""
    if isinstance(error, SlackApiError):
        return str(error.response.get("error"))
    return type(error).__name__
