"""Installing from the web, in a browser and over real sockets, two companies in one process."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import httpx
from sqlalchemy import update
from sqlmodel import select

from bot.clock import SystemClock
from bot.flows.workspace import connecting as workspaces
from bot.many import connect
from bot.rules.commitments import CommitmentState
from bot.sandbox.entities import Message
from bot.settings import read_settings
from messages.ids import Action
from storage.columns import new_id
from storage.commitments import Commitment
from storage.installations import InstallAttempt
from storage.people import Person
from storage.workspaces import Workspace, WorkspaceState
from tests import factories
from tests.installations.conftest import (
    EVE,
    HOME,
    NADIA,
    NORTH,
    NOW,
    ORG,
    SAM,
    SOUTH,
    Host,
    environment,
    published,
)


def exchanges(host: Host) -> int:
    return sum(call.method == "oauth.v2.access" for call in host.sandbox.calls)


def test_two_companies_install_it_and_neither_reaches_the_other_s_rows(host: Host) -> None:
    host.install(NADIA)
    south = host.install(SAM)
    assert "no partners yet" in host.types(NADIA, "list")
    with host.database.across_workspaces.transaction() as session:
        north = session.get_one(Workspace, host.row(NORTH).workspace_id)
        nadia = session.exec(select(Person).where(Person.slack_user_id == NADIA)).one()
        initech = factories.make_partner(session, north, name="Initech", owner=nadia)
        promise = factories.make_commitment(session, initech, owner=nadia).id

    assert "Initech" in host.types(NADIA, "list")
    assert "no partners yet" in host.types(SAM, "list")
    assert "don't know a partner called" in host.types(SAM, "show Initech")

    # A button with the other company's id, as one who copied it would send it.
    button = {
        "type": "button",
        "text": {"type": "plain_text", "text": "Done"},
        "action_id": Action.COMMITMENT_DONE,
        "value": str(promise),
    }
    copied = Message(
        ts=host.sandbox.world.stamps.next(),
        channel=HOME[SAM],
        user=south.bot_user,
        team=SOUTH,
        text="A promise",
        blocks=[{"type": "actions", "block_id": "b", "elements": [button]}],
        app=south,
    )
    host.sandbox.world.post(copied)
    host.sandbox.acts.press(SAM, copied, Action.COMMITMENT_DONE)

    with host.database.across_workspaces.reading() as session:
        assert session.get_one(Commitment, promise).state is not CommitmentState.DONE
        of = {each.slack_user_id: each.workspace_id for each in session.exec(select(Person))}
    assert (of[NADIA], of[SAM]) == (host.row(NORTH).workspace_id, host.row(SOUTH).workspace_id)


def test_a_stranger_who_installs_first_takes_over_nothing(host: Host) -> None:
    with host.database.across_workspaces.transaction() as session:
        imported = workspaces.begin(session, new_id(), now=NOW).id

    host.install(SAM)

    assert host.row(SOUTH).workspace_id != imported


def test_a_link_back_works_once_in_the_browser_that_began_within_ten_minutes(host: Host) -> None:
    page, cookie = host.begin()
    with host.database.across_workspaces.reading() as session:
        ends_at = session.scalars(select(InstallAttempt.expires_at)).one()
    assert timedelta(minutes=9) < ends_at - SystemClock().now() <= timedelta(minutes=10)
    back = host.sandbox.oauth.allow(page, user=NADIA)
    other = host.begin()[1]
    for wrong in (None, other, cookie + "x"):
        assert host.back(back, wrong).status_code == 400
    assert exchanges(host) == 0

    assert host.back(back, cookie).status_code == 200
    replayed = host.back(back, cookie)
    assert replayed.status_code == 400
    assert "used before" in replayed.text
    assert "what was installed stays installed" in replayed.text  # it may be a reload

    page, cookie = host.begin()
    with host.database.across_workspaces.transaction() as session:
        a_minute_ago = SystemClock().now() - timedelta(minutes=1)
        session.execute(update(InstallAttempt).values(expires_at=a_minute_ago))
    assert host.back(host.sandbox.oauth.allow(page, user=NADIA), cookie).status_code == 400
    assert exchanges(host) == 1


def test_saying_no_in_slack_is_one_plain_page(host: Host) -> None:
    page, cookie = host.begin()

    answer = host.back(host.sandbox.oauth.deny(page), cookie)

    assert (answer.status_code, exchanges(host)) == (403, 0)
    assert "Nobody allowed the app" in answer.text
    assert answer.headers["referrer-policy"] == "no-referrer"


def test_nobody_gets_past_the_way_back_without_having_begun(host: Host) -> None:
    for junk in ("", "?state=x", "?state=%C3%A9&code=1", "?error=access_denied"):
        answer = httpx.get(f"{host.address}/slack/oauth_redirect{junk}")
        assert (answer.status_code, exchanges(host)) == (400, 0)


def test_what_slack_refuses_is_one_plain_page_and_is_asked_for_once(host: Host) -> None:
    faults = host.sandbox.faults
    for asked, (code, status, words) in enumerate(
        (
            ("code_already_used", 400, "Slack did not take the code"),
            ("bad_client_secret", 500, "set up for another app"),
            ("internal_error", 502, "try once more"),
            (None, 502, "try once more"),
        ),
        start=1,
    ):
        if code is None:
            faults.lose_answer("oauth.v2.access")
        else:
            faults.fail("oauth.v2.access", code)
        page, cookie = host.begin()
        answer = host.back(host.sandbox.oauth.allow(page, user=NADIA), cookie)
        assert (answer.status_code, exchanges(host)) == (status, asked)
        assert words in answer.text
    with host.database.across_workspaces.reading() as session:
        assert session.exec(select(Workspace)).all() == []


def test_an_app_that_is_not_the_others_is_refused(host: Host) -> None:
    host.install(NADIA)
    with host.database.across_workspaces.transaction() as session:
        row = host.row(NORTH)
        row.app_id = "A0ANOTHER"
        session.add(row)
    page, cookie = host.begin()

    answer = host.back(host.sandbox.oauth.allow(page, user=SAM), cookie)

    assert answer.status_code == 500
    assert "set up for another app" in answer.text


def test_an_organisation_installs_it_once_for_all_its_workspaces(host: Host) -> None:
    host.install(NADIA)
    app = host.install(EVE, place=ORG)

    assert app.team == ORG
    assert "no partners yet" in host.types(EVE, "list")
    with host.database.across_workspaces.reading() as session:
        eve = session.exec(select(Person).where(Person.slack_user_id == EVE)).one()
    assert eve.workspace_id == host.row(ORG).workspace_id
    assert eve.is_internal
    assert host.sandbox.acts.open_home(EVE).ok
    host.sandbox.settle()
    assert host.sandbox.world.home(EVE) is not None

    host.sandbox.world.revoke(app)
    host.sandbox.settle()
    with host.database.across_workspaces.reading() as session:
        states = {each.slack_team_id: each.state for each in session.exec(select(Workspace))}
    assert states == {NORTH: WorkspaceState.ACTIVE, ORG: WorkspaceState.STOPPED}


def test_where_the_bot_is_reached_is_said_to_slack_both_times(host: Host) -> None:
    at = "https://bot.example"
    host.sandbox.oauth.publish(published(host.port, at))
    settings = read_settings(environment(host.sandbox, host.port, PUBLIC_URL=at))
    oauth = connect(settings, host.database).oauth

    back = host.sandbox.oauth.allow(oauth.authorize_url("a-state"), user=NADIA)

    assert back.startswith(f"{at}/slack/oauth_redirect?code=")
    assert oauth.exchange(parse_qs(urlsplit(back).query)["code"][0]).slack_id == NORTH
