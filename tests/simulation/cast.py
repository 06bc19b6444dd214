"""Who and what there is when a simulation begins: a workspace, or two that must never meet."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from uuid import UUID

from sqlmodel import Session

from bot.rules.commitments import CommitmentState
from bot.rules.stages import Stage
from storage.partners import ChannelKind, Partner
from storage.people import Person, Side
from storage.workspaces import Workspace
from tests import factories
from tests.simulation.places import BOT, Conversation, User
from tests.simulation.world import Slack

WORDS = ("Quarz", "Vireo")  # each stands in every name of one workspace and in none of the other's
ZONES = (
    "America/New_York",
    "Europe/Berlin",
    "Asia/Kolkata",
    "America/St_Johns",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Africa/Cairo",
    "Pacific/Chatham",
    "Asia/Kathmandu",
    "Pacific/Kiritimati",
    "America/Santiago",
    "UTC",
)
TWO = 0.25  # of the seeds have both workspaces; the others are quicker
COUNTRIES = (None, None, "US", "DE", "IN")
RESTS = (None, None, (22, 8), (7, 10), (12, 15))  # at night, and across hours of work
# Thirty days from here meet the clock changes of some of the zones.
STARTS = (
    date(2026, 2, 26),
    date(2026, 3, 20),
    date(2026, 4, 10),
    date(2026, 8, 25),
    date(2026, 9, 20),
    date(2026, 10, 12),
    date(2026, 10, 26),
    date(2026, 12, 14),
)


@dataclass
class Side_:  # noqa: N801 - Side is the product's word for ours and theirs
    """What the simulation knows of one workspace."""

    id: UUID
    team: str
    word: str
    ours: list[str] = field(default_factory=list)  # Slack user ids
    theirs: list[str] = field(default_factory=list)
    partners: list[UUID] = field(default_factory=list)
    channels: list[str] = field(default_factory=list)


def settle(session: Session, slack: Slack, rng: Random, at: datetime) -> list[Side_]:
    """Write a workspace, at times two, into the database and into Slack."""
    words = WORDS if rng.random() < TWO else WORDS[:1]
    return [_workspace(session, slack, rng, at, word) for word in words]


def _workspace(session: Session, slack: Slack, rng: Random, at: datetime, word: str) -> Side_:
    team = f"T{word.upper()}"
    bot = f"{BOT}{team}"
    slack.users[bot] = User(bot, team, "partner bot", "UTC")
    workspace = factories.make_workspace(
        session, name=word, slack_team_id=team, bot_user_id=bot, id=_id(rng), created_at=at
    )
    side = Side_(workspace.id, team, word)
    zones = rng.sample(ZONES, 2)
    people = [_person(session, slack, rng, workspace, side, zones, n) for n in range(3)]
    workspace.admin_user_id = people[0].slack_user_id
    session.add(workspace)
    for number in range(2):
        _partner(session, slack, rng, workspace, side, people, number, at)
    return side


def _person(
    session: Session,
    slack: Slack,
    rng: Random,
    workspace: Workspace,
    side: Side_,
    zones: list[str],
    number: int,
) -> Person:
    user = User(
        f"U{side.word.upper()}{number}",
        side.team,
        f"{side.word} {('Mia', 'Sol', 'Ira')[number]}",
        rng.choice(zones),
        is_admin=number == 0,
        rest=rng.choice(RESTS),
    )
    slack.users[user.id] = user
    side.ours.append(user.id)
    return factories.make_person(
        session,
        workspace,
        name=user.name,
        zone=user.zone,
        slack_user_id=user.id,
        is_admin=user.is_admin,
        country=rng.choice(COUNTRIES),
        daily_hour=rng.choice([9, 9, 9, 10, 17]),
        working_days=rng.choice(["12345", "12345", "1234", "71234"]),
        id=_id(rng),
    )


def _partner(
    session: Session,
    slack: Slack,
    rng: Random,
    workspace: Workspace,
    side: Side_,
    people: list[Person],
    number: int,
    at: datetime,
) -> None:
    partner = factories.make_partner(
        session,
        workspace,
        name=f"{side.word} {('Alder', 'Birch')[number]}",
        owner=rng.choice([*people, people[1], None]),
        sponsor=rng.choice([people[0], None]),
        stage=rng.choice([Stage.ACTIVE, Stage.ACTIVE, Stage.SIGNED]),
        id=_id(rng),
        signed_on=at.date() - timedelta(days=rng.randint(0, 30)),
        slack_team_id=f"TX{number}",
        created_at=at,
    )
    side.partners.append(partner.id)
    contact = f"U{side.word.upper()}X{number}"
    slack.users[contact] = User(contact, f"TX{number}", f"{side.word} Ext {number}", "UTC")
    side.theirs.append(contact)
    theirs = factories.make_person(
        session,
        workspace,
        name=slack.users[contact].name,
        side=Side.THEIRS,
        partner=partner,
        slack_user_id=contact,
        id=_id(rng),
    )
    bot, ours = f"{BOT}{side.team}", list(side.ours)
    for kind in ChannelKind:
        if rng.random() < 0.8:
            channel = f"C{side.word.upper()}{number}{kind.value[0].upper()}"
            shared = kind is ChannelKind.SHARED
            members = [bot, *ours, *([contact] if shared else [])]
            slack.conversations[channel] = Conversation(
                channel, side.team, members, is_shared=shared, opened_at=int(shared)
            )
            side.channels.append(channel)
            factories.make_channel(
                session, partner, kind=kind, slack_channel_id=channel, id=_id(rng)
            )
    _records(session, rng, side, partner, people, theirs, at)


def _records(
    session: Session,
    rng: Random,
    side: Side_,
    partner: Partner,
    people: list[Person],
    theirs: Person,
    at: datetime,
) -> None:
    today = at.date()
    for number in range(3):
        whose = rng.choice([Side.OURS, Side.OURS, Side.THEIRS])
        factories.make_commitment(
            session,
            partner,
            title=f"{side.word} promise {number} for {partner.name}",
            side=whose,
            owner=theirs if whose is Side.THEIRS else rng.choice([*people, None]),
            due_on=today + timedelta(days=rng.randint(-6, 20)),
            state=rng.choice([CommitmentState.ACCEPTED, CommitmentState.IN_PROGRESS]),
            created_at=at,
            id=_id(rng),
        )
    for number in range(2):
        goal = factories.make_goal(
            session,
            partner,
            metric=f"{side.word} metric {number}",
            start_on=today - timedelta(days=rng.randint(10, 60)),
            due_on=today + timedelta(days=rng.randint(5, 60)),
            owner=rng.choice([*people, None]),
            agreed=rng.random() < 0.8,
            created_at=at,
            id=_id(rng),
        )
        if rng.random() < 0.8:
            factories.make_reading(
                session,
                goal,
                value=str(rng.randint(0, 100_000)),
                as_of=today - timedelta(days=rng.randint(0, 9)),
                recorded_at=at,
                id=_id(rng),
            )
    if rng.random() < 0.7:
        held_on = today + timedelta(days=rng.randint(0, 30))
        factories.make_qbr(session, partner, held_on=held_on, id=_id(rng), created_at=at)
    factories.make_touch(
        session,
        partner,
        contact=f"{side.word} Jo",
        happened_on=today - timedelta(days=rng.randint(1, 90)),
        recorded_at=at,
        id=_id(rng),
        source_ref=f"{side.word}{partner.name}",
    )


def beginning(rng: Random) -> datetime:
    """Return the instant a simulation starts at."""
    return datetime.combine(rng.choice(STARTS), time(rng.randint(0, 23)), UTC)


def _id(rng: Random) -> UUID:
    return UUID(int=rng.getrandbits(128), version=4)
