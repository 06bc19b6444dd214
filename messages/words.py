"""Slack's markup as plain words: for a page outside Slack, and for a field that is typed in."""

import re
from collections.abc import Iterable, Mapping

_MARKUP = re.compile(r"<([@#!][^<>|]*|[a-z]+:[^<>|]*)(?:\|([^<>]*))?>")
_MENTION = re.compile(r"<@([A-Z0-9]+)")


def mentioned(texts: Iterable[str]) -> set[str]:
    """Return the Slack ids of the people whom ``texts`` mention."""
    return {found for text in texts for found in _MENTION.findall(text)}


def as_words(text: str, names: Mapping[str, str]) -> str:
    """Return what Slack would show: names for mentions, words and addresses for links."""
    shown = _MARKUP.sub(lambda found: _shown(found, names), text)
    for entity, char in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        shown = shown.replace(entity, char)
    return shown


def _shown(found: re.Match[str], names: Mapping[str, str]) -> str:
    target, label = found.group(1), found.group(2)
    if target.startswith("@"):
        return names.get(target[1:]) or label or "somebody"
    if target.startswith("#"):
        return f"#{label}" if label else "a channel"
    if target.startswith("!"):  # a date, which has its own words, or a call to everybody
        return label or f"@{target[1:]}"
    return f"{label} ({target})" if label and label not in target else target
