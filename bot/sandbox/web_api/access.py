"""Which channels and people an app may see and write to."""

from bot.sandbox.entities import Channel, User
from bot.sandbox.web_api.method import Call, SlackError


def visible_channel(call: Call, channel: str) -> Channel:
    """Return a channel the app can see.

    Raises SlackError `channel_not_found`: unknown, another workspace's, another pair's, or
    private without the bot in it.
    """
    found = call.world.channels.get(channel)
    if found is None or not call.world.reaches(call.app, found):
        raise SlackError("channel_not_found")
    if found.private and call.app.bot_user not in found.members:
        raise SlackError("channel_not_found")
    return found


def channel_to_write(call: Call, target: str) -> Channel:
    """Return the channel to post in; a person's id means their direct conversation.

    Raises SlackError as Slack refuses: channel_not_found, not_in_channel, is_archived,
    user_not_found, user_disabled, cannot_dm_bot.
    """
    if target.startswith("U"):
        return call.world.dm(reachable_person(call, target).id, call.app)
    channel = visible_channel(call, target)
    if channel.archived:
        raise SlackError("is_archived")
    if channel.im:
        reachable_person(call, channel.im)
    elif call.app.bot_user not in channel.members:
        raise SlackError("not_in_channel")
    return channel


def known_person(call: Call, user: str) -> User:
    """Return a person by id. Raises SlackError `user_not_found`."""
    found = call.world.users.get(user)
    if found is None:
        raise SlackError("user_not_found")
    return found


def reachable_person(call: Call, user: str) -> User:
    """Return a person the app may write to directly."""
    person = known_person(call, user)
    if person.is_bot:
        raise SlackError("cannot_dm_bot")
    if person.deleted:
        raise SlackError("user_disabled")
    if not call.world.meets(user, call.app.bot_user):
        raise SlackError("user_not_found")
    return person
