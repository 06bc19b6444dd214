"""The local Slack of the demo: workspaces, people, channels, and the bot installed."""

from bot.demo import cast
from bot.sandbox.setting_up import DEFAULT_SCOPES
from bot.sandbox.world import World
from messages.ids import Shortcut

APP_TOKEN = "xapp-sandbox"  # noqa: S105 - opens nothing but the local Slack
BOT_TOKEN = "xoxb-sandbox"  # noqa: S105 - as above
SIGNING_SECRET = "local-slack-signing-secret"  # noqa: S105 - as above


def build(world: World) -> None:
    """Fill an empty local Slack with the cast; the bot is in every channel."""
    world.add_workspace(cast.TEAM, cast.TEAM_NAME)
    world.install_app(
        team=cast.TEAM,
        bot_user=cast.BOT_USER,
        bot_token=BOT_TOKEN,
        app_token=APP_TOKEN,
        signing_secret=SIGNING_SECRET,
        scopes=(*DEFAULT_SCOPES, "files:read", "dnd:read"),
        commands={"/partner": "Kickoff, ledger and health of a partner; try /partner help"},
        message_shortcuts={Shortcut.MAKE_COMMITMENT: "Make this a commitment"},
        global_shortcuts={Shortcut.START_KICKOFF: "Start kickoff"},
    )
    for colleague in cast.COLLEAGUES:
        world.add_user(
            colleague.user,
            team=cast.TEAM,
            name=colleague.handle,
            real_name=colleague.name,
            tz=colleague.zone,
            title=colleague.title,
            admin=colleague.is_admin,
            avatar_color=colleague.color,
        )
    world.add_user(
        cast.GUEST,
        team=cast.TEAM,
        name="tomas",
        real_name="Tomas Reyes",
        tz="America/Chicago",
        title="Agency, guest",
        guest="multi",  # so that they can be added to another channel
        avatar_color="777777",
    )
    for company in cast.COMPANIES:
        _add(world, company)


def _add(world: World, company: cast.Company) -> None:
    world.add_workspace(company.team, company.name)
    world.add_user(
        company.user,
        team=company.team,
        name=company.person.split()[0].lower(),
        real_name=company.person,
        tz=company.zone,
        title=company.title,
        avatar_color="8a6d00",
    )
    ours = [colleague.user for colleague in cast.COLLEAGUES]
    world.add_channel(
        company.internal_channel,
        team=cast.TEAM,
        name=f"{company.slug}-internal",
        private=True,
        members=[*ours, cast.BOT_USER],
    )
    guests = [cast.GUEST] if company.slug == cast.GUEST_OF else []
    world.add_channel(
        company.shared_channel,
        team=cast.TEAM,
        name=f"{company.slug}-shared",
        members=[*ours, company.user, *guests, cast.BOT_USER],
        shared_with=[company.team],
    )
