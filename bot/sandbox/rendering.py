"""The JSON in which Slack shows its things to apps."""

from bot.sandbox.entities import App, Channel, File, Json, Message, User, View
from bot.sandbox.state import State


def message_json(state: State, message: Message) -> Json:
    """Return a message as events, payloads and history carry it."""
    shown: Json = {
        "type": "message",
        "user": message.user,
        "ts": message.ts,
        "team": message.team,
        "text": message.text,
    }
    if message.app:
        shown |= {
            "bot_id": message.app.bot_id,
            "app_id": message.app.app_id,
            "bot_profile": bot_json(message.app),
        }
    optional = {
        "blocks": message.blocks,
        "attachments": message.attachments,
        "thread_ts": message.thread_ts,
        "subtype": message.subtype,
        "metadata": message.metadata,
        "files": [file_json(state, state.files[file]) for file in message.files],
    }
    shown |= {name: value for name, value in optional.items() if value}
    if message.edited_ts:
        shown["edited"] = {"user": message.user, "ts": message.edited_ts}
    return shown


def bot_json(app: App) -> Json:
    """Return the profile of an app's bot."""
    return {
        "id": app.bot_id,
        "app_id": app.app_id,
        "name": app.bot_name,
        "deleted": app.revoked,
        "team_id": app.team,
        "updated": 0,
    }


def channel_json(state: State, channel: Channel, viewer: str) -> Json:
    """Return a channel as conversations.info shows it to a member, or not a member."""
    if channel.im:
        return {
            "id": channel.id,
            "created": 0,
            "is_im": True,
            "is_channel": False,
            "is_group": False,
            "is_archived": channel.archived,
            "is_org_shared": False,
            "is_ext_shared": channel.is_shared,
            "user": channel.im,
            "context_team_id": channel.team,
        }
    return {
        "id": channel.id,
        "name": channel.name,
        "name_normalized": channel.name,
        "created": 0,
        "is_channel": not channel.private,
        "is_group": channel.private,
        "is_im": False,
        "is_mpim": False,
        "is_private": channel.private,
        "is_archived": channel.archived,
        "is_general": False,
        "is_frozen": channel.frozen,
        "is_member": viewer in channel.members,
        "is_shared": channel.is_shared,
        "is_ext_shared": channel.is_shared,
        "is_org_shared": False,
        "is_pending_ext_shared": channel.pending_shared,
        "pending_shared": list(channel.pending),
        "context_team_id": channel.team,
        **_companies(state, channel),
        "creator": "",
        "topic": {"value": "", "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
    }


def _companies(state: State, channel: Channel) -> Json:
    """Return which companies a channel connects, the host too; of one alone none is connected."""
    host, *others = (state.company_of(team) for team in (channel.team, *channel.shared_with))
    return {
        "conversation_host_id": host,
        "shared_team_ids": [host, *others],
        "connected_team_ids": [host, *others] if others else [],
        "connected_limited_team_ids": [],
        "internal_team_ids": [],
        "pending_connected_team_ids": [state.company_of(team) for team in channel.pending],
    }


def user_json(
    user: User, *, offset_s: int, stranger: bool, email: bool, org: str | None = None
) -> Json:
    """Return a person as users.info shows them; ``offset_s`` is their zone's, now."""
    shown: Json = {
        "id": user.id,
        "team_id": user.team,
        "name": user.name,
        "deleted": user.deleted,
        "real_name": user.real_name,
        "is_bot": user.is_bot,
        "is_app_user": False,
        "updated": 0,
        "profile": {
            "real_name": user.real_name,
            "real_name_normalized": user.real_name,
            "display_name": user.name,
            "display_name_normalized": user.name,
            "title": user.title,
            "team": user.team,
            **({"email": user.email} if email and user.email else {}),
        },
    }
    if user.deleted:
        return shown
    shown |= {
        "color": user.avatar_color,
        "tz": user.tz,
        "tz_label": user.tz.rsplit("/", 1)[-1].replace("_", " "),
        "tz_offset": offset_s,
        "is_admin": user.admin,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": user.guest is not None,
        "is_ultra_restricted": user.guest == "single",
    }
    if stranger:
        shown["is_stranger"] = True
    if org:
        shown["enterprise_user"] = {"id": user.id, "enterprise_id": org, "teams": [user.team]}
    return shown


def view_json(view: View, *, values: bool = True) -> Json:
    """Return a view as payloads and answers carry it, with or without its values."""
    body = view.body
    return {
        "id": view.id,
        "team_id": view.app.team,
        "type": view.type,
        "blocks": body.get("blocks", []),
        "private_metadata": body.get("private_metadata") or "",
        "callback_id": body.get("callback_id") or "",
        "state": {"values": view.values if values else {}},
        "hash": view.hash,
        "title": body.get("title"),
        "close": body.get("close"),
        "submit": body.get("submit"),
        "clear_on_close": bool(body.get("clear_on_close")),
        "notify_on_close": bool(body.get("notify_on_close")),
        "submit_disabled": bool(body.get("submit_disabled")),
        "previous_view_id": view.previous_view_id,
        "root_view_id": view.root_view_id,
        "app_id": view.app.app_id,
        "external_id": body.get("external_id") or "",
        "app_installed_team_id": view.app.team,
        "bot_id": view.app.bot_id,
    }


def file_json(state: State, file: File) -> Json:
    """Return a file as files.info shows it; a picture has thumbnails once it is ready."""
    shown: Json = {
        "id": file.id,
        "created": 0,
        "timestamp": 0,
        "name": file.name,
        "title": file.title or file.name,
        "mimetype": "",
        "filetype": file.name.rsplit(".", 1)[-1] if "." in file.name else "",
        "user": file.user,
        "size": file.size,
        "mode": "hosted",
        "is_external": False,
        "is_public": bool(file.channels),
        "channels": list(file.channels),
        "url_private": f"/files/{file.id}/{file.name}",
        "alt_txt": file.alt_text,
    }
    if file.name.lower().endswith((".png", ".jpg", ".jpeg", ".gif")):
        shown["mimetype"] = "image/" + shown["filetype"].replace("jpg", "jpeg")
    if file.completed and state.clock.now().timestamp() >= file.ready_at and shown["mimetype"]:
        shown |= {"thumb_360": shown["url_private"], "original_w": 360, "original_h": 200}
    return shown
