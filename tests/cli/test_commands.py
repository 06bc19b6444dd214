import json
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from bot.cli.manifest import EVENTS, manifest
from bot.demo.run import ledger_in
from bot.sandbox import Sandbox
from bot.scopes import OPTIONAL_SCOPES, SCOPES
from storage.database import Database
from tests import factories
from tests.cli.conftest import Run
from tests.factories import NOW

COMMANDS = ["demo", "run", "tick", "migrate", "doctor", "backup", "restore", "erase"]
COMMANDS += ["import", "export", "manifest", "rotate-key"]


def test_help_is_there_within_a_third_of_a_second() -> None:
    def took() -> float:
        began = time.perf_counter()
        subprocess.run([sys.executable, "-m", "bot", "--help"], check=True, capture_output=True)
        return time.perf_counter() - began

    def bare() -> float:
        began = time.perf_counter()
        subprocess.run([sys.executable, "-c", "import typer"], check=True, capture_output=True)
        return time.perf_counter() - began

    # Beside a bare start, so that a busy machine does not fail it.
    assert min(took() for _ in range(3)) < 0.3 + min(bare() for _ in range(3))


def test_help_names_every_command_and_so_does_no_word_at_all(partner_bot: Run) -> None:
    helped, alone = partner_bot("--help"), partner_bot()

    assert (helped.code, alone.code) == (0, 0)
    assert helped.said == alone.said
    assert all(f"  {command} " in helped.said for command in COMMANDS)


@pytest.mark.parametrize(
    ("words", "environment", "sentence"),
    [
        pytest.param(["frob"], {}, "No such command 'frob'.", id="unknown command"),
        pytest.param(["tick", "--when", "now"], {}, "No such option: --when", id="unknown option"),
        pytest.param(["import"], {}, "Missing argument", id="nothing to import"),
        pytest.param(["tick", "--at", "tomorrow"], {}, "'tomorrow' is not that", id="no instant"),
        pytest.param(
            ["tick", "--at", "2017-08-16T13:00:00"], {}, "a zone", id="instant without a zone"
        ),
        pytest.param(
            ["tick", "--at", "0001-01-01T00:00:00+14:00"], {}, "beyond", id="before all time"
        ),
        pytest.param(["run"], {}, "SLACK_BOT_TOKEN is not set.", id="no token"),
        pytest.param(["run"], {"PORT": "x", "LOG_FORMAT": "y"}, "LOG_FORMAT", id="bad settings"),
        pytest.param(
            ["run"],
            {
                "SLACK_BOT_TOKEN": "xoxb-1",
                "SLACK_APP_TOKEN": "xapp-1",
                "SLACK_API_URL": "http://127.0.0.1:9/api/",
            },
            "Slack can't be reached",
            id="no Slack",
        ),
        pytest.param(
            ["migrate"],
            {"DATABASE_URL": "sqlite:////nowhere/x.db"},
            "can't be opened",
            id="no file",
        ),
        pytest.param(
            ["tick", "--dry-run"],
            {"DATABASE_URL": "sqlite:////proc/self/exe"},
            "can't be opened",
            id="no database",
        ),
        pytest.param(["backup", "copy.db"], {}, "There is no database", id="nothing to copy"),
        pytest.param(["backup", "/nowhere/c"], {}, "There is no folder", id="no folder"),
        pytest.param(["restore", "c.db"], {}, "There is no file", id="nothing to restore"),
        pytest.param(["restore", "/proc/self/exe"], {}, "is no backup", id="no backup at all"),
        pytest.param(["erase", "Nobody"], {}, "Nobody here is called", id="nobody to erase"),
        pytest.param(["manifest", "--url", "http://a.example"], {}, "https://", id="not https"),
        pytest.param(["import", "frogs", "x.csv"], {}, "There is no kind 'frogs'", id="bad kind"),
        pytest.param(["import", "goals", "x.csv"], {}, "x.csv", id="no such file"),
        pytest.param(
            ["import", "goals", "x.csv", "--map", "owner"], {}, "ours=theirs", id="bad map"
        ),
        pytest.param(["export", "frogs", "x.csv"], {}, "There is no kind 'frogs'", id="bad export"),
        pytest.param(["demo", "--port", "80000"], {}, "65535", id="no such port"),
        pytest.param(["demo", "--at", "noon"], {}, "'noon' is not that", id="demo at no instant"),
    ],
)
def test_bad_input_ends_in_one_sentence_and_code_2(
    partner_bot: Run, words: list[str], environment: dict[str, str], sentence: str
) -> None:
    ended = partner_bot(*words, **environment)

    assert ended.code == 2
    assert sentence in ended.sentence
    assert ended.complained.startswith("partner-bot: ")
    assert ended.said == ""


