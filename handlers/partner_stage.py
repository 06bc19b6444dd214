"""A partner's stage: changed by its owner or an admin, parked until a day, ended with a reason."""

from dataclasses import replace
from datetime import timedelta

from bot.flows.access import owner_only, partner_for
from bot.flows.errors import Refusal
from bot.flows.health.scoring import Proposed
from bot.flows.partners.stages import facts_of, set_stage
from bot.rules.policy import Who
from bot.rules.stages import Stage
from handlers.call import Call
from handlers.partner_settings import show_again
from handlers.registry import Entry, Kind
from messages.audience import InternalView
from messages.ids import Action, Callback, as_uuid
from messages.internal import partner_stage as form
from messages.internal.partner_stage import StageFacts

PARKED_DAYS = 90  # a quarter, offered to whoever parks a partner


def ask(call: Call) -> None:
    """Button "Change": ask for the stage, whoever may change it.

    Why it stands where it does is no reason for the next move, so that is asked anew.
    """
    with call.reading() as session:
        partner = partner_for(session, call.actor, as_uuid(call.value))
        owner_only(call.actor, partner)
        facts = replace(facts_of(partner), reason=None)
        view = form.stage_form(partner.id, partner.name, facts)
    call.update_view(view)


def park_form(call: Call, proposed: Proposed) -> InternalView:
    """Return the question until when a partner sleeps; why it should is the record's evidence."""
    partner = proposed.partner
    owner_only(call.actor, partner)
    wake_on = call.now.date() + timedelta(days=PARKED_DAYS)
    facts = StageFacts(Stage.DORMANT, proposed.reason, wake_on=wake_on)
    return form.stage_form(partner.id, partner.name, facts)


def take(call: Call) -> None:
    """Move the partner to the stage that was chosen."""
    partner_id = as_uuid(call.private.get("partner"))
    typed = call.inputs
    chosen = typed.choice(form.STAGE)
    if chosen is None or chosen not in set(Stage):
        raise Refusal("Choose a stage.", block_id=form.STAGE)
    with call.transaction() as session:
        set_stage(
            session,
            partner_for(session, call.actor, partner_id),
            Stage(chosen),
            actor=call.actor,
            now=call.now,
            reason=typed.text(form.REASON),
            wake_on=typed.date(form.WAKE_ON),
        )
    show_again(call, partner_id)


ENTRIES = (
    Entry(Kind.ACTION, Action.PARTNER_STAGE, Who.ANYONE_INSIDE, ask),
    Entry(Kind.VIEW, Callback.PARTNER_STAGE, Who.ANYONE_INSIDE, take),
)
