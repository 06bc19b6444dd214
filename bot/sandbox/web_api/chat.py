"""chat.*: posting, rewriting and deleting messages."""

import json
from typing import Any

from bot.sandbox.composing import (
    METADATA_BYTES,
    UPDATE_TEXT,
    ContentError,
    app_message,
    checked_content,
    rewrite,
)
from bot.sandbox.entities import Channel, Json, Message
from bot.sandbox.rendering import message_json
from bot.sandbox.web_api.access import channel_to_write, visible_channel
from bot.sandbox.web_api.method import Call, Method, SlackError

CONTENT = ("text", "blocks", "attachments", "parse", "link_names", "unfurl_links", "unfurl_media")


def _content(call: Call, keep: Message | None = None) -> Json:
    """Return the checked content; an update that sends only blocks keeps the text."""
    text = call.text("text")
    if keep and "text" not in call.args:
        text = keep.text
    blocks = call.json("blocks", "invalid_blocks_format")
    attachments = call.json("attachments", "invalid_attachments")
    try:
        return checked_content(call.world, text, blocks, attachments)
    except ContentError as error:
        if not error.messages:
            raise SlackError(error.code) from None
        raise SlackError.explained(error.code, error.messages, errors=error.messages) from None


def _metadata(call: Call) -> Json | None:
    given: Any = call.json("metadata", "invalid_metadata_format")
    if given is None:
        return None
    shaped = isinstance(given, dict) and set(given) == {"event_type", "event_payload"}
    if not shaped or not isinstance(given["event_payload"], dict) or not given["event_type"]:
        raise SlackError("invalid_metadata_format")
    if len(json.dumps(given)) > METADATA_BYTES:
        raise SlackError("metadata_too_large")
    return dict(given)


def _thread(call: Call, channel: Channel) -> str | None:
    """Return the root of the thread to answer in, whichever of its messages was named.

    Where that message is gone Slack refuses nothing: the answer stands in the channel itself.
    """
    found = call.world.find_message(channel.id, call.text("thread_ts"))
    if found is None or found.ephemeral_to:
        return None
    return found.thread_ts or found.ts


def post_message(call: Call) -> Json:
    """Post as the bot; a person's id as channel opens their direct conversation."""
    channel = channel_to_write(call, call.text("channel"))
    message = app_message(
        call.world,
        call.app,
        channel,
        _content(call),
        metadata=_metadata(call),
        thread_ts=_thread(call, channel),
    )
    call.world.post(message)
    shown = message_json(call.world, message)
    return {"channel": channel.id, "ts": message.ts, "message": shown}


def post_ephemeral(call: Call) -> Json:
    """Show one person a message in a channel they are in."""
    channel = channel_to_write(call, call.text("channel"))
    if call.text("user") not in channel.members:
        raise SlackError("user_not_in_channel")
    message = app_message(
        call.world,
        call.app,
        channel,
        _content(call),
        thread_ts=_thread(call, channel),
        ephemeral_to=call.text("user"),
    )
    call.world.post(message)
    return {"message_ts": message.ts}


def _own_message(call: Call, forbidden: str) -> Message:
    channel = visible_channel(call, call.text("channel"))
    message = call.world.find_message(channel.id, call.text("ts"))
    if message is None or message.ephemeral_to:
        raise SlackError("message_not_found")
    if message.app is not call.app:
        raise SlackError(forbidden)
    if channel.archived:
        raise SlackError("is_archived")
    return message


def update(call: Call) -> Json:
    """Rewrite a message of the bot's own; without blocks, its blocks are gone."""
    message = _own_message(call, "cant_update_message")
    if len(call.text("text")) > UPDATE_TEXT:
        raise SlackError("msg_too_long")
    rewrite(call.world, message, _content(call, keep=message), _metadata(call))
    shown = message_json(call.world, message)
    return {
        "channel": message.channel,
        "ts": message.ts,
        "text": message.text,
        "message": shown,
    }


def delete(call: Call) -> Json:
    """Delete a message of the bot's own."""
    message = _own_message(call, "cant_delete_message")
    call.world.forget(message)
    return {"channel": message.channel, "ts": message.ts}


def get_permalink(call: Call) -> Json:
    """Return the link to a message."""
    channel = visible_channel(call, call.text("channel"))
    message = call.world.find_message(channel.id, call.text("message_ts"))
    if message is None or message.ephemeral_to:
        raise SlackError("message_not_found")
    link = f"{call.slack.url}/archives/{channel.id}/p{message.ts.replace('.', '')}"
    if message.thread_ts:
        link += f"?thread_ts={message.thread_ts}&cid={channel.id}"
    return {"channel": channel.id, "permalink": link}


WRITE = ("chat:write",)
METHODS = {
    "chat.postMessage": Method(
        post_message,
        ("channel",),
        (*CONTENT, "metadata", "thread_ts", "reply_broadcast", "mrkdwn"),
        WRITE,
        per_minute=300,
    ),
    "chat.postEphemeral": Method(
        post_ephemeral, ("channel", "user"), (*CONTENT, "thread_ts"), WRITE, per_minute=100
    ),
    "chat.update": Method(
        update, ("channel", "ts"), (*CONTENT, "metadata", "reply_broadcast", "file_ids"), WRITE
    ),
    "chat.delete": Method(delete, ("channel", "ts"), (), WRITE),
    "chat.getPermalink": Method(get_permalink, ("channel", "message_ts"), (), ()),
}
