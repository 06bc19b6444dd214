"""users.*, dnd.*, auth.*, team.*, bots.*, apps.*: who is who, and the way in."""

from bot.sandbox.entities import Json, User
from bot.sandbox.rendering import bot_json, user_json
from bot.sandbox.web_api.access import known_person
from bot.sandbox.web_api.method import Call, Method, SlackError, page

MOST_AT_ONCE = 50  # in one dnd.teamInfo


def _shown(call: Call, person: User) -> Json:
    return user_json(
        person,
        org=call.world.workspaces[person.team].org,
        offset_s=call.world.offset_s(person),
        stranger=not call.world.meets(person.id, call.app.bot_user),
        email="users:read.email" in call.app.scopes,
    )


def info(call: Call) -> Json:
    """Return one person; someone of another workspace keeps their own team_id."""
    return {"user": _shown(call, known_person(call, call.text("user")))}


def list_users(call: Call) -> Json:
    """Return the workspace's people, a page at a time."""
    found, metadata = page(call.world.people(call.app.team), call, 200)
    shown = [_shown(call, person) for person in found]
    return {"members": shown, "cache_ts": 0, "response_metadata": metadata}


def dnd_info(call: Call) -> Json:
    """Return whether a person's notifications are off just now."""
    person = known_person(call, call.text("user") or call.app.bot_user)
    return {**_resting(call, person), "snooze_enabled": False}


def dnd_team_info(call: Call) -> Json:
    """Return the same of up to 50 people at once."""
    asked = [user for user in call.text("users").split(",") if user]
    if not asked:
        raise SlackError("no_users_provided")
    if len(asked) > MOST_AT_ONCE:
        raise SlackError("invalid_arguments")
    if not all(user in call.world.users for user in asked):
        raise SlackError("user_not_visible")
    return {"users": {user: _resting(call, call.world.users[user]) for user in asked}}


def _resting(call: Call, person: User) -> Json:
    resting = person.dnd_until > call.world.clock.now().timestamp()
    return {
        "dnd_enabled": resting,
        "next_dnd_start_ts": 1,
        "next_dnd_end_ts": person.dnd_until if resting else 1,
    }


def auth_test(call: Call) -> Json:
    """Return whose token this is."""
    return {
        "url": f"{call.slack.url}/",
        "team": call.world.workspaces[call.app.team].name,
        "user": call.app.bot_name,
        "team_id": call.app.team,
        "user_id": call.app.bot_user,
        "bot_id": call.app.bot_id,
        "is_enterprise_install": call.app.org is not None,
        **({"enterprise_id": call.app.org} if call.app.org else {}),
    }


def team_info(call: Call) -> Json:
    """Return a workspace's name."""
    team = call.world.workspaces.get(call.text("team") or call.app.team)
    if team is None:
        raise SlackError("team_not_found")
    return {"team": {"id": team.id, "name": team.name, "domain": team.domain}}


def bots_info(call: Call) -> Json:
    """Return an app's bot by its B… id."""
    for app in call.world.apps:
        if app.bot_id == call.text("bot") and app.team == call.app.team:
            return {"bot": {**bot_json(app), "user_id": app.bot_user}}
    raise SlackError("bot_not_found")


def open_connection(call: Call) -> Json:
    """Return the address of a new socket, good for one connection."""
    ticket = call.slack.tickets.issue(call.app)
    address = call.slack.url.replace("http", "ws", 1)
    return {"url": f"{address}/link/?ticket={ticket}&app_id={call.app.app_id}"}


READ = ("users:read",)
METHODS = {
    "users.info": Method(info, ("user",), ("include_locale",), READ, per_minute=100),
    "users.list": Method(
        list_users, (), ("cursor", "limit", "include_locale"), READ, per_minute=20
    ),
    "dnd.info": Method(dnd_info, (), ("user",), ("dnd:read",)),
    "dnd.teamInfo": Method(dnd_team_info, (), ("users",), ("dnd:read",), per_minute=20),
    "auth.test": Method(auth_test, per_minute=600),
    "team.info": Method(team_info, (), ("team", "domain"), ("team:read",)),
    "bots.info": Method(bots_info, ("bot",), (), READ),
    "apps.connections.open": Method(open_connection, app_token=True, per_minute=1),
}
