"""Installations from the web: where the app is installed, its sealed tokens, and attempts."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, func, or_, update
from sqlalchemy import select as sa_select
from sqlmodel import Field, Session, SQLModel, col, select

from storage.columns import Row, Scoped
from storage.scoping import WorkspaceId
from storage.workspaces import Workspace, WorkspaceState


class Installation(Scoped, table=True):
    """The app in one Slack workspace or organisation; its tokens are sealed, or gone with it."""

    workspace_id: UUID = Field(foreign_key="workspace.id", unique=True, sa_type=WorkspaceId)
    slack_id: str = Field(unique=True)  # T… of a workspace, E… of an organisation
    app_id: str
    bot_id: str
    scopes: str  # as Slack granted them, with commas
    installed_by: str  # Slack user id
    installed_at: datetime  # in the wall's time, as all below
    sealed_token: str | None = None
    sealed_refresh_token: str | None = None  # where the app's tokens expire
    token_expires_at: datetime | None = None
    refresh_after: datetime | None = None  # no other process may refresh before
    refresh_fault: str | None = None  # Slack's code for why the last refresh failed
    left_at: datetime | None = None  # Slack said the app was removed; in the bot's time


class InstallAttempt(Row, table=True):
    """Somebody's way to Slack and back; only the hash of what proves it theirs is kept."""

    state_hash: str = Field(unique=True)
    expires_at: datetime = Field(index=True)


def begin_attempt(
    session: Session, *, state_hash: str, now: datetime, expires_at: datetime, most: int
) -> bool:
    """Keep an attempt; False when ``most`` of them are open. Those past their time go."""
    session.execute(delete(InstallAttempt).where(col(InstallAttempt.expires_at) <= now))
    if session.execute(select(func.count()).select_from(InstallAttempt)).scalar_one() >= most:
        return False
    session.add(InstallAttempt(state_hash=state_hash, expires_at=expires_at))
    return True


def take_attempt(session: Session, *, state_hash: str, now: datetime) -> bool:
    """Use an attempt up; False when there is none, it was used, or its time is over."""
    taken = session.execute(
        delete(InstallAttempt)
        .where(col(InstallAttempt.state_hash) == state_hash)
        .returning(col(InstallAttempt.expires_at))
    ).scalar_one_or_none()
    return taken is not None and taken > now


def of_slack_id(session: Session, slack_id: str) -> tuple[Installation, Workspace] | None:
    """Return what is installed in a Slack workspace or organisation."""
    return _one(session, col(Installation.slack_id) == slack_id)


def of_workspace(session: Session, workspace_id: UUID) -> tuple[Installation, Workspace] | None:
    """Return the installation of a workspace; there is none where a token is in the settings."""
    return _one(session, col(Installation.workspace_id) == workspace_id)


def all_of_them(session: Session) -> list[tuple[Installation, Workspace]]:
    """Return every installation with its workspace, by the workspace's name."""
    statement = (
        select(Installation, Workspace)
        .join(Workspace, col(Workspace.id) == col(Installation.workspace_id))
        .order_by(col(Workspace.name), col(Installation.slack_id))
    )
    return [(found, workspace) for found, workspace in session.exec(statement)]


def app_ids(session: Session) -> set[str]:
    """Return the Slack apps that installations with tokens are of."""
    statement = select(Installation.app_id).where(col(Installation.sealed_token).is_not(None))
    return set(session.exec(statement.distinct()))


def to_refresh(session: Session, *, now: datetime, expiring: datetime, most: int) -> list[UUID]:
    """Return the workspaces whose token expires by ``expiring`` and may be refreshed ``now``."""
    statement = (
        select(Installation.workspace_id)
        .join(Workspace, col(Workspace.id) == col(Installation.workspace_id))
        .where(col(Workspace.state) == WorkspaceState.ACTIVE, _refreshable(now, expiring))
        .order_by(col(Installation.token_expires_at))
        .limit(most)
    )
    return list(session.exec(statement))


