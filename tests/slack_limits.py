"""Holds what the bot would send against Slack's limits, as the local Slack does."""

from typing import Any

from bot.sandbox.limits import check_message_blocks, check_view
from bot.sandbox.world import World
from messages.audience import Message, View

MOST_TEXT = 13_000  # Slack answers msg_blocks_too_long a little above this
LONGEST_FALLBACK = 4_000
LONGEST_ALT = 2_000


def check_message(message: Message) -> None:
    """Fail unless Slack would take the message, with its picture and without."""
    pictures = [block for block in message.blocks if block["type"] == "image"]
    rest = [block for block in message.blocks if block["type"] != "image"]
    assert check_message_blocks(World(), rest) == []
    assert 0 < len(message.text) <= LONGEST_FALLBACK
    assert len(pictures) == (message.picture is not None)
    assert all(0 < len(block["alt_text"]) <= LONGEST_ALT for block in pictures)
    assert len(message.blocks) <= 50
    assert sum(len(text) for text in texts(message.blocks)) <= MOST_TEXT
    check_harmless(message.text)
    for text in texts(message.blocks, only="mrkdwn"):
        check_harmless(text)


def check_shown(view: View) -> None:
    """Fail unless Slack would take the modal or Home tab."""
    assert check_view(World(), view.payload) == []
    for text in texts(view.payload["blocks"], only="mrkdwn"):
        check_harmless(text)


def check_harmless(text: str) -> None:
    """Fail when a value people typed could still do something in mrkdwn."""
    for live in ("<!channel", "<!here", "<@U0EVIL", "<https://evil", ":tada:", "*bold*", "\u202e"):
        assert live not in text


def texts(node: Any, only: str | None = None) -> list[str]:
    """Return every text object's text below ``node``."""
    if isinstance(node, list):
        return [text for part in node for text in texts(part, only)]
    if not isinstance(node, dict):
        return []
    found = [text for part in node.values() for text in texts(part, only)]
    if isinstance(node.get("text"), str) and only in {None, node.get("type")}:
        found.append(node["text"])
    return found


def shown(blocks: list[dict[str, Any]]) -> str:
    """Return what a reader of the blocks sees, one block below the other."""
    lines = []
    for block in blocks:
        said = texts({key: block[key] for key in ("text", "elements", "fields") if key in block})
        lines += said if block["type"] != "actions" else [" | ".join(f"[{text}]" for text in said)]
        if block["type"] == "image":
            lines.append(f"(picture: {block['alt_text']})")
    return "\n".join(lines)