def test_a_database_is_brought_to_this_version_and_copied(partner_bot: Run, tmp_path: Path) -> None:
    first, second = partner_bot("migrate"), partner_bot("migrate")
    copied, again = partner_bot("backup", "copy.db"), partner_bot("backup", "copy.db")

    assert "went from revision none" in first.said
    assert "already" in second.said
    assert (copied.code, again.code) == (0, 2)
    with sqlite3.connect(tmp_path / "copy.db") as copy:
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert copy.execute("SELECT count(*) FROM partner").fetchone() == (0,)
    copy.close()
    assert sorted(file.name for file in tmp_path.glob("copy*")) == ["copy.db"]


def test_the_demos_database_is_read_by_every_command(partner_bot: Run, tmp_path: Path) -> None:
    ledger_in(tmp_path).close()

    ended = partner_bot(
        "tick", "--at", NOW.isoformat(), "--dry-run", DATABASE_URL=f"sqlite:///{tmp_path}/demo.db"
    )

    assert ended.code == 0, ended.complained


def test_a_tick_without_a_token_says_so_and_writes_nothing(
    partner_bot: Run, tmp_path: Path
) -> None:
    _slipping(tmp_path, partner_bot)

    ended = partner_bot("tick", "--at", NOW.isoformat())

    assert ended.code == 0
    assert "Won value" in ended.said
    assert ended.said.endswith("Nothing was delivered or written: SLACK_BOT_TOKEN is not set.\n")
    assert _count(tmp_path, "outbox") == _count(tmp_path, "nudge") == 0


def test_a_tick_delivers_once_and_says_what_went_to_whom_and_why(
    partner_bot: Run, tmp_path: Path
) -> None:
    with Sandbox() as sandbox:
        sandbox.world.add_workspace("T0HOME", "Northwind")
        sandbox.world.add_user("U0NADIA", team="T0HOME", name="nadia")
        sandbox.world.install_app(team="T0HOME", scopes=SCOPES)
        sandbox.world.add_channel("C0INT", team="T0HOME", name="int", members=["U0NADIA", "U0BOT"])
        _slipping(tmp_path, partner_bot)
        connected = {"SLACK_BOT_TOKEN": "xoxb-sandbox", "SLACK_API_URL": sandbox.api_url}

        rehearsed = partner_bot("tick", "--at", NOW.isoformat(), "--dry-run", **connected)
        assert sandbox.world.messages("C0INT") == []
        first = partner_bot("tick", "--at", NOW.isoformat(), **connected)
        second = partner_bot("tick", "--at", NOW.isoformat(), **connected)

        slips = [line for line in first.said.splitlines() if "· slip ·" in line]
        assert len(sandbox.world.messages("C0INT")) == 1
    assert (rehearsed.code, first.code, second.code) == (0, 0, 0), first.complained
    assert len(slips) == 1
    assert "Won value" in slips[0]
    assert slips[0].endswith("sent")
    assert "· slip\n" in rehearsed.said
    assert second.said.startswith("0 messages")


