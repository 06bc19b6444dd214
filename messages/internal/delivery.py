"""What people are told when a message could not go where it was meant to."""

from typing import Any

from messages.audience import Block, InternalMessage
from messages.parts import PICTURE, section
from messages.render import cut, render

SHORT = 300


def handed_over(name: str, payload: dict[str, Any]) -> InternalMessage:
    """Hand a message meant for somebody who can't be messaged to who takes care of it."""
    text = render("delivery_handed_over", name=name)
    meant: list[Block] = [block for block in payload.get("blocks", []) if not _is_picture(block)]
    return InternalMessage(text=text, blocks=[section(text), *meant[:45]])


def forbidden(channel_id: str | None, code: str) -> InternalMessage:
    """Tell an admin what Slack does not let the bot do."""
    text = render("delivery_forbidden", channel_id=channel_id, code=code.replace("_", " "))
    return InternalMessage(text=text, blocks=[section(text)])


def given_up(code: str) -> InternalMessage:
    """Tell an admin that a message failed for good."""
    text = render("delivery_given_up", code=code.replace("_", " "))
    return InternalMessage(text=text, blocks=[section(text)])


def shortened(text: str, bot_user_id: str | None) -> str:
    """Return the beginning of a text that Slack would not take whole, and where the rest is."""
    rest = render("delivery_shortened", bot_user_id=bot_user_id)
    return f"{cut(text, SHORT)}\n{rest}"


def without_picture(blocks: list[Block]) -> list[Block]:
    """Return the blocks without the place of the picture."""
    return [block for block in blocks if not _is_picture(block)]


def with_picture(blocks: list[Block], file_id: str) -> list[Block]:
    """Return the blocks with an uploaded file in the picture's place."""
    return [
        {**block, "slack_file": {"id": file_id}} if _is_picture(block) else block
        for block in blocks
    ]


def _is_picture(block: Block) -> bool:
    return (block.get("slack_file") or {}).get("id") == PICTURE
