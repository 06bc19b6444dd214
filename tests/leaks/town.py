"""Everybody who may be about, and every kind of channel."""

from typing import Any

from bot.sandbox import Sandbox
from tests.leaks.marks import mark

BOT = "U0BOT"
# Whoever may be about: (workspace, what the local Slack is told of them).
PEOPLE: dict[str, dict[str, Any]] = {
    "owner": {"team": "T0HOME"},
    "member": {"team": "T0HOME"},
    "viewer": {"team": "T0HOME"},
    "admin": {"team": "T0HOME", "admin": True},
    "guest": {"team": "T0HOME", "guest": "single"},
    "outside": {"team": "T0ACME"},
    "other": {"team": "T0BRAVO"},
    "deactivated": {"team": "T0HOME", "deleted": True},
    "robot": {"team": "T0HOME", "is_bot": True},
}
OURS = ("owner", "member", "viewer", "admin")
CHANNELS: dict[str, dict[str, Any]] = {
    "C0INTERNAL": {},
    "C0SHARED": {"shared_with": ["T0ACME", "T0BRAVO"], "also": ["outside", "guest", "other"]},
    "C0PENDING": {"pending_shared": True},
    "C0FROZEN": {"frozen": True},
    "C0GUEST": {"also": ["guest"]},
    "C0ARCHIVED": {"archived": True},
    "C0UNKNOWN": {"also": ["outside", "guest"]},  # Slack does not tell us of it
}


def user_of(person: str) -> str:
    return f"U0{person.upper()}"


def furnish(sandbox: Sandbox) -> None:
    world = sandbox.world
    for team in ("T0HOME", "T0ACME", "T0BRAVO"):
        world.add_workspace(team, team.removeprefix("T0").title())
    world.install_app(
        team="T0HOME",
        scopes=(
            "commands", "chat:write", "users:read", "channels:read", "groups:read",
            "files:write", "files:read",
        ),
        commands={"/partner": "Partners"},
        message_shortcuts={"make_commitment": "Make this a commitment"},
        global_shortcuts={"start_kickoff": "Start kickoff"},
    )  # fmt: skip
    for name, facts in PEOPLE.items():
        said = f"{name.title()} {mark('n')}"
        zone = "America/New_York"
        world.add_user(user_of(name), name=name, real_name=said, tz=zone, **facts)
    inside = [*map(user_of, OURS), BOT]
    for channel, facts in CHANNELS.items():
        told = dict(facts)
        unknown = channel == "C0UNKNOWN"
        members = [*(inside if not unknown else ()), *map(user_of, told.pop("also", ()))]
        world.add_channel(
            channel,
            team="T0ACME" if unknown else "T0HOME",
            name=channel.lower(),
            private=unknown,
            members=members,
            **told,
        )
    world.add_channel(
        "C0BSHARED",
        team="T0HOME",
        name="bravo-shared",
        members=[*inside, user_of("other")],
        shared_with=["T0BRAVO"],
    )