def test_the_doctor_says_what_is_well_and_what_to_fix(partner_bot: Run) -> None:
    with Sandbox() as sandbox:
        sandbox.world.add_workspace("T0HOME", "Northwind")
        sandbox.world.install_app(team="T0HOME", scopes=SCOPES)
        partner_bot("migrate")
        well = partner_bot(
            "doctor",
            SLACK_BOT_TOKEN="xoxb-sandbox",
            SLACK_APP_TOKEN="xapp-sandbox",
            SLACK_API_URL=sandbox.api_url,
        )
        wrong = partner_bot(
            "doctor",
            SLACK_BOT_TOKEN="xoxb-other",
            SLACK_SIGNING_SECRET="shh",
            SLACK_API_URL=sandbox.api_url,
        )
    nothing = partner_bot("doctor")

    assert (well.code, wrong.code, nothing.code) == (0, 1, 1), well.complained
    assert "FIX" not in well.said
    assert "ok   0 messages are unknown" in well.said
    assert "ok   0 messages failed" in well.said
    assert "FIX  Slack does not take SLACK_BOT_TOKEN (invalid_auth)." in wrong.said
    assert "FIX  SLACK_BOT_TOKEN is not set." in nothing.said


def test_the_manifest_asks_for_the_least_and_is_socket_mode_unless_told(partner_bot: Run) -> None:
    socket, http = json.loads(partner_bot("manifest").said), manifest("https://bot.example")

    assert socket["settings"]["socket_mode_enabled"] is True
    assert set(socket["oauth_config"]["scopes"]["bot"]) == {*SCOPES, *OPTIONAL_SCOPES}
    assert socket["settings"]["event_subscriptions"]["bot_events"] == list(EVENTS)
    assert socket["features"]["slash_commands"][0]["should_escape"] is True
    assert socket["features"]["app_home"]["messages_tab_enabled"] is True
    never = ("chat:write.public", "chat:write.customize", "channels:join", "search", "admin")
    assert not [s for s in SCOPES if s.startswith(never)]
    url = http["settings"]["interactivity"]["request_url"]
    assert (urlsplit(url).hostname, urlsplit(url).path) == ("bot.example", "/slack/events")
    assert http["settings"]["socket_mode_enabled"] is False


def test_the_manifest_of_an_app_that_anybody_installs_names_where_slack_sends_them_back() -> None:
    one = manifest("https://bot.example")
    many = manifest("https://bot.example/slack/events", oauth=True, rotation=True)

    assert "redirect_urls" not in one["oauth_config"]
    assert many["oauth_config"]["redirect_urls"] == ["https://bot.example/slack/oauth_redirect"]
    assert many["settings"]["org_deploy_enabled"]
    assert many["settings"]["token_rotation_enabled"]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--oauth"], "give --url"),
        (["--url", "https://bot.example", "--token-rotation"], "goes with --oauth"),
    ],
)
def test_a_manifest_that_slack_would_refuse_is_not_printed(
    partner_bot: Run, options: list[str], sentence: str
) -> None:
    ended = partner_bot("manifest", *options)

    assert (ended.code, ended.said) == (2, "")
    assert sentence in ended.sentence


def _slipping(folder: Path, partner_bot: Run) -> None:
    """A partner whose agreed number is far behind, in a database of the command line's."""
    partner_bot("migrate")
    database = Database(f"sqlite:///{folder / 'bot.db'}")
    with database.across_workspaces.transaction() as session:
        workspace = factories.make_workspace(session, slack_team_id="T0HOME")
        nadia = factories.make_person(session, workspace, slack_user_id="U0NADIA")
        partner = factories.make_partner(session, workspace, owner=nadia)
        factories.make_channel(session, partner, slack_channel_id="C0INT")
        goal = factories.make_goal(session, partner, owner=nadia)
        factories.make_reading(session, goal, value="1000")
    database.close()


def _count(folder: Path, table: str) -> int:
    connection = sqlite3.connect(folder / "bot.db")
    try:
        return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])
    finally:
        connection.close()
