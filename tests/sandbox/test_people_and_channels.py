"""What the Web API says of people and channels."""

import pytest
from slack_sdk import WebClient

from bot.sandbox import Sandbox
from tests.sandbox.refusals import code

LONG_FROM_NOW = 4_000_000_000


def test_a_private_channel_the_bot_is_not_in_does_not_exist(
    client: WebClient, sandbox: Sandbox
) -> None:
    sandbox.world.add_channel("G0DEAL", team="T0HOME", name="deal", private=True)

    assert code(client, "conversations.info", channel="G0DEAL") == "channel_not_found"


def test_a_channel_says_whether_others_can_read_it(client: WebClient, sandbox: Sandbox) -> None:
    sandbox.world.set_pending_shared("C0INT", ["T0ACME"])

    inside = client.conversations_info(channel="C0INT", include_num_members=True)["channel"]
    shared = client.conversations_info(channel="C0SHARED")["channel"]

    assert (inside["is_ext_shared"], inside["is_pending_ext_shared"]) == (False, True)
    assert inside["pending_connected_team_ids"] == ["T0ACME"]
    assert inside["num_members"] == 3
    assert (inside["connected_team_ids"], inside["shared_team_ids"]) == ([], ["T0HOME"])
    assert (shared["is_ext_shared"], shared["connected_team_ids"]) == (True, ["T0HOME", "T0ACME"])
    assert (shared["conversation_host_id"], shared["internal_team_ids"]) == ("T0HOME", [])


def test_members_and_people_come_in_pages(client: WebClient) -> None:
    members = [
        m for p in client.conversations_members(channel="C0INT", limit=2) for m in p["members"]
    ]
    people = [m["id"] for p in client.users_list(limit=2) for m in p["members"]]

    assert members == ["U0NADIA", "U0BEN", "U0BOT"]
    assert people == ["U0NADIA", "U0BEN", "U0GUEST", "U0BOT"]
    assert code(client, "users.list", cursor="nonsense") == "invalid_cursor"


def test_people_are_shown_as_what_they_are(client: WebClient, sandbox: Sandbox) -> None:
    nadia, guest, ana, bot = (
        client.users_info(user=user)["user"] for user in ("U0NADIA", "U0GUEST", "U0ANA", "U0BOT")
    )

    assert (nadia["tz"], nadia["tz_offset"]) == ("America/New_York", -18_000)
    assert (guest["is_restricted"], guest["is_ultra_restricted"]) == (True, True)
    assert (ana["team_id"], ana.get("is_stranger")) == ("T0ACME", None)
    assert bot["is_bot"]
    sandbox.world.deactivate("U0BEN")
    assert client.users_info(user="U0BEN")["user"]["deleted"]
    sandbox.world.set_shared("C0SHARED", [])
    assert client.users_info(user="U0ANA")["user"]["is_stranger"]


def test_channels_are_listed_by_kind_and_membership(client: WebClient, sandbox: Sandbox) -> None:
    sandbox.world.add_channel("C0OTHER", team="T0HOME", name="other")

    everything = {c["id"] for c in client.conversations_list()["channels"]}
    mine = {c["id"] for c in client.users_conversations()["channels"]}

    assert everything == {"C0INT", "C0SHARED", "C0OTHER"}
    assert mine == {"C0INT", "C0SHARED"}


def test_the_rest_of_who_is_who(client: WebClient, sandbox: Sandbox) -> None:
    opened = client.conversations_open(users="U0BEN")["channel"]["id"]

    assert opened == sandbox.world.dm("U0BEN").id
    assert client.team_info()["team"]["name"] == "Northwind"
    assert client.bots_info(bot="B0BOT")["bot"]["user_id"] == "U0BOT"
    assert client.dnd_info(user="U0BEN")["dnd_enabled"] is False
    sandbox.world.users["U0BEN"].dnd_until = LONG_FROM_NOW
    assert client.dnd_teamInfo(users=["U0BEN", "U0NADIA"])["users"] == {
        "U0BEN": {"dnd_enabled": True, "next_dnd_start_ts": 1, "next_dnd_end_ts": LONG_FROM_NOW},
        "U0NADIA": {"dnd_enabled": False, "next_dnd_start_ts": 1, "next_dnd_end_ts": 1},
    }


@pytest.mark.parametrize(
    ("users", "error"),
    [
        pytest.param([], "no_users_provided", id="nobody"),
        pytest.param(["U0BEN"] * 51, "invalid_arguments", id="more than 50"),
        pytest.param(["U0GONE"], "user_not_visible", id="somebody unknown"),
    ],
)
def test_do_not_disturb_is_told_of_one_to_fifty_known_people(
    client: WebClient, users: list[str], error: str
) -> None:
    assert code(client, "dnd.teamInfo", users=",".join(users)) == error
