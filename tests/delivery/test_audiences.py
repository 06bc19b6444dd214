import pytest

from bot.delivery.outbox import (
    AudienceError,
    InsideDM,
    InternalChannel,
    SharedChannel,
    post_internal,
    post_shared,
    update_internal,
)
from messages.audience import SharedMessage
from storage.outbox import OutboxState
from storage.people import Side
from storage.workspaces import Workspace
from tests import factories
from tests.delivery.conftest import Desk, internal


def test_an_internal_text_has_no_way_into_a_shared_channel(desk: Desk) -> None:
    to = SharedChannel(desk.home.shared)
    with desk.database.across_workspaces.transaction() as session, pytest.raises(AudienceError):
        post_internal(session, internal("ours"), to, intent=desk.intent())  # type: ignore[arg-type]


def test_a_shared_channel_cannot_pass_as_an_internal_one(desk: Desk) -> None:
    to = InternalChannel(desk.home.shared)
    with desk.database.across_workspaces.transaction() as session, pytest.raises(AudienceError):
        post_internal(session, internal("ours"), to, intent=desk.intent())


def test_an_internal_text_cannot_pass_as_a_shared_one(desk: Desk) -> None:
    to = SharedChannel(desk.home.shared)
    with desk.database.across_workspaces.transaction() as session, pytest.raises(AudienceError):
        post_shared(session, internal("ours"), to, intent=desk.intent())  # type: ignore[arg-type]


def test_a_partner_s_person_gets_no_direct_message(desk: Desk) -> None:
    with desk.database.across_workspaces.transaction() as session:
        workspace = session.get_one(Workspace, desk.home.workspace)
        theirs = factories.make_person(session, workspace, name="Ana", side=Side.THEIRS)

        with pytest.raises(AudienceError):
            post_shared(session, SharedMessage("hi"), InsideDM(theirs.id), intent=desk.intent())


def test_nothing_goes_to_another_workspace_s_channel(desk: Desk) -> None:
    with desk.database.across_workspaces.transaction() as session:
        workspace = factories.make_workspace(session, name="Other")
        other = factories.make_channel(session, factories.make_partner(session, workspace))

        with pytest.raises(LookupError):
            post_internal(
                session, internal("ours"), InternalChannel(other.id), intent=desk.intent()
            )


def test_an_internal_text_cannot_take_a_shared_one_s_place(desk: Desk) -> None:
    row = desk.to_shared("Agreed.")
    with desk.database.across_workspaces.transaction() as session, pytest.raises(AudienceError):
        update_internal(session, internal("ours"), of=row, intent=desk.intent())


def test_a_transaction_that_fails_leaves_no_intent(desk: Desk) -> None:
    def fail() -> None:
        with desk.database.across_workspaces.transaction() as session:
            to = InternalChannel(desk.home.internal)
            post_internal(session, internal("ours"), to, intent=desk.intent())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()

    assert desk.rows("slip") == []
    assert desk.send().count(OutboxState.SENT) == 0
