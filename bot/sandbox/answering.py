"""An app's answers to a command or a press: by its ack, or to a response_url."""

from bot.sandbox.composing import ContentError, app_message, checked_content, rewrite
from bot.sandbox.entities import Json, Message
from bot.sandbox.response_urls import ResponseUrl
from bot.sandbox.services import Services

KNOWN = frozenset(
    {
        "text",
        "blocks",
        "attachments",
        "response_type",
        "replace_original",
        "delete_original",
        "thread_ts",
        "unfurl_links",
        "unfurl_media",
        "metadata",
        "mrkdwn",
        "link_names",
        "parse",
    }
)


def answer(slack: Services, where: ResponseUrl, body: Json) -> Message | None:
    """Show an app's answer; return the message shown, None when one was deleted.

    Raises ContentError as Slack refuses.
    """
    unknown = sorted(set(body) - KNOWN)
    if unknown:
        raise ContentError("invalid_arguments", [f"unknown argument: {n}" for n in unknown])
    if body.get("delete_original"):
        if where.message:
            slack.world.forget(where.message)
        return None
    content = checked_content(
        slack.world, body.get("text") or "", body.get("blocks"), body.get("attachments")
    )
    if body.get("replace_original") and where.message:
        rewrite(slack.world, where.message, content, body.get("metadata"))
        return where.message
    return _show(slack, where, content, body)


def _show(slack: Services, where: ResponseUrl, content: Json, body: Json) -> Message:
    """Show a new message: to the person alone, unless the answer says `in_channel`."""
    public = body.get("response_type") == "in_channel"
    if public and where.typed:
        typed = Message(
            ts=slack.world.stamps.next(),
            channel=where.channel,
            user=where.user,
            team=slack.world.users[where.user].team,
            text=where.typed,
            subtype="slash_command",
        )
        slack.world.post(typed)
        where.typed = ""
    shown = app_message(
        slack.world,
        where.app,
        slack.world.channels[where.channel],
        content,
        thread_ts=body.get("thread_ts") or where.thread_ts,
        metadata=body.get("metadata"),
        ephemeral_to=None if public else where.user,
    )
    return slack.world.post(shown)
