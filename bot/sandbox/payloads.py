"""The payloads of what people do, as Slack sends them to apps."""

from bot.sandbox.entities import App, Channel, Json, Message, User, View
from bot.sandbox.rendering import message_json, view_json
from bot.sandbox.services import Services

TOKEN = "sandbox-verification-token"  # noqa: S105 - Slack's long retired shared word


def base(slack: Services, kind: str, app: App, user: User) -> Json:
    """Return what all interactive payloads carry; the person keeps their own team_id."""
    return {
        "type": kind,
        "token": TOKEN,
        "api_app_id": app.app_id,
        "team": None
        if app.org
        else {"id": app.team, "domain": slack.world.workspaces[app.team].domain},
        "enterprise": {"id": app.org} if app.org else None,
        "is_enterprise_install": app.org is not None,
        "user": {
            "id": user.id,
            "username": user.name,
            "name": user.name,
            "team_id": user.team,
        },
    }


def channel_name(channel: Channel) -> str:
    """Return a channel's name as payloads carry it."""
    if channel.im:
        return "directmessage"
    return "privategroup" if channel.private else channel.name


def command(slack: Services, app: App, user: User, channel: Channel, typed: list[str]) -> Json:
    """Return a slash command's form; ``typed`` is the command and its text."""
    path = slack.response_urls.new(app, user.id, channel.id, typed=" ".join(typed).strip())
    return {
        "token": TOKEN,
        "team_id": user.team,
        "team_domain": slack.world.workspaces[user.team].domain,
        **({"enterprise_id": app.org} if app.org else {}),
        "channel_id": channel.id,
        "channel_name": channel_name(channel),
        "user_id": user.id,
        "user_name": user.name,
        "command": typed[0],
        "text": typed[1],
        "api_app_id": app.app_id,
        "is_enterprise_install": "true" if app.org else "false",
        "response_url": slack.url + path,
        "trigger_id": slack.triggers.new(app, user.id),
    }


def in_message(slack: Services, user: User, message: Message) -> Json:
    """Return what a payload says of the message something was done in."""
    channel = slack.world.channels[message.channel]
    container: Json = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel.id,
        "is_ephemeral": message.ephemeral_to is not None,
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    about: Json = {
        "container": container,
        "channel": {"id": channel.id, "name": channel_name(channel)},
        "state": {"values": message.states.get(user.id, {})},
    }
    if message.ephemeral_to is None:
        about["message"] = message_json(slack.world, message)
    return about


def in_view(view: View) -> Json:
    """Return what a payload says of the view something was done in."""
    return {
        "container": {"type": "view", "view_id": view.id},
        "view": view_json(view),
    }


def shortcut(slack: Services, app: App, user: User, callback_id: str) -> Json:
    """Return a global shortcut's payload."""
    return {
        **base(slack, "shortcut", app, user),
        "callback_id": callback_id,
        "action_ts": slack.world.stamps.next(),
        "trigger_id": slack.triggers.new(app, user.id),
    }


def message_action(
    slack: Services, app: App, user: User, message: Message, callback_id: str
) -> Json:
    """Return a message shortcut's payload."""
    channel = slack.world.channels[message.channel]
    path = slack.response_urls.new(app, user.id, channel.id, message=message)
    return {
        **base(slack, "message_action", app, user),
        "callback_id": callback_id,
        "action_ts": slack.world.stamps.next(),
        "trigger_id": slack.triggers.new(app, user.id),
        "response_url": slack.url + path,
        "message_ts": message.ts,
        "channel": {"id": channel.id, "name": channel_name(channel)},
        "message": message_json(slack.world, message),
    }


def view_submission(slack: Services, view: View, user: User, urls: list[Json]) -> Json:
    """Return a submitted modal's payload."""
    return {
        **base(slack, "view_submission", view.app, user),
        "trigger_id": slack.triggers.new(view.app, user.id, view.id),
        "view": view_json(view),
        "response_urls": urls,
    }


def view_closed(slack: Services, view: View, user: User, *, cleared: bool) -> Json:
    """Return a closed modal's payload, which carries no values."""
    return {
        **base(slack, "view_closed", view.app, user),
        "view": view_json(view, values=False),
        "is_cleared": cleared,
    }
