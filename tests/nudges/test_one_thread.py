"""Whatever a partner's channel is told on one day is one message, with the rest in its thread."""

from datetime import date, timedelta

from storage.database import Database
from tests.factories import NOW, make_commitment, make_goal, make_reading
from tests.handlers.conftest import BEN, INTERNAL, NADIA, Office, opened

TITLES = ("Send the deck", "Train the reps", "Share the list", "Name the sponsor")


def late(office: Office) -> None:
    """Let Nadia, who owns Acme, and Ben be late with two promises each."""
    for user in (NADIA, BEN):
        office.types("help", by=user)
    with office.database.across_workspaces.transaction() as session:
        nadia, ben = (office.person(session, user) for user in (NADIA, BEN))
        acme = office.partner(session)
        acme.owner_id = nadia.id
        for title, owner in zip(TITLES, (nadia, ben, nadia, ben), strict=True):
            make_commitment(session, acme, owner=owner, title=title, due_on=date(2026, 11, 18))


def slipping(office: Office) -> None:
    with office.database.across_workspaces.transaction() as session:
        goal = make_goal(session, office.partner(session), owner=office.person(session, NADIA))
        make_reading(session, goal, value="1000", as_of=date(2026, 11, 24))


def test_a_slip_and_four_late_promises_of_one_day_are_one_message_with_a_thread(
    sqlite_database: Database,
) -> None:
    with opened(sqlite_database) as office:
        late(office)
        office.bot.tick_at(NOW)  # the ladder's first rung is a line of the daily message
        slipping(office)
        office.clock.move(NOW + timedelta(days=1))

        office.bot.tick_at(office.clock.now())

        seen = office.sandbox.world.messages(INTERNAL, viewer=NADIA)
    [first, *others] = [message for message in seen if message.ephemeral_to is None]
    assert "a number we agreed on fell behind its pace" in first.text
    assert first.thread_ts is None
    assert {message.thread_ts for message in others} == {first.ts}
    assert [title for title in TITLES if any(title in one.text for one in others)] == list(TITLES)


def test_the_next_days_begin_a_thread_of_their_own(sqlite_database: Database) -> None:
    with opened(sqlite_database) as office:
        late(office)
        slipping(office)
        office.bot.tick_at(NOW)
        office.clock.move(NOW + timedelta(days=1))

        office.bot.tick_at(office.clock.now())

        seen = office.sandbox.world.messages(INTERNAL, viewer=NADIA)
    tops = [one for one in seen if one.ephemeral_to is None and one.thread_ts is None]
    assert ["fell behind" in one.text for one in tops] == [True, False]
