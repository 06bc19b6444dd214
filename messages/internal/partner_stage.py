"""A partner's stage in its settings, and the form that moves it on, parks or ends it."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from bot.rules.stages import Stage
from messages.audience import Block, InternalView
from messages.ids import Action, Callback
from messages.inputs import date_input, input_block, select, text_input
from messages.internal.partner_forms import stage_options
from messages.parts import actions, button, modal, section
from messages.render import Safe, cut, escape, render

LONGEST_REASON = 500
STAGE, REASON, WAKE_ON = "stage", "reason", "wake_on"  # blocks of the form's fields


@dataclass(frozen=True, slots=True)
class StageFacts:
    """Where a partnership stands, or is to stand. Dates of None: not parked, or no date set."""

    stage: Stage
    reason: str | None = None
    parked_on: date | None = None
    wake_on: date | None = None


def stage_section(partner_id: UUID, facts: StageFacts, *, may_change: bool) -> Block:
    """Return the part of a partner's settings that says its stage, and lets it be changed."""
    change = button("Change", Action.PARTNER_STAGE, str(partner_id)) if may_change else None
    said = render("partner_settings_stage", facts=facts)
    return section(said, block_id="partner.stage", accessory=change)


def stage_form(partner_id: UUID, partner: str, facts: StageFacts) -> InternalView:
    """Ask for the stage, filled in with ``facts``; what it needs besides depends on the stage."""
    value = str(partner_id)
    reason = text_input(
        REASON, initial=cut(facts.reason or "", LONGEST_REASON), max_length=LONGEST_REASON
    )
    blocks: list[Block] = [
        section(Safe(f"*{escape(cut(partner, 100))}*")),
        input_block(STAGE, "Stage", select(STAGE, stage_options(Stage), initial=facts.stage)),
        input_block(
            REASON,
            "Why",
            reason,
            hint="Needed to park it (dormant), to end it, and where a stage is passed over.",
            optional=True,
        ),
        input_block(
            WAKE_ON,
            "Wakes on",
            date_input(WAKE_ON, initial=facts.wake_on),
            hint=(
                "For dormant only. Nobody is asked about it until then, or until there is a touch "
                "or a deal; then its owner hears that it is awake, and why."
            ),
            optional=True,
        ),
        actions("partner.back", button("Back without saving", Action.PARTNER_SETTINGS, value)),
    ]
    private = {"partner": value}
    return InternalView(
        modal(Callback.PARTNER_STAGE, "Stage", blocks, submit="Save", private=private)
    )
