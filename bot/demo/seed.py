"""The ledger of the demo, filled by the same flows and imports that people use."""

import tempfile
from datetime import date, datetime, time, timedelta
from pathlib import Path
from uuid import UUID

from sqlmodel import Session, col, update

from bot.demo import cast, records
from bot.demo.promises import PROMISES, Promise
from bot.exchange import importing
from bot.flows.actors import System
from bot.flows.commitments import changes as commitments
from bot.flows.partners import record as partners
from bot.flows.partners.stages import set_stage
from bot.flows.people import identity as people
from bot.flows.qbr import pack as qbr
from bot.flows.workspace import connecting as workspaces
from bot.jobs import health, readings, sweep
from bot.rules.stages import Stage
from storage.database import Database
from storage.outbox import Outbox, OutboxState
from storage.partners import ChannelKind, Partner
from storage.people import Person
from storage.workspaces import Workspace

_BEFORE = System("before the demo")
_DAYS_LIVED = range(-35, 0, 5)  # enough for a trend


def settle(session: Session, *, now: datetime) -> tuple[Workspace, dict[str, Partner]]:
    """Fill an empty ledger with the cast: people, partners by slug, and their channels."""
    workspace = _workspace(session, now=now)
    known = {user: _person(session, workspace, user, now=now) for user in _users()}
    companies = {
        company.slug: _company(session, workspace, company, known, now=now)
        for company in cast.COMPANIES
    }
    return workspace, companies


def fill(database: Database, *, now: datetime) -> UUID:
    """Fill an empty ledger with the cast and their records; return the workspace's id."""
    with database.across_workspaces.transaction() as session:
        workspace, companies = settle(session, now=now)
        known = {user: _person(session, workspace, user, now=now) for user in _users()}
        _import(session, workspace, now=now)
        for promise in PROMISES:
            _promise(session, promise, companies[promise.slug], known, now=now)
        for company in cast.COMPANIES:
            if company.qbr_in is not None:
                held_on = _workday(now + timedelta(days=company.qbr_in))
                owner = people.actor_of(known[company.owner])
                qbr.set_date(session, owner, companies[company.slug].id, held_on, now=now)
        _confirm_stages(session, companies, now=now)
    _live(database, workspace.id, now=now)
    return workspace.id


def _workspace(session: Session, *, now: datetime) -> Workspace:
    workspace = workspaces.connect(
        session,
        team_id=cast.TEAM,
        enterprise_id=None,
        name=cast.TEAM_NAME,
        bot_user_id=cast.BOT_USER,
        now=now,
    )
    workspace.admin_user_id = cast.MANAGER
    return workspace


def _users() -> dict[str, tuple[str, str, str, str]]:
    """Return everybody by Slack user id: name, zone, country, team."""
    ours = {one.user: (one.name, one.zone, one.country, cast.TEAM) for one in cast.COLLEAGUES}
    theirs = {one.user: (one.person, one.zone, one.country, one.team) for one in cast.COMPANIES}
    return ours | theirs


def _person(session: Session, workspace: Workspace, user: str, *, now: datetime) -> Person:
    name, zone, country, team = _users()[user]
    described = {
        "id": user,
        "team_id": team,
        "tz": zone,
        "is_admin": user == cast.MANAGER,
        "is_stranger": team != cast.TEAM,
        "profile": {"real_name": name},
    }
    person = people.from_slack(
        session,
        workspace_id=workspace.id,
        user=described,
        team_id=cast.TEAM,
        enterprise_id=None,
        now=now,
    )
    person.country = country  # Slack does not know it; people set it themselves
    return person


def _company(
    session: Session,
    workspace: Workspace,
    company: cast.Company,
    known: dict[str, Person],
    *,
    now: datetime,
) -> Partner:
    signed = now - timedelta(days=company.days_signed)
    terms = partners.PartnerTerms(
        name=company.name,
        owner_id=known[company.owner].id,
        sponsor_id=known[cast.SPONSOR].id,
        signed_on=signed.date(),
        rhythm="every second week",
    )
    partner = partners.add(session, terms, workspace_id=workspace.id, actor=_BEFORE, now=signed)
    channels = {
        ChannelKind.INTERNAL: company.internal_channel,
        ChannelKind.SHARED: company.shared_channel,
    }
    for kind, channel in channels.items():
        partners.link_channel(
            session, partner, slack_channel_id=channel, kind=kind, actor=_BEFORE, now=signed
        )
    partner.slack_team_id = company.team
    known[company.user].partner_id = partner.id
    return partner


def _import(session: Session, workspace: Workspace, *, now: datetime) -> None:
    with tempfile.TemporaryDirectory() as folder:
        deals, targets = Path(folder, "opportunities.csv"), Path(folder, "targets.csv")
        records.write_opportunities(deals, today=now.date())
        records.write_targets(targets, today=now.date())
        for kind, path in (("opportunities", deals), ("goals", targets)):
            importing.run(
                session,
                importing.Wish(kind, path, {}),
                workspace_id=workspace.id,
                now=now,
                progress=lambda _read, _total: None,
            )


def _promise(
    session: Session,
    promise: Promise,
    partner: Partner,
    known: dict[str, Person],
    *,
    now: datetime,
) -> None:
    company = next(one for one in cast.COMPANIES if one.slug == promise.slug)
    owner = known[promise.owner or company.user]
    calendar = people.calendar_of(owner)
    today = calendar.local_date(now)
    made_at = now - timedelta(days=45)
    terms = commitments.CommitmentTerms(
        title=promise.title,
        side=promise.side,
        due_on=calendar.add_working_days(today, promise.due_in),
        owner_id=owner.id,
        test_of_done=promise.test_of_done,
    )
    made = commitments.propose(session, partner, terms, actor=_BEFORE, now=made_at)
    commitments.accept(session, made, actor=_BEFORE, now=made_at)
    if promise.done_in is not None:
        done_at = now + (calendar.add_working_days(today, promise.done_in) - today)
        commitments.done(session, made, actor=_BEFORE, now=done_at)


def _confirm_stages(session: Session, companies: dict[str, Partner], *, now: datetime) -> None:
    """Most have had deals for months; of the newest the bot has yet to propose its stage."""
    for slug, partner in companies.items():
        if slug not in cast.STAGE_OPEN:
            reason = "open deals in the last 90 days"
            set_stage(session, partner, Stage.ACTIVE, actor=_BEFORE, now=now, reason=reason)


def _workday(at: datetime) -> date:
    return cast.COLLEAGUES[0].calendar.next_working_day(at.date())


def _live(database: Database, workspace_id: UUID, *, now: datetime) -> None:
    """Let the past weeks happen: readings, bands and health; what was said then is over."""
    for days in _DAYS_LIVED:
        then = datetime.combine(now + timedelta(days=days), time(12), tzinfo=now.tzinfo)
        for job in (readings.count_opportunities, sweep.sweep_goals, health.take_snapshots):
            job(database.within(workspace_id).transaction, workspace_id=workspace_id, now=then)
    with database.across_workspaces.transaction() as session:
        session.exec(
            update(Outbox)
            .where(col(Outbox.workspace_id) == workspace_id)
            .values(state=OutboxState.SKIPPED, reason="before the demo", finished_at=now)
        )
