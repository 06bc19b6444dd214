"""Contacts with partners' people are deleted when their time is over."""

from datetime import timedelta

from sqlmodel import select

from bot.jobs import timetable
from storage.database import Database
from storage.partners import Touch
from tests import factories
from tests.factories import NOW, TODAY


def test_a_contact_is_deleted_after_the_days_the_workspace_set(database: Database) -> None:
    with database.across_workspaces.transaction() as session:
        workspace = factories.make_workspace(session, settings={"touch_days": "365"})
        partner = factories.make_partner(session, workspace)
        for days in (1, 365, 366):
            factories.make_touch(session, partner, happened_on=TODAY - timedelta(days=days))
        other = factories.make_partner(session, factories.make_workspace(session))
        factories.make_touch(session, other, happened_on=TODAY - timedelta(days=729))

    timetable.run_due(database, NOW)

    with database.across_workspaces.reading() as session:
        kept = {(TODAY - touch.happened_on).days for touch in session.exec(select(Touch))}
    assert kept == {1, 365, 729}
