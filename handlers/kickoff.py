"""Opening a kickoff: by command, by shortcut, or from a reminder."""

from uuid import UUID

from sqlmodel import Session

from bot.flows.kickoff import holding as kickoff
from bot.flows.kickoff.holding import Held
from bot.flows.kickoff.page import page_of
from bot.flows.partners import record as partners
from bot.rules.policy import Who
from handlers import kickoff_links
from handlers.call import Call
from handlers.registry import Entry, Kind
from messages.audience import View
from messages.ids import Action, Callback, Shortcut, as_uuid
from messages.internal.kickoff_draft import Draft
from messages.internal.kickoff_steps import (
    CHOSEN_PARTNER,
    StepFacts,
    choose_partner,
    partner_options,
    step_view,
)
from messages.shared.kickoff_changes import in_full
from storage import partners as partner_rows
from storage.kickoffs import KickoffState


def view_of(session: Session, call: Call, held: Held, *, notice: str | None = None) -> View:
    """Return the step where the kickoff stopped, or all of it once it was submitted."""
    if held.kickoff.state is not KickoffState.DRAFT:
        page = page_of(session, held, now=call.now)
        return in_full(page, may_edit=True, may_answer=not page.has_shared_channel)
    return step_view(step_facts(call, held, step=held.kickoff.step, notice=notice))


def step_facts(call: Call, held: Held, *, step: int, notice: str | None = None) -> StepFacts:
    """Return one step as it is to be shown to the person who acts."""
    draft = Draft(
        partner=held.partner.name,
        fields=held.fields,
        today=kickoff.today_of(call.actor, call.now),
        me=call.actor.slack_user_id,
    )
    return StepFacts(held.kickoff.id, step, held.kickoff.version, draft, notice)


def by_command(call: Call) -> None:
    """``/partner kickoff [partner]``: the named partner's, or this channel's; else ask which.

    ``/partner kickoff link [partner]`` makes a link for a partner who is not on Slack, unless all
    of that is the name of one, or a clear start of it.
    """
    if kickoff_links.is_meant(call):
        kickoff_links.by_command(call)
        return
    with call.reading() as session:
        partner = (
            partners.find(session, call.actor, call.words)
            if call.words
            else partners.of_channel(
                session, workspace_id=call.workspace_id, slack_channel_id=call.channel_id
            )
        )
    call.open(_begun(call, partner.id) if partner else choose_partner())


def by_shortcut(call: Call) -> None:
    """Shortcut "Start kickoff": ask which partner it is with."""
    call.open(choose_partner())


def by_button(call: Call) -> None:
    """Button "Start the kickoff" of a reminder."""
    call.open(_begun(call, as_uuid(call.value)))


def chosen(call: Call) -> None:
    """Go on with the chosen partner."""
    call.update_view(_begun(call, as_uuid(call.inputs.choice(CHOSEN_PARTNER))))


def offer_partners(call: Call) -> None:
    """Offer the partners whose name holds what was typed."""
    typed = partner_rows.name_key(call.value)
    with call.reading() as session:
        known = partner_rows.names(session, workspace_id=call.workspace_id)
    call.offer(partner_options([(one.id, one.name) for one in known if typed in one.key]))


def _begun(call: Call, partner_id: UUID | None) -> View:
    with call.transaction() as session:
        held = kickoff.open_for(session, call.actor, partner_id, now=call.now)
        return view_of(session, call, held)


ENTRIES: tuple[Entry, ...] = (
    Entry(Kind.COMMAND, "kickoff", Who.ANYONE_INSIDE, by_command),
    Entry(Kind.SHORTCUT, Shortcut.START_KICKOFF, Who.ANYONE_INSIDE, by_shortcut),
    Entry(Kind.ACTION, Action.KICKOFF_START, Who.ANYONE_INSIDE, by_button),
    Entry(Kind.VIEW, Callback.KICKOFF_CHOOSE, Who.ANYONE_INSIDE, chosen),
    Entry(Kind.OPTIONS, Action.KICKOFF_PARTNER, Who.ANYONE_INSIDE, offer_partners),
)
