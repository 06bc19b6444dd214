"""What people write themselves, and what apps hear of it."""

import re

from bot.sandbox.entities import Channel, Json, Message, User
from bot.sandbox.rendering import message_json
from bot.sandbox.state import Event
from bot.sandbox.targets import ActError
from bot.sandbox.world import World

_NAME = re.compile(r"(?<![\w<])@([\w.-]+)")


def say(world: World, user: User, channel: str, text: str, thread_ts: str | None) -> Message:
    """Write a message as a person; apps in the channel hear it if their scopes allow.

    Raises ActError when the person is not in the channel, or it takes no more messages.
    """
    where = world.channels.get(channel)
    if where is None or user.id not in where.members:
        raise ActError("You are not in this channel.")
    if where.archived:
        raise ActError("This channel takes no more messages.")
    by_name = {someone.name: someone.id for someone in world.users.values()}
    plain = text.replace("&", "&amp;")
    marked = _NAME.sub(lambda m: f"<@{by_name[m[1]]}>" if m[1] in by_name else m[0], plain)
    message = Message(
        ts=world.stamps.next(),
        channel=channel,
        user=user.id,
        team=user.team,
        text=marked,
        thread_ts=thread_ts,
    )
    world.post(message)
    _tell(world, where, message)
    return message


def _tell(world: World, channel: Channel, message: Message) -> None:
    kind = "im" if channel.im else "channel"
    if channel.private and not channel.im:
        kind = "group"
    body: Json = {
        **message_json(world, message),
        "channel": channel.id,
        "channel_type": kind,
        "event_ts": message.ts,
        "user_team": message.team,
    }
    world.tell(body, channel=channel)
    for app in world.apps:
        if f"<@{app.bot_user}>" in message.text and app.bot_user in channel.members:
            mention = {**body, "type": "app_mention"}
            world.emit(Event(mention, frozenset({app.team}), channel.id, app))
