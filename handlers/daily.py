"""Answers in nudges and daily messages, and "Why am I getting this?"."""

from collections.abc import Callable
from uuid import UUID

from bot.flows.daily import message as daily
from bot.flows.errors import Refusal
from bot.flows.goals import agreeing as goals
from bot.flows.nudges import answers as nudge_answers
from bot.flows.nudges import why as why_flow
from bot.flows.workspace.views import Page
from bot.rules.nudging import SnoozeChoice
from bot.rules.policy import Who
from handlers.answered import answered_meanwhile
from handlers.call import Call
from handlers.registry import Entry, Kind
from messages.audience import InternalView
from messages.ids import Action, Callback, as_uuid
from messages.internal import ledger
from messages.internal.nudge_forms import comment_form, snooze_form


def show_all(call: Call) -> None:
    """Button "Show all": open everything that is on the person who pressed."""
    with call.reading() as session:
        view = daily.everything(
            session,
            workspace_id=call.workspace_id,
            person_id=call.actor.person_id,
            now=call.now,
        )
    call.open(view)


def why(call: Call) -> None:
    """Button "Why am I getting this?": answer privately."""
    call.viewed(Page.WHY)
    with call.reading() as session:
        message = why_flow.why(session, call.actor, ref=call.message_ref, now=call.now)
    call.answer(message)


def ask_comment(call: Call) -> None:
    """Button "Comment or plan"."""
    _open_unless_answered(call, comment_form)


def keep_comment(call: Call) -> None:
    """Keep the comment; every message that asked says so, and on Home, where none is, the modal."""
    with call.transaction() as session:
        outcome = nudge_answers.comment(
            session,
            call.actor,
            as_uuid(call.private.get("goal")),
            text=call.inputs.text("comment"),
            now=call.now,
        )
    if call.is_over_home:
        call.answer(ledger.settled(outcome))
    else:
        call.close()


def ask_snooze(call: Call) -> None:
    """Button "Snooze" of a number."""
    _open_unless_answered(call, snooze_form)


def keep_snooze(call: Call) -> None:
    """Put the number off; every message that asked says so."""
    chosen = call.inputs.choice("choice")
    if chosen not in set(SnoozeChoice):
        raise Refusal("Choose when.", block_id="choice")
    with call.transaction() as session:
        nudge_answers.snooze(
            session,
            call.actor,
            as_uuid(call.private.get("goal")),
            choice=SnoozeChoice(chosen),
            on=call.inputs.date("on"),
            now=call.now,
        )
    call.close()


def _open_unless_answered(call: Call, form: Callable[[UUID, str], InternalView]) -> None:
    with call.reading() as session:
        goal = goals.of(session, call.actor, as_uuid(call.value))
        answered = answered_meanwhile(call, session, goal.id)
        if answered is None:
            goals.refuse_closed(goal)
    if answered is not None:
        call.replace(answered)
    else:
        call.open(form(goal.id, goal.metric))


ENTRIES = (
    Entry(Kind.ACTION, Action.DAILY_ALL, Who.VIEWER, show_all),
    Entry(Kind.ACTION, Action.NUDGE_WHY, Who.VIEWER, why),
    Entry(Kind.ACTION, Action.NUDGE_COMMENT, Who.ANYONE_INSIDE, ask_comment),
    Entry(Kind.VIEW, Callback.NUDGE_COMMENT, Who.ANYONE_INSIDE, keep_comment),
    Entry(Kind.ACTION, Action.NUDGE_SNOOZE, Who.ANYONE_INSIDE, ask_snooze),
    Entry(Kind.VIEW, Callback.NUDGE_SNOOZE, Who.ANYONE_INSIDE, keep_snooze),
)
