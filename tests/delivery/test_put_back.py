from datetime import timedelta
from uuid import UUID

import pytest

from bot.delivery.carrier import Closed, Failed, Result
from bot.delivery.letters import Letter, open_letter
from bot.delivery.outbox import (
    Intent,
    InternalChannel,
    post_internal,
    update_internal,
)
from bot.delivery.recording import record
from bot.delivery.troubles import Fault, Trouble
from storage.database import Database
from storage.nudges import Nudge
from storage.outbox import Outbox, OutboxState
from tests.delivery.conftest import NOW, Home, internal, some

LATER = NOW + timedelta(seconds=2)
LIMITED = Failed(Fault(Trouble.WAIT, "ratelimited", 1.0), called=True)
ARCHIVED = Closed("The channel is archived.")


def under_way(database: Database, home: Home, subject: tuple[str, UUID]) -> Letter:
    """Write a message about ``subject`` and claim it, as a dispatcher does before its call."""
    intent = Intent(home.workspace, "asks", "late", "It is late.", NOW, subject=subject)
    with database.across_workspaces.transaction() as session:
        to = InternalChannel(home.internal)
        row = some(post_internal(session, internal("Late."), to, intent=intent))
    with database.across_workspaces.transaction() as session:
        letter = open_letter(session, row, now=NOW, holder="one", claimed_at=NOW)
    assert isinstance(letter, Letter)
    return letter


def answered(database: Database, letter: Letter, *, of_two: int = 0) -> None:
    """Answer what a message asked, or so many of its two lines, while it is under way."""
    intent = Intent(letter.workspace_id, "settled", "settled", "It was settled.", LATER)
    with database.across_workspaces.transaction() as session:
        update_internal(session, internal("Done."), of=letter.id, intent=intent)
        for line in range(2 if of_two else 0):
            acted_at = LATER if line < of_two else None
            session.add(
                Nudge(
                    workspace_id=letter.workspace_id,
                    key=f"line {line}",
                    rule="slip",
                    subject_kind="goal",
                    subject_id=letter.id,
                    local_on=NOW.date(),
                    outbox_id=letter.id,
                    created_at=NOW,
                    acted_at=acted_at,
                )
            )


def standing(database: Database, letter: Letter, result: Result) -> tuple[OutboxState, str, str]:
    """Return the message's state, reason and text once the call came to ``result``."""
    with database.across_workspaces.transaction() as session:
        record(session, letter, result, now=LATER)
    with database.across_workspaces.reading() as session:
        row = session.get_one(Outbox, letter.id)
    return row.state, row.reason or "", row.payload["text"]


@pytest.mark.parametrize("result", [LIMITED, ARCHIVED], ids=["limited", "archived"])
def test_what_was_answered_while_slack_refused_it_is_not_tried_again(
    database: Database, home: Home, result: Result
) -> None:
    letter = under_way(database, home, ("commitment", home.partner))
    answered(database, letter)

    assert standing(database, letter, result) == (OutboxState.SKIPPED, "settled", "Late.")


def test_of_several_lines_those_left_are_tried_again_as_they_read_now(
    database: Database, home: Home
) -> None:
    letter = under_way(database, home, ("partner", home.partner))
    answered(database, letter, of_two=1)

    assert standing(database, letter, LIMITED) == (OutboxState.PENDING, "ratelimited", "Done.")


def test_with_all_its_lines_answered_a_message_is_not_tried_again(
    database: Database, home: Home
) -> None:
    letter = under_way(database, home, ("partner", home.partner))
    answered(database, letter, of_two=2)

    assert standing(database, letter, LIMITED)[:2] == (OutboxState.SKIPPED, "settled")


def test_what_nobody_answered_is_tried_again(database: Database, home: Home) -> None:
    letter = under_way(database, home, ("commitment", home.partner))

    assert standing(database, letter, LIMITED) == (OutboxState.PENDING, "ratelimited", "Late.")
