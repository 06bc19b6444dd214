"""No sender leaves it to Slack to preview links or to show a typed command, also untested ones."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.delivery.dispatcher import writing_client
from bot.sandbox import Sandbox
from tests.handlers.conftest import INTERNAL, furnish
from tests.quiet import check_quiet

SENDERS = {"chat_postMessage", "chat_update", "chat_postEphemeral", "chat_scheduleMessage"}
OURS = [
    path
    for folder in ("bot", "handlers", "messages")
    for path in sorted(Path(folder).rglob("*.py"))
    if "sandbox" not in path.parts
]


def sends() -> Iterator[tuple[str, set[str]]]:
    """Yield where each message leaves the bot, and which of its options are off there."""
    for path in OURS:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                webhook = isinstance(node.func.value, ast.Call) and node.func.attr == "send"
                if node.func.attr in SENDERS or webhook:
                    off = {
                        str(given.arg)
                        for given in node.keywords
                        if isinstance(given.value, ast.Constant) and given.value.value is False
                    }
                    yield f"{path}:{node.lineno}", off


def test_previews_are_off_wherever_a_message_leaves_the_bot() -> None:
    found = dict(sends())
    assert len(found) >= 6
    assert [where for where, off in found.items() if {"unfurl_links", "unfurl_media"} - off] == []


def test_no_answer_is_made_public_with_the_command_that_asked_for_it() -> None:
    for path in OURS:
        said = [
            node.value
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Constant)
        ]
        assert "in_channel" not in said, path


def test_a_call_that_leaves_previews_on_is_seen() -> None:
    with Sandbox() as sandbox:
        furnish(sandbox)
        slack = writing_client("xoxb-sandbox", api_url=sandbox.api_url)
        slack.chat_postMessage(channel=INTERNAL, text="x", unfurl_links=False, unfurl_media=False)
        check_quiet(sandbox)

        slack.chat_postMessage(channel=INTERNAL, text="https://example.com")
        with pytest.raises(AssertionError, match="previews are not off"):
            check_quiet(sandbox)
