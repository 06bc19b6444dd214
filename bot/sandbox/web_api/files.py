"""files.*: the three steps of an upload, and asking how it went."""

from typing import Any

from bot.sandbox.composing import app_message
from bot.sandbox.entities import Channel, File, Json
from bot.sandbox.rendering import file_json
from bot.sandbox.web_api.access import channel_to_write
from bot.sandbox.web_api.method import Call, Method, SlackError


def get_upload_url(call: Call) -> Json:
    """Return where to send the bytes of a new file."""
    size = call.number("length", 0, least=0, most=1 << 30)
    if size == 0:
        raise SlackError("invalid_arguments")
    file = File(
        id=call.world.new_id("F"),
        team=call.app.team,
        user=call.app.bot_user,
        name=call.text("filename"),
        size=size,
        alt_text=call.text("alt_txt"),
    )
    with call.world.lock:
        call.world.files[file.id] = file
    return {"upload_url": f"{call.slack.url}/upload/{file.id}", "file_id": file.id}


def _named(call: Call) -> list[tuple[File, str]]:
    given: Any = call.json("files", "invalid_arguments")
    if not isinstance(given, list) or not given:
        raise SlackError("invalid_arguments")
    named = []
    for row in given:
        file = call.world.files.get(str(row.get("id"))) if isinstance(row, dict) else None
        if file is None or file.team != call.app.team:
            raise SlackError("file_not_found")
        if not file.uploaded or len(file.content) != file.size:
            raise SlackError("file_upload_size_mismatch" if file.uploaded else "file_not_found")
        named.append((file, str(row.get("title") or "")))
    return named


def complete_upload(call: Call) -> Json:
    """Finish uploads; with a channel, show the files there."""
    named = _named(call)
    channel_id = call.text("channel_id")
    channel = channel_to_write(call, channel_id) if channel_id else None
    ready_at = call.world.clock.now().timestamp() + call.slack.file_delay_s
    for file, title in named:
        file.title, file.completed, file.ready_at = title, True, ready_at
    if channel:
        _share(call, [file for file, _ in named], channel)
    return {"files": [file_json(call.world, file) for file, _ in named]}


def _share(call: Call, files: list[File], channel: Channel) -> None:
    for file in files:
        file.channels.append(channel.id)
    content = {
        "text": call.text("initial_comment"),
        "files": [file.id for file in files],
        "subtype": "file_share",
        "thread_ts": call.text("thread_ts") or None,
    }
    call.world.post(app_message(call.world, call.app, channel, content))


def _file(call: Call) -> File:
    file = call.world.files.get(call.text("file"))
    if file is None or file.team != call.app.team:
        raise SlackError("file_not_found")
    return file


def info(call: Call) -> Json:
    """Return a file; a picture's thumbnails are there once it can be shown."""
    return {"file": file_json(call.world, _file(call)), "comments": []}


def delete(call: Call) -> Json:
    """Delete a file."""
    file = _file(call)
    with call.world.lock:
        del call.world.files[file.id]
        for channel in call.world.channels.values():
            for message in channel.messages:
                message.files = [kept for kept in message.files if kept != file.id]
    call.world.touch()
    return {}


WRITE = ("files:write",)
METHODS = {
    "files.getUploadURLExternal": Method(
        get_upload_url, ("filename", "length"), ("alt_txt", "snippet_type"), WRITE, per_minute=100
    ),
    "files.completeUploadExternal": Method(
        complete_upload,
        ("files",),
        ("channel_id", "channels", "initial_comment", "thread_ts"),
        WRITE,
        per_minute=100,
    ),
    "files.info": Method(
        info, ("file",), ("count", "cursor", "limit", "page"), ("files:read",), per_minute=100
    ),
    "files.delete": Method(delete, ("file",), (), WRITE),
}
