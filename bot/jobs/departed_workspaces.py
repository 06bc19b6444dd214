"""Deleting the data of workspaces that removed the app, once its time is over."""

import logging
from datetime import datetime

from bot.flows.workspace import installations
from bot.rules.leaving import deleted_at
from storage import installations as rows
from storage.database import Database

log = logging.getLogger(__name__)


def delete_departed(database: Database, *, now: datetime) -> int:
    """Delete what is due, each workspace in a transaction of its own; return how many."""
    with database.across_workspaces.reading() as session:
        over = [found for found, left_at in rows.departed(session) if deleted_at(left_at) <= now]
    deleted = 0
    for workspace_id in over:
        try:
            with database.across_workspaces.transaction() as session:
                gone = installations.delete_departed(session, workspace_id=workspace_id, now=now)
            deleted += gone > 0
        except Exception:
            # One that cannot be deleted must not keep the others.
            log.exception(
                "a workspace could not be deleted", extra={"workspace_id": str(workspace_id)}
            )
    return deleted
