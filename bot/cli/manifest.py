"""`partner-bot manifest`: the Slack app, as Slack's "from a manifest" takes it.

JSON, which is YAML as well. Source: https://docs.slack.dev/reference/app-manifest
"""

import json
from typing import Any
from urllib.parse import urlsplit

import typer

from bot.cli.opening import BadInputError
from bot.scopes import OPTIONAL_SCOPES, SCOPES
from handlers.dispatch import COMMAND
from messages.ids import Shortcut

EVENTS = (
    "app_home_opened",
    "app_uninstalled",
    "channel_archive",
    "channel_deleted",
    "channel_id_changed",
    "channel_left",
    "channel_shared",
    "channel_unarchive",
    "channel_unshared",
    "group_archive",
    "group_deleted",
    "group_left",
    "group_unarchive",
    "member_joined_channel",
    "team_join",
    "tokens_revoked",
    "user_change",
)
SHORTCUTS = {
    Shortcut.MAKE_COMMITMENT: ("message", "Make this a commitment", "Keep a promise made here"),
    Shortcut.START_KICKOFF: ("global", "Start kickoff", "Begin or go on with a kickoff"),
}
PATH = "/slack/events"
REDIRECT_PATH = "/slack/oauth_redirect"


def run(url: str | None, *, oauth: bool = False, rotation: bool = False) -> int:
    """Print the manifest. Raises BadInputError for a URL that Slack would not call."""
    if (oauth or rotation) and not url:
        raise BadInputError("Installing from the web needs HTTP: give --url https://….")
    if rotation and not oauth:
        raise BadInputError("--token-rotation goes with --oauth: one fixed token does not rotate.")
    typer.echo(json.dumps(manifest(url, oauth=oauth, rotation=rotation), indent=2))
    return 0


def manifest(
    url: str | None = None, *, oauth: bool = False, rotation: bool = False
) -> dict[str, Any]:
    """Return the manifest: Socket Mode, or HTTP at ``url``.

    With ``oauth`` any workspace or organisation can install it from ``url``; with
    ``rotation`` its tokens expire, and Slack cannot turn that off again.
    """
    request_url = _request_url(url) if url else None
    redirects = [request_url.removesuffix(PATH) + REDIRECT_PATH] if oauth and request_url else []
    address = {"request_url": request_url} if request_url else {}
    command = {
        "command": COMMAND,
        "description": "Kickoff, ledger and health of your partnerships",
        "usage_hint": "help | kickoff | list | show | goal | log | commit | done | todo",
        "should_escape": True,
        **({"url": request_url} if request_url else {}),
    }
    return {
        "display_information": {
            "name": "Partner Accountability",
            "description": "Keeps what partners promised each other in sight.",
            "background_color": "#1f3a5f",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "partner-bot", "always_online": True},
            "shortcuts": [
                {"name": name, "type": kind, "callback_id": callback, "description": words}
                for callback, (kind, name, words) in SHORTCUTS.items()
            ],
            "slash_commands": [command],
        },
        "oauth_config": {
            **({"redirect_urls": redirects} if redirects else {}),
            "scopes": {"bot": [*SCOPES, *OPTIONAL_SCOPES]},
        },
        "settings": {
            "event_subscriptions": {**address, "bot_events": list(EVENTS)},
            "interactivity": {
                "is_enabled": True,
                **address,
                **({"message_menu_options_url": request_url} if request_url else {}),
            },
            "org_deploy_enabled": oauth,
            "socket_mode_enabled": request_url is None,
            "token_rotation_enabled": rotation,
        },
    }


def _request_url(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname:
        raise BadInputError(f"--url must begin with https://, and {url!r} does not.")
    return url.rstrip("/") + ("" if parts.path.endswith(PATH) else PATH)
