"""Making and rewriting an app's messages from what it sent."""

from typing import Any

from bot.sandbox.elements import first_values
from bot.sandbox.entities import App, Channel, Json, Message
from bot.sandbox.limits import check_message_blocks, with_ids
from bot.sandbox.state import State

TEXT_CUT = 40_000
UPDATE_TEXT = 4_000
METADATA_BYTES = 8_000


class ContentError(ValueError):
    """Content Slack refuses: its code, and the sentences that say why."""

    def __init__(self, code: str, messages: list[str] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.messages = messages or []


def checked_content(state: State, text: str, blocks: Any, attachments: Any = None) -> Json:
    """Return the content of a message, every id filled in. Raises ContentError."""
    if blocks is not None and not isinstance(blocks, list):
        raise ContentError("invalid_blocks_format")
    if attachments is not None and not isinstance(attachments, list):
        raise ContentError("invalid_attachments")
    if attachments and len(attachments) > 100:  # noqa: PLR2004 - Slack's own limit
        raise ContentError("too_many_attachments")
    if not text.strip() and not blocks and not attachments:
        raise ContentError("no_text")
    wrong = check_message_blocks(state, blocks or [])
    if wrong:
        raise ContentError("invalid_blocks", wrong)
    return {
        "text": text[:TEXT_CUT],
        "blocks": with_ids(state, blocks or []),
        "attachments": attachments or [],
    }


def app_message(state: State, app: App, channel: Channel, content: Json, **more: Any) -> Message:
    """Return a new message of the app's bot, not yet in the channel."""
    return Message(
        ts=state.stamps.next(),
        channel=channel.id,
        user=app.bot_user,
        team=app.team,
        app=app,
        **content,
        **more,
    )


def rewrite(state: State, message: Message, content: Json, metadata: Json | None = None) -> None:
    """Replace what a message says; each person's typed values survive under the same ids."""
    with state.lock:
        message.text = content["text"]
        message.blocks = content["blocks"]
        message.attachments = content["attachments"]
        message.metadata = metadata if metadata is not None else message.metadata
        message.edited_ts = state.stamps.next()
        for user, typed in message.states.items():
            message.states[user] = first_values(message.blocks, typed)
    state.touch()
