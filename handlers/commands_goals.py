"""Goals at the keyboard: goal, log."""

from bot.flows import finding, ledger_facts
from bot.flows.access import partner_for
from bot.flows.errors import Refusal
from bot.flows.goals import agreeing as goals
from bot.flows.goals import readings
from bot.flows.goals.agreeing import GoalTerms
from bot.rules.policy import Who
from handlers import goal_closing
from handlers.call import Call
from handlers.commands_partner import ask_partner, partner_in, today
from handlers.commands_words import GOAL_EXAMPLE, LOG_EXAMPLE, closing, logged, target
from handlers.registry import Entry, Kind
from messages.internal import goal_lists
from messages.internal.goal_forms import GoalDraft, new_goal
from storage.goals import Goal


def goal(call: Call) -> None:
    """Write down a goal, or close one; without words a modal asks for it."""
    is_closing, call.words = closing(call.words, today(call))
    with call.reading() as session:
        partner, rest = partner_in(call, session)
        if partner is not None:
            partner_for(session, call.actor, partner.id)  # no form for who may only look
    if not is_closing:  # the partner may be named first
        is_closing, rest = closing(rest, today(call))
    if is_closing:
        goal_closing.at_keyboard(call, partner, rest)
        return
    if not rest:
        here = (partner.id, partner.name) if partner else None
        draft = GoalDraft(here, owner=call.actor.slack_user_id, start_on=today(call))
        call.open(new_goal(draft))
        return
    said = target(rest, today(call))
    if not said.metric:
        raise Refusal(f"Say what is measured. Try: {GOAL_EXAMPLE}")
    if partner is None:
        ask_partner(call, "goal")
        return
    terms = GoalTerms(
        metric=said.metric,
        unit=said.unit,
        baseline=said.baseline,
        target=said.target,
        start_on=today(call),
        due_on=said.due_on,
        owner_id=call.actor.person_id,
    )
    with call.transaction() as session:
        made = goals.create(
            session,
            partner_for(session, call.actor, partner.id),
            terms,
            actor=call.actor,
            now=call.now,
            agreed_ours_on=today(call),
        )
        [facts] = ledger_facts.goals(session, [made], workspace_id=call.workspace_id, now=call.now)
    call.answer(goal_lists.added(facts))


def log(call: Call) -> None:
    """Take a goal's number as of a day."""
    if not call.words:
        raise Refusal(f"Say what and how much. Try: {LOG_EXAMPLE}")
    with call.reading() as session:
        partner, rest = partner_in(call, session)
    said = logged(rest, today(call))
    if partner is None:
        ask_partner(call, "log")
        return
    with call.transaction() as session:
        found = finding.goal(session, call.actor, partner.id, said.metric)
        _refuse_other_unit(found, said.unit)
        reading = readings.add_reading(
            session,
            goal=found,
            value=said.value,
            as_of=said.as_of,
            actor=call.actor,
            now=call.now,
        )
        [facts] = ledger_facts.goals(session, [found], workspace_id=call.workspace_id, now=call.now)
        outcome = readings.outcome(found, reading, call.actor)
    call.answer(goal_lists.updated(facts, outcome))


def _refuse_other_unit(found: Goal, typed: str) -> None:
    if typed and goals.unit_of(typed) != found.unit:
        unit = "a plain number" if found.unit == "count" else f"in {found.unit}"
        raise Refusal(f"{found.metric} is {unit}; I don't convert. Write it that way.")


ENTRIES = (
    Entry(Kind.COMMAND, "goal", Who.ANYONE_INSIDE, goal),
    Entry(Kind.COMMAND, "log", Who.ANYONE_INSIDE, log),
)
