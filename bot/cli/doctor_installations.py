"""What the doctor says of installations from the web: each one, its token, and who left."""

from collections.abc import Iterator
from datetime import datetime

from slack_sdk.errors import SlackApiError, SlackClientError

from bot import many
from bot.cli.finding import Finding
from bot.clock import SystemClock
from bot.installation import NotConnectedError
from bot.many import Many
from bot.rules.leaving import deleted_at
from bot.scopes import SCOPES
from bot.settings import Settings
from storage import installations
from storage.database import Database
from storage.installations import Installation
from storage.workspaces import Workspace, WorkspaceState

MOST_ASKED = 40  # of Slack; of the others the database is believed
AGAIN = "Somebody there has to install the app again, at /slack/install."


def findings(settings: Settings, database: Database) -> Iterator[Finding]:
    """Go through every installation, in the order of their names."""
    try:
        connected = many.connect(settings, database)
    except NotConnectedError as error:
        yield Finding(str(error), "Without the key nothing can be sent there.")
        return
    with database.across_workspaces.reading() as session:
        found = installations.all_of_them(session)
    yield Finding(
        "1 workspace or organisation has installed the app."
        if len(found) == 1
        else f"{len(found)} workspaces and organisations have installed the app."
    )
    now = SystemClock().now()
    for number, (row, workspace) in enumerate(found):
        name = f"{workspace.name} ({row.slack_id})"
        yield _standing(row, workspace, name, now)
        if workspace.state is WorkspaceState.ACTIVE and number < MOST_ASKED:
            yield from _asked(connected, row, name)


def _standing(row: Installation, workspace: Workspace, name: str, now: datetime) -> Finding:
    if row.left_at is not None:
        return Finding(
            f"{name} removed the app: its data is deleted on "
            f"{deleted_at(row.left_at):%Y-%m-%d %H:%M} UTC, unless it installs it again."
        )
    if workspace.state is WorkspaceState.STOPPED:
        return Finding(f"{name} is stopped: Slack does not take its token.", AGAIN)
    expires = row.token_expires_at
    if row.refresh_fault is not None and expires is not None:
        fix = AGAIN if expires <= now else f"It is tried again every two minutes. If not: {AGAIN}"
        return Finding(
            f"{name}: its token, which expires {expires:%Y-%m-%d %H:%M} UTC, could not be "
            f"refreshed ({row.refresh_fault}).",
            fix,
        )
    until = "" if expires is None else f", its token until {expires:%Y-%m-%d %H:%M} UTC"
    return Finding(f"{name} is active{until}.")


def _asked(connected: Many, row: Installation, name: str) -> Iterator[Finding]:
    try:
        answer = connected.tenants.client_of(row.workspace_id).auth_test()
    except SlackApiError as error:
        yield Finding(
            f"Slack does not take the token of {name} ({error.response['error']}).", AGAIN
        )
        return
    except (SlackClientError, OSError) as error:
        yield Finding(f"Slack can't be asked about {name} ({error}).", "Check the network.")
        return
    headers = {key.lower(): value for key, value in answer.headers.items()}
    has = {scope.strip() for scope in headers.get("x-oauth-scopes", row.scopes).split(",")}
    missing = [scope for scope in SCOPES if scope not in has]
    if missing:
        yield Finding(f"{name} did not grant {', '.join(missing)}.", AGAIN)
