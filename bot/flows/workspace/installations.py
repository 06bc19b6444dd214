"""Installations from the web: made, refreshed, left, and in the end deleted with all they held."""

import logging
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from sqlmodel import Session

from bot.flows.workspace import connecting as workspaces
from bot.oauth import Grant, Tokens
from bot.rules.leaving import deleted_at
from storage import audit, installations
from storage.installations import Installation
from storage.workspaces import Workspace

log = logging.getLogger(__name__)

BOT_TOKEN = "bot token"  # noqa: S105 - what a sealed text is for
REFRESH_TOKEN = "refresh token"  # noqa: S105 - as above


class Seals(Protocol):
    """What makes a secret unreadable; `bot.sealing.Keyring`."""

    def seal(self, plain: str, *, workspace_id: UUID, purpose: str) -> str:
        """Return ``plain`` sealed."""
        ...


class OpensSeals(Seals, Protocol):
    """What also opens them again."""

    def open(self, sealed: str, *, workspace_id: UUID, purpose: str) -> str:
        """Return what was sealed."""
        ...

    def is_newest(self, sealed: str) -> bool:
        """Say whether it was sealed with the newest key."""
        ...


class OtherAppError(LookupError):
    """The installations kept here are of another Slack app."""


def install(
    session: Session, grant: Grant, seals: Seals, *, wall: datetime, now: datetime
) -> Workspace:
    """Return the grant's workspace, active and with new tokens; one that had left is back.

    ``wall`` is the real time, in which tokens expire. Raises OtherAppError.
    """
    if installations.app_ids(session) - {grant.app_id}:
        raise OtherAppError(grant.app_id)
    workspace = workspaces.connect(
        session,
        team_id=grant.slack_id,
        enterprise_id=grant.enterprise_id,
        name=grant.name,
        bot_user_id=grant.bot_user_id,
        now=now,
        takes_over=False,
    )
    known = installations.locked(session, workspace.id)
    values = {
        **sealed(grant.tokens, seals, workspace.id, wall=wall),
        "slack_id": grant.slack_id,
        "app_id": grant.app_id,
        "bot_id": grant.bot_id,
        "scopes": grant.scopes,
        "installed_by": grant.installed_by,
        "installed_at": wall,
        "left_at": None,
    }
    if known is None:
        session.add(Installation.model_validate({**values, "workspace_id": workspace.id}))
    else:
        session.add(known.sqlmodel_update(values))
    audit.record(
        session,
        workspace_id=workspace.id,
        now=now,
        actor=f"slack:{grant.installed_by}",
        action="workspace.installed",
        subject=("workspace", workspace.id),
        after={"scopes": grant.scopes},
    )
    log.info("the app was installed", extra={"workspace_id": str(workspace.id)})
    return workspace


def sealed(
    tokens: Tokens, seals: Seals, workspace_id: UUID, *, wall: datetime
) -> dict[str, object]:
    """Return the columns that keep these tokens; what was said about the last ones is over."""
    refresh, lives_s = tokens.refresh, tokens.lives_s
    return {
        "sealed_token": seals.seal(tokens.bot, workspace_id=workspace_id, purpose=BOT_TOKEN),
        "sealed_refresh_token": None
        if refresh is None
        else seals.seal(refresh, workspace_id=workspace_id, purpose=REFRESH_TOKEN),
        "token_expires_at": None if lives_s is None else wall + timedelta(seconds=lives_s),
        "refresh_after": None,
        "refresh_fault": None,
    }


def seal_anew(session: Session, seals: OpensSeals, *, workspace_id: UUID) -> bool:
    """Seal a workspace's tokens with the newest key; False when they are. Nobody sees them.

    Raises bot.sealing.SealError.
    """
    row = installations.locked(session, workspace_id)
    if row is None:
        return False
    old = row.sealed_token, row.sealed_refresh_token
    new = [
        text
        if text is None or seals.is_newest(text)
        else seals.seal(
            seals.open(text, workspace_id=workspace_id, purpose=purpose),
            workspace_id=workspace_id,
            purpose=purpose,
        )
        for text, purpose in zip(old, (BOT_TOKEN, REFRESH_TOKEN), strict=True)
    ]
    row.sealed_token, row.sealed_refresh_token = new
    session.add(row)
    return tuple(new) != old


def leave(
    session: Session, *, workspace_id: UUID, reason: str, said_at: datetime | None, now: datetime
) -> None:
    """Stop a workspace that removed the app, and say when its data will be deleted.

    ``said_at`` is when Slack says it happened: what is older than the installation is late
    news of one before it, and changes nothing.
    """
    found = installations.of_workspace(session, workspace_id)
    if found is not None and said_at is not None and said_at < found[0].installed_at:
        return
    workspaces.stop(session, workspace_id=workspace_id, reason=reason, now=now)
    if installations.note_left(session, workspace_id, now=now):
        log.warning(
            "the app was removed from a workspace; its data is kept until then",
            extra={"workspace_id": str(workspace_id), "until": deleted_at(now).isoformat()},
        )


def delete_departed(session: Session, *, workspace_id: UUID, now: datetime) -> int:
    """Delete all rows of a workspace whose time is over; return how many, 0 for one that is back.

    Asked again under a lock: it may have been installed again this moment.
    """
    found = installations.locked(session, workspace_id)
    if found is None or found.left_at is None or deleted_at(found.left_at) > now:
        return 0
    session.expunge_all()
    rows = installations.delete_all_of(session, workspace_id)
    log.warning(
        "a workspace that removed the app was deleted",
        extra={"workspace_id": str(workspace_id), "rows": rows},
    )
    return rows
