"""Buttons and modals about goals: update the number, agree, leave it unaligned, add one."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlmodel import Session

from bot.flows import ledger_facts
from bot.flows.access import partner_for
from bot.flows.errors import Refusal
from bot.flows.goals import agreeing as goals
from bot.flows.goals import readings
from bot.flows.goals.agreeing import GoalTerms
from bot.rules.policy import Who
from handlers.answered import answered_meanwhile
from handlers.call import Call
from handlers.commands_partner import person_of, today
from handlers.registry import Entry, Kind
from messages.audience import InternalView
from messages.ids import Action, Callback, as_uuid
from messages.internal import goal_forms, goal_lists
from messages.internal.goal_forms import AGREED_OURS, AGREED_THEIRS, HEADLINE, GoalDraft
from messages.render import render
from messages.shared.ledger_facts import GoalFacts
from storage.goals import Goal
from storage.people import Side


def open_update(call: Call) -> None:
    """Open the form for the goal's number, unless somebody answered the message first."""
    _open_unless_answered(
        call,
        lambda facts: goal_forms.update(
            facts, today=today(call), stands=render("ledger_goal", one=facts)
        ),
    )


def number_typed(call: Call) -> tuple[Decimal, date]:
    """Return the number in the form and the day it is from. Raises Refusal, under its field."""
    value, as_of = call.inputs.number("value"), call.inputs.date("as_of")
    if value is None:
        raise Refusal("Write the number; 0 counts too.", block_id="value")
    if as_of is None:
        raise Refusal("Choose the day it is from.", block_id="as_of")
    return value, as_of


def take_update(call: Call) -> None:
    """Take the number; whatever asked for it is rewritten to say so."""
    value, as_of = number_typed(call)
    with call.transaction() as session:
        row = goals.of(session, call.actor, as_uuid(call.private.get("goal")))
        reading = readings.add_reading(
            session,
            goal=row,
            value=value,
            as_of=as_of,
            actor=call.actor,
            now=call.now,
            note=call.inputs.text("note") or None,
        )
        facts = _facts(call, session, row)
        outcome = readings.outcome(row, reading, call.actor)
    call.answer(goal_lists.updated(facts, outcome))


def agree(call: Call) -> None:
    """Write down that both sides agree to the goal."""
    with call.transaction() as session:
        row = goals.of(session, call.actor, as_uuid(call.value))
        for side in Side:
            goals.agree(session, row, side=side, on=today(call), actor=call.actor, now=call.now)
        outcome, whole = goals.settle_agreed(
            session, row, actor=call.actor, now=call.now, clicked=call.message_ref
        )
        message = whole or goal_lists.updated(_facts(call, session, row), outcome)
    call.replace(message)


def open_not_aligned(call: Call) -> None:
    """Ask where the sides differ."""
    _open_unless_answered(call, goal_forms.not_aligned)


def take_not_aligned(call: Call) -> None:
    """Write down that the sides know they differ: no slip, and the QBR lists it."""
    with call.transaction() as session:
        row = goals.of(session, call.actor, as_uuid(call.private.get("goal")))
        outcome = goals.set_not_aligned(
            session, row, reason=call.inputs.text("reason"), actor=call.actor, now=call.now
        )
        facts = _facts(call, session, row)
    call.answer(goal_lists.updated(facts, outcome))


def open_new(call: Call) -> None:
    """Open the form for a new goal of the partner on the button."""
    with call.reading() as session:
        partner = partner_for(session, call.actor, as_uuid(call.value))
        here = (partner.id, partner.name)
    draft = GoalDraft(here, owner=call.actor.slack_user_id, start_on=today(call))
    call.open(goal_forms.new_goal(draft))


def take_new(call: Call) -> None:
    """Write down the goal the form describes."""
    owner = person_of(call, call.inputs.user("owner"))
    terms = _terms(call, owner.id if owner else None)
    chosen = call.inputs.choices("agreed")
    with call.transaction() as session:
        partner = partner_for(session, call.actor, as_uuid(call.inputs.choice("partner")))
        row = goals.create(
            session,
            partner,
            terms,
            actor=call.actor,
            now=call.now,
            agreed_ours_on=today(call) if AGREED_OURS in chosen else None,
            agreed_theirs_on=today(call) if AGREED_THEIRS in chosen else None,
        )
        if HEADLINE in chosen:
            goals.set_headline(session, partner, row, actor=call.actor, now=call.now)
        facts = _facts(call, session, row)
    call.answer(goal_lists.added(facts))


def _terms(call: Call, owner_id: UUID | None) -> GoalTerms:
    typed = call.inputs
    target, start_on, due_on = typed.number("target"), typed.date("start_on"), typed.date("due_on")
    if target is None:
        raise Refusal("Write the target.", block_id="target")
    if start_on is None or due_on is None:
        raise Refusal("Choose a date.", block_id="start_on" if start_on is None else "due_on")
    return GoalTerms(
        metric=typed.text("metric"),
        unit=typed.text("unit"),
        baseline=typed.number("baseline") or Decimal(0),
        target=target,
        start_on=start_on,
        due_on=due_on,
        owner_id=owner_id,
        curve=typed.choice("curve") or "linear",
        rhythm=typed.choice("rhythm") or "weekly",
    )


def _open_unless_answered(call: Call, form: Callable[[GoalFacts], InternalView]) -> None:
    with call.reading() as session:
        row = goals.of(session, call.actor, as_uuid(call.value))
        answered = answered_meanwhile(call, session, row.id)
        if answered is None:
            goals.refuse_closed(row)
        facts = _facts(call, session, row)
    if answered is not None:
        call.replace(answered)
    else:
        call.open(form(facts))


def _facts(call: Call, session: Session, row: Goal) -> GoalFacts:
    [facts] = ledger_facts.goals(session, [row], workspace_id=call.workspace_id, now=call.now)
    return facts


ENTRIES = (
    Entry(Kind.ACTION, Action.GOAL_UPDATE, Who.ANYONE_INSIDE, open_update),
    Entry(Kind.VIEW, Callback.GOAL_UPDATE, Who.ANYONE_INSIDE, take_update),
    Entry(Kind.ACTION, Action.GOAL_AGREE, Who.ANYONE_INSIDE, agree),
    Entry(Kind.ACTION, Action.GOAL_NOT_ALIGNED, Who.ANYONE_INSIDE, open_not_aligned),
    Entry(Kind.VIEW, Callback.GOAL_NOT_ALIGNED, Who.ANYONE_INSIDE, take_not_aligned),
    Entry(Kind.ACTION, Action.GOAL_NEW, Who.ANYONE_INSIDE, open_new),
    Entry(Kind.VIEW, Callback.GOAL_NEW, Who.ANYONE_INSIDE, take_new),
)
