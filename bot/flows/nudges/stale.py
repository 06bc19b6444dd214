"""Messages nobody sent in time: recorded as skipped before it is decided what is said next."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from bot.delivery.letters import TOO_OLD
from bot.flows.daily.candidates import OVER
from bot.flows.goals import reading_asks
from bot.flows.kickoff import lines as kickoff_lines
from bot.flows.nudges import receivers
from bot.flows.partners.awake import AWAKE
from storage import outbox, unheard

# The rules of what nothing else brings back.
SAID_ONCE = frozenset(
    {reading_asks.ASK, reading_asks.ASK_UNANSWERED, *kickoff_lines.RULES, AWAKE, OVER}
)


def let_go(session: Session, *, workspace_id: UUID, now: datetime) -> int:
    """Skip what waits and is too old by now; return how many messages.

    What they would have said counts as never said. The asks and kickoffs among it, which nothing
    else brings back, wait for their reader's next daily message again; also those of a message
    that was found too old right before it was sent, or that failed. So does all that stood in a
    message whose answer was lost for good: it may have arrived or not, and is offered once more
    there, on another day, rather than posted again blindly.
    """
    lost = unheard.of_lost_messages(session, workspace_id=workspace_id)
    if lost:
        people = receivers.load(session, workspace_id=workspace_id)
        for one in lost:
            if one.local_on < people.today(now, one.recipient_id):
                one.outbox_id = None
                session.add(one)
        session.flush()
    gone = outbox.expire(session, workspace_id=workspace_id, reason=TOO_OLD, now=now)
    unsent = unheard.of_unsent_messages(
        session, workspace_id=workspace_id, rules=SAID_ONCE, too_old=TOO_OLD
    )
    unheard.wait_again(session, workspace_id=workspace_id, outbox_ids=unsent, rules=SAID_ONCE)
    return len(gone)
