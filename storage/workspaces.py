"""Workspaces: the tenants. Everything else belongs to one."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import JSON
from sqlmodel import Field, Session, bindparam, col, select

from storage.columns import Json, Row, words


class WorkspaceState(StrEnum):
    """Whether the bot may act for a workspace."""

    ACTIVE = "active"
    STOPPED = "stopped"  # uninstalled or its token revoked


class Workspace(Row, table=True):
    """One Slack workspace, or the local one that imports fill before Slack is connected."""

    slack_team_id: str | None = Field(default=None, unique=True)  # None until Slack is connected
    enterprise_id: str | None = None
    name: str
    bot_user_id: str | None = None
    admin_user_id: str | None = None  # Slack user id who hears of what needs an admin
    state: WorkspaceState = Field(default=WorkspaceState.ACTIVE, sa_type=words(WorkspaceState))
    settings: Json = Field(default_factory=dict, sa_type=JSON)  # overrides of rules' Limits
    created_at: datetime
    stopped_at: datetime | None = None


# Built once: that takes longer than running it, and all that goes by a limit asks.
_SETTINGS = select(Workspace.settings).where(col(Workspace.id) == bindparam("its_id"))


def overrides(session: Session, *, workspace_id: UUID) -> Json:
    """Return what the workspace set itself, by field of Limits, each as it was typed."""
    found = session.exec(_SETTINGS, params={"its_id": workspace_id}).one_or_none()
    return dict(found or {})
