"""The steps of the kickoff modal: each is kept as it is left, whichever way."""

from dataclasses import replace
from uuid import UUID

from bot.flows.errors import Refusal
from bot.flows.kickoff import holding as kickoff
from bot.flows.kickoff.holding import Saved
from bot.flows.kickoff.submit import submit
from bot.rules.kickoff import Topic
from bot.rules.policy import Who
from handlers.call import Call
from handlers.kickoff import step_facts
from handlers.kickoff_people import fields_of, learn
from handlers.kickoff_topics import show_topic_again
from handlers.registry import Entry, Kind
from messages.ids import Action, Callback, as_uuid
from messages.internal.kickoff_steps import saved_view, step_view
from messages.shared.kickoff_fields import LAST_STEP, add_row, step_of
from messages.shared.kickoff_submitted import submitted

_CHANGED = (
    "{name} kept other answers in this step meanwhile. Yours are below; "
    "press again to replace theirs."
)


_LOOK = "Something in this step is not right yet: {sentence}"


def next_step(call: Call) -> None:
    """Keep the step and go on, or finish, when nothing in it is wrong."""
    learn(call)
    with call.transaction() as session:
        saved = kickoff.leave(
            session,
            call.actor,
            _kickoff_id(call),
            step=_step(call),
            fields=fields_of(call),
            seen_version=_version(call),
            now=call.now,
        )
    if saved.changed_by or saved.errors:
        _put_right(call, saved)
    elif _step(call) == LAST_STEP:
        _finish(call)
    else:
        call.update_view(step_view(step_facts(call, saved.held, step=saved.held.kickoff.step)))


def back(call: Call) -> None:
    """Button "Back": keep the step and show the one before."""
    _keep_and_show(call, go_to=_step(call) - 1)


def save_and_close(call: Call) -> None:
    """Button "Save and close": keep the step; Slack hands over what was typed only so."""
    saved = _keep(call)
    if saved.changed_by:
        _put_right(call, saved)
    else:
        call.update_view(saved_view(saved.held.partner.name))


def add_one_row(call: Call) -> None:
    """Button "Add one more": keep the step and show it with another row."""
    if call.value in set(Topic):
        _keep_and_show(call, fields=add_row(Topic(call.value), fields_of(call)))


def show_state(call: Call) -> None:
    """Show what the chosen state of a topic asks for."""
    if "topic" in call.private:
        show_topic_again(call)
    else:
        _keep_and_show(call)


def _finish(call: Call) -> None:
    try:
        with call.transaction() as session:
            finished = submit(session, call.actor, _kickoff_id(call), now=call.now)
    except Refusal as refusal:
        if refusal.block_id is None:
            raise
        _show_fault(call, refusal.block_id, refusal.sentence)
        return
    if finished.errors:
        block_id, sentence = next(iter(finished.errors.items()))
        _show_fault(call, block_id, sentence)
    else:
        call.answer(
            submitted(
                finished.held.partner.name,
                goals=finished.goals,
                promises=finished.promises,
                unsettled=finished.unsettled,
                has_shared_channel=finished.has_shared_channel,
            )
        )


def _show_fault(call: Call, block_id: str, sentence: str) -> None:
    """Go to the step a fault is in; what was typed there is shown with it."""
    step = step_of(block_id) or LAST_STEP
    with call.reading() as session:
        held = kickoff.of(session, call.actor, _kickoff_id(call))
    notice = _LOOK.format(sentence=sentence)
    call.update_view(step_view(step_facts(call, held, step=step, notice=notice)))


def _put_right(call: Call, saved: Saved) -> None:
    """Show what is wrong: under the fields where they are on the screen, else on top."""
    shown = {block: words for block, words in saved.errors.items() if block in fields_of(call)}
    if shown:
        call.errors(shown)
        return
    notice = (
        _CHANGED.format(name=saved.changed_by)
        if saved.changed_by
        else _LOOK.format(sentence=next(iter(saved.errors.values())))
    )
    facts = step_facts(call, saved.held, step=_step(call), notice=notice)
    typed = {**facts.draft.fields, **fields_of(call)}
    call.update_view(step_view(replace(facts, draft=replace(facts.draft, fields=typed))))


def _keep_and_show(
    call: Call, *, fields: dict[str, str] | None = None, go_to: int | None = None
) -> None:
    saved = _keep(call, fields=fields, go_to=go_to)
    if saved.changed_by:
        _put_right(call, saved)
    else:
        call.update_view(step_view(step_facts(call, saved.held, step=saved.held.kickoff.step)))


def _keep(call: Call, *, fields: dict[str, str] | None = None, go_to: int | None = None) -> Saved:
    with call.transaction() as session:
        return kickoff.keep(
            session,
            call.actor,
            _kickoff_id(call),
            step=_step(call),
            fields=fields if fields is not None else fields_of(call),
            seen_version=_version(call),
            now=call.now,
            go_to=go_to,
        )


def _kickoff_id(call: Call) -> UUID | None:
    return as_uuid(call.private.get("kickoff"))


def _step(call: Call) -> int:
    step = call.private.get("step")
    return step if isinstance(step, int) and 1 <= step <= LAST_STEP else 1


def _version(call: Call) -> int:
    version = call.private.get("version")
    return version if isinstance(version, int) else 0


ENTRIES: tuple[Entry, ...] = (
    Entry(Kind.VIEW, Callback.KICKOFF_STEP, Who.ANYONE_INSIDE, next_step),
    Entry(Kind.ACTION, Action.KICKOFF_BACK, Who.ANYONE_INSIDE, back),
    Entry(Kind.ACTION, Action.KICKOFF_SAVE, Who.ANYONE_INSIDE, save_and_close),
    Entry(Kind.ACTION, Action.KICKOFF_ADD_ROW, Who.ANYONE_INSIDE, add_one_row),
    Entry(Kind.ACTION, Action.KICKOFF_STATE, Who.ANYONE_INSIDE, show_state),
)
