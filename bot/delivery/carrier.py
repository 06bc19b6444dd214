"""Carrying one letter to Slack: look, draw, call, and say what became of it."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.delivery.channels import look
from bot.delivery.letters import Letter
from bot.delivery.pace import DELETE, POST, UPDATE, Pace, RestingError
from bot.delivery.people import People
from bot.delivery.pictures import PictureError, upload
from bot.delivery.troubles import NO_ANSWER, Fault, Trouble, fault_of
from bot.rules.audience import Audience, may_message, may_post
from messages.internal.delivery import shortened, with_picture, without_picture
from messages.parts import PICTURE
from storage.outbox import OutboxKind

log = logging.getLogger(__name__)

METADATA_TYPE = "partner_bot"
UPDATE_TEXT = 4000


@dataclass(frozen=True, slots=True)
class Delivered:
    """It is in Slack."""

    channel: str
    ts: str


@dataclass(frozen=True, slots=True)
class Closed:
    """The channel may not be written to now; nothing was."""

    reason: str


@dataclass(frozen=True, slots=True)
class NotOurs:
    """The person is not, or no longer, one of us; nothing was sent."""

    reason: str


@dataclass(frozen=True, slots=True)
class Failed:
    """It did not go well; ``called`` says whether the message itself was asked for."""

    fault: Fault
    called: bool


Result = Delivered | Closed | NotOurs | Failed


class HeldUpError(RuntimeError):
    """So long after its claim another process may be looking for the message already."""


@dataclass
class Carrier:
    """Writes to one workspace. ``slack`` never repeats a write by itself."""

    slack: WebClient
    pace: Pace
    people: People
    bot_user_id: str | None = None
    draw_and_upload: Callable[..., str] = upload
    _called: bool = field(default=False, init=False)
    _in_time: Callable[[], bool] = field(default=bool, init=False)

    def carry(self, letter: Letter, in_time: Callable[[], bool] = lambda: True) -> Result:
        """Send the letter, if who can read it there may. Raises nothing of Slack's.

        ``in_time`` is asked right before the message itself is: no means it stays unsent.
        """
        self._called, self._in_time = False, in_time
        try:
            refusal = self._look(letter)
            return refusal or self._write(letter)
        except RestingError as resting:
            return Failed(Fault(Trouble.WAIT, "resting", resting.wait_s), called=False)
        except HeldUpError:
            return Failed(Fault(Trouble.LATER, "held up"), called=False)
        except NO_ANSWER as error:
            return Failed(self.fault(error), called=self._called)
        except Exception:
            # A letter that breaks our own code must not stop the rest.
            log.exception("a message broke the dispatcher", extra={"outbox_id": str(letter.id)})
            trouble = Trouble.UNKNOWN if self._called else Trouble.REFUSED
            return Failed(Fault(trouble, "our fault, see the log"), called=self._called)

    def calling(self, method: str) -> None:
        """Count a call. Raises RestingError when the method may not be called yet."""
        wait_s = self.pace.wait_s(method)
        if wait_s > 0:
            raise RestingError(method, wait_s)
        self.pace.called(method)

    def _look(self, letter: Letter) -> Closed | NotOurs | None:
        """Look at who reads it there, right before it is written."""
        if letter.kind is OutboxKind.DELETE:
            return None  # gone is right whoever reads there
        if letter.channel_id is not None:
            internal = letter.audience is Audience.INTERNAL
            facts = look(
                self.slack, letter.target, self.people, members=internal, calling=self.calling
            )
            verdict = may_post(letter.audience, facts)
            return None if verdict.allowed else Closed(verdict.reason)
        # A rewrite says something new: who has left since it was written is not told.
        ours = self.people.is_ours(self.slack, letter.reader or "", calling=self.calling)
        allowed = may_message(internal=ours)
        return None if allowed.allowed else NotOurs(allowed.reason)

    def _write(self, letter: Letter) -> Result:
        """Write, and where Slack does not take the form, write it plainer."""
        if letter.kind is OutboxKind.DELETE:
            return self._delete(letter)
        fault = Fault(Trouble.TEXT, "")
        for text, blocks in self._forms(letter):
            try:
                return self._call(letter, text, blocks)
            except SlackApiError as error:
                fault = self.fault(error)
                if letter.thread_ts is not None and fault.may_be_the_thread:
                    # Nothing was posted: what was to stand there stands alone in the channel.
                    return self._write(replace(letter, thread_ts=None))
                if fault.trouble is not Trouble.TEXT:
                    return Failed(fault, called=True)
                log.exception(
                    "Slack did not take a message's form",
                    extra={"outbox_id": str(letter.id), "rule": letter.rule, "code": fault.code},
                )
        return Failed(fault, called=True)

    def _forms(self, letter: Letter) -> Iterator[tuple[str, list[dict[str, Any]]]]:
        """Go through the letter as it is meant, then ever plainer."""
        text, blocks = letter.payload["text"], letter.payload.get("blocks", [])
        if letter.kind is OutboxKind.UPDATE:
            text = text[:UPDATE_TEXT]
        plain = without_picture(blocks)
        if plain != blocks:
            yield text, self._pictured(letter, blocks)
        yield text, plain
        yield shortened(text, self.bot_user_id), []

    def _pictured(self, letter: Letter, blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
        place = next(b for b in blocks if (b.get("slack_file") or {}).get("id") == PICTURE)
        if letter.picture is None:
            return without_picture(blocks)
        try:
            file_id = self.draw_and_upload(
                self.slack, letter.picture, alt_text=place["alt_text"], calling=self.calling
            )
        except PictureError as error:
            log.warning(
                "the picture is left out", extra={"outbox_id": str(letter.id)}, exc_info=error
            )
            return without_picture(blocks)
        return with_picture(blocks, file_id)

    def _call(self, letter: Letter, text: str, blocks: list[dict[str, Any]]) -> Delivered:
        self.calling(UPDATE if letter.ts else POST)
        if not self._in_time():
            raise HeldUpError
        self._called = True
        if letter.ts:
            answer = self.slack.chat_update(
                channel=letter.target,
                ts=letter.ts,
                text=text,
                blocks=blocks,
                metadata=_metadata(letter),
                unfurl_links=False,
                unfurl_media=False,
            )
        else:
            answer = self.slack.chat_postMessage(
                channel=letter.target,
                thread_ts=letter.thread_ts,
                text=text,
                blocks=blocks,
                metadata=_metadata(letter),
                unfurl_links=False,
                unfurl_media=False,
            )
            self.pace.wrote(str(letter.conversation))
        return Delivered(str(answer["channel"]), str(answer["ts"]))

    def _delete(self, letter: Letter) -> Result:
        """Take the message out of Slack; one that is gone already is as good."""
        self.calling(DELETE)
        self._called = True
        try:
            self.slack.chat_delete(channel=letter.target, ts=letter.ts or "")
        except SlackApiError as error:
            fault = self.fault(error)
            if fault.code != "message_not_found":
                return Failed(fault, called=True)
        return Delivered(letter.target, letter.ts or "")

    def fault(self, error: Exception) -> Fault:
        """Return what an error means; a method that Slack limits rests from now on."""
        fault = fault_of(error)
        if fault.trouble is Trouble.WAIT and isinstance(error, SlackApiError):
            method = str(error.response.api_url).rstrip("/").rsplit("/", 1)[-1]
            self.pace.refused(method, fault.wait_s)
        return fault


def _metadata(letter: Letter) -> dict[str, Any]:
    """Return the opaque key by which the message is found again; anybody there can read it."""
    return {"event_type": METADATA_TYPE, "event_payload": {"key": letter.key}}
