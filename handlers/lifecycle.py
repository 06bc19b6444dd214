"""What Slack itself tells us: people and channels that changed, workspaces that left.

Bolt answers an event before its listener runs, so each effect is written, with the event's
id, in one transaction: the same event twice has one effect. Events come in any order: what is
older than the newest known of its kind about a person or channel has none.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from slack_sdk import WebClient
from sqlmodel import Session

from bot.delivery.people import People
from handlers import joining
from handlers.lifecycle_effects import EFFECTS, Effect, channel_of, said_at
from handlers.people import Directory, Tenant
from storage import events
from storage.database import Database
from storage.undone import anew
from storage.workspaces import Workspace

# What an event says of a channel: of each only the newest counts.
ASPECTS = {
    "channel_archive": "archive",
    "group_archive": "archive",
    "channel_unarchive": "archive",
    "group_unarchive": "archive",
    "channel_left": "membership",
    "group_left": "membership",
    "member_joined_channel": "membership",
    "channel_shared": "sharing",
    "channel_unshared": "sharing",
}


@dataclass(frozen=True)
class Lifecycle:
    """Takes the events no person sends us on purpose."""

    database: Database
    directory: Directory
    people: People

    def take(self, body: dict[str, Any], *, now: datetime, slack: WebClient | None = None) -> None:
        """Give the event its effect, once. With ``slack`` whoever joins a channel is looked up."""
        event = body["event"]
        effect = EFFECTS.get(event.get("type", ""))
        if effect is None:
            return
        tenant = self.directory.tenant_of(body)
        fresh = anew(lambda: self._take(body, effect, tenant, now))
        if event["type"] in {"user_change", "team_join"}:
            self.directory.forget(event["user"]["id"])
            self.people.forget(event["user"]["id"])
        if fresh and event["type"] == "member_joined_channel":
            joining.look_who_joined(
                self.database.within(tenant.workspace_id),
                self.people,
                slack,
                workspace_id=tenant.workspace_id,
                slack_channel_id=channel_of(event),
                slack_user_id=str(event.get("user")),
                now=now,
            )

    def _take(self, body: dict[str, Any], effect: Effect, tenant: Tenant, now: datetime) -> bool:
        """Give the event its effect; return whether it was not taken before."""
        event = body["event"]
        with self.database.within(tenant.workspace_id).transaction() as session:
            fresh = events.take(
                session,
                workspace_id=tenant.workspace_id,
                event_id=str(body.get("event_id")),
                kind=event["type"],
                now=now,
            )
            if fresh and _is_newest(session, tenant, event, now):
                effect(session, tenant, event, now)
        return fresh


def _is_newest(session: Session, tenant: Tenant, event: dict[str, Any], now: datetime) -> bool:
    """Say whether nothing newer of its kind is known of whom or what the event is about."""
    about = _about(session, tenant, event)
    if about is None:
        return True
    at = min(said_at(event) or now, now)
    return events.is_newest(session, workspace_id=tenant.workspace_id, about=about, at=at)


def _about(session: Session, tenant: Tenant, event: dict[str, Any]) -> str | None:
    """Name what an event says of which person or channel; None where each counts."""
    kind = event["type"]
    if kind == "user_change":
        return f"user:{event['user'].get('id')}"
    if kind == "member_joined_channel":
        workspace = session.get_one(Workspace, tenant.workspace_id)
        if event.get("user") != workspace.bot_user_id:
            return None
    return f"{ASPECTS[kind]}:{channel_of(event)}" if kind in ASPECTS else None
