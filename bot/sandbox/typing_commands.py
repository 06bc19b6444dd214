"""Typing a slash command: what Slack makes of the words before an app sees them."""

import re

from bot.sandbox.entities import App, Channel
from bot.sandbox.world import World

_ENTITY = re.compile(r"<@(U\w+)(?:\|[^>]*)?>|<#(C\w+)(?:\|[^>]*)?>|<(https?://[^>|\s]+)>")
_TYPED = re.compile(r"(?<![\w.])@([\w.-]+)|(?<!\w)#([\w-]+)|(https?://[^\s<>]+)")


def escaped(world: World, app: App, text: str) -> str:
    """Return command text as `should_escape` sends it: mentions, channels and links marked."""
    parts, end = [], 0
    for match in _ENTITY.finditer(text):
        parts.append(_typed(world, app, text[end : match.start()]))
        parts.append(_entity(world, app, match))
        end = match.end()
    parts.append(_typed(world, app, text[end:]))
    return "".join(parts)


def _entity(world: World, app: App, match: re.Match[str]) -> str:
    user, channel, link = match.groups()
    if user and user in world.users:
        return f"<@{user}|{world.users[user].name}>"
    if channel and channel in world.channels:
        return _channel(world.channels[channel], app)
    return f"<{link}>" if link else match.group()


def _channel(channel: Channel, app: App) -> str:
    hidden = channel.private and app.bot_user not in channel.members
    return f"<#{channel.id}|{'' if hidden else channel.name}>"


def _typed(world: World, app: App, plain: str) -> str:
    plain = plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

    def mark(match: re.Match[str]) -> str:
        name, channel, link = match.groups()
        for user in world.users.values():
            if name and user.name == name:
                return f"<@{user.id}|{user.name}>"
        for found in world.channels.values():
            if channel and found.name == channel:
                return _channel(found, app)
        return f"<{link}>" if link else match.group()

    return _TYPED.sub(mark, plain)
