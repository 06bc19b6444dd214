"""How a partner is, and the stage the record speaks for."""

from bot.flows.access import partner_for
from bot.flows.health import scoring as health
from bot.flows.workspace.views import Page
from bot.rules.policy import Who
from bot.rules.stages import Stage
from handlers import partner_stage
from handlers.call import Call
from handlers.commands_partner import ask_partner, named_or_here
from handlers.registry import Entry, Kind
from messages.ids import Action, as_uuid
from messages.internal import health as said


def by_command(call: Call) -> None:
    """``/partner health [partner]``: every point of the score, explained."""
    with call.transaction() as session:
        partner = named_or_here(call, session)
        facts = health.facts_of(session, partner, now=call.now) if partner else None
    if partner is None or facts is None:
        ask_partner(call, "health")
    else:
        call.viewed(Page.HEALTH, partner.id)
        call.answer(said.health(facts))


def show(call: Call) -> None:
    """Button "Why?": the same over what was being read."""
    with call.transaction() as session:
        partner = partner_for(session, call.actor, as_uuid(call.value))
        facts = health.facts_of(session, partner, now=call.now)
    call.viewed(Page.HEALTH, partner.id)
    call.open(said.health_view(facts))


def confirm_stage(call: Call) -> None:
    """Button "Confirm": the partner moves to the stage that was proposed.

    Until when it is to be parked is asked first: only a person can know.
    """
    snapshot_id = as_uuid(call.value)
    with call.reading() as session:
        proposed = health.proposed(session, call.actor, snapshot_id)
        parking = proposed.stage is Stage.DORMANT
        view = partner_stage.park_form(call, proposed) if parking else None
    if view is not None:
        call.open(view)
        return
    with call.transaction() as session:
        partner = health.confirm_stage(session, call.actor, snapshot_id, now=call.now)
        name, stage = partner.name, partner.stage.words
    call.replace(said.stage_confirmed(name, stage, call.actor.slack_user_id))


ENTRIES = (
    Entry(Kind.COMMAND, "health", Who.VIEWER, by_command),
    Entry(Kind.ACTION, Action.HEALTH_SHOW, Who.VIEWER, show),
    Entry(Kind.ACTION, Action.HEALTH_CONFIRM_STAGE, Who.ANYONE_INSIDE, confirm_stage),
)
