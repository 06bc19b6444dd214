"""Whether what is sent does what was typed: it may be read, and nothing else."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from tests.leaks.hostile import is_formatted, is_single

_TOKEN = re.compile(r"<([^<>]*)>")
_OURS = re.compile(
    r"@U0[A-Z]+"  # a person we know; none of the strings' is one
    r"|#C0[A-Z]+"
    r"|!date\^\d+\^\{date_short_pretty\} \{time\}\|[-\d: ]+UTC"
    r"|https://northwind\.example/[^|]*\|.*"
)
_LIVE = {
    "link": re.compile(r"[a-z]://(?!\u2060)|mailto:(?!\u2060)|\bwww\.(?!\u2060)", re.IGNORECASE),
    "emoji": re.compile(r":[A-Za-z0-9_+'-]+:"),
    "broadcast": re.compile(r"@(channel|here|everyone)\b", re.IGNORECASE),
    "< or >": re.compile(r"[<>]"),
}
_FORMATTED = re.compile(r"[*_~`]hq(\d+)")
_ONCE = re.compile(r"hq(\d+)(&amp;|&)(amp;)?")
WORD_JOINER = "\u2060"


def faults(sent: Any) -> Iterator[str]:
    """Go through what is wrong with a payload: a message, a modal, or a part of one."""
    if isinstance(sent, list):
        for part in sent:
            yield from faults(part)
    if not isinstance(sent, dict):
        return
    if sent.get("type") in {"plain_text_input", "number_input"}:
        return  # what is typed there is typed there again
    text = sent.get("text")
    if isinstance(text, str):
        kind = sent.get("type", "mrkdwn")
        yield from in_mrkdwn(text) if kind == "mrkdwn" else in_plain(text)
    for key, part in sent.items():
        if key not in {"private_metadata", "state"}:
            yield from faults(part)


def in_mrkdwn(text: str) -> Iterator[str]:
    """Go through what would be live in a text that Slack reads as mrkdwn."""
    for token in _TOKEN.findall(text):
        if not _OURS.fullmatch(token) or "EVIL" in token:
            yield f"live <{token}>"
    rest = _TOKEN.sub("", text)
    for name, pattern in _LIVE.items():
        if found := pattern.search(rest):
            yield f"live {name}: {rest[max(0, found.start() - 20) : found.end() + 20]!r}"
    if any(is_formatted(int(number)) for number in _FORMATTED.findall(rest)):
        yield f"formatted: {rest!r}"
    yield from _escaped_once(text)
    yield from _unseen(text)


def _escaped_once(text: str) -> Iterator[str]:
    for number, amp, again in _ONCE.findall(text):
        if is_single(int(number)) and (amp != "&amp;" or again):
            yield f"escaped not exactly once: hq{number}{amp}{again}"


def in_plain(text: str) -> Iterator[str]:
    """Go through what is wrong in a text that Slack shows as it is."""
    for number, amp, _ in _ONCE.findall(text):
        if is_single(int(number)) and amp == "&amp;":
            yield f"escaped for nothing: hq{number}"
    yield from _unseen(text)


def _unseen(text: str) -> Iterator[str]:
    for char in set(text) - {WORD_JOINER, "\n"}:
        if unicodedata.category(char) in {"Cf", "Cc", "Cs", "Co"}:
            yield f"unseen {char!r}"
