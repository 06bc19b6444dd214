"""Refreshing tokens that expire: well before, by one process, each refresh token once."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from bot.flows.workspace.installations import REFRESH_TOKEN, sealed
from bot.oauth import OAuthError, SlackOAuth
from bot.sealing import Keyring, SealError
from storage import installations
from storage.database import Database

log = logging.getLogger(__name__)

BEFORE = timedelta(hours=2)  # of the 12 hours that Slack's tokens live
# Longer than a call can take: until then nobody else tries, nor do we after a failure.
CLAIMED = timedelta(minutes=2)
AT_ONCE = 20  # a tick must come to an end, also when Slack is slow


@dataclass(frozen=True)
class Refresher:
    """Keeps every installation's token fresh. Any number of processes may have one."""

    database: Database
    keyring: Keyring
    slack: SlackOAuth

    def refresh_due(self, now: datetime) -> int:
        """Refresh what expires within two hours of ``now``, the real time; return how many.

        What fails is kept for `doctor` to tell, and tried again two minutes later.
        """
        expiring = now + BEFORE
        with self.database.across_workspaces.reading() as session:
            due = installations.to_refresh(session, now=now, expiring=expiring, most=AT_ONCE)
        return sum(self._refresh(workspace_id, now, expiring) for workspace_id in due)

    def _refresh(self, workspace_id: UUID, now: datetime, expiring: datetime) -> bool:
        until = now + CLAIMED
        with self.database.within(workspace_id).transaction() as session:
            claimed = installations.claim_refresh(
                session, workspace_id, now=now, expiring=expiring, until=until
            )
        if claimed is None:
            return False
        try:
            token = self.keyring.open(claimed, workspace_id=workspace_id, purpose=REFRESH_TOKEN)
            tokens = self.slack.refresh(token)
        except (OAuthError, SealError) as error:
            fault = error.code if isinstance(error, OAuthError) else "the key is missing"
            log.error(  # noqa: TRY400 - one line says it; what was sent must not be in the log
                "a token could not be refreshed",
                extra={"workspace_id": str(workspace_id), "code": fault},
            )
            values: dict[str, object] = {"refresh_fault": fault}
        else:
            values = sealed(tokens, self.keyring, workspace_id, wall=now)
        with self.database.within(workspace_id).transaction() as session:
            counted = installations.end_refresh(session, workspace_id, until=until, values=values)
        return counted and "sealed_token" in values
