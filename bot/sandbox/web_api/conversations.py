"""conversations.* and users.conversations: channels, their members and their messages."""

from decimal import Decimal

from bot.sandbox.entities import Channel, Json, Message
from bot.sandbox.rendering import channel_json, message_json
from bot.sandbox.web_api.access import reachable_person, visible_channel
from bot.sandbox.web_api.method import Call, Method, SlackError, page

READ = ("channels:read", "groups:read", "im:read", "mpim:read")


def _need(call: Call, channel: Channel, what: str) -> None:
    """Refuse a channel of a kind the app's scopes do not cover."""
    kind = "im" if channel.im else "groups" if channel.private else "channels"
    if f"{kind}:{what}" not in call.app.scopes:
        provided = ",".join(sorted(call.app.scopes))
        raise SlackError("missing_scope", needed=f"{kind}:{what}", provided=provided)


def info(call: Call) -> Json:
    """Return a channel with its flags; the number of members only when asked for."""
    channel = visible_channel(call, call.text("channel"))
    if not channel.im:
        _need(call, channel, "read")
    shown = channel_json(call.world, channel, call.app.bot_user)
    if call.flag("include_num_members"):
        shown["num_members"] = len(channel.members)
    return {"channel": shown}


def members(call: Call) -> Json:
    """Return the ids of a channel's members, a page at a time."""
    channel = visible_channel(call, call.text("channel"))
    _need(call, channel, "read")
    found, metadata = page(channel.members, call, 100)
    return {"members": found, "response_metadata": metadata}


def _listed(call: Call, *, mine: bool) -> Json:
    kinds = {kind.strip() for kind in (call.text("types") or "public_channel").split(",")}
    if not kinds <= {"public_channel", "private_channel", "im", "mpim"}:
        raise SlackError("invalid_types")
    found = [
        channel_json(call.world, channel, call.app.bot_user)
        for channel in call.world.channels.values()
        if _kind(channel) in kinds and _in_reach(call, channel, mine=mine)
    ]
    shown, metadata = page(found, call, 100)
    return {"channels": shown, "response_metadata": metadata}


def _kind(channel: Channel) -> str:
    if channel.im:
        return "im"
    return "private_channel" if channel.private else "public_channel"


def _in_reach(call: Call, channel: Channel, *, mine: bool) -> bool:
    member = call.app.bot_user in channel.members
    here = call.world.reaches(call.app, channel)
    unwanted = channel.archived and call.flag("exclude_archived")
    return here and not unwanted and (member or not (mine or channel.private))


def open_conversation(call: Call) -> Json:
    """Open the direct conversation with one person."""
    if call.text("channel"):
        channel = visible_channel(call, call.text("channel"))
        if not channel.im:
            raise SlackError("method_not_supported_for_channel_type")
        return {"channel": {"id": channel.id}, "already_open": True}
    users = [user for user in call.text("users").split(",") if user]
    if len(users) != 1:
        raise SlackError("too_many_users" if users else "users_list_not_supplied")
    channel = call.world.dm(reachable_person(call, users[0]).id, call.app)
    full = call.flag("return_im")
    shown = channel_json(call.world, channel, call.app.bot_user) if full else {"id": channel.id}
    return {"channel": shown}


def _shown(call: Call, messages: list[Message]) -> Json:
    newest = sorted(messages, key=lambda message: Decimal(message.ts), reverse=True)
    found, metadata = page(newest, call, 100)
    shown = [message_json(call.world, message) for message in found]
    if not call.flag("include_all_metadata"):
        for message in shown:
            message.pop("metadata", None)
    more = bool(metadata["next_cursor"])
    return {"messages": shown, "has_more": more, "response_metadata": metadata}


def _said(call: Call) -> list[Message]:
    """Return what was said in the channel within `oldest` and `latest`."""
    channel = visible_channel(call, call.text("channel"))
    _need(call, channel, "history")
    if call.app.bot_user not in channel.members:
        raise SlackError("not_in_channel")
    oldest = Decimal(call.text("oldest") or 0)
    latest = Decimal(call.text("latest") or "Infinity")
    ends = call.flag("inclusive")
    said = call.world.messages(channel.id)
    return [m for m in said if oldest < Decimal(m.ts) < latest or (ends and _at_end(call, m))]


def _at_end(call: Call, message: Message) -> bool:
    return message.ts in (call.text("oldest"), call.text("latest"))


def history(call: Call) -> Json:
    """Return a channel's messages, newest first, answers in threads left out."""
    return _shown(call, [m for m in _said(call) if m.thread_ts in (None, m.ts)])


def replies(call: Call) -> Json:
    """Return a thread, its first message first."""
    root = call.text("ts")
    if call.world.find_message(call.text("channel"), root) is None:
        raise SlackError("thread_not_found")
    answer = _shown(call, [m for m in _said(call) if root in (m.ts, m.thread_ts)])
    answer["messages"].reverse()
    return answer


WINDOW = ("cursor", "limit", "oldest", "latest", "inclusive", "include_all_metadata")
HISTORY = ("channels:history", "groups:history", "im:history", "mpim:history")
LISTED = ("cursor", "limit", "types", "exclude_archived")
METHODS = {
    "conversations.info": Method(
        info, ("channel",), ("include_locale", "include_num_members"), READ
    ),
    "conversations.members": Method(
        members, ("channel",), ("cursor", "limit"), READ, per_minute=100
    ),
    "conversations.list": Method(
        lambda call: _listed(call, mine=False), (), LISTED, READ, per_minute=20
    ),
    "users.conversations": Method(
        lambda call: _listed(call, mine=True), (), (*LISTED, "user"), READ, per_minute=20
    ),
    "conversations.open": Method(
        open_conversation, (), ("channel", "users", "return_im", "prevent_creation"), ("im:write",)
    ),
    "conversations.history": Method(history, ("channel",), WINDOW, HISTORY),
    "conversations.replies": Method(replies, ("channel", "ts"), WINDOW, HISTORY),
}
