"""The local Slack as one person sees it, as JSON for the page."""

from datetime import datetime

from bot.sandbox.entities import App, Channel, Json, Message, User, View
from bot.sandbox.page.troubles import troubles
from bot.sandbox.server import Sandbox
from bot.sandbox.world import World


def snapshot(sandbox: Sandbox, viewer: str, channel: str) -> Json:
    """Return everything the page draws for this person with this channel open.

    An unknown ``viewer`` becomes the first person of the first workspace; a ``channel``
    they cannot read is drawn as closed (no messages).
    """
    world = sandbox.world
    with world.lock:
        me = world.users.get(viewer) or _first_person(world)
        if me is None:
            return {"version": world.version, "me": None, "now": sandbox.clock.now().isoformat()}
        app = world.app_for(me.id)
        channels = world.channels_of(me.id)
        dm = world.dm(me.id, app) if app else None
        readable = {each.id: each for each in [*channels, *([dm] if dm else [])]}
        at = sandbox.clock.now()
        return {
            "version": world.version,
            "me": me.id,
            "now": at.isoformat(),
            "workspaces": {team.id: team.name for team in world.workspaces.values()},
            "users": {user.id: _user(user, at) for user in world.users.values()},
            "channels": [_channel(world, each, me.id) for each in readable.values()],
            "channel_names": {
                c.id: c.name
                for c in world.channels.values()
                if not c.im and (not c.private or c.id in readable)
            },
            "app": _app(app, me) if app else None,
            "dm": dm.id if dm else None,
            "news": _news(world),
            "newest": max(
                (c.messages[-1].ts for c in world.channels.values() if c.messages), default="0"
            ),
            "dms": {c.im: c.id for c in world.channels.values() if c.im},
            "home_team": world.apps[0].team if world.apps else me.team,
            "open_channel": channel,
            "open": _messages(world, readable[channel], me.id) if channel in readable else [],
            "home": _view(world.home(me.id, app)) if app else None,
            "views": [_view(view) for view in world.view_stack(me.id)],
            "clock": _clock(sandbox),
            "notes": list(sandbox.notes[-20:]),
            "note_count": len(sandbox.notes),
            "troubles": troubles(sandbox),
        }


def _first_person(world: World) -> User | None:
    return next((user for user in world.users.values() if not user.is_bot), None)


def _user(user: User, at: datetime) -> Json:
    return {
        "id": user.id,
        "team": user.team,
        "name": user.name,
        "real_name": user.label,
        "tz": user.tz,
        "title": user.title,
        "guest": user.guest,
        "admin": user.admin,
        "is_bot": user.is_bot,
        "deleted": user.deleted,
        "resting": user.dnd_until > at.timestamp(),
        "color": user.avatar_color.lstrip("#"),
    }


def _channel(world: World, channel: Channel, viewer: str) -> Json:
    seen = world.messages(channel.id, viewer)
    return {
        "id": channel.id,
        "name": channel.name,
        "team": channel.team,
        "private": channel.private,
        "members": list(channel.members),
        "may_join": [] if channel.im else _may_join(world, channel),
        "shared_with": list(channel.shared_with),
        "pending": list(channel.pending),
        "archived": channel.archived,
        "frozen": channel.frozen,
        "im": channel.im is not None,
        "latest": seen[-1].ts if seen else "",
    }


def _may_join(world: World, channel: Channel) -> list[str]:
    """Return who is not in the channel and could be, by id."""
    return [
        user.id
        for user in world.users.values()
        if not user.deleted and user.id not in channel.members and world.may_join(channel, user)
    ]


def _app(app: App, me: User) -> Json:
    """Return what the app offers; outside people are offered no command and no shortcut."""
    inside = me.team == app.team
    return {
        "app_id": app.app_id,
        "team": app.team,
        "bot_user": app.bot_user,
        "name": app.bot_name,
        "home_tab": app.home_tab,
        "commands": dict(app.commands) if inside else {},
        "message_shortcuts": dict(app.message_shortcuts) if inside else {},
        "global_shortcuts": dict(app.global_shortcuts) if inside else {},
    }


def _news(world: World) -> dict[str, str]:
    """Return the newest direct message each person has from a bot, by the person's id."""
    return {
        channel.im: channel.messages[-1].ts
        for channel in world.channels.values()
        if channel.im and channel.messages
    }


def _messages(world: World, channel: Channel, viewer: str) -> list[Json]:
    return [_message(world, message, viewer) for message in world.messages(channel.id, viewer)]


def _message(world: World, message: Message, viewer: str) -> Json:
    files = [world.files[file] for file in message.files if file in world.files]
    return {
        "ts": message.ts,
        "channel": message.channel,
        "user": message.user,
        "text": message.text,
        "blocks": message.blocks,
        "attachments": message.attachments,
        "thread_ts": message.thread_ts,
        "app": message.app.bot_name if message.app else None,
        "ephemeral": message.ephemeral_to is not None,
        "edited": message.edited_ts,
        "subtype": message.subtype,
        "files": [{"id": file.id, "name": file.name, "title": file.title} for file in files],
        "values": message.states.get(viewer, {}),
    }


def _view(view: View | None) -> Json | None:
    if view is None:
        return None
    return {
        "id": view.id,
        "hash": view.hash,
        "body": view.body,
        "values": view.values,
        "errors": view.errors,
    }


def _clock(sandbox: Sandbox) -> Json:
    panel, moving = sandbox.clock_panel, sandbox.movement
    return {
        "controls": [control.label for control in panel.controls],
        "can_move": panel.can_move,
        "running": moving.running,
        "fraction": moving.fraction,
        "text": moving.text,
        "error": moving.error,
    }
