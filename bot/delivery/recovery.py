"""Finding out what became of a call whose answer was lost, once it can no longer arrive.

A rewrite, or a deletion, is simply made again. A post is looked for in the conversation by
its key: found, it was sent; absent, it goes out now. Where the bot may not read the history,
or cannot for a day, the row stays unknown, for the next digest to ask again. One whose call is
lost again and again is given up, so that what waits behind it goes on.
"""

import logging
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from slack_sdk.errors import SlackApiError

from bot.delivery.carrier import METADATA_TYPE, Carrier
from bot.delivery.notices import tell_given_up
from bot.delivery.pace import RestingError
from bot.delivery.put_back import put_back
from bot.delivery.recording import MOST_ATTEMPTS
from bot.delivery.troubles import NO_ANSWER, Trouble
from storage import destinations, outcomes, sending
from storage.database import Access, Database
from storage.outbox import Outbox, OutboxKind, OutboxState

log = logging.getLogger(__name__)

# What passes, or stops the whole workspace; any other refusal stays, and is waited for no more.
PASSES = frozenset({Trouble.LATER, Trouble.WAIT, Trouble.UNKNOWN, Trouble.WORKSPACE})
LOOKED_FOR = timedelta(days=1)  # nothing of its conversation can go out meanwhile
_MAY_BE_THERE = frozenset({OutboxState.SENT, OutboxState.UNKNOWN})
_TOO_FAR_BACK: dict[str, Any] = {"state": OutboxState.UNKNOWN, "reason": "too far back"}
PAGES = 10
PAGE = 200
SLACK_MIGHT_LAG = timedelta(minutes=5)


def resolve(
    database: Database, carrier: Carrier, *, workspace_id: UUID, before: datetime, now: datetime
) -> int:
    """Find the outcome of every call made before ``before``; return how many were found out.

    ``before`` is in the wall's time, in which calls are made; ``now`` is what the rows get.
    """
    own = database.within(workspace_id)
    with own.reading() as session:
        rows = sending.lost(session, workspace_id=workspace_id, before=before)
    resolved = 0
    for outbox_id in rows:
        try:
            resolved += _resolve_one(own, carrier, outbox_id, before, now)
        except RestingError:
            break  # the next round goes on from here
        except LookupError:
            # An answer of Slack's that nobody can read must not stop the rest.
            log.exception("a message cannot be looked for", extra={"outbox_id": str(outbox_id)})
    return resolved


def _resolve_one(
    own: Access, carrier: Carrier, outbox_id: UUID, before: datetime, now: datetime
) -> int:
    with own.reading() as session:
        row, person, channel, _ = destinations.with_target(session, outbox_id)
        thread_ts = destinations.thread_of(session, row)
    place = person.dm_channel_id if person else channel.slack_channel_id if channel else None
    if row.kind is not OutboxKind.POST:
        values: dict[str, Any] | None = _send_again(row)
    elif place is None:
        values = {"state": OutboxState.UNKNOWN, "reason": "no_history"}
    else:
        values = _look_up(carrier, row, place, thread_ts)
    if values is None and row.claimed_at is not None and row.claimed_at <= before - LOOKED_FOR:
        values = {"state": OutboxState.UNKNOWN, "reason": "the history cannot be read"}
    if values is None:
        return 0
    if values["state"] is not OutboxState.PENDING:
        values["finished_at"] = now
    with own.transaction() as session:
        changed = put_back(session, outbox_id, was=row.state, now=now, **values)
        if changed in _MAY_BE_THERE and row.rule == outcomes.DAILY and row.person_id is not None:
            outcomes.daily_went(session, person_id=row.person_id, at=now)
        if changed is OutboxState.FAILED:
            tell_given_up(session, row, values["reason"], now)
    log.info(
        "found out what became of a message",
        extra={"outbox_id": str(row.id), "state": changed},
    )
    return int(changed is not None)


def _send_again(row: Outbox) -> dict[str, Any]:
    """Return how a row is made to wait again, or given up after so many calls."""
    attempts = row.attempts + 1
    if attempts >= MOST_ATTEMPTS:
        reason = row.reason or "no_answer"
        return {"state": OutboxState.FAILED, "reason": reason, "attempts": attempts}
    pending = OutboxState.PENDING
    return {"state": pending, "reason": None, "claimed_at": None, "attempts": attempts}


def _look_up(
    carrier: Carrier, row: Outbox, place: str, thread_ts: str | None = None
) -> dict[str, Any] | None:
    """Return what Slack's history says of a row, or None when it cannot be read just now."""
    try:
        found = _in_thread(carrier, row, place, thread_ts) if thread_ts else None
        return found or _in_history(carrier, row, place)
    except NO_ANSWER as error:
        fault = carrier.fault(error)
        passes = fault.trouble in PASSES
        return None if passes else {"state": OutboxState.UNKNOWN, "reason": fault.code}


def _in_history(carrier: Carrier, row: Outbox, place: str) -> dict[str, Any]:
    cursor = ""
    for _ in range(PAGES):
        carrier.calling("conversations.history")
        page = carrier.slack.conversations_history(
            channel=place, limit=PAGE, cursor=cursor, include_all_metadata=True
        )
        found = _found(page["messages"], row, place)
        if found is not None:
            return found
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor or _older(page["messages"], row):
            return _send_again(row)
    return _TOO_FAR_BACK.copy()


def _in_thread(carrier: Carrier, row: Outbox, place: str, thread_ts: str) -> dict[str, Any] | None:
    """Return what a thread, which no history shows, says of a row; None when it is not there."""
    cursor = ""
    for _ in range(PAGES):
        carrier.calling("conversations.replies")
        try:
            page = carrier.slack.conversations_replies(
                channel=place, ts=thread_ts, limit=PAGE, cursor=cursor, include_all_metadata=True
            )
        except SlackApiError as error:
            if carrier.fault(error).may_be_the_thread:
                return None  # it is gone: what was to stand there stands outside
            raise
        found = _found(page["messages"], row, place)
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
        if found is not None or not cursor:
            return found
    return _TOO_FAR_BACK.copy()


def _found(messages: list[dict[str, Any]], row: Outbox, place: str) -> dict[str, Any] | None:
    stamps = (message["ts"] for message in messages if _key(message) == str(row.id))
    ts = next(stamps, None)
    if ts is None:
        return None
    sent = OutboxState.SENT
    return {"state": sent, "reason": None, "slack_channel_id": place, "slack_ts": ts}


def _key(message: dict[str, Any]) -> str | None:
    metadata = message.get("metadata") or {}
    if metadata.get("event_type") != METADATA_TYPE:
        return None
    return (metadata.get("event_payload") or {}).get("key")


def _older(messages: list[dict[str, Any]], row: Outbox) -> bool:
    """Say whether the page reaches back to before the row could have been sent."""
    since = (max(row.created_at, row.due_at) - SLACK_MIGHT_LAG).timestamp()
    return bool(messages) and float(messages[-1]["ts"]) < since
