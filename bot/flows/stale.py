"""Messages nobody sent in time: recorded as skipped before it is decided what is said next."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from bot.flows import kickoff_lines
from storage import nudges, outbox

TOO_OLD = "too old"
SAID_ONCE = ("ask", *sorted(kickoff_lines.RULES))  # how the rules begin whose nudges are kept


def let_go(session: Session, *, workspace_id: UUID, now: datetime) -> int:
    """Skip what waits and is too old by now; return how many messages.

    What they would have said counts as never said. The asks and kickoffs among it, which nothing
    else brings back, wait for their reader's next daily message again. So does all
    that stood in a message whose answer was lost for good: it may have arrived or not, and is
    offered once more there rather than posted again blindly.
    """
    lost = nudges.of_lost_messages(session, workspace_id=workspace_id)
    nudges.wait_again(session, workspace_id=workspace_id, outbox_ids=lost, rules="")
    gone = outbox.expire(session, workspace_id=workspace_id, reason=TOO_OLD, now=now)
    for rules in SAID_ONCE if gone else ():
        nudges.wait_again(session, workspace_id=workspace_id, outbox_ids=gone, rules=rules)
    return len(gone)
