"""What the partner says to goals: agreed, declined with a word, and readings of their own."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlmodel import Session

from bot.delivery.outbox import Intent, SharedChannel, post_shared
from bot.flows import ledger_facts
from bot.flows.access import NOT_FOUND
from bot.flows.actors import Actor
from bot.flows.errors import Refusal
from bot.flows.goals import agreeing as goals
from bot.flows.goals import readings
from bot.flows.kickoff import disagreements
from bot.flows.kickoff import holding as kickoff
from bot.flows.kickoff.page import has_shared_channel
from bot.flows.partners import telling
from bot.flows.partners.sides import spoken
from messages.render import Safe, render
from messages.shared import goal_card
from messages.shared import ledger as shared_ledger
from storage import goals as goal_rows
from storage import partners, people, shared_posts
from storage.goals import Goal, GoalSide, GoalState
from storage.partners import ChannelKind, Partner
from storage.people import Side

ASKED = "goal_asked"
ANSWERED = "goal_answered"


def ask(session: Session, actor: Actor, goal_id: UUID | None, *, now: datetime) -> Safe:
    """Put a goal to the partner in the shared channel; asking twice posts it once.

    Raises Refusal where there is no shared channel, or nothing is left to agree.
    """
    goal = goals.of_open(session, actor, goal_id)
    partner = goals.partner_of(session, actor, goal)
    if goal.agreed_theirs_on is not None:
        raise Refusal(f"{partner.name} has agreed to it.")
    channel = partners.channel_of(
        session, workspace_id=goal.workspace_id, partner_id=partner.id, kind=ChannelKind.SHARED
    )
    if channel is None:
        raise Refusal(
            f"There is no shared channel with {partner.name}, so record their answer yourself."
        )
    goals.agree(session, goal, side=Side.OURS, on=_today(actor, now), actor=actor, now=now)
    [facts] = ledger_facts.goals(session, [goal], workspace_id=goal.workspace_id, now=now)
    intent = Intent(
        workspace_id=goal.workspace_id,
        key=f"{ASKED}|{goal.id}",
        rule=ASKED,
        why=f"{actor.name} asks {partner.name} to agree to a goal.",
        now=now,
        subject=("goal", goal.id),
    )
    message = goal_card.ask(facts, who=actor.name)
    posted = post_shared(session, message, SharedChannel(channel.id), intent=intent)
    return render("goal_put_to_them", partner=partner.name, is_new=posted is not None)


def agree(
    session: Session,
    actor: Actor,
    goal_id: UUID | None,
    *,
    now: datetime,
    clicked: tuple[str, str] | None = None,
) -> Safe:
    """Write down the partner's yes; from now on the goal is judged if ours said yes too."""
    goal, partner = _answerable(session, actor, goal_id)
    goals.agree(session, goal, side=Side.THEIRS, on=_today(actor, now), actor=actor, now=now)
    disagreements.end_over_goal(session, goal, actor=actor, now=now)
    who = spoken(session, actor, partner_id=partner.id)
    outcome = render("goal_their_agreed", who=who, metric=goal.metric)
    _told(session, goal, partner, outcome, actor=actor, now=now, clicked=clicked)
    return outcome


def decline(
    session: Session, actor: Actor, goal_id: UUID | None, *, reason: str, now: datetime
) -> Safe:
    """Write down the partner's no: no slip is raised, and the next QBR lists it with the reason."""
    goal, partner = _answerable(session, actor, goal_id)
    disagreements.over_goal(session, goal, reason=reason, actor=actor, now=now)
    speaking = replace(actor, name=spoken(session, actor, partner_id=partner.id))
    goals.set_not_aligned(session, goal, reason=reason, actor=speaking, now=now)
    goal.agreed_theirs_on = None
    session.add(goal)
    outcome = render(
        "goal_their_declined", who=speaking.name, metric=goal.metric, reason=reason.strip()
    )
    _told(session, goal, partner, outcome, actor=actor, now=now)
    return outcome