def claim_refresh(
    session: Session, workspace_id: UUID, *, now: datetime, expiring: datetime, until: datetime
) -> str | None:
    """Take the refreshing of a token until ``until``; return the sealed refresh token.

    Returns None when another process has it, or did it.
    """
    claimed = (
        update(Installation)
        .where(col(Installation.workspace_id) == workspace_id, _refreshable(now, expiring))
        .values(refresh_after=until)
        .returning(col(Installation.sealed_refresh_token))
    )
    found: str | None = session.execute(claimed).scalar_one_or_none()
    return found


def end_refresh(
    session: Session, workspace_id: UUID, *, until: datetime, values: dict[str, object]
) -> bool:
    """Write down what came of a refresh claimed ``until`` then; say whether it still counted.

    It does not when the app was removed or installed again meanwhile.
    """
    ended = (
        update(Installation)
        .where(col(Installation.workspace_id) == workspace_id)
        .where(col(Installation.refresh_after) == until, col(Installation.left_at).is_(None))
        .values(values)
        .returning(col(Installation.id))
    )
    return session.execute(ended).scalar_one_or_none() is not None


def locked(session: Session, workspace_id: UUID) -> Installation | None:
    """Return an installation that nobody else changes until the commit."""
    statement = select(Installation).where(col(Installation.workspace_id) == workspace_id)
    return session.exec(
        statement.with_for_update().execution_options(populate_existing=True)
    ).one_or_none()


def note_left(session: Session, workspace_id: UUID, *, now: datetime) -> bool:
    """Write down that the app was removed; its tokens, dead by then, go at once.

    Returns False when nothing was installed from the web, or it was written down before.
    """
    statement = (
        update(Installation)
        .where(col(Installation.workspace_id) == workspace_id, col(Installation.left_at).is_(None))
        .values(left_at=now, sealed_token=None, sealed_refresh_token=None, token_expires_at=None)
        .returning(col(Installation.id))
    )
    return session.execute(statement).scalar_one_or_none() is not None


def departed(session: Session) -> list[tuple[UUID, datetime]]:
    """Return the stopped workspaces that removed the app, and when each did."""
    columns = col(Installation.workspace_id), col(Installation.left_at)
    statement = (
        sa_select(*columns)
        .join(Workspace, col(Workspace.id) == col(Installation.workspace_id))
        .where(col(Workspace.state) == WorkspaceState.STOPPED)
        .where(col(Installation.left_at).is_not(None))
    )
    return [(workspace_id, left_at) for workspace_id, left_at in session.execute(statement)]


def delete_all_of(session: Session, workspace_id: UUID) -> int:
    """Delete every row of a workspace from every table, its own included; return how many."""
    deleted = 0
    for table in reversed(SQLModel.metadata.sorted_tables):
        owner = table.c.get("id" if table.name == "workspace" else "workspace_id")
        if owner is not None:
            gone = session.connection().execute(table.delete().where(owner == workspace_id))
            deleted += gone.rowcount
    return deleted


def seals(session: Session) -> list[tuple[UUID, str]]:
    """Return every sealed token with its workspace."""
    columns = col(Installation.workspace_id), col(Installation.sealed_token)
    statement = sa_select(*columns).where(col(Installation.sealed_token).is_not(None))
    return [(found, sealed or "") for found, sealed in session.execute(statement)]


def _one(session: Session, which: ColumnElement[bool]) -> tuple[Installation, Workspace] | None:
    statement = (
        select(Installation, Workspace)
        .join(Workspace, col(Workspace.id) == col(Installation.workspace_id))
        .where(which)
    )
    found = session.exec(statement).one_or_none()
    return None if found is None else (found[0], found[1])


def _refreshable(now: datetime, expiring: datetime) -> ColumnElement[bool]:
    free = or_(col(Installation.refresh_after).is_(None), col(Installation.refresh_after) <= now)
    return and_(
        col(Installation.sealed_refresh_token).is_not(None),
        col(Installation.token_expires_at) <= expiring,
        free,
    )
