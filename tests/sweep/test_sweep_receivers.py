"""The sweep of all goals: who hears of a slip, or why nobody does."""

from bot.rules.stages import Stage
from storage.database import Database
from storage.partners import ChannelKind, Partner
from tests.factories import make_channel, make_person
from tests.sweep.conftest import World


def test_without_an_internal_channel_the_owner_hears_directly(database: Database) -> None:
    world = World(database, channel=False)
    with database.across_workspaces.transaction() as session:
        make_channel(session, world.partner, kind=ChannelKind.SHARED)
    world.goal()

    world.sweep()

    [row] = world.sent()
    assert world.nadia is not None
    assert row.person_id == world.nadia.id


def test_with_nobody_to_tell_the_slip_is_kept_with_its_figures_and_the_reason(
    database: Database,
) -> None:
    world = World(database, channel=False, owner=False)
    world.goal()

    assert world.sweep() == 1
    assert world.sweep() == 0

    [nudge] = world.nudges()
    assert nudge.skipped_reason == (
        "Acme: Won value 20,000 USD against 60,439.56 expected by 25 Nov (ratio 0.33, off track);"
        " not sent: no open channel is linked and nobody to tell is known in Slack"
    )
    assert world.sent() == []


def test_an_owner_known_only_by_name_gives_way_to_the_partners_owner_then_the_admin(
    world: World,
) -> None:
    with world.database.across_workspaces.transaction() as session:
        reed = make_person(
            session, world.workspace, name="Reed", slack_user_id=None, is_internal=False
        )
    world.goal(owner=reed)

    world.sweep()

    assert world.nadia is not None
    assert [nudge.recipient_id for nudge in world.nudges()] == [world.nadia.id]


def test_a_dormant_partner_is_left_in_peace(world: World) -> None:
    world.goal()
    with world.database.across_workspaces.transaction() as session:
        session.get_one(Partner, world.partner.id).stage = Stage.DORMANT

    world.sweep()

    assert world.sent() == []
    assert (world.nudges()[0].skipped_reason or "").endswith("not sent: Acme is dormant")
