"""Which messages of a partner's channel stand together: those of one local day."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session

from bot.flows.nudges import channel_day
from bot.rules.audience import Audience
from bot.rules.working_calendar import WorkingCalendar
from storage.outbox import OutboxState
from tests import factories

NEW_YORK = WorkingCalendar("America/New_York")
MIDNIGHT = datetime(2026, 11, 25, 5, 0, tzinfo=UTC)  # there
DUE = MIDNIGHT + timedelta(hours=16)
A_DAY, A_MINUTE = timedelta(days=1), timedelta(minutes=1)


@pytest.mark.parametrize(
    ("other", "state", "together"),
    [
        pytest.param(MIDNIGHT - A_MINUTE, OutboxState.SENT, False, id="of yesterday"),
        pytest.param(MIDNIGHT, OutboxState.SENT, True, id="as the day begins"),
        pytest.param(MIDNIGHT + A_DAY - A_MINUTE, OutboxState.PENDING, True, id="as it ends"),
        pytest.param(MIDNIGHT + A_DAY, OutboxState.PENDING, False, id="of tomorrow"),
        pytest.param(DUE, OutboxState.SKIPPED, False, id="not sent"),
    ],
)
def test_a_nudge_stands_with_the_first_of_its_own_day(
    session: Session, other: datetime, state: OutboxState, together: bool
) -> None:
    workspace = factories.make_workspace(session)
    channel = factories.make_channel(session, factories.make_partner(session, workspace))
    row = factories.make_outbox(
        session,
        workspace,
        audience=Audience.INTERNAL,
        rule="late",
        channel_id=channel.id,
        due_at=other,
        state=state,
    )

    first = channel_day.first(session, channel.id, NEW_YORK, due=DUE)

    assert first == (row if together else None)
