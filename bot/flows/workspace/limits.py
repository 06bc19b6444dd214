"""The numbers a workspace goes by: the rules' defaults with what it set itself."""

import json
import logging
from functools import lru_cache
from uuid import UUID

from sqlmodel import Session

from bot.rules.defaults import Limits
from bot.rules.limit_settings import load
from storage import workspaces

log = logging.getLogger(__name__)


def of(session: Session, workspace_id: UUID) -> Limits:
    """Return the workspace's limits as they stand in this transaction.

    One column is read; what it says is checked once and then remembered.
    """
    overrides = workspaces.overrides(session, workspace_id=workspace_id)
    return _loaded(json.dumps(overrides, sort_keys=True))


@lru_cache(maxsize=1024)
def _loaded(overrides: str) -> Limits:
    loaded = load(json.loads(overrides))
    for fault in loaded.faults:
        log.warning("a setting could not be used", extra={"fault": fault})
    return loaded.limits
