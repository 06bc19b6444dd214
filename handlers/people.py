"""Who acts: verified with Slack, remembered for five minutes, known to the database."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from slack_sdk import WebClient
from slack_sdk.errors import SlackClientError
from sqlmodel import Session

from bot.delivery.channels import look
from bot.delivery.people import People
from bot.flows.actors import Actor
from bot.flows.partners import companies
from bot.flows.people import identity as people
from bot.flows.people.in_slack import weighed
from storage.database import Access, Database
from storage.people import Person

log = logging.getLogger(__name__)

REMEMBERED = timedelta(minutes=5)  # Source: shared rule, "cache at most 5 min; drop on user_change"

MOST_REMEMBERED = 10_000


@dataclass(frozen=True, slots=True)
class Tenant:
    """The workspace of an installation, as Slack and as we name it."""

    workspace_id: UUID
    team_id: str
    enterprise_id: str | None = None


class UnknownPersonError(LookupError):
    """Slack did not say who this is; whoever it is gets nothing."""


@dataclass
class Directory:
    """Turns the user id in a payload into an Actor. Any doubt reads as not internal."""

    database: Database
    tenant_of: Callable[[dict[str, Any]], Tenant]
    _known: dict[tuple[UUID, str, str | None], tuple[datetime, Actor]] = field(
        default_factory=dict, init=False
    )

    def actor(
        self, slack: WebClient, body: dict[str, Any], channel_id: str | None, *, now: datetime
    ) -> Actor:
        """Return who acted. A partner's person is recognised by the channel they act in."""
        tenant = self.tenant_of(body)
        user_id = _user_id(body)
        key = (tenant.workspace_id, user_id, channel_id)
        since, known = self._known.get(key, (None, None))
        if known is not None and since is not None and timedelta() <= now - since < REMEMBERED:
            return known
        actor = self._look_up(slack, tenant, user_id, channel_id, now)
        if len(self._known) >= MOST_REMEMBERED:
            self._known.clear()
        self._known[key] = (now, actor)
        return actor

    def forget(self, user_id: str | None = None) -> None:
        """Ask Slack again the next time: the person changed, or with None anybody may have."""
        for key in [key for key in self._known if user_id in {key[1], None}]:
            self._known.pop(key, None)

    def _look_up(
        self,
        slack: WebClient,
        tenant: Tenant,
        user_id: str,
        channel_id: str | None,
        now: datetime,
    ) -> Actor:
        own = self.database.within(tenant.workspace_id)
        try:
            user = slack.users_info(user=user_id)["user"]
            seen = company_seen(own, slack, tenant, user, channel_id)
        except (SlackClientError, OSError) as error:
            raise UnknownPersonError(user_id) from error
        with own.transaction() as session:
            if seen is not None:
                companies.learn(session, seen, now=now)
            person = person_of(session, tenant, user, channel_id=channel_id, now=now)
            return people.actor_in(session, person, slack_channel_id=channel_id)


def company_seen(
    own: Access, slack: WebClient, tenant: Tenant, user: dict[str, Any], channel_id: str | None
) -> companies.Seen | None:
    """Look at the channel where somebody from outside is while their partner's company is unknown.

    Raises what the Slack call raises.
    """
    who = weighed(user, team_id=tenant.team_id, enterprise_id=tenant.enterprise_id)
    if who.is_of_ours or not who.is_active:
        return None
    with own.reading() as session:
        unknown = companies.unknown_behind(
            session,
            workspace_id=tenant.workspace_id,
            slack_user_id=who.slack_user_id,
            slack_channel_id=channel_id,
        )
    if unknown is None:
        return None
    facts = look(slack, unknown.slack_channel_id, People(), members=False)
    return companies.Seen(unknown, who, facts, tenant.team_id, tenant.enterprise_id)


def person_of(
    session: Session,
    tenant: Tenant,
    user: dict[str, Any],
    *,
    channel_id: str | None,
    now: datetime,
) -> Person:
    """Return the person of a users.info answer, written down as Slack describes them now."""
    return people.from_slack(
        session,
        workspace_id=tenant.workspace_id,
        user=user,
        team_id=tenant.team_id,
        enterprise_id=tenant.enterprise_id,
        channel_id=channel_id,
        now=now,
    )


def _user_id(body: dict[str, Any]) -> str:
    event = body.get("event") or {}
    user = body.get("user_id") or body.get("user") or event.get("user") or {}
    return user if isinstance(user, str) else str(user.get("id", ""))
