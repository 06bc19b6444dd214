"""The people of the kickoff tests, and what they type."""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session, col, select

from bot.flows.actors import Actor
from bot.flows.kickoff import holding as kickoff
from bot.flows.kickoff.submit import Finished, submit
from bot.flows.people.identity import actor_of
from bot.rules.kickoff import STEPS, Topic, TopicState
from messages.shared.kickoff_fields import Cell, Fact, Part, Plan, field, row_field
from storage.commitments import Commitment
from storage.kickoffs import Kickoff
from storage.partners import Channel, ChannelKind, Partner
from storage.people import Person, Side
from storage.workspaces import Workspace
from tests.factories import NOW, make_channel, make_partner, make_person, make_workspace


@dataclass
class Cast:
    """Nadia owns Acme, Ben is an engineer of ours, Jo is Acme's."""

    workspace: Workspace
    partner: Partner
    nadia: Actor
    ben: Person
    jo: Actor
    stranger: Actor  # another partner's person
    internal: Channel | None
    shared: Channel | None


def cast_of(session: Session, *, shared: bool = True, internal: bool = True) -> Cast:
    workspace = make_workspace(session)
    nadia = make_person(session, workspace, name="Nadia Brooks")
    ben = make_person(session, workspace, name="Ben Roth")
    partner = make_partner(session, workspace, name="Acme", owner=nadia)
    jo = make_person(session, workspace, name="Jo March", side=Side.THEIRS, partner=partner)
    other = make_partner(session, workspace, name="Zenith")
    sam = make_person(session, workspace, name="Sam Hill", side=Side.THEIRS, partner=other)
    return Cast(
        workspace,
        partner,
        actor_of(nadia),
        ben,
        actor_of(jo),
        actor_of(sam),
        make_channel(session, partner) if internal else None,
        make_channel(session, partner, kind=ChannelKind.SHARED) if shared else None,
    )


def typed(cast: Cast) -> dict[str, str]:
    """What Nadia types: one goal, a resource and a commitment each side, K5 open, K9 declined."""
    fields: dict[str, str] = {}
    for topic in Topic:
        fields[field(topic, Part.OURS)] = f"We say {topic.key}"
        fields[field(topic, Part.THEIRS)] = f"They say {topic.key}"
        fields[field(topic, Part.STATE)] = TopicState.AGREED.value
    fields |= {
        field(Topic.K1, Fact.LEVEL_OURS): "co_sell",
        field(Topic.K1, Fact.LEVEL_THEIRS): "co_sell",
        field(Topic.K4, Fact.ROLL_OUT_ON): "2027-03-01",
        field(Topic.K7, Fact.ESTIMATE): "120",
        field(Topic.K8, Fact.HEADLINE): "1",
        field(Topic.K5, Part.STATE): TopicState.OPEN.value,
        field(Topic.K5, Part.OWNER): cast.nadia.slack_user_id,
        field(Topic.K5, Part.DUE): "2026-12-09",
        field(Topic.K9, Part.STATE): TopicState.DECLINED.value,
        field(Topic.K9, Part.REASON): "They fear lock-in",
        Plan.RHYTHM: "biweekly",
        Plan.OUR_SPONSOR: cast.ben.slack_user_id or "",
        Plan.FIRST_QBR: "2027-02-25",
    }
    fields |= row(
        Topic.K2,
        1,
        metric="Won value",
        unit="USD",
        baseline="0",
        target="250000",
        start="2026-11-25",
        due="2027-05-31",
        owner=cast.nadia.slack_user_id,
        side="joint",
    )
    fields |= row(
        Topic.K6, 1, title="Train their reps", owner=cast.ben.slack_user_id or "", due="2026-12-15"
    )
    fields |= row(Topic.K10, 1, title="Name two reps", owner_name="Jo March", due="2026-12-10")
    fields |= row(
        Topic.K3, 1, title="A sandbox", owner_name="Kim Oh", due="2026-12-20", side="theirs"
    )
    return fields


def row(topic: Topic, number: int, **cells: str) -> dict[str, str]:
    return {row_field(topic, number, Cell(cell)): value for cell, value in cells.items()}


def begun(session: Session, cast: Cast) -> Kickoff:
    return kickoff.open_for(session, cast.nadia, cast.partner.id, now=NOW).kickoff


def submitted(session: Session, cast: Cast, **changed: str) -> Finished:
    row = begun(session, cast)
    fields = typed(cast) | changed
    for step in range(1, len(STEPS) + 1):
        saved = kickoff.leave(
            session,
            cast.nadia,
            row.id,
            step=step,
            fields=fields,
            seen_version=row.version,
            now=NOW,
        )
        assert saved.errors == {}
    return submit(session, cast.nadia, row.id, now=NOW)


def promise(session: Session, title: str = "Name two reps") -> Commitment:
    return session.exec(select(Commitment).where(col(Commitment.title) == title)).one()


def finished(session: Session, *, shared: bool = True) -> tuple[Cast, UUID]:
    cast = cast_of(session, shared=shared)
    return cast, submitted(session, cast).held.kickoff.id
