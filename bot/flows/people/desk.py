"""The desk: what is on a person, their partners by band, their reviews, their times."""

from datetime import datetime, timedelta

from sqlmodel import Session

from bot.delivery.pausing import paused_channel
from bot.flows import ledger_facts
from bot.flows.actors import Actor
from bot.flows.goals import their_goals
from bot.flows.kickoff import page as kickoff_page
from bot.flows.kickoff.holding import Held
from bot.flows.partners import pulse
from bot.flows.people import my_settings
from bot.flows.people.identity import calendar_of
from bot.flows.workspace import limits
from bot.rules.commitments import is_told
from bot.rules.defaults import Limits
from bot.rules.digest import hour_within
from bot.rules.kinds import NudgeKind
from bot.rules.pace import Band
from messages.internal.home_content import Desk, PartnerLine, ReviewLine, Times
from messages.shared.home import SharedDesk, TheirKickoff
from storage import (
    commitments,
    goals,
    health,
    kickoffs,
    partners,
    people,
    qbrs,
    watched_channels,
)
from storage.kickoffs import KickoffState
from storage.partners import Partner
from storage.people import Person, Side
from storage.workspaces import Workspace

PARTNERS_SHOWN = 25
REVIEWS_SHOWN = 8
NEWEST_BAND_DAYS = 7  # an older snapshot says nothing of today
BEHIND = frozenset({Band.AT_RISK, Band.OFF_TRACK, Band.MISSED})


def desk_of(session: Session, actor: Actor, *, now: datetime) -> Desk:
    """Return everything on one of our people's Home."""
    person = _person(session, actor)
    today = calendar_of(person).local_date(now)
    scope = {"workspace_id": actor.workspace_id}
    owed = commitments.open_owned_by(session, **scope, person_id=person.id)
    owned = goals.owned_by(session, **scope, person_id=person.id)
    numbers = ledger_facts.goals(session, owned, **scope, now=now)
    return Desk(
        person_id=person.id,
        today=today,
        promises=tuple(ledger_facts.promises(session, owed, **scope, now=now)),
        numbers=tuple(one for one in numbers if one.band in BEHIND | {Band.STALE}),
        partners=_partners(session, actor, now),
        reviews=tuple(
            ReviewLine(row.partner_id, row.partner, row.held_on)
            for row in qbrs.upcoming(
                session, **scope, owner_id=person.id, today=today, limit=REVIEWS_SHOWN
            )
        ),
        times=times_of(person, limits.of(session, actor.workspace_id), now),
        paused=tuple(
            paused_channel(channel, name)
            for channel, name in watched_channels.paused_of(session, **scope, owner_id=person.id)
        ),
    )


def shared_desk_of(session: Session, actor: Actor, *, now: datetime) -> SharedDesk | None:
    """Return what both sides promised, for one of a partner's people; None for anybody else."""
    partner = partners.of_id(session, workspace_id=actor.workspace_id, partner_id=actor.partner_id)
    if actor.partner_id is None or partner is None:
        return None
    promised = commitments.of_partner(
        session, workspace_id=actor.workspace_id, partner_id=partner.id
    )
    told = [row for row in promised if is_told(row.state, is_ours=row.side is Side.OURS)]
    scope = {"workspace_id": actor.workspace_id}
    rows = their_goals.shown_to_them(session, partner)
    return SharedDesk(
        partner.name,
        tuple(ledger_facts.promises(session, told, **scope, now=now)),
        us=session.get_one(Workspace, actor.workspace_id).name,
        goals=tuple(ledger_facts.goals(session, rows, **scope, now=now)),
        kickoff=_their_kickoff(session, actor, partner, now),
        pulse=pulse.waiting_for(session, actor, now=now),
    )


def _their_kickoff(
    session: Session, actor: Actor, partner: Partner, now: datetime
) -> TheirKickoff | None:
    row = kickoffs.newest_of(session, workspace_id=actor.workspace_id, partner_id=partner.id)
    if row is None or row.state is KickoffState.DRAFT:
        return None
    page = kickoff_page.page_of(session, Held(row, partner), now=now)
    return TheirKickoff(
        id=row.id,
        agreed=page.agreed,
        topics=len(page.topics),
        waiting_days=page.waiting_days,
        confirmed_by=page.confirmation.by if page.confirmation else None,
    )


def times_of(person: Person, its: Limits, now: datetime) -> Times:
    """Return when a person works and is away."""
    return Times(
        zone=person.zone,
        working_days=person.working_days,
        daily_hour=hour_within(person.daily_hour, its),
        away_from=person.away_from,
        away_to=person.away_to,
        country=person.country,
        muted=tuple(NudgeKind(kind).words.lower() for kind in my_settings.muted_now(person, now)),
    )


def _partners(session: Session, actor: Actor, now: datetime) -> tuple[PartnerLine, ...]:
    rows = health.bands_of_owner(
        session,
        workspace_id=actor.workspace_id,
        owner_id=actor.person_id,
        since=now.date() - timedelta(days=NEWEST_BAND_DAYS),
        limit=PARTNERS_SHOWN + 1,
    )
    return tuple(
        PartnerLine(row.partner_id, row.partner, row.stage.value, row.score, row.band)
        for row in rows
    )


def _person(session: Session, actor: Actor) -> Person:
    person = people.of_id(session, workspace_id=actor.workspace_id, person_id=actor.person_id)
    if person is None:
        raise LookupError(f"no person {actor.person_id} in this workspace")
    return person
