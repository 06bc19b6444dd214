"""Workspaces: connected to Slack, and stopped when they leave."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from storage import audit
from storage.workspaces import Workspace, WorkspaceState

LOCAL_NAME = "This workspace"


def begin(session: Session, workspace_id: UUID, *, now: datetime) -> Workspace:
    """Return the first workspace, made for the keyboard before Slack is connected."""
    workspace = Workspace(id=workspace_id, name=LOCAL_NAME, created_at=now)
    session.add(workspace)
    session.flush()
    return workspace


def sole(session: Session, slack_id: str | None = None) -> Workspace:
    """Return the workspace with that Slack id, the only one unless given.

    Raises LookupError when there is none, or several.
    """
    found = sole_or_none(session, slack_id)
    if found is None:
        raise LookupError("There is nothing stored here yet: import or connect Slack first.")
    return found


def connect(
    session: Session,
    *,
    team_id: str,
    enterprise_id: str | None,
    name: str,
    bot_user_id: str | None,
    now: datetime,
    takes_over: bool = True,
) -> Workspace:
    """Return a Slack team's workspace, active; the first team takes over what was imported.

    Without ``takes_over`` it does not: where anybody may install, that might be anybody.
    """
    workspace = session.exec(
        select(Workspace).where(col(Workspace.slack_team_id) == team_id)
    ).one_or_none()
    if workspace is None:
        workspace = _unconnected(session) if takes_over else None
        workspace = workspace or Workspace(name=name, created_at=now)
    workspace.slack_team_id = team_id
    workspace.enterprise_id = enterprise_id
    workspace.name = name
    workspace.bot_user_id = bot_user_id
    workspace.state, workspace.stopped_at = WorkspaceState.ACTIVE, None
    session.add(workspace)
    session.flush()
    return workspace


def stop(session: Session, *, workspace_id: UUID, reason: str, now: datetime) -> None:
    """Do nothing more for a workspace that uninstalled us or revoked our token."""
    workspace = session.get_one(Workspace, workspace_id)
    if workspace.state is WorkspaceState.STOPPED:
        return
    workspace.state, workspace.stopped_at = WorkspaceState.STOPPED, now
    audit.record(
        session,
        workspace_id=workspace_id,
        now=now,
        actor="slack",
        action="workspace.stopped",
        subject=("workspace", workspace_id),
        after={"reason": reason},
    )


def _unconnected(session: Session) -> Workspace | None:
    return session.exec(select(Workspace).where(col(Workspace.slack_team_id).is_(None))).first()


def sole_or_none(session: Session, slack_id: str | None = None) -> Workspace | None:
    """Return the workspace with that Slack id; without one the only one, None before there is any.

    Raises LookupError when there is none with that id, and when there are several and the
    keyboard cannot know which is meant.
    """
    if slack_id is not None:
        of_id = select(Workspace).where(col(Workspace.slack_team_id) == slack_id)
        meant = session.exec(of_id).one_or_none()
        if meant is None:
            raise LookupError(
                f"No workspace {slack_id} is stored here; `partner-bot doctor` lists them."
            )
        return meant
    found = list(session.exec(select(Workspace).order_by(col(Workspace.id)).limit(2)))
    if len(found) > 1:
        raise LookupError(
            "Several workspaces are stored here: set SLACK_WORKSPACE to the id of the one meant."
        )
    return found[0] if found else None