def read(
    session: Session,
    actor: Actor,
    goal_id: UUID | None,
    *,
    value: Decimal,
    as_of: date,
    note: str | None,
    now: datetime,
) -> Safe:
    """Take a number the partner gives for a goal of theirs."""
    goal = readable(session, actor, goal_id)
    speaking = replace(actor, name=spoken(session, actor, partner_id=goal.partner_id))
    reading = readings.add_reading(
        session, goal=goal, value=value, as_of=as_of, actor=speaking, now=now, note=note
    )
    return readings.outcome(goal, reading, speaking)


def readable(session: Session, actor: Actor, goal_id: UUID | None) -> Goal:
    """Return a goal this person may give numbers for: one that is the partner's.

    Raises Refusal for others, for a closed one, and for what the partner does not see yet; one
    of ours has a form of their own.
    """
    goal = goals.of(session, actor, goal_id)
    partner = goals.partner_of(session, actor, goal)
    if not actor.is_internal and goal not in shown_to_them(session, partner, with_closed=True):
        raise Refusal(NOT_FOUND)
    goals.refuse_closed(goal)
    if not gives_numbers(session, actor, goal):
        raise Refusal("The numbers of this goal come from the other side.")
    return goal


def gives_numbers(session: Session, actor: Actor, goal: Goal) -> bool:
    """Say whether the numbers of a goal are this person's side to give."""
    if actor.is_internal or goal.side is GoalSide.THEIRS:
        return True
    owner = people.of_id(session, workspace_id=goal.workspace_id, person_id=goal.owner_id)
    return owner is not None and owner.partner_id == goal.partner_id


def shown_to_them(session: Session, partner: Partner, *, with_closed: bool = False) -> list[Goal]:
    """Return the goals the partner may see: what they agreed to, and what they were asked."""
    rows = goal_rows.of_partner(
        session,
        workspace_id=partner.workspace_id,
        partner_id=partner.id,
        with_closed=with_closed,
    )
    asked = shared_posts.subjects_of(
        session, workspace_id=partner.workspace_id, rule=ASKED, ids=[row.id for row in rows]
    )
    # What a kickoff made stands in the summary both sides read.
    return [
        row
        for row in rows
        if row.agreed_theirs_on
        or row.kickoff_id
        or row.state is GoalState.NOT_ALIGNED
        or row.id in asked
    ]


def answerable(session: Session, actor: Actor, goal_id: UUID | None) -> Goal:
    """Return a goal this person may answer for the partner. Raises Refusal otherwise."""
    return _answerable(session, actor, goal_id)[0]


def _answerable(session: Session, actor: Actor, goal_id: UUID | None) -> tuple[Goal, Partner]:
    goal = goals.of(session, actor, goal_id)
    partner = goals.partner_of(session, actor, goal)
    if goal not in shown_to_them(session, partner, with_closed=True):
        raise Refusal(NOT_FOUND)
    goals.refuse_closed(goal)
    if actor.is_internal and has_shared_channel(session, partner):
        raise Refusal(f"This is {partner.name}'s to answer, in the shared channel.")
    return goal, partner


def _told(
    session: Session,
    goal: Goal,
    partner: Partner,
    outcome: Safe,
    *,
    actor: Actor,
    now: datetime,
    clicked: tuple[str, str] | None = None,
) -> None:
    """End what asked about the goal, and tell our owner."""
    goals.settle(session, goal, outcome, actor=actor, now=now, action=ANSWERED, clicked=clicked)
    telling.tell_owner(
        session,
        partner,
        shared_ledger.settled(outcome),
        actor=actor,
        now=now,
        rule=ANSWERED,
        why=f"{actor.name} answered a goal of {partner.name}.",
        subject=("partner", partner.id),
    )


def _today(actor: Actor, now: datetime) -> date:
    return kickoff.today_of(actor, now)
